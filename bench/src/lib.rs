//! What the measuring programs share.
//!
//! They write what they measured as raw figures ([`runs`]); the program `report` makes words, a
//! table of targets and a picture of it.

pub mod race;

#[cfg(feature = "openssl")]
pub mod openssl;
#[cfg(feature = "openssl")]
pub mod picture;
#[cfg(feature = "openssl")]
pub mod runs;
#[cfg(feature = "openssl")]
pub mod targets;
