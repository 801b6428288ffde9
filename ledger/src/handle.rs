//! A request from its bytes to its acknowledgement.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ackwell::{Acknowledgement, Code, Notification, Receiver, Refusal, Request, Severity};

use crate::claim::{Conflict, Delivery, InProgress, Lease};
use crate::error::LedgerError;
use crate::ledger::Ledger;
use crate::receipt::{ReceiveError, not_committed, receive};

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

/// As [`handle`], and tells what happened: for logs, metrics and alarms.
pub fn handle_outcome<E: fmt::Display>(
    receiver: &Receiver,
    request: &Request<'_>,
    ledger: &Ledger,
    fulfil: impl FnOnce(&Notification) -> Result<(), E>,
) -> Outcome<E> {
    let outcome = outcome_of(receiver, request, ledger, fulfil);
    outcome.log();
    outcome
}

fn outcome_of<E>(
    receiver: &Receiver,
    request: &Request<'_>,
    ledger: &Ledger,
    fulfil: impl FnOnce(&Notification) -> Result<(), E>,
) -> Outcome<E> {
    let (notification, delivery, lease) = match receive(receiver, request, ledger) {
        Ok(receipt) => receipt.into_parts(),
        Err(error) => return Outcome::not_received(error),
    };
    let Some(lease) = lease else {
        return Outcome::not_first(notification, delivery);
    };
    // What a panicking closure leaves behind is the shop's; nothing of ours is inside it.
    let fulfilled = catch_unwind(AssertUnwindSafe(|| fulfil(&notification)));
    let error = match fulfilled {
        Ok(Ok(())) => return Outcome::of_commit(notification, ledger.commit(&lease)),
        Ok(Err(error)) => Some(error),
        Err(_) => None,
    };
    give_back(ledger, &lease);
    Outcome::FulfilmentFailed {
        notification,
        error,
    }
}

/// Releases, and lets the lease run out by itself where that fails.
pub(crate) fn give_back(ledger: &Ledger, lease: &Lease) {
    let _ = ledger.release(lease);
}

/// What became of one request.
#[derive(Debug)]
#[must_use = "it holds what to answer"]
#[non_exhaustive]
pub enum Outcome<E> {
    /// The work was done and committed.
    Fulfilled(Arc<Notification>),
    /// It was fulfilled before.
    Repeat(Arc<Notification>),
    /// Another worker is at it.
    InProgress(Arc<Notification>, InProgress),
    /// The delivery key came before with another amount, currency or order number: let a person
    /// look.
    Conflict(Arc<Notification>, Box<Conflict>),
    /// The work failed and the delivery was given back.
    FulfilmentFailed {
        /// What was to be fulfilled.
        notification: Arc<Notification>,
        /// What the work returned; nothing if it panicked.
        error: Option<E>,
    },
    /// The work was done, but it could not be committed: it will probably be done again.
    NotCommitted {
        /// What was fulfilled.
        notification: Arc<Notification>,
        /// `ledger_unavailable` or `lease_lost`.
        error: LedgerError,
    },
    /// The ledger could not be asked, so nothing was done.
    LedgerUnavailable {
        /// What to answer, and the code.
        refusal: Refusal,
        /// What the ledger said.
        error: LedgerError,
    },
    /// The receiver refused the request.
    Refused(Refusal),
}

impl<E> Outcome<E> {
    pub(crate) fn not_received(error: ReceiveError) -> Self {
        let (refusal, ledger) = error.into_parts();
        match ledger {
            Some(error) => Self::LedgerUnavailable { refusal, error },
            None => Self::Refused(refusal),
        }
    }

    pub(crate) fn not_first(notification: Arc<Notification>, delivery: Delivery) -> Self {
        match delivery {
            Delivery::Repeat => Self::Repeat(notification),
            Delivery::Conflict(conflict) => Self::Conflict(notification, conflict),
            Delivery::InProgress(other) => Self::InProgress(notification, other),
            // A first delivery always has its lease; without one nothing may be done.
            Delivery::First => Self::FulfilmentFailed {
                notification,
                error: None,
            },
        }
    }

