//! What Ackwell's speed is held to, and whether one run met it.

use crate::runs::{Contests, Runs};

/// The contests of `rsa-table`, by bits.
pub const RSA_BITS: [usize; 4] = [1024, 2048, 3072, 4096];
/// What everything is compared with.
pub const OPENSSL: &str = "OpenSSL RSA_verify";
/// The corpora of `whole-job`: the key that LianLian signs with today, and one of tomorrow.
pub const CORPORA: [&str; 2] = ["1024 bits, MD5", "2048 bits, SHA-256"];

/// All that one run of `make bench` measured.
pub struct Measured {
    /// By bits: the public RSA operation alone.
    pub rsa: Contests,
    /// By corpus, one thread: the whole job.
    pub whole: Contests,
    /// By corpus, two threads: the whole job.
    pub two: Contests,
    /// By [`NOTHING`] and [`ONE`]: processor time of new processes.
    pub first: Contests,
    /// How long event loops were kept while requests waited for a slow store, in nanoseconds.
    pub delay: Runs,
    /// By [`OURS`] and [`CONSTANT`]: nanoseconds between two answers of a framework.
    pub http: Contests,
    /// By store and workers: claims a second, of the store's bare statement.
    pub claims: Vec<(String, f64)>,
    /// The shared library with all stores, in bytes.
    pub library: Option<f64>,
}

/// The contest of processes that only start their runtime.
pub const NOTHING: &str = "nothing";
/// The contest of processes that verify one notification.
pub const ONE: &str = "one";

/// The path that has Ackwell behind it.
pub const OURS: &str = "/notify/lianlian";
/// The path that answers a constant.
pub const CONSTANT: &str = "/constant";

/// One line of the table of targets.
pub struct Line {
    /// What is compared.
    pub what: String,
    /// `at most` or `at least`.
    pub sense: Sense,
    /// What it has to be.
    pub must: f64,
    /// The stretch goal.
    pub stretch: f64,
    /// What it was; `None` if a side was missing.
    pub ratio: Option<f64>,
}

/// Whether less or more is better.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// A share of the peer's time, or a size.
    AtMost,
    /// How many times as fast as the peer.
    AtLeast,
}

impl Line {
    /// What the table says of it.
    pub fn verdict(&self) -> &'static str {
        match (self.reaches(self.stretch), self.reaches(self.must)) {
            (None, _) | (_, None) => "not measured",
            (Some(true), _) => "met, and the stretch goal",
            (_, Some(true)) => "met",
            (_, Some(false)) => "**missed**",
        }
    }

    fn reaches(&self, goal: f64) -> Option<bool> {
        let ratio = self.ratio?;
        Some(match self.sense {
            Sense::AtMost => ratio <= goal,
            Sense::AtLeast => ratio >= goal,
        })
    }
}

/// Every target, with what was measured.
pub fn lines(measured: &Measured) -> Vec<Line> {
    let mut lines = Vec::new();
    for (tier, goals) in [
        ("ifma", [(0.55, 0.42), (0.40, 0.30)]),
        ("adx", [(0.75, 0.65), (0.85, 0.72)]),
        ("portable", [(1.55, 1.10), (1.95, 1.60)]),
        ("ifma, eight side by side", [(0.25, 0.18), (0.25, 0.18)]),
    ] {
        for (bits, goal) in RSA_BITS.into_iter().zip(goals) {
            let runs = measured.rsa.get(&bits.to_string());
            lines.push(at_most(
                format!("RSA alone, {tier}, {bits} bits / {OPENSSL}"),
                goal,
                runs.ratio(tier, OPENSSL),
            ));
        }
    }
    let rust = "ackwell, Rust";
    let batches = "ackwell, Rust, batches of 64";
    for (what, ours, goals) in [
        ("the whole job in Rust", rust, [(0.75, 0.50), (0.35, 0.27)]),
        ("in batches of 64", batches, [(0.60, 0.35), (0.28, 0.20)]),
    ] {
        for (corpus, goal) in CORPORA.into_iter().zip(goals) {
            let ratio = measured.whole.get(corpus).ratio(ours, OPENSSL);
            let what = format!("{what}, {corpus} / OpenSSL's RSA_verify alone");
            lines.push(at_most(what, goal, ratio));
        }
    }
    let today = measured.whole.get(CORPORA[0]);
    for (ours, theirs, goal) in [
        (PYTHON, "Python, json + cryptography", (4.0, 5.0)),
        (NODE, "Node, JSON.parse + node:crypto", (3.0, 4.0)),
        (PHP, "PHP, json_decode + openssl_verify", (1.7, 2.5)),
        (CSHARP, "C#, System.Text.Json + RSA", (2.5, 4.0)),
        (JAVA, "Java, Jackson + Signature", (2.5, 3.5)),
    ] {
        let what = format!("{ours}: throughput / {theirs}, {}", CORPORA[0]);
        lines.push(at_least(what, goal, today.ratio(theirs, ours)));
    }
    let two = measured.two.get(CORPORA[0]);
    for (ours, goal) in [
        (rust, (1.6, 1.9)),
        (C, (1.6, 1.9)),
        (CSHARP, (1.6, 1.9)),
        (JAVA, (1.6, 1.9)),
        (NODE, (1.6, 1.9)),
        (PYTHON, (1.2, 1.5)),
    ] {
        let what = format!("{ours}: throughput on two threads / on one, {}", CORPORA[0]);
        lines.push(at_least(what, goal, today.ratio_to(&two, ours)));
    }
    for ours in [rust, C, PYTHON, NODE, PHP, CSHARP, JAVA] {
        let asked = format!("{ours}, with a shop's questions");
        let ratio = today.ratio(&asked, ours);
        lines.push(at_most(
            format!("{asked} / {ours}, {}", CORPORA[0]),
            (1.15, 1.05),
            ratio,
        ));
    }
    let (one, nothing) = (measured.first.get(ONE), measured.first.get(NOTHING));
    for (ours, goal) in [
        (PYTHON, (30.0, 15.0)),
        (NODE, (30.0, 15.0)),
        (PHP, (30.0, 15.0)),
        (CSHARP, (80.0, 40.0)),
        (JAVA, (150.0, 75.0)),
    ] {
        let what = format!("{ours}: first verification in a new process, ms of processor time");
        let beyond = one.beyond(&nothing, ours);
        lines.push(at_most(what, goal, beyond.map(|figure| figure / 1e6)));
    }
    let what = format!("{NODE}: p99 of the event loop's delay beside a slow store, ms");
    let kept = measured.delay.median(NODE);
    lines.push(at_most(what, (5.0, 2.5), kept.map(|figure| figure / 1e6)));
    let (ours, constant) = (measured.http.get(OURS), measured.http.get(CONSTANT));
    for name in ours.names() {
        let what = format!("{name}: requests a second with Ackwell / with a constant answer");
        // Both are times, so the greater one is the slower one.
        lines.push(at_least(what, (0.8, 0.9), constant.ratio_to(&ours, name)));
    }
    for (store, ratio) in &measured.claims {
        let what = format!("claims a second, {store} / the store's bare statement");
        lines.push(at_least(what, (0.75, 0.9), Some(*ratio)));
    }
    let what = "libackwell.so with every store, MB".to_owned();
    let megabytes = measured.library.map(|bytes| bytes / 1e6);
    lines.push(at_most(what, (8.0, 5.0), megabytes));
    lines
}

