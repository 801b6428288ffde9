//! What people ask of the file: lists, counts, pruning.

use rusqlite::{Connection, Result, Row, params};

use super::rows;
use crate::claim::Conflict;
use crate::entry::OrderKey;
use crate::order::{ExpectedOrder, OrderRecord, OverdueOrder};
use crate::record::{Counts, DeliveryState, Filter, Record};
use crate::store::{SCHEMA, StoreStatus, machine};
use crate::time::Millis;
use crate::url::Synchronous;

/// How many keys one step of a prune looks at.
const MAX_ROWS: i64 = 2_000;

pub(super) fn due(connection: &Connection, now: Millis, limit: u32) -> Result<Vec<OverdueOrder>> {
    connection
        .prepare_cached(include_str!("../../../sql/sqlite/due.sql"))?
        .query_map(params![now.0, limit], due_order)?
        .collect()
}

fn due_order(row: &Row<'_>) -> Result<OverdueOrder> {
    Ok(OverdueOrder {
        expected: ExpectedOrder {
            order: OrderKey {
                provider: row.get(0)?,
                merchant_id: row.get(1)?,
                order_no: row.get(2)?,
            },
            amount: row.get(3)?,
            currency: row.get(4)?,
            placed: Millis(row.get(5)?),
        },
        due: Millis(row.get(6)?),
    })
}

pub(super) fn expected(connection: &Connection, order_no: &str) -> Result<Vec<OrderRecord>> {
    connection
        .prepare_cached(include_str!("../../../sql/sqlite/expected_of_order.sql"))?
        .query_map([order_no], |row| {
            Ok(OrderRecord {
                order: due_order(row)?,
                resolved: row.get::<_, Option<i64>>(7)?.map(Millis),
            })
        })?
        .collect()
}

pub(super) fn list(connection: &Connection, filter: &Filter, now: Millis) -> Result<Vec<Record>> {
    let after = filter.after.as_deref().unwrap_or_default();
    let state = filter.state.map_or("", DeliveryState::as_str);
    connection
        .prepare_cached(include_str!("../../../sql/sqlite/list.sql"))?
        .query_map(
            params![after, state, now.0, filter.conflicts, filter.limit],
            rows::row,
        )?
        .map(|row| {
            let row = row?;
            let conflicts = conflicts_of(connection, &row.entry.key)?;
            Ok(record(row, conflicts, now))
        })
        .collect()
}

pub(super) fn of_order(
    connection: &Connection,
    order_no: &str,
    conflicts: bool,
    now: Millis,
) -> Result<Vec<Record>> {
    connection
        .prepare_cached(include_str!("../../../sql/sqlite/of_order.sql"))?
        .query_map([order_no], rows::row)?
        .map(|row| {
            let row = row?;
            let known = if conflicts {
                conflicts_of(connection, &row.entry.key)?
            } else {
                Vec::new()
            };
            Ok(record(row, known, now))
        })
        .collect()
}

fn conflicts_of(connection: &Connection, key: &str) -> Result<Vec<Conflict>> {
    connection
        .prepare_cached(include_str!("../../../sql/sqlite/conflicts_of.sql"))?
        .query_map([key], |conflict| rows::conflict(conflict, key))?
        .collect()
}

fn record(row: machine::Row, conflicts: Vec<Conflict>, now: Millis) -> Record {
    Record {
        state: row.kept.seen(row.lease_until, now),
        token: row.token,
        lease_until: row.lease_until,
        first_seen: row.first_seen,
        changed: row.changed,
        conflicts,
        entry: row.entry,
    }
}

pub(super) struct PruneStep {
    pub(super) removed: u64,
    /// Where the next step begins; none after the last key.
    pub(super) last: Option<String>,
}

pub(super) fn prune_step(
    connection: &Connection,
    from: &str,
    oldest: Millis,
    now: Millis,
) -> Result<PruneStep> {
    let last: Option<String> = connection
        .prepare_cached(include_str!("../../../sql/sqlite/prune_step.sql"))?
        .query_row(params![from, MAX_ROWS], |row| row.get(0))?;
    let removed = match &last {
        None => 0,
        Some(last) => connection
            .prepare_cached(include_str!("../../../sql/sqlite/prune_ledger.sql"))?
            .execute(params![from, last, oldest.0, now.0])?,
    };
    Ok(PruneStep {
        removed: number(removed),
        last,
    })
}

/// Conflicts and orders removed.
pub(super) fn prune_rest(connection: &Connection, oldest: Millis) -> Result<(u64, u64)> {
    let conflicts = connection.execute(
        include_str!("../../../sql/sqlite/prune_conflicts.sql"),
        [oldest.0],
    )?;
    let orders = connection.execute(
        include_str!("../../../sql/sqlite/prune_orders.sql"),
        [oldest.0],
    )?;
    Ok((number(conflicts), number(orders)))
}

pub(super) fn status(
    connection: &Connection,
    synchronous: Synchronous,
    now: Millis,
) -> Result<StoreStatus> {
    let counts = connection.query_row(
        include_str!("../../../sql/sqlite/counts.sql"),
        [now.0],
        |row| {
            Ok(Counts {
                in_progress: rows::count(row, 0)?,
                expired: rows::count(row, 1)?,
                committed: rows::count(row, 2)?,
                released: rows::count(row, 3)?,
                conflicts: rows::count(row, 4)?,
                waiting_orders: rows::count(row, 5)?,
            })
        },
    )?;
    Ok(StoreStatus {
        server: format!("SQLite {}, in this process", rusqlite::version()),
        schema: SCHEMA,
        counts,
        durability: match synchronous {
            Synchronous::Full => "every answer survives loss of power (WAL, synchronous full)",
            Synchronous::Normal => {
                "every answer survives the process, the last ones not a loss of power \
                 (WAL, synchronous normal)"
            }
        }
        .to_owned(),
    })
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
