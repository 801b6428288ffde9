//! Configurations: the document, and what was found for its references.

use ackwell::Config;
use ackwell_binding::{Found, Problem, configured, provider_names, references_json};

use crate::parts::Parts;
use crate::table::{self, Entry};

/// The references of a document that a section needs, as JSON, with how much of a file to read at
/// most; the third part is where relative paths start.
pub(crate) fn references(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let listed = references_json(parts.text()?, parts.text()?, parts.text()?)?;
    Ok(listed.into_bytes())
}

/// Reads a document. The parts after it are its references with what was found: the member, the
/// variable, the file, the bytes, and why there are none.
fn document(parts: &mut Parts<'_>) -> Result<Config, Problem> {
    let document = parts.text()?;
    let mut found = Vec::new();
    while !parts.is_empty() {
        found.push(Found {
            member: parts.text()?.to_owned(),
            env: parts.optional_text()?.map(str::to_owned),
            file: parts.optional_text()?.map(str::to_owned),
            bytes: parts.optional()?.map(<[u8]>::to_vec),
            problem: parts.optional_text()?.map(str::to_owned),
        });
    }
    configured(document, found)
}

/// The providers that a configuration has a section for, with commas between them.
pub(crate) fn providers(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    Ok(provider_names(&document(parts)?).into_bytes())
}

/// Builds the receiver of a provider: its number.
pub(crate) fn receiver(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let provider = parts.provider()?;
    let receiver = document(parts)?.receiver(provider)?;
    let number = table::put(Entry::Receiver(receiver));
    Ok(number.to_string().into_bytes())
}

/// Opens a ledger: its number.
pub(crate) fn ledger(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    crate::ledger::open(&document(parts)?)
}
