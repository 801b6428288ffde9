//! `ackwell explain`: why a notification is refused.

mod common;

use ackwell_tests::keys::{NEXT, PLATFORM, STRANGER};
use ackwell_tests::samples;
use ackwell_tests::sign::{LianLianSigner, PingPongSigner};
use common::{Ran, Shop};

fn explain(shop: &Shop, provider: &str, more: &[&str], body: &str) -> Ran {
    let mut args = vec!["explain", "--config", "shop.toml", "--provider", provider];
    args.extend(more);
    shop.run_with(&args, body.as_bytes())
}

fn genuine() -> String {
    LianLianSigner::new(&PLATFORM).body(&samples::payment())
}

#[test]
fn a_genuine_notification_has_nothing_wrong() {
    let shop = Shop::new();
    let ran = explain(&shop, "lianlian", &[], &genuine());
    assert_eq!(
        (ran.code, &*ran.out),
        (0, "Nothing is wrong: the notification is accepted.\n")
    );
    let ran = explain(&shop, "lianlian", &["--json"], &genuine());
    assert_eq!(ran.json()["accepted"], true);
    assert_eq!(ran.json()["findings"].as_array().unwrap().len(), 0);
}

#[test]
fn what_was_changed_is_named_with_its_remedy() {
    let shop = Shop::new();
    let changed = genuine().replace("\"210.97\"", "\"210.970\"");
    let ran = explain(&shop, "lianlian", &[], &changed);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for part in [
        "Refused with invalid_signature",
        "numbers_rewritten in `money_order` (certain)",
        "changed_text (certain)",
        "Remedy: pass the raw bytes of the request",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert!(!ran.out.contains('\u{1b}'), "colours only on a terminal");
    let mut command = shop.command(&[
        "explain",
        "--config",
        "shop.toml",
        "--provider",
        "lianlian",
        "body.json",
    ]);
    shop.write("body.json", &changed);
    let ran = Ran::of(&command.env("CLICOLOR_FORCE", "1").output().unwrap());
    assert!(
        ran.out.contains("\u{1b}[1;31mnumbers_rewritten"),
        "{}",
        ran.out
    );
}

#[test]
fn a_key_and_a_salt_that_are_given_are_named() {
    let shop = Shop::new();
    shop.write("own.pem", STRANGER.pem());
    shop.write("sandbox.txt", "THE-SANDBOX-SALT\n");
    let body = LianLianSigner::new(&STRANGER).body(&samples::payment());
    let ran = explain(
        &shop,
        "lianlian",
        &["--key", "our own key=own.pem", "--json"],
        &body,
    );
    let json = ran.json();
    assert_eq!(json["findings"][0]["cause"], "other_configured_key");
    assert!(
        json["findings"][0]["sentence"]
            .as_str()
            .unwrap()
            .ends_with(": our own key")
    );
    let body = LianLianSigner::new(&NEXT).body(&samples::payment());
    let ran = explain(&shop, "lianlian", &["--json"], &body);
    assert_eq!(ran.json()["findings"][0]["cause"], "wrong_key");

    let body = PingPongSigner::new("THE-SANDBOX-SALT").body(&samples::envelope(&samples::refund()));
    let ran = explain(
        &shop,
        "pingpong",
        &["--salt", "sandbox=sandbox.txt", "--json"],
        &body,
    );
    assert_eq!(ran.json()["findings"][0]["cause"], "other_salt");
    assert!(!ran.out.contains("THE-SANDBOX-SALT"));
}

#[test]
fn the_address_is_checked_only_if_it_is_given() {
    let shop = Shop::new();
    let ran = explain(
        &shop,
        "lianlian",
        &["--peer", "203.0.113.7", "--json"],
        &genuine(),
    );
    assert_eq!(ran.json()["findings"][0]["cause"], "untrusted_source");
    assert_eq!(ran.json()["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn any_bytes_get_a_diagnosis() {
    let shop = Shop::new();
    for body in ["", "nothing recognisable", "{}", "\u{0}", "[1,2", "<xml/>"] {
        for provider in ["lianlian", "pingpong"] {
            let ran = explain(&shop, provider, &["--json"], body);
            assert_eq!(ran.code, 1, "{body:?}: {}", ran.err);
            assert!(
                !ran.json()["findings"].as_array().unwrap().is_empty(),
                "{body:?}"
            );
        }
    }
    let ran = shop.run(&[
        "explain",
        "--config",
        "nowhere.toml",
        "--provider",
        "lianlian",
    ]);
    assert_eq!(ran.code, 2);
    let ran = explain(&shop, "lianlian", &["--key", "own.pem"], "{}");
    assert!(
        ran.code == 2 && ran.err.contains("NAME=FILE"),
        "{}",
        ran.err
    );
}
