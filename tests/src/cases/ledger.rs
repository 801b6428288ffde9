//! Claim, commit, release: what the ledger says of one delivery after another.

use std::collections::BTreeMap;

use super::{
    Acknowledgement, Draft, Operation, Provider, Request, Step, Topic, codes, lianlian_section,
    pingpong_section, signed, wrapped,
};
use crate::json::Json;
use crate::keys;
use crate::pack::Expected;
use crate::samples::{
    LIANLIAN_PEER, PINGPONG_PEER, Spelling, exchange_payment, payment, refund, transaction_bare,
    unknown_type,
};
use crate::sign::Members;

mod orders;

pub(super) fn topic() -> Topic {
    let mut topic = Topic::new(
        "ledger",
        "What a ledger answers, step by step, each case on a new ledger in memory. First: act, \
         then commit. Repeat: answer success. In progress and conflict: answer failure.",
    )
    .config("shop", shop(&memory()))
    .config("short-lease", shop(&memory().with("lease_seconds", 1)));
    claims(&mut topic);
    leases(&mut topic);
    conflicts(&mut topic);
    handled(&mut topic);
    orders::add(&mut topic);
    opened(&mut topic);
    topic
}

fn memory() -> Members {
    Members::of(&[("url", "memory:")])
}

fn shop(ledger: &Members) -> Json {
    Json::object([
        ("lianlian", lianlian_section(&keys::PLATFORM).json()),
        ("pingpong", pingpong_section().json()),
        ("ledger", ledger.json()),
    ])
}

fn walk(
    id: &str,
    note: &str,
    provider: Provider,
    bodies: &[(&str, String)],
    steps: Vec<Step>,
) -> Draft {
    let peer = match provider {
        Provider::LianLian => LIANLIAN_PEER,
        Provider::PingPong => PINGPONG_PEER,
    };
    let requests: BTreeMap<String, Request> = bodies
        .iter()
        .map(|(name, body)| {
            let request = Request {
                peer: Some(peer.to_owned()),
                ..Request::of_bytes(body.as_bytes())
            };
            ((*name).to_owned(), request)
        })
        .collect();
    let mut draft = Draft::new(Operation::Ledger, id, note)
        .provider(provider)
        .config("shop");
    draft.case.requests = Some(requests);
    draft.case.steps = Some(steps);
    draft.expecting(Expected::Walked)
}

fn lianlian(id: &str, note: &str, bodies: &[(&str, String)], steps: Vec<Step>) -> Draft {
    walk(id, note, Provider::LianLian, bodies, steps)
}

fn pingpong(id: &str, note: &str, bodies: &[(&str, String)], steps: Vec<Step>) -> Draft {
    walk(id, note, Provider::PingPong, bodies, steps)
}

/// A first claim, whose lease later steps know by that name.
fn first(request: &str, lease: &str) -> Step {
    Step::Claim {
        request: request.to_owned(),
        expected: "first".to_owned(),
        lease: Some(lease.to_owned()),
    }
}

fn claim(request: &str, expected: &str) -> Step {
    Step::Claim {
        request: request.to_owned(),
        expected: expected.to_owned(),
        lease: None,
    }
}

fn commit(lease: &str, expected: &str) -> Step {
    Step::Commit {
        lease: lease.to_owned(),
        expected: expected.to_owned(),
    }
}

fn release(lease: &str, expected: &str) -> Step {
    Step::Release {
        lease: lease.to_owned(),
        expected: expected.to_owned(),
    }
}

fn extend(lease: &str, expected: &str) -> Step {
    Step::Extend {
        lease: lease.to_owned(),
        expected: expected.to_owned(),
    }
}

fn wait(milliseconds: u64) -> Step {
    Step::Wait { milliseconds }
}

fn handle(request: &str, succeeds: bool, fulfilled: bool, answer: Acknowledgement) -> Step {
    Step::Handle {
        request: request.to_owned(),
        fulfilment_succeeds: succeeds,
        fulfilled,
        acknowledgement: answer,
    }
}

fn one() -> Vec<(&'static str, String)> {
    vec![("paid", signed(&payment()))]
}

