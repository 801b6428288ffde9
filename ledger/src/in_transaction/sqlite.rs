//! Claiming inside a transaction of `rusqlite`.

use ackwell::Notification;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ToSql, Transaction, params_from_iter};

use super::driven::{self, drive};
use super::value::foreign;
use super::{Dialect, Operation, Rows, SqlValue, Statements, Step};
use crate::claim::Delivery;
use crate::earlier::EarlierPayment;
use crate::error::LedgerError;

/// Creates the ledger's tables in the shop's database, if they are not there.
///
/// # Errors
///
/// `ledger_unavailable` if the database refuses.
pub fn create_tables(connection: &Connection) -> Result<(), LedgerError> {
    connection
        .execute_batch(Statements::of(Dialect::Sqlite).schema)
        .map_err(|error| unavailable(&error))
}

/// Claims the delivery inside `transaction`. With [`Delivery::First`] do the work in the same
/// transaction and commit it; what it rolls back was never claimed.
///
/// Begin the transaction as `IMMEDIATE`: a deferred one that has already read cannot wait for
/// another writer, and fails here.
///
/// # Errors
///
/// `ledger_unavailable` if the database refuses; roll back and answer failure.
///
/// ```
/// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
/// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
/// # let body = std::fs::read("../core/samples/payment.json")?;
/// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
/// use ackwell_ledger::{Delivery, in_transaction::sqlite};
/// use rusqlite::TransactionBehavior::Immediate;
///
/// let mut shop = rusqlite::Connection::open_in_memory()?;
/// shop.execute("CREATE TABLE orders (order_no TEXT, paid INTEGER)", [])?;
/// sqlite::create_tables(&shop)?;
/// let notification = receiver.verify(&request)?;
///
/// let transaction = shop.transaction_with_behavior(Immediate)?;
/// assert_eq!(sqlite::claim(&transaction, &notification)?, Delivery::First);
/// transaction.execute(
///     "UPDATE orders SET paid = 1 WHERE order_no = ?1",
///     [notification.order_no()],
/// )?;
/// transaction.commit()?;
///
/// let transaction = shop.transaction_with_behavior(Immediate)?;
/// assert_eq!(sqlite::claim(&transaction, &notification)?, Delivery::Repeat);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn claim(
    transaction: &Transaction<'_>,
    notification: &Notification,
) -> Result<Delivery, LedgerError> {
    let operation = Operation::claim(Dialect::Sqlite, notification)?;
    driven::delivery(drive(operation, |step| run(transaction, step))?)
}

/// The first payment of the order that another transaction made, if there is one: what
/// [`Ledger::earlier_payment`](crate::Ledger::earlier_payment) answers, inside `transaction`. Ask
/// after [`claim`] gave [`Delivery::First`].
///
/// # Errors
///
/// `ledger_unavailable` if the database refuses.
pub fn earlier_payment(
    transaction: &Transaction<'_>,
    notification: &Notification,
) -> Result<Option<EarlierPayment>, LedgerError> {
    let operation = Operation::earlier_payment(Dialect::Sqlite, notification);
    driven::payment(drive(operation, |step| run(transaction, step))?)
}

fn run(transaction: &Transaction<'_>, step: &Step) -> Result<Rows, LedgerError> {
    ran(transaction, step).map_err(|error| unavailable(&error))
}

fn ran(transaction: &Transaction<'_>, step: &Step) -> rusqlite::Result<Rows> {
    let mut statement = transaction.prepare_cached(step.statement.sql)?;
    let values = params_from_iter(&step.values);
    if !step.reads() {
        let changed = i64::try_from(statement.execute(values)?).unwrap_or(i64::MAX);
        return Ok(vec![vec![SqlValue::Integer(changed)]]);
    }
    let columns = statement.column_count();
    let rows = statement.query_map(values, |row| {
        (0..columns).map(|column| row.get(column)).collect()
    })?;
    rows.map(|row: rusqlite::Result<Vec<Value>>| Ok(row?.into_iter().map(SqlValue::from).collect()))
        .collect()
}

impl ToSql for SqlValue {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<Value> for SqlValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Integer(number),
            // No column of the ledger is one.
            Value::Real(number) => Self::Text(number.to_string()),
            Value::Text(text) => Self::Text(text),
            Value::Blob(bytes) => Self::Bytes(bytes),
        }
    }
}

fn unavailable(error: &rusqlite::Error) -> LedgerError {
    let Some(code) = error.sqlite_error() else {
        return foreign();
    };
    LedgerError::unavailable(format!(
        "the shop's database refused the claim (SQLite code {})",
        code.extended_code
    ))
}
