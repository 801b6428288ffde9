//! A million inputs that nobody should send, each put to the receiver and to the oracle; 30,000 of
//! them without `ACKWELL_THOROUGH=1`.
//!
//! `verify` must not panic, must not accept what the oracle refuses, and must refuse for the
//! oracle's reason. The inputs come from a seed and are the same on every machine and with any
//! number of threads. `ACKWELL_MUTATIONS` sets another count.

#![expect(clippy::print_stdout, reason = "it says what it did")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use ackwell::{Config, Provider, Receiver, Request};
use ackwell_tests::json::{Json, Limits};
use ackwell_tests::keys;
use ackwell_tests::mutate::{Mutator, Random};
use ackwell_tests::oracle::{self, Oracle};
use ackwell_tests::samples::{
    self, ACC_ID, CLIENT_ID, LIANLIAN_PEER, OID_PARTNER, PINGPONG_PEER, SALT, Spelling,
};
use ackwell_tests::sign::{LianLianSigner, Members, PingPongSigner};
use ackwell_tests::thorough;

/// Inputs that share a seed; a thread takes one block after the other.
const BLOCK: usize = 1_000;
/// How often the oracle's slow RSA checks a signature that the receiver found invalid.
const SAMPLED: usize = 50;

/// One receiver, the oracle that judges it, and what it is sent.
struct Target {
    provider: Provider,
    receiver: Receiver,
    oracle: Oracle,
    seeds: Vec<oracle::Request>,
}

#[test]
fn a_million_mutated_inputs_are_judged_as_the_oracle_judges_them() {
    let usual = if thorough() { 1_000_000 } else { 30_000 };
    let inputs = std::env::var("ACKWELL_MUTATIONS").map_or(usual, |count| {
        count.parse().expect("ACKWELL_MUTATIONS is a number")
    });
    let targets = targets();
    let next = AtomicUsize::new(0);
    let counts = Mutex::new(BTreeMap::<String, usize>::new());
    let problems = Mutex::new(Vec::<String>::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let block = next.fetch_add(1, Ordering::Relaxed);
                    let enough = problems.lock().expect("no panic holds it").len() >= 20;
                    if block * BLOCK >= inputs || enough {
                        return;
                    }
                    let count = BLOCK.min(inputs - block * BLOCK);
                    let (seen, wrong) = run_block(&targets, block, count);
                    let mut total = counts.lock().expect("no panic holds it");
                    for (outcome, number) in seen {
                        *total.entry(outcome).or_default() += number;
                    }
                    problems.lock().expect("no panic holds it").extend(wrong);
                }
            });
        }
    });
    let problems = problems.into_inner().expect("no panic holds it");
    assert!(
        problems.is_empty(),
        "{} disagreements:\n\n{}",
        problems.len(),
        problems
            .iter()
            .take(20)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n\n")
    );
    let counts = counts.into_inner().expect("no panic holds it");
    assert_eq!(counts.values().sum::<usize>(), inputs);
    println!("{inputs} inputs: {counts:?}");
    // Each kind of answer has been reached, or the mutator tests less than it says.
    for outcome in [
        "accepted",
        "untrusted_source",
        "invalid_peer",
        "body_too_large",
        "malformed_body",
        "duplicate_member",
        "ambiguous_body",
        "missing_signature",
        "unsupported_sign_type",
        "invalid_signature",
        "not_a_notification",
        "missing_field",
        "invalid_field",
        "wrong_merchant",
    ] {
        let number = counts.get(outcome).copied().unwrap_or_default();
        assert!(
            number >= inputs / 10_000,
            "{outcome} was reached {number} times: {counts:?}"
        );
    }
}

fn run_block(
    targets: &[Target],
    block: usize,
    count: usize,
) -> (BTreeMap<String, usize>, Vec<String>) {
    let mut mutator = Mutator::new(u64::try_from(block).expect("a small number"));
    let mut counts = BTreeMap::new();
    let mut problems = Vec::new();
    for number in 0..count {
        let target = &targets[mutator.random.below(targets.len())];
        let input = input(target, &mut mutator);
        let sampled = mutator.random.once_in(SAMPLED);
        let judged = catch_unwind(AssertUnwindSafe(|| judge(target, &input, sampled)))
            .unwrap_or_else(|_| Err("it panicked".to_owned()));
        match judged {
            Ok(outcome) => *counts.entry(outcome).or_default() += 1,
            Err(problem) => problems.push(describe(target, &input, block, number, &problem)),
        }
    }
    (counts, problems)
}

/// A mutant of one of the target's seeds; for PingPong at times one that is signed again, so that
/// what lies behind the signature is reached.
fn input(target: &Target, mutator: &mut Mutator) -> oracle::Request {
    let seed = &target.seeds[mutator.random.below(target.seeds.len())];
    if target.provider == Provider::PingPong && mutator.random.once_in(2) {
        let mut signed = seed.clone();
        signed.body = sealed_again(&seed.body, mutator);
        return signed;
    }
    if mutator.random.once_in(20) {
        return seed.clone();
    }
    mutator.mutate(seed)
}

