//! The ledger's calls for async code, on any executor.
//!
//! They wait on threads of the ledger's own; no runtime is needed and none is chosen.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use ackwell::{Acknowledgement, Code, Notification};

use crate::claim::{Claim, Lease};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::handle::give_back;
use crate::ledger::Ledger;
use crate::receipt::{Receipt, ReceiveError};
use crate::workers::promise;

impl Ledger {
    /// Runs `call` on a thread of the ledger and returns immediately. For a binding whose language
    /// has futures or promises: complete yours at the end of `call`.
    ///
    /// At most 16 calls of one ledger run simultaneously; others wait for their turn. A panic in
    /// `call` ends the call and nothing else. If the operating system has no thread left, `call`
    /// runs before this returns.
    ///
    /// ```
    /// use ackwell_ledger::Ledger;
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let (sender, answer) = std::sync::mpsc::channel();
    /// ledger.submit(move |ledger| {
    ///     let _ = sender.send(ledger.status().is_ok());
    /// });
    /// assert!(answer.recv().unwrap());
    /// # Ok::<(), ackwell_ledger::LedgerError>(())
    /// ```
    pub fn submit(&self, call: impl FnOnce(&Self) + Send + 'static) {
        self.on_worker(call);
    }

    /// [`claim`](Self::claim) for async code.
    ///
    /// If the future is dropped while the claim is on its way, the delivery is released in the
    /// background: nothing has begun.
    ///
    /// # Errors
    ///
    /// As [`claim`](Self::claim); also `ledger_unavailable` if every thread of the ledger was busy
    /// for the whole time-out.
    pub fn claim_async(
        &self,
        notification: &Notification,
    ) -> impl Future<Output = Result<Claim, LedgerError>> + Send + use<> {
        let entry = Entry::from(notification);
        let begun = Instant::now();
        let claimed = background(self, move |ledger| {
            // If the task is gone by now, dropping the claim releases the delivery.
            claim_in_time(ledger, entry, begun).map(|claim| Arriving::new(claim, ledger))
        });
        async { claimed.await.and_then(Arriving::arrived) }
    }

    /// [`commit`](Self::commit) for async code. A commit that has begun goes on to its end, also if
    /// the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`commit`](Self::commit).
    pub fn commit_async(
        &self,
        lease: &Lease,
    ) -> impl Future<Output = Result<(), LedgerError>> + Send + use<> {
        let lease = lease.again();
        background(self, move |ledger| ledger.commit(&lease))
    }

    /// [`release`](Self::release) for async code. It happens also if the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`release`](Self::release).
    pub fn release_async(
        &self,
        lease: &Lease,
    ) -> impl Future<Output = Result<(), LedgerError>> + Send + use<> {
        let lease = lease.again();
        background(self, move |ledger| ledger.release(&lease))
    }

    /// [`extend`](Self::extend) for async code.
    ///
    /// # Errors
    ///
    /// As [`extend`](Self::extend).
    pub async fn extend_async(&self, lease: &mut Lease) -> Result<(), LedgerError> {
        let mut longer = lease.again();
        *lease = background(self, move |ledger| {
            ledger.extend(&mut longer).map(|()| longer)
        })
        .await?;
        Ok(())
    }
}

impl Receipt {
    /// [`claim`](Self::claim) on a thread of the ledger, for a binding whose language has futures or
    /// promises: `done` is called there with the result, always and once.
    ///
    /// A receipt that `done` drops releases nothing: if nobody waits for it any more,
    /// [`release`](Self::release) it.
    pub fn claim_then(
        notification: Arc<Notification>,
        ledger: &Ledger,
        done: impl FnOnce(Result<Self, ReceiveError>) + Send + 'static,
    ) {
        let entry = Entry::from(&*notification);
        let begun = Instant::now();
        ledger.on_worker(move |ledger| {
            let claimed = catch_unwind(AssertUnwindSafe(|| claim_in_time(ledger, entry, begun)));
            done(match claimed.unwrap_or_else(|_| Err(no_result())) {
                Ok(claim) => Ok(Self::new(notification, claim, ledger)),
                Err(error) => Err(ReceiveError::ledger(&notification, error)),
            });
        });
    }

