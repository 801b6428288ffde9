//! Plays notifications over HTTP against an example receiver and checks its answers.
//!
//! `cargo xtask example [--ledger URL] NAME COMMAND...` starts the command in the repository's root, `{config}` in
//! its arguments being the path of a JSON configuration and `{port}` a free port of 127.0.0.1 (the
//! environment variables `ACKWELL_CONFIG` and `PORT` are the same), and waits until something listens there. The receiver answers POST `/notify/lianlian` and
//! `/notify/pingpong`, and prints a line `paid ORDER ...` for every order that it marks paid.
//!
//! The configuration has the ledger of that URL, or else one on SQLite, trusts 127.0.0.0/8 as a proxy, and takes the published
//! sources; the requests carry them in `X-Forwarded-For`.

use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ackwell_tests::json::Json;
use ackwell_tests::sign::Members;
use ackwell_tests::{keys, samples};

use crate::files;

mod http;
mod plays;

/// How long a receiver may take to start: some build or load a runtime first.
const START: Duration = Duration::from_secs(60);

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    const USAGE: &str = "usage: cargo xtask example [--ledger URL] NAME COMMAND...";
    let (url, arguments) = match arguments {
        [option, url, rest @ ..] if option == "--ledger" => (Some(url.clone()), rest),
        all => (None, all),
    };
    let [name, command @ ..] = arguments else {
        return Err(USAGE.to_owned());
    };
    if command.is_empty() {
        return Err(USAGE.to_owned());
    }
    let folder = Folder::new(name)?;
    let config = folder.0.join("config.json");
    let file = format!("sqlite://{}", folder.0.join("ledger.db").display());
    let document = configuration(url.unwrap_or(file)).pretty();
    std::fs::write(&config, document).map_err(|error| error.to_string())?;

    let mut checks = plays::Checks::default();
    let first = Example::start(command, &config)?;
    plays::everything(&first, &mut checks);
    first.stop();
    // The ledger outlives the process.
    let second = Example::start(command, &config)?;
    plays::after_a_restart(&second, &mut checks);
    second.stop();

    for problem in &checks.problems {
        println!("{name}: {problem}");
    }
    let failed = checks.problems.len();
    println!("example-{name}: {} passed, {failed} failed", checks.passed);
    match failed {
        0 => Ok(()),
        _ => Err(format!("{failed} answers were wrong")),
    }
}

fn configuration(ledger: String) -> Json {
    let lianlian = Members::default()
        .with("public_keys", vec![keys::PLATFORM.one_line()])
        .with("merchant_ids", vec![samples::OID_PARTNER])
        .with("sources", "published");
    let pingpong = Members::default()
        .with("salt", samples::SALT)
        .with("client_id", samples::CLIENT_ID)
        .with("acc_ids", vec![samples::ACC_ID])
        .with("environment", "production")
        .with("sources", "published");
    let receiver = Members::default().with("trusted_proxies", vec!["127.0.0.0/8"]);
    Json::object([
        ("lianlian", lianlian.json()),
        ("pingpong", pingpong.json()),
        ("receiver", receiver.json()),
        ("ledger", Json::object([("url", Json::text(ledger))])),
    ])
}

/// A folder of one run, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Result<Folder, String> {
        let name = format!("ackwell-example-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A receiver that runs.
struct Example {
    child: Child,
    port: u16,
    output: Arc<Mutex<Vec<String>>>,
}

impl Example {
    fn start(command: &[String], config: &Path) -> Result<Example, String> {
        let port = free_port()?;
        let filled: Vec<String> = command
            .iter()
            .map(|part| {
                part.replace("{config}", &config.display().to_string())
                    .replace("{port}", &port.to_string())
            })
            .collect();
        let (program, arguments) = filled.split_first().ok_or("no command")?;
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(files::root())
            .env("ACKWELL_CONFIG", config)
            .env("PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let output = Arc::new(Mutex::new(Vec::new()));
        if let Some(stdout) = child.stdout.take() {
            let lines = Arc::clone(&output);
            std::thread::spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    if let Ok(mut lines) = lines.lock() {
                        lines.push(line);
                    }
                }
            });
        }
        let mut example = Example {
            child,
            port,
            output,
        };
        example.wait()?;
        Ok(example)
    }

    fn wait(&mut self) -> Result<(), String> {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("it ended before it listened: {status}"));
            }
            if begun.elapsed() > START {
                return Err(format!("nothing listened on its port in {START:?}"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// How often it has marked an order paid, once its output has had time to arrive.
    fn paid(&self, order_no: &str, at_least: usize) -> usize {
        let begun = Instant::now();
        loop {
            let lines = self.output.lock();
            let wanted = |line: &&String| {
                let mut words = line.split_whitespace();
                words.next() == Some("paid") && words.next() == Some(order_no)
            };
            let times = lines.map_or(0, |lines| lines.iter().filter(wanted).count());
            if times >= at_least || begun.elapsed() > Duration::from_secs(5) {
                return times;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn stop(mut self) {
        self.kill();
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        self.kill();
    }
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    Ok(address.port())
}
