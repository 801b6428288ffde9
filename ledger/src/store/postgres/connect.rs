//! Connections to PostgreSQL.

use std::collections::HashMap;
use std::future::Future;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio_postgres::config::SslMode;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Row, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::explain::{explain, explain_connecting};
use super::sql;
use crate::error::LedgerError;
use crate::store::SCHEMA;
use crate::store::pool::Failure;
use crate::store::tls::{self, Trust};
use crate::url::ServerUrl;

/// How long a list, a count or a prune may take.
const ADMIN: Duration = Duration::from_secs(600);
/// The lock under which the tables are created: "ackwell" in ASCII.
const MIGRATION_LOCK: i64 = 0x0061_636b_7765_6c6c;

/// Knows the server and how to connect to it.
pub(super) struct Connector {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    timeout: Duration,
}

impl Connector {
    pub(super) fn new(url: &ServerUrl, timeout: Duration) -> Result<Self, LedgerError> {
        let mut config = Config::new();
        match url.option("host") {
            Some(host) => config.host(host),
            None if url.host.is_empty() => config.host("localhost"),
            None => config.host(&url.host),
        };
        config.port(url.port.unwrap_or(5432));
        if let Some(user) = &url.user {
            config.user(user);
        }
        if let Some(password) = &url.password {
            config.password(&password.0);
        }
        if let Some(database) = &url.database {
            config.dbname(database);
        }
        config.application_name("ackwell");
        // The time-out is ours, around the whole; this one is for addresses tried in turn.
        config
            .connect_timeout(timeout)
            .keepalives_idle(Duration::from_secs(30));

        let root = url.option("sslrootcert").filter(|path| *path != "system");
        let (mode, trust) = match url.option("sslmode").unwrap_or("prefer") {
            "disable" => (SslMode::Disable, None),
            "prefer" => (SslMode::Prefer, Some(Trust::Anybody)),
            "require" => (SslMode::Require, Some(Trust::Anybody)),
            "verify-ca" => (SslMode::Require, Some(Trust::Issuer)),
            "verify-full" => (SslMode::Require, Some(Trust::Full)),
            _ => {
                return Err(LedgerError::config(
                    "ledger.url",
                    "sslmode is disable, prefer, require, verify-ca or verify-full",
                ));
            }
        };
        config.ssl_mode(mode);
        let tls = trust
            .map(|trust| tls::client(trust, root).map(MakeRustlsConnect::new))
            .transpose()?;
        Ok(Self {
            config,
            tls,
            timeout,
        })
    }

    /// A connection for claims: its statements end with the time-out on the server too.
    pub(super) fn connect(&self, deadline: Instant) -> Result<Connection, LedgerError> {
        self.open(deadline, self.timeout)
    }

    /// A connection for what may take long.
    pub(super) fn connect_for_admin(&self) -> Result<Connection, LedgerError> {
        self.open(Instant::now() + self.timeout, ADMIN)
    }

    fn open(&self, deadline: Instant, statement: Duration) -> Result<Connection, LedgerError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| {
                LedgerError::unavailable("the operating system gives no more file descriptors")
            })?;
        let mut connection = Connection {
            runtime: Some(runtime),
            client: None,
            statements: HashMap::new(),
        };
        let settings = format!(
            "SET statement_timeout = {0}; SET lock_timeout = {0}; \
             SET default_transaction_isolation = 'read committed'; \
             SET default_transaction_read_only = off",
            statement.as_millis()
        );
        let client = connection.wait(deadline, async {
            let client = match &self.tls {
                Some(tls) => spawned(self.config.connect(tls.clone()).await?),
                None => spawned(self.config.connect(NoTls).await?),
            };
            client.batch_execute(&settings).await?;
            Ok(client)
        });
        match client {
            None => Err(LedgerError::unavailable(
                "PostgreSQL did not answer within the time-out: is the host right, and does a \
                 firewall drop the packets?",
            )),
            Some(Err(error)) => Err(explain_connecting(&error)),
            Some(Ok(client)) => {
                connection.client = Some(client);
                Ok(connection)
            }
        }
    }
}

/// Has the connection driven whenever its runtime runs.
fn spawned<S, T>((client, connection): (Client, tokio_postgres::Connection<S, T>)) -> Client
where
    tokio_postgres::Connection<S, T>: Future<Output = Result<(), tokio_postgres::Error>>,
    S: Send + 'static,
    T: Send + 'static,
    tokio_postgres::Connection<S, T>: Send + 'static,
{
    tokio::spawn(async move {
        // An error here is met by the statement that waits for the connection.
        let _ = connection.await;
    });
    client
}

