//! The table of codes, and the answers that they lead to.

use super::{Acknowledgement, ErrorRow, Errors, FORMAT, Provider};

/// One row of the table: code, number, HTTP status, severity, sentence, remedy.
struct Row(
    &'static str,
    u16,
    u16,
    &'static str,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const CODES: &[Row] = &[
    Row("invalid_config", 1, 500, "error",
        "the configuration is wrong",
        "correct the option that the message names; docs/configuration.md lists every option"),
    Row("untrusted_source", 2, 403, "warning",
        "the client address is not on the list of sources",
        "if a reverse proxy or load balancer is in front, list its address in `trusted_proxies`; if the provider has new addresses, add them to `sources`"),
    Row("invalid_peer", 3, 400, "warning",
        "the client address cannot be determined",
        "pass the connection's remote address as the peer; if a proxy connects over a Unix socket, list `unix` in `trusted_proxies`"),
    Row("body_too_large", 4, 413, "warning",
        "the body is longer than the limit",
        "real notifications are shorter than 4 KiB; raise `max_body_bytes` only if the provider announces longer ones"),
    Row("malformed_body", 5, 400, "warning",
        "the body is not one strict UTF-8 JSON object",
        "pass the raw bytes of the body, before any framework parses or re-encodes them"),
    Row("duplicate_member", 6, 400, "warning",
        "the body has two members of one name",
        "no provider sends this: treat it as an attack, unless a proxy of yours rewrites bodies"),
    Row("ambiguous_body", 7, 400, "warning",
        "the signed text of the body has more than one reading",
        "treat it as an attack; keep `&` out of the order numbers and order information that you send to the provider"),
    Row("missing_signature", 8, 403, "warning",
        "the body carries no signature",
        "check that the provider's product is one that this receiver supports, and that the URL you gave it is for notifications"),
    Row("unsupported_sign_type", 9, 403, "warning",
        "the body names a signature scheme that is not configured",
        "if the provider signs your notifications with another hash, allow it in `hashes` or `digest`"),
    Row("invalid_signature", 10, 403, "warning",
        "no configured key or salt vouches for the body",
        "check that the key or salt is the one that the provider's dashboard shows (not your own key), and that the body is byte for byte what arrived; docs/troubleshooting.md has every cause, and `ackwell explain` finds it"),
    Row("not_a_notification", 11, 422, "warning",
        "the message is genuine but it is not a notification",
        "give the provider this URL for notifications only; answers to requests and browser returns do not belong here"),
    Row("missing_field", 12, 422, "error",
        "a required member is missing",
        "a genuine message lacks a member that its kind requires: look at the payment in the provider's dashboard, and report the member's name to Ackwell"),
    Row("invalid_field", 13, 422, "error",
        "a member is outside its documented form",
        "a genuine message has a member of an undocumented form: look at the payment in the provider's dashboard, and report the member's name to Ackwell"),
    Row("wrong_merchant", 14, 422, "error",
        "the notification is for another merchant",
        "if the merchant is yours, add its number to `merchant_ids` (LianLian), or correct `client_id` and `acc_ids` (PingPong)"),
    Row("expectation_mismatch", 15, 422, "error",
        "the notification is not about the expected payment",
        "do not ship: compare your order with what was paid"),
    Row("conflict", 16, 409, "error",
        "the same delivery came before with a different content",
        "let a person compare both notifications with the provider's dashboard; `ackwell ledger list --conflicts` shows them"),
    Row("in_progress", 17, 503, "info",
        "another worker is fulfilling this notification",
        "nothing needs to be done: the provider sends it again"),
    Row("ledger_unavailable", 18, 503, "error",
        "the ledger cannot be reached",
        "make the ledger's store reachable; until then the provider sends again"),
    Row("fulfilment_failed", 19, 500, "error",
        "the fulfilment failed",
        "correct what the fulfilment reports; the provider sends the notification again"),
    Row("internal", 20, 500, "error",
        "an internal error of the library",
        "this is a defect of Ackwell: report it with the version and this line"),
    Row("invalid_argument", 21, 500, "error",
        "an argument is not valid",
        "correct the code that calls Ackwell; the message names the argument"),
    Row("lease_lost", 22, 503, "error",
        "the lease has passed to another worker",
        "the work took longer than the lease: raise `lease_seconds` or extend the lease while it runs"),
];

/// The names of all codes.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    CODES.iter().map(|row| row.0)
}

/// `errors.json`.
pub fn errors() -> Errors {
    let rows = CODES.iter().map(
        |Row(code, number, http_status, severity, sentence, remedy)| ErrorRow {
            code: (*code).to_owned(),
            number: *number,
            http_status: *http_status,
            severity: (*severity).to_owned(),
            sentence: (*sentence).to_owned(),
            remedy: (*remedy).to_owned(),
        },
    );
    Errors {
        about: "The codes of all refusals and errors, the same in every language. A number is \
                never reused; new codes come at the end."
            .to_owned(),
        format: FORMAT,
        codes: rows.collect(),
    }
}

/// What a provider is answered when a notification was received.
pub(super) fn success(provider: Provider) -> Acknowledgement {
    match provider {
        Provider::LianLian => json(200, r#"{"ret_code":"0000","ret_msg":"ok"}"#),
        Provider::PingPong => text(200, ""),
    }
}

/// What a provider is answered when it was not, so that it sends again.
pub(super) fn failure(provider: Provider, code: &str) -> Acknowledgement {
    let row = CODES
        .iter()
        .find(|row| row.0 == code)
        .expect("a code of the table");
    // The sender does not learn what exactly is wrong with a signature.
    let sent = match code {
        "missing_signature" | "unsupported_sign_type" => "invalid_signature",
        other => other,
    };
    match provider {
        Provider::LianLian => json(
            row.2,
            &format!(r#"{{"ret_code":"9999","ret_msg":"{sent}"}}"#),
        ),
        Provider::PingPong => text(row.2, "FAIL"),
    }
}

fn json(status: u16, body: &str) -> Acknowledgement {
    let content_type = "application/json; charset=utf-8".to_owned();
    Acknowledgement {
        status,
        content_type,
        body: body.to_owned(),
    }
}

fn text(status: u16, body: &str) -> Acknowledgement {
    let content_type = "text/plain; charset=utf-8".to_owned();
    Acknowledgement {
        status,
        content_type,
        body: body.to_owned(),
    }
}
