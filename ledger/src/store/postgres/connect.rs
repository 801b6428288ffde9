//! Connections to PostgreSQL.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio_postgres::config::{ChannelBinding, SslMode, TargetSessionAttrs};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config, NoTls, Row, SimpleQueryMessage, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::explain::{explain, explain_connecting};
use super::pooler::process_id;
use super::sql;
use crate::error::LedgerError;
use crate::store::SCHEMA;
use crate::store::pool::{Failure, panicked};
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
        let wrong = |message: &str| LedgerError::config("ledger.url", message);
        let mut config = Config::new();
        match url.option("host") {
            Some(host) => config.host(host),
            None if url.host.is_empty() => config.host("localhost"),
            None => config.host(&url.host),
        };
        config.port(url.port.unwrap_or(5432));
        for (host, port) in &url.other_hosts {
            config.host(host).port(port.unwrap_or(5432));
        }
        if let Some(user) = &url.user {
            config.user(user);
        }
        if let Some(password) = &url.password {
            config.password(&password.0);
        }
        if let Some(database) = &url.database {
            config.dbname(database);
        }
        config.application_name(url.option("application_name").unwrap_or("ackwell"));
        if let Some(options) = url.option("options") {
            config.options(options);
        }
        match (url.option("target_session_attrs"), url.other_hosts.len()) {
            // The ledger writes, so of several servers the one that takes writes is meant.
            (None, 0) | (Some("any"), _) => {}
            (None | Some("read-write" | "primary"), _) => {
                config.target_session_attrs(TargetSessionAttrs::ReadWrite);
            }
            _ => {
                return Err(wrong(
                    "target_session_attrs is any, read-write or primary: the ledger writes",
                ));
            }
        }
        config.channel_binding(match url.option("channel_binding") {
            None | Some("prefer") => ChannelBinding::Prefer,
            Some("require") => ChannelBinding::Require,
            Some("disable") => ChannelBinding::Disable,
            _ => return Err(wrong("channel_binding is disable, prefer or require")),
        });
        // The time-out is ours, around the whole; this one is for addresses tried in turn.
        let attempt = match url.option("connect_timeout").map(str::parse::<u64>) {
            None | Some(Ok(0)) => timeout,
            Some(Ok(seconds)) => timeout.min(Duration::from_secs(seconds)),
            Some(Err(_)) => return Err(wrong("connect_timeout is a number of seconds")),
        };
        let attempts = u32::try_from(1 + url.other_hosts.len()).unwrap_or(u32::MAX);
        config
            .connect_timeout(attempt / attempts)
            .keepalives_idle(Duration::from_secs(30));

        let (mode, trust, root) = security(url)?;
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
            behind_pooler: false,
            begin: begin(statement),
        };
        let opened = connection.wait(deadline, async {
            let client = match &self.tls {
                Some(tls) => spawned(self.config.connect(tls.clone()).await?),
                None => spawned(self.config.connect(NoTls).await?),
            };
            let process = process_id(&client).await;
            let answer = client.simple_query(&settings(statement, process)).await?;
            let direct = answer
                .iter()
                .any(|message| matches!(message, SimpleQueryMessage::Row(_)));
            Ok((client, !direct))
        });
        match opened {
            None => Err(LedgerError::unavailable(
                "PostgreSQL did not answer within the time-out: is the host right, and does a \
                 firewall drop the packets?",
            )),
            Some(Err(error)) => Err(explain_connecting(&error)),
            Some(Ok((client, behind_pooler))) => {
                connection.client = Some(client);
                connection.behind_pooler = behind_pooler;
                Ok(connection)
            }
        }
    }
}

