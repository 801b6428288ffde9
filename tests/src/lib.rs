//! The conformance pack's kit: it makes the pack's cases, and it judges without the core.
//!
//! - [`keys`], [`sign`] and [`samples`] make genuine notifications with throwaway keys;
//! - [`oracle`] says, slowly and from the protocols alone, what a receiver must answer;
//! - [`mutate`] and [`readings`] make the inputs that nobody should send;
//! - [`beside`] reads the messages that are next to the repository;
//! - [`pack`] is the shape of `tests/vectors/*.json`, [`cases`] is what is in them;
//! - `runners` puts the crates and the command to them.

pub mod beside;
pub mod cases;
pub mod json;
pub mod keys;
pub mod mutate;
pub mod oracle;
pub mod pack;
pub mod readings;
#[cfg(feature = "runners")]
pub mod runners;
pub mod samples;
pub mod sign;

/// Whether the long tests take all of their inputs: if the environment has `ACKWELL_THOROUGH=1`, as
/// `make test` sets it.
pub fn thorough() -> bool {
    std::env::var_os("ACKWELL_THOROUGH").is_some_and(|value| value == "1")
}