fn claims(topic: &mut Topic) {
    topic.add(lianlian(
        "first-then-repeat",
        "what was committed is a repeat, however often it comes",
        &one(),
        vec![
            first("paid", "a"),
            commit("a", "done"),
            claim("paid", "repeat"),
            claim("paid", "repeat"),
        ],
    ));
    topic.add(lianlian(
        "in-progress",
        "while one worker holds the lease nobody else gets it",
        &one(),
        vec![
            first("paid", "a"),
            claim("paid", "in_progress"),
            claim("paid", "in_progress"),
            commit("a", "done"),
            claim("paid", "repeat"),
        ],
    ));
    topic.add(lianlian(
        "release-then-first",
        "what was released can be claimed immediately",
        &one(),
        vec![
            first("paid", "a"),
            release("a", "done"),
            first("paid", "b"),
            commit("b", "done"),
            claim("paid", "repeat"),
        ],
    ));
    topic.add(lianlian(
        "two-orders",
        "another transaction is another fact",
        &[
            ("one", signed(&payment())),
            (
                "two",
                signed(&payment().with("oid_paybill", "2013051613121202")),
            ),
        ],
        vec![
            first("one", "a"),
            first("two", "b"),
            commit("b", "done"),
            claim("one", "in_progress"),
        ],
    ));
    topic.add(lianlian(
        "processing-then-success",
        "PROCESSING and SUCCESS of one transaction are two facts",
        &[
            (
                "processing",
                signed(&exchange_payment(Spelling::Sample).with("result_pay", "PROCESSING")),
            ),
            ("success", signed(&exchange_payment(Spelling::Sample))),
        ],
        vec![
            first("processing", "a"),
            commit("a", "done"),
            first("success", "b"),
            commit("b", "done"),
            claim("processing", "repeat"),
        ],
    ));
    topic.add(pingpong(
        "failed-then-success",
        "a failed transaction is not final",
        &[
            (
                "failed",
                wrapped(&transaction_bare().with("status", "FAILED")),
            ),
            ("success", wrapped(&transaction_bare())),
        ],
        vec![
            first("failed", "a"),
            commit("a", "done"),
            first("success", "b"),
            commit("b", "done"),
            claim("success", "repeat"),
        ],
    ));
    topic.add(pingpong(
        "same-amount-written-otherwise",
        "200 is 200.000000, so this is a repeat",
        &[
            ("six", wrapped(&transaction_bare())),
            ("none", wrapped(&transaction_bare().with("amount", "200"))),
        ],
        vec![
            first("six", "a"),
            commit("a", "done"),
            claim("none", "repeat"),
        ],
    ));
    topic.add(pingpong(
        "information-does-not-matter",
        "what does not decide money or order may differ",
        &[
            ("plain", wrapped(&transaction_bare())),
            (
                "remarked",
                wrapped(&transaction_bare().with("remark", "later")),
            ),
        ],
        vec![
            first("plain", "a"),
            commit("a", "done"),
            claim("remarked", "repeat"),
        ],
    ));
    topic.add(pingpong(
        "payment-and-refund",
        "a refund is another kind",
        &[
            ("paid", wrapped(&transaction_bare())),
            ("refunded", wrapped(&refund())),
        ],
        vec![
            first("paid", "a"),
            commit("a", "done"),
            first("refunded", "b"),
        ],
    ));
    topic.add(pingpong(
        "other-kind",
        "an unknown type is known by its content",
        &[
            ("opened", wrapped(&unknown_type())),
            ("won", wrapped(&unknown_type().with("status", "WON"))),
        ],
        vec![
            first("opened", "a"),
            commit("a", "done"),
            first("won", "b"),
            commit("b", "done"),
            claim("opened", "repeat"),
        ],
    ));
}

