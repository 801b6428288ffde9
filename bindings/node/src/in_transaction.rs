//! The ledger on a database connection of the shop's own: which statement is next, with its values.

use std::sync::{Arc, Mutex, PoisonError};

use ackwell::{Notification, Receiver};
use ackwell_binding::Problem;
use ackwell_ledger::in_transaction::{Dialect, Operation, Placeholders, Statements};
use ackwell_ledger::{Outcome, OutcomeKind};
use napi::bindgen_prelude::{External, Latin1String};
use napi_derive::napi;

use crate::answer::{self, Handle, argument, code};
use crate::receiver::unsealed;

/// An operation that `lib/transaction.cjs` runs, statement by statement.
pub struct Running {
    operation: Mutex<Operation>,
    style: Placeholders,
    notification: Notification,
}

/// Begins `claim` or `earlier_payment` for a notification that the receiver verified.
#[napi]
pub fn begin_operation(
    receiver: &External<Receiver>,
    seal: String,
    body: Latin1String,
    what: String,
    dialect: String,
    style: String,
) -> Handle<Running> {
    answer::handle(|| {
        let notification = unsealed(receiver, &seal, &body)?;
        let (dialect, style) = (dialect_of(&dialect)?, style_of(&style)?);
        let operation = match what.as_str() {
            "claim" => Operation::claim(dialect, &notification)?,
            "earlier_payment" => Operation::earlier_payment(dialect, &notification),
            _ => return Err(argument("there is no such operation")),
        };
        Ok(Running {
            operation: Mutex::new(operation),
            style,
            notification,
        })
    })
}

/// What is next, as JSON: a statement to run, or what the operation came to. `rows` is what the
/// statement before gave, as JSON; empty at the first call.
#[napi]
pub fn next_step(running: &External<Running>, rows: String) -> String {
    answer::text(|| {
        let operation = running.operation.lock();
        let mut operation = operation.unwrap_or_else(PoisonError::into_inner);
        let next = operation.next_json(&rows)?;
        Ok(next.to_json(running.style, Some(&running.notification)))
    })
}

/// What became of a notification, by the word of its [`OutcomeKind`], as JSON. A failure has the
/// name of its code and its cause.
#[napi]
pub fn transaction_outcome(
    receiver: &External<Receiver>,
    seal: String,
    body: Latin1String,
    word: String,
    code_name: Option<String>,
    cause: String,
) -> String {
    answer::text(|| {
        let notification = Arc::new(unsealed(receiver, &seal, &body)?);
        let kind = OutcomeKind::ALL.iter().find(|kind| kind.as_str() == word);
        let kind = *kind.ok_or_else(|| argument("there is no such outcome"))?;
        let code = code_name.map(|name| code(&name)).transpose()?;
        let failure = code.map(|code| (code, cause.as_str()));
        Ok(Outcome::in_transaction(notification, kind, failure).to_json())
    })
}

/// The statements that create the ledger's tables, and all others with what they take and give, as
/// JSON.
#[napi]
pub fn ledger_statements(dialect: String, style: String) -> String {
    answer::text(|| {
        let (dialect, style) = (dialect_of(&dialect)?, style_of(&style)?);
        Ok(Statements::of(dialect).to_json(dialect, style))
    })
}

fn dialect_of(name: &str) -> Result<Dialect, Problem> {
    Dialect::from_name(name)
        .ok_or_else(|| argument("the dialect must be sqlite, postgres or mysql"))
}

fn style_of(name: &str) -> Result<Placeholders, Problem> {
    Placeholders::from_name(name).ok_or_else(|| {
        argument("the placeholders must be qmark, format, numeric, numeric_dollar or at")
    })
}
