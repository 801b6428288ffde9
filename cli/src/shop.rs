//! The configuration of a receiver that accepts what a sender of the testkit sends, as TOML.

use std::fmt::Write as _;

use ackwell_testkit::Sender;
use serde_json::{Map, Value};

use crate::failure::Failure;

/// The sections of the receivers.
pub(crate) fn sections(sender: &Sender) -> Result<String, Failure> {
    let document = sender.receiver_json()?;
    let document: Map<String, Value> = serde_json::from_str(&document)
        .map_err(|error| Failure::at("the receiver's configuration", error))?;
    let mut text = String::new();
    for (section, members) in &document {
        let _ = writeln!(text, "[{section}]");
        for (name, value) in members.as_object().into_iter().flatten() {
            // Texts and lists of texts are written the same in JSON and in TOML.
            let _ = writeln!(text, "{name} = {value}");
        }
        text.push('\n');
    }
    Ok(text)
}