    pub(crate) fn of_commit(
        notification: Arc<Notification>,
        committed: Result<(), LedgerError>,
    ) -> Self {
        match committed {
            Ok(()) => Self::Fulfilled(notification),
            Err(error) => Self::NotCommitted {
                notification,
                error,
            },
        }
    }

    /// What to answer to the provider.
    pub fn acknowledgement(&self) -> Acknowledgement {
        match self {
            Self::Fulfilled(notification) | Self::Repeat(notification) => {
                notification.acknowledge()
            }
            Self::InProgress(notification, _) => refused(notification, Code::InProgress),
            Self::Conflict(notification, _) => refused(notification, Code::Conflict),
            Self::FulfilmentFailed { notification, .. } => {
                refused(notification, Code::FulfilmentFailed)
            }
            Self::NotCommitted {
                notification,
                error,
            } => refused(notification, error.code()),
            Self::LedgerUnavailable { refusal, .. } | Self::Refused(refusal) => {
                refusal.acknowledgement()
            }
        }
    }

    /// The stable code of a failure; nothing for a success.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Fulfilled(_) | Self::Repeat(_) => None,
            Self::InProgress(..) => Some(Code::InProgress),
            Self::Conflict(..) => Some(Code::Conflict),
            Self::FulfilmentFailed { .. } => Some(Code::FulfilmentFailed),
            Self::NotCommitted { error, .. } => Some(error.code()),
            Self::LedgerUnavailable { refusal, .. } | Self::Refused(refusal) => {
                Some(refusal.code())
            }
        }
    }

    /// The notification, if the request was genuine and the ledger could be asked.
    pub fn notification(&self) -> Option<&Arc<Notification>> {
        match self {
            Self::Fulfilled(notification)
            | Self::Repeat(notification)
            | Self::InProgress(notification, _)
            | Self::Conflict(notification, _)
            | Self::FulfilmentFailed { notification, .. }
            | Self::NotCommitted { notification, .. } => Some(notification),
            Self::LedgerUnavailable { .. } | Self::Refused(_) => None,
        }
    }
}

impl<E: fmt::Display> Outcome<E> {
    /// Why the request was not acted on, with the cause; nothing for a success.
    ///
    /// Its [`log_line`](Refusal::log_line) at its [`severity`](Refusal::severity) is what [`handle`]
    /// writes, so that no option is needed to hear of failures.
    pub fn refusal(&self) -> Option<Refusal> {
        let refuse = |notification: &Notification, code, cause: &dyn fmt::Display| {
            Some(notification.refuse_because(code, &cause.to_string()))
        };
        match self {
            Self::Fulfilled(_) | Self::Repeat(_) => None,
            Self::InProgress(notification, other) => refuse(notification, Code::InProgress, other),
            Self::Conflict(notification, conflict) => {
                refuse(notification, Code::Conflict, conflict)
            }
            Self::FulfilmentFailed {
                notification,
                error: Some(error),
            } => refuse(notification, Code::FulfilmentFailed, error),
            Self::FulfilmentFailed {
                notification,
                error: None,
            } => refuse(notification, Code::FulfilmentFailed, &"it panicked"),
            Self::NotCommitted {
                notification,
                error,
            } => Some(not_committed(notification, error)),
            Self::LedgerUnavailable { refusal, .. } | Self::Refused(refusal) => {
                Some(refusal.clone())
            }
        }
    }

    /// Writes the line of a failure through the crate `log`.
    pub(crate) fn log(&self) {
        if let Some(refusal) = self.refusal() {
            let level = match refusal.severity() {
                Severity::Info => log::Level::Info,
                Severity::Warning => log::Level::Warn,
                _ => log::Level::Error,
            };
            log::log!(target: "ackwell", level, "{}", refusal.log_line());
        }
    }
}

fn refused(notification: &Notification, code: Code) -> Acknowledgement {
    Acknowledgement::failure(notification.provider(), code)
}
