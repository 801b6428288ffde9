//! A kind's own fields as plain texts: for a door that copies a notification out in one piece.

use std::borrow::Cow;

use super::Notification;
use crate::decode::Decoded;

impl Notification {
    /// The kind's own fields in the order of its [table](crate::KindTable), each as the text that
    /// stands for it in [`to_json`](Self::to_json), without quotes and escapes; an amount as its
    /// value, a blank and its currency; `None` for an absent field. Nothing for kinds without a
    /// table.
    pub fn detail_texts(&self) -> impl ExactSizeIterator<Item = Option<Cow<'_, str>>> {
        self.values.iter().map(|value| match value {
            Decoded::Absent | Decoded::Irregular => None,
            Decoded::Text(span) | Decoded::Json(span) => Some(span.of(&self.text).into()),
            Decoded::Amount(amount) => Some(amount.to_string().into()),
            Decoded::Currency(currency) => Some(currency.to_string().into()),
            Decoded::Decimal(decimal) => Some(decimal.to_string().into()),
            Decoded::Date(date) => Some(date.to_string().into()),
            Decoded::DateTime(time) => Some(time.to_string().into()),
            Decoded::Time(time) => Some(time.to_string().into()),
            Decoded::Flag(flag) => Some(if *flag { "true" } else { "false" }.into()),
            Decoded::Integer(number) => Some(number.to_string().into()),
        })
    }
}
