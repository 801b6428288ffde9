//! TOML into core's document, every member with its line.

use std::path::Path;

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::places::Places;
use crate::failure::Failure;

/// Reads a document: its members as JSON, and where they are.
pub(super) fn read(text: &str, file: &Path) -> Result<(Map<String, Value>, Places), Failure> {
    if text.trim_start().starts_with('{') {
        let what = "this is JSON or the like; the command reads TOML, with sections such as \
                    [lianlian]";
        return Err(Failure::at(file.display(), what));
    }
    let table = DeTable::parse(text).map_err(|error| {
        // Never the error itself: it quotes the line, and a salt may be there.
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        let place = format!("{}:{line}", file.display());
        Failure::at(place, format!("this is not TOML: {}", error.message()))
    })?;
    if table.get_ref().is_empty() {
        let what =
            "the configuration is empty; expected a section such as [lianlian] or [pingpong]";
        return Err(Failure::at(file.display(), what));
    }
    let mut reader = Reader {
        text,
        file,
        places: Places::default(),
    };
    let document = reader.table(table.get_ref(), "")?;
    Ok((document, reader.places))
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.bytes().take(offset);
    before.filter(|byte| *byte == b'\n').count() + 1
}

struct Reader<'t> {
    text: &'t str,
    file: &'t Path,
    places: Places,
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable<'_>, path: &str) -> Result<Map<String, Value>, Failure> {
        let mut members = Map::new();
        for (name, value) in table {
            let path = match path {
                "" => name.get_ref().to_string(),
                _ => format!("{path}.{}", name.get_ref()),
            };
            let line = line_of(self.text, name.span().start);
            self.places.add(&path, line);
            members.insert(name.get_ref().to_string(), self.value(value, &path)?);
        }
        Ok(members)
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, path: &str) -> Result<Value, Failure> {
        Ok(match value.get_ref() {
            DeValue::String(text) => Value::from(text.as_ref()),
            DeValue::Boolean(flag) => Value::from(*flag),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => Value::from(number),
                    Err(_) => return self.expected(path, "a number below 9223372036854775808"),
                }
            }
            DeValue::Float(number) => {
                let number = number.as_str().parse().ok().and_then(Number::from_f64);
                match number {
                    Some(number) => Value::Number(number),
                    None => return self.expected(path, "a finite number"),
                }
            }
            DeValue::Datetime(_) => {
                return self.expected(path, "a string; a date without quotes is something else");
            }
            DeValue::Array(items) => {
                let mut list = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let path = format!("{path}[{index}]");
                    self.places
                        .add(&path, line_of(self.text, item.span().start));
                    list.push(self.value(item, &path)?);
                }
                Value::Array(list)
            }
            DeValue::Table(table) => Value::Object(self.table(table, path)?),
        })
    }

    fn wrong(&self, path: &str, message: &str) -> Failure {
        self.places.complaint(self.file, path, message)
    }

    fn expected<T>(&self, path: &str, what: &str) -> Result<T, Failure> {
        Err(self.wrong(path, &format!("expected {what}")))
    }
}
