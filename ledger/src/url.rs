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
    /// Of several servers, those after the first: PostgreSQL only.
    pub(crate) other_hosts: Vec<(String, Option<u16>)>,
    /// What is behind the slash: a database.
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
        check_edges(url)?;
        // What comes before the colon is not a secret only if it is a scheme: `user:password@host`
        // has none, so nothing but a well-formed scheme is ever repeated.
        let (scheme, rest) = url
            .split_once(':')
            .ok_or_else(|| wrong(format!("no scheme: a ledger is one of {FORMS}")))?;
        match scheme.to_ascii_lowercase().as_str() {
            "memory" if rest.is_empty() || rest == "//" => Ok(Self::Memory),
            "memory" => Err(wrong("nothing may follow memory:")),
            "sqlite" | "sqlite3" => SqliteUrl::parse(rest).map(Self::Sqlite),
            "postgres" | "postgresql" => {
                ServerUrl::parse("postgres", rest, &POSTGRES_OPTIONS).map(Self::Postgres)
            }
            "mysql" | "mariadb" => ServerUrl::parse("mysql", rest, &MYSQL_OPTIONS).map(Self::Mysql),
            "redis" | "valkey" => ServerUrl::parse("redis", rest, &REDIS_OPTIONS).map(Self::Redis),
            "rediss" | "valkeys" => {
                ServerUrl::parse("rediss", rest, &REDISS_OPTIONS).map(Self::Redis)
            }
            "jdbc" => Err(wrong("jdbc: in front is Java's: leave it out")),
            lower => {
                let driver = lower.split_once('+').map(|(store, _)| store);
                Err(match driver {
                    Some(store @ ("postgresql" | "postgres" | "mysql" | "mariadb" | "sqlite")) => {
                        wrong(format!(
                            "a driver name in the scheme is another library's: write {store}: instead"
                        ))
                    }
                    _ if scheme.contains('=') => {
                        wrong("a name and = come before the URL: the value alone is the URL")
                    }
                    _ if rest.starts_with("//") && is_scheme(scheme) => wrong(format!(
                        "unknown scheme {scheme}: a ledger is one of {FORMS}"
                    )),
                    _ => wrong(format!("unknown scheme: a ledger is one of {FORMS}")),
                })
            }
        }
    }

    /// Which store this is, as [`LedgerStatus::store`](crate::LedgerStatus::store) and messages say
    /// it.
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

/// Refuses what a file of settings leaves around a value: it would become part of a name or a
/// password, and be refused there by riddles.
fn check_edges(url: &str) -> Result<(), LedgerError> {
    if url.trim().is_empty() {
        return Err(wrong(format!(
            "the URL is empty: a ledger is one of {FORMS}"
        )));
    }
    if url.starts_with('\u{feff}') {
        return Err(wrong(
            "a byte order mark comes before the URL: save the file without one",
        ));
    }
    if url.trim() != url {
        return Err(wrong(
            "white space or a line end comes before or behind the URL: remove it",
        ));
    }
    if url.starts_with(['"', '\'', '`', '<']) || url.ends_with(['"', '\'', '`', '>']) {
        return Err(wrong(
            "quotes or brackets are around the URL and would be part of it: remove them",
        ));
    }
    if url.chars().any(char::is_control) {
        return Err(wrong(
            "a line end or another control character is inside the URL",
        ));
    }
    Ok(())
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
                // A fourth slash, as SQLAlchemy writes it, means the same; a drive letter has
                // none.
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
        for (name, value) in options(query, &SQLITE_OPTIONS)? {
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

/// The options of a store.
struct Options {
    known: &'static [&'static str],
    /// Other libraries' names for known ones.
    other_names: &'static [(&'static str, &'static str)],
    /// What panels and other libraries write and what makes no difference here: the option, and
    /// the values that make none (none at all: any).
    without_effect: &'static [(&'static str, &'static [&'static str])],
    /// What is refused with a special sentence.
    refused: &'static [(&'static str, &'static str)],
}

const SQLITE_OPTIONS: Options = Options {
    known: &["synchronous"],
    other_names: &[],
    without_effect: &[],
    refused: &[],
};

