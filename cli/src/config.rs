//! The configuration file: TOML with the members that every language has, read into core's
//! document. What stands in files and environment variables is read here.

use std::path::{Path, PathBuf};

use ackwell::{Config, ConfigError, Provider, Receiver};
use ackwell_ledger::Ledger;
use serde_json::Value;

use crate::failure::Failure;

mod places;
mod toml_document;

use places::Places;

/// A configuration is text that a person wrote; so are the key and salt files that it names.
const LONGEST_FILE: u64 = 1024 * 1024;

/// A configuration and where its members stand, so that every complaint names the line.
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
        let (document, places) = toml_document::read(&text, file, needed)?;
        let config = Config::from_json(&Value::Object(document).to_string())
            .map_err(|error| complaint(file, &places, &error))?;
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
        let Some(section) = self.config.ledger_json() else {
            let expected = "expected a section with the url of the ledger";
            return Err(self.places.complaint(&self.file, "ledger", expected));
        };
        Ledger::from_json(section).map_err(|error| match error.member() {
            Some(member) => self.places.complaint(&self.file, member, error.message()),
            None => error.into(),
        })
    }

    /// The URL of the ledger, if the configuration has one.
    pub(crate) fn ledger_url(&self) -> Option<String> {
        let section: Value = serde_json::from_str(self.config.ledger_json()?).ok()?;
        Some(section.get("url")?.as_str()?.to_owned())
    }

    /// The same with every source accepted.
    pub(crate) fn without_source_check(mut self) -> Configuration {
        self.config = self.config.without_source_check();
        self
    }
}

fn complaint(file: &Path, places: &Places, error: &ConfigError) -> Failure {
    places.complaint(file, error.member(), error.message())
}

/// Reads a text file that a person wrote.
fn read_text(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let mut limited = std::io::Read::take(file, LONGEST_FILE + 1);
    std::io::Read::read_to_end(&mut limited, &mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err("longer than 1 MiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())
}
