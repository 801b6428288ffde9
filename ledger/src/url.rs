//! The one line that says where a ledger is.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use crate::error::LedgerError;

/// A parsed ledger URL. Its `Debug` and [`StoreUrl::location`] never show a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StoreUrl {
    Memory,
    Sqlite(SqliteUrl),
    Postgres(ServerUrl),
    Mysql(ServerUrl),
    Redis(ServerUrl),
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SqliteUrl {
    pub(crate) path: PathBuf,
    pub(crate) synchronous: Synchronous,
}

/// What a SQLite commit waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Synchronous {
    /// The disk: a committed delivery survives loss of power.
    Full,
    /// The operating system: it survives a crash of the process, not of the machine.
    Normal,
}

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerUrl {
    pub(crate) scheme: &'static str,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Secret>,
    /// Empty if the URL names none.
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    /// What stands behind the slash: a database.
    pub(crate) database: Option<String>,
    pub(crate) options: BTreeMap<String, String>,
}

/// Text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(pub(crate) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

const FORMS: &str = "memory:, sqlite:///absolute/path.db, sqlite:relative.db, \
                     postgres://user:password@host/database, mysql://user:password@host/database, \
                     redis://host/0 or rediss://host/0";

fn wrong(message: impl Into<String>) -> LedgerError {
    LedgerError::config("ledger.url", message)
}

impl StoreUrl {
    pub(crate) fn parse(url: &str) -> Result<Self, LedgerError> {
        // What stands before the colon is no secret only if it is a scheme: `user:password@host`
        // has none, so nothing but a well-formed scheme is ever repeated.
        let (scheme, rest) = url
            .split_once(':')
            .ok_or_else(|| wrong(format!("no scheme: a ledger is one of {FORMS}")))?;
        match scheme {
            "memory" if rest.is_empty() || rest == "//" => Ok(Self::Memory),
            "memory" => Err(wrong("nothing may follow memory:")),
            "sqlite" | "sqlite3" => SqliteUrl::parse(rest).map(Self::Sqlite),
            "postgres" | "postgresql" => {
                ServerUrl::parse("postgres", rest, POSTGRES_OPTIONS).map(Self::Postgres)
            }
            "mysql" | "mariadb" => ServerUrl::parse("mysql", rest, MYSQL_OPTIONS).map(Self::Mysql),
            "redis" => ServerUrl::parse("redis", rest, REDIS_OPTIONS).map(Self::Redis),
            "rediss" => ServerUrl::parse("rediss", rest, REDISS_OPTIONS).map(Self::Redis),
            _ => {
                let driver = scheme.split_once('+').map(|(store, _)| store);
                Err(match driver {
                    Some(store @ ("postgresql" | "postgres" | "mysql" | "mariadb" | "sqlite")) => {
                        wrong(format!(
                            "a driver name in the scheme is another library's: write {store}: instead"
                        ))
                    }
                    _ if rest.starts_with("//") && is_scheme(scheme) => wrong(format!(
                        "unknown scheme {scheme}: a ledger is one of {FORMS}"
                    )),
                    _ => wrong(format!("unknown scheme: a ledger is one of {FORMS}")),
                })
            }
        }
    }

    /// Which store this is, as [`Status::store`](crate::Status::store) and messages say it.
    pub(crate) fn store(&self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
            Self::Mysql(_) => "mysql",
            Self::Redis(_) => "redis",
        }
    }

    /// Where it is, without a password.
    pub(crate) fn location(&self) -> String {
        match self {
            Self::Memory => "memory:".to_owned(),
            Self::Sqlite(file) => file.path.display().to_string(),
            Self::Postgres(server) | Self::Mysql(server) | Self::Redis(server) => server.location(),
        }
    }
}

