//! The notifications of the providers' documents, one of each kind, unsigned.

use ackwell::Provider;
use sha2::{Digest as _, Sha256};

use crate::members::{Members, Value};

/// The LianLian merchant of the documents' samples.
pub const OID_PARTNER: &str = "201103171000000000";
/// The PingPong client of the samples: the account without its last three digits.
pub const CLIENT_ID: &str = "2018092714313010016";
/// The PingPong account of the samples.
pub const ACC_ID: &str = "2018092714313010016291";

/// One kind of notification, as its document shows it.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The kind, for example `lianlian.payment`.
    pub kind: &'static str,
    /// Who sends it.
    pub provider: Provider,
    /// LianLian's body, or PingPong's `bizContent`.
    pub members: Members,
    /// The members that number the operation; the first one is in the delivery key.
    pub numbers: &'static [&'static str],
    /// The member that holds the order number.
    pub order: &'static str,
    /// The member that holds the amount.
    pub amount: &'static str,
    /// The member that holds the currency; `None` if it is always CNY.
    pub currency: Option<&'static str>,
    /// The member that holds the status.
    pub status: &'static str,
}

impl Sample {
    /// The sample of a kind.
    pub fn of(kind: &str) -> Option<Sample> {
        all().into_iter().find(|sample| sample.kind == kind)
    }

    /// The same kind of notification about another order: the numbers of its operation follow from
    /// the order number, so one order always has the same.
    #[must_use]
    pub fn about(mut self, order_no: &str) -> Sample {
        for name in self.numbers {
            let number = renumbered(self.members.text(name), &format!("{name}={order_no}"));
            self.members = self.members.with(name, number);
        }
        let order = self.order;
        self.with(order, order_no)
    }

    /// The same notification with another value for one member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Sample {
        self.members = self.members.with(name, value);
        self
    }
}

/// The text with other digits in place of its last ones: the documents limit the lengths.
fn renumbered(text: &str, seed: &str) -> String {
    let kept = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = Sha256::digest(seed)
        .into_iter()
        .map(|byte| char::from(b'0' + byte % 10));
    // A first digit stays what it is, so that no number begins with a zero.
    let first = text.chars().nth(kept.len());
    let count = (text.len() - kept.len()).saturating_sub(1);
    kept.chars()
        .chain(first)
        .chain(digits.take(count))
        .collect()
}

/// One sample of every kind.
pub fn all() -> Vec<Sample> {
    vec![
        payment(),
        exchange_payment(),
        transaction(),
        refund(),
        capture(),
        void(),
        other(),
    ]
}

/// An address of the provider's published list; of its production environment if it has several.
pub fn published_address(provider: Provider) -> &'static str {
    let lists = ackwell::published_sources(provider);
    let first = lists.first().and_then(|list| list.addresses.first());
    first.copied().unwrap_or_default()
}

fn lianlian(kind: &'static str, currency: Option<&'static str>, members: Members) -> Sample {
    Sample {
        kind,
        provider: Provider::LianLian,
        members,
        numbers: &["oid_paybill"],
        order: "no_order",
        amount: "money_order",
        currency,
        status: "result_pay",
    }
}

