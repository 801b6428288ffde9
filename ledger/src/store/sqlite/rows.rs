//! Rows of the tables, read.

use rusqlite::types::Type;
use rusqlite::{Error, Result};

use super::super::machine::{Row, StoredState};
use crate::claim::{Claimant, Conflict};
use crate::entry::{Entry, Facts};
use crate::time::Millis;

/// A token as SQLite keeps it. Tokens count claims, so they never come near the limit.
pub(super) fn token(token: u64) -> i64 {
    i64::try_from(token).unwrap_or(i64::MAX)
}

pub(super) fn count(row: &rusqlite::Row<'_>, column: usize) -> Result<u64> {
    let count: i64 = row.get(column)?;
    u64::try_from(count).map_err(|_| Error::IntegralValueOutOfRange(column, count))
}

/// A row of `find.sql` and `list.sql`.
pub(super) fn row(row: &rusqlite::Row<'_>) -> Result<Row> {
    let state: i64 = row.get(1)?;
    Ok(Row {
        kept: StoredState::from_number(state).ok_or(Error::IntegralValueOutOfRange(1, state))?,
        token: count(row, 2)?,
        claimant: Claimant(bytes(row, 3)?),
        lease_until: Millis(row.get(4)?),
        first_seen: Millis(row.get(5)?),
        changed: Millis(row.get(6)?),
        entry: Entry {
            key: row.get(0)?,
            provider: row.get(8)?,
            kind: row.get(9)?,
            merchant_id: row.get(10)?,
            status: row.get(11)?,
            transaction_no: row.get(13)?,
            facts: Facts {
                fingerprint: bytes(row, 7)?,
                order_no: row.get(12)?,
                amount: row.get(14)?,
                currency: row.get(15)?,
            },
        },
    })
}

/// A row of `conflicts_of.sql`.
pub(super) fn conflict(row: &rusqlite::Row<'_>, key: &str) -> Result<Conflict> {
    Ok(Conflict {
        delivery_key: key.to_owned(),
        first: Facts {
            fingerprint: bytes(row, 1)?,
            order_no: row.get(2)?,
            amount: row.get(3)?,
            currency: row.get(4)?,
        },
        later: Facts {
            fingerprint: bytes(row, 0)?,
            order_no: row.get(5)?,
            amount: row.get(6)?,
            currency: row.get(7)?,
        },
        first_seen: Millis(row.get(8)?),
        last_seen: Millis(row.get(9)?),
        times: count(row, 10)?,
    })
}

fn bytes<const N: usize>(row: &rusqlite::Row<'_>, column: usize) -> Result<[u8; N]> {
    let bytes = row.get_ref(column)?.as_blob()?;
    bytes
        .try_into()
        .map_err(|error| Error::FromSqlConversionFailure(column, Type::Blob, Box::new(error)))
}
