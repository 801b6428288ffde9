//! The conformance pack's kit: it makes the pack's cases, and it judges without the core.
//!
//! - [`keys`], [`sign`] and [`samples`] make genuine notifications with throwaway keys;
//! - [`oracle`] says, slowly and from the protocols alone, what a receiver must answer;
//! - [`mutate`] and [`readings`] make the inputs that nobody should send;
//! - [`pack`] is the shape of `tests/vectors/*.json`, [`cases`] is what is in them.

pub mod cases;
pub mod json;
pub mod keys;
pub mod mutate;
pub mod oracle;
pub mod pack;
pub mod readings;
pub mod samples;
pub mod sign;
