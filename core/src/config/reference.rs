//! `{env = "NAME"}` and `{file = "path"}` in the place of a text: what they name, and the text that
//! they stand for. Nothing is read here; the host reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::section::{found, is_reference, is_shown, not_a_section};
use crate::pasted::{is_invisible, name_of};
use crate::refusal::ConfigError;

/// The longest file that a reference may name, in bytes: 1 MiB.
pub const MAX_FILE_BYTES: usize = 1024 * 1024;

/// The longest name of a file or an environment variable, in bytes.
const MAX_NAME_BYTES: usize = 255;

/// The section that belongs to every receiver.
const SHARED: &str = "receiver";

/// A reference that a configuration document holds in the place of a text:
/// `{"env": "PINGPONG_SALT"}` or `{"file": "lianlian.pem"}`.
///
/// [`Config::references`](crate::Config::references) lists them, and
/// [`Config::from_json_with`](crate::Config::from_json_with) shows what to do with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    member: String,
    place: Place,
}

/// Where the text of a [`Reference`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the environment variable of that name.
    Env(String),
    /// In the file at that path. A relative path of a document is already relative to its folder.
    File(PathBuf),
}

/// What a host found where a [`Reference`] points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The bytes of the variable or the file. Of a long file, [`MAX_FILE_BYTES`] + 1 are enough.
    Bytes(Vec<u8>),
    /// There is no such variable or file.
    Missing,
    /// This process may not read the file.
    Denied,
    /// It is a folder.
    Folder,
    /// The file cannot be read for another reason.
    Unreadable,
}

impl Reference {
    /// A reference that [`Config::references`](crate::Config::references) has listed, put together
    /// again.
    pub fn new(member: impl Into<String>, place: Place) -> Reference {
        let member = member.into();
        Reference { member, place }
    }

    /// The member that it is in, for example `lianlian.public_keys[0]`.
    pub fn member(&self) -> &str {
        &self.member
    }

    /// Where its text is.
    pub fn place(&self) -> &Place {
        &self.place
    }
}

impl From<std::io::Error> for Fetched {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Fetched::Missing,
            ErrorKind::PermissionDenied => Fetched::Denied,
            ErrorKind::IsADirectory => Fetched::Folder,
            _ => Fetched::Unreadable,
        }
    }
}

/// What is known of the references of a document after [`settle`].
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    /// Where the text of a member came from.
    origins: BTreeMap<String, String>,
    /// References that nothing has fetched, in the order of the document.
    open: Vec<(String, &'static str)>,
}

impl Settled {
    /// The error with the place that the member's text came from.
    pub(super) fn with_origin(&self, error: ConfigError) -> ConfigError {
        match self.origins.get(error.member()) {
            None => error,
            Some(origin) => {
                let message = format!("{} (read from {origin})", error.message());
                ConfigError::new(error.member(), message)
            }
        }
    }

    /// Where a member's text came from, if there was a reference.
    pub(super) fn origin(&self, member: &str) -> Option<&str> {
        self.origins.get(member).map(String::as_str)
    }

    /// Refuses a section with a reference that nothing has fetched.
    pub(super) fn check(&self, section: &str) -> Result<(), ConfigError> {
        let needed = |member: &str| is_needed(section_of(member), &[section]);
        match self.open.iter().find(|(member, _)| needed(member)) {
            None => Ok(()),
            Some((member, kind)) => Err(ConfigError::new(
                member.clone(),
                format!(
                    "expected a string, got a reference {{{kind} = ...}} that nothing has resolved; \
                     the command and the packages for the other languages resolve it, in Rust \
                     `Config::references` lists what to read, in C `ackwell_config_resolve` reads it"
                ),
            )),
        }
    }
}

