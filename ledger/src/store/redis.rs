//! The store in Redis or Valkey, which many machines share.
//!
//! Every claim, commit and release is one Lua script in one round trip. Time is the server's. What
//! survives a crash of the server is decided by its persistence alone: with `appendfsync everysec`,
//! the default where `appendonly` is on, up to a second of answers is lost, and with no persistence
//! all of them. The keys and scripts are described in `sql/redis/README.md`.

mod admin;
mod connect;
mod transport;

use std::time::{Duration, Instant};

use redis::{FromRedisValue, ToRedisArgs, Value};

use self::connect::{Connection, Connector, Script};
use super::pool::{Connect, Failure, Pool, without_panic};
use super::{Answer, Store, StoreStatus};
use crate::claim::{Claimant, Conflict, LeaseId};
use crate::entry::{Entry, Facts, OrderKey, hex};
use crate::error::LedgerError;
use crate::order::{ExpectedOrder, OrderRecord, OverdueOrder};
use crate::record::{Filter, Pruned, Record};
use crate::time::{Millis, whole_millis};
use crate::url::ServerUrl;

/// The sorted set of the orders that wait.
const DUE: &str = "ackwell:due";

macro_rules! script {
    ($name:literal) => {
        Script::new(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/sql/redis/",
            $name,
            ".lua"
        )))
    };
}

pub(crate) struct RedisStore {
    connector: Connector,
    pool: Pool<Connection>,
    retention: i64,
    scripts: Scripts,
}

struct Scripts {
    claim: Script,
    commit: Script,
    release: Script,
    extend: Script,
    free: Script,
    expect_order: Script,
    resolve_order: Script,
    prune_delivery: Script,
    prune_conflicts: Script,
    prune_order: Script,
    prune_known: Script,
    remove_leftovers: Script,
}

impl RedisStore {
    /// Reads the options; connects to nothing yet.
    pub(crate) fn new(
        url: &ServerUrl,
        timeout: Duration,
        retention: Duration,
    ) -> Result<Self, LedgerError> {
        Ok(Self {
            connector: Connector::new(url, timeout)?,
            pool: Pool::new(url.pool()?, timeout),
            retention: whole_millis(retention),
            scripts: Scripts {
                claim: script!("claim"),
                commit: script!("commit"),
                release: script!("release"),
                extend: script!("extend"),
                free: script!("free"),
                expect_order: script!("expect_order"),
                resolve_order: script!("resolve_order"),
                prune_delivery: script!("prune_delivery"),
                prune_conflicts: script!("prune_conflicts"),
                prune_order: script!("prune_order"),
                prune_known: script!("prune_known"),
                remove_leftovers: script!("remove_leftovers"),
            },
        })
    }

    fn call<T>(
        &self,
        mut call: impl FnMut(&mut Connection) -> Result<T, Failure>,
    ) -> Result<T, LedgerError> {
        self.pool.call(self, |connection, deadline| {
            call(connection.until(deadline))
        })
    }

    /// Runs a script.
    fn run<T: FromRedisValue>(
        &self,
        script: &Script,
        keys: &[&str],
        arguments: &[&dyn Argument],
    ) -> Result<T, LedgerError> {
        self.call(|connection| connection.run(script, keys, arguments))
    }

    fn admin<T>(
        &self,
        call: impl FnOnce(&mut Connection) -> Result<T, Failure>,
    ) -> Result<T, LedgerError> {
        let work = || {
            let mut connection = self.connector.connect_for_admin()?;
            call(&mut connection).map_err(Failure::into_error)
        };
        without_panic(work, |error| error)
    }
}

impl Connect<Connection> for RedisStore {
    fn connect(&self, deadline: Instant) -> Result<Connection, LedgerError> {
        self.connector.connect(deadline)
    }

    fn is_alive(&self, connection: &mut Connection, deadline: Instant) -> bool {
        connection.is_alive(deadline)
    }
}

