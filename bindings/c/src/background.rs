//! Calls of the ledger that do not wait: for bindings whose language has futures or promises.
//!
//! They run on threads of the ledger, at most 16 at a time.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use ::ackwell_binding::catch;
use ::ackwell_ledger::{Outcome, Receipt};

use crate::enums::ackwell_ended;
use crate::guard::Problem;
use crate::ledger::ackwell_ledger;
use crate::notification::ackwell_notification;
use crate::opaque;
use crate::outcome::{ackwell_outcome, give};
use crate::reason::ackwell_refusal;
use crate::receipt::{ReceiptHandle, ackwell_receipt, locked};
use crate::receiver::ackwell_receiver;
use crate::request::ackwell_request;
use crate::status::ackwell_status;
use crate::take::{borrow, call, checked, lossy};

/// Takes a receipt, or why there is none. The receipt is the caller's, and so is the refusal, which
/// is NULL if `status` is `ACKWELL_OK`. It is called once, by a thread of the ledger, perhaps before
/// the function that began the call has returned, and must return: no exception, no `longjmp()`.
pub type ackwell_received = Option<
    unsafe extern "C" fn(
        context: *mut c_void,
        status: ackwell_status,
        receipt: *mut ackwell_receipt,
        refusal: *mut ackwell_refusal,
    ),
>;

/// Takes an outcome, which is the caller's; NULL if the library has a defect: the lease then runs
/// out. Called as `ackwell_received` is.
pub type ackwell_settled =
    Option<unsafe extern "C" fn(context: *mut c_void, outcome: *mut ackwell_outcome)>;

/// Takes how a call ended. The refusal is the caller's, and NULL if `status` is `ACKWELL_OK`. Called
/// as `ackwell_received` is.
pub type ackwell_done = Option<
    unsafe extern "C" fn(
        context: *mut c_void,
        status: ackwell_status,
        refusal: *mut ackwell_refusal,
    ),
>;

/// A caller's function with its context.
struct Callback<F> {
    function: F,
    context: *mut c_void,
}

// SAFETY: whoever passes the function vouches that a thread of the ledger may call it with its
// context.
unsafe impl<F> Send for Callback<F> {}

impl<F> Callback<F> {
    fn new(function: Option<F>, context: *mut c_void) -> Result<Callback<F>, Problem> {
        let function = function.ok_or(Problem::misuse("done", "is NULL"))?;
        Ok(Callback { function, context })
    }
}

type Takes =
    unsafe extern "C" fn(*mut c_void, ackwell_status, *mut ackwell_receipt, *mut ackwell_refusal);

impl Callback<Takes> {
    fn received(self, claimed: Result<Receipt, Problem>) {
        let made = catch(|| claimed.map(|receipt| opaque::give(ReceiptHandle::new(receipt))));
        let (status, receipt, refusal) = match made.unwrap_or_else(Err) {
            Ok(receipt) => (ackwell_status::OK, receipt, std::ptr::null_mut()),
            Err(problem) => {
                let (status, refusal) = refused(problem);
                (status, std::ptr::null_mut(), refusal)
            }
        };
        // SAFETY: whoever passed it vouches for the function and its context.
        unsafe { (self.function)(self.context, status, receipt, refusal) }
    }
}

type TakesEnd = unsafe extern "C" fn(*mut c_void, ackwell_status, *mut ackwell_refusal);

impl Callback<TakesEnd> {
    fn ended(self, ended: Result<(), Problem>) {
        let (status, refusal) = match ended {
            Ok(()) => (ackwell_status::OK, std::ptr::null_mut()),
            Err(problem) => refused(problem),
        };
        // SAFETY: whoever passed it vouches for the function and its context.
        unsafe { (self.function)(self.context, status, refusal) }
    }
}

fn refused(problem: Problem) -> (ackwell_status, *mut ackwell_refusal) {
    let status = problem.code().into();
    let made = catch(|| opaque::give(problem.into()));
    (status, made.unwrap_or(std::ptr::null_mut()))
}

/// As `ackwell_receive()`, without waiting for the ledger. The request is verified before the
/// function returns, so its memory may go then.
///
/// On `ACKWELL_OK` the claim is on its way and `done` is called once. On any other status `done` is
/// not called: the request was refused. Whoever does not want a first delivery any more when it
/// arrives, because its caller has gone, releases it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receive_async(
    receiver: *const ackwell_receiver,
    request: *const ackwell_request,
    ledger: *const ackwell_ledger,
    done: ackwell_received,
    context: *mut c_void,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let done: Callback<Takes> = Callback::new(done, context)?;
        let built = borrow!(receiver);
        let request = checked!(request);
        let ledger = borrow!(ledger);
        let verified = request.with(|request| built.receiver.verify(request))?;
        Receipt::claim_then(Arc::new(verified), ledger, move |claimed| {
            done.received(claimed.map_err(Problem::from));
        });
        Ok(())
    };
    call!(refusal, body)
}

