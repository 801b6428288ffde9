//! `PgBouncer` in front of a PostgreSQL server.

use std::io::Write as _;
use std::net::TcpStream;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::{GUARD, Kind, PASSWORD, Server, account, free_port};

/// `PgBouncer`, until it is dropped.
pub(crate) struct Pooler {
    pub(crate) port: u16,
    directory: PathBuf,
    guard: Child,
}

impl Pooler {
    /// Starts it with few server connections, so that clients share them.
    pub(crate) fn before(server: &Server, mode: &str) -> Self {
        assert_eq!(server.kind, Kind::Postgres);
        let program = Kind::find_program("pgbouncer", "pgbouncer", &["/usr/sbin".into()]);
        let port = free_port();
        let name = format!("ackwell-pooler-{}-{port}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory).expect("a directory for the pooler");
        let write = |name: &str, text: &str| {
            std::fs::write(directory.join(name), text).expect("a file for the pooler");
        };
        write("users.txt", &format!("\"ackwell\" \"{PASSWORD}\"\n"));
        let at = directory.display();
        write(
            "pgbouncer.ini",
            &format!(
                "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr=127.0.0.1\n\
                 listen_port={port}\nauth_type=plain\nauth_file={at}/users.txt\n\
                 pool_mode={mode}\ndefault_pool_size=3\nunix_socket_dir=\nmax_client_conn=200\n",
                server.port
            ),
        );
        if let Some((user, group)) = account(Kind::Postgres) {
            for path in [
                &directory,
                &directory.join("users.txt"),
                &directory.join("pgbouncer.ini"),
            ] {
                chown(path, Some(user), Some(group)).expect("the pooler owns its files");
            }
        }
        let log = std::fs::File::create(directory.join("log")).expect("a log");
        let guard = server
            .command(Path::new("/bin/sh"))
            .current_dir(&directory)
            .args(["-c", GUARD, "guard"])
            .arg(directory.join("pid"))
            .arg(program)
            .arg(directory.join("pgbouncer.ini"))
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("a shell");
        let pooler = Self {
            port,
            directory,
            guard,
        };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "PgBouncer does not start: {}",
                std::fs::read_to_string(pooler.directory.join("log")).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        pooler
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        if let Ok(process) = std::fs::read_to_string(self.directory.join("pid")) {
            let _ = std::process::Command::new("kill")
                .args(["-KILL", process.trim()])
                .status();
        }
        if let Some(mut input) = self.guard.stdin.take() {
            let _ = input.write_all(b"stop\n");
        }
        let _ = self.guard.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