/// The references of a document in the sections that are needed; of all others the form is checked.
pub(super) fn list(
    document: &mut Map<String, Value>,
    sections: &[&str],
    folder: Option<&Path>,
) -> Result<Vec<Reference>, ConfigError> {
    let mut references = Vec::new();
    each(document, &mut |member, written| {
        if written.text.is_none() && is_needed(section_of(member), sections) {
            references.push(Reference {
                member: member.to_owned(),
                place: written.place(folder),
            });
        }
        Ok(None)
    })?;
    Ok(references)
}

/// Puts into a document what was fetched: `{"env": "NAME"}` becomes
/// `{"env": "NAME", "text": "..."}`, which [`settle`] takes for the text.
pub(super) fn fill(
    document: &mut Map<String, Value>,
    fetched: &[(Reference, Fetched)],
) -> Result<(), ConfigError> {
    each(document, &mut |member, written| {
        let mut found = fetched
            .iter()
            .filter(|(reference, _)| reference.member == member);
        let (Some((reference, fetched)), None) = (found.next(), written.text) else {
            return Ok(None);
        };
        let is_file = matches!(reference.place, Place::File(_));
        let text = text_of(is_file, fetched).map_err(|what| {
            let place = match fetched {
                Fetched::Missing | Fetched::Unreadable => {
                    reference.place.shown_safely(written.name)
                }
                _ => reference.place.shown(),
            };
            ConfigError::new(member, format!("{place} {what}"))
        })?;
        // The path that was read, so that a later message names it.
        let name = match &reference.place {
            Place::Env(name) => name.clone(),
            Place::File(path) => path.to_string_lossy().into_owned(),
        };
        Ok(Some(
            serde_json::json!({ written.kind: name, "text": text }),
        ))
    })
}

/// Puts the texts of filled references in their places, and notes where they came from.
pub(super) fn settle(document: &mut Map<String, Value>) -> Result<Settled, ConfigError> {
    let mut settled = Settled::default();
    each(document, &mut |member, written| {
        let Some(text) = written.text else {
            settled.open.push((member.to_owned(), written.kind));
            return Ok(None);
        };
        let origin = written.place(None).shown();
        settled.origins.insert(member.to_owned(), origin);
        Ok(Some(Value::from(text)))
    })?;
    Ok(settled)
}

fn section_of(member: &str) -> &str {
    member.split(['.', '[']).next().unwrap_or_default()
}

fn is_needed(section: &str, sections: &[&str]) -> bool {
    let is_provider = |name: &&str| matches!(*name, "lianlian" | "pingpong");
    sections.contains(&section) || (section == SHARED && sections.iter().any(is_provider))
}

/// Calls `visit` for every reference of a document, and puts what it returns in its place.
fn each(document: &mut Map<String, Value>, visit: &mut Visit<'_>) -> Result<(), ConfigError> {
    for (name, section) in document {
        match section {
            // No section has such a name: it is refused when the document is read.
            _ if !is_shown(name) => {}
            Value::Object(members) if members.len() == 1 && is_reference(members) => {
                let error = not_a_section(name.clone(), section);
                let message = format!("{}; a reference replaces one text", error.message());
                return Err(ConfigError::new(name, message));
            }
            Value::Object(members) => walk_members(members, name, visit)?,
            _ => {}
        }
    }
    Ok(())
}

type Visit<'v> = dyn FnMut(&str, Written<'_>) -> Result<Option<Value>, ConfigError> + 'v;

fn walk_members(
    members: &mut Map<String, Value>,
    path: &str,
    visit: &mut Visit<'_>,
) -> Result<(), ConfigError> {
    members
        .iter_mut()
        .filter(|(name, _)| is_shown(name))
        .try_for_each(|(name, value)| walk(value, &format!("{path}.{name}"), visit))
}

fn walk(value: &mut Value, path: &str, visit: &mut Visit<'_>) -> Result<(), ConfigError> {
    match value {
        Value::Object(members) => {
            let Some(written) = Written::of(members, path)? else {
                return walk_members(members, path, visit);
            };
            if let Some(text) = visit(path, written)? {
                *value = text;
            }
            Ok(())
        }
        Value::Array(items) => items
            .iter_mut()
            .enumerate()
            .try_for_each(|(index, item)| walk(item, &format!("{path}[{index}]"), visit)),
        _ => Ok(()),
    }
}