const IN_FRONT: &str = "user, password, host, port and database are written in front of the ?";
const NO_CLIENT_CERTIFICATES: &str =
    "accounts that log in with a certificate of the client are not supported: use a password";

const POSTGRES_OPTIONS: Options = Options {
    known: &[
        "application_name",
        "channel_binding",
        "connect_timeout",
        "host",
        "options",
        "pool",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
    ],
    other_names: &[("ssl-mode", "sslmode"), ("ssl_mode", "sslmode")],
    without_effect: &[
        // Statements are without names and settings behind every pooler that is noticed.
        ("pgbouncer", &["true", "false"]),
        ("client_encoding", &["utf8", "utf-8", "auto"]),
        ("fallback_application_name", &[]),
        // Encryption by Kerberos is not tried; required, it would be missed.
        ("gssencmode", &["disable", "prefer"]),
        ("keepalives", &["1"]),
        ("keepalives_count", &[]),
        ("keepalives_idle", &[]),
        ("keepalives_interval", &[]),
        ("sslcompression", &["0", "1"]),
        ("sslnegotiation", &["postgres"]),
        ("sslsni", &["1"]),
        ("ssl_min_protocol_version", &["tlsv1", "tlsv1.1", "tlsv1.2"]),
        ("tcp_user_timeout", &[]),
    ],
    refused: &[
        ("user", IN_FRONT),
        ("password", IN_FRONT),
        ("port", IN_FRONT),
        ("dbname", IN_FRONT),
        ("sslcert", NO_CLIENT_CERTIFICATES),
        ("sslkey", NO_CLIENT_CERTIFICATES),
        (
            "schema",
            "write options=-csearch_path%3Dname for a schema other than the account's own",
        ),
    ],
};

const MYSQL_OPTIONS: Options = Options {
    known: &["pool", "socket", "ssl-ca", "ssl-mode"],
    other_names: &[
        ("ssl_ca", "ssl-ca"),
        ("sslca", "ssl-ca"),
        ("ssl_mode", "ssl-mode"),
        ("sslmode", "ssl-mode"),
        ("unix_socket", "socket"),
    ],
    without_effect: &[("charset", &["utf8mb4", "utf8"])],
    refused: &[
        ("user", IN_FRONT),
        ("password", IN_FRONT),
        ("host", IN_FRONT),
        ("port", IN_FRONT),
        ("ssl-cert", NO_CLIENT_CERTIFICATES),
        ("ssl-key", NO_CLIENT_CERTIFICATES),
    ],
};

const REDIS_OPTIONS: Options = Options {
    known: &["pool", "socket"],
    other_names: &[],
    without_effect: &[("protocol", &["2", "3"])],
    refused: &[(
        "db",
        "the number of the database is written behind the slash: redis://host/1",
    )],
};

const REDISS_OPTIONS: Options = Options {
    known: &["ca", "pool"],
    other_names: &[("ssl_ca_certs", "ca")],
    without_effect: &[
        ("protocol", &["2", "3"]),
        ("ssl_cert_reqs", &["required", "cert_required"]),
    ],
    refused: &[
        (
            "ssl_cert_reqs",
            "the server's certificate is always checked: name it, or its authority's, in ca",
        ),
        (
            "db",
            "the number of the database is written behind the slash: rediss://host/1",
        ),
    ],
};

