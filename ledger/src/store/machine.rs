//! The rules of a delivery, once, for the stores that read, decide and write under one lock.
//!
//! ```text
//!            claim                    commit
//!   (none) --------> claimed(token 1) --------> committed
//!                      |   ^
//!          release, or |   | claim: token + 1
//!          time passes v   |
//!                    released / expired
//! ```
//! Facts that differ are a conflict in every state but `freed`, which only a person brings about.

use std::time::Duration;

use crate::claim::{Claimant, Conflict};
use crate::entry::{Entry, Facts};
use crate::record::DeliveryState;
use crate::time::Millis;

/// The state as a store keeps it; the numbers are those of the `state` column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoredState {
    Claimed = 0,
    Committed = 1,
    Released = 2,
    /// Released by a person: what the next claim says replaces the facts.
    Freed = 3,
}

impl StoredState {
    pub(crate) fn from_number(number: i64) -> Option<Self> {
        [Self::Claimed, Self::Committed, Self::Released, Self::Freed]
            .into_iter()
            .find(|kept| *kept as i64 == number)
    }

    /// The state as people see it.
    pub(crate) fn seen(self, lease_until: Millis, now: Millis) -> DeliveryState {
        match self {
            Self::Claimed if lease_until > now => DeliveryState::InProgress,
            Self::Claimed => DeliveryState::Expired,
            Self::Committed => DeliveryState::Committed,
            Self::Released | Self::Freed => DeliveryState::Released,
        }
    }
}

/// One kept delivery.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) entry: Entry,
    pub(crate) kept: StoredState,
    pub(crate) token: u64,
    pub(crate) claimant: Claimant,
    pub(crate) lease_until: Millis,
    pub(crate) first_seen: Millis,
    pub(crate) changed: Millis,
}

/// What a claim of a key that is already there comes to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The claim holds, with this token.
    Take {
        token: u64,
    },
    Repeat,
    InProgress {
        remaining: Duration,
    },
    Conflict,
}

/// The rule of a claim.
pub(crate) fn claim(row: &Row, facts: &Facts, claimant: Claimant, now: Millis) -> Verdict {
    let next = Verdict::Take {
        token: row.token.saturating_add(1),
    };
    match row.kept {
        StoredState::Freed => next,
        _ if !row.entry.facts.agree(facts) => Verdict::Conflict,
        StoredState::Committed => Verdict::Repeat,
        // The same claim, sent again after a dropped connection.
        StoredState::Claimed if row.claimant == claimant => Verdict::Take { token: row.token },
        StoredState::Claimed if row.lease_until > now => Verdict::InProgress {
            remaining: row.lease_until.since(now),
        },
        StoredState::Claimed | StoredState::Released => next,
    }
}

/// What happens to a held claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settlement {
    /// It is the current one: go on.
    Apply,
    /// This very thing was done before: no error, nothing to do.
    Done,
    /// It is not the current one, or it was settled otherwise.
    Lost,
}

/// The rule of a commit (`to` is committed) and of a release (`to` is released).
pub(crate) fn settle(
    row: Option<&Row>,
    token: u64,
    claimant: Claimant,
    to: StoredState,
) -> Settlement {
    match row {
        Some(row) if row.token == token && row.claimant == claimant => match row.kept {
            StoredState::Claimed => Settlement::Apply,
            kept if kept == to => Settlement::Done,
            _ => Settlement::Lost,
        },
        _ => Settlement::Lost,
    }
}

/// A conflict of `later` with what `row` keeps, seen now for the first time.
pub(crate) fn conflict(row: &Row, later: &Facts, now: Millis) -> Conflict {
    Conflict {
        delivery_key: row.entry.key.clone(),
        first: row.entry.facts.clone(),
        later: later.clone(),
        first_seen: now,
        last_seen: now,
        times: 1,
    }
}
