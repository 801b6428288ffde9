//! What is played, and what must come back.

use std::time::{Duration, Instant};

use ackwell::{Acknowledgement, Code, Provider};
use ackwell_tests::sign::{LianLianSigner, Members, PingPongSigner};
use ackwell_tests::{keys, samples};

use super::Example;
use super::http::{Answer, post, post_chunked, with_method};

const LIANLIAN: &str = "/notify/lianlian";
const PINGPONG: &str = "/notify/pingpong";
/// How many times one notification is sent simultaneously.
const AT_ONCE: usize = 30;
/// How long what has to come is waited for.
const PATIENCE: Duration = Duration::from_secs(40);

#[derive(Default)]
pub(super) struct Checks {
    pub(super) passed: usize,
    pub(super) problems: Vec<String>,
}

impl Checks {
    pub(super) fn check(&mut self, what: &str, holds: bool, found: impl FnOnce() -> String) {
        if holds {
            self.passed += 1;
        } else {
            self.problems.push(format!("{what}: {}", found()));
        }
    }

    /// Whether an answer is that acknowledgement: status, type and bytes.
    fn answer(&mut self, what: &str, given: &Result<Answer, String>, wanted: Acknowledgement) {
        let same = given.as_ref().is_ok_and(|given| {
            given.status == wanted.status
                && given.body == wanted.body
                && same_type(&given.content_type, wanted.content_type)
        });
        self.check(what, same, || format!("{given:?}, expected {wanted:?}"));
    }

    pub(super) fn paid(&mut self, what: &str, example: &Example, order_no: &str, times: usize) {
        let found = example.paid(order_no, times);
        self.check(what, found == times, || {
            format!("{order_no} was marked paid {found} times, expected {times}")
        });
    }
}

/// Media types and charsets do not regard case.
fn same_type(given: &str, wanted: &str) -> bool {
    let plain = |text: &str| text.replace(' ', "").to_ascii_lowercase();
    plain(given) == plain(wanted)
}

fn success(provider: Provider) -> Acknowledgement {
    Acknowledgement::success(provider)
}

fn failure(provider: Provider, code: Code) -> Acknowledgement {
    Acknowledgement::failure(provider, code)
}

/// A payment of that order.
fn payment(order_no: &str) -> Members {
    samples::payment()
        .with("no_order", order_no)
        .with("oid_paybill", format!("paybill-{order_no}"))
}

fn transaction(order_no: &str) -> Members {
    samples::transaction()
        .with("merchantTransactionId", order_no)
        .with("transactionId", format!("transaction-{order_no}"))
}

fn signed(members: &Members) -> String {
    LianLianSigner::new(&keys::PLATFORM).body(members)
}

fn sealed(content: &Members) -> String {
    PingPongSigner::new(samples::SALT).body(&samples::envelope(content))
}

pub(super) fn everything(example: &Example, checks: &mut Checks) {
    lianlian(example, checks);
    pingpong(example, checks);
    repeated(example, checks);
    methods(example, checks);
    chunked(example, checks);
    let nowhere = post(example.port, "/nowhere", samples::LIANLIAN_PEER, b"{}");
    checks.check(
        "an unknown path",
        nowhere.as_ref().is_ok_and(|answer| answer.status == 404),
        || format!("{nowhere:?}"),
    );
}

