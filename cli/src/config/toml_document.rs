//! TOML into core's document, every member with its line.

use std::path::{Path, PathBuf};

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::places::Places;
use super::read_named;
use crate::failure::Failure;

/// The longest name of a file or an environment variable.
const LONGEST_NAME: usize = 255;

/// Reads a document: its members as JSON, and where they stand.
pub(super) fn read(
    text: &str,
    file: &Path,
    needed: &[&str],
) -> Result<(Map<String, Value>, Places), Failure> {
    if text.trim_start().starts_with('{') {
        let what = "this is JSON or the like; the command reads TOML, with sections such as \
                    [lianlian]";
        return Err(Failure::at(file.display(), what));
    }
    let table = DeTable::parse(text).map_err(|error| {
        // Never the error itself: it quotes the line, and a salt may stand there.
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
        needed,
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
    needed: &'t [&'t str],
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
            DeValue::Table(table) => match Reference::of(table) {
                Some(reference) => Value::String(self.follow(&reference, path)?),
                None => Value::Object(self.table(table, path)?),
            },
        })
    }

    /// The text that a reference stands for.
    fn follow(&mut self, reference: &Reference<'_>, path: &str) -> Result<String, Failure> {
        let section = path.split(['.', '[']).next().unwrap_or_default();
        if !self.needed.contains(&section) {
            return Ok(String::new());
        }
        match reference {
            Reference::Env(Some(name)) => {
                let text = std::env::var(name).map_err(|error| match error {
                    std::env::VarError::NotPresent if name.contains(['$', '=', '%']) => self.wrong(
                        path,
                        "expected the name of an environment variable alone, without `$`, `%` or `=`",
                    ),
                    std::env::VarError::NotPresent => {
                        self.wrong(path, &format!("the environment variable {name} is not set"))
                    }
                    std::env::VarError::NotUnicode(_) => self.wrong(
                        path,
                        &format!("the environment variable {name} is not UTF-8"),
                    ),
                })?;
                self.places
                    .came_from(path, format!("the environment variable {name}"));
                Ok(text)
            }
            Reference::File(Some(name)) => {
                let folder = self.file.parent().unwrap_or(Path::new(""));
                let file: PathBuf = folder.join(name);
                let mut text = read_named(&file).map_err(|what| {
                    self.wrong(path, &format!("the file {}: {what}", file.display()))
                })?;
                // An editor or `echo` ends a file with a line end; it is no part of a salt.
                if text.ends_with('\n') {
                    text.pop();
                    if text.ends_with('\r') {
                        text.pop();
                    }
                }
                self.places
                    .came_from(path, format!("the file {}", file.display()));
                Ok(text)
            }
            Reference::Env(None) => self.expected(
                path,
                "the name of an environment variable: {env = \"NAME\"}",
            ),
            Reference::File(None) => self.expected(path, "the path of a file: {file = \"path\"}"),
        }
    }

    fn wrong(&self, path: &str, message: &str) -> Failure {
        self.places.complaint(self.file, path, message)
    }

    fn expected<T>(&self, path: &str, what: &str) -> Result<T, Failure> {
        Err(self.wrong(path, &format!("expected {what}")))
    }
}

/// `{env = "NAME"}` or `{file = "path"}` in the place of a string. `None` for a name that is none:
/// a key that was put there by mistake is not to be repeated in a message.
enum Reference<'t> {
    Env(Option<&'t str>),
    File(Option<&'t str>),
}

impl<'t> Reference<'t> {
    fn of(table: &'t DeTable<'_>) -> Option<Reference<'t>> {
        let mut members = table.iter();
        let (Some((name, value)), None) = (members.next(), members.next()) else {
            return None;
        };
        let text = match value.get_ref() {
            DeValue::String(text)
                if (1..=LONGEST_NAME).contains(&text.len())
                    && !text.contains(|character: char| character.is_control()) =>
            {
                Some(text.as_ref())
            }
            _ => None,
        };
        match name.get_ref().as_ref() {
            "env" => Some(Reference::Env(text)),
            "file" => Some(Reference::File(text)),
            _ => None,
        }
    }
}
