//! Verify and claim, and leave the fulfilment to the caller.

use std::fmt;

use ackwell::{Acknowledgement, Code, Notification, Receiver, Refusal, Request};

use crate::claim::{Claim, Delivery, Lease};
use crate::error::LedgerError;
use crate::ledger::Ledger;

/// Verifies a request and claims its delivery.
///
/// For callers that cannot put their work into a closure; [`handle`](crate::handle) does the rest
/// too. When [`Receipt::delivery`] is [`Delivery::First`], do the work, then
/// [`commit`](Receipt::commit) or [`release`](Receipt::release), and answer what that returns. For
/// every other delivery answer [`Receipt::acknowledgement`] at once.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let receiver = ackwell::LianLian::builder().build()?;
/// # let request = ackwell::Request::new(b"");
/// # fn mark_paid(_: &ackwell::Notification) -> bool { true }
/// use ackwell_ledger::{Delivery, Ledger, receive};
///
/// let ledger = Ledger::open("sqlite:///var/lib/shop/ackwell.db")?;
/// let answer = match receive(&receiver, &request, &ledger) {
///     Ok(mut receipt) if *receipt.delivery() == Delivery::First => {
///         if mark_paid(receipt.notification()) { receipt.commit()? } else { receipt.release() }
///     }
///     Ok(receipt) => receipt.acknowledgement(),
///     Err(error) => error.acknowledgement(),
/// };
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Why the request was refused, or `ledger_unavailable`; with what to answer.
pub fn receive(
    receiver: &Receiver,
    request: &Request<'_>,
    ledger: &Ledger,
) -> Result<Receipt, ReceiveError> {
    let notification = receiver.verify(request)?;
    match ledger.claim(&notification) {
        Ok(claim) => Ok(Receipt::new(notification, claim, ledger)),
        Err(error) => Err(ReceiveError::ledger(&notification, error)),
    }
}

/// A notification, what the ledger says of its delivery, and what to answer.
#[must_use = "it holds what to answer, and perhaps a lease"]
pub struct Receipt {
    notification: Notification,
    delivery: Delivery,
    /// Held while the delivery is the first and not settled.
    lease: Option<Lease>,
    acknowledgement: Acknowledgement,
    ledger: Ledger,
}

impl Receipt {
    pub(crate) fn new(notification: Notification, claim: Claim, ledger: &Ledger) -> Self {
        let failure = |code| notification.refuse(code).acknowledgement();
        let (delivery, lease, acknowledgement) = match claim {
            // Until the commit, nothing is done that could be acknowledged.
            Claim::First(lease) => (Delivery::First, Some(lease), failure(Code::InProgress)),
            Claim::Repeat => (Delivery::Repeat, None, notification.acknowledge()),
            Claim::InProgress(other) => {
                (Delivery::InProgress(other), None, failure(Code::InProgress))
            }
            Claim::Conflict(conflict) => {
                (Delivery::Conflict(conflict), None, failure(Code::Conflict))
            }
        };
        Self {
            notification,
            delivery,
            lease,
            acknowledgement,
            ledger: ledger.clone(),
        }
    }

    /// What the request said.
    pub fn notification(&self) -> &Notification {
        &self.notification
    }

    /// What the ledger said of it.
    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// The lease, while the delivery is the first one and not yet committed or released.
    pub fn lease(&self) -> Option<&Lease> {
        self.lease.as_ref()
    }

    /// What to answer as things stand: success for a repeat and after a commit, else failure.
    pub fn acknowledgement(&self) -> Acknowledgement {
        self.acknowledgement
    }

    /// The work is done: commits, and gives the answer that ends the re-sends.
    ///
    /// # Errors
    ///
    /// `lease_lost` if the lease ran out and another worker claimed the delivery;
    /// `ledger_unavailable`; `invalid_argument` if there is no lease: the delivery is not the
    /// first one, or it was settled before. Each with the failure to answer.
    pub fn commit(&mut self) -> Result<Acknowledgement, ReceiveError> {
        let lease = self.lease.as_ref().ok_or_else(|| self.no_lease())?;
        match self.ledger.commit(lease) {
            Ok(()) => {
                self.lease = None;
                self.acknowledgement = self.notification.acknowledge();
                Ok(self.acknowledgement)
            }
            Err(error) => {
                let error = ReceiveError::ledger(&self.notification, error);
                self.acknowledgement = error.acknowledgement();
                Err(error)
            }
        }
    }

    /// The work failed: gives the delivery back, so that the next one may try at once, and gives
    /// the failure to answer. If the ledger cannot be reached the lease runs out by itself.
    pub fn release(&mut self) -> Acknowledgement {
        if let Some(lease) = self.lease.take() {
            // Nothing is lost by an error here, and the answer is the same.
            let _ = self.ledger.release(&lease);
            let refusal = self.notification.refuse(Code::FulfilmentFailed);
            self.acknowledgement = refusal.acknowledgement();
        }
        self.acknowledgement
    }

    /// Lets the lease run its whole time again from now.
    ///
    /// # Errors
    ///
    /// As [`Ledger::extend`]; `invalid_argument` if there is no lease.
    pub fn extend(&mut self) -> Result<(), LedgerError> {
        match self.lease.as_mut() {
            Some(lease) => self.ledger.extend(lease),
            None => Err(no_lease()),
        }
    }

    /// The notification, without the rest. A lease that is still held runs out by itself.
    pub fn into_notification(self) -> Notification {
        self.notification
    }

    pub(crate) fn into_parts(self) -> (Notification, Delivery, Option<Lease>) {
        (self.notification, self.delivery, self.lease)
    }

    fn no_lease(&self) -> ReceiveError {
        ReceiveError::ledger(&self.notification, no_lease())
    }
}

fn no_lease() -> LedgerError {
    LedgerError::new(
        Code::InvalidArgument,
        "there is no lease: the delivery is not the first one, or it was settled before",
    )
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipt")
            .field("notification", &self.notification)
            .field("delivery", &self.delivery)
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}

/// Why a request was not received: refused by the receiver, or the ledger could not say.
#[derive(Debug, Clone)]
pub struct ReceiveError {
    refusal: Refusal,
    ledger: Option<LedgerError>,
}

impl ReceiveError {
    pub(crate) fn ledger(notification: &Notification, error: LedgerError) -> Self {
        Self {
            refusal: notification.refuse(error.code()),
            ledger: Some(error),
        }
    }

    pub(crate) fn into_parts(self) -> (Refusal, Option<LedgerError>) {
        (self.refusal, self.ledger)
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.refusal.code()
    }

    /// The refusal.
    pub fn refusal(&self) -> &Refusal {
        &self.refusal
    }

    /// What the ledger said, if the ledger was the reason.
    pub fn ledger_error(&self) -> Option<&LedgerError> {
        self.ledger.as_ref()
    }

    /// What to answer: a failure, so that the provider comes back.
    pub fn acknowledgement(&self) -> Acknowledgement {
        self.refusal.acknowledgement()
    }
}

impl From<Refusal> for ReceiveError {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            ledger: None,
        }
    }
}

impl fmt::Display for ReceiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ledger {
            Some(error) => error.fmt(f),
            None => self.refusal.fmt(f),
        }
    }
}

impl std::error::Error for ReceiveError {}
