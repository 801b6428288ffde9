//! What the demo's shop writes down: every fulfilment and every answer, by each process.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// One line of the journal.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The number that the sender gave the request.
    pub(super) request: u32,
    pub(super) process: u32,
    pub(super) event: Event,
}

/// What happened.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Event {
    /// The shop did its work for this delivery.
    Fulfilled { delivery_key: String },
    /// The request was answered: `first`, `repeat`, or a code and what the refusal said.
    Answered {
        outcome: String,
        why: Option<String>,
    },
}

/// A file that several processes add lines to.
#[derive(Debug)]
pub(super) struct Journal(File);

impl Journal {
    pub(super) fn open(path: &Path) -> Result<Journal, Failure> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(|error| Failure::at(path.display(), error))?;
        Ok(Journal(file))
    }

    /// Adds a line, in one write, so that lines of several processes stay whole.
    pub(super) fn add(&self, request: u32, event: Event) -> std::io::Result<()> {
        let process = std::process::id();
        let entry = Entry {
            request,
            process,
            event,
        };
        let line = serde_json::to_string(&entry)? + "\n";
        (&self.0).write_all(line.as_bytes())
    }

    /// Everything that was written.
    pub(super) fn read(path: &Path) -> Result<Vec<Entry>, Failure> {
        let problem = |error: &dyn std::fmt::Display| Failure::at(path.display(), error);
        let text = std::fs::read_to_string(path).map_err(|error| problem(&error))?;
        let lines = text.lines().map(serde_json::from_str);
        lines
            .collect::<Result<_, _>>()
            .map_err(|error| problem(&error))
    }
}
