//! One notification from its bytes to its acknowledgement: all contestants on the same corpus, in
//! turns, in one run.
//!
//! `whole-job FOLDER ROUNDS NAME=COMMAND...` makes the corpora in FOLDER, runs ROUNDS rounds, and
//! writes `whole-job.md` and `whole-job.svg` there. The contestants' protocol: `bench/README.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use ackwell_tests::keys;
use ackwell_tests::samples;
use ackwell_tests::sign::{Digest, LianLianSigner};

const BODIES: usize = 1000;

/// A contestant at work.
struct Contestant {
    name: String,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// Nanoseconds a notification, one a round, by number of threads.
    passes: BTreeMap<usize, Vec<f64>>,
    p99: Vec<f64>,
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
        let (passes, p99) = (BTreeMap::new(), Vec::new());
        let mut contestant = Contestant {
            name: name.to_owned(),
            child,
            input,
            output,
            passes,
            p99,
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

    fn pass(&mut self, threads: usize) {
        if let [nanoseconds] = self.ask(&format!("pass {threads}"))[..] {
            let each = nanoseconds / f64::from(u32::try_from(BODIES).expect("few"));
            self.passes.entry(threads).or_default().push(each);
        }
    }

    fn latency(&mut self) {
        if let [_, p99] = self.ask("latency")[..] {
            self.p99.push(p99);
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
    let mut report = String::new();
    let mut bars = Vec::new();
    for (title, key, digest) in [
        ("1024 bits, MD5", keys::PLATFORM, Digest::Md5),
        ("2048 bits, SHA-256", keys::RSA_2048, Digest::Sha256),
    ] {
        let corpus = folder.join(format!("{}-{}.json", key.name, digest.name()));
        write_corpus(&corpus, &key, digest);
        let mut field: Vec<Contestant> = contestants
            .iter()
            .map(|entry| {
                let (name, command) = entry.split_once('=').expect("NAME=COMMAND");
                Contestant::start(name, command, &corpus)
            })
            .collect();
        for _ in 0..rounds {
            for contestant in &mut field {
                contestant.pass(1);
            }
            for contestant in &mut field {
                contestant.pass(2);
            }
            for contestant in &mut field {
                contestant.latency();
            }
        }
        let rows = table(&mut report, title, &mut field);
        bars.push((title, rows));
    }
    std::fs::write(folder.join("whole-job.md"), report).expect("the table can be written");
    std::fs::write(folder.join("whole-job.svg"), picture(&bars)).expect("the picture, too");
}

fn write_corpus(path: &Path, key: &keys::KeyPair, digest: Digest) {
    let signer = LianLianSigner::new(key).digest(digest);
    let bodies: Vec<String> = (0..BODIES)
        .map(|index| {
            let members = samples::payment()
                .with("no_order", format!("20130515{index:05}"))
                .with("oid_paybill", format!("20130516131{index:05}"))
                .with(
                    "money_order",
                    format!("{}.{:02}", 1 + index % 900, index % 100),
                );
            signer.body(&members)
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
    });
    std::fs::write(path, corpus.to_string()).expect("the corpus can be written");
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Writes a table and returns each contestant's microseconds on one thread.
fn table(report: &mut String, title: &str, field: &mut [Contestant]) -> Vec<(String, f64)> {
    let mut of = |contestant: &mut Contestant| {
        let one = contestant
            .passes
            .get_mut(&1)
            .and_then(|times| median(times));
        let two = contestant
            .passes
            .get_mut(&2)
            .and_then(|times| median(times));
        (one.expect("a pass"), two, median(&mut contestant.p99))
    };
    let figures: Vec<_> = field.iter_mut().map(&mut of).collect();
    let core = figures.first().expect("a contestant").0;
    let _ = write!(
        report,
        "### {title}\n\n| contestant | us each | times core | p99, us | us each on 2 threads |\n\
         |---|---:|---:|---:|---:|\n"
    );
    let show = |value: Option<f64>| {
        value.map_or_else(
            || "-".to_owned(),
            |nanoseconds| format!("{:.2}", nanoseconds / 1000.0),
        )
    };
    let mut rows = Vec::new();
    for (contestant, (one, two, p99)) in field.iter().zip(figures) {
        let _ = writeln!(
            report,
            "| {} | {} | {:.2} | {} | {} |",
            contestant.name,
            show(Some(one)),
            one / core,
            show(p99),
            show(two),
        );
        rows.push((contestant.name.clone(), one / 1000.0));
    }
    report.push('\n');
    rows
}

/// Horizontal bars, one panel a corpus.
fn picture(panels: &[(&str, Vec<(String, f64)>)]) -> String {
    const ROW: usize = 22;
    const LEFT: usize = 250;
    const WIDTH: usize = 760;
    let rows: usize = panels.iter().map(|(_, rows)| rows.len() + 2).sum();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n<title>Microseconds for one notification, \
         from its bytes to its acknowledgement</title>\n<rect width=\"100%\" height=\"100%\" \
         fill=\"#fff\"/>\n",
        rows * ROW + 10,
    );
    let mut y = 0;
    for (title, rows) in panels {
        let longest = rows.iter().map(|(_, time)| *time).fold(1.0, f64::max);
        y += ROW;
        let _ = writeln!(
            svg,
            "<text x=\"10\" y=\"{y}\" font-weight=\"bold\">{title}: microseconds, shorter is \
             better</text>"
        );
        for (name, time) in rows {
            y += ROW;
            let length = time / longest * 420.0;
            let colour = if name.contains("ackwell") {
                "#0a7f5a"
            } else {
                "#b8bfc6"
            };
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{y}\" text-anchor=\"end\">{name}</text><rect x=\"{LEFT}\" \
                 y=\"{}\" width=\"{length:.1}\" height=\"14\" fill=\"{colour}\"/><text \
                 x=\"{:.1}\" y=\"{y}\">{time:.1}</text>",
                LEFT - 8,
                y - 11,
                length + 256.0,
            );
        }
        y += ROW;
    }
    svg.push_str("</svg>\n");
    svg
}
