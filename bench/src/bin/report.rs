//! Makes `benchmarks.md` and `benchmarks.svg` of what the other programs measured:
//! `report RAW-FOLDER DOCS-FOLDER`.
//!
//! RAW-FOLDER holds `rsa.json`, `whole-job-one.json`, `whole-job-two.json`, `whole-job-p99.json`,
//! `first.json`, `http.json`, `event-loop`, `library-bytes`, `machine.md` and, where the stores were measured, `ledger.md`.

use std::fmt::Write as _;
use std::path::Path;

use ackwell_bench::picture;
use ackwell_bench::runs::{Contests, Runs};
use ackwell_bench::targets::{
    self, CONSTANT, CORPORA, Measured, NOTHING, ONE, OPENSSL, OURS, RSA_BITS, Sense,
};

const HEAD: &str = "\
# Benchmarks

Written by one run of `make bench`; run it yourself. Nanoseconds belong to the machine below, ratios
carry over to others of its kind. All contestants of a table took turns in one run; a figure is the
median of its rounds, a ratio the median of the rounds' own ratios.
";

const RSA_HEAD: &str = "\
## RSA verification alone

One signature under one key, e = 65537, SHA-256; the hash is given. `rsa` is the crate that keys are
parsed with and that the arithmetic is tested against. Why none of this needs constant time:
[security.md](security.md#where-constant-time-matters).

| bits | contender | ns | of OpenSSL's time |
|--:|---|--:|--:|
";

const WHOLE_HEAD: &str = "\
## The whole job

From the bytes of a LianLian notification to its acknowledgement, the same 1,000 signed notifications
for everybody. The peers are what a shop would write with its language's usual libraries: parse the
JSON, join the signed text, verify, answer. Ackwell also checks the source address, refuses duplicate
members and second readings, decodes and checks every field, and pins the merchant. OpenSSL's
`RSA_verify` alone, with everything else done outside of the clock, is the yardstick.

![Microseconds for one notification](benchmarks.svg)
";

const FIRST_HEAD: &str = "
## The first verification in a new process

A process that reads a configuration, verifies one notification of 1024 bits and ends, against one that
only starts the same runtime. Processor time, in milliseconds.

| language | nothing | one verification | more |
|---|--:|--:|--:|
";

const DELAY_HEAD: &str = "
## The event loop

How long the event loop is kept while 200 requests wait for a store that is locked for a second: the 99th
percentile of its delay, in milliseconds, measured once a millisecond.

| language | p99, ms |
|---|--:|
";

const HTTP_HEAD: &str = "
## A framework's endpoint

Requests a second that one process of a framework answers to four connections that stay open: a
notification that was fulfilled before, with the ledger in memory, and the same request to an endpoint
that answers a constant without looking at it. The client runs on the same processor.

| framework | with Ackwell | with a constant | share |
|---|--:|--:|--:|
";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [raw, docs] = &arguments[..] else {
        panic!("usage: report RAW-FOLDER DOCS-FOLDER")
    };
    let (raw, docs) = (Path::new(raw), Path::new(docs));
    let read = |name: &str| {
        Contests::read(&raw.join(name)).unwrap_or_else(|problem| panic!("{name}: {problem}"))
    };
    let ledger = std::fs::read_to_string(raw.join("ledger.md")).ok();
    let measured = Measured {
        rsa: read("rsa.json"),
        whole: read("whole-job-one.json"),
        two: read("whole-job-two.json"),
        first: read("first.json"),
        delay: delays(&raw.join("event-loop")),
        http: read("http.json"),
        claims: ledger.as_deref().map(claims).unwrap_or_default(),
        library: std::fs::read_to_string(raw.join("library-bytes"))
            .ok()
            .and_then(|bytes| bytes.trim().parse().ok()),
    };
    let p99 = read("whole-job-p99.json");
    let machine = std::fs::read_to_string(raw.join("machine.md")).expect("machine.md");

    let targets = target_table(&measured);
    println!("{targets}");
    let mut text = format!("{HEAD}\n{machine}\n## Targets\n\n{targets}\n");
    text.push_str(RSA_HEAD);
    text.push_str(&rsa_rows(&measured.rsa));
    text.push('\n');
    text.push_str(WHOLE_HEAD);
    let mut panels = Vec::new();
    for corpus in CORPORA {
        let one = measured.whole.get(corpus);
        let _ = write!(
            text,
            "\n### {corpus}\n\n\
             | contestant | us each | of RSA_verify's time | p99, us | us each on 2 threads |\n\
             |---|--:|--:|--:|--:|\n"
        );
        let mut bars = Vec::new();
        for name in one.names() {
            let _ = writeln!(
                text,
                "| {name} | {} | {} | {} | {} |",
                micro(one.median(name)),
                show(one.ratio(name, OPENSSL), 2),
                micro(p99.get(corpus).median(name)),
                micro(measured.two.get(corpus).median(name)),
            );
            bars.push((name.to_owned(), one.median(name).unwrap_or(0.0) / 1000.0));
        }
        bars.sort_by(|(_, a), (_, b)| a.total_cmp(b));
        panels.push((corpus.to_owned(), bars));
    }
    text.push_str(FIRST_HEAD);
    let (one, nothing) = (measured.first.get(ONE), measured.first.get(NOTHING));
    for name in one.names() {
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} |",
            milli(nothing.median(name)),
            milli(one.median(name)),
            milli(one.beyond(&nothing, name)),
        );
    }
    text.push_str(DELAY_HEAD);
    for name in measured.delay.names() {
        let _ = writeln!(text, "| {name} | {} |", milli(measured.delay.median(name)));
    }
    text.push_str(HTTP_HEAD);
    let (ours, constant) = (measured.http.get(OURS), measured.http.get(CONSTANT));
    let rate = |figure: Option<f64>| show(figure.map(|figure| 1e9 / figure), 0);
    for name in ours.names() {
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} |",
            rate(ours.median(name)),
            rate(constant.median(name)),
            show(constant.ratio_to(&ours, name), 2),
        );
    }
    if let Some(ledger) = ledger {
        let _ = write!(
            text,
            "\n## The ledger\n\nWhat each store promises at these speeds: [ledger.md](ledger.md).\n\n{ledger}"
        );
    }
    std::fs::write(docs.join("benchmarks.md"), text).expect("benchmarks.md can be written");
    std::fs::write(docs.join("benchmarks.svg"), picture::svg(&panels)).expect("the picture, too");
}

