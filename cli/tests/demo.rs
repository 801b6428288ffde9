//! `ackwell demo`: every row is as it must be, and says so to people and programs.

mod common;

use std::collections::BTreeMap;
use std::path::PathBuf;

use common::Shop;
use serde_json::Value;

/// The messages that the providers signed, if they are next to the repository.
fn shared() -> PathBuf {
    let next_to_it = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    std::env::var_os("ACKWELL_SHARED").map_or_else(next_to_it, PathBuf::from)
}

fn rows(report: &Value) -> &Vec<Value> {
    report["rows"].as_array().unwrap()
}

#[test]
fn every_row_is_as_it_must_be_and_json_tells_it() {
    let shop = Shop::new();
    let mut command = shop.command(&["demo", "--json"]);
    let ran = common::Ran::of(&command.env("ACKWELL_SHARED", shared()).output().unwrap());
    let report = ran.json();
    let wrong: Vec<&Value> = rows(&report)
        .iter()
        .filter(|row| row["as_expected"] != true)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(report["as_expected"], true);

    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows(&report) {
        let outcome = row["answers"][0]["outcome"].as_str().unwrap();
        let group = groups.entry(row["group"].as_str().unwrap()).or_default();
        group.push(outcome);
    }
    for kind in [
        "lianlian.payment",
        "lianlian.exchange_payment",
        "pingpong.transaction",
        "pingpong.refund",
        "pingpong.capture",
        "pingpong.void",
        "pingpong.other",
    ] {
        let outcomes = &groups[kind];
        for outcome in [
            "first",
            "repeat",
            "invalid_signature",
            "untrusted_source",
            "ambiguous_body",
            "duplicate_member",
            "wrong_merchant",
        ] {
            assert!(outcomes.contains(&outcome), "{kind}: no row {outcome}");
        }
    }
    assert!(groups["lianlian, whatever the kind"].contains(&"invalid_config"));
    for provider in ["lianlian", "pingpong"] {
        let outcomes = &groups[&*format!("{provider}, whatever the kind")];
        assert!(outcomes.contains(&"not_a_notification"));
    }

    // The second process is another one, and its rows say that nothing was fulfilled again.
    let processes = &report["processes"];
    assert_ne!(processes["first"], processes["second"]);
    let second = rows(&report)
        .iter()
        .filter(|row| row["sent"] == "the same, to a second process");
    assert_eq!(second.clone().count(), 7);
    for row in second {
        assert_eq!(row["answers"][0]["outcome"], "repeat");
        assert_eq!(row["fulfilled"], 0);
    }
    let at_once = rows(&report)
        .iter()
        .filter(|row| row["sent"] == "another one, 30 times simultaneously");
    for row in at_once {
        let answers = row["answers"].as_array().unwrap();
        let times: u64 = answers.iter().map(|a| a["times"].as_u64().unwrap()).sum();
        assert_eq!((times, &row["fulfilled"]), (30, &Value::from(1)));
    }

    let there = shared().join("vectors").is_dir();
    assert_eq!(report["genuine"]["found"], there);
    if there {
        assert!(groups["signed by the providers themselves"].len() >= 10);
    } else {
        eprintln!(
            "the providers' own messages are absent: {}",
            shared().display()
        );
    }
}

#[test]
fn without_the_providers_own_messages_the_table_says_so() {
    let shop = Shop::new();
    let mut command = shop.command(&["demo"]);
    let ran = common::Ran::of(&command.env("ACKWELL_SHARED", "nowhere").output().unwrap());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("nowhere/vectors is not there"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("every one as it must be"), "{}", ran.out);
    // The last lines say what to type next.
    let (_, next) = ran
        .out
        .split_once("Next, in your own application:")
        .unwrap();
    for command in ["ackwell keys new", "ackwell send --to", "ackwell explain"] {
        assert!(next.contains(command), "{next}");
    }
    assert!(!ran.out.contains('\u{1b}'), "a pipe gets no colours");
    assert!(!ran.out.contains('✗'));
}

#[test]
fn colours_are_for_those_who_want_them() {
    let shop = Shop::new();
    let mut command = shop.command(&["demo"]);
    command.env("ACKWELL_SHARED", "nowhere");
    let forced = common::Ran::of(&command.env("CLICOLOR_FORCE", "1").output().unwrap());
    assert!(forced.out.contains("\u{1b}[32m"));
    let refused = common::Ran::of(&command.env("NO_COLOR", "1").output().unwrap());
    assert!(!refused.out.contains('\u{1b}'));
}

#[test]
fn a_demo_that_is_kept_leaves_a_shop_that_the_command_can_look_at() {
    let shop = Shop::new();
    let mut command = shop.command(&["demo", "--keep"]);
    command.env("ACKWELL_SHARED", "nowhere");
    command.env("TMPDIR", &shop.folder);
    let ran = common::Ran::of(&command.output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let config = ran
        .out
        .lines()
        .find_map(|line| line.trim().strip_prefix("ackwell ledger list --config "))
        .expect("the command to type");
    let list = shop.run(&["ledger", "list", "--json", "--config", config]);
    assert_eq!(list.code, 0, "{}", list.err);
    assert!(
        list.lines()
            .iter()
            .all(|record| record["state"] == "committed")
    );
    assert!(list.lines().len() >= 14);

    let mut command = shop.command(&["demo"]);
    command.env("ACKWELL_SHARED", "nowhere");
    command.env("TMPDIR", &shop.folder);
    let before = std::fs::read_dir(&shop.folder).unwrap().count();
    assert!(command.output().unwrap().status.success());
    let after = std::fs::read_dir(&shop.folder).unwrap().count();
    assert_eq!(before, after, "a demo that is not kept leaves nothing");
}
