//! The ledger on a database connection of the shop's own, which `lib/transaction.cjs` drives.

use std::sync::Arc;

use ackwell::Receiver;
use ackwell_binding::{RunningOperation, outcome_json, statements_json, written};
use napi::bindgen_prelude::{External, Latin1String};
use napi_derive::napi;
use serde_json::Value;

use crate::answer::{self, Handle, text};
use crate::receiver::unsealed;

/// Begins `claim`, `confirm` or `earlier_payment` for a notification that the receiver verified.
#[napi]
pub fn begin_operation(
    receiver: &External<Receiver>,
    seal: String,
    body: Latin1String,
    what: String,
    dialect: String,
    placeholders: String,
) -> Handle<RunningOperation> {
    answer::handle(|| {
        let notification = Arc::new(unsealed(receiver, &seal, &body)?);
        let written = written(&dialect, &placeholders)?;
        RunningOperation::begin(&what, written, Some(notification), &Value::Null)
    })
}

/// What is next, as JSON: a statement to run, or what the operation came to. `rows` is what the
/// statement before gave, as JSON; empty at the first call.
#[napi]
pub fn next_step(running: &External<RunningOperation>, rows: String) -> String {
    text(|| running.next_with_outcome(&rows))
}

/// What became of a notification whose transaction was rolled back, by whether its delivery was claimed
/// before, the name of the code and its cause, as JSON.
#[napi]
pub fn transaction_outcome(
    receiver: &External<Receiver>,
    seal: String,
    body: Latin1String,
    claimed: bool,
    code: String,
    cause: String,
) -> String {
    text(|| {
        let notification = Arc::new(unsealed(receiver, &seal, &body)?);
        outcome_json(notification, claimed, &code, &cause)
    })
}

/// The statements that create the ledger's tables, and all others with what they take and give, as
/// JSON.
#[napi]
pub fn ledger_statements(dialect: String, placeholders: String) -> String {
    text(|| Ok(statements_json(written(&dialect, &placeholders)?)))
}
