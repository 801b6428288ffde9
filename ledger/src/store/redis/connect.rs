//! Connections to Redis, and its errors in sentences that say what to do.

use std::time::{Duration, Instant};

use redis::{
    Client, ConnectionAddr, ConnectionInfo, ErrorKind, FromRedisValue, IntoConnectionInfo as _,
    RedisConnectionInfo, RedisError, ServerErrorKind, TlsCertificates,
};

use super::Argument;
use crate::error::LedgerError;
use crate::store::pool::Failure;
use crate::store::{SCHEMA, tls};
use crate::url::ServerUrl;

/// How long one step of a list or a prune may take.
const ADMIN: Duration = Duration::from_secs(60);

/// Knows the server and how to connect to it.
pub(super) struct Connector {
    client: Client,
    timeout: Duration,
}

impl Connector {
    pub(super) fn new(url: &ServerUrl, timeout: Duration) -> Result<Self, LedgerError> {
        let wrong = |message: &str| LedgerError::config("ledger.url", message);
        let number: i64 = match &url.database {
            None => 0,
            Some(text) => match text.parse() {
                Ok(number @ 0..=1_000_000) => number,
                _ => {
                    return Err(wrong(
                        "behind the slash stands the number of a Redis database",
                    ));
                }
            },
        };
        let mut settings = RedisConnectionInfo::default()
            .set_db(number)
            .set_skip_set_lib_name();
        if let Some(user) = &url.user {
            settings = settings.set_username(user);
        }
        if let Some(password) = &url.password {
            settings = settings.set_password(&password.0);
        }
        let host = if url.host.is_empty() {
            "localhost".to_owned()
        } else {
            url.host.clone()
        };
        let port = url.port.unwrap_or(6379);
        let encrypted = url.scheme == "rediss";
        let address = match url.option("socket") {
            Some(path) => ConnectionAddr::Unix(path.into()),
            None if encrypted => ConnectionAddr::TcpTls {
                host,
                port,
                insecure: false,
                tls_params: None,
            },
            None => ConnectionAddr::Tcp(host, port),
        };
        let unusable = |_| wrong("the address cannot be used");
        let info: ConnectionInfo = address
            .into_connection_info()
            .map_err(unusable)?
            .set_redis_settings(settings);
        let client = if encrypted {
            tls::provide();
            let root_cert = url
                .option("ca")
                .map(std::fs::read)
                .transpose()
                .map_err(|_| wrong("the file that ca names cannot be read"))?;
            let certificates = TlsCertificates {
                client_tls: None,
                root_cert,
            };
            Client::build_with_tls(info, certificates)
                .map_err(|_| wrong("the file that ca names holds no PEM certificates"))?
        } else {
            Client::open(info).map_err(unusable)?
        };
        Ok(Self { client, timeout })
    }

    /// A connection for claims.
    pub(super) fn connect(&self, deadline: Instant) -> Result<Connection, LedgerError> {
        self.open(deadline, self.timeout)
    }

    /// A connection for what may take long.
    pub(super) fn connect_for_admin(&self) -> Result<Connection, LedgerError> {
        self.open(Instant::now() + self.timeout, ADMIN)
    }

    fn open(&self, deadline: Instant, statement: Duration) -> Result<Connection, LedgerError> {
        let left = deadline
            .saturating_duration_since(Instant::now())
            .max(Duration::from_millis(1));
        let connect = || {
            let inner = self.client.get_connection_with_timeout(left)?;
            inner.set_read_timeout(Some(statement))?;
            inner.set_write_timeout(Some(statement))?;
            Ok(Connection { inner })
        };
        let mut connection: Connection =
            connect().map_err(|error: RedisError| explain(&error).into_error())?;
        connection.version()?;
        Ok(connection)
    }
}

/// A script and the name under which the server keeps it.
pub(super) struct Script {
    text: &'static str,
    sha1: String,
}

impl Script {
    pub(super) fn new(text: &'static str) -> Self {
        Self {
            text,
            sha1: super::sha1(text),
        }
    }
}

pub(super) struct Connection {
    inner: redis::Connection,
}