fn is_scheme(text: &str) -> bool {
    (1..=20).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

impl SqliteUrl {
    fn parse(rest: &str) -> Result<Self, LedgerError> {
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let path = match path.strip_prefix("//") {
            None => path.to_owned(),
            Some(after) => match after.strip_prefix('/') {
                // `//name.db` would make the name a host.
                None => {
                    return Err(wrong(
                        "two slashes name a host: write sqlite:relative.db or \
                         sqlite:///absolute/path.db",
                    ));
                }
                // A fourth slash, as SQLAlchemy writes it, means the same; a drive letter stands
                // without one.
                Some(path) if has_drive(path) => path.to_owned(),
                Some(path) => format!("/{}", path.trim_start_matches('/')),
            },
        };
        if path.is_empty() || path == "/" {
            return Err(wrong("sqlite: names no file"));
        }
        if path.ends_with(":memory:") {
            return Err(wrong("a ledger in memory is written memory:"));
        }
        if path.contains('\0') {
            return Err(wrong("the path holds a NUL"));
        }
        let mut synchronous = Synchronous::Full;
        for (name, value) in options(query, &["synchronous"])? {
            synchronous = match (name.as_str(), value.as_str()) {
                (_, "full") => Synchronous::Full,
                (_, "normal") => Synchronous::Normal,
                _ => return Err(wrong("synchronous is full or normal")),
            };
        }
        Ok(Self {
            path: PathBuf::from(path),
            synchronous,
        })
    }
}

fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

const POSTGRES_OPTIONS: &[&str] = &["host", "pool", "sslmode", "sslrootcert"];
const MYSQL_OPTIONS: &[&str] = &["pool", "socket", "ssl-ca", "ssl-mode"];
const REDIS_OPTIONS: &[&str] = &["pool", "socket"];
const REDISS_OPTIONS: &[&str] = &["ca", "pool"];

impl ServerUrl {
    fn parse(scheme: &'static str, rest: &str, known: &[&str]) -> Result<Self, LedgerError> {
        let rest = rest
            .strip_prefix("//")
            .ok_or_else(|| wrong(format!("after {scheme}: come two slashes and the host")))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = match rest.split_once('/') {
            Some((authority, database)) => (authority, Some(database)),
            None => (rest, None),
        };
        // A password may hold an `@` by mistake; a host never does.
        let (account, address) = match authority.rsplit_once('@') {
            Some((account, address)) => (Some(account), address),
            None => (None, authority),
        };
        let (user, password) = match account.map(|text| text.split_once(':').unwrap_or((text, "")))
        {
            Some((user, password)) => (decoded(user)?, decoded(password)?),
            None => (String::new(), String::new()),
        };
        let (host, port) = host_and_port(address)?;
        let database = database
            .map(decoded)
            .transpose()?
            .filter(|name| !name.is_empty());
        if database.as_ref().is_some_and(|name| name.contains('/')) {
            return Err(wrong("the database's name holds a slash"));
        }
        Ok(Self {
            scheme,
            user: Some(user).filter(|user| !user.is_empty()),
            password: Some(password)
                .filter(|password| !password.is_empty())
                .map(Secret),
            host,
            port,
            database,
            options: options(query, known)?,
        })
    }

    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(String::as_str)
    }

    #[cfg(any(feature = "postgres", feature = "mysql", feature = "redis"))]
    /// The option `pool`: how many connections at most.
    pub(crate) fn pool(&self) -> Result<usize, LedgerError> {
        match self.option("pool") {
            None => Ok(8),
            Some(text) => match text.parse() {
                Ok(size @ 1..=256) => Ok(size),
                _ => Err(wrong("pool is a number from 1 to 256")),
            },
        }
    }

    fn location(&self) -> String {
        let host = match (self.option("host"), self.option("socket")) {
            (Some(path), _) | (_, Some(path)) => path,
            _ if self.host.is_empty() => "localhost",
            _ => &self.host,
        };
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let database = self
            .database
            .as_ref()
            .map(|name| format!(", database {name}"))
            .unwrap_or_default();
        format!("{} at {host}{port}{database}", self.scheme)
    }
}

fn host_and_port(address: &str) -> Result<(String, Option<u16>), LedgerError> {
    let (host, port) = match address.strip_prefix('[') {
        Some(inner) => {
            let (host, after) = inner
                .split_once(']')
                .ok_or_else(|| wrong("a [ in the host is not closed"))?;
            (
                host,
                after.strip_prefix(':').or((after.is_empty()).then_some("")),
            )
        }
        None => match address.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (address, Some("")),
        },
    };
    let port = port.ok_or_else(|| wrong("after the host comes a colon and the port"))?;
    let port = if port.is_empty() {
        None
    } else {
        Some(port.parse().map_err(|_| {
            wrong(
                "the port is not a number from 0 to 65535; a : / @ or ? in a password is written \
                 %3A %2F %40 %3F",
            )
        })?)
    };
    let host = decoded(host)?;
    if host.contains(['/', '@', ',', ' ']) {
        return Err(wrong("the host is not one name or address"));
    }
    Ok((host, port))
}

fn options(query: &str, known: &[&str]) -> Result<BTreeMap<String, String>, LedgerError> {
    let mut options = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decoded(name)?;
        let Some(name) = known.iter().find(|known| **known == name) else {
            // The name itself is not repeated: a password with a `?` in it would end up here.
            return Err(wrong(format!(
                "an option behind the ? is not known here; known are {}",
                known.join(", ")
            )));
        };
        if options
            .insert((*name).to_owned(), decoded(value)?)
            .is_some()
        {
            return Err(wrong(format!("the option {name} stands there twice")));
        }
    }
    Ok(options)
}

