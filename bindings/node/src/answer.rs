//! What a function says to JavaScript: a text, or a problem in the form of a text.
//!
//! An error that is thrown across the boundary is expensive and loses its class. So a problem is a
//! text too: a zero character, which no answer begins with, and a JSON object. `lib/errors.cjs`
//! throws it.

use ackwell::{Acknowledgement, Code, Refusal};
use ackwell_binding::{Problem, catch};
use ackwell_ledger::{Outcome, OutcomeKind};
use napi::bindgen_prelude::{Either, External};
use serde_json::json;

/// Something that JavaScript only passes back, or the problem.
pub(crate) type Handle<T> = Either<External<T>, String>;

/// Runs `body`; its problem, or the panic in it, becomes the text.
pub(crate) fn text(body: impl FnOnce() -> Result<String, Problem>) -> String {
    catch(body)
        .and_then(|result| result)
        .unwrap_or_else(|problem| problem_text(&problem))
}

/// As [`text`], for something that JavaScript only passes back.
pub(crate) fn handle<T>(body: impl FnOnce() -> Result<T, Problem>) -> Handle<T> {
    match catch(body).and_then(|result| result) {
        Ok(made) => Either::A(External::new(made)),
        Err(problem) => Either::B(problem_text(&problem)),
    }
}

/// The problem as JavaScript throws it.
pub(crate) fn problem_text(problem: &Problem) -> String {
    let answer = problem.acknowledgement();
    // What a request came to that ends with it; nothing for a mistake in the code that calls.
    let outcome = match problem {
        Problem::Refused(refusal) => Some(Outcome::from(refusal.clone()).kind()),
        Problem::Panicked => Some(OutcomeKind::Unavailable),
        _ => None,
    };
    format!(
        "\0{{\"problem\":{},\"acknowledgement\":{},\"outcome\":{}}}",
        problem.to_json(),
        answer.map_or_else(|| "null".to_owned(), acknowledgement),
        json!(outcome.map(OutcomeKind::as_str)),
    )
}

/// A refusal that is an answer, not a failure of the call.
pub(crate) fn refusal(refusal: &Refusal) -> String {
    problem_text(&refusal.clone().into())
}

/// What to answer to the provider, as JSON.
pub(crate) fn acknowledgement(answer: Acknowledgement) -> String {
    json!({
        "status": answer.status,
        "contentType": answer.content_type,
        "body": String::from_utf8_lossy(answer.body),
    })
    .to_string()
}

pub(crate) fn code(name: &str) -> Result<Code, Problem> {
    Code::from_text(name).ok_or_else(|| argument("there is no code of that name"))
}

/// An argument that cannot be taken.
pub(crate) fn argument(message: &str) -> Problem {
    Problem::Argument {
        message: message.to_owned(),
        provider: None,
    }
}
