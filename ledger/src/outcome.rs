//! What became of one request, and how a delivery is settled once its work has ended.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ackwell::{Acknowledgement, Code, Notification, Provider, Refusal, Severity};

use crate::claim::Delivery;
use crate::error::LedgerError;
use crate::receipt::{Receipt, ReceiveError};

/// What became of one request, in one word: for metrics and alarms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OutcomeKind {
    /// The order is fulfilled and committed.
    Fulfilled,
    /// It was fulfilled and committed before.
    Repeat,
    /// Another worker holds the lease.
    InProgress,
    /// The delivery came before with another amount, currency or order number.
    Conflict,
    /// The fulfilment failed, or it could not be committed.
    Failed,
    /// The receiver refused the request.
    Refused,
    /// The ledger could not be asked, so nothing was done.
    Unavailable,
}

impl OutcomeKind {
    /// Every kind.
    ///
    /// ```
    /// use ackwell_ledger::OutcomeKind;
    ///
    /// let words: Vec<_> = OutcomeKind::ALL.iter().map(|kind| kind.as_str()).collect();
    /// assert_eq!(
    ///     words,
    ///     ["fulfilled", "repeat", "in_progress", "conflict", "failed", "refused", "unavailable"],
    /// );
    /// ```
    pub const ALL: &'static [Self] = &[
        Self::Fulfilled,
        Self::Repeat,
        Self::InProgress,
        Self::Conflict,
        Self::Failed,
        Self::Refused,
        Self::Unavailable,
    ];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fulfilled => "fulfilled",
            Self::Repeat => "repeat",
            Self::InProgress => "in_progress",
            Self::Conflict => "conflict",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
        }
    }

    /// What it means and what was answered, in one sentence without a full stop.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Fulfilled => "the order is fulfilled and committed; answered with success",
            Self::Repeat => "it was fulfilled and committed before; answered with success",
            Self::InProgress => {
                "another worker holds the lease; answered with failure, so the provider comes back"
            }
            Self::Conflict => {
                "the delivery came before with another amount, currency or order number; answered \
                 with failure, and a person should look"
            }
            Self::Failed => {
                "the fulfilment failed, or it could not be committed; answered with failure, so the \
                 provider comes back"
            }
            Self::Refused => "the receiver refused the request; answered with failure",
            Self::Unavailable => {
                "the ledger could not be asked, so nothing was done; answered with failure, so the \
                 provider comes back"
            }
        }
    }
}

impl fmt::Display for OutcomeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How the shop's work on a first delivery has ended, for [`Receipt::settle`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ended {
    /// The order is fulfilled: the delivery is committed.
    Fulfilled,
    /// The work failed, for this cause: the delivery is released, and the next one may try again
    /// immediately.
    Failed(String),
    /// The work failed or was abandoned, for this cause, but something that it began may go on. The
    /// delivery is not released, because the next one would do the work a second time.
    /// The lease runs out.
    MayRun(String),
}

impl Ended {
    /// Every word with what it means, in one sentence without a full stop: for bindings.
    pub const WORDS: &'static [(&'static str, &'static str)] = &[
        (
            "fulfilled",
            "the order is fulfilled: the delivery is committed",
        ),
        (
            "failed",
            "the work failed: the delivery is released, and the next one may try again immediately",
        ),
        (
            "may_run",
            "the work failed or was abandoned, but something that it began may go on: the delivery \
             is not released, because the next one would do the work a second time; the lease \
             runs out",
        ),
    ];

    /// How work ended, by its word, with the cause of a failure. Absent for another word.
    pub fn from_word(word: &str, cause: String) -> Option<Self> {
        match word {
            "fulfilled" => Some(Self::Fulfilled),
            "failed" => Some(Self::Failed(cause)),
            "may_run" => Some(Self::MayRun(cause)),
            _ => None,
        }
    }

    /// How work ended that returned `result`.
    pub fn from_result<E: fmt::Display>(result: Result<(), E>) -> Self {
        match result {
            Ok(()) => Self::Fulfilled,
            Err(error) => Self::Failed(error.to_string()),
        }
    }

    /// How work ended that panicked.
    pub(crate) fn panicked() -> Self {
        Self::Failed("it panicked".to_owned())
    }
}

