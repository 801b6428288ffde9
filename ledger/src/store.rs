//! What every store does, and the stores.

pub(crate) mod machine;
pub(crate) mod memory;
#[cfg(feature = "mysql")]
pub(crate) mod mysql;
#[cfg(any(feature = "postgres", feature = "mysql", feature = "redis"))]
mod pool;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "redis")]
pub(crate) mod redis;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
#[cfg(any(feature = "postgres", feature = "mysql", feature = "redis"))]
mod tls;

use std::time::Duration;

use crate::claim::{Claimant, Conflict, LeaseId};
use crate::entry::{Entry, OrderKey};
use crate::error::LedgerError;
use crate::order::{ExpectedOrder, OrderRecord, OverdueOrder};
use crate::record::{Counts, Filter, Pruned, Record};
use crate::time::Millis;

/// The version of the tables that this code writes.
pub(crate) const SCHEMA: u32 = 1;

/// One durable memory. Every call is one atomic step, also when others call.
///
/// The rules of the steps are in [`machine`]; the stores whose decisions are made in SQL or Lua
/// say the same there, and a property test holds them to it.
pub(crate) trait Store: Send + Sync {
    /// Claims `entry` for `lease`, as `claimant`. Sent twice by one claimant, it returns the same.
    fn claim(
        &self,
        entry: Entry,
        claimant: Claimant,
        lease: Duration,
    ) -> Result<Answer, LedgerError>;

    /// Makes a claim final and resolves its order. `lease_lost` if `held` is not the
    /// current claim or was released; a second commit of the same claim is not an error.
    fn commit(&self, held: &LeaseId) -> Result<(), LedgerError>;

    /// Releases a claim. `lease_lost` if `held` is not the current claim or was committed; a
    /// second release of the same claim is not an error.
    fn release(&self, held: &LeaseId) -> Result<(), LedgerError>;

    /// Lets the lease run from now on for `lease`. `lease_lost` if `held` is not the current claim
    /// or was settled.
    fn extend(&self, held: &LeaseId, lease: Duration) -> Result<Millis, LedgerError>;

    /// Writes down an order that is due `horizon` after it was placed.
    fn expect_order(&self, order: &ExpectedOrder, horizon: Duration) -> Result<(), LedgerError>;

    /// Resolves an order. Returns whether it waited.
    fn resolve_order(&self, order: &OrderKey) -> Result<bool, LedgerError>;

    /// Orders that wait and are due at `now`, the longest due first.
    fn due(&self, now: Millis, limit: u32) -> Result<Vec<OverdueOrder>, LedgerError>;

    /// Records in the order of their keys.
    fn list(&self, filter: &Filter) -> Result<Vec<Record>, LedgerError>;

    /// Every delivery of an order number, in the order of the keys, on a pooled connection. With
    /// `conflicts`, their conflicts too, and every delivery that a later notification of this
    /// order number contradicted; without, those may be among them.
    fn of_order(&self, order_no: &str, conflicts: bool) -> Result<Vec<Record>, LedgerError>;

    /// Every expected order of an order number, resolved or not.
    fn expected(&self, order_no: &str) -> Result<Vec<OrderRecord>, LedgerError>;

    /// A person gives a delivery free, whatever its state: the next claim is the first again, its
    /// facts replace the old ones, and every lease of before is lost. Whether the key was there.
    fn reopen(&self, key: &str) -> Result<bool, LedgerError>;

    /// Removes what is older than `retention` and not in progress.
    fn prune(&self, retention: Duration) -> Result<Pruned, LedgerError>;

    /// Creates or updates the tables, if that is needed. The version they then have.
    fn migrate(&self) -> Result<u32, LedgerError>;

    /// Whether a call may wait for a disk or a network, so that async code makes it on a thread of
    /// the ledger.
    fn waits(&self) -> bool {
        true
    }

    /// The state of the store.
    fn status(&self) -> Result<StoreStatus, LedgerError>;
}

/// A store's answer to a claim.
#[derive(Debug)]
pub(crate) enum Answer {
    First { token: u64, until: Millis },
    Repeat,
    InProgress { remaining: Duration },
    Conflict(Box<Conflict>),
}

/// A store's part of a [`LedgerStatus`](crate::LedgerStatus).
#[derive(Debug)]
pub(crate) struct StoreStatus {
    pub(crate) server: String,
    pub(crate) schema: u32,
    pub(crate) counts: Counts,
    pub(crate) durability: String,
}
