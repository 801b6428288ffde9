//! The closed sets of words, as C enums.

use std::ffi::c_char;

use ::ackwell_binding::Problem;
use ::ackwell_ledger::{Delivery, Ended, OutcomeKind};
use ackwell::{Provider, Severity, Status};

use crate::text::ended;

/// A payment provider.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ackwell_provider {
    /// Of an object that has no provider, or that is none.
    ACKWELL_PROVIDER_NONE = 0,
    /// LianLian Pay, classic scheme.
    ACKWELL_LIANLIAN = 1,
    /// PingPongCheckout v4.
    ACKWELL_PINGPONG = 2,
}

impl ackwell_provider {
    pub(crate) fn of(provider: Option<Provider>) -> ackwell_provider {
        match provider {
            Some(Provider::LianLian) => ackwell_provider::ACKWELL_LIANLIAN,
            Some(Provider::PingPong) => ackwell_provider::ACKWELL_PINGPONG,
            _ => ackwell_provider::ACKWELL_PROVIDER_NONE,
        }
    }
}

/// An `ackwell_provider` that came from a caller: any number.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct ProviderNumber(u32);

impl From<Option<Provider>> for ProviderNumber {
    fn from(provider: Option<Provider>) -> Self {
        ProviderNumber(ackwell_provider::of(provider) as u32)
    }
}

impl ProviderNumber {
    pub(crate) fn provider(self) -> Result<Provider, Problem> {
        Provider::ALL
            .iter()
            .copied()
            .find(|provider| ackwell_provider::of(Some(*provider)) as u32 == self.0)
            .ok_or(Problem::misuse("provider", "is not a provider"))
    }
}

/// How urgent a failure is, for the level of a log line.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ackwell_severity {
    /// Of `ACKWELL_OK`, and of an invalid handle.
    ACKWELL_SEVERITY_NONE = 0,
    /// Part of normal operation; nothing needs to be done.
    ACKWELL_SEVERITY_INFO = 1,
    /// A request was refused before its signature was proven.
    ACKWELL_SEVERITY_WARNING = 2,
    /// Something genuine was not acted on: a person should look.
    ACKWELL_SEVERITY_ERROR = 3,
}

impl ackwell_severity {
    pub(crate) const fn of(severity: Severity) -> ackwell_severity {
        match severity {
            Severity::Info => ackwell_severity::ACKWELL_SEVERITY_INFO,
            Severity::Warning => ackwell_severity::ACKWELL_SEVERITY_WARNING,
            // A severity that this library does not know yet is not taken lightly.
            _ => ackwell_severity::ACKWELL_SEVERITY_ERROR,
        }
    }
}

/// How the operation that a notification reports has ended, or that it has not.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ackwell_payment_status {
    /// Of an object that is no notification.
    ACKWELL_PAYMENT_STATUS_NONE = 0,
    /// The money has moved.
    ACKWELL_SUCCEEDED = 1,
    /// Not decided yet: another notification will follow.
    ACKWELL_PROCESSING = 2,
    /// It failed.
    ACKWELL_FAILED = 3,
    /// The money is reserved and waits for a confirmation.
    ACKWELL_AUTHORIZED = 4,
    /// It was cancelled.
    ACKWELL_CANCELLED = 5,
    /// It was closed without a payment.
    ACKWELL_CLOSED = 6,
    /// Something else: `ackwell_notification_status_text()` has it.
    ACKWELL_OTHER_STATUS = 7,
}

impl ackwell_payment_status {
    pub(crate) fn of(status: Status) -> ackwell_payment_status {
        match status {
            Status::Succeeded => ackwell_payment_status::ACKWELL_SUCCEEDED,
            Status::Processing => ackwell_payment_status::ACKWELL_PROCESSING,
            Status::Failed => ackwell_payment_status::ACKWELL_FAILED,
            Status::Authorized => ackwell_payment_status::ACKWELL_AUTHORIZED,
            Status::Cancelled => ackwell_payment_status::ACKWELL_CANCELLED,
            Status::Closed => ackwell_payment_status::ACKWELL_CLOSED,
            _ => ackwell_payment_status::ACKWELL_OTHER_STATUS,
        }
    }
}

/// An `ackwell_payment_status` that came from a caller: any number.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct PaymentStatusNumber(u32);

/// What a ledger says of the delivery of a notification.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ackwell_delivery {
    /// If the handle is invalid.
    ACKWELL_DELIVERY_NONE = 0,
    /// Nobody has fulfilled it and nobody else is about to: fulfil it, then commit; if that fails,
    /// release.
    ACKWELL_DELIVERY_FIRST = 1,
    /// It was fulfilled and committed before: do nothing, answer success.
    ACKWELL_DELIVERY_REPEAT = 2,
    /// Another worker holds the lease: do nothing, answer failure; the provider comes back.
    ACKWELL_DELIVERY_IN_PROGRESS = 3,
    /// The same delivery came before with another amount, currency or order number: do nothing,
    /// answer failure, and let a person look.
    ACKWELL_DELIVERY_CONFLICT = 4,
}

