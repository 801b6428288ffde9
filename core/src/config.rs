//! One configuration document for every language.

use std::path::Path;

use serde_json::Value;

use crate::any_or::AnyOr;
use crate::nearest::nearest;
use crate::options::{expected_words, words};
use crate::provider::Provider;
use crate::receiver::{
    LianLian, LianLianBuilder, PingPong, PingPongBuilder, Receiver, SharedOptions,
    expected_body_bytes, word,
};
use crate::refusal::ConfigError;
use crate::source::{ForwardingHeader, is_source};

mod document;
mod reference;
mod section;

use reference::Settled;
pub use reference::{Fetched, MAX_FILE_BYTES, Place, Reference};
use section::{Located, Section, found, text, text_at, texts};

/// A configuration: the same members in every language and in the command's TOML file.
///
/// ```
/// use ackwell::{Config, Provider};
///
/// let config = Config::from_json(r#"{
///     "pingpong": {
///         "salt": "F78BC96A55548B2319EE68E0",
///         "client_id": "2018092714313010016",
///         "acc_ids": ["2018092714313010016291"],
///         "environment": "sandbox"
///     },
///     "receiver": { "trusted_proxies": ["10.0.0.0/8"] }
/// }"#)?;
/// let receiver = config.receiver(Provider::PingPong)?;
/// assert_eq!(config.receiver(Provider::LianLian).unwrap_err().member(), "lianlian");
/// # Ok::<(), ackwell::ConfigError>(())
/// ```
///
/// The members are listed in `docs/configuration.md`. In place of a text, a document may name an
/// environment variable or a file: see [`Config::from_json_with`].
#[derive(Clone, Debug)]
pub struct Config {
    lianlian: Option<LianLianBuilder>,
    pingpong: Option<PingPongBuilder>,
    ledger: Option<String>,
    references: Settled,
}

impl Config {
    /// Reads a document and checks its form; the values are checked when a receiver is built.
    ///
    /// A reference (`{"env": "NAME"}`, `{"file": "path"}`) is left as it is, and a receiver whose
    /// section holds one is not built. [`Config::from_json_with`] resolves references.
    ///
    /// # Errors
    ///
    /// The path of the first member that is unknown or of the wrong type, and what was expected.
    ///
    /// ```
    /// use ackwell::Config;
    ///
    /// let error = Config::from_json(r#"{"lianlian": {"publicKeys": []}}"#).unwrap_err();
    /// assert_eq!(error.member(), "lianlian.publicKeys");
    /// assert!(error.message().starts_with("unknown member; did you mean `public_keys`?"));
    /// ```
    pub fn from_json(document: &str) -> Result<Config, ConfigError> {
        Config::from_members(document::read(document)?)
    }

