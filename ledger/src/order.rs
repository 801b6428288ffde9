//! Orders that wait for a notification.

use std::time::SystemTime;

use crate::entry::{OrderKey, bounded, normal_amount};
use crate::record::Record;
use crate::time::Millis;

/// An order that the shop has sent to a provider, and that waits for a notification.
///
/// Write it down *before* the customer is sent to the provider: a notification that is committed
/// earlier than its order is expected resolves nothing.
///
/// The order is resolved when a notification with its merchant and order number is committed
/// that is final: the payment succeeded, or was authorized, cancelled or closed. `processing` is
/// not final, and `failed` is not, because the payer may try again under the same number. An order
/// that is expected again with a later `placed_at` waits again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedOrder {
    pub(crate) order: OrderKey,
    pub(crate) amount: Option<String>,
    pub(crate) currency: Option<String>,
    pub(crate) placed: Millis,
}

impl ExpectedOrder {
    /// An order, by the merchant's number at the provider and the shop's order number.
    pub fn new(
        provider: ackwell::Provider,
        merchant_id: &str,
        order_no: &str,
        placed_at: SystemTime,
    ) -> Self {
        Self {
            order: OrderKey {
                provider: provider.as_str().to_owned(),
                merchant_id: bounded(merchant_id),
                order_no: bounded(order_no),
            },
            amount: None,
            currency: None,
            placed: placed_at.into(),
        }
    }

    /// What it costs: a decimal such as `12.50` and the three letters of the currency. Kept for
    /// the person or job that queries; it is not compared when the order is resolved.
    #[must_use]
    pub fn amount(mut self, value: &str, currency: &str) -> Self {
        self.amount = Some(bounded(&normal_amount(value)));
        self.currency = Some(bounded(currency));
        self
    }
}

/// An order whose notification should have come and did not: ask the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverdueOrder {
    pub(crate) expected: ExpectedOrder,
    pub(crate) due: Millis,
}

impl OverdueOrder {
    /// The provider to ask, `lianlian` or `pingpong`.
    pub fn provider(&self) -> &str {
        &self.expected.order.provider
    }

    /// The merchant's number at the provider.
    pub fn merchant_id(&self) -> &str {
        &self.expected.order.merchant_id
    }

    /// The shop's order number.
    pub fn order_no(&self) -> &str {
        &self.expected.order.order_no
    }

    /// What it costs, a decimal without trailing zeros, if it was given.
    pub fn amount(&self) -> Option<&str> {
        self.expected.amount.as_deref()
    }

    /// The currency, if it was given.
    pub fn currency(&self) -> Option<&str> {
        self.expected.currency.as_deref()
    }

    /// When the shop sent it to the provider.
    pub fn placed_at(&self) -> SystemTime {
        self.expected.placed.into()
    }

    /// When the provider's last re-send was past.
    pub fn due_at(&self) -> SystemTime {
        self.due.into()
    }
}

/// What was written down of an order with [`Ledger::expect_order`](crate::Ledger::expect_order).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRecord {
    pub(crate) order: OverdueOrder,
    pub(crate) resolved: Option<Millis>,
}

impl OrderRecord {
    /// The provider, `lianlian` or `pingpong`.
    pub fn provider(&self) -> &str {
        self.order.provider()
    }

    /// The merchant's number at the provider.
    pub fn merchant_id(&self) -> &str {
        self.order.merchant_id()
    }

    /// The shop's order number.
    pub fn order_no(&self) -> &str {
        self.order.order_no()
    }

    /// What it costs, a decimal without trailing zeros, if it was given.
    pub fn amount(&self) -> Option<&str> {
        self.order.amount()
    }

    /// The currency, if it was given.
    pub fn currency(&self) -> Option<&str> {
        self.order.currency()
    }

    /// When the shop sent it to the provider.
    pub fn placed_at(&self) -> SystemTime {
        self.order.placed_at()
    }

    /// When the provider's last re-send is past.
    pub fn due_at(&self) -> SystemTime {
        self.order.due_at()
    }

    /// When a notification or a person resolved it; absent while it waits.
    pub fn resolved_at(&self) -> Option<SystemTime> {
        self.resolved.map(Into::into)
    }
}

/// Everything that a ledger knows of one order number: see
/// [`Ledger::order_history`](crate::Ledger::order_history).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderHistory {
    pub(crate) order_no: String,
    pub(crate) deliveries: Vec<Record>,
    pub(crate) expected: Vec<OrderRecord>,
}

impl OrderHistory {
    /// The order number that was asked for.
    pub fn order_no(&self) -> &str {
        &self.order_no
    }

    /// Its deliveries, in the order of their keys: those that name it, and those that a later
    /// notification which names it contradicted.
    pub fn deliveries(&self) -> &[Record] {
        &self.deliveries
    }

    /// What was written down of it with [`Ledger::expect_order`](crate::Ledger::expect_order).
    pub fn expected(&self) -> &[OrderRecord] {
        &self.expected
    }

    /// Whether nothing is known of the order number.
    pub fn is_empty(&self) -> bool {
        self.deliveries.is_empty() && self.expected.is_empty()
    }
}
