//! Orders that wait for a notification.

use std::ffi::c_char;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::ackwell_ledger::{ExpectedOrder, orders_to_json};

use crate::enums::ackwell_provider;
use crate::guard::Problem;
use crate::input::{self, Out};
use crate::json::ackwell_json;
use crate::ledger::ackwell_ledger;
use crate::notification::ackwell_notification;
use crate::opaque;
use crate::reason::ackwell_refusal;
use crate::status::ackwell_status;
use crate::take::{borrow, call, out, text};
use crate::text::ackwell_text;

/// An order that was sent to a provider and that a notification should answer.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ackwell_order {
    /// The provider.
    pub provider: ackwell_provider,
    /// The merchant's number at the provider.
    pub merchant_id: ackwell_text,
    /// The shop's order number.
    pub order_no: ackwell_text,
    /// What it costs, a decimal in major units; no text if that is not known.
    pub amount: ackwell_text,
    /// The currency's three letters; no text if `amount` has none.
    pub currency: ackwell_text,
    /// When the shop sent it, in milliseconds since 1970-01-01 UTC; 0 means now.
    pub placed_at_ms: i64,
}

/// The moment that many milliseconds after 1970-01-01 UTC; now for 0.
fn moment(millis: i64, argument: &'static str) -> Result<SystemTime, Problem> {
    let distance = Duration::from_millis(millis.unsigned_abs());
    let time = match millis {
        0 => Some(SystemTime::now()),
        1.. => UNIX_EPOCH.checked_add(distance),
        _ => UNIX_EPOCH.checked_sub(distance),
    };
    time.ok_or(Problem::misuse(argument, "is no moment"))
}

/// A text of a caller's struct; `None` if it has none.
///
/// # Safety
///
/// As [`input::text`].
unsafe fn optional<'a>(
    text: ackwell_text,
    argument: &'static str,
) -> Result<Option<&'a str>, Problem> {
    if text.data.is_null() && text.len == 0 {
        return Ok(None);
    }
    // SAFETY: as this function's own.
    unsafe { input::text(text.data, text.len, argument) }.map(Some)
}

/// A text of a caller's struct that must be there.
///
/// # Safety
///
/// As [`input::text`].
unsafe fn required<'a>(text: ackwell_text, argument: &'static str) -> Result<&'a str, Problem> {
    // SAFETY: as this function's own.
    let text = unsafe { optional(text, argument) }?;
    text.filter(|text| !text.is_empty())
        .ok_or(Problem::misuse(argument, "is empty"))
}

/// Writes down an order that waits for a notification, **before** the customer is sent to the
/// provider. It is resolved when a notification with its merchant and order number is committed
/// that is final: `processing` and `failed` are not, nor is a status that is not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_expect_order(
    ledger: *const ackwell_ledger,
    order: *const ackwell_order,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = borrow!(ledger);
        // SAFETY: as above.
        let order = unsafe { input::one(order, "order") }?;
        let provider = order.provider.provider()?;
        // SAFETY: as above.
        let merchant_id = unsafe { required(order.merchant_id, "order.merchant_id") }?;
        // SAFETY: as above.
        let order_no = unsafe { required(order.order_no, "order.order_no") }?;
        // SAFETY: as above.
        let amount = unsafe { optional(order.amount, "order.amount") }?;
        // SAFETY: as above.
        let currency = unsafe { optional(order.currency, "order.currency") }?;
        let placed = moment(order.placed_at_ms, "order.placed_at_ms")?;
        let mut expected = ExpectedOrder::new(provider, merchant_id, order_no, placed);
        expected = match (amount, currency) {
            (Some(amount), Some(currency)) => expected.amount(amount, currency),
            (None, None) => expected,
            (None, Some(_)) => return Err(Problem::misuse("order.amount", "is missing")),
            (Some(_), None) => return Err(Problem::misuse("order.currency", "is missing")),
        };
        ledger.expect_order(&expected)?;
        Ok(())
    };
    call!(refusal, body)
}

/// The payment of the same order (same provider, merchant and order number) by **another
/// transaction** that was committed before this notification was; if there are several, the first.
/// Once is once per transaction: a customer who pays in two tabs pays twice. Ask before you ship.
///
/// `ACKWELL_OK`: `*payment` is NULL if there is none, otherwise the caller's: an `EarlierPayment` of
/// docs/records.md, free it once with `ackwell_json_free()`.
/// `ACKWELL_LEDGER_UNAVAILABLE`: the ledger could not be asked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_earlier_payment(
    ledger: *const ackwell_ledger,
    notification: *const ackwell_notification,
    payment: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = borrow!(ledger);
        let held = borrow!(notification);
        let place = out!(payment);
        let earlier = ledger.earlier_payment(held.notification())?;
        let made = earlier.map(|earlier| opaque::give(earlier.to_json()));
        place.write(made.unwrap_or(std::ptr::null_mut()));
        Ok(())
    };
    call!(refusal, body)
}

/// Everything that the ledger knows of one order number, whichever provider and merchant: an
/// `OrderHistory` of docs/records.md, with its deliveries, their conflicts, and what was expected. Its
/// lists are empty if nothing is known.
///
/// On `ACKWELL_OK` `*history` is the caller's: free it once with `ackwell_json_free()`.
/// `ACKWELL_LEDGER_UNAVAILABLE`: the ledger could not be asked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_order_history(
    ledger: *const ackwell_ledger,
    order_no: *const c_char,
    order_no_len: usize,
    history: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = borrow!(ledger);
        let order_no = text!(order_no, order_no_len);
        let place = out!(history);
        place.write(opaque::give(ledger.order_history(order_no)?.to_json()));
        Ok(())
    };
    call!(refusal, body)
}

/// The orders whose notification should have come by `now_ms` (milliseconds since 1970-01-01 UTC;
/// 0 means now) and did not, those due longest first, at most 10,000: a JSON array of `OverdueOrder`s
/// of docs/records.md. Ask the provider about each, then call `ackwell_resolve_order()`.
///
/// On `ACKWELL_OK` `*orders` is the caller's: free it once with `ackwell_json_free()`.
/// `ACKWELL_LEDGER_UNAVAILABLE`: the ledger could not be asked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_overdue_orders(
    ledger: *const ackwell_ledger,
    now_ms: i64,
    orders: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = borrow!(ledger);
        let place = out!(orders);
        let overdue = ledger.overdue_orders(moment(now_ms, "now_ms")?)?;
        place.write(opaque::give(orders_to_json(&overdue)));
        Ok(())
    };
    call!(refusal, body)
}

/// Resolves an order without a notification, because the provider was asked; whether it waited
/// is written to `*waited` unless it is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_resolve_order(
    ledger: *const ackwell_ledger,
    provider: ackwell_provider,
    merchant_id: *const c_char,
    merchant_id_len: usize,
    order_no: *const c_char,
    order_no_len: usize,
    waited: *mut bool,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = borrow!(ledger);
        let provider = provider.provider()?;
        let merchant_id = text!(merchant_id, merchant_id_len);
        let order_no = text!(order_no, order_no_len);
        // SAFETY: as above.
        let waited = unsafe { Out::optional(waited, "waited") }?;
        waited.write(ledger.resolve_order(provider, merchant_id, order_no)?);
        Ok(())
    };
    call!(refusal, body)
}
