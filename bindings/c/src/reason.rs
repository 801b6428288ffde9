//! The object of a refusal: what a call leaves that did not succeed.

use std::sync::OnceLock;

use ::ackwell_binding::Problem;

use crate::opaque::Opaque;

/// Why a call did not succeed: a status, a message for the shop's own log, and what to answer.
/// Immutable; may be read by many threads.
pub struct ackwell_refusal {
    _opaque: [u8; 0],
}

/// What is behind a refusal.
pub(crate) struct Reason {
    pub(crate) problem: Problem,
    pub(crate) message: String,
    pub(crate) json: OnceLock<String>,
    pub(crate) address: OnceLock<Option<String>>,
    pub(crate) log_line: OnceLock<String>,
}

impl Opaque for ackwell_refusal {
    type Inner = Reason;
    const TAG: u64 = u64::from_be_bytes(*b"\0refusal");
    const NAME: &'static str = "refusal";
}

impl From<Problem> for Reason {
    fn from(problem: Problem) -> Self {
        Reason {
            message: problem.message(),
            problem,
            json: OnceLock::new(),
            address: OnceLock::new(),
            log_line: OnceLock::new(),
        }
    }
}
