//! A shop whose orders live in the database of the ledger, and that claims in its own transaction.

use ackwell::{Code, Receiver, Request};
use ackwell_ledger::{Delivery, Ledger, in_transaction};
use mysql::prelude::Queryable as _;

use super::{Done, nanos};

pub(crate) enum Shop {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Client),
    Mysql(mysql::Conn),
}

/// What the work leaves behind. No key: work that is done twice must be seen twice.
const TABLE: &str = "CREATE TABLE work (number BIGINT, process BIGINT, done BIGINT)";

impl Shop {
    pub(crate) fn create(url: &str) {
        Ledger::open(url)
            .and_then(|ledger| ledger.migrate())
            .expect("the ledger's tables");
        match &mut Self::open(url) {
            Self::Sqlite(shop) => shop.execute_batch(TABLE).expect("a table"),
            Self::Postgres(shop) => shop.batch_execute(TABLE).expect("a table"),
            Self::Mysql(shop) => shop.query_drop(TABLE).expect("a table"),
        }
    }

    pub(crate) fn open(url: &str) -> Self {
        if let Some(path) = url.strip_prefix("sqlite://") {
            let shop = rusqlite::Connection::open(path).expect("the file");
            shop.busy_timeout(std::time::Duration::from_secs(20))
                .expect("a time-out");
            shop.execute_batch("PRAGMA synchronous = FULL")
                .expect("durable");
            Self::Sqlite(shop)
        } else if url.starts_with("postgres://") {
            Self::Postgres(postgres::Client::connect(url, postgres::NoTls).expect("PostgreSQL"))
        } else {
            let options = mysql::Opts::from_url(url).expect("a URL");
            Self::Mysql(mysql::Conn::new(options).expect("MariaDB"))
        }
    }

    /// Handles one request; what was answered.
    pub(crate) fn handle(
        &mut self,
        number: usize,
        receiver: &Receiver,
        request: &Request<'_>,
    ) -> String {
        let notification = receiver.verify(request).expect("it is genuine");
        let work = format!(
            "INSERT INTO work VALUES ({number}, {}, {})",
            std::process::id(),
            nanos()
        );
        let answered = match self {
            Self::Sqlite(shop) => {
                let behavior = rusqlite::TransactionBehavior::Immediate;
                shop.transaction_with_behavior(behavior)
                    .ok()
                    .and_then(|transaction| {
                        let delivery =
                            in_transaction::sqlite::claim(&transaction, &notification).ok()?;
                        if delivery == Delivery::First {
                            transaction.execute_batch(&work).ok()?;
                        }
                        transaction.commit().ok().map(|()| delivery)
                    })
            }
            Self::Postgres(shop) => shop.transaction().ok().and_then(|mut transaction| {
                let delivery =
                    in_transaction::postgres::claim(&mut transaction, &notification).ok()?;
                if delivery == Delivery::First {
                    transaction.batch_execute(&work).ok()?;
                }
                transaction.commit().ok().map(|()| delivery)
            }),
            Self::Mysql(shop) => {
                let started = shop.start_transaction(mysql::TxOpts::default());
                started.ok().and_then(|mut transaction| {
                    let delivery =
                        in_transaction::mysql::claim(&mut transaction, &notification).ok()?;
                    if delivery == Delivery::First {
                        transaction.query_drop(&work).ok()?;
                    }
                    transaction.commit().ok().map(|()| delivery)
                })
            }
        };
        match answered {
            Some(Delivery::First | Delivery::Repeat) => "success".to_owned(),
            Some(other) => other.as_str().to_owned(),
            None => Code::LedgerUnavailable.as_str().to_owned(),
        }
    }

    /// What was done.
    pub(crate) fn done(&mut self) -> Done {
        let sql = "SELECT number, process, done FROM work";
        let rows: Vec<(i64, i64, i64)> = match self {
            Self::Sqlite(shop) => shop
                .prepare(sql)
                .and_then(|mut rows| {
                    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                        .collect()
                })
                .expect("the table"),
            Self::Postgres(shop) => shop
                .query(sql, &[])
                .expect("the table")
                .iter()
                .map(|row| (row.get(0), row.get(1), row.get(2)))
                .collect(),
            Self::Mysql(shop) => shop.query(sql).expect("the table"),
        };
        let mut done = Done::new();
        for (number, process, when) in rows {
            done.entry(usize::try_from(number).expect("it fits"))
                .or_default()
                .push((
                    u32::try_from(process).expect("it fits"),
                    u128::try_from(when).expect("it fits"),
                ));
        }
        done
    }
}
