//! What the ledger keeps of a notification.

use std::fmt::Write as _;

use ackwell::{Notification, Status};
use sha2::{Digest, Sha256};

/// Longest text that a store keeps as it is; what is longer is kept as its beginning and its hash.
const MAX_TEXT: usize = 255;
/// How much of an over-long text is kept in front of its hash.
const KEPT_OF_LONG: usize = 180;

/// What the ledger keeps of a notification: enough to distinguish a repeat from a conflict and to
/// find the order again, and nothing of the payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) provider: String,
    pub(crate) kind: String,
    pub(crate) merchant_id: String,
    pub(crate) transaction_no: Option<String>,
    pub(crate) status: String,
    pub(crate) facts: Facts,
}

/// What two notifications with one delivery key must agree on, and the fingerprint of the one that
/// said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) fingerprint: [u8; 32],
    pub(crate) order_no: Option<String>,
    /// In the one spelling that equal amounts share, see [`normal_amount`].
    pub(crate) amount: Option<String>,
    pub(crate) currency: Option<String>,
}

impl Facts {
    /// Whether both say the same order, amount and currency. The fingerprint may differ: a
    /// provider that sends again may sign another time or memo.
    pub(crate) fn agree(&self, other: &Self) -> bool {
        self.order_no == other.order_no
            && self.amount == other.amount
            && self.currency == other.currency
    }
}

impl From<&Notification> for Entry {
    fn from(notification: &Notification) -> Self {
        let amount = notification.amount();
        let status = match notification.status() {
            Status::Other => bounded(notification.status_text()),
            status => status.as_str().to_owned(),
        };
        Self {
            key: bounded(notification.delivery_key()),
            provider: notification.provider().as_str().to_owned(),
            kind: notification.kind().to_owned(),
            merchant_id: bounded(notification.merchant_id()),
            transaction_no: notification.transaction_no().map(bounded),
            status,
            facts: Facts {
                fingerprint: notification.fingerprint(),
                order_no: notification.order_no().map(bounded),
                amount: amount.map(|amount| normal_amount(&amount.value().to_string())),
                currency: amount.map(|amount| amount.currency().as_str().to_owned()),
            },
        }
    }
}

/// The kinds whose notification reports a payment: not one of what was done with a payment later.
pub(crate) const PAYMENTS: [&str; 3] = [
    "lianlian.payment",
    "lianlian.exchange_payment",
    "pingpong.transaction",
];

impl Entry {
    /// Whether it reports that an order was paid.
    pub(crate) fn is_paid(&self) -> bool {
        self.is_payment() && self.status == "succeeded"
    }

    fn is_payment(&self) -> bool {
        PAYMENTS.contains(&self.kind.as_str())
    }

    /// The order that a commit of this entry answers, if it answers one.
    ///
    /// Only what is final does. A payment is over when it succeeded or was authorized, cancelled or
    /// closed. It is not while it is in the making (`processing`, PingPong's `INIT`), and not when
    /// it failed: the payer may try again under the same number, and if the notification of the
    /// second try is lost, nothing but a query finds it. A word that is not known yet may mean
    /// either, and an order queried once too often does no harm. What is done with a payment (a
    /// refund, a capture, a void) answers its order when it succeeded: there was a payment.
    pub(crate) fn answers(&self) -> Option<OrderKey> {
        let is_final = match self.status.as_str() {
            "succeeded" => true,
            "authorized" | "cancelled" | "closed" => self.is_payment(),
            _ => false,
        };
        if !is_final {
            return None;
        }
        let order_no = self.facts.order_no.clone()?;
        Some(OrderKey {
            provider: self.provider.clone(),
            merchant_id: self.merchant_id.clone(),
            order_no,
        })
    }
}

/// Whether a notification, once it is fulfilled, is the answer that its order waited for: it names
/// an order and is final. `processing` and `failed` are not, nor is a status that is not known.
///
/// For claims inside the shop's own transaction; a [`Ledger`](crate::Ledger) resolves the order
/// itself.
pub fn resolves_order(notification: &Notification) -> bool {
    Entry::from(notification).answers().is_some()
}

/// Which order: a merchant's own number, at one provider.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OrderKey {
    pub(crate) provider: String,
    pub(crate) merchant_id: String,
    pub(crate) order_no: String,
}

/// `text` as a store keeps it: unchanged if it fits a column of every store, else its beginning,
/// `~` and the SHA-256 of the whole, so that different texts stay different.
pub(crate) fn bounded(text: &str) -> String {
    if text.len() <= MAX_TEXT && !text.contains('\0') {
        return text.to_owned();
    }
    let mut end = KEPT_OF_LONG.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut kept = text.get(..end).unwrap_or_default().replace('\0', "?");
    kept.push('~');
    kept.push_str(&hex(&Sha256::digest(text.as_bytes())));
    kept
}

