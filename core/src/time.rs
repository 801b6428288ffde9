//! Dates and times as the providers write them.

use std::fmt;

use jiff::civil;

/// A calendar day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(civil::Date);

impl Date {
    /// Reads `YYYYMMDD`; `None` if it is not a day of the calendar, which begins with the year 1.
    ///
    /// ```
    /// use ackwell::Date;
    /// assert_eq!(Date::parse("20130516").unwrap().to_string(), "2013-05-16");
    /// assert_eq!(Date::parse("20130230"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Date> {
        let [y1, y2, y3, y4, m1, m2, d1, d2] = *text.as_bytes() else {
            return None;
        };
        // Not every language's dates have a year 0.
        let year = number(&[y1, y2, y3, y4]).filter(|year| *year > 0)?;
        let (month, day) = (small([m1, m2])?, small([d1, d2])?);
        civil::Date::new(year, month, day).ok().map(Date)
    }

    /// The year, 1 to 9999.
    pub fn year(&self) -> u16 {
        self.0.year().unsigned_abs()
    }

    /// The month, 1 to 12.
    pub fn month(&self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// The day of the month, 1 to 31.
    pub fn day(&self) -> u8 {
        self.0.day().unsigned_abs()
    }
}

/// A date and time of day without an offset; LianLian means China Standard Time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DateTime(civil::DateTime);

impl DateTime {
    /// Reads `YYYYMMDDHHMMSS`.
    ///
    /// ```
    /// use ackwell::DateTime;
    /// assert_eq!(DateTime::parse("20130515094013").unwrap().to_string(), "2013-05-15T09:40:13");
    /// ```
    pub fn parse(text: &str) -> Option<DateTime> {
        let date = Date::parse(text.get(..8)?)?.0;
        let [h1, h2, m1, m2, s1, s2] = *text.get(8..)?.as_bytes() else {
            return None;
        };
        let time =
            civil::Time::new(small([h1, h2])?, small([m1, m2])?, small([s1, s2])?, 0).ok()?;
        Some(DateTime(date.to_datetime(time)))
    }

    /// The day.
    pub fn date(&self) -> Date {
        Date(self.0.date())
    }

    /// Hour (0 to 23), minute and second (0 to 59).
    pub fn hour_minute_second(&self) -> (u8, u8, u8) {
        (
            self.0.hour().unsigned_abs(),
            self.0.minute().unsigned_abs(),
            self.0.second().unsigned_abs(),
        )
    }
}

/// An instant, to the millisecond.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// Reads a decimal number of milliseconds since 1970-01-01T00:00:00Z, up to the year 9999.
    ///
    /// ```
    /// use ackwell::Timestamp;
    /// let time = Timestamp::parse("1695182276082").unwrap();
    /// assert_eq!(time.to_string(), "2023-09-20T03:57:56.082Z");
    /// ```
    pub fn parse(text: &str) -> Option<Timestamp> {
        let digits = (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let millis = digits.then(|| text.parse().ok()).flatten()?;
        jiff::Timestamp::from_millisecond(millis)
            .ok()
            .map(Timestamp)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn unix_millis(&self) -> i64 {
        self.0.as_millisecond()
    }
}

fn number(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0_i16, |sum, digit| {
        digit
            .is_ascii_digit()
            .then(|| sum * 10 + i16::from(digit - b'0'))
    })
}

fn small(digits: [u8; 2]) -> Option<i8> {
    number(&digits).and_then(|value| i8::try_from(value).ok())
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([y1, y2], [y3, y4]) = (two(self.year() / 100), two(self.year() % 100));
        let ([m1, m2], [d1, d2]) = (two(self.month()), two(self.day()));
        shown(f, &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2])
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)?;
        let (hour, minute, second) = self.hour_minute_second();
        let ([h1, h2], [m1, m2], [s1, s2]) = (two(hour), two(minute), two(second));
        shown(f, &[b'T', h1, h2, b':', m1, m2, b':', s1, s2])
    }
}

/// Two digits. By hand it takes a fraction of the time of a calendar's printer.
fn two(number: impl Into<u16>) -> [u8; 2] {
    let number = number.into();
    let digit = |digit: u16| b'0' + u8::try_from(digit % 10).unwrap_or_default();
    [digit(number / 10), digit(number)]
}

fn shown(f: &mut fmt::Formatter<'_>, ascii: &[u8]) -> fmt::Result {
    f.write_str(std::str::from_utf8(ascii).unwrap_or_default())
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

macro_rules! debug_as_display {
    ($($type:ident)+) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )+};
}
debug_as_display!(Date DateTime Timestamp);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_and_times_are_read() {
        assert!(Date::parse("20240229").is_some());
        for wrong in [
            "",
            "2024",
            "20230229",
            "20241301",
            "00000101",
            "2024010a",
            "202401010",
            "２0240101",
        ] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
        for wrong in [
            "20240101",
            "20240101240000",
            "20240101006000",
            "2024010100000 ",
        ] {
            assert_eq!(DateTime::parse(wrong), None, "{wrong}");
        }
        let leap_second = DateTime::parse("20161231235960");
        assert_eq!(leap_second, None);
    }

    #[test]
    fn timestamps_are_shown_in_utc_with_milliseconds() {
        assert_eq!(
            Timestamp::parse("0").unwrap().to_string(),
            "1970-01-01T00:00:00.000Z"
        );
        for wrong in ["", "-1", "1.5", "1e3", "9999999999999999"] {
            assert_eq!(Timestamp::parse(wrong), None, "{wrong}");
        }
    }
}
