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
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// The kind's stable name: `lianlian.payment`, `lianlian.exchange_payment`,
    /// `pingpong.transaction`, `pingpong.refund`, `pingpong.capture`, `pingpong.void`, or
    /// `pingpong.other`.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// The merchant that it is for: LianLian's `oid_partner`, PingPong's `accId`.
    pub fn merchant_id(&self) -> &str {
        self.merchant_id.of(&self.text)
    }

    /// The shop's own order number. `None` only for kinds without a table.
    pub fn order_no(&self) -> Option<&str> {
        self.order_no.map(|span| span.of(&self.text))
    }

    /// The provider's transaction number. `None` only for kinds without a table.
    pub fn transaction_no(&self) -> Option<&str> {
        self.transaction_no.map(|span| span.of(&self.text))
    }

    /// The status.
    pub fn status(&self) -> Status {
        Status::of(self.provider, self.status_text())
    }

    /// The status as the provider wrote it; empty if it wrote none.
    pub fn status_text(&self) -> &str {
        self.status
            .map(|span| span.of(&self.text))
            .unwrap_or_default()
    }

    /// The amount of the order. `None` only for kinds without a table.
    pub fn amount(&self) -> Option<Amount> {
        self.amount
    }

    /// Every member of the notification as received, in the order of arrival. For PingPong these
    /// are the members of `bizContent`.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&str, FieldValue<'_>)> {
        self.fields.iter().map(|slot| self.show(slot))
    }

    /// The members around the notification: PingPong's `accId`, `clientId`, `code` and so on.
    /// LianLian has none.
    pub fn envelope(&self) -> impl ExactSizeIterator<Item = (&str, FieldValue<'_>)> {
        self.envelope.iter().map(|slot| self.show(slot))
    }

    /// The member of that name on the wire, from [`fields`](Self::fields).
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
    pub fn details(&self) -> Details<'_> {
        Details::read(self.kind, &self.text, &self.values)
    }

    /// The names on the wire of optional members whose text does not fit its documented form.
    /// Their typed views are absent; their text is among the [`fields`](Self::fields).
    pub fn irregularities(&self) -> &[&'static str] {
        &self.irregularities
    }

    /// What the check of the client address saw.
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
    pub fn fingerprint_hex(&self) -> String {
        base16ct::lower::encode_string(&self.fingerprint())
    }

    /// Which fact this notification reports: kind, merchant, operation, status. The ledger acts
    /// once on each. It never holds other characters than ASCII letters, digits and `._-%:`.
    pub fn delivery_key(&self) -> &str {
        self.delivery_key.get_or_init(|| delivery_key::of(self))
    }

    /// "Is this the payment I am waiting for?" Compares the shop's order number, the exact amount
    /// (`0.2` is `0.20`) and the currency. The status is a question of its own.
    ///
    /// # Errors
    ///
    /// [`Code::ExpectationMismatch`], naming `order_no`, `amount` or `currency`, whichever differs
    /// first, with what was expected and what came; [`Code::InvalidArgument`] if `amount` is not a
    /// plain decimal or `currency` not three upper-case letters.
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
    pub fn acknowledge(&self) -> Acknowledgement {
        Acknowledgement::success(self.provider)
    }

    /// A refusal of this notification by the shop or its ledger, with what to answer.
    pub fn refuse(&self, code: Code) -> Refusal {
        self.refuse_because(code, "")
    }

    /// The line for a log that says what became of it, in one word: `fulfilled`, `repeat`. A failure
    /// has the line of its [`Refusal`].
    pub fn log_line(&self, outcome: &str) -> String {
        let line = format!("{} {outcome} for {}", self.provider, self.subject());
        refusal::one_line(&line, usize::MAX)
    }

    /// As [`refuse`](Self::refuse), with the cause: what the fulfilment reported, what the ledger
    /// said. The message and the log line repeat its first 500 bytes, on one line; the provider is
    /// never told it.
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
