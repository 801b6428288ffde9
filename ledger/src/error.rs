//! What can go wrong with a ledger.

use std::borrow::Cow;
use std::fmt;

pub use ackwell::Code;

/// Why a ledger could not do what it was asked.
///
/// The message says where and what to do. It never holds a password, and nothing of a
/// notification but its delivery key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerError {
    code: Code,
    message: String,
    member: Option<Cow<'static, str>>,
}

impl LedgerError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            member: None,
        }
    }

    /// The store cannot be reached, is full, damaged or read-only, or did not answer in time.
    pub(crate) fn unavailable(message: impl Into<String>) -> Self {
        Self::new(Code::LedgerUnavailable, message)
    }

    /// `member` of the configuration's `ledger` table is not as it must be.
    pub(crate) fn config(member: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            code: Code::InvalidConfig,
            message: message.into(),
            member: Some(member.into()),
        }
    }

    /// The same with the place that the member's text came from.
    pub(crate) fn read_from(self, origin: &str) -> Self {
        Self {
            message: format!("{} (read from {origin})", self.message),
            ..self
        }
    }

    /// The caller holds a lease that is not the current one any more.
    pub(crate) fn lease_lost(key: &str) -> Self {
        Self::new(
            Code::LeaseLost,
            format!(
                "the lease of {key} is lost: it ran out and another worker claimed it, or it was settled"
            ),
        )
    }

    /// The stable code: [`Code::LedgerUnavailable`], [`Code::LeaseLost`], [`Code::InvalidConfig`]
    /// or [`Code::InvalidArgument`].
    pub fn code(&self) -> Code {
        self.code
    }

    /// One sentence for a log.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Which member of the configuration is wrong (`ledger.url`), when one is.
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.member {
            Some(member) => write!(f, "{member}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for LedgerError {}
