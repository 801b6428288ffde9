//! What the ledger's columns hold.

use ackwell::{Notification, Provider, Schedule};

use super::statement::Parameter;
use super::value::SqlValue;
use crate::claim::Claimant;
use crate::entry::Entry;
use crate::order::ExpectedOrder;
use crate::time::Millis;

/// What the ledger's columns hold for a notification, as the [`Statements`](super::Statements) take
/// it.
#[derive(Debug, Clone)]
pub struct Values {
    pub(super) entry: Entry,
    resolves: bool,
}

impl Values {
    /// The values for `notification`.
    pub fn of(notification: &Notification) -> Self {
        let entry = Entry::from(notification);
        let resolves = entry.answers().is_some();
        Self { entry, resolves }
    }

    /// The delivery key; one longer than 255 bytes is cut and ends in its hash.
    pub fn delivery_key(&self) -> &str {
        &self.entry.key
    }

    /// The fingerprint.
    pub fn fingerprint(&self) -> [u8; 32] {
        self.entry.facts.fingerprint
    }

    /// `lianlian` or `pingpong`.
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

    /// The status.
    pub fn status(&self) -> &str {
        &self.entry.status
    }

    /// The shop's order number.
    pub fn order_no(&self) -> Option<&str> {
        self.entry.facts.order_no.as_deref()
    }

    /// The provider's transaction number.
    pub fn transaction_no(&self) -> Option<&str> {
        self.entry.transaction_no.as_deref()
    }

    /// The amount in the one spelling that equal amounts share: no trailing zeros.
    pub fn amount(&self) -> Option<&str> {
        self.entry.facts.amount.as_deref()
    }

    /// The currency.
    pub fn currency(&self) -> Option<&str> {
        self.entry.facts.currency.as_deref()
    }

    /// Whether the order it names is to be resolved: it names one and is final.
    pub fn resolves_order(&self) -> bool {
        self.resolves
    }

    /// The value that a placeholder takes; nothing for one that is not about a notification.
    pub fn get(&self, parameter: Parameter) -> Option<SqlValue> {
        Some(match parameter {
            Parameter::DeliveryKey => SqlValue::text(self.delivery_key()),
            Parameter::Fingerprint => SqlValue::Bytes(self.fingerprint().to_vec()),
            Parameter::Provider => SqlValue::text(self.provider()),
            Parameter::Kind => SqlValue::text(self.kind()),
            Parameter::MerchantId => SqlValue::text(self.merchant_id()),
            Parameter::Status => SqlValue::text(self.status()),
            Parameter::OrderNo => SqlValue::optional(self.order_no()),
            Parameter::TransactionNo => SqlValue::optional(self.transaction_no()),
            Parameter::Amount => SqlValue::optional(self.amount()),
            Parameter::Currency => SqlValue::optional(self.currency()),
            _ => return None,
        })
    }

    /// As one JSON object, for other languages: each parameter of a notification under its name
    /// (the fingerprint as `{"hex": "..."}`), and `resolves_order`.
    pub fn to_json(&self) -> String {
        let values = Parameter::ALL.iter().filter_map(|&parameter| {
            let value = self.get(parameter)?;
            Some((parameter.as_str().to_owned(), value.to_json()))
        });
        let mut members: serde_json::Map<String, serde_json::Value> = values.collect();
        members.insert("resolves_order".to_owned(), self.resolves.into());
        serde_json::Value::Object(members).to_string()
    }
}

/// The value of a claim.
pub(super) fn of_claim(values: &Values, claimant: Claimant, parameter: Parameter) -> SqlValue {
    match parameter {
        Parameter::Claimant => SqlValue::Bytes(claimant.0.to_vec()),
        _ => values.get(parameter).unwrap_or(SqlValue::Null),
    }
}

/// The value of an order that is written down or resolved.
pub(super) fn of_order(order: &ExpectedOrder, parameter: Parameter) -> SqlValue {
    match parameter {
        Parameter::Provider => SqlValue::text(&order.order.provider),
        Parameter::MerchantId => SqlValue::text(&order.order.merchant_id),
        Parameter::OrderNo => SqlValue::text(&order.order.order_no),
        Parameter::Amount => SqlValue::optional(order.amount.as_deref()),
        Parameter::Currency => SqlValue::optional(order.currency.as_deref()),
        Parameter::PlacedMs => SqlValue::Integer(order.placed.0),
        Parameter::DueMs => SqlValue::Integer(due(order).0),
        _ => SqlValue::Null,
    }
}

/// When the provider's last re-send of an order's notification is past.
fn due(order: &ExpectedOrder) -> Millis {
    let provider = Provider::from_name(&order.order.provider);
    let horizons = provider
        .as_ref()
        .map_or(Provider::ALL, std::slice::from_ref);
    let horizons = horizons.iter().map(|&one| Schedule::of(one).horizon());
    order.placed.plus(horizons.max().unwrap_or_default())
}
