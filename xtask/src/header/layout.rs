//! The order of the C header: sections that read from top to bottom.

use std::fmt::Write as _;

/// A section's title, the names in it, and whether all further names that begin with the last one
/// belong to it too, in the order of the source.
pub(super) struct Section {
    title: &'static str,
    /// Names, in order. One that ends with `*` means all names that begin so and are not
    /// listed, in the order of the source.
    names: &'static [&'static str],
}

/// The test kit's header.
pub(super) const TESTING: &[Section] = &[
    Section {
        title: "Keys and requests",
        names: &[
            "ackwell_testing_keys",
            "ackwell_testing_variant",
            "ackwell_testing_choice",
            "ackwell_testing_signed",
            "ackwell_testing_sign",
            "ackwell_testing_signed_*",
        ],
    },
    Section {
        title: "Answers",
        names: &["ackwell_testing_received"],
    },
    Section {
        title: "The kit in JSON",
        names: &["ackwell_testing_answer"],
    },
];

/// The library's header.
pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Version",
        names: &[
            "ACKWELL_ABI_VERSION",
            "ackwell_abi_version",
            "ackwell_version",
        ],
    },
    Section {
        title: "Statuses",
        names: &[
            "ackwell_status",
            "ackwell_severity",
            "ackwell_severity_name",
            "ackwell_status_*",
        ],
    },
    Section {
        title: "Texts and words",
        names: &[
            "ackwell_text",
            "ackwell_provider",
            "ackwell_provider_name",
            "ackwell_payment_status",
            "ackwell_payment_status_name",
        ],
    },
    Section {
        title: "Objects",
        names: &[
            "ackwell_receiver",
            "ackwell_ledger",
            "ackwell_notification",
            "ackwell_refusal",
            "ackwell_receipt",
            "ackwell_outcome",
            "ackwell_json",
            "ackwell_operation",
        ],
    },
    Section {
        title: "Requests and answers",
        names: &[
            "ackwell_header",
            "ackwell_request",
            "ackwell_acknowledgement",
        ],
    },
    Section {
        title: "The short way: a request becomes an answer",
        names: &[
            "ackwell_fulfil",
            "ackwell_handle",
            "ackwell_log",
            "ackwell_set_log",
            "ackwell_on_outcome",
            "ackwell_set_on_outcome",
        ],
    },
    Section {
        title: "Receivers",
        names: &[
            "ackwell_receiver_new",
            "ackwell_receiver_free",
            "ackwell_verify",
            "ackwell_verify_batch",
            "ackwell_explain",
            "ackwell_verify_packed",
            "ackwell_verify_sealed",
            "ackwell_unseal",
            "ackwell_expect",
            "ackwell_receiver_acknowledgement",
            "ackwell_receiver_provider",
            "ackwell_receiver_max_body_bytes",
            "ackwell_receiver_header_*",
            "ackwell_receiver_key_*",
            "ackwell_schedule",
            "ackwell_receiver_*",
        ],
    },
    Section {
        title: "Configurations with texts in files and environment variables",
        names: &[
            "ackwell_config_resolve",
            "ackwell_config_references",
            "ackwell_config_resolve_with",
        ],
    },
    Section {
        title: "JSON",
        names: &["ackwell_json_*"],
    },
    Section {
        title: "Refusals",
        names: &["ackwell_refusal_*"],
    },
    Section {
        title: "Notifications",
        names: &[
            "ackwell_notification_provider",
            "ackwell_notification_kind",
            "ackwell_notification_merchant_id",
            "ackwell_notification_order_no",
            "ackwell_notification_transaction_no",
            "ackwell_notification_status",
            "ackwell_notification_status_text",
            "ackwell_amount",
            "ackwell_notification_amount",
            "ackwell_notification_delivery_key",
            "ackwell_notification_fingerprint",
            "ackwell_notification_signed_text",
            "ackwell_notification_irregularity_*",
            "ackwell_notification_irregularity",
            "ackwell_field_form",
            "ackwell_field",
            "ackwell_notification_field*",
            "ackwell_notification_envelope_*",
            "ackwell_value_form",
            "ackwell_value",
            "ackwell_notification_value",
            "ackwell_source",
            "ackwell_notification_source",
            "ackwell_notification_json",
            "ackwell_notification_expect",
            "ackwell_notification_acknowledgement",
            "ackwell_notification_refuse_because",
            "ackwell_notification_free",
        ],
    },
    Section {
        title: "Ledgers: each notification acted on once",
        names: &[
            "ackwell_ledger_open",
            "ackwell_ledger_from_config",
            "ackwell_ledger_free",
            "ackwell_receive",
            "ackwell_claim",
            "ackwell_delivery",
            "ackwell_delivery_name",
            "ackwell_ended",
            "ackwell_receipt_*",
        ],
    },
    Section {
        title: "Outcomes: what became of each request",
        names: &[
            "ackwell_outcome_word",
            "ackwell_outcome_word_name",
            "ackwell_outcome_*",
        ],
    },
    Section {
        title: "Without waiting for the ledger",
        names: &[
            "ackwell_received",
            "ackwell_settled",
            "ackwell_done",
            "ackwell_receive_async",
            "ackwell_claim_async",
            "ackwell_receipt_settle_async",
            "ackwell_receipt_commit_async",
            "ackwell_receipt_release_async",
            "ackwell_receipt_extend_async",
        ],
    },
    Section {
        title: "Orders that wait for a notification",
        names: &[
            "ackwell_order",
            "ackwell_expect_order",
            "ackwell_earlier_payment",
            "ackwell_order_history",
            "ackwell_overdue_orders",
            "ackwell_resolve_order",
        ],
    },
    Section {
        title: "Claims inside a transaction of your own",
        names: &[
            "ackwell_operation_claim",
            "ackwell_operation_confirm",
            "ackwell_operation_earlier_payment",
            "ackwell_operation_next",
            "ackwell_operation_free",
            "ackwell_statements",
            "ackwell_statement_values",
        ],
    },
    Section {
        title: "Looking after a ledger",
        names: &["ackwell_ledger_prune", "ackwell_ledger_*"],
    },
];

