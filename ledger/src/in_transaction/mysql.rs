//! Claiming inside a transaction of `mysql`.

use ackwell::Notification;
use mysql::prelude::Queryable as _;
use mysql::{Conn, Params, Row, Transaction, Value};

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
pub fn create_tables(connection: &mut Conn) -> Result<(), LedgerError> {
    for statement in Statements::of(Dialect::Mysql).schema_statements() {
        connection
            .query_drop(statement)
            .map_err(|error| unavailable(&error))?;
    }
    Ok(())
}

/// Claims the delivery inside `transaction`. With [`Delivery::First`] do the work in the same
/// transaction and commit it; what it rolls back was never claimed.
///
/// # Errors
///
/// `ledger_unavailable` if the database refuses, also when it chose this transaction to end a
/// deadlock; roll back and answer failure.
pub fn claim(
    transaction: &mut Transaction<'_>,
    notification: &Notification,
) -> Result<Delivery, LedgerError> {
    let operation = Operation::claim(Dialect::Mysql, notification)?;
    driven::delivery(drive(operation, |step| run(transaction, step))?)
}

/// The first payment of the order that another transaction made, if there is one: what
/// [`Ledger::earlier_payment`](crate::Ledger::earlier_payment) answers, inside `transaction`. Ask
/// after [`claim`] gave [`Delivery::First`].
///
/// # Errors
///
/// `ledger_unavailable` if the database refuses, also when it chose this transaction to end a
/// deadlock: two payments of one order that are fulfilled at the same moment wait for each other.
pub fn earlier_payment(
    transaction: &mut Transaction<'_>,
    notification: &Notification,
) -> Result<Option<EarlierPayment>, LedgerError> {
    let operation = Operation::earlier_payment(Dialect::Mysql, notification);
    driven::payment(drive(operation, |step| run(transaction, step))?)
}

fn run(transaction: &mut Transaction<'_>, step: &Step) -> Result<Rows, LedgerError> {
    let values = step.values.iter().map(Value::from).collect();
    let rows: Vec<Row> = transaction
        .exec(step.statement.sql, Params::Positional(values))
        .map_err(|error| unavailable(&error))?;
    if !step.reads() {
        let changed = i64::try_from(transaction.affected_rows()).unwrap_or(i64::MAX);
        return Ok(vec![vec![SqlValue::Integer(changed)]]);
    }
    rows.into_iter()
        .map(|row| row.unwrap().into_iter().map(cell).collect())
        .collect()
}

impl From<&SqlValue> for Value {
    fn from(value: &SqlValue) -> Self {
        match value {
            SqlValue::Null => Self::NULL,
            SqlValue::Integer(number) => Self::Int(*number),
            SqlValue::Text(text) => Self::Bytes(text.clone().into_bytes()),
            SqlValue::Bytes(bytes) => Self::Bytes(bytes.clone()),
        }
    }
}

/// A text arrives as its bytes.
fn cell(value: Value) -> Result<SqlValue, LedgerError> {
    match value {
        Value::NULL => Ok(SqlValue::Null),
        Value::Int(number) => Ok(SqlValue::Integer(number)),
        Value::UInt(number) => i64::try_from(number)
            .map(SqlValue::Integer)
            .map_err(|_| foreign()),
        Value::Bytes(bytes) => Ok(SqlValue::Bytes(bytes)),
        _ => Err(foreign()),
    }
}

fn unavailable(error: &mysql::Error) -> LedgerError {
    let code = match error {
        mysql::Error::MySqlError(error) => format!("error {}", error.code),
        _ => "no connection".to_owned(),
    };
    LedgerError::unavailable(format!("the shop's database refused the claim ({code})"))
}
