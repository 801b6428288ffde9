//! From the text of a document to one object, or to the sentence that says what the text is.

use serde_json::{Map, Value};

use crate::body::{Object, Scratch};
use crate::code::Code;
use crate::refusal::ConfigError;

/// Reads the text of a document.
pub(super) fn read(document: &str) -> Result<Map<String, Value>, ConfigError> {
    let whole = |message: String| ConfigError::new("", message);
    let value =
        serde_json::from_str(document).map_err(|error| whole(not_json(document, &error)))?;
    let Value::Object(members) = value else {
        return Err(whole(format!(
            "expected one JSON object, got {}",
            super::found(&value)
        )));
    };
    // The strict reading too: a member that is there twice has two values.
    match Object::parse(document.as_bytes(), &mut Scratch::default()) {
        Ok(_) => Ok(members),
        Err(reason) if reason.code == Code::DuplicateMember => Err(ConfigError::new(
            reason.member.as_deref().unwrap_or_default(),
            "appears twice in one object, so it has two values",
        )),
        Err(_) => Err(whole(
            "the configuration is nested too deeply, or an object in it has more than 256 members"
                .to_owned(),
        )),
    }
}

/// What a text is that is not JSON. It is not quoted: a salt may be in it.
fn not_json(document: &str, error: &serde_json::Error) -> String {
    const EXPECTED: &str = "expected one JSON object with a section such as `lianlian` or \
                            `pingpong`";
    let text = document.trim_start();
    let said = |what: &str| format!("the configuration {what}; {EXPECTED}");
    if text.is_empty() {
        return said("is empty");
    }
    if text.starts_with('\u{feff}') {
        return "the configuration begins with a byte order mark (U+FEFF); save it as UTF-8 \
                without one"
            .to_owned();
    }
    if text.starts_with('{') {
        let what = flaw(document, error);
        // A line end that does not belong there is counted as the beginning of the next line.
        let place = match (error.line(), error.column()) {
            (line, 0) => format!("at the end of line {}", line.saturating_sub(1)),
            (line, column) => format!("line {line}, column {column}"),
        };
        return format!("the configuration is not strict JSON: {what} ({place})");
    }
    if is_file_name(text.trim_end()) {
        return said("is the name of a file, not what the file holds");
    }
    if text.lines().any(is_toml) {
        return said("looks like TOML, which the command reads and core does not");
    }
    if text.starts_with('<') {
        return said("looks like XML or HTML");
    }
    if text.lines().any(is_yaml) {
        return said("looks like YAML");
    }
    said("is not JSON")
}

/// What breaks a text that begins as an object.
fn flaw(document: &str, error: &serde_json::Error) -> &'static str {
    if error.is_eof() {
        return "it ends too early";
    }
    let lines = document.split_inclusive('\n');
    let before: usize = lines
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let place = (before + error.column()).saturating_sub(1);
    let (read, rest) = document.split_at_checked(place).unwrap_or((document, ""));
    match rest.chars().next() {
        Some('/' | '#') => "JSON has no comments",
        Some('}' | ']') if read.trim_end().ends_with(',') => {
            "there is a comma behind the last entry"
        }
        Some('\'' | '“' | '”' | '‘' | '’') => {
            "texts and names are written in double quotes"
        }
        Some('\n' | '\r' | '\t') => "a line end or a tab in a text is written as `\\n` or `\\t`",
        Some('{') if read.trim_end().ends_with('}') => "there is more than one object",
        _ if error.to_string().starts_with("trailing characters") => "something follows the object",
        _ if error.to_string().starts_with("key must be a string") => {
            "texts and names are written in double quotes"
        }
        _ => "it breaks off here",
    }
}

fn is_file_name(text: &str) -> bool {
    const ENDS: [&str; 5] = [".json", ".toml", ".yaml", ".yml", ".conf"];
    let is_one_line = text.len() <= 4096 && !text.contains('\n');
    is_one_line
        && ENDS
            .iter()
            .any(|end| text.to_ascii_lowercase().ends_with(end))
}

/// `[section]` or `name = value`
fn is_toml(line: &str) -> bool {
    let line = line.trim();
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
    };
    let section = line.strip_prefix('[').and_then(|l| l.strip_suffix(']'));
    section.is_some_and(|name| is_name(name) && !name.starts_with(|c: char| c.is_ascii_digit()))
        || line
            .split_once('=')
            .is_some_and(|(name, _)| is_name(name.trim_end()))
}

/// `name:` or `name: value`
fn is_yaml(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, value)| {
        let name = name.trim();
        (value.is_empty() || value.starts_with(' '))
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_no_document_is_called_what_it_is() {
        for (text, expected) in [
            ("", "is empty"),
            (" \r\n\t", "is empty"),
            ("\u{feff}{}", "begins with a byte order mark (U+FEFF)"),
            ("[]", "expected one JSON object, got a list"),
            ("null", "expected one JSON object, got null"),
            ("\"SECRET\"", "expected one JSON object, got a string"),
            ("1", "expected one JSON object, got a number"),
            ("/etc/shop/ackwell.json", "is the name of a file"),
            ("ackwell.toml\n", "is the name of a file"),
            ("[pingpong]\nsalt = \"SECRET\"\n", "looks like TOML"),
            ("# a shop\n\nsalt = \"SECRET\"\n", "looks like TOML"),
            ("pingpong:\n  salt: SECRET\n", "looks like YAML"),
            ("<salt>SECRET</salt>", "looks like XML or HTML"),
            ("SECRET", "is not JSON"),
            ("{", "it ends too early (line 1, column 1)"),
            ("{\"a\":\"SECRET", "it ends too early"),
            (
                "{\"a\":{},}",
                "a comma behind the last entry (line 1, column 9)",
            ),
            (
                "{\"a\":[1,\n]}",
                "a comma behind the last entry (line 2, column 1)",
            ),
            ("{} // SECRET", "JSON has no comments (line 1, column 4)"),
            (
                "{\n  // SECRET\n}",
                "JSON has no comments (line 2, column 3)",
            ),
            ("{\"a\":1 /* SECRET */}", "JSON has no comments"),
            ("{ # SECRET\n}", "JSON has no comments"),
            ("{'a':1}", "written in double quotes"),
            ("{\"a\":'SECRET'}", "written in double quotes"),
            ("{a:1}", "written in double quotes"),
            ("{\"a\":\"SECRET\n\"}", "a line end or a tab in a text"),
            ("{}{}", "more than one object"),
            ("{} SECRET", "something follows the object"),
            ("{\"a\":SECRET}", "it breaks off here"),
            ("{\"a\" \"SECRET\"}", "it breaks off here"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.message().contains(expected), "{text:?}: {error}");
            assert!(!error.message().contains("SECRET"), "{error}");
            assert_eq!(error.member(), "");
        }
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(40), "]".repeat(40));
        assert!(read(&deep).unwrap_err().message().contains("too deeply"));
    }

    #[test]
    fn a_member_that_is_there_twice_is_named() {
        let error = read(r#"{"a":{"b":1,"b":2}}"#).unwrap_err();
        assert_eq!(error.member(), "b");
        assert!(error.message().contains("twice"), "{error}");
    }
}
