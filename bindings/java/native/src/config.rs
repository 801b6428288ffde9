//! Configurations: the document, the texts that its references stand for, TOML, and core's tables.

use std::path::Path;
use std::time::Duration;

use ackwell::{
    Acknowledgement, Amount, Config, Currency, Decimal, Fetched, MAX_FILE_BYTES, Place, Provider,
    Reference, Schedule,
};
use ackwell_binding::Problem;
use serde_json::{Map, Number, Value, json};
use toml::de::{DeTable, DeValue};

use crate::answer::acknowledgement;
use crate::argument;
use crate::parts::Parts;
use crate::table::{self, Entry};

/// The references of a document that a section needs, as JSON, with how much of a file to read at
/// most; the third part is where relative paths start.
pub(crate) fn references(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let (document, section, folder) = (parts.text()?, parts.text()?, parts.text()?);
    let listed = Config::references(document, &[section], Some(Path::new(folder)))?;
    let rows: Vec<Value> = listed.iter().map(row).collect();
    let answer = json!({ "read_bytes": MAX_FILE_BYTES + 1, "references": rows });
    Ok(answer.to_string().into_bytes())
}

fn row(reference: &Reference) -> Value {
    let (env, file) = match reference.place() {
        Place::Env(name) => (Some(name.clone()), None),
        Place::File(path) => (None, Some(path.to_string_lossy().into_owned())),
    };
    json!({ "member": reference.member(), "env": env, "file": file })
}

/// Reads a document. The parts after it are its references with what was found: the member, the
/// variable, the file, the bytes, and why there are none.
fn configured(parts: &mut Parts<'_>) -> Result<Config, Problem> {
    let document = parts.text()?;
    let mut found = Vec::new();
    while !parts.is_empty() {
        let (member, env, file) = (
            parts.text()?,
            parts.optional_text()?,
            parts.optional_text()?,
        );
        let place = match env {
            Some(name) => Place::Env(name.to_owned()),
            None => Place::File(file.unwrap_or_default().into()),
        };
        let fetched = match (parts.optional()?, parts.optional_text()?) {
            (Some(bytes), _) => Fetched::Bytes(bytes.to_vec()),
            (None, Some("missing")) => Fetched::Missing,
            (None, Some("denied")) => Fetched::Denied,
            (None, Some("folder")) => Fetched::Folder,
            _ => Fetched::Unreadable,
        };
        found.push((Reference::new(member.to_owned(), place), fetched));
    }
    Ok(Config::from_json_with(document, &found)?)
}

/// The providers that a configuration has a section for, with commas between them.
pub(crate) fn providers(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let config = configured(parts)?;
    let names: Vec<_> = config.providers().map(Provider::as_str).collect();
    Ok(names.join(",").into_bytes())
}

/// Builds the receiver of a provider: its number.
pub(crate) fn receiver(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let provider = parts.provider()?;
    let config = configured(parts)?;
    let receiver = config.receiver(provider)?;
    Ok(table::put(Entry::Receiver(receiver))
        .to_string()
        .into_bytes())
}

/// Opens a ledger: its number.
pub(crate) fn ledger(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    crate::ledger::open(&configured(parts)?)
}

/// A TOML text as the document that core reads.
pub(crate) fn from_toml(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let text = parts.text()?;
    let table = DeTable::parse(text).map_err(|error| {
        // Never the error itself: it quotes the line, and a salt may be there.
        let before = error.span().map_or(0, |span| span.start);
        let lines = text.bytes().take(before).filter(|byte| *byte == b'\n');
        let line = 1 + lines.count();
        argument(&format!("line {line} is not TOML: {}", error.message()))
    })?;
    let document = Value::Object(members(table.get_ref()));
    Ok(document.to_string().into_bytes())
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

/// A provider's schedule, in milliseconds.
pub(crate) fn schedule(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let schedule = Schedule::of(parts.provider()?);
    let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let pauses = (1..).map_while(|n| schedule.next_after(n));
    let answer = json!({
        "deadline_ms": milliseconds(schedule.deadline()),
        "horizon_ms": milliseconds(schedule.horizon()),
        "pauses_ms": pauses.map(milliseconds).collect::<Vec<_>>(),
    });
    Ok(answer.to_string().into_bytes())
}

/// What to answer to a notification of that provider that was acted on.
pub(crate) fn success(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let answer = Acknowledgement::success(parts.provider()?);
    Ok(acknowledgement(answer).into_bytes())
}

/// An amount in its currency's minor units; nothing if it is not a whole number of them.
pub(crate) fn minor_units(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let (value, currency) = (parts.text()?, parts.text()?);
    let amount = Decimal::parse(value)
        .zip(Currency::from_code(currency))
        .map(|(value, currency)| Amount::new(value, currency));
    let units = amount.and_then(|amount| amount.minor_units());
    Ok(units.map_or_else(Vec::new, |units| units.to_string().into_bytes()))
}