impl ackwell_delivery {
    pub(crate) fn of(delivery: &Delivery) -> ackwell_delivery {
        match delivery {
            Delivery::First => ackwell_delivery::ACKWELL_DELIVERY_FIRST,
            Delivery::Repeat => ackwell_delivery::ACKWELL_DELIVERY_REPEAT,
            Delivery::InProgress(_) => ackwell_delivery::ACKWELL_DELIVERY_IN_PROGRESS,
            Delivery::Conflict(_) => ackwell_delivery::ACKWELL_DELIVERY_CONFLICT,
            _ => ackwell_delivery::ACKWELL_DELIVERY_NONE,
        }
    }
}

/// An `ackwell_delivery` that came from a caller: any number.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct DeliveryNumber(u32);

/// What became of one request, in one word.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ackwell_outcome_word {
    /// If the handle is invalid.
    ACKWELL_OUTCOME_NONE = 0,
    /// The order is fulfilled and committed; answered with success.
    ACKWELL_OUTCOME_FULFILLED = 1,
    /// It was fulfilled and committed before; answered with success.
    ACKWELL_OUTCOME_REPEAT = 2,
    /// Another worker holds the lease; answered with failure, so the provider comes back.
    ACKWELL_OUTCOME_IN_PROGRESS = 3,
    /// The delivery came before with another amount, currency or order number; answered with
    /// failure, and a person should look.
    ACKWELL_OUTCOME_CONFLICT = 4,
    /// The fulfilment failed, or it could not be committed; answered with failure, so the provider
    /// comes back.
    ACKWELL_OUTCOME_FAILED = 5,
    /// The receiver refused the request; answered with failure.
    ACKWELL_OUTCOME_REFUSED = 6,
    /// The ledger could not be asked, so nothing was done; answered with failure, so the provider
    /// comes back.
    ACKWELL_OUTCOME_UNAVAILABLE = 7,
}

impl ackwell_outcome_word {
    pub(crate) fn of(kind: OutcomeKind) -> ackwell_outcome_word {
        match kind {
            OutcomeKind::Fulfilled => ackwell_outcome_word::ACKWELL_OUTCOME_FULFILLED,
            OutcomeKind::Repeat => ackwell_outcome_word::ACKWELL_OUTCOME_REPEAT,
            OutcomeKind::InProgress => ackwell_outcome_word::ACKWELL_OUTCOME_IN_PROGRESS,
            OutcomeKind::Conflict => ackwell_outcome_word::ACKWELL_OUTCOME_CONFLICT,
            OutcomeKind::Failed => ackwell_outcome_word::ACKWELL_OUTCOME_FAILED,
            OutcomeKind::Refused => ackwell_outcome_word::ACKWELL_OUTCOME_REFUSED,
            OutcomeKind::Unavailable => ackwell_outcome_word::ACKWELL_OUTCOME_UNAVAILABLE,
            _ => ackwell_outcome_word::ACKWELL_OUTCOME_NONE,
        }
    }
}

/// An `ackwell_outcome_word` that came from a caller: any number.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct OutcomeNumber(u32);

/// How the shop's work on a first delivery has ended, for `ackwell_receipt_settle()`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ackwell_ended {
    /// The order is fulfilled: the delivery is committed.
    ACKWELL_ENDED_FULFILLED = 1,
    /// The work failed: the delivery is released, and the next one may try again immediately.
    ACKWELL_ENDED_FAILED = 2,
    /// The work failed or was abandoned, but something that it began may go on. The delivery is not
    /// released, because the next one would do the work a second time beside it. The lease runs out.
    ACKWELL_ENDED_MAY_RUN = 3,
}

/// An `ackwell_ended` that came from a caller: any number.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct EndedNumber(u32);

impl EndedNumber {
    pub(crate) fn ended(self, cause: String) -> Result<Ended, Problem> {
        match self.0 {
            1 => Ok(Ended::Fulfilled),
            2 => Ok(Ended::Failed(cause)),
            3 => Ok(Ended::MayRun(cause)),
            _ => Err(Problem::misuse("ended", "is not an ackwell_ended")),
        }
    }
}

/// A word of the core with a zero byte behind it.
macro_rules! ended {
    ($word:expr) => {
        const { &ended::<24>($word) }
    };
}

/// The name of a provider as configurations and JSON have it: `"lianlian"`, `"pingpong"`; `"none"`
/// for anything else. Ends with a zero byte and lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_provider_name(provider: ProviderNumber) -> *const c_char {
    let name: &'static [u8] = match provider.provider() {
        Ok(Provider::LianLian) => ended!(Provider::LianLian.as_str()),
        Ok(Provider::PingPong) => ended!(Provider::PingPong.as_str()),
        _ => ended!("none"),
    };
    name.as_ptr().cast()
}

