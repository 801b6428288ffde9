//! The messages that the providers really signed, where they are at hand.
//!
//! They are not all free to be committed, so they are next to the repository: see
//! [`ackwell_tests::beside`]. Where they are absent the tests say so and pass.

use ackwell::{Code, Config, Notification, Provider, Refusal, Request};
use ackwell_tests::beside::read;
use ackwell_tests::json::Json;
use ackwell_tests::oracle::{self, Oracle};
use ackwell_tests::sign::Members;

/// What must come of each LianLian message under the key that really signs for merchants.
const LIANLIAN: &[(&str, Expected)] = &[
    ("R1", Expected::Accepted),
    ("N3", Expected::Accepted),
    // A request that the demo merchant signed: the platform's key does not vouch for it.
    (
        "KAT_doc_add_sign",
        Expected::Refused(Code::InvalidSignature),
    ),
    // An answer to a request: genuine, but no notification.
    ("A1_YT", Expected::Refused(Code::NotANotification)),
    (
        "NEG_doc_verify_sign",
        Expected::Refused(Code::InvalidSignature),
    ),
    (
        "NEG_seed_payment",
        Expected::Refused(Code::InvalidSignature),
    ),
    (
        "NEG_seed_exchange",
        Expected::Refused(Code::InvalidSignature),
    ),
    // Other schemes of the same provider.
    ("M1", Expected::Refused(Code::UnsupportedSignType)),
    ("ACCP1", Expected::Refused(Code::MissingSignature)),
    // A browser return, with an empty member that the signature leaves out.
    ("E1_empty_value", Expected::Accepted),
];

