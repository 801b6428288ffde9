//! Opening the file, and its write lock.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::explain::explain;
use crate::error::LedgerError;
use crate::fork;
use crate::store::SCHEMA;
use crate::url::{SqliteUrl, Synchronous};

/// Knows the file and how to open it.
pub(super) struct Opener {
    path: PathBuf,
    synchronous: Synchronous,
    timeout: Duration,
    /// Which file stood at the path when it was opened.
    place: OnceLock<Option<Place>>,
}

/// Device and number of a file.
type Place = (u64, u64);

impl Opener {
    pub(super) fn new(url: &SqliteUrl, timeout: Duration) -> Self {
        // A relative path means the directory at opening, also after a later change of directory.
        let path = std::path::absolute(&url.path).unwrap_or_else(|_| url.path.clone());
        Self {
            path,
            synchronous: url.synchronous,
            timeout,
            place: OnceLock::new(),
        }
    }

    pub(super) fn explain(&self, error: &rusqlite::Error) -> LedgerError {
        explain(error, &self.path)
    }

    pub(super) fn synchronous(&self) -> Synchronous {
        self.synchronous
    }

    /// By when a call that begins now must be over.
    pub(super) fn deadline(&self) -> Instant {
        Instant::now() + self.timeout
    }

    /// A connection for writing, with the tables in place. Inside [`fork::enter`].
    pub(super) fn open(&self, deadline: Instant) -> Result<Connection, LedgerError> {
        let connection = self.connect(deadline)?;
        self.migrate(&connection, deadline)?;
        self.place.get_or_init(|| self.current_place());
        Ok(connection)
    }

    /// Runs `query` on a separate connection: a long list must not hold up the claims.
    pub(super) fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LedgerError> {
        // The connection is closed again before a fork can happen.
        let _inside = fork::enter();
        self.check_place()?;
        let connection = self.connect(self.deadline())?;
        query(&connection).map_err(|error| self.explain(&error))
    }

