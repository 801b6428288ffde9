//! MySQL's errors in sentences that say what to do.

use std::error::Error as _;
use std::io::{self, ErrorKind};

use mysql::{DriverError, Error};

use crate::error::LedgerError;
use crate::store::pool::Failure;

/// Why a statement failed, and what that means for its connection.
pub(super) fn explain(error: &Error) -> Failure {
    let message = |what: &str| LedgerError::unavailable(format!("MySQL {what}"));
    if let Some(io) = io_error(error) {
        return if is_timeout(io) {
            Failure::Broken(message("did not answer within the time-out"))
        } else {
            let reason = format!("the connection to MySQL broke: {}", io.kind());
            Failure::Dropped(LedgerError::unavailable(reason))
        };
    }
    let server = match error {
        Error::MySqlError(server) => server,
        Error::DriverError(DriverError::Timeout) => {
            return Failure::Broken(message("did not answer within the time-out"));
        }
        _ => {
            return Failure::Dropped(message("answered what the client does not understand"));
        }
    };
    match server.code {
        // Deadlock, or MariaDB's "record has changed since last read".
        1213 | 1020 => Failure::Undone(message(
            "undid the claim because of others, again and again",
        )),
        1205 | 1317 | 1969 | 3024 => {
            Failure::Refused(message("did not finish within the time-out"))
        }
        1290 | 1792 | 1836 => {
            Failure::Broken(message("is read-only: this is a replica, name the primary"))
        }
        1044 | 1142 | 1143 | 1227 => Failure::Refused(message(
            "does not let this account use or create the ledger's tables: have an account that \
             may create them run `ackwell ledger migrate`, and grant this one SELECT, INSERT, \
             UPDATE and DELETE on them",
        )),
        1021 | 1114 | 1041 | 1038 => Failure::Refused(message("has no room or memory left")),
        1053 | 1077 | 1152 | 1158..=1161 | 1184 | 1927 | 2006 | 2013 => {
            Failure::Dropped(message("is shutting down or closed the connection"))
        }
        1054 | 1146 => Failure::Refused(message(
            "does not have the tables as they must be: run `ackwell ledger migrate`",
        )),
        code => Failure::Refused(message(&format!("refused a statement (error {code})"))),
    }
}

/// What the operating system, or TLS below it, reported.
fn io_error(error: &Error) -> Option<&io::Error> {
    match error {
        Error::IoError(io) => Some(io),
        Error::CodecError(codec) => codec.source()?.downcast_ref(),
        _ => None,
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock)
}

/// Why no connection came about.
pub(super) fn explain_connecting(error: &Error) -> LedgerError {
    if let Some(io) = io_error(error) {
        return if is_timeout(io) {
            unreachable_because("it did not answer within the time-out")
        } else {
            unreachable_because(&io.to_string())
        };
    }
    let what = match error {
        Error::MySqlError(server) => match server.code {
            1044 | 1045 | 1698 => "does not let this user in: check user and password".to_owned(),
            1049 => "has no database of that name".to_owned(),
            1040 | 1203 | 1226 => {
                "has no connection left: raise max_connections, or lower the option pool".to_owned()
            }
            1053 | 1077 => "is shutting down".to_owned(),
            1129 | 1130 => "does not let this machine connect".to_owned(),
            code => format!("refused the connection (error {code})"),
        },
        Error::DriverError(DriverError::ConnectTimeout | DriverError::Timeout) => {
            return unreachable_because("it did not answer within the time-out");
        }
        Error::DriverError(DriverError::CouldNotConnect(_)) => {
            return unreachable_because("nothing listens there");
        }
        Error::DriverError(DriverError::TlsNotSupported) => {
            "has no TLS, and ssl-mode asks for it".to_owned()
        }
        Error::TlsError(error) => return unreachable_because(&error.to_string()),
        _ => "answered what the client does not understand".to_owned(),
    };
    LedgerError::unavailable(format!("MySQL {what}"))
}

fn unreachable_because(cause: &str) -> LedgerError {
    LedgerError::unavailable(format!("no connection to MySQL: {cause}"))
}