/// What must come of each PingPong message under the sandbox salt of the documentation.
const PINGPONG: &[(&str, Expected)] = &[
    (
        "PP_request_prepay",
        Expected::Refused(Code::NotANotification),
    ),
    (
        "PP_response_prepay",
        Expected::Refused(Code::NotANotification),
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Accepted,
    Refused(Code),
}

#[test]
fn each_genuine_lianlian_message_is_accepted_or_refused_as_it_says() {
    let Some(file) = read("lianlian-genuine.json") else {
        return;
    };
    let key = text(&file, &["keys", "lianlian-published-1024", "pem"]);
    let section = Members::default()
        .with("public_keys", vec![key])
        .with("merchant_ids", "any")
        .with("sources", "any");
    check(&file, Provider::LianLian, LIANLIAN, |_| {
        Json::object([("lianlian", section.json())])
    });
}

#[test]
fn each_genuine_pingpong_message_is_refused_although_its_signature_holds() {
    let Some(file) = read("pingpong-genuine.json") else {
        return;
    };
    check(&file, Provider::PingPong, PINGPONG, |vector| {
        let section = pingpong_section(text(vector, &["salt"]));
        Json::object([("pingpong", section.json())])
    });
}

/// The merchant of the documentation's samples.
fn pingpong_section(salt: &str) -> Members {
    Members::default()
        .with("salt", salt)
        .with("client_id", "2018092714313010016")
        .with("acc_ids", vec!["2018092714313010016291"])
        .with("sources", "any")
}

/// The file says of each message what must become of it, in `must_be`: `accepted KIND` or
/// `refused CODE`, and then a remark.
#[test]
fn each_message_of_november_2026_becomes_what_the_file_says() {
    let (Some(file), Some(keys)) = (read("genuine-2026-11.json"), read("lianlian-genuine.json"))
    else {
        return;
    };
    let key = text(&keys, &["keys", "lianlian-published-1024", "pem"]);
    let lianlian = Members::default()
        .with("public_keys", vec![key])
        .with("merchant_ids", "any")
        .with("sources", "any");
    let vectors = vectors(&file);
    let (mut accepted, mut refused) = (0, 0);
    for vector in vectors {
        let must_be = text(vector, &["must_be"]);
        let words: Vec<&str> = must_be
            .split(|character: char| character.is_whitespace() || character == ';')
            .collect();
        let (expected, kind) = match words[..] {
            ["accepted", kind, ..] => (Expected::Accepted, Some(kind)),
            ["refused", code, ..] => {
                let code = Code::from_text(code).unwrap_or_else(|| panic!("{must_be}: no code"));
                (Expected::Refused(code), None)
            }
            _ => panic!("must_be says `{must_be}`"),
        };
        let scheme = text(vector, &["scheme"]);
        let verdict = if scheme.starts_with("pingpong") {
            let salt = text(vector, &["key"]);
            let salt = salt.strip_prefix("salt:").expect("a salt");
            let salt = salt.split_whitespace().next().expect("a salt");
            let section = pingpong_section(salt);
            let document = Json::object([("pingpong", section.json())]);
            check_one(vector, Provider::PingPong, expected, &document)
        } else {
            let document = Json::object([("lianlian", lianlian.json())]);
            check_one(vector, Provider::LianLian, expected, &document)
        };
        match verdict {
            Ok(notification) => {
                assert_eq!(Some(notification.kind()), kind);
                accepted += 1;
            }
            Err(_) => refused += 1,
        }
    }
    assert!(accepted >= 1 && refused >= 7, "{accepted} and {refused}");
}

#[test]
fn the_demo_merchants_key_is_never_taken_for_the_platforms() {
    let Some(file) = read("lianlian-genuine.json") else {
        return;
    };
    let section = Members::default()
        .with(
            "public_keys",
            vec![text(&file, &["keys", "lianlian-demo-merchant-1024", "pem"])],
        )
        .with("merchant_ids", "any");
    let document = Json::object([("lianlian", section.json())]).compact();
    let config = Config::from_json(&document).expect("a document");
    let error = config
        .receiver(Provider::LianLian)
        .expect_err("a published private half");
    assert_eq!(error.member(), "lianlian.public_keys[0]");
}

/// Every message of a file, under the receiver that `config` describes, by core and by oracle.
fn check(
    file: &Json,
    provider: Provider,
    expectations: &[(&str, Expected)],
    config: impl Fn(&Json) -> Json,
) {
    let vectors = vectors(file);
    assert_eq!(
        vectors.len(),
        expectations.len(),
        "one expectation a message"
    );
    for vector in vectors {
        let id = text(vector, &["id"]);
        let expected = expectations.iter().find(|(name, _)| *name == id);
        let (_, expected) = expected.unwrap_or_else(|| panic!("nothing is expected of {id}"));
        // What comes of it was compared there.
        let _ = check_one(vector, provider, *expected, &config(vector));
    }
}

/// One message under the receiver that `document` describes, by core and by oracle.
fn check_one(
    vector: &Json,
    provider: Provider,
    expected: Expected,
    document: &Json,
) -> Result<Notification, Refusal> {
    let (id, body) = (text(vector, &["id"]), text(vector, &["body"]));
    let receiver = Config::from_json(&document.compact())
        .and_then(|config| config.receiver(provider))
        .expect("a receiver");
    let verdict = receiver.verify(&Request::new(body.as_bytes()));
    assert_eq!(seen(&verdict), expected, "{id}: {verdict:?}");

    let judge = oracle::Provider::of(provider.as_str()).expect("the same providers");
    let request = oracle::Request {
        body: body.into(),
        ..oracle::Request::default()
    };
    let oracle = Oracle::new(document, judge);
    let said = oracle.verify(&request).map_err(|refused| refused.code);
    let core = verdict.as_ref().map_err(|refusal| refusal.code().as_str());
    assert_eq!(said.as_ref().err(), core.as_ref().err(), "{id}: the oracle");

    let signing_string = vector.get("signing_string").and_then(Json::as_str);
    // Some answers to queries carry members that are not signed.
    let all_signed = matches!(
        vector.get("not_signed").and_then(Json::as_array),
        None | Some([])
    );
    if let Some(string) = signing_string.filter(|_| all_signed) {
        let read = oracle.before_signature(&request).expect("one reading");
        assert_eq!(read.canonical, string, "{id}: the signing string");
    }
    if let Ok(notification) = &verdict {
        assert_eq!(
            notification.signed_text(),
            text(vector, &["signing_string"]),
            "{id}"
        );
    }
    verdict
}

fn vectors(file: &Json) -> &[Json] {
    file.get("vectors")
        .and_then(Json::as_array)
        .expect("vectors")
}

fn seen(verdict: &Result<Notification, Refusal>) -> Expected {
    match verdict {
        Ok(_) => Expected::Accepted,
        Err(refusal) => Expected::Refused(refusal.code()),
    }
}

fn text<'j>(json: &'j Json, path: &[&str]) -> &'j str {
    json.at(path)
        .and_then(Json::as_str)
        .unwrap_or_else(|| panic!("no text at {path:?}"))
}
