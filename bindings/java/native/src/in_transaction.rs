//! The ledger in the shop's own database, which `io.ackwell.TransactionLedger` drives.

use std::sync::Arc;

use ackwell_binding::{Problem, RunningOperation, outcome_json, statements_json};
use ackwell_ledger::in_transaction::{Dialect, Placeholders};

use crate::argument;
use crate::ledger::arguments;
use crate::parts::Parts;
use crate::receiver::notification_of;
use crate::table::{self, Entry};

/// JDBC's.
const STYLE: Placeholders = Placeholders::Question;

/// The dialect of a connection: its database, and whether it commits each statement by itself.
pub(crate) fn dialect(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let dialect = Dialect::of_connection(parts.text()?, parts.text()? == "true")?;
    Ok(dialect.as_str().into())
}

/// The statements that create the tables, as JSON.
pub(crate) fn statements(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    Ok(statements_json((dialect_of(parts)?, STYLE)).into_bytes())
}

fn dialect_of(parts: &mut Parts<'_>) -> Result<Dialect, Problem> {
    Ok(Dialect::of_connection(parts.text()?, false)?)
}

/// Begins an operation: its number.
pub(crate) fn begin(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let (what, dialect) = (parts.text()?, dialect_of(parts)?);
    let notification = match what {
        "claim" | "confirm" | "earlier_payment" => Some(Arc::new(notification_of(parts)?)),
        _ => None,
    };
    let arguments = arguments(what, parts)?;
    let running = RunningOperation::begin(what, (dialect, STYLE), notification, &arguments)?;
    let number = table::put(Entry::Operation(Arc::new(running)));
    Ok(number.to_string().into_bytes())
}

/// What is next, as JSON, given the rows of the statement before: a statement to run, or what the
/// operation came to.
pub(crate) fn next(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let Some(Entry::Operation(running)) = table::get(parts.number()?) else {
        return Err(argument("the operation is over"));
    };
    Ok(running.next_with_outcome(parts.text()?)?.into_bytes())
}

/// What became of a notification whose transaction was rolled back, as JSON.
pub(crate) fn rolled_back(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let notification = Arc::new(notification_of(parts)?);
    let claimed = parts.text()? == "true";
    let outcome = outcome_json(notification, claimed, parts.text()?, parts.text()?)?;
    Ok(outcome.into_bytes())
}
