//! Time as the stores keep it: whole milliseconds since 1970-01-01 UTC.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A moment on a store's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Millis(pub(crate) i64);

impl Millis {
    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(whole_millis(duration)))
    }

    pub(crate) fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(whole_millis(duration)))
    }

    /// How long after `earlier` this is; zero if it is not after.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl From<SystemTime> for Millis {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self(whole_millis(after)),
            Err(before) => Self(-whole_millis(before.duration())),
        }
    }
}

impl From<Millis> for SystemTime {
    fn from(millis: Millis) -> Self {
        let distance = Duration::from_millis(millis.0.unsigned_abs());
        let time = if millis.0 < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        time.unwrap_or(UNIX_EPOCH)
    }
}

pub(crate) fn whole_millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// The clock of the stores that live on this machine (`memory:`, `sqlite:`).
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    /// The machine's own clock.
    pub(crate) fn machine() -> Self {
        Self(Arc::new(SystemTime::now))
    }

    pub(crate) fn of(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(crate) fn now(&self) -> Millis {
        (self.0)().into()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_survives_the_way_into_a_store_and_back() {
        for time in [
            UNIX_EPOCH,
            UNIX_EPOCH + Duration::from_millis(1_795_000_000_123),
            UNIX_EPOCH - Duration::from_secs(5),
        ] {
            assert_eq!(SystemTime::from(Millis::from(time)), time);
        }
    }

    #[test]
    fn nothing_overflows_at_the_ends_of_time() {
        assert_eq!(Millis(i64::MAX).plus(Duration::MAX), Millis(i64::MAX));
        assert_eq!(Millis(i64::MIN).minus(Duration::MAX), Millis(i64::MIN));
        assert_eq!(Millis(0).since(Millis(10)), Duration::ZERO);
        let _ = SystemTime::from(Millis(i64::MIN));
    }
}
