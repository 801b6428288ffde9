//! The ledger on a database connection of the caller's own: which statement is next.

use std::ffi::c_char;
use std::sync::Arc;

use ::ackwell_binding::{RunningOperation, statements_json};
use ::ackwell_ledger::in_transaction::{Dialect, Operation, Placeholders, Values};
use ::ackwell_ledger::{LedgerError, Outcome};
use ackwell::Notification;

use crate::enums::ackwell_outcome_word;
use crate::guard::Problem;
use crate::json::ackwell_json;
use crate::notification::{NotificationHandle, ackwell_notification};
use crate::opaque::{self, Opaque};
use crate::outcome::{ackwell_outcome, give};
use crate::reason::ackwell_refusal;
use crate::status::ackwell_status;
use crate::take::{borrow, call, free, lossy, out, text};

/// One operation of the ledger in the caller's own database, statement by statement: the claim is
/// then part of the transaction of the caller's own work. Not for several threads at the same time.
pub struct ackwell_operation {
    _opaque: [u8; 0],
}

impl Opaque for ackwell_operation {
    type Inner = RunningOperation;
    const TAG: u64 = u64::from_be_bytes(*b"\0operati");
    const NAME: &'static str = "operation";
}

/// The dialect and the placeholders of those names.
///
/// # Safety
///
/// As [`input::text`].
unsafe fn written(
    dialect: *const c_char,
    dialect_len: usize,
    placeholders: *const c_char,
    placeholders_len: usize,
) -> Result<(Dialect, Placeholders), Problem> {
    ::ackwell_binding::written(
        text!(dialect, dialect_len),
        text!(placeholders, placeholders_len),
    )
}

/// The notification, for an operation that keeps it.
fn kept(held: &NotificationHandle) -> Result<Arc<Notification>, Problem> {
    held.shared().ok_or(Problem::misuse(
        "notification",
        "was lent to a fulfilment: claim in the ledger or in a transaction, not one in the other",
    ))
}

/// A new handle of what `make` makes.
fn begun(
    notification: Arc<Notification>,
    (dialect, style): (Dialect, Placeholders),
    make: impl FnOnce(Dialect, &Notification) -> Result<Operation, LedgerError>,
) -> Result<*mut ackwell_operation, Problem> {
    let operation = make(dialect, &notification)?;
    Ok(opaque::give(RunningOperation::new(
        operation,
        style,
        Some(notification),
    )))
}

/// Begins a claim inside a transaction that the caller has opened on its own connection to SQLite,
/// PostgreSQL, MySQL or MariaDB, where the ledger's tables are.
///
/// `dialect` is `sqlite`, `postgres` or `mysql`. `placeholders` is how the caller's driver writes
/// them: `qmark` (`?`), `format` (`%s`), `numeric` (`:1`), `numeric_dollar` (`$1`) or `at` (`@p1`).
/// On `ACKWELL_OK` `*operation` is the caller's: ask `ackwell_operation_next()` until it is over,
/// then free it once with `ackwell_operation_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_operation_claim(
    notification: *const ackwell_notification,
    dialect: *const c_char,
    dialect_len: usize,
    placeholders: *const c_char,
    placeholders_len: usize,
    operation: *mut *mut ackwell_operation,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let notification = kept(borrow!(notification))?;
        // SAFETY: the header's conventions.
        let written = unsafe { written(dialect, dialect_len, placeholders, placeholders_len) }?;
        out!(operation).write(begun(notification, written, Operation::claim)?);
        Ok(())
    };
    call!(refusal, body)
}

/// Begins to make sure, after the work and before the commit, that the claim is still part of the
/// transaction. Where a statement failed and the work went on, PostgreSQL rolls back on COMMIT
/// without an error, and MySQL has rolled back at a deadlock: the payment would be acknowledged and
/// nothing of it kept. As `ackwell_operation_claim()`; if its statement fails, or
/// `ackwell_operation_next()` reports `ACKWELL_LEDGER_UNAVAILABLE`, roll back and answer failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_operation_confirm(
    notification: *const ackwell_notification,
    dialect: *const c_char,
    dialect_len: usize,
    placeholders: *const c_char,
    placeholders_len: usize,
    operation: *mut *mut ackwell_operation,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let notification = kept(borrow!(notification))?;
        // SAFETY: the header's conventions.
        let written = unsafe { written(dialect, dialect_len, placeholders, placeholders_len) }?;
        out!(operation).write(begun(notification, written, Operation::confirm)?);
        Ok(())
    };
    call!(refusal, body)
}

