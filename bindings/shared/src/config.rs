//! Configurations: the document, and the texts that its references stand for, which the host fetches.

use std::path::Path;

use ackwell::{Config, Fetched, MAX_FILE_BYTES, Place, Provider, Reference};
use serde_json::{Value, json};

use crate::problem::Problem;

/// The references of a document that a section needs, as JSON: `references`, each with `member` and
/// either `env`, the name of a variable, or `file`, a path; and `read_bytes`, how much of a file to
/// read at most. `folder` is where relative paths start.
///
/// # Errors
///
/// [`Problem::Config`] if the document or a reference in it is wrong.
pub fn references_json(document: &str, section: &str, folder: &str) -> Result<String, Problem> {
    let listed = Config::references(document, &[section], Some(Path::new(folder)))?;
    let rows: Vec<Value> = listed.iter().map(row).collect();
    let answer = json!({ "read_bytes": MAX_FILE_BYTES + 1, "references": rows });
    Ok(answer.to_string())
}

fn row(reference: &Reference) -> Value {
    let (env, file) = match reference.place() {
        Place::Env(name) => (Some(name.clone()), None),
        Place::File(path) => (None, Some(path.to_string_lossy().into_owned())),
    };
    json!({ "member": reference.member(), "env": env, "file": file })
}

/// A reference of a document, and what the host found there.
#[derive(Debug, Default)]
pub struct Found {
    /// Its path in the document.
    pub member: String,
    /// The name of an environment variable; else it is a file.
    pub env: Option<String>,
    /// The path of a file.
    pub file: Option<String>,
    /// What is there.
    pub bytes: Option<Vec<u8>>,
    /// Or the word for why nothing is: `missing`, `denied`, `folder`, or any other for unreadable.
    pub problem: Option<String>,
}

impl From<Found> for (Reference, Fetched) {
    fn from(found: Found) -> Self {
        let place = match found.env {
            Some(name) => Place::Env(name),
            None => Place::File(found.file.unwrap_or_default().into()),
        };
        let fetched = match (found.bytes, found.problem.as_deref()) {
            (Some(bytes), _) => Fetched::Bytes(bytes),
            (None, Some("missing")) => Fetched::Missing,
            (None, Some("denied")) => Fetched::Denied,
            (None, Some("folder")) => Fetched::Folder,
            _ => Fetched::Unreadable,
        };
        (Reference::new(found.member, place), fetched)
    }
}

/// Reads a document; `found` are its references with what was found.
///
/// # Errors
///
/// [`Problem::Config`] if the document is wrong, or something that it needs was not found.
pub fn configured(
    document: &str,
    found: impl IntoIterator<Item = Found>,
) -> Result<Config, Problem> {
    let fetched: Vec<_> = found.into_iter().map(Found::into).collect();
    Ok(Config::from_json_with(document, &fetched)?)
}

/// The providers that a configuration has a section for, with commas between them.
pub fn provider_names(config: &Config) -> String {
    let names: Vec<_> = config.providers().map(Provider::as_str).collect();
    names.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"{ "pingpong": {
        "salt": { "file": "salt.txt" }, "client_id": { "env": "CLIENT" },
        "acc_ids": "any", "environment": "sandbox"
    } }"#;

    #[test]
    fn what_a_document_needs_is_listed_and_put_in() {
        let listed = references_json(DOCUMENT, "pingpong", "/etc/shop").unwrap();
        let listed: Value = serde_json::from_str(&listed).unwrap();
        let rows = listed["references"].as_array().unwrap();
        let found = rows.iter().map(|row| Found {
            member: row["member"].as_str().unwrap().to_owned(),
            env: row["env"].as_str().map(str::to_owned),
            file: row["file"].as_str().map(str::to_owned),
            bytes: Some(b"1234567890".to_vec()),
            problem: None,
        });
        let files: Vec<_> = rows.iter().filter_map(|row| row["file"].as_str()).collect();
        assert_eq!(files, ["/etc/shop/salt.txt"]);
        let config = configured(DOCUMENT, found).unwrap();
        assert_eq!(provider_names(&config), "pingpong");
        config.receiver(Provider::PingPong).unwrap();
    }

    #[test]
    fn the_word_for_why_there_is_nothing_reaches_the_message() {
        let messages = ["missing", "denied", "folder", "anything"].map(|word| {
            let found = Found {
                member: "pingpong.salt".to_owned(),
                file: Some("salt.txt".to_owned()),
                problem: Some(word.to_owned()),
                ..Found::default()
            };
            let document = r#"{ "pingpong": { "salt": { "file": "salt.txt" } } }"#;
            let config = configured(document, [found]);
            let built = config.and_then(|config| Ok(config.receiver(Provider::PingPong)?));
            built.unwrap_err().message()
        });
        for (index, message) in messages.iter().enumerate() {
            assert!(!messages[..index].contains(message), "{message}");
        }
    }
}