const C: &str = "ackwell, C";
const CSHARP: &str = "ackwell, C#";
const JAVA: &str = "ackwell, Java";
const NODE: &str = "ackwell, Node";
const PHP: &str = "ackwell, PHP";
const PYTHON: &str = "ackwell, Python";

fn at_most(what: String, goal: (f64, f64), ratio: Option<f64>) -> Line {
    line(Sense::AtMost, what, goal, ratio)
}

fn at_least(what: String, goal: (f64, f64), ratio: Option<f64>) -> Line {
    line(Sense::AtLeast, what, goal, ratio)
}

fn line(sense: Sense, what: String, (must, stretch): (f64, f64), ratio: Option<f64>) -> Line {
    Line {
        what,
        sense,
        must,
        stretch,
        ratio,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured() -> Measured {
        let mut measured = Measured {
            rsa: Contests::default(),
            whole: Contests::default(),
            two: Contests::default(),
            first: Contests::default(),
            delay: Runs::default(),
            http: Contests::default(),
            claims: vec![("redis, 8 workers".to_owned(), 0.6)],
            library: Some(8_000_000.0),
        };
        let one = measured.whole.entry(CORPORA[0]);
        one.push(OPENSSL, 100.0);
        one.push("ackwell, Rust", 75.0);
        one.push("ackwell, Rust, batches of 64", 61.0);
        one.push("ackwell, Rust, with a shop's questions", 78.0);
        one.push(PYTHON, 20.0);
        one.push("Python, json + cryptography", 79.0);
        measured.two.entry(CORPORA[0]).push("ackwell, Rust", 40.0);
        for figure in [9e6, 2e6, 3e6] {
            measured.delay.push(NODE, figure);
        }
        measured.http.entry(OURS).push("Express", 100.0);
        measured.http.entry(CONSTANT).push("Express", 85.0);
        measured.first.entry(NOTHING).push(PHP, 1e6);
        measured.first.entry(ONE).push(PHP, 32e6);
        measured
    }

    #[test]
    fn a_target_is_met_missed_or_not_measured() {
        let lines = lines(&measured());
        let verdict = |start: &str| {
            let line = lines.iter().find(|line| line.what.starts_with(start));
            line.expect(start).verdict()
        };
        assert_eq!(verdict("the whole job in Rust, 1024 bits"), "met");
        assert_eq!(verdict("the whole job in Rust, 2048 bits"), "not measured");
        assert_eq!(verdict("in batches of 64, 1024 bits"), "**missed**");
        assert_eq!(
            verdict("ackwell, Rust, with a shop's questions"),
            "met, and the stretch goal"
        );
        assert_eq!(verdict("ackwell, Python: throughput / "), "**missed**");
        assert_eq!(verdict("ackwell, Rust: throughput on two"), "met");
        assert_eq!(verdict("ackwell, PHP: first verification"), "**missed**");
        assert_eq!(verdict("ackwell, C#: first verification"), "not measured");
        assert_eq!(verdict("ackwell, Node: p99 of the event loop"), "met");
        assert_eq!(verdict("Express: requests a second"), "met");
        assert_eq!(verdict("claims a second, redis"), "**missed**");
        assert_eq!(verdict("libackwell.so"), "met");
    }
}
