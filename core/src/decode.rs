//! From a member's text to a typed value, as the kind's table says.

use crate::body::Value;
use crate::money::{Amount, Currency, Decimal};
use crate::table::Form;
use crate::text::Span;
use crate::time::{Date, DateTime, Timestamp};

/// What a field of the table turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decoded {
    /// Not in the notification, or empty.
    Absent,
    /// There, but not in its documented form; the text is among the fields.
    Irregular,
    Text(Span),
    Json(Span),
    Amount(Amount),
    Currency(Currency),
    Decimal(Decimal),
    Date(Date),
    DateTime(DateTime),
    Time(Timestamp),
    Flag(bool),
    Integer(i64),
}

macro_rules! takers {
    ($($name:ident $variant:ident $type:ty;)+) => {$(
        pub(crate) fn $name(&self) -> Option<$type> {
            match self {
                Decoded::$variant(value) => Some(*value),
                _ => None,
            }
        }
    )+};
}

impl Decoded {
    takers! {
        amount Amount Amount;
        currency Currency Currency;
        decimal Decimal Decimal;
        date Date Date;
        date_time DateTime DateTime;
        time Time Timestamp;
        flag Flag bool;
        integer Integer i64;
    }

    pub(crate) fn text<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Decoded::Text(span) | Decoded::Json(span) => Some(span.of(text)),
            _ => None,
        }
    }
}

/// Whether a value counts as not being there.
pub(crate) fn is_absent(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::Json(_) => false,
    }
}

/// Reads a value in any form but money; `None` if it does not fit. `span` is where it lies.
///
/// It is written to its place immediately: handed back, it would be copied in pieces other than those
/// that it was made of, and the processor waits for that.
pub(crate) fn decode(form: Form, value: &Value<'_>, span: Span, place: &mut Decoded) -> Option<()> {
    match (form, value) {
        (Form::Json, Value::Json(json)) if json.starts_with(['{', '[']) => {
            *place = Decoded::Json(span);
        }
        (Form::Integer, Value::Json(number)) => *place = Decoded::Integer(integer(number)?),
        (_, Value::Text(text)) => return decode_text(form, text, span, place),
        (_, Value::Null | Value::Json(_)) => return None,
    }
    Some(())
}

fn decode_text(form: Form, text: &str, span: Span, place: &mut Decoded) -> Option<()> {
    match form {
        Form::Identifier { max } if is_plain(text) && fits(text, max) => {
            *place = Decoded::Text(span);
        }
        Form::Status if is_plain(text) && fits(text, 64) => *place = Decoded::Text(span),
        Form::Text { max } if fits(text, max) => *place = Decoded::Text(span),
        Form::Currency => *place = Decoded::Currency(Currency::from_code(text)?),
        Form::Decimal => *place = Decoded::Decimal(Decimal::parse(text)?),
        Form::Date => *place = Decoded::Date(Date::parse(text)?),
        Form::DateTime => *place = Decoded::DateTime(DateTime::parse(text)?),
        Form::Time => *place = Decoded::Time(Timestamp::parse(text)?),
        Form::Flag => {
            *place = Decoded::Flag(match text {
                "Y" => true,
                "N" => false,
                _ => return None,
            });
        }
        Form::Integer => *place = Decoded::Integer(integer(text)?),
        Form::Identifier { .. }
        | Form::Status
        | Form::Text { .. }
        | Form::Json
        | Form::Money { .. } => return None,
    }
    Some(())
}

/// Whether a text has no control characters.
fn is_plain(text: &str) -> bool {
    if text.is_ascii() {
        !text.bytes().any(|byte| byte.is_ascii_control())
    } else {
        !text.chars().any(char::is_control)
    }
}

/// Reads an amount in that currency; `None` if it is not exact or out of range.
pub(crate) fn money(
    value: &Value<'_>,
    currency: Currency,
    decimals: u8,
    range: Option<(Decimal, Decimal)>,
) -> Option<Amount> {
    let value = Decimal::parse(value.text()?)?;
    if value.scale() > decimals {
        return None;
    }
    if let Some((low, high)) = range
        && !(low..=high).contains(&value)
    {
        return None;
    }
    Some(Amount::new(value, currency))
}

fn fits(text: &str, max: usize) -> bool {
    text.len() <= max || text.chars().count() <= max
}

fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(form: Form, value: &Value<'_>) -> Option<Decoded> {
        let mut place = Decoded::Absent;
        decode(form, value, Span::EMPTY, &mut place)?;
        Some(place)
    }

    fn read(form: Form, text: &'static str) -> Option<Decoded> {
        decoded(form, &Value::Text(text.into()))
    }

    #[test]
    fn each_form_takes_what_it_says_and_nothing_else() {
        let max = 3;
        assert!(read(Form::Identifier { max }, "a&=").is_some());
        assert!(
            read(Form::Identifier { max }, "用户号").is_some(),
            "characters, not bytes"
        );
        assert!(read(Form::Identifier { max }, "abcd").is_none());
        assert!(read(Form::Identifier { max }, "a\nb").is_none());
        assert!(read(Form::Text { max }, "a\nb").is_some());
        assert_eq!(read(Form::Flag, "Y"), Some(Decoded::Flag(true)));
        assert_eq!(read(Form::Flag, "y"), None);
        assert_eq!(read(Form::Integer, "-1"), Some(Decoded::Integer(-1)));
        assert_eq!(read(Form::Integer, "+1"), None);
        let zero = decoded(Form::Integer, &Value::Json("0"));
        assert_eq!(zero, Some(Decoded::Integer(0)));
        assert_eq!(decoded(Form::Integer, &Value::Json("0.5")), None);
        assert_eq!(decoded(Form::Json, &Value::Json("true")), None);
        assert!(decoded(Form::Json, &Value::Json("{}")).is_some());
        assert_eq!(decoded(Form::Date, &Value::Json("20240101")), None);
    }

    #[test]
    fn money_is_exact_and_in_range() {
        let read = |text: &'static str| {
            let range = Some((Decimal::constant("0.01"), Decimal::constant("100000000.00")));
            money(&Value::Text(text.into()), Currency::CNY, 2, range)
        };
        for right in ["0.01", "0.2", "5", "100000000.00"] {
            assert!(read(right).is_some(), "{right}");
        }
        for wrong in [
            "0",
            "0.00",
            "0.001",
            "100000000.01",
            "-1",
            "1,00",
            "1.",
            " 1",
            "１",
        ] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
        assert_eq!(
            money(&Value::Json("1"), Currency::CNY, 2, None),
            None,
            "a JSON number"
        );
    }
}
