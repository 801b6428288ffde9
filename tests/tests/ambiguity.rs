//! The claim of PROTOCOLS 1.4, held by properties: two accepted bodies that share a signing
//! string agree on every member that the kind defines, free text aside.
//!
//! Signing strings are generated, mostly out of the pieces that an attacker would use; all their
//! readings are enumerated, signed as what they are, and offered to the real receiver.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use ackwell::{Code, Config, Provider, Receiver, Request};
use ackwell_tests::json::Json;
use ackwell_tests::keys;
use ackwell_tests::oracle::{
    LIANLIAN_FREE_TEXT, PINGPONG_FREE_TEXT, lianlian_names, pingpong_names,
};
use ackwell_tests::oracle::{Oracle, Provider as OracleProvider, Request as OracleRequest};
use ackwell_tests::readings::{readings, readings_with_blanks, upper_bound};
use ackwell_tests::samples::{ACC_ID, CLIENT_ID, SALT, payment, transaction_bare};
use ackwell_tests::sign::{LianLianSigner, Members, PingPongSigner};
use ackwell_tests::thorough;
use proptest::prelude::*;

/// A string with more readings than this is left out: it would only take longer.
const MAX_READINGS: u128 = 512;

/// How many strings a property tries.
fn strings() -> u32 {
    if thorough() { 1_500 } else { 200 }
}

/// A receiver, and the oracle that judges it.
struct Judged {
    receiver: Receiver,
    oracle: Oracle,
    known: Vec<&'static str>,
    free: &'static [&'static str],
    readings: fn(&str) -> Vec<Members>,
}

static LIANLIAN: LazyLock<Judged> = LazyLock::new(|| {
    let document = lianlian_document();
    Judged {
        receiver: receiver(&document, Provider::LianLian),
        oracle: Oracle::new(&document, OracleProvider::LianLian),
        known: lianlian_names(),
        free: LIANLIAN_FREE_TEXT,
        readings,
    }
});

static PINGPONG: LazyLock<Judged> = LazyLock::new(|| {
    let document = pingpong_document();
    Judged {
        receiver: receiver(&document, Provider::PingPong),
        oracle: Oracle::new(&document, OracleProvider::PingPong),
        known: pingpong_names(),
        free: PINGPONG_FREE_TEXT,
        readings: readings_with_blanks,
    }
});

static SIGNER: LazyLock<LianLianSigner> = LazyLock::new(|| LianLianSigner::new(&keys::PLATFORM));

fn receiver(document: &Json, provider: Provider) -> Receiver {
    let config = Config::from_json(&document.compact()).expect("a document");
    config.receiver(provider).expect("a receiver")
}

fn lianlian_document() -> Json {
    let section = Members::default()
        .with("public_keys", vec![keys::PLATFORM.one_line()])
        .with("merchant_ids", "any")
        .with("sources", "any");
    Json::object([("lianlian", section.json())])
}

fn pingpong_document() -> Json {
    let section = Members::default()
        .with("salt", SALT)
        .with("client_id", CLIENT_ID)
        .with("acc_ids", "any")
        .with("hashes", vec!["SHA256", "MD5"])
        .with("sources", "any");
    Json::object([("pingpong", section.json())])
}

/// Whether a body got past the rules about readings: accepted, or refused for what comes after.
fn was_read(code: Option<Code>) -> bool {
    !matches!(
        code,
        Some(
            Code::AmbiguousBody | Code::DuplicateMember | Code::MalformedBody | Code::BodyTooLarge
        )
    )
}

/// The members that decide: known to the scheme, not free text, and there at all.
fn decisive(members: &Members, known: &[&str], free: &[&str]) -> BTreeMap<String, Json> {
    members
        .0
        .iter()
        .filter(|(name, _)| known.contains(&name.as_str()) && !free.contains(&name.as_str()))
        .filter(|(name, value)| name != "sign" && !is_blank(value))
        .cloned()
        .collect()
}

fn is_blank(value: &Json) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// A reading, and where it has no blank value, the same with blank members that somebody added:
/// those are left out of the text again.
fn with_added_blanks(reading: Members, known: &[&str]) -> Vec<Members> {
    if reading.0.iter().any(|(_, value)| is_blank(value)) {
        return vec![reading];
    }
    let mut added = reading.clone();
    let others = known.iter().filter(|name| **name != "sign");
    for name in others.chain(&["zz"]) {
        if reading.text(name).is_none() {
            added = added.with(name, "");
        }
    }
    vec![reading, added]
}

/// Offers every reading of `string` with the same signature; those that are read must agree.
fn one_class(string: &str, sign: &str, judged: &Judged) -> Result<usize, TestCaseError> {
    let Judged {
        receiver,
        oracle,
        known,
        free,
        readings,
    } = judged;
    let mut class: Option<(String, BTreeMap<String, Json>)> = None;
    let mut read = 0;
    let bodies = readings(string)
        .into_iter()
        .flat_map(|reading| with_added_blanks(reading, known));
    for reading in bodies {
        let decides = decisive(&reading, known, free);
        let body = reading.with("sign", sign).compact();
        let verdict = receiver.verify(&Request::new(body.as_bytes()));
        let code = verdict.err().map(|refusal| refusal.code());

        let request = OracleRequest {
            body: body.clone().into(),
            ..OracleRequest::default()
        };
        let said = oracle
            .before_signature(&request)
            .err()
            .map(|refused| refused.code);
        let core = code.filter(|code| !was_read(Some(*code))).map(Code::as_str);
        prop_assert_eq!(said, core, "the oracle, of {}", &body);

        if !was_read(code) {
            continue;
        }
        prop_assert_ne!(
            code,
            Some(Code::InvalidSignature),
            "another string than {}",
            string
        );
        read += 1;
        match &class {
            None => class = Some((body, decides)),
            Some((first, decided)) => {
                prop_assert_eq!(decided, &decides, "two classes:\n{}\n{}", first, body);
            }
        }
    }
    Ok(read)
}

