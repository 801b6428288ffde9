//! Claiming inside a transaction of `postgres`, or of `tokio-postgres`.

use ackwell::Notification;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, ToSql};

use super::outcome::{delivery, foreign};
use super::{Dialect, Statements, Values};
use crate::claim::{Claimant, Conflict, Delivery};
use crate::earlier::EarlierPayment;
use crate::entry::Facts;
use crate::error::LedgerError;
use crate::time::Millis;

const SQL: Statements = Statements::of(Dialect::Postgres);

type Parameters<'p> = Vec<&'p (dyn ToSql + Sync)>;

/// Creates the ledger's tables in the shop's database, if they are not there.
///
/// # Errors
///
/// `ledger_unavailable` if the database refuses.
pub fn create_tables(client: &mut postgres::Client) -> Result<(), LedgerError> {
    client
        .batch_execute(SQL.schema)
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
    let claim = InTransaction::new(notification)?;
    let refused = |error: postgres::Error| unavailable(&error);
    transaction
        .execute(SQL.claim, &claim.claim_parameters())
        .map_err(refused)?;
    let row = transaction
        .query_one(SQL.outcome, &claim.outcome_parameters())
        .map_err(refused)?;
    if claim.crosses_off(&row) {
        transaction
            .execute(SQL.cross_off, &claim.order_parameters())
            .map_err(refused)?;
    }
    read(&row, || {
        let row = transaction
            .query_one(SQL.conflict, &claim.conflict_parameters())
            .map_err(refused)?;
        claim.read_conflict(&row)
    })
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
    let claim = InTransaction::new(notification)?;
    let refused = |error: tokio_postgres::Error| unavailable(&error);
    transaction
        .execute(SQL.claim, &claim.claim_parameters())
        .await
        .map_err(refused)?;
    let outcome = transaction
        .query_one(SQL.outcome, &claim.outcome_parameters())
        .await;
    let row = outcome.map_err(refused)?;
    if claim.crosses_off(&row) {
        transaction
            .execute(SQL.cross_off, &claim.order_parameters())
            .await
            .map_err(refused)?;
    }
    let mut conflict = Err(foreign());
    if outcome_of(&row) == Some("conflict") {
        let recorded = transaction
            .query_one(SQL.conflict, &claim.conflict_parameters())
            .await;
        conflict = claim.read_conflict(&recorded.map_err(refused)?);
    }
    read(&row, || conflict)
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
    let values = Values::of(notification);
    let row = transaction
        .query_opt(SQL.earlier_payment, &payment_parameters(&values))
        .map_err(|error| unavailable(&error))?;
    row.as_ref().map(read_payment).transpose()
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
    let values = Values::of(notification);
    let row = transaction
        .query_opt(SQL.earlier_payment, &payment_parameters(&values))
        .await
        .map_err(|error| unavailable(&error))?;
    row.as_ref().map(read_payment).transpose()
}

fn payment_parameters(values: &Values) -> Parameters<'_> {
    let entry = &values.entry;
    vec![
        &entry.provider,
        &entry.merchant_id,
        &entry.facts.order_no,
        &entry.transaction_no,
    ]
}

fn read_payment(row: &Row) -> Result<EarlierPayment, LedgerError> {
    Ok(EarlierPayment {
        delivery_key: get(row, 0)?,
        transaction_no: get(row, 1)?,
        amount: get(row, 2)?,
        currency: get(row, 3)?,
        fulfilled: Millis(get(row, 4)?),
    })
}

/// One claim with what its statements take.
struct InTransaction {
    values: Values,
    claimant: Vec<u8>,
    fingerprint: Vec<u8>,
}

impl InTransaction {
    fn new(notification: &Notification) -> Result<Self, LedgerError> {
        let values = Values::of(notification);
        let fingerprint = values.fingerprint().to_vec();
        Ok(Self {
            values,
            claimant: Claimant::new()?.0.to_vec(),
            fingerprint,
        })
    }

    fn claim_parameters(&self) -> Parameters<'_> {
        let (entry, facts) = (&self.values.entry, &self.values.entry.facts);
        vec![
            &entry.key,
            &self.claimant,
            &self.fingerprint,
            &entry.provider,
            &entry.kind,
            &entry.merchant_id,
            &entry.status,
            &facts.order_no,
            &entry.transaction_no,
            &facts.amount,
            &facts.currency,
        ]
    }

    fn outcome_parameters(&self) -> Parameters<'_> {
        let facts = &self.values.entry.facts;
        let key = &self.values.entry.key;
        vec![
            key,
            &self.claimant,
            &facts.order_no,
            &facts.amount,
            &facts.currency,
        ]
    }

    fn conflict_parameters(&self) -> Parameters<'_> {
        let facts = &self.values.entry.facts;
        let key = &self.values.entry.key;
        vec![
            key,
            &self.fingerprint,
            &facts.order_no,
            &facts.amount,
            &facts.currency,
        ]
    }

    fn order_parameters(&self) -> Parameters<'_> {
        let entry = &self.values.entry;
        vec![&entry.provider, &entry.merchant_id, &entry.facts.order_no]
    }

    fn crosses_off(&self, row: &Row) -> bool {
        self.values.crosses_off() && outcome_of(row) == Some("first")
    }

    fn read_conflict(&self, row: &Row) -> Result<Conflict, LedgerError> {
        Ok(Conflict {
            delivery_key: self.values.entry.key.clone(),
            first: Facts {
                fingerprint: get::<&[u8]>(row, 0)?.try_into().map_err(|_| foreign())?,
                order_no: get(row, 1)?,
                amount: get(row, 2)?,
                currency: get(row, 3)?,
            },
            later: self.values.entry.facts.clone(),
            first_seen: Millis(get(row, 4)?),
            last_seen: Millis(get(row, 5)?),
            times: u64::try_from(get::<i64>(row, 6)?).unwrap_or_default(),
        })
    }
}

fn read(
    row: &Row,
    conflict: impl FnOnce() -> Result<Conflict, LedgerError>,
) -> Result<Delivery, LedgerError> {
    delivery(outcome_of(row).ok_or_else(foreign)?, get(row, 1)?, conflict)
}

fn outcome_of(row: &Row) -> Option<&str> {
    row.try_get(0).ok()
}

fn get<'r, T: FromSql<'r>>(row: &'r Row, column: usize) -> Result<T, LedgerError> {
    row.try_get(column).map_err(|_| foreign())
}

fn unavailable(error: &tokio_postgres::Error) -> LedgerError {
    let code = error
        .code()
        .map_or("no SQLSTATE", tokio_postgres::error::SqlState::code);
    LedgerError::unavailable(format!("the shop's database refused the claim ({code})"))
}
