//! What a verified request said.

use std::ffi::c_char;
use std::ptr::NonNull;
use std::sync::{Arc, OnceLock};

use ackwell::{FieldValue, Notification};

use crate::acknowledgement::{ackwell_acknowledgement, answer_to, no_answer};
use crate::enums::{ackwell_payment_status, ackwell_provider};
use crate::guard::Problem;
use crate::input::{self};
use crate::opaque::{self, Opaque};
use crate::reason::ackwell_refusal;
use crate::status::ackwell_status;
use crate::take::{borrow, call, free, get, out, text};
use crate::text::ackwell_text;

/// What a verified request said. It cannot exist unverified: only `ackwell_verify()` and
/// `ackwell_receive()` make one. Immutable; may be read by many threads.
pub struct ackwell_notification {
    _opaque: [u8; 0],
}

/// What is behind a notification.
pub(crate) struct NotificationHandle {
    owner: Owner,
    address: OnceLock<Option<String>>,
    fingerprint: OnceLock<String>,
    json: OnceLock<String>,
}

enum Owner {
    Shared(Arc<Notification>),
    /// Of a handle that does not outlive the call that made it.
    Borrowed(NonNull<Notification>),
}

// SAFETY: both arms are read only, and a notification may be read by many threads.
unsafe impl Send for Owner {}
// SAFETY: as above.
unsafe impl Sync for Owner {}

impl NotificationHandle {
    pub(crate) fn new(notification: Arc<Notification>) -> NotificationHandle {
        NotificationHandle::of(Owner::Shared(notification))
    }

    /// # Safety
    ///
    /// What is made is dropped before `notification`.
    pub(crate) unsafe fn borrowed(notification: &Notification) -> NotificationHandle {
        NotificationHandle::of(Owner::Borrowed(NonNull::from(notification)))
    }

    fn of(owner: Owner) -> NotificationHandle {
        NotificationHandle {
            owner,
            address: OnceLock::new(),
            fingerprint: OnceLock::new(),
            json: OnceLock::new(),
        }
    }

    pub(crate) fn notification(&self) -> &Notification {
        match &self.owner {
            Owner::Shared(notification) => notification,
            // SAFETY: whoever called `borrowed` keeps it alive for longer than `self`.
            Owner::Borrowed(notification) => unsafe { notification.as_ref() },
        }
    }

    /// The client's address as text, where there is one.
    pub(crate) fn address(&self) -> Option<&str> {
        let text = || Some(self.notification().source().address?.to_string());
        self.address.get_or_init(text).as_deref()
    }

    /// The same notification for somebody who keeps it; `None` of a borrowed one.
    pub(crate) fn shared(&self) -> Option<Arc<Notification>> {
        match &self.owner {
            Owner::Shared(notification) => Some(Arc::clone(notification)),
            Owner::Borrowed(_) => None,
        }
    }
}

impl Opaque for ackwell_notification {
    type Inner = NotificationHandle;
    const TAG: u64 = u64::from_be_bytes(*b"\0notific");
    const NAME: &'static str = "notification";
}

/// An exact amount of money. Never a float: `value` is the decimal as the provider wrote it, and
/// the numbers say the same for arithmetic.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ackwell_amount {
    /// Whether there is an amount at all; only kinds without a table have none.
    pub present: bool,
    /// Whether the amount is a whole number of minor units that fits `minor_units`.
    pub has_minor_units: bool,
    /// How many decimals the currency's minor unit has: 2 for most, 0 for JPY, 3 for KWD.
    pub minor_digits: u8,
    /// How many of the digits of `mantissa` are behind the point, 0 to 18.
    pub scale: u8,
    /// The amount is `mantissa / 10^scale`, in major units.
    pub mantissa: u64,
    /// The amount in minor units: cents, fen, yen.
    pub minor_units: u64,
    /// The amount in major units as the provider wrote it, `"210.97"`; ends with a zero byte.
    pub value: [c_char; 24],
    /// The currency's three letters, `"CNY"`; ends with a zero byte.
    pub currency: [c_char; 4],
}