impl ServerUrl {
    fn parse(scheme: &'static str, rest: &str, known: &Options) -> Result<Self, LedgerError> {
        let rest = rest
            .strip_prefix("//")
            .ok_or_else(|| wrong(format!("after {scheme}: come two slashes and the host")))?;
        if rest.contains(char::is_whitespace) {
            return Err(wrong(
                "white space is inside the URL: in a password it is written %20",
            ));
        }
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = match rest.split_once('/') {
            Some((authority, database)) => (authority, Some(database)),
            None => (rest, None),
        };
        if database.is_some_and(|database| database.contains('@')) || query.contains('@') {
            return Err(wrong(ESCAPE));
        }
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
        let mut hosts = Vec::new();
        for address in address.split(',') {
            hosts.push(host_and_port(address)?);
        }
        if hosts.len() > 1 && scheme != "postgres" {
            return Err(wrong(format!(
                "{scheme}: takes one host: name the one that takes writes, or an address that \
                 follows it"
            )));
        }
        if hosts.len() > 1 && hosts.iter().any(|(host, _)| host.is_empty()) {
            return Err(wrong("a host between two commas is empty"));
        }
        let (host, port) = hosts.remove(0);
        let database = database
            .map(decoded)
            .transpose()?
            .filter(|name| !name.is_empty());
        if database.as_ref().is_some_and(|name| name.contains('/')) {
            return Err(wrong(format!(
                "the database's name holds a slash; {ESCAPE}"
            )));
        }
        Ok(Self {
            scheme,
            user: Some(user).filter(|user| !user.is_empty()),
            password: Some(password)
                .filter(|password| !password.is_empty())
                .map(Secret),
            host,
            port,
            other_hosts: hosts,
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
        let others: String = self
            .other_hosts
            .iter()
            .map(|(host, _)| format!(", {host}"))
            .collect();
        let database = self
            .database
            .as_ref()
            .map(|name| format!(", database {name}"))
            .unwrap_or_default();
        format!("{} at {host}{port}{others}{database}", self.scheme)
    }
}

const ESCAPE: &str = "a : / @ ? or % in a user or password is written %3A %2F %40 %3F %25";

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
            wrong(format!(
                "the port is not a number from 0 to 65535; {ESCAPE}"
            ))
        })?)
    };
    let host = decoded(host)?;
    if host.contains(['/', '@', ',', ' ', '"', '\'']) {
        return Err(wrong("the host is not one name or address"));
    }
    Ok((host, port))
}

fn options(query: &str, known: &Options) -> Result<BTreeMap<String, String>, LedgerError> {
    let mut options = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let Some((name, value)) = pair.split_once('=') else {
            // Not repeated: what holds no = may be the rest of a password that holds a ?.
            return Err(wrong(format!(
                "behind the ? come options, name=value; {ESCAPE}"
            )));
        };
        let (name, value) = (decoded(name)?.to_ascii_lowercase(), decoded(value)?);
        let lower = value.to_ascii_lowercase();
        let other = known.other_names.iter().find(|(other, _)| *other == name);
        let name = other.map_or(name, |(_, name)| (*name).to_owned());
        let without_effect = |(option, values): &(&str, &[&str])| {
            *option == name && (values.is_empty() || values.contains(&lower.as_str()))
        };
        if known.without_effect.iter().any(without_effect) {
            continue;
        }
        if !known.known.contains(&name.as_str()) {
            return Err(wrong(unknown(&name, known)));
        }
        if options.insert(name.clone(), value).is_some() {
            return Err(wrong(format!("the option {name} is there twice")));
        }
    }
    Ok(options)
}

