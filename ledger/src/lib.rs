//! The durable memory that makes a shop act on each payment notification once.
//!
//! A provider sends a notification again until it is acknowledged, up to 30 times, in parallel if
//! the first is slow, and any worker may receive it. A [`Ledger`] lets one of them act:
//!
//! | [`claim`](Claim) returns | then | acknowledgement |
//! |---|---|---|
//! | first, with a lease and a fencing token | fulfil, then commit; on failure release | success after the commit, failure after the release |
//! | repeat: committed before | nothing | success, immediately |
//! | in progress: another worker holds the lease | nothing | failure: the provider comes back |
//! | conflict: same key, another amount, currency or order | nothing, report | failure |
//!
//! What is promised: one claim at a time; fulfilled at most once as long as the worker lives; after
//! a crash in the middle, at least once; exactly once where the claim is part of the shop's own
//! database transaction.

mod background;
mod claim;
mod earlier;
mod entry;
mod error;
mod fork;
mod handle;
mod handle_async;
pub mod in_transaction;
mod ledger;
mod options;
mod order;
mod outcome;
mod receipt;
mod record;
mod records;
mod store;
#[cfg(test)]
mod tests;
mod time;
mod url;
mod workers;

pub use claim::{Claim, Conflict, ConflictSide, Delivery, InProgress, Lease};
pub use earlier::EarlierPayment;
pub use entry::resolves_order;
pub use error::{Code, LedgerError};
pub use handle::{handle, handle_outcome};
pub use handle_async::{handle_async, handle_outcome_async, receive_async};
pub use ledger::Ledger;
pub use options::{LedgerBuilder, options};
pub use order::{ExpectedOrder, OrderHistory, OrderRecord, OverdueOrder};
pub use outcome::{Ended, Outcome, OutcomeKind};
pub use receipt::{Receipt, ReceiveError, receive};
pub use record::{Counts, DeliveryState, Filter, LedgerStatus, Pruned, Record};
pub use records::{
    orders_to_json, outcome_tables, record_tables, records_to_json, reported_tables,
};
