//! What Java holds between two calls: a number each. A number that is not in the table, because its
//! owner was closed or collected, is an error with a code and never a freed pointer.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use ackwell::Receiver;
use ackwell_binding::{HeldReceipt, RunningOperation};
use ackwell_ledger::Ledger;

#[derive(Clone)]
pub(crate) enum Entry {
    Receiver(Receiver),
    Ledger(Ledger),
    Receipt(HeldReceipt),
    Operation(Arc<RunningOperation>),
}

#[derive(Default)]
struct Table {
    last: i64,
    entries: HashMap<i64, Entry>,
}

static TABLE: LazyLock<RwLock<Table>> = LazyLock::new(RwLock::default);

/// Puts something in, and returns its number.
pub(crate) fn put(entry: Entry) -> i64 {
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    table.last += 1;
    let number = table.last;
    table.entries.insert(number, entry);
    number
}

/// What has that number.
pub(crate) fn get(number: i64) -> Option<Entry> {
    let table = TABLE.read().unwrap_or_else(PoisonError::into_inner);
    table.entries.get(&number).cloned()
}

/// Takes it out. It lives on as long as a call uses it.
pub(crate) fn take(number: i64) -> Option<Entry> {
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    // Dropped by the caller, outside of the lock: to close a file may take a while.
    table.entries.remove(&number)
}

/// How many there are, for tests.
pub(crate) fn count() -> usize {
    let table = TABLE.read().unwrap_or_else(PoisonError::into_inner);
    table.entries.len()
}
