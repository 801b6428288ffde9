//! A notification as one JSON object: the contract that the command and every language share.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::{FieldValue, Notification};
use crate::common::{Common, SourceMember};
use crate::decode::Decoded;
use crate::money::Amount;
use crate::source::Source;

impl Notification {
    /// The notification as one JSON object.
    ///
    /// Its members are those of [`Common`](crate::Common), an amount as `value` and `currency`, and
    /// `details`: the kind's own fields. What a kind lacks is `null`.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// assert!(notification.to_json().contains(r#""kind":"lianlian.payment""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Notification {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Common::ALL.len() + 1))?;
        for &common in Common::ALL {
            // The kind's own fields come between what all kinds share and what was received.
            if common == Common::Fields {
                map.serialize_entry("details", &DetailsMap(self))?;
            }
            map.serialize_entry(common.name(), &Shared(common, self))?;
        }
        map.end()
    }
}

/// A member that all kinds share.
struct Shared<'n>(Common, &'n Notification);

impl Serialize for Shared<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Shared(common, notification) = *self;
        match common {
            Common::Provider => notification.provider.as_str().serialize(serializer),
            Common::Kind => notification.kind.serialize(serializer),
            Common::MerchantId => notification.merchant_id().serialize(serializer),
            Common::OrderNo => notification.order_no().serialize(serializer),
            Common::TransactionNo => notification.transaction_no().serialize(serializer),
            Common::Status => notification.status().as_str().serialize(serializer),
            Common::StatusText => notification.status_text().serialize(serializer),
            Common::Amount => notification.amount.map(Money).serialize(serializer),
            Common::DeliveryKey => notification.delivery_key().serialize(serializer),
            Common::Fingerprint => notification.fingerprint_hex().serialize(serializer),
            Common::Irregularities => notification.irregularities().serialize(serializer),
            Common::Source => Seen(notification.source).serialize(serializer),
            Common::Fields => Members(|| notification.fields()).serialize(serializer),
            Common::Envelope => Members(|| notification.envelope()).serialize(serializer),
        }
    }
}

struct Money(Amount);

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("value", &self.0.value().to_string())?;
        map.serialize_entry("currency", self.0.currency().as_str())?;
        map.end()
    }
}

struct Seen(Source);

impl Serialize for Seen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(SourceMember::ALL.len()))?;
        for &member in SourceMember::ALL {
            let name = member.name();
            match member {
                SourceMember::Check => map.serialize_entry(name, self.0.check())?,
                SourceMember::Address => {
                    let address = self.0.address.map(|address| address.to_string());
                    map.serialize_entry(name, &address)?;
                }
                SourceMember::Trusted => map.serialize_entry(name, &self.0.trusted)?,
            }
        }
        map.end()
    }
}

/// The typed fields of the kind's table.
struct DetailsMap<'n>(&'n Notification);

impl Serialize for DetailsMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = self.0.table.map(|table| table.fields).unwrap_or_default();
        let mut map = serializer.serialize_map(Some(fields.len()))?;
        for (field, value) in fields.iter().zip(&self.0.values) {
            map.serialize_entry(
                field.name,
                &Typed {
                    value: *value,
                    text: &self.0.text,
                },
            )?;
        }
        map.end()
    }
}

struct Typed<'n> {
    value: Decoded,
    text: &'n str,
}

impl Serialize for Typed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Decoded::Absent | Decoded::Irregular => serializer.serialize_none(),
            Decoded::Text(span) => serializer.serialize_str(span.of(self.text)),
            Decoded::Json(span) => raw(span.of(self.text), serializer),
            Decoded::Amount(amount) => Money(amount).serialize(serializer),
            Decoded::Currency(currency) => serializer.serialize_str(currency.as_str()),
            Decoded::Decimal(decimal) => serializer.collect_str(&decimal),
            Decoded::Date(date) => serializer.collect_str(&date),
            Decoded::DateTime(time) => serializer.collect_str(&time),
            Decoded::Time(time) => serializer.collect_str(&time),
            Decoded::Flag(flag) => serializer.serialize_bool(flag),
            Decoded::Integer(number) => serializer.serialize_i64(number),
        }
    }
}

/// Members as received.
struct Members<F>(F);

impl<'n, F, I> Serialize for Members<F>
where
    F: Fn() -> I,
    I: ExactSizeIterator<Item = (&'n str, FieldValue<'n>)>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = (self.0)();
        let mut map = serializer.serialize_map(Some(members.len()))?;
        for (name, value) in members {
            map.serialize_entry(name, &Received(value))?;
        }
        map.end()
    }
}

struct Received<'n>(FieldValue<'n>);

impl Serialize for Received<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            FieldValue::Null => serializer.serialize_none(),
            FieldValue::Text(text) => serializer.serialize_str(text),
            FieldValue::Json(json) => raw(json, serializer),
        }
    }
}

/// Passes JSON on as it was written.
fn raw<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match serde_json::from_str::<&RawValue>(json) {
        Ok(value) => value.serialize(serializer),
        Err(_) => serializer.serialize_none(),
    }
}
