//! What a verified request said.

use std::fmt;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

use crate::acknowledgement::Acknowledgement;
use crate::code::Code;
use crate::decode::Decoded;
use crate::money::Amount;
use crate::provider::Provider;
use crate::refusal::{self, Refusal};
use crate::source::Source;
use crate::table::KindTable;
use crate::text::Span;

pub(crate) mod build;
mod delivery_key;
mod details;
mod expectation;
mod json;
pub(crate) mod status;
mod texts;
mod typed;

pub use details::Details;
pub use expectation::meets_expectation;
pub use status::Status;
pub use typed::TypedValue;

/// What a verified request said. It cannot exist unverified: only
/// [`Receiver::verify`](crate::Receiver::verify) makes one.
///
/// The common questions have methods here; the kind's own fields are in
/// [`details`](Notification::details); every member as received is in
/// [`fields`](Notification::fields).
///
/// # What is kept
///
/// One text, which begins with the text that was signed, and places in it. Nothing is copied
/// out until it is asked for.
pub struct Notification {
    provider: Provider,
    kind: &'static str,
    for_tests: bool,
    table: Option<&'static KindTable>,
    source: Source,
    /// The signed text first, then what was not signed.
    text: Box<str>,
    signed: Span,
    fields: Vec<Slot>,
    envelope: Vec<Slot>,
    /// One value a field of the table, in its order.
    values: Vec<Decoded>,
    irregularities: Vec<&'static str>,
    merchant_id: Span,
    order_no: Option<Span>,
    transaction_no: Option<Span>,
    operation: Option<Span>,
    status: Option<Span>,
    amount: Option<Amount>,
    fingerprint: OnceLock<[u8; 32]>,
    delivery_key: OnceLock<String>,
}

/// A member as received: where its name and value lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    name: Span,
    value: SlotValue,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum SlotValue {
    Null,
    Text(Span),
    Json(Span),
}

/// The value of a member as received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldValue<'n> {
    /// JSON `null`.
    Null,
    /// A JSON string, unescaped.
    Text(&'n str),
    /// Any other JSON value, as it was written.
    Json(&'n str),
}

impl<'n> FieldValue<'n> {
    /// The text of a JSON string; `None` for anything else.
    pub fn text(self) -> Option<&'n str> {
        match self {
            FieldValue::Text(text) => Some(text),
            FieldValue::Null | FieldValue::Json(_) => None,
        }
    }
}

