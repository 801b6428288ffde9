//! What every native binding needs, so that each language reports the same: one error type with all
//! that an exception or a status says, and one guard that turns a panic into it.
//!
//! The bindings for C and Python use it. It is no public interface.

mod guard;
mod problem;

pub use guard::catch;
pub use problem::Problem;
