//! Verify and claim, and leave the fulfilment to the caller.

use std::fmt;
use std::sync::Arc;

use ackwell::{Acknowledgement, Code, Notification, Receiver, Refusal, Request};

use crate::claim::{Claim, Delivery, Lease};
use crate::earlier::EarlierPayment;
use crate::error::LedgerError;
use crate::ledger::Ledger;

/// Verifies a request and claims its delivery.
///
/// For callers that cannot put their work into a closure; [`handle`](crate::handle) does the rest
/// too. When [`Receipt::delivery`] is [`Delivery::First`], do the work, then
/// [`commit`](Receipt::commit) or [`release`](Receipt::release), and answer what that returns. For
/// every other delivery answer [`Receipt::acknowledgement`] immediately.
///
/// ```
/// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
/// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
/// # let body = std::fs::read("../core/samples/payment.json")?;
/// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
/// use ackwell_ledger::{Delivery, Ledger, receive};
/// # fn mark_paid(_: &ackwell::Notification) -> bool { true }
///
/// let ledger = Ledger::open("memory:")?;
/// let answer = match receive(&receiver, &request, &ledger) {
///     Ok(mut receipt) if *receipt.delivery() == Delivery::First => {
///         if mark_paid(receipt.notification()) { receipt.commit()? } else { receipt.release() }
///     }
///     Ok(receipt) => receipt.acknowledgement(),
///     Err(error) => error.acknowledgement(),
/// };
/// assert!(answer.is_success());
/// # Ok::<(), Box<dyn std::error::Error>>(())
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
    Receipt::claim(Arc::new(receiver.verify(request)?), ledger)
}

/// A notification, what the ledger says of its delivery, and what to answer.
#[must_use = "it holds what to answer, and perhaps a lease"]
pub struct Receipt {
    notification: Arc<Notification>,
    delivery: Delivery,
    /// Of a first delivery.
    lease: Option<Lease>,
    acknowledgement: Acknowledgement,
    ledger: Ledger,
}

