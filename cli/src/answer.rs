//! The JSON that `ackwell verify` prints: a contract.

use std::io::{self, IsTerminal as _, Write as _};

use ackwell::{Acknowledgement, Notification, Refusal};
use serde_json::json;

use crate::failure::Failure;
use crate::json::{indented, object, with_member};

/// What the check of the client address is called where there was no address to check.
const SOURCE_SKIPPED: &str = r#"{"check":"skipped","address":null,"trusted":null}"#;

/// One answer: a notification or a refusal, what to answer the provider, and what was not checked.
pub(crate) struct Answer {
    /// The number of the line, in a batch.
    pub(crate) line: Option<u64>,
    pub(crate) verdict: Result<Notification, Refusal>,
    /// Whether the client address was looked at.
    pub(crate) source_checked: bool,
}

impl Answer {
    /// As compact JSON.
    pub(crate) fn to_json(&self) -> String {
        let mut members = Vec::with_capacity(4);
        if let Some(line) = self.line {
            members.push(("line", line.to_string()));
        }
        match &self.verdict {
            Ok(notification) => {
                let mut said = notification.to_json();
                if !self.source_checked {
                    said = with_member(&said, "source", SOURCE_SKIPPED);
                }
                members.push(("notification", said));
                members.push(("acknowledgement", acknowledge(notification.acknowledge())));
            }
            Err(refusal) => {
                members.push(("refusal", refusal.to_json()));
                members.push(("acknowledgement", acknowledge(refusal.acknowledgement())));
            }
        }
        if !self.source_checked {
            members.push(("skipped", r#"["source"]"#.to_owned()));
        }
        object(&members)
    }

    /// Prints it: indented for a person, on one line for a program.
    pub(crate) fn print(&self) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        let mut text = self.to_json();
        if out.is_terminal() {
            text = indented(&text);
        }
        text.push('\n');
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|error| Failure::writing(&error))
    }
}

fn acknowledge(answer: Acknowledgement) -> String {
    object(&[
        ("status", answer.status.to_string()),
        ("content_type", json!(answer.content_type).to_string()),
        // The bodies are ASCII, see `Acknowledgement`.
        (
            "body",
            json!(String::from_utf8_lossy(answer.body)).to_string(),
        ),
    ])
}