/// A reference as it is written in a document.
struct Written<'d> {
    kind: &'static str,
    name: &'d str,
    text: Option<&'d str>,
}

impl<'d> Written<'d> {
    /// Reads an object: `None` for one that is not a reference.
    fn of(members: &'d Map<String, Value>, path: &str) -> Result<Option<Self>, ConfigError> {
        let wrong = |message: String| Err(ConfigError::new(path, message));
        let (kind, value) = match (members.get("env"), members.get("file")) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                return wrong(
                    "expected a reference with `env` or with `file`, got both".to_owned(),
                );
            }
            (Some(name), None) => ("env", name),
            (None, Some(name)) => ("file", name),
        };
        let text = members.get("text").and_then(Value::as_str);
        if members.len() > 1 + usize::from(text.is_some()) {
            return wrong(format!(
                "expected a reference with `{kind}` and nothing else, got more members"
            ));
        }
        let (a_name, example) = match kind {
            "env" => ("the name of an environment variable", "{env = \"NAME\"}"),
            _ => ("the path of a file", "{file = \"path\"}"),
        };
        let Value::String(name) = value else {
            let got = match value {
                Value::Object(inner) if is_reference(inner) => "another reference".to_owned(),
                other => found(other),
            };
            return wrong(format!("expected {a_name}, got {got}; write {example}"));
        };
        match problem_of_name(kind, name) {
            // The text was read by that name, so there is nothing to say about it.
            Some(problem) if text.is_none() => wrong(format!("expected {a_name}, {problem}")),
            _ => Ok(Some(Written { kind, name, text })),
        }
    }

    fn place(&self, folder: Option<&Path>) -> Place {
        match (self.kind, folder) {
            ("env", _) => Place::Env(self.name.to_owned()),
            (_, None) => Place::File(PathBuf::from(self.name)),
            (_, Some(folder)) => Place::File(folder.join(self.name)),
        }
    }
}

/// Why a text cannot be a name. The text is not repeated: it may be a secret that was put there by
/// mistake.
fn problem_of_name(kind: &str, name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("got an empty string".to_owned());
    }
    if name.contains("-----BEGIN") {
        return Some(
            "got a key or a certificate; write the text itself, without a reference".to_owned(),
        );
    }
    if name.len() > MAX_NAME_BYTES {
        return Some(format!(
            "got a text of more than {MAX_NAME_BYTES} bytes; write a long text itself, without a \
             reference"
        ));
    }
    if let Some(hidden) = name.chars().find(|c| c.is_control() || is_invisible(*c)) {
        return Some(format!("got a text that holds {}", name_of(hidden)));
    }
    if name.trim() != name {
        return Some("got a text that begins or ends with white space".to_owned());
    }
    if kind == "env" && name.contains(['$', '%', '=']) {
        return Some("alone and without `$`, `%` or `=`".to_owned());
    }
    if kind == "env" && name.contains(char::is_whitespace) {
        return Some("got a text that holds a blank".to_owned());
    }
    None
}

impl Place {
    /// The place for a message.
    fn shown(&self) -> String {
        match self {
            Place::Env(name) => format!("the environment variable {name}"),
            Place::File(path) => format!("the file {}", path.display()),
        }
    }

    /// As [`Place::shown`], for a place that may not exist. `name` is what the document has; it is
    /// left out if it may be a secret that was put in place of a name.
    fn shown_safely(&self, name: &str) -> String {
        match self {
            Place::Env(_) if !looks_like_a_variable(name) => {
                "the environment variable that is named there".to_owned()
            }
            Place::File(_) if !looks_like_a_path(name) => "the file that is named there".to_owned(),
            place => place.shown(),
        }
    }
}

