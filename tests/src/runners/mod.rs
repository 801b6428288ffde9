//! The runners that are written in Rust, and how what a runner wrote is compared with the pack.
//!
//! `tests/RUNNERS.md` says what a runner is. The oracle and the cases know nothing of this module:
//! what must come out is never taken from what the crates answer.

use crate::pack::Case;

pub mod command;
pub mod compare;
pub mod rust;
pub mod surface;

/// The provider's name of a case.
fn provider_of(case: &Case) -> Result<&str, String> {
    case.provider
        .as_deref()
        .ok_or_else(|| format!("{}: no provider", case.id))
}
