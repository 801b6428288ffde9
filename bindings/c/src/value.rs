//! What a notification says, value by value: the kind's own fields in their typed form, and what
//! the source check saw.

use std::ffi::c_char;

use ackwell::{Decimal, TypedValue};

use crate::notification::{ackwell_notification, fill};
use crate::status::ackwell_status;
use crate::take::{borrow, call, out};
use crate::text::ackwell_text;

/// The form of a field's value.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ackwell_value_form {
    /// The field is absent, or its text does not fit its documented form.
    ACKWELL_VALUE_ABSENT = 0,
    /// A text, in `text`.
    ACKWELL_VALUE_TEXT = 1,
    /// A JSON object or array as it was written, in `text`.
    ACKWELL_VALUE_JSON = 2,
    /// An amount: `number / 10^scale` in major units of `currency`.
    ACKWELL_VALUE_AMOUNT = 3,
    /// A currency, in `currency`.
    ACKWELL_VALUE_CURRENCY = 4,
    /// A decimal: `number / 10^scale`.
    ACKWELL_VALUE_DECIMAL = 5,
    /// A day: `number` is 20130516 for 16 May 2013.
    ACKWELL_VALUE_DATE = 6,
    /// A date and time of day, local to the provider: `number` is 20130515094013.
    ACKWELL_VALUE_DATE_TIME = 7,
    /// An instant: `number` is milliseconds since 1970-01-01 UTC.
    ACKWELL_VALUE_TIME = 8,
    /// Yes or no: `number` is 1 or 0.
    ACKWELL_VALUE_FLAG = 9,
    /// A whole number, in `number`.
    ACKWELL_VALUE_INTEGER = 10,
}

/// The value of one field. Borrowed from the notification.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ackwell_value {
    /// What the other members say.
    pub form: ackwell_value_form,
    /// How many of the digits of `number` are behind the point, 0 to 18.
    pub scale: u8,
    /// A currency's three letters, `"CNY"`; ends with a zero byte.
    pub currency: [c_char; 4],
    /// The number.
    pub number: i64,
    /// The text; no text for the other forms.
    pub text: ackwell_text,
}

impl ackwell_value {
    const ABSENT: ackwell_value = ackwell_value {
        form: ackwell_value_form::ACKWELL_VALUE_ABSENT,
        scale: 0,
        currency: [0; 4],
        number: 0,
        text: ackwell_text::ABSENT,
    };

    fn of(value: TypedValue<'_>) -> ackwell_value {
        use ackwell_value_form as form;
        let number = |form, number| ackwell_value {
            form,
            number,
            ..ackwell_value::ABSENT
        };
        let decimal = |form, decimal: Decimal| ackwell_value {
            scale: decimal.scale(),
            // At most 18 digits.
            ..number(form, decimal.mantissa().cast_signed())
        };
        let text = |form, text| ackwell_value {
            form,
            text: ackwell_text::of(text),
            ..ackwell_value::ABSENT
        };
        match value {
            TypedValue::Text(value) => text(form::ACKWELL_VALUE_TEXT, value),
            TypedValue::Json(value) => text(form::ACKWELL_VALUE_JSON, value),
            TypedValue::Amount(amount) => {
                let mut filled = decimal(form::ACKWELL_VALUE_AMOUNT, amount.value());
                fill(&mut filled.currency, amount.currency().as_str());
                filled
            }
            TypedValue::Currency(currency) => {
                let mut filled = number(form::ACKWELL_VALUE_CURRENCY, 0);
                fill(&mut filled.currency, currency.as_str());
                filled
            }
            TypedValue::Decimal(value) => decimal(form::ACKWELL_VALUE_DECIMAL, value),
            TypedValue::Date(date) => number(form::ACKWELL_VALUE_DATE, day(date)),
            TypedValue::DateTime(time) => {
                let (hour, minute, second) = time.hour_minute_second();
                let places = [hour, minute, second].map(i64::from);
                let digits = places
                    .iter()
                    .fold(day(time.date()), |sum, place| sum * 100 + place);
                number(form::ACKWELL_VALUE_DATE_TIME, digits)
            }
            TypedValue::Time(time) => number(form::ACKWELL_VALUE_TIME, time.unix_millis()),
            TypedValue::Flag(flag) => number(form::ACKWELL_VALUE_FLAG, i64::from(flag)),
            TypedValue::Integer(value) => number(form::ACKWELL_VALUE_INTEGER, value),
            _ => ackwell_value::ABSENT,
        }
    }
}

fn day(date: ackwell::Date) -> i64 {
    (i64::from(date.year()) * 100 + i64::from(date.month())) * 100 + i64::from(date.day())
}

/// The value of one of the kind's own fields, into `*value`: `position` counts from 0 in the order
/// of docs/fields.md. The form is that of the field's description there, or
/// `ACKWELL_VALUE_ABSENT`, which a position beyond the last field has too. A later library of the
/// same interface version only adds fields behind the known ones.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_value(
    notification: *const ackwell_notification,
    position: usize,
    value: *mut ackwell_value,
) -> ackwell_status {
    let body = || {
        let held = borrow!(notification);
        let value = out!(value);
        let typed = held.notification().typed(position);
        value.write(typed.map_or(ackwell_value::ABSENT, ackwell_value::of));
        Ok(())
    };
    call!(body)
}

/// What the check of the client's address saw. Borrowed from the notification.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ackwell_source {
    /// How the list of sources is applied: `"enforced"`, `"reported"`, or `"any"` where every
    /// source is accepted.
    pub check: ackwell_text,
    /// The client's address; no text where it was not looked at and could not be read.
    pub address: ackwell_text,
    /// Whether there is a list at all.
    pub has_list: bool,
    /// Whether the address is on the list; false without one.
    pub trusted: bool,
}

/// What the check of the client's address saw, into `*source`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_notification_source(
    notification: *const ackwell_notification,
    source: *mut ackwell_source,
) -> ackwell_status {
    let body = || {
        let held = borrow!(notification);
        let place = out!(source);
        let seen = held.notification().source();
        place.write(ackwell_source {
            check: ackwell_text::of(seen.check()),
            address: held.address().into(),
            has_list: seen.trusted.is_some(),
            trusted: seen.trusted.unwrap_or_default(),
        });
        Ok(())
    };
    call!(body)
}
