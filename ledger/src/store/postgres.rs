//! The store in PostgreSQL, which many machines share.
//!
//! Every claim, commit and release is one statement in one round trip. Time is the server's. What a
//! commit waits for is the server's `synchronous_commit`, which is left as it is set.

mod admin;
mod connect;
mod explain;
mod pooler;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio_postgres::Row;

use self::connect::{Connection, Connector, Parameter};
use super::machine::StoredState;
use super::pool::{Connect, Failure, Pool, without_panic};
use super::{Answer, Store, StoreStatus};
use crate::claim::{Claimant, Conflict, LeaseId};
use crate::entry::{Entry, Facts, OrderKey};
use crate::error::LedgerError;
use crate::order::{ExpectedOrder, OrderRecord, OverdueOrder};
use crate::record::{Filter, Pruned, Record};
use crate::time::{Millis, whole_millis};
use crate::url::ServerUrl;

/// A statement, its text being its name in a connection's cache.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/sql/postgres/",
            $name,
            ".sql"
        ))
    };
}
use sql;

pub(crate) struct PostgresStore {
    connector: Connector,
    pool: Pool<Connection>,
    /// Whether the tables were seen to be there.
    ready: AtomicBool,
}

impl PostgresStore {
    /// Reads the options; connects to nothing yet.
    pub(crate) fn new(url: &ServerUrl, timeout: Duration) -> Result<Self, LedgerError> {
        Ok(Self {
            connector: Connector::new(url, timeout)?,
            pool: Pool::new(url.pool()?, timeout),
            ready: AtomicBool::new(false),
        })
    }

    fn call<T: Send>(
        &self,
        call: impl FnMut(&mut Connection, Instant) -> Result<T, Failure> + Send,
    ) -> Result<T, LedgerError> {
        connect::outside_of_runtimes(|| self.pool.call(self, call))
    }

    /// A call that may take long, on a separate connection.
    fn admin<T: Send>(
        &self,
        call: impl FnOnce(&mut Connection) -> Result<T, Failure> + Send,
    ) -> Result<T, LedgerError> {
        let work = || {
            let mut connection = self.connector.connect_for_admin()?;
            connection.prepare_tables(admin::deadline())?;
            call(&mut connection).map_err(Failure::into_error)
        };
        connect::outside_of_runtimes(|| without_panic(work, |error| error))
    }
}

impl Connect<Connection> for PostgresStore {
    fn connect(&self, deadline: Instant) -> Result<Connection, LedgerError> {
        let mut connection = self.connector.connect(deadline)?;
        if !self.ready.load(Ordering::Acquire) {
            connection.prepare_tables(deadline)?;
            self.ready.store(true, Ordering::Release);
        }
        Ok(connection)
    }

    fn is_alive(&self, connection: &mut Connection, deadline: Instant) -> bool {
        connection.is_alive(deadline)
    }
}

impl Store for PostgresStore {
    fn claim(
        &self,
        entry: Entry,
        claimant: Claimant,
        lease: Duration,
    ) -> Result<Answer, LedgerError> {
        self.call(|connection, deadline| {
            let facts = &entry.facts;
            let rows = connection.query(
                sql!("claim"),
                &[
                    &entry.key,
                    &claimant.0.as_slice(),
                    &whole_millis(lease),
                    &facts.fingerprint.as_slice(),
                    &entry.provider,
                    &entry.kind,
                    &entry.merchant_id,
                    &entry.status,
                    &facts.order_no,
                    &entry.transaction_no,
                    &facts.amount,
                    &facts.currency,
                ],
                deadline,
            )?;
            match seen(rows.first(), &entry.key, facts)? {
                Seen::Answer(answer) => Ok(answer),
                Seen::Conflict(conflict) => {
                    record_conflict(connection, *conflict, deadline).map(Answer::Conflict)
                }
            }
        })
    }

