//! What to answer.

use ::ackwell_binding::Problem;
use ackwell::{Acknowledgement, Code, Provider};

use crate::status::ackwell_status;
use crate::text::ackwell_text;

/// The HTTP answer that the provider expects. Its texts and bytes live forever.
///
/// Send `body` byte for byte; PingPong's success has an empty one.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ackwell_acknowledgement {
    /// The HTTP status. A provider takes 200 for success and sends again after anything else.
    pub status: u16,
    /// The value of the `Content-Type` header.
    pub content_type: ackwell_text,
    /// The body.
    pub body: *const u8,
    /// The body's length in bytes; 0 for an empty one.
    pub body_len: usize,
}

impl From<Acknowledgement> for ackwell_acknowledgement {
    fn from(answer: Acknowledgement) -> Self {
        ackwell_acknowledgement {
            status: answer.status,
            content_type: ackwell_text::of(answer.content_type),
            body: answer.body.as_ptr(),
            body_len: answer.body.len(),
        }
    }
}

/// The answer to a call that ended with `status`: success for `ACKWELL_OK`, else the failure of
/// that code; a number that is no status is answered as an internal error.
pub(crate) fn answer_to(provider: Provider, status: ackwell_status) -> ackwell_acknowledgement {
    if status == ackwell_status::OK {
        return Acknowledgement::success(provider).into();
    }
    let code = status.code().unwrap_or(Code::Internal);
    Acknowledgement::failure(provider, code).into()
}

/// What to answer for a problem. Where no provider is known, a failure that both understand.
pub(crate) fn answer_to_problem(problem: &Problem) -> Acknowledgement {
    failure(problem.provider(), problem.code())
}

/// A failure in the provider's form, or in one that every provider takes for a failure.
fn failure(provider: Option<Provider>, code: Code) -> Acknowledgement {
    Acknowledgement::failure(provider.unwrap_or(Provider::PingPong), code)
}

/// The answer where the object asked is none: a failure that every provider takes for one.
pub(crate) fn no_answer() -> ackwell_acknowledgement {
    failure(None, Code::InvalidArgument).into()
}
