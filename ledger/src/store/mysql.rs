//! The store in MySQL or `MariaDB`, which many machines share.
//!
//! Every claim and release is one statement in one round trip, and so is a commit that answers no
//! order; one that does is a transaction of two statements. Time is the server's. What a
//! commit waits for is the server's `innodb_flush_log_at_trx_commit` (and `sync_binlog`), which are
//! left as they are set.

mod admin;
mod connect;
mod explain;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use mysql::prelude::{FromValue, Queryable as _};
use mysql::{Params, Row, TxOpts, Value};

use self::connect::{Connection, Connector};
use self::explain::explain;
use super::pool::{Connect, Failure, Pool, without_panic};
use super::{Answer, Store, StoreStatus};
use crate::claim::{Claimant, LeaseId};
use crate::entry::{Entry, OrderKey};
use crate::error::LedgerError;
use crate::order::{ExpectedOrder, OrderRecord, OverdueOrder};
use crate::record::{Filter, Pruned, Record};
use crate::time::{Millis, whole_millis};
use crate::url::ServerUrl;

macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/sql/mysql/",
            $name,
            ".sql"
        ))
    };
}
use sql;

pub(crate) struct MysqlStore {
    connector: Connector,
    pool: Pool<Connection>,
    /// Whether the tables were seen to be there.
    ready: AtomicBool,
}

impl MysqlStore {
    /// Reads the options; connects to nothing yet.
    pub(crate) fn new(url: &ServerUrl, timeout: Duration) -> Result<Self, LedgerError> {
        Ok(Self {
            connector: Connector::new(url, timeout)?,
            pool: Pool::new(url.pool()?, timeout),
            ready: AtomicBool::new(false),
        })
    }

    fn call<T>(
        &self,
        mut call: impl FnMut(&mut Connection) -> Result<T, Failure>,
    ) -> Result<T, LedgerError> {
        self.pool.call(self, |connection, deadline| {
            connection.deadline = deadline;
            call(connection)
        })
    }

    /// A call that may take long, on a separate connection.
    fn admin<T>(
        &self,
        call: impl FnOnce(&mut Connection) -> Result<T, Failure>,
    ) -> Result<T, LedgerError> {
        without_panic(
            || {
                let mut connection = self.connector.connect_for_admin()?;
                admin::prepare_tables(&mut connection)?;
                call(&mut connection).map_err(Failure::into_error)
            },
            |error| error,
        )
    }
}

impl Connect<Connection> for MysqlStore {
    fn connect(&self, deadline: Instant) -> Result<Connection, LedgerError> {
        let mut connection = self.connector.connect(deadline)?;
        if !self.ready.load(Ordering::Acquire) {
            admin::prepare_tables(&mut connection)?;
            self.ready.store(true, Ordering::Release);
        }
        Ok(connection)
    }

    fn is_alive(&self, connection: &mut Connection, deadline: Instant) -> bool {
        connection.is_alive(deadline)
    }
}

/// Commits, and resolves the order that waited, both or neither.
fn commit_and_resolve(
    connection: &mut Connection,
    claim: Vec<Value>,
    order: &OrderKey,
) -> mysql::Result<u64> {
    let deadline = connection.deadline;
    // Each answer may take what was left at the beginning; with a server that is slow at each, the
    // time ends between them.
    let in_time = || match deadline.checked_duration_since(Instant::now()) {
        Some(_) => Ok(()),
        None => Err(mysql::Error::DriverError(mysql::DriverError::Timeout)),
    };
    let mut transaction = connection.in_time()?.start_transaction(TxOpts::default())?;
    in_time()?;
    transaction.exec_drop(sql!("commit"), Params::Positional(claim))?;
    in_time()?;
    let matched = transaction.affected_rows();
    if matched > 0 {
        let order = vec![
            text(&order.provider),
            text(&order.merchant_id),
            text(&order.order_no),
        ];
        transaction.exec_drop(sql!("resolve_order"), Params::Positional(order))?;
    }
    transaction.commit()?;
    Ok(matched)
}

/// Runs a statement. How many rows it matched, and its insert id.
fn execute(
    connection: &mut Connection,
    sql: &str,
    parameters: Vec<Value>,
) -> Result<(u64, u64), Failure> {
    let connection = connection.in_time().map_err(|error| explain(&error))?;
    connection
        .exec_drop(sql, Params::Positional(parameters))
        .map_err(|error| explain(&error))?;
    Ok((connection.affected_rows(), connection.last_insert_id()))
}

fn query(
    connection: &mut Connection,
    sql: &str,
    parameters: Vec<Value>,
) -> Result<Vec<Row>, Failure> {
    let connection = connection.in_time().map_err(|error| explain(&error))?;
    connection
        .exec(sql, Params::Positional(parameters))
        .map_err(|error| explain(&error))
}

