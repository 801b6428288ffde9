//! Verifies payment notifications from LianLian Pay and PingPongCheckout.
//!
//! A provider tells a shop "order 42 is paid" by an HTTP request. This crate turns such a request
//! into a [`Notification`], or says why not:
//!
//! ```text
//! Request -> source -> body -> canonical -> signature -> decode -> Notification
//! ```
//!
//! [`Receiver::verify`] is all of this. It is pure: it does no input or output and reads no clock. Any
//! bytes give a notification or one [`Refusal`], and each has the [`Acknowledgement`] to answer
//! with. The crate `ackwell-ledger` makes a shop act once on each notification.
//!
//! # Example
//!
//! ```
//! use ackwell::{LianLian, Request, Status};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let receiver = LianLian::builder()
//!     .public_key(std::fs::read_to_string("samples/lianlian.pem")?)
//!     .merchant_id("201507021000394502")
//!     .build()?;
//!
//! // A notification that LianLian really sent.
//! let body = std::fs::read("samples/payment.json")?;
//! let request = Request::new(&body).with_peer("115.236.102.36");
//!
//! match receiver.verify(&request) {
//!     Ok(notification) => {
//!         assert_eq!(notification.status(), Status::Succeeded);
//!         assert!(notification.expect("2015101911313905300004", "0.01", "CNY").is_ok());
//!         assert_eq!(notification.acknowledge().body, br#"{"ret_code":"0000","ret_msg":"ok"}"#);
//!     }
//!     Err(refusal) => panic!("{refusal}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What this is not
//!
//! It does not speak PingPong v2 or v3, nor LianLian's ACCP, Global or cross-border v3 schemes:
//! their messages are refused. It does not query a provider; it says when to.

#![cfg_attr(feature = "portable-only", forbid(unsafe_code))]
#![cfg_attr(not(feature = "portable-only"), deny(unsafe_code))]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::indexing_slicing))]

mod acknowledgement;
mod any_or;
mod body;
mod canonical;
mod code;
mod common;
mod config;
mod decode;
mod explain;
mod lianlian;
mod money;
mod nearest;
mod notification;
mod options;
mod pasted;
mod pingpong;
mod provider;
mod providers;
mod receiver;
mod record;
mod refusal;
mod request;
mod schedule;
mod signature;
mod source;
mod table;
mod text;
#[doc(hidden)]
pub mod throwaway;
mod time;
mod wire;

pub use acknowledgement::Acknowledgement;
pub use code::{Code, Severity};
pub use common::{Common, CommonForm, SourceMember};
pub use config::{Config, Fetched, MAX_FILE_BYTES, Place, Reference};
pub use explain::{Cause, CauseGroup, Diagnosis, Finding, Hints, Sureness, diagnosis_tables};
pub use lianlian::{LianLianExchangePayment, LianLianPayment};
pub use money::{Amount, Currency, Decimal};
pub use notification::{Details, FieldValue, Notification, Status, TypedValue, meets_expectation};
pub use options::{OptionForm, OptionSpec, options, unknown_member};
pub use pingpong::{PingPongCapture, PingPongRefund, PingPongTransaction, PingPongVoid};
pub use provider::Provider;
pub use providers::{kinds, published_sources};
pub use receiver::{LianLian, LianLianBuilder, PingPong, PingPongBuilder, Receiver};
pub use record::{RecordForm, RecordMember, RecordTable};
pub use refusal::{ConfigError, Refusal};
pub use request::Request;
pub use schedule::Schedule;
pub use source::{ForwardingHeader, PublishedSources, Source, SourceMode};
pub use table::{CurrencyOf, FieldSpec, Form, KindTable, Roles};
pub use time::{Date, DateTime, Timestamp};

/// What is around a copied value or in it and cannot be meant: for the ledger's URL, which
/// `ackwell-ledger` reads. No part of the public interface.
#[doc(hidden)]
pub fn problem_of_a_pasted_value(value: &str) -> Option<String> {
    pasted::problem(value)
}

#[cfg(feature = "test-hooks")]
#[doc(hidden)]
pub use signature::test_hooks;