/// What each contestant's rounds measured: lines of nanoseconds and a name.
fn delays(file: &Path) -> Runs {
    let mut delays = Runs::default();
    for line in std::fs::read_to_string(file).unwrap_or_default().lines() {
        let figure = line.split_once(' ');
        let figure = figure.and_then(|(figure, name)| Some((figure.parse().ok()?, name)));
        let (figure, name) = figure.unwrap_or_else(|| panic!("event-loop: {line}"));
        delays.push(name, figure);
    }
    delays
}

/// The last column of the first table that the ledger's benchmark wrote, by store and workers.
fn claims(table: &str) -> Vec<(String, f64)> {
    let rows = table.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, store, workers, _, _, _, _, ratio, _] = cells[..] else {
            return None;
        };
        let workers: u32 = workers.parse().ok()?;
        Some((format!("{store}, workers: {workers}"), ratio.parse().ok()?))
    });
    rows.collect()
}

fn target_table(measured: &Measured) -> String {
    let mut text =
        "| figure | measured | must | stretch goal | |\n|---|--:|--:|--:|---|\n".to_owned();
    for line in targets::lines(measured) {
        let sense = match line.sense {
            Sense::AtMost => "at most",
            Sense::AtLeast => "at least",
        };
        let _ = writeln!(
            text,
            "| {} | {} | {sense} {:.2} | {:.2} | {} |",
            line.what,
            show(line.ratio, 2),
            line.must,
            line.stretch,
            line.verdict(),
        );
    }
    text
}

fn rsa_rows(contests: &Contests) -> String {
    let mut text = String::new();
    for bits in RSA_BITS {
        let runs = contests.get(&bits.to_string());
        for name in runs.names() {
            let _ = writeln!(
                text,
                "| {bits} | {name} | {} | {} |",
                show(runs.median(name), 0),
                show(runs.ratio(name, OPENSSL), 2),
            );
        }
    }
    text
}

fn micro(nanoseconds: Option<f64>) -> String {
    show(nanoseconds.map(|figure| figure / 1000.0), 2)
}

fn milli(nanoseconds: Option<f64>) -> String {
    show(nanoseconds.map(|figure| figure / 1e6), 1)
}

fn show(figure: Option<f64>, digits: usize) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.digits$}"))
}
