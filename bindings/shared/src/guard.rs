//! No panic crosses a language boundary.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::problem::Problem;

/// Runs `body`. A panic inside it becomes [`Problem::Panicked`]; its text goes no further than the
/// process's panic hook.
///
/// # Errors
///
/// [`Problem::Panicked`].
pub fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Problem> {
    // A value that a panic left half changed is not looked at again: what the bindings hold is
    // immutable, or behind a lock or an atomic.
    catch_unwind(AssertUnwindSafe(body)).map_err(|_| Problem::Panicked)
}