fn pingpong(kind: &'static str, numbers: &'static [&'static str], members: Members) -> Sample {
    Sample {
        kind,
        provider: Provider::PingPong,
        members,
        numbers,
        order: "merchantTransactionId",
        amount: "amount",
        currency: Some("currency"),
        status: "status",
    }
}

/// Source document 001.
fn payment() -> Sample {
    lianlian(
        "lianlian.payment",
        None,
        Members::of(&[
            ("oid_partner", OID_PARTNER),
            ("dt_order", "20130515094013"),
            ("no_order", "2013051500001"),
            ("oid_paybill", "2013051613121201"),
            ("money_order", "210.97"),
            ("result_pay", "SUCCESS"),
            ("settle_date", "20130516"),
            ("info_order", "用户13958069593购买了3桶羽毛球"),
            ("pay_type", "2"),
            ("bank_code", "01020000"),
            ("sign_type", "RSA"),
        ]),
    )
}

/// Source documents 002 and 003, with the spelling `sellte` of their sample.
fn exchange_payment() -> Sample {
    lianlian(
        "lianlian.exchange_payment",
        Some("currency_order"),
        Members::of(&[
            ("oid_partner", OID_PARTNER),
            ("dt_order", "20130515094013"),
            ("no_order", "2013051500001"),
            ("oid_paybill", "2013051613121201"),
            ("money_order", "31.68"),
            ("currency_order", "USD"),
            ("money_pay", "210.97"),
            ("currency_pay", "CNY"),
            ("money_sellte", "31.47"),
            ("currency_sellte", "USD"),
            ("exchange_rate", "6.66"),
            ("result_pay", "SUCCESS"),
            ("settle_date", "20130516"),
            ("info_order", "用户13958069593购买了3桶羽毛球"),
            ("pay_type", "D"),
            ("bank_code", "01020000"),
            ("ret_code", "0000"),
            ("ret_msg", "交易成功"),
            ("sign_type", "RSA"),
        ]),
    )
}

/// Source document 004 and the pages it names, every documented member present; so the others of
/// PingPong.
fn transaction() -> Sample {
    let object = |json: &str| Value::Json(json.to_owned());
    let members = Members::of(&[
        ("notifyType", "RECHARGE"),
        ("amount", "200.000000"),
        ("currency", "USD"),
        ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
        ("transactionId", "2023092050004591"),
        ("status", "SUCCESS"),
        ("requestId", "REQ-1695182276082"),
        ("transactionTime", "1695182276082"),
        ("transactionEndTime", "1695182281317"),
        ("captureDelayHours", "0"),
        ("threeDSecure", "Y"),
        ("token", "tok_throwaway_0001"),
        ("remark", "3 shuttlecocks"),
        ("exchangedAmount", "1458.600000"),
        ("exchangedCurrency", "CNY"),
    ])
    .with("paymentMethod", object(r#"{"type":"VISA"}"#))
    .with("issuerInfo", object(r#"{"issuerCountry":"US"}"#))
    .with("threeDSInfo", object(r#"{"eci":"05"}"#))
    .with("authenticationInfo", object(r#"{"flow":"frictionless"}"#))
    .with("cardInfo", object(r#"{"lastFourDigits":"1111"}"#));
    pingpong(
        "pingpong.transaction",
        &["transactionId", "requestId"],
        members,
    )
}

fn refund() -> Sample {
    pingpong(
        "pingpong.refund",
        &["refundId", "transactionId", "merchantRefundId", "requestId"],
        Members::of(&[
            ("notifyType", "REFUND"),
            ("amount", "50.000000"),
            ("currency", "USD"),
            ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
            ("transactionId", "2023092050004591"),
            ("merchantRefundId", "RFD-1695268676000"),
            ("refundId", "2023092150000017"),
            ("status", "SUCCESS"),
            ("refundTime", "1695268676000"),
            ("refundEndingTime", "1695268679450"),
            ("remark", "one shuttlecock was broken"),
            ("requestId", "REQ-1695268676000"),
        ]),
    )
}

fn capture() -> Sample {
    pingpong(
        "pingpong.capture",
        &["merchantCaptureId", "transactionId", "requestId"],
        Members::of(&[
            ("notifyType", "CAPTURE"),
            ("amount", "200.000000"),
            ("currency", "USD"),
            ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
            ("transactionId", "2023092050004591"),
            ("merchantCaptureId", "CPT-1695268676001"),
            ("status", "SUCCESS"),
            ("captureTime", "1695268676001"),
            ("captureEndingTime", "1695268679451"),
            ("requestId", "REQ-1695268676001"),
        ]),
    )
}

fn void() -> Sample {
    pingpong(
        "pingpong.void",
        &["merchantVoidId", "transactionId", "requestId"],
        Members::of(&[
            ("notifyType", "VOID"),
            ("amount", "200.000000"),
            ("currency", "USD"),
            ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
            ("transactionId", "2023092050004591"),
            ("merchantVoidId", "VOD-1695268676002"),
            ("status", "SUCCESS"),
            ("voidTime", "1695268676002"),
            ("voidEndingTime", "1695268679452"),
            ("requestId", "REQ-1695268676002"),
        ]),
    )
}

/// A `notifyType` that no document names.
fn other() -> Sample {
    pingpong(
        "pingpong.other",
        &["disputeId", "transactionId"],
        Members::of(&[
            ("notifyType", "DISPUTE_OPENED"),
            ("amount", "200.000000"),
            ("currency", "USD"),
            ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
            ("transactionId", "2023092050004591"),
            ("disputeId", "DSP-0001"),
            ("status", "OPEN"),
        ]),
    )
}

/// What LianLian's API answers to a request of the shop: signed with the same key.
pub(crate) fn lianlian_answer(oid_partner: &str) -> Members {
    Members::of(&[
        ("dt_order", "20130515094013"),
        ("no_order", "2013051500001"),
        ("oid_partner", oid_partner),
        ("ret_code", "0000"),
        ("ret_msg", "交易成功"),
        ("sign_type", "RSA"),
        ("token", "ce40a0c2e72964cc25e1dcd4e47e62c1"),
    ])
}

/// What PingPong's API answers: the same envelope, no `notifyType`.
pub(crate) fn pingpong_answer() -> Members {
    transaction()
        .members
        .without("notifyType")
        .without("status")
}

/// PingPong's current envelope around a `bizContent`.
pub fn envelope(content: &str, client_id: &str, acc_id: &str) -> Members {
    Members::of(&[
        ("accId", acc_id),
        ("bizContent", content),
        ("clientId", client_id),
        ("code", "000000"),
        ("description", "Transaction succeeded"),
        ("signType", "SHA256"),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_order_has_the_same_numbers_and_another_order_has_others() {
        for sample in all() {
            let order = |order_no: &str| sample.clone().about(order_no).members;
            assert_eq!(order("42"), order("42"), "{}", sample.kind);
            for name in sample.numbers {
                let (one, other) = (order("42"), order("43"));
                assert_ne!(one.text(name), other.text(name), "{} {name}", sample.kind);
                assert_eq!(one.text(name).len(), sample.members.text(name).len());
            }
        }
        let transaction = |kind| Sample::of(kind).unwrap().about("42").members;
        assert_eq!(
            transaction("pingpong.refund").text("transactionId"),
            transaction("pingpong.transaction").text("transactionId"),
        );
    }

    #[test]
    fn every_kind_of_core_has_a_sample_and_the_other_way_round() {
        let mut kinds: Vec<_> = ackwell::kinds().iter().map(|table| table.kind).collect();
        kinds.push("pingpong.other");
        let samples: Vec<_> = all().iter().map(|sample| sample.kind).collect();
        assert_eq!(samples, kinds);
    }
}
