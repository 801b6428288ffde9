//! `{env = "NAME"}` and `{file = "path"}`: where a text is read from, and what is refused.

use super::{
    Draft, Operation, Provider, Topic, lianlian, lianlian_section, pingpong, pingpong_section,
    signed, wrapped,
};
use crate::json::Json;
use crate::keys::PLATFORM;
use crate::pack::{Expected, File};
use crate::samples::{SALT, payment, transaction};
use crate::sign::Members;

mod names;
mod places;
mod sections;

pub(super) fn topic() -> Topic {
    let mut topic = Topic::new(
        "references",
        "References in configuration documents: a text in an environment variable or in a file. \
         @FOLDER@ means the folder of the document and of the case's files.",
    );
    places::cases(&mut topic);
    sections::cases(&mut topic);
    names::cases(&mut topic);
    topic
}

fn env(name: &str) -> Json {
    Json::object([("env", Json::text(name))])
}

fn file(path: &str) -> Json {
    Json::object([("file", Json::text(path))])
}

fn list(items: impl IntoIterator<Item = Json>) -> Json {
    Json::Array(items.into_iter().collect())
}

fn document(sections: &[(&str, &Members)]) -> Json {
    let sections = sections.iter();
    Json::Object(
        sections
            .map(|(name, section)| ((*name).to_owned(), section.json()))
            .collect(),
    )
}

fn resolve(id: &str, note: &str, section: &str, document: Json) -> Draft {
    let mut draft = Draft::new(Operation::Resolve, id, note).document(document);
    draft.case.section = Some(section.to_owned());
    match section {
        "lianlian" => draft.provider(Provider::LianLian),
        "pingpong" => draft.provider(Provider::PingPong),
        _ => draft,
    }
}

/// PingPong's receiver with something in the place of its salt.
fn salt(id: &str, note: &str, salt: impl Into<Json>) -> Draft {
    let section = pingpong_section().with("salt", salt);
    resolve(id, note, "pingpong", document(&[("pingpong", &section)]))
}

/// LianLian's receiver with something in the place of its keys.
fn keys(id: &str, note: &str, keys: impl IntoIterator<Item = Json>) -> Draft {
    let section = lianlian_section(&PLATFORM).with("public_keys", list(keys));
    resolve(id, note, "lianlian", document(&[("lianlian", &section)]))
}

/// A document of a ledger with something in the place of its URL.
fn url(id: &str, note: &str, url: impl Into<Json>) -> Draft {
    let section = Members::default().with("url", url);
    resolve(id, note, "ledger", document(&[("ledger", &section)]))
}

impl Draft {
    fn set(mut self, name: &str, value: &str) -> Self {
        self.case.env.insert(name.to_owned(), value.to_owned());
        self
    }

    fn file(self, path: &str, text: impl Into<String>) -> Self {
        self.with_file(path, File::Text(text.into()))
    }

    fn with_file(mut self, path: &str, file: File) -> Self {
        self.case.files.insert(path.to_owned(), file);
        self
    }

    fn given_as_text(mut self) -> Self {
        self.case.as_text = true;
        self
    }

    /// The text is the right one: a notification that it signs is accepted.
    fn right(mut self) -> Self {
        let request = match self.is_for() {
            Provider::LianLian => lianlian("", "", signed(&payment())),
            Provider::PingPong => pingpong("", "", wrapped(&transaction())),
        };
        self.case.request = request.case.request;
        self.configured()
    }

    fn configured(self) -> Self {
        self.expecting(Expected::Configured)
    }

    fn wrong(self, member: &str, says: &str) -> Self {
        self.expecting(Expected::Refused {
            code: "invalid_config".to_owned(),
            member: Some(member.to_owned()),
            acknowledgement: None,
            says: Some(says.to_owned()),
            hides: None,
        })
    }

    /// As `wrong`, where a secret is in the place of a name.
    fn wrong_and_silent(self, member: &str, says: &str, secret: &str) -> Self {
        let mut draft = self.wrong(member, says);
        if let Expected::Refused { hides, .. } = &mut draft.case.expected {
            *hides = Some(secret.to_owned());
        }
        draft
    }
}