/// What a script takes as an argument.
trait Argument {
    fn add(&self, command: &mut redis::Cmd);
}

impl<A: ToRedisArgs> Argument for A {
    fn add(&self, command: &mut redis::Cmd) {
        command.arg(self);
    }
}

impl Store for RedisStore {
    fn claim(
        &self,
        entry: Entry,
        claimant: Claimant,
        lease: Duration,
    ) -> Result<Answer, LedgerError> {
        let facts = &entry.facts;
        let (kept, contradicted) = (delivery(&entry.key), conflicts(&entry.key));
        let number = facts.order_no.as_deref().map(known);
        let mut keys = vec![kept.as_str(), contradicted.as_str()];
        keys.extend(number.as_deref());
        let answer: Vec<Value> = self.run(
            &self.scripts.claim,
            &keys,
            &[
                &claimant.0.as_slice(),
                &whole_millis(lease),
                &self.retention,
                &facts.fingerprint.as_slice(),
                &entry.provider,
                &entry.kind,
                &entry.merchant_id,
                &entry.status,
                &optional(facts.order_no.as_ref()),
                &optional(entry.transaction_no.as_ref()),
                &optional(facts.amount.as_ref()),
                &optional(facts.currency.as_ref()),
            ],
        )?;
        read_answer(&entry.key, facts, &answer).ok_or_else(foreign)
    }

    fn commit(&self, held: &LeaseId) -> Result<(), LedgerError> {
        let key = delivery(&held.key);
        let token = held.token.to_string();
        let claimant = held.claimant.0.as_slice();
        let done: i64 = match &held.answers {
            None => self.run(
                &self.scripts.commit,
                &[&key],
                &[&token, &claimant, &self.retention],
            )?,
            Some(order) => {
                let name = order_name(order);
                self.run(
                    &self.scripts.commit,
                    &[&key, &expected(&name), DUE],
                    &[&token, &claimant, &self.retention, &name],
                )?
            }
        };
        (done == 1)
            .then_some(())
            .ok_or_else(|| LedgerError::lease_lost(&held.key))
    }

    fn release(&self, held: &LeaseId) -> Result<(), LedgerError> {
        let done: i64 = self.run(
            &self.scripts.release,
            &[&delivery(&held.key)],
            &[
                &held.token.to_string(),
                &held.claimant.0.as_slice(),
                &self.retention,
            ],
        )?;
        (done == 1)
            .then_some(())
            .ok_or_else(|| LedgerError::lease_lost(&held.key))
    }

    fn extend(&self, held: &LeaseId, lease: Duration) -> Result<Millis, LedgerError> {
        let until: i64 = self.run(
            &self.scripts.extend,
            &[&delivery(&held.key)],
            &[
                &held.token.to_string(),
                &held.claimant.0.as_slice(),
                &whole_millis(lease),
                &self.retention,
            ],
        )?;
        (until > 0)
            .then_some(Millis(until))
            .ok_or_else(|| LedgerError::lease_lost(&held.key))
    }

    fn expect_order(&self, order: &ExpectedOrder, horizon: Duration) -> Result<(), LedgerError> {
        let name = order_name(&order.order);
        let _: i64 = self.run(
            &self.scripts.expect_order,
            &[&expected(&name), DUE, &known(&order.order.order_no)],
            &[
                &name,
                &optional(order.amount.as_ref()),
                &optional(order.currency.as_ref()),
                &order.placed.0,
                &order.placed.plus(horizon).0,
                &self.retention,
            ],
        )?;
        Ok(())
    }

    fn resolve_order(&self, order: &OrderKey) -> Result<bool, LedgerError> {
        let name = order_name(order);
        let waited: i64 = self.run(
            &self.scripts.resolve_order,
            &[&expected(&name), DUE],
            &[&name, &self.retention],
        )?;
        Ok(waited == 1)
    }

    fn due(&self, now: Millis, limit: u32) -> Result<Vec<OverdueOrder>, LedgerError> {
        self.call(|connection| admin::due(connection, &self.scripts, now, limit))
    }

