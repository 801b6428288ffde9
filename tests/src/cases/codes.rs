//! The table of codes, and the answers that they lead to.

use super::{Acknowledgement, ErrorRow, Errors, FORMAT, Provider};

/// Code, number, HTTP status, sentence.
#[rustfmt::skip]
const CODES: &[(&str, u16, u16, &str)] = &[
    ("invalid_config", 1, 500, "the configuration is wrong"),
    ("untrusted_source", 2, 403, "the client address is not on the list of sources"),
    ("invalid_peer", 3, 400, "the client address cannot be determined"),
    ("body_too_large", 4, 413, "the body is longer than the limit"),
    ("malformed_body", 5, 400, "the body is not one strict UTF-8 JSON object"),
    ("duplicate_member", 6, 400, "the body has two members of one name"),
    ("ambiguous_body", 7, 400, "the signed text of the body has more than one reading"),
    ("missing_signature", 8, 403, "the body carries no signature"),
    ("unsupported_sign_type", 9, 403, "the body names a signature scheme that is not configured"),
    ("invalid_signature", 10, 403, "no configured key or salt vouches for the body"),
    ("not_a_notification", 11, 422, "the message is genuine but it is not a notification"),
    ("missing_field", 12, 422, "a required member is missing"),
    ("invalid_field", 13, 422, "a member is outside its documented form"),
    ("wrong_merchant", 14, 422, "the notification is for another merchant"),
    ("expectation_mismatch", 15, 422, "the notification is not about the expected payment"),
    ("conflict", 16, 409, "the same delivery came before with a different content"),
    ("in_progress", 17, 503, "another worker is fulfilling this notification"),
    ("ledger_unavailable", 18, 503, "the ledger cannot be reached"),
    ("fulfilment_failed", 19, 500, "the fulfilment failed"),
    ("internal", 20, 500, "an internal error of the library"),
    ("invalid_argument", 21, 500, "an argument is not valid"),
    ("lease_lost", 22, 503, "the lease has passed to another worker"),
];

/// The names of all codes.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    CODES.iter().map(|(code, ..)| *code)
}

/// `errors.json`.
pub fn errors() -> Errors {
    let rows = CODES
        .iter()
        .map(|(code, number, http_status, sentence)| ErrorRow {
            code: (*code).to_owned(),
            number: *number,
            http_status: *http_status,
            sentence: (*sentence).to_owned(),
        });
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
        .find(|(name, ..)| *name == code)
        .expect("a code of the table");
    // The sender is not told what exactly is wrong with a signature.
    let told = match code {
        "missing_signature" | "unsupported_sign_type" => "invalid_signature",
        other => other,
    };
    match provider {
        Provider::LianLian => json(
            row.2,
            &format!(r#"{{"ret_code":"9999","ret_msg":"{told}"}}"#),
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
