//! The ledger.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ackwell::{Code, Config, Notification};
use ackwell_binding::Problem;
use ackwell_ledger::{
    EarlierPayment, ExpectedOrder, Filter, Ledger, Receipt, orders_to_json, records_to_json,
};

use crate::argument;
use crate::parts::Parts;
use crate::receipt::entered;
use crate::table::{self, Entry};

const CLOSED: &str = "the ledger was closed";

/// Opens the ledger that a configuration's section `ledger` describes.
pub(crate) fn open(config: &Config) -> Result<Vec<u8>, Problem> {
    let number = table::put(Entry::Ledger(Ledger::from_config(config)?));
    Ok(number.to_string().into_bytes())
}

/// The ledger of a number; nothing if it was closed.
pub(crate) fn opened(number: i64) -> Option<Ledger> {
    match table::get(number) {
        Some(Entry::Ledger(ledger)) => Some(ledger),
        _ => None,
    }
}

pub(crate) fn closed() -> Problem {
    argument(CLOSED)
}

/// A request that comes while the process ends: the provider sends it again.
pub(crate) fn closed_for(notification: &Notification) -> Problem {
    notification
        .refuse_because(Code::LedgerUnavailable, CLOSED)
        .into()
}

pub(crate) fn claim(notification: Notification, ledger: &Ledger) -> Result<Vec<u8>, Problem> {
    Ok(entered(Receipt::claim(Arc::new(notification), ledger)?))
}

/// The payment of the same order by another transaction that was committed before, as JSON.
pub(crate) fn earlier_payment(
    notification: &Notification,
    ledger: &Ledger,
) -> Result<Vec<u8>, Problem> {
    let earlier = ledger.earlier_payment(notification)?;
    let json = earlier.as_ref().map(EarlierPayment::to_json);
    Ok(json.unwrap_or_default().into_bytes())
}

/// What the ledger is called: never a password.
pub(crate) fn name(number: i64) -> Vec<u8> {
    let name = opened(number).map_or_else(|| CLOSED.to_owned(), |ledger| format!("{ledger:?}"));
    name.into_bytes()
}

pub(crate) fn expect_order(parts: &mut Parts<'_>, ledger: &Ledger) -> Result<String, Problem> {
    ledger.expect_order(&expected_order(parts)?)?;
    Ok(String::new())
}

pub(crate) fn expected_order(parts: &mut Parts<'_>) -> Result<ExpectedOrder, Problem> {
    let provider = parts.provider()?;
    let (merchant_id, order_no) = (parts.text()?, parts.text()?);
    let placed_at = moment(parts.number()?);
    let order = ExpectedOrder::new(provider, merchant_id, order_no, placed_at);
    Ok(match (parts.optional_text()?, parts.optional_text()?) {
        (Some(value), Some(currency)) => order.amount(value, currency),
        _ => order,
    })
}

pub(crate) fn overdue_orders(parts: &mut Parts<'_>, ledger: &Ledger) -> Result<String, Problem> {
    let now = optional_moment(parts)?;
    Ok(orders_to_json(&ledger.overdue_orders(now)?))
}

/// A moment, or now.
pub(crate) fn optional_moment(parts: &mut Parts<'_>) -> Result<SystemTime, Problem> {
    let given = parts.optional_number()?;
    Ok(given.map_or_else(SystemTime::now, moment))
}

pub(crate) fn resolve_order(parts: &mut Parts<'_>, ledger: &Ledger) -> Result<String, Problem> {
    let provider = parts.provider()?;
    let resolved = ledger.resolve_order(provider, parts.text()?, parts.text()?)?;
    Ok(resolved.to_string())
}

pub(crate) fn list(parts: &mut Parts<'_>, ledger: &Ledger) -> Result<String, Problem> {
    let filter = Filter::from_json(parts.text()?)?;
    Ok(records_to_json(&ledger.list(&filter)?))
}

/// A moment, from milliseconds since 1970; the beginning of 1970 for what the clock cannot hold.
fn moment(milliseconds: i64) -> SystemTime {
    let length = Duration::from_millis(milliseconds.unsigned_abs());
    let moment = if milliseconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(length)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(length)
    };
    moment.unwrap_or(SystemTime::UNIX_EPOCH)
}
