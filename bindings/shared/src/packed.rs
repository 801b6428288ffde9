//! A verified notification in one run of bytes: what a host reads of it without a further call.
//!
//! It begins with a head of one byte for the kind and four for the end of each part, of which the
//! lowest is the first. The parts follow in UTF-8: the members that all kinds share in the order of
//! [`Common::PACKED`] (an amount is two), the kind's own fields in the order of its table, the seal,
//! and after the last end the body as it arrived. A host may copy it as one character per byte: a
//! part with more than ASCII is marked, and decoded when it is read.

use std::borrow::Cow;

use ackwell::{Common, Notification, Receiver};

use crate::problem::Problem;

/// The bit of an end that says that there is no such part, which is not the same as an empty one.
const ABSENT: u32 = 1 << 31;
/// The bit of an end that says that the part has more than ASCII.
const UTF8: u32 = 1 << 30;
/// The bits of an end that say where it is.
const PLACE: u32 = UTF8 - 1;

/// The members that all kinds share, and the kind's own fields: `None` for one that is absent.
///
/// # Panics
///
/// If core's table of what is packed names a member that is not read here: a test packs every kind.
#[inline] // Built as fast as the binding, not as small as this crate.
pub fn parts(notification: &Notification) -> Vec<Option<Cow<'_, str>>> {
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
    parts
}

/// Packs a notification with its seal and the body that it was made of.
#[inline] // As above.
pub fn pack(notification: &Notification, seal: &str, body: &[u8]) -> Vec<u8> {
    let mut parts = parts(notification);
    parts.push(Some(seal.into()));
    let length: usize = parts.iter().flatten().map(|part| part.len()).sum();
    let mut end = 1 + 4 * parts.len();
    let mut packed = Vec::with_capacity(end + length + body.len());
    // Never zero: that is how a problem begins.
    packed.push(position(notification) + 1);
    for part in &parts {
        let mark = match part {
            None => ABSENT,
            Some(part) if part.is_ascii() => 0,
            Some(_) => UTF8,
        };
        end += part.as_deref().map_or(0, str::len);
        // A body has 16 MiB at most, and its parts are not longer.
        let place = u32::try_from(end).unwrap_or(PLACE) & PLACE;
        packed.extend_from_slice(&(place | mark).to_le_bytes());
    }
    for part in parts.iter().flatten() {
        packed.extend_from_slice(part.as_bytes());
    }
    packed.extend_from_slice(body);
    packed
}

/// The position of the kind in core's list of kinds; one past the end for a kind without a table.
#[inline] // As above.
fn position(notification: &Notification) -> u8 {
    let kinds = ackwell::kinds();
    let known = notification.table().and_then(|table| {
        let same = |kind: &&ackwell::KindTable| kind.kind == table.kind;
        kinds.iter().position(same)
    });
    u8::try_from(known.unwrap_or(kinds.len())).unwrap_or(u8::MAX - 1)
}

/// The notification again, of what [`pack`] made for this receiver, without the work of its
/// signature.
///
/// # Errors
///
/// [`Problem::Argument`] if it is not packed, [`Problem::Refused`] if another receiver made it.
pub fn unpack(receiver: &Receiver, packed: &[u8]) -> Result<Notification, Problem> {
    let sealed = sealed(packed);
    let (seal, body) =
        sealed.ok_or_else(|| Problem::argument("it is not a packed notification"))?;
    Ok(receiver.unseal(body, seal)?)
}

/// The seal and the body.
fn sealed(packed: &[u8]) -> Option<(&str, &[u8])> {
    let position = usize::from(packed.first()?.checked_sub(1)?);
    let kind = ackwell::kinds().get(position);
    let fields = kind.map_or(0, |table| table.fields.len());
    let common = Common::PACKED.len() + 1; // An amount is two parts.
    let last = common + fields;
    let end = |part: usize| {
        let at = 1 + 4 * part;
        let bytes = packed.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes) & PLACE).ok()
    };
    let seal = packed.get(end(last.checked_sub(1)?)?..end(last)?)?;
    Some((std::str::from_utf8(seal).ok()?, packed.get(end(last)?..)?))
}

#[cfg(test)]
mod tests {
    use ackwell::{LianLian, Request};

    use super::*;

    fn receiver() -> Receiver {
        let key = std::fs::read_to_string("../../core/samples/lianlian.pem").unwrap();
        let builder = LianLian::builder().public_key(key);
        builder.merchant_id("201507021000394502").build().unwrap()
    }

    #[test]
    fn what_was_packed_is_the_same_notification_again() {
        let (receiver, body) = (
            receiver(),
            std::fs::read("../../core/samples/payment.json").unwrap(),
        );
        let request = Request::new(&body).with_peer("115.236.102.36");
        let (notification, seal) = receiver.verify_sealed(&request).unwrap();
        let packed = pack(&notification, &seal, &body);
        let again = unpack(&receiver, &packed).unwrap();
        assert_eq!(again.to_json(), notification.to_json());
        assert!(packed.ends_with(&body));
        let order_no = notification.order_no().unwrap();
        assert_eq!(parts(&notification)[2].as_deref(), Some(order_no));
    }

    #[test]
    fn nothing_but_a_packed_notification_of_the_same_receiver_is_unpacked() {
        let (first, second) = (receiver(), receiver());
        let body = std::fs::read("../../core/samples/payment.json").unwrap();
        let request = Request::new(&body).with_peer("115.236.102.36");
        let (notification, seal) = first.verify_sealed(&request).unwrap();
        let packed = pack(&notification, &seal, &body);
        assert!(unpack(&second, &packed).is_err());
        for length in [0, 1, 5, 60, packed.len() - body.len(), packed.len() - 1] {
            assert!(unpack(&first, &packed[..length]).is_err(), "{length}");
        }
    }
}
