//! The store in one file: SQLite in WAL mode.
//!
//! Many threads and many processes of one machine may use one file. All threads of a process share
//! one connection for writing, and steps that come at the same moment share a transaction (see
//! [`group`]); between processes SQLite's own lock decides.
//!
//! What a commit waits for is the URL's option `synchronous`: `full` (the default) waits for the
//! disk, so what was answered survives a loss of power; `normal` waits for the operating system, so
//! it survives the death of the process and not that of the machine.

mod admin;
mod connect;
mod explain;
mod group;
mod rows;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

use self::connect::{Opener, Pause};
use self::group::{Batch, Group, Outcomes};
use super::machine::{self, Row, StoredState, Verdict};
use super::{Answer, Store, StoreStatus};
use crate::claim::{Claimant, Conflict, LeaseId};
use crate::entry::{Entry, Facts, OrderKey};
use crate::error::LedgerError;
use crate::fork;
use crate::order::{ExpectedOrder, OrderRecord, OverdueOrder};
use crate::record::{Filter, Pruned, Record};
use crate::time::{Clock, Millis};
use crate::url::SqliteUrl;

type Led = group::Led<Connection, rusqlite::Error>;

pub(crate) struct SqliteStore {
    opener: Opener,
    clock: Clock,
    group: Group<Connection, rusqlite::Error>,
    writer: Arc<Writer>,
}

/// The connection for writing. Only taken inside [`fork::enter`].
struct Writer(Mutex<Option<Connection>>);

impl fork::Closable for Writer {
    fn close(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _inside = fork::enter();
        *self.0.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Why a batch was not committed.
enum Trouble {
    /// Another process holds the write lock.
    Busy,
    /// The file cannot be used, whatever the steps are.
    File(LedgerError),
    /// A step or the commit was refused.
    Step(LedgerError),
}

impl SqliteStore {
    /// Opens the file, creates it and its tables if they are not there.
    pub(crate) fn open(
        url: &SqliteUrl,
        timeout: Duration,
        clock: Clock,
    ) -> Result<Self, LedgerError> {
        let opener = Opener::new(url, timeout);
        let inside = fork::enter();
        let connection = opener.open(opener.deadline())?;
        let writer = Arc::new(Writer(Mutex::new(Some(connection))));
        drop(inside);
        let closable: Arc<dyn fork::Closable> = Arc::<Writer>::clone(&writer);
        fork::close_before_forks(Arc::downgrade(&closable));
        Ok(Self {
            opener,
            clock,
            group: Group::new(),
            writer,
        })
    }

    /// Runs `step` in a transaction that is committed before this returns.
    fn write<T: Send + 'static>(
        &self,
        mut step: impl FnMut(&Connection, Millis) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let clock = self.clock.clone();
        self.group.run(
            self.opener.deadline(),
            move |connection| step(connection, clock.now()),
            |batch| self.lead(batch),
        )
    }

    /// Runs a batch. Each thread waits for another process until its own deadline, so the time-out
    /// is one time-out however many wait.
    fn lead(&self, mut batch: Batch<Connection, rusqlite::Error>) -> Led {
        let done = |outcomes| Led {
            outcomes,
            rest: Batch::none(),
        };
        let mut pause = Pause::new();
        loop {
            match self.transact(&mut batch) {
                Ok(()) => return done(batch.all(&Ok(()))),
                // One step that the store refuses must not take the others down with it.
                Err(Trouble::Step(_)) if batch.len() > 1 => {
                    let mut outcomes = Outcomes::default();
                    for single in batch.split() {
                        outcomes.extend(self.lead_to_the_end(single));
                    }
                    return done(outcomes);
                }
                Err(Trouble::File(error) | Trouble::Step(error)) => {
                    return done(batch.all(&Err(error)));
                }
                Err(Trouble::Busy) => {
                    let (over, rest) = batch.part(Instant::now());
                    if over.len() > 0 {
                        let outcomes = over.all(&Err(self.opener.held()));
                        return Led { outcomes, rest };
                    }
                    batch = rest;
                    pause.sleep();
                }
            }
        }
    }

    /// The same for one step.
    fn lead_to_the_end(&self, single: Batch<Connection, rusqlite::Error>) -> Outcomes {
        // With one step, nothing is left when a lead returns.
        self.lead(single).outcomes
    }

    /// Tries to take the write lock, once; with it, runs the batch and commits.
    fn transact(&self, batch: &mut Batch<Connection, rusqlite::Error>) -> Result<(), Trouble> {
        let _inside = fork::enter();
        self.opener.check_place().map_err(Trouble::File)?;
        let mut writer = self.writer.0.lock().unwrap_or_else(PoisonError::into_inner);
        let deadline = batch.deadline().unwrap_or_else(Instant::now);
        let writer = self.opened(&mut writer, deadline).map_err(Trouble::File)?;
        match self.opener.try_begin(writer) {
            Ok(true) => {}
            Ok(false) => return Err(Trouble::Busy),
            Err(error) => return Err(Trouble::File(error)),
        }
        let done = batch
            .run(writer)
            .and_then(|()| writer.execute_batch("COMMIT"));
        done.map_err(|error| {
            if !writer.is_autocommit() {
                // A failed rollback is noticed by the next `BEGIN`.
                let _ = writer.execute_batch("ROLLBACK");
            }
            Trouble::Step(self.opener.explain(&error))
        })
    }

    /// The connection, opened again if a fork closed it.
    fn opened<'w>(
        &self,
        writer: &'w mut Option<Connection>,
        deadline: Instant,
    ) -> Result<&'w mut Connection, LedgerError> {
        Ok(match writer {
            Some(connection) => connection,
            none => none.insert(self.opener.open(deadline)?),
        })
    }
}

