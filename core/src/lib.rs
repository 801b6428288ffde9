//! Verifies payment notifications.

mod signature;
