//! A request from its bytes to its acknowledgement.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ackwell::{Acknowledgement, Notification, Receiver, Request};

use crate::claim::Lease;
use crate::ledger::Ledger;
use crate::outcome::{Ended, Outcome};
use crate::receipt::receive;

/// Verifies a request, claims its delivery, has `fulfil` do the shop's work if it is the first,
/// commits, and says what to answer.
///
/// | | `fulfil` | answer |
/// |---|---|---|
/// | refused by the receiver | not called | failure |
/// | first, `fulfil` returns `Ok`, committed | called | success |
/// | first, `fulfil` returns `Err` or panics | called, delivery released | failure, `fulfilment_failed` |
/// | first, `Ok`, but the commit fails | called | failure, `ledger_unavailable` or `lease_lost` |
/// | repeat | not called | success |
/// | in progress elsewhere | not called | failure, `in_progress` |
/// | conflict | not called | failure, `conflict` |
/// | ledger not reachable | not called | failure, `ledger_unavailable` |
///
/// `fulfil` is called again for one delivery only if it failed before, or if its worker died or
/// took longer than the lease: make it safe to repeat, or claim
/// [inside the shop's own transaction](crate::in_transaction).
///
/// What is not acknowledged with success is written as one line through the crate `log`, target
/// `ackwell`; [`handle_outcome`] returns it in addition.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let pem = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB";
/// use ackwell::{LianLian, Notification, Request};
/// use ackwell_ledger::{Ledger, handle};
///
/// let receiver = LianLian::builder().public_key(pem).merchant_id("201103171000000000").build()?;
/// let ledger = Ledger::open("memory:")?;
///
/// let request = Request::new(b"{}").with_peer("115.236.102.36");
/// let answer = handle(&receiver, &request, &ledger, |notification: &Notification| {
///     println!("{:?} is paid", notification.order_no());
///     Ok::<(), std::io::Error>(())
/// });
/// assert!(!answer.is_success());
/// # Ok(())
/// # }
/// ```
pub fn handle<E: fmt::Display>(
    receiver: &Receiver,
    request: &Request<'_>,
    ledger: &Ledger,
    fulfil: impl FnOnce(&Notification) -> Result<(), E>,
) -> Acknowledgement {
    handle_outcome(receiver, request, ledger, fulfil).acknowledgement()
}

/// As [`handle`], and returns what happened: for logs, metrics and alarms.
pub fn handle_outcome<E: fmt::Display>(
    receiver: &Receiver,
    request: &Request<'_>,
    ledger: &Ledger,
    fulfil: impl FnOnce(&Notification) -> Result<(), E>,
) -> Outcome {
    let outcome = outcome_of(receiver, request, ledger, fulfil);
    outcome.log();
    outcome
}

fn outcome_of<E: fmt::Display>(
    receiver: &Receiver,
    request: &Request<'_>,
    ledger: &Ledger,
    fulfil: impl FnOnce(&Notification) -> Result<(), E>,
) -> Outcome {
    let mut receipt = match receive(receiver, request, ledger) {
        Ok(receipt) => receipt,
        Err(error) => return error.into(),
    };
    if let Some(outcome) = receipt.not_first() {
        return outcome;
    }
    // What a panicking closure leaves behind is the shop's; nothing of ours is inside it.
    let fulfilled = catch_unwind(AssertUnwindSafe(|| fulfil(receipt.notification())));
    receipt.settle(fulfilled.map_or_else(|_| Ended::panicked(), Ended::from_result))
}

/// Releases, and lets the lease run out by itself where that fails.
pub(crate) fn give_back(ledger: &Ledger, lease: &Lease) {
    let _ = ledger.release(lease);
}
