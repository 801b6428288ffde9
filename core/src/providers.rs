//! Which provider's folder says it: answers, schedules, addresses, status words, kinds.
//!
//! The only place that lists the providers' folders. A new provider is a folder and a line in each
//! of these.

use crate::acknowledgement::Acknowledgement;
use crate::code::Code;
use crate::lianlian::facts as lianlian;
use crate::lianlian::{EXCHANGE_PAYMENT, PAYMENT};
use crate::notification::status::Status;
use crate::pingpong::facts as pingpong;
use crate::pingpong::{CAPTURE, REFUND, TRANSACTION, VOID};
use crate::provider::Provider;
use crate::schedule::Schedule;
use crate::source::published::PublishedSources;
use crate::table::KindTable;

impl Acknowledgement {
    /// "Received": the provider stops sending.
    ///
    /// ```
    /// use ackwell::{Acknowledgement, Provider};
    /// let answer = Acknowledgement::success(Provider::LianLian);
    /// assert_eq!(answer.status, 200);
    /// assert_eq!(answer.body, br#"{"ret_code":"0000","ret_msg":"ok"}"#);
    /// ```
    pub const fn success(provider: Provider) -> Acknowledgement {
        match provider {
            Provider::LianLian => lianlian::SUCCESS,
            Provider::PingPong => pingpong::SUCCESS,
        }
    }

    /// "Not received": the provider sends again.
    pub const fn failure(provider: Provider, code: Code) -> Acknowledgement {
        match provider {
            Provider::LianLian => lianlian::failure(code),
            Provider::PingPong => pingpong::failure(code),
        }
    }
}

impl Schedule {
    /// The schedule of a provider.
    pub const fn of(provider: Provider) -> &'static Schedule {
        match provider {
            Provider::LianLian => &lianlian::SCHEDULE,
            Provider::PingPong => &pingpong::SCHEDULE,
        }
    }
}

impl Status {
    pub(crate) fn of(provider: Provider, text: &str) -> Status {
        match provider {
            Provider::LianLian => lianlian::status(text),
            Provider::PingPong => pingpong::status(text),
        }
    }
}

/// The lists of a provider. `published` is the one used unless a configuration says otherwise;
/// for PingPong, `published` means the list of the configured environment.
///
/// Lists age. Compare with the provider's current page when notifications are refused as
/// `untrusted_source`, and extend the list: `sources = ["published", "203.0.113.7"]`.
pub const fn published_sources(provider: Provider) -> &'static [PublishedSources] {
    match provider {
        Provider::LianLian => lianlian::SOURCES,
        Provider::PingPong => pingpong::SOURCES,
    }
}

/// Every kind with a table, in a fixed order. [`Notification::kind`](crate::Notification::kind)
/// can also be `pingpong.other`, which has none.
///
/// ```
/// let kinds: Vec<_> = ackwell::kinds().iter().map(|table| table.kind).collect();
/// assert!(kinds.contains(&"lianlian.exchange_payment"));
/// ```
pub fn kinds() -> &'static [&'static KindTable] {
    &[
        PAYMENT,
        EXCHANGE_PAYMENT,
        TRANSACTION,
        REFUND,
        CAPTURE,
        VOID,
    ]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_failure_says_the_public_code_and_never_reads_as_success() {
        for &code in Code::ALL {
            let lianlian = Acknowledgement::failure(Provider::LianLian, code);
            let text = String::from_utf8(lianlian.body.to_vec()).unwrap();
            // The sender does not learn what exactly is wrong with a signature.
            let sent = match code {
                Code::MissingSignature | Code::UnsupportedSignType => Code::InvalidSignature,
                other => other,
            };
            let expected = format!(r#"{{"ret_code":"9999","ret_msg":"{sent}"}}"#);
            assert_eq!(text, expected);
            assert!(!lianlian.is_success(), "{code}");

            let pingpong = Acknowledgement::failure(Provider::PingPong, code);
            assert_eq!(pingpong.body, b"FAIL");
            assert!(!pingpong.is_success(), "{code}");
        }
    }

    #[test]
    fn a_pingpong_success_does_not_contain_fail() {
        let body = Acknowledgement::success(Provider::PingPong).body;
        assert!(body.is_empty());
    }

    #[test]
    fn every_pause_lies_inside_the_horizon() {
        for &provider in Provider::ALL {
            let schedule = Schedule::of(provider);
            let total: Duration = (1..).map_while(|n| schedule.next_after(n)).sum();
            assert!(total <= schedule.horizon(), "{provider}");
            assert_eq!(schedule.next_after(0), None);
            assert_eq!(schedule.next_after(schedule.sends()), None);
        }
        assert_eq!(Schedule::of(Provider::LianLian).sends(), 30);
        assert_eq!(Schedule::of(Provider::PingPong).sends(), 13);
        let pingpong: Duration = pingpong::SCHEDULE.intervals.iter().sum();
        assert_eq!(pingpong, pingpong::SCHEDULE.horizon);
    }
}
