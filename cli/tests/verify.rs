//! `ackwell verify`: the JSON contract and the exit codes.

mod common;

use ackwell_tests::samples::{self, LIANLIAN_PEER, PINGPONG_PEER, STRANGER_PEER};
use common::{Shop, exchange_payment, payment, pingpong};
use serde_json::{Value, json};

/// The names of an object's members, in the order in which they are written.
fn names(json: &Value) -> Vec<&str> {
    json.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn a_genuine_payment_is_told_in_full_and_exits_with_0() {
    let shop = Shop::new();
    let ran = shop.verify("lianlian", &["--peer", LIANLIAN_PEER], &payment());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.err, "");
    assert_eq!(ran.out.lines().count(), 1, "a program gets one line");

    let json = ran.json();
    assert_eq!(names(&json), ["acknowledgement", "notification"]);
    let said = &json["notification"];
    for (member, value) in [
        ("provider", json!("lianlian")),
        ("kind", json!("lianlian.payment")),
        ("merchant_id", json!("201103171000000000")),
        ("order_no", json!("2013051500001")),
        ("transaction_no", json!("2013051613121201")),
        ("status", json!("succeeded")),
        ("status_text", json!("SUCCESS")),
        ("amount", json!({"value": "210.97", "currency": "CNY"})),
        (
            "delivery_key",
            json!("lianlian.payment:201103171000000000:2013051613121201:SUCCESS"),
        ),
        ("irregularities", json!([])),
        (
            "source",
            json!({"check": "enforced", "address": LIANLIAN_PEER, "trusted": true}),
        ),
        ("envelope", json!({})),
    ] {
        assert_eq!(said[member], value, "{member}");
    }
    assert_eq!(said["fingerprint"].as_str().unwrap().len(), 64);
    assert_eq!(said["details"]["settle_date"], "2013-05-16");
    assert_eq!(said["fields"]["settle_date"], "20130516");
    assert_eq!(
        said["fields"]["info_order"],
        "用户13958069593购买了3桶羽毛球"
    );
    assert_eq!(
        json["acknowledgement"],
        json!({
            "status": 200,
            "content_type": "application/json; charset=utf-8",
            "body": r#"{"ret_code":"0000","ret_msg":"ok"}"#,
        })
    );
}

#[test]
fn every_kind_is_told_by_its_name() {
    let shop = Shop::new();
    for (provider, peer, body, kind) in [
        ("lianlian", LIANLIAN_PEER, payment(), "lianlian.payment"),
        (
            "lianlian",
            LIANLIAN_PEER,
            exchange_payment(),
            "lianlian.exchange_payment",
        ),
        (
            "pingpong",
            PINGPONG_PEER,
            pingpong(&samples::transaction()),
            "pingpong.transaction",
        ),
        (
            "pingpong",
            PINGPONG_PEER,
            pingpong(&samples::refund()),
            "pingpong.refund",
        ),
        (
            "pingpong",
            PINGPONG_PEER,
            pingpong(&samples::capture()),
            "pingpong.capture",
        ),
        (
            "pingpong",
            PINGPONG_PEER,
            pingpong(&samples::void()),
            "pingpong.void",
        ),
        (
            "pingpong",
            PINGPONG_PEER,
            pingpong(&samples::unknown_type()),
            "pingpong.other",
        ),
    ] {
        let ran = shop.verify(provider, &["--peer", peer], &body);
        assert_eq!(ran.code, 0, "{kind}: {}{}", ran.out, ran.err);
        assert_eq!(ran.json()["notification"]["kind"], kind);
    }
}

#[test]
fn a_tampered_payment_is_refused_with_its_answer_and_exits_with_1() {
    let shop = Shop::new();
    let forged = payment().replace("210.97", "9999.00");
    let ran = shop.verify("lianlian", &["--peer", LIANLIAN_PEER], &forged);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err, "");
    let json = ran.json();
    assert_eq!(names(&json), ["acknowledgement", "refusal"]);
    assert_eq!(
        names(&json["refusal"]),
        [
            "address", "code", "log_line", "member", "message", "provider", "remedy", "severity"
        ]
    );
    assert_eq!(json["refusal"]["code"], "invalid_signature");
    assert_eq!(json["refusal"]["provider"], "lianlian");
    assert_eq!(json["acknowledgement"]["status"], 403);
    assert_eq!(
        json["acknowledgement"]["body"],
        r#"{"ret_code":"9999","ret_msg":"invalid_signature"}"#
    );
}