/// Why the option is not taken.
fn unknown(name: &str, known: &Options) -> String {
    if let Some((_, why)) = known.refused.iter().find(|(option, _)| *option == name) {
        return format!("the option {name} is not taken: {why}");
    }
    let values = known
        .without_effect
        .iter()
        .find(|(option, _)| *option == name);
    if let Some((_, values)) = values {
        return format!("the option {name} is {} or left out", values.join(", "));
    }
    let list = known.known.join(", ");
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if (1..=40).contains(&name.len()) && name.chars().all(plain) {
        format!("the option {name} behind the ? is not known here: known are {list}")
    } else {
        format!("an option behind the ? is not known here: known are {list}; {ESCAPE}")
    }
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
    fn a_url_is_taken_as_panels_print_it() {
        let url = server("MySQL://u:p@h/shop?ssl-mode=REQUIRED&charset=utf8mb4");
        assert_eq!(url.option("ssl-mode"), Some("REQUIRED"));
        let url = server("mysql://u:p@h/shop?SslMode=VERIFY_CA&ssl_ca=/ca.pem");
        assert_eq!(url.option("ssl-mode"), Some("VERIFY_CA"));
        assert_eq!(url.option("ssl-ca"), Some("/ca.pem"));
        let url = server(
            "postgresql://u:p@h/shop?sslmode=require&channel_binding=require&connect_timeout=15\
             &application_name=shop&gssencmode=prefer&keepalives=1&pgbouncer=true\
             &target_session_attrs=read-write",
        );
        assert_eq!(url.option("channel_binding"), Some("require"));
        assert_eq!(url.option("application_name"), Some("shop"));
        assert_eq!(url.option("gssencmode"), None);
        let url = server("postgres://u:p@a.example:5432,b.example,[::1]:5433/shop");
        assert_eq!((url.host.as_str(), url.port), ("a.example", Some(5432)));
        let others = [
            ("b.example".to_owned(), None),
            ("::1".to_owned(), Some(5433)),
        ];
        assert_eq!(url.other_hosts, others);
        assert_eq!(server("valkey://h/0").scheme, "redis");
        assert_eq!(
            server("valkeys://h/0?ssl_cert_reqs=required").scheme,
            "rediss"
        );
        let url = server("postgres://sh%40op:p%2Fa%3Fs%25@h/d");
        assert_eq!(url.user.as_deref(), Some("sh@op"));
        assert_eq!(url.password, Some(Secret("p/a?s%".to_owned())));
        let url = server("postgres://shop:p@ss@h/d");
        assert_eq!(url.password, Some(Secret("p@ss".to_owned())));
        assert_eq!(server("postgres://shop@h/d").password, None);
    }

    #[test]
    fn what_is_wrong_with_a_url_is_said_with_what_to_do() {
        for (url, says) in [
            ("shop.db", "no scheme"),
            ("", "is empty"),
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
            (
                "postgres://h/d?sslmod=x",
                "sslmod behind the ? is not known here: known are app",
            ),
            ("redis://h?pool=1&pool=2", "twice"),
            ("redis://%zz/", "two hex digits"),
            ("mysql://[::1/d", "not closed"),
            (
                "mysql://h/d?channel_binding=require",
                "option channel_binding behind",
            ),
            ("mysql://h/d?useSSL=true", "option usessl behind"),
            ("mysql://a:3306,b:3306/d", "takes one host"),
            ("redis://a,b/0", "takes one host"),
            ("postgres://a,,b/d", "between two commas"),
            (
                "postgres://h/d?sslcert=/x",
                "not taken: accounts that log in with a cert",
            ),
            ("postgres://h/d?password=x", "in front of the ?"),
            (
                "postgres://h/d?gssencmode=require",
                "gssencmode is disable, prefer or left out",
            ),
            ("postgres://h/d?sslmode", "name=value"),
            ("rediss://h/0?ssl_cert_reqs=CERT_NONE", "always checked"),
            ("redis://h?db=1", "behind the slash"),
            (" memory:", "white space or a line end comes before"),
            (
                "postgres://h/d\n",
                "white space or a line end comes before or behind",
            ),
            ("postgres://h/d\r\n", "white space or a line end"),
            ("\"postgres://h/d\"", "quotes"),
            ("'sqlite:a.db'", "quotes"),
            ("\u{feff}sqlite:a.db", "byte order mark"),
            ("postgres://h/a\u{1}b", "control character"),
            ("postgres://u:p w@h/d", "%20"),
            ("DATABASE_URL=postgres://h/d", "a name and = come before"),
            ("jdbc:mysql://h/d", "leave it out"),
            ("postgres://u:12/3@h/d", "%2F"),
            ("postgres://u:p/3@h/d", "%2F"),
            ("postgres://u:p?3=4@h/d", "%3F"),
            ("postgres://u:p%@h/d", "two hex digits"),
            ("  ", "is empty"),
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
            "postgres://shop:pa?hunter2=1@h/d",
            "postgres://shop:pa?x&hunter2@h/d",
            "postgres://shop:12/hunter2@h/d",
            "postgres://shop:hunt er2@h/d",
            "mysql://shop:hunter2@a,b/d",
            " postgres://shop:hunter2@h/d",
            "\"postgres://shop:hunter2@h/d\"",
            "DATABASE_URL=postgres://shop:hunter2@h/d",
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
