//! Who may vouch for a notification: RSA signatures and salted hashes.

pub(crate) mod digest;
pub(crate) mod key_problem;
mod key_text;
pub(crate) mod public_key;
mod public_operation;
#[cfg(feature = "test-hooks")]
pub mod test_hooks;
