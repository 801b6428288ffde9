//! What a function reports to JavaScript: a text, or a problem in the form of a text.
//!
//! An error that is thrown across the boundary is expensive and loses its class. So a problem is a
//! text too: a zero character, which no answer begins with, and a JSON object. `lib/errors.cjs`
//! throws it.

use ackwell_binding::{Problem, catch};
use napi::bindgen_prelude::{Either, External};

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
    format!("\0{}", problem.to_whole_json())
}
