//! Tables, conflicts, and what people ask of the server.

use std::collections::HashMap;

use mysql::prelude::Queryable as _;
use mysql::{Row, Value};

use super::connect::Connection;
use super::explain::explain;
use super::{execute, foreign, get, optional, query, sql, text};
use crate::claim::Conflict;
use crate::entry::{Entry, Facts, OrderKey};
use crate::error::LedgerError;
use crate::order::{ExpectedOrder, OrderRecord, OverdueOrder};
use crate::record::{Counts, DeliveryState, Filter, Pruned, Record};
use crate::store::machine::StoredState;
use crate::store::pool::Failure;
use crate::store::{SCHEMA, StoreStatus};
use crate::time::Millis;

/// How many keys one step of a prune looks at.
const MAX_ROWS: i64 = 5_000;
/// How long to wait for another process that creates the tables.
const MIGRATION_SECONDS: i64 = 60;

/// Creates the tables if they are not there; their version.
pub(super) fn prepare_tables(connection: &mut Connection) -> Result<u32, LedgerError> {
    let version = create_tables(connection).map_err(Failure::into_error)?;
    if version > SCHEMA {
        return Err(LedgerError::unavailable(format!(
            "the ledger's tables are of version {version}, written by a newer Ackwell; this one \
             knows version {SCHEMA}"
        )));
    }
    Ok(version)
}

fn create_tables(connection: &mut Connection) -> Result<u32, Failure> {
    let there = query(
        connection,
        "SELECT count(*) FROM information_schema.tables \
         WHERE table_schema = database() AND table_name = 'ackwell_schema'",
        Vec::new(),
    )?;
    let there: u64 = there.first().map_or(Ok(0), |row| get(row, 0))?;
    if there > 0
        && let Some(version) = version(connection)?
    {
        return Ok(version);
    }
    // Several processes may come here simultaneously. MySQL commits each CREATE by itself; the lock
    // lets one create, and the statements do nothing for the others.
    let lock = query(
        connection,
        "SELECT coalesce(get_lock(concat('ackwell ', left(database(), 48)), ?), 0)",
        vec![Value::from(MIGRATION_SECONDS)],
    )?;
    if lock.first().map_or(Ok(0), |row| get::<i64>(row, 0))? != 1 {
        return Err(Failure::Refused(LedgerError::unavailable(
            "another process is creating the ledger's tables and does not finish",
        )));
    }
    // The comments of the file hold no semicolon, nor does any text in it.
    for statement in sql!("schema")
        .split(';')
        .filter(|statement| !statement.trim().is_empty())
    {
        connection
            .in_time()
            .and_then(|connection| connection.query_drop(statement))
            .map_err(|error| explain(&error))?;
    }
    query(
        connection,
        "SELECT release_lock(concat('ackwell ', left(database(), 48)))",
        Vec::new(),
    )?;
    version(connection)?.ok_or_else(foreign)
}

fn version(connection: &mut Connection) -> Result<Option<u32>, Failure> {
    let rows = query(
        connection,
        "SELECT max(version) FROM ackwell_schema",
        Vec::new(),
    )?;
    rows.first().map_or(Ok(None), |row| get(row, 0))
}

pub(super) fn record_conflict(
    connection: &mut Connection,
    key: &str,
    later: &Facts,
) -> Result<Conflict, Failure> {
    execute(
        connection,
        sql!("conflict"),
        vec![
            Value::from(later.fingerprint),
            optional(later.order_no.as_ref()),
            optional(later.amount.as_ref()),
            optional(later.currency.as_ref()),
            text(key),
        ],
    )?;
    let rows = query(
        connection,
        sql!("conflict_seen"),
        vec![text(key), Value::from(later.fingerprint)],
    )?;
    conflict(rows.first().ok_or_else(foreign)?)
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
    let parameters = vec![
        text(filter.after.as_deref().unwrap_or_default()),
        text(filter.state.map_or("", DeliveryState::as_str)),
        Value::from(filter.conflicts),
        Value::from(filter.limit),
    ];
    let rows = query(connection, sql!("list"), parameters)?;
    let mut records = rows.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    let (Some(first), Some(last)) = (records.first(), records.last()) else {
        return Ok(records);
    };
    let range = vec![text(&first.entry.key), text(&last.entry.key)];
    let mut conflicts: HashMap<String, Vec<Conflict>> = HashMap::new();
    for row in query(connection, sql!("conflicts_of"), range)? {
        let conflict = conflict(&row)?;
        conflicts
            .entry(conflict.delivery_key.clone())
            .or_default()
            .push(conflict);
    }
    for record in &mut records {
        record.conflicts = conflicts.remove(&record.entry.key).unwrap_or_default();
    }
    Ok(records)
}