impl Notification {
    /// Who sent it.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert_eq!(notification.provider(), ackwell::Provider::LianLian);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// The kind's stable name: `lianlian.payment`, `lianlian.exchange_payment`,
    /// `pingpong.transaction`, `pingpong.refund`, `pingpong.capture`, `pingpong.void`, or
    /// `pingpong.other`.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert_eq!(notification.kind(), "lianlian.payment");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// The merchant that it is for: LianLian's `oid_partner`, PingPong's `accId`.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert_eq!(notification.merchant_id(), "201507021000394502");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn merchant_id(&self) -> &str {
        self.merchant_id.of(&self.text)
    }

    /// The shop's own order number. `None` only for kinds without a table.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert_eq!(notification.order_no(), Some("2015101911313905300004"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn order_no(&self) -> Option<&str> {
        self.order_no.map(|span| span.of(&self.text))
    }

    /// The provider's transaction number. `None` only for kinds without a table.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert_eq!(notification.transaction_no(), Some("2015101961256020"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn transaction_no(&self) -> Option<&str> {
        self.transaction_no.map(|span| span.of(&self.text))
    }

    /// The status.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// match notification.status() {
    ///     ackwell::Status::Succeeded => println!("{:?} is paid", notification.order_no()),
    ///     other => println!("{:?}: {other:?}", notification.order_no()),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn status(&self) -> Status {
        Status::of(self.provider, self.status_text())
    }

    /// The status as the provider wrote it; empty if it wrote none.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert_eq!(notification.status_text(), "SUCCESS");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn status_text(&self) -> &str {
        self.status
            .map(|span| span.of(&self.text))
            .unwrap_or_default()
    }

    /// The amount of the order. `None` only for kinds without a table.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// let amount = notification.amount().ok_or("no amount")?;
    /// assert_eq!(amount.to_string(), "0.01 CNY");
    /// assert_eq!(amount.minor_units(), Some(1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn amount(&self) -> Option<Amount> {
        self.amount
    }

    /// Every member of the notification as received, in the order of arrival. For PingPong these
    /// are the members of `bizContent`.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// let names: Vec<_> = notification.fields().map(|(name, _)| name).collect();
    /// assert_eq!(names[..3], ["dt_order", "money_order", "no_order"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&str, FieldValue<'_>)> {
        self.fields.iter().map(|slot| self.show(slot))
    }

    /// The members around the notification: PingPong's `accId`, `clientId`, `code` and so on.
    /// LianLian has none.
    pub fn envelope(&self) -> impl ExactSizeIterator<Item = (&str, FieldValue<'_>)> {
        self.envelope.iter().map(|slot| self.show(slot))
    }

    /// The member of that name on the wire, from [`fields`](Self::fields).
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// let money = notification.field("money_order").and_then(|value| value.text());
    /// assert_eq!(money, Some("0.01"));
    /// assert!(notification.field("info_order").is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn field(&self, name: &str) -> Option<FieldValue<'_>> {
        self.fields()
            .find(|(field, _)| *field == name)
            .map(|(_, value)| value)
    }

    fn show(&self, slot: &Slot) -> (&str, FieldValue<'_>) {
        let value = match slot.value {
            SlotValue::Null => FieldValue::Null,
            SlotValue::Text(span) => FieldValue::Text(span.of(&self.text)),
            SlotValue::Json(span) => FieldValue::Json(span.of(&self.text)),
        };
        (slot.name.of(&self.text), value)
    }

    /// The kind's own fields, typed.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// match notification.details() {
    ///     ackwell::Details::LianLianPayment(payment) => {
    ///         assert_eq!(payment.dt_order.to_string(), "2015-10-19T11:31:44");
    ///         assert_eq!(payment.pay_type, "1");
    ///     }
    ///     _ => println!("another kind: {}", notification.kind()),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn details(&self) -> Details<'_> {
        Details::read(self.kind, &self.text, &self.values)
    }

    /// The names on the wire of optional members whose text does not fit its documented form.
    /// Their typed views are absent; their text is among the [`fields`](Self::fields).
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert!(notification.irregularities().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn irregularities(&self) -> &[&'static str] {
        &self.irregularities
    }

    /// What the check of the client address saw.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert_eq!(notification.source().trusted, Some(true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn source(&self) -> Source {
        self.source
    }

    /// The text that was signed, names and values as they came.
    pub fn signed_text(&self) -> &str {
        self.signed.of(&self.text)
    }

    /// SHA-256 of the signed text: equal for equal notifications, whatever the order and escapes
    /// of their bodies.
    pub fn fingerprint(&self) -> [u8; 32] {
        *self
            .fingerprint
            .get_or_init(|| Sha256::digest(self.signed_text()).into())
    }

    /// The fingerprint in lower-case hex, 64 characters.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert_eq!(notification.fingerprint_hex().len(), 64);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fingerprint_hex(&self) -> String {
        base16ct::lower::encode_string(&self.fingerprint())
    }

    /// Which fact this notification reports: kind, merchant, operation, status. The ledger acts
    /// once on each. It never holds other characters than ASCII letters, digits and `._-%:`.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert_eq!(
    ///     notification.delivery_key(),
    ///     "lianlian.payment:201507021000394502:2015101961256020:SUCCESS",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn delivery_key(&self) -> &str {
        self.delivery_key.get_or_init(|| delivery_key::of(self))
    }

    /// "Is this the payment I am waiting for?" Compares the shop's order number, the exact amount
    /// (`0.2` is `0.20`) and the currency. The status is not compared.
    ///
    /// # Errors
    ///
    /// [`Code::ExpectationMismatch`], naming the first of `order_no`, `amount` and `currency`
    /// that differs, with what was expected and what came; [`Code::InvalidArgument`] if `amount` is
    /// not a plain decimal or `currency` not three upper-case letters.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// let order = "2015101911313905300004";
    /// assert!(notification.expect(order, "0.01", "CNY").is_ok());
    ///
    /// let refusal = notification.expect(order, "210.97", "CNY").unwrap_err();
    /// assert_eq!(refusal.message(), "member `amount`: `210.97` was expected, `0.01` came");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn expect(&self, order_no: &str, amount: &str, currency: &str) -> Result<(), Refusal> {
        expectation::check((self.order_no(), self.amount), order_no, amount, currency)
            .map_err(|reason| reason.on(self.subject()).into_refusal(self.provider))
    }

    /// Which notification it is, for a log line.
    fn subject(&self) -> String {
        let key = self.delivery_key();
        match self.order_no() {
            Some(order_no) => format!("order {order_no} ({key})"),
            None => key.to_owned(),
        }
    }

    /// What to answer once the shop has acted on it: the provider stops sending.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert_eq!(notification.acknowledge().body, br#"{"ret_code":"0000","ret_msg":"ok"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn acknowledge(&self) -> Acknowledgement {
        Acknowledgement::success(self.provider)
    }

    /// A refusal of this notification by the shop or its ledger, with what to answer.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// let refusal = notification.refuse(ackwell::Code::FulfilmentFailed);
    /// assert_eq!(refusal.acknowledgement().status, 500);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn refuse(&self, code: Code) -> Refusal {
        self.refuse_because(code, "")
    }

    /// Whether the receiver's key or salt was made for tests, by `ackwell keys new` or a test kit:
    /// then anybody who has them could have sent it, and it is not about real money.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// assert!(!receiver.verify(&request)?.is_for_tests());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_for_tests(&self) -> bool {
        self.for_tests
    }

    /// The line for a log that says what became of it, in one word: `fulfilled`, `repeat`. A
    /// failure has the line of its [`Refusal`].
    pub fn log_line(&self, outcome: &str) -> String {
        let line = format!("{} {outcome} for {}", self.provider, self.subject());
        refusal::one_line(&line, usize::MAX)
    }

    /// As [`refuse`](Self::refuse), with the cause: what the fulfilment reported, what the ledger
    /// said. The message and the log line repeat its first 500 bytes, on one line; the provider
    /// never sees it.
    pub fn refuse_because(&self, code: Code, cause: &str) -> Refusal {
        refusal::cause(code, cause)
            .on(self.subject())
            .into_refusal(self.provider)
    }
}

impl fmt::Debug for Notification {
    /// Says which notification it is, without what it says about people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification")
            .field("kind", &self.kind)
            .field("delivery_key", &self.delivery_key())
            .finish_non_exhaustive()
    }
}
