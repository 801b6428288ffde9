//! What people ask of the server: lists, counts, pruning.

use std::collections::{BTreeMap, HashMap};

use super::connect::Connection;
use super::{Argument, DUE, Scripts, conflicts, delivery, expected, foreign, known, present};
use crate::claim::Conflict;
use crate::entry::{Entry, Facts, OrderKey, unhex};
use crate::order::{ExpectedOrder, OrderRecord, OverdueOrder};
use crate::record::{Counts, Filter, Pruned, Record};
use crate::store::machine::StoredState;
use crate::store::pool::Failure;
use crate::store::{SCHEMA, StoreStatus};
use crate::time::Millis;

/// How many keys are looked at in one round trip.
const MAX_KEYS: usize = 1_000;

type Hash = HashMap<String, Vec<u8>>;

fn broken() -> Failure {
    Failure::Refused(foreign())
}

/// Calls `each` with the rest of every key that begins with `prefix`, some at a time. A key may
/// come twice if the server moves it meanwhile.
fn scan(
    connection: &mut Connection,
    prefix: &str,
    mut each: impl FnMut(&mut Connection, Vec<String>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut cursor = 0_u64;
    loop {
        let mut command = redis::cmd("SCAN");
        command
            .arg(cursor)
            .arg("MATCH")
            .arg(format!("{prefix}*"))
            .arg("COUNT")
            .arg(MAX_KEYS);
        let (next, keys): (u64, Vec<String>) = connection.query(&command)?;
        let names: Vec<String> = keys
            .iter()
            .filter_map(|key| key.strip_prefix(prefix))
            .map(str::to_owned)
            .collect();
        if !names.is_empty() {
            each(connection, names)?;
        }
        if next == 0 {
            return Ok(());
        }
        cursor = next;
    }
}

/// The hashes at `keys`, in one round trip.
fn hashes(
    connection: &mut Connection,
    keys: impl Iterator<Item = String>,
) -> Result<Vec<Hash>, Failure> {
    let mut pipeline = redis::pipe();
    let mut any = false;
    for key in keys {
        pipeline.cmd("HGETALL").arg(key);
        any = true;
    }
    if any {
        connection.pipeline(&pipeline)
    } else {
        Ok(Vec::new())
    }
}

fn now(connection: &mut Connection) -> Result<Millis, Failure> {
    let (seconds, micros): (i64, i64) = connection.query(&redis::cmd("TIME"))?;
    Ok(Millis(seconds * 1000 + micros / 1000))
}

pub(super) fn list(connection: &mut Connection, filter: &Filter) -> Result<Vec<Record>, Failure> {
    let now = now(connection)?;
    let limit = usize::try_from(filter.limit).unwrap_or(usize::MAX);
    // Redis gives keys in no order: what sorts first so far is kept.
    let mut records: BTreeMap<String, Record> = BTreeMap::new();
    let prefix = if filter.conflicts {
        conflicts("")
    } else {
        delivery("")
    };
    scan(connection, &prefix, |connection, mut names| {
        names.retain(|name| filter.after.as_ref().is_none_or(|after| name > after));
        let found = hashes(connection, names.iter().map(|name| delivery(name)))?;
        for (name, hash) in names.into_iter().zip(found) {
            if hash.is_empty() {
                continue; // expired meanwhile
            }
            let record = record(&name, &hash, now).ok_or_else(broken)?;
            if filter.state.is_none_or(|state| state == record.state) {
                records.insert(name, record);
                if records.len() > limit {
                    records.pop_last();
                }
            }
        }
        Ok(())
    })?;
    let mut records: Vec<Record> = records.into_values().collect();
    add_conflicts(connection, &mut records)?;
    records.retain(|record| !filter.conflicts || !record.conflicts.is_empty());
    Ok(records)
}

fn add_conflicts(connection: &mut Connection, records: &mut [Record]) -> Result<(), Failure> {
    let names: Vec<String> = records
        .iter()
        .map(|record| record.entry.key.clone())
        .collect();
    let found = hashes(connection, names.iter().map(|name| conflicts(name)))?;
    for ((record, name), hash) in records.iter_mut().zip(&names).zip(found) {
        let mut known = hash
            .iter()
            .map(|(later, value)| conflict(name, later, value))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(broken)?;
        known.sort_by_key(|conflict| conflict.later.fingerprint);
        record.conflicts = known;
    }
    Ok(())
}

/// The rests of the keys under `prefix` that are known of an order number, in order.
fn known_of(
    connection: &mut Connection,
    order_no: &str,
    prefix: &str,
) -> Result<Vec<String>, Failure> {
    let fields: Hash = connection.query(redis::cmd("HGETALL").arg(known(order_no)))?;
    let mut names: Vec<String> = fields
        .into_keys()
        .filter_map(|key| key.strip_prefix(prefix).map(str::to_owned))
        .collect();
    names.sort_unstable();
    Ok(names)
}

pub(super) fn of_order(
    connection: &mut Connection,
    order_no: &str,
    conflicts: bool,
) -> Result<Vec<Record>, Failure> {
    let now = now(connection)?;
    let names = known_of(connection, order_no, &delivery(""))?;
    let found = hashes(connection, names.iter().map(|name| delivery(name)))?;
    let mut records = names
        .iter()
        .zip(&found)
        .filter(|(_, hash)| !hash.is_empty()) // expired
        .map(|(name, hash)| record(name, hash, now).ok_or_else(broken))
        .collect::<Result<Vec<_>, _>>()?;
    if conflicts {
        add_conflicts(connection, &mut records)?;
    }
    Ok(records)
}

pub(super) fn expected_of_order(
    connection: &mut Connection,
    order_no: &str,
) -> Result<Vec<OrderRecord>, Failure> {
    let names = known_of(connection, order_no, &expected(""))?;
    let found = hashes(connection, names.iter().map(|name| expected(name)))?;
    names
        .iter()
        .zip(&found)
        .filter(|(_, hash)| !hash.is_empty()) // expired
        .map(|(name, hash)| {
            let order = due_order(name, hash)?;
            let resolved = hash.get("c").map(|text| millis(text));
            Some(OrderRecord {
                order,
                resolved: match resolved {
                    Some(resolved) => Some(resolved?),
                    None => None,
                },
            })
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(broken)
}

fn millis(text: &[u8]) -> Option<Millis> {
    std::str::from_utf8(text).ok()?.parse().ok().map(Millis)
}

fn record(key: &str, hash: &Hash, now: Millis) -> Option<Record> {
    let text = |field: &str| std::str::from_utf8(hash.get(field)?).ok();
    let owned = |field: &str| text(field).map(str::to_owned);
    let number = |field: &str| text(field)?.parse::<i64>().ok();
    let optional = |field: &str| present(hash.get(field)?);
    let lease_until = Millis(number("u")?);
    Some(Record {
        state: StoredState::from_number(number("s")?)?.seen(lease_until, now),
        token: u64::try_from(number("t")?).ok()?,
        lease_until,
        first_seen: Millis(number("f")?),
        changed: Millis(number("h")?),
        conflicts: Vec::new(),
        entry: Entry {
            key: key.to_owned(),
            provider: owned("v")?,
            kind: owned("k")?,
            merchant_id: owned("m")?,
            status: owned("a")?,
            transaction_no: optional("x")?,
            facts: Facts {
                fingerprint: hash.get("p")?.as_slice().try_into().ok()?,
                order_no: optional("o")?,
                amount: optional("n")?,
                currency: optional("y")?,
            },
        },
    })
}

fn conflict(key: &str, later: &str, value: &[u8]) -> Option<Conflict> {
    let value: Vec<serde_json::Value> = serde_json::from_slice(value).ok()?;
    let text = |index: usize| value.get(index)?.as_str();
    let optional = |index: usize| present(text(index)?.as_bytes());
    let number = |index: usize| value.get(index)?.as_i64();
    Some(Conflict {
        delivery_key: key.to_owned(),
        first: Facts {
            fingerprint: unhex(text(0)?)?,
            order_no: optional(1)?,
            amount: optional(2)?,
            currency: optional(3)?,
        },
        later: Facts {
            fingerprint: unhex(later)?,
            order_no: optional(4)?,
            amount: optional(5)?,
            currency: optional(6)?,
        },
        first_seen: Millis(number(7)?),
        last_seen: Millis(number(8)?),
        times: u64::try_from(number(9)?).ok()?,
    })
}

pub(super) fn due(
    connection: &mut Connection,
    scripts: &Scripts,
    now: Millis,
    limit: u32,
) -> Result<Vec<OverdueOrder>, Failure> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut due = Vec::new();
    waiting(connection, Some(now), |connection, names| {
        let found = hashes(connection, names.iter().map(|name| expected(name)))?;
        // Redis removed an order when its time was over, and knows nothing of the set.
        let mut leftovers = Vec::new();
        for (name, hash) in names.iter().zip(found) {
            if hash.is_empty() {
                leftovers.push(name.as_str());
            } else if !hash.contains_key("c") && due.len() < limit {
                due.push(due_order(name, &hash).ok_or_else(broken)?);
            }
        }
        Ok(Page {
            removed: remove_leftovers(connection, scripts, &leftovers)?,
            more: due.len() < limit,
        })
    })?;
    due.sort_by(|a, b| (a.due, &a.expected.order).cmp(&(b.due, &b.expected.order)));
    Ok(due)
}

/// What became of a page of the orders that wait.
struct Page {
    removed: usize,
    /// Whether the next one is wanted.
    more: bool,
}

/// Calls `each` with the names of the orders that wait, due at `until` or all, the longest due
/// first, a page at a time.
fn waiting(
    connection: &mut Connection,
    until: Option<Millis>,
    mut each: impl FnMut(&mut Connection, Vec<String>) -> Result<Page, Failure>,
) -> Result<(), Failure> {
    let until = until.map_or_else(|| "+inf".to_owned(), |until| until.0.to_string());
    let mut offset = 0;
    loop {
        let mut command = redis::cmd("ZRANGEBYSCORE");
        command
            .arg(DUE)
            .arg("-inf")
            .arg(&until)
            .arg("LIMIT")
            .arg(offset)
            .arg(MAX_KEYS);
        let names: Vec<String> = connection.query(&command)?;
        let count = names.len();
        if count == 0 {
            return Ok(());
        }
        let page = each(connection, names)?;
        if !page.more || count < MAX_KEYS {
            return Ok(());
        }
        offset += count - page.removed.min(count);
    }
}

/// Takes the names of orders that Redis has removed out of those that wait. How many it were.
fn remove_leftovers(
    connection: &mut Connection,
    scripts: &Scripts,
    names: &[&str],
) -> Result<usize, Failure> {
    if names.is_empty() {
        return Ok(0);
    }
    let orders: Vec<String> = names.iter().map(|name| expected(name)).collect();
    let mut keys = vec![DUE];
    keys.extend(orders.iter().map(String::as_str));
    let arguments: Vec<&dyn Argument> = names.iter().map(|name| name as &dyn Argument).collect();
    connection.run(&scripts.remove_leftovers, &keys, &arguments)
}

/// Which of the expected orders of these names are there.
fn are_there(connection: &mut Connection, names: &[String]) -> Result<Vec<bool>, Failure> {
    let mut pipeline = redis::pipe();
    for name in names {
        pipeline.cmd("HLEN").arg(expected(name));
    }
    let fields: Vec<u64> = connection.pipeline(&pipeline)?;
    Ok(fields.iter().map(|fields| *fields > 0).collect())
}

fn due_order(name: &str, hash: &Hash) -> Option<OverdueOrder> {
    let [provider, merchant_id, order_no] = serde_json::from_str(name).ok()?;
    let number = |field: &str| millis(hash.get(field)?);
    Some(OverdueOrder {
        expected: ExpectedOrder {
            order: OrderKey {
                provider,
                merchant_id,
                order_no,
            },
            amount: present(hash.get("a")?)?,
            currency: present(hash.get("y")?)?,
            placed: number("p")?,
        },
        due: number("d")?,
    })
}

/// What is left for a prune: Redis removes by itself what has not changed for the retention that
/// was set when it was last written.
pub(super) fn prune(
    connection: &mut Connection,
    scripts: &Scripts,
    retention_ms: i64,
) -> Result<Pruned, Failure> {
    let mut pruned = Pruned::default();
    let retention = retention_ms;
    scan(connection, &delivery(""), |connection, names| {
        for name in names {
            let key = delivery(&name);
            pruned.deliveries +=
                connection.run::<u64>(&scripts.prune_delivery, &[&key], &[&retention])?;
        }
        Ok(())
    })?;
    scan(connection, &conflicts(""), |connection, names| {
        for name in names {
            let key = conflicts(&name);
            pruned.conflicts +=
                connection.run::<u64>(&scripts.prune_conflicts, &[&key], &[&retention])?;
        }
        Ok(())
    })?;
    scan(connection, &expected(""), |connection, names| {
        for name in names {
            let key = expected(&name);
            pruned.orders +=
                connection.run::<u64>(&scripts.prune_order, &[&key, DUE], &[&name, &retention])?;
        }
        Ok(())
    })?;
    // What Redis removed by itself is still among the names of those that wait.
    waiting(connection, None, |connection, names| {
        let there = are_there(connection, &names)?;
        let leftovers: Vec<&str> = names
            .iter()
            .zip(there)
            .filter_map(|(name, there)| (!there).then_some(name.as_str()))
            .collect();
        let removed = remove_leftovers(connection, scripts, &leftovers)?;
        pruned.orders += u64::try_from(removed).unwrap_or_default();
        Ok(Page {
            removed,
            more: true,
        })
    })?;
    scan(connection, &known(""), |connection, names| {
        for name in names {
            let number = known(&name);
            let fields: Hash = connection.query(redis::cmd("HGETALL").arg(&number))?;
            let mut keys = vec![number.as_str()];
            keys.extend(fields.keys().map(String::as_str));
            connection.run::<u64>(&scripts.prune_known, &keys, &[])?;
        }
        Ok(())
    })?;
    Ok(pruned)
}

pub(super) fn status(connection: &mut Connection) -> Result<StoreStatus, Failure> {
    let now = now(connection)?;
    let mut seen = std::collections::HashSet::new();
    let mut counts = Counts::default();
    scan(connection, &delivery(""), |connection, mut names| {
        names.retain(|name| seen.insert(name.clone()));
        let mut pipeline = redis::pipe();
        for name in &names {
            pipeline.cmd("HMGET").arg(delivery(name)).arg("s").arg("u");
        }
        if names.is_empty() {
            return Ok(());
        }
        let states: Vec<(Option<i64>, Option<i64>)> = connection.pipeline(&pipeline)?;
        for (state, until) in states {
            if let (Some(state), Some(until)) = (state, until) {
                let kept = StoredState::from_number(state).ok_or_else(broken)?;
                counts.add(kept.seen(Millis(until), now), 1);
            }
        }
        Ok(())
    })?;
    scan(connection, &conflicts(""), |connection, names| {
        let mut pipeline = redis::pipe();
        for name in &names {
            pipeline.cmd("HLEN").arg(conflicts(name));
        }
        counts.conflicts += connection
            .pipeline::<Vec<u64>>(&pipeline)?
            .iter()
            .sum::<u64>();
        Ok(())
    })?;
    waiting(connection, None, |connection, names| {
        let there = are_there(connection, &names)?;
        let there = there.into_iter().filter(|there| *there).count();
        counts.waiting_orders += u64::try_from(there).unwrap_or_default();
        Ok(Page {
            removed: 0,
            more: true,
        })
    })?;
    let info: String = connection.query(redis::cmd("INFO").arg("server"))?;
    let line = |name: &str| {
        info.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .map(str::to_owned)
    };
    let server = match (line("valkey_version"), line("redis_version")) {
        (Some(version), _) => format!("Valkey {version}"),
        (None, Some(version)) => format!("Redis {version}"),
        _ => "Redis".to_owned(),
    };
    Ok(StoreStatus {
        server,
        schema: SCHEMA,
        counts,
        durability: durability(connection),
    })
}

/// What the server's configuration promises; a hosted server may not report it.
fn durability(connection: &mut Connection) -> String {
    let mut setting = |name: &str| -> Option<String> {
        let answer: Result<Vec<String>, _> =
            connection.query(redis::cmd("CONFIG").arg("GET").arg(name));
        answer.ok()?.into_iter().nth(1)
    };
    let Some(append) = setting("appendonly") else {
        return "the server does not report its persistence (CONFIG GET): ask its operator"
            .to_owned();
    };
    let fsync = setting("appendfsync").unwrap_or_default();
    let policy = setting("maxmemory-policy").unwrap_or_default();
    let mut sentence = match (append.as_str(), fsync.as_str()) {
        ("yes", "always") => "every answer survives a crash of the server",
        ("yes", "everysec") => {
            "a crash of the server loses the answers of about a second, and what they \
             acknowledged is fulfilled again (appendfsync everysec)"
        }
        ("yes", _) => {
            "a crash of the server's machine loses what the operating system had not written \
             (appendfsync no)"
        }
        _ => {
            "appendonly is off: a crash of the server loses everything since its last snapshot, \
             and what was acknowledged is fulfilled again"
        }
    }
    .to_owned();
    if !policy.is_empty() && policy != "noeviction" {
        sentence.push_str("; maxmemory-policy ");
        sentence.push_str(&policy);
        sentence.push_str(" lets the server forget deliveries when memory is short");
    }
    sentence
}
