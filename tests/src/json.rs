//! A JSON value that keeps what a test must see: member order, the text of numbers, duplicates
//! refused.
//!
//! The oracle needs a parser that shares nothing with the one it judges, and the pack needs
//! objects whose members stay in the order in which they were written. This is both: a recursive
//! descent over RFC 8259, one function a production, slow and plain.

use std::fmt::{self, Write as _};

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A JSON value. Objects keep their order, numbers keep their text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A string, escapes undone.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object, members in order.
    Object(Vec<(String, Json)>),
}

/// What is wrong with a text that is not a strict JSON document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// It breaks the grammar or a limit, or holds a number that no double can.
    Malformed,
    /// It is well formed, but an object names one member twice.
    Duplicate(String),
}

/// How deep and how wide a document may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Objects and arrays inside one another, the outermost counted.
    pub depth: usize,
    /// Members of one object.
    pub members: usize,
}

impl Limits {
    /// The receiver's own limits.
    pub const RECEIVER: Self = Self {
        depth: 32,
        members: 256,
    };
    /// For files of our own, which are as wide as they need to be.
    pub const NONE: Self = Self {
        depth: 256,
        members: usize::MAX,
    };
}

impl Json {
    /// Parses one complete document.
    ///
    /// # Errors
    ///
    /// [`Flaw::Malformed`] before [`Flaw::Duplicate`], which is the first in reading order.
    pub fn parse(text: &str, limits: Limits) -> Result<Self, Flaw> {
        let mut parser = Parser {
            bytes: text.as_bytes(),
            text,
            at: 0,
            limits,
            twice: None,
        };
        parser.space();
        let value = parser.value(0)?;
        parser.space();
        if parser.at != parser.bytes.len() {
            return Err(Flaw::Malformed);
        }
        parser
            .twice
            .map_or(Ok(value), |name| Err(Flaw::Duplicate(name)))
    }