/// The envelope with its content or itself changed, and signed as it is then.
fn sealed_again(body: &[u8], mutator: &mut Mutator) -> Vec<u8> {
    let Some(envelope) = members_of(body) else {
        return mutator.body(body);
    };
    let changed = match envelope.text("bizContent") {
        Some(content) if !mutator.random.once_in(4) => {
            let content = mutator.body(content.as_bytes());
            envelope
                .clone()
                .with("bizContent", String::from_utf8_lossy(&content).into_owned())
        }
        _ => members_of(&mutator.body(body)).unwrap_or(envelope),
    };
    let signer = PingPongSigner::new(SALT);
    let sealed = if mutator.random.once_in(3) {
        signer.body_with_blanks(&changed)
    } else {
        signer.body(&changed)
    };
    sealed.into_bytes()
}

fn members_of(body: &[u8]) -> Option<Members> {
    let text = std::str::from_utf8(body).ok()?;
    match Json::parse(text, Limits::NONE).ok()? {
        Json::Object(members) => Some(Members(members)),
        _ => None,
    }
}

/// Compares the receiver's answer with the oracle's, and says which it was.
fn judge(target: &Target, input: &oracle::Request, sampled: bool) -> Result<String, String> {
    let headers: Vec<(&str, &[u8])> = input
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_slice()))
        .collect();
    let mut request = Request::new(&input.body).with_headers(&headers);
    if let Some(peer) = &input.peer {
        request = request.with_peer(peer);
    }
    let verdict = target.receiver.verify(&request);
    let core = match &verdict {
        Ok(_) => ("accepted", None),
        Err(refusal) => (refusal.code().as_str(), refusal.member().map(str::to_owned)),
    };
    let outcome = Ok(core.0.to_owned());

    let unverified = match target.oracle.before_signature(input) {
        Ok(unverified) => unverified,
        Err(refused) if refused.code == core.0 || two_flaws(refused.code, core.0) => {
            return outcome;
        }
        Err(refused) => return Err(format!("the receiver: {core:?}, the oracle: {refused:?}")),
    };
    if let Some(flaw) = unverified.signature_flaw() {
        return if flaw.code == core.0 {
            outcome
        } else {
            Err(format!("the receiver: {core:?}, the oracle: {flaw:?}"))
        };
    }
    if core.0 == "invalid_signature" {
        let cheap = target.provider == Provider::PingPong;
        return if (cheap || sampled) && unverified.vouched().is_ok() {
            Err("the receiver: invalid_signature, the oracle: it holds".to_owned())
        } else {
            outcome
        };
    }
    if unverified.vouched().is_err() {
        return Err(format!(
            "the receiver: {core:?}, the oracle: invalid_signature"
        ));
    }
    match (verdict, unverified.decode()) {
        (Ok(notification), Ok(expected)) => {
            let json = notification.to_json();
            let actual = Json::parse(&json, Limits::NONE).map_err(|flaw| format!("{flaw:?}"))?;
            if actual.same(&expected) {
                outcome
            } else {
                Err(format!(
                    "the receiver: {json}\nthe oracle: {}",
                    expected.compact()
                ))
            }
        }
        (Err(_), Err(refused)) if (refused.code, &refused.member) == (core.0, &core.1) => outcome,
        (_, said) => Err(format!("the receiver: {core:?}, the oracle: {said:?}")),
    }
}

/// A body that is both malformed and has a member twice may be refused for either.
fn two_flaws(one: &str, other: &str) -> bool {
    let either = |code| matches!(code, "malformed_body" | "duplicate_member");
    either(one) && either(other)
}

fn describe(
    target: &Target,
    input: &oracle::Request,
    block: usize,
    number: usize,
    problem: &str,
) -> String {
    let mut out = format!(
        "block {block}, input {number}, {}: {problem}",
        target.provider
    );
    for (name, value) in &input.headers {
        write!(out, "\n  {name}: {}", value.escape_ascii()).expect("a String takes it all");
    }
    let body = String::from_utf8_lossy(&input.body);
    let body: String = body.chars().take(3_000).collect();
    write!(out, "\n  peer {:?}\n  {body:?}", input.peer).expect("a String takes it all");
    out
}

