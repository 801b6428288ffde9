//! The fast reading: a flat object of strings without escapes.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::{MAX_MEMBERS, Member, Value};

/// The members, or `None` for anything but a well-formed flat object of plain strings: then the
/// general reading decides.
pub(super) fn scan(text: &str) -> Option<SmallVec<[Member<'_>; 24]>> {
    let mut cursor = Cursor { text, at: 0 };
    let mut members = SmallVec::new();
    cursor.skip_space();
    cursor.expect(b'{')?;
    cursor.skip_space();
    if cursor.expect(b'}').is_none() {
        loop {
            let name = cursor.plain_string()?;
            cursor.skip_space();
            cursor.expect(b':')?;
            cursor.skip_space();
            let value = cursor.plain_string()?;
            if members.len() == MAX_MEMBERS {
                return None;
            }
            members.push(Member {
                name: Cow::Borrowed(name),
                value: Value::Text(Cow::Borrowed(value)),
            });
            cursor.skip_space();
            match cursor.next()? {
                b',' => cursor.skip_space(),
                b'}' => break,
                _ => return None,
            }
        }
    }
    cursor.skip_space();
    (cursor.at == text.len()).then_some(members)
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn expect(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// A string without escapes, from its opening to its closing quote.
    fn plain_string(&mut self) -> Option<&'t str> {
        self.expect(b'"')?;
        let rest = self.text.get(self.at..)?;
        let length = rest
            .bytes()
            .position(|byte| byte == b'"' || byte == b'\\' || byte < 0x20)?;
        let (string, after) = rest.split_at(length);
        self.at += length + 1;
        after.starts_with('"').then_some(string)
    }
}
