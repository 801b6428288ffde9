//! Plays notifications over HTTP against an example receiver and checks its answers.
//!
//! `cargo xtask example [--ledger URL] [--kill] NAME COMMAND...` starts the command in the
//! repository's root, `{config}` in its arguments being the path of a JSON configuration and
//! `{port}` a free port of 127.0.0.1 (the environment variables `ACKWELL_CONFIG` and `PORT` are the
//! same), and waits until something listens there. The receiver answers POST `/notify/lianlian` and
//! `/notify/pingpong`, and prints a line `paid ORDER ...` for every order that it marks paid.
//!
//! The configuration has the ledger of that URL, or else one on SQLite, trusts 127.0.0.0/8 as a
//! proxy, and takes the published sources; the requests carry them in `X-Forwarded-For`.
//!
//! In the end the command plays the provider: the commands of "See it work" in the quickstart that
//! names the example, or in the command's.
//!
//! With `--kill` it is also killed in the middle of a fulfilment: the receiver waits as many
//! seconds as `SHOP_FULFILMENT_SECONDS` says before it marks an order paid.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ackwell_tests::json::Json;
use ackwell_tests::sign::Members;
use ackwell_tests::{keys, samples};

use crate::files;

mod http;
mod plays;
mod seen;

/// How long a receiver may take to start: some build or load a runtime first.
const START: Duration = Duration::from_secs(60);
/// How long a worker that was killed keeps others from its delivery, in seconds.
const SHORT_LEASE: i64 = 8;
/// How many lines of its standard error are kept for the case that it ends by itself.
const LAST_LINES: usize = 40;

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    const USAGE: &str = "usage: cargo xtask example [--ledger URL] [--kill] NAME COMMAND...";
    let (url, arguments) = match arguments {
        [option, url, rest @ ..] if option == "--ledger" => (Some(url.clone()), rest),
        all => (None, all),
    };
    let (kill, arguments) = match arguments {
        [option, rest @ ..] if option == "--kill" => (true, rest),
        all => (false, all),
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
    let mut ledger = Members::default().with("url", url.unwrap_or(file));
    if kill {
        ledger = ledger.with("lease_seconds", SHORT_LEASE);
    }
    let document = configuration(&ledger).pretty();
    std::fs::write(&config, document).map_err(|error| error.to_string())?;

    let mut checks = plays::Checks::default();
    let mut ends = Vec::new();
    let first = Example::start(command, &config, &[])?;
    plays::everything(&first, &mut checks);
    ends.extend(first.stop());
    // The ledger outlives the process.
    let second = Example::start(command, &config, &[])?;
    plays::after_a_restart(&second, &mut checks);
    ends.extend(second.stop());
    if kill {
        let slow = Example::start(command, &config, &[("SHOP_FULFILMENT_SECONDS", "600")])?;
        plays::until_it_is_at_work(&slow, &mut checks);
        ends.extend(slow.stop());
        let last = Example::start(command, &config, &[])?;
        plays::after_it_was_killed_at_work(&last, &mut checks);
        ends.extend(last.stop());
    }

    ends.extend(seen::work(name, command, &folder.0, &mut checks)?);

    // First, because the wrong answers come from it.
    checks.problems.splice(0..0, ends);
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

fn configuration(ledger: &Members) -> Json {
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
        ("ledger", ledger.json()),
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
    errors: Errors,
}

/// The last lines that a receiver wrote to its standard error, and the thread that reads them.
#[derive(Default)]
struct Errors {
    lines: Arc<Mutex<VecDeque<String>>>,
    reader: Option<JoinHandle<()>>,
}

impl Errors {
    fn read(stderr: impl Read + Send + 'static) -> Errors {
        let lines = Arc::new(Mutex::new(VecDeque::new()));
        let kept = Arc::clone(&lines);
        let reader = std::thread::spawn(move || {
            each_line(stderr, |line| {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                if kept.len() == LAST_LINES {
                    kept.pop_front();
                }
                kept.push_back(line);
            });
        });
        Errors {
            lines,
            reader: Some(reader),
        }
    }

    /// The lines of a process that has ended. What it started may live on and hold the pipe, so the
    /// reader's end is not waited for long.
    fn last(&self) -> String {
        let begun = Instant::now();
        while self
            .reader
            .as_ref()
            .is_some_and(|reader| !reader.is_finished())
            && begun.elapsed() < Duration::from_secs(2)
        {
            std::thread::sleep(Duration::from_millis(10));
        }
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(|line| format!("\n    {line}")).collect()
    }
}

/// Calls `take` for every line, whether it is UTF-8 or not.
fn each_line(from: impl Read, mut take: impl FnMut(String)) {
    for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        take(line.trim_end_matches('\r').to_owned());
    }
}

