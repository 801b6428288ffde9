//! Configurations: the document, the texts that its references stand for, and TOML.

use std::path::Path;

use ackwell::{Config, Fetched, MAX_FILE_BYTES, Place, Reference};
use ackwell_binding::Problem;
use napi::bindgen_prelude::{Either, External, Uint8Array};
use napi_derive::napi;
use serde_json::{Map, Number, Value};
use toml::de::{DeTable, DeValue};

use crate::answer::{self, Handle, argument};
use crate::tables::provider_of;

/// A reference of a document, and what was found there.
#[napi(object)]
pub struct Row {
    /// Its path in the document.
    pub member: String,
    /// The name of an environment variable; else it is a file.
    pub env: Option<String>,
    /// The path of a file.
    pub file: Option<String>,
    /// What is there.
    pub bytes: Option<Uint8Array>,
    /// Or why nothing is.
    pub problem: Option<String>,
}

/// How much of a file to read at most.
#[napi]
pub fn read_bytes() -> u32 {
    u32::try_from(MAX_FILE_BYTES + 1).unwrap_or(u32::MAX)
}

/// The references of a document that a section needs; `folder` is where relative paths start.
#[napi]
pub fn references(document: String, section: String, folder: String) -> Either<Vec<Row>, String> {
    let listed = ackwell_binding::catch(|| {
        let listed = Config::references(&document, &[&section], Some(Path::new(&folder)))?;
        Ok(listed.iter().map(row).collect())
    });
    match listed.and_then(|result: Result<_, Problem>| result) {
        Ok(rows) => Either::A(rows),
        Err(problem) => Either::B(answer::problem_text(&problem)),
    }
}

fn row(reference: &Reference) -> Row {
    let (env, file) = match reference.place() {
        Place::Env(name) => (Some(name.clone()), None),
        Place::File(path) => (None, Some(path.to_string_lossy().into_owned())),
    };
    Row {
        member: reference.member().to_owned(),
        env,
        file,
        bytes: None,
        problem: None,
    }
}

/// Reads a document; `found` are its references with what was found.
#[napi]
pub fn configure(document: String, found: Vec<Row>) -> Handle<Config> {
    answer::handle(|| {
        let fetched: Vec<_> = found.into_iter().map(fetched).collect();
        Ok(Config::from_json_with(&document, &fetched)?)
    })
}

fn fetched(row: Row) -> (Reference, Fetched) {
    let place = match row.env {
        Some(name) => Place::Env(name),
        None => Place::File(row.file.unwrap_or_default().into()),
    };
    let fetched = match (row.bytes, row.problem.as_deref()) {
        (Some(bytes), _) => Fetched::Bytes(bytes.to_vec()),
        (None, Some("missing")) => Fetched::Missing,
        (None, Some("denied")) => Fetched::Denied,
        (None, Some("folder")) => Fetched::Folder,
        _ => Fetched::Unreadable,
    };
    (Reference::new(row.member, place), fetched)
}

/// The providers that a configuration has a section for, with commas between them.
#[napi]
pub fn providers(config: &External<Config>) -> String {
    let names: Vec<_> = config.providers().map(ackwell::Provider::as_str).collect();
    names.join(",")
}

/// Builds the receiver of a provider.
#[napi]
pub fn receiver(config: &External<Config>, provider: String) -> Handle<ackwell::Receiver> {
    answer::handle(|| Ok(config.receiver(provider_of(&provider)?)?))
}

/// A TOML text as the document that core reads.
#[napi]
pub fn from_toml(text: String) -> String {
    answer::text(|| {
        let table = DeTable::parse(&text).map_err(|error| {
            // Never the error itself: it quotes the line, and a salt may be there.
            let before = error.span().map_or(0, |span| span.start);
            let line = 1 + text
                .bytes()
                .take(before)
                .filter(|byte| *byte == b'\n')
                .count();
            argument(&format!("line {line} is not TOML: {}", error.message()))
        })?;
        Ok(Value::Object(members(table.get_ref())).to_string())
    })
}

fn members(table: &DeTable<'_>) -> Map<String, Value> {
    let member = |(name, item): (&toml::Spanned<_>, &toml::Spanned<_>)| {
        let name: &std::borrow::Cow<'_, str> = name.get_ref();
        (name.to_string(), value(item.get_ref()))
    };
    table.iter().map(member).collect()
}

/// What JSON cannot have becomes null, or text where the number is too large: core refuses both.
fn value(item: &DeValue<'_>) -> Value {
    match item {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Boolean(flag) => Value::from(*flag),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::from(number.as_str()), Value::from),
        DeValue::Float(number) => {
            let number = number.as_str().parse().ok().and_then(Number::from_f64);
            number.map_or(Value::Null, Value::Number)
        }
        DeValue::Datetime(_) => Value::Null,
        DeValue::Array(items) => items.iter().map(|item| value(item.get_ref())).collect(),
        DeValue::Table(table) => Value::Object(members(table)),
    }
}
