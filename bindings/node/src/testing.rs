//! The test kit, for `ackwell/testing`: one question, one answer, both JSON.

use ackwell_binding::Problem;
use napi_derive::napi;

use crate::answer::text;

/// Answers one question of the test kit. It has no state.
#[napi]
pub fn testing_answer(question: String) -> String {
    text(|| {
        let answer = ackwell_testkit::answer(&question);
        answer.map_err(|problem| Problem::argument(&problem.to_string()))
    })
}
