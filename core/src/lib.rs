//! Verifies payment notifications.

mod signature;

#[cfg(feature = "test-hooks")]
#[doc(hidden)]
pub use signature::test_hooks;
