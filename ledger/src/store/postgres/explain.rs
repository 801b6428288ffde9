//! PostgreSQL's errors in sentences that say what to do.

use std::error::Error as _;

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use crate::error::LedgerError;
use crate::store::pool::Failure;
use crate::store::tls;

/// Why a statement failed, and what that means for its connection.
pub(super) fn explain(error: &Error) -> Failure {
    let Some(server) = error.as_db_error() else {
        let reason = LedgerError::unavailable(format!(
            "the connection to PostgreSQL broke{}",
            cause(error)
        ));
        return Failure::Dropped(reason);
    };
    let code = server.code();
    let message = |what: &str| LedgerError::unavailable(format!("PostgreSQL {what}"));
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        return Failure::Undone(message(
            "undid the claim because of others, again and again",
        ));
    }
    if *code == SqlState::QUERY_CANCELED || *code == SqlState::LOCK_NOT_AVAILABLE {
        return Failure::Refused(message("did not finish within the time-out"));
    }
    if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        return Failure::Broken(message("is read-only: this is a replica, name the primary"));
    }
    // Without USAGE on a schema the account has no schema to create a table in.
    if *code == SqlState::INSUFFICIENT_PRIVILEGE || *code == SqlState::INVALID_SCHEMA_NAME {
        return Failure::Refused(message(
            "does not let this account use or create the ledger's tables: have an account that \
             may create them run `ackwell ledger migrate`, and grant this one SELECT, INSERT, \
             UPDATE and DELETE on them, and USAGE on their schema",
        ));
    }
    if *code == SqlState::DISK_FULL {
        return Failure::Refused(message("has no space left on its disk"));
    }
    if matches!(code.code(), "42P05" | "26000" | "08P01") {
        // A statement that was prepared here, and another process of the server that answers.
        return Failure::Dropped(message(&format!(
            "does not know what this connection prepared (SQLSTATE {}): a pooler in transaction \
             mode is in front that was not noticed (PgBouncer): use pool_mode = session for \
             the ledger, or connect to the server itself",
            code.code()
        )));
    }
    match code.code().get(..2) {
        // Connection exceptions; shut down, crashed or not yet started.
        Some("08" | "57") => Failure::Dropped(message("is shutting down or starting")),
        Some("53") => Failure::Refused(message("has no more memory or connections")),
        // A table or column that is not there, or another type: somebody changed the tables.
        Some("42") => Failure::Refused(message(&format!(
            "does not have the tables as they must be (SQLSTATE {}): run `ackwell ledger migrate`",
            code.code()
        ))),
        _ => Failure::Refused(message(&format!(
            "refused a statement (SQLSTATE {})",
            code.code()
        ))),
    }
}

/// Why no connection came about. The server's own words are left out: they repeat names, and the
/// code says which they are.
pub(super) fn explain_connecting(error: &Error) -> LedgerError {
    let Some(server) = error.as_db_error() else {
        let cause = match error.source().map(ToString::to_string).as_deref() {
            Some("password missing") => ": it asks for a password, and the URL has none".to_owned(),
            _ => cause(error),
        };
        return LedgerError::unavailable(format!("no connection to PostgreSQL{cause}"));
    };
    let code = server.code();
    let what = if *code == SqlState::INVALID_PASSWORD
        || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION
        // PgBouncer has one code for everything, and says this of a user it does not know.
        || (code.code() == "08P01" && server.message().contains("password"))
    {
        "does not let this user in: check user, password and pg_hba.conf".to_owned()
    } else if *code == SqlState::INVALID_CATALOG_NAME {
        "has no database of that name".to_owned()
    } else if *code == SqlState::TOO_MANY_CONNECTIONS {
        "has no connection left: raise max_connections, or lower the option pool".to_owned()
    } else if *code == SqlState::CANNOT_CONNECT_NOW || *code == SqlState::ADMIN_SHUTDOWN {
        "is starting or shutting down".to_owned()
    } else {
        format!("refused the connection (SQLSTATE {})", code.code())
    };
    LedgerError::unavailable(format!("PostgreSQL {what}"))
}

/// What the operating system or TLS said, which names no secret.
fn cause(error: &Error) -> String {
    if let Some(sentence) = tls::explain(error, "sslrootcert") {
        return format!(": {sentence}");
    }
    let mut deepest = error.source();
    while let Some(below) = deepest.and_then(std::error::Error::source) {
        deepest = Some(below);
    }
    deepest
        .map(|cause| format!(": {cause}"))
        .unwrap_or_default()
}
