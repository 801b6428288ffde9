//! Claiming inside a transaction of `postgres`, or of `tokio-postgres`.

use std::error::Error;

use ackwell::Notification;
use tokio_postgres::Row;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::driven::{self, drive};
use super::value::foreign;
use super::{Answer, Dialect, Next, Operation, Rows, SqlValue, Statements, Step};
use crate::claim::Delivery;
use crate::earlier::EarlierPayment;
use crate::error::LedgerError;

/// Creates the ledger's tables in the shop's database, if they are not there.
///
/// # Errors
///
/// `ledger_unavailable` if the database refuses.
pub fn create_tables(client: &mut postgres::Client) -> Result<(), LedgerError> {
    client
        .batch_execute(Statements::of(Dialect::Postgres).schema)
        .map_err(|error| unavailable(&error))
}

/// Claims the delivery inside `transaction`. With [`Delivery::First`] do the work in the same
/// transaction and commit it; what it rolls back was never claimed.
///
/// # Errors
///
/// `ledger_unavailable` if the database refuses (in `REPEATABLE READ` and `SERIALIZABLE` also when
/// another transaction claimed the delivery meanwhile); roll back and answer failure.
pub fn claim(
    transaction: &mut postgres::Transaction<'_>,
    notification: &Notification,
) -> Result<Delivery, LedgerError> {
    let operation = Operation::claim(Dialect::Postgres, notification)?;
    driven::delivery(drive(operation, |step| run(transaction, step))?)
}

/// [`claim`] for async code with `tokio-postgres`.
///
/// # Errors
///
/// As [`claim`].
pub async fn claim_async(
    transaction: &tokio_postgres::Transaction<'_>,
    notification: &Notification,
) -> Result<Delivery, LedgerError> {
    let operation = Operation::claim(Dialect::Postgres, notification)?;
    driven::delivery(drive_async(operation, transaction).await?)
}

/// The first payment of the order that another transaction made, if there is one: what
/// [`Ledger::earlier_payment`](crate::Ledger::earlier_payment) answers, inside `transaction`. Ask
/// after [`claim`] gave [`Delivery::First`].
///
/// # Errors
///
/// `ledger_unavailable` if the database refuses.
pub fn earlier_payment(
    transaction: &mut postgres::Transaction<'_>,
    notification: &Notification,
) -> Result<Option<EarlierPayment>, LedgerError> {
    let operation = Operation::earlier_payment(Dialect::Postgres, notification);
    driven::payment(drive(operation, |step| run(transaction, step))?)
}

/// [`earlier_payment`] for async code with `tokio-postgres`.
///
/// # Errors
///
/// As [`earlier_payment`].
pub async fn earlier_payment_async(
    transaction: &tokio_postgres::Transaction<'_>,
    notification: &Notification,
) -> Result<Option<EarlierPayment>, LedgerError> {
    let operation = Operation::earlier_payment(Dialect::Postgres, notification);
    driven::payment(drive_async(operation, transaction).await?)
}

fn run(transaction: &mut postgres::Transaction<'_>, step: &Step) -> Result<Rows, LedgerError> {
    let (sql, values) = (step.statement.sql, parameters(step));
    if step.reads() {
        let rows = transaction.query(sql, &values);
        cells(&rows.map_err(|error| unavailable(&error))?)
    } else {
        let changed = transaction.execute(sql, &values);
        Ok(count(changed.map_err(|error| unavailable(&error))?))
    }
}

async fn drive_async(
    mut operation: Operation,
    transaction: &tokio_postgres::Transaction<'_>,
) -> Result<Answer, LedgerError> {
    let mut rows = Rows::new();
    loop {
        let step = match operation.next(&rows)? {
            Next::Run(step) => step,
            Next::Done(answer) => return Ok(answer),
        };
        let (sql, values) = (step.statement.sql, parameters(&step));
        rows = if step.reads() {
            let rows = transaction.query(sql, &values).await;
            cells(&rows.map_err(|error| unavailable(&error))?)?
        } else {
            let changed = transaction.execute(sql, &values).await;
            count(changed.map_err(|error| unavailable(&error))?)
        };
    }
}

fn parameters(step: &Step) -> Vec<&(dyn ToSql + Sync)> {
    step.values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

fn count(changed: u64) -> Rows {
    let changed = i64::try_from(changed).unwrap_or(i64::MAX);
    vec![vec![SqlValue::Integer(changed)]]
}

fn cells(rows: &[Row]) -> Result<Rows, LedgerError> {
    rows.iter()
        .map(|row| (0..row.len()).map(|column| cell(row, column)).collect())
        .collect()
}

fn cell(row: &Row, column: usize) -> Result<SqlValue, LedgerError> {
    let kind = row.columns().get(column).map(tokio_postgres::Column::type_);
    let null = SqlValue::Null;
    Ok(match kind {
        Some(&Type::INT8) => get::<i64>(row, column)?.map_or(null, SqlValue::Integer),
        Some(&Type::BYTEA) => get::<Vec<u8>>(row, column)?.map_or(null, SqlValue::Bytes),
        Some(_) => get::<String>(row, column)?.map_or(null, SqlValue::Text),
        None => return Err(foreign()),
    })
}

fn get<'r, T: FromSql<'r>>(row: &'r Row, column: usize) -> Result<Option<T>, LedgerError> {
    row.try_get(column).map_err(|_| foreign())
}

impl ToSql for SqlValue {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) => number.to_sql_checked(kind, out),
            Self::Text(text) => text.to_sql_checked(kind, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(kind, out),
        }
    }

    /// What it holds decides.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn unavailable(error: &tokio_postgres::Error) -> LedgerError {
    let code = error
        .code()
        .map_or("no SQLSTATE", tokio_postgres::error::SqlState::code);
    LedgerError::unavailable(format!("the shop's database refused the claim ({code})"))
}
