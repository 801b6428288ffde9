//! One configuration document for every language.

use serde_json::{Map, Value};

use crate::body::{Object, Scratch};
use crate::provider::Provider;
use crate::receiver::{
    Choice, Common, LianLian, LianLianBuilder, PingPong, PingPongBuilder, Receiver,
};
use crate::refusal::ConfigError;
use crate::source::ForwardingHeader;

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
/// The members are listed in `docs/configuration.md`. Files and environment variables are read
/// by the command or the binding before: here every text stands in the document itself.
#[derive(Clone, Debug)]
pub struct Config {
    lianlian: Option<LianLianBuilder>,
    pingpong: Option<PingPongBuilder>,
    ledger: Option<String>,
}

impl Config {
    /// Reads a document and checks its form; the values are checked when a receiver is built.
    ///
    /// # Errors
    ///
    /// The path of the first member that is unknown or of the wrong type, and what was expected.
    pub fn from_json(document: &str) -> Result<Config, ConfigError> {
        // The strict reading first: a member that stands twice has two values.
        let mut scratch = Scratch::default();
        let strict = Object::parse(document.as_bytes(), &mut scratch);
        strict.map_err(|reason| {
            let member = reason.member.as_deref().unwrap_or_default().to_owned();
            let detail = reason.detail.replace("the body", "the configuration");
            ConfigError::new(member, detail)
        })?;
        let value: Value = serde_json::from_str(document)
            .map_err(|_| ConfigError::new("", "expected one JSON object"))?;
        let mut root = Section::of(value, String::new())?;

        let common = match root.take("receiver") {
            Some(section) => read_receiver(section)?,
            None => Common::default(),
        };
        let lianlian = root
            .take("lianlian")
            .map(|section| read_lianlian(section, &common))
            .transpose()?;
        let pingpong = root
            .take("pingpong")
            .map(|section| read_pingpong(section, &common))
            .transpose()?;
        let ledger = match root.take("ledger") {
            Some((value @ Value::Object(_), _)) => Some(value.to_string()),
            Some((_, path)) => return Err(ConfigError::new(path, "expected a section")),
            None => None,
        };
        root.finish()?;
        Ok(Config {
            lianlian,
            pingpong,
            ledger,
        })
    }

    /// Builds the receiver of a provider.
    ///
    /// # Errors
    ///
    /// As [`LianLianBuilder::build`] and [`PingPongBuilder::build`]; a missing section is an
    /// error about the section.
    pub fn receiver(&self, provider: Provider) -> Result<Receiver, ConfigError> {
        let built = match provider {
            Provider::LianLian => self.lianlian.clone().map(LianLianBuilder::build),
            Provider::PingPong => self.pingpong.clone().map(PingPongBuilder::build),
        };
        built.unwrap_or_else(|| {
            let message = format!("expected a section `{provider}` with the provider's options");
            Err(ConfigError::new(provider.as_str(), message))
        })
    }

    /// The providers that the document has a section for.
    pub fn providers(&self) -> impl Iterator<Item = Provider> {
        let lianlian = self.lianlian.as_ref().map(|_| Provider::LianLian);
        let pingpong = self.pingpong.as_ref().map(|_| Provider::PingPong);
        lianlian.into_iter().chain(pingpong)
    }

    /// The section `ledger` as JSON, for the ledger to read.
    pub fn ledger_json(&self) -> Option<&str> {
        self.ledger.as_deref()
    }

    /// The same configuration with every source accepted, for when there is no peer to check.
    #[must_use]
    pub fn without_source_check(mut self) -> Config {
        if let Some(lianlian) = &mut self.lianlian {
            lianlian.common.sources = Some(Choice::Any);
        }
        if let Some(pingpong) = &mut self.pingpong {
            pingpong.common.sources = Some(Choice::Any);
        }
        self
    }
}

fn read_lianlian(section: Located, common: &Common) -> Result<LianLianBuilder, ConfigError> {
    let mut section = Section::at(section)?;
    let mut builder = LianLian::builder();
    builder.common = common.clone();
    if let Some(keys) = section.take("public_keys") {
        builder.public_keys = texts(keys)?;
    }
    builder.merchant_ids = section.take("merchant_ids").map(choice).transpose()?;
    builder.digest = section.take("digest").map(text).transpose()?;
    read_sources(&mut section, &mut builder.common)?;
    section.finish()?;
    Ok(builder)
}

fn read_pingpong(section: Located, common: &Common) -> Result<PingPongBuilder, ConfigError> {
    let mut section = Section::at(section)?;
    let mut builder = PingPong::builder();
    builder.common = common.clone();
    builder.salt = section.take("salt").map(text).transpose()?;
    builder.client_id = section.take("client_id").map(text).transpose()?;
    builder.acc_ids = section.take("acc_ids").map(choice).transpose()?;
    builder.environment = section.take("environment").map(text).transpose()?;
    builder.hashes = section.take("hashes").map(texts).transpose()?;
    read_sources(&mut section, &mut builder.common)?;
    section.finish()?;
    Ok(builder)
}