fn lianlian(example: &Example, checks: &mut Checks) {
    const BY: Provider = Provider::LianLian;
    let send = |client: &str, body: &str| post(example.port, LIANLIAN, client, body.as_bytes());
    let peer = samples::LIANLIAN_PEER;
    let genuine = signed(&payment("order-1"));
    checks.answer("a genuine payment", &send(peer, &genuine), success(BY));
    checks.paid("a genuine payment", example, "order-1", 1);
    checks.answer("the same again", &send(peer, &genuine), success(BY));

    let tampered = genuine.replace("210.97", "999.97");
    let refused = |code| failure(BY, code);
    checks.answer(
        "another amount under the same signature",
        &send(peer, &tampered),
        refused(Code::InvalidSignature),
    );
    let forged = LianLianSigner::new(&keys::STRANGER).body(&payment("order-2"));
    checks.answer(
        "signed with a stranger's key",
        &send(peer, &forged),
        refused(Code::InvalidSignature),
    );
    checks.answer(
        "from an address that is on no list",
        &send(samples::STRANGER_PEER, &signed(&payment("order-3"))),
        refused(Code::UntrustedSource),
    );
    let other = payment("order-4").with("oid_partner", "201103171000000009");
    checks.answer(
        "for another merchant",
        &send(peer, &signed(&other)),
        refused(Code::WrongMerchant),
    );
    let contradicting = payment("order-1").with("money_order", "0.01");
    checks.answer(
        "the same payment with another amount, signed",
        &send(peer, &signed(&contradicting)),
        refused(Code::Conflict),
    );
    checks.answer("no body", &send(peer, ""), refused(Code::MalformedBody));
    let long = "x".repeat(70_000);
    checks.answer(
        "a long body",
        &send(peer, &long),
        refused(Code::BodyTooLarge),
    );
    let waiting = payment("order-5").with("result_pay", "PROCESSING");
    checks.answer(
        "not decided yet",
        &send(peer, &signed(&waiting)),
        success(BY),
    );
    for order_no in ["order-2", "order-3", "order-4", "order-5"] {
        checks.paid(
            "nothing that was refused or open is paid",
            example,
            order_no,
            0,
        );
    }
    checks.paid("no repeat is paid again", example, "order-1", 1);
}

fn pingpong(example: &Example, checks: &mut Checks) {
    const BY: Provider = Provider::PingPong;
    let send = |body: &str| {
        post(
            example.port,
            PINGPONG,
            samples::PINGPONG_PEER,
            body.as_bytes(),
        )
    };
    let genuine = sealed(&transaction("order-6"));
    checks.answer("a genuine transaction", &send(&genuine), success(BY));
    checks.answer("the same again", &send(&genuine), success(BY));
    checks.paid("a genuine transaction", example, "order-6", 1);
    let tampered = genuine.replace("order-6", "order-7");
    checks.answer(
        "another order under the same signature",
        &send(&tampered),
        failure(BY, Code::InvalidSignature),
    );
    checks.answer(
        "a LianLian payment",
        &send(&signed(&payment("order-8"))),
        failure(BY, Code::UnsupportedSignType),
    );
    for order_no in ["order-7", "order-8"] {
        checks.paid("nothing that was refused is paid", example, order_no, 0);
    }
}

/// One notification many times simultaneously: a request that comes while another is in progress is
/// answered with failure, and one acts.
fn repeated(example: &Example, checks: &mut Checks) {
    const BY: Provider = Provider::LianLian;
    let body = signed(&payment("order-9"));
    let peer = samples::LIANLIAN_PEER;
    let answers: Vec<Result<Answer, String>> = std::thread::scope(|scope| {
        let send = || post(example.port, LIANLIAN, peer, body.as_bytes());
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(send)).collect();
        threads
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or(Err("a thread ended early".to_owned()))
            })
            .collect()
    });
    let is = |answer: &Answer, wanted: Acknowledgement| {
        answer.status == wanted.status && answer.body == wanted.body
    };
    let done = |answer: &Result<Answer, String>| {
        answer.as_ref().is_ok_and(|answer| is(answer, success(BY)))
    };
    let busy = |answer: &Result<Answer, String>| {
        let wanted = failure(BY, Code::InProgress);
        answer.as_ref().is_ok_and(|answer| is(answer, wanted))
    };
    checks.check(
        "many simultaneously are done or in progress",
        answers.iter().all(|answer| done(answer) || busy(answer)) && answers.iter().any(done),
        || format!("{answers:?}"),
    );
    checks.paid("many simultaneously are paid once", example, "order-9", 1);
    let later = post(example.port, LIANLIAN, peer, body.as_bytes());
    checks.answer("and once more", &later, success(BY));
    checks.paid("once more is not paid again", example, "order-9", 1);
}

