//! Connections to MySQL and `MariaDB`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use mysql::consts::CapabilityFlags;
use mysql::{Conn, DriverError, Error, Opts, OptsBuilder, SslOpts};

use super::explain::{explain_connecting, unreachable_because};
use crate::error::LedgerError;
use crate::store::pool::{Helpers, NoResult, panicked};
use crate::store::tls;
use crate::url::ServerUrl;

/// How long a list, a count or a prune may take.
const ADMIN: Duration = Duration::from_secs(600);

/// Knows the server and how to connect to it.
pub(super) struct Connector {
    options: OptsBuilder,
    tls: Option<SslOpts>,
    /// `preferred`: without TLS if the server has none.
    plain_too: bool,
    /// The server was found to have none.
    plain: Arc<AtomicBool>,
    timeout: Duration,
    helpers: Helpers,
    has_password: bool,
}

impl Connector {
    pub(super) fn new(url: &ServerUrl, timeout: Duration) -> Result<Self, LedgerError> {
        let wrong = |message: &str| LedgerError::config("ledger.url", message);
        if url.database.is_none() {
            return Err(wrong("mysql: names no database"));
        }
        let socket = url.option("socket");
        let host = if url.host.is_empty() {
            "localhost"
        } else {
            &url.host
        };
        let mut options = OptsBuilder::new()
            .ip_or_hostname(Some(host))
            .tcp_port(url.port.unwrap_or(3306))
            .user(url.user.clone())
            .pass(url.password.as_ref().map(|password| password.0.clone()))
            .db_name(url.database.clone())
            .prefer_socket(false)
            .tcp_connect_timeout(Some(timeout))
            .tcp_keepalive_time_ms(Some(30_000))
            .stmt_cache_size(64)
            // A row that a statement matched counts, also when it was as it is to be.
            .additional_capabilities(CapabilityFlags::CLIENT_FOUND_ROWS);
        if socket.is_some() {
            options = options.socket(socket);
        }

        let root = url
            .option("ssl-ca")
            .map(|path| std::path::PathBuf::from(path.to_owned()));
        if let Some(path) = &root
            && std::fs::File::open(path).is_err()
        {
            return Err(wrong("the file that ssl-ca names cannot be read"));
        }
        let opts = || SslOpts::default().with_root_cert_path(root.clone());
        let anybody = || Some(opts().with_danger_accept_invalid_certs(true));
        // As a panel prints it and as the mysql client takes it: `VERIFY_CA`.
        let mode = url
            .option("ssl-mode")
            .map(|mode| mode.to_ascii_lowercase().replace('-', "_"));
        let (tls, plain_too) = match (mode.as_deref(), root.is_some()) {
            // In the mysql client, a file of authorities alone means `verify_ca`: any name, but only
            // those authorities. The library always trusts the public ones too, and any of their
            // certificates, with any name, would pass.
            (None | Some("required"), true) | (Some("verify_ca"), _) => {
                return Err(wrong(
                    "verify_ca (the meaning of ssl-ca without verify_identity too) is not offered: \
                     the certificate of any public authority would pass, whatever its name; write \
                     ssl-mode=verify_identity, with a certificate for the host's name, or \
                     ssl-mode=required without ssl-ca, which checks no certificate",
                ));
            }
            (Some("verify_identity"), _) => (Some(opts()), false),
            (Some("disabled" | "preferred"), true) => {
                return Err(wrong(
                    "ssl-ca says whom to trust, and this ssl-mode trusts anybody: write \
                     ssl-mode=verify_identity, or leave ssl-ca out",
                ));
            }
            (Some("disabled"), false) => (None, true),
            (None | Some("preferred"), false) => (anybody(), true),
            (Some("required"), false) => (anybody(), false),
            _ => {
                return Err(wrong(
                    "ssl-mode is disabled, preferred, required or verify_identity",
                ));
            }
        };
        // A socket of this machine needs no TLS.
        let tls = tls.filter(|_| socket.is_none());
        if tls.is_some() {
            tls::provide();
        }
        Ok(Self {
            options,
            tls,
            plain_too,
            plain: Arc::default(),
            timeout,
            helpers: Helpers::default(),
            has_password: url.password.is_some(),
        })
    }

    /// A connection for claims.
    pub(super) fn connect(&self, deadline: Instant) -> Result<Connection, LedgerError> {
        self.open(deadline, self.timeout)
    }

    /// A connection for what may take long.
    pub(super) fn connect_for_admin(&self) -> Result<Connection, LedgerError> {
        let mut connection = self.open(Instant::now() + self.timeout, ADMIN)?;
        connection.deadline = Instant::now() + ADMIN + Duration::from_secs(60);
        Ok(connection)
    }

