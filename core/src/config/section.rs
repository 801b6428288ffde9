//! The sections of a document: their members, taken out one by one, and what to say of others.

use serde_json::{Map, Value};

use crate::nearest::{bare, nearest};
use crate::options;
use crate::pasted::is_invisible;
use crate::refusal::ConfigError;

/// The sections of a document.
const SECTIONS: [&str; 4] = ["receiver", "lianlian", "pingpong", "ledger"];

/// What the providers call things, and which option is meant by it.
const PROVIDERS_WORDS: [(&str, &str); 3] = [
    ("oid_partner", "merchant_ids"),
    ("sign_type", "digest"),
    ("ip_whitelist", "sources"),
];

/// A value and its path in the document.
pub(super) type Located = (Value, String);

/// An object whose members are taken out one by one; what is left was not expected.
pub(super) struct Section {
    members: Map<String, Value>,
    path: String,
    known: Vec<&'static str>,
}

impl Section {
    /// The document itself.
    pub(super) fn root(members: Map<String, Value>) -> Section {
        Section {
            members,
            path: String::new(),
            known: SECTIONS.to_vec(),
        }
    }

    pub(super) fn at((value, path): Located) -> Result<Section, ConfigError> {
        match value {
            Value::Object(members) => Ok(Section {
                members,
                known: names_of(&path).collect(),
                path,
            }),
            value => Err(not_a_section(path, &value)),
        }
    }

    pub(super) fn take(&mut self, name: &'static str) -> Option<Located> {
        debug_assert!(self.known.contains(&name), "{name} is not in the table");
        let value = self.members.remove(name)?;
        // The receiver or ledger of this section is refused until the text is there.
        (!is_open(&value)).then(|| (value, self.path_of(name)))
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    /// Refuses the first member that is left.
    pub(super) fn finish(self) -> Result<(), ConfigError> {
        let Some((name, value)) = self.members.iter().next() else {
            return Ok(());
        };
        let (member, unknown) = if is_shown(name) {
            (self.path_of(name), "unknown member")
        } else {
            let unknown = "unknown member with characters in its name that nobody sees";
            (self.path.clone(), unknown)
        };
        let hint = self.hint(name, value);
        let expected = self.known.join(", ");
        Err(ConfigError::new(
            member,
            format!("{unknown}{hint}; expected one of {expected}"),
        ))
    }

    /// What was most likely meant by an unknown member: a sentence that fits languages whose
    /// options are flat too, where the sections are those of the document behind them.
    fn hint(&self, name: &str, value: &Value) -> String {
        let here = self.known.iter().copied();
        let word = PROVIDERS_WORDS
            .iter()
            .find(|(word, _)| bare(word) == bare(name))
            .map(|(_, option)| *option);
        if let Some(option) = word.filter(|option| here.clone().any(|known| known == *option)) {
            return format!("; did you mean `{option}`?");
        }
        if let Some(known) = here.clone().find(|known| bare(known) == bare(name)) {
            return format!("; did you mean `{known}`?");
        }
        let elsewhere = SECTIONS
            .iter()
            .flat_map(|section| names_of(section).map(move |option| (*section, option)))
            .filter(|(section, option)| *section != self.path && !self.known.contains(option));
        if let Some((_, option)) = elsewhere.clone().find(|(_, o)| bare(o) == bare(name)) {
            return format!("; `{option}` belongs in {}", sections_of(option));
        }
        if self.path.is_empty() {
            if let Some(section) = nearest(name, here.clone()) {
                return format!("; did you mean `{section}`?");
            }
            let inside = |name: &str| value.get(name).is_some_and(Value::is_object);
            if here.clone().any(inside) {
                return "; the sections are inside it, so leave this level out".to_owned();
            }
        }
        if let Some(known) = nearest(name, here) {
            return format!("; did you mean `{known}`?");
        }
        let candidates = elsewhere.map(|(_, option)| option);
        if let Some(option) = nearest(name, candidates) {
            let place = sections_of(option);
            return format!("; did you mean `{option}`, which belongs in {place}?");
        }
        if matches!(self.path.as_str(), "lianlian" | "pingpong") {
            let shared = names_of("receiver").collect::<Vec<_>>().join(", ");
            return format!(" (what all receivers share belongs in `receiver`: {shared})");
        }
        String::new()
    }
}

/// The names of a section's options. Those of `ledger` are the ledger's own.
fn names_of(section: &str) -> impl Iterator<Item = &'static str> + Clone + use<'_> {
    options::of_section(section).map(|option| option.name)
}

/// Whether a member's name can disturb neither a log nor a reader. Others are not repeated.
pub(super) fn is_shown(name: &str) -> bool {
    name.len() <= 64 && !name.chars().any(|c| c.is_control() || is_invisible(c))
}

/// Where an option belongs.
fn sections_of(option: &str) -> String {
    let names: Vec<String> = SECTIONS
        .iter()
        .filter(|section| names_of(section).any(|name| name == option))
        .map(|section| format!("`{section}`"))
        .collect();
    match names.as_slice() {
        [one] => format!("the section {one}"),
        several => format!("the section {}", several.join(" or ")),
    }
}

/// Whether a value that `settle` has left is a reference that nothing has fetched.
pub(super) fn is_open(value: &Value) -> bool {
    value.as_object().is_some_and(is_reference)
}

pub(super) fn is_reference(members: &Map<String, Value>) -> bool {
    members.contains_key("env") || members.contains_key("file")
}

pub(super) fn not_a_section(path: String, value: &Value) -> ConfigError {
    ConfigError::new(path, format!("expected a section, got {}", found(value)))
}

/// What a value is, as in "expected a string, got null". The value itself is not repeated.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => {
            "null, which many frameworks give for an environment variable that is not set"
        }
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Number(_) => "a number",
        Value::String(text) if text.is_empty() => "an empty string",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(members) => {
            match ["env", "file"].iter().find(|n| members.contains_key(**n)) {
                Some(name) => return format!("a reference {{{name} = ...}}"),
                None => "an object",
            }
        }
    }
    .to_owned()
}

pub(super) fn text_at((value, path): Located) -> Result<(String, String), ConfigError> {
    match value {
        Value::String(text) => Ok((text, path)),
        other => {
            let advice = if other.is_number() {
                "; write it in quotes, digit by digit"
            } else {
                ""
            };
            let got = found(&other);
            Err(ConfigError::new(
                path,
                format!("expected a string, got {got}{advice}"),
            ))
        }
    }
}

pub(super) fn text(located: Located) -> Result<String, ConfigError> {
    text_at(located).map(|(text, _)| text)
}

pub(super) fn texts((value, path): Located) -> Result<Vec<String>, ConfigError> {
    let Value::Array(items) = value else {
        let advice = match &value {
            Value::String(text) if !text.is_empty() => "; write a list with this one entry",
            _ => "",
        };
        let got = found(&value);
        return Err(ConfigError::new(
            path,
            format!("expected a list of strings, got {got}{advice}"),
        ));
    };
    items
        .into_iter()
        .enumerate()
        .map(|(index, item)| {
            if is_open(&item) {
                return Ok(String::new());
            }
            text((item, format!("{path}[{index}]")))
        })
        .collect()
}