    /// The references that a document holds in the sections that are needed. Nothing is read.
    ///
    /// `sections` are those that something will be built of: `lianlian`, `pingpong`, `ledger`.
    /// With a provider, `receiver` is needed too. So a machine needs only the secrets that it works
    /// with: of the other sections only the form is checked.
    ///
    /// `folder` is where relative paths start: the folder of the document's file. Without one they
    /// start at the working directory.
    ///
    /// # Errors
    ///
    /// As [`Config::from_json`]; the member of a reference that does not hold one name, or one that
    /// cannot be a name. What was given as a name is not repeated.
    ///
    /// ```
    /// use std::path::{Path, PathBuf};
    /// use ackwell::{Config, Place};
    ///
    /// let document = r#"{"lianlian": {"public_keys": [{"file": "lianlian.pem"}]}}"#;
    /// let references = Config::references(document, &["lianlian"], Some(Path::new("/etc/shop")))?;
    /// assert_eq!(references[0].member(), "lianlian.public_keys[0]");
    /// let file = PathBuf::from("/etc/shop/lianlian.pem");
    /// assert_eq!(references[0].place(), &Place::File(file));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn references(
        document: &str,
        sections: &[&str],
        folder: Option<&Path>,
    ) -> Result<Vec<Reference>, ConfigError> {
        let mut members = document::read(document)?;
        // What is wrong here is not worth a search for the texts.
        Config::from_members(members.clone())?;
        reference::list(&mut members, sections, folder)
    }

    /// Reads a document with the texts that its references stand for.
    ///
    /// Core reads no file and no environment variable. [`Config::references`] says what to fetch,
    /// the caller fetches it, and this puts it in:
    ///
    /// ```
    /// use std::io::Read as _;
    /// use std::path::Path;
    /// use ackwell::{Config, Fetched, MAX_FILE_BYTES, Place, Provider};
    ///
    /// fn fetch(place: &Place) -> Fetched {
    ///     match place {
    ///         Place::Env(name) => std::env::var_os(name)
    ///             .map_or(Fetched::Missing, |text| Fetched::Bytes(text.into_encoded_bytes())),
    ///         Place::File(path) => {
    ///             let mut bytes = Vec::new();
    ///             let limit = MAX_FILE_BYTES as u64 + 1;
    ///             let read = std::fs::File::open(path)
    ///                 .and_then(|file| file.take(limit).read_to_end(&mut bytes));
    ///             read.map_or_else(Fetched::from, |_| Fetched::Bytes(bytes))
    ///         }
    ///     }
    /// }
    ///
    /// # std::fs::write(std::env::temp_dir().join("ackwell-doc-salt"), "F78BC96A55548B2319EE68E0\n")?;
    /// # let folder = std::env::temp_dir();
    /// let document = r#"{
    ///     "pingpong": {
    ///         "salt": { "file": "ackwell-doc-salt" },
    ///         "client_id": "2018092714313010016",
    ///         "acc_ids": "any",
    ///         "environment": "sandbox"
    ///     },
    ///     "lianlian": { "public_keys": [{ "env": "NOT_NEEDED_HERE" }] }
    /// }"#;
    /// let references = Config::references(document, &["pingpong"], Some(&folder))?;
    /// let fetched: Vec<_> = references
    ///     .into_iter()
    ///     .map(|reference| { let found = fetch(reference.place()); (reference, found) })
    ///     .collect();
    /// let receiver = Config::from_json_with(document, &fetched)?.receiver(Provider::PingPong)?;
    /// # assert_eq!(receiver.provider(), Provider::PingPong);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Config::from_json`]; the member of a reference whose variable or file is missing,
    /// cannot be read, or is longer than [`MAX_FILE_BYTES`].
    pub fn from_json_with(
        document: &str,
        fetched: &[(Reference, Fetched)],
    ) -> Result<Config, ConfigError> {
        let mut members = document::read(document)?;
        reference::fill(&mut members, fetched)?;
        Config::from_members(members)
    }

    /// The document in which every fetched reference holds its text, for a binding that hands
    /// documents on as JSON: [`Config::from_json`] reads it as [`Config::from_json_with`] does.
    ///
    /// # Errors
    ///
    /// As [`Config::from_json_with`], but for anything that is not a reference.
    #[doc(hidden)]
    pub fn filled(document: &str, fetched: &[(Reference, Fetched)]) -> Result<String, ConfigError> {
        let mut members = document::read(document)?;
        reference::fill(&mut members, fetched)?;
        Ok(Value::Object(members).to_string())
    }

    fn from_members(mut members: serde_json::Map<String, Value>) -> Result<Config, ConfigError> {
        let references = reference::settle(&mut members)?;
        match Config::read(members) {
            Ok(config) => Ok(Config {
                references,
                ..config
            }),
            Err(error) => Err(references.with_origin(error)),
        }
    }

    fn read(members: serde_json::Map<String, Value>) -> Result<Config, ConfigError> {
        let mut root = Section::root(members);

        let shared = match root.take("receiver") {
            Some(section) => read_receiver(section)?,
            None => SharedOptions::default(),
        };
        let lianlian = root
            .take("lianlian")
            .map(|section| read_lianlian(section, &shared))
            .transpose()?;
        let pingpong = root
            .take("pingpong")
            .map(|section| read_pingpong(section, &shared))
            .transpose()?;
        let ledger = match root.take("ledger") {
            Some((value @ Value::Object(_), _)) => Some(value.to_string()),
            Some((value, path)) => return Err(section::not_a_section(path, &value)),
            None => None,
        };
        root.finish()?;
        Ok(Config {
            lianlian,
            pingpong,
            ledger,
            references: Settled::default(),
        })
    }

    /// Builds the receiver of a provider.
    ///
    /// # Errors
    ///
    /// As [`LianLianBuilder::build`] and [`PingPongBuilder::build`]; a missing section is an
    /// error about the section. A reference of the section that was not fetched.
    ///
    /// ```
    /// use ackwell::{Config, Provider};
    ///
    /// let config = Config::from_json(r#"{"pingpong": {
    ///     "salt": "F78BC96A55548B2319EE68E0",
    ///     "client_id": "2018092714313010016",
    ///     "acc_ids": ["2018092714313010016291"],
    ///     "environment": "sandbox"
    /// }}"#)?;
    ///
    /// let receiver = config.receiver(Provider::PingPong)?;
    /// assert_eq!(receiver.provider(), Provider::PingPong);
    /// assert_eq!(
    ///     config.receiver(Provider::LianLian).unwrap_err().message(),
    ///     "expected a section `lianlian` with the provider's options; there is only `pingpong`",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn receiver(&self, provider: Provider) -> Result<Receiver, ConfigError> {
        self.references.check(provider.as_str())?;
        let built = match provider {
            Provider::LianLian => self.lianlian.clone().map(LianLianBuilder::build),
            Provider::PingPong => self.pingpong.clone().map(PingPongBuilder::build),
        };
        let built = built.map(|built| built.map_err(|error| self.references.with_origin(error)));
        built.unwrap_or_else(|| {
            let there = match self.providers().next() {
                Some(other) => format!("; there is only `{other}`"),
                None => String::new(),
            };
            let message =
                format!("expected a section `{provider}` with the provider's options{there}");
            Err(ConfigError::new(provider.as_str(), message))
        })
    }

    /// The providers that the document has a section for.
    ///
    /// ```
    /// use ackwell::{Config, Provider};
    ///
    /// let config = Config::from_json(r#"{"pingpong": {
    ///     "salt": "F78BC96A55548B2319EE68E0",
    ///     "client_id": "2018092714313010016",
    ///     "acc_ids": ["2018092714313010016291"],
    ///     "environment": "sandbox"
    /// }}"#)?;
    ///
    /// for provider in config.providers() {
    ///     println!("a route /notify/{provider} for {:?}", config.receiver(provider)?);
    /// }
    /// assert_eq!(config.providers().collect::<Vec<_>>(), [Provider::PingPong]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn providers(&self) -> impl Iterator<Item = Provider> {
        let lianlian = self.lianlian.as_ref().map(|_| Provider::LianLian);
        let pingpong = self.pingpong.as_ref().map(|_| Provider::PingPong);
        lianlian.into_iter().chain(pingpong)
    }

    /// The section `ledger` as JSON, for the ledger to read.
    ///
    /// # Errors
    ///
    /// A reference of the section that was not fetched.
    pub fn ledger_json(&self) -> Result<Option<&str>, ConfigError> {
        self.references.check("ledger")?;
        Ok(self.ledger.as_deref())
    }

    /// Where the text of a member came from, if a reference was in its place:
    /// `the environment variable PINGPONG_SALT`. For messages of the ledger.
    pub fn origin(&self, member: &str) -> Option<&str> {
        self.references.origin(member)
    }

    /// The same configuration with every source accepted, for when there is no peer to check.
    #[must_use]
    pub fn without_source_check(mut self) -> Config {
        if let Some(lianlian) = &mut self.lianlian {
            lianlian.shared.sources = Some(AnyOr::Any);
        }
        if let Some(pingpong) = &mut self.pingpong {
            pingpong.shared.sources = Some(AnyOr::Any);
        }
        self
    }
}

