//! What the measuring programs share.
//!
//! They write what they measured as raw figures ([`runs`]); the program `report` makes words, a
//! table of targets and a picture of it.

#[cfg(feature = "openssl")]
pub mod openssl;
pub mod picture;
pub mod race;
pub mod runs;
pub mod targets;
