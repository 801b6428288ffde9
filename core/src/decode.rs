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
pub(crate) fn decode(form: Form, value: &Value<'_>, span: Span) -> Option<Decoded> {
    match (form, value) {
        (Form::Json, Value::Json(json)) => {
            json.starts_with(['{', '[']).then_some(Decoded::Json(span))
        }
        (Form::Integer, Value::Json(number)) => integer(number).map(Decoded::Integer),
        (_, Value::Text(text)) => decode_text(form, text, span),
        (_, Value::Null | Value::Json(_)) => None,
    }
}

fn decode_text(form: Form, text: &str, span: Span) -> Option<Decoded> {
    Some(match form {
        Form::Identifier { max } => {
            let plain = !text.chars().any(char::is_control);
            (plain && fits(text, max)).then_some(Decoded::Text(span))?
        }
        Form::Text { max } => fits(text, max).then_some(Decoded::Text(span))?,
        Form::Status => {
            let plain = !text.chars().any(char::is_control);
            (plain && fits(text, 64)).then_some(Decoded::Text(span))?
        }
        Form::Currency => Decoded::Currency(Currency::from_code(text)?),
        Form::Decimal => Decoded::Decimal(Decimal::parse(text)?),
        Form::Date => Decoded::Date(Date::parse(text)?),
        Form::DateTime => Decoded::DateTime(DateTime::parse(text)?),
        Form::Time => Decoded::Time(Timestamp::parse(text)?),
        Form::Flag => Decoded::Flag(match text {
            "Y" => true,
            "N" => false,
            _ => return None,
        }),
        Form::Integer => Decoded::Integer(integer(text)?),
        Form::Json | Form::Money { .. } => return None,
    })
}

/// Reads an amount in that currency; `None` if it is not exact or out of range.
pub(crate) fn money(
    value: &Value<'_>,
    currency: Currency,
    decimals: u8,
    range: Option<(&str, &str)>,
) -> Option<Amount> {
    let value = Decimal::parse(value.text()?)?;
    if value.scale() > decimals {
        return None;
    }
    if let Some((low, high)) = range
        && !(Decimal::parse(low)? <= value && value <= Decimal::parse(high)?)
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

    fn read(form: Form, text: &'static str) -> Option<Decoded> {
        decode(form, &Value::Text(text.into()), Span::EMPTY)
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
        assert_eq!(
            decode(Form::Integer, &Value::Json("0"), Span::EMPTY),
            Some(Decoded::Integer(0))
        );
        assert_eq!(
            decode(Form::Integer, &Value::Json("0.5"), Span::EMPTY),
            None
        );
        assert_eq!(decode(Form::Json, &Value::Json("true"), Span::EMPTY), None);
        assert!(decode(Form::Json, &Value::Json("{}"), Span::EMPTY).is_some());
        assert_eq!(
            decode(Form::Date, &Value::Json("20240101"), Span::EMPTY),
            None
        );
    }

    #[test]
    fn money_is_exact_and_in_range() {
        let read = |text: &'static str| {
            let range = Some(("0.01", "100000000.00"));
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