    fn open(&self, deadline: Instant, statement: Duration) -> Result<Connection, LedgerError> {
        let left = deadline
            .saturating_duration_since(Instant::now())
            .max(Duration::from_millis(1));
        let options = self
            .options
            .clone()
            .tcp_connect_timeout(Some(left))
            .read_timeout(Some(left))
            .write_timeout(Some(left))
            .init(session(statement));
        let tls = self.tls.clone();
        let plain = Arc::clone(&self.plain);
        let plain_too = self.plain_too;
        // On a helper, because nothing limits the look-up of the name. A panic of the library (an
        // authentication that it was built without, say) is met here.
        let connected = self.helpers.run(deadline, move || {
            let connect = |tls| Conn::new(Opts::from(options.clone().ssl_opts(tls)));
            let tls = tls.filter(|_| !plain.load(Ordering::Relaxed));
            catch_unwind(AssertUnwindSafe(|| match connect(tls) {
                Err(Error::DriverError(DriverError::TlsNotSupported)) if plain_too => {
                    plain.store(true, Ordering::Relaxed);
                    connect(None)
                }
                other => other,
            }))
        });
        match connected {
            Ok(Ok(Ok(inner))) => Ok(Connection { inner, deadline }),
            Ok(Ok(Err(error))) => Err(explain_connecting(&error, self.has_password)),
            Ok(Err(_)) | Err(NoResult::Panicked) => Err(panicked()),
            Err(NoResult::Late) => Err(unreachable_because(
                "it did not answer within the time-out: is the host right, does the name server \
                 answer, and does a firewall drop the packets?",
            )),
            Err(NoResult::NoThread) => Err(LedgerError::unavailable(
                "the operating system gives no more threads",
            )),
        }
    }
}

/// What a session is set to: everything that the statements rely on and that the server's
/// configuration may have otherwise for each new connection.
fn session(statement: Duration) -> Vec<String> {
    let seconds = statement.as_secs().max(1);
    let millis = statement.as_millis();
    vec![
        format!(
            // One statement is one transaction, and none begins by itself after another.
            "SET SESSION autocommit = 1, completion_type = 'NO_CHAIN', \
             sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', \
             character_set_client = utf8mb4, character_set_connection = utf8mb4, \
             character_set_results = utf8mb4, collation_connection = utf8mb4_general_ci, \
             time_zone = '+00:00', \
             innodb_lock_wait_timeout = {seconds}, lock_wait_timeout = {seconds}, \
             sql_select_limit = 18446744073709551615, sql_big_selects = 1, sql_safe_updates = 0, \
             sql_auto_is_null = 0, unique_checks = 1 \
             /*M! , max_statement_time = {seconds} */ \
             /*!80000 , max_execution_time = {millis} */"
        ),
        // READ WRITE in these words, because the variable has different names.
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE".to_owned(),
    ]
}

/// One connection, and until when its next statement must be done.
pub(super) struct Connection {
    inner: Conn,
    pub(super) deadline: Instant,
}

impl Connection {
    /// The connection, with the time that is left for one answer.
    pub(super) fn in_time(&mut self) -> mysql::Result<&mut Conn> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Error::DriverError(DriverError::Timeout));
        }
        limit(&self.inner, left)?;
        Ok(&mut self.inner)
    }

    /// Whether the server answers by the deadline.
    pub(super) fn is_alive(&mut self, deadline: Instant) -> bool {
        // Without a limit for one answer, a connection that was forgotten would cost all of the
        // time: it is closed in place of asked.
        let usual = std::mem::replace(&mut self.deadline, deadline);
        let alive = cfg!(unix) && self.in_time().is_ok_and(|inner| inner.ping().is_ok());
        self.deadline = usual;
        alive
    }
}

/// Sets how long one read or write may take.
#[cfg(unix)]
fn limit(connection: &Conn, left: Duration) -> std::io::Result<()> {
    use std::os::fd::{AsRawFd as _, BorrowedFd};
    // SAFETY: the descriptor is the connection's, which is borrowed for longer than this is used.
    let descriptor = unsafe { BorrowedFd::borrow_raw(connection.as_raw_fd()) };
    let socket = socket2::SockRef::from(&descriptor);
    socket.set_read_timeout(Some(left))?;
    socket.set_write_timeout(Some(left))
}

/// The library does not let the socket be reached here: what it was opened with holds.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as above")]
fn limit(_: &Conn, _: Duration) -> std::io::Result<()> {
    Ok(())
}
