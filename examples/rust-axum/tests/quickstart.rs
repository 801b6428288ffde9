//! The Rust quickstart does what it says: its configuration, its requests and their answers.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PAGE: &str = include_str!("../../../docs/quickstart-rust.md");
const PROGRAM: &str = include_str!("../src/main.rs");
const MANIFEST: &str = include_str!("../Cargo.toml");

fn blocks(language: &str) -> Vec<&'static str> {
    let begin = format!("```{language}\n");
    let parts = PAGE.split(&begin).skip(1);
    parts
        .map(|rest| rest.split_once("```").expect("a block ends").0)
        .collect()
}

#[test]
fn every_line_of_the_page_s_code_is_in_the_example() {
    let mut lines = PROGRAM.lines().map(str::trim);
    for wanted in blocks("rust").concat().lines() {
        assert!(lines.any(|line| line == wanted.trim()), "{wanted}");
    }
    // What is not of this workspace has the example's own versions and features.
    let mut known = MANIFEST.lines();
    let foreign = |line: &&str| line.contains('=') && !line.starts_with("ackwell");
    for wanted in blocks("toml").concat().lines().filter(foreign) {
        assert!(known.any(|line| line == wanted), "{wanted}");
    }
}

#[test]
fn every_request_of_the_page_gets_the_answer_that_the_page_shows() {
    let mut shop = Shop::start();
    let mut lines = blocks("console").concat();
    lines.push('\n');
    let mut requests = 0;
    let mut lines = lines.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ curl -s ") else {
            continue;
        };
        let expected = lines.next().expect("an answer");
        assert_eq!(shop.send(command), expected, "{command}");
        requests += 1;
    }
    assert_eq!(requests, 3);
    // Once more: it is not paid again.
    let first = blocks("console")[0];
    let again = first
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("$ curl -s "));
    assert_eq!(
        shop.send(again.unwrap()),
        r#"{"ret_code":"0000","ret_msg":"ok"}"#
    );
    assert_eq!(shop.stop(), blocks("text")[0]);
}

#[test]
fn an_order_is_paid_repeated_and_refused_with_throwaway_keys() {
    let folder = std::env::temp_dir().join(format!("ackwell-see-it-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut shop = None;
    let page = blocks("console").concat();
    let commands = page
        .lines()
        .filter_map(|line| line.strip_prefix("$ ackwell "));
    for command in commands {
        let port = shop.as_ref().map_or(0, |shop: &Shop| shop.port);
        let command = command.replace("127.0.0.1:8080", &format!("127.0.0.1:{port}"));
        let output = Command::new(ackwell())
            .args(command.split(' '))
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{command}: {output:?}");
        if shop.is_none() {
            let config = folder.join("throwaway/ackwell.json");
            shop = Some(Shop::start_with(folder.clone(), &config, "unused"));
        }
    }
    assert_eq!(shop.unwrap().stop(), blocks("text")[1]);
}

/// The command, beside this package's program. Where this package is tested alone it is built.
fn ackwell() -> PathBuf {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_example-rust-axum"));
    let command = program.with_file_name("ackwell");
    if !command.exists() {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "ackwell-cli"])
            .status();
        assert!(built.unwrap().success(), "the command is not built");
    }
    command
}

struct Shop {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Shop {
    fn start() -> Shop {
        let folder = std::env::temp_dir().join(format!("ackwell-rust-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("ackwell.json"), blocks("json")[0]).unwrap();
        std::fs::write(folder.join("lianlian.pem"), blocks("pem")[0]).unwrap();
        let url = format!("sqlite://{}", folder.join("ackwell.db").display());
        let config = folder.join("ackwell.json");
        Shop::start_with(folder, &config, &url)
    }

    fn start_with(folder: PathBuf, config: &Path, url: &str) -> Shop {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        // From another folder: the key is found in the folder of the configuration.
        let child = Command::new(env!("CARGO_BIN_EXE_example-rust-axum"))
            .current_dir("/")
            .env("ACKWELL_CONFIG", config)
            .env("SHOP_LEDGER", url)
            .env("PORT", port.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let shop = Shop {
            child,
            port,
            folder,
        };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "it does not listen"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        shop
    }

    /// Sends what the arguments of `curl` say, and gives the body of the answer.
    fn send(&self, arguments: &str) -> String {
        let (url, rest) = arguments.split_once(' ').unwrap();
        let path = url.strip_prefix("http://127.0.0.1:8080").unwrap();
        let argument = |flag: &str| {
            let (_, value) = rest.split_once(&format!("{flag} '"))?;
            value.split('\'').next()
        };
        let header = argument("-H").map_or(String::new(), |header| format!("{header}\r\n"));
        let body = argument("-d").unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: shop\r\n{header}Content-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
            .split_once("\r\n\r\n")
            .expect("an answer")
            .1
            .to_owned()
    }

    /// Ends it, and gives what it has printed.
    fn stop(&mut self) -> String {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let output = self.child.stdout.take().unwrap();
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        lines.map(|line| line + "\n").collect()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