fn lianlian_value() -> impl Strategy<Value = String> {
    let name = prop::sample::select(lianlian_names());
    prop_oneof![
        4 => "[a-z0-9]{1,4}",
        1 => Just("RSA".to_owned()),
        2 => "[a-z]{0,2}&[a-z]{1,2}=[a-z]{0,2}",
        3 => (name.clone(), "[0-9]{0,2}").prop_map(|(name, value)| format!("x&{name}={value}")),
        2 => (name.clone(), name, "[a-z]{1,2}")
            .prop_map(|(one, two, x)| format!("{x}&{one}=1&{two}={x}&m{x}=")),
        1 => "[&=a]{1,5}",
    ]
}

fn lianlian_members() -> impl Strategy<Value = BTreeMap<String, String>> {
    let name = prop_oneof![
        3 => prop::sample::select(
            lianlian_names().into_iter().filter(|name| *name != "sign").collect::<Vec<_>>()
        )
        .prop_map(str::to_owned),
        2 => prop::sample::select(vec!["info_order", "ret_msg"]).prop_map(str::to_owned),
        1 => "[a-z]{1,3}",
    ];
    prop::collection::btree_map(name, lianlian_value(), 1..6)
}

fn pingpong_value() -> impl Strategy<Value = String> {
    let name = prop::sample::select(pingpong_names());
    prop_oneof![
        3 => "[a-z0-9]{1,4}",
        2 => Just("{}".to_owned()),
        1 => "[ ]{0,2}",
        2 => (name.clone(), "[0-9]{0,2}").prop_map(|(name, value)| format!("x&{name}={value}")),
        2 => (name.clone(), "[0-9]{1,2}").prop_map(|(name, value)| {
            format!("{{\"notifyType\":\"A\",\"b\":\"}}&{name}={value}\"}}")
        }),
        1 => (name, Just("{}")).prop_map(|(name, value)| format!("{value}&{name}={value}")),
        1 => "[&={}]{1,5}",
    ]
}

fn pingpong_members() -> impl Strategy<Value = BTreeMap<String, String>> {
    let name = prop_oneof![
        4 => prop::sample::select(
            pingpong_names().into_iter().filter(|name| *name != "sign").collect::<Vec<_>>()
        )
        .prop_map(str::to_owned),
        1 => "[a-z]{1,3}",
    ];
    prop::collection::btree_map(name, pingpong_value(), 1..6)
}

fn string_of(members: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: strings(),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn all_lianlian_bodies_that_are_read_from_one_string_agree(
        members in lianlian_members(),
        scheme in any::<bool>(),
    ) {
        let mut members = members;
        if scheme {
            members.insert("sign_type".to_owned(), "RSA".to_owned());
        }
        let string = string_of(&members);
        prop_assume!(upper_bound(&string) <= MAX_READINGS);
        let sign = SIGNER.signature(string.as_bytes());
        one_class(&string, &sign, &LIANLIAN)?;
    }

    #[test]
    fn all_pingpong_bodies_that_are_read_from_one_string_agree(
        members in pingpong_members(),
        scheme in any::<bool>(),
    ) {
        let mut members = members;
        if scheme {
            members.insert("signType".to_owned(), "SHA256".to_owned());
        }
        let string = string_of(&members);
        prop_assume!(upper_bound(&string) <= MAX_READINGS);
        let sign = PingPongSigner::new(SALT).signature(string.as_bytes());
        one_class(&string, &sign, &PINGPONG)?;
    }

    #[test]
    fn no_reading_of_a_whole_payment_changes_what_is_paid(
        text in lianlian_value(),
        tail in lianlian_value(),
    ) {
        let members = payment()
            .without("bank_code")
            .without("dt_order")
            .without("settle_date")
            .without("no_order")
            .without("pay_type")
            .without("oid_partner")
            .with("info_order", text)
            .with("mz", tail);
        let string = LianLianSigner::message(&members);
        prop_assume!(upper_bound(&string) <= 8 * MAX_READINGS);
        let sign = SIGNER.signature(string.as_bytes());
        one_class(&string, &sign, &LIANLIAN)?;
    }
}

#[test]
fn the_generators_reach_strings_with_several_readings_that_are_read() {
    // A property over nothing but refusals would prove nothing.
    let genuine = payment().with("info_order", "x&juice=1&kiwi=2");
    let string = LianLianSigner::message(&genuine);
    let sign = SIGNER.signature(string.as_bytes());
    let read = one_class(&string, &sign, &LIANLIAN).expect("one class");
    assert!(read >= 2, "{read} readings were read");

    let genuine = Members::of(&[
        ("accId", ACC_ID),
        (
            "bizContent",
            &transaction_bare().with("remark", "&clientId=1").compact(),
        ),
        ("description", "a&b=c&d=e"),
        ("signType", "SHA256"),
    ]);
    let string = PingPongSigner::message(&genuine);
    let read = one_class(
        &string,
        &PingPongSigner::new(SALT).signature(string.as_bytes()),
        &PINGPONG,
    )
    .expect("one class");
    assert!(read >= 1, "{read} readings were read");

    // The text of a body whose blank members were kept.
    let genuine = genuine.with("code", "").with("version", " ");
    let string = PingPongSigner::message_with_blanks(&genuine);
    let read = one_class(
        &string,
        &PingPongSigner::new(SALT).signature(string.as_bytes()),
        &PINGPONG,
    )
    .expect("one class");
    assert!(read >= 1, "{read} readings were read");
}
