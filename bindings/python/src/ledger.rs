//! The ledger. Every call leaves the interpreter to other threads while it waits for the store.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use ackwell::Code;
use ackwell_ledger::{
    Conflict, DueOrder, EarlierPayment, ExpectedOrder, Filter, Ledger, LedgerError, Receipt,
    Record, Said, State,
};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{Text, milliseconds, moment};
use crate::errors::{self, guard, not_received};
use crate::notification::NativeNotification;
use crate::receipt::NativeReceipt;
use crate::tables::provider_of;

const CLOSED: &str = "the ledger was closed";

/// What the package's class `Ledger` asks.
#[pyclass(frozen, module = "ackwell._native", name = "Ledger")]
pub(crate) struct NativeLedger {
    /// Nothing once it is closed.
    open: RwLock<Option<Ledger>>,
    /// What it is called: never a password.
    name: String,
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
                return Err(errors::argument(py, CLOSED, None));
            };
            let done = py.detach(|| call(&ledger));
            done.map_err(|error| errors::ledger(py, &error))
        })
    }
}

#[pymethods]
impl NativeLedger {
    /// Opens the ledger that a configuration's section `ledger` describes.
    #[new]
    #[pyo3(signature = (section, /))]
    fn new(py: Python<'_>, section: Text) -> PyResult<Self> {
        guard(py, || {
            let opened = py.detach(|| Ledger::from_json(section.as_str()));
            let ledger = opened.map_err(|error| errors::ledger(py, &error))?;
            let name = format!("{ledger:?}");
            Ok(Self {
                open: RwLock::new(Some(ledger)),
                name,
            })
        })
    }

    #[pyo3(signature = (notification, /))]
    fn claim(&self, py: Python<'_>, notification: &NativeNotification) -> PyResult<NativeReceipt> {
        guard(py, || {
            let notification = Arc::clone(&notification.inner);
            let Some(ledger) = self.opened() else {
                // A request that comes while the process ends: the provider sends it again.
                let closed = notification.refuse_because(Code::LedgerUnavailable, CLOSED);
                return Err(errors::refused(py, &closed));
            };
            let claimed = py.detach(|| Receipt::claim(notification, &ledger));
            match claimed {
                Ok(receipt) => Ok(NativeReceipt::new(receipt)),
                Err(error) => Err(not_received(py, &error)),
            }
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

    #[pyo3(signature = (now, /))]
    fn due_for_query<'py>(
        &self,
        py: Python<'py>,
        now: Option<i64>,
    ) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let now = now.map_or_else(SystemTime::now, moment);
        let due = self.call(py, |ledger| ledger.due_for_query(now))?;
        due.iter().map(|order| due_row(py, order)).collect()
    }

    #[pyo3(signature = (provider, merchant_id, order_no, /))]
    fn settle_order(
        &self,
        py: Python<'_>,
        provider: Text,
        merchant_id: Text,
        order_no: Text,
    ) -> PyResult<bool> {
        let provider = provider_of(py, &provider)?;
        self.call(py, |ledger| {
            ledger.settle_order(provider, merchant_id.as_str(), order_no.as_str())
        })
    }

    /// The payment of the same order by another transaction that was committed before.
    #[pyo3(signature = (notification, /))]
    fn earlier_payment<'py>(
        &self,
        py: Python<'py>,
        notification: &NativeNotification,
    ) -> PyResult<Option<Bound<'py, PyDict>>> {
        let notification = Arc::clone(&notification.inner);
        let earlier = self.call(py, |ledger| ledger.earlier_payment(&notification))?;
        earlier.map(|payment| earlier_row(py, &payment)).transpose()
    }

    #[pyo3(signature = (state, conflicts, after, limit, /))]
    fn list<'py>(
        &self,
        py: Python<'py>,
        state: Option<Text>,
        conflicts: bool,
        after: Option<Text>,
        limit: u32,
    ) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let mut filter = Filter::all().limit(limit);
        if let Some(state) = state {
            let state = state.as_str().parse::<State>();
            filter = filter.state(state.map_err(|error| errors::ledger(py, &error))?);
        }
        if conflicts {
            filter = filter.with_conflicts();
        }
        if let Some(after) = after {
            filter = filter.after(after.0);
        }
        let records = self.call(py, |ledger| ledger.list(&filter))?;
        records.iter().map(|record| row(py, record)).collect()
    }

    #[pyo3(signature = (delivery_key, /))]
    fn release_key(&self, py: Python<'_>, delivery_key: Text) -> PyResult<bool> {
        self.call(py, |ledger| ledger.release_key(delivery_key.as_str()))
    }

    /// How many deliveries, conflicts and orders were removed.
    fn prune(&self, py: Python<'_>) -> PyResult<(u64, u64, u64)> {
        let pruned = self.call(py, Ledger::prune)?;
        Ok((pruned.deliveries, pruned.conflicts, pruned.orders))
    }

    fn migrate(&self, py: Python<'_>) -> PyResult<u32> {
        self.call(py, Ledger::migrate)
    }

    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let status = self.call(py, Ledger::status)?;
        let row = PyDict::new(py);
        row.set_item("store", status.store())?;
        row.set_item("location", status.location())?;
        row.set_item("server", status.server())?;
        row.set_item("schema", status.schema())?;
        row.set_item("durability", status.durability())?;
        row.set_item("lease", seconds(status.lease()))?;
        row.set_item("retention", seconds(status.retention()))?;
        let counts = status.counts();
        row.set_item("in_progress", counts.in_progress)?;
        row.set_item("expired", counts.expired)?;
        row.set_item("committed", counts.committed)?;
        row.set_item("released", counts.released)?;
        row.set_item("conflicts", counts.conflicts)?;
        row.set_item("waiting_orders", counts.waiting_orders)?;
        Ok(row)
    }

    /// Closes it. Receipts that are open keep it open for themselves.
    fn close(&self, py: Python<'_>) {
        py.detach(|| {
            let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
            drop(open.take());
        });
    }

    fn __repr__(&self) -> &str {
        &self.name
    }
}

