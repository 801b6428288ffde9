//! SQLite's errors in sentences that say what to do.

use std::path::Path;

use rusqlite::{Error, ErrorCode};

use crate::error::LedgerError;

/// What went wrong with the file at `place`. Nothing of what was being written is in it.
pub(super) fn explain(error: &Error, place: &Path) -> LedgerError {
    let path = place.display();
    let Some(code) = error.sqlite_error_code() else {
        return LedgerError::unavailable(match error {
            Error::FromSqlConversionFailure(..)
            | Error::InvalidColumnType(..)
            | Error::IntegralValueOutOfRange(..) => {
                format!("the ledger file {path} holds what this version did not write")
            }
            _ => format!("the ledger file {path} cannot be used"),
        });
    };
    LedgerError::unavailable(match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => return held(place),
        ErrorCode::DiskFull => {
            format!(
                "the disk under the ledger file {path} is full: free some space, nothing is lost"
            )
        }
        ErrorCode::ReadOnly => format!(
            "the ledger file {path} is read-only: give this process the right to write it and \
             its directory"
        ),
        ErrorCode::PermissionDenied | ErrorCode::CannotOpen => format!(
            "the ledger file {path} cannot be opened: its directory must exist, and this process \
             must have the right to write both"
        ),
        ErrorCode::DatabaseCorrupt => format!(
            "the ledger file {path} is damaged: restore it from a backup, or rescue what is left \
             with sqlite3's .recover"
        ),
        ErrorCode::NotADatabase => {
            format!("the ledger file {path} is not an SQLite database: the path may be wrong")
        }
        ErrorCode::SystemIoFailure => format!(
            "the disk or file system under the ledger file {path} reports an error ({})",
            error.sqlite_error().map_or(0, |error| error.extended_code)
        ),
        ErrorCode::FileLockingProtocolFailed => format!(
            "the file system under the ledger file {path} does not lock files properly: put it \
             on a local disk"
        ),
        _ => format!(
            "the ledger file {path} cannot be used (SQLite code {})",
            error.sqlite_error().map_or(0, |error| error.extended_code)
        ),
    })
}

/// The file at `path` is in somebody else's hands.
pub(super) fn held(path: &Path) -> LedgerError {
    LedgerError::unavailable(format!(
        "the ledger file {} was held by another process for the whole time-out",
        path.display()
    ))
}
