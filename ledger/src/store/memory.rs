//! The store that forgets: for tests and demonstrations, in one process.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::machine::{self, Row, Settlement, StoredState, Verdict};
use super::{Answer, SCHEMA, Store, StoreStatus};
use crate::claim::{Claimant, Conflict, LeaseId};
use crate::entry::{Entry, OrderKey};
use crate::error::LedgerError;
use crate::fork;
use crate::order::{ExpectedOrder, OrderRecord, OverdueOrder};
use crate::record::{Counts, DeliveryState, Filter, Pruned, Record};
use crate::time::{Clock, Millis};

#[derive(Debug)]
pub(crate) struct MemoryStore {
    clock: Clock,
    kept: Mutex<Contents>,
}

#[derive(Debug, Default)]
struct Contents {
    deliveries: BTreeMap<String, Row>,
    /// By delivery key and the later fingerprint.
    conflicts: BTreeMap<(String, [u8; 32]), Conflict>,
    orders: BTreeMap<OrderKey, Expectation>,
    /// Order numbers and the keys of the deliveries that name them or are contradicted by what
    /// names them.
    by_order: BTreeSet<(String, String)>,
}

#[derive(Debug)]
struct Expectation {
    order: ExpectedOrder,
    due: Millis,
    resolved: Option<Millis>,
}

impl Expectation {
    fn as_due(&self) -> OverdueOrder {
        OverdueOrder {
            expected: self.order.clone(),
            due: self.due,
        }
    }
}

impl MemoryStore {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            kept: Mutex::default(),
        }
    }

    /// Nothing between taking and returning this lock can leave the contents half changed, so what
    /// a panicking thread left behind is whole.
    fn contents(&self) -> Locked<'_> {
        let inside = fork::enter();
        Locked {
            contents: self.kept.lock().unwrap_or_else(PoisonError::into_inner),
            _inside: inside,
        }
    }
}

/// The contents, for one call; a fork waits for its end, so that no child inherits the lock.
struct Locked<'s> {
    contents: MutexGuard<'s, Contents>,
    _inside: fork::Inside,
}

impl Deref for Locked<'_> {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.contents
    }
}

impl DerefMut for Locked<'_> {
    fn deref_mut(&mut self) -> &mut Contents {
        &mut self.contents
    }
}

impl Contents {
    fn remember(&mut self, order_no: Option<&String>, key: &str) {
        if let Some(order_no) = order_no {
            self.by_order.insert((order_no.clone(), key.to_owned()));
        }
    }

    fn record(&self, key: &str, row: &Row, now: Millis) -> Record {
        let (first, last) = ((key.to_owned(), [0; 32]), (key.to_owned(), [255; 32]));
        Record {
            entry: row.entry.clone(),
            state: row.kept.seen(row.lease_until, now),
            token: row.token,
            lease_until: row.lease_until,
            first_seen: row.first_seen,
            changed: row.changed,
            conflicts: self
                .conflicts
                .range(first..=last)
                .map(|(_, conflict)| conflict.clone())
                .collect(),
        }
    }

    fn resolve(&mut self, order: &OrderKey, now: Millis) -> bool {
        match self.orders.get_mut(order) {
            Some(waiting) if waiting.resolved.is_none() => {
                waiting.resolved = Some(now);
                true
            }
            _ => false,
        }
    }
}

impl Store for MemoryStore {
    fn waits(&self) -> bool {
        false
    }

