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
}

/// One line of the table of targets.
pub struct Line {
    /// What is compared.
    pub what: String,
    /// `at most` or `at least`.
    pub sense: Sense,
    /// What it has to be.
    pub must: f64,
    /// What would be splendid.
    pub dream: f64,
    /// What it was; `None` if a side was missing.
    pub ratio: Option<f64>,
    /// What is known about missing it.
    pub if_missed: &'static str,
}

/// Whether less or more is better.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// A share of the peer's time.
    AtMost,
    /// How many times as fast as the peer.
    AtLeast,
}

impl Line {
    /// What the table says of it.
    pub fn verdict(&self) -> &'static str {
        match (self.reaches(self.dream), self.reaches(self.must)) {
            (None, _) | (_, None) => "not measured",
            (Some(true), _) => "met, and the dream",
            (_, Some(true)) => "met",
            (_, Some(false)) => "**missed**",
        }
    }

    /// Whether it was measured, and is not what it has to be.
    pub fn is_missed(&self) -> bool {
        self.reaches(self.must) == Some(false)
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
    for (corpus, dream) in CORPORA.into_iter().zip([0.70, 0.40]) {
        let runs = measured.whole.get(corpus);
        lines.push(at_most(
            format!("the whole job in Rust, {corpus} / OpenSSL's RSA_verify alone"),
            (1.0, dream),
            runs.ratio("ackwell, Rust", OPENSSL),
        ));
    }
    let today = measured.whole.get(CORPORA[0]);
    lines.push(Line {
        if_missed: "The goal was set where the peer took 19.3 us for one. Of ours, RSA and MD5 are \
                    two fifths, the rest of core as much, Python's calls and objects a fifth: a \
                    processor that is quick at OpenSSL's arithmetic helps the peer more than it \
                    helps us. The figures for 2048 bits are in the tables below.",
        ..at_least(
            &today,
            "ackwell, Python",
            "Python, json + cryptography",
            4.0,
            5.0,
        )
    });
    let php = "PHP, json_decode + openssl_verify";
    lines.push(at_least(&today, "ackwell, PHP", php, 1.7, 2.5));
    let csharp = "C#, System.Text.Json + RSA";
    lines.push(at_least(&today, "ackwell, C#", csharp, 2.5, 4.0));
    for ours in ["ackwell, PHP", "ackwell, C#"] {
        let asked = format!("{ours}, with a shop's questions");
        lines.push(at_most(
            format!("{asked} / {ours}, {}", CORPORA[0]),
            (1.15, 1.05),
            today.ratio(&asked, ours),
        ));
    }
    let ours = "ackwell, C#";
    lines.push(Line {
        what: format!("{ours}: throughput on two threads / on one, {}", CORPORA[0]),
        sense: Sense::AtLeast,
        must: 1.6,
        dream: 1.9,
        ratio: today.ratio_to(&measured.two.get(CORPORA[0]), ours),
        if_missed: "",
    });
    lines
}

fn at_most(what: String, (must, dream): (f64, f64), ratio: Option<f64>) -> Line {
    let sense = Sense::AtMost;
    Line {
        what,
        sense,
        must,
        dream,
        ratio,
        if_missed: "",
    }
}

fn at_least(runs: &Runs, ours: &str, theirs: &str, must: f64, dream: f64) -> Line {
    Line {
        what: format!("{ours}: throughput / {theirs}, {}", CORPORA[0]),
        sense: Sense::AtLeast,
        must,
        dream,
        ratio: runs.ratio(theirs, ours),
        if_missed: "",
    }
}