/// What the URL says of TLS, with the meaning that libpq gives it: a file of authorities makes
/// `require` mean `verify-ca`, and the system's are for `verify-full` alone.
fn security(url: &ServerUrl) -> Result<(SslMode, Option<Trust>, Option<&str>), LedgerError> {
    let wrong = |message: &str| Err(LedgerError::config("ledger.url", message));
    let system = url.option("sslrootcert") == Some("system");
    let root = url.option("sslrootcert").filter(|_| !system);
    let mode = url.option("sslmode").map(str::to_ascii_lowercase);
    let mode = mode
        .as_deref()
        .unwrap_or(if system { "verify-full" } else { "prefer" });
    let (mode, trust) = match mode {
        "disable" => (SslMode::Disable, None),
        "allow" | "prefer" => (SslMode::Prefer, Some(Trust::Anybody)),
        "require" if root.is_some() => (SslMode::Require, Some(Trust::Issuer)),
        "require" => (SslMode::Require, Some(Trust::Anybody)),
        "verify-ca" => (SslMode::Require, Some(Trust::Issuer)),
        "verify-full" => (SslMode::Require, Some(Trust::Full)),
        _ => {
            return wrong("sslmode is disable, prefer, require, verify-ca or verify-full");
        }
    };
    if system && trust != Some(Trust::Full) {
        return wrong("sslrootcert=system needs sslmode=verify-full");
    }
    if root.is_some() && mode != SslMode::Require {
        return wrong(
            "sslrootcert says whom to trust, and this sslmode (default: prefer) trusts \
             anybody: write sslmode=verify-full, or leave sslrootcert out",
        );
    }
    Ok((mode, trust, root))
}

/// Sets the session, unless a pooler is between: then it belongs to others too, and no row
/// comes back. `process` is the process that the other side said to be.
fn settings(statement: Duration, process: Option<i32>) -> String {
    // Process 0 is nobody's.
    let process = process.unwrap_or(0);
    let millis = statement.as_millis();
    let settings = [
        ("statement_timeout", millis.to_string()),
        ("lock_timeout", millis.to_string()),
        ("default_transaction_isolation", "read committed".to_owned()),
        ("default_transaction_read_only", "off".to_owned()),
        ("default_transaction_deferrable", "off".to_owned()),
    ]
    .map(|(name, value)| format!("set_config('{name}', '{value}', false)"))
    .join(", ");
    format!("SELECT {settings} WHERE pg_backend_pid() = {process}")
}

/// The same for one transaction.
fn begin(statement: Duration) -> String {
    format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE, NOT DEFERRABLE; \
         SET LOCAL statement_timeout = {0}; SET LOCAL lock_timeout = {0}",
        statement.as_millis()
    )
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

/// A parameter that says its type, so that a statement needs no name and no preparing.
pub(super) trait Parameter: ToSql + Sync {
    fn type_of(&self) -> Type;
    fn as_sql(&self) -> &(dyn ToSql + Sync);
}

macro_rules! parameters {
    ($($rust:ty => $postgres:ident),* $(,)?) => {$(
        impl Parameter for $rust {
            fn type_of(&self) -> Type {
                Type::$postgres
            }

            fn as_sql(&self) -> &(dyn ToSql + Sync) {
                self
            }
        }
    )*};
}
parameters! {
    String => TEXT,
    &str => TEXT,
    Option<String> => TEXT,
    Option<&String> => TEXT,
    &[u8] => BYTEA,
    i64 => INT8,
    bool => BOOL,
    Vec<&str> => TEXT_ARRAY,
}

/// One connection with the runtime that drives it.
///
/// On a direct connection the session is set once, and statements are prepared under a name.
/// Behind a pooler (`PgBouncer`), the next statement may meet another server process, and what is
/// set there is met by the shop's own statements: so nothing is set or named, and each statement is
/// a transaction with its own settings, sent in one go.
pub(super) struct Connection {
    /// Taken only when the connection is dropped.
    runtime: Option<Runtime>,
    client: Option<Client>,
    statements: HashMap<&'static str, Statement>,
    behind_pooler: bool,
    begin: String,
}

impl Connection {
    /// The output of `work`, or nothing if it was not done by the deadline.
    fn wait<W: Future>(&self, deadline: Instant, work: W) -> Option<W::Output> {
        let left = deadline.saturating_duration_since(Instant::now());
        let runtime = self.runtime.as_ref()?;
        runtime.block_on(async { tokio::time::timeout(left, work).await.ok() })
    }