    fn claim(
        &self,
        entry: Entry,
        claimant: Claimant,
        lease: Duration,
    ) -> Result<Answer, LedgerError> {
        let mut contents = self.contents();
        let now = self.clock.now();
        let until = now.plus(lease);
        // Whatever comes of it but a repeat; what does not fit in the end is left out when it is
        // read.
        contents.remember(entry.facts.order_no.as_ref(), &entry.key);
        let Some(row) = contents.deliveries.get_mut(&entry.key) else {
            let key = entry.key.clone();
            let row = Row {
                entry,
                kept: StoredState::Claimed,
                token: 1,
                claimant,
                lease_until: until,
                first_seen: now,
                changed: now,
            };
            contents.deliveries.insert(key, row);
            return Ok(Answer::First { token: 1, until });
        };
        match machine::claim(row, &entry.facts, claimant, now) {
            Verdict::Take { token } => {
                let first_seen = row.first_seen;
                *row = Row {
                    entry,
                    kept: StoredState::Claimed,
                    token,
                    claimant,
                    lease_until: until,
                    first_seen,
                    changed: now,
                };
                Ok(Answer::First { token, until })
            }
            Verdict::Repeat => Ok(Answer::Repeat),
            Verdict::InProgress { remaining } => Ok(Answer::InProgress { remaining }),
            Verdict::Conflict => {
                let seen = machine::conflict(row, &entry.facts, now);
                let conflict = contents
                    .conflicts
                    .entry((entry.key, entry.facts.fingerprint))
                    .and_modify(|known| {
                        known.first = seen.first.clone();
                        known.last_seen = now;
                        known.times = known.times.saturating_add(1);
                    })
                    .or_insert_with(|| seen.clone());
                Ok(Answer::Conflict(Box::new(conflict.clone())))
            }
        }
    }

    fn commit(&self, held: &LeaseId) -> Result<(), LedgerError> {
        let mut contents = self.contents();
        let now = self.clock.now();
        let row = contents.deliveries.get_mut(&held.key);
        match machine::settle(
            row.as_deref(),
            held.token,
            held.claimant,
            StoredState::Committed,
        ) {
            Settlement::Lost => return Err(LedgerError::lease_lost(&held.key)),
            Settlement::Done => {}
            Settlement::Apply => {
                if let Some(row) = row {
                    row.kept = StoredState::Committed;
                    row.changed = now;
                }
            }
        }
        if let Some(order) = &held.answers {
            contents.resolve(order, now);
        }
        Ok(())
    }

    fn release(&self, held: &LeaseId) -> Result<(), LedgerError> {
        let mut contents = self.contents();
        let now = self.clock.now();
        let row = contents.deliveries.get_mut(&held.key);
        match machine::settle(
            row.as_deref(),
            held.token,
            held.claimant,
            StoredState::Released,
        ) {
            Settlement::Lost => return Err(LedgerError::lease_lost(&held.key)),
            Settlement::Done => {}
            Settlement::Apply => {
                if let Some(row) = row {
                    row.kept = StoredState::Released;
                    row.changed = now;
                }
            }
        }
        Ok(())
    }

    fn extend(&self, held: &LeaseId, lease: Duration) -> Result<Millis, LedgerError> {
        let mut contents = self.contents();
        let until = self.clock.now().plus(lease);
        match contents.deliveries.get_mut(&held.key) {
            Some(row)
                if row.kept == StoredState::Claimed
                    && row.token == held.token
                    && row.claimant == held.claimant =>
            {
                row.lease_until = until;
                Ok(until)
            }
            _ => Err(LedgerError::lease_lost(&held.key)),
        }
    }

    fn expect_order(&self, order: &ExpectedOrder, horizon: Duration) -> Result<(), LedgerError> {
        let mut contents = self.contents();
        let placed = order.placed;
        if let Some(Expectation {
            resolved: Some(resolved),
            ..
        }) = contents.orders.get(&order.order)
            && placed <= *resolved
        {
            return Ok(());
        }
        let due = placed.plus(horizon);
        let expectation = Expectation {
            order: order.clone(),
            due,
            resolved: None,
        };
        contents.orders.insert(order.order.clone(), expectation);
        Ok(())
    }

    fn resolve_order(&self, order: &OrderKey) -> Result<bool, LedgerError> {
        let now = self.clock.now();
        Ok(self.contents().resolve(order, now))
    }

