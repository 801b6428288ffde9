//! Verifies payment notifications.
