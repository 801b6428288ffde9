//! A folder with a shop's files, and the built command.

#![allow(dead_code, reason = "each test file uses a part")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use ackwell::{Config, Provider, Request};
use ackwell_ledger::{Ledger, handle};

use ackwell_tests::keys::PLATFORM;
use ackwell_tests::samples::{self, SALT, Spelling};
use ackwell_tests::sign::{LianLianSigner, Members, PingPongSigner};
use serde_json::Value;

/// A temporary folder, removed when the test passes.
pub(crate) struct Shop {
    pub(crate) folder: PathBuf,
}

impl Shop {
    /// With a key, a salt in an environment variable and an ordinary configuration.
    pub(crate) fn new() -> Shop {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("shop-{}-{number}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let shop = Shop { folder };
        shop.write("platform.pem", PLATFORM.pem());
        shop.write("shop.toml", CONFIG);
        shop
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs the command in the folder, with nothing on standard input.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, b"")
    }

    /// Runs the command in the folder.
    pub(crate) fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let output = std::thread::scope(|scope| {
            // A command that has said what is wrong does not read its input.
            scope.spawn(move || {
                let _ = stdin.write_all(input);
            });
            child.wait_with_output().unwrap()
        });
        Ran::of(&output)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ackwell"));
        command
            .args(args)
            .current_dir(&self.folder)
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .env("TEST_SALT", SALT)
            .env("EMPTY", "");
        command
    }

    /// Verifies a body with the configuration `shop.toml`.
    pub(crate) fn verify(&self, provider: &str, more: &[&str], body: &str) -> Ran {
        let mut args = vec!["verify", "--config", "shop.toml", "--provider", provider];
        args.extend(more);
        self.run_with(&args, body.as_bytes())
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

pub(crate) const CONFIG: &str = r#"
[lianlian]
public_keys = [{file = "platform.pem"}]
merchant_ids = ["201103171000000000"]

[pingpong]
salt = {env = "TEST_SALT"}
client_id = "2018092714313010016"
acc_ids = ["2018092714313010016291"]
environment = "production"

[receiver]
trusted_proxies = ["10.0.0.0/8", "unix"]

[ledger]
url = "sqlite:ledger.db"
"#;

/// What the command did.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: &Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// Standard output as the one JSON object that it must be.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|problem| panic!("{problem}: {}\n{}", self.out, self.err))
    }

    /// Standard output as one JSON object a line.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let lines = self.out.lines().map(serde_json::from_str);
        lines.collect::<Result<_, _>>().unwrap()
    }
}

/// The payment of source document 001, signed.
pub(crate) fn payment() -> String {
    lianlian(&samples::payment())
}

/// The exchange payment of source document 003, signed, spelled as there.
pub(crate) fn exchange_payment() -> String {
    lianlian(&samples::exchange_payment(Spelling::Sample))
}

/// A LianLian body, signed.
pub(crate) fn lianlian(members: &Members) -> String {
    LianLianSigner::new(&PLATFORM).body(members)
}

/// A PingPong body around a `bizContent`, signed.
pub(crate) fn pingpong(content: &Members) -> String {
    PingPongSigner::new(SALT).body(&samples::envelope(content))
}

/// An endpoint on loopback that does this with every connection.
pub(crate) fn endpoint(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = Arc::clone(&serve);
            thread::spawn(move || serve(stream));
        }
    });
    address
}

/// The head and the body of a request.
pub(crate) fn read(stream: &mut impl Read) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse()
                        .ok()
                })
                .unwrap_or(0);
            if body.len() >= length {
                return (head.to_owned(), body.as_bytes().to_vec());
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return (text, Vec::new()),
            Ok(count) => bytes.extend(&buffer[..count]),
        }
    }
}

pub(crate) fn answer(stream: &mut impl Write, status: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
}

/// The shop's application: a receiver with the configuration that `keys new` wrote.
pub(crate) fn application(configuration: &Path) -> SocketAddr {
    let shop = Application::new(configuration);
    endpoint(move |mut stream| shop.serve(&mut stream))
}

/// What the shop's application does with a connection.
pub(crate) struct Application {
    config: Config,
    ledger: Ledger,
}

impl Application {
    pub(crate) fn new(configuration: &Path) -> Application {
        let document = std::fs::read_to_string(configuration).unwrap();
        let config = Config::from_json(&document).unwrap();
        let ledger = Ledger::from_config(&config).unwrap();
        Application { config, ledger }
    }

    pub(crate) fn serve(&self, stream: &mut (impl Read + Write)) {
        let (head, body) = read(stream);
        let provider = if head.contains("/lianlian") {
            Provider::LianLian
        } else {
            Provider::PingPong
        };
        let forwarded = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("x-forwarded-for: ")
                    .map(str::to_owned)
            })
            .unwrap_or_default();
        let headers = [("x-forwarded-for", forwarded.as_bytes())];
        let request = Request::new(&body)
            .with_headers(&headers)
            .with_peer("127.0.0.1");
        let receiver = self.config.receiver(provider).unwrap();
        let paid = |_: &ackwell::Notification| Ok::<(), std::io::Error>(());
        let acknowledgement = handle(&receiver, &request, &self.ledger, paid);
        let status = format!("{} .", acknowledgement.status);
        answer(stream, &status, acknowledgement.body);
    }
}
