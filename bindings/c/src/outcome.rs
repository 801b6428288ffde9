//! What became of one request.

use std::ffi::c_void;
use std::sync::{OnceLock, PoisonError, RwLock};

use ::ackwell_ledger::Outcome;

use crate::acknowledgement::{ackwell_acknowledgement, no_answer};
use crate::enums::{ackwell_outcome_word, ackwell_severity};
use crate::guard::Problem;
use crate::opaque::{self, Lent, Opaque};
use crate::reason::ackwell_refusal;
use crate::status::ackwell_status;
use crate::take::{borrow, call, free, get, out};
use crate::text::ackwell_text;

/// What became of one request: a word for metrics, the reason, the line for the log, and what to
/// answer. Immutable; may be read by many threads.
pub struct ackwell_outcome {
    _opaque: [u8; 0],
}

/// What is behind an outcome.
pub(crate) struct OutcomeHandle {
    outcome: Outcome,
    log_line: OnceLock<String>,
    json: OnceLock<String>,
    refusal: OnceLock<Option<Lent<ackwell_refusal>>>,
}

impl Opaque for ackwell_outcome {
    type Inner = OutcomeHandle;
    const TAG: u64 = u64::from_be_bytes(*b"\0outcome");
    const NAME: &'static str = "outcome";
}

impl From<Outcome> for OutcomeHandle {
    fn from(outcome: Outcome) -> Self {
        OutcomeHandle {
            outcome,
            log_line: OnceLock::new(),
            json: OnceLock::new(),
            refusal: OnceLock::new(),
        }
    }
}

/// A new handle that the caller frees.
pub(crate) fn give(outcome: Outcome) -> *mut ackwell_outcome {
    opaque::give(outcome.into())
}

/// The outcome of a request that `ackwell_receive()` or `ackwell_verify()` refused.
///
/// `ACKWELL_OK`: `*outcome` is the caller's, free it once with `ackwell_outcome_free()`; the refusal
/// stays the caller's too. `ACKWELL_INVALID_ARGUMENT` also for a refusal that is not about a
/// request: a wrong configuration, an argument that the function could not take.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_outcome_of_refusal(
    refusal: *const ackwell_refusal,
    outcome: *mut *mut ackwell_outcome,
) -> ackwell_status {
    let body = || {
        let reason = borrow!(refusal);
        let place = out!(outcome);
        let Problem::Refused(refused) = &reason.problem else {
            return Err(Problem::misuse("refusal", "is not about a request"));
        };
        place.write(give(refused.clone().into()));
        Ok(())
    };
    call!(body)
}

/// What became of the request, in one word; `ACKWELL_OUTCOME_NONE` if the handle is invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_outcome_kind(
    outcome: *const ackwell_outcome,
) -> ackwell_outcome_word {
    get!(outcome, ackwell_outcome_word::NONE, |held| {
        ackwell_outcome_word::from(held.outcome.kind())
    })
}

/// `ACKWELL_OK` for a success, otherwise the code of the failure; `ACKWELL_INVALID_ARGUMENT` if the
/// handle is invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_outcome_status(outcome: *const ackwell_outcome) -> ackwell_status {
    get!(outcome, ackwell::Code::InvalidArgument.into(), |held| held
        .outcome
        .code()
        .map_or(ackwell_status::OK, ackwell_status::from))
}

/// How urgent a failure is; `ACKWELL_SEVERITY_NONE` for a success, which is no more than a line for
/// debugging, and if the handle is invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_outcome_severity(
    outcome: *const ackwell_outcome,
) -> ackwell_severity {
    get!(outcome, ackwell_severity::NONE, |held| held
        .outcome
        .severity()
        .map_or(ackwell_severity::NONE, ackwell_severity::from))
}

/// The one line for the shop's log. No line end, no control characters, nothing secret. Borrowed
/// until the outcome is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_outcome_log_line(outcome: *const ackwell_outcome) -> ackwell_text {
    get!(outcome, ackwell_text::ABSENT, |held| {
        let line = held.log_line.get_or_init(|| held.outcome.log_line());
        ackwell_text::of(line)
    })
}

/// All of it as one JSON object: `outcome`, `kind`, `provider`, `order_no`, `delivery_key`, `code`,
/// `message`, `member`, `remedy`, `severity`, `address`, `log_line`. What is absent is `null`.
/// Borrowed until the outcome is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_outcome_json(outcome: *const ackwell_outcome) -> ackwell_text {
    get!(outcome, ackwell_text::ABSENT, |held| {
        let json = held.json.get_or_init(|| held.outcome.to_json());
        ackwell_text::of(json)
    })
}

/// Why the request was not acted on. Borrowed from the outcome, which frees it; NULL for a success,
/// and if the handle is invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_outcome_refusal(
    outcome: *const ackwell_outcome,
) -> *const ackwell_refusal {
    get!(outcome, std::ptr::null(), |held| {
        let lent = held.refusal.get_or_init(|| {
            let refusal = held.outcome.refusal()?.clone();
            Some(Lent::new(Problem::from(refusal).into()))
        });
        lent.as_ref().map_or(std::ptr::null(), Lent::as_ptr)
    })
}

/// What to answer to the provider.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_outcome_acknowledgement(
    outcome: *const ackwell_outcome,
) -> ackwell_acknowledgement {
    get!(outcome, no_answer(), |held| held
        .outcome
        .acknowledgement()
        .into())
}

/// Frees an outcome and all text borrowed from it. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_outcome_free(outcome: *mut ackwell_outcome) -> ackwell_status {
    free!(outcome)
}

/// Takes what became of a request, for counters. The outcome is borrowed until the function returns;
/// `context` is what was given to `ackwell_set_on_outcome()`. It is called by the thread that called
/// `ackwell_handle()`, by several at a time, and must return: no exception, no `longjmp()`.
pub type ackwell_on_outcome =
    Option<unsafe extern "C" fn(context: *mut c_void, outcome: *const ackwell_outcome)>;

#[derive(Clone, Copy)]
struct Listener {
    function: unsafe extern "C" fn(*mut c_void, *const ackwell_outcome),
    context: *mut c_void,
}

// SAFETY: whoever sets the function vouches that any thread may call it with its context.
unsafe impl Send for Listener {}
// SAFETY: as above.
unsafe impl Sync for Listener {}

static LISTENER: RwLock<Option<Listener>> = RwLock::new(None);

/// Sets a function that `ackwell_handle()` calls with the outcome of every request, a success too,
/// for the whole process. By default, and again if `on_outcome` is NULL, there is none.
///
/// Any thread may call it. Always returns `ACKWELL_OK`, unless the library has a defect
/// (`ACKWELL_INTERNAL`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_set_on_outcome(
    on_outcome: ackwell_on_outcome,
    context: *mut c_void,
) -> ackwell_status {
    let body = || {
        let listener = on_outcome.map(|function| Listener { function, context });
        *LISTENER.write().unwrap_or_else(PoisonError::into_inner) = listener;
        Ok(())
    };
    call!(body)
}

/// Hands an outcome to the function that was set.
pub(crate) fn report(outcome: &Outcome) {
    let listener = *LISTENER.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(Listener { function, context }) = listener {
        let lent = Lent::<ackwell_outcome>::new(outcome.clone().into());
        // SAFETY: whoever set it vouches for the function and its context.
        unsafe { function(context, lent.as_ptr()) }
    }
}