fn read_lianlian(section: Located, shared: &SharedOptions) -> Result<LianLianBuilder, ConfigError> {
    let mut section = Section::at(section)?;
    let mut builder = LianLian::builder();
    builder.shared = shared.clone();
    if let Some(keys) = section.take("public_keys") {
        builder.public_keys = texts(keys)?;
    }
    builder.merchant_ids = section.take("merchant_ids").map(choice).transpose()?;
    builder.digest = section.take("digest").map(text).transpose()?;
    read_sources(Provider::LianLian, &mut section, &mut builder.shared)?;
    section.finish()?;
    Ok(builder)
}

fn read_pingpong(section: Located, shared: &SharedOptions) -> Result<PingPongBuilder, ConfigError> {
    let mut section = Section::at(section)?;
    let mut builder = PingPong::builder();
    builder.shared = shared.clone();
    builder.salt = section.take("salt").map(text).transpose()?;
    builder.client_id = section.take("client_id").map(text).transpose()?;
    builder.acc_ids = section.take("acc_ids").map(choice).transpose()?;
    builder.environment = section.take("environment").map(text).transpose()?;
    builder.hashes = section.take("hashes").map(texts).transpose()?;
    read_sources(Provider::PingPong, &mut section, &mut builder.shared)?;
    section.finish()?;
    Ok(builder)
}

