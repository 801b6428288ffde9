//! One order that was paid twice.

use std::time::SystemTime;

use crate::entry::Entry;
use crate::record::{DeliveryState, Record};
use crate::time::Millis;

/// A payment of the same order by another transaction, fulfilled before.
///
/// "Once" is once per transaction: a payer with two tabs pays one order twice, and both payments
/// are genuine and both are fulfilled. See
/// [`Ledger::earlier_payment`](crate::Ledger::earlier_payment).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierPayment {
    pub(crate) delivery_key: String,
    pub(crate) transaction_no: Option<String>,
    pub(crate) amount: Option<String>,
    pub(crate) currency: Option<String>,
    pub(crate) fulfilled: Millis,
}

impl EarlierPayment {
    /// The delivery key of the earlier payment.
    pub fn delivery_key(&self) -> &str {
        &self.delivery_key
    }

    /// The provider's number of the other transaction.
    pub fn transaction_no(&self) -> Option<&str> {
        self.transaction_no.as_deref()
    }

    /// The amount as a decimal without trailing zeros.
    pub fn amount(&self) -> Option<&str> {
        self.amount.as_deref()
    }

    /// The currency, three letters.
    pub fn currency(&self) -> Option<&str> {
        self.currency.as_deref()
    }

    /// When it was committed, on the store's clock.
    pub fn fulfilled_at(&self) -> SystemTime {
        self.fulfilled.into()
    }
}

/// The first payment of the order of `own` among `records`, if another transaction made it and it
/// was committed before `own` was.
pub(crate) fn earlier_payment(own: &Entry, records: Vec<Record>) -> Option<EarlierPayment> {
    // Two of one millisecond are distinguished by their keys, so that one of them is the earlier.
    let committed = |record: &Record| (record.changed, record.entry.key.clone());
    // A commit of the same delivery for another order (a conflict) is not this one's commit.
    let is_own = |record: &Record| {
        record.entry.key == own.key && record.entry.facts.order_no == own.facts.order_no
    };
    let own_commit = records
        .iter()
        .find(|record| is_own(record) && record.state == DeliveryState::Committed)
        .map(committed);
    records
        .into_iter()
        .filter(|record| {
            let entry = &record.entry;
            record.state == DeliveryState::Committed
                && entry.is_paid()
                && entry.provider == own.provider
                && entry.merchant_id == own.merchant_id
                && entry.facts.order_no == own.facts.order_no
                && entry.transaction_no != own.transaction_no
                && own_commit
                    .as_ref()
                    .is_none_or(|own| committed(record) < *own)
        })
        .min_by_key(committed)
        .map(|record| EarlierPayment {
            delivery_key: record.entry.key,
            transaction_no: record.entry.transaction_no,
            amount: record.entry.facts.amount,
            currency: record.entry.facts.currency,
            fulfilled: record.changed,
        })
}