impl ackwell_amount {
    const NONE: ackwell_amount = ackwell_amount {
        present: false,
        has_minor_units: false,
        minor_digits: 0,
        scale: 0,
        mantissa: 0,
        minor_units: 0,
        value: [0; 24],
        currency: [0; 4],
    };

    fn of(amount: Option<ackwell::Amount>) -> ackwell_amount {
        let Some(amount) = amount else {
            return ackwell_amount::NONE;
        };
        let mut filled = ackwell_amount {
            present: true,
            has_minor_units: amount.minor_units().is_some(),
            minor_digits: amount.currency().minor_digits(),
            scale: amount.value().scale(),
            mantissa: amount.value().mantissa(),
            minor_units: amount.minor_units().unwrap_or_default(),
            ..ackwell_amount::NONE
        };
        fill(&mut filled.value, &amount.value().to_string());
        fill(&mut filled.currency, amount.currency().as_str());
        filled
    }
}

/// Copies an ASCII text that is known to fit with its zero byte.
pub(crate) fn fill(buffer: &mut [c_char], text: &str) {
    assert!(
        text.len() < buffer.len(),
        "a decimal has at most 19 characters"
    );
    for (place, byte) in buffer.iter_mut().zip(text.bytes()) {
        *place = byte.cast_signed() as c_char;
    }
}

/// What is in a member of a notification.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ackwell_field_form {
    /// There is no such member.
    ACKWELL_FIELD_ABSENT = 0,
    /// JSON `null`.
    ACKWELL_FIELD_NULL = 1,
    /// A JSON string; `value` is its text, unescaped.
    ACKWELL_FIELD_TEXT = 2,
    /// Any other JSON value; `value` is the JSON as it was written.
    ACKWELL_FIELD_JSON = 3,
}

/// One member of a notification as received. Borrowed from the notification.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ackwell_field {
    /// What is in `value`.
    pub form: ackwell_field_form,
    /// The name on the wire.
    pub name: ackwell_text,
    /// The value; no text for an absent member and for `null`.
    pub value: ackwell_text,
}

impl ackwell_field {
    const ABSENT: ackwell_field = ackwell_field {
        form: ackwell_field_form::ACKWELL_FIELD_ABSENT,
        name: ackwell_text::ABSENT,
        value: ackwell_text::ABSENT,
    };

    fn of((name, value): (&str, FieldValue<'_>)) -> ackwell_field {
        let (form, value) = match value {
            FieldValue::Null => (ackwell_field_form::ACKWELL_FIELD_NULL, None),
            FieldValue::Text(text) => (ackwell_field_form::ACKWELL_FIELD_TEXT, Some(text)),
            FieldValue::Json(json) => (ackwell_field_form::ACKWELL_FIELD_JSON, Some(json)),
        };
        ackwell_field {
            form,
            name: ackwell_text::of(name),
            value: value.into(),
        }
    }
}

/// Who sent it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_provider(
    notification: *const ackwell_notification,
) -> ackwell_provider {
    get!(notification, ackwell_provider::NONE, |held| {
        ackwell_provider::from(Some(held.notification().provider()))
    })
}

/// The kind's stable name: `lianlian.payment`, `lianlian.exchange_payment`,
/// `pingpong.transaction`, `pingpong.refund`, `pingpong.capture`, `pingpong.void`, or
/// `pingpong.other`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_kind(
    notification: *const ackwell_notification,
) -> ackwell_text {
    get!(notification, ackwell_text::ABSENT, |held| ackwell_text::of(
        held.notification().kind()
    ))
}

/// The merchant that it is for: LianLian's `oid_partner`, PingPong's `accId`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_merchant_id(
    notification: *const ackwell_notification,
) -> ackwell_text {
    get!(notification, ackwell_text::ABSENT, |held| ackwell_text::of(
        held.notification().merchant_id()
    ))
}

