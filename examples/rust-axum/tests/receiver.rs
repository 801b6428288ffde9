//! Starts the example as a person would and sends it notifications over HTTP.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use ackwell_tests::keys::PLATFORM;
use ackwell_tests::samples::{
    self, ACC_ID, CLIENT_ID, LIANLIAN_PEER, OID_PARTNER, PINGPONG_PEER, SALT, STRANGER_PEER,
};
use ackwell_tests::sign::{LianLianSigner, PingPongSigner};

/// The example, running.
struct Example {
    child: Child,
    address: String,
    folder: PathBuf,
}

impl Example {
    fn start(name: &str) -> Example {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_example-rust-axum"))
            .env("LIANLIAN_PUBLIC_KEY", PLATFORM.pem())
            .env("LIANLIAN_MERCHANT_ID", OID_PARTNER)
            .env("PINGPONG_SALT", SALT)
            .env("PINGPONG_CLIENT_ID", CLIENT_ID)
            .env("PINGPONG_ACC_ID", ACC_ID)
            .env(
                "LEDGER_URL",
                format!("sqlite://{}/ledger.db", folder.display()),
            )
            .env("TRUSTED_PROXY", "127.0.0.1")
            .env("LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        child.stdout = Some(output.into_inner());
        let address = line
            .trim()
            .strip_prefix("listening on ")
            .unwrap()
            .to_owned();
        Example {
            child,
            address,
            folder,
        }
    }

    /// Sends a body as the reverse proxy would; gives the status and the body of the answer.
    fn send(&self, path: &str, client: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: text/json;charset=utf-8\r\n\
             X-Forwarded-For: {client}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    /// Ends it; gives what it printed, a line for each order that it marked as paid.
    fn end(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let output: ChildStdout = self.child.stdout.take().unwrap();
        let lines = BufReader::new(output).lines().map(Result::unwrap);
        let lines = lines.collect();
        let _ = std::fs::remove_dir_all(&self.folder);
        lines
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const RECEIVED: &str = r#"{"ret_code":"0000","ret_msg":"ok"}"#;

fn refused(code: &str) -> String {
    format!(r#"{{"ret_code":"9999","ret_msg":"{code}"}}"#)
}

#[test]
fn a_payment_that_comes_twice_is_acknowledged_twice_and_marked_paid_once() {
    let example = Example::start("twice");
    let body = LianLianSigner::new(&PLATFORM).body(&samples::payment());
    let send = || example.send("/notify/lianlian", LIANLIAN_PEER, &body);
    assert_eq!(send(), (200, RECEIVED.to_owned()));
    assert_eq!(send(), (200, RECEIVED.to_owned()));
    assert_eq!(example.end(), ["2013051500001 is paid by lianlian.payment"]);
}

#[test]
fn pingpong_gets_an_empty_answer_for_success_and_fail_for_failure() {
    let example = Example::start("pingpong");
    let body = PingPongSigner::new(SALT).body(&samples::envelope(&samples::transaction()));
    let send = |body: &str| example.send("/notify/pingpong", PINGPONG_PEER, body);
    assert_eq!(send(&body), (200, String::new()));
    assert_eq!(send(&body), (200, String::new()));
    let forged = body.replace("200.000000", "0.000001");
    assert_eq!(send(&forged), (403, "FAIL".to_owned()));
    assert_eq!(example.end().len(), 1);
}

#[test]
fn tampered_and_strange_requests_are_refused_and_nothing_is_marked_paid() {
    let example = Example::start("refused");
    let body = LianLianSigner::new(&PLATFORM).body(&samples::payment());
    let tampered = body.replace("210.97", "0.01");
    let path = "/notify/lianlian";
    assert_eq!(
        example.send(path, LIANLIAN_PEER, &tampered),
        (403, refused("invalid_signature"))
    );
    assert_eq!(
        example.send(path, STRANGER_PEER, &body),
        (403, refused("untrusted_source"))
    );
    assert_eq!(
        example.send(path, LIANLIAN_PEER, "\u{feff}{}"),
        (400, refused("malformed_body"))
    );
    assert_eq!(
        example.send("/notify/pingpong", PINGPONG_PEER, &body).0,
        403
    );
    assert_eq!(example.end(), [""; 0]);
}

#[test]
fn a_payment_that_was_not_final_is_acknowledged_and_not_marked_paid() {
    let example = Example::start("processing");
    let sample = samples::exchange_payment(samples::Spelling::Sample);
    let signer = LianLianSigner::new(&PLATFORM);
    let send = |status: &str| {
        let body = signer.body(&sample.clone().with("result_pay", status));
        example.send("/notify/lianlian", LIANLIAN_PEER, &body)
    };
    assert_eq!(send("PROCESSING"), (200, RECEIVED.to_owned()));
    assert_eq!(send("SUCCESS"), (200, RECEIVED.to_owned()));
    assert_eq!(
        example.end(),
        ["2013051500001 is paid by lianlian.exchange_payment"]
    );
}