fn leases(topic: &mut Topic) {
    topic.add(lianlian(
        "commit-twice",
        "committing twice is not an error",
        &one(),
        vec![
            first("paid", "a"),
            commit("a", "done"),
            commit("a", "done"),
            claim("paid", "repeat"),
        ],
    ));
    topic.add(lianlian(
        "release-twice",
        "nor is releasing twice",
        &one(),
        vec![
            first("paid", "a"),
            release("a", "done"),
            release("a", "done"),
            first("paid", "b"),
        ],
    ));
    topic.add(lianlian(
        "commit-after-release",
        "what was released cannot be committed",
        &one(),
        vec![
            first("paid", "a"),
            release("a", "done"),
            commit("a", "lease_lost"),
            first("paid", "b"),
        ],
    ));
    topic.add(lianlian(
        "release-after-commit",
        "what was committed cannot be released",
        &one(),
        vec![
            first("paid", "a"),
            commit("a", "done"),
            release("a", "lease_lost"),
            claim("paid", "repeat"),
        ],
    ));
    topic.add(lianlian(
        "old-lease",
        "an old lease ends when somebody else claims",
        &one(),
        vec![
            first("paid", "a"),
            release("a", "done"),
            first("paid", "b"),
            commit("a", "lease_lost"),
            release("a", "lease_lost"),
            extend("a", "lease_lost"),
            commit("b", "done"),
            claim("paid", "repeat"),
        ],
    ));
    topic.add(
        lianlian(
            "lease-runs-out",
            "a lease that runs out can be claimed again, and its old holder can do nothing more",
            &one(),
            vec![
                first("paid", "a"),
                claim("paid", "in_progress"),
                wait(1300),
                first("paid", "b"),
                commit("a", "lease_lost"),
                commit("b", "done"),
                claim("paid", "repeat"),
            ],
        )
        .flag("slow")
        .config("short-lease"),
    );
    topic.add(
        lianlian(
            "late-commit",
            "a late commit holds if nobody claimed meanwhile",
            &one(),
            vec![
                first("paid", "a"),
                wait(1300),
                commit("a", "done"),
                claim("paid", "repeat"),
            ],
        )
        .flag("slow")
        .config("short-lease"),
    );
    topic.add(
        lianlian(
            "extend",
            "an extended lease runs its whole time again",
            &one(),
            vec![
                first("paid", "a"),
                wait(700),
                extend("a", "done"),
                wait(600),
                claim("paid", "in_progress"),
                commit("a", "done"),
            ],
        )
        .flag("slow")
        .config("short-lease"),
    );
    topic.add(lianlian(
        "extend-after-commit",
        "what is settled cannot be extended",
        &one(),
        vec![
            first("paid", "a"),
            commit("a", "done"),
            extend("a", "lease_lost"),
        ],
    ));
}

fn conflicts(topic: &mut Topic) {
    let other = |member: &str, value: &str| {
        vec![
            ("paid", wrapped(&transaction_bare())),
            ("other", wrapped(&transaction_bare().with(member, value))),
        ]
    };
    for (id, member, value) in [
        ("amount", "amount", "2.000000"),
        ("currency", "currency", "EUR"),
        ("order", "merchantTransactionId", "PMT-2"),
    ] {
        topic.add(pingpong(
            &format!("conflict-{id}"),
            "one fact, reported twice with another amount, currency or order: never a repeat",
            &other(member, value),
            vec![
                first("paid", "a"),
                commit("a", "done"),
                claim("other", "conflict"),
                claim("paid", "repeat"),
            ],
        ));
    }
    topic.add(pingpong(
        "conflict-while-in-progress",
        "the same while the first is being fulfilled",
        &other("amount", "2.000000"),
        vec![
            first("paid", "a"),
            claim("other", "conflict"),
            commit("a", "done"),
        ],
    ));
    topic.add(pingpong(
        "conflict-after-release",
        "and after it was released: only a person can decide",
        &other("amount", "2.000000"),
        vec![
            first("paid", "a"),
            release("a", "done"),
            claim("other", "conflict"),
            first("paid", "b"),
        ],
    ));
    topic.add(lianlian(
        "conflict-lianlian",
        "the same for the other provider",
        &[
            ("paid", signed(&payment())),
            ("other", signed(&payment().with("money_order", "2109.70"))),
        ],
        vec![
            first("paid", "a"),
            commit("a", "done"),
            claim("other", "conflict"),
        ],
    ));
}

