//! Real servers for tests: started on a free port of loopback in a temporary directory, and gone
//! with the process that started them, however that ends.
//!
//! A server that is not installed fails the test that needs it, with a sentence.
#![allow(dead_code, reason = "each test binary uses its part")]

mod pooler;
mod proxy;

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[allow(unused_imports, reason = "each test binary uses its part")]
pub(crate) use pooler::Pooler;
#[allow(unused_imports, reason = "each test binary uses its part")]
pub(crate) use proxy::Proxy;

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Postgres,
    Mysql,
    Redis,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Postgres, Self::Mysql, Self::Redis];

    /// One server of this kind for the whole test binary.
    pub(crate) fn shared(self) -> &'static Server {
        static SERVERS: [OnceLock<Server>; 3] = [const { OnceLock::new() }; 3];
        let index = match self {
            Self::Postgres => 0,
            Self::Mysql => 1,
            Self::Redis => 2,
        };
        SERVERS[index].get_or_init(|| Server::start(self))
    }

    /// The program, and the Debian package that has it.
    fn program(self) -> (&'static str, &'static str) {
        match self {
            Self::Postgres => ("postgres", "postgresql"),
            Self::Mysql => ("mariadbd", "mariadb-server"),
            Self::Redis => ("redis-server", "redis-server"),
        }
    }

    /// Finds a program of the server.
    fn find(self, program: &str) -> PathBuf {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
        places.extend(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
        if self == Self::Postgres {
            // Debian keeps them apart by version; `postgres` in the path may be a wrapper.
            let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
                .into_iter()
                .flatten()
                .flatten()
                .map(|version| version.path().join("bin"))
                .collect();
            versions.sort();
            versions.reverse();
            versions.append(&mut places);
            places = versions;
        }
        Self::find_program(program, self.program().1, &places)
    }

    /// Finds a program that the Debian package `package` has.
    fn find_program(program: &str, package: &str, places: &[PathBuf]) -> PathBuf {
        let found = places
            .iter()
            .map(|place| place.join(program))
            .find(|path| path.exists());
        found.unwrap_or_else(|| {
            panic!(
                "{program} is not installed, and this test needs a real server: run `make test`, \
                 which installs it, or `apt-get install {package}`"
            )
        })
    }
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    pub(crate) kind: Kind,
    pub(crate) port: u16,
    directory: PathBuf,
    options: Vec<String>,
    running: Option<Running>,
    databases: AtomicUsize,
}

/// The server, and the shell that ends it when this process is gone: its input then ends.
struct Running {
    guard: Child,
    process: u32,
}

/// What the shell does: $1 is where to write the server's number, the rest is the server. When
/// nobody stopped it, and nobody needs the directory any more.
const GUARD: &str = r#"
pid=$1; shift
"$@" </dev/null &
server=$!
echo $server >"$pid.new" && mv "$pid.new" "$pid"
read -r word
kill -QUIT $server 2>/dev/null; kill -KILL $server 2>/dev/null
wait
[ "$word" = stop ] || rm -rf "$PWD"
"#;

impl Server {
    /// Starts a server with its own data.
    pub(crate) fn start(kind: Kind) -> Self {
        Self::start_with(kind, &[])
    }

    /// Starts a server that waits for no disk: for tests of what it answers, not of what it keeps.
    pub(crate) fn start_careless(kind: Kind) -> Self {
        match kind {
            Kind::Postgres => Self::start_with(kind, &["fsync=off", "synchronous_commit=off"]),
            Kind::Mysql => Self::start_with(
                kind,
                &[
                    "--innodb-flush-log-at-trx-commit=0",
                    "--innodb-flush-method=nosync",
                ],
            ),
            Kind::Redis => Self::start_with(kind, &["--appendonly", "no"]),
        }
    }

