//! MySQL's errors in sentences that say what to do.

use std::error::Error as _;
use std::io::{self, ErrorKind};

use mysql::{DriverError, Error};

use crate::error::LedgerError;
use crate::store::pool::Failure;
use crate::store::tls;

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
        1665 => Failure::Refused(message(
            "logs statements (binlog_format = STATEMENT), and the ledger's transactions are READ \
             COMMITTED: set binlog_format to ROW or MIXED",
        )),
        1290 | 1792 | 1836 => {
            Failure::Broken(message("is read-only: this is a replica, name the primary"))
        }
        1044 | 1142 | 1143 | 1227 => Failure::Refused(message(
            "does not let this account use or create the ledger's tables: have an account that \
             may create them run `ackwell ledger migrate`, and grant this one SELECT, INSERT, \
             UPDATE and DELETE on them",
        )),
        1021 | 1114 | 1041 | 1038 => Failure::Refused(message("has no disk space or memory left")),
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
pub(super) fn explain_connecting(error: &Error, has_password: bool) -> LedgerError {
    if let Some(sentence) = tls::explain(tls_error(error), "ssl-ca") {
        return unreachable_because(&sentence);
    }
    if let Some(io) = io_error(error) {
        return if is_timeout(io) {
            unreachable_because("it did not answer within the time-out")
        } else {
            unreachable_because(&io.to_string())
        };
    }
    let what = match error {
        Error::MySqlError(server) => match server.code {
            1045 | 1698 if !has_password => {
                "does not let this user in: the URL has no password".to_owned()
            }
            1044 | 1045 | 1698 => "does not let this user in: check user and password".to_owned(),
            1049 => "has no database of that name".to_owned(),
            1040 | 1203 | 1226 => {
                "has no connection left: raise max_connections, or lower the option pool".to_owned()
            }
            1053 | 1077 => "is shutting down".to_owned(),
            1129 | 1130 => "does not let this machine connect".to_owned(),
            1193 | 1231 | 1232 => format!(
                "refused the settings of the session (error {}): MySQL 8 or MariaDB 10.6 is needed",
                server.code
            ),
            3159 => "takes connections with TLS only: write ssl-mode=required or better".to_owned(),
            code => format!("refused the connection (error {code})"),
        },
        Error::DriverError(DriverError::ConnectTimeout | DriverError::Timeout) => {
            return unreachable_because("it did not answer within the time-out");
        }
        Error::DriverError(DriverError::CouldNotConnect(why)) => {
            return unreachable_because(match why {
                Some((_, _, ErrorKind::ConnectionRefused)) | None => "nothing listens there",
                Some((_, why, _)) => why,
            });
        }
        Error::DriverError(DriverError::TlsNotSupported) => {
            "has no TLS, and ssl-mode asks for it".to_owned()
        }
        Error::DriverError(DriverError::UnknownAuthPlugin(plugin)) => {
            unsupported_authentication(plugin)
        }
        Error::DriverError(DriverError::OldMysqlPasswordDisabled) => {
            unsupported_authentication("mysql_old_password")
        }
        Error::DriverError(DriverError::CleartextPluginDisabled) => {
            unsupported_authentication("mysql_clear_password")
        }
        Error::TlsError(_) => return unreachable_because("the TLS handshake failed"),
        _ => "answered what the client does not understand".to_owned(),
    };
    LedgerError::unavailable(format!("MySQL {what}"))
}

/// The plugin's name is the server's word: only what looks like one is repeated.
fn unsupported_authentication(plugin: &str) -> String {
    let plugin: String = plugin
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .take(64)
        .collect();
    format!(
        "wants this account to authenticate by {plugin}, which is not supported: use an account \
         with caching_sha2_password, mysql_native_password or ed25519"
    )
}

/// The part of an error below which TLS is looked for.
fn tls_error(error: &Error) -> &(dyn std::error::Error + 'static) {
    match (io_error(error), error) {
        (Some(io), _) => io,
        (None, Error::TlsError(mysql::error::tls::TlsError::Tls(tls))) => tls,
        (None, other) => other,
    }
}

pub(super) fn unreachable_because(cause: &str) -> LedgerError {
    LedgerError::unavailable(format!("no connection to MySQL: {cause}"))
}
