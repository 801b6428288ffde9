//! Connections to Redis, and its errors in sentences that say what to do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use redis::{ErrorKind, FromRedisValue, RedisError, ServerErrorKind};

use super::Argument;
use super::transport::{Address, Transport};
use crate::error::LedgerError;
use crate::store::SCHEMA;
use crate::store::pool::{Failure, Helpers};
use crate::store::tls::{self, Trust};
use crate::url::{Secret, ServerUrl};

/// How long a list, a count or a prune may take.
const ADMIN: Duration = Duration::from_secs(600);

/// What an account needs, as Redis writes it and docs/ledger.md says: the commands that are sent,
/// and those of the scripts, which Redis checks against the account too.
pub(super) const RIGHTS: &str = "~ackwell:* +eval +evalsha +get +set +del +exists +pexpire +time \
    +hget +hmget +hset +hdel +hgetall +hincrby +hlen +zadd +zrem +zrangebyscore \
    +scan +select +ping +info";

/// Knows the server and how to connect to it.
pub(super) struct Connector {
    address: Address,
    user: Option<String>,
    password: Option<Secret>,
    database: i64,
    timeout: Duration,
    helpers: Helpers,
}

impl Connector {
    pub(super) fn new(url: &ServerUrl, timeout: Duration) -> Result<Self, LedgerError> {
        let wrong = |message: &str| LedgerError::config("ledger.url", message);
        let database: i64 = match &url.database {
            None => 0,
            Some(text) => match text.parse() {
                Ok(number @ 0..=1_000_000) => number,
                _ => {
                    return Err(wrong(
                        "expected the number of a Redis database after the slash",
                    ));
                }
            },
        };
        let host = if url.host.is_empty() {
            "localhost".to_owned()
        } else {
            url.host.clone()
        };
        let tls = (url.scheme == "rediss")
            .then(|| tls::client(Trust::Full, url.option("ca")).map(Arc::new))
            .transpose()?;
        let address = match url.option("socket") {
            #[cfg(unix)]
            Some(path) => Address::Unix(path.into()),
            #[cfg(not(unix))]
            Some(_) => return Err(wrong("this system has no sockets in files")),
            None => Address::Tcp {
                host,
                port: url.port.unwrap_or(6379),
                tls,
            },
        };
        Ok(Self {
            address,
            user: url.user.clone(),
            password: url.password.clone(),
            database,
            timeout,
            helpers: Helpers::default(),
        })
    }

    /// A connection for claims.
    pub(super) fn connect(&self, deadline: Instant) -> Result<Connection, LedgerError> {
        let inner = Transport::connect(&self.address, deadline, &self.helpers)
            .map_err(|error| self.explain(&error.into()))?;
        let mut connection = Connection { inner };
        self.log_in(&mut connection)
            .map_err(|error| self.explain(&error))?;
        let unfit = connection
            .look_at_server()
            .map_err(|error| self.explain(&error))?;
        if let Some(unfit) = unfit {
            return Err(unfit);
        }
        connection.version()?;
        Ok(connection)
    }

    /// A connection for what may take long.
    pub(super) fn connect_for_admin(&self) -> Result<Connection, LedgerError> {
        let mut connection = self.connect(Instant::now() + self.timeout)?;
        connection.inner.deadline = Instant::now() + ADMIN;
        Ok(connection)
    }

    fn log_in(&self, connection: &mut Connection) -> Result<(), RedisError> {
        if let Some(password) = &self.password {
            let log_in = |connection: &mut Connection, user: Option<&String>| {
                let mut command = redis::cmd("AUTH");
                command.arg(user).arg(&password.0);
                command.query::<()>(&mut connection.inner)
            };
            match log_in(connection, self.user.as_ref()) {
                // Redis 5 has one user, and no word for it.
                Err(error) if self.user.as_deref() == Some("default") && is_old(&error) => {
                    log_in(connection, None)?;
                }
                other => other?,
            }
        }
        if self.database != 0 {
            let mut command = redis::cmd("SELECT");
            command.arg(self.database);
            command.query::<()>(&mut connection.inner)?;
        }
        Ok(())
    }

    /// Why no connection came about.
    fn explain(&self, error: &RedisError) -> LedgerError {
        let log_in = matches!(error.kind(), ErrorKind::AuthenticationFailed)
            || matches!(error.code(), Some("NOAUTH" | "WRONGPASS"));
        if log_in && self.password.is_none() {
            return LedgerError::unavailable(match self.user {
                Some(_) => {
                    "Redis asks for a password, and the URL has a user alone: a password without a \
                     user is written redis://:password@host"
                }
                None => "Redis asks for a password, and the URL has none",
            });
        }
        explain(error).into_error()
    }
}

fn is_old(error: &RedisError) -> bool {
    error
        .detail()
        .is_some_and(|detail| detail.contains("wrong number of arguments"))
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
    inner: Transport,
}

