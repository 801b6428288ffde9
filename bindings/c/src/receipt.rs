//! A notification, what the ledger says of its delivery, and what to answer.

use std::ffi::c_char;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::ackwell_ledger::{Delivery, Lease, Ledger, Receipt, receive};

use crate::acknowledgement::{ackwell_acknowledgement, no_answer};
use crate::enums::{ackwell_delivery, ackwell_ended};
use crate::guard::{self, Problem};
use crate::json::ackwell_json;
use crate::ledger::ackwell_ledger;
use crate::notification::{NotificationHandle, ackwell_notification};
use crate::opaque::{self, Lent, Opaque};
use crate::outcome::{ackwell_outcome, give};
use crate::reason::ackwell_refusal;
use crate::receiver::ackwell_receiver;
use crate::request::ackwell_request;
use crate::status::ackwell_status;
use crate::take::{borrow, call, checked, free, get, lossy, out};

/// A notification, what the ledger says of its delivery, and what to answer now.
pub struct ackwell_receipt {
    _opaque: [u8; 0],
}

/// What is behind a receipt.
pub(crate) struct ReceiptHandle {
    /// As it was when it was claimed: it does not change.
    delivery: Delivery,
    ledger: Ledger,
    notification: Lent<ackwell_notification>,
    /// Shared with what a thread of the ledger does with it.
    receipt: Arc<Mutex<Receipt>>,
}

impl ReceiptHandle {
    pub(crate) fn new(receipt: Receipt) -> ReceiptHandle {
        let delivery = receipt.delivery().clone();
        ReceiptHandle {
            delivery,
            ledger: receipt.ledger().clone(),
            notification: Lent::new(NotificationHandle::new(receipt.notification().clone())),
            receipt: Arc::new(Mutex::new(receipt)),
        }
    }

    fn receipt(&self) -> MutexGuard<'_, Receipt> {
        locked(&self.receipt)
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// For a call that outlives the handle.
    pub(crate) fn shared(&self) -> Arc<Mutex<Receipt>> {
        Arc::clone(&self.receipt)
    }
}

/// The receipt, also after a panic in the middle of a call, which leaves nothing half done: each of
/// a receipt's methods changes it last.
pub(crate) fn locked(receipt: &Mutex<Receipt>) -> MutexGuard<'_, Receipt> {
    receipt.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Opaque for ackwell_receipt {
    type Inner = ReceiptHandle;
    const TAG: u64 = u64::from_be_bytes(*b"\0receipt");
    const NAME: &'static str = "receipt";
}

/// Verifies a request and claims its delivery, and leaves the work to the caller: for those who
/// cannot put it into a function for `ackwell_handle()`.
///
/// On `ACKWELL_OK` `*receipt` is the caller's: free it once with `ackwell_receipt_free()`. If
/// `ackwell_receipt_delivery()` says `ACKWELL_DELIVERY_FIRST`, do the work, then call
/// `ackwell_receipt_commit()`, or `ackwell_receipt_release()` if it failed. In every case answer
/// `ackwell_receipt_acknowledgement()` after that.
///
/// Otherwise as `ackwell_verify()`, or `ACKWELL_LEDGER_UNAVAILABLE`; answer with the refusal's
/// acknowledgement.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receive(
    receiver: *const ackwell_receiver,
    request: *const ackwell_request,
    ledger: *const ackwell_ledger,
    receipt: *mut *mut ackwell_receipt,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let built = borrow!(receiver);
        let request = checked!(request);
        let ledger = borrow!(ledger);
        let receipt = out!(receipt);
        let made = request.with(|request| receive(&built.receiver, request, ledger))?;
        receipt.write(opaque::give(ReceiptHandle::new(made)));
        Ok(())
    };
    call!(refusal, body)
}

/// Claims the delivery of a notification that was verified before: one atomic step, whoever else
/// tries at the same time. For a caller who wants to look at the notification first, with
/// `ackwell_notification_expect()` for example.
///
/// On `ACKWELL_OK` as `ackwell_receive()`; the notification stays the caller's.
/// `ACKWELL_LEDGER_UNAVAILABLE`: nothing was claimed; answer with the refusal's acknowledgement.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_claim(
    ledger: *const ackwell_ledger,
    notification: *const ackwell_notification,
    receipt: *mut *mut ackwell_receipt,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = borrow!(ledger);
        let held = borrow!(notification);
        let receipt = out!(receipt);
        let shared = held.shared().ok_or(Problem::misuse(
            "notification",
            "belongs to a running ackwell_handle(), which has claimed it",
        ))?;
        let claimed = Receipt::claim(shared, ledger)?;
        receipt.write(opaque::give(ReceiptHandle::new(claimed)));
        Ok(())
    };
    call!(refusal, body)
}

/// The outcome of a delivery that is not the first one, so that nothing is to be done.
///
/// `ACKWELL_OK`: `*outcome` is NULL for a first delivery, otherwise the caller's: free it once with
/// `ackwell_outcome_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_not_first(
    receipt: *const ackwell_receipt,
    outcome: *mut *mut ackwell_outcome,
) -> ackwell_status {
    let body = || {
        let received = borrow!(receipt);
        let place = out!(outcome);
        let made = received.receipt().not_first().map(give);
        place.write(made.unwrap_or(std::ptr::null_mut()));
        Ok(())
    };
    call!(body)
}

