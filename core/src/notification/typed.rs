//! The kind's own fields one by one, for callers that read the table at run time.

use super::Notification;
use crate::decode::Decoded;
use crate::money::{Amount, Currency, Decimal};
use crate::table::KindTable;
use crate::time::{Date, DateTime, Timestamp};

/// A typed field of a notification, in the form that its table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypedValue<'n> {
    /// An identifier, a text or a status word.
    Text(&'n str),
    /// A nested JSON object or array, as it was written.
    Json(&'n str),
    /// An exact amount with its currency.
    Amount(Amount),
    /// A currency.
    Currency(Currency),
    /// An exact decimal.
    Decimal(Decimal),
    /// A calendar day.
    Date(Date),
    /// A date and time local to the provider.
    DateTime(DateTime),
    /// An instant.
    Time(Timestamp),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Integer(i64),
}

impl Notification {
    /// The table of the notification's kind; `None` for `pingpong.other`.
    pub fn table(&self) -> Option<&'static KindTable> {
        self.table
    }

    /// The typed value of one of the kind's own fields, by its position in
    /// [`KindTable::fields`]; `None` if the field is absent or
    /// [irregular](Notification::irregularities), or the table has no such position.
    ///
    /// [`details`](Notification::details) is the same for Rust. This is for bindings to other
    /// languages, whose classes are made from the tables and fetch a field when it is asked for.
    ///
    /// ```
    /// # const KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB";
    /// # let receiver = ackwell::LianLian::builder().public_key(KEY).any_merchant().any_source().build()?;
    /// # let body = br#"{"dt_order":"20151019113144","money_order":"0.01","no_order":"2015101911313905300004","oid_partner":"201507021000394502","oid_paybill":"2015101961256020","pay_type":"1","result_pay":"SUCCESS","settle_date":"20151019","sign":"S/Y48DDrGmTeVwiAbGQ3C6ZmyEeqcXj3R4jq1rm3Tqs447lB+Hk4EehFWit8Jjp+jRvV6tvtJ/XlprMFDfDhCYeLiQZNRStiGd6fmaeoE4PBK3dnABqcxgLGeaCr/ETzUPME4D125cLDfuOnzDASs7RAuUmR1Yc72jqOYagkqq0=","sign_type":"RSA"}"#;
    /// # let notification = receiver.verify(&ackwell::Request::new(body)).unwrap();
    /// use ackwell::TypedValue;
    /// let fields = notification.table().unwrap().fields;
    /// let position = fields.iter().position(|field| field.name == "settle_date").unwrap();
    /// let Some(TypedValue::Date(date)) = notification.typed(position) else { panic!() };
    /// assert_eq!(date.to_string(), "2015-10-19");
    /// assert_eq!(notification.typed(fields.len()), None);
    /// # Ok::<(), ackwell::ConfigError>(())
    /// ```
    pub fn typed(&self, position: usize) -> Option<TypedValue<'_>> {
        Some(match *self.values.get(position)? {
            Decoded::Absent | Decoded::Irregular => return None,
            Decoded::Text(span) => TypedValue::Text(span.of(&self.text)),
            Decoded::Json(span) => TypedValue::Json(span.of(&self.text)),
            Decoded::Amount(amount) => TypedValue::Amount(amount),
            Decoded::Currency(currency) => TypedValue::Currency(currency),
            Decoded::Decimal(decimal) => TypedValue::Decimal(decimal),
            Decoded::Date(date) => TypedValue::Date(date),
            Decoded::DateTime(time) => TypedValue::DateTime(time),
            Decoded::Time(time) => TypedValue::Time(time),
            Decoded::Flag(flag) => TypedValue::Flag(flag),
            Decoded::Integer(number) => TypedValue::Integer(number),
        })
    }
}