impl Connection {
    /// Runs a script, in one round trip where the server has it already.
    pub(super) fn run<T: FromRedisValue>(
        &mut self,
        script: &Script,
        keys: &[&str],
        arguments: &[&dyn Argument],
    ) -> Result<T, Failure> {
        let mut send = |name: &str, script: &str| {
            let mut command = redis::cmd(name);
            command.arg(script).arg(keys.len()).arg(keys);
            for argument in arguments {
                argument.add(&mut command);
            }
            command.query(&mut self.inner)
        };
        let answer = match send("EVALSHA", &script.sha1) {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                send("EVAL", script.text)
            }
            other => other,
        };
        answer.map_err(|error: RedisError| explain(&error))
    }

    /// Runs a command.
    pub(super) fn query<T: FromRedisValue>(&mut self, command: &redis::Cmd) -> Result<T, Failure> {
        command
            .query(&mut self.inner)
            .map_err(|error| explain(&error))
    }

    /// Runs several commands in one round trip.
    pub(super) fn pipeline<T: FromRedisValue>(
        &mut self,
        pipeline: &redis::Pipeline,
    ) -> Result<T, Failure> {
        pipeline
            .query(&mut self.inner)
            .map_err(|error| explain(&error))
    }

    /// The version of what is kept there; written down where nothing is kept yet.
    pub(super) fn version(&mut self) -> Result<u32, LedgerError> {
        let mut get = redis::cmd("GET");
        get.arg("ackwell:schema");
        let mut version = || -> Result<u32, Failure> {
            if let Some(version) = self.query::<Option<u32>>(&get)? {
                return Ok(version);
            }
            let mut set = redis::cmd("SET");
            set.arg("ackwell:schema").arg(SCHEMA).arg("NX");
            self.query::<Option<String>>(&set)?;
            self.query(&get)
        };
        let version = version().map_err(Failure::into_error)?;
        if version > SCHEMA {
            return Err(LedgerError::unavailable(format!(
                "the ledger's keys in Redis are of version {version}, written by a newer Ackwell; \
                 this one knows version {SCHEMA}"
            )));
        }
        Ok(version)
    }
}

/// Why a command failed, and what that means for its connection.
fn explain(error: &RedisError) -> Failure {
    let message = |what: &str| LedgerError::unavailable(format!("Redis {what}"));
    if error.is_timeout() {
        return Failure::Broken(message("did not answer within the time-out"));
    }
    match error.kind() {
        ErrorKind::Server(ServerErrorKind::BusyLoading) => {
            Failure::Dropped(message("is still loading"))
        }
        ErrorKind::Server(ServerErrorKind::ReadOnly) => {
            Failure::Broken(message("is read-only: this is a replica, name the master"))
        }
        ErrorKind::Server(ServerErrorKind::MasterDown) => {
            Failure::Broken(message("is a replica whose master is down"))
        }
        ErrorKind::Server(ServerErrorKind::NoPerm) => Failure::Refused(message(
            "does not let this user run the ledger's scripts: allow EVAL, EVALSHA and the keys \
             ackwell:*",
        )),
        ErrorKind::Server(
            ServerErrorKind::Moved
            | ServerErrorKind::Ask
            | ServerErrorKind::CrossSlot
            | ServerErrorKind::ClusterDown,
        ) => Failure::Broken(message(
            "is a cluster: the ledger needs one server (or Sentinel's master)",
        )),
        ErrorKind::Server(_) | ErrorKind::Extension => match error.code() {
            Some("OOM") => Failure::Refused(message(
                "has no memory left: raise maxmemory, and keep maxmemory-policy noeviction",
            )),
            Some("MISCONF") => Failure::Refused(message(
                "cannot save to its disk and takes no writes: look at its log",
            )),
            Some("NOAUTH" | "WRONGPASS") => Failure::Broken(message(
                "does not let this user in: check user and password",
            )),
            code => Failure::Refused(message(&format!(
                "refused a command ({})",
                code.unwrap_or("no code")
            ))),
        },
        ErrorKind::AuthenticationFailed => Failure::Broken(message(
            "does not let this user in: check user and password",
        )),
        ErrorKind::Io => {
            let reason = format!("the connection to Redis broke: {error}");
            Failure::Dropped(LedgerError::unavailable(reason))
        }
        _ if error.is_connection_dropped() => Failure::Dropped(message("closed the connection")),
        _ => Failure::Broken(message("answered what the client does not understand")),
    }
}