/// `PINGPONG_SALT`, and no text that could be a salt: words in one case with a `_` between them.
fn looks_like_a_variable(name: &str) -> bool {
    let in_one_case = |is_letter: fn(&char) -> bool| {
        name.chars()
            .all(|c| is_letter(&c) || c.is_ascii_digit() || c == '_')
    };
    name.len() <= 64
        && name.trim_matches('_').contains('_')
        && (in_one_case(char::is_ascii_uppercase) || in_one_case(char::is_ascii_lowercase))
}

/// `/etc/shop/salt`, `keys/lianlian.pem`, `salt.txt`, and no text that could be a salt or a key.
fn looks_like_a_path(name: &str) -> bool {
    name.contains(['/', '\\', '.'])
        && !name.contains("-----")
        && !name.contains([
            '+', '=', '$', '%', '&', '?', '!', '*', '"', '\'', '<', '>', '|',
        ])
}

/// The text of what was fetched, or why there is none.
fn text_of(is_file: bool, fetched: &Fetched) -> Result<String, &'static str> {
    Err(match fetched {
        Fetched::Bytes(bytes) if bytes.len() > MAX_FILE_BYTES => "is longer than 1 MiB",
        Fetched::Bytes(bytes)
            if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") =>
        {
            "is UTF-16; save it as UTF-8"
        }
        Fetched::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) if is_file => return Ok(without_line_end(text).to_owned()),
            Ok(text) => return Ok(text.to_owned()),
            // A key in DER, which the option has a sentence about.
            Err(_) if is_file && bytes.starts_with(b"\x30") => {
                return Ok(String::from_utf8_lossy(bytes).into_owned());
            }
            Err(_) => "is not UTF-8",
        },
        Fetched::Missing if is_file => "does not exist",
        Fetched::Missing => "is not set",
        Fetched::Denied => "may not be read by this process",
        Fetched::Folder => "is a folder",
        Fetched::Unreadable => "cannot be read",
    })
}

