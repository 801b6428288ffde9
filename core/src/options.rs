//! The table of options: each member of a configuration written down once.
//!
//! Reading a configuration, its refusals, the guide, the schema for editors and the typed options
//! of every language come from this table. The ledger has its own, in the same form.

use crate::receiver::LARGEST_MAX_BODY_BYTES;

/// One option of a configuration.
#[derive(Debug, PartialEq)]
#[non_exhaustive]
pub struct OptionSpec {
    /// The section of the document that it belongs in, for example `lianlian`.
    pub section: &'static str,
    /// The name in `snake_case`; each language writes it in its own case.
    pub name: &'static str,
    /// What is expected there.
    pub form: OptionForm,
    /// What holds if it is not set, as JSON; `None` if nothing does.
    pub default: Option<&'static str>,
    /// Whether a configuration is always refused without it.
    pub required: bool,
    /// Whether its value must not be shown in a log or a trace: it is a secret, or holds one when
    /// somebody makes a mistake.
    pub secret: bool,
    /// What it is, in sentences, with its unit and its range.
    pub doc: &'static str,
}

impl OptionSpec {
    /// An option that may be left out.
    pub const fn new(
        section: &'static str,
        name: &'static str,
        form: OptionForm,
        doc: &'static str,
    ) -> OptionSpec {
        OptionSpec {
            section,
            name,
            form,
            default: None,
            required: false,
            secret: false,
            doc,
        }
    }

    /// The same, and a configuration is refused without it.
    #[must_use]
    pub const fn required(self) -> OptionSpec {
        OptionSpec {
            required: true,
            ..self
        }
    }

    /// The same, and its value is not to be shown.
    #[must_use]
    pub const fn secret(self) -> OptionSpec {
        OptionSpec {
            secret: true,
            ..self
        }
    }

    /// The same, with what holds if it is not set, as JSON.
    #[must_use]
    pub const fn default(self, json: &'static str) -> OptionSpec {
        OptionSpec {
            default: Some(json),
            ..self
        }
    }
}

/// What an option expects. Wherever it is a text, a file or an environment variable may be named in
/// its place.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum OptionForm {
    /// One text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// A list of identifiers, or the word `any` in its place.
    IdsOrAny,
    /// A list of addresses and networks.
    Networks,
    /// A list of addresses, networks and names of published lists, or one of these words in its
    /// place.
    NetworksOr(&'static [&'static str]),
    /// A list of these words.
    Words(&'static [&'static str]),
    /// A whole number of a unit, ends included.
    Whole {
        /// What is counted.
        unit: &'static str,
        /// The least that is accepted.
        least: u64,
        /// The most that is accepted.
        most: u64,
    },
    /// A number of a unit, with or without a fraction.
    Number {
        /// What is counted.
        unit: &'static str,
        /// The least that is accepted; `None` if it depends on other options.
        least: Option<u64>,
        /// The most that is accepted; `None` if it depends on other options, or has no limit.
        most: Option<u64>,
    },
}

impl OptionForm {
    /// The words that are accepted; empty where texts are free.
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            OptionForm::Word(words) | OptionForm::Words(words) | OptionForm::NetworksOr(words) => {
                words
            }
            OptionForm::IdsOrAny => &["any"],
            _ => &[],
        }
    }
}

/// The options of receivers: those of the sections `receiver`, `lianlian` and `pingpong`.
///
/// ```
/// let names: Vec<_> = ackwell::options()
///     .iter()
///     .filter(|option| option.section == "pingpong" && option.required)
///     .map(|option| option.name)
///     .collect();
/// assert_eq!(names, ["salt", "client_id", "acc_ids"]);
/// ```
pub const fn options() -> &'static [OptionSpec] {
    OPTIONS
}

