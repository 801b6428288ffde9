//! The members of a body that a receiver refuses to read: duplicates and all.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A member as it came. Names may repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Text(String),
    /// A number, boolean, array or object, as it was written.
    Json(String),
}

impl Member {
    pub(crate) fn text(name: &str, text: String) -> Member {
        Member {
            name: name.to_owned(),
            value: Value::Text(text),
        }
    }
}

/// More members than this are not looked at.
const MOST: usize = 512;

struct Pairs(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pairs, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    if pairs.len() < MOST {
                        pairs.push(pair);
                    }
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Read)
    }
}

/// The members of a JSON object, in its order.
pub(crate) fn members(text: &str) -> Option<Vec<Member>> {
    let Pairs(pairs) = serde_json::from_str(text).ok()?;
    let member = |(name, value): (String, Box<RawValue>)| {
        let raw = value.get().trim();
        let value = match raw.as_bytes().first() {
            Some(b'"') => Value::Text(serde_json::from_str(raw).ok()?),
            Some(b'n') => Value::Null,
            _ => Value::Json(raw.to_owned()),
        };
        Some(Member { name, value })
    };
    pairs.into_iter().map(member).collect()
}

/// The text of a member; of several, the last one's.
pub(crate) fn text<'m>(members: &'m [Member], name: &str) -> Option<&'m str> {
    let member = members.iter().rev().find(|member| member.name == name)?;
    match &member.value {
        Value::Text(text) => Some(text),
        Value::Null | Value::Json(_) => None,
    }
}

pub(crate) fn has(members: &[Member], name: &str) -> bool {
    members.iter().any(|member| member.name == name)
}

/// As JSON.
pub(crate) fn to_json(members: &[Member]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let written: Vec<String> = members
        .iter()
        .map(|member| match &member.value {
            Value::Null => format!("{}:null", quoted(&member.name)),
            Value::Text(text) => format!("{}:{}", quoted(&member.name), quoted(text)),
            Value::Json(json) => format!("{}:{json}", quoted(&member.name)),
        })
        .collect();
    format!("{{{}}}", written.join(","))
}

/// What a text holds inside: JSON values in the order of their members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Object(Vec<(String, Node)>),
    Array(Vec<Node>),
    Text(String),
    /// A number, `true`, `false` or `null`, as it was written.
    Other(String),
}

/// Reads any JSON value; nothing that is nested too deeply.
pub(crate) fn node(text: &str, depth: usize) -> Option<Node> {
    if depth == 0 {
        return None;
    }
    let text = text.trim();
    Some(match text.as_bytes().first()? {
        b'{' => {
            let Pairs(pairs) = serde_json::from_str(text).ok()?;
            let inner = pairs
                .into_iter()
                .map(|(name, value)| Some((name, node(value.get(), depth - 1)?)));
            Node::Object(inner.collect::<Option<_>>()?)
        }
        b'[' => {
            let elements: Vec<Box<RawValue>> = serde_json::from_str(text).ok()?;
            let inner = elements.iter().map(|value| node(value.get(), depth - 1));
            Node::Array(inner.collect::<Option<_>>()?)
        }
        b'"' => Node::Text(serde_json::from_str(text).ok()?),
        _ => Node::Other(text.to_owned()),
    })
}
