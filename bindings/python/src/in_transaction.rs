//! The ledger on a connection of the shop's own: which statement is next, with its values.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use ackwell::Code;
use ackwell_binding::moment;
use ackwell_ledger::in_transaction::{
    Answer, Dialect, Next, Operation, Placeholders, Rows, SqlValue, Statements, Values,
};
use ackwell_ledger::{Delivery, EarlierPayment, ExpectedOrder, LedgerError, orders_to_json};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyInt, PyString, PyTuple};

use crate::convert::{self, Text, seconds};
use crate::errors::{self, guard};
use crate::notification::{Notification, inner};
use crate::outcome::NativeOutcome;
use crate::tables::provider_of;

/// What the package's module `_transaction` runs, statement by statement.
#[pyclass(frozen, module = "ackwell._native", name = "Operation")]
pub(crate) struct NativeOperation {
    style: Placeholders,
    /// What is claimed, where something is.
    notification: Option<Arc<ackwell::Notification>>,
    state: Mutex<State>,
}

struct State {
    operation: Operation,
    answer: Option<Answer>,
}

/// A statement, its values, and whether it gives rows.
type Step<'py> = (String, Bound<'py, PyTuple>, bool);

#[pymethods]
impl NativeOperation {
    #[staticmethod]
    #[pyo3(signature = (dialect, style, notification, /))]
    fn claim(
        py: Python<'_>,
        dialect: Text,
        style: Text,
        notification: &Bound<'_, Notification>,
    ) -> PyResult<Self> {
        guard(py, || {
            let notification = Arc::clone(inner(notification));
            let operation = Operation::claim(dialect_of(py, &dialect)?, &notification);
            let operation = operation.map_err(|error| failed(py, &error, Some(&notification)))?;
            Self::new(py, operation, &style, Some(notification))
        })
    }

    #[staticmethod]
    #[pyo3(signature = (dialect, style, notification, /))]
    fn confirm(
        py: Python<'_>,
        dialect: Text,
        style: Text,
        notification: &Bound<'_, Notification>,
    ) -> PyResult<Self> {
        guard(py, || {
            let notification = Arc::clone(inner(notification));
            let operation = Operation::confirm(dialect_of(py, &dialect)?, &notification);
            let operation = operation.map_err(|error| failed(py, &error, Some(&notification)))?;
            Self::new(py, operation, &style, Some(notification))
        })
    }

    #[staticmethod]
    #[pyo3(signature = (dialect, style, notification, /))]
    fn earlier_payment(
        py: Python<'_>,
        dialect: Text,
        style: Text,
        notification: &Bound<'_, Notification>,
    ) -> PyResult<Self> {
        guard(py, || {
            let dialect = dialect_of(py, &dialect)?;
            let operation = Operation::earlier_payment(dialect, inner(notification));
            Self::new(py, operation, &style, None)
        })
    }

    /// `placed_at` in milliseconds since 1970.
    #[staticmethod]
    #[pyo3(signature = (dialect, style, provider, merchant_id, order_no, placed_at, amount, /))]
    #[expect(clippy::too_many_arguments, reason = "an order has that many parts")]
    fn expect_order(
        py: Python<'_>,
        dialect: Text,
        style: Text,
        provider: Text,
        merchant_id: Text,
        order_no: Text,
        placed_at: i64,
        amount: Option<(Text, Text)>,
    ) -> PyResult<Self> {
        guard(py, || {
            let dialect = dialect_of(py, &dialect)?;
            let provider = provider_of(py, &provider)?;
            let (merchant_id, order_no) = (merchant_id.as_str(), order_no.as_str());
            let mut order = ExpectedOrder::new(provider, merchant_id, order_no, moment(placed_at));
            if let Some((value, currency)) = amount {
                order = order.amount(value.as_str(), currency.as_str());
            }
            Self::new(py, Operation::expect_order(dialect, order), &style, None)
        })
    }

