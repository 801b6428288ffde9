//! The ledger in the shop's own database: which statement is next on the shop's connection.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ackwell::{Code, Notification};
use ackwell_binding::Problem;
use ackwell_ledger::in_transaction::{Answer, Dialect, Next, Operation, Placeholders, Statements};
use ackwell_ledger::{Delivery, LedgerError, Outcome};

use crate::answer::outcome;
use crate::argument;
use crate::parts::Parts;
use crate::receiver::notification_of;
use crate::table::{self, Entry};
use crate::{ledger, receiver};

/// JDBC's.
const STYLE: Placeholders = Placeholders::Question;

/// An operation that `io.ackwell.TransactionLedger` runs, statement by statement.
pub(crate) struct Running {
    operation: Mutex<Operation>,
    /// What it is about, where it is about one.
    notification: Option<Arc<Notification>>,
}

/// The dialect of a connection: its database, and whether it commits each statement by itself.
pub(crate) fn dialect(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let dialect = Dialect::of_connection(parts.text()?, parts.text()? == "true")?;
    Ok(dialect.as_str().into())
}

/// The statements that create the tables, as JSON.
pub(crate) fn statements(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let dialect = dialect_of(parts)?;
    let statements = Statements::of(dialect).to_json(dialect, STYLE);
    Ok(statements.into_bytes())
}

fn dialect_of(parts: &mut Parts<'_>) -> Result<Dialect, Problem> {
    Ok(Dialect::of_connection(parts.text()?, false)?)
}

/// Begins an operation: its number.
pub(crate) fn begin(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let (what, dialect) = (parts.text()?, dialect_of(parts)?);
    let (operation, notification) = match what {
        "claim" | "confirm" | "earlier_payment" => {
            let notification = notification_of(parts)?;
            let operation = match what {
                "claim" => Operation::claim(dialect, &notification),
                "confirm" => Operation::confirm(dialect, &notification),
                _ => Ok(Operation::earlier_payment(dialect, &notification)),
            };
            let operation = operation.map_err(|error| problem(&error, Some(&notification)))?;
            (operation, Some(Arc::new(notification)))
        }
        "expect_order" => {
            let order = ledger::expected_order(parts)?;
            (Operation::expect_order(dialect, order), None)
        }
        "resolve_order" => {
            let provider = parts.provider()?;
            let (merchant_id, order_no) = (parts.text()?, parts.text()?);
            let operation = Operation::resolve_order(dialect, provider, merchant_id, order_no);
            (operation, None)
        }
        "overdue_orders" => {
            let now = ledger::optional_moment(parts)?;
            (Operation::overdue_orders(dialect, now), None)
        }
        "prune" => {
            let retention = u64::try_from(parts.number()?).unwrap_or_default();
            let operation = Operation::prune(dialect, Duration::from_millis(retention))?;
            (operation, None)
        }
        _ => return Err(argument("there is no such operation")),
    };
    let running = Running {
        operation: Mutex::new(operation),
        notification,
    };
    let number = table::put(Entry::Operation(Arc::new(running)));
    Ok(number.to_string().into_bytes())
}

/// What is next, as JSON, given the rows of the statement before: a statement to run, or what the
/// operation came to.
pub(crate) fn next(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let Some(Entry::Operation(running)) = table::get(parts.number()?) else {
        return Err(argument("the operation is over"));
    };
    let operation = running.operation.lock();
    let mut operation = operation.unwrap_or_else(PoisonError::into_inner);
    let notification = running.notification.as_ref();
    let next = operation.next_json(parts.text()?);
    let next = next.map_err(|error| problem(&error, notification.map(Arc::as_ref)))?;
    let json = match (&next, notification) {
        (Next::Done(Answer::Delivery(delivery)), Some(notification)) => {
            claimed(delivery, Arc::clone(notification))
        }
        _ => next.to_json(STYLE, None),
    };
    Ok(json.into_bytes())
}

/// What a claim came to, with the outcome of the request once the transaction is committed.
fn claimed(delivery: &Delivery, notification: Arc<Notification>) -> String {
    let conflict = match delivery {
        Delivery::Conflict(found) => found.to_json(),
        _ => "null".to_owned(),
    };
    let word = delivery.as_str();
    let outcome = outcome(&Outcome::committed(notification, delivery));
    format!("{{\"delivery\":\"{word}\",\"conflict\":{conflict},\"outcome\":{outcome}}}")
}

/// What became of a notification whose transaction was rolled back, as JSON.
pub(crate) fn rolled_back(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let notification = Arc::new(notification_of(parts)?);
    let (code, cause) = (receiver::code_of(parts.text()?)?, parts.text()?);
    Ok(outcome(&Outcome::rolled_back(notification, code, cause)).into_bytes())
}

/// What a provider waits for, unless it is a mistake in the code that calls.
fn problem(error: &LedgerError, notification: Option<&Notification>) -> Problem {
    match notification {
        Some(notification) if error.code() != Code::InvalidArgument => {
            let refusal = notification.refuse_because(error.code(), &error.to_string());
            refusal.into()
        }
        _ => error.clone().into(),
    }
}
