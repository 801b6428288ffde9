//! What a test kit must make: for each kind and variant what a receiver answers, what is chosen, and
//! which answers a provider takes as received.

use super::{Draft, Operation, Provider, Topic};
use crate::json::Json;
use crate::pack::{Ask, Expected, Given};

/// The kinds that a kit makes.
const KINDS: &[&str] = &[
    "lianlian.payment",
    "lianlian.exchange_payment",
    "pingpong.transaction",
    "pingpong.refund",
    "pingpong.capture",
    "pingpong.void",
    "pingpong.other",
];

/// The ways in which a request is wrong on purpose, and the code of the refusal.
pub(super) const VARIANTS: &[(&str, Option<&str>)] = &[
    ("genuine", None),
    ("tampered", Some("invalid_signature")),
    ("wrong_key", Some("invalid_signature")),
    ("unsigned", Some("missing_signature")),
    ("other_merchant", Some("wrong_merchant")),
    ("wrong_source", Some("untrusted_source")),
    ("duplicate_member", Some("duplicate_member")),
    ("ambiguous", Some("ambiguous_body")),
    ("other_reading", Some("ambiguous_body")),
    ("api_answer", Some("not_a_notification")),
    ("not_json", Some("malformed_body")),
];

pub(super) fn topic() -> Topic {
    let mut topic = Topic::new(
        "testkit",
        "The test kit of each language: requests of every kind, genuine and wrong on purpose, with \
         keys that it makes itself; and the answers that a provider takes as received.",
    );
    for kind in KINDS {
        for (variant, code) in VARIANTS {
            let id = format!("{kind}-{}", variant.replace('_', "-"));
            let ask = Ask {
                kind: (*kind).to_owned(),
                order: Some("ORDER-42".to_owned()),
                variant: (*variant != "genuine").then(|| (*variant).to_owned()),
                ..Ask::default()
            };
            let note = format!("{kind}, {variant}");
            topic.add(asked(&id, &note, ask, *code, "ORDER-42"));
        }
    }
    topic.extend(chosen());
    topic.extend(judged());
    topic
}

fn asked(id: &str, note: &str, ask: Ask, code: Option<&str>, order_no: &str) -> Draft {
    // A kind without a table has no order.
    let has_order = code.is_none() && ask.kind != "pingpong.other";
    let expected = Expected::Signed {
        code: code.map(str::to_owned),
        kind: code.is_none().then(|| ask.kind.clone()),
        order_no: has_order.then(|| order_no.to_owned()),
        status: None,
        amount: None,
        currency: None,
    };
    let provider = if ask.kind.starts_with("lianlian.") {
        Provider::LianLian
    } else {
        Provider::PingPong
    };
    let mut draft = Draft::new(Operation::Sign, id, note).provider(provider);
    draft.case.ask = Some(ask);
    draft.expecting(expected)
}

/// What was chosen is what arrives.
fn chosen() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (kind, currency, status, amount) in [
        ("lianlian.payment", "CNY", "failed", "12.00"),
        ("lianlian.exchange_payment", "EUR", "succeeded", "12.00"),
        ("pingpong.transaction", "EUR", "processing", "12.000000"),
        ("pingpong.refund", "JPY", "failed", "12.000000"),
    ] {
        let ask = Ask {
            kind: kind.to_owned(),
            order: Some("茶-1 \"A\"".to_owned()),
            amount: Some("12.00".to_owned()),
            currency: Some(currency.to_owned()),
            status: Some(status.to_owned()),
            ..Ask::default()
        };
        let note = "order, amount, currency and status are those that were chosen";
        let mut draft = asked(&format!("{kind}-chosen"), note, ask, None, "茶-1 \"A\"");
        draft.case.expected = Expected::Signed {
            code: None,
            kind: Some(kind.to_owned()),
            order_no: Some("茶-1 \"A\"".to_owned()),
            status: Some(status.to_owned()),
            amount: Some(amount.to_owned()),
            currency: Some(currency.to_owned()),
        };
        drafts.push(draft);
    }
    for (id, note, kind, members, code) in [
        (
            "member-replaced",
            "a member is replaced, and its new value is signed",
            "lianlian.payment",
            Json::object([("no_order", Json::text("ORDER-7"))]),
            None,
        ),
        (
            "member-left-out",
            "null leaves a member out",
            "pingpong.refund",
            Json::object([("refundId", Json::Null)]),
            Some("missing_field"),
        ),
        (
            "member-wrong",
            "a replaced member may be one that a receiver refuses",
            "lianlian.payment",
            Json::object([("money_order", Json::text("ten"))]),
            Some("invalid_field"),
        ),
    ] {
        let ask = Ask {
            kind: kind.to_owned(),
            members: Some(members),
            ..Ask::default()
        };
        drafts.push(asked(id, note, ask, code, "ORDER-7"));
    }
    drafts
}

/// PROTOCOLS 1.1 and 2.5: which answers stop a provider from sending again.
fn judged() -> Vec<Draft> {
    let lianlian = |status, body, received| (Provider::LianLian, status, body, received);
    let pingpong = |status, body, received| (Provider::PingPong, status, body, received);
    let success = r#"{"ret_code":"0000","ret_msg":"ok"}"#;
    [
        ("lianlian-received", lianlian(200, success, true)),
        ("lianlian-plain-text", lianlian(200, "ok", false)),
        (
            "lianlian-failure",
            lianlian(200, r#"{"ret_code":"9999","ret_msg":"no"}"#, false),
        ),
        ("lianlian-redirect", lianlian(302, success, false)),
        ("lianlian-error", lianlian(500, success, false)),
        ("pingpong-received", pingpong(200, "SUCCESS", true)),
        ("pingpong-empty", pingpong(204, "", true)),
        ("pingpong-fail", pingpong(200, "FAIL", false)),
        ("pingpong-error", pingpong(503, "SUCCESS", false)),
    ]
    .into_iter()
    .map(|(id, (provider, status, body, received))| {
        let note = if received {
            "the provider takes this answer as received"
        } else {
            "after this answer the provider sends again"
        };
        let mut draft = Draft::new(Operation::Judge, id, note).provider(provider);
        draft.case.answer = Some(Given {
            status,
            body: body.to_owned(),
        });
        draft.expecting(Expected::Judged { received })
    })
    .collect()
}