/// What became of one request.
///
/// The same in every language: a [kind](Self::kind) for metrics, the reason and the line for a log,
/// and what to answer.
///
/// ```
/// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
/// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
/// # let body = std::fs::read("../core/samples/payment.json")?;
/// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
/// use ackwell_ledger::{Ledger, OutcomeKind, handle_outcome};
///
/// let ledger = Ledger::open("memory:")?;
/// let outcome = handle_outcome(&receiver, &request, &ledger, |_| Err("out of stock"));
/// assert_eq!(outcome.kind(), OutcomeKind::Failed);
/// assert_eq!(outcome.acknowledgement().status, 500);
/// assert!(outcome.log_line().contains("out of stock"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "it holds what to answer"]
pub struct Outcome {
    kind: OutcomeKind,
    notification: Option<Arc<Notification>>,
    delivery: Option<Delivery>,
    refusal: Option<Refusal>,
    ledger_error: Option<Box<LedgerError>>,
    acknowledgement: Acknowledgement,
    /// Whether this is the one whose line mentions that the receiver's key is for tests.
    mentions_tests: bool,
}

/// What the line of one outcome says where keys are for tests.
const FOR_TESTS: &str = "the receiver's key or salt was made by `ackwell keys new` or a test kit: for \
                         tests only, replace it before real payments come";

/// Whether this is the first outcome of the process whose receiver has a key for tests.
fn mentions_tests(notification: &Notification) -> bool {
    static MENTIONED: AtomicBool = AtomicBool::new(false);
    notification.is_for_tests() && !MENTIONED.swap(true, Ordering::Relaxed)
}