    fn due(&self, now: Millis, limit: u32) -> Result<Vec<OverdueOrder>, LedgerError> {
        let contents = self.contents();
        let mut due: Vec<_> = contents
            .orders
            .values()
            .filter(|waiting| waiting.resolved.is_none() && waiting.due <= now)
            .map(Expectation::as_due)
            .collect();
        due.sort_by(|a, b| (a.due, &a.expected.order).cmp(&(b.due, &b.expected.order)));
        due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(due)
    }

    fn list(&self, filter: &Filter) -> Result<Vec<Record>, LedgerError> {
        let contents = self.contents();
        let now = self.clock.now();
        let start = match &filter.after {
            Some(key) => Bound::Excluded(key.clone()),
            None => Bound::Unbounded,
        };
        Ok(contents
            .deliveries
            .range((start, Bound::Unbounded))
            .map(|(key, row)| contents.record(key, row, now))
            .filter(|record| filter.state.is_none_or(|state| state == record.state))
            .filter(|record| !filter.conflicts || !record.conflicts.is_empty())
            .take(usize::try_from(filter.limit).unwrap_or(usize::MAX))
            .collect())
    }

    fn of_order(&self, order_no: &str, _: bool) -> Result<Vec<Record>, LedgerError> {
        let contents = self.contents();
        let now = self.clock.now();
        Ok(contents
            .by_order
            .range((order_no.to_owned(), String::new())..)
            .take_while(|(order, _)| order == order_no)
            .filter_map(|(_, key)| {
                let row = contents.deliveries.get(key)?;
                Some(contents.record(key, row, now))
            })
            .collect())
    }

    fn expected(&self, order_no: &str) -> Result<Vec<OrderRecord>, LedgerError> {
        let contents = self.contents();
        let known = contents.orders.iter();
        Ok(known
            .filter(|(order, _)| order.order_no == order_no)
            .map(|(_, known)| OrderRecord {
                order: known.as_due(),
                resolved: known.resolved,
            })
            .collect())
    }

    fn reopen(&self, key: &str) -> Result<bool, LedgerError> {
        let mut contents = self.contents();
        let now = self.clock.now();
        let Some(row) = contents.deliveries.get_mut(key) else {
            return Ok(false);
        };
        row.kept = StoredState::Freed;
        row.token = row.token.saturating_add(1);
        row.changed = now;
        Ok(true)
    }

    fn prune(&self, retention: Duration) -> Result<Pruned, LedgerError> {
        let mut contents = self.contents();
        let contents = &mut *contents;
        let now = self.clock.now();
        let oldest = now.minus(retention);
        let mut pruned = Pruned::default();
        contents.deliveries.retain(|_, row| {
            let goes = row.changed < oldest
                && row.kept.seen(row.lease_until, now) != DeliveryState::InProgress;
            pruned.deliveries += u64::from(goes);
            !goes
        });
        contents.conflicts.retain(|_, conflict| {
            let goes = conflict.last_seen < oldest;
            pruned.conflicts += u64::from(goes);
            !goes
        });
        contents.orders.retain(|_, order| {
            let goes = order.resolved.unwrap_or(order.due) < oldest;
            pruned.orders += u64::from(goes);
            !goes
        });
        let left = &contents.deliveries;
        contents.by_order.retain(|(_, key)| left.contains_key(key));
        Ok(pruned)
    }

    fn migrate(&self) -> Result<u32, LedgerError> {
        Ok(SCHEMA)
    }

    fn status(&self) -> Result<StoreStatus, LedgerError> {
        let contents = self.contents();
        let now = self.clock.now();
        let mut counts = Counts {
            conflicts: u64::try_from(contents.conflicts.len()).unwrap_or(u64::MAX),
            ..Counts::default()
        };
        for row in contents.deliveries.values() {
            counts.add(row.kept.seen(row.lease_until, now), 1);
        }
        for order in contents.orders.values() {
            counts.waiting_orders += u64::from(order.resolved.is_none());
        }
        Ok(StoreStatus {
            server: "this process".to_owned(),
            schema: SCHEMA,
            counts,
            durability: "nothing survives the process; for tests only".to_owned(),
        })
    }
}
