//! Reads amounts, dates and times with the plainest means.

/// Whether a text is `digits` or `digits.digits` without a superfluous leading zero, at most 18
/// digits in all and at most `decimals` of them behind the point.
pub(super) fn is_decimal(text: &str, decimals: usize) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let written = if text.contains('.') {
        fraction.len()
    } else {
        0
    };
    digits(whole)
        && digits(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && whole.len() + written <= 18
        && written <= decimals
}

/// A decimal that [`is_decimal`] as a number of its 18th decimals.
pub(super) fn scaled(text: &str) -> u128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<18}")
        .parse()
        .expect("at most 36 digits")
}

/// Whether an amount lies in LianLian's range: 0.01 to 100,000,000.00.
pub(super) fn in_lianlian_range(text: &str) -> bool {
    (scaled("0.01")..=scaled("100000000.00")).contains(&scaled(text))
}

/// Three capital letters.
pub(super) fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// `YYYYMMDD` as `YYYY-MM-DD`, if it is a day.
pub(super) fn date(text: &str) -> Option<String> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |part: &str| part.parse::<u64>().expect("digits");
    let (year, month, day) = (number(&text[..4]), number(&text[4..6]), number(&text[6..]));
    let real = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    real.then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))
}

/// `YYYYMMDDHHMMSS` as `YYYY-MM-DDTHH:MM:SS`, if it is a time.
pub(super) fn date_time(text: &str) -> Option<String> {
    if text.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let date = date(&text[..8])?;
    let (hour, minute, second) = (&text[8..10], &text[10..12], &text[12..]);
    let real = hour < "24" && minute < "60" && second < "60";
    real.then(|| format!("{date}T{hour}:{minute}:{second}"))
}

/// Epoch milliseconds as RFC 3339 in UTC, up to the year 9999.
pub(super) fn time(text: &str) -> Option<String> {
    const END_OF_9999: u64 = 253_402_300_800_000;
    if text.is_empty() || text.len() > 15 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let total: u64 = text.parse().ok()?;
    if total >= END_OF_9999 {
        return None;
    }
    let (mut days, of_day) = (total / 86_400_000, total % 86_400_000);
    let (mut year, mut month) = (1970, 1);
    loop {
        let length: u64 = (1..=12).map(|month| days_in(year, month)).sum();
        if days < length {
            break;
        }
        days -= length;
        year += 1;
    }
    while days >= days_in(year, month) {
        days -= days_in(year, month);
        month += 1;
    }
    let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
    let (second, milli) = (of_day / 1000 % 60, of_day % 1000);
    let day = days + 1;
    Some(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z"
    ))
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_told_from_other_texts() {
        for good in ["0", "0.01", "10", "100000000.00", "0.000001"] {
            assert!(is_decimal(good, 6), "{good}");
        }
        for bad in [
            "", ".", "1.", ".1", "01", "-1", "+1", "1e2", "1,0", " 1", "1.2.3", "１",
        ] {
            assert!(!is_decimal(bad, 6), "{bad}");
        }
        assert!(!is_decimal("0.001", 2));
        assert!(in_lianlian_range("100000000.00") && !in_lianlian_range("100000000.01"));
        assert!(in_lianlian_range("0.01") && !in_lianlian_range("0.00"));
    }

    #[test]
    fn times_are_the_calendar_s() {
        assert_eq!(time("0").as_deref(), Some("1970-01-01T00:00:00.000Z"));
        assert_eq!(
            time("1695182276082").as_deref(),
            Some("2023-09-20T03:57:56.082Z")
        );
        assert_eq!(
            time("951782400000").as_deref(),
            Some("2000-02-29T00:00:00.000Z")
        );
        assert_eq!(
            time("253402300799999").as_deref(),
            Some("9999-12-31T23:59:59.999Z")
        );
        assert_eq!(time("253402300800000"), None);
        assert_eq!(date("21000229"), None);
        assert_eq!(date_time("20130515240000"), None);
    }
}