/// A decimal in the one spelling that equal decimals share: no sign of plus, no leading or
/// trailing zeros, no final point. Text that is not a plain decimal is returned unchanged.
pub(crate) fn normal_amount(text: &str) -> String {
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, text.get(1..).unwrap_or_default()),
        [b'+', ..] => (false, text.get(1..).unwrap_or_default()),
        _ => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !plain(whole) || !plain(fraction) {
        return text.to_owned();
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let mut normal = String::with_capacity(text.len() + 1);
    if negative && !(whole.is_empty() && fraction.is_empty()) {
        normal.push('-');
    }
    normal.push_str(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        normal.push('.');
        normal.push_str(fraction);
    }
    normal
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// 32 bytes from their lower-case hex.
pub(crate) fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let mut digits = text.chars().map(|digit| digit.to_digit(16));
    for byte in &mut bytes {
        let (high, low) = (digits.next()??, digits.next()??);
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    digits.next().is_none().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: &str, status: &str) -> Entry {
        Entry {
            key: "key".to_owned(),
            provider: "pingpong".to_owned(),
            kind: kind.to_owned(),
            merchant_id: "M".to_owned(),
            transaction_no: Some("T".to_owned()),
            status: status.to_owned(),
            facts: Facts {
                fingerprint: [0; 32],
                order_no: Some("O".to_owned()),
                amount: None,
                currency: None,
            },
        }
    }

    #[test]
    fn only_what_is_final_answers_an_order() {
        let later = ["pingpong.refund", "pingpong.capture", "pingpong.void"];
        for (status, of_payment, of_what_came_later) in [
            (Status::Succeeded, true, true),
            (Status::Processing, false, false),
            (Status::Failed, false, false),
            (Status::Authorized, true, false),
            (Status::Cancelled, true, false),
            (Status::Closed, true, false),
        ] {
            for kind in PAYMENTS {
                let answers = entry(kind, status.as_str()).answers().is_some();
                assert_eq!(answers, of_payment, "{kind} {status}");
            }
            for kind in later {
                let answers = entry(kind, status.as_str()).answers().is_some();
                assert_eq!(answers, of_what_came_later, "{kind} {status}");
            }
        }
        for status in ["INIT", "REVIEW", ""] {
            assert_eq!(entry("pingpong.transaction", status).answers(), None);
        }
        assert_eq!(Status::ALL.len(), 7, "a new status: is it final?");
    }

    #[test]
    fn every_kind_is_a_payment_or_what_was_done_with_one() {
        for table in ackwell::kinds() {
            let later = ["pingpong.refund", "pingpong.capture", "pingpong.void"];
            assert_ne!(
                PAYMENTS.contains(&table.kind),
                later.contains(&table.kind),
                "{}: say which it is",
                table.kind
            );
        }
        assert!(entry("lianlian.payment", "succeeded").is_paid());
        assert!(!entry("lianlian.payment", "failed").is_paid());
        assert!(!entry("pingpong.capture", "succeeded").is_paid());
    }

    #[test]
    fn equal_amounts_have_one_spelling() {
        for (text, normal) in [
            ("0.2", "0.2"),
            ("0.20", "0.2"),
            ("200.000000", "200"),
            ("200", "200"),
            ("0200.10", "200.1"),
            ("+1", "1"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0.00", "0"),
            ("-1.50", "-1.5"),
            ("0", "0"),
            ("100000000.00", "100000000"),
        ] {
            assert_eq!(normal_amount(text), normal, "{text}");
        }
    }

    #[test]
    fn what_is_no_decimal_stays_as_it_is() {
        for text in ["", ".", "-", "1e3", "1,000", "1.2.3", "١"] {
            assert_eq!(normal_amount(text), text);
        }
    }

    #[test]
    fn an_overlong_text_keeps_its_beginning_and_stays_different_from_others() {
        let long = "é".repeat(200);
        let longer = format!("{long}x");
        let kept = bounded(&long);
        assert!(kept.len() <= MAX_TEXT);
        assert!(kept.starts_with("ééé"));
        assert_ne!(kept, bounded(&longer));
        assert_eq!(bounded("short"), "short");
        assert_eq!(bounded(&"x".repeat(255)), "x".repeat(255));
        assert!(!bounded("a\0b").contains('\0'));
    }
}
