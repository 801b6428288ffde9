//! What a function reports to Java: a byte that is not zero and what was asked for, or a zero and
//! the problem as JSON, which `io.ackwell.AckwellException` throws.

use ackwell::{Acknowledgement, Refusal};
use ackwell_binding::{Problem, catch};
use ackwell_ledger::{Outcome, OutcomeKind};
use serde_json::json;

/// Runs `body`; its problem, or the panic in it, becomes the answer.
pub(crate) fn made(body: impl FnOnce() -> Result<Vec<u8>, Problem>) -> Vec<u8> {
    match catch(body).and_then(|result| result) {
        Ok(answer) => {
            let mut bytes = Vec::with_capacity(1 + answer.len());
            bytes.push(1);
            bytes.extend_from_slice(&answer);
            bytes
        }
        Err(problem) => problem_bytes(&problem),
    }
}

pub(crate) fn problem_bytes(problem: &Problem) -> Vec<u8> {
    format!("\0{}", problem_json(problem)).into_bytes()
}

/// The problem, and what to answer where a provider waits for it.
pub(crate) fn problem_json(problem: &Problem) -> String {
    let answer = problem.acknowledgement();
    // What a request came to that ends with it; nothing for a mistake in the code that calls.
    let outcome = match problem {
        Problem::Refused(refusal) => Some(Outcome::from(refusal.clone()).kind()),
        Problem::Panicked => Some(OutcomeKind::Unavailable),
        _ => None,
    };
    format!(
        "{{\"problem\":{},\"acknowledgement\":{},\"outcome\":{}}}",
        problem.to_json(),
        answer.map_or_else(|| "null".to_owned(), acknowledgement),
        json!(outcome.map(OutcomeKind::as_str)),
    )
}

/// A refusal that is an answer, not a failure of the call.
pub(crate) fn refusal(refusal: &Refusal) -> Vec<u8> {
    problem_json(&refusal.clone().into()).into_bytes()
}

/// What to answer to the provider, as JSON.
pub(crate) fn acknowledgement(answer: Acknowledgement) -> String {
    json!({
        "status": answer.status,
        "content_type": answer.content_type,
        "body": String::from_utf8_lossy(answer.body),
    })
    .to_string()
}

/// What became of a request, with what to answer, as JSON.
pub(crate) fn outcome(outcome: &Outcome) -> String {
    format!(
        "{{\"facts\":{},\"acknowledgement\":{}}}",
        outcome.to_json(),
        acknowledgement(outcome.acknowledgement()),
    )
}
