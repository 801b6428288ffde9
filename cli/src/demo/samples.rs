//! The notifications of the providers' documents, one of each kind, unsigned.

use ackwell::Provider;
use serde_json::{Value, json};

/// The LianLian merchant of the documents' samples.
pub(super) const OID_PARTNER: &str = "201103171000000000";
/// The PingPong client of the samples: the account without its last three digits.
pub(super) const CLIENT_ID: &str = "2018092714313010016";
/// The PingPong account of the samples.
pub(super) const ACC_ID: &str = "2018092714313010016291";
/// A merchant and an account of somebody else.
pub(super) const OTHER_PARTNER: &str = "201507021000394502";
pub(super) const OTHER_ACC_ID: &str = "2018092714313010016777";

/// The members of a JSON object, in their order.
#[derive(Clone, Debug)]
pub(super) struct Members(Vec<(String, Value)>);

impl Members {
    pub(super) fn of(members: &[(&str, &str)]) -> Members {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), Value::from(*value));
        Members(members.iter().map(own).collect())
    }

    /// With that member: replaced where it is, or added at the end.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Members {
        match self.0.iter_mut().find(|(member, _)| member == name) {
            Some((_, old)) => *old = value.into(),
            None => self.0.push((name.to_owned(), value.into())),
        }
        self
    }

    pub(super) fn text(&self, name: &str) -> &str {
        let member = self.0.iter().find(|(member, _)| member == name);
        member
            .and_then(|(_, value)| value.as_str())
            .unwrap_or_default()
    }

    /// What both providers sign: the string members but `sign`, none of them empty, sorted, as
    /// `k=v` joined by `&`.
    pub(super) fn signed_text(&self) -> String {
        let mut pairs: Vec<String> = Vec::with_capacity(self.0.len());
        let mut members: Vec<&(String, Value)> = self.0.iter().collect();
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (name, value) in members {
            match value.as_str() {
                Some(text) if name != "sign" && !text.is_empty() => {
                    pairs.push(format!("{name}={text}"));
                }
                _ => {}
            }
        }
        pairs.join("&")
    }

    pub(super) fn to_json(&self) -> String {
        let members = self.0.iter();
        let written: Vec<String> = members
            .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())))
            .collect();
        format!("{{{}}}", written.join(","))
    }
}

/// One kind of notification, as its document shows it.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) kind: &'static str,
    pub(super) provider: Provider,
    /// LianLian's body, or PingPong's `bizContent`.
    pub(super) members: Members,
    /// The member that numbers the operation.
    operation: &'static str,
    /// The member that holds the amount.
    pub(super) amount: &'static str,
}

impl Sample {
    /// The same kind of notification about another operation and another order.
    pub(super) fn about(&self, operation: u32) -> Sample {
        // In place of its last digits: the documents limit the lengths.
        let numbered = |name| {
            let text = self.members.text(name);
            format!("{}{operation:03}", &text[..text.len() - 3])
        };
        let order = match self.provider {
            Provider::LianLian => "no_order",
            _ => "merchantTransactionId",
        };
        let (number, order_no) = (numbered(self.operation), numbered(order));
        let members = self.members.clone();
        let members = members.with(self.operation, number).with(order, order_no);
        Sample {
            members,
            ..self.clone()
        }
    }

    /// The same notification with another value for one member.
    pub(super) fn with(&self, name: &str, value: &str) -> Sample {
        let members = self.members.clone().with(name, value);
        Sample {
            members,
            ..self.clone()
        }
    }

    /// Whether the ledger can notice that two of them contradict each other. The members of an
    /// unknown kind have no known meaning: another content is another delivery.
    pub(super) fn can_conflict(&self) -> bool {
        self.kind != "pingpong.other"
    }
}

/// One sample of every kind.
pub(super) fn all() -> Vec<Sample> {
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

fn lianlian(kind: &'static str, members: Members) -> Sample {
    Sample {
        kind,
        provider: Provider::LianLian,
        members,
        operation: "oid_paybill",
        amount: "money_order",
    }
}

fn pingpong(kind: &'static str, operation: &'static str, members: Members) -> Sample {
    Sample {
        kind,
        provider: Provider::PingPong,
        members,
        operation,
        amount: "amount",
    }
}

/// Source document 001.
fn payment() -> Sample {
    lianlian(
        "lianlian.payment",
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
        Members::of(&[
            ("oid_partner", OID_PARTNER),
            ("dt_order", "20130515094013"),
            ("no_order", "2013051500001"),
            ("oid_paybill", "2013051613121202"),
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

/// Source document 004 and the pages it names; so the others of PingPong.
fn transaction() -> Sample {
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
        ("remark", "3 shuttlecocks"),
    ]);
    let members = members.with("paymentMethod", json!({"type": "VISA"}));
    pingpong("pingpong.transaction", "transactionId", members)
}

fn refund() -> Sample {
    pingpong(
        "pingpong.refund",
        "refundId",
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
        ]),
    )
}

fn capture() -> Sample {
    pingpong(
        "pingpong.capture",
        "merchantCaptureId",
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
        ]),
    )
}

fn void() -> Sample {
    pingpong(
        "pingpong.void",
        "merchantVoidId",
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
        ]),
    )
}

/// A `notifyType` that no document names.
fn other() -> Sample {
    pingpong(
        "pingpong.other",
        "disputeId",
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
pub(super) fn lianlian_response() -> Members {
    Members::of(&[
        ("dt_order", "20130515094013"),
        ("no_order", "2013051500001"),
        ("oid_partner", OID_PARTNER),
        ("ret_code", "0000"),
        ("ret_msg", "交易成功"),
        ("sign_type", "RSA"),
        ("token", "ce40a0c2e72964cc25e1dcd4e47e62c1"),
    ])
}

/// What PingPong's API answers: the same envelope, no `notifyType`.
pub(super) fn pingpong_response() -> Members {
    Members::of(&[
        ("amount", "200.000000"),
        ("currency", "USD"),
        ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
        ("transactionId", "2023092050004591"),
    ])
}

/// PingPong's envelope around a `bizContent`.
pub(super) fn envelope(content: &Members) -> Members {
    Members::of(&[
        ("accId", ACC_ID),
        ("bizContent", &content.to_json()),
        ("clientId", CLIENT_ID),
        ("code", "000000"),
        ("description", "Transaction succeeded"),
        ("signType", "SHA256"),
    ])
}
