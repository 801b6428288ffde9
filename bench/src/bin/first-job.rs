//! The first verification in a new process: its processor time beyond the runtime's own start.
//!
//! `first-job FOLDER ROUNDS NAME=COMMAND...` starts, in turns, `COMMAND CONFIG PEER` with a body on
//! standard input, and COMMAND alone, which only starts the runtime. It writes nanoseconds of
//! processor time, ours and the system's, to `first.json` in FOLDER.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use ackwell_bench::runs::Contests;
use ackwell_bench::targets::{NOTHING, ONE};
use ackwell_tests::keys;
use ackwell_tests::samples;
use ackwell_tests::sign::{Digest, LianLianSigner};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, rounds, contestants @ ..] = &arguments[..] else {
        panic!("usage: first-job FOLDER ROUNDS NAME=COMMAND...")
    };
    let rounds: usize = rounds.parse().expect("a number of rounds");
    let folder = Path::new(folder);
    let (config, body) = (folder.join("first-config.json"), folder.join("first-body"));
    let section = serde_json::json!({
        "public_keys": [keys::PLATFORM.pem()],
        "merchant_ids": [samples::OID_PARTNER],
        "digest": "MD5",
    });
    let document = serde_json::json!({ "lianlian": section }).to_string();
    std::fs::write(&config, document).expect("the configuration can be written");
    let signer = LianLianSigner::new(&keys::PLATFORM).digest(Digest::Md5);
    std::fs::write(&body, signer.body(&samples::payment())).expect("the body can be written");

    let mut contests = Contests::default();
    for round in 0..=rounds {
        for entry in contestants {
            let (name, command) = entry.split_once('=').expect("NAME=COMMAND");
            let words = format!("exec {command}");
            let nothing = used(name, Command::new("sh").args(["-c", &words]), &body);
            let words = format!("exec {command} \"$0\" \"$1\"");
            let mut command = Command::new("sh");
            let command = command.args(["-c", &words]).arg(&config);
            let one = used(name, command.arg(samples::LIANLIAN_PEER), &body);
            // The first round brings the files into memory.
            if round > 0 {
                contests.entry(NOTHING).push(name, nothing);
                contests.entry(ONE).push(name, one);
            }
        }
    }
    let file = folder.join("first.json");
    contests.write(&file).expect("the figures can be written");
}

/// The nanoseconds of processor time that a command took.
fn used(name: &str, command: &mut Command, body: &Path) -> f64 {
    let body = File::open(body).expect("the body can be read");
    let before = children();
    let status = command.stdin(Stdio::from(body)).status();
    let status = status.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(status.success(), "{name}: {status}");
    children() - before
}

/// The nanoseconds of processor time of all children that have ended.
fn children() -> f64 {
    // SAFETY: all zeros are a `rusage`.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the place is ours and is written only.
    let failed = unsafe { libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage) };
    assert_eq!(failed, 0, "getrusage");
    [usage.ru_utime, usage.ru_stime]
        .map(|time| {
            #[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
            let nanoseconds = time.tv_sec as f64 * 1e9 + time.tv_usec as f64 * 1e3;
            nanoseconds
        })
        .iter()
        .sum()
}
