//! How a key or a salt shows that it was made for tests.
//!
//! The mark is part of the key itself, so it holds in every spelling of it and in every language,
//! and no option can be forgotten. The crate `ackwell-testkit` makes such keys.

/// The first bytes of the modulus of a key made for tests. The highest bit is set, so that the
/// modulus has its full length. Another key begins so once in 2^88.
#[doc(hidden)]
pub const MODULUS_BEGINS: [u8; 11] = *b"\xacKWELL-TEST";

/// What a salt made for tests begins with. Real salts are hex.
#[doc(hidden)]
pub const SALT_BEGINS: &str = "ACKWELL-TEST-";