impl Connection {
    /// Until when the next answers must be there.
    pub(super) fn until(&mut self, deadline: Instant) -> &mut Self {
        self.inner.deadline = deadline;
        self
    }

    /// Whether the server answers by the deadline.
    pub(super) fn is_alive(&mut self, deadline: Instant) -> bool {
        let usual = std::mem::replace(&mut self.inner.deadline, deadline);
        // Whatever it answers: it may not allow this account a PING.
        let answer = redis::ConnectionLike::req_command(&mut self.inner, &redis::cmd("PING"));
        self.inner.deadline = usual;
        answer.is_ok()
    }

    /// What makes the server unfit: it would forget what is written. One that does not say is
    /// believed.
    fn look_at_server(&mut self) -> Result<Option<LedgerError>, RedisError> {
        let answer = redis::cmd("INFO").query::<String>(&mut self.inner);
        let info = match answer {
            Ok(info) => info,
            Err(error) if matches!(explain(&error), Failure::Refused(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let line = |name: &str| {
            info.lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
                .map(str::trim)
        };
        let policy = line("maxmemory_policy").unwrap_or("noeviction");
        if policy != "noeviction" && line("maxmemory").is_some_and(|limit| limit != "0") {
            return Ok(Some(LedgerError::unavailable(format!(
                "Redis forgets keys when its memory is full, and with them what was fulfilled: set \
                 maxmemory-policy to noeviction (it is {policy}), or use another Redis than the \
                 cache"
            ))));
        }
        if line("role") == Some("slave") {
            return Ok(Some(LedgerError::unavailable(
                "Redis is a replica: name the master",
            )));
        }
        Ok(None)
    }

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
        answer.map_err(|error: RedisError| explain_in(&error, script.text))
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
    explain_in(error, "")
}

/// The same for a script.
fn explain_in(error: &RedisError, script: &str) -> Failure {
    let message = |what: &str| LedgerError::unavailable(format!("Redis {what}"));
    if error.is_timeout() {
        return Failure::Broken(match io_words(error) {
            words if words.contains("name of the host") => {
                message(&format!("cannot be reached: {words}"))
            }
            _ => message("did not answer within the time-out"),
        });
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
        ErrorKind::Server(ServerErrorKind::NoPerm) => Failure::Refused(not_allowed(error, script)),
        ErrorKind::Server(
            ServerErrorKind::Moved
            | ServerErrorKind::Ask
            | ServerErrorKind::CrossSlot
            | ServerErrorKind::ClusterDown,
        ) => Failure::Broken(message(
            "is a cluster: the ledger needs one server (or Sentinel's master)",
        )),
        // What a script may not do comes as an error of the script.
        ErrorKind::Server(_) | ErrorKind::Extension
            if ["permission", "can't run this command"]
                .iter()
                .any(|words| error.to_string().contains(words)) =>
        {
            Failure::Refused(not_allowed(error, script))
        }
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
            let reason = match tls::explain(error, "ca") {
                Some(sentence) => format!("no connection to Redis: {sentence}"),
                None => format!("the connection to Redis broke: {}", io_words(error)),
            };
            Failure::Dropped(LedgerError::unavailable(reason))
        }
        _ if error.is_connection_dropped() => Failure::Dropped(message("closed the connection")),
        _ => Failure::Broken(message("answered what the client does not understand")),
    }
}

/// What the operating system said, without the library's words around it.
fn io_words(error: &RedisError) -> String {
    tls::find::<std::io::Error>(error).map_or_else(|| error.to_string(), ToString::to_string)
}

/// Names the command that the account may not run: Redis does, or says in which line of the script
/// it is.
fn not_allowed(error: &RedisError, script: &str) -> LedgerError {
    // With the words of several commands in one go, which are not its detail.
    let detail = error.to_string();
    let named = detail
        .split_once("run the '")
        .and_then(|(_, rest)| rest.split_once('\''))
        .map(|(command, _)| command)
        .filter(|command| {
            let known = |c: char| c.is_ascii_alphanumeric() || "|-_".contains(c);
            (1..=32).contains(&command.len()) && command.chars().all(known)
        });
    let line = detail
        .split_once("@user_script:")
        .and_then(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next())
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| script.lines().nth(number.checked_sub(1)?));
    let in_line: Vec<&str> = line
        .unwrap_or_default()
        .split("redis.call('")
        .skip(1)
        .filter_map(|call| Some(call.split_once('\'')?.0))
        .collect();
    let what = match named {
        Some(command) => format!("run {}", command.to_ascii_uppercase()),
        None if detail.contains("key") => "use the keys ackwell:*".to_owned(),
        None if in_line.is_empty() => "run a command of the ledger's scripts".to_owned(),
        None => format!("run {}", in_line.join(" or ")),
    };
    LedgerError::unavailable(format!(
        "Redis does not let this user {what}: it needs {RIGHTS}"
    ))
}
