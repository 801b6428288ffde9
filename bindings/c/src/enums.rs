//! The closed sets of words: numbers here, C enums in the header.
//!
//! 0 is no word, and core's and the ledger's words follow in their order. `cargo xtask header`
//! writes the enums with the sentences of their tables; in Rust each is a number, because a C caller
//! can pass any.

use std::ffi::c_char;

use ::ackwell_binding::Problem;
use ::ackwell_ledger::{Delivery, Ended, OutcomeKind};
use ackwell::{Provider, Severity, Status};

use crate::text::ended;

/// The longest word and its zero byte.
const MAX_WORD: usize = 24;

/// A set of words as a number, and the words with a zero byte behind each.
macro_rules! words {
    ($(#[doc = $doc:literal])+ $type:ident: $count:expr, |$index:ident| $word:expr) => {
        $(#[doc = $doc])+
        #[repr(transparent)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $type(u32);

        impl $type {
            /// No word.
            #[allow(dead_code, reason = "not every set has a use for it")]
            pub(crate) const NONE: $type = $type(0);

            /// The number of the word at a place of its table.
            #[allow(dead_code, reason = "no function returns an `ackwell_ended`")]
            fn at(place: Option<usize>) -> $type {
                let number = place.and_then(|place| u32::try_from(place + 1).ok());
                number.map_or($type::NONE, $type)
            }

            /// The place in its table; `None` of a number that is no word.
            fn place(self) -> Option<usize> {
                let place = usize::try_from(self.0).ok()?.checked_sub(1)?;
                (place < $count).then_some(place)
            }

            /// The word, or `none`, with a zero byte behind it.
            #[allow(dead_code, reason = "nobody asks for the name of an `ackwell_ended`")]
            fn name(self) -> *const c_char {
                static NAMES: [[u8; MAX_WORD]; $count + 1] = {
                    let mut names = [ended("none"); $count + 1];
                    let mut $index = 0;
                    while $index < $count {
                        names[$index + 1] = ended($word);
                        $index += 1;
                    }
                    names
                };
                let index = self.place().map_or(0, |place| place + 1);
                NAMES[index].as_ptr().cast()
            }
        }
    };
}

words! {
    /// A payment provider.
    ackwell_provider: Provider::ALL.len(), |index| Provider::ALL[index].as_str()
}

impl From<Option<Provider>> for ackwell_provider {
    fn from(provider: Option<Provider>) -> Self {
        let known = |provider| Provider::ALL.iter().position(|known| *known == provider);
        Self::at(provider.and_then(known))
    }
}

impl ackwell_provider {
    pub(crate) fn provider(self) -> Result<Provider, Problem> {
        self.place()
            .and_then(|place| Provider::ALL.get(place).copied())
            .ok_or(Problem::misuse("provider", "is not a provider"))
    }
}

words! {
    /// How urgent a failure is, for the level of a log line.
    ackwell_severity: Severity::ALL.len(), |index| Severity::ALL[index].as_str()
}

impl From<Severity> for ackwell_severity {
    fn from(severity: Severity) -> Self {
        Self::at(Severity::ALL.iter().position(|known| *known == severity))
    }
}

words! {
    /// How the operation that a notification reports has ended, or that it has not.
    ackwell_payment_status: Status::ALL.len(), |index| Status::ALL[index].as_str()
}

impl From<Status> for ackwell_payment_status {
    fn from(status: Status) -> Self {
        Self::at(Status::ALL.iter().position(|known| *known == status))
    }
}

words! {
    /// What a ledger reports of the delivery of a notification.
    ackwell_delivery: Delivery::WORDS.len(), |index| Delivery::WORDS[index].0
}

impl From<&Delivery> for ackwell_delivery {
    fn from(delivery: &Delivery) -> Self {
        let word = delivery.as_str();
        Self::at(Delivery::WORDS.iter().position(|(known, _)| *known == word))
    }
}

words! {
    /// What became of one request, in one word.
    ackwell_outcome_word: OutcomeKind::ALL.len(), |index| OutcomeKind::ALL[index].as_str()
}

impl ackwell_outcome_word {
    pub(crate) fn kind(self) -> Option<OutcomeKind> {
        OutcomeKind::ALL.get(self.place()?).copied()
    }
}

impl From<OutcomeKind> for ackwell_outcome_word {
    fn from(kind: OutcomeKind) -> Self {
        Self::at(OutcomeKind::ALL.iter().position(|known| *known == kind))
    }
}

words! {
    /// How the shop's work on a first delivery has ended, for `ackwell_receipt_settle()`.
    ackwell_ended: Ended::WORDS.len(), |index| Ended::WORDS[index].0
}

impl ackwell_ended {
    pub(crate) fn ended(self, cause: String) -> Result<Ended, Problem> {
        self.place()
            .and_then(|place| Ended::from_word(Ended::WORDS.get(place)?.0, cause))
            .ok_or(Problem::misuse("ended", "is not an ackwell_ended"))
    }
}

/// The name of a provider as configurations and JSON have it: `"lianlian"`, `"pingpong"`; `"none"`
/// for anything else. Ends with a zero byte and lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_provider_name(provider: ackwell_provider) -> *const c_char {
    provider.name()
}

/// The name of a severity as every other language has it: `"info"`, `"warning"`, `"error"`; `"none"`
/// for anything else. Ends with a zero byte and lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_severity_name(severity: ackwell_severity) -> *const c_char {
    severity.name()
}