fn targets() -> Vec<Target> {
    let lianlian = |section: &Members, proxies: &[&str]| {
        let document = document("lianlian", section, proxies);
        target(Provider::LianLian, &document, lianlian_seeds())
    };
    let pingpong = |section: &Members, proxies: &[&str]| {
        let document = document("pingpong", section, proxies);
        target(Provider::PingPong, &document, pingpong_seeds())
    };
    let platform = Members::default()
        .with(
            "public_keys",
            vec![keys::PLATFORM.one_line(), keys::NEXT.pem()],
        )
        .with("merchant_ids", vec![OID_PARTNER])
        .with("sources", "any");
    let salted = Members::default()
        .with("salt", SALT)
        .with("client_id", CLIENT_ID)
        .with("acc_ids", vec![ACC_ID])
        .with("environment", "production")
        .with("hashes", vec!["SHA256", "MD5"])
        .with("sources", "any");
    vec![
        lianlian(&platform, &["10.0.0.0/8"]),
        lianlian(
            &platform.clone().with("sources", "published"),
            &["10.0.0.0/8", "unix"],
        ),
        pingpong(&salted, &["10.0.0.0/8"]),
        pingpong(
            &salted
                .clone()
                .with("sources", vec!["published", "2001:db8::/32"]),
            &["10.0.0.0/8"],
        ),
        pingpong(
            &salted
                .with("sources", "published")
                .with("source_mode", "report"),
            &[],
        ),
    ]
}

fn document(name: &str, section: &Members, proxies: &[&str]) -> Json {
    let receiver = Members::default()
        .with("trusted_proxies", proxies.to_vec())
        .with("max_body_bytes", 3_000);
    Json::object([(name, section.json()), ("receiver", receiver.json())])
}

fn target(provider: Provider, document: &Json, seeds: Vec<oracle::Request>) -> Target {
    let config = Config::from_json(&document.compact()).expect("a document");
    let judge = oracle::Provider::of(provider.as_str()).expect("the same providers");
    Target {
        provider,
        receiver: config.receiver(provider).expect("a receiver"),
        oracle: Oracle::new(document, judge),
        seeds,
    }
}

fn from(peer: &str, body: String) -> oracle::Request {
    oracle::Request {
        body: body.into_bytes(),
        headers: Vec::new(),
        peer: Some(peer.to_owned()),
    }
}

/// Genuine bodies, and many that are signed although they are not in order.
fn lianlian_seeds() -> Vec<oracle::Request> {
    let signer = LianLianSigner::new(&keys::PLATFORM);
    let samples = [
        samples::payment(),
        samples::exchange_payment(Spelling::Table),
        samples::exchange_payment(Spelling::Sample),
        samples::payment()
            .with("info_order", "Tom & Jerry&x=1")
            .with("remark", ""),
        samples::payment().with("info_order", "x&money_order=9999.00&mz="),
        samples::payment()
            .without("settle_date")
            .without("info_order")
            .without("bank_code"),
    ];
    let mut bodies: Vec<String> = samples.iter().map(|sample| signer.body(sample)).collect();
    bodies.push(LianLianSigner::new(&keys::NEXT).body(&samples[0]));
    bodies.push(LianLianSigner::new(&keys::STRANGER).body(&samples[0]));
    let mut mutator = Mutator::new(u64::MAX);
    let wanted = bodies.len() + if thorough() { 600 } else { 60 };
    while bodies.len() < wanted {
        let sample = &samples[mutator.random.below(samples.len())];
        if let Some(members) = members_of(&mutator.body(sample.compact().as_bytes())) {
            bodies.push(signer.body(&members));
        }
    }
    bodies
        .into_iter()
        .map(|body| from(LIANLIAN_PEER, body))
        .collect()
}

fn pingpong_seeds() -> Vec<oracle::Request> {
    let signer = PingPongSigner::new(SALT);
    let contents = [
        samples::transaction(),
        samples::transaction_bare(),
        samples::refund(),
        samples::capture(),
        samples::void(),
        samples::unknown_type(),
        samples::transaction_bare().with("remark", "x\"}&clientId=9"),
        samples::transaction_bare().without("notifyType"),
    ];
    let mut bodies = Vec::new();
    for content in &contents {
        bodies.push(signer.body(&samples::envelope(content)));
        bodies.push(signer.body(&samples::envelope_2023(content)));
    }
    let envelope = samples::envelope(&contents[1]);
    bodies.push(signer.body(&envelope.clone().with("description", "a & b=c")));
    bodies.push(signer.body(&envelope.with("accId", "2018092714313010016292")));
    bodies
        .into_iter()
        .map(|body| from(PINGPONG_PEER, body))
        .collect()
}

#[test]
fn random_bytes_are_refused() {
    let targets = targets();
    let mut random = Random::new(0xBAD);
    for _ in 0..20_000 {
        let length = random.below(300);
        let body: Vec<u8> = (0..length)
            .map(|_| random.draw().to_le_bytes()[0])
            .collect();
        let input = oracle::Request {
            body,
            headers: Vec::new(),
            peer: None,
        };
        for target in &targets {
            let outcome =
                judge(target, &input, false).unwrap_or_else(|problem| panic!("{problem}"));
            assert_ne!(outcome, "accepted");
        }
    }
}