impl Receipt {
    /// Claims the delivery of a notification that was verified before: for a caller who wants to
    /// look at it first, with [`Notification::expect`] for example. Else [`receive`] does both.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`, with what to answer.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use std::sync::Arc;
    /// use ackwell_ledger::{Ledger, Receipt};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let notification = Arc::new(receiver.verify(&request)?);
    /// notification.expect("2015101911313905300004", "0.01", "CNY")?;
    /// let mut receipt = Receipt::claim(notification, &ledger)?;
    /// assert!(receipt.commit()?.is_success());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn claim(notification: Arc<Notification>, ledger: &Ledger) -> Result<Self, ReceiveError> {
        match ledger.claim(&notification) {
            Ok(claim) => Ok(Self::new(notification, claim, ledger)),
            Err(error) => Err(ReceiveError::ledger(&notification, error)),
        }
    }

    pub(crate) fn new(notification: Arc<Notification>, claim: Claim, ledger: &Ledger) -> Self {
        let failure = |code| Acknowledgement::failure(notification.provider(), code);
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
    pub fn notification(&self) -> &Arc<Notification> {
        &self.notification
    }

    /// What the ledger reports about it.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Delivery, Ledger, receive};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let receipt = receive(&receiver, &request, &ledger)?;
    /// assert_eq!(*receipt.delivery(), Delivery::First);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// The lease, if the delivery is the first one.
    pub fn lease(&self) -> Option<&Lease> {
        self.lease.as_ref()
    }

    /// The payment of the same order by another transaction that was committed before this one; see
    /// [`Ledger::earlier_payment`].
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    pub fn earlier_payment(&self) -> Result<Option<EarlierPayment>, LedgerError> {
        self.ledger.earlier_payment(&self.notification)
    }

    /// What to answer now: success for a repeat and after a commit, otherwise failure.
    pub fn acknowledgement(&self) -> Acknowledgement {
        self.acknowledgement
    }

    /// Why it must not be fulfilled, for the shop's log: it is in progress elsewhere, or in
    /// conflict. Absent for a first delivery and a repeat.
    pub fn refusal(&self) -> Option<Refusal> {
        self.delivery.refusal(&self.notification)
    }

    /// Commits a delivery whose order is fulfilled, and returns the answer that ends the re-sends.
    /// Committing twice is not an error.
    ///
    /// # Errors
    ///
    /// `lease_lost` if the lease ran out and another worker claimed the delivery, or it was
    /// released; `ledger_unavailable`; `invalid_argument` if there is no lease: the delivery is not
    /// the first one. Each with the failure to answer.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Ledger, receive};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let mut receipt = receive(&receiver, &request, &ledger)?;
    /// // Do the work of a first delivery here.
    /// let answer = receipt.commit()?;
    /// assert_eq!(answer.body, br#"{"ret_code":"0000","ret_msg":"ok"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn commit(&mut self) -> Result<Acknowledgement, ReceiveError> {
        let lease = self.lease.as_ref().ok_or_else(|| self.no_lease())?;
        let committed = self.ledger.commit(lease);
        self.committed(committed)
    }

    /// What a commit's result makes of it.
    pub(crate) fn committed(
        &mut self,
        committed: Result<(), LedgerError>,
    ) -> Result<Acknowledgement, ReceiveError> {
        match committed {
            Ok(()) => {
                self.acknowledgement = self.notification.acknowledge();
                Ok(self.acknowledgement)
            }
            Err(error) => {
                let error = ReceiveError {
                    refusal: not_committed(&self.notification, &error),
                    ledger: Some(Box::new(error)),
                };
                self.acknowledgement = error.acknowledgement();
                Err(error)
            }
        }
    }

    /// Releases a delivery whose work failed, so that the next one may try immediately, and returns
    /// the failure to answer. If the ledger cannot be reached the lease runs out by itself. After a
    /// commit it does nothing, and the answer stays a success.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Ledger, receive};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let mut receipt = receive(&receiver, &request, &ledger)?;
    /// // The work of a first delivery failed: the provider sends again.
    /// let answer = receipt.release();
    /// assert_eq!(answer.status, 500);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn release(&mut self) -> Acknowledgement {
        // Nothing is lost by an error here, and the answer is the same.
        let _ = self.try_release();
        self.acknowledgement
    }

    /// As [`release`](Self::release), for callers who want to know how it went. Releasing twice is
    /// not an error.
    ///
    /// # Errors
    ///
    /// `lease_lost` if another worker claimed the delivery, or it was committed;
    /// `ledger_unavailable`; `invalid_argument` if there is no lease. What to answer is then still
    /// [`acknowledgement`](Self::acknowledgement).
    pub fn try_release(&mut self) -> Result<(), ReceiveError> {
        let lease = self.lease.as_ref().ok_or_else(|| self.no_lease())?;
        let released = self.ledger.release(lease);
        self.released(released)
    }

    /// What a release's result makes of it.
    pub(crate) fn released(
        &mut self,
        released: Result<(), LedgerError>,
    ) -> Result<(), ReceiveError> {
        self.answer_failure();
        released.map_err(|error| ReceiveError::ledger(&self.notification, error))
    }

    /// Answers that the fulfilment failed, unless it is committed.
    pub(crate) fn answer_failure(&mut self) {
        if !self.acknowledgement.is_success() {
            self.acknowledgement =
                Acknowledgement::failure(self.notification.provider(), Code::FulfilmentFailed);
        }
    }

    /// Lets the lease run its whole time again from now.
    ///
    /// # Errors
    ///
    /// As [`Ledger::extend`]; `invalid_argument` if there is no lease.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Ledger, receive};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let mut receipt = receive(&receiver, &request, &ledger)?;
    /// receipt.extend()?;
    /// assert!(receipt.lease().is_some_and(|lease| lease.remaining().as_secs() >= 59));
    /// # receipt.release();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn extend(&mut self) -> Result<(), LedgerError> {
        let ledger = self.ledger.clone();
        ledger.extend(self.lease_mut()?)
    }

    pub(crate) fn lease_mut(&mut self) -> Result<&mut Lease, LedgerError> {
        self.lease.as_mut().ok_or_else(no_lease)
    }

    /// The ledger that it came from.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The notification, without the rest. A lease that is still held runs out by itself.
    pub fn into_notification(self) -> Arc<Notification> {
        self.notification
    }

    pub(crate) fn no_lease(&self) -> ReceiveError {
        ReceiveError::ledger(&self.notification, no_lease())
    }
}

fn no_lease() -> LedgerError {
    LedgerError::new(
        Code::InvalidArgument,
        "there is no lease: the delivery is not the first one",
    )
}

/// The order is fulfilled, but the ledger does not know it.
pub(crate) fn not_committed(notification: &Notification, error: &LedgerError) -> Refusal {
    let cause = format!("it was fulfilled, but not committed: {error}");
    notification.refuse_because(error.code(), &cause)
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
    /// Boxed, so that what returns a receipt or this stays small.
    ledger: Option<Box<LedgerError>>,
}

impl ReceiveError {
    pub(crate) fn ledger(notification: &Notification, error: LedgerError) -> Self {
        Self {
            refusal: notification.refuse_because(error.code(), &error.to_string()),
            ledger: Some(Box::new(error)),
        }
    }

    pub(crate) fn into_parts(self) -> (Refusal, Option<LedgerError>) {
        (self.refusal, self.ledger.map(|error| *error))
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
        self.ledger.as_deref()
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
