//! A request from its bytes to its answer.

use std::ffi::c_void;

use ::ackwell_ledger::handle_outcome;
use ackwell::Notification;

use crate::guard::Problem;
use crate::ledger::ackwell_ledger;
use crate::log;
use crate::notification::{NotificationHandle, ackwell_notification};
use crate::opaque::Lent;
use crate::outcome;
use crate::reason::ackwell_refusal;
use crate::receiver::ackwell_receiver;
use crate::request::ackwell_request;
use crate::status::ackwell_status;
use crate::take::{borrow, call, checked};

/// The shop's own work on a notification: mark the order paid, ship. Returns whether it is done.
///
/// `context` is what was given to `ackwell_handle()`; the notification belongs to the library and
/// is gone afterwards. It must return: no exception, no `longjmp()`.
pub type ackwell_fulfil = Option<
    unsafe extern "C" fn(context: *mut c_void, notification: *const ackwell_notification) -> bool,
>;

/// Verifies a request, claims its delivery, has `fulfil` do the shop's work if it is the first,
/// and commits; or gives the delivery back if the work failed. Then answer with
/// `ackwell_receiver_acknowledgement(receiver, status)`.
///
/// `ACKWELL_OK`: `fulfil` was called, its work is done and committed; or it was before, and nothing
/// was called. `ACKWELL_IN_PROGRESS`, `ACKWELL_CONFLICT`: nothing was called.
/// `ACKWELL_FULFILMENT_FAILED`: `fulfil` returned false. `ACKWELL_LEASE_LOST`: the work took longer
/// than the lease and another worker has begun it. `ACKWELL_LEDGER_UNAVAILABLE`; and what
/// `ackwell_verify()` says.
///
/// What is not acknowledged with success is logged as one line, on standard error unless
/// `ackwell_set_log()` was called. `ackwell_set_on_outcome()` hears of every request.
///
/// One claim at a time; fulfilled at most once as long as the worker lives; after a crash in the
/// middle, at least once: make the work safe to repeat.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_handle(
    receiver: *const ackwell_receiver,
    request: *const ackwell_request,
    ledger: *const ackwell_ledger,
    fulfil: ackwell_fulfil,
    context: *mut c_void,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let built = borrow!(receiver);
        let request = checked!(request);
        let ledger = borrow!(ledger);
        let fulfil = fulfil.ok_or(Problem::misuse("fulfil", "is NULL"))?;
        let work = |notification: &Notification| {
            // SAFETY: `lent` is dropped at the end of this closure, and with it what borrows.
            let lent = Lent::<ackwell_notification>::new(unsafe {
                NotificationHandle::borrowed(notification)
            });
            // SAFETY: the caller vouches for its function and its context.
            let done = unsafe { fulfil(context, lent.as_ptr()) };
            if done {
                Ok(())
            } else {
                Err("it returned false")
            }
        };
        let outcome =
            request.with(|request| handle_outcome(&built.receiver, request, ledger, work));
        outcome::report(&outcome);
        // A success too is worth a line where the keys are for tests.
        if let Some(severity) = outcome.severity() {
            log::write(severity, &outcome.log_line());
        }
        match outcome.refusal() {
            None => Ok(()),
            Some(refusal) => Err(Problem::Refused(refusal.clone())),
        }
    };
    call!(refusal, body)
}
