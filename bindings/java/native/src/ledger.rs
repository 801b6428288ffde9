//! The ledger.

use ackwell::Config;
use ackwell_binding::{CLOSED, Problem};
use ackwell_ledger::Ledger;
use serde_json::{Value, json};

use crate::argument;
use crate::parts::Parts;
use crate::table::{self, Entry};

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

/// What the ledger is called: never a password.
pub(crate) fn name(number: i64) -> Vec<u8> {
    let name = opened(number).map_or_else(|| CLOSED.to_owned(), |ledger| format!("{ledger:?}"));
    name.into_bytes()
}

/// The parts that Java sends with a question to a ledger, under the names that [`ackwell_binding::ask`] has for them.
pub(crate) fn arguments(question: &str, parts: &mut Parts<'_>) -> Result<Value, Problem> {
    Ok(match question {
        "list" => serde_json::from_str(parts.text()?)
            .map_err(|_| argument("the arguments are not JSON"))?,
        "reopen" => json!({ "delivery_key": parts.text()? }),
        "order_history" => json!({ "order_no": parts.text()? }),
        "overdue_orders" => json!({ "now": parts.optional_number()? }),
        "resolve_order" => json!({
            "provider": parts.text()?, "merchant_id": parts.text()?, "order_no": parts.text()?,
        }),
        "expect_order" => json!({
            "provider": parts.text()?, "merchant_id": parts.text()?, "order_no": parts.text()?,
            "placed_at": parts.number()?,
            "value": parts.optional_text()?, "currency": parts.optional_text()?,
        }),
        // In a transaction of the shop's own: there is no ledger that knows it.
        "prune" if !parts.is_empty() => json!({ "retention_ms": parts.number()? }),
        _ => Value::Null,
    })
}
