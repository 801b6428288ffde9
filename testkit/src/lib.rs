//! Plays the provider: for trying Ackwell and for testing an endpoint, when nobody else can sign.
//!
//! A [`Sender`] has throwaway keys made on the spot. It hands out the configuration of a receiver
//! that accepts them, and makes requests as LianLian Pay and PingPongCheckout send them: of every
//! kind, with any member replaced, genuine or wrong in a chosen [way](Variant).
//!
//! ```
//! use ackwell::{Provider, Status};
//! use ackwell_testkit::{Sender, Variant};
//!
//! let sender = Sender::new()?;
//! let receiver = sender.receiver(Provider::LianLian)?;
//!
//! let paid = sender.request("lianlian.payment")?.order("42").amount("10.00").build()?;
//! let notification = paid.verify(&receiver)?;
//! assert_eq!((notification.order_no(), notification.status()), (Some("42"), Status::Succeeded));
//!
//! let forged = sender.request("lianlian.payment")?.variant(Variant::Tampered).build()?;
//! assert_eq!(forged.verify(&receiver).unwrap_err().code().as_str(), "invalid_signature");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Over HTTP, post [`body`](SignedRequest::body) with [`headers`](SignedRequest::headers) to your
//! endpoint: the receiver's configuration trusts a proxy on this machine, and the request says
//! which of the provider's addresses it is from. [`judge`] says whether the provider would take
//! the answer as "received".
//!
//! Keys of a `Sender` have a mark in them, which a receiver knows and mentions in its log.
//!
//! [`answer`] is all of this as JSON in, JSON out: for the test kits of other languages.

mod answer;
mod judge;
mod keys;
mod lianlian;
mod members;
mod pingpong;
mod problem;
mod request;
pub mod samples;
mod sender;
mod variant;

pub use answer::answer;
pub use judge::{Judgement, judge};
pub use lianlian::{Digest, LianLianSigner};
pub use members::{Members, Value, signed_text};
pub use pingpong::{Hash, PingPongSigner};
pub use problem::Problem;
pub use request::{RequestBuilder, SignedRequest};
pub use sender::Sender;
pub use variant::Variant;