/// Settles a first delivery as its work has ended: commits, releases, or lets the lease run out.
/// `cause` says why the work failed, for the shop's log: UTF-8, its first 500 bytes are kept.
///
/// `ACKWELL_OK`: `*outcome` is the caller's, free it once with `ackwell_outcome_free()`; it has what
/// to answer and the line for the log, also where the commit failed. The outcome of a delivery that
/// is not the first one is that of `ackwell_receipt_not_first()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_settle(
    receipt: *mut ackwell_receipt,
    ended: ackwell_ended,
    cause: *const c_char,
    cause_len: usize,
    outcome: *mut *mut ackwell_outcome,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let received = borrow!(receipt.cast_const());
        let ended = ended.ended(lossy!(cause, cause_len))?;
        let place = out!(outcome);
        place.write(give(received.receipt().settle(ended)));
        Ok(())
    };
    call!(refusal, body)
}

/// What the ledger said of the delivery when it was claimed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_delivery(
    receipt: *const ackwell_receipt,
) -> ackwell_delivery {
    get!(receipt, ackwell_delivery::NONE, |received| {
        ackwell_delivery::from(&received.delivery)
    })
}

/// Why a notification must not be fulfilled: it is in progress elsewhere, or in conflict. For the
/// log of a program that settles by itself.
///
/// `ACKWELL_OK`: `*refusal` is the caller's, free it with `ackwell_refusal_free()`; NULL for a first
/// delivery and a repeat.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_refusal(
    receipt: *const ackwell_receipt,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let held = borrow!(receipt);
        let place = out!(refusal);
        let made = held.receipt().refusal();
        let made = made.map(|refusal| opaque::give(Problem::from(refusal).into()));
        place.write(made.unwrap_or(std::ptr::null_mut()));
        Ok(())
    };
    call!(body)
}

/// What the request said. Borrowed from the receipt, which frees it; NULL if the handle is invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_notification(
    receipt: *const ackwell_receipt,
) -> *const ackwell_notification {
    get!(receipt, std::ptr::null(), |received| received
        .notification
        .as_ptr())
}

/// What to answer now: success for a repeat and after a commit, otherwise failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_acknowledgement(
    receipt: *const ackwell_receipt,
) -> ackwell_acknowledgement {
    get!(receipt, no_answer(), |received| received
        .receipt()
        .acknowledgement()
        .into())
}

/// The work is done: every later delivery is a repeat. Committing twice is no error.
///
/// `ACKWELL_LEASE_LOST`: the lease ran out and another worker claimed the delivery, or it was
/// released. `ACKWELL_LEDGER_UNAVAILABLE`: whether it is committed is not known; the next delivery
/// tells. `ACKWELL_INVALID_ARGUMENT`: the delivery is not the first one. After each of them
/// `ackwell_receipt_acknowledgement()` is a failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_commit(
    receipt: *mut ackwell_receipt,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let received = borrow!(receipt.cast_const());
        received.receipt().commit()?;
        Ok(())
    };
    call!(refusal, body)
}

/// The work failed: the next delivery may try again immediately. Releasing twice is no error.
///
/// `ACKWELL_LEASE_LOST`: another worker claimed the delivery, or it was committed.
/// `ACKWELL_LEDGER_UNAVAILABLE`: the lease runs out by itself. `ACKWELL_INVALID_ARGUMENT`: the
/// delivery is not the first one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_release(
    receipt: *mut ackwell_receipt,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let received = borrow!(receipt.cast_const());
        received.receipt().try_release()?;
        Ok(())
    };
    call!(refusal, body)
}

/// Lets the lease run its whole time again from now: for work that takes longer than foreseen.
///
/// `ACKWELL_LEASE_LOST`: another worker claimed the delivery, or it was settled; stop the work if
/// that is possible. `ACKWELL_LEDGER_UNAVAILABLE`. `ACKWELL_INVALID_ARGUMENT`: the delivery is not
/// the first one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_extend(
    receipt: *mut ackwell_receipt,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let received = borrow!(receipt.cast_const());
        received.receipt().extend()?;
        Ok(())
    };
    call!(refusal, body)
}

/// The fencing token: 1 for the first claim of a delivery, higher with each further one. Hand it to
/// a system of your own that should refuse a worker who comes too late. 0 unless the delivery is
/// the first one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_token(receipt: *const ackwell_receipt) -> u64 {
    get!(receipt, 0, |received| {
        let receipt = received.receipt();
        receipt.lease().map_or(0, Lease::token)
    })
}

/// How many milliseconds the lease still runs: this worker's if the delivery is the first one, the
/// other's if it is in progress; else 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_remaining_ms(receipt: *const ackwell_receipt) -> u64 {
    guard::get(0, || {
        let received = borrow!(receipt);
        let remaining = match &received.delivery {
            Delivery::InProgress(other) => other.remaining(),
            _ => received
                .receipt()
                .lease()
                .map(Lease::remaining)
                .unwrap_or_default(),
        };
        Ok(u64::try_from(remaining.as_millis()).unwrap_or(u64::MAX))
    })
}

/// How the notification contradicts an earlier one, for the person who has to look: a `Conflict` of
/// docs/records.md.
///
/// `ACKWELL_OK`: `*conflict` is NULL unless the delivery is `ACKWELL_DELIVERY_CONFLICT`, otherwise
/// the caller's: free it once with `ackwell_json_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_conflict(
    receipt: *const ackwell_receipt,
    conflict: *mut *mut ackwell_json,
) -> ackwell_status {
    let body = || {
        let received = borrow!(receipt);
        let place = out!(conflict);
        let made = match &received.delivery {
            Delivery::Conflict(known) => opaque::give(known.to_json()),
            _ => std::ptr::null_mut(),
        };
        place.write(made);
        Ok(())
    };
    call!(body)
}

/// Frees a receipt, its notification and all text borrowed from it. A lease that is not settled
/// runs out by itself. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receipt_free(receipt: *mut ackwell_receipt) -> ackwell_status {
    free!(receipt)
}
