//! No panic leaves a function; a problem becomes a status and, if the caller wants it, a refusal.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ::ackwell_ledger::{LedgerError, ReceiveError};
use ackwell::{Acknowledgement, Code, ConfigError, Provider, Refusal};

use crate::handle::{self, Opaque};
use crate::refusal::ackwell_refusal;
use crate::status::ackwell_status;

/// Why a call did not succeed.
pub(crate) enum Problem {
    /// The core refused.
    Refused(Refusal),
    /// The configuration is wrong; the provider where it is known.
    Config(ConfigError, Option<Provider>),
    /// The ledger said no; the provider where it is known.
    Ledger(LedgerError, Option<Provider>),
    /// The caller passed what it must not.
    Misuse {
        argument: &'static str,
        what: &'static str,
    },
    /// A panic was caught.
    Panicked,
}

impl Problem {
    pub(crate) const fn misuse(argument: &'static str, what: &'static str) -> Problem {
        Problem::Misuse { argument, what }
    }

    pub(crate) fn code(&self) -> Code {
        match self {
            Problem::Refused(refusal) => refusal.code(),
            Problem::Config(error, _) => error.code(),
            Problem::Ledger(error, _) => error.code(),
            Problem::Misuse { .. } => Code::InvalidArgument,
            Problem::Panicked => Code::Internal,
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Problem::Refused(refusal) => refusal.message(),
            Problem::Config(error, _) => error.to_string(),
            Problem::Ledger(error, _) => error.to_string(),
            Problem::Misuse { argument, what } => format!("argument `{argument}` {what}"),
            Problem::Panicked => Code::Internal.sentence().to_owned(),
        }
    }

    pub(crate) fn member(&self) -> Option<&str> {
        match self {
            Problem::Refused(refusal) => refusal.member(),
            Problem::Config(error, _) => Some(error.member()),
            Problem::Ledger(error, _) => error.member(),
            Problem::Misuse { .. } | Problem::Panicked => None,
        }
    }

    pub(crate) fn provider(&self) -> Option<Provider> {
        match self {
            Problem::Refused(refusal) => Some(refusal.provider()),
            Problem::Config(_, provider) | Problem::Ledger(_, provider) => *provider,
            Problem::Misuse { .. } | Problem::Panicked => None,
        }
    }

    /// What to answer. Where no provider is known, a failure that both understand.
    pub(crate) fn acknowledgement(&self) -> Acknowledgement {
        failure(self.provider(), self.code())
    }
}

/// A failure in the provider's form, or in one that every provider takes for a failure.
pub(crate) fn failure(provider: Option<Provider>, code: Code) -> Acknowledgement {
    Acknowledgement::failure(provider.unwrap_or(Provider::PingPong), code)
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Problem::Refused(refusal)
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        Problem::Ledger(error, None)
    }
}

impl From<ReceiveError> for Problem {
    fn from(error: ReceiveError) -> Self {
        match error.ledger_error() {
            Some(ledger) => Problem::Ledger(ledger.clone(), Some(error.refusal().provider())),
            None => Problem::Refused(error.refusal().clone()),
        }
    }
}

/// Runs a call that can fail. On failure `*refusal`, unless `refusal` is NULL, is a new handle.
///
/// # Safety
///
/// `refusal` is NULL or may be written to.
pub(crate) unsafe fn call(
    refusal: *mut *mut ackwell_refusal,
    body: impl FnOnce() -> Result<(), Problem>,
) -> ackwell_status {
    // A value that a panic left half changed is never looked at again: handles are read only, and
    // what changes inside of one is behind a lock or an atomic.
    let outcome = catch_unwind(AssertUnwindSafe(body)).unwrap_or(Err(Problem::Panicked));
    let Err(problem) = outcome else {
        return ackwell_status::OK;
    };
    let status = ackwell_status::from(problem.code());
    if !refusal.is_null() && refusal.is_aligned() {
        let made = catch_unwind(AssertUnwindSafe(|| handle::give(problem.into())));
        // SAFETY: not NULL and aligned, and the caller vouches that it may be written to.
        unsafe { refusal.write(made.unwrap_or(std::ptr::null_mut())) };
    }
    status
}

/// Runs a getter: `otherwise` for a handle that is none, and after a panic.
pub(crate) fn get<T>(otherwise: T, body: impl FnOnce() -> Result<T, Problem>) -> T {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => value,
        Ok(Err(_)) | Err(_) => otherwise,
    }
}

/// Frees a handle.
///
/// # Safety
///
/// As [`handle::free`].
pub(crate) unsafe fn free<O: Opaque>(object: *mut O) -> ackwell_status {
    // SAFETY: as this function's own; there is no refusal to write.
    unsafe { call(std::ptr::null_mut(), || handle::free(object)) }
}
