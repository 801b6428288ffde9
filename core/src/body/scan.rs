//! The fast reading: what real bodies look like, without an allocation.
//!
//! It answers only where the answer is certain. Anything unusual (an escaped name, a duplicate, an
//! exponent, a fault of any kind) is `None`, and the general reading decides, with its reasons.

use std::borrow::Cow;
use std::ops::Range;

use smallvec::SmallVec;

use super::{MAX_DEPTH, MAX_MEMBERS, Member, Members, Value};

/// Positions of the members whose text still has its escapes.
pub(super) type Escaped = SmallVec<[u16; 24]>;

/// Unescaped strings, one behind the other. Those of real bodies stay on the stack.
#[derive(Default)]
pub(crate) struct Scratch(SmallVec<[u8; 2048]>);

impl Scratch {
    /// Unescapes a string and says where its bytes lie; `None` if an escape is not valid.
    pub(super) fn push(&mut self, escaped: &str) -> Option<Range<usize>> {
        let start = self.0.len();
        let mut rest = escaped;
        while let Some((plain, escape)) = rest.split_once('\\') {
            self.0.extend_from_slice(plain.as_bytes());
            let (character, after) = read_escape(escape)?;
            let mut buffer = [0; 4];
            self.0
                .extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
            rest = after;
        }
        self.0.extend_from_slice(rest.as_bytes());
        Some(start..self.0.len())
    }

    pub(super) fn get(&self, range: Range<usize>) -> Option<&str> {
        std::str::from_utf8(self.0.get(range)?).ok()
    }
}

/// Reads an escape, the backslash already behind: the character and what follows.
fn read_escape(text: &str) -> Option<(char, &str)> {
    let mut characters = text.chars();
    let character = match characters.next()? {
        same @ ('"' | '\\' | '/') => same,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => {
            let (first, after) = read_hex(characters.as_str())?;
            let Some(low) = (0xd800..0xdc00)
                .contains(&first)
                .then(|| after.strip_prefix("\\u"))
            else {
                return Some((char::from_u32(first)?, after));
            };
            let (second, after) = read_hex(low?)?;
            let pair =
                char::decode_utf16([u16::try_from(first).ok()?, u16::try_from(second).ok()?])
                    .next()?
                    .ok()?;
            return Some((pair, after));
        }
        _ => return None,
    };
    Some((character, characters.as_str()))
}

fn read_hex(text: &str) -> Option<(u32, &str)> {
    let (digits, after) = text.split_at_checked(4)?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((
        u32::from_str_radix(digits, 16).ok().filter(|_| plain)?,
        after,
    ))
}

