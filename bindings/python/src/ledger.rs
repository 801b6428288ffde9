//! The ledger. Every call leaves the interpreter to other threads while it waits for the store.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use ackwell::{Code, Config};
use ackwell_binding::{CLOSED, moment};
use ackwell_ledger::{
    EarlierPayment, ExpectedOrder, Filter, Ledger, LedgerError, Receipt, ReceiveError,
    orders_to_json, records_to_json,
};
use pyo3::prelude::*;

use crate::background::{Call, Pending};
use crate::convert::Text;
use crate::errors::{self, guard};
use crate::notification::{Notification, inner};
use crate::outcome::NativeOutcome;
use crate::receipt::NativeReceipt;
use crate::tables::provider_of;

/// A delivery that was claimed, or what became of it.
#[derive(IntoPyObject)]
pub(crate) enum Claimed {
    Receipt(NativeReceipt),
    Outcome(NativeOutcome),
}

impl Claimed {
    pub(crate) fn new(
        notification: &Arc<ackwell::Notification>,
        claimed: Result<Receipt, ReceiveError>,
        pending: &Arc<Pending>,
    ) -> Self {
        match claimed {
            Ok(receipt) => Self::Receipt(NativeReceipt::new(receipt, Arc::clone(pending))),
            Err(error) => Self::failed(notification, error.code(), &error.to_string()),
        }
    }

    pub(crate) fn failed(
        notification: &Arc<ackwell::Notification>,
        code: Code,
        cause: &str,
    ) -> Self {
        Self::Outcome(NativeOutcome::failed(notification, false, code, cause))
    }
}

/// For a request that comes while the process ends: the provider sends it again.
fn closed(notification: &Arc<ackwell::Notification>) -> Claimed {
    Claimed::failed(notification, Code::LedgerUnavailable, CLOSED)
}

/// What the package's class `Ledger` asks.
#[pyclass(frozen, module = "ackwell._native", name = "Ledger")]
pub(crate) struct NativeLedger {
    /// Nothing once it is closed.
    open: RwLock<Option<Ledger>>,
    /// What it is called: never a password.
    name: String,
    /// Its calls for async code.
    pending: Arc<Pending>,
}

impl NativeLedger {
    /// The ledger, unless it is closed.
    fn opened(&self) -> Option<Ledger> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.clone()
    }

    /// One call of the ledger, with the interpreter left to others.
    fn call<T: Send>(
        &self,
        py: Python<'_>,
        call: impl FnOnce(&Ledger) -> Result<T, LedgerError> + Send,
    ) -> PyResult<T> {
        guard(py, || {
            let Some(ledger) = self.opened() else {
                return Err(errors::argument(py, CLOSED));
            };
            let done = py.detach(|| call(&ledger));
            done.map_err(|error| errors::ledger(py, &error))
        })
    }
}

impl NativeLedger {
    /// Opens the ledger that a configuration's section `ledger` describes.
    pub(crate) fn open(py: Python<'_>, config: &Config) -> PyResult<Self> {
        guard(py, || {
            let opened = py.detach(|| Ledger::from_config(config));
            let ledger = opened.map_err(|error| errors::ledger(py, &error))?;
            let name = format!("{ledger:?}");
            Ok(Self {
                open: RwLock::new(Some(ledger)),
                name,
                pending: Arc::new(Pending::new()),
            })
        })
    }
}

#[pymethods]
impl NativeLedger {
    #[pyo3(signature = (notification, /))]
    fn claim(&self, py: Python<'_>, notification: &Bound<'_, Notification>) -> PyResult<Claimed> {
        guard(py, || {
            let notification = inner(notification);
            let Some(ledger) = self.opened() else {
                return Ok(closed(notification));
            };
            let claimed = py.detach(|| Receipt::claim(Arc::clone(notification), &ledger));
            Ok(Claimed::new(notification, claimed, &self.pending))
        })
    }

    /// Whether `claim` never waits for a store, so that async code may call it.
    fn never_waits(&self) -> bool {
        self.opened().is_some_and(|ledger| ledger.never_waits())
    }