    /// Whether the server answers by the deadline.
    pub(super) fn is_alive(&self, deadline: Instant) -> bool {
        self.client.as_ref().is_some_and(|client| {
            let answer = self.wait(deadline, client.check_connection());
            answer.is_some_and(|answer| answer.is_ok())
        })
    }

    pub(super) fn query(
        &mut self,
        sql: &'static str,
        parameters: &[&dyn Parameter],
        deadline: Instant,
    ) -> Result<Vec<Row>, Failure> {
        if self.behind_pooler {
            let typed = typed(parameters);
            let client = self.client()?;
            let work = client.query_typed(sql, &typed);
            return answered(self.wait(deadline, self.in_transaction(client, work)));
        }
        let statement = self.prepared(sql, deadline)?;
        let client = self.client()?;
        answered(self.wait(deadline, client.query(&statement, &plain(parameters))))
    }

    pub(super) fn execute(
        &mut self,
        sql: &'static str,
        parameters: &[&dyn Parameter],
        deadline: Instant,
    ) -> Result<u64, Failure> {
        if self.behind_pooler {
            let typed = typed(parameters);
            let client = self.client()?;
            let work = client.execute_typed(sql, &typed);
            return answered(self.wait(deadline, self.in_transaction(client, work)));
        }
        let statement = self.prepared(sql, deadline)?;
        let client = self.client()?;
        answered(self.wait(deadline, client.execute(&statement, &plain(parameters))))
    }

    /// Has `work` done in a transaction with its own settings, in one round trip: all is sent
    /// before the first answer.
    async fn in_transaction<T>(
        &self,
        client: &Client,
        work: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, tokio_postgres::Error> {
        let mut begin = pin!(client.batch_execute(&self.begin));
        let mut work = pin!(work);
        let mut commit = pin!(client.batch_execute("COMMIT"));
        let (mut begun, mut done, mut committed) = (None, None, None);
        let answers = std::future::poll_fn(|context| {
            // In this order: a future sends what it has to when it is first polled.
            poll(begin.as_mut(), &mut begun, context);
            poll(work.as_mut(), &mut done, context);
            poll(commit.as_mut(), &mut committed, context);
            match (begun.take(), done.take(), committed.take()) {
                (Some(begun), Some(done), Some(committed)) => Poll::Ready((begun, done, committed)),
                answers => {
                    (begun, done, committed) = answers;
                    Poll::Pending
                }
            }
        });
        // A transaction that failed is rolled back by its COMMIT, which is not an error.
        let (begun, done, committed) = answers.await;
        begun?;
        let value = done?;
        committed?;
        Ok(value)
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
    pub(super) fn prepare_tables(&mut self, deadline: Instant) -> Result<u32, LedgerError> {
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
            // Several processes may come here simultaneously: the lock lets one create, and the
            // statements do nothing for the others.
            let create = format!(
                "{}; SELECT pg_advisory_xact_lock({MIGRATION_LOCK}); {}; COMMIT",
                self.begin,
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

/// Polls `future` until it has an output, and no more.
fn poll<F: Future>(
    future: std::pin::Pin<&mut F>,
    output: &mut Option<F::Output>,
    context: &mut std::task::Context<'_>,
) {
    if output.is_none()
        && let Poll::Ready(value) = future.poll(context)
    {
        *output = Some(value);
    }
}

fn plain<'p>(parameters: &[&'p dyn Parameter]) -> Vec<&'p (dyn ToSql + Sync)> {
    parameters
        .iter()
        .map(|parameter| parameter.as_sql())
        .collect()
}

fn typed<'p>(parameters: &[&'p dyn Parameter]) -> Vec<(&'p (dyn ToSql + Sync), Type)> {
    parameters
        .iter()
        .map(|parameter| (parameter.as_sql(), parameter.type_of()))
        .collect()
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Dropping the client first notifies the server; a runtime that is simply dropped
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
            Ok(thread) => thread.join().unwrap_or_else(|_| Err(panicked())),
            Err(_) => Err(LedgerError::unavailable(
                "the operating system gives no more threads",
            )),
        }
    })
}
