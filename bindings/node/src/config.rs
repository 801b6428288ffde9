//! Configurations: the document, and what was found for its references.

use ackwell::{Config, Receiver};
use ackwell_binding::{Found, configured, provider_names, provider_of, references_json};
use napi::bindgen_prelude::{External, Uint8Array};
use napi_derive::napi;

use crate::answer::{Handle, handle, text};

/// A reference of a document, and what was found there.
#[napi(object)]
pub struct Row {
    /// Its path in the document.
    pub member: String,
    /// The name of an environment variable; else it is a file.
    pub env: Option<String>,
    /// The path of a file.
    pub file: Option<String>,
    /// What is there.
    pub bytes: Option<Uint8Array>,
    /// Or why nothing is.
    pub problem: Option<String>,
}

impl From<Row> for Found {
    fn from(row: Row) -> Found {
        Found {
            member: row.member,
            env: row.env,
            file: row.file,
            bytes: row.bytes.map(|bytes| bytes.to_vec()),
            problem: row.problem,
        }
    }
}

/// The references of a document that a section needs, as JSON.
#[napi]
pub fn references(document: String, section: String, folder: String) -> String {
    text(|| references_json(&document, &section, &folder))
}

/// Reads a document; `found` are its references with what was found.
#[napi]
pub fn configure(document: String, found: Vec<Row>) -> Handle<Config> {
    handle(|| configured(&document, found.into_iter().map(Found::from)))
}

/// The providers that a configuration has a section for, with commas between them.
#[napi]
pub fn providers(config: &External<Config>) -> String {
    provider_names(config)
}

/// Builds the receiver of a provider.
#[napi]
pub fn receiver(config: &External<Config>, provider: String) -> Handle<Receiver> {
    handle(|| Ok(config.receiver(provider_of(&provider)?)?))
}
