//! One notification from its bytes to its acknowledgement: all contestants on the same corpus, in
//! turns, in one run.
//!
//! `whole-job FOLDER ROUNDS NAME=COMMAND...` makes the corpora in FOLDER, runs ROUNDS rounds, and
//! writes the raw figures there: `whole-job-one.json` (nanoseconds a notification on one thread),
//! `whole-job-two.json` (on two) and `whole-job-p99.json`. The contestants' protocol:
//! `bench/README.md`.

use std::io::{BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use ackwell_bench::runs::Contests;
use ackwell_bench::targets::CORPORA;
use ackwell_tests::keys;
use ackwell_tests::samples;
use ackwell_tests::sign::{Digest, LianLianSigner};

const BODIES: u32 = 1000;
/// How many times over two threads verify all bodies: a system takes some milliseconds to move the second
/// one to another processor.
const TOGETHER: u32 = 20;

/// A contestant at work.
struct Contestant {
    name: String,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Contestant {
    fn start(name: &str, command: &str, corpus: &Path) -> Contestant {
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(format!("exec {command} \"$0\""))
            .arg(corpus)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut contestant = Contestant {
            name: name.to_owned(),
            child,
            input,
            output,
        };
        assert_eq!(contestant.line(), "ready", "{name}");
        contestant
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("an answer");
        assert!(!line.is_empty(), "{} stopped", self.name);
        line.trim().to_owned()
    }

    fn ask(&mut self, question: &str) -> Vec<f64> {
        writeln!(self.input, "{question}").expect("a question");
        self.line()
            .split(' ')
            .filter_map(|word| word.parse().ok())
            .collect()
    }

    /// Nanoseconds a notification, all bodies so many times over; `None` if it has no such threads.
    fn pass(&mut self, threads: usize, times: u32) -> Option<f64> {
        match self.ask(&format!("pass {threads} {times}"))[..] {
            [nanoseconds] => Some(nanoseconds / f64::from(BODIES * times)),
            _ => None,
        }
    }

    /// The 99th percentile of single notifications, in nanoseconds.
    fn p99(&mut self) -> Option<f64> {
        match self.ask("latency")[..] {
            [_, p99] => Some(p99),
            _ => None,
        }
    }
}

impl Drop for Contestant {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, rounds, contestants @ ..] = &arguments[..] else {
        panic!("usage: whole-job FOLDER ROUNDS NAME=COMMAND...")
    };
    let rounds: usize = rounds.parse().expect("a number of rounds");
    let folder = Path::new(folder);
    let shown = std::io::stderr().is_terminal();
    let [mut one, mut two, mut p99] = [(); 3].map(|()| Contests::default());
    for (corpus, (key, digest)) in CORPORA.into_iter().zip([
        (keys::PLATFORM, Digest::Md5),
        (keys::RSA_2048, Digest::Sha256),
    ]) {
        let file = folder.join(format!("{}-{}.json", key.name, digest.name()));
        write_corpus(&file, &key, digest);
        let mut field: Vec<Contestant> = contestants
            .iter()
            .map(|entry| {
                let (name, command) = entry.split_once('=').expect("NAME=COMMAND");
                Contestant::start(name, command, &file)
            })
            .collect();
        for round in 1..=rounds {
            if shown {
                eprint!("\r{corpus}: round {round} of {rounds} ");
            }
            for contestant in &mut field {
                let each = contestant.pass(1, 1).expect("everybody has one thread");
                one.entry(corpus).push(&contestant.name, each);
            }
            for contestant in &mut field {
                if let Some(each) = contestant.pass(2, TOGETHER) {
                    two.entry(corpus).push(&contestant.name, each);
                }
            }
            for contestant in &mut field {
                if let Some(figure) = contestant.p99() {
                    p99.entry(corpus).push(&contestant.name, figure);
                }
            }
        }
        eprintln!("{corpus}: {rounds} rounds");
    }
    for (name, contests) in [("one", one), ("two", two), ("p99", p99)] {
        let file = folder.join(format!("whole-job-{name}.json"));
        contests.write(&file).expect("the figures can be written");
    }
}

fn write_corpus(path: &Path, key: &keys::KeyPair, digest: Digest) {
    let signer = LianLianSigner::new(key).digest(digest);
    let order = |index: u32| {
        let amount = format!("{}.{:02}", 1 + index % 900, index % 100);
        (format!("20130515{index:05}"), amount)
    };
    let bodies: Vec<String> = (0..BODIES)
        .map(|index| {
            let (order_no, amount) = order(index);
            let members = samples::payment()
                .with("no_order", order_no)
                .with("oid_paybill", format!("20130516131{index:05}"))
                .with("money_order", amount);
            signer.body(&members)
        })
        .collect();
    let orders: Vec<serde_json::Value> = (0..BODIES)
        .map(|index| {
            let (order_no, amount) = order(index);
            serde_json::json!({"order_no": order_no, "amount": amount, "currency": "CNY"})
        })
        .collect();
    let config = serde_json::json!({
        "lianlian": {
            "public_keys": [key.pem()],
            "merchant_ids": [samples::OID_PARTNER],
            "digest": digest.name(),
        }
    });
    let corpus = serde_json::json!({
        "public_key": key.pem(),
        "digest": digest.name(),
        "config": config.to_string(),
        "peer": samples::LIANLIAN_PEER,
        "bodies": bodies,
        "orders": orders,
    });
    std::fs::write(path, corpus.to_string()).expect("the corpus can be written");
}
