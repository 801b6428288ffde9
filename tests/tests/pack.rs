//! The pack itself: it is what the cases say, and it leaves no code and no kind out.

use std::collections::{BTreeMap, BTreeSet};

use ackwell_tests::json::Json;
use ackwell_tests::pack::{self, Case, Expected, Operation, Pack, Step};
use ackwell_tests::{cases, oracle};

fn all() -> Vec<(String, Pack)> {
    pack::read_all(&pack::folder())
}

fn every_case(packs: &[(String, Pack)]) -> impl Iterator<Item = &Case> {
    packs.iter().flat_map(|(_, pack)| &pack.cases)
}

#[test]
fn the_committed_pack_is_what_the_cases_say() {
    let mut expected: BTreeMap<String, String> = cases::all()
        .into_iter()
        .map(|topic| (format!("{}.json", topic.name), topic.pack.text()))
        .collect();
    expected.insert(pack::ERRORS.to_owned(), cases::errors().text());
    expected.insert(pack::SURFACE.to_owned(), cases::surface().text());
    let mut stale = Vec::new();
    for entry in std::fs::read_dir(pack::folder()).expect("the pack's folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let committed = std::fs::read_to_string(&path).expect("a file of the pack");
        if expected.remove(&name).as_ref() != Some(&committed) {
            stale.push(name);
        }
    }
    stale.extend(expected.into_keys());
    assert!(
        stale.is_empty(),
        "run `cargo xtask vectors`; stale: {}",
        stale.join(", ")
    );
}

#[test]
fn every_id_is_unique_and_begins_with_its_files_name() {
    let packs = all();
    let mut ids = BTreeSet::new();
    for (name, pack) in &packs {
        for case in &pack.cases {
            let topic = name.trim_end_matches(".json");
            assert!(case.id.starts_with(&format!("{topic}/")), "{}", case.id);
            assert!(ids.insert(&case.id), "{} twice", case.id);
            assert!(!case.note.is_empty(), "{} says nothing", case.id);
        }
    }
    assert!(ids.len() >= 350, "{} cases", ids.len());
}

#[test]
fn every_code_is_refused_with_at_least_twice() {
    let packs = all();
    let mut refusals: BTreeMap<String, usize> = BTreeMap::new();
    let mut count = |code: &str| *refusals.entry(code.to_owned()).or_default() += 1;
    for case in every_case(&packs) {
        if let Expected::Refused { code, .. } = &case.expected {
            count(code);
        }
        if let (Operation::Acknowledge, Some(code)) = (case.operation, &case.code) {
            count(code);
        }
        for step in case.steps.iter().flatten() {
            match step {
                Step::Claim { expected, .. }
                | Step::Commit { expected, .. }
                | Step::Release { expected, .. }
                | Step::Extend { expected, .. }
                | Step::ExpectOrder { expected, .. } => count(expected),
                Step::Overdue { .. }
                | Step::EarlierPayment { .. }
                | Step::Wait { .. }
                | Step::Handle { .. } => {}
            }
        }
    }
    for row in pack::read_errors(&pack::folder()).codes {
        let acknowledged = 2; // one answer a provider
        let others = refusals.get(&row.code).copied().unwrap_or_default() - acknowledged;
        // A defect of Ackwell cannot be caused here, and a failed fulfilment is a `handle` step.
        let needed = if matches!(row.code.as_str(), "internal" | "fulfilment_failed") {
            0
        } else {
            2
        };
        assert!(others >= needed, "{}: {others} refusals", row.code);
    }
}

#[test]
fn every_kind_is_accepted_in_several_shapes() {
    let packs = all();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for case in every_case(&packs) {
        if let Expected::Accepted { notification, .. } = &case.expected {
            let kind = notification
                .get("kind")
                .and_then(Json::as_str)
                .expect("a kind");
            *kinds.entry(kind.to_owned()).or_default() += 1;
        }
    }
    for table in ackwell::kinds() {
        assert!(
            kinds.get(table.kind).is_some_and(|count| *count >= 5),
            "{}: {kinds:?}",
            table.kind
        );
    }
    assert!(kinds["pingpong.other"] >= 5, "{kinds:?}");
}

#[test]
fn cases_that_share_a_signature_are_read_as_one_class_at_most() {
    // The pairs of ambiguity.json: wherever both members of a pair are accepted, they agree.
    let packs = all();
    let (_, pack) = packs
        .iter()
        .find(|(name, _)| name == "ambiguity.json")
        .expect("the file");
    let mut by_signature: BTreeMap<String, Vec<&Case>> = BTreeMap::new();
    for case in pack
        .cases
        .iter()
        .filter(|case| case.flags.iter().any(|flag| flag == "pair"))
    {
        let body = case
            .request
            .as_ref()
            .and_then(|request| request.body.clone())
            .expect("text");
        let body = Json::parse(&body, ackwell_tests::json::Limits::NONE).expect("JSON");
        let sign = body
            .get("sign")
            .and_then(Json::as_str)
            .expect("a signature")
            .to_owned();
        by_signature.entry(sign).or_default().push(case);
    }
    assert!(
        by_signature.values().any(|cases| cases.len() == 2),
        "no pair shares a signature"
    );
    for cases in by_signature.values() {
        let accepted: Vec<&Json> = cases
            .iter()
            .filter_map(|case| match &case.expected {
                Expected::Accepted { notification, .. } => Some(notification),
                _ => None,
            })
            .collect();
        for pair in accepted.windows(2) {
            for name in [
                "merchant_id",
                "order_no",
                "transaction_no",
                "status_text",
                "amount",
            ] {
                assert_eq!(pair[0].get(name), pair[1].get(name), "{name}");
            }
        }
    }
}

#[test]
fn published_addresses_are_those_of_the_core() {
    // Two lists, typed twice: here for the oracle, there for the receiver.
    let core = |provider, name: &str| {
        let lists = ackwell::published_sources(provider);
        let list = lists.iter().find(|list| list.name == name).expect("a list");
        list.addresses.iter().copied().collect::<BTreeSet<_>>()
    };
    let ours = |list: &[&'static str]| list.iter().copied().collect::<BTreeSet<_>>();
    let lianlian = core(ackwell::Provider::LianLian, "published");
    assert_eq!(lianlian, ours(&oracle::PUBLISHED_LIANLIAN));
    let production = core(ackwell::Provider::PingPong, "production");
    assert_eq!(production, ours(&oracle::PINGPONG_PRODUCTION));
    let sandbox = core(ackwell::Provider::PingPong, "sandbox");
    assert_eq!(sandbox, ours(&oracle::PINGPONG_SANDBOX));
}
