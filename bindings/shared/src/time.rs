//! Moments and lengths of time as the milliseconds that cross.

use std::time::{Duration, SystemTime};

/// A moment, from milliseconds since 1970; the beginning of 1970 for what the clock cannot hold.
pub fn moment(milliseconds: i64) -> SystemTime {
    let length = Duration::from_millis(milliseconds.unsigned_abs());
    let moment = if milliseconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(length)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(length)
    };
    moment.unwrap_or(SystemTime::UNIX_EPOCH)
}

/// A moment in milliseconds since 1970.
pub fn since_1970(moment: SystemTime) -> i64 {
    let bounded = |length: Duration| i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
    match moment.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => bounded(after),
        Err(before) => -bounded(before.duration()),
    }
}

pub(crate) fn milliseconds(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_survives_the_crossing_before_and_after_1970() {
        for milliseconds in [0, 1, -1, 1_780_000_000_123, -62_000_000_000_000] {
            assert_eq!(since_1970(moment(milliseconds)), milliseconds);
        }
    }
}
