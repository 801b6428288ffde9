//! What a ledger answers when a delivery is claimed.

use std::fmt;
use std::time::{Duration, Instant, SystemTime};

use ackwell::{Code, Notification, Refusal};

use crate::entry::{Facts, OrderKey, hex};
use crate::time::Millis;

/// What the ledger says of one delivery, and with [`Claim::First`] the right to act on it.
#[derive(Debug)]
#[must_use = "only `First` may be acted on, and its lease is to be committed or released"]
#[non_exhaustive]
pub enum Claim {
    /// Nobody has fulfilled this notification and nobody else is about to: fulfil it, then commit
    /// the lease; if that fails, release it.
    First(Lease),
    /// It was fulfilled and committed before. Answer success and do nothing.
    Repeat,
    /// Another worker holds the lease. Answer failure, so that the provider comes back.
    InProgress(InProgress),
    /// The delivery key was seen with another amount, currency or order number. Do nothing, answer
    /// failure, and let a person look.
    Conflict(Box<Conflict>),
}

/// The state of a delivery: what a [claim inside the shop's own transaction](crate::in_transaction)
/// and a [receipt](crate::Receipt) say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "only `First` may be acted on"]
#[non_exhaustive]
pub enum Delivery {
    /// This is the first delivery that may act.
    First,
    /// It was fulfilled before.
    Repeat,
    /// Another worker is at it.
    InProgress(InProgress),
    /// The delivery key was seen with another amount, currency or order number.
    Conflict(Box<Conflict>),
}

impl Delivery {
    /// Every word with what it means, in one sentence without a full stop.
    ///
    /// ```
    /// let words: Vec<_> = ackwell_ledger::Delivery::WORDS.iter().map(|(word, _)| *word).collect();
    /// assert_eq!(words, ["first", "repeat", "in_progress", "conflict"]);
    /// ```
    pub const WORDS: &'static [(&'static str, &'static str)] = &[
        (
            "first",
            "nobody has fulfilled it and nobody else is about to: fulfil it, then commit; if that \
             fails, release",
        ),
        (
            "repeat",
            "it was fulfilled and committed before: do nothing, answer success",
        ),
        (
            "in_progress",
            "another worker holds the lease: do nothing, answer failure; the provider comes back",
        ),
        (
            "conflict",
            "the same delivery came before with another amount, currency or order number: do \
             nothing, answer failure, and let a person look",
        ),
    ];

    /// The stable word: `first`, `repeat`, `in_progress` or `conflict`.
    pub fn as_str(&self) -> &'static str {
        Self::WORDS[self.position()].0
    }

    /// What it means and what to do, in one sentence without a full stop.
    pub fn sentence(&self) -> &'static str {
        Self::WORDS[self.position()].1
    }

    const fn position(&self) -> usize {
        match self {
            Self::First => 0,
            Self::Repeat => 1,
            Self::InProgress(_) => 2,
            Self::Conflict(_) => 3,
        }
    }

    /// Why `notification` must not be fulfilled, for the shop's log, with what to answer: it is in
    /// progress elsewhere, or in conflict. Nothing for a first delivery and a repeat.
    pub fn refusal(&self, notification: &Notification) -> Option<Refusal> {
        let code = match self {
            Self::First | Self::Repeat => return None,
            Self::InProgress(_) => Code::InProgress,
            Self::Conflict(_) => Code::Conflict,
        };
        Some(notification.refuse_because(code, &self.cause()?))
    }

    /// Why it must not be fulfilled, in words.
    pub(crate) fn cause(&self) -> Option<String> {
        match self {
            Self::First | Self::Repeat => None,
            Self::InProgress(other) => Some(other.to_string()),
            Self::Conflict(conflict) => Some(conflict.to_string()),
        }
    }
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The right to fulfil one notification, for a while.
///
/// The right ends when the lease runs out *and* somebody claims the delivery again; until then a
/// late commit is still taken, because nobody else has begun. Dropping a lease settles nothing: it
/// runs out by itself.
#[must_use = "commit it after the work is done, or release it"]
pub struct Lease {
    pub(crate) held: LeaseId,
    pub(crate) until: Millis,
    pub(crate) deadline: Instant,
}

/// What a store needs to know a lease again.
#[derive(Clone)]
pub(crate) struct LeaseId {
    pub(crate) key: String,
    pub(crate) token: u64,
    pub(crate) claimant: Claimant,
    /// The waiting order that a commit resolves.
    pub(crate) answers: Option<OrderKey>,
}