/// One connection with the runtime that drives it.
pub(super) struct Connection {
    /// Taken only when the connection is dropped.
    runtime: Option<Runtime>,
    client: Option<Client>,
    statements: HashMap<&'static str, Statement>,
}

impl Connection {
    /// The output of `work`, or nothing if it was not done by the deadline.
    fn wait<W: Future>(&self, deadline: Instant, work: W) -> Option<W::Output> {
        let left = deadline.saturating_duration_since(Instant::now());
        let runtime = self.runtime.as_ref()?;
        runtime.block_on(async { tokio::time::timeout(left, work).await.ok() })
    }

    pub(super) fn query(
        &mut self,
        sql: &'static str,
        parameters: &[&(dyn ToSql + Sync)],
        deadline: Instant,
    ) -> Result<Vec<Row>, Failure> {
        let statement = self.prepared(sql, deadline)?;
        let client = self.client()?;
        answered(self.wait(deadline, client.query(&statement, parameters)))
    }

    pub(super) fn execute(
        &mut self,
        sql: &'static str,
        parameters: &[&(dyn ToSql + Sync)],
        deadline: Instant,
    ) -> Result<u64, Failure> {
        let statement = self.prepared(sql, deadline)?;
        let client = self.client()?;
        answered(self.wait(deadline, client.execute(&statement, parameters)))
    }

    fn client(&self) -> Result<&Client, Failure> {
        self.client
            .as_ref()
            .ok_or_else(|| Failure::Broken(LedgerError::unavailable("no connection")))
    }

    fn prepared(&mut self, sql: &'static str, deadline: Instant) -> Result<Statement, Failure> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = answered(self.wait(deadline, self.client()?.prepare(sql)))?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }

    /// Creates the tables if they are not there; their version.
    pub(super) fn prepare_tables(&mut self) -> Result<u32, LedgerError> {
        let deadline = Instant::now() + ADMIN;
        self.create_tables(deadline)
            .map_err(Failure::into_error)
            .and_then(|version| {
                if version > SCHEMA {
                    return Err(LedgerError::unavailable(format!(
                        "the ledger's tables are of version {version}, written by a newer Ackwell; \
                     this one knows version {SCHEMA}"
                    )));
                }
                Ok(version)
            })
    }

    fn create_tables(&mut self, deadline: Instant) -> Result<u32, Failure> {
        let there: bool = self
            .query(sql!("version"), &[], deadline)?
            .first()
            .map_or(Ok(false), |row| super::get(row, 0))?;
        if !there {
            // Several processes may come here at once: the lock lets one create, and the
            // statements do nothing for the others.
            let create = format!(
                "BEGIN; SELECT pg_advisory_xact_lock({MIGRATION_LOCK}); {}; COMMIT",
                sql!("schema").trim_end().trim_end_matches(';')
            );
            let client = self.client()?;
            answered(self.wait(deadline, client.batch_execute(&create)))?;
        }
        let rows = self.query("SELECT max(version) FROM ackwell_schema", &[], deadline)?;
        let version = rows
            .first()
            .map_or(Ok(None), |row| super::get::<Option<i32>>(row, 0))?;
        Ok(version
            .and_then(|version| u32::try_from(version).ok())
            .unwrap_or(0))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Dropping the client first lets the server be told; a runtime that is simply dropped
        // would panic where an async executor runs the drop.
        self.client = None;
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn answered<T>(answer: Option<Result<T, tokio_postgres::Error>>) -> Result<T, Failure> {
    match answer {
        Some(answer) => answer.map_err(|error| explain(&error)),
        None => Err(Failure::Broken(LedgerError::unavailable(
            "PostgreSQL did not answer within the time-out",
        ))),
    }
}

/// Runs `call` where no tokio runtime is: inside one, waiting on another is not allowed. Async
/// code should not come here at all (see `handle_async`); if it does, it waits, and nothing
/// panics.
pub(super) fn outside_of_runtimes<T: Send>(
    call: impl FnOnce() -> Result<T, LedgerError> + Send,
) -> Result<T, LedgerError> {
    if tokio::runtime::Handle::try_current().is_err() {
        return call();
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("ackwell-ledger".to_owned());
        match thread.spawn_scoped(scope, call) {
            Ok(thread) => thread.join().unwrap_or_else(|_| {
                Err(LedgerError::new(
                    ackwell::Code::Internal,
                    "a ledger call panicked",
                ))
            }),
            Err(_) => Err(LedgerError::unavailable(
                "the operating system gives no more threads",
            )),
        }
    })
}