impl Store for MysqlStore {
    fn claim(
        &self,
        entry: Entry,
        claimant: Claimant,
        lease: Duration,
    ) -> Result<Answer, LedgerError> {
        let facts = &entry.facts;
        // The insert id says nothing of the moment for a new key; the lease is then counted on
        // this machine, which `Lease::remaining` does anyway.
        self.call(|connection| {
            let (_, outcome) = execute(
                connection,
                sql!("claim"),
                vec![
                    text(&entry.key),
                    Value::from(claimant.0),
                    Value::from(whole_millis(lease)),
                    Value::from(facts.fingerprint),
                    text(&entry.provider),
                    text(&entry.kind),
                    text(&entry.merchant_id),
                    text(&entry.status),
                    optional(facts.order_no.as_ref()),
                    optional(entry.transaction_no.as_ref()),
                    optional(facts.amount.as_ref()),
                    optional(facts.currency.as_ref()),
                ],
            )?;
            let number = outcome >> 3;
            let until = Millis::from(std::time::SystemTime::now()).plus(lease);
            match outcome & 7 {
                0 if outcome == 0 => Ok(Answer::First { token: 1, until }),
                1 => Ok(Answer::First {
                    token: number,
                    until,
                }),
                2 => Ok(Answer::Repeat),
                3 => Ok(Answer::InProgress {
                    remaining: Duration::from_millis(number),
                }),
                4 => admin::record_conflict(connection, &entry.key, facts)
                    .map(Box::new)
                    .map(Answer::Conflict),
                _ => Err(foreign()),
            }
        })
    }

    fn commit(&self, held: &LeaseId) -> Result<(), LedgerError> {
        let matched = self.call(|connection| {
            let claim = vec![
                text(&held.key),
                Value::from(held.token),
                Value::from(held.claimant.0),
            ];
            match &held.answers {
                None => execute(connection, sql!("commit"), claim).map(|(matched, _)| matched),
                Some(order) => {
                    commit_and_resolve(connection, claim, order).map_err(|error| explain(&error))
                }
            }
        })?;
        (matched > 0)
            .then_some(())
            .ok_or_else(|| LedgerError::lease_lost(&held.key))
    }

    fn release(&self, held: &LeaseId) -> Result<(), LedgerError> {
        let (matched, _) = self.call(|connection| {
            let parameters = vec![
                text(&held.key),
                Value::from(held.token),
                Value::from(held.claimant.0),
            ];
            execute(connection, sql!("release"), parameters)
        })?;
        (matched > 0)
            .then_some(())
            .ok_or_else(|| LedgerError::lease_lost(&held.key))
    }

    fn extend(&self, held: &LeaseId, lease: Duration) -> Result<Millis, LedgerError> {
        let (matched, until) = self.call(|connection| {
            let parameters = vec![
                Value::from(whole_millis(lease)),
                text(&held.key),
                Value::from(held.token),
                Value::from(held.claimant.0),
            ];
            execute(connection, sql!("extend"), parameters)
        })?;
        (matched > 0)
            .then_some(Millis(i64::try_from(until).unwrap_or(i64::MAX)))
            .ok_or_else(|| LedgerError::lease_lost(&held.key))
    }

    fn expect_order(&self, order: &ExpectedOrder, horizon: Duration) -> Result<(), LedgerError> {
        let ExpectedOrder {
            order,
            amount,
            currency,
            placed,
        } = order;
        self.call(|connection| {
            let parameters = vec![
                text(&order.provider),
                text(&order.merchant_id),
                text(&order.order_no),
                optional(amount.as_ref()),
                optional(currency.as_ref()),
                Value::from(placed.0),
                Value::from(placed.plus(horizon).0),
            ];
            execute(connection, sql!("expect_order"), parameters).map(drop)
        })
    }

    fn resolve_order(&self, order: &OrderKey) -> Result<bool, LedgerError> {
        self.call(|connection| {
            let parameters = vec![
                text(&order.provider),
                text(&order.merchant_id),
                text(&order.order_no),
            ];
            execute(connection, sql!("resolve_order"), parameters).map(|(matched, _)| matched > 0)
        })
    }

    fn due(&self, now: Millis, limit: u32) -> Result<Vec<OverdueOrder>, LedgerError> {
        self.call(|connection| {
            let rows = query(connection, sql!("due"), vec![now.0.into(), limit.into()])?;
            rows.iter().map(admin::due_order).collect()
        })
    }

    fn list(&self, filter: &Filter) -> Result<Vec<Record>, LedgerError> {
        self.admin(|connection| admin::list(connection, filter))
    }

    fn of_order(&self, order_no: &str, conflicts: bool) -> Result<Vec<Record>, LedgerError> {
        self.call(|connection| admin::of_order(connection, order_no, conflicts))
    }

    fn expected(&self, order_no: &str) -> Result<Vec<OrderRecord>, LedgerError> {
        self.call(|connection| {
            let rows = query(connection, sql!("expected_of_order"), vec![text(order_no)])?;
            rows.iter().map(admin::order_record).collect()
        })
    }

    fn reopen(&self, key: &str) -> Result<bool, LedgerError> {
        self.call(|connection| {
            execute(connection, sql!("free"), vec![text(key)]).map(|(matched, _)| matched > 0)
        })
    }

    fn prune(&self, retention: Duration) -> Result<Pruned, LedgerError> {
        self.admin(|connection| admin::prune(connection, whole_millis(retention)))
    }

    fn migrate(&self) -> Result<u32, LedgerError> {
        without_panic(
            || admin::prepare_tables(&mut self.connector.connect_for_admin()?),
            |error| error,
        )
    }

    fn status(&self) -> Result<StoreStatus, LedgerError> {
        self.admin(admin::status)
    }
}

fn text(text: &str) -> Value {
    Value::from(text)
}

fn optional(text: Option<&String>) -> Value {
    text.map_or(Value::NULL, |text| Value::from(text.as_str()))
}

fn get<T: FromValue>(row: &Row, column: usize) -> Result<T, Failure> {
    row.get_opt(column).and_then(Result::ok).ok_or_else(foreign)
}

fn foreign() -> Failure {
    Failure::Refused(LedgerError::unavailable(
        "the ledger's tables hold what this version did not write",
    ))
}
