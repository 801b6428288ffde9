//! A TOML text as the document that core reads.

use serde_json::{Map, Number, Value};
use toml::de::{DeTable, DeValue};

use crate::problem::Problem;

/// A TOML text as the document that core reads.
///
/// # Errors
///
/// [`Problem::Argument`] with the line, if it is not TOML.
pub(crate) fn toml_to_json(text: &str) -> Result<String, Problem> {
    let table = DeTable::parse(text).map_err(|error| {
        // Never the error itself: it quotes the line, and a salt may be there.
        let before = error.span().map_or(0, |span| span.start);
        let lines = text.bytes().take(before).filter(|byte| *byte == b'\n');
        let line = 1 + lines.count();
        Problem::argument(&format!("line {line} is not TOML: {}", error.message()))
    })?;
    Ok(Value::Object(members(table.get_ref())).to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_has_its_json() {
        let text = "a = 'x'\nb = 0x10\nc = [1, 2.5]\nd = true\ne = 1979-05-27\nf = inf\n[g]\nh = \
                    99999999999999999999";
        let json: Value = serde_json::from_str(&toml_to_json(text).unwrap()).unwrap();
        let expected = serde_json::json!({
            "a": "x", "b": 16, "c": [1, 2.5], "d": true, "e": null, "f": null,
            "g": { "h": "99999999999999999999" },
        });
        assert_eq!(json, expected);
    }

    #[test]
    fn a_mistake_names_its_line_and_never_quotes_it() {
        let problem = toml_to_json("a = 1\nsalt = \"the secret").unwrap_err();
        let message = problem.message();
        assert!(message.starts_with("line 2 is not TOML: "), "{message}");
        assert!(!message.contains("secret"), "{message}");
    }
}
