//! What a ledger keeps, as text for people and as JSON.

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use ackwell::Timestamp;
use ackwell_ledger::{Conflict, DueOrder, OrderRecord, Record, State, Status};
use serde_json::{Value, json};

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
    let state = match order.cleared_at() {
        Some(cleared) => format!("answered {}", time(cleared)),
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

pub(super) fn expected_as_json(order: &OrderRecord) -> String {
    let cleared = order.cleared_at().map(time);
    object(&[
        ("provider", text(order.provider())),
        ("merchant_id", text(order.merchant_id())),
        ("order_no", text(order.order_no())),
        ("amount", amount_as_json(order.amount(), order.currency())),
        ("placed_at", text(&time(order.placed_at()))),
        ("due_at", text(&time(order.due_at()))),
        ("cleared_at", optional(cleared.as_deref())),
    ])
}

fn amount_as_json(amount: Option<&str>, currency: Option<&str>) -> String {
    match amount {
        Some(value) => object(&[("value", text(value)), ("currency", optional(currency))]),
        None => "null".to_owned(),
    }
}

fn text(value: &str) -> String {
    Value::from(value).to_string()
}

fn optional(value: Option<&str>) -> String {
    Value::from(value).to_string()
}

pub(super) fn record_as_json(record: &Record) -> String {
    let leased = matches!(record.state(), State::InProgress | State::Expired);
    let until = leased.then(|| time(record.lease_until()));
    let conflicts: Vec<String> = record.conflicts().iter().map(conflict_as_json).collect();
    object(&[
        ("delivery_key", text(record.delivery_key())),
        ("state", text(record.state().as_str())),
        ("token", record.token().to_string()),
        ("provider", text(record.provider())),
        ("kind", text(record.kind())),
        ("merchant_id", text(record.merchant_id())),
        ("order_no", optional(record.order_no())),
        ("transaction_no", optional(record.transaction_no())),
        ("status", text(record.status())),
        ("amount", amount_as_json(record.amount(), record.currency())),
        ("fingerprint", text(&record.fingerprint_hex())),
        ("first_seen", text(&time(record.first_seen()))),
        ("changed_at", text(&time(record.changed_at()))),
        ("lease_until", optional(until.as_deref())),
        ("conflicts", format!("[{}]", conflicts.join(","))),
    ])
}

fn conflict_as_json(conflict: &Conflict) -> String {
    let said = |said: ackwell_ledger::Said<'_>| {
        object(&[
            ("fingerprint", text(&said.fingerprint_hex())),
            ("order_no", optional(said.order_no())),
            ("amount", amount_as_json(said.amount(), said.currency())),
        ])
    };
    object(&[
        ("first", said(conflict.first())),
        ("later", said(conflict.later())),
        ("differs", json!(conflict.differs()).to_string()),
        ("first_seen", text(&time(conflict.first_seen()))),
        ("last_seen", text(&time(conflict.last_seen()))),
        ("times", conflict.times().to_string()),
    ])
}

pub(super) fn order_for_people(order: &DueOrder) -> String {
    format!(
        "due {}  {:>16}  {} {} order {}",
        time(order.due_at()),
        money(order.amount(), order.currency()),
        shown(order.provider()),
        shown(order.merchant_id()),
        shown(order.order_no()),
    )
}

pub(super) fn order_as_json(order: &DueOrder) -> String {
    object(&[
        ("provider", text(order.provider())),
        ("merchant_id", text(order.merchant_id())),
        ("order_no", text(order.order_no())),
        ("amount", amount_as_json(order.amount(), order.currency())),
        ("placed_at", text(&time(order.placed_at()))),
        ("due_at", text(&time(order.due_at()))),
    ])
}

pub(super) fn status_for_people(status: &Status) -> String {
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

pub(super) fn status_as_json(status: &Status) -> String {
    let counts = status.counts();
    object(&[
        ("store", text(status.store())),
        ("server", text(status.server())),
        ("location", text(status.location())),
        ("schema", status.schema().to_string()),
        ("durability", text(status.durability())),
        ("lease_seconds", status.lease().as_secs().to_string()),
        (
            "retention_seconds",
            status.retention().as_secs().to_string(),
        ),
        (
            "counts",
            object(&[
                ("committed", counts.committed.to_string()),
                ("in_progress", counts.in_progress.to_string()),
                ("expired", counts.expired.to_string()),
                ("released", counts.released.to_string()),
                ("conflicts", counts.conflicts.to_string()),
                ("waiting_orders", counts.waiting_orders.to_string()),
            ]),
        ),
    ])
}