impl Store for SqliteStore {
    fn claim(
        &self,
        entry: Entry,
        claimant: Claimant,
        lease: Duration,
    ) -> Result<Answer, LedgerError> {
        self.write(move |connection, now| claim(connection, &entry, claimant, lease, now))
    }

    fn commit(&self, held: &LeaseId) -> Result<(), LedgerError> {
        let held = held.clone();
        self.write(move |connection, now| {
            let settled = settle(connection, &held, StoredState::Committed, now)?;
            if let (true, Some(order)) = (settled, &held.answers) {
                resolve_order(connection, order, now)?;
            }
            Ok(settled
                .then_some(())
                .ok_or_else(|| LedgerError::lease_lost(&held.key)))
        })?
    }

    fn release(&self, held: &LeaseId) -> Result<(), LedgerError> {
        let held = held.clone();
        self.write(move |connection, now| {
            let settled = settle(connection, &held, StoredState::Released, now)?;
            Ok(settled
                .then_some(())
                .ok_or_else(|| LedgerError::lease_lost(&held.key)))
        })?
    }

    fn extend(&self, held: &LeaseId, lease: Duration) -> Result<Millis, LedgerError> {
        let held = held.clone();
        self.write(move |connection, now| {
            let until = now.plus(lease);
            let changed = connection
                .prepare_cached(include_str!("../../sql/sqlite/extend.sql"))?
                .execute(params![
                    held.key,
                    rows::token(held.token),
                    held.claimant.0,
                    until.0
                ])?;
            Ok((changed > 0)
                .then_some(until)
                .ok_or_else(|| LedgerError::lease_lost(&held.key)))
        })?
    }

    fn expect_order(&self, order: &ExpectedOrder, horizon: Duration) -> Result<(), LedgerError> {
        let order = order.clone();
        self.write(move |connection, _| {
            let ExpectedOrder {
                order,
                amount,
                currency,
                placed,
            } = &order;
            connection
                .prepare_cached(include_str!("../../sql/sqlite/expect_order.sql"))?
                .execute(params![
                    order.provider,
                    order.merchant_id,
                    order.order_no,
                    amount,
                    currency,
                    placed.0,
                    placed.plus(horizon).0
                ])
                .map(drop)
        })
    }

    fn resolve_order(&self, order: &OrderKey) -> Result<bool, LedgerError> {
        let order = order.clone();
        self.write(move |connection, now| resolve_order(connection, &order, now))
    }

    fn due(&self, now: Millis, limit: u32) -> Result<Vec<OverdueOrder>, LedgerError> {
        self.opener
            .read(|connection| admin::due(connection, now, limit))
    }

    fn list(&self, filter: &Filter) -> Result<Vec<Record>, LedgerError> {
        let now = self.clock.now();
        self.opener
            .read(|connection| admin::list(connection, filter, now))
    }

    fn of_order(&self, order_no: &str, conflicts: bool) -> Result<Vec<Record>, LedgerError> {
        let now = self.clock.now();
        self.opener
            .read(|connection| admin::of_order(connection, order_no, conflicts, now))
    }

    fn expected(&self, order_no: &str) -> Result<Vec<OrderRecord>, LedgerError> {
        self.opener
            .read(|connection| admin::expected(connection, order_no))
    }

    fn reopen(&self, key: &str) -> Result<bool, LedgerError> {
        let key = key.to_owned();
        self.write(move |connection, now| {
            let freed = connection
                .prepare_cached(include_str!("../../sql/sqlite/free.sql"))?
                .execute(params![key, now.0])?;
            Ok(freed > 0)
        })
    }