/// Only POST is a notification: everything else learns so, and nothing is fulfilled.
fn methods(example: &Example, checks: &mut Checks) {
    let body = signed(&payment("order-11"));
    let peer = samples::LIANLIAN_PEER;
    for (method, body) in [
        ("GET", ""),
        ("PUT", &body),
        ("DELETE", ""),
        ("PATCH", &body),
    ] {
        let answer = with_method(example.port, method, LIANLIAN, peer, body.as_bytes());
        let refused = |answer: &Answer| answer.status == 405 && answer.allow.contains("POST");
        checks.check(
            &format!("the method {method}"),
            answer.as_ref().is_ok_and(refused),
            || format!("{answer:?}, expected 405 with Allow: POST"),
        );
    }
    checks.paid("another method than POST", example, "order-11", 0);
}

/// A body in chunks is fulfilled, or refused because a length is required; never called malformed.
fn chunked(example: &Example, checks: &mut Checks) {
    let body = signed(&payment("order-12"));
    let peer = samples::LIANLIAN_PEER;
    let answer = post_chunked(example.port, LIANLIAN, peer, body.as_bytes());
    let length_required = answer.as_ref().is_ok_and(|answer| answer.status == 411);
    if length_required {
        checks.paid("a body in chunks that is refused", example, "order-12", 0);
    } else {
        checks.answer("a body in chunks", &answer, success(Provider::LianLian));
        checks.paid("a body in chunks", example, "order-12", 1);
    }
}

pub(super) fn after_a_restart(example: &Example, checks: &mut Checks) {
    let body = signed(&payment("order-1"));
    let again = post(
        example.port,
        LIANLIAN,
        samples::LIANLIAN_PEER,
        body.as_bytes(),
    );
    checks.answer("after a restart", &again, success(Provider::LianLian));
    let fresh = signed(&payment("order-10"));
    let first = post(
        example.port,
        LIANLIAN,
        samples::LIANLIAN_PEER,
        fresh.as_bytes(),
    );
    checks.answer(
        "a new one after a restart",
        &first,
        success(Provider::LianLian),
    );
    checks.paid("a new one after a restart", example, "order-10", 1);
    checks.paid("an old one is not paid again", example, "order-1", 0);
}

/// One notification whose fulfilment has begun and will not end: the same again is sent away.
pub(super) fn until_it_is_at_work(example: &Example, checks: &mut Checks) {
    let (port, body) = (example.port, signed(&payment("order-13")));
    let send = move |body: &str| post(port, LIANLIAN, samples::LIANLIAN_PEER, body.as_bytes());
    let sent = body.clone();
    // Its connection ends when the process is killed.
    std::thread::spawn(move || send(&sent));
    let busy = Ok(failure(Provider::LianLian, Code::InProgress).status);
    let begun = Instant::now();
    let mut found = Err("nothing was sent".to_owned());
    while found != busy && begun.elapsed() < PATIENCE {
        // Not so soon that this one is the first.
        std::thread::sleep(Duration::from_millis(500));
        found = send(&body).map(|answer| answer.status);
    }
    checks.check("a fulfilment that is under way", found == busy, || {
        format!("{found:?}, expected {busy:?}")
    });
    checks.paid("a fulfilment that is under way", example, "order-13", 0);
}

/// When the lease of the process that was killed has run out, the next delivery is fulfilled.
pub(super) fn after_it_was_killed_at_work(example: &Example, checks: &mut Checks) {
    let body = signed(&payment("order-13"));
    let send = || {
        let peer = samples::LIANLIAN_PEER;
        post(example.port, LIANLIAN, peer, body.as_bytes())
    };
    let begun = Instant::now();
    let mut answer = send();
    while !answer.as_ref().is_ok_and(|answer| answer.status == 200) && begun.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(200));
        answer = send();
    }
    checks.answer(
        "after it was killed in the middle of its work",
        &answer,
        success(Provider::LianLian),
    );
    checks.answer("and once more", &send(), success(Provider::LianLian));
    checks.paid("killed in the middle of its work", example, "order-13", 1);
}