/// Reads the members of a text that is one object, and which of them have escapes.
pub(super) fn members<'t>(text: &'t str, members: &mut Members<'t>) -> Option<Escaped> {
    let mut cursor = Cursor { text, at: 0 };
    let mut with_escapes = Escaped::new();
    cursor.skip_space();
    cursor.object(|name, cursor| {
        if members.len() == MAX_MEMBERS {
            return None;
        }
        let (value, escaped) = cursor.member_value()?;
        if escaped {
            with_escapes.push(u16::try_from(members.len()).ok()?);
        }
        members.push(Member {
            name: Cow::Borrowed(name),
            value,
        });
        Some(())
    })?;
    cursor.skip_space();
    (cursor.at == text.len()).then_some(with_escapes)
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// An object whose names have no escapes; `each` reads the value behind a name.
    fn object(
        &mut self,
        mut each: impl FnMut(&'t str, &mut Cursor<'t>) -> Option<()>,
    ) -> Option<()> {
        self.expect(b'{')?;
        self.skip_space();
        if self.expect(b'}').is_some() {
            return Some(());
        }
        loop {
            let (name, escaped) = self.string()?;
            if escaped {
                return None;
            }
            self.skip_space();
            self.expect(b':')?;
            self.skip_space();
            each(name, self)?;
            self.skip_space();
            if self.expect(b',').is_none() {
                return self.expect(b'}');
            }
            self.skip_space();
        }
    }

    /// A string from its opening to behind its closing quote, and whether it has escapes.
    fn string(&mut self) -> Option<(&'t str, bool)> {
        self.expect(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += plain_length(self.text.as_bytes().get(self.at..)?);
            match self.peek()? {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.at += 2;
                }
                _ => return None,
            }
        }
        let string = self.text.get(start..self.at)?;
        self.at += 1;
        Some((string, escaped))
    }

    /// A member's value, and whether it is a string with escapes, which it still has then.
    fn member_value(&mut self) -> Option<(Value<'t>, bool)> {
        if self.peek()? == b'"' {
            let (string, escaped) = self.string()?;
            return Some((Value::Text(Cow::Borrowed(string)), escaped));
        }
        let start = self.at;
        self.skip_value(1)?;
        let value = match self.text.get(start..self.at)? {
            "null" => Value::Null,
            json => Value::Json(json),
        };
        Some((value, false))
    }

    /// Walks over a value that is certainly valid.
    fn skip_value(&mut self, depth: usize) -> Option<()> {
        match self.peek()? {
            b'"' => {
                let (string, escaped) = self.string()?;
                if escaped {
                    Scratch::default().push(string)?;
                }
                Some(())
            }
            b'{' if depth < MAX_DEPTH => {
                let mut names: SmallVec<[&str; 16]> = SmallVec::new();
                self.object(|name, cursor| {
                    // Few names, so that looking through them is quicker than sorting; more go
                    // the general way.
                    if names.len() == 16 || names.contains(&name) {
                        return None;
                    }
                    names.push(name);
                    cursor.skip_value(depth + 1)
                })
            }
            b'[' if depth < MAX_DEPTH => {
                self.at += 1;
                self.skip_space();
                if self.expect(b']').is_some() {
                    return Some(());
                }
                loop {
                    self.skip_value(depth + 1)?;
                    self.skip_space();
                    if self.expect(b',').is_none() {
                        return self.expect(b']');
                    }
                    self.skip_space();
                }
            }
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text
            .get(self.at..)?
            .starts_with(word)
            .then(|| self.at += word.len())
    }

    /// A short number without an exponent.
    fn number(&mut self) -> Option<()> {
        let _ = self.expect(b'-');
        let whole = self.digits();
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        if whole.is_empty() || whole.len() > 15 || leading_zero {
            return None;
        }
        if self.expect(b'.').is_some() && self.digits().is_empty() {
            return None;
        }
        (!matches!(self.peek(), Some(b'e' | b'E'))).then_some(())
    }

    fn digits(&mut self) -> &'t str {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }
}

/// How many bytes there are before the first quote, backslash or control character.
fn plain_length(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let ends = string_ends(u64::from_le_bytes(*word));
        if ends != 0 {
            return 8 * index + ends.trailing_zeros() as usize / 8;
        }
    }
    let ends = rest
        .iter()
        .position(|byte| *byte == b'"' || *byte == b'\\' || *byte < 0x20);
    8 * words.len() + ends.unwrap_or(rest.len())
}

/// Eight bytes in one step: the lowest bit that is set is the highest bit of the first byte that is a
/// quote, a backslash or a control character. Zero if none is.
///
/// `x - 1` borrows from its own highest bit only where `x` is zero; a borrow that spreads can set
/// bits above a true one, never below.
const fn string_ends(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = ONES << 7;
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    ((quote.wrapping_sub(ONES) & !quote)
        | (backslash.wrapping_sub(ONES) & !backslash)
        | (word.wrapping_sub(ONES * 0x20) & !word))
        & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn eight_bytes_at_once_end_a_string_where_one_at_a_time_does(
            any: Vec<u8>,
            near in proptest::collection::vec(
                proptest::sample::select(b" !\"#[\\]az\0\x01\x1f\x7f\x80\xa2\xdc".to_vec()),
                0..40,
            ),
        ) {
            for bytes in [&*any, &*near] {
                let ends = |byte: &u8| matches!(*byte, b'"' | b'\\' | 0..0x20);
                let expected = bytes.iter().position(ends).unwrap_or(bytes.len());
                proptest::prop_assert_eq!(plain_length(bytes), expected);
            }
        }
    }

    #[test]
    fn escapes_are_read_as_json_says() {
        let mut scratch = Scratch::default();
        let mut read = |text: &str| {
            let range = scratch.push(text)?;
            scratch.get(range).map(str::to_owned)
        };
        for text in [
            r#"a\"b\\c\/d"#,
            r"\b\f\n\r\t",
            r"\u7528\u6237",
            r"\ud83d\ude00!",
            r"x\u0000y",
        ] {
            let expected: String = serde_json::from_str(&format!("\"{text}\"")).unwrap();
            assert_eq!(read(text), Some(expected), "{text}");
        }
        for wrong in [
            r"\",
            r"\x",
            r"\u12",
            r"\u+123",
            r"\ud800",
            r"\ud800\u0041",
            r"\udc00",
            "\\用",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