    #[staticmethod]
    #[pyo3(signature = (dialect, style, provider, merchant_id, order_no, /))]
    fn resolve_order(
        py: Python<'_>,
        dialect: Text,
        style: Text,
        provider: Text,
        merchant_id: Text,
        order_no: Text,
    ) -> PyResult<Self> {
        guard(py, || {
            let dialect = dialect_of(py, &dialect)?;
            let provider = provider_of(py, &provider)?;
            let (merchant_id, order_no) = (merchant_id.as_str(), order_no.as_str());
            let operation = Operation::resolve_order(dialect, provider, merchant_id, order_no);
            Self::new(py, operation, &style, None)
        })
    }

    /// `now` in milliseconds since 1970.
    #[staticmethod]
    #[pyo3(signature = (dialect, style, now, /))]
    fn overdue_orders(
        py: Python<'_>,
        dialect: Text,
        style: Text,
        now: Option<i64>,
    ) -> PyResult<Self> {
        guard(py, || {
            let now = now.map_or_else(SystemTime::now, moment);
            let operation = Operation::overdue_orders(dialect_of(py, &dialect)?, now);
            Self::new(py, operation, &style, None)
        })
    }

    /// `retention` in seconds.
    #[staticmethod]
    #[pyo3(signature = (dialect, style, retention, /))]
    fn prune(py: Python<'_>, dialect: Text, style: Text, retention: f64) -> PyResult<Self> {
        guard(py, || {
            let retention = Duration::try_from_secs_f64(retention.max(0.0));
            let retention = retention.unwrap_or(Duration::MAX);
            let operation = Operation::prune(dialect_of(py, &dialect)?, retention);
            let operation = operation.map_err(|error| errors::ledger(py, &error))?;
            Self::new(py, operation, &style, None)
        })
    }

    /// The next statement, given the rows of the one before; nothing when it is over.
    #[pyo3(signature = (rows, /))]
    fn next<'py>(&self, py: Python<'py>, rows: Vec<Vec<Cell>>) -> PyResult<Option<Step<'py>>> {
        guard(py, || {
            let cells = |row: Vec<Cell>| row.into_iter().map(|cell| cell.0).collect();
            let rows: Rows = rows.into_iter().map(cells).collect();
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let next = state.operation.next(&rows);
            match next.map_err(|error| failed(py, &error, self.notification.as_deref()))? {
                Next::Run(step) => {
                    let (sql, values) = step.written(self.style);
                    let values: PyResult<Vec<_>> =
                        values.iter().map(|value| taken(py, value)).collect();
                    Ok(Some((sql, PyTuple::new(py, values?)?, step.reads())))
                }
                Next::Done(answer) => {
                    state.answer = Some(answer);
                    Ok(None)
                }
            }
        })
    }

    /// What it came to; records as JSON.
    fn answer<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            match &state.answer {
                None | Some(Answer::Expected | Answer::Confirmed) => Ok(py.None().into_bound(py)),
                Some(Answer::Delivery(delivery)) => self.delivery(py, delivery),
                Some(Answer::EarlierPayment(payment)) => {
                    let json = payment.as_ref().map(EarlierPayment::to_json);
                    json.into_bound_py_any(py)
                }
                Some(Answer::Resolved(waited)) => waited.into_bound_py_any(py),
                Some(Answer::Orders(orders)) => orders_to_json(orders).into_bound_py_any(py),
                Some(Answer::Pruned(pruned)) => pruned.to_json().into_bound_py_any(py),
                Some(_) => Err(errors::argument(py, "the operation has no answer")),
            }
        })
    }
}

impl NativeOperation {
    fn new(
        py: Python<'_>,
        operation: Operation,
        style: &Text,
        notification: Option<Arc<ackwell::Notification>>,
    ) -> PyResult<Self> {
        let state = State {
            operation,
            answer: None,
        };
        Ok(Self {
            style: style_of(py, style)?,
            notification,
            state: Mutex::new(state),
        })
    }

    fn delivery<'py>(&self, py: Python<'py>, delivery: &Delivery) -> PyResult<Bound<'py, PyAny>> {
        let row = PyDict::new(py);
        row.set_item("delivery", delivery.as_str())?;
        let (said, remaining) = match delivery {
            Delivery::Conflict(said) => (Some(said.to_json()), None),
            Delivery::InProgress(other) => (None, Some(seconds(other.remaining()))),
            _ => (None, None),
        };
        row.set_item("conflict", said)?;
        row.set_item("remaining", remaining)?;
        if let Some(notification) = &self.notification {
            row.set_item("outcome", NativeOutcome::committed(notification, delivery))?;
        }
        row.into_bound_py_any(py)
    }
}

