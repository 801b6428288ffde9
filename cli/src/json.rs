//! JSON text put together from JSON text, so that what core wrote is passed on as it wrote it:
//! members in their order, numbers digit for digit.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// An object of members whose values are JSON already.
pub(crate) fn object(members: &[(&str, String)]) -> String {
    let length = members
        .iter()
        .map(|(name, value)| name.len() + value.len() + 4);
    let mut text = String::with_capacity(length.sum::<usize>() + 2);
    for (name, value) in members {
        text.push(if text.is_empty() { '{' } else { ',' });
        text.push_str(&serde_json::Value::from(*name).to_string());
        text.push(':');
        text.push_str(value);
    }
    if text.is_empty() {
        text.push('{');
    }
    text.push('}');
    text
}

/// The object with another value for the member of that name.
pub(crate) fn with_member(json: &str, name: &str, value: &str) -> String {
    let Ok(Members(members)) = serde_json::from_str(json) else {
        return json.to_owned();
    };
    let members: Vec<(&str, String)> = members
        .iter()
        .map(|(member, old)| {
            let new = if member == name { value } else { old.get() };
            (member.as_str(), new.to_owned())
        })
        .collect();
    object(&members)
}

/// The members of an object in their order, each value as it was written.
struct Members<'j>(Vec<(String, &'j RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Read)
    }
}

/// Compact JSON with a line for each member, for people.
pub(crate) fn indented(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n("  ", depth));
    };
    let mut characters = json.chars().peekable();
    while let Some(character) = characters.next() {
        if in_string {
            text.push(character);
            in_string = escaped || character != '"';
            escaped = !escaped && character == '\\';
            continue;
        }
        match character {
            '{' | '[' => {
                text.push(character);
                if let Some(end) = characters.next_if(|next| matches!(next, '}' | ']')) {
                    text.push(end);
                } else {
                    depth += 1;
                    line(&mut text, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut text, depth);
                text.push(character);
            }
            ',' => {
                text.push(character);
                line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            // White space of JSON that was passed on as it was written.
            ' ' | '\t' | '\n' | '\r' => {}
            other => {
                in_string = other == '"';
                text.push(other);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_member_is_replaced_and_the_others_stay_as_they_were_written() {
        let json = r#"{"z":1.50,"source":{"a":[]},"a":"\"source\":"}"#;
        assert_eq!(
            with_member(json, "source", "null"),
            r#"{"z":1.50,"source":null,"a":"\"source\":"}"#
        );
        assert_eq!(object(&[]), "{}");
    }

    #[test]
    fn indenting_changes_white_space_only() {
        let json = r#"{"a":{},"b":[1,{"c":"x: {\"y\\"}],"d":[ ]}"#;
        let pretty = indented(json);
        assert!(
            pretty.starts_with("{\n  \"a\": {},\n  \"b\": [\n    1,\n"),
            "{pretty}"
        );
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(&pretty), read(json));
    }
}
