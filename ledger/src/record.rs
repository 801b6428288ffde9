//! What a ledger shows a person: its records, its state, what a prune removed.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use crate::claim::Conflict;
use crate::entry::{Entry, bounded, hex};
use crate::error::{Code, LedgerError};
use crate::time::Millis;

/// The state of one delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeliveryState {
    /// A worker holds a lease that still runs.
    InProgress,
    /// A worker held a lease that ran out; the next delivery is claimed again.
    Expired,
    /// Fulfilled.
    Committed,
    /// Fulfilment failed, or a person released it; the next delivery is claimed again.
    Released,
}

impl DeliveryState {
    /// Every state, in the order in which a delivery goes through them.
    pub const ALL: [Self; 4] = [
        Self::InProgress,
        Self::Expired,
        Self::Committed,
        Self::Released,
    ];

    /// The stable word: `in_progress`, `expired`, `committed` or `released`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Expired => "expired",
            Self::Committed => "committed",
            Self::Released => "released",
        }
    }

    /// What the state means, in one sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::InProgress => "A worker holds a lease that still runs.",
            Self::Expired => {
                "A worker held a lease that ran out. The next delivery is claimed again."
            }
            Self::Committed => "Fulfilled.",
            Self::Released => {
                "The fulfilment failed, or a person reopened it. The next delivery is claimed again."
            }
        }
    }
}

impl fmt::Display for DeliveryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DeliveryState {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| {
                LedgerError::new(
                    Code::InvalidArgument,
                    "a state is in_progress, expired, committed or released",
                )
            })
    }
}

/// Which records [`Ledger::list`](crate::Ledger::list) returns: all of them, or those in one state,
/// or those with conflicts, or those of one order number; in the order of their delivery keys, page
/// by page.
#[derive(Debug, Clone)]
pub struct Filter {
    pub(crate) state: Option<DeliveryState>,
    pub(crate) conflicts: bool,
    pub(crate) order_no: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) limit: u32,
}

impl Filter {
    /// Every record, the first 1,000.
    pub fn all() -> Self {
        Self {
            state: None,
            conflicts: false,
            order_no: None,
            after: None,
            limit: 1_000,
        }
    }

    /// The filter that a JSON object describes, for other languages. Members, all optional:
    /// `state` (a word), `conflicts` (whether only those with conflicts), `order_no`, `after` (a
    /// delivery key), `limit` (a whole number). `null` is absent.
    ///
    /// # Errors
    ///
    /// `invalid_argument` for anything else.
    ///
    /// ```
    /// use ackwell_ledger::Filter;
    /// assert!(Filter::from_json(r#"{"state": "expired", "limit": 50}"#).is_ok());
    /// assert!(Filter::from_json(r#"{"status": "expired"}"#).is_err());
    /// ```
    pub fn from_json(json: &str) -> Result<Self, LedgerError> {
        let wrong = |what: String| LedgerError::new(Code::InvalidArgument, what);
        let members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json)
            .map_err(|_| wrong("a filter is a JSON object".to_owned()))?;
        let mut filter = Self::all();
        for (name, value) in &members {
            let text = || {
                let text = value.as_str();
                text.ok_or_else(|| wrong(format!("`{name}` of a filter is a text")))
            };
            match name.as_str() {
                _ if value.is_null() => {}
                "state" => filter = filter.state(text()?.parse()?),
                "conflicts" => {
                    let only = value.as_bool();
                    filter.conflicts = only.ok_or_else(|| {
                        wrong("`conflicts` of a filter is true or false".to_owned())
                    })?;
                }
                "order_no" => filter = filter.order_no(text()?),
                "after" => filter = filter.after(text()?),
                "limit" => {
                    let limit = value.as_u64();
                    let limit = limit
                        .ok_or_else(|| wrong("`limit` of a filter is a whole number".to_owned()))?;
                    filter = filter.limit(u32::try_from(limit).unwrap_or(u32::MAX));
                }
                _ => {
                    return Err(wrong(
                        "a filter has state, conflicts, order_no, after and limit, and no other member"
                            .to_owned(),
                    ));
                }
            }
        }
        Ok(filter)
    }

    /// Only records in this state.
    #[must_use]
    pub fn state(mut self, state: DeliveryState) -> Self {
        self.state = Some(state);
        self
    }

    /// Only records that a later notification contradicted.
    #[must_use]
    pub fn with_conflicts(mut self) -> Self {
        self.conflicts = true;
        self
    }

    /// Only records of this order number, of any provider and merchant: those that name it, and
    /// those that a later notification which names it contradicted.
    #[must_use]
    pub fn order_no(mut self, order_no: &str) -> Self {
        self.order_no = Some(bounded(order_no));
        self
    }

    /// Whether a record of the order, read with its conflicts, is asked for.
    pub(crate) fn takes(&self, record: &Record) -> bool {
        let order_no = self.order_no.as_deref();
        (record.order_no() == order_no
            || record
                .conflicts
                .iter()
                .any(|conflict| conflict.later.order_no.as_deref() == order_no))
            && self.state.is_none_or(|state| state == record.state)
            && (!self.conflicts || !record.conflicts.is_empty())
            && self
                .after
                .as_ref()
                .is_none_or(|after| record.entry.key > *after)
    }

    /// Only records whose delivery key sorts after this one: the last of the page before.
    #[must_use]
    pub fn after(mut self, delivery_key: impl Into<String>) -> Self {
        self.after = Some(delivery_key.into());
        self
    }

    /// At most so many, 1 to 100,000.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit.clamp(1, 100_000);
        self
    }
}

impl Default for Filter {
    fn default() -> Self {
        Self::all()
    }
}

