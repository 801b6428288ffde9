//! Verifies payment notifications from LianLian Pay and PingPongCheckout.
//!
//! A provider tells a shop "order 42 is paid" by an HTTP request. This crate turns such a request
//! into a [`Notification`], or says why not:
//!
//! ```text
//! Request -> source -> body -> canonical -> signature -> decode -> Notification
//! ```
//!
//! [`Receiver::verify`] is that whole line: pure, without input or output, without a clock. Any
//! bytes give a notification or one [`Refusal`], and each has the [`Acknowledgement`] to answer
//! with. Acting once on each notification is the part of the crate `ackwell-ledger`.
//!
//! # Example
//!
//! ```
//! # const KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB";
//! use ackwell::{LianLian, Request, Status};
//!
//! # fn main() -> Result<(), ackwell::ConfigError> {
//! let receiver = LianLian::builder()
//!     .public_key(KEY)
//!     .merchant_id("201507021000394502")
//!     .build()?;
//!
//! // A notification that LianLian really sent.
//! let body = br#"{"dt_order":"20151019113144","money_order":"0.01","no_order":"2015101911313905300004","oid_partner":"201507021000394502","oid_paybill":"2015101961256020","pay_type":"1","result_pay":"SUCCESS","settle_date":"20151019","sign":"S/Y48DDrGmTeVwiAbGQ3C6ZmyEeqcXj3R4jq1rm3Tqs447lB+Hk4EehFWit8Jjp+jRvV6tvtJ/XlprMFDfDhCYeLiQZNRStiGd6fmaeoE4PBK3dnABqcxgLGeaCr/ETzUPME4D125cLDfuOnzDASs7RAuUmR1Yc72jqOYagkqq0=","sign_type":"RSA"}"#;
//! let request = Request::new(body).with_peer("115.236.102.36");
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
mod refusal;
mod request;
mod schedule;
mod signature;
mod source;
mod table;
mod text;
mod time;

pub use acknowledgement::Acknowledgement;
pub use code::{Code, Severity};
pub use common::{Common, CommonForm, SourceMember};
pub use config::{Config, Fetched, MAX_FILE_BYTES, Place, Reference};
pub use lianlian::{LianLianExchangePayment, LianLianPayment};
pub use money::{Amount, Currency, Decimal};
pub use notification::{Details, FieldValue, Notification, Status, TypedValue, meets_expectation};
pub use options::{OptionForm, OptionSpec, options, unknown_member};
pub use pingpong::{PingPongCapture, PingPongRefund, PingPongTransaction, PingPongVoid};
pub use provider::Provider;
pub use providers::{kinds, published_sources};
pub use receiver::{LianLian, LianLianBuilder, PingPong, PingPongBuilder, Receiver};
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