/// The items under their sections' titles.
///
/// # Errors
///
/// An item that no section has, and a name that there is no item for: each new function gets its
/// place by hand.
pub(super) fn in_sections(items: &[String], sections: &[Section]) -> Result<String, String> {
    let mut left: Vec<(&str, &str)> = Vec::new();
    for item in items {
        left.push((name_of(item)?, item));
    }
    let listed = |name: &str| sections.iter().any(|section| section.names.contains(&name));
    let mut text = String::new();
    for section in sections {
        let rule = "-".repeat(88 - section.title.len());
        let _ = write!(text, "\n/* ---- {} {rule} */\n", section.title);
        for wanted in section.names {
            let fits = |name: &str| match wanted.strip_suffix('*') {
                Some(start) => name.starts_with(start) && !listed(name),
                None => name == *wanted,
            };
            let (found, rest): (Vec<_>, Vec<_>) =
                left.into_iter().partition(|(name, _)| fits(name));
            left = rest;
            if found.is_empty() {
                return Err(format!("the section `{}` has no {wanted}", section.title));
            }
            for (_, item) in found {
                let _ = write!(text, "\n{}\n", compact(item));
            }
        }
    }
    if left.is_empty() {
        return Ok(text);
    }
    let names: Vec<&str> = left.iter().map(|(name, _)| *name).collect();
    Err(format!(
        "no section in xtask/src/header/layout.rs has {}",
        names.join(", ")
    ))
}

/// The name that an item declares.
pub(super) fn name_of(item: &str) -> Result<&str, String> {
    let declaration = match item.split_once("*/\n") {
        Some((comment, rest)) if comment.starts_with("/**") => rest,
        _ => item,
    };
    let name = if let Some(define) = declaration.strip_prefix("#define ") {
        define.split_whitespace().next()
    } else if let Some(pointer) = declaration.split("(*").nth(1) {
        pointer.split(')').next()
    } else if declaration.starts_with("typedef") {
        let last = declaration.trim_end_matches(';');
        last.rsplit([' ', '}']).next()
    } else {
        let before = declaration.split('(').next().unwrap_or_default();
        before.rsplit([' ', '*']).next()
    };
    name.filter(|name| name.to_ascii_lowercase().starts_with("ackwell_"))
        .ok_or_else(|| format!("what does this declare? {declaration}"))
}

/// A comment of one line on one line.
fn compact(item: &str) -> String {
    let lines: Vec<&str> = item.lines().collect();
    let mut text = String::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let short = match (line.trim(), lines.get(index + 1), lines.get(index + 2)) {
            ("/**", Some(middle), Some(end)) if end.trim() == "*/" => {
                middle.trim().strip_prefix("* ")
            }
            _ => None,
        };
        let indent = line.len() - line.trim_start().len();
        match short {
            Some(short) if indent + short.len() + 7 <= 100 => {
                let _ = writeln!(text, "{:indent$}/** {short} */", "");
                index += 3;
            }
            _ => {
                let _ = writeln!(text, "{line}");
                index += 1;
            }
        }
    }
    text.trim_end().to_owned()
}