/// What the ledger keeps of one delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub(crate) entry: Entry,
    pub(crate) state: DeliveryState,
    pub(crate) token: u64,
    pub(crate) lease_until: Millis,
    pub(crate) first_seen: Millis,
    pub(crate) changed: Millis,
    pub(crate) conflicts: Vec<Conflict>,
}

impl Record {
    /// The delivery key. One longer than 255 bytes is kept as its first 180, `~` and its SHA-256.
    pub fn delivery_key(&self) -> &str {
        &self.entry.key
    }

    /// The state of the delivery, on the store's clock.
    pub fn state(&self) -> DeliveryState {
        self.state
    }

    /// How often it was claimed (or released by a person).
    pub fn token(&self) -> u64 {
        self.token
    }

    /// The provider, `lianlian` or `pingpong`.
    pub fn provider(&self) -> &str {
        &self.entry.provider
    }

    /// The notification's kind.
    pub fn kind(&self) -> &str {
        &self.entry.kind
    }

    /// The merchant's number at the provider.
    pub fn merchant_id(&self) -> &str {
        &self.entry.merchant_id
    }

    /// The shop's order number.
    pub fn order_no(&self) -> Option<&str> {
        self.entry.facts.order_no.as_deref()
    }

    /// The provider's transaction number.
    pub fn transaction_no(&self) -> Option<&str> {
        self.entry.transaction_no.as_deref()
    }

    /// What the notification said of the operation: `succeeded`, `processing` and so on.
    pub fn status(&self) -> &str {
        &self.entry.status
    }

    /// The amount as a decimal without trailing zeros.
    pub fn amount(&self) -> Option<&str> {
        self.entry.facts.amount.as_deref()
    }

    /// The currency, three letters.
    pub fn currency(&self) -> Option<&str> {
        self.entry.facts.currency.as_deref()
    }

    /// The fingerprint of the notification that was claimed last, 64 lower-case hex digits.
    pub fn fingerprint_hex(&self) -> String {
        hex(&self.entry.facts.fingerprint)
    }

    /// When the delivery was first seen.
    pub fn first_seen(&self) -> SystemTime {
        self.first_seen.into()
    }

    /// When it was last claimed, committed or released.
    pub fn changed_at(&self) -> SystemTime {
        self.changed.into()
    }

    /// When the lease runs or ran out; useful while the state is in progress or expired.
    pub fn lease_until(&self) -> SystemTime {
        self.lease_until.into()
    }

    /// The later notifications that contradicted this one.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }
}

/// The state of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerStatus {
    pub(crate) store: &'static str,
    pub(crate) location: String,
    pub(crate) server: String,
    pub(crate) schema: u32,
    pub(crate) counts: Counts,
    pub(crate) durability: String,
    pub(crate) lease: Duration,
    pub(crate) retention: Duration,
}

/// How many of each a ledger keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Deliveries with a lease that runs.
    pub in_progress: u64,
    /// Deliveries with a lease that ran out.
    pub expired: u64,
    /// Deliveries fulfilled.
    pub committed: u64,
    /// Deliveries released.
    pub released: u64,
    /// Later notifications that contradicted a first one.
    pub conflicts: u64,
    /// Orders that wait for a notification.
    pub waiting_orders: u64,
}

impl Counts {
    pub(crate) fn add(&mut self, state: DeliveryState, count: u64) {
        match state {
            DeliveryState::InProgress => self.in_progress += count,
            DeliveryState::Expired => self.expired += count,
            DeliveryState::Committed => self.committed += count,
            DeliveryState::Released => self.released += count,
        }
    }
}

impl LedgerStatus {
    /// The kind of store: `memory`, `sqlite`, `postgres`, `mysql` or `redis`.
    pub fn store(&self) -> &str {
        self.store
    }

    /// Where it is: a path, or a host, port and database; never a password.
    pub fn location(&self) -> &str {
        &self.location
    }

    /// What the server calls itself, with its version.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// The version of the tables.
    pub fn schema(&self) -> u32 {
        self.schema
    }

    /// What is kept.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// What the store, as it is configured now, does with a committed delivery when its machine
    /// loses power; one sentence.
    pub fn durability(&self) -> &str {
        &self.durability
    }

    /// How long a lease runs.
    pub fn lease(&self) -> Duration {
        self.lease
    }

    /// How long a delivery is kept.
    pub fn retention(&self) -> Duration {
        self.retention
    }
}

/// What [`Ledger::prune`](crate::Ledger::prune) removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Deliveries.
    pub deliveries: u64,
    /// Conflicts.
    pub conflicts: u64,
    /// Expected orders.
    pub orders: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_read_from_json_or_refused() {
        let json =
            r#"{"state":"committed","conflicts":true,"order_no":"42","after":"k","limit":0}"#;
        let filter = Filter::from_json(json).unwrap();
        assert_eq!(filter.state, Some(DeliveryState::Committed));
        assert!(filter.conflicts);
        assert_eq!(filter.order_no.as_deref(), Some("42"));
        assert_eq!(filter.after.as_deref(), Some("k"));
        assert_eq!(filter.limit, 1);

        let bare = Filter::from_json(r#"{"state":null,"limit":99999999999}"#).unwrap();
        assert_eq!(
            (bare.state, bare.conflicts, bare.limit),
            (None, false, 100_000)
        );
        for wrong in [
            "",
            "[]",
            r#"{"state":"done"}"#,
            r#"{"state":1}"#,
            r#"{"conflicts":"yes"}"#,
            r#"{"order_no":42}"#,
            r#"{"limit":-1}"#,
            r#"{"limit":1.5}"#,
            r#"{"status":"expired"}"#,
        ] {
            let code = Filter::from_json(wrong)
                .map(|_| ())
                .map_err(|error| error.code());
            assert_eq!(code, Err(Code::InvalidArgument), "{wrong}");
        }
    }
}
