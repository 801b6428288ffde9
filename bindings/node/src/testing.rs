//! The test kit, for `ackwell/testing`.

use napi_derive::napi;

use crate::answer::text;

/// Answers one question of the test kit, both as JSON.
#[napi]
pub fn testing_answer(question: String) -> String {
    text(|| ackwell_binding::testing_answer(&question))
}