    fn prune(&self, retention: Duration) -> Result<Pruned, LedgerError> {
        let oldest = self.clock.now().minus(retention);
        let mut pruned = Pruned::default();
        let mut after = Some(String::new());
        while let Some(from) = after {
            let step = self
                .write(move |connection, now| admin::prune_step(connection, &from, oldest, now))?;
            pruned.deliveries += step.removed;
            after = step.last;
        }
        let (conflicts, orders) =
            self.write(move |connection, _| admin::prune_rest(connection, oldest))?;
        Ok(Pruned {
            conflicts,
            orders,
            ..pruned
        })
    }

    fn migrate(&self) -> Result<u32, LedgerError> {
        let _inside = fork::enter();
        self.opener.check_place()?;
        let mut writer = self.writer.0.lock().unwrap_or_else(PoisonError::into_inner);
        let deadline = self.opener.deadline();
        let writer = self.opened(&mut writer, deadline)?;
        self.opener.migrate(writer, deadline)
    }

    fn status(&self) -> Result<StoreStatus, LedgerError> {
        let now = self.clock.now();
        let synchronous = self.opener.synchronous();
        self.opener
            .read(|connection| admin::status(connection, synchronous, now))
    }
}

/// One claim, inside a transaction that holds SQLite's write lock.
pub(crate) fn claim(
    connection: &Connection,
    entry: &Entry,
    claimant: Claimant,
    lease: Duration,
    now: Millis,
) -> rusqlite::Result<Answer> {
    let until = now.plus(lease);
    let facts = &entry.facts;
    let inserted = connection
        .prepare_cached(include_str!("../../sql/sqlite/claim_first.sql"))?
        .execute(params![
            entry.key,
            claimant.0,
            until.0,
            now.0,
            facts.fingerprint,
            entry.provider,
            entry.kind,
            entry.merchant_id,
            entry.status,
            facts.order_no,
            entry.transaction_no,
            facts.amount,
            facts.currency
        ])?;
    if inserted > 0 {
        return Ok(Answer::First { token: 1, until });
    }
    let row = connection
        .prepare_cached(include_str!("../../sql/sqlite/find.sql"))?
        .query_row([&entry.key], rows::row)?;
    match machine::claim(&row, facts, claimant, now) {
        Verdict::Take { token } => {
            connection
                .prepare_cached(include_str!("../../sql/sqlite/claim_again.sql"))?
                .execute(params![
                    entry.key,
                    rows::token(token),
                    claimant.0,
                    until.0,
                    now.0,
                    facts.fingerprint,
                    facts.order_no,
                    entry.transaction_no,
                    facts.amount,
                    facts.currency
                ])?;
            Ok(Answer::First { token, until })
        }
        Verdict::Repeat => Ok(Answer::Repeat),
        Verdict::InProgress { remaining } => Ok(Answer::InProgress { remaining }),
        Verdict::Conflict => record_conflict(connection, &row, facts, now)
            .map(Box::new)
            .map(Answer::Conflict),
    }
}

fn record_conflict(
    connection: &Connection,
    row: &Row,
    later: &Facts,
    now: Millis,
) -> rusqlite::Result<Conflict> {
    let first = &row.entry.facts;
    let (first_seen, times) = connection
        .prepare_cached(include_str!("../../sql/sqlite/conflict.sql"))?
        .query_row(
            params![
                row.entry.key,
                later.fingerprint,
                first.fingerprint,
                first.order_no,
                first.amount,
                first.currency,
                later.order_no,
                later.amount,
                later.currency,
                now.0
            ],
            |row| Ok((Millis(row.get(0)?), rows::count(row, 1)?)),
        )?;
    Ok(Conflict {
        first_seen,
        times,
        ..machine::conflict(row, later, now)
    })
}

/// Commits or releases; whether `held` was the current claim.
fn settle(
    connection: &Connection,
    held: &LeaseId,
    to: StoredState,
    now: Millis,
) -> rusqlite::Result<bool> {
    let changed = connection
        .prepare_cached(include_str!("../../sql/sqlite/settle.sql"))?
        .execute(params![
            held.key,
            rows::token(held.token),
            held.claimant.0,
            to as i64,
            now.0
        ])?;
    Ok(changed > 0)
}

/// Resolves an order; returns whether it waited.
pub(crate) fn resolve_order(
    connection: &Connection,
    order: &OrderKey,
    now: Millis,
) -> rusqlite::Result<bool> {
    let changed = connection
        .prepare_cached(include_str!("../../sql/sqlite/resolve_order.sql"))?
        .execute(params![
            order.provider,
            order.merchant_id,
            order.order_no,
            now.0
        ])?;
    Ok(changed > 0)
}
