//! What is next to the repository, in `../shared/vectors`: messages that the providers signed and
//! that are not all free to be committed.
//!
//! The environment variable `ACKWELL_SHARED` names another place (the folder that holds `vectors`).
//! Where a file is absent, a note is printed past the test harness, which would keep it to itself;
//! `tests/run.sh` repeats it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::json::{Json, Limits};

/// A file of messages, if it is there.
///
/// # Panics
///
/// If it is not JSON.
pub fn read(name: &str) -> Option<Json> {
    let shared = std::env::var_os("ACKWELL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let place = shared.join("vectors").join(name);
    let Ok(text) = std::fs::read_to_string(&place) else {
        let note = format!("note: {name} is absent, so its messages were not tested");
        writeln!(std::io::stderr(), "{note}").expect("an error stream");
        return None;
    };
    Some(Json::parse(&text, Limits::NONE).expect("strict JSON"))
}
