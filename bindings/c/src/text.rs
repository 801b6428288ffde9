//! Text out.

use std::ffi::c_char;
use std::ptr;

/// A text: UTF-8, `len` bytes, **not** ended by a zero byte; it may hold any character.
/// `data` is NULL where there is none, which is not the same as an empty text.
/// Borrowed: it lives as long as the object it was asked of. Print it with
/// `printf("%.*s", (int)text.len, text.data)`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ackwell_text {
    /// The first byte; NULL if there is no text.
    pub data: *const c_char,
    /// How many bytes.
    pub len: usize,
}

impl ackwell_text {
    pub(crate) const ABSENT: ackwell_text = ackwell_text {
        data: ptr::null(),
        len: 0,
    };

    pub(crate) const fn of(text: &str) -> ackwell_text {
        ackwell_text {
            data: text.as_ptr().cast(),
            len: text.len(),
        }
    }
}

impl From<Option<&str>> for ackwell_text {
    fn from(text: Option<&str>) -> Self {
        text.map_or(ackwell_text::ABSENT, ackwell_text::of)
    }
}

/// A text of the core with a zero byte behind it, made at build time.
pub(crate) const fn ended<const BUFFER: usize>(text: &str) -> [u8; BUFFER] {
    let bytes = text.as_bytes();
    assert!(bytes.len() < BUFFER, "a text is longer than its buffer");
    let mut row = [0; BUFFER];
    let mut index = 0;
    while index < bytes.len() {
        row[index] = bytes[index];
        index += 1;
    }
    row
}
