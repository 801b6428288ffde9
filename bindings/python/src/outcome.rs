//! What became of one request.

use std::sync::Arc;

use ackwell::{Code, Notification, Severity};
use ackwell_ledger::{Delivery, Outcome};
use pyo3::prelude::*;

use crate::errors::exception;
use crate::values::Acknowledgement;

/// What the package's module `_outcome` reports.
#[pyclass(frozen, module = "ackwell._native", name = "Outcome")]
pub(crate) struct NativeOutcome(Outcome);

impl NativeOutcome {
    /// Of a notification that could not be claimed, or whose work in a transaction of the shop's
    /// failed.
    pub(crate) fn failed(
        notification: &Arc<Notification>,
        claimed: bool,
        code: Code,
        cause: &str,
    ) -> Self {
        Self(Outcome::rolled_back(
            Arc::clone(notification),
            claimed,
            code,
            cause,
        ))
    }

    /// Of a notification that was claimed in a transaction of the shop's, once that is committed.
    pub(crate) fn committed(notification: &Arc<Notification>, delivery: &Delivery) -> Self {
        Self(Outcome::committed(Arc::clone(notification), delivery))
    }
}

impl From<Outcome> for NativeOutcome {
    fn from(outcome: Outcome) -> Self {
        Self(outcome)
    }
}

#[pymethods]
impl NativeOutcome {
    /// The word of the severity of a failure.
    fn severity(&self) -> Option<&'static str> {
        self.0.severity().map(Severity::as_str)
    }

    fn to_json(&self) -> String {
        self.0.to_json()
    }

    fn acknowledgement<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Acknowledgement>> {
        Acknowledgement::made(py, self.0.acknowledgement())
    }

    /// The exception of a failure, not raised yet.
    fn exception<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let refusal = self.0.refusal();
        refusal.map(|refusal| exception(py, refusal)).transpose()
    }
}