pub(crate) fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}

pub(crate) fn due_row<'py>(py: Python<'py>, order: &DueOrder) -> PyResult<Bound<'py, PyDict>> {
    let row = PyDict::new(py);
    row.set_item("provider", order.provider())?;
    row.set_item("merchant_id", order.merchant_id())?;
    row.set_item("order_no", order.order_no())?;
    row.set_item("amount", order.amount())?;
    row.set_item("currency", order.currency())?;
    row.set_item("placed_at", milliseconds(order.placed_at()))?;
    row.set_item("due_at", milliseconds(order.due_at()))?;
    Ok(row)
}

pub(crate) fn earlier_row<'py>(
    py: Python<'py>,
    payment: &EarlierPayment,
) -> PyResult<Bound<'py, PyDict>> {
    let row = PyDict::new(py);
    row.set_item("delivery_key", payment.delivery_key())?;
    row.set_item("transaction_no", payment.transaction_no())?;
    row.set_item("amount", payment.amount())?;
    row.set_item("currency", payment.currency())?;
    row.set_item("fulfilled_at", milliseconds(payment.fulfilled_at()))?;
    Ok(row)
}

fn row<'py>(py: Python<'py>, record: &Record) -> PyResult<Bound<'py, PyDict>> {
    let row = PyDict::new(py);
    row.set_item("delivery_key", record.delivery_key())?;
    row.set_item("state", record.state().as_str())?;
    row.set_item("token", record.token())?;
    row.set_item("provider", record.provider())?;
    row.set_item("kind", record.kind())?;
    row.set_item("merchant_id", record.merchant_id())?;
    row.set_item("order_no", record.order_no())?;
    row.set_item("transaction_no", record.transaction_no())?;
    row.set_item("status", record.status())?;
    row.set_item("amount", record.amount())?;
    row.set_item("currency", record.currency())?;
    row.set_item("fingerprint", record.fingerprint_hex())?;
    row.set_item("first_seen", milliseconds(record.first_seen()))?;
    row.set_item("changed_at", milliseconds(record.changed_at()))?;
    let conflicts: PyResult<Vec<_>> = record
        .conflicts()
        .iter()
        .map(|one| conflict(py, one))
        .collect();
    row.set_item("conflicts", conflicts?)?;
    Ok(row)
}

pub(crate) fn conflict<'py>(py: Python<'py>, conflict: &Conflict) -> PyResult<Bound<'py, PyDict>> {
    let row = PyDict::new(py);
    row.set_item("delivery_key", conflict.delivery_key())?;
    row.set_item("first", said(py, conflict.first())?)?;
    row.set_item("later", said(py, conflict.later())?)?;
    row.set_item("first_seen", milliseconds(conflict.first_seen()))?;
    row.set_item("last_seen", milliseconds(conflict.last_seen()))?;
    row.set_item("times", conflict.times())?;
    row.set_item("differs", conflict.differs())?;
    Ok(row)
}

fn said<'py>(py: Python<'py>, said: Said<'_>) -> PyResult<Bound<'py, PyDict>> {
    let row = PyDict::new(py);
    row.set_item("fingerprint", said.fingerprint_hex())?;
    row.set_item("order_no", said.order_no())?;
    row.set_item("amount", said.amount())?;
    row.set_item("currency", said.currency())?;
    Ok(row)
}
