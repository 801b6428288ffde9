//! The test kit of every language: one question, one answer, both JSON.

use crate::problem::Problem;

impl From<ackwell_testkit::Problem> for Problem {
    fn from(problem: ackwell_testkit::Problem) -> Self {
        Problem::argument(&problem.to_string())
    }
}

/// Answers one question of the test kit. It has no state.
///
/// # Errors
///
/// What is missing in the question, or not known.
pub fn testing_answer(question: &str) -> Result<String, Problem> {
    Ok(ackwell_testkit::answer(question)?)
}