    fn connect(&self, deadline: Instant) -> Result<Connection, LedgerError> {
        let explain = |error: rusqlite::Error| self.explain(&error);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags).map_err(explain)?;
        connection.set_prepared_statement_cache_capacity(64);
        let left = deadline.saturating_duration_since(Instant::now());
        connection.busy_timeout(left).map_err(explain)?;
        self.use_wal(&connection, deadline)?;
        let synchronous = match self.synchronous {
            Synchronous::Full => "FULL",
            Synchronous::Normal => "NORMAL",
        };
        connection
            .execute_batch(&format!(
                "PRAGMA synchronous = {synchronous}; PRAGMA fullfsync = ON; \
                 PRAGMA cache_size = -16000;"
            ))
            .map_err(explain)?;
        Ok(connection)
    }

    /// WAL mode is a property of the file; the first process that opens it sets it. SQLite does
    /// not wait for its own lock there, so that several simultaneously have to try again.
    fn use_wal(&self, connection: &Connection, deadline: Instant) -> Result<(), LedgerError> {
        let mut pause = Pause::new();
        loop {
            let mode = connection.query_row("PRAGMA journal_mode = WAL", [], |row| {
                row.get::<_, String>(0)
            });
            match mode {
                Ok(mode) if mode.eq_ignore_ascii_case("wal") => return Ok(()),
                Ok(_) => {
                    return Err(LedgerError::unavailable(format!(
                        "the ledger file {} cannot use a write-ahead log: put it on a local disk",
                        self.path.display()
                    )));
                }
                Err(error) if is_busy(&error) && Instant::now() < deadline => pause.sleep(),
                Err(error) => return Err(self.explain(&error)),
            }
        }
    }

    /// Takes the write lock if nobody has it; whether it did.
    ///
    /// SQLite's own waiting sleeps up to 100 ms at a time, far longer than a transaction here
    /// takes, and would keep a fork waiting; so the caller waits, in steps of about one
    /// transaction.
    pub(super) fn try_begin(&self, connection: &Connection) -> Result<bool, LedgerError> {
        let explain = |error: rusqlite::Error| self.explain(&error);
        connection.busy_timeout(Duration::ZERO).map_err(explain)?;
        let begun = connection
            .prepare_cached("BEGIN IMMEDIATE")
            .and_then(|mut statement| statement.execute([]));
        connection.busy_timeout(self.timeout).map_err(explain)?;
        match begun {
            Ok(_) => Ok(true),
            Err(error) if is_busy(&error) => Ok(false),
            Err(error) => Err(explain(error)),
        }
    }

    fn begin(&self, connection: &Connection, deadline: Instant) -> Result<(), LedgerError> {
        let mut pause = Pause::new();
        while !self.try_begin(connection)? {
            if Instant::now() >= deadline {
                return Err(self.held());
            }
            pause.sleep();
        }
        Ok(())
    }

    /// Another process held the write lock for too long.
    pub(super) fn held(&self) -> LedgerError {
        super::explain::held(&self.path)
    }

    /// Creates the tables if they are not there; the version that is.
    pub(super) fn migrate(
        &self,
        connection: &Connection,
        deadline: Instant,
    ) -> Result<u32, LedgerError> {
        let explain = |error: rusqlite::Error| self.explain(&error);
        let version = self.version(connection)?;
        if version == 0 {
            // Several processes may come here simultaneously: the lock lets one create, and the
            // statements do nothing for the others.
            self.begin(connection, deadline)?;
            let created = connection
                .execute_batch(include_str!("../../../sql/sqlite/schema.sql"))
                .and_then(|()| connection.execute_batch("COMMIT"));
            if let Err(error) = created {
                let _ = connection.execute_batch("ROLLBACK");
                return Err(explain(error));
            }
            return self.version(connection);
        }
        if version > SCHEMA {
            return Err(LedgerError::unavailable(format!(
                "the ledger file {} has tables of version {version}, written by a newer Ackwell; \
                 this one knows version {SCHEMA}",
                self.path.display()
            )));
        }
        Ok(version)
    }

    /// The version of the tables; 0 if there are none.
    fn version(&self, connection: &Connection) -> Result<u32, LedgerError> {
        let explain = |error: rusqlite::Error| self.explain(&error);
        let there: bool = connection
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'ackwell_schema')",
                [],
                |row| row.get(0),
            )
            .map_err(explain)?;
        if !there {
            return Ok(0);
        }
        connection
            .query_row(
                "SELECT coalesce(max(version), 0) FROM ackwell_schema",
                [],
                |row| row.get(0),
            )
            .map_err(explain)
    }

    /// That the file is still the one that was opened. SQLite would go on writing into a file
    /// that was deleted or replaced, and every claim in it would be forgotten.
    pub(super) fn check_place(&self) -> Result<(), LedgerError> {
        match self.place.get() {
            Some(place) if *place != self.current_place() => {
                Err(LedgerError::unavailable(format!(
                    "the ledger file {} was moved, deleted or replaced while it was open: put it \
                     back, or restart",
                    self.path.display()
                )))
            }
            _ => Ok(()),
        }
    }

    #[cfg(unix)]
    fn current_place(&self) -> Option<Place> {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata(&self.path)
            .ok()
            .map(|file| (file.dev(), file.ino()))
    }

    /// Elsewhere an open file cannot be replaced.
    #[cfg(not(unix))]
    fn current_place(&self) -> Option<Place> {
        None
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

/// Sleeps of 50 microseconds, growing to 2 milliseconds.
pub(super) struct Pause(Duration);

impl Pause {
    pub(super) fn new() -> Self {
        Self(Duration::from_micros(50))
    }

    pub(super) fn sleep(&mut self) {
        std::thread::sleep(self.0);
        self.0 = (self.0 * 3 / 2).min(Duration::from_millis(2));
    }
}