/// Begins to look for the first payment of the notification's order that another transaction made.
/// As `ackwell_operation_claim()`; ask after a claim was the first, in the same transaction.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_operation_earlier_payment(
    notification: *const ackwell_notification,
    dialect: *const c_char,
    dialect_len: usize,
    placeholders: *const c_char,
    placeholders_len: usize,
    operation: *mut *mut ackwell_operation,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let notification = kept(borrow!(notification))?;
        // SAFETY: the header's conventions.
        let written = unsafe { written(dialect, dialect_len, placeholders, placeholders_len) }?;
        out!(operation).write(begun(notification, written, |dialect, of| {
            Ok(Operation::earlier_payment(dialect, of))
        })?);
        Ok(())
    };
    call!(refusal, body)
}

/// The outcome of a delivery that was claimed inside a transaction of the caller's, once that
/// transaction has ended: `kind` and `status` say how, `cause` why it was not a success.
///
/// `ACKWELL_OK`: `*outcome` is the caller's, free it once with `ackwell_outcome_free()`; it has what
/// to answer and the line for the log. With the status `ACKWELL_OK` it is a success.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_outcome_in_transaction(
    notification: *const ackwell_notification,
    kind: ackwell_outcome_word,
    status: ackwell_status,
    cause: *const c_char,
    cause_len: usize,
    outcome: *mut *mut ackwell_outcome,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        // SAFETY: the header's conventions, here and below.
        let notification = kept(unsafe { opaque::borrow(notification) }?)?;
        let kind = kind
            .kind()
            .ok_or(Problem::misuse("kind", "is not an ackwell_outcome_word"))?;
        let cause = lossy!(cause, cause_len);
        let failure = if status == ackwell_status::OK {
            None
        } else {
            let code = status.code();
            let code = code.ok_or(Problem::misuse("status", "is not an ackwell_status"))?;
            Some((code, cause.as_str()))
        };
        let place = out!(outcome);
        place.write(give(Outcome::in_transaction(notification, kind, failure)));
        Ok(())
    };
    call!(refusal, body)
}

/// What comes next in an operation, as one JSON object in `*step`, which is the caller's: free it
/// with `ackwell_json_free()`.
///
/// `rows` is what the statement of the step before gave, as JSON: a list of rows, each a list of
/// texts, whole numbers and nulls; for a statement that gives no rows, how many it changed, as
/// `[[1]]`. No text at the first call.
///
/// | member of the object | what |
/// |---|---|
/// | `run` | run this statement: `sql`, `values` (in order: texts, whole numbers, nulls, and `{"hex": "..."}` for bytes), `reads` (whether it gives rows) |
/// | `delivery` | a claim is over: `first`, `repeat`, `in_progress` or `conflict`. With `acknowledgement` (`status`, `content_type`, `body`), what to answer: for `first` once the work is done and committed. `refusal` (`code`, `number`, `cause`, `message`, `severity`, `remedy`, `log_line`) and `conflict` are null where there is none. Commit after `conflict` too: it keeps the record |
/// | `done` | a confirmation is over: commit |
/// | `earlier_payment` | what was found, as `ackwell_earlier_payment()` gives it, or null |
///
/// An error ends the operation: roll the transaction back, and answer failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_operation_next(
    operation: *mut ackwell_operation,
    rows: *const c_char,
    rows_len: usize,
    step: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let running = borrow!(operation.cast_const());
        let rows = text!(rows, rows_len);
        let place = out!(step);
        place.write(opaque::give(running.next(rows)?));
        Ok(())
    };
    call!(refusal, body)
}

/// Frees an operation. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_operation_free(
    operation: *mut ackwell_operation,
) -> ackwell_status {
    free!(operation)
}

/// The ledger's statements as data, for a driver that is run by hand: one JSON object in `*json`
/// with `schema` (a list of statements that create the tables), `statements` (each with `name`,
/// `about`, `sql`, `takes`, `gives`) and `states` (what the column `state` means). `dialect` and
/// `placeholders` as for `ackwell_operation_claim()`. Free it with `ackwell_json_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_statements(
    dialect: *const c_char,
    dialect_len: usize,
    placeholders: *const c_char,
    placeholders_len: usize,
    json: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        // SAFETY: the header's conventions, here and below.
        let written = unsafe { written(dialect, dialect_len, placeholders, placeholders_len) }?;
        let place = out!(json);
        place.write(opaque::give(statements_json(written)));
        Ok(())
    };
    call!(refusal, body)
}

/// What `ackwell_statements()` take of a notification: one JSON object in `*json` with the value of
/// each parameter under its name (the fingerprint as `{"hex": "..."}`), and `resolves_order`. Free
/// it with `ackwell_json_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_statement_values(
    notification: *const ackwell_notification,
    json: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        // SAFETY: the header's conventions, here and below.
        let notification = unsafe { opaque::borrow(notification) }?.notification();
        let place = out!(json);
        place.write(opaque::give(Values::of(notification).to_json()));
        Ok(())
    };
    call!(refusal, body)
}