/// The shop's own order number. No text only for kinds without a table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_order_no(
    notification: *const ackwell_notification,
) -> ackwell_text {
    get!(notification, ackwell_text::ABSENT, |held| held
        .notification()
        .order_no()
        .into())
}

/// The provider's transaction number. No text only for kinds without a table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_transaction_no(
    notification: *const ackwell_notification,
) -> ackwell_text {
    get!(notification, ackwell_text::ABSENT, |held| held
        .notification()
        .transaction_no()
        .into())
}

/// How the operation has ended. A shop ships on `ACKWELL_SUCCEEDED` only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_status(
    notification: *const ackwell_notification,
) -> ackwell_payment_status {
    get!(notification, ackwell_payment_status::NONE, |held| {
        ackwell_payment_status::from(held.notification().status())
    })
}

/// The status as the provider wrote it; empty if it wrote none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_status_text(
    notification: *const ackwell_notification,
) -> ackwell_text {
    get!(notification, ackwell_text::ABSENT, |held| ackwell_text::of(
        held.notification().status_text()
    ))
}

/// The amount of the order, into `*amount`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_amount(
    notification: *const ackwell_notification,
    amount: *mut ackwell_amount,
) -> ackwell_status {
    let body = || {
        let held = borrow!(notification);
        let amount = out!(amount);
        amount.write(ackwell_amount::of(held.notification().amount()));
        Ok(())
    };
    call!(body)
}

/// Which fact it reports: kind, merchant, operation, status. The ledger acts once on each. Only
/// ASCII letters, digits and `._-%:`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_delivery_key(
    notification: *const ackwell_notification,
) -> ackwell_text {
    get!(notification, ackwell_text::ABSENT, |held| ackwell_text::of(
        held.notification().delivery_key()
    ))
}

/// SHA-256 of the signed text in lower-case hex, 64 characters: equal for equal notifications.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_fingerprint(
    notification: *const ackwell_notification,
) -> ackwell_text {
    get!(notification, ackwell_text::ABSENT, |held| {
        let hex = || held.notification().fingerprint_hex();
        ackwell_text::of(held.fingerprint.get_or_init(hex))
    })
}

/// The text that was signed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_signed_text(
    notification: *const ackwell_notification,
) -> ackwell_text {
    get!(notification, ackwell_text::ABSENT, |held| ackwell_text::of(
        held.notification().signed_text()
    ))
}

/// How many optional members have a text that does not fit its documented form. Their texts are
/// kept, so this is for a log, not a reason to refuse.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_irregularity_count(
    notification: *const ackwell_notification,
) -> usize {
    get!(notification, 0, |held| held
        .notification()
        .irregularities()
        .len())
}

/// The name on the wire of one of those members; no text beyond the last one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_irregularity(
    notification: *const ackwell_notification,
    index: usize,
) -> ackwell_text {
    get!(notification, ackwell_text::ABSENT, |held| {
        let name = held.notification().irregularities().get(index);
        name.copied().into()
    })
}

/// The member of that name on the wire, as received: of the body for LianLian, of `bizContent`
/// for PingPong.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_field(
    notification: *const ackwell_notification,
    name: *const c_char,
    name_len: usize,
) -> ackwell_field {
    get!(notification, ackwell_field::ABSENT, |held| {
        let name = text!(name, name_len);
        let field = held
            .notification()
            .fields()
            .find(|(known, _)| *known == name);
        field.map_or(ackwell_field::ABSENT, ackwell_field::of)
    })
}

/// How many members were received.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_field_count(
    notification: *const ackwell_notification,
) -> usize {
    get!(notification, 0, |held| held.notification().fields().len())
}

