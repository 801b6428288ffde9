//! What a claim inside a transaction came to.

use crate::claim::{Conflict, Delivery, InProgress};
use crate::error::LedgerError;
use crate::time::Millis;

/// What the outcome's row says.
pub(super) fn delivery(
    outcome: &str,
    remaining_ms: i64,
    conflict: impl FnOnce() -> Result<Conflict, LedgerError>,
) -> Result<Delivery, LedgerError> {
    match outcome {
        "first" => Ok(Delivery::First),
        "repeat" => Ok(Delivery::Repeat),
        "in_progress" => {
            let remaining = Millis(remaining_ms).since(Millis(0));
            Ok(Delivery::InProgress(InProgress { remaining }))
        }
        "conflict" => conflict().map(Box::new).map(Delivery::Conflict),
        _ => Err(foreign()),
    }
}

pub(super) fn foreign() -> LedgerError {
    LedgerError::unavailable("the ledger's tables hold what this version did not write")
}
