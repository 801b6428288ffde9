//! JSON that the caller owns: what calls of an administrative kind return.

use crate::opaque::Opaque;
use crate::status::ackwell_status;
use crate::take::{free, get};
use crate::text::ackwell_text;

/// A JSON text that a call made. Immutable; may be read by many threads.
pub struct ackwell_json {
    _opaque: [u8; 0],
}

impl Opaque for ackwell_json {
    type Inner = String;
    const TAG: u64 = u64::from_be_bytes(*b"\0jsontxt");
    const NAME: &'static str = "json";
}

/// The text. Borrowed until it is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_json_text(json: *const ackwell_json) -> ackwell_text {
    get!(json, ackwell_text::ABSENT, |text| ackwell_text::of(text))
}

/// Frees a JSON text. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_json_free(json: *mut ackwell_json) -> ackwell_status {
    free!(json)
}
