//! A kind's own fields as plain texts: for a binding that copies a notification out in one piece.

use std::fmt::{Display, Write as _};

use super::Notification;
use crate::decode::Decoded;

/// How long a value that is not a text is at most: an amount, or a time to the millisecond.
const LONGEST: usize = 32;

impl Notification {
    /// Calls `each` for the kind's own fields in the order of its [table](crate::KindTable), with its text in
    /// [`to_json`](Self::to_json), without quotes and escapes; an amount as its value, a blank and
    /// its currency; `None` for an absent field. Nothing for kinds without a table.
    ///
    /// ```
    /// # const KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB";
    /// # let receiver = ackwell::LianLian::builder().public_key(KEY).merchant_id("201507021000394502").build().unwrap();
    /// # let body = br#"{"dt_order":"20151019113144","money_order":"0.01","no_order":"2015101911313905300004","oid_partner":"201507021000394502","oid_paybill":"2015101961256020","pay_type":"1","result_pay":"SUCCESS","settle_date":"20151019","sign":"S/Y48DDrGmTeVwiAbGQ3C6ZmyEeqcXj3R4jq1rm3Tqs447lB+Hk4EehFWit8Jjp+jRvV6tvtJ/XlprMFDfDhCYeLiQZNRStiGd6fmaeoE4PBK3dnABqcxgLGeaCr/ETzUPME4D125cLDfuOnzDASs7RAuUmR1Yc72jqOYagkqq0=","sign_type":"RSA"}"#;
    /// # let request = ackwell::Request::new(body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request).unwrap();
    /// let mut texts = Vec::new();
    /// notification.detail_texts(|text| texts.push(text.map(str::to_owned)));
    /// assert_eq!(texts[3].as_deref(), Some("2015-10-19T11:31:44")); // dt_order
    /// assert_eq!(texts[5].as_deref(), Some("0.01 CNY")); // money_order
    /// assert_eq!(texts[8], None); // info_order
    /// ```
    pub fn detail_texts(&self, mut each: impl FnMut(Option<&str>)) {
        let mut room = String::with_capacity(LONGEST);
        for value in &self.values {
            let shown: &dyn Display = match value {
                Decoded::Absent | Decoded::Irregular => {
                    each(None);
                    continue;
                }
                Decoded::Text(span) | Decoded::Json(span) => {
                    each(Some(span.of(&self.text)));
                    continue;
                }
                Decoded::Amount(amount) => amount,
                Decoded::Currency(currency) => currency,
                Decoded::Decimal(decimal) => decimal,
                Decoded::Date(date) => date,
                Decoded::DateTime(time) => time,
                Decoded::Time(time) => time,
                Decoded::Flag(flag) => flag,
                Decoded::Integer(number) => number,
            };
            room.clear();
            // Writing to a text cannot fail.
            let _ = write!(room, "{shown}");
            each(Some(&room));
        }
    }
}
