//! A verified notification in one text: what JavaScript reads of it without a further call.
//!
//! The text begins with a head of one character for the kind and four for the end of each part. The
//! parts follow: the members that all kinds share in the order of [`Common::PACKED`] (an amount is
//! two), the kind's own fields in the order of its table, the seal, and the body as it arrived, one
//! character a byte. `lib/notification.cjs` cuts the parts out when they are asked for.

use std::borrow::Cow;

use ackwell::{Common, Notification};

/// The bit of an end that says that there is no such part, which is not the same as an empty one.
const ABSENT: u32 = 1 << 31;

/// A text for the host: of bytes where every character fits into one, as almost always.
pub(crate) enum Packed {
    Narrow(Vec<u8>),
    Wide(Vec<u16>),
}

pub(crate) fn pack(notification: &Notification, seal: &str, body: &[u8]) -> Packed {
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
    let position = position(notification);
    if parts.iter().flatten().all(|part| part.is_ascii()) {
        let length: usize = parts.iter().flatten().map(|part| part.len()).sum();
        let mut text = Vec::with_capacity(1 + 4 * parts.len() + length + body.len());
        head(&mut text, position, &parts, str::len);
        for part in parts.iter().flatten() {
            text.extend_from_slice(part.as_bytes());
        }
        text.extend_from_slice(body);
        return Packed::Narrow(text);
    }
    let mut bytes = Vec::new();
    head(&mut bytes, position, &parts, |part| {
        part.encode_utf16().count()
    });
    let mut text: Vec<u16> = bytes.into_iter().map(u16::from).collect();
    for part in parts.iter().flatten() {
        text.extend(part.encode_utf16());
    }
    text.extend(body.iter().copied().map(u16::from));
    Packed::Wide(text)
}

fn head(
    text: &mut Vec<u8>,
    position: u8,
    parts: &[Option<Cow<'_, str>>],
    length: impl Fn(&str) -> usize,
) {
    // Never zero: that is how a problem begins.
    text.push(position + 1);
    let mut end = 1 + 4 * parts.len();
    for part in parts {
        let absent = if part.is_none() { ABSENT } else { 0 };
        end += part.as_deref().map_or(0, &length);
        let place = u32::try_from(end).unwrap_or(u32::MAX);
        text.extend_from_slice(&(place | absent).to_le_bytes());
    }
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