    /// [`commit`](Self::commit) for async code. A commit that has begun goes on to its end, also if
    /// the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`commit`](Self::commit).
    pub async fn commit_async(&mut self) -> Result<Acknowledgement, ReceiveError> {
        let lease = self.lease().ok_or_else(|| self.no_lease())?;
        let committed = self.ledger().commit_async(lease).await;
        self.committed(committed)
    }

    /// [`release`](Self::release) for async code.
    pub async fn release_async(&mut self) -> Acknowledgement {
        // Nothing is lost by an error here, and the answer is the same.
        let _ = self.try_release_async().await;
        self.acknowledgement()
    }

    /// [`try_release`](Self::try_release) for async code. It happens also if the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`try_release`](Self::try_release).
    pub async fn try_release_async(&mut self) -> Result<(), ReceiveError> {
        let lease = self.lease().ok_or_else(|| self.no_lease())?;
        let released = self.ledger().release_async(lease).await;
        self.released(released)
    }

    /// [`extend`](Self::extend) for async code.
    ///
    /// # Errors
    ///
    /// As [`extend`](Self::extend).
    pub async fn extend_async(&mut self) -> Result<(), LedgerError> {
        let ledger = self.ledger().clone();
        ledger.extend_async(self.lease_mut()?).await
    }
}

/// Claims, unless the call waited for a thread for longer than the store may take.
fn claim_in_time(ledger: &Ledger, entry: Entry, begun: Instant) -> Result<Claim, LedgerError> {
    if begun.elapsed() > ledger.timeout() {
        return Err(LedgerError::unavailable(
            "every thread of the ledger was busy for the whole time-out",
        ));
    }
    ledger.claim_entry(entry)
}

/// Runs `call` on a thread of the ledger, or immediately if it cannot wait. It begins before the future is
/// polled, so that it happens also if nobody waits.
fn background<T, C>(
    ledger: &Ledger,
    call: C,
) -> impl Future<Output = Result<T, LedgerError>> + Send + use<T, C>
where
    T: Send + 'static,
    C: FnOnce(&Ledger) -> Result<T, LedgerError> + Send + 'static,
{
    let (sender, done) = promise();
    let job = move |ledger: &Ledger| sender.send(call(ledger));
    if ledger.never_waits() {
        // A panic breaks the promise and nothing else, as on a thread.
        drop(catch_unwind(AssertUnwindSafe(|| job(ledger))));
    } else {
        ledger.on_worker(job);
    }
    async { done.await.unwrap_or_else(|| Err(no_result())) }
}

fn no_result() -> LedgerError {
    LedgerError::new(
        Code::Internal,
        "a call of the ledger ended without a result",
    )
}

/// A lease whose work has not begun: released when it is dropped.
struct Unbegun {
    ledger: Ledger,
    lease: Option<Lease>,
}

impl Drop for Unbegun {
    fn drop(&mut self) {
        if let Some(lease) = self.lease.take() {
            self.ledger
                .on_worker(move |ledger| give_back(ledger, &lease));
        }
    }
}

/// A claim on its way from the thread to the task.
enum Arriving {
    First(Unbegun),
    Other(Claim),
}

impl Arriving {
    fn new(claim: Claim, ledger: &Ledger) -> Self {
        match claim {
            Claim::First(lease) => Self::First(Unbegun {
                ledger: ledger.clone(),
                lease: Some(lease),
            }),
            other => Self::Other(other),
        }
    }

    fn arrived(self) -> Result<Claim, LedgerError> {
        match self {
            Self::First(mut unbegun) => {
                unbegun.lease.take().map(Claim::First).ok_or_else(no_result)
            }
            Self::Other(claim) => Ok(claim),
        }
    }
}
