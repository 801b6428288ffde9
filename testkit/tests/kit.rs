//! What the kit promises: every kind and variant is what it says, and nothing panics.

use std::collections::HashSet;
use std::sync::LazyLock;

use ackwell::{Code, FieldValue, Notification, Provider, Receiver, Status};
use ackwell_testkit::{Sender, Variant, answer, samples};
use serde_json::{Value, json};

static SENDER: LazyLock<Sender> = LazyLock::new(|| Sender::new().expect("random numbers"));

fn receiver(provider: Provider) -> Receiver {
    SENDER.receiver(provider).expect("a configuration")
}

/// A field that is a text.
fn text<'n>(notification: &'n Notification, name: &str) -> Option<&'n str> {
    match notification.field(name) {
        Some(FieldValue::Text(text)) => Some(text),
        _ => None,
    }
}

#[test]
fn every_variant_of_every_kind_is_answered_as_it_says() {
    for sample in samples::all() {
        let receiver = receiver(sample.provider);
        for variant in Variant::ALL {
            let request = SENDER.request(sample.kind).unwrap().order("ORDER-42");
            let request = request.variant(*variant).build().unwrap();
            let result = request.verify(&receiver);
            let what = format!("{} {}", sample.kind, variant.as_str());
            match variant.code() {
                None => assert_eq!(result.expect(&what).kind(), sample.kind),
                Some(code) => assert_eq!(result.expect_err(&what).code(), code, "{what}"),
            }
        }
    }
}

#[test]
fn what_is_chosen_is_what_arrives() {
    for (kind, currency) in [
        ("lianlian.payment", "CNY"),
        ("lianlian.exchange_payment", "EUR"),
        ("pingpong.transaction", "EUR"),
        ("pingpong.refund", "JPY"),
    ] {
        let request = SENDER.request(kind).unwrap();
        let request = request
            .order("A-1")
            .amount("12.00")
            .currency(currency)
            .status("failed");
        let request = request.build().unwrap();
        let notification = request.verify(&receiver(request.provider())).unwrap();
        assert!(notification.expect("A-1", "12", currency).is_ok(), "{kind}");
        assert_eq!(notification.status(), Status::Failed, "{kind}");
    }
    let yuan = SENDER
        .request("lianlian.payment")
        .unwrap()
        .currency("USD")
        .build();
    assert!(yuan.unwrap_err().to_string().contains("CNY"));
}

#[test]
fn members_are_replaced_added_and_left_out() {
    let request = SENDER.request("lianlian.payment").unwrap();
    let request = request
        .set("info_order", "tea & cake")
        .set("mine", "1")
        .without("bank_code");
    let request = request.build().unwrap();
    let notification = request.verify(&receiver(Provider::LianLian)).unwrap();
    assert_eq!(text(&notification, "info_order"), Some("tea & cake"));
    assert_eq!(text(&notification, "mine"), Some("1"));
    assert_eq!(text(&notification, "bank_code"), None);

    let request = SENDER.request("pingpong.transaction").unwrap();
    let request = request
        .set("remark", "a \"quoted\" text")
        .set("code", "000001");
    let request = request.build().unwrap();
    let notification = request.verify(&receiver(Provider::PingPong)).unwrap();
    assert_eq!(text(&notification, "remark"), Some("a \"quoted\" text"));

    let missing = SENDER
        .request("pingpong.refund")
        .unwrap()
        .without("refundId")
        .build();
    let refusal = missing
        .unwrap()
        .verify(&receiver(Provider::PingPong))
        .unwrap_err();
    assert_eq!(
        (refusal.code(), refusal.member()),
        (Code::MissingField, Some("refundId"))
    );
}

