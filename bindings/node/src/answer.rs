//! What a function reports to JavaScript: a text, something to keep, or a problem.
//!
//! An error that is thrown across the boundary is expensive and loses its class. So a problem is a
//! text too: a zero character and a JSON object, which `lib/errors.cjs` throws. Another text begins
//! with `+`, because the text that a notification signed may begin with any character.

use ackwell_binding::{Answer, Held, Problem};
use napi::bindgen_prelude::{Either, External};

/// Something that JavaScript only passes back, or a text.
pub(crate) type Told = Either<External<Held>, String>;

/// The answer: what is to be kept, or its text.
pub(crate) fn told(answer: Result<Answer, Problem>) -> Told {
    match answer {
        Ok(Answer {
            held: Some(held), ..
        }) => Either::A(External::new(held)),
        Ok(Answer { text, .. }) => Either::B(format!("+{text}")),
        Err(problem) => Either::B(problem_text(&problem)),
    }
}

/// The problem as JavaScript throws it.
pub(crate) fn problem_text(problem: &Problem) -> String {
    format!("\0{}", problem.to_whole_json())
}
