//! The C library: `include/ackwell.h` is generated from this crate.
//!
//! It converts, calls the core or the ledger, converts: no check, no text and no rule of its own.
//! The conventions that every function keeps stand at the top of the header, which
//! `cargo xtask header` writes; doc comments here are written for its readers.
//!
//! | module | what |
//! |---|---|
//! | [`guard`] | no panic leaves a function; a problem becomes a status and, if wanted, a refusal |
//! | [`opaque`] | opaque objects that know their own type and whether they are still alive |
//! | [`take`] | what every function does with its arguments, by the header's conventions |
//! | [`input`] | pointers and lengths to slices, or `invalid_argument` |

#![allow(
    non_camel_case_types,
    reason = "the names are C's, and cbindgen copies them"
)]
#![allow(
    clippy::missing_safety_doc,
    reason = "the conventions at the top of the header are every function's contract"
)]

pub mod acknowledgement;
pub mod background;
pub mod batch;
pub mod config;
pub mod enums;
mod guard;
pub mod handle;
pub mod in_transaction;
mod input;
pub mod json;
pub mod ledger;
pub mod log;
pub mod notification;
mod opaque;
pub mod order;
pub mod outcome;
pub mod packed;
pub mod reason;
pub mod receipt;
pub mod receiver;
pub mod refusal;
pub mod request;
pub mod status;
mod take;
pub mod testing;
pub mod text;
pub mod value;
pub mod version;
