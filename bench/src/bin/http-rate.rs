//! Requests a second that one framework answers: with Ackwell behind it, and with a constant.
//!
//! `http-rate FOLDER ROUNDS NAME=COMMAND...` starts each COMMAND with `ACKWELL_CONFIG` and `PORT` in
//! its environment. It is a server with two paths for POST: [`OURS`] has Ackwell behind it, with the
//! configuration's ledger in memory, and [`CONSTANT`] answers the same bytes immediately. Both get the
//! same notification again and again, in turns, on connections that stay open. It writes nanoseconds
//! for each request to `http.json` in FOLDER.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use ackwell_bench::runs::Contests;
use ackwell_bench::targets::{CONSTANT, OURS};
use ackwell_tests::keys;
use ackwell_tests::samples;
use ackwell_tests::sign::{Digest, LianLianSigner};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// How many connections ask at the same time.
const CONNECTIONS: usize = 4;
/// How long one measurement runs.
const SPAN: Duration = Duration::from_millis(400);
/// How long a server may take to start.
const START: Duration = Duration::from_secs(60);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, rounds, contestants @ ..] = &arguments[..] else {
        panic!("usage: http-rate FOLDER ROUNDS NAME=COMMAND...")
    };
    let rounds: usize = rounds.parse().expect("a number of rounds");
    let folder = Path::new(folder);
    let config = folder.join("http-config.json");
    let document = serde_json::json!({
        "lianlian": {
            "public_keys": [keys::PLATFORM.pem()],
            "merchant_ids": [samples::OID_PARTNER],
            "digest": "MD5",
            "sources": "any",
        },
        "ledger": { "url": "memory:" },
    });
    std::fs::write(&config, document.to_string()).expect("the configuration can be written");
    let signer = LianLianSigner::new(&keys::PLATFORM).digest(Digest::Md5);
    let body = Bytes::from(signer.body(&samples::payment()));

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut contests = Contests::default();
    for entry in contestants {
        let (name, command) = entry.split_once('=').expect("NAME=COMMAND");
        let server = Server::start(name, command, &config);
        // The first delivery is fulfilled, alone: all that are measured repeat it.
        runtime.block_on(async {
            let mut sender = connect(server.address).await;
            ask(&mut sender, OURS, body.clone()).await;
        });
        for round in 0..=rounds {
            for path in [OURS, CONSTANT] {
                let each = runtime.block_on(measure(server.address, path, &body));
                // The first round is for compilers and caches.
                if round > 0 {
                    contests.entry(path).push(name, each);
                }
            }
        }
    }
    let file = folder.join("http.json");
    contests.write(&file).expect("the figures can be written");
}

/// The nanoseconds between two answers, with all connections asking.
async fn measure(address: SocketAddr, path: &'static str, body: &Bytes) -> f64 {
    let start = Instant::now();
    let asking: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let body = body.clone();
            tokio::spawn(async move {
                let mut sender = connect(address).await;
                let mut answers = 0_u32;
                while start.elapsed() < SPAN {
                    ask(&mut sender, path, body.clone()).await;
                    answers += 1;
                }
                answers
            })
        })
        .collect();
    let mut answers = 0;
    for connection in asking {
        answers += connection.await.expect("a connection panicked");
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(answers)
}

async fn connect(address: SocketAddr) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(address).await.expect("it listens");
    stream.set_nodelay(true).expect("a socket");
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
    tokio::spawn(connection);
    sender
}

async fn ask(sender: &mut SendRequest<Full<Bytes>>, path: &str, body: Bytes) {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("host", "localhost")
        .header("content-type", "application/json;charset=UTF-8")
        .body(Full::new(body))
        .expect("a request");
    sender.ready().await.expect("the connection stays open");
    let response = sender.send_request(request).await.expect("an answer");
    let status = response.status();
    let answer = response
        .into_body()
        .collect()
        .await
        .expect("a whole answer");
    // An endpoint that does no work wins nothing.
    assert!(status.is_success(), "{path}: {status}: {answer:?}");
}

/// A contestant's process, which ends with this value.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start(name: &str, command: &str, config: &Path) -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = free.local_addr().expect("its address");
        drop(free);
        let process = Command::new("sh")
            .args(["-c", &format!("exec {command}")])
            .env("ACKWELL_CONFIG", config)
            .env("PORT", address.port().to_string())
            .spawn()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut server = Self { process, address };
        let start = Instant::now();
        while std::net::TcpStream::connect(address).is_err() {
            let ended = server.process.try_wait().expect("its state");
            assert!(ended.is_none(), "{name} has ended: {ended:?}");
            assert!(start.elapsed() < START, "{name} does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
