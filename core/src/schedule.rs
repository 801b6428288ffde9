//! When a provider sends again, and when it gives up.

use std::time::Duration;

/// A provider's re-send schedule.
///
/// Sources: LianLian, source document 000 ("Resending logic"); PingPongCheckout, source
/// document 004 ("Retry mechanism").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub(crate) deadline: Duration,
    pub(crate) intervals: &'static [Duration],
    pub(crate) horizon: Duration,
}

/// A number of seconds, for the tables of schedules.
pub(crate) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

impl Schedule {
    /// How often one notification is sent at most, the first time included.
    pub fn sends(&self) -> usize {
        self.intervals.len() + 1
    }

    /// How long the provider waits for the acknowledgement.
    pub fn deadline(&self) -> Duration {
        self.deadline
    }

    /// How long after the first send the last one can still come. After that, query.
    pub fn horizon(&self) -> Duration {
        self.horizon
    }

    /// The pause between send `n` and the next one, `n` counted from 1; `None` after the last.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ackwell::{Provider, Schedule};
    /// let schedule = Schedule::of(Provider::LianLian);
    /// assert_eq!(schedule.next_after(1), Some(Duration::from_secs(120)));
    /// assert_eq!(schedule.next_after(30), None);
    /// ```
    pub fn next_after(&self, n: usize) -> Option<Duration> {
        self.intervals.get(n.checked_sub(1)?).copied()
    }
}