/// The member at a place, in the order of arrival; an absent one beyond the last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_field_at(
    notification: *const ackwell_notification,
    index: usize,
) -> ackwell_field {
    get!(notification, ackwell_field::ABSENT, |held| {
        let field = held.notification().fields().nth(index);
        field.map_or(ackwell_field::ABSENT, ackwell_field::of)
    })
}

/// How many members are around the notification: PingPong's `accId`, `clientId`, `code` and so on.
/// LianLian has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_envelope_count(
    notification: *const ackwell_notification,
) -> usize {
    get!(notification, 0, |held| held.notification().envelope().len())
}

/// One of the members around the notification, in the order of arrival; an absent one beyond the
/// last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_envelope_at(
    notification: *const ackwell_notification,
    index: usize,
) -> ackwell_field {
    get!(notification, ackwell_field::ABSENT, |held| {
        let field = held.notification().envelope().nth(index);
        field.map_or(ackwell_field::ABSENT, ackwell_field::of)
    })
}

/// The whole notification as one JSON object, the same in every language: the common part, the
/// kind's own typed fields in `details`, every member as received in `fields`, PingPong's outer
/// members in `envelope`, what the source check saw in `source`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_json(
    notification: *const ackwell_notification,
) -> ackwell_text {
    get!(notification, ackwell_text::ABSENT, |held| {
        let json = || held.notification().to_json();
        ackwell_text::of(held.json.get_or_init(json))
    })
}

/// "Is this the payment I am waiting for?" Compares the shop's order number, the exact amount
/// (`0.2` is `0.20`) and the currency; the status is a question of its own.
///
/// `ACKWELL_EXPECTATION_MISMATCH`: `*refusal` names `order_no`, `amount` or `currency`, whichever
/// differs first. `ACKWELL_INVALID_ARGUMENT`: `amount` is not a plain decimal in major units, or
/// `currency` not three upper-case letters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_expect(
    notification: *const ackwell_notification,
    order_no: *const c_char,
    order_no_len: usize,
    amount: *const c_char,
    amount_len: usize,
    currency: *const c_char,
    currency_len: usize,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let held = borrow!(notification);
        let order_no = text!(order_no, order_no_len);
        let amount = text!(amount, amount_len);
        let currency = text!(currency, currency_len);
        held.notification().expect(order_no, amount, currency)?;
        Ok(())
    };
    call!(refusal, body)
}

/// Makes a refusal of a notification that was not acted on: `status` says how it ended, `cause` what
/// the work or the ledger reported. For a program that settles by itself and wants the log line;
/// `ackwell_handle()` makes its own.
///
/// `ACKWELL_OK`: `*refusal` is the caller's, free it with `ackwell_refusal_free()`. Its message and
/// log line repeat the first 500 bytes of `cause`, on one line; the provider is never told it.
/// `ACKWELL_INVALID_ARGUMENT`: `status` is not a failure, or `refusal` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_refuse_because(
    notification: *const ackwell_notification,
    status: ackwell_status,
    cause: *const c_char,
    cause_len: usize,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let held = borrow!(notification);
        // SAFETY: as above.
        let cause = unsafe { input::bytes(cause, cause_len, "cause") }?;
        let place = out!(refusal);
        let code = status
            .code()
            .ok_or(Problem::misuse("status", "is not a failure"))?;
        let cause = String::from_utf8_lossy(cause);
        let made = held.notification().refuse_because(code, &cause);
        place.write(opaque::give(Problem::from(made).into()));
        Ok(())
    };
    call!(body)
}

/// What to answer when the shop's work on the notification ended with `status`: as
/// `ackwell_receiver_acknowledgement()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_acknowledgement(
    notification: *const ackwell_notification,
    status: ackwell_status,
) -> ackwell_acknowledgement {
    get!(notification, no_answer(), |held| answer_to(
        held.notification().provider(),
        status
    ))
}

/// Frees a notification and all text borrowed from it. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_free(
    notification: *mut ackwell_notification,
) -> ackwell_status {
    free!(notification)
}