/// A random number that identifies one claim, so that a claim may be sent again after a dropped
/// connection, and so that a token of a pruned key cannot be mistaken for a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claimant(pub(crate) [u8; 16]);

impl Lease {
    /// The same right, for a call that runs on another thread.
    pub(crate) fn again(&self) -> Self {
        Self {
            held: self.held.clone(),
            until: self.until,
            deadline: self.deadline,
        }
    }

    /// The delivery key that this lease is for.
    pub fn delivery_key(&self) -> &str {
        &self.held.key
    }

    /// The fencing token: 1 for the first claim of a delivery, higher with each further one. Hand
    /// it to a system of your own that should refuse a worker who comes too late.
    pub fn token(&self) -> u64 {
        self.held.token
    }

    /// When the lease runs out, on the store's clock.
    pub fn expires_at(&self) -> SystemTime {
        self.until.into()
    }

    /// How long the lease still runs, on this machine's steady clock, counted from before the
    /// claim was sent: never longer than the store thinks. Zero when it has run out.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease")
            .field("delivery_key", &self.held.key)
            .field("token", &self.held.token)
            .field("expires_at", &self.expires_at())
            .finish_non_exhaustive()
    }
}

/// Another worker holds the lease of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InProgress {
    pub(crate) remaining: Duration,
}

impl InProgress {
    /// How long the other worker's lease still runs.
    pub fn remaining(&self) -> Duration {
        self.remaining
    }
}

impl fmt::Display for InProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.remaining.as_secs_f64().ceil();
        write!(f, "its lease runs for {seconds} s more")
    }
}

/// Two genuine notifications with one delivery key that disagree about money or order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub(crate) delivery_key: String,
    pub(crate) first: Facts,
    pub(crate) later: Facts,
    pub(crate) first_seen: Millis,
    pub(crate) last_seen: Millis,
    pub(crate) times: u64,
}

impl Conflict {
    /// The delivery key that both have.
    pub fn delivery_key(&self) -> &str {
        &self.delivery_key
    }

    /// What the notification said that the ledger keeps.
    pub fn first(&self) -> ConflictSide<'_> {
        ConflictSide(&self.first)
    }

    /// What the later one said, that was not acted on.
    pub fn later(&self) -> ConflictSide<'_> {
        ConflictSide(&self.later)
    }

    /// When the later one was first seen.
    pub fn first_seen(&self) -> SystemTime {
        self.first_seen.into()
    }

    /// When the later one was last seen.
    pub fn last_seen(&self) -> SystemTime {
        self.last_seen.into()
    }

    /// How often the later one came.
    pub fn times(&self) -> u64 {
        self.times
    }

    /// Which of `order_no`, `amount` and `currency` differ.
    pub fn differs(&self) -> Vec<&'static str> {
        let (first, later) = (&self.first, &self.later);
        [
            ("order_no", first.order_no != later.order_no),
            ("amount", first.amount != later.amount),
            ("currency", first.currency != later.currency),
        ]
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let differs = self.differs().join(" and ");
        write!(
            f,
            "another {differs}: first {}, then {}",
            self.first(),
            self.later()
        )
    }
}

/// One side of a [`Conflict`].
#[derive(Debug, Clone, Copy)]
pub struct ConflictSide<'c>(&'c Facts);

impl<'c> ConflictSide<'c> {
    /// The notification's fingerprint, 64 lower-case hex digits.
    pub fn fingerprint_hex(&self) -> String {
        hex(&self.0.fingerprint)
    }

    /// The shop's order number.
    pub fn order_no(&self) -> Option<&'c str> {
        self.0.order_no.as_deref()
    }

    /// The amount as a decimal without trailing zeros.
    pub fn amount(&self) -> Option<&'c str> {
        self.0.amount.as_deref()
    }

    /// The currency, three letters.
    pub fn currency(&self) -> Option<&'c str> {
        self.0.currency.as_deref()
    }
}

impl fmt::Display for ConflictSide<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: Option<&'_ str>| text.unwrap_or("none").to_owned();
        write!(
            f,
            "order {}, amount {} {}",
            shown(self.order_no()),
            shown(self.amount()),
            shown(self.currency()),
        )
    }
}