    fn commit(&self, held: &LeaseId) -> Result<(), LedgerError> {
        let answers = held.answers.as_ref();
        let settled = self.call(|connection, deadline| {
            let rows = connection.query(
                sql!("commit"),
                &[
                    &held.key,
                    &token(held.token),
                    &held.claimant.0.as_slice(),
                    &answers.map(|order| &order.provider),
                    &answers.map(|order| &order.merchant_id),
                    &answers.map(|order| &order.order_no),
                ],
                deadline,
            )?;
            Ok(rows.first().map_or(Ok(0), |row| get::<i64>(row, 0))? > 0)
        })?;
        settled
            .then_some(())
            .ok_or_else(|| LedgerError::lease_lost(&held.key))
    }

    fn release(&self, held: &LeaseId) -> Result<(), LedgerError> {
        let settled = self.call(|connection, deadline| {
            let parameters: &[&dyn Parameter] =
                &[&held.key, &token(held.token), &held.claimant.0.as_slice()];
            connection.execute(sql!("release"), parameters, deadline)
        })?;
        (settled > 0)
            .then_some(())
            .ok_or_else(|| LedgerError::lease_lost(&held.key))
    }

    fn extend(&self, held: &LeaseId, lease: Duration) -> Result<Millis, LedgerError> {
        let until = self.call(|connection, deadline| {
            let rows = connection.query(
                sql!("extend"),
                &[
                    &held.key,
                    &token(held.token),
                    &held.claimant.0.as_slice(),
                    &whole_millis(lease),
                ],
                deadline,
            )?;
            rows.first().map(|row| get(row, 0).map(Millis)).transpose()
        })?;
        until.ok_or_else(|| LedgerError::lease_lost(&held.key))
    }

    fn expect_order(&self, order: &ExpectedOrder, horizon: Duration) -> Result<(), LedgerError> {
        let ExpectedOrder {
            order,
            amount,
            currency,
            placed,
        } = order;
        let due = placed.plus(horizon);
        self.call(|connection, deadline| {
            let parameters: &[&dyn Parameter] = &[
                &order.provider,
                &order.merchant_id,
                &order.order_no,
                amount,
                currency,
                &placed.0,
                &due.0,
            ];
            connection
                .execute(sql!("expect_order"), parameters, deadline)
                .map(drop)
        })
    }

    fn resolve_order(&self, order: &OrderKey) -> Result<bool, LedgerError> {
        self.call(|connection, deadline| {
            let parameters: &[&dyn Parameter] =
                &[&order.provider, &order.merchant_id, &order.order_no];
            Ok(connection.execute(sql!("resolve_order"), parameters, deadline)? > 0)
        })
    }

    fn due(&self, now: Millis, limit: u32) -> Result<Vec<OverdueOrder>, LedgerError> {
        self.call(|connection, deadline| {
            let rows = connection.query(sql!("due"), &[&now.0, &i64::from(limit)], deadline)?;
            rows.iter().map(admin::due_order).collect()
        })
    }

    fn list(&self, filter: &Filter) -> Result<Vec<Record>, LedgerError> {
        self.admin(|connection| admin::list(connection, filter))
    }

    fn of_order(&self, order_no: &str, conflicts: bool) -> Result<Vec<Record>, LedgerError> {
        self.call(|connection, deadline| admin::of_order(connection, order_no, conflicts, deadline))
    }

    fn expected(&self, order_no: &str) -> Result<Vec<OrderRecord>, LedgerError> {
        self.call(|connection, deadline| {
            let rows = connection.query(sql!("expected_of_order"), &[&order_no], deadline)?;
            rows.iter().map(admin::order_record).collect()
        })
    }

    fn reopen(&self, key: &str) -> Result<bool, LedgerError> {
        self.call(|connection, deadline| {
            Ok(connection.execute(sql!("free"), &[&key], deadline)? > 0)
        })
    }

    fn prune(&self, retention: Duration) -> Result<Pruned, LedgerError> {
        self.admin(|connection| admin::prune(connection, whole_millis(retention)))
    }

