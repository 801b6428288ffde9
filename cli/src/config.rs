//! The configuration file: TOML with the members that every language has, read into core's
//! document. The files and environment variables that core asks for are read here.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use ackwell::{Config, ConfigError, Fetched, MAX_FILE_BYTES, Place, Provider, Receiver};
use ackwell_ledger::Ledger;
use serde_json::Value;

use crate::failure::Failure;
use crate::input;

mod places;
mod toml_document;

use places::Places;

/// A configuration is text that a person wrote; so are the key and salt files that it names.
const LONGEST_FILE: u64 = MAX_FILE_BYTES as u64;

/// A configuration and where its members are, so that every complaint names the line.
#[derive(Debug)]
pub(crate) struct Configuration {
    config: Config,
    file: PathBuf,
    places: Places,
}

impl Configuration {
    /// Reads a configuration file. Files and environment variables are read for the sections in
    /// `needed` only; of the others the form is checked and nothing more, so that a machine needs
    /// no secrets but those it works with.
    ///
    /// # Errors
    ///
    /// The file, the line, the member and what was expected there.
    pub(crate) fn read(file: &Path, needed: &[&str]) -> Result<Configuration, Failure> {
        let text = read_text(file).map_err(|what| Failure::at(file.display(), what))?;
        let (document, places) = toml_document::read(&text, file)?;
        let document = Value::Object(document).to_string();
        let config =
            resolved(&document, needed, file).map_err(|error| complaint(file, &places, &error))?;
        Ok(Configuration {
            config,
            file: file.to_owned(),
            places,
        })
    }

    /// Builds the receiver of a provider.
    pub(crate) fn receiver(&self, provider: Provider) -> Result<Receiver, Failure> {
        self.config
            .receiver(provider)
            .map_err(|error| complaint(&self.file, &self.places, &error))
    }

    /// The providers that there is a section for.
    pub(crate) fn providers(&self) -> impl Iterator<Item = Provider> {
        self.config.providers()
    }

    /// Opens the ledger.
    pub(crate) fn ledger(&self) -> Result<Ledger, Failure> {
        if let Ok(None) = self.config.ledger_json() {
            let expected = "expected a section with the url of the ledger";
            return Err(self.places.complaint(&self.file, "ledger", expected));
        }
        Ledger::from_config(&self.config).map_err(|error| match error.member() {
            Some(member) => self.places.complaint(&self.file, member, error.message()),
            None => error.into(),
        })
    }

    /// The URL of the ledger, if the configuration has one.
    pub(crate) fn ledger_url(&self) -> Option<String> {
        let section: Value = serde_json::from_str(self.config.ledger_json().ok()??).ok()?;
        Some(section.get("url")?.as_str()?.to_owned())
    }

    /// The same with every source accepted.
    pub(crate) fn without_source_check(mut self) -> Configuration {
        self.config = self.config.without_source_check();
        self
    }
}

/// The configuration with the texts that its references stand for, in the sections that are needed.
fn resolved(document: &str, needed: &[&str], file: &Path) -> Result<Config, ConfigError> {
    let references = Config::references(document, needed, file.parent())?;
    let fetched: Vec<_> = references
        .into_iter()
        .map(|reference| {
            let found = fetch(reference.place());
            (reference, found)
        })
        .collect();
    Config::from_json_with(document, &fetched)
}

fn fetch(place: &Place) -> Fetched {
    match place {
        Place::Env(name) => std::env::var_os(name).map_or(Fetched::Missing, |text| {
            Fetched::Bytes(text.into_encoded_bytes())
        }),
        Place::File(path) => read_limited(path).map_or_else(Fetched::from, Fetched::Bytes),
    }
}

fn complaint(file: &Path, places: &Places, error: &ConfigError) -> Failure {
    places.complaint(file, error.member(), error.message())
}

/// Reads a text file that a person wrote.
pub(crate) fn read_text(path: &Path) -> Result<String, String> {
    let bytes = read_limited(path).map_err(|error| input::problem(&error))?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err("longer than 1 MiB".to_owned());
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err("this is UTF-16; save it as UTF-8".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "this is not text (UTF-8)".to_owned())
}

/// The bytes of a file, one more than the longest may have at most.
fn read_limited(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut limited = std::fs::File::open(path)?.take(LONGEST_FILE + 1);
    limited.read_to_end(&mut bytes)?;
    Ok(bytes)
}