    /// A string value.
    pub fn text(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// An object of the given members.
    pub fn object<const N: usize>(members: [(&str, Json); N]) -> Self {
        Self::Object(
            members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    /// The member of that name, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(member, _)| member == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value that a path of member names leads to.
    pub fn at(&self, path: &[&str]) -> Option<&Json> {
        path.iter().try_fold(self, |value, name| value.get(name))
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Json]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&[(String, Json)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Equality that does not look at the order of members.
    pub fn same(&self, other: &Json) -> bool {
        match (self, other) {
            (Self::Object(left), Self::Object(right)) => {
                left.len() == right.len()
                    && left.iter().all(|(name, value)| {
                        other
                            .get(name)
                            .is_some_and(|counterpart| value.same(counterpart))
                    })
            }
            (Self::Array(left), Self::Array(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(l, r)| l.same(r))
            }
            _ => self == other,
        }
    }

    /// The shortest text, members in order.
    pub fn compact(&self) -> String {
        let mut out = String::new();
        self.write_compact(&mut out);
        out
    }

    /// Text for people and for `git diff`: what fits on a line stays on it.
    pub fn pretty(&self) -> String {
        let mut out = String::new();
        self.write_pretty(&mut out, 0, 0);
        out.push('\n');
        out
    }

    fn write_compact(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(text) => out.push_str(text),
            Self::String(text) => write_string(out, text),
            Self::Array(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    element.write_compact(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_string(out, name);
                    out.push(':');
                    value.write_compact(out);
                }
                out.push('}');
            }
        }
    }

    fn write_pretty(&self, out: &mut String, indent: usize, lead: usize) {
        const WIDTH: usize = 100;
        let (open, close, count) = match self {
            Self::Array(elements) => ('[', ']', elements.len()),
            Self::Object(members) => ('{', '}', members.len()),
            _ => return self.write_compact(out),
        };
        let flat = self.compact();
        if count == 0 || indent + lead + flat.chars().count() <= WIDTH {
            out.push_str(&flat);
            return;
        }
        out.push(open);
        for index in 0..count {
            out.push_str(if index == 0 { "\n" } else { ",\n" });
            out.extend(std::iter::repeat_n(' ', indent + 2));
            match self {
                Self::Array(elements) => elements[index].write_pretty(out, indent + 2, 0),
                Self::Object(members) => {
                    let (name, value) = &members[index];
                    let before = out.len();
                    write_string(out, name);
                    out.push_str(": ");
                    let lead = out.len() - before;
                    value.write_pretty(out, indent + 2, lead);
                }
                _ => unreachable!("only containers come here"),
            }
        }
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
        out.push(close);
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Number(value.to_string())
    }
}

impl From<Option<&str>> for Json {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Self::Null, Self::text)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(elements: Vec<T>) -> Self {
        Self::Array(elements.into_iter().map(Into::into).collect())
    }
}

/// Writes a JSON string: the two characters that must be escaped, and control characters.
fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if u32::from(control) < 0x20 => {
                write!(out, "\\u{:04x}", u32::from(control)).expect("a String takes it all");
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

struct Parser<'t> {
    bytes: &'t [u8],
    text: &'t str,
    at: usize,
    limits: Limits,
    /// The first name that came twice.
    twice: Option<String>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, expected: u8) -> Result<(), Flaw> {
        if self.peek() == Some(expected) {
            self.at += 1;
            Ok(())
        } else {
            Err(Flaw::Malformed)
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, Flaw> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(Flaw::Malformed)
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, Flaw> {
        match self.peek() {
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => Ok(Json::String(self.string()?)),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(Flaw::Malformed),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, Flaw> {
        if depth > self.limits.depth {
            return Err(Flaw::Malformed);
        }
        self.take(b'{')?;
        let mut members: Vec<(String, Json)> = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            let name = self.string()?;
            if self.twice.is_none() && members.iter().any(|(seen, _)| *seen == name) {
                self.twice = Some(name.clone());
            }
            self.space();
            self.take(b':')?;
            self.space();
            let value = self.value(depth)?;
            members.push((name, value));
            if members.len() > self.limits.members {
                return Err(Flaw::Malformed);
            }
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
            } else {
                self.take(b'}')?;
                return Ok(Json::Object(members));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, Flaw> {
        if depth > self.limits.depth {
            return Err(Flaw::Malformed);
        }
        self.take(b'[')?;
        let mut elements = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::Array(elements));
        }
        loop {
            self.space();
            elements.push(self.value(depth)?);
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
            } else {
                self.take(b']')?;
                return Ok(Json::Array(elements));
            }
        }
    }

    fn number(&mut self) -> Result<Json, Flaw> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let text = &self.text[start..self.at];
        let number: f64 = text.parse().map_err(|_| Flaw::Malformed)?;
        if number.is_finite() {
            Ok(Json::Number(text.to_owned()))
        } else {
            Err(Flaw::Malformed)
        }
    }

    fn digits(&mut self) -> Result<(), Flaw> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start {
            Ok(())
        } else {
            Err(Flaw::Malformed)
        }
    }

    fn string(&mut self) -> Result<String, Flaw> {
        self.take(b'"')?;
        let mut out = String::new();
        loop {
            let character = self.text[self.at..].chars().next().ok_or(Flaw::Malformed)?;
            self.at += character.len_utf8();
            match character {
                '"' => return Ok(out),
                '\\' => out.push(self.escape()?),
                control if u32::from(control) < 0x20 => return Err(Flaw::Malformed),
                other => out.push(other),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Flaw> {
        let letter = self.peek().ok_or(Flaw::Malformed)?;
        self.at += 1;
        Ok(match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.four_hex()?;
                let scalar = if (0xD800..0xDC00).contains(&first) {
                    self.take(b'\\')?;
                    self.take(b'u')?;
                    let second = self.four_hex()?;
                    if !(0xDC00..0xE000).contains(&second) {
                        return Err(Flaw::Malformed);
                    }
                    0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                } else {
                    first
                };
                // What is left outside `char` is a low surrogate without its high one.
                char::from_u32(scalar).ok_or(Flaw::Malformed)?
            }
            _ => return Err(Flaw::Malformed),
        })
    }

    fn four_hex(&mut self) -> Result<u32, Flaw> {
        let digits = self
            .bytes
            .get(self.at..self.at + 4)
            .ok_or(Flaw::Malformed)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(Flaw::Malformed);
        }
        let text = std::str::from_utf8(digits).map_err(|_| Flaw::Malformed)?;
        self.at += 4;
        u32::from_str_radix(text, 16).map_err(|_| Flaw::Malformed)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(text) => match text.parse::<i64>() {
                Ok(number) => serializer.serialize_i64(number),
                Err(_) => Err(serde::ser::Error::custom(
                    "the pack holds whole numbers only",
                )),
            },
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(elements) => serializer.collect_seq(elements),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyValue;
        impl<'de> Visitor<'de> for AnyValue {
            type Value = Json;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a JSON value")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Bool(value))
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Json, E> {
                Ok(Json::text(value))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = access.next_element()? {
                    elements.push(element);
                }
                Ok(Json::Array(elements))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = access.next_entry()? {
                    members.push(member);
                }
                Ok(Json::Object(members))
            }
        }
        deserializer.deserialize_any(AnyValue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Json, Flaw> {
        Json::parse(text, Limits::RECEIVER)
    }

    #[test]
    fn it_reads_what_the_grammar_allows() {
        for text in [
            r#"{"a":"b","c":[1,-0.5e+3,true,false,null,{}],"d":{"e":"\u4f60\ud83d\ude00\/"}}"#,
            " [ ] ",
            "0",
            "-1E5",
            r#""\"\\\/\b\f\n\r\t\u0000""#,
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn it_refuses_what_the_grammar_does_not() {
        for text in [
            "",
            "{",
            "}",
            "{}x",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "[1,]",
            "01",
            "1.",
            ".5",
            "+1",
            "-",
            "1e",
            "1e999",
            "nul",
            "True",
            "NaN",
            "Infinity",
            "\"\t\"",
            "\"\\x\"",
            "\"\\u12\"",
            r#""\u12g4""#,
            r#""\ud800""#,
            r#""\udc00""#,
            r#""\ud800x""#,
            r#""\ud800\u0041""#,
            "\u{feff}{}",
            "{} {}",
            "// c\n{}",
            "\"",
            "\u{a0}{}",
            r#""\u+123""#,
        ] {
            assert_eq!(parse(text), Err(Flaw::Malformed), "{text}");
        }
    }

    #[test]
    fn a_name_that_comes_twice_is_a_duplicate_at_every_level_and_however_it_is_spelled() {
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"{"x":[{"a":1,"\u0061":2}]}"#,
            r#"{"a/":1,"a\/":1}"#,
        ] {
            assert!(matches!(parse(text), Err(Flaw::Duplicate(_))), "{text}");
        }
    }

    #[test]
    fn depth_and_width_end_where_they_say() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(32)).is_ok());
        assert!(parse(&nested(33)).is_err());
        let wide = |count: usize| {
            let members: Vec<String> = (0..count).map(|n| format!("\"m{n}\":1")).collect();
            format!("{{{}}}", members.join(","))
        };
        assert!(parse(&wide(256)).is_ok());
        assert!(parse(&wide(257)).is_err());
    }

    #[test]
    fn what_it_writes_it_reads_back() {
        let value = parse(
            r#"{"b":"\u0001\"\\ü","a":[1,{"c":null}],"long":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]}"#,
        );
        let value = value.expect("strict JSON");
        assert_eq!(parse(&value.compact()).as_ref(), Ok(&value));
        assert_eq!(parse(&value.pretty()).as_ref(), Ok(&value));
    }
}