impl Outcome {
    /// The outcome of a delivery that was claimed [inside a transaction](crate::in_transaction) of
    /// the shop's own database, once that transaction has ended. `failure` is the code and the
    /// cause of what was not a success.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use std::sync::Arc;
    /// use ackwell::Code;
    /// use ackwell_ledger::{Outcome, OutcomeKind};
    ///
    /// let notification = Arc::new(receiver.verify(&request)?);
    /// // The shop's transaction was rolled back.
    /// let failure = (Code::FulfilmentFailed, "out of stock");
    /// let outcome = Outcome::in_transaction(notification, OutcomeKind::Failed, Some(failure));
    /// assert!(!outcome.acknowledgement().is_success());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn in_transaction(
        notification: Arc<Notification>,
        kind: OutcomeKind,
        failure: Option<(Code, &str)>,
    ) -> Self {
        let refusal = failure.map(|(code, cause)| notification.refuse_because(code, cause));
        let acknowledgement = refusal
            .as_ref()
            .map_or_else(|| notification.acknowledge(), Refusal::acknowledgement);
        Self {
            kind,
            delivery: None,
            ledger_error: None,
            acknowledgement,
            refusal,
            mentions_tests: mentions_tests(&notification),
            notification: Some(notification),
        }
    }

    /// The outcome of a delivery that was claimed [inside a transaction](crate::in_transaction) of
    /// the shop's own database, once that transaction is committed. For a first delivery the work is
    /// then done.
    pub fn committed(notification: Arc<Notification>, delivery: &Delivery) -> Self {
        let kind = match delivery {
            Delivery::First => OutcomeKind::Fulfilled,
            Delivery::Repeat => OutcomeKind::Repeat,
            Delivery::InProgress(_) => OutcomeKind::InProgress,
            Delivery::Conflict(_) => OutcomeKind::Conflict,
        };
        let refusal = delivery.refusal(&notification);
        let failure = refusal.as_ref().map(Refusal::code);
        let cause = delivery.cause().unwrap_or_default();
        Self::in_transaction(notification, kind, failure.map(|code| (code, &*cause)))
    }

    /// The outcome of a delivery that was claimed [inside a transaction](crate::in_transaction) of
    /// the shop's own database, once that transaction is rolled back. The code is
    /// [`Code::FulfilmentFailed`] if it was the shop's work that failed; `claimed` is whether the
    /// ledger had answered before. If it had not, nothing was done.
    pub fn rolled_back(
        notification: Arc<Notification>,
        claimed: bool,
        code: Code,
        cause: &str,
    ) -> Self {
        let kind = if claimed {
            OutcomeKind::Failed
        } else {
            OutcomeKind::Unavailable
        };
        Self::in_transaction(notification, kind, Some((code, cause)))
    }

    /// What became of it, in one word.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Ledger, OutcomeKind, handle_outcome};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let paid = |_: &ackwell::Notification| Ok::<(), std::io::Error>(());
    /// let first = handle_outcome(&receiver, &request, &ledger, paid);
    /// let second = handle_outcome(&receiver, &request, &ledger, paid);
    /// assert_eq!(first.kind(), OutcomeKind::Fulfilled);
    /// assert_eq!(second.kind().as_str(), "repeat");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn kind(&self) -> OutcomeKind {
        self.kind
    }

    /// The stable code of a failure. Absent for a success.
    pub fn code(&self) -> Option<Code> {
        self.refusal.as_ref().map(Refusal::code)
    }

    /// The notification. Absent if the request was refused or the ledger could not be asked.
    pub fn notification(&self) -> Option<&Arc<Notification>> {
        self.notification.as_ref()
    }

    /// What the ledger said of the delivery. Absent if it was not asked, or could not be, or was
    /// asked inside a transaction.
    pub fn delivery(&self) -> Option<&Delivery> {
        self.delivery.as_ref()
    }

    /// Why the request was not acted on, with the cause. Absent for a success.
    ///
    /// Its [`log_line`](Refusal::log_line) at its [`severity`](Refusal::severity) is what
    /// [`handle`](crate::handle) writes, so that no option is needed to hear of failures.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// What the ledger reported, if it was the reason: nothing could be claimed, or what was
    /// fulfilled could not be committed.
    pub fn ledger_error(&self) -> Option<&LedgerError> {
        self.ledger_error.as_deref()
    }

    /// What to answer to the provider.
    pub fn acknowledgement(&self) -> Acknowledgement {
        self.acknowledgement
    }

    /// How urgent a failure is. Absent for a success, which is no more than a line for debugging;
    /// the first one of a process whose receiver has a [key for
    /// tests](Notification::is_for_tests) is a warning.
    pub fn severity(&self) -> Option<Severity> {
        let mention = self.mentions_tests.then_some(Severity::Warning);
        self.refusal.as_ref().map(Refusal::severity).or(mention)
    }

    /// One line for the shop's log. The first one of a process whose receiver has a [key for
    /// tests](Notification::is_for_tests) says so.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Ledger, handle_outcome};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let outcome = handle_outcome(&receiver, &request, &ledger, |_| Ok::<(), std::io::Error>(()));
    /// assert!(outcome.log_line().starts_with("lianlian fulfilled for order 2015101911313905300004 ("));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn log_line(&self) -> String {
        let line = match (&self.refusal, &self.notification) {
            (Some(refusal), _) => refusal.log_line(),
            (None, Some(notification)) => notification.log_line(self.kind.as_str()),
            (None, None) => self.kind.to_string(),
        };
        if self.mentions_tests {
            format!("{line}; {FOR_TESTS}")
        } else {
            line
        }
    }

    /// The provider, if it is known.
    pub(crate) fn provider(&self) -> Option<Provider> {
        let notification = self.notification.as_deref().map(Notification::provider);
        notification.or(self.refusal.as_ref().map(Refusal::provider))
    }

    /// Writes the line of a failure through the crate `log`, and that of a success for debugging.
    pub(crate) fn log(&self) {
        let level = match self.severity() {
            None => log::Level::Debug,
            Some(Severity::Info) => log::Level::Info,
            Some(Severity::Warning) => log::Level::Warn,
            Some(_) => log::Level::Error,
        };
        if log::log_enabled!(target: "ackwell", level) {
            log::log!(target: "ackwell", level, "{}", self.log_line());
        }
    }
}

impl From<ReceiveError> for Outcome {
    fn from(error: ReceiveError) -> Self {
        let (refusal, ledger_error) = error.into_parts();
        Self {
            ledger_error: ledger_error.map(Box::new),
            ..refusal.into()
        }
    }
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        Self {
            kind: match refusal.code() {
                Code::LedgerUnavailable | Code::LeaseLost | Code::Internal => {
                    OutcomeKind::Unavailable
                }
                _ => OutcomeKind::Refused,
            },
            notification: None,
            delivery: None,
            acknowledgement: refusal.acknowledgement(),
            refusal: Some(refusal),
            ledger_error: None,
            mentions_tests: false,
        }
    }
}

