//! `ackwell ledger`: what a person does with a ledger.

mod common;

use std::time::{Duration, SystemTime};

use ackwell::{Config, Provider, Receiver, Request};
use ackwell_ledger::{Claim, ExpectedOrder, Ledger};
use ackwell_tests::keys::PLATFORM;
use ackwell_tests::samples;
use common::{Shop, lianlian};
use serde_json::{Value, json};

fn receiver() -> Receiver {
    let document = json!({"lianlian": {
        "public_keys": [PLATFORM.one_line()],
        "merchant_ids": [samples::OID_PARTNER],
        "sources": "any",
    }});
    let config = Config::from_json(&document.to_string()).unwrap();
    config.receiver(Provider::LianLian).unwrap()
}

/// A ledger with one delivery committed, contradicted once, and one in progress.
fn fill(shop: &Shop) -> Ledger {
    let path = shop.folder.join("ledger.db");
    let ledger = Ledger::open(&format!("sqlite://{}", path.display())).unwrap();
    let claim = |body: String| {
        let notification = receiver().verify(&Request::new(body.as_bytes())).unwrap();
        ledger.claim(&notification).unwrap()
    };
    let Claim::First(lease) = claim(lianlian(&samples::payment())) else {
        panic!("a new ledger knows nothing");
    };
    ledger.commit(&lease).unwrap();
    let contradicted = claim(lianlian(&samples::payment().with("money_order", "0.01")));
    assert!(matches!(contradicted, Claim::Conflict(_)));
    let other = samples::payment().with("oid_paybill", "2013051613121299");
    assert!(matches!(claim(lianlian(&other)), Claim::First(_)));
    ledger
}

const KEY: &str = "lianlian.payment:201103171000000000:2013051613121201:SUCCESS";

