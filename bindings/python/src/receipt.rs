//! What a ledger said of one notification, and the right to act on it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ackwell::Notification;
use ackwell_binding::since_1970;
use ackwell_ledger::{Delivery, EarlierPayment, Ended, Ledger, Receipt};
use pyo3::prelude::*;

use crate::background::{Pending, submit};
use crate::convert::{Text, seconds};
use crate::errors::{self, guard, not_received};
use crate::outcome::NativeOutcome;
use crate::values::Acknowledgement;

/// What the package's class `Receipt` asks.
///
/// The lock is only ever taken with the interpreter left to others: a thread that waits for it
/// holds nothing that its holder needs.
#[pyclass(frozen, module = "ackwell._native", name = "Receipt")]
pub(crate) struct NativeReceipt {
    receipt: Mutex<Receipt>,
    delivery: Delivery,
    notification: Arc<Notification>,
    ledger: Ledger,
    pending: Arc<Pending>,
}

impl NativeReceipt {
    pub(crate) fn new(receipt: Receipt, pending: Arc<Pending>) -> Self {
        Self {
            delivery: receipt.delivery().clone(),
            notification: Arc::clone(receipt.notification()),
            ledger: receipt.ledger().clone(),
            receipt: Mutex::new(receipt),
            pending,
        }
    }

    fn locked(&self) -> MutexGuard<'_, Receipt> {
        self.receipt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A lease: its token, when it runs out in milliseconds since 1970, and the seconds that are left.
type Lease = (u64, i64, f64);

#[pymethods]
impl NativeReceipt {
    fn delivery(&self) -> &'static str {
        self.delivery.as_str()
    }

    /// The seconds that another worker's lease still runs.
    fn other_lease(&self) -> Option<f64> {
        match &self.delivery {
            Delivery::InProgress(other) => Some(seconds(other.remaining())),
            _ => None,
        }
    }

    /// How it contradicts an earlier one, as JSON.
    fn conflict(&self) -> Option<String> {
        match &self.delivery {
            Delivery::Conflict(found) => Some(found.to_json()),
            _ => None,
        }
    }

    /// The payment of the same order by another transaction that was committed before, as JSON.
    fn earlier_payment(&self, py: Python<'_>) -> PyResult<Option<String>> {
        guard(py, || {
            let earlier = py.detach(|| self.ledger.earlier_payment(&self.notification));
            let earlier = earlier.map_err(|error| errors::ledger(py, &error))?;
            Ok(earlier.as_ref().map(EarlierPayment::to_json))
        })
    }

    /// What became of a delivery that is not the first one.
    fn not_first(&self, py: Python<'_>) -> Option<NativeOutcome> {
        py.detach(|| self.locked().not_first().map(NativeOutcome::from))
    }

    /// Settles a first delivery: commits it, or releases it if there is a cause of its failure,
    /// unless the work may still run.
    #[pyo3(signature = (cause, may_run, /))]
    fn settle(
        &self,
        py: Python<'_>,
        cause: Option<Text>,
        may_run: bool,
    ) -> PyResult<NativeOutcome> {
        let ended = match cause {
            None => Ended::Fulfilled,
            Some(cause) if may_run => Ended::MayRun(cause.0),
            Some(cause) => Ended::Failed(cause.0),
        };
        guard(py, || Ok(py.detach(|| self.locked().settle(ended)).into()))
    }

    /// Runs `call` on a thread of the ledger, which ends `future`.
    #[pyo3(signature = (call, future, /))]
    fn submit(&self, py: Python<'_>, call: Py<PyAny>, future: Py<PyAny>) -> PyResult<()> {
        guard(py, || submit(&self.ledger, &self.pending, call, future))
    }

    fn lease(&self, py: Python<'_>) -> Option<Lease> {
        py.detach(|| {
            self.locked().lease().map(|lease| {
                let expires = since_1970(lease.expires_at());
                (lease.token(), expires, seconds(lease.remaining()))
            })
        })
    }

    fn acknowledgement<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Acknowledgement>> {
        Acknowledgement::made(py, py.detach(|| self.locked().acknowledgement()))
    }

    fn commit<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Acknowledgement>> {
        guard(py, || {
            let committed = py.detach(|| self.locked().commit());
            let answer = committed.map_err(|error| not_received(py, &error))?;
            Acknowledgement::made(py, answer)
        })
    }

    fn release<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Acknowledgement>> {
        guard(py, || {
            Acknowledgement::made(py, py.detach(|| self.locked().release()))
        })
    }

    /// As `release`, but raises what went wrong.
    fn try_release(&self, py: Python<'_>) -> PyResult<()> {
        guard(py, || {
            let released = py.detach(|| self.locked().try_release());
            released.map_err(|error| not_received(py, &error))
        })
    }

    fn extend(&self, py: Python<'_>) -> PyResult<()> {
        guard(py, || {
            let extended = py.detach(|| self.locked().extend());
            extended.map_err(|error| errors::ledger(py, &error))
        })
    }
}
