//! Which sections are read, and what of the others is checked.

use super::{
    Members, PLATFORM, Topic, document, env, file, lianlian_section, list, pingpong_section,
    resolve,
};
use crate::json::Json;

pub(super) fn cases(topic: &mut Topic) {
    let ll = || lianlian_section(&PLATFORM);
    let pp = || pingpong_section().with("salt", env("ACKWELL_CASE_NOT_SET"));
    let ledger = || Members::default().with("url", env("ACKWELL_CASE_NOT_SET"));
    let proxies = |proxy: Json| Members::default().with("trusted_proxies", list([proxy]));
    let not_set = "the environment variable ACKWELL_CASE_NOT_SET is not set";

    topic.add(
        resolve(
            "other-provider",
            "the secrets of another provider are not needed",
            "lianlian",
            document(&[("lianlian", &ll()), ("pingpong", &pp())]),
        )
        .right(),
    );
    topic.add(
        resolve(
            "other-provider-file",
            "nor its files",
            "lianlian",
            document(&[
                ("lianlian", &ll()),
                ("pingpong", &pp().with("salt", file("nowhere.txt"))),
            ]),
        )
        .right(),
    );
    topic.add(
        resolve(
            "other-words",
            "nor what is compared with words when a document is read",
            "lianlian",
            document(&[
                ("lianlian", &ll()),
                (
                    "pingpong",
                    &pp()
                        .with("sources", env("ACKWELL_CASE_NOT_SET"))
                        .with("source_mode", env("ACKWELL_CASE_NOT_SET"))
                        .with("acc_ids", list([env("ACKWELL_CASE_NOT_SET")])),
                ),
            ]),
        )
        .right(),
    );
    topic.add(
        resolve(
            "ledger-of-a-receiver",
            "a receiver needs no ledger",
            "lianlian",
            document(&[("lianlian", &ll()), ("ledger", &ledger())]),
        )
        .right(),
    );
    topic.add(
        resolve(
            "receivers-of-a-ledger",
            "a ledger needs no receiver, and nothing that receivers share",
            "ledger",
            document(&[
                ("pingpong", &pp()),
                ("receiver", &proxies(env("ACKWELL_CASE_NOT_SET"))),
                ("ledger", &Members::default().with("url", "memory:")),
            ]),
        )
        .configured(),
    );
    topic.add(
        resolve(
            "shared",
            "what receivers share is needed by each",
            "pingpong",
            document(&[
                ("pingpong", &pingpong_section()),
                ("receiver", &proxies(env("ACKWELL_CASE_NOT_SET"))),
            ]),
        )
        .wrong("receiver.trusted_proxies[0]", not_set),
    );
    topic.add(
        resolve(
            "shared-set",
            "and read for each",
            "lianlian",
            document(&[
                ("lianlian", &ll()),
                ("receiver", &proxies(env("ACKWELL_CASE_PROXY"))),
            ]),
        )
        .set("ACKWELL_CASE_PROXY", "10.0.0.0/8")
        .right(),
    );
    topic.add(
        resolve(
            "other-form",
            "the form of a reference is checked in every section",
            "lianlian",
            document(&[
                ("lianlian", &ll()),
                (
                    "pingpong",
                    &pp().with(
                        "salt",
                        Json::object([("env", Json::Number("3".to_owned()))]),
                    ),
                ),
            ]),
        )
        .wrong(
            "pingpong.salt",
            "expected the name of an environment variable, got a number",
        ),
    );
    topic.add(
        resolve(
            "unknown-member",
            "an unknown member is named before its text is searched",
            "pingpong",
            document(&[(
                "pingpong",
                &pp()
                    .with("salt", "x")
                    .with("slat", env("ACKWELL_CASE_NOT_SET")),
            )]),
        )
        .wrong("pingpong.slat", "unknown member; did you mean `salt`?"),
    );
    topic.add(
        resolve(
            "section-from-a-file",
            "a whole section is not a text",
            "pingpong",
            document(&[(
                "pingpong",
                &Members::default().with("file", "pingpong.toml"),
            )]),
        )
        .file("pingpong.toml", "salt = \"x\"")
        .wrong(
            "pingpong",
            "expected a section, got a reference {file = ...}",
        ),
    );
    topic.add(
        resolve(
            "number",
            "a number is written itself",
            "lianlian",
            document(&[
                ("lianlian", &ll()),
                (
                    "receiver",
                    &Members::default().with("max_body_bytes", env("ACKWELL_CASE_BYTES")),
                ),
            ]),
        )
        .set("ACKWELL_CASE_BYTES", "65536")
        .wrong(
            "receiver.max_body_bytes",
            "got a string (read from the environment variable ACKWELL_CASE_BYTES)",
        ),
    );
}