fn read_sources(
    provider: Provider,
    section: &mut Section,
    shared: &mut SharedOptions,
) -> Result<(), ConfigError> {
    let provider = provider.as_str();
    shared.sources = match section.take("sources") {
        None => None,
        Some((Value::String(name), _)) if name == "any" => Some(AnyOr::Any),
        Some((Value::String(name), _)) if name == "published" => Some(AnyOr::Only(vec![name])),
        Some((value @ Value::Array(_), path)) => Some(AnyOr::Only(texts((value, path))?)),
        Some((value, path)) => {
            let expected = "expected \"published\", \"any\", or a list of addresses and networks";
            let advice = match &value {
                Value::String(entry) if is_source(entry) => {
                    "; write a list with this one entry".to_owned()
                }
                Value::String(name) if !name.is_empty() => {
                    match word(name, words(provider, "sources")) {
                        Ok(_) => String::new(),
                        Err(hint) => hint,
                    }
                }
                other => format!(", got {}", found(other)),
            };
            return Err(ConfigError::new(path, format!("{expected}{advice}")));
        }
    };
    shared.report_only = match section.take("source_mode").map(text_at).transpose()? {
        None => false,
        Some((mode, path)) => {
            let mode = word(&mode, words(provider, "source_mode")).map_err(|hint| {
                let expected = expected_words(provider, "source_mode");
                ConfigError::new(path, format!("{expected}{hint}"))
            })?;
            mode == "report"
        }
    };
    Ok(())
}

fn read_receiver(section: Located) -> Result<SharedOptions, ConfigError> {
    let mut section = Section::at(section)?;
    let mut shared = SharedOptions::default();
    if let Some(proxies) = section.take("trusted_proxies") {
        shared.trusted_proxies = texts(proxies)?;
    }
    if let Some((name, path)) = section
        .take("client_address_header")
        .map(text_at)
        .transpose()?
    {
        let known = [ForwardingHeader::XForwardedFor, ForwardingHeader::Forwarded];
        let names = known.map(ForwardingHeader::as_str);
        let lower = name.to_ascii_lowercase();
        let header = match word(&lower, &names) {
            Ok(name) => known.into_iter().find(|header| header.as_str() == name),
            Err(hint) => {
                let expected = expected_words("receiver", "client_address_header");
                return Err(ConfigError::new(path, format!("{expected}{hint}")));
            }
        };
        shared.header = header;
    }
    if let Some((value, path)) = section.take("max_body_bytes") {
        let bytes = value.as_u64().and_then(|bytes| usize::try_from(bytes).ok());
        shared.max_body_bytes = Some(bytes.ok_or_else(|| {
            let got = match &value {
                Value::Number(number) => number.to_string(),
                other => found(other),
            };
            let expected = expected_body_bytes();
            ConfigError::new(path, format!("{expected}, got {got}"))
        })?);
    }
    section.finish()?;
    Ok(shared)
}