/// The settle machine: what every language's `handle` does around the shop's own work.
impl Receipt {
    /// The outcome of a delivery that is not the first one, so that nothing is to be done. Absent
    /// for a first delivery: do the work, then [`settle`](Self::settle).
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
    /// assert!(receipt.not_first().is_none());
    /// receipt.commit()?;
    ///
    /// let again = receive(&receiver, &request, &ledger)?;
    /// let outcome = again.not_first().ok_or("it is the first")?;
    /// assert_eq!(outcome.kind().as_str(), "repeat");
    /// assert!(outcome.acknowledgement().is_success());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn not_first(&self) -> Option<Outcome> {
        let kind = match self.delivery() {
            Delivery::First => return None,
            Delivery::Repeat => OutcomeKind::Repeat,
            Delivery::InProgress(_) => OutcomeKind::InProgress,
            Delivery::Conflict(_) => OutcomeKind::Conflict,
        };
        Some(self.outcome(kind, self.refusal(), None))
    }

    /// Settles the delivery as its work has ended: commits, releases, or lets the lease run out.
    ///
    /// The outcome of a delivery that is not the first one is that of
    /// [`not_first`](Self::not_first), and that of one that was committed before stays
    /// [`OutcomeKind::Fulfilled`]; nothing is committed or released then.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Ended, Ledger, receive};
    /// # fn mark_paid(_: &ackwell::Notification) -> std::io::Result<()> { Ok(()) }
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let mut receipt = receive(&receiver, &request, &ledger)?;
    /// let outcome = match receipt.not_first() {
    ///     Some(outcome) => outcome,
    ///     None => {
    ///         let result = mark_paid(receipt.notification());
    ///         receipt.settle(Ended::from_result(result))
    ///     }
    /// };
    /// assert_eq!(outcome.kind().as_str(), "fulfilled");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn settle(&mut self, ended: Ended) -> Outcome {
        if let Some(outcome) = self.settled() {
            return outcome;
        }
        match ended {
            Ended::Fulfilled => {
                let committed = self.commit();
                self.after_commit(committed)
            }
            Ended::Failed(cause) => {
                // Where it cannot be released, the lease runs out by itself.
                let _ = self.try_release();
                self.failed(&cause)
            }
            Ended::MayRun(cause) => self.failed(&may_run(&cause)),
        }
    }

    /// [`settle`](Self::settle) for async code. A commit or release that has begun goes on to its
    /// end, also if the future is dropped.
    pub async fn settle_async(&mut self, ended: Ended) -> Outcome {
        if let Some(outcome) = self.settled() {
            return outcome;
        }
        match ended {
            Ended::Fulfilled => {
                let committed = self.commit_async().await;
                self.after_commit(committed)
            }
            Ended::Failed(cause) => {
                let _ = self.try_release_async().await;
                self.failed(&cause)
            }
            Ended::MayRun(cause) => self.failed(&may_run(&cause)),
        }
    }

    /// The outcome, if there is nothing left to settle.
    fn settled(&self) -> Option<Outcome> {
        let committed = self.lease().is_some() && self.acknowledgement().is_success();
        if committed {
            return Some(self.outcome(OutcomeKind::Fulfilled, None, None));
        }
        self.not_first()
    }

    fn after_commit(&self, committed: Result<Acknowledgement, ReceiveError>) -> Outcome {
        match committed {
            Ok(_) => self.outcome(OutcomeKind::Fulfilled, None, None),
            Err(error) => {
                let (refusal, ledger_error) = error.into_parts();
                self.outcome(OutcomeKind::Failed, Some(refusal), ledger_error)
            }
        }
    }

    fn failed(&mut self, cause: &str) -> Outcome {
        let refusal = self
            .notification()
            .refuse_because(Code::FulfilmentFailed, cause);
        self.answer_failure();
        self.outcome(OutcomeKind::Failed, Some(refusal), None)
    }

    fn outcome(
        &self,
        kind: OutcomeKind,
        refusal: Option<Refusal>,
        ledger_error: Option<LedgerError>,
    ) -> Outcome {
        Outcome {
            kind,
            mentions_tests: mentions_tests(self.notification()),
            notification: Some(Arc::clone(self.notification())),
            delivery: Some(self.delivery().clone()),
            refusal,
            ledger_error: ledger_error.map(Box::new),
            acknowledgement: self.acknowledgement(),
        }
    }
}

/// The cause of work that was abandoned, with what that means for the delivery.
fn may_run(cause: &str) -> String {
    format!("{cause} (it may still run, and is not released before its lease ends)")
}
