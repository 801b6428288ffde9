//! No panic leaves a function; a problem becomes a status and, if the caller wants it, a refusal.

pub(crate) use ::ackwell_binding::Problem;
use ::ackwell_binding::catch;

use crate::opaque::{self, Opaque};
use crate::reason::ackwell_refusal;
use crate::status::ackwell_status;

/// Runs a call that can fail. On failure `*refusal`, unless `refusal` is NULL, is a new handle.
///
/// # Safety
///
/// `refusal` is NULL or may be written to.
pub(crate) unsafe fn call(
    refusal: *mut *mut ackwell_refusal,
    body: impl FnOnce() -> Result<(), Problem>,
) -> ackwell_status {
    let outcome = catch(body).unwrap_or_else(Err);
    let Err(problem) = outcome else {
        return ackwell_status::OK;
    };
    let status = ackwell_status::from(problem.code());
    if !refusal.is_null() && refusal.is_aligned() {
        let made = catch(|| opaque::give(problem.into()));
        // SAFETY: not NULL and aligned, and the caller vouches that it may be written to.
        unsafe { refusal.write(made.unwrap_or(std::ptr::null_mut())) };
    }
    status
}

/// Runs a getter: `otherwise` for an invalid handle, and after a panic.
pub(crate) fn get<T>(otherwise: T, body: impl FnOnce() -> Result<T, Problem>) -> T {
    match catch(body) {
        Ok(Ok(value)) => value,
        Ok(Err(_)) | Err(_) => otherwise,
    }
}

/// Frees a handle.
///
/// # Safety
///
/// As [`opaque::free`].
pub(crate) unsafe fn free<O: Opaque>(object: *mut O) -> ackwell_status {
    // SAFETY: as this function's own; there is no refusal to write.
    unsafe { call(std::ptr::null_mut(), || opaque::free(object)) }
}

#[cfg(test)]
mod tests {
    use std::ptr::null_mut;

    use ackwell::Code;

    use super::*;
    use crate::refusal::{ackwell_refusal_free, ackwell_refusal_message};
    use crate::text::ackwell_text;

    #[test]
    fn a_panic_becomes_internal_and_its_text_stays_inside() {
        let mut refusal = null_mut();
        // SAFETY: the place is a local variable.
        let status = unsafe { call(&raw mut refusal, || panic!("210.97 of somebody's money")) };
        assert_eq!(status, Code::Internal.into());
        // SAFETY: the handle is live, and its text borrowed until it is freed.
        let message = unsafe {
            let ackwell_text { data, len } = ackwell_refusal_message(refusal);
            std::slice::from_raw_parts(data.cast::<u8>(), len).to_vec()
        };
        assert_eq!(message, Code::Internal.sentence().as_bytes());
        // SAFETY: freed once.
        assert_eq!(unsafe { ackwell_refusal_free(refusal) }, ackwell_status::OK);
        assert_eq!(get(7, || panic!("a defect")), 7);
    }

    /// Functions that only hand out what was made at build time.
    const CANNOT_PANIC: &[&str] = &[
        "ackwell_abi_version",
        "ackwell_version",
        "ackwell_status_code",
        "ackwell_status_sentence",
        "ackwell_status_http",
        "ackwell_status_remedy",
        "ackwell_status_severity",
        "ackwell_status_count",
        "ackwell_status_at",
        "ackwell_provider_name",
        "ackwell_payment_status_name",
        "ackwell_delivery_name",
        "ackwell_outcome_word_name",
        "ackwell_severity_name",
        "ackwell_refusal_code",
    ];

    #[test]
    fn every_function_runs_inside_a_guard() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
        let mut functions = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            for part in source.split("#[unsafe(no_mangle)]").skip(1) {
                // Up to the brace that ends the function, which alone is at a line's start.
                let body = part.split("\n}\n").next().unwrap();
                let name = body.split("fn ").nth(1).unwrap().split('(').next().unwrap();
                let guarded = ["call!(", "guard::get(", "get!(", "free!(", "catch("]
                    .iter()
                    .any(|guard| body.contains(guard));
                assert!(
                    guarded || CANNOT_PANIC.contains(&name),
                    "{name} has no guard"
                );
                functions += 1;
            }
        }
        assert!(functions > 60, "only {functions} functions were found");
    }
}