fn choice((value, path): Located) -> Result<AnyOr<String>, ConfigError> {
    match value {
        Value::String(name) if name == "any" => Ok(AnyOr::Any),
        Value::Array(_) => texts((value, path)).map(AnyOr::Only),
        other => {
            let advice = match &other {
                Value::String(name) if nearest(name, ["any"]).is_some() => {
                    "; did you mean \"any\"?".to_owned()
                }
                Value::String(name) if !name.is_empty() => {
                    ", got a string; write a list with this one entry".to_owned()
                }
                value => format!(", got {}", found(value)),
            };
            let expected = "expected a list of ids, or \"any\"";
            Err(ConfigError::new(path, format!("{expected}{advice}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(document: &str) -> (String, String) {
        let error = match Config::from_json(document) {
            Err(error) => error,
            Ok(config) => config
                .providers()
                .find_map(|provider| config.receiver(provider).err())
                .expect("the document is wrong"),
        };
        (error.member().to_owned(), error.message().to_owned())
    }

    #[test]
    fn a_wrong_member_is_named_with_its_path() {
        for (document, member) in [
            ("[]", ""),
            (r#"{"lianlain":{}}"#, "lianlain"),
            (r#"{"lianlian":{"public_key":"x"}}"#, "lianlian.public_key"),
            (
                r#"{"lianlian":{"public_keys":"x"}}"#,
                "lianlian.public_keys",
            ),
            (
                r#"{"lianlian":{"public_keys":["x",1]}}"#,
                "lianlian.public_keys[1]",
            ),
            (
                r#"{"lianlian":{"public_keys":["x"]}}"#,
                "lianlian.public_keys[0]",
            ),
            (r#"{"lianlian":{}}"#, "lianlian.public_keys"),
            (r#"{"lianlian":{"sources":"everyone"}}"#, "lianlian.sources"),
            (r#"{"pingpong":{"salt":{"env":"X"}}}"#, "pingpong.salt"),
            (r#"{"pingpong":{"salt":"x\n"}}"#, "pingpong.salt"),
            (
                r#"{"pingpong":{"salt":"x","client_id":"1","acc_ids":[]}}"#,
                "pingpong.acc_ids",
            ),
            (
                r#"{"pingpong":{"salt":"x","client_id":"1","acc_ids":"any"}}"#,
                "pingpong.environment",
            ),
            (
                r#"{"receiver":{"max_body_bytes":-1}}"#,
                "receiver.max_body_bytes",
            ),
            (r#"{"receiver":{},"receiver":{}}"#, "receiver"),
            (r#"{"ledger":"memory:"}"#, "ledger"),
        ] {
            assert_eq!(problem(document).0, member, "{document}");
        }
    }

    #[test]
    fn a_message_names_what_was_found_and_what_was_meant() {
        let lianlian = |member: &str| format!(r#"{{"lianlian":{{{member}}}}}"#);
        let pingpong = |member: &str| format!(r#"{{"pingpong":{{{member}}}}}"#);
        let whole = |members: &str| {
            pingpong(&format!(
                r#""salt":"x","client_id":"1","acc_ids":"any"{members}"#
            ))
        };
        for (document, expected) in [
            (lianlian(r#""digest":1"#), "expected a string, got a number"),
            (lianlian(r#""digest":null"#), "expected a string, got null"),
            (lianlian(r#""digest":[]"#), "expected a string, got a list"),
            (lianlian(r#""digest":true"#), "expected a string, got true"),
            (
                lianlian(r#""digest":{"a":1}"#),
                "expected a string, got an object",
            ),
            (
                lianlian(r#""merchant_ids":[201103171000000000]"#),
                "got a number; write it in quotes",
            ),
            (lianlian(r#""merchant_ids":null"#), "or \"any\", got null"),
            (
                lianlian(r#""merchant_ids":"2011""#),
                "write a list with this one entry",
            ),
            (lianlian(r#""merchant_ids":"Any""#), "did you mean \"any\"?"),
            (
                lianlian(r#""public_keys":"MII""#),
                "got a string; write a list with this one entry",
            ),
            (
                lianlian(r#""public_keys":[{"file":"x.pem"}]"#),
                "a reference {file = ...} that nothing has resolved",
            ),
            (
                pingpong(r#""salt":{"env":"SALT"}"#),
                "a reference {env = ...} that nothing has resolved",
            ),
            (
                lianlian(r#""sources":"203.0.113.7""#),
                "write a list with this one entry",
            ),
            (
                lianlian(r#""sources":"publishd""#),
                "did you mean \"published\"?",
            ),
            (
                lianlian(r#""sources":false"#),
                "addresses and networks, got false",
            ),
            (
                lianlian(r#""source_mode":"Report""#),
                "did you mean \"report\"?",
            ),
            (
                whole(r#","environment":"prod""#),
                "did you mean \"production\"?",
            ),
            (
                whole(r#","environment":"sandbox ""#),
                "the value ends with a blank",
            ),
            (whole(r#","environment":"""#), "got an empty string"),
            (
                whole(r#","hashes":["sha-256"]"#),
                "did you mean \"SHA256\"?",
            ),
            (pingpong(r#""salt":"""#), "got an empty string"),
            (
                pingpong(r#""salt":"PINGPONG_SALT=F78B""#),
                "a line of an env file",
            ),
            (
                r#"{"receiver":{"max_body_bytes":"65536"}}"#.to_owned(),
                "16777216, got a string",
            ),
            (
                r#"{"receiver":{"max_body_bytes":-1}}"#.to_owned(),
                "16777216, got -1",
            ),
            (
                r#"{"lianlian":null}"#.to_owned(),
                "expected a section, got null",
            ),
            (
                lianlian(r#""publicKeys":[]"#),
                "unknown member; did you mean `public_keys`?",
            ),
            (
                lianlian(r#""public_key":"x""#),
                "did you mean `public_keys`?",
            ),
            (
                lianlian(r#""oid_partner":"1""#),
                "did you mean `merchant_ids`?",
            ),
            (
                lianlian(r#""trustedProxies":[]"#),
                "`trusted_proxies` belongs in the section `receiver`",
            ),
            (
                lianlian(r#""trusted_proxy":[]"#),
                "did you mean `trusted_proxies`, which belongs in the section `receiver`?",
            ),
            (
                lianlian(r#""salt":"x""#),
                "`salt` belongs in the section `pingpong`",
            ),
            (
                lianlian(r#""no_such_option":1"#),
                "belongs in `receiver`: trusted_proxies, client_address_header, max_body_bytes)",
            ),
            (
                r#"{"receiver":{"sources":[]}}"#.to_owned(),
                "`sources` belongs in the section `lianlian` or `pingpong`",
            ),
            (r#"{"LianLian":{}}"#.to_owned(), "did you mean `lianlian`?"),
            (r#"{"lian_lian":{}}"#.to_owned(), "did you mean `lianlian`?"),
            (r#"{"pingPong":{}}"#.to_owned(), "did you mean `pingpong`?"),
            (
                r#"{"PingPongCheckout":{}}"#.to_owned(),
                "did you mean `pingpong`?",
            ),
            (
                r#"{"public_keys":[]}"#.to_owned(),
                "`public_keys` belongs in the section `lianlian`",
            ),
            (
                r#"{"ackwell":{"lianlian":{}}}"#.to_owned(),
                "the sections are inside it",
            ),
        ] {
            let (_, message) = problem(&document);
            assert!(message.contains(expected), "{document}: {message}");
        }
        let missing = Config::from_json(r#"{"lianlian":{}}"#).unwrap();
        let error = missing.receiver(Provider::PingPong).unwrap_err();
        assert!(
            error.message().contains("there is only `lianlian`"),
            "{error}"
        );
    }

    #[test]
    fn a_name_that_could_disturb_a_log_is_not_repeated() {
        for name in ["a\\nb", "a\u{200b}b", &"x".repeat(65)] {
            let document = format!(r#"{{"lianlian":{{"{name}":1}}}}"#);
            let (member, message) = problem(&document);
            assert_eq!(member, "lianlian");
            assert!(message.starts_with("unknown member"), "{message}");
        }
    }

    #[test]
    fn a_salt_appears_in_no_message_and_no_debug_text() {
        let document = r#"{"pingpong":{"salt":"F78BC96A ","client_id":"1"}}"#;
        assert!(!problem(document).1.contains("F78BC96A"));
        let config = Config::from_json(document).unwrap();
        assert!(!format!("{config:?}").contains("F78BC96A"));
    }
}
