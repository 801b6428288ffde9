//! What people ask of the server: lists, counts, pruning.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio_postgres::Row;

use super::connect::Connection;
use super::{fingerprint, foreign, get, sql};
use crate::claim::Conflict;
use crate::entry::{Entry, Facts, OrderKey};
use crate::order::{ExpectedOrder, OrderRecord, OverdueOrder};
use crate::record::{Counts, DeliveryState, Filter, Pruned, Record};
use crate::store::machine::StoredState;
use crate::store::pool::Failure;
use crate::store::{SCHEMA, StoreStatus};
use crate::time::Millis;

/// How many keys one step of a prune looks at.
const MAX_ROWS: i64 = 10_000;

/// The server ends what takes too long; this is for one that hangs.
pub(super) fn deadline() -> Instant {
    Instant::now() + Duration::from_secs(660)
}

pub(super) fn due_order(row: &Row) -> Result<OverdueOrder, Failure> {
    Ok(OverdueOrder {
        expected: ExpectedOrder {
            order: OrderKey {
                provider: get(row, 0)?,
                merchant_id: get(row, 1)?,
                order_no: get(row, 2)?,
            },
            amount: get(row, 3)?,
            currency: get(row, 4)?,
            placed: Millis(get(row, 5)?),
        },
        due: Millis(get(row, 6)?),
    })
}

/// A row of `expected_of_order.sql`.
pub(super) fn order_record(row: &Row) -> Result<OrderRecord, Failure> {
    Ok(OrderRecord {
        order: due_order(row)?,
        resolved: get::<Option<i64>>(row, 7)?.map(Millis),
    })
}

pub(super) fn list(connection: &mut Connection, filter: &Filter) -> Result<Vec<Record>, Failure> {
    let after = filter.after.as_deref().unwrap_or_default();
    let state = filter.state.map_or("", DeliveryState::as_str);
    let rows = connection.query(
        sql!("list"),
        &[&after, &state, &filter.conflicts, &i64::from(filter.limit)],
        deadline(),
    )?;
    let mut records = rows.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    add_conflicts(connection, &mut records, deadline())?;
    Ok(records)
}

pub(super) fn of_order(
    connection: &mut Connection,
    order_no: &str,
    conflicts: bool,
    deadline: Instant,
) -> Result<Vec<Record>, Failure> {
    let rows = connection.query(sql!("of_order"), &[&order_no], deadline)?;
    let mut records = rows.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    if conflicts {
        add_conflicts(connection, &mut records, deadline)?;
    }
    Ok(records)
}

fn add_conflicts(
    connection: &mut Connection,
    records: &mut [Record],
    deadline: Instant,
) -> Result<(), Failure> {
    let keys: Vec<&str> = records
        .iter()
        .map(|record| record.entry.key.as_str())
        .collect();
    let mut conflicts: HashMap<String, Vec<Conflict>> = HashMap::new();
    for row in connection.query(sql!("conflicts_of"), &[&keys], deadline)? {
        let conflict = conflict(&row)?;
        conflicts
            .entry(conflict.delivery_key.clone())
            .or_default()
            .push(conflict);
    }
    for record in records {
        record.conflicts = conflicts.remove(&record.entry.key).unwrap_or_default();
    }
    Ok(())
}

fn record(row: &Row) -> Result<Record, Failure> {
    let lease_until = Millis(get(row, 3)?);
    let now = Millis(get(row, 15)?);
    let kept = StoredState::from_number(i64::from(get::<i16>(row, 1)?)).ok_or_else(foreign)?;
    Ok(Record {
        state: kept.seen(lease_until, now),
        token: u64::try_from(get::<i64>(row, 2)?).map_err(|_| foreign())?,
        lease_until,
        first_seen: Millis(get(row, 4)?),
        changed: Millis(get(row, 5)?),
        conflicts: Vec::new(),
        entry: Entry {
            key: get(row, 0)?,
            provider: get(row, 7)?,
            kind: get(row, 8)?,
            merchant_id: get(row, 9)?,
            status: get(row, 10)?,
            transaction_no: get(row, 12)?,
            facts: Facts {
                fingerprint: fingerprint(row, 6)?,
                order_no: get(row, 11)?,
                amount: get(row, 13)?,
                currency: get(row, 14)?,
            },
        },
    })
}

fn conflict(row: &Row) -> Result<Conflict, Failure> {
    Ok(Conflict {
        delivery_key: get(row, 0)?,
        first: Facts {
            fingerprint: fingerprint(row, 2)?,
            order_no: get(row, 3)?,
            amount: get(row, 4)?,
            currency: get(row, 5)?,
        },
        later: Facts {
            fingerprint: fingerprint(row, 1)?,
            order_no: get(row, 6)?,
            amount: get(row, 7)?,
            currency: get(row, 8)?,
        },
        first_seen: Millis(get(row, 9)?),
        last_seen: Millis(get(row, 10)?),
        times: u64::try_from(get::<i64>(row, 11)?).map_err(|_| foreign())?,
    })
}

pub(super) fn prune(connection: &mut Connection, retention_ms: i64) -> Result<Pruned, Failure> {
    let mut pruned = Pruned::default();
    let mut after = Some(String::new());
    while let Some(from) = after {
        let rows = connection.query(
            sql!("prune_step"),
            &[&from, &MAX_ROWS, &retention_ms],
            deadline(),
        )?;
        let Some(row) = rows.first() else { break };
        after = get(row, 0)?;
        pruned.deliveries += count(row, 1)?;
    }
    pruned.conflicts = connection.execute(sql!("prune_conflicts"), &[&retention_ms], deadline())?;
    pruned.orders = connection.execute(sql!("prune_orders"), &[&retention_ms], deadline())?;
    Ok(pruned)
}

pub(super) fn status(connection: &mut Connection) -> Result<StoreStatus, Failure> {
    let rows = connection.query(sql!("counts"), &[], deadline())?;
    let row = rows.first().ok_or_else(foreign)?;
    let commit: &str = get(row, 7)?;
    let fsync: &str = get(row, 8)?;
    let standbys: &str = get(row, 9)?;
    let durability = match (fsync, commit) {
        ("off", _) => "fsync is off: a crash of the server's machine can lose or damage everything",
        (_, "off") => {
            "synchronous_commit is off: a crash of the server loses the last answers, and what \
             they acknowledged is fulfilled again"
        }
        _ if standbys.is_empty() => {
            "every answer survives a crash of the server; a failover to a replica may lose the \
             last ones, because no replica is synchronous"
        }
        _ => "every answer survives a crash of the server, and waits for a synchronous replica",
    };
    Ok(StoreStatus {
        server: format!("PostgreSQL {}", get::<&str>(row, 6)?),
        schema: SCHEMA,
        counts: Counts {
            in_progress: count(row, 0)?,
            expired: count(row, 1)?,
            committed: count(row, 2)?,
            released: count(row, 3)?,
            conflicts: count(row, 4)?,
            waiting_orders: count(row, 5)?,
        },
        durability: durability.to_owned(),
    })
}

fn count(row: &Row, column: usize) -> Result<u64, Failure> {
    u64::try_from(get::<i64>(row, column)?).map_err(|_| foreign())
}
