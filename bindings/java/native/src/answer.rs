//! What a function reports to Java: a byte that is not zero and what was asked for, or a zero and
//! the problem as JSON, which `io.ackwell.AckwellException` throws.

use ackwell_binding::{Problem, catch};

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
    format!("\0{}", problem.to_whole_json()).into_bytes()
}