    /// As `claim`, on a thread of the ledger, which ends `future`.
    #[pyo3(signature = (notification, future, /))]
    fn claim_then(
        &self,
        py: Python<'_>,
        notification: &Bound<'_, Notification>,
        future: Py<PyAny>,
    ) -> PyResult<()> {
        guard(py, || {
            let notification = Arc::clone(inner(notification));
            let call = Call::begin(&self.pending)?;
            let Some(ledger) = self.opened() else {
                call.end(future, |_| Ok(closed(&notification)));
                return Ok(());
            };
            let pending = Arc::clone(&self.pending);
            Receipt::claim_then(Arc::clone(&notification), &ledger, move |claimed| {
                call.end(future, |_| {
                    Ok(Claimed::new(&notification, claimed, &pending))
                });
            });
            Ok(())
        })
    }

    /// `placed_at` in milliseconds since 1970.
    #[pyo3(signature = (provider, merchant_id, order_no, placed_at, amount, /))]
    fn expect_order(
        &self,
        py: Python<'_>,
        provider: Text,
        merchant_id: Text,
        order_no: Text,
        placed_at: i64,
        amount: Option<(Text, Text)>,
    ) -> PyResult<()> {
        let provider = provider_of(py, &provider)?;
        let mut order = ExpectedOrder::new(
            provider,
            merchant_id.as_str(),
            order_no.as_str(),
            moment(placed_at),
        );
        if let Some((value, currency)) = amount {
            order = order.amount(value.as_str(), currency.as_str());
        }
        self.call(py, |ledger| ledger.expect_order(&order))
    }

    /// The overdue orders, as JSON. `now` in milliseconds since 1970.
    #[pyo3(signature = (now, /))]
    fn overdue_orders(&self, py: Python<'_>, now: Option<i64>) -> PyResult<String> {
        let now = now.map_or_else(SystemTime::now, moment);
        self.call(py, |ledger| {
            Ok(orders_to_json(&ledger.overdue_orders(now)?))
        })
    }

    /// Everything known of an order number, as JSON.
    #[pyo3(signature = (order_no, /))]
    fn order_history(&self, py: Python<'_>, order_no: Text) -> PyResult<String> {
        self.call(py, |ledger| {
            Ok(ledger.order_history(order_no.as_str())?.to_json())
        })
    }

    #[pyo3(signature = (provider, merchant_id, order_no, /))]
    fn resolve_order(
        &self,
        py: Python<'_>,
        provider: Text,
        merchant_id: Text,
        order_no: Text,
    ) -> PyResult<bool> {
        let provider = provider_of(py, &provider)?;
        self.call(py, |ledger| {
            ledger.resolve_order(provider, merchant_id.as_str(), order_no.as_str())
        })
    }

    /// The payment of the same order by another transaction that was committed before, as JSON.
    #[pyo3(signature = (notification, /))]
    fn earlier_payment(
        &self,
        py: Python<'_>,
        notification: &Bound<'_, Notification>,
    ) -> PyResult<Option<String>> {
        let notification = Arc::clone(inner(notification));
        let earlier = self.call(py, |ledger| ledger.earlier_payment(&notification))?;
        Ok(earlier.as_ref().map(EarlierPayment::to_json))
    }

    /// The records that a filter takes, both as JSON.
    #[pyo3(signature = (asked, /))]
    fn list(&self, py: Python<'_>, asked: Text) -> PyResult<String> {
        self.call(py, |ledger| {
            let filter = Filter::from_json(asked.as_str())?;
            Ok(records_to_json(&ledger.list(&filter)?))
        })
    }

    #[pyo3(signature = (delivery_key, /))]
    fn reopen(&self, py: Python<'_>, delivery_key: Text) -> PyResult<bool> {
        self.call(py, |ledger| ledger.reopen(delivery_key.as_str()))
    }

    /// How much was removed, as JSON.
    fn prune(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.call(py, Ledger::prune)?.to_json())
    }

    fn migrate(&self, py: Python<'_>) -> PyResult<u32> {
        self.call(py, Ledger::migrate)
    }

    /// What it is and how much it keeps, as JSON.
    fn status(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.call(py, Ledger::status)?.to_json())
    }

    /// Closes it, and waits for calls on its threads. Receipts that are open keep it open for
    /// themselves.
    fn close(&self, py: Python<'_>) {
        py.detach(|| {
            let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
            drop(open.take());
        });
        self.pending.wait(py);
    }

    fn __repr__(&self) -> &str {
        &self.name
    }
}
