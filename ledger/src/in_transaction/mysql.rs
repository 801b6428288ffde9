//! Claiming inside a transaction of `mysql`.

use ackwell::Notification;
use mysql::prelude::{FromValue, Queryable as _};
use mysql::{Conn, Params, Row, Transaction, Value};

use super::outcome::{delivery, foreign};
use super::{Dialect, Statements, Values};
use crate::claim::{Claimant, Conflict, Delivery};
use crate::earlier::EarlierPayment;
use crate::entry::Facts;
use crate::error::LedgerError;
use crate::time::Millis;

const SQL: Statements = Statements::of(Dialect::Mysql);

/// Creates the ledger's tables in the shop's database, if they are not there.
///
/// # Errors
///
/// `ledger_unavailable` if the database refuses.
pub fn create_tables(connection: &mut Conn) -> Result<(), LedgerError> {
    // Nothing in the file but the ends of its statements is a semicolon.
    for statement in SQL
        .schema
        .split(';')
        .filter(|statement| !statement.trim().is_empty())
    {
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
    let values = Values::of(notification);
    let claimant = Claimant::new()?;
    let (entry, facts) = (&values.entry, &values.entry.facts);
    let mut run = |sql: &str, parameters: Vec<Value>| -> Result<Vec<Row>, LedgerError> {
        let rows = transaction.exec(sql, Params::Positional(parameters));
        rows.map_err(|error| unavailable(&error))
    };
    let order_no = || optional(facts.order_no.as_ref());
    let amount = || optional(facts.amount.as_ref());
    let currency = || optional(facts.currency.as_ref());
    run(
        SQL.claim,
        vec![
            Value::from(entry.key.as_str()),
            Value::from(claimant.0),
            Value::from(facts.fingerprint),
            Value::from(entry.provider.as_str()),
            Value::from(entry.kind.as_str()),
            Value::from(entry.merchant_id.as_str()),
            Value::from(entry.status.as_str()),
            order_no(),
            optional(entry.transaction_no.as_ref()),
            amount(),
            currency(),
        ],
    )?;
    let key = || Value::from(entry.key.as_str());
    let rows = run(
        SQL.outcome,
        vec![
            Value::from(claimant.0),
            order_no(),
            amount(),
            currency(),
            key(),
        ],
    )?;
    let row = rows.first().ok_or_else(foreign)?;
    let (outcome, remaining): (String, i64) = (get(row, 0)?, get(row, 1)?);
    if outcome == "first" && values.crosses_off() {
        let order = vec![
            Value::from(entry.provider.as_str()),
            Value::from(entry.merchant_id.as_str()),
            order_no(),
        ];
        run(SQL.cross_off, order)?;
    }
    delivery(&outcome, remaining, || {
        let later = Value::from(facts.fingerprint);
        run(
            SQL.conflict,
            vec![later.clone(), order_no(), amount(), currency(), key()],
        )?;
        let seen = include_str!("../../sql/mysql/conflict_seen.sql");
        let rows = run(seen, vec![key(), later])?;
        read_conflict(rows.first().ok_or_else(foreign)?, facts)
    })
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
    let values = Values::of(notification);
    let order_no = || optional(values.entry.facts.order_no.as_ref());
    let parameters = vec![
        Value::from(values.provider()),
        Value::from(values.merchant_id()),
        order_no(),
        order_no(),
        optional(values.entry.transaction_no.as_ref()),
    ];
    let rows: Vec<Row> = transaction
        .exec(SQL.earlier_payment, Params::Positional(parameters))
        .map_err(|error| unavailable(&error))?;
    let read = |row: &Row| {
        Ok(EarlierPayment {
            delivery_key: get(row, 0)?,
            transaction_no: get(row, 1)?,
            amount: get(row, 2)?,
            currency: get(row, 3)?,
            fulfilled: Millis(get(row, 4)?),
        })
    };
    rows.first().map(read).transpose()
}

/// Reads a row of `conflict_seen.sql`.
fn read_conflict(row: &Row, later: &Facts) -> Result<Conflict, LedgerError> {
    Ok(Conflict {
        delivery_key: get(row, 0)?,
        first: Facts {
            fingerprint: get::<Vec<u8>>(row, 2)?.try_into().map_err(|_| foreign())?,
            order_no: get(row, 3)?,
            amount: get(row, 4)?,
            currency: get(row, 5)?,
        },
        later: later.clone(),
        first_seen: Millis(get(row, 9)?),
        last_seen: Millis(get(row, 10)?),
        times: get(row, 11)?,
    })
}

fn optional(text: Option<&String>) -> Value {
    text.map_or(Value::NULL, |text| Value::from(text.as_str()))
}

fn get<T: FromValue>(row: &Row, column: usize) -> Result<T, LedgerError> {
    row.get_opt(column).and_then(Result::ok).ok_or_else(foreign)
}

fn unavailable(error: &mysql::Error) -> LedgerError {
    let code = match error {
        mysql::Error::MySqlError(error) => format!("error {}", error.code),
        _ => "no connection".to_owned(),
    };
    LedgerError::unavailable(format!("the shop's database refused the claim ({code})"))
}
