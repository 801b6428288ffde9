//! The text that was signed, and only one reading of it.
//!
//! Both providers sign `k=v` joined by `&` in bytewise order of the names, without escaping, so
//! one signed text can be read as several bodies. Three rules leave one class of readings whose
//! members all agree, free text aside:
//!
//! 1. names are `[A-Za-z0-9_]+` and stand once (the latter is [`body`](crate::body)'s part);
//! 2. only free-text members may contain `&`;
//! 3. in free text, no `&` is followed by a member name known to the scheme and `=`.
//!
//! Why that is enough: read two accepted bodies of one signed text from left to right. Where they
//! first differ, one of them ends a free-text value at an `&` that the other keeps inside. By
//! rule 3 what begins there is no known member; by rule 2 its value ends at the next `&`. So both
//! readings meet again at the next known member, and no known member differs.

use smallvec::SmallVec;

use crate::body::{Member, Object, Value};
use crate::refusal::{Code, Reason};

/// What a scheme says about its own text.
pub(crate) struct Rules {
    /// Members whose value may contain `&`, and whether rule 3 is applied to it.
    pub(crate) free_text: &'static [(&'static str, FreeText)],
    /// Whether a name belongs to a member that the scheme knows, in any spelling.
    pub(crate) is_known: fn(&str) -> bool,
    /// Whether a value is left out of the text, with its name.
    pub(crate) is_blank: fn(&str) -> Result<bool, Reason>,
}

/// How a free-text value is kept from hiding members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FreeText {
    /// By rule 3.
    Text,
    /// By being one complete JSON object: no proper prefix of one is another.
    CompleteObject,
}

/// The members that make up the signed text, in its order.
#[derive(Debug)]
pub(crate) struct Canonical<'a> {
    pairs: SmallVec<[(&'a str, &'a str); 24]>,
}

const BAD_NAME: Reason = Reason::new(
    Code::AmbiguousBody,
    "a member name has characters other than ASCII letters, digits and the underscore",
);
const NOT_TEXT: Reason = Reason::new(
    Code::AmbiguousBody,
    "is not a JSON string, so it is not settled how it was signed",
);
const HIDES_SEPARATOR: Reason = Reason::new(
    Code::AmbiguousBody,
    "contains `&`, so the signed text could be read as other members",
);
const HIDES_MEMBER: Reason = Reason::new(
    Code::AmbiguousBody,
    "contains `&` followed by the name of a member and `=`, so the signed text could be read as \
     other members",
);

impl<'a> Canonical<'a> {
    pub(crate) fn of(object: &'a Object<'_>, rules: &Rules) -> Result<Canonical<'a>, Reason> {
        let mut pairs = SmallVec::new();
        for Member { name, value } in object.sorted() {
            if name.is_empty() || !name.bytes().all(is_name_byte) {
                return Err(BAD_NAME);
            }
            if name == "sign" {
                continue;
            }
            let text = match value {
                Value::Null => continue,
                Value::Json(_) => return Err(NOT_TEXT.about(name)),
                Value::Text(text) => text,
            };
            if (rules.is_blank)(text).map_err(|reason| reason.about(name))? {
                continue;
            }
            check_separators(name, text, rules).map_err(|reason| reason.about(name))?;
            pairs.push((&**name, &**text));
        }
        Ok(Canonical { pairs })
    }

    /// Hands the signed text over in few chunks: hashing many small ones would cost more than
    /// putting them together.
    pub(crate) fn chunks(&self, mut take: impl FnMut(&[u8])) {
        let mut room = [0; 512];
        let mut used = 0;
        self.pieces(|piece| {
            let piece = piece.as_bytes();
            if let Some(place) = room.get_mut(used..used + piece.len()) {
                place.copy_from_slice(piece);
                used += piece.len();
            } else {
                take(room.get(..used).unwrap_or_default());
                used = 0;
                take(piece);
            }
        });
        take(room.get(..used).unwrap_or_default());
    }

    /// The signed text piece by piece: names, `=`, values, `&`.
    fn pieces(&self, mut take: impl FnMut(&'a str)) {
        for (index, (name, value)) in self.pairs.iter().enumerate() {
            if index > 0 {
                take("&");
            }
            take(name);
            take("=");
            take(value);
        }
    }

    /// The members of the signed text, in its order.
    pub(crate) fn pairs(&self) -> &[(&'a str, &'a str)] {
        &self.pairs
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn check_separators(name: &str, text: &str, rules: &Rules) -> Result<(), Reason> {
    if !text.as_bytes().contains(&b'&') {
        return Ok(());
    }
    match rules.free_text.iter().find(|(free, _)| *free == name) {
        None => Err(HIDES_SEPARATOR),
        Some((_, FreeText::CompleteObject)) => Ok(()),
        Some((_, FreeText::Text)) => {
            let hides_member = text.split('&').skip(1).any(|part| {
                part.split_once('=')
                    .is_some_and(|(name, _)| (rules.is_known)(name))
            });
            if hides_member {
                Err(HIDES_MEMBER)
            } else {
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        free_text: &[("note", FreeText::Text)],
        is_known: |name| matches!(name, "note" | "price"),
        is_blank: |text| Ok(text.is_empty()),
    };

    fn text(body: &str) -> Result<String, Code> {
        let mut scratch = crate::body::Scratch::default();
        let object = Object::parse(body.as_bytes(), &mut scratch).unwrap();
        let canonical = Canonical::of(&object, &RULES).map_err(|reason| reason.code)?;
        let mut text = Vec::new();
        canonical.chunks(|chunk| text.extend_from_slice(chunk));
        Ok(String::from_utf8(text).unwrap())
    }

    #[test]
    fn a_long_text_comes_in_several_chunks_and_whole() {
        let long = "x".repeat(700);
        let body = format!(r#"{{"a":"{}","b":"{long}","c":"1"}}"#, "y".repeat(300));
        let expected = format!("a={}&b={long}&c=1", "y".repeat(300));
        assert_eq!(text(&body).unwrap(), expected);
    }

    #[test]
    fn members_are_sorted_by_bytes_and_joined_verbatim() {
        let body = r#"{"b":"0","a":"x=y","B":"用","sign":"s","empty":"","null":null}"#;
        assert_eq!(text(body).unwrap(), "B=用&a=x=y&b=0");
        assert_eq!(text("{}").unwrap(), "");
    }

    #[test]
    fn a_body_with_two_readings_is_refused() {
        assert_eq!(
            text(r#"{"note":"Tom & Jerry&id=9"}"#).unwrap(),
            "note=Tom & Jerry&id=9"
        );
        for wrong in [
            r#"{"note":"x&price=9"}"#,
            r#"{"note":"x&note=9"}"#,
            r#"{"note":"x&","mz":"&price=1"}"#,
            r#"{"price":"1&a=2"}"#,
            r#"{"a b":"1"}"#,
            r#"{"":"1"}"#,
            r#"{"a&b":"1"}"#,
            r#"{"a":1}"#,
            r#"{"a":["x"]}"#,
        ] {
            assert_eq!(text(wrong), Err(Code::AmbiguousBody), "{wrong}");
        }
    }
}