    fn list(&self, filter: &Filter) -> Result<Vec<Record>, LedgerError> {
        self.admin(|connection| admin::list(connection, filter))
    }

    fn of_order(&self, order_no: &str, conflicts: bool) -> Result<Vec<Record>, LedgerError> {
        self.call(|connection| admin::of_order(connection, order_no, conflicts))
    }

    fn expected(&self, order_no: &str) -> Result<Vec<OrderRecord>, LedgerError> {
        self.call(|connection| admin::expected_of_order(connection, order_no))
    }

    fn reopen(&self, key: &str) -> Result<bool, LedgerError> {
        let freed: i64 = self.run(&self.scripts.free, &[&delivery(key)], &[&self.retention])?;
        Ok(freed == 1)
    }

    fn prune(&self, retention: Duration) -> Result<Pruned, LedgerError> {
        self.admin(|connection| admin::prune(connection, &self.scripts, whole_millis(retention)))
    }

    fn migrate(&self) -> Result<u32, LedgerError> {
        let work = || self.connector.connect_for_admin()?.version();
        without_panic(work, |error| error)
    }

    fn status(&self) -> Result<StoreStatus, LedgerError> {
        self.admin(admin::status)
    }
}

/// Reads what `claim.lua` gives.
fn read_answer(key: &str, facts: &Facts, answer: &[Value]) -> Option<Answer> {
    let number = |index: usize| match answer.get(index) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    };
    let bytes = |index: usize| match answer.get(index) {
        Some(Value::BulkString(bytes)) => Some(bytes.as_slice()),
        _ => None,
    };
    match number(0)? {
        1 => Some(Answer::First {
            token: u64::try_from(number(1)?).ok()?,
            until: Millis(number(2)?),
        }),
        2 => Some(Answer::Repeat),
        3 => {
            let remaining = Duration::from_millis(u64::try_from(number(1)?).ok()?);
            Some(Answer::InProgress { remaining })
        }
        4 => Some(Answer::Conflict(Box::new(Conflict {
            delivery_key: key.to_owned(),
            first: Facts {
                fingerprint: bytes(1)?.try_into().ok()?,
                order_no: present(bytes(2)?)?,
                amount: present(bytes(3)?)?,
                currency: present(bytes(4)?)?,
            },
            later: facts.clone(),
            first_seen: Millis(number(5)?),
            last_seen: Millis(number(6)?),
            times: u64::try_from(number(7)?).ok()?,
        }))),
        _ => None,
    }
}

fn delivery(key: &str) -> String {
    format!("ackwell:d:{key}")
}

fn conflicts(key: &str) -> String {
    format!("ackwell:c:{key}")
}

fn expected(name: &str) -> String {
    format!("ackwell:o:{name}")
}

/// What is known of an order number.
fn known(order_no: &str) -> String {
    format!("ackwell:n:{order_no}")
}

fn order_name(order: &OrderKey) -> String {
    serde_json::json!([order.provider, order.merchant_id, order.order_no]).to_string()
}

fn optional(text: Option<&String>) -> String {
    text.map(|text| format!("={text}")).unwrap_or_default()
}

/// Undoes [`optional`]; nothing if it is neither.
#[expect(
    clippy::option_option,
    reason = "a missing field, and a reply that is not a field"
)]
fn present(bytes: &[u8]) -> Option<Option<String>> {
    match std::str::from_utf8(bytes).ok()? {
        "" => Some(None),
        text => Some(Some(text.strip_prefix('=')?.to_owned())),
    }
}

/// The name under which Redis keeps a script.
fn sha1(script: &str) -> String {
    use sha1::{Digest as _, Sha1};
    hex(&Sha1::digest(script.as_bytes()))
}

fn foreign() -> LedgerError {
    LedgerError::unavailable("the ledger's keys in Redis hold what this version did not write")
}
