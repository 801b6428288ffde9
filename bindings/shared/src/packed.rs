//! A verified notification in one run of bytes: what a host reads of it without a further call.
//!
//! It begins with a head of one byte for the kind and four for the end of each part, of which the
//! lowest is the first. The parts follow in UTF-8: the members that all kinds share in the order of
//! [`Common::PACKED`] (an amount is two), the kind's own fields in the order of its table, the seal,
//! and after the last end the body as it arrived. A host may copy it as one character per byte: a
//! part with more than ASCII is marked, and decoded when it is read.

use ackwell::{Common, Currency, Notification, Receiver};

use crate::problem::Problem;

/// The bit of an end that says that there is no such part, which is not the same as an empty one.
const ABSENT: u32 = 1 << 31;
/// The bit of an end that says that the part has more than ASCII.
const UTF8: u32 = 1 << 30;
/// The bits of an end that say where it is.
const PLACE: u32 = UTF8 - 1;

/// How many parts the members that all kinds share are: an amount is two.
const COMMON: usize = Common::PACKED.len() + 1;
/// How long the parts are at most, usually.
const TYPICAL: usize = 512;

/// Calls `add` for the members that all kinds share and for the kind's own fields, with `None` for one
/// that is absent.
///
/// # Panics
///
/// If core's table of what is packed names a member that is not read here: a test packs every kind.
#[inline] // Built as fast as the binding, not as small as this crate.
pub fn each_part(notification: &Notification, mut add: impl FnMut(Option<&str>)) {
    for common in Common::PACKED {
        match common {
            Common::Kind => add(Some(notification.kind())),
            Common::MerchantId => add(Some(notification.merchant_id())),
            Common::OrderNo => add(notification.order_no()),
            Common::TransactionNo => add(notification.transaction_no()),
            Common::Status => add(Some(notification.status().as_str())),
            Common::StatusText => add(Some(notification.status_text())),
            Common::DeliveryKey => add(Some(notification.delivery_key())),
            Common::Amount => {
                let amount = notification.amount();
                add(amount.map(|amount| amount.value().to_string()).as_deref());
                let currency = amount.map(|amount| amount.currency());
                add(currency.as_ref().map(Currency::as_str));
            }
            other => unreachable!("{} is not packed", other.name()),
        }
    }
    notification.detail_texts(add);
}

/// Packs a notification with its seal; the body that it was made of belongs behind it.
#[inline] // As above.
pub fn pack(notification: &Notification, seal: &str) -> Vec<u8> {
    let (position, fields) = place_of(notification);
    let head = 1 + 4 * (COMMON + fields + 1);
    let mut packed = Vec::with_capacity(head + TYPICAL);
    packed.resize(head, 0);
    // Never zero: that is how a problem begins.
    packed[0] = position + 1;
    let mut ends = 1;
    let mut add = |part: Option<&str>| {
        let mark = match part {
            None => ABSENT,
            Some(part) if part.is_ascii() => 0,
            Some(_) => UTF8,
        };
        packed.extend_from_slice(part.unwrap_or_default().as_bytes());
        // A body has 16 MiB at most, and its parts are not longer.
        let place = u32::try_from(packed.len()).unwrap_or(PLACE) & PLACE;
        packed[ends..ends + 4].copy_from_slice(&(place | mark).to_le_bytes());
        ends += 4;
    };
    each_part(notification, &mut add);
    add(Some(seal));
    packed
}

/// The position of the kind in core's list of kinds, and how many fields it has; one past the end for
/// a kind without a table.
#[inline] // As above.
fn place_of(notification: &Notification) -> (u8, usize) {
    let kinds = ackwell::kinds();
    let known = notification.table().and_then(|table| {
        let same = |kind: &&ackwell::KindTable| kind.kind == table.kind;
        Some((kinds.iter().position(same)?, table.fields.len()))
    });
    let (position, fields) = known.unwrap_or((kinds.len(), 0));
    (u8::try_from(position).unwrap_or(u8::MAX - 1), fields)
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
    let last = COMMON + fields;
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
        let packed = [pack(&notification, &seal), body.clone()].concat();
        let again = unpack(&receiver, &packed).unwrap();
        assert_eq!(again.to_json(), notification.to_json());
        assert!(packed.ends_with(&body));
        let order_no = notification.order_no().unwrap();
        let mut parts = Vec::new();
        each_part(&notification, |part| parts.push(part.map(str::to_owned)));
        assert_eq!(parts[2].as_deref(), Some(order_no));
    }

    #[test]
    fn nothing_but_a_packed_notification_of_the_same_receiver_is_unpacked() {
        let (first, second) = (receiver(), receiver());
        let body = std::fs::read("../../core/samples/payment.json").unwrap();
        let request = Request::new(&body).with_peer("115.236.102.36");
        let (notification, seal) = first.verify_sealed(&request).unwrap();
        let packed = [pack(&notification, &seal), body.clone()].concat();
        assert!(unpack(&second, &packed).is_err());
        for length in [0, 1, 5, 60, packed.len() - body.len(), packed.len() - 1] {
            assert!(unpack(&first, &packed[..length]).is_err(), "{length}");
        }
    }
}