#[test]
fn bodies_come_as_the_providers_write_them() {
    let request = SENDER.request("lianlian.payment").unwrap().build().unwrap();
    let body: Vec<&str> = request.body_text()[2..].split("\",\"").collect();
    assert!(
        body.is_sorted() && request.body_text().contains("羽毛球"),
        "{body:?}"
    );
    assert!(
        request
            .headers()
            .iter()
            .any(|(_, value)| *value == "text/json;charset=utf-8")
    );
    let request = SENDER
        .request("pingpong.capture")
        .unwrap()
        .amount("7.5")
        .build()
        .unwrap();
    assert!(request.body_text().contains(r#"\"amount\":\"7.500000\""#));
    assert!(request.body_text().starts_with(r#"{"accId":"#));
}

#[test]
fn the_same_choices_are_a_repeat_and_another_order_is_another_delivery() {
    let key = |kind: &str, order: &str| {
        let request = SENDER.request(kind).unwrap().order(order).build().unwrap();
        let notification = request.verify(&receiver(request.provider())).unwrap();
        notification.delivery_key().to_owned()
    };
    for sample in samples::all() {
        assert_eq!(key(sample.kind, "42"), key(sample.kind, "42"));
        assert_ne!(
            key(sample.kind, "42"),
            key(sample.kind, "43"),
            "{}",
            sample.kind
        );
    }
}

#[test]
fn every_sender_has_other_keys_and_each_key_has_its_mark() {
    let mut seen = HashSet::new();
    for _ in 0..3 {
        let document: Value =
            serde_json::from_str(&Sender::new().unwrap().receiver_json().unwrap()).unwrap();
        let key = document["lianlian"]["public_keys"][0]
            .as_str()
            .unwrap()
            .to_owned();
        // The mark is at the beginning of the modulus, so at one place of the base64.
        assert!(
            key.lines().nth(1).unwrap().contains("CsS1dFTEwtVEVT"),
            "{key}"
        );
        let salt = document["pingpong"]["salt"].as_str().unwrap().to_owned();
        assert!(salt.starts_with("ACKWELL-TEST-"));
        assert!(seen.insert(key) && seen.insert(salt));
    }
}

#[test]
fn a_sender_of_one_provider_does_not_play_the_other() {
    let sender = Sender::of(&[Provider::PingPong]).unwrap();
    assert!(sender.request("pingpong.void").is_ok());
    let problem = sender.request("lianlian.payment").unwrap_err();
    assert!(
        problem.to_string().contains("no section `lianlian`"),
        "{problem}"
    );
    assert!(sender.receiver(Provider::LianLian).is_err());
    assert!(Sender::from_json("{}").is_err());
    let problem = Sender::from_json(r#"{"pingpong": {"salt": "SECRET"}}"#).unwrap_err();
    assert_eq!(
        problem.to_string(),
        "the sender has no text `pingpong.client_id`"
    );
}

fn asked(question: &Value) -> Value {
    let answer = answer(&question.to_string()).unwrap_or_else(|problem| panic!("{problem}"));
    serde_json::from_str(&answer).unwrap()
}

#[test]
fn the_json_entry_lists_makes_and_judges() {
    let list = asked(&json!({"do": "list"}));
    let keys = asked(&json!({"do": "keys"}));
    let config = ackwell::Config::from_json(&keys["receiver"].to_string()).unwrap();
    for kind in list["kinds"].as_array().unwrap() {
        for variant in list["variants"].as_array().unwrap() {
            let request = asked(&json!({
                "do": "request", "sender": keys["sender"], "kind": kind, "order": "7",
                "amount": "1.00", "status": "succeeded", "members": {"added": "x"},
                "variant": variant["variant"],
            }));
            let provider = Provider::from_name(request["provider"].as_str().unwrap()).unwrap();
            let headers: Vec<(&str, &[u8])> = request["headers"]
                .as_array()
                .unwrap()
                .iter()
                .map(|header| {
                    (
                        header[0].as_str().unwrap(),
                        header[1].as_str().unwrap().as_bytes(),
                    )
                })
                .collect();
            let received = ackwell::Request::new(request["body"].as_str().unwrap().as_bytes())
                .with_headers(&headers)
                .with_peer(request["peer"].as_str().unwrap());
            let code = config.receiver(provider).unwrap().verify(&received).err();
            let code = code.map(|refusal| refusal.code().as_str());
            assert_eq!(code, variant["code"].as_str(), "{kind} {variant}");
        }
    }
    let judged = asked(&json!({"do": "judge", "provider": "pingpong", "status": 302}));
    assert_eq!(judged["received"], false);
    assert!(judged["why"].as_str().unwrap().contains("redirect"));
}

#[test]
fn a_wrong_question_is_answered_with_what_is_wrong_and_no_secret() {
    for (question, expected) in [
        ("", "is not JSON"),
        ("[]", "missing field `do`"),
        ("{\"do\": \"keys\"", "is not JSON"),
        (r#"{"do": "dance"}"#, "unknown variant `dance`"),
        (r#"{"do": "list", "more": 1}"#, "unknown field `more`"),
        (
            r#"{"do": "keys", "providers": ["PingPong"]}"#,
            "`lianlian` or `pingpong`",
        ),
        (
            r#"{"do": "request", "kind": "x"}"#,
            "missing field `sender`",
        ),
        (
            r#"{"do": "request", "kind": "x", "sender": "SECRET"}"#,
            "no section",
        ),
        (
            r#"{"do": "request", "kind": 7, "sender": "SECRET"}"#,
            "is not JSON of the form",
        ),
        (
            r#"{"do": "request", "kind": "x", "sender": {"lianlian": {"private_key": "SECRET"}}}"#,
            "lianlian.private_key: expected",
        ),
        (
            r#"{"do": "judge", "provider": "lianlian", "status": 70000}"#,
            "is not JSON",
        ),
    ] {
        let problem = answer(question).unwrap_err().to_string();
        assert!(problem.contains(expected), "{question}: {problem}");
        assert!(!problem.contains("SECRET"), "{problem}");
    }
    let sender = asked(&json!({"do": "keys", "providers": ["pingpong"]}))["sender"].clone();
    for (name, value, expected) in [
        (
            "kind",
            "pingpong.payment",
            "pingpong.transaction, pingpong.refund",
        ),
        ("variant", "evil", "genuine, tampered"),
    ] {
        let mut question = json!({"do": "request", "sender": sender, "kind": "pingpong.void"});
        question[name] = json!(value);
        let problem = answer(&question.to_string()).unwrap_err().to_string();
        assert!(problem.contains(expected), "{problem}");
    }
}