/// The statements that create the tables, one by one.
#[pyfunction]
#[pyo3(signature = (dialect, /))]
pub(crate) fn schema(py: Python<'_>, dialect: Text) -> PyResult<Vec<String>> {
    guard(py, || {
        let statements = Statements::of(dialect_of(py, &dialect)?).schema_statements();
        Ok(statements.into_iter().map(String::from).collect())
    })
}

/// What the column `state` means: the number, whether the lease still runs, the state.
#[pyfunction]
pub(crate) fn kept_states() -> Vec<(i64, bool, &'static str)> {
    let states = ackwell_ledger::in_transaction::states().into_iter();
    states
        .map(|(number, runs, state)| (number, runs, state.as_str()))
        .collect()
}

/// Every statement with its values and columns, as JSON.
#[pyfunction]
#[pyo3(signature = (dialect, style, /))]
pub(crate) fn statements(py: Python<'_>, dialect: Text, style: Text) -> PyResult<String> {
    guard(py, || {
        let (dialect, style) = (dialect_of(py, &dialect)?, style_of(py, &style)?);
        Ok(Statements::of(dialect).to_json(dialect, style))
    })
}

/// What the statements take of a notification, as JSON.
#[pyfunction]
#[pyo3(signature = (notification, /))]
pub(crate) fn ledger_values(
    py: Python<'_>,
    notification: &Bound<'_, Notification>,
) -> PyResult<String> {
    guard(py, || Ok(Values::of(inner(notification)).to_json()))
}

fn dialect_of(py: Python<'_>, name: &Text) -> PyResult<Dialect> {
    Dialect::from_name(name.as_str()).ok_or_else(|| {
        let message = "the ledger's tables are for SQLite, PostgreSQL, MySQL and MariaDB";
        errors::argument(py, message)
    })
}

fn style_of(py: Python<'_>, name: &Text) -> PyResult<Placeholders> {
    Placeholders::from_name(name.as_str()).ok_or_else(|| {
        let message = "the driver's paramstyle is not qmark, format, pyformat, numeric or \
                       numeric_dollar";
        errors::argument(py, message)
    })
}

/// What a claim could not do, with the answer to send; anything else without.
fn failed(
    py: Python<'_>,
    error: &LedgerError,
    notification: Option<&ackwell::Notification>,
) -> PyErr {
    match notification {
        Some(notification) if error.code() != Code::InvalidArgument => {
            let refusal = notification.refuse_because(error.code(), &error.to_string());
            errors::refused(py, &refusal)
        }
        _ => errors::ledger(py, error),
    }
}

fn taken<'py>(py: Python<'py>, value: &SqlValue) -> PyResult<Bound<'py, PyAny>> {
    match value {
        SqlValue::Null => Ok(py.None().into_bound(py)),
        SqlValue::Integer(number) => number.into_bound_py_any(py),
        SqlValue::Text(text) => text.into_bound_py_any(py),
        SqlValue::Bytes(bytes) => Ok(PyBytes::new(py, bytes).into_any()),
    }
}

/// A cell of a row, as whichever driver gives it.
struct Cell(SqlValue);

impl<'py> FromPyObject<'_, 'py> for Cell {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let value = value.to_owned();
        if value.is_none() {
            return Ok(Self(SqlValue::Null));
        }
        if value.is_instance_of::<PyInt>() {
            return Ok(Self(SqlValue::Integer(value.extract()?)));
        }
        if let Some(bytes) = convert::body(&value)? {
            return Ok(Self(SqlValue::Bytes(bytes.as_slice().to_vec())));
        }
        // A text, or a `Decimal` where a driver gives one.
        let text: Bound<'py, PyString> = value.str()?;
        Ok(Self(SqlValue::Text(text.to_string_lossy().into_owned())))
    }
}
