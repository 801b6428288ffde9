//! Statuses: 0 and the numbers of the core's codes.

use std::ffi::c_char;

use ackwell::{Code, Severity};

use crate::enums::ackwell_severity;
use crate::text::ended;

/// What a call reports. The C enum of this name is written into the header from the core's list of
/// codes; in Rust it is a number, because a C caller can pass any.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ackwell_status(u32);

impl ackwell_status {
    pub(crate) const OK: ackwell_status = ackwell_status(0);

    /// The code; `None` for `ACKWELL_OK` and for numbers that are no status.
    pub(crate) fn code(self) -> Option<Code> {
        u16::try_from(self.0).ok().and_then(Code::from_number)
    }
}

impl From<Code> for ackwell_status {
    fn from(code: Code) -> Self {
        ackwell_status(u32::from(code.number()))
    }
}

/// Room for the longest text and its zero byte.
const MAX_TEXT: usize = 256;

struct Texts {
    code: [u8; MAX_TEXT],
    sentence: [u8; MAX_TEXT],
    remedy: [u8; MAX_TEXT],
}

const COUNT: usize = Code::ALL.len();

static TEXTS: [Texts; COUNT] = {
    let mut rows = [const {
        Texts {
            code: [0; MAX_TEXT],
            sentence: [0; MAX_TEXT],
            remedy: [0; MAX_TEXT],
        }
    }; COUNT];
    let mut index = 0;
    while index < COUNT {
        rows[index].code = ended(Code::ALL[index].as_str());
        rows[index].sentence = ended(Code::ALL[index].sentence());
        rows[index].remedy = ended(Code::ALL[index].remedy());
        index += 1;
    }
    rows
};

fn row(status: ackwell_status) -> Option<&'static Texts> {
    let code = status.code()?;
    let index = Code::ALL.iter().position(|known| *known == code)?;
    TEXTS.get(index)
}

const OK: &str = "ok\0";
const UNKNOWN: &str = "unknown\0";

/// The stable text of a status, the same in every language: `"invalid_signature"`; `"ok"` for
/// `ACKWELL_OK`; `"unknown"` for a number that is no status. Ends with a zero byte and lives
/// forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_status_code(status: ackwell_status) -> *const c_char {
    let text: &'static [u8] = match row(status) {
        Some(row) => &row.code,
        None if status == ackwell_status::OK => OK.as_bytes(),
        None => UNKNOWN.as_bytes(),
    };
    text.as_ptr().cast()
}

/// One sentence for people about a status, without anything from a request. Ends with a zero byte
/// and lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_status_sentence(status: ackwell_status) -> *const c_char {
    match row(status) {
        Some(row) => row.sentence.as_ptr().cast(),
        None => ackwell_status_code(status),
    }
}

/// What to do about a status, in one sentence; empty for `ACKWELL_OK` and for a number that is not a
/// status. `ackwell_refusal_remedy()` fits the configuration more closely. Ends with a zero byte and
/// lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_status_remedy(status: ackwell_status) -> *const c_char {
    let text: &'static [u8] = row(status).map_or(b"\0", |row| &row.remedy);
    text.as_ptr().cast()
}

/// How urgent a status is; `ACKWELL_SEVERITY_NONE` for `ACKWELL_OK`, and `ACKWELL_SEVERITY_ERROR`
/// for a number that is not a status.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_status_severity(status: ackwell_status) -> ackwell_severity {
    match status.code() {
        Some(code) => ackwell_severity::from(code.severity()),
        None if status == ackwell_status::OK => ackwell_severity::NONE,
        None => Severity::Error.into(),
    }
}

/// The HTTP status that the acknowledgement of a status carries: 200 for `ACKWELL_OK`, 500 for a
/// number that is no status.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_status_http(status: ackwell_status) -> u16 {
    match status.code() {
        Some(code) => code.http_status(),
        None if status == ackwell_status::OK => 200,
        None => Code::Internal.http_status(),
    }
}

/// How many statuses there are besides `ACKWELL_OK`.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_status_count() -> usize {
    COUNT
}

/// The status at a place from 0 to `ackwell_status_count() - 1`, in the order of their numbers:
/// for a program that wants a list of its own. `ACKWELL_OK` beyond the end.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_status_at(index: usize) -> ackwell_status {
    let code = Code::ALL.get(index).copied();
    code.map_or(ackwell_status::OK, ackwell_status::from)
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;

    fn text(pointer: *const c_char) -> &'static str {
        // SAFETY: the functions above give texts that end with a zero byte and live forever.
        unsafe { CStr::from_ptr(pointer) }.to_str().unwrap()
    }

    #[test]
    fn every_status_has_the_number_text_and_http_status_of_its_code() {
        assert_eq!(ackwell_status_count(), Code::ALL.len());
        for (index, code) in Code::ALL.iter().enumerate() {
            let status = ackwell_status_at(index);
            assert_eq!(status.0, u32::from(code.number()));
            assert_eq!(text(ackwell_status_code(status)), code.as_str());
            assert_eq!(text(ackwell_status_sentence(status)), code.sentence());
            assert_eq!(ackwell_status_http(status), code.http_status());
            assert_eq!(text(ackwell_status_remedy(status)), code.remedy());
            let severity = ackwell_severity::from(code.severity());
            assert_eq!(ackwell_status_severity(status), severity);
        }
    }

    #[test]
    fn a_number_that_is_no_status_is_unknown_and_never_a_success() {
        for number in [23, 1000, 65_537, u32::MAX] {
            assert_eq!(text(ackwell_status_code(ackwell_status(number))), "unknown");
            assert_eq!(ackwell_status_http(ackwell_status(number)), 500);
        }
        assert_eq!(text(ackwell_status_code(ackwell_status::OK)), "ok");
        assert_eq!(ackwell_status_at(COUNT), ackwell_status::OK);
    }
}
