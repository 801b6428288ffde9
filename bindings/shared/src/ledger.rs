//! What a host asks of a ledger.

use std::sync::Arc;
use std::time::SystemTime;

use ackwell::{Code, Notification};
use ackwell_ledger::{
    EarlierPayment, ExpectedOrder, Filter, Ledger, Receipt, orders_to_json, records_to_json,
};
use serde_json::Value;

use crate::problem::Problem;
use crate::receipt::HeldReceipt;
use crate::tables::provider_of;
use crate::time::moment;

/// What is wrong with a ledger that was closed.
pub const CLOSED: &str = "the ledger was closed";

/// For a call that comes after the ledger was closed.
pub fn closed() -> Problem {
    Problem::argument(CLOSED)
}

/// For a request that comes while the process ends: the provider sends it again.
pub fn closed_for(notification: &Notification) -> Problem {
    notification
        .refuse_because(Code::LedgerUnavailable, CLOSED)
        .into()
}

/// Claims the delivery of a notification. It waits for the store.
///
/// # Errors
///
/// [`Problem::Refused`] if the ledger cannot be asked.
pub fn claim(notification: Notification, ledger: &Ledger) -> Result<HeldReceipt, Problem> {
    let receipt = Receipt::claim(Arc::new(notification), ledger)?;
    Ok(HeldReceipt::new(receipt))
}

/// The payment of the same order by another transaction that was committed before, as JSON. It waits
/// for the store.
///
/// # Errors
///
/// [`Problem::Ledger`].
pub fn earlier_payment_json(
    notification: &Notification,
    ledger: &Ledger,
) -> Result<Option<String>, Problem> {
    let earlier = ledger.earlier_payment(notification)?;
    Ok(earlier.as_ref().map(EarlierPayment::to_json))
}

/// What a person or a task asks, by name: `status`, `list`, `reopen`, `prune`, `migrate`,
/// `order_history`, `overdue_orders`, `resolve_order`, `expect_order`. The arguments and the answer
/// are JSON. It waits for the store.
///
/// # Errors
///
/// [`Problem::Ledger`], or [`Problem::Argument`] if there is no such question.
pub fn ask(ledger: &Ledger, question: &str, arguments: &Value) -> Result<String, Problem> {
    let text = |name: &str| text(arguments, name);
    Ok(match question {
        "status" => ledger.status()?.to_json(),
        "list" => records_to_json(&ledger.list(&Filter::from_json(&arguments.to_string())?)?),
        "reopen" => ledger.reopen(text("delivery_key"))?.to_string(),
        "prune" => ledger.prune()?.to_json(),
        "migrate" => ledger.migrate()?.to_string(),
        "order_history" => ledger.order_history(text("order_no"))?.to_json(),
        "overdue_orders" => orders_to_json(&ledger.overdue_orders(now(arguments))?),
        "resolve_order" => {
            let provider = provider_of(text("provider"))?;
            let resolved = ledger.resolve_order(provider, text("merchant_id"), text("order_no"))?;
            resolved.to_string()
        }
        "expect_order" => {
            ledger.expect_order(&expected_order(arguments)?)?;
            "null".to_owned()
        }
        _ => return Err(Problem::argument("the ledger has no such question")),
    })
}

pub(crate) fn text<'a>(arguments: &'a Value, name: &str) -> &'a str {
    arguments[name].as_str().unwrap_or_default()
}

/// The member `now`; the clock's where there is none.
pub(crate) fn now(arguments: &Value) -> SystemTime {
    arguments["now"]
        .as_i64()
        .map_or_else(SystemTime::now, moment)
}

/// The order of `provider`, `merchant_id`, `order_no`, `placed_at`, and perhaps `value` and
/// `currency`.
pub(crate) fn expected_order(arguments: &Value) -> Result<ExpectedOrder, Problem> {
    let text = |name: &str| text(arguments, name);
    let provider = provider_of(text("provider"))?;
    let placed_at = moment(arguments["placed_at"].as_i64().unwrap_or_default());
    let order = ExpectedOrder::new(provider, text("merchant_id"), text("order_no"), placed_at);
    Ok(if arguments["value"].is_null() {
        order
    } else {
        order.amount(text("value"), text("currency"))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_order_is_written_down_found_overdue_and_resolved() {
        let ledger = Ledger::open("memory:").unwrap();
        let order = json!({
            "provider": "lianlian", "merchant_id": "2015", "order_no": "42", "placed_at": 0,
            "value": "210.97", "currency": "CNY",
        });
        assert_eq!(ask(&ledger, "expect_order", &order).unwrap(), "null");
        let overdue = ask(&ledger, "overdue_orders", &json!({})).unwrap();
        let overdue: Value = serde_json::from_str(&overdue).unwrap();
        assert_eq!(overdue[0]["order_no"], "42");
        assert_eq!(overdue[0]["amount"]["value"], "210.97");
        let early = ask(&ledger, "overdue_orders", &json!({ "now": 1 })).unwrap();
        assert_eq!(early, "[]");
        assert_eq!(ask(&ledger, "resolve_order", &order).unwrap(), "true");
        assert_eq!(ask(&ledger, "resolve_order", &order).unwrap(), "false");
        let nobody = json!({ "provider": "nobody" });
        assert!(ask(&ledger, "resolve_order", &nobody).is_err());
        assert!(ask(&ledger, "dance", &nobody).is_err());
    }
}
