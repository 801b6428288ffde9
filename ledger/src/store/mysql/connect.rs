//! Connections to MySQL and `MariaDB`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use mysql::consts::CapabilityFlags;
use mysql::{Conn, DriverError, Error, Opts, OptsBuilder, SslOpts};

use super::explain::explain_connecting;
use crate::error::LedgerError;
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
    plain: AtomicBool,
    timeout: Duration,
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
        let (tls, plain_too) = match url.option("ssl-mode").unwrap_or("preferred") {
            "disabled" => (None, true),
            "preferred" => (Some(opts().with_danger_accept_invalid_certs(true)), true),
            "required" => (Some(opts().with_danger_accept_invalid_certs(true)), false),
            "verify_ca" => (Some(opts().with_danger_skip_domain_validation(true)), false),
            "verify_identity" => (Some(opts()), false),
            _ => {
                return Err(wrong(
                    "ssl-mode is disabled, preferred, required, verify_ca or verify_identity",
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
            plain: AtomicBool::new(false),
            timeout,
        })
    }

    /// A connection for claims.
    pub(super) fn connect(&self, deadline: Instant) -> Result<Conn, LedgerError> {
        self.open(deadline, self.timeout)
    }

    /// A connection for what may take long.
    pub(super) fn connect_for_admin(&self) -> Result<Conn, LedgerError> {
        self.open(Instant::now() + self.timeout, ADMIN)
    }

    fn open(&self, deadline: Instant, statement: Duration) -> Result<Conn, LedgerError> {
        let left = deadline
            .saturating_duration_since(Instant::now())
            .max(Duration::from_millis(1));
        let seconds = statement.as_secs().max(1);
        let options = self
            .options
            .clone()
            .tcp_connect_timeout(Some(left))
            .read_timeout(Some(statement))
            .write_timeout(Some(statement))
            .init(vec![
                format!(
                    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', \
                     time_zone = '+00:00', innodb_lock_wait_timeout = {seconds}"
                ),
                "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED".to_owned(),
            ]);
        let connect = |tls: Option<SslOpts>| Conn::new(Opts::from(options.clone().ssl_opts(tls)));
        let tls = self
            .tls
            .clone()
            .filter(|_| !self.plain.load(Ordering::Relaxed));
        let connected = match connect(tls) {
            Err(Error::DriverError(DriverError::TlsNotSupported)) if self.plain_too => {
                self.plain.store(true, Ordering::Relaxed);
                connect(None)
            }
            other => other,
        };
        connected.map_err(|error| explain_connecting(&error))
    }
}
