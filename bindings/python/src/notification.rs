//! A verified notification, its parts converted when they are asked for.

use std::sync::Arc;

use ackwell::{Code, Notification};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::convert::{self, Text};
use crate::errors::{Answer, answer, argument, guard, refusal, refused};
use crate::outcome::NativeOutcome;

/// What the package's class `Notification` asks.
#[pyclass(frozen, module = "ackwell._native", name = "Notification")]
pub(crate) struct NativeNotification {
    pub(crate) inner: Arc<Notification>,
    /// The position of the kind in core's list of kinds; one past the end for `pingpong.other`.
    #[pyo3(get)]
    position: usize,
}

impl NativeNotification {
    pub(crate) fn new(inner: Arc<Notification>) -> Self {
        let kinds = ackwell::kinds();
        let position = inner.table().map_or(kinds.len(), |table| {
            let same = |kind: &&ackwell::KindTable| kind.kind == table.kind;
            kinds.iter().position(same).unwrap_or(kinds.len())
        });
        Self { inner, position }
    }
}

#[pymethods]
impl NativeNotification {
    fn provider(&self) -> &'static str {
        self.inner.provider().as_str()
    }

    fn kind(&self) -> &'static str {
        self.inner.kind()
    }

    fn merchant_id(&self) -> &str {
        self.inner.merchant_id()
    }

    fn order_no(&self) -> Option<&str> {
        self.inner.order_no()
    }

    fn transaction_no(&self) -> Option<&str> {
        self.inner.transaction_no()
    }

    fn status(&self) -> &'static str {
        self.inner.status().as_str()
    }

    fn status_text(&self) -> &str {
        self.inner.status_text()
    }

    fn amount<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let amount = self.inner.amount();
        guard(py, || {
            amount
                .map(|amount| convert::amount(py, &amount))
                .transpose()
        })
    }

    fn delivery_key(&self, py: Python<'_>) -> PyResult<&str> {
        guard(py, || Ok(self.inner.delivery_key()))
    }

    fn fingerprint<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guard(py, || Ok(PyBytes::new(py, &self.inner.fingerprint())))
    }

    fn irregularities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.irregularities())
    }

    fn source(&self) -> (&'static str, Option<String>, Option<bool>) {
        let source = self.inner.source();
        let address = source.address.map(|address| address.to_string());
        (source.check(), address, source.trusted)
    }

    fn signed_text(&self) -> &str {
        self.inner.signed_text()
    }

    /// The typed value of the kind's own field at that position.
    #[pyo3(signature = (position, /))]
    fn typed<'py>(&self, py: Python<'py>, position: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
        guard(py, || {
            let value = self.inner.typed(position);
            value.map(|value| convert::typed(py, value)).transpose()
        })
    }

    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyTuple>>> {
        guard(py, || {
            let members = self.inner.fields();
            members.map(|member| convert::member(py, member)).collect()
        })
    }

    fn envelope<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyTuple>>> {
        guard(py, || {
            let members = self.inner.envelope();
            members.map(|member| convert::member(py, member)).collect()
        })
    }

    /// Whether it is the answer that its order waited for.
    fn resolves_order(&self, py: Python<'_>) -> PyResult<bool> {
        guard(py, || Ok(ackwell_ledger::resolves_order(&self.inner)))
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || Ok(self.inner.to_json()))
    }

    /// Raises unless it is about that order, amount and currency.
    #[pyo3(signature = (order_no, amount, currency, /))]
    fn expect(&self, py: Python<'_>, order_no: Text, amount: Text, currency: Text) -> PyResult<()> {
        guard(py, || {
            let (order_no, amount) = (order_no.as_str(), amount.as_str());
            let met = self.inner.expect(order_no, amount, currency.as_str());
            met.map_err(|refusal| refused(py, &refusal))
        })
    }

    fn acknowledge<'py>(&self, py: Python<'py>) -> Answer<'py> {
        answer(py, self.inner.acknowledge())
    }

    /// A refusal with that code, not raised yet.
    #[pyo3(signature = (code, /))]
    fn refuse<'py>(&self, py: Python<'py>, code: Text) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || refusal(py, &self.inner.refuse(code_of(py, &code)?)))
    }

    /// What became of it: its work in a transaction of the shop's failed, with that code.
    #[pyo3(signature = (code, cause, /))]
    fn failed(&self, py: Python<'_>, code: Text, cause: Text) -> PyResult<NativeOutcome> {
        guard(py, || {
            let code = code_of(py, &code)?;
            Ok(NativeOutcome::failed(&self.inner, code, cause.as_str()))
        })
    }
}

pub(crate) fn code_of(py: Python<'_>, code: &Text) -> PyResult<Code> {
    Code::from_text(code.as_str()).ok_or_else(|| argument(py, "there is no code of that name"))
}
