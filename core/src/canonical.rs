//! The text that was signed, and only one reading of it.
//!
//! Both providers sign `k=v` joined by `&` in bytewise order of the names, without escaping, so
//! one signed text can be read as several bodies. Three rules leave one class of readings whose
//! members all agree, free text aside:
//!
//! 1. names are `[A-Za-z0-9_]+` and appear once (the latter is [`body`](crate::body)'s part);
//! 2. only free-text members may contain `&`;
//! 3. in free text, no `&` is followed by a member name known to the scheme and `=`.
//!
//! Why that is enough: read two accepted bodies of one signed text from left to right. Where they
//! first differ, one of them ends a free-text value at an `&` that the other keeps inside. By rule
//! 3 what begins there is not a known member; by rule 2 its value ends at the next `&`. So both
//! readings meet again at the next known member, and no known member differs.
//!
//! What this does not say: the reading that is accepted need not be the body that was sent. A text
//! that holds `&name=value` is refused, but its other reading, with `name` as a member, may be
//! accepted where `name` sorts behind the text and before the next member that is always there.
//! `docs/security.md` lists those members, and `tests/tests/insertable.rs` holds the list: none of
//! them decides money or identity.

use arrayvec::ArrayString;
use smallvec::SmallVec;

use crate::body::{Member, Object, Value};
use crate::code::Code;
use crate::refusal::Reason;

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

/// The signed text, and the members that make it up in its order. Made empty and then read, as it
/// is large and moving it takes time.
#[derive(Debug, Default)]
pub(crate) struct Canonical<'a> {
    pairs: SmallVec<[Pair<'a>; 24]>,
    text: SignedText,
    has_blanks: bool,
}

/// A member of the signed text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    /// Its position among the object's members.
    pub(crate) position: usize,
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
    pub(crate) fn read(&mut self, object: &'a Object<'_>, rules: &Rules) -> Result<(), Reason> {
        self.pairs.clear();
        self.has_blanks = false;
        let (mut usual, mut length) = (true, 0);
        for (position, Member { name, value }) in object.sorted_positions() {
            usual &= is_name(name);
            if name == "sign" {
                continue;
            }
            let value = match value {
                Value::Null => continue,
                Value::Json(_) => return Err(first_of(object, rules, NOT_TEXT.about(name))),
                Value::Text(text) => &**text,
            };
            match (rules.is_blank)(value) {
                Ok(true) => {
                    self.has_blanks = true;
                    continue;
                }
                Ok(false) => {}
                Err(reason) => return Err(first_of(object, rules, reason.about(name))),
            }
            length += name.len() + value.len() + 2;
            self.pairs.push(Pair {
                name,
                value,
                position,
            });
        }
        self.text.write(length.saturating_sub(1), &self.pairs);
        // As many separators as there are places between members: none of them has one inside.
        let separators = self.pairs.len().saturating_sub(1);
        if usual && count(self.text().as_bytes(), b'&') == separators {
            return Ok(());
        }
        check(object, rules)
    }

    /// Whether blank values were left out of the text.
    pub(crate) fn has_blanks(&self) -> bool {
        self.has_blanks
    }

    /// Writes the text again with its blank values kept, as `name=` and the blank as it came.
    ///
    /// For an object that [`read`](Self::read) has taken: no name and no blank value has an `&`,
    /// so the rules hold for this text too.
    #[cold]
    pub(crate) fn keep_blanks(&mut self, object: &'a Object<'_>) {
        self.pairs.clear();
        let mut length = 0;
        for (position, Member { name, value }) in object.sorted_positions() {
            let Value::Text(value) = value else { continue };
            if name == "sign" {
                continue;
            }
            length += name.len() + value.len() + 2;
            self.pairs.push(Pair {
                name,
                value,
                position,
            });
        }
        self.text.write(length.saturating_sub(1), &self.pairs);
    }

    /// The signed text: `name=value`, joined by `&`.
    pub(crate) fn text(&self) -> &str {
        self.text.as_str()
    }

    /// The members of the signed text, in its order.
    pub(crate) fn pairs(&self) -> &[Pair<'a>] {
        &self.pairs
    }
}

/// The signed text of a real body is written on the stack; a longer one is allocated.
#[derive(Debug, Default)]
struct SignedText {
    buffer: ArrayString<2048>,
    /// Empty unless the buffer is too small.
    long: String,
}

impl SignedText {
    fn as_str(&self) -> &str {
        if self.long.is_empty() {
            &self.buffer
        } else {
            &self.long
        }
    }