/// The name of a payment status as JSON and every other language have it, for example
/// `"succeeded"`; `"none"` for anything else. Ends with a zero byte and lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_payment_status_name(status: ackwell_payment_status) -> *const c_char {
    status.name()
}

/// The name of a delivery as every other language has it: `"first"`, `"repeat"`, `"in_progress"`,
/// `"conflict"`; `"none"` for anything else. Ends with a zero byte and lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_delivery_name(delivery: ackwell_delivery) -> *const c_char {
    delivery.name()
}

/// The name of an outcome as every other language has it, for example `"fulfilled"`; `"none"` for
/// anything else. Ends with a zero byte and lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_outcome_word_name(word: ackwell_outcome_word) -> *const c_char {
    word.name()
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;

    fn text(pointer: *const c_char) -> &'static str {
        // SAFETY: the functions above give texts that end with a zero byte and live forever.
        unsafe { CStr::from_ptr(pointer) }.to_str().unwrap()
    }

    #[test]
    fn every_word_has_a_number_and_its_name_and_other_numbers_are_none() {
        for (place, provider) in Provider::ALL.iter().enumerate() {
            let number = ackwell_provider::from(Some(*provider));
            assert_eq!(number.place(), Some(place));
            assert_eq!(text(ackwell_provider_name(number)), provider.as_str());
            assert_eq!(number.provider().unwrap(), *provider);
        }
        for severity in Severity::ALL {
            let name = ackwell_severity_name((*severity).into());
            assert_eq!(text(name), severity.as_str());
        }
        for status in Status::ALL {
            let name = ackwell_payment_status_name((*status).into());
            assert_eq!(text(name), status.as_str());
        }
        for delivery in [Delivery::First, Delivery::Repeat] {
            let name = ackwell_delivery_name((&delivery).into());
            assert_eq!(text(name), delivery.as_str());
        }
        for kind in OutcomeKind::ALL {
            let name = ackwell_outcome_word_name((*kind).into());
            assert_eq!(text(name), kind.as_str());
        }
        for number in [0, 8, u32::MAX] {
            assert!(ackwell_provider(number).provider().is_err());
            assert_eq!(
                text(ackwell_provider_name(ackwell_provider(number))),
                "none"
            );
            assert_eq!(
                text(ackwell_delivery_name(ackwell_delivery(number))),
                "none"
            );
            let status = ackwell_payment_status(number);
            assert_eq!(text(ackwell_payment_status_name(status)), "none");
            let word = ackwell_outcome_word(number);
            assert_eq!(text(ackwell_outcome_word_name(word)), "none");
            assert!(ackwell_ended(number).ended(String::new()).is_err());
        }
        assert_eq!(ackwell_provider::from(None), ackwell_provider::NONE);
    }
}
