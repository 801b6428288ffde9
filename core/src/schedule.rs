//! When a provider sends again, and when it gives up.

use std::time::Duration;

use crate::provider::Provider;

/// A provider's re-send schedule.
///
/// Sources: LianLian, source document 000 ("Resending logic"); PingPongCheckout, source
/// document 004 ("Retry mechanism").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    deadline: Duration,
    intervals: &'static [Duration],
    horizon: Duration,
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// 30 sends in total, two minutes apart. Whether the first send counts among the 30 is not said,
/// so the horizon is the longer reading: 60 minutes.
static LIANLIAN: Schedule = Schedule {
    deadline: seconds(5),
    intervals: &[seconds(120); 29],
    horizon: seconds(30 * 120),
};

static PINGPONG: Schedule = Schedule {
    // Not documented; LianLian's is the shorter promise that serves both.
    deadline: seconds(5),
    intervals: &[
        seconds(5),
        seconds(5),
        seconds(180),
        seconds(600),
        seconds(1200),
        seconds(1800),
        seconds(1800),
        seconds(1800),
        seconds(3600),
        seconds(10_800),
        seconds(10_800),
        seconds(10_800),
    ],
    horizon: seconds(43_390),
};

impl Schedule {
    /// The schedule of a provider.
    pub const fn of(provider: Provider) -> &'static Schedule {
        match provider {
            Provider::LianLian => &LIANLIAN,
            Provider::PingPong => &PINGPONG,
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

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
        let pingpong: Duration = PINGPONG.intervals.iter().sum();
        assert_eq!(pingpong, PINGPONG.horizon);
    }
}
