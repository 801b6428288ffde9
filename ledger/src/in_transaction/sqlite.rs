//! Claiming inside a transaction of `rusqlite`.

use ackwell::Notification;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::outcome::{delivery, foreign};
use super::{Dialect, Statements, Values};
use crate::claim::{Claimant, Conflict, Delivery};
use crate::earlier::EarlierPayment;
use crate::entry::Facts;
use crate::error::LedgerError;
use crate::time::Millis;

const SQL: Statements = Statements::of(Dialect::Sqlite);

/// Creates the ledger's tables in the shop's database, if they are not there.
///
/// # Errors
///
/// `ledger_unavailable` if the database refuses.
pub fn create_tables(connection: &Connection) -> Result<(), LedgerError> {
    connection
        .execute_batch(SQL.schema)
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
pub fn claim(
    transaction: &Transaction<'_>,
    notification: &Notification,
) -> Result<Delivery, LedgerError> {
    let values = Values::of(notification);
    let claimant = Claimant::new()?;
    claim_values(transaction, &values, claimant).map_err(|error| unavailable(&error))?
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
    let values = Values::of(notification);
    let find = || {
        transaction
            .prepare_cached(SQL.earlier_payment)?
            .query_row(
                params![
                    values.provider(),
                    values.merchant_id(),
                    values.order_no(),
                    values.transaction_no()
                ],
                |row| {
                    Ok(EarlierPayment {
                        delivery_key: row.get(0)?,
                        transaction_no: row.get(1)?,
                        amount: row.get(2)?,
                        currency: row.get(3)?,
                        fulfilled: Millis(row.get(4)?),
                    })
                },
            )
            .optional()
    };
    find().map_err(|error: rusqlite::Error| unavailable(&error))
}

fn claim_values(
    transaction: &Transaction<'_>,
    values: &Values,
    claimant: Claimant,
) -> rusqlite::Result<Result<Delivery, LedgerError>> {
    let facts = &values.entry.facts;
    transaction.prepare_cached(SQL.claim)?.execute(params![
        values.delivery_key(),
        claimant.0,
        facts.fingerprint,
        values.provider(),
        values.kind(),
        values.merchant_id(),
        values.status(),
        facts.order_no,
        values.transaction_no(),
        facts.amount,
        facts.currency
    ])?;
    let (outcome, remaining): (String, i64) = transaction.prepare_cached(SQL.outcome)?.query_row(
        params![
            values.delivery_key(),
            claimant.0,
            facts.order_no,
            facts.amount,
            facts.currency
        ],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if outcome == "first" && values.crosses_off() {
        transaction.prepare_cached(SQL.cross_off)?.execute(params![
            values.provider(),
            values.merchant_id(),
            facts.order_no
        ])?;
    }
    Ok(delivery(&outcome, remaining, || {
        record_conflict(transaction, values).map_err(|error| unavailable(&error))
    }))
}

fn record_conflict(transaction: &Transaction<'_>, values: &Values) -> rusqlite::Result<Conflict> {
    let later = &values.entry.facts;
    transaction.prepare_cached(SQL.conflict)?.query_row(
        params![
            values.delivery_key(),
            later.fingerprint,
            later.order_no,
            later.amount,
            later.currency
        ],
        |row| {
            Ok(Conflict {
                delivery_key: values.delivery_key().to_owned(),
                first: Facts {
                    fingerprint: row.get(0)?,
                    order_no: row.get(1)?,
                    amount: row.get(2)?,
                    currency: row.get(3)?,
                },
                later: later.clone(),
                first_seen: Millis(row.get(4)?),
                last_seen: Millis(row.get(5)?),
                times: u64::try_from(row.get::<_, i64>(6)?).unwrap_or_default(),
            })
        },
    )
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
