//! What every language offers, by name: typed by hand from the design, the providers' documents
//! (by way of the oracle's tables) and docs/configuration.md.

use super::testkit;
use crate::oracle;
use crate::pack::{FORMAT, LeftOut, Surface, SurfaceList};

/// What the notifications of all kinds share.
const COMMON: &[&str] = &[
    "provider",
    "kind",
    "merchant_id",
    "order_no",
    "transaction_no",
    "status",
    "status_text",
    "amount",
    "delivery_key",
    "fingerprint",
    "irregularities",
    "source",
    "fields",
    "envelope",
];

const OPTIONS: &[(&str, &[&str])] = &[
    (
        "lianlian",
        &[
            "public_keys",
            "merchant_ids",
            "digest",
            "sources",
            "source_mode",
        ],
    ),
    (
        "pingpong",
        &[
            "salt",
            "client_id",
            "acc_ids",
            "environment",
            "hashes",
            "sources",
            "source_mode",
        ],
    ),
    (
        "receiver",
        &["trusted_proxies", "client_address_header", "max_body_bytes"],
    ),
    (
        "ledger",
        &["url", "lease_seconds", "retention_days", "timeout_ms"],
    ),
];

const VOCABULARIES: &[(&str, &[&str])] = &[
    ("provider", &["lianlian", "pingpong"]),
    (
        "kind",
        &[
            "lianlian.payment",
            "lianlian.exchange_payment",
            "pingpong.transaction",
            "pingpong.refund",
            "pingpong.capture",
            "pingpong.void",
            "pingpong.other",
        ],
    ),
    (
        "status",
        &[
            "succeeded",
            "processing",
            "failed",
            "authorized",
            "cancelled",
            "closed",
            "other",
        ],
    ),
    ("delivery", &["first", "repeat", "in_progress", "conflict"]),
    ("severity", &["info", "warning", "error"]),
    (
        "delivery_state",
        &["in_progress", "expired", "committed", "released"],
    ),
    (
        "outcome",
        &[
            "fulfilled",
            "repeat",
            "in_progress",
            "conflict",
            "failed",
            "refused",
            "unavailable",
        ],
    ),
];

/// The test kit's words.
fn variants() -> Vec<&'static str> {
    testkit::VARIANTS.iter().map(|(word, _)| *word).collect()
}

/// What a ledger reports: a class and its members.
const RECORDS: &[(&str, &[&str])] = &[
    (
        "Finding",
        &["cause", "sureness", "member", "sentence", "remedy"],
    ),
    ("Diagnosis", &["provider", "code", "findings"]),
    ("ConflictSide", &["fingerprint", "order_no", "amount"]),
    (
        "Conflict",
        &[
            "delivery_key",
            "first",
            "later",
            "differs",
            "first_seen",
            "last_seen",
            "times",
        ],
    ),
    (
        "Record",
        &[
            "delivery_key",
            "state",
            "token",
            "provider",
            "kind",
            "merchant_id",
            "order_no",
            "transaction_no",
            "status",
            "amount",
            "fingerprint",
            "first_seen",
            "changed_at",
            "lease_until",
            "conflicts",
        ],
    ),
    (
        "OverdueOrder",
        &[
            "provider",
            "merchant_id",
            "order_no",
            "amount",
            "placed_at",
            "due_at",
        ],
    ),
    (
        "OrderRecord",
        &[
            "provider",
            "merchant_id",
            "order_no",
            "amount",
            "placed_at",
            "due_at",
            "resolved_at",
        ],
    ),
    ("OrderHistory", &["order_no", "deliveries", "expected"]),
    (
        "EarlierPayment",
        &["delivery_key", "transaction_no", "amount", "fulfilled_at"],
    ),
    (
        "LedgerCounts",
        &[
            "in_progress",
            "expired",
            "committed",
            "released",
            "conflicts",
            "waiting_orders",
        ],
    ),
    (
        "LedgerStatus",
        &[
            "store",
            "server",
            "location",
            "schema",
            "durability",
            "lease",
            "retention",
            "counts",
        ],
    ),
    ("Pruned", &["deliveries", "conflicts", "orders"]),
];

/// What a language does without, and why. Only these may be missing, and they must be.
const LEFT_OUT: &[(&str, &str, &[&str], &str)] = &[
    (
        "c",
        "surface/vocabulary/kind",
        &[],
        "a kind is a text in C, so that a newer library needs no new header",
    ),
    (
        "c",
        "surface/fields/*",
        &[],
        "ackwell_notification_field() takes the name on the wire: C has no types for them",
    ),
    (
        "c",
        "surface/options/*",
        &[],
        "ackwell_receiver_new() and ackwell_ledger_from_config() take the document as JSON",
    ),
    (
        "c",
        "surface/records/*",
        &[],
        "the administrative calls write each record as a JSON object",
    ),
    (
        "c",
        "surface/vocabulary/delivery_state",
        &[],
        "the state is a text in the JSON of a record",
    ),
    (
        "csharp",
        "surface/vocabulary/kind",
        &[],
        "a kind is a record in C#, which `is` and `switch` tell apart; Notification.Kind is the text",
    ),
];

/// The whole file.
pub fn surface() -> Surface {
    let list = |id: String, note: &str, names: &[&str]| SurfaceList {
        id,
        note: note.to_owned(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    };
    let mut lists = vec![list(
        "surface/common".to_owned(),
        "the members that the notifications of all kinds share",
        COMMON,
    )];
    for (kind, fields) in oracle::fields_of_kinds() {
        // What has the name of a common member is that member.
        let own: Vec<&str> = fields
            .into_iter()
            .filter(|field| !COMMON.contains(field))
            .collect();
        lists.push(list(
            format!("surface/fields/{kind}"),
            "the kind's own fields besides the common members",
            &own,
        ));
    }
    for (section, names) in OPTIONS {
        lists.push(list(
            format!("surface/options/{section}"),
            "the options of a section of the configuration",
            names,
        ));
    }
    for (name, words) in VOCABULARIES {
        lists.push(list(
            format!("surface/vocabulary/{name}"),
            "the words of a closed list; errors.json has the codes",
            words,
        ));
    }
    lists.push(list(
        "surface/vocabulary/variant".to_owned(),
        "in which way a request of the test kit is wrong on purpose",
        &variants(),
    ));
    for (name, members) in RECORDS {
        lists.push(list(
            format!("surface/records/{name}"),
            "the members of a record: of the ledger, or a diagnosis",
            members,
        ));
    }
    let left_out = LEFT_OUT
        .iter()
        .map(|(language, id, names, reason)| LeftOut {
            language: (*language).to_owned(),
            id: (*id).to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            reason: (*reason).to_owned(),
        });
    Surface {
        about: "What every language offers, by name, in snake_case: compared both ways with what \
                each language has. `left_out` is what a language does without on purpose; without \
                names it is the whole list."
            .to_owned(),
        format: FORMAT,
        lists,
        left_out: left_out.collect(),
    }
}
