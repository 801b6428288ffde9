//! What a ledger keeps, as text for people.

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use ackwell::Timestamp;
use ackwell_ledger::{LedgerStatus, OrderRecord, OverdueOrder, Record};

use super::DAY;
use crate::json::object;

/// Text that came from outside, without what could disturb a terminal.
pub(super) fn shown(text: &str) -> String {
    let harmless = |character: char| {
        if character.is_control() {
            char::REPLACEMENT_CHARACTER
        } else {
            character
        }
    };
    text.chars().map(harmless).collect()
}

fn money(amount: Option<&str>, currency: Option<&str>) -> String {
    match (amount, currency) {
        (Some(amount), Some(currency)) => shown(&format!("{amount} {currency}")),
        _ => "-".to_owned(),
    }
}

/// RFC 3339 in UTC, to the millisecond.
fn time(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let time = Timestamp::parse(&since.as_millis().to_string());
    time.map_or_else(|| "-".to_owned(), |time| time.to_string())
}

/// One line, and one more for each conflict.
pub(super) fn record_for_people(record: &Record) -> String {
    let mut text = format!(
        "{:11}  {}  {:>16}  order {}  {}",
        record.state().as_str(),
        time(record.changed_at()),
        money(record.amount(), record.currency()),
        shown(record.order_no().unwrap_or("-")),
        shown(record.delivery_key()),
    );
    for conflict in record.conflicts() {
        let later = conflict.later();
        let _ = write!(
            text,
            "\n  contradicted {}×, last {}: {}, order {} ({} changed)",
            conflict.times(),
            time(conflict.last_seen()),
            money(later.amount(), later.currency()),
            shown(later.order_no().unwrap_or("-")),
            conflict.differs().join(", "),
        );
    }
    text
}

/// The same for somebody who asks about an order: what was reported, and by which transaction.
pub(super) fn delivery_for_people(record: &Record) -> String {
    format!(
        "{} of {} {}, transaction {}: {}\n  {}",
        shown(record.kind()),
        shown(record.provider()),
        shown(record.merchant_id()),
        shown(record.transaction_no().unwrap_or("-")),
        shown(record.status()),
        record_for_people(record),
    )
}

/// A line of what is known of an order, with what it is.
pub(super) fn kept_as_json(what: &str, object_of_it: &str) -> String {
    object(&[(what, object_of_it.to_owned())])
}

pub(super) fn expected_for_people(order: &OrderRecord) -> String {
    let state = match order.resolved_at() {
        Some(resolved) => format!("answered {}", time(resolved)),
        None => format!("waits, due {}", time(order.due_at())),
    };
    format!(
        "expected by {} {}, placed {}: {state}  {}",
        shown(order.provider()),
        shown(order.merchant_id()),
        time(order.placed_at()),
        money(order.amount(), order.currency()),
    )
}

pub(super) fn order_for_people(order: &OverdueOrder) -> String {
    format!(
        "due {}  {:>16}  {} {} order {}",
        time(order.due_at()),
        money(order.amount(), order.currency()),
        shown(order.provider()),
        shown(order.merchant_id()),
        shown(order.order_no()),
    )
}

pub(super) fn status_for_people(status: &LedgerStatus) -> String {
    let counts = status.counts();
    format!(
        "store       {} ({})\n\
         location    {}\n\
         tables      version {}\n\
         durability  {}\n\
         lease       {} s\n\
         retention   {} days\n\
         deliveries  {} committed, {} in progress, {} expired, {} released\n\
         conflicts   {}\n\
         waiting     {} orders",
        status.store(),
        status.server(),
        status.location(),
        status.schema(),
        status.durability(),
        status.lease().as_secs(),
        status.retention().as_secs() / DAY.as_secs(),
        counts.committed,
        counts.in_progress,
        counts.expired,
        counts.released,
        counts.conflicts,
        counts.waiting_orders,
    )
}
