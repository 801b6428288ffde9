//! What a ledger said of one notification, and the right to act on it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ackwell::{Code, Notification};
use ackwell_ledger::{Delivery, Receipt};
use pyo3::prelude::*;

use crate::convert::{milliseconds, seconds};
use crate::errors::{self, Answer, answer, guard, not_received};

/// What the package's class `Receipt` asks.
///
/// The lock is only ever taken with the interpreter left to others: a thread that waits for it
/// holds nothing that its holder needs.
#[pyclass(frozen, module = "ackwell._native", name = "Receipt")]
pub(crate) struct NativeReceipt {
    receipt: Mutex<Receipt>,
    delivery: Delivery,
    notification: Arc<Notification>,
}

impl NativeReceipt {
    pub(crate) fn new(receipt: Receipt) -> Self {
        let delivery = receipt.delivery().clone();
        let notification = Arc::clone(receipt.notification());
        Self {
            receipt: Mutex::new(receipt),
            delivery,
            notification,
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

    /// Why the delivery is not this worker's to fulfil, if that is answered with failure.
    fn refusal<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let (code, cause) = match &self.delivery {
            Delivery::InProgress(other) => (Code::InProgress, other.to_string()),
            Delivery::Conflict(found) => (Code::Conflict, found.to_string()),
            _ => return Ok(None),
        };
        guard(py, || {
            let because = self.notification.refuse_because(code, &cause);
            errors::refusal(py, &because).map(Some)
        })
    }

    fn lease(&self, py: Python<'_>) -> Option<Lease> {
        py.detach(|| {
            self.locked().lease().map(|lease| {
                let expires = milliseconds(lease.expires_at());
                (lease.token(), expires, seconds(lease.remaining()))
            })
        })
    }

    fn acknowledgement<'py>(&self, py: Python<'py>) -> Answer<'py> {
        answer(py, py.detach(|| self.locked().acknowledgement()))
    }

    fn commit<'py>(&self, py: Python<'py>) -> PyResult<Answer<'py>> {
        guard(py, || {
            let committed = py.detach(|| self.locked().commit());
            match committed {
                Ok(acknowledgement) => Ok(answer(py, acknowledgement)),
                Err(error) => Err(not_received(py, &error)),
            }
        })
    }

    fn release<'py>(&self, py: Python<'py>) -> PyResult<Answer<'py>> {
        guard(py, || {
            let acknowledgement = py.detach(|| self.locked().release());
            Ok(answer(py, acknowledgement))
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
