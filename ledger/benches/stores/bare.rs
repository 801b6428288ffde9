//! The same row written by the store's own statement alone: what a shop would write by hand.

use ackwell::Notification;
use ackwell_ledger::in_transaction::Values;
use mysql::prelude::Queryable as _;

use crate::common::TempDir;
use crate::servers::{Server, database_of};

/// One connection with the statement prepared.
pub(crate) enum Bare {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Client>, postgres::Statement),
    Mysql(Box<mysql::Conn>, mysql::Statement),
    Redis(Box<redis::Connection>),
}

/// The columns are those of the ledger's own row, without a clock, a lease and a decision.
const COLUMNS: &str = "delivery_key, state, token, claimant, lease_until_ms, first_seen_ms, \
                       changed_ms, fingerprint, provider, kind, merchant_id, status, order_no, \
                       transaction_no, amount, currency";

impl Bare {
    pub(crate) fn sqlite(directory: &TempDir, synchronous: &str) -> Self {
        let connection =
            rusqlite::Connection::open(directory.0.join("ledger.db")).expect("the file");
        connection
            .busy_timeout(std::time::Duration::from_secs(30))
            .expect("a time-out");
        let pragma = format!("PRAGMA synchronous = {synchronous}");
        connection.execute_batch(&pragma).expect("durable");
        let table: String = connection
            .query_row(
                "SELECT sql FROM sqlite_schema WHERE name = 'ackwell_ledger'",
                [],
                |row| row.get(0),
            )
            .expect("the ledger's table");
        let table = table.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS");
        connection
            .execute_batch(&table.replace("ackwell_ledger", "bare"))
            .expect("a table");
        Self::Sqlite(connection)
    }

    pub(crate) fn postgres(server: &Server, url: &str) -> Self {
        let mut client = server.postgres(database_of(url));
        // Workers may come here simultaneously, and CREATE IF NOT EXISTS is not safe then.
        client
            .batch_execute(
                "SELECT pg_advisory_lock(1); \
                 CREATE TABLE IF NOT EXISTS bare (LIKE ackwell_ledger INCLUDING ALL); \
                 SELECT pg_advisory_unlock(1)",
            )
            .expect("a table");
        let statement = client
            .prepare(&format!(
                "INSERT INTO bare ({COLUMNS}) VALUES \
                 ($1, 0, 1, $2, 1, 1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                 ON CONFLICT (delivery_key) DO NOTHING"
            ))
            .expect("a statement");
        Self::Postgres(Box::new(client), statement)
    }

    pub(crate) fn mysql(server: &Server, url: &str) -> Self {
        let mut connection = server.mysql(database_of(url));
        connection
            .query_drop("CREATE TABLE IF NOT EXISTS bare LIKE ackwell_ledger")
            .expect("a table");
        let statement = connection
            .prep(format!(
                "INSERT IGNORE INTO bare ({COLUMNS}) VALUES \
                 (?, 0, 1, LEFT(?, 16), 1, 1, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            ))
            .expect("a statement");
        Self::Mysql(Box::new(connection), statement)
    }

    pub(crate) fn redis(server: &Server, url: &str) -> Self {
        Self::Redis(Box::new(server.redis(database_of(url))))
    }

    pub(crate) fn insert(&mut self, notification: &Notification) {
        let values = Values::of(notification);
        match self {
            Self::Sqlite(connection) => {
                let sql = format!(
                    "INSERT INTO bare ({COLUMNS}) VALUES \
                     (?1, 0, 1, ?2, 1, 1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
                     ON CONFLICT (delivery_key) DO NOTHING"
                );
                let done = connection.prepare_cached(&sql).and_then(|mut statement| {
                    statement.execute(rusqlite::params![
                        values.delivery_key(),
                        values.fingerprint(),
                        values.provider(),
                        values.kind(),
                        values.merchant_id(),
                        values.status(),
                        values.order_no(),
                        values.transaction_no(),
                        values.amount(),
                        values.currency()
                    ])
                });
                assert_eq!(done, Ok(1));
            }
            Self::Postgres(client, statement) => {
                let done = client.execute(
                    statement,
                    &[
                        &values.delivery_key(),
                        &values.fingerprint().as_slice(),
                        &values.provider(),
                        &values.kind(),
                        &values.merchant_id(),
                        &values.status(),
                        &values.order_no(),
                        &values.transaction_no(),
                        &values.amount(),
                        &values.currency(),
                    ],
                );
                assert_eq!(done.ok(), Some(1));
            }
            Self::Mysql(connection, statement) => {
                let fingerprint = values.fingerprint();
                connection
                    .exec_drop(
                        &*statement,
                        (
                            values.delivery_key(),
                            fingerprint,
                            fingerprint,
                            values.provider(),
                            values.kind(),
                            values.merchant_id(),
                            values.status(),
                            values.order_no(),
                            values.transaction_no(),
                            values.amount(),
                            values.currency(),
                        ),
                    )
                    .expect("a row");
                assert_eq!(connection.affected_rows(), 1);
            }
            Self::Redis(connection) => {
                // One text in place of a hash, with a time to live.
                let mut value = Vec::with_capacity(200);
                value.extend_from_slice(&values.fingerprint());
                for text in [
                    values.provider(),
                    values.kind(),
                    values.merchant_id(),
                    values.status(),
                    values.order_no().unwrap_or_default(),
                    values.transaction_no().unwrap_or_default(),
                    values.amount().unwrap_or_default(),
                    values.currency().unwrap_or_default(),
                ] {
                    value.extend_from_slice(text.as_bytes());
                    value.push(0);
                }
                let done: Option<String> = redis::cmd("SET")
                    .arg(format!("bare:{}", values.delivery_key()))
                    .arg(value)
                    .arg("NX")
                    .arg("PX")
                    .arg(7_776_000_000_u64)
                    .query(connection)
                    .expect("an answer");
                assert_eq!(done.as_deref(), Some("OK"));
            }
        }
    }
}
