//! A verified notification in one text: what JavaScript reads of it without a further call.
//!
//! The text begins with a head of one character for the kind and four for the end of each part. The
//! parts follow: the members that all kinds share in the order of [`Common::PACKED`] (an amount is
//! two), the kind's own fields in the order of its table, the seal, and the body as it arrived. Each
//! byte is one character, so that the host copies the text as it is; a part that is not ASCII is
//! marked, and decoded when it is asked for. `lib/packed.cjs` cuts the parts out.

use std::borrow::Cow;

use ackwell::{Common, Notification};

/// The bit of an end that says that there is no such part, which is not the same as an empty one.
const ABSENT: u32 = 1 << 31;
/// The bit of an end that says that the part has more than ASCII.
const UTF8: u32 = 1 << 30;

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
    let mut text = Vec::with_capacity(end + length + body.len());
    // Never zero: that is how a problem begins.
    text.push(position(notification) + 1);
    for part in &parts {
        let mark = match part {
            None => ABSENT,
            Some(part) if part.is_ascii() => 0,
            Some(_) => UTF8,
        };
        end += part.as_deref().map_or(0, str::len);
        // A body has 16 MiB at most, and its parts are not longer.
        let place = u32::try_from(end).unwrap_or_default();
        text.extend_from_slice(&(place | mark).to_le_bytes());
    }
    for part in parts.iter().flatten() {
        text.extend_from_slice(part.as_bytes());
    }
    text.extend_from_slice(body);
    text
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