/// Percent-decoding, strict.
fn decoded(text: &str) -> Result<String, LedgerError> {
    let broken = || wrong("a % is not followed by two hex digits, or gives no UTF-8");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
            let (Some(high), Some(low)) = (digit(), digit()) else {
                return Err(broken());
            };
            bytes.push(u8::try_from(high * 16 + low).map_err(|_| broken())?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sqlite_path(url: &str) -> String {
        match StoreUrl::parse(url) {
            Ok(StoreUrl::Sqlite(file)) => file.path.display().to_string(),
            other => panic!("{url}: {other:?}"),
        }
    }

    fn server(url: &str) -> ServerUrl {
        match StoreUrl::parse(url) {
            Ok(StoreUrl::Postgres(url) | StoreUrl::Mysql(url) | StoreUrl::Redis(url)) => url,
            other => panic!("{url}: {other:?}"),
        }
    }

    #[test]
    fn a_file_is_named_as_the_design_and_as_sqlalchemy_name_it() {
        for (url, path) in [
            (
                "sqlite:///var/lib/shop/ackwell.db",
                "/var/lib/shop/ackwell.db",
            ),
            (
                "sqlite:////var/lib/shop/ackwell.db",
                "/var/lib/shop/ackwell.db",
            ),
            ("sqlite:/var/lib/ackwell.db", "/var/lib/ackwell.db"),
            ("sqlite:shop.db", "shop.db"),
            ("sqlite:data/shop.db", "data/shop.db"),
            ("sqlite:///C:/shop/ackwell.db", "C:/shop/ackwell.db"),
            ("sqlite:///shop%20a.db", "/shop%20a.db"),
        ] {
            assert_eq!(sqlite_path(url), path, "{url}");
        }
    }

    #[test]
    fn a_server_is_named_with_all_its_parts() {
        let url = server("postgresql://shop:p%40ss%3A@[::1]:5433/orders?sslmode=require&pool=3");
        assert_eq!(url.user.as_deref(), Some("shop"));
        assert_eq!(url.password, Some(Secret("p@ss:".to_owned())));
        assert_eq!((url.host.as_str(), url.port), ("::1", Some(5433)));
        assert_eq!(url.database.as_deref(), Some("orders"));
        assert_eq!(url.option("sslmode"), Some("require"));
        #[cfg(any(feature = "postgres", feature = "mysql", feature = "redis"))]
        assert_eq!(url.pool().ok(), Some(3));
        let url = server("redis://cache");
        assert_eq!(
            (url.host.as_str(), url.port, url.database),
            ("cache", None, None)
        );
        assert_eq!(server("mariadb:///shop?socket=/run/mysqld.sock").host, "");
    }

    #[test]
    fn what_is_wrong_with_a_url_is_said_with_what_to_do() {
        for (url, says) in [
            ("shop.db", "no scheme"),
            ("", "no scheme"),
            ("mongodb://host/x", "unknown scheme mongodb"),
            ("postgresql+psycopg://h/d", "write postgresql:"),
            ("mysql+pymysql://h/d", "write mysql:"),
            ("sqlite://shop.db", "two slashes name a host"),
            ("sqlite:", "names no file"),
            ("sqlite:///", "names no file"),
            ("sqlite::memory:", "written memory:"),
            ("sqlite:a.db?mode=ro", "known are synchronous"),
            ("sqlite:a.db?synchronous=off", "full or normal"),
            ("memory:x", "nothing may follow"),
            ("postgres:shop", "two slashes"),
            ("postgres://h:http/d", "port is not a number"),
            ("postgres://h/d?sslmod=x", "known are host"),
            ("redis://h?pool=1&pool=2", "twice"),
            ("redis://%zz/", "two hex digits"),
            ("mysql://[::1/d", "not closed"),
        ] {
            let error = StoreUrl::parse(url).unwrap_err();
            assert!(error.message().contains(says), "{url}: {error}");
            assert_eq!(error.member(), Some("ledger.url"));
        }
    }

    #[test]
    fn no_error_and_no_debug_text_repeats_a_password() {
        for url in [
            "postgres://shop:hunter2@h:port/d",
            "postgres://shop:hunter2@h/d?hunter2=1",
            "shop:hunter2@h",
            "hunter2",
            "mysql://shop:hunter2@h%/d",
            "mysql://shop:hunter2/x@h/d",
            "redis://:hunter2?x@h/",
            "postgres:shop:hunter2@h/d",
        ] {
            let error = StoreUrl::parse(url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
        let url = StoreUrl::parse("postgres://shop:hunter2@h/d").unwrap();
        assert!(!format!("{url:?} {}", url.location()).contains("hunter2"));
        assert_eq!(url.location(), "postgres at h, database d");
    }
}