const OPTIONS: &[OptionSpec] = &[
    OptionSpec::new(
        "receiver",
        "trusted_proxies",
        OptionForm::Networks,
        "Addresses and networks of your own reverse proxies, and `unix` for one that connects over \
         a Unix socket. Only their `X-Forwarded-For` and `Forwarded` headers are believed, read \
         from the right to the first address that is not a proxy.",
    )
    .default("[]"),
    OptionSpec::new(
        "receiver",
        "client_address_header",
        OptionForm::Word(&["x-forwarded-for", "forwarded"]),
        "The header that your proxy writes. If it is not set, both are read and must agree.",
    ),
    OptionSpec::new(
        "receiver",
        "max_body_bytes",
        OptionForm::Whole {
            unit: "bytes",
            least: 1,
            most: LARGEST_MAX_BODY_BYTES as u64,
        },
        "The longest body that is read, in bytes: 1 to 16,777,216.",
    )
    .default("65536"),
    OptionSpec::new(
        "lianlian",
        "public_keys",
        OptionForm::Texts,
        "LianLian's public keys from the merchant dashboard, as PEM or base64. A notification is \
         genuine if any of them verifies it, so a key is rotated by listing both for a while.",
    )
    .required()
    .secret(),
    OptionSpec::new(
        "lianlian",
        "merchant_ids",
        OptionForm::IdsOrAny,
        "Your own `oid_partner` numbers. LianLian signs for all merchants with one key, so \
         without them another merchant's payment would pass. `any` accepts every merchant.",
    )
    .required(),
    OptionSpec::new(
        "lianlian",
        "digest",
        OptionForm::Word(&["MD5", "SHA1", "SHA256"]),
        "The hash of the signatures. A body cannot choose it. LianLian signs with `MD5`.",
    )
    .default("\"MD5\""),
    sources("lianlian"),
    source_mode("lianlian"),
    OptionSpec::new(
        "pingpong",
        "salt",
        OptionForm::Text,
        "The salt from PingPong's dashboard. It is a secret.",
    )
    .required()
    .secret(),
    OptionSpec::new(
        "pingpong",
        "client_id",
        OptionForm::Text,
        "Your own `clientId`.",
    )
    .required(),
    OptionSpec::new(
        "pingpong",
        "acc_ids",
        OptionForm::IdsOrAny,
        "Your own `accId` numbers. `any` accepts every account of the client.",
    )
    .required(),
    OptionSpec::new(
        "pingpong",
        "environment",
        OptionForm::Word(&["production", "sandbox"]),
        "Which of PingPong's environments sends: it picks the published sources. Required unless \
         `sources` is `any` or has no `published`.",
    ),
    OptionSpec::new(
        "pingpong",
        "hashes",
        OptionForm::Words(&["SHA256", "MD5"]),
        "The hashes that signatures may be made with. Add `MD5` only if PingPong signs your \
         notifications with it.",
    )
    .default("[\"SHA256\"]"),
    sources("pingpong"),
    source_mode("pingpong"),
];

const fn sources(section: &'static str) -> OptionSpec {
    OptionSpec::new(
        section,
        "sources",
        OptionForm::NetworksOr(&["published", "any"]),
        "Where notifications may come from: `published` is the provider's published list, `any` \
         accepts every address, and a list has addresses, networks such as `203.0.113.0/24` and \
         names of published lists.",
    )
    .default("\"published\"")
}

const fn source_mode(section: &'static str) -> OptionSpec {
    OptionSpec::new(
        section,
        "source_mode",
        OptionForm::Word(&["enforce", "report"]),
        "What happens to a notification from another address: `enforce` refuses it, `report` \
         accepts it, and the notification's `source` has what was seen.",
    )
    .default("\"enforce\"")
}

/// The options of a section, in the order of the table.
pub(crate) fn of_section(
    section: &str,
) -> impl Iterator<Item = &'static OptionSpec> + Clone + use<'_> {
    OPTIONS
        .iter()
        .filter(move |option| option.section == section)
}

/// The words of an option, for what reads it.
pub(crate) fn words(section: &str, name: &str) -> &'static [&'static str] {
    of_section(section)
        .find(|option| option.name == name)
        .map_or(&[], |option| option.form.words())
}

/// `"expected "production" or "sandbox"`, with the words of an option.
pub(crate) fn expected_words(section: &str, name: &str) -> String {
    let quoted: Vec<String> = words(section, name)
        .iter()
        .map(|word| format!("\"{word}\""))
        .collect();
    let listed = match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!("{} or {last}", others.join(", "))
        }
        _ => quoted.concat(),
    };
    format!("expected {listed}")
}