#[test]
fn migrate_makes_a_ledger_and_the_other_verbs_do_not() {
    let shop = Shop::new();
    for verb in [
        &["status"][..],
        &["list"],
        &["overdue"],
        &["prune"],
        &["order", "O-1"],
        &["reopen", "k", "--yes"],
    ] {
        let mut args = vec!["ledger"];
        args.extend(verb);
        args.push("sqlite:typo.db");
        let ran = shop.run(&args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{verb:?}");
        assert!(
            ran.err.contains("typo.db: there is no ledger"),
            "{}",
            ran.err
        );
        assert!(!shop.folder.join("typo.db").exists(), "{verb:?}");
    }
    let ran = shop.run(&["ledger", "migrate", "sqlite:new.db"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(shop.folder.join("new.db").exists());
    let ran = shop.run(&["ledger", "migrate", "--json", "--config", "shop.toml"]);
    assert!(ran.json()["schema"].as_u64().unwrap() >= 1);
    assert!(shop.folder.join("ledger.db").exists());
}

#[test]
fn status_counts_what_is_kept() {
    let shop = Shop::new();
    let _ledger = fill(&shop);
    let ran = shop.run(&["ledger", "status", "--json", "--config", "shop.toml"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let status = ran.json();
    assert_eq!(status["store"], "sqlite");
    assert_eq!(status["lease_seconds"], 60);
    assert_eq!(status["counts"]["committed"], 1);
    assert_eq!(status["counts"]["in_progress"], 1);
    assert_eq!(status["counts"]["conflicts"], 1);
    let ran = shop.run(&["ledger", "status", "--config", "shop.toml"]);
    assert!(
        ran.out.contains("1 committed, 1 in progress"),
        "{}",
        ran.out
    );
}

#[test]
fn list_shows_the_records_of_a_state_with_their_conflicts() {
    let shop = Shop::new();
    let _ledger = fill(&shop);
    let list = |more: &[&str]| {
        let mut args = vec!["ledger", "list", "--json", "--config", "shop.toml"];
        args.extend(more);
        let ran = shop.run(&args);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.lines()
    };
    assert_eq!(list(&[]).len(), 2);
    assert_eq!(list(&["--limit", "1"]).len(), 1);
    assert_eq!(list(&["--state", "released"]).len(), 0);
    assert_eq!(list(&["--conflicts"]).len(), 1);
    let committed = list(&["--state", "committed"]);
    let [record] = &committed[..] else {
        panic!("{committed:?}");
    };
    assert_eq!(record["delivery_key"], KEY);
    assert_eq!(record["order_no"], "2013051500001");
    assert_eq!(
        record["amount"],
        json!({"value": "210.97", "currency": "CNY"})
    );
    assert_eq!(record["lease_until"], Value::Null);
    let conflict = &record["conflicts"][0];
    assert_eq!(conflict["differs"], json!(["amount"]));
    assert_eq!(conflict["later"]["amount"]["value"], "0.01");
    let first = &conflict["first"]["fingerprint"];
    assert_eq!(first, &record["fingerprint"]);
    assert_ne!(first, &conflict["later"]["fingerprint"]);

    let ran = shop.run(&["ledger", "list", "--config", "shop.toml"]);
    assert!(ran.out.contains("contradicted 1×"), "{}", ran.out);
    let ran = shop.run(&["ledger", "list", "--state", "lost", "--config", "shop.toml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("in_progress"), "{}", ran.err);
}

#[test]
fn a_listing_longer_than_a_page_is_whole() {
    let shop = Shop::new();
    let ledger = fill(&shop);
    let receiver = receiver();
    for number in 0..1_100 {
        let number = format!("20130516131{number:05}");
        let body = lianlian(&samples::payment().with("oid_paybill", number));
        let notification = receiver.verify(&Request::new(body.as_bytes())).unwrap();
        let _ = ledger.claim(&notification).unwrap();
    }
    let ran = shop.run(&["ledger", "list", "--json", "--config", "shop.toml"]);
    let mut keys: Vec<String> = ran
        .lines()
        .iter()
        .map(|record| record["delivery_key"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(keys.len(), 1_102);
    keys.dedup();
    assert_eq!(keys.len(), 1_102);
    assert!(keys.is_sorted());
}

#[test]
fn reopen_asks_first() {
    let shop = Shop::new();
    let ledger = fill(&shop);
    let reopen = |more: &[&str], answer: &str| {
        let mut args = vec!["ledger", "reopen", KEY, "--config", "shop.toml"];
        args.extend(more);
        shop.run_with(&args, answer.as_bytes())
    };
    for answer in ["n\n", "\n", "", "yess\n"] {
        let ran = reopen(&[], answer);
        assert_eq!(ran.code, 1, "{answer:?}");
        assert!(
            ran.err.contains("it will be fulfilled again"),
            "{}",
            ran.err
        );
        assert!(
            ran.err.contains("210.97 CNY"),
            "the record is shown: {}",
            ran.err
        );
        assert_eq!(ledger.status().unwrap().counts().committed, 1);
    }
    let ran = reopen(&[], "y\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ledger.status().unwrap().counts().released, 1);
    let body = lianlian(&samples::payment());
    let again = receiver().verify(&Request::new(body.as_bytes())).unwrap();
    assert!(matches!(ledger.claim(&again).unwrap(), Claim::First(_)));

    let ran = reopen(&["--yes", "--json"], "");
    assert_eq!((ran.code, ran.json()), (0, json!({"reopened": true})));
    let ran = shop.run(&[
        "ledger",
        "reopen",
        "nothing",
        "--yes",
        "--config",
        "shop.toml",
    ]);
    assert_eq!(ran.code, 1);
}

#[test]
fn overdue_lists_the_orders_whose_notification_never_came() {
    let shop = Shop::new();
    let ledger = fill(&shop);
    let day = Duration::from_secs(24 * 60 * 60);
    let yesterday = SystemTime::now() - day;
    for (order_no, placed) in [("A-1", yesterday), ("A-2", SystemTime::now())] {
        let order = ExpectedOrder::new(Provider::LianLian, samples::OID_PARTNER, order_no, placed);
        ledger.expect_order(&order.amount("12.50", "CNY")).unwrap();
    }
    let ran = shop.run(&["ledger", "overdue", "--json", "--config", "shop.toml"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let due = ran.lines();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0]["order_no"], "A-1");
    assert_eq!(
        due[0]["amount"],
        json!({"value": "12.5", "currency": "CNY"})
    );
}

#[test]
fn order_shows_both_payments_of_an_order_and_what_was_expected() {
    let shop = Shop::new();
    let ledger = fill(&shop);
    let number = "2013051500001";
    let placed = SystemTime::now();
    let order = ExpectedOrder::new(Provider::LianLian, samples::OID_PARTNER, number, placed);
    ledger.expect_order(&order.amount("210.97", "CNY")).unwrap();
    let ran = shop.run(&["ledger", "order", number, "--json", "--config", "shop.toml"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let known = ran.lines();
    assert_eq!(known.len(), 3, "{known:?}");
    assert_eq!(known[0]["delivery"]["delivery_key"], KEY);
    assert_eq!(
        known[0]["delivery"]["conflicts"].as_array().unwrap().len(),
        1
    );
    assert_eq!(known[1]["delivery"]["transaction_no"], "2013051613121299");
    assert_eq!(known[1]["delivery"]["state"], "in_progress");
    assert_eq!(known[2]["expected_order"]["resolved_at"], Value::Null);
    assert_eq!(known[2]["expected_order"]["amount"]["value"], "210.97");

    let ran = shop.run(&["ledger", "order", number, "--config", "shop.toml"]);
    assert!(
        ran.out.contains("transaction 2013051613121201: succeeded"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("waits, due"), "{}", ran.out);

    let ran = shop.run(&["ledger", "order", "O-9", "--config", "shop.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.contains("nothing is known of order O-9"),
        "{}",
        ran.err
    );
}

#[test]
fn prune_keeps_what_the_retention_covers() {
    let shop = Shop::new();
    let _ledger = fill(&shop);
    let ran = shop.run(&["ledger", "prune", "--json", "--config", "shop.toml"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(
        ran.json(),
        json!({"deliveries": 0, "conflicts": 0, "orders": 0})
    );
    let ran = shop.run(&[
        "ledger",
        "prune",
        "--retention-days",
        "0",
        "sqlite:ledger.db",
    ]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("ledger.retention_days"), "{}", ran.err);
}

#[test]
fn a_wrong_ledger_is_named_with_its_line_and_without_its_password() {
    let shop = Shop::new();
    for (config, begins) in [
        (
            "[ledger]\nurl = \"oracle://u:SECRET@h/d\"\n",
            "shop.toml:2: ledger.url: ",
        ),
        (
            "[ledger]\nurl = \"sqlite:x.db\"\nlease_seconds = 0\n",
            "shop.toml:3: ledger.lease_seconds: ",
        ),
        ("[ledger]\n", "shop.toml:1: ledger.url: "),
        ("[receiver]\n", "shop.toml: ledger: "),
    ] {
        shop.write("shop.toml", config);
        let ran = shop.run(&["ledger", "migrate", "--config", "shop.toml"]);
        assert_eq!(ran.code, 2, "{config}");
        let message = ran.err.strip_prefix("error: ").unwrap();
        assert!(message.starts_with(begins), "{message}");
        assert!(!message.contains("SECRET"), "{message}");
    }
    let ran = shop.run(&["ledger", "status"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--config"), "{}", ran.err);
}
