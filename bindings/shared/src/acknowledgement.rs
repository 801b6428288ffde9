//! An acknowledgement as the JSON that crosses.

use ackwell::Acknowledgement;
use serde_json::{Value, json};

/// What to answer to the provider.
pub(crate) fn acknowledgement_json(answer: &Acknowledgement) -> Value {
    json!({
        "status": answer.status,
        "content_type": answer.content_type,
        "body": String::from_utf8_lossy(answer.body),
    })
}