/// The sentence about a member that no option has the name of, with what is expected in its place.
/// For the ledger's own options; no part of the public interface.
#[doc(hidden)]
pub fn unknown_member(options: &[OptionSpec]) -> String {
    let names: Vec<&str> = options.iter().map(|option| option.name).collect();
    format!("unknown member; expected one of {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, Provider};
    use serde_json::{Map, Value, json};

    const KEY: &str = include_str!("signature/testdata/public-2048.pem");

    /// A document with every required option.
    fn whole() -> Map<String, Value> {
        let document = json!({
            "lianlian": {"public_keys": [KEY], "merchant_ids": ["201103171000000000"]},
            "pingpong": {"salt": "SALT", "client_id": "1", "acc_ids": ["2"],
                         "environment": "sandbox"},
            "receiver": {},
        });
        document.as_object().expect("an object").clone()
    }

    fn with(option: &OptionSpec, value: Option<Value>) -> Config {
        built(option, value).expect("the document is read")
    }

    fn built(option: &OptionSpec, value: Option<Value>) -> Result<Config, crate::ConfigError> {
        let mut document = whole();
        let section = document[option.section].as_object_mut().expect("a section");
        match value {
            Some(value) => section.insert(option.name.to_owned(), value),
            None => section.remove(option.name),
        };
        let config = Config::from_json(&Value::Object(document).to_string())?;
        for provider in Provider::ALL {
            config.receiver(*provider)?;
        }
        Ok(config)
    }

    #[test]
    fn every_option_of_the_table_is_read() {
        for option in OPTIONS {
            let path = format!("{}.{}", option.section, option.name);
            let problem = built(option, Some(json!({"no": {"form": 1}}))).expect_err(&path);
            assert_eq!(problem.member(), path);
            assert!(problem.message().contains("got an object"), "{problem}");
        }
    }

    #[test]
    fn the_required_options_are_those_without_which_a_receiver_is_refused() {
        for option in OPTIONS {
            // Its own sentence says when it is required.
            if option.name == "environment" {
                continue;
            }
            let without = built(option, None);
            assert_eq!(without.is_err(), option.required, "{}", option.name);
        }
    }

    #[test]
    fn a_default_is_what_holds_without_the_option() {
        for option in OPTIONS {
            let Some(default) = option.default else {
                continue;
            };
            let default = serde_json::from_str(default).expect("a default is JSON");
            let receivers = |config: Config| {
                let built = |provider: &Provider| format!("{:?}", config.receiver(*provider));
                Provider::ALL.iter().map(built).collect::<Vec<_>>()
            };
            assert_eq!(
                receivers(with(option, None)),
                receivers(with(option, Some(default))),
                "{}",
                option.name
            );
        }
    }

    #[test]
    fn every_word_is_accepted_and_another_is_refused_with_all_of_them() {
        for option in OPTIONS {
            let in_a_list = matches!(option.form, OptionForm::Words(_));
            let value = |word: &str| {
                if in_a_list {
                    json!([word])
                } else {
                    json!(word)
                }
            };
            for word in option.form.words() {
                with(option, Some(value(word)));
            }
            if let Some(first) = option.form.words().first() {
                let problem = built(option, Some(value("nonsense"))).expect_err(option.name);
                assert!(problem.message().contains(first), "{problem}");
            }
        }
    }

    #[test]
    fn the_ends_of_a_range_are_accepted_and_what_is_beyond_them_is_refused() {
        for option in OPTIONS {
            let OptionForm::Whole { least, most, .. } = option.form else {
                continue;
            };
            for inside in [least, most] {
                with(option, Some(json!(inside)));
            }
            for beyond in [least - 1, most + 1] {
                let problem = built(option, Some(json!(beyond))).expect_err(option.name);
                assert!(problem.message().contains(&most.to_string()), "{problem}");
            }
        }
    }

    #[test]
    fn documentation_is_sentences_without_line_ends() {
        for option in OPTIONS {
            assert!(option.doc.ends_with('.'), "{}", option.name);
            assert!(!option.doc.contains('\n'), "{}", option.name);
            assert_eq!(option.doc.matches('`').count() % 2, 0, "{}", option.name);
        }
    }
}