impl Example {
    fn start(
        command: &[String],
        config: &Path,
        variables: &[(&str, &str)],
    ) -> Result<Example, String> {
        let port = free_port()?;
        let filled: Vec<String> = command
            .iter()
            .map(|part| {
                part.replace("{config}", &config.display().to_string())
                    .replace("{port}", &port.to_string())
            })
            .collect();
        let (program, arguments) = filled.split_first().ok_or("no command")?;
        let mut command = Command::new(program);
        // Its own process group, so that a server's workers end with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .args(arguments)
            .current_dir(files::root())
            .env("ACKWELL_CONFIG", config)
            .env("PORT", port.to_string())
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let output = Arc::new(Mutex::new(Vec::new()));
        if let Some(stdout) = child.stdout.take() {
            let lines = Arc::clone(&output);
            std::thread::spawn(move || {
                each_line(stdout, |line| {
                    if let Ok(mut lines) = lines.lock() {
                        lines.push(line);
                    }
                });
            });
        }
        let errors = child.stderr.take().map(Errors::read).unwrap_or_default();
        let mut example = Example {
            child,
            port,
            output,
            errors,
        };
        example.wait()?;
        Ok(example)
    }

    fn wait(&mut self) -> Result<(), String> {
        let begun = Instant::now();
        while !listens(self.port) {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(self.early("before it listened", status));
            }
            if begun.elapsed() > START {
                return Err(format!("nothing listened on its port in {START:?}"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        // A server may listen a moment before it is ready for what comes.
        std::thread::sleep(Duration::from_millis(100));
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

    /// Whether a line on standard output or standard error has this text, once both have had time
    /// to arrive.
    fn wrote(&self, text: &str) -> bool {
        let begun = Instant::now();
        loop {
            let output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
            let errors = self.errors.lines.lock();
            let errors = errors.unwrap_or_else(PoisonError::into_inner);
            let mut lines = output.iter().chain(errors.iter());
            if lines.any(|line| line.contains(text)) {
                return true;
            }
            drop((output, errors));
            if begun.elapsed() > Duration::from_secs(5) {
                return false;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends it, or reports how it has ended by itself.
    fn stop(mut self) -> Option<String> {
        let ended = self.child.try_wait().ok().flatten();
        self.kill();
        ended.map(|status| self.early("before it was stopped", status))
    }

    fn early(&self, when: &str, status: ExitStatus) -> String {
        let lines = self.errors.last();
        let wrote = if lines.is_empty() {
            "it wrote nothing to standard error".to_owned()
        } else {
            format!("the end of its standard error:{lines}")
        };
        format!("it ended {when}: {status}; {wrote}")
    }

    /// As a power failure does: the process and all that it started, without a word.
    fn kill(&mut self) {
        #[cfg(unix)]
        {
            let group = format!("-{}", self.child.id());
            let mut kill = Command::new("kill");
            let _ = kill
                .args(["-KILL", "--", &group])
                .stderr(Stdio::null())
                .status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Whether something listens on that port. Asked of the kernel where it says so: a connection as a
/// question would be the first one that a receiver has to bear, and .NET's `HttpListener` does not
/// while it starts.
fn listens(port: u16) -> bool {
    /// The state of a socket that listens, in these tables.
    const LISTEN: &str = "0A";
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(std::fs::read_to_string);
    if tables.iter().all(Result::is_err) {
        return TcpStream::connect(("127.0.0.1", port)).is_ok();
    }
    let end = format!(":{port:04X}");
    let mut lines = tables.iter().flatten().flat_map(|table| table.lines());
    lines.any(|line| {
        let mut columns = line.split_whitespace().skip(1);
        let is_here = columns.next().is_some_and(|local| local.ends_with(&end));
        is_here && columns.nth(1) == Some(LISTEN)
    })
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    Ok(address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(script: &str) -> Result<Example, String> {
        let command = ["sh", "-c", script].map(str::to_owned);
        Example::start(&command, Path::new("no-config.json"), &[])
    }

    #[test]
    fn an_example_that_does_not_start_says_why() {
        let problem = start("echo the first >&2; echo no config >&2; exit 3").err();
        assert_eq!(
            problem.as_deref(),
            Some(
                "it ended before it listened: exit status: 3; the end of its standard error:\n    \
                 the first\n    no config"
            )
        );
        let silent = start("exit 4").err().unwrap_or_default();
        assert!(silent.ends_with("exit status: 4; it wrote nothing to standard error"));
    }

    #[test]
    fn an_example_that_ends_while_it_is_played_says_why() {
        let example = Example {
            child: Command::new("sh")
                .args(["-c", "kill -6 $$"])
                .spawn()
                .expect("there is a shell"),
            port: 0,
            output: Arc::default(),
            errors: Errors::read(&b"kept \xff\n"[..]),
        };
        std::thread::sleep(Duration::from_millis(300));
        let problem = example.stop().unwrap_or_default();
        assert!(problem.contains("signal: 6"), "{problem}");
        assert!(problem.ends_with("\n    kept \u{fffd}"), "{problem}");
    }

    #[test]
    fn only_the_last_lines_are_kept() {
        let many: String = (0..100).map(|line| format!("{line}\n")).collect();
        let errors = Errors::read(std::io::Cursor::new(many));
        let last = errors.last();
        assert_eq!(last.lines().skip(1).count(), LAST_LINES);
        assert!(last.ends_with("\n    99"), "{last}");
    }
}