    fn migrate(&self) -> Result<u32, LedgerError> {
        let work = || {
            let mut connection = self.connector.connect_for_admin()?;
            connection.prepare_tables(admin::deadline())
        };
        connect::outside_of_runtimes(|| without_panic(work, |error| error))
    }

    fn status(&self) -> Result<StoreStatus, LedgerError> {
        self.admin(admin::status)
    }
}

/// What a claim's one row says.
enum Seen {
    Answer(Answer),
    /// Not yet recorded.
    Conflict(Box<Conflict>),
}

/// Reads the row of `claim.sql`.
fn seen(row: Option<&Row>, key: &str, facts: &Facts) -> Result<Seen, Failure> {
    // Somebody else inserted the key after this statement had looked.
    let Some(row) = row else { return Err(undone()) };
    let until = Millis(get(row, 1)?);
    if let Some(token) = get::<Option<i64>>(row, 0)? {
        let token = u64::try_from(token).unwrap_or_default();
        return Ok(Seen::Answer(Answer::First { token, until }));
    }
    let now = Millis(get(row, 7)?);
    let first = Facts {
        fingerprint: fingerprint(row, 3)?,
        order_no: get(row, 4)?,
        amount: get(row, 5)?,
        currency: get(row, 6)?,
    };
    let kept = StoredState::from_number(i64::from(get::<i16>(row, 2)?)).ok_or_else(foreign)?;
    Ok(match kept {
        // Somebody else claimed what this statement had seen to be claimable.
        StoredState::Freed => return Err(undone()),
        _ if !first.agree(facts) => Seen::Conflict(Box::new(Conflict {
            delivery_key: key.to_owned(),
            first,
            later: facts.clone(),
            first_seen: now,
            last_seen: now,
            times: 1,
        })),
        StoredState::Committed => Seen::Answer(Answer::Repeat),
        StoredState::Claimed if until > now => Seen::Answer(Answer::InProgress {
            remaining: until.since(now),
        }),
        StoredState::Claimed | StoredState::Released => return Err(undone()),
    })
}

fn record_conflict(
    connection: &mut Connection,
    conflict: Conflict,
    deadline: Instant,
) -> Result<Box<Conflict>, Failure> {
    let (first, later) = (&conflict.first, &conflict.later);
    let rows = connection.query(
        sql!("conflict"),
        &[
            &conflict.delivery_key,
            &later.fingerprint.as_slice(),
            &first.fingerprint.as_slice(),
            &first.order_no,
            &first.amount,
            &first.currency,
            &later.order_no,
            &later.amount,
            &later.currency,
            &conflict.last_seen.0,
        ],
        deadline,
    )?;
    let row = rows.first().ok_or_else(foreign)?;
    let first_seen = Millis(get(row, 0)?);
    let times = u64::try_from(get::<i64>(row, 1)?).unwrap_or_default();
    Ok(Box::new(Conflict {
        first_seen,
        times,
        ..conflict
    }))
}

/// A token as the server keeps it. Tokens count claims, so they never come near the limit.
fn token(token: u64) -> i64 {
    i64::try_from(token).unwrap_or(i64::MAX)
}

fn get<'r, T: tokio_postgres::types::FromSql<'r>>(
    row: &'r Row,
    column: usize,
) -> Result<T, Failure> {
    row.try_get(column).map_err(|_| foreign())
}

fn fingerprint(row: &Row, column: usize) -> Result<[u8; 32], Failure> {
    get::<&[u8]>(row, column)?.try_into().map_err(|_| foreign())
}

fn foreign() -> Failure {
    Failure::Refused(LedgerError::unavailable(
        "the ledger's tables hold what this version did not write",
    ))
}

fn undone() -> Failure {
    Failure::Undone(LedgerError::unavailable(
        "other workers claimed the same delivery at the same moment for the whole time-out",
    ))
}