    fn write(&mut self, length: usize, pairs: &[Pair<'_>]) {
        self.buffer.clear();
        self.long.clear();
        if length <= self.buffer.capacity() {
            join(pairs, |piece| {
                // It fits: the length is that of all pieces.
                let _ = self.buffer.try_push_str(piece);
            });
        } else {
            self.long.reserve(length);
            join(pairs, |piece| self.long.push_str(piece));
        }
    }
}

fn join(pairs: &[Pair<'_>], mut push: impl FnMut(&str)) {
    for (index, pair) in pairs.iter().enumerate() {
        if index > 0 {
            push("&");
        }
        push(pair.name);
        push("=");
        push(pair.value);
    }
}

/// What is wrong with an object first, in the order of its names; `reason` is one thing that is.
#[cold]
fn first_of(object: &Object<'_>, rules: &Rules, reason: Reason) -> Reason {
    check(object, rules).err().unwrap_or(reason)
}

/// Looks for what is wrong with an object, in the order of its names.
#[cold]
fn check(object: &Object<'_>, rules: &Rules) -> Result<(), Reason> {
    for Member { name, value } in object.sorted() {
        if !is_name(name) {
            return Err(BAD_NAME);
        }
        let text = match value {
            _ if name == "sign" => continue,
            Value::Null => continue,
            Value::Json(_) => return Err(NOT_TEXT.about(name)),
            Value::Text(text) => text,
        };
        if !(rules.is_blank)(text).map_err(|reason| reason.about(name))? {
            check_separators(name, text, rules).map_err(|reason| reason.about(name))?;
        }
    }
    Ok(())
}

fn is_name(name: &str) -> bool {
    let is_name_byte = |byte: u8| IN_NAMES.get(usize::from(byte)) == Some(&true);
    !name.is_empty() && name.bytes().all(is_name_byte)
}

/// Which bytes are in names.
#[allow(
    clippy::indexing_slicing,
    reason = "runs at build time, where `get_mut` cannot be called"
)]
static IN_NAMES: [bool; 256] = {
    let mut table = [false; 256];
    let mut rest: &[u8] = NAME_BYTES;
    while let [byte, after @ ..] = rest {
        table[*byte as usize] = true;
        rest = after;
    }
    table
};
const NAME_BYTES: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/// How often a byte is in a text. In pieces whose count fits in a byte, so that the processor
/// looks at many bytes in one step.
fn count(text: &[u8], wanted: u8) -> usize {
    let in_piece = |piece: &[u8]| {
        let add = |count: u8, byte: &u8| count.wrapping_add(u8::from(*byte == wanted));
        usize::from(piece.iter().fold(0, add))
    };
    text.chunks(128).map(in_piece).sum()
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
        let mut canonical = Canonical::default();
        let read = canonical.read(&object, &RULES);
        read.map_err(|reason| reason.code)?;
        Ok(canonical.text().to_owned())
    }

    #[test]
    fn a_text_of_any_length_is_written_whole() {
        for length in (0..70).chain(2030..2050).chain([5000]) {
            let long = "x".repeat(length);
            let body = format!(r#"{{"b":"1{long}","a":"2","c":"3"}}"#);
            assert_eq!(text(&body).unwrap(), format!("a=2&b=1{long}&c=3"));
            let separated = body.replacen('x', "&", 1);
            if length > 0 {
                assert_eq!(text(&separated), Err(Code::AmbiguousBody));
            }
        }
    }

    /// The quick reading meets some problems sooner than others; what is said is the first by name.
    #[test]
    fn of_several_problems_the_first_by_name_is_told() {
        for (body, member) in [
            (r#"{"b":1,"a":"x&y=1"}"#, Some("a")),
            (r#"{"a":1,"b":"x&y=1"}"#, Some("a")),
            (r#"{"b":1,"a b":"1"}"#, None),
            (r#"{"price":"null&","note":"a&price=1"}"#, Some("note")),
        ] {
            let mut scratch = crate::body::Scratch::default();
            let object = Object::parse(body.as_bytes(), &mut scratch).unwrap();
            let reason = Canonical::default().read(&object, &RULES).unwrap_err();
            assert_eq!(reason.member.as_deref(), member, "{body}");
        }
    }

    #[test]
    fn members_are_sorted_by_bytes_and_joined_verbatim() {
        let body = r#"{"b":"0","a":"x=y","B":"用","sign":"s","empty":"","null":null}"#;
        assert_eq!(text(body).unwrap(), "B=用&a=x=y&b=0");
        assert_eq!(text("{}").unwrap(), "");
    }

    #[test]
    fn blank_values_are_left_out_or_all_kept() {
        let body = r#"{"b":"","a":"1","c":null,"sign":"","d":" "}"#;
        let mut scratch = crate::body::Scratch::default();
        let object = Object::parse(body.as_bytes(), &mut scratch).unwrap();
        let rules = Rules {
            is_blank: |text| Ok(text.trim().is_empty()),
            ..RULES
        };
        let mut canonical = Canonical::default();
        canonical.read(&object, &rules).unwrap();
        assert_eq!(canonical.text(), "a=1");
        assert!(canonical.has_blanks());
        canonical.keep_blanks(&object);
        assert_eq!(canonical.text(), "a=1&b=&d= ");

        let mut scratch = crate::body::Scratch::default();
        let object = Object::parse(br#"{"a":"1","sign":"","c":null}"#, &mut scratch).unwrap();
        let mut canonical = Canonical::default();
        canonical.read(&object, &rules).unwrap();
        assert!(
            !canonical.has_blanks(),
            "an absent value is not a blank one"
        );
    }

    /// The count is kept in a byte for a piece of the text: more of them than a byte can count
    /// must not be taken for none.
    #[test]
    fn any_number_of_separators_is_counted() {
        for number in 0..1030 {
            assert_eq!(count(&vec![b'&'; number], b'&'), number);
            let body = format!(r#"{{"a":"{}"}}"#, "&".repeat(number));
            assert_eq!(text(&body).is_ok(), number == 0, "{number}");
        }
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