pub(super) fn of_order(
    connection: &mut Connection,
    order_no: &str,
    conflicts: bool,
) -> Result<Vec<Record>, Failure> {
    let order = vec![text(order_no), text(order_no)];
    let rows = query(connection, sql!("of_order"), order)?;
    let mut records = rows.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    if conflicts {
        for record in &mut records {
            // Their keys are not adjacent, so each has a separate range.
            let range = vec![text(&record.entry.key), text(&record.entry.key)];
            let rows = query(connection, sql!("conflicts_of"), range)?;
            record.conflicts = rows.iter().map(conflict).collect::<Result<_, _>>()?;
        }
    }
    Ok(records)
}

fn record(row: &Row) -> Result<Record, Failure> {
    let lease_until = Millis(get(row, 3)?);
    let now = Millis(get(row, 15)?);
    let kept = StoredState::from_number(get(row, 1)?).ok_or_else(foreign)?;
    Ok(Record {
        state: kept.seen(lease_until, now),
        token: get(row, 2)?,
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
        times: get(row, 11)?,
    })
}

fn fingerprint(row: &Row, column: usize) -> Result<[u8; 32], Failure> {
    get::<Vec<u8>>(row, column)?
        .try_into()
        .map_err(|_| foreign())
}

pub(super) fn prune(connection: &mut Connection, retention_ms: i64) -> Result<Pruned, Failure> {
    let retention = || Value::from(retention_ms);
    let mut pruned = Pruned::default();
    let mut from = String::new();
    loop {
        let step = query(
            connection,
            sql!("prune_step"),
            vec![text(&from), MAX_ROWS.into()],
        )?;
        let last: Option<String> = step.first().map_or(Ok(None), |row| get(row, 0))?;
        let Some(last) = last else { break };
        let range = vec![text(&from), text(&last), retention()];
        pruned.deliveries += execute(connection, sql!("prune_ledger"), range)?.0;
        from = last;
    }
    pruned.conflicts = execute(connection, sql!("prune_conflicts"), vec![retention()])?.0;
    pruned.orders = execute(connection, sql!("prune_orders"), vec![retention()])?.0;
    Ok(pruned)
}

pub(super) fn status(connection: &mut Connection) -> Result<StoreStatus, Failure> {
    let rows = query(connection, sql!("counts"), Vec::new())?;
    let row = rows.first().ok_or_else(foreign)?;
    let version: String = get(row, 6)?;
    let (flush, binlog, sync): (i64, i64, i64) = (get(row, 7)?, get(row, 8)?, get(row, 9)?);
    let durability = match (flush, binlog, sync) {
        (1, 0, _) => "every answer survives a crash of the server",
        (1, _, 1) => {
            "every answer survives a crash of the server; a failover to a replica that lags loses \
             the last ones"
        }
        (1, _, _) => {
            "every answer survives a crash of the server, but sync_binlog is not 1, so a replica \
             may miss the last ones"
        }
        _ => {
            "innodb_flush_log_at_trx_commit is not 1: a crash loses the answers of about a second, \
             and what they acknowledged is fulfilled again"
        }
    };
    let name = if version.contains("MariaDB") {
        ""
    } else {
        "MySQL "
    };
    Ok(StoreStatus {
        server: format!("{name}{version}"),
        schema: SCHEMA,
        counts: Counts {
            in_progress: get(row, 0)?,
            expired: get(row, 1)?,
            committed: get(row, 2)?,
            released: get(row, 3)?,
            conflicts: get(row, 4)?,
            waiting_orders: get(row, 5)?,
        },
        durability: durability.to_owned(),
    })
}