fn read_sources(section: &mut Section, common: &mut Common) -> Result<(), ConfigError> {
    common.sources = match section.take("sources") {
        None => None,
        Some((Value::String(name), _)) if name == "any" => Some(Choice::Any),
        Some((Value::String(name), _)) if name == "published" => Some(Choice::These(vec![name])),
        Some((value @ Value::Array(_), path)) => Some(Choice::These(texts((value, path))?)),
        Some((_, path)) => {
            return Err(ConfigError::new(
                path,
                "expected \"published\", \"any\", or a list of addresses and networks",
            ));
        }
    };
    common.report_only = match section.take("source_mode").map(text_at).transpose()? {
        None => false,
        Some((mode, _)) if mode == "enforce" => false,
        Some((mode, _)) if mode == "report" => true,
        Some((_, path)) => {
            return Err(ConfigError::new(path, "expected \"enforce\" or \"report\""));
        }
    };
    Ok(())
}

fn read_receiver(section: Located) -> Result<Common, ConfigError> {
    let mut section = Section::at(section)?;
    let mut common = Common::default();
    if let Some(proxies) = section.take("trusted_proxies") {
        common.trusted_proxies = texts(proxies)?;
    }
    if let Some((name, path)) = section
        .take("client_address_header")
        .map(text_at)
        .transpose()?
    {
        let known = [ForwardingHeader::XForwardedFor, ForwardingHeader::Forwarded];
        let header = known
            .into_iter()
            .find(|header| name.eq_ignore_ascii_case(header.as_str()));
        common.header = Some(header.ok_or_else(|| {
            ConfigError::new(path, "expected \"x-forwarded-for\" or \"forwarded\"")
        })?);
    }
    if let Some((value, path)) = section.take("max_body_bytes") {
        let bytes = value.as_u64().and_then(|bytes| usize::try_from(bytes).ok());
        common.max_body_bytes = Some(bytes.ok_or_else(|| {
            ConfigError::new(path, "expected a number of bytes from 1 to 16777216")
        })?);
    }
    section.finish()?;
    Ok(common)
}

/// A value and its path in the document.
type Located = (Value, String);

/// An object whose members are taken out one by one; what is left was not expected.
struct Section {
    members: Map<String, Value>,
    path: String,
    known: Vec<&'static str>,
}

impl Section {
    fn of(value: Value, path: String) -> Result<Section, ConfigError> {
        match value {
            Value::Object(members) => Ok(Section {
                members,
                path,
                known: Vec::new(),
            }),
            _ => Err(ConfigError::new(path, "expected a section")),
        }
    }

    fn at((value, path): Located) -> Result<Section, ConfigError> {
        Section::of(value, path)
    }

    fn take(&mut self, name: &'static str) -> Option<Located> {
        self.known.push(name);
        let value = self.members.remove(name)?;
        Some((value, self.path_of(name)))
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    fn finish(self) -> Result<(), ConfigError> {
        match self.members.keys().next() {
            None => Ok(()),
            Some(unknown) => Err(ConfigError::new(
                self.path_of(unknown),
                format!("unknown member; expected one of {}", self.known.join(", ")),
            )),
        }
    }
}

const TEXT_EXPECTED: &str = "expected a string (what stands in a file or an environment variable \
                             is read by the command or the binding, which can do so here)";

fn text_at((value, path): Located) -> Result<(String, String), ConfigError> {
    match value {
        Value::String(text) => Ok((text, path)),
        _ => Err(ConfigError::new(path, TEXT_EXPECTED)),
    }
}

fn text(located: Located) -> Result<String, ConfigError> {
    text_at(located).map(|(text, _)| text)
}

fn texts((value, path): Located) -> Result<Vec<String>, ConfigError> {
    let Value::Array(items) = value else {
        return Err(ConfigError::new(path, "expected a list of strings"));
    };
    items
        .into_iter()
        .enumerate()
        .map(|(index, item)| text((item, format!("{path}[{index}]"))))
        .collect()
}

fn choice((value, path): Located) -> Result<Choice, ConfigError> {
    match value {
        Value::String(name) if name == "any" => Ok(Choice::Any),
        Value::Array(_) => texts((value, path)).map(Choice::These),
        _ => Err(ConfigError::new(path, "expected a list of ids, or \"any\"")),
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
    fn a_salt_appears_in_no_message_and_no_debug_text() {
        let document = r#"{"pingpong":{"salt":"F78BC96A ","client_id":"1"}}"#;
        assert!(!problem(document).1.contains("F78BC96A"));
        let config = Config::from_json(document).unwrap();
        assert!(!format!("{config:?}").contains("F78BC96A"));
    }
}
