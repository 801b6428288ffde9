//! What every native binding needs, so that each language reports the same and a binding is only the
//! crossing: from its host's values to these functions, and back.
//!
//! What they take and return are bytes, texts and JSON, which every host has. One error type says all
//! that an exception or a status says, and one guard turns a panic into it. It is no public interface.

mod acknowledgement;
mod classes;
mod config;
mod document;
mod explain;
mod guard;
mod held;
mod in_transaction;
mod ledger;
mod packed;
mod problem;
mod question;
mod receipt;
mod request;
mod surface;
mod tables;
mod testing;
mod time;
#[cfg(feature = "toml")]
mod toml;

pub use classes::{Class, How, Member, SURFACE};
pub use config::{Found, configured, provider_names, references_json};
pub use explain::explain_json;
pub use guard::catch;
pub use held::{Answer, Asked, Held, OpenLedger, answer, submit};
pub use in_transaction::{RunningOperation, outcome_json, statements_json, written};
pub use ledger::{CLOSED, ask, claim, closed, closed_for, earlier_payment_json};
pub use packed::{each_part, pack, unpack};
pub use problem::Problem;
pub use question::{about, about_receiver, about_tables};
pub use receipt::HeldReceipt;
pub use request::{OwnedRequest, verify_batch_packed, verify_packed, verify_parts};
pub use surface::{Argument, ArgumentForm, Arguments, Gives, QUESTIONS, Question, Takes};
pub use tables::{minor_units, provider_of};
pub use testing::testing_answer;
pub use time::{moment, since_1970};
