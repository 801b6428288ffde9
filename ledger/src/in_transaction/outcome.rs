//! What the rows of a database mean.

use super::value::{Cells, foreign};
use crate::claim::{Conflict, Delivery, InProgress};
use crate::earlier::EarlierPayment;
use crate::entry::{Facts, OrderKey, unhex};
use crate::error::LedgerError;
use crate::order::{ExpectedOrder, OverdueOrder};
use crate::time::Millis;

/// A delivery that is not a conflict; nothing for a conflict, which is still to be recorded.
pub(super) fn delivery(row: &Cells<'_>) -> Result<Option<Delivery>, LedgerError> {
    match row.text(0)?.as_str() {
        "first" => Ok(Some(Delivery::First)),
        "repeat" => Ok(Some(Delivery::Repeat)),
        "in_progress" => {
            let remaining = Millis(row.integer(1)?).since(Millis(0));
            Ok(Some(Delivery::InProgress(InProgress { remaining })))
        }
        "conflict" => Ok(None),
        _ => Err(foreign()),
    }
}

/// A row of `conflict_seen`.
pub(super) fn conflict(
    row: &Cells<'_>,
    delivery_key: &str,
    later: &Facts,
) -> Result<Conflict, LedgerError> {
    Ok(Conflict {
        delivery_key: delivery_key.to_owned(),
        first: Facts {
            fingerprint: unhex(&row.text(0)?).ok_or_else(foreign)?,
            order_no: row.optional(1)?,
            amount: row.optional(2)?,
            currency: row.optional(3)?,
        },
        later: later.clone(),
        first_seen: Millis(row.integer(4)?),
        last_seen: Millis(row.integer(5)?),
        times: row.count(6)?,
    })
}

/// A row of `earlier_payment`.
pub(super) fn payment(row: &Cells<'_>) -> Result<EarlierPayment, LedgerError> {
    Ok(EarlierPayment {
        delivery_key: row.text(0)?,
        transaction_no: row.optional(1)?,
        amount: row.optional(2)?,
        currency: row.optional(3)?,
        fulfilled: Millis(row.integer(4)?),
    })
}

/// A row of `overdue_orders`.
pub(super) fn overdue(row: &Cells<'_>) -> Result<OverdueOrder, LedgerError> {
    Ok(OverdueOrder {
        expected: ExpectedOrder {
            order: OrderKey {
                provider: row.text(0)?,
                merchant_id: row.text(1)?,
                order_no: row.text(2)?,
            },
            amount: row.optional(3)?,
            currency: row.optional(4)?,
            placed: Millis(row.integer(5)?),
        },
        due: Millis(row.integer(6)?),
    })
}