/// As `ackwell_claim()`, without waiting for the ledger; `done` is called as for
/// `ackwell_receive_async()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_claim_async(
    ledger: *const ackwell_ledger,
    notification: *const ackwell_notification,
    done: ackwell_received,
    context: *mut c_void,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let done: Callback<Takes> = Callback::new(done, context)?;
        let ledger = borrow!(ledger);
        let held = borrow!(notification);
        let shared = held.shared().ok_or(Problem::misuse(
            "notification",
            "belongs to a running ackwell_handle(), which has claimed it",
        ))?;
        Receipt::claim_then(shared, ledger, move |claimed| {
            done.received(claimed.map_err(Problem::from));
        });
        Ok(())
    };
    call!(refusal, body)
}

/// As `ackwell_receipt_settle()`, without waiting for the ledger. The receipt may be freed when the
/// function has returned.
///
/// On `ACKWELL_OK` `done` is called once. On any other status it is not called.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_settle_async(
    receipt: *mut ackwell_receipt,
    ended: ackwell_ended,
    cause: *const c_char,
    cause_len: usize,
    done: ackwell_settled,
    context: *mut c_void,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let done = Callback::new(done, context)?;
        let received = borrow!(receipt.cast_const());
        let ended = ended.ended(lossy!(cause, cause_len))?;
        on_ledger(
            received,
            move |receipt| Ok(receipt.settle(ended)),
            move |settled: Result<Outcome, Problem>| {
                // The whole callback moves in, not the pointer inside it.
                let done = done;
                let made = settled.and_then(|outcome| catch(|| give(outcome)));
                // SAFETY: whoever passed it vouches for the function and its context.
                unsafe { (done.function)(done.context, made.unwrap_or(std::ptr::null_mut())) }
            },
        );
        Ok(())
    };
    call!(refusal, body)
}

/// As `ackwell_receipt_commit()`, without waiting for the ledger; `done` is called as for
/// `ackwell_receipt_settle_async()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_commit_async(
    receipt: *mut ackwell_receipt,
    done: ackwell_done,
    context: *mut c_void,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let received = borrow!(receipt.cast_const());
        ending(received, done, context, |receipt: &mut Receipt| {
            receipt.commit()?;
            Ok(())
        })
    };
    call!(refusal, body)
}

/// As `ackwell_receipt_release()`, without waiting for the ledger; `done` is called as for
/// `ackwell_receipt_settle_async()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_release_async(
    receipt: *mut ackwell_receipt,
    done: ackwell_done,
    context: *mut c_void,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let received = borrow!(receipt.cast_const());
        ending(received, done, context, |receipt: &mut Receipt| {
            Ok(receipt.try_release()?)
        })
    };
    call!(refusal, body)
}

/// As `ackwell_receipt_extend()`, without waiting for the ledger; `done` is called as for
/// `ackwell_receipt_settle_async()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_extend_async(
    receipt: *mut ackwell_receipt,
    done: ackwell_done,
    context: *mut c_void,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let received = borrow!(receipt.cast_const());
        ending(received, done, context, |receipt: &mut Receipt| {
            Ok(receipt.extend()?)
        })
    };
    call!(refusal, body)
}

/// As [`on_ledger`], for a call that only ends: `done` hears how.
fn ending(
    received: &ReceiptHandle,
    done: ackwell_done,
    context: *mut c_void,
    call: impl FnOnce(&mut Receipt) -> Result<(), Problem> + Send + 'static,
) -> Result<(), Problem> {
    let done: Callback<TakesEnd> = Callback::new(done, context)?;
    on_ledger(received, call, move |ended| done.ended(ended));
    Ok(())
}

/// Runs `call` with the receipt on a thread of its ledger, and `done` there with the result.
fn on_ledger<T>(
    received: &ReceiptHandle,
    call: impl FnOnce(&mut Receipt) -> Result<T, Problem> + Send + 'static,
    done: impl FnOnce(Result<T, Problem>) + Send + 'static,
) {
    let shared = received.shared();
    received.ledger().submit(move |_| {
        let result = catch(|| call(&mut locked(&shared)));
        done(result.unwrap_or_else(Err));
    });
}