    /// Starts a server with further options: for PostgreSQL `name=value`, else arguments.
    pub(crate) fn start_with(kind: Kind, options: &[&str]) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let name = format!("ackwell-server-{}-{number}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory).expect("a directory for the server");
        std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o755))
            .expect("others may enter it");
        if let Some((user, group)) = account(kind) {
            chown(&directory, Some(user), Some(group)).expect("the server owns its directory");
        }
        let port = free_port();
        let mut server = Self {
            kind,
            port,
            directory,
            options: options.iter().map(|&option| option.to_owned()).collect(),
            running: None,
            databases: AtomicUsize::new(0),
        };
        server.create_data();
        server.resume();
        server
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Writes a file that the server can read.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a file for the server");
        if let Some((user, group)) = account(self.kind) {
            chown(&path, Some(user), Some(group)).expect("the server owns its file");
            let private = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(&path, private).expect("only the server reads it");
        }
        path
    }

    fn create_data(&self) {
        let mut create = match self.kind {
            Kind::Redis => return,
            Kind::Postgres => {
                let password = self.write("password", PASSWORD);
                let mut initdb = self.command(&self.kind.find("initdb"));
                initdb
                    .args([
                        "-D",
                        &self.text("data"),
                        "-U",
                        "ackwell",
                        "-N",
                        "-E",
                        "UTF8",
                    ])
                    .args(["--locale=C", "-A", "scram-sha-256", "--pwfile"])
                    .arg(password);
                initdb
            }
            Kind::Mysql => {
                self.write(
                    "init.sql",
                    &format!(
                        "CREATE USER IF NOT EXISTS 'ackwell'@'%' IDENTIFIED BY '{PASSWORD}';\n\
                         GRANT ALL ON *.* TO 'ackwell'@'%' WITH GRANT OPTION;\n"
                    ),
                );
                let mut install = self.command(&self.kind.find("mariadb-install-db"));
                install
                    .args(["--no-defaults", "--skip-test-db", "--skip-name-resolve"])
                    .arg("--auth-root-authentication-method=normal")
                    .arg(format!("--datadir={}", self.text("data")));
                install
            }
        };
        let output = create.output().expect("the server's data can be created");
        assert!(
            output.status.success(),
            "creating the data of {:?} failed: {}{}",
            self.kind,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// A command as the server's own account, where this process is root.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some((user, group)) = account(self.kind) {
            command.uid(user).gid(group);
        }
        command
            .current_dir(&self.directory)
            .env("LC_ALL", "C")
            // A MariaDB that starts removes what looks like its own from there.
            .env("TMPDIR", &self.directory)
            .env_remove("NOTIFY_SOCKET");
        command
    }

    /// Starts the server again after [`Self::stop`]. Returns when it takes connections.
    pub(crate) fn resume(&mut self) {
        assert!(self.running.is_none(), "it runs");
        let program = self.kind.find(self.kind.program().0);
        let pid = self.path("pid");
        let _ = std::fs::remove_file(&pid);
        let mut guard = self.command(Path::new("/bin/sh"));
        guard.args(["-c", GUARD, "guard"]).arg(&pid).arg(program);
        let port = self.port.to_string();
        match self.kind {
            Kind::Postgres => {
                guard.args(["-D", &self.text("data"), "-p", &port, "-k", &self.text("")]);
                for option in ["listen_addresses=127.0.0.1", "max_connections=200"] {
                    guard.args(["-c", option]);
                }
                for option in &self.options {
                    guard.args(["-c", option]);
                }
            }
            Kind::Mysql => {
                guard
                    .args([
                        "--no-defaults",
                        "--bind-address=127.0.0.1",
                        "--skip-name-resolve",
                    ])
                    .args(["--max-connections=300", "--innodb-buffer-pool-size=256M"])
                    .arg(format!("--datadir={}", self.text("data")))
                    .arg(format!("--socket={}", self.text("socket")))
                    .arg(format!("--pid-file={}", self.text("server.pid")))
                    .arg(format!("--init-file={}", self.text("init.sql")))
                    .arg(format!("--port={port}"))
                    .args(&self.options);
            }
            Kind::Redis => {
                guard
                    .args(["--bind", "127.0.0.1", "--port", &port, "--save", ""])
                    .args(["--appendonly", "yes", "--appendfsync", "always"])
                    .args(["--databases", "10000", "--dir", &self.text("")])
                    .args(&self.options);
            }
        }
        let log = std::fs::File::create(self.path("log")).expect("a log");
        let guard = guard
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("a shell");
        let begun = Instant::now();
        let process = loop {
            if let Ok(text) = std::fs::read_to_string(&pid) {
                break text.trim().parse().expect("a process number");
            }
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "the shell does not start"
            );
            std::thread::sleep(Duration::from_millis(5));
        };
        self.running = Some(Running { guard, process });
        while !self.answers() {
            assert!(
                begun.elapsed() < Duration::from_secs(120) && self.is_alive(),
                "{:?} does not start: {}",
                self.kind,
                self.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops it and starts it again with further options.
    pub(crate) fn restart_with(&mut self, options: &[String]) {
        self.stop();
        self.options.extend_from_slice(options);
        self.resume();
    }

    fn is_alive(&self) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| Path::new(&format!("/proc/{}", running.process)).exists())
    }

    /// Whether it takes connections and has come so far as to talk.
    fn answers(&self) -> bool {
        use std::io::Read as _;
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) else {
            return false;
        };
        let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
        let mut answer = [0; 16];
        match self.kind {
            Kind::Redis => {
                let sent = stream.write_all(b"PING\r\n");
                sent.is_ok()
                    && stream.read(&mut answer).is_ok()
                    && (answer.starts_with(b"+PONG") || answer.starts_with(b"-NOAUTH"))
            }
            // The server speaks first; the user is there once the init file ran, just before.
            Kind::Mysql => stream
                .read(&mut answer)
                .is_ok_and(|count| count > 5 && answer[4] != 0xff),
            Kind::Postgres => {
                // A start-up for user and database "ackwell" is asked for a password, or learns
                // that the server is still starting.
                let mut packet = vec![0, 0, 0, 0, 0, 3, 0, 0];
                packet.extend_from_slice(b"user\0ackwell\0database\0postgres\0\0");
                packet[3] = u8::try_from(packet.len()).expect("it is short");
                stream.write_all(&packet).is_ok()
                    && stream.read(&mut answer).is_ok()
                    && answer[0] == b'R'
            }
        }
    }

    /// What the server wrote, for a failure that may be its own.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// Ends the server immediately, as a crash would.
    pub(crate) fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            let signal = if self.kind == Kind::Postgres {
                "-QUIT"
            } else {
                "-KILL"
            };
            let process = running.process.to_string();
            let _ = Command::new("kill").args([signal, &process]).status();
            let begun = Instant::now();
            while Path::new(&format!("/proc/{process}")).exists()
                && begun.elapsed() < Duration::from_secs(10)
                && !is_zombie(&process)
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            if let Some(mut input) = running.guard.stdin.take() {
                let _ = input.write_all(b"stop\n");
            }
            let _ = running.guard.wait();
        }
    }

    /// Has the server stand still without closing anything, or go on.
    pub(crate) fn freeze(&self, freeze: bool) {
        let running = self.running.as_ref().expect("it runs");
        let signal = if freeze { "-STOP" } else { "-CONT" };
        let done = Command::new("kill")
            .args([signal, &running.process.to_string()])
            .status();
        assert!(done.is_ok_and(|status| status.success()));
    }

    /// The URL of a database that nobody has used.
    pub(crate) fn fresh_url(&self) -> String {
        self.fresh_url_through(self.port)
    }

    /// The same through another port, where a [`Proxy`] is.
    pub(crate) fn fresh_url_through(&self, port: u16) -> String {
        let number = self.databases.fetch_add(1, Ordering::SeqCst);
        let name = format!("shop{number}");
        match self.kind {
            Kind::Redis => format!("redis://127.0.0.1:{port}/{number}"),
            Kind::Postgres => {
                let mut admin = self.postgres("postgres");
                admin
                    .batch_execute(&format!("CREATE DATABASE {name}"))
                    .expect("a database");
                format!("postgres://ackwell:{PASSWORD}@127.0.0.1:{port}/{name}")
            }
            Kind::Mysql => {
                use mysql::prelude::Queryable as _;
                let mut admin = self.mysql("mysql");
                admin
                    .query_drop(format!("CREATE DATABASE {name}"))
                    .expect("a database");
                format!("mysql://ackwell:{PASSWORD}@127.0.0.1:{port}/{name}")
            }
        }
    }

    /// A client of the test's own.
    pub(crate) fn postgres(&self, database: &str) -> postgres::Client {
        let port = self.port;
        let options = format!(
            "host=127.0.0.1 port={port} user=ackwell password={PASSWORD} dbname={database}"
        );
        postgres::Client::connect(&options, postgres::NoTls).expect("PostgreSQL answers")
    }

    /// A client of the test's own.
    pub(crate) fn mysql(&self, database: &str) -> mysql::Conn {
        let options = mysql::OptsBuilder::new()
            .ip_or_hostname(Some("127.0.0.1"))
            .tcp_port(self.port)
            .prefer_socket(false)
            .user(Some("ackwell"))
            .pass(Some(PASSWORD))
            .db_name(Some(database));
        mysql::Conn::new(options).expect("MariaDB answers")
    }

    /// A client of the test's own.
    pub(crate) fn redis(&self, database: &str) -> redis::Connection {
        let url = format!("redis://127.0.0.1:{}/{database}", self.port);
        redis::Client::open(url)
            .and_then(|client| client.get_connection())
            .expect("Redis answers")
    }
}

/// The password of the user `ackwell`.
pub(crate) const PASSWORD: &str = "correct-horse";

/// The part of a URL behind its last slash.
pub(crate) fn database_of(url: &str) -> &str {
    url.rsplit_once('/').map_or("", |(_, name)| name)
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn is_zombie(process: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| {
        stat.rsplit_once(')')
            .is_some_and(|(_, rest)| rest.starts_with(" Z"))
    })
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("it is bound").port()
}

/// User and group for a server, where this process is root: none of them likes to be root.
fn account(kind: Kind) -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt as _;
    let root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    if !root {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").expect("the list of users");
    let wanted = match kind {
        Kind::Postgres => "postgres",
        Kind::Mysql => "mysql",
        Kind::Redis => "redis",
    };
    let find = |name: &str| {
        users.lines().find_map(|line| {
            let mut parts = line.split(':');
            let (user, _, id, group) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
            (user == name).then_some((id.parse().ok()?, group.parse().ok()?))
        })
    };
    find(wanted).or_else(|| find("nobody"))
}