fn handled(topic: &mut Topic) {
    for provider in [Provider::LianLian, Provider::PingPong] {
        let name = provider.name();
        let (body, other, forged) = match provider {
            Provider::LianLian => (
                signed(&payment()),
                signed(&payment().with("money_order", "1.00")),
                signed(&payment()).replace("210.97", "1.00"),
            ),
            Provider::PingPong => (
                wrapped(&transaction_bare()),
                wrapped(&transaction_bare().with("amount", "1")),
                wrapped(&transaction_bare()).replace("200.000000", "1"),
            ),
        };
        let success = || codes::success(provider);
        let failure = |code: &str| codes::failure(provider, code);
        let paid = [("paid", body.clone())];
        topic.add(walk(
            &format!("handle-{name}-twice"),
            "fulfilled once, answered twice",
            provider,
            &paid,
            vec![
                handle("paid", true, true, success()),
                handle("paid", true, false, success()),
                handle("paid", false, false, success()),
            ],
        ));
        topic.add(walk(
            &format!("handle-{name}-failing"),
            "a fulfilment that fails is tried again with the next delivery",
            provider,
            &paid,
            vec![
                handle("paid", false, true, failure("fulfilment_failed")),
                handle("paid", false, true, failure("fulfilment_failed")),
                handle("paid", true, true, success()),
                handle("paid", true, false, success()),
            ],
        ));
        topic.add(walk(
            &format!("handle-{name}-in-progress"),
            "never success before the work is done",
            provider,
            &paid,
            vec![
                first("paid", "a"),
                handle("paid", true, false, failure("in_progress")),
                commit("a", "done"),
                handle("paid", true, false, success()),
            ],
        ));
        topic.add(walk(
            &format!("handle-{name}-conflict"),
            "a conflict is answered with failure and not fulfilled",
            provider,
            &[("paid", body.clone()), ("other", other)],
            vec![
                handle("paid", true, true, success()),
                handle("other", true, false, failure("conflict")),
            ],
        ));
        topic.add(walk(
            &format!("handle-{name}-forged"),
            "what is refused is not claimed and not fulfilled",
            provider,
            &[("paid", body), ("forged", forged)],
            vec![
                handle("forged", true, false, failure("invalid_signature")),
                handle("paid", true, true, success()),
            ],
        ));
    }
}

/// Ledgers that cannot be opened.
fn opened(topic: &mut Topic) {
    let refused = |id: &str, note: &str, ledger: &Members, code: &str, member: Option<&str>| {
        let mut draft = Draft::new(Operation::Ledger, &format!("open-{id}"), note)
            .flag("open")
            .provider(Provider::LianLian)
            .document(shop(ledger))
            .expecting(Expected::Refused {
                code: code.to_owned(),
                member: member.map(str::to_owned),
                acknowledgement: None,
                says: None,
                hides: None,
            });
        draft.case.requests = Some(BTreeMap::new());
        draft.case.steps = Some(Vec::new());
        draft
    };
    for (id, path) in [
        (
            "no-folder",
            "sqlite:///nonexistent-ackwell-folder/ledger.db",
        ),
        ("folder-is-a-file", "sqlite:///dev/null/ledger.db"),
    ] {
        topic.add(refused(
            id,
            "a file that cannot be opened",
            &Members::of(&[("url", path)]),
            "ledger_unavailable",
            None,
        ));
    }
    for (id, ledger, member, note) in [
        (
            "no-url",
            Members::default(),
            "ledger.url",
            "a ledger says where it is",
        ),
        (
            "empty-url",
            Members::of(&[("url", "")]),
            "ledger.url",
            "a ledger says where it is",
        ),
        (
            "unknown-scheme",
            Members::of(&[("url", "ftp://shop.example/ledger")]),
            "ledger.url",
            "no such store",
        ),
        (
            "path",
            Members::of(&[("url", "/var/lib/shop/ledger.db")]),
            "ledger.url",
            "a path is not a URL",
        ),
        (
            "memory-with-name",
            Members::of(&[("url", "memory:shop")]),
            "ledger.url",
            "nothing may follow",
        ),
        (
            "url-number",
            memory().with("url", 1),
            "ledger.url",
            "a URL is a text",
        ),
        (
            "lease-zero",
            memory().with("lease_seconds", 0),
            "ledger.lease_seconds",
            "one second at least",
        ),
        (
            "lease-hour",
            memory().with("lease_seconds", 3600),
            "ledger.lease_seconds",
            "half the horizon at most",
        ),
        (
            "lease-text",
            memory().with("lease_seconds", "60"),
            "ledger.lease_seconds",
            "a number",
        ),
        (
            "retention-zero",
            memory().with("retention_days", 0),
            "ledger.retention_days",
            "shorter than the horizon",
        ),
        (
            "timeout-millisecond",
            memory().with("timeout_ms", 1),
            "ledger.timeout_ms",
            "10 milliseconds at least",
        ),
        (
            "timeout-hour",
            memory().with("timeout_ms", 3_600_000),
            "ledger.timeout_ms",
            "a minute at most",
        ),
        (
            "unknown-member",
            memory().with("lease", 60),
            "ledger.lease",
            "a member that nobody reads is most likely a slip",
        ),
    ] {
        topic.add(refused(id, note, &ledger, "invalid_config", Some(member)));
    }
}