#[test]
fn without_a_peer_the_source_is_not_checked_and_the_answer_says_so() {
    let shop = Shop::new();
    let ran = shop.verify("lianlian", &[], &payment());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let json = ran.json();
    assert_eq!(json["skipped"], json!(["source"]));
    assert_eq!(
        json["notification"]["source"],
        json!({"check": "skipped", "address": null, "trusted": null})
    );

    let ran = shop.verify("lianlian", &[], "{}");
    assert_eq!(ran.code, 1);
    assert_eq!(ran.json()["skipped"], json!(["source"]));
}

#[test]
fn the_peer_and_the_headers_decide_the_client_address() {
    let shop = Shop::new();
    let listed = format!("X-Forwarded-For: {LIANLIAN_PEER}");
    let strange = format!("x-forwarded-for:{STRANGER_PEER}");
    for (args, outcome) in [
        (vec!["--peer", LIANLIAN_PEER], "accepted"),
        (vec!["--peer", STRANGER_PEER], "untrusted_source"),
        (vec!["--peer", "10.0.0.7"], "untrusted_source"),
        (vec!["--peer", "10.0.0.7", "--header", &listed], "accepted"),
        (vec!["--peer", "unix", "--header", &listed], "accepted"),
        (
            vec!["--peer", "unix", "--header", &strange],
            "untrusted_source",
        ),
        (
            vec!["--peer", STRANGER_PEER, "--header", &listed],
            "untrusted_source",
        ),
        (vec!["--peer", "nonsense"], "invalid_peer"),
    ] {
        let ran = shop.verify("lianlian", &args, &payment());
        let json = ran.json();
        let code = json["refusal"]["code"].as_str().unwrap_or("accepted");
        assert_eq!(code, outcome, "{args:?}");
        assert_eq!(json.get("skipped"), None, "{args:?}");
    }
}

#[test]
fn a_body_comes_from_a_file_or_from_standard_input() {
    let shop = Shop::new();
    shop.write("body.json", payment());
    let from_file = shop.verify("lianlian", &["body.json"], "");
    let from_stdin = shop.verify("lianlian", &["-"], &payment());
    assert_eq!(from_file.code, 0, "{}", from_file.err);
    assert_eq!(from_file.out, from_stdin.out);

    let missing = shop.verify("lianlian", &["nobody.json"], "");
    assert_eq!((missing.code, missing.out.as_str()), (2, ""));
    assert!(
        missing.err.starts_with("error: nobody.json: "),
        "{}",
        missing.err
    );
}

#[test]
fn a_body_past_every_limit_is_refused_without_being_held() {
    let shop = Shop::new();
    let ran = shop.verify("lianlian", &[], &"x".repeat(40 * 1024 * 1024));
    assert_eq!(ran.code, 1);
    assert_eq!(ran.json()["refusal"]["code"], "body_too_large");
}

#[test]
fn usage_goes_to_standard_error_and_exits_with_2() {
    let shop = Shop::new();
    for args in [
        vec![],
        vec!["verify"],
        vec!["verify", "--config", "shop.toml", "--provider", "stripe"],
        vec!["frobnicate"],
        vec![
            "verify",
            "--config",
            "shop.toml",
            "--provider",
            "lianlian",
            "--header",
            "no colon",
        ],
        vec![
            "verify",
            "--config",
            "shop.toml",
            "--provider",
            "lianlian",
            "--bodies",
        ],
    ] {
        let ran = shop.run(&args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains("--help"), "{args:?}: {}", ran.err);
        assert!(!ran.err.contains('\u{1b}'), "no colours in a pipe");
    }
}

#[test]
fn help_names_the_exit_codes_and_shows_examples() {
    let shop = Shop::new();
    for verb in ["verify", "demo", "ledger"] {
        let ran = shop.run(&[verb, "--help"]);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("Exit codes: 0 "), "{verb}: {}", ran.out);
    }
    assert!(!shop.run(&["--help"]).out.contains("demo-receiver"));
}
