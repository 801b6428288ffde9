//! What a refusal says.

use std::ffi::c_char;

use crate::acknowledgement::{ackwell_acknowledgement, answer_to_problem, no_answer};
use crate::enums::{ackwell_provider, ackwell_severity};
use crate::reason::ackwell_refusal;
use crate::status::{ackwell_status, ackwell_status_code};
use crate::take::{free, get};
use crate::text::ackwell_text;

/// The status that the call returned; `ACKWELL_INVALID_ARGUMENT` if the handle is invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_status(refusal: *const ackwell_refusal) -> ackwell_status {
    get!(refusal, ackwell::Code::InvalidArgument.into(), |reason| {
        reason.problem.code().into()
    })
}

/// The status as text: `ackwell_status_code(ackwell_refusal_status(refusal))`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_code(refusal: *const ackwell_refusal) -> *const c_char {
    // SAFETY: as this function's own.
    ackwell_status_code(unsafe { ackwell_refusal_status(refusal) })
}

/// Whose receiver refused; `ACKWELL_PROVIDER_NONE` where none was at work yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_provider(
    refusal: *const ackwell_refusal,
) -> ackwell_provider {
    get!(refusal, ackwell_provider::NONE, |reason| {
        ackwell_provider::from(reason.problem.provider())
    })
}

/// What is wrong, for the shop's own log. It never holds key material, a salt, or a value from a
/// request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_message(refusal: *const ackwell_refusal) -> ackwell_text {
    get!(refusal, ackwell_text::ABSENT, |reason| ackwell_text::of(
        &reason.message
    ))
}

/// The member that it is about: of the body under its name on the wire, or of the configuration
/// with its path (`lianlian.public_keys[0]`), empty for the whole document. No text where there is
/// none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_member(refusal: *const ackwell_refusal) -> ackwell_text {
    get!(refusal, ackwell_text::ABSENT, |reason| reason
        .problem
        .member()
        .into())
}

/// What to do about it, in one sentence that fits the receiver's configuration.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_remedy(refusal: *const ackwell_refusal) -> ackwell_text {
    get!(refusal, ackwell_text::ABSENT, |reason| ackwell_text::of(
        reason.problem.remedy()
    ))
}

/// How urgent it is; `ACKWELL_SEVERITY_NONE` if the handle is invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_severity(
    refusal: *const ackwell_refusal,
) -> ackwell_severity {
    get!(refusal, ackwell_severity::NONE, |reason| {
        ackwell_severity::from(reason.problem.severity())
    })
}

/// The client's address, of `ACKWELL_UNTRUSTED_SOURCE`. No text where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_address(refusal: *const ackwell_refusal) -> ackwell_text {
    get!(refusal, ackwell_text::ABSENT, |reason| {
        let address = reason.address.get_or_init(|| {
            let address = reason.problem.address()?;
            Some(address.to_string())
        });
        address.as_deref().into()
    })
}

/// The one line for the shop's log: provider, code, the notification if it is verified, what was
/// found, and what to do. No line end, no control characters, nothing secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_log_line(refusal: *const ackwell_refusal) -> ackwell_text {
    get!(refusal, ackwell_text::ABSENT, |reason| {
        let line = reason.log_line.get_or_init(|| reason.problem.log_line());
        ackwell_text::of(line)
    })
}

/// What to answer: the provider will send the notification again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_acknowledgement(
    refusal: *const ackwell_refusal,
) -> ackwell_acknowledgement {
    get!(refusal, no_answer(), |reason| answer_to_problem(
        &reason.problem
    )
    .into())
}

/// The refusal as one JSON object: `code`, `message`, `member`, `provider`, `remedy`, `severity`,
/// `address`, `log_line`; null for what it lacks.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_json(refusal: *const ackwell_refusal) -> ackwell_text {
    get!(refusal, ackwell_text::ABSENT, |reason| ackwell_text::of(
        reason.json.get_or_init(|| reason.problem.to_json()),
    ))
}

/// Frees a refusal and all text borrowed from it. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_refusal_free(refusal: *mut ackwell_refusal) -> ackwell_status {
    free!(refusal)
}
