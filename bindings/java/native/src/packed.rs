//! A verified notification in one run of bytes: what Java reads of it without a further call.
//!
//! It begins with a head of one byte for the kind and four for the end of each part, of which the
//! lowest is the first. The parts follow in UTF-8: the members that all kinds share in the order of
//! [`Common::PACKED`] (an amount is two), the kind's own fields in the order of its table, the
//! seal, and after the last end the body as it arrived.

use std::borrow::Cow;

use ackwell::{Common, Notification, Receiver};
use ackwell_binding::Problem;

use crate::argument;

/// The bit of an end that says that there is no such part, which is not the same as an empty one.
const ABSENT: u32 = 1 << 31;

pub(crate) fn pack(notification: &Notification, seal: &str, body: &[u8]) -> Vec<u8> {
    let amount = notification.amount();
    let mut parts: Vec<Option<Cow<'_, str>>> = Vec::with_capacity(40);
    for common in Common::PACKED {
        match common {
            Common::Kind => parts.push(Some(notification.kind().into())),
            Common::MerchantId => parts.push(Some(notification.merchant_id().into())),
            Common::OrderNo => parts.push(notification.order_no().map(Cow::from)),
            Common::TransactionNo => parts.push(notification.transaction_no().map(Cow::from)),
            Common::Status => parts.push(Some(notification.status().as_str().into())),
            Common::StatusText => parts.push(Some(notification.status_text().into())),
            Common::DeliveryKey => parts.push(Some(notification.delivery_key().into())),
            Common::Amount => {
                parts.push(amount.map(|amount| amount.value().to_string().into()));
                parts.push(amount.map(|amount| amount.currency().as_str().to_owned().into()));
            }
            other => unreachable!("{} is not packed", other.name()),
        }
    }
    parts.extend(notification.detail_texts());
    parts.push(Some(seal.into()));
    let length: usize = parts.iter().flatten().map(|part| part.len()).sum();
    let mut end = 1 + 4 * parts.len();
    let mut packed = Vec::with_capacity(end + length + body.len());
    // Never zero: that is how a problem begins.
    packed.push(position(notification) + 1);
    for part in &parts {
        let absent = if part.is_none() { ABSENT } else { 0 };
        end += part.as_deref().map_or(0, str::len);
        let place = u32::try_from(end).unwrap_or(ABSENT - 1);
        packed.extend_from_slice(&(place | absent).to_le_bytes());
    }
    for part in parts.iter().flatten() {
        packed.extend_from_slice(part.as_bytes());
    }
    packed.extend_from_slice(body);
    packed
}

/// The position of the kind in core's list of kinds; one past the end for a kind without a table.
fn position(notification: &Notification) -> u8 {
    let kinds = ackwell::kinds();
    let known = notification.table().and_then(|table| {
        let same = |kind: &&ackwell::KindTable| kind.kind == table.kind;
        kinds.iter().position(same)
    });
    u8::try_from(known.unwrap_or(kinds.len())).unwrap_or(u8::MAX - 1)
}

/// The notification again, of what [`pack`] made for this receiver.
pub(crate) fn unpack(receiver: &Receiver, packed: &[u8]) -> Result<Notification, Problem> {
    let sealed = sealed(packed).ok_or_else(|| argument("it is not a packed notification"))?;
    Ok(receiver.unseal(sealed.1, sealed.0)?)
}

/// The seal and the body.
fn sealed(packed: &[u8]) -> Option<(&str, &[u8])> {
    let position = usize::from(packed.first()?.checked_sub(1)?);
    let fields = ackwell::kinds()
        .get(position)
        .map_or(0, |table| table.fields.len());
    let common: usize = Common::PACKED.len() + 1; // An amount is two parts.
    let last = common + fields;
    let end = |part: usize| {
        let at = 1 + 4 * part;
        let bytes = packed.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes) & !ABSENT).ok()
    };
    let seal = packed.get(end(last.checked_sub(1)?)?..end(last)?)?;
    Some((std::str::from_utf8(seal).ok()?, packed.get(end(last)?..)?))
}
