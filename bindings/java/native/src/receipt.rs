//! Receipts, by the numbers that Java has of them.

use ackwell_binding::{HeldReceipt, Problem};

use crate::argument;
use crate::table::{self, Entry};

/// The receipt of a number.
pub(crate) fn held(number: i64) -> Result<HeldReceipt, Problem> {
    match table::get(number) {
        Some(Entry::Receipt(held)) => Ok(held),
        _ => Err(argument("the receipt was closed")),
    }
}

/// A new receipt: its number and its facts.
pub(crate) fn entered(receipt: HeldReceipt) -> Vec<u8> {
    let facts = receipt.facts();
    let number = table::put(Entry::Receipt(receipt));
    format!("{{\"receipt\":{number},\"facts\":{facts}}}").into_bytes()
}
