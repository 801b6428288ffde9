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
/// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
/// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
/// # let body = std::fs::read("../core/samples/payment.json")?;
/// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
/// use ackwell_ledger::{Ledger, handle};
///
/// let ledger = Ledger::open("memory:")?;
/// let answer = handle(&receiver, &request, &ledger, |notification| {
///     println!("{:?} is paid", notification.order_no());
///     Ok::<(), std::io::Error>(())
/// });
/// assert!(answer.is_success());
/// # Ok::<(), Box<dyn std::error::Error>>(())
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
///
/// ```
/// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
/// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
/// # let body = std::fs::read("../core/samples/payment.json")?;
/// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
/// use ackwell_ledger::{Ledger, OutcomeKind, handle_outcome};
///
/// let ledger = Ledger::open("memory:")?;
/// let outcome = handle_outcome(&receiver, &request, &ledger, |notification| {
///     println!("{:?} is paid", notification.order_no());
///     Ok::<(), std::io::Error>(())
/// });
/// assert_eq!(outcome.kind(), OutcomeKind::Fulfilled);
/// assert!(outcome.acknowledgement().is_success());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    // What a panicking closure leaves behind is the shop's; it holds nothing of the ledger.
    let fulfilled = catch_unwind(AssertUnwindSafe(|| fulfil(receipt.notification())));
    receipt.settle(fulfilled.map_or_else(|_| Ended::panicked(), Ended::from_result))
}

/// Releases, and lets the lease run out by itself where that fails.
pub(crate) fn give_back(ledger: &Ledger, lease: &Lease) {
    let _ = ledger.release(lease);
}