/// The name of a payment status as JSON and every other language have it, for example
/// `"succeeded"`; `"none"` for anything else. Ends with a zero byte and lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_payment_status_name(status: PaymentStatusNumber) -> *const c_char {
    let known = Status::ALL
        .iter()
        .find(|known| ackwell_payment_status::of(**known) as u32 == status.0);
    let name: &'static [u8] = match known {
        Some(Status::Succeeded) => ended!(Status::Succeeded.as_str()),
        Some(Status::Processing) => ended!(Status::Processing.as_str()),
        Some(Status::Failed) => ended!(Status::Failed.as_str()),
        Some(Status::Authorized) => ended!(Status::Authorized.as_str()),
        Some(Status::Cancelled) => ended!(Status::Cancelled.as_str()),
        Some(Status::Closed) => ended!(Status::Closed.as_str()),
        Some(Status::Other) => ended!(Status::Other.as_str()),
        _ => ended!("none"),
    };
    name.as_ptr().cast()
}

/// The name of a delivery as every other language has it: `"first"`, `"repeat"`, `"in_progress"`,
/// `"conflict"`; `"none"` for anything else. Ends with a zero byte and lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_delivery_name(delivery: DeliveryNumber) -> *const c_char {
    let name: &'static [u8] = match delivery.0 {
        1 => ended!("first"),
        2 => ended!("repeat"),
        3 => ended!("in_progress"),
        4 => ended!("conflict"),
        _ => ended!("none"),
    };
    name.as_ptr().cast()
}

/// The name of an outcome as every other language has it, for example `"fulfilled"`; `"none"` for
/// anything else. Ends with a zero byte and lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_outcome_word_name(word: OutcomeNumber) -> *const c_char {
    let known = OutcomeKind::ALL
        .iter()
        .find(|known| ackwell_outcome_word::of(**known) as u32 == word.0);
    let name: &'static [u8] = match known {
        Some(OutcomeKind::Fulfilled) => ended!(OutcomeKind::Fulfilled.as_str()),
        Some(OutcomeKind::Repeat) => ended!(OutcomeKind::Repeat.as_str()),
        Some(OutcomeKind::InProgress) => ended!(OutcomeKind::InProgress.as_str()),
        Some(OutcomeKind::Conflict) => ended!(OutcomeKind::Conflict.as_str()),
        Some(OutcomeKind::Failed) => ended!(OutcomeKind::Failed.as_str()),
        Some(OutcomeKind::Refused) => ended!(OutcomeKind::Refused.as_str()),
        Some(OutcomeKind::Unavailable) => ended!(OutcomeKind::Unavailable.as_str()),
        _ => ended!("none"),
    };
    name.as_ptr().cast()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::ffi::CStr;

    use super::*;

    fn text(pointer: *const c_char) -> &'static str {
        // SAFETY: the functions above give texts that end with a zero byte and live forever.
        unsafe { CStr::from_ptr(pointer) }.to_str().unwrap()
    }

    #[test]
    fn every_provider_of_the_core_has_a_number_and_its_name() {
        let mut numbers = HashSet::new();
        for &provider in Provider::ALL {
            let number = ackwell_provider::of(Some(provider)) as u32;
            assert!(number != 0 && numbers.insert(number), "{provider}");
            let name = ackwell_provider_name(ProviderNumber(number));
            assert_eq!(text(name), provider.as_str());
        }
        for number in [0, 3, u32::MAX] {
            assert!(ProviderNumber(number).provider().is_err());
            assert_eq!(text(ackwell_provider_name(ProviderNumber(number))), "none");
        }
    }

    #[test]
    fn every_delivery_has_the_ledgers_name() {
        let names = [
            (
                ackwell_delivery::of(&Delivery::First),
                Delivery::First.as_str(),
            ),
            (
                ackwell_delivery::of(&Delivery::Repeat),
                Delivery::Repeat.as_str(),
            ),
        ];
        for (delivery, name) in names {
            let number = DeliveryNumber(delivery as u32);
            assert_eq!(text(ackwell_delivery_name(number)), name);
        }
        for number in [0, 5, u32::MAX] {
            assert_eq!(text(ackwell_delivery_name(DeliveryNumber(number))), "none");
        }
    }

    #[test]
    fn every_outcome_of_the_ledger_has_a_number_and_its_name() {
        let mut numbers = HashSet::new();
        for &kind in OutcomeKind::ALL {
            let number = ackwell_outcome_word::of(kind) as u32;
            assert!(number != 0 && numbers.insert(number), "{kind}");
            let name = ackwell_outcome_word_name(OutcomeNumber(number));
            assert_eq!(text(name), kind.as_str());
        }
        for number in [0, 8, u32::MAX] {
            assert_eq!(
                text(ackwell_outcome_word_name(OutcomeNumber(number))),
                "none"
            );
        }
    }

    #[test]
    fn every_status_of_the_core_has_a_number_and_its_name() {
        let mut numbers = HashSet::new();
        for &status in Status::ALL {
            let number = ackwell_payment_status::of(status) as u32;
            assert!(number != 0 && numbers.insert(number), "{status}");
            let name = ackwell_payment_status_name(PaymentStatusNumber(number));
            assert_eq!(text(name), status.as_str());
        }
        for number in [0, 8, u32::MAX] {
            let name = ackwell_payment_status_name(PaymentStatusNumber(number));
            assert_eq!(text(name), "none");
        }
    }
}