/// An editor or `echo` ends a file with a line end; it does not belong to a salt.
fn without_line_end(text: &str) -> &str {
    match text.strip_suffix('\n') {
        Some(line) => line.strip_suffix('\r').unwrap_or(line),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, Provider};

    const DOCUMENT: &str = r#"{
        "lianlian": {"public_keys": [{"file": "a.pem"}, {"env": "SHOP_KEY"}], "merchant_ids": "any"},
        "pingpong": {"salt": {"file": "/run/salt"}, "client_id": "1", "acc_ids": "any",
                     "environment": "sandbox"},
        "receiver": {"trusted_proxies": [{"env": "SHOP_PROXY"}]},
        "ledger": {"url": {"env": "SHOP_LEDGER"}}
    }"#;

    fn listed(sections: &[&str]) -> Vec<Reference> {
        Config::references(DOCUMENT, sections, Some(Path::new("/etc/shop"))).unwrap()
    }

    #[test]
    fn the_references_of_the_needed_sections_are_listed() {
        let env = |member: &str, name: &str| Reference::new(member, Place::Env(name.to_owned()));
        let file = |member: &str, path: &str| Reference::new(member, Place::File(path.into()));
        assert_eq!(
            listed(&["lianlian"]),
            [
                file("lianlian.public_keys[0]", "/etc/shop/a.pem"),
                env("lianlian.public_keys[1]", "SHOP_KEY"),
                env("receiver.trusted_proxies[0]", "SHOP_PROXY"),
            ]
        );
        assert_eq!(
            listed(&["pingpong"]),
            [
                file("pingpong.salt", "/run/salt"),
                env("receiver.trusted_proxies[0]", "SHOP_PROXY"),
            ]
        );
        assert_eq!(listed(&["ledger"]), [env("ledger.url", "SHOP_LEDGER")]);
        assert_eq!(listed(&[]), []);
    }

    #[test]
    fn what_was_fetched_is_put_in_and_the_rest_stays_unbuilt() {
        let fetched: Vec<_> = listed(&["pingpong"])
            .into_iter()
            .map(|reference| {
                let text: &[u8] = match reference.place() {
                    Place::Env(_) => b"10.0.0.0/8",
                    Place::File(_) => b"F78BC96A\r\n",
                };
                (reference, Fetched::Bytes(text.to_vec()))
            })
            .collect();
        let config = Config::from_json_with(DOCUMENT, &fetched).unwrap();
        assert!(config.receiver(Provider::PingPong).is_ok());
        let error = config.receiver(Provider::LianLian).unwrap_err();
        assert_eq!(error.member(), "lianlian.public_keys[0]");
        assert_eq!(config.ledger_json().unwrap_err().member(), "ledger.url");
        assert_eq!(config.origin("pingpong.salt"), Some("the file /run/salt"));
        assert_eq!(config.origin("pingpong.client_id"), None);
        // The same by way of a text.
        let filled = Config::filled(DOCUMENT, &fetched).unwrap();
        assert!(filled.contains("F78BC96A\""), "{filled}");
        let config = Config::from_json(&filled).unwrap();
        assert!(config.receiver(Provider::PingPong).is_ok());
        assert_eq!(config.origin("pingpong.salt"), Some("the file /run/salt"));
        let left = Config::references(&filled, &["pingpong", "ledger"], None).unwrap();
        assert_eq!(left.len(), 1, "{left:?}");
    }

    #[test]
    fn a_name_that_nobody_would_give_is_not_repeated() {
        for (name, is_shown) in [
            ("PINGPONG_SALT", true),
            ("shop_salt_2", true),
            ("SALT", false),
            ("F78BC96A55548B2319EE68E0", false),
            ("aB3_xY9z", false),
            ("_F78BC96A55548B2319EE68E0", false),
        ] {
            let shown = Place::Env(name.to_owned()).shown_safely(name);
            assert_eq!(shown.contains(name), is_shown, "{shown}");
        }
        for (name, is_shown) in [
            ("/run/secrets/salt", true),
            ("keys/lianlian.pem", true),
            ("my salt.txt", true),
            ("C:\\shop\\salt.txt", true),
            ("F78BC96A55548B2319EE68E0", false),
            ("MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCB+iQ/KBgQ", false),
            ("MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ/KBgQ=", false),
        ] {
            let place = Place::File(Path::new("/etc/shop").join(name));
            assert_eq!(place.shown_safely(name).contains(name), is_shown, "{name}");
        }
    }

    #[test]
    fn a_variable_keeps_its_line_end_and_must_be_utf_8() {
        let env = |bytes: &[u8]| text_of(false, &Fetched::Bytes(bytes.to_vec()));
        assert_eq!(env(b"salt\n"), Ok("salt\n".to_owned()));
        assert_eq!(env(b"\x30\xff"), Err("is not UTF-8"));
        let file = |bytes: &[u8]| text_of(true, &Fetched::Bytes(bytes.to_vec()));
        assert_eq!(file(b"salt\n\n"), Ok("salt\n".to_owned()));
        assert_eq!(file(b"salt\r"), Ok("salt\r".to_owned()));
        assert_eq!(file(b"\xff"), Err("is not UTF-8"));
        assert_eq!(
            file(&vec![b'x'; MAX_FILE_BYTES]).unwrap().len(),
            MAX_FILE_BYTES
        );
        assert_eq!(
            file(&vec![b'x'; MAX_FILE_BYTES + 1]),
            Err("is longer than 1 MiB")
        );
    }

    #[test]
    fn a_member_that_could_disturb_a_log_is_not_repeated() {
        for document in [
            r#"{"pingpong": {"a\nb": {"env": 3}}}"#,
            r#"{"a\nb": {"salt": {"env": 3}}}"#,
        ] {
            let error = Config::references(document, &["pingpong"], None).unwrap_err();
            assert!(!error.member().contains('\n'), "{error}");
        }
    }
}
