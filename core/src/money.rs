//! Exact money: a decimal with its currency, never a float.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A currency as three upper-case letters (ISO 4217). The set is open.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The Chinese yuan, in which LianLian's domestic payments are made.
    pub const CNY: Currency = Currency(*b"CNY");

    /// The currency of that code; `None` unless it is three upper-case ASCII letters.
    pub const fn from_code(code: &str) -> Option<Currency> {
        match *code.as_bytes() {
            [a, b, c]
                if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_uppercase() =>
            {
                Some(Currency([a, b, c]))
            }
            _ => None,
        }
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimals the currency's minor unit has (ISO 4217): 2 for most, 0 for JPY, 3 for
    /// KWD.
    pub const fn minor_digits(self) -> u8 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A non-negative exact decimal with at most 18 digits, as it was written.
///
/// `0.2` and `0.20` are equal; each is displayed as it came.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    mantissa: u64,
    scale: u8,
}

/// More digits than this are refused: 10^18 still fits in 64 bits.
const MAX_DIGITS: usize = 18;

impl Decimal {
    /// Reads `digits` or `digits.digits`: no sign, no exponent, no leading zero before another
    /// digit, at most 18 digits in all.
    ///
    /// ```
    /// use ackwell::Decimal;
    /// assert_eq!(Decimal::parse("0.20"), Decimal::parse("0.2"));
    /// assert_eq!(Decimal::parse("0.20").unwrap().to_string(), "0.20");
    /// for wrong in ["", ".5", "5.", "007", "-1", "+1", "1e3", "1,000", " 1"] {
    ///     assert_eq!(Decimal::parse(wrong), None, "{wrong}");
    /// }
    /// ```
    pub const fn parse(text: &str) -> Option<Decimal> {
        if let [b'0', b'0'..=b'9', ..] = text.as_bytes() {
            return None;
        }
        let (mut mantissa, mut digits, mut scale) = (0, 0, None);
        let mut rest = text.as_bytes();
        while let [byte, after @ ..] = rest {
            match (*byte, scale) {
                (b'0'..=b'9', _) if digits < MAX_DIGITS => {
                    mantissa = mantissa * 10 + (*byte - b'0') as u64;
                    digits += 1;
                    if let Some(decimals) = &mut scale {
                        *decimals += 1;
                    }
                }
                (b'.', None) if digits > 0 => scale = Some(0),
                _ => return None,
            }
            rest = after;
        }
        match scale {
            None if digits > 0 => Some(Decimal { mantissa, scale: 0 }),
            None | Some(0) => None,
            Some(scale) => Some(Decimal { mantissa, scale }),
        }
    }

    /// A decimal that is written in the code. Fails the build if it is not a decimal.
    pub(crate) const fn constant(text: &str) -> Decimal {
        match Decimal::parse(text) {
            Some(decimal) => decimal,
            None => panic!("not a decimal"),
        }
    }

    /// The digits without the point. The value is `mantissa / 10^scale`.
    pub const fn mantissa(&self) -> u64 {
        self.mantissa
    }

    /// How many of the digits are behind the point, 0 to 18.
    pub const fn scale(&self) -> u8 {
        self.scale
    }

    /// Whether the value is zero.
    pub const fn is_zero(&self) -> bool {
        self.mantissa == 0
    }

    fn widened(&self) -> u128 {
        let missing = u32::try_from(MAX_DIGITS)
            .unwrap_or(18)
            .saturating_sub(u32::from(self.scale));
        // At most 10^18 * 10^18, which fits in 128 bits.
        u128::from(self.mantissa) * 10_u128.pow(missing)
    }

    /// The value in units of `10^-digits`, if it is a whole number of them and fits.
    fn in_units(&self, digits: u8) -> Option<u64> {
        if digits >= self.scale {
            self.mantissa
                .checked_mul(10_u64.checked_pow(u32::from(digits - self.scale))?)
        } else {
            let divisor = 10_u64.checked_pow(u32::from(self.scale - digits))?;
            self.mantissa
                .is_multiple_of(divisor)
                .then(|| self.mantissa / divisor)
        }
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.widened() == other.widened()
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.scale == other.scale {
            return self.mantissa.cmp(&other.mantissa);
        }
        self.widened().cmp(&other.widened())
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.widened().hash(state);
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Digit by digit from the right: a third of the time that formatting two numbers takes.
        let mut text = [b'0'; MAX_DIGITS + 2];
        let (mut rest, mut behind) = (self.mantissa, i16::from(self.scale));
        // The last digit that is written even if it is zero: that before the point.
        let least = -i16::from(self.scale > 0);
        let mut first = text.len();
        for (index, place) in text.iter_mut().enumerate().rev() {
            if behind == 0 && self.scale > 0 {
                *place = b'.';
            } else if rest > 0 || behind >= least {
                *place += u8::try_from(rest % 10).unwrap_or_default();
                rest /= 10;
            } else {
                break;
            }
            first = index;
            behind -= 1;
        }
        let text = text.get(first..).unwrap_or_default();
        f.write_str(std::str::from_utf8(text).unwrap_or_default())
    }
}

/// An exact amount in major units of its currency, for example `210.97 CNY`.
///
/// Two amounts are equal when value and currency are, however many zeros the value was
/// written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    value: Decimal,
    currency: Currency,
}

impl Amount {
    /// An amount of that value in that currency.
    pub const fn new(value: Decimal, currency: Currency) -> Amount {
        Amount { value, currency }
    }

    /// The value in major units, displayed as the provider wrote it.
    pub const fn value(&self) -> Decimal {
        self.value
    }

    /// The currency.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The value in minor units (cents, fen; yen itself), if it is a whole number of them.
    ///
    /// ```
    /// use ackwell::{Amount, Currency, Decimal};
    /// let amount = Amount::new(Decimal::parse("210.97").unwrap(), Currency::CNY);
    /// assert_eq!(amount.minor_units(), Some(21_097));
    /// ```
    pub fn minor_units(&self) -> Option<u64> {
        self.value.in_units(self.currency.minor_digits())
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).expect(text)
    }

    #[test]
    fn decimals_keep_their_spelling_and_compare_by_value() {
        for text in [
            "0",
            "0.01",
            "0.2",
            "1.0",
            "100000000.00",
            "999999999999.999999",
        ] {
            assert_eq!(decimal(text).to_string(), text);
        }
        assert_eq!(decimal("1"), decimal("1.000000"));
        assert!(decimal("0.09") < decimal("0.1"));
        assert_eq!(Decimal::parse("1234567890123456789"), None, "19 digits");
        assert_eq!(Decimal::parse("１"), None, "a full-width digit");
    }

    #[test]
    fn minor_units_follow_the_currency_and_never_round() {
        let amount = |value, code| {
            Amount::new(decimal(value), Currency::from_code(code).unwrap()).minor_units()
        };
        assert_eq!(amount("31.68", "USD"), Some(3168));
        assert_eq!(amount("200.000000", "USD"), Some(20_000));
        assert_eq!(amount("0.005", "USD"), None);
        assert_eq!(amount("500", "JPY"), Some(500));
        assert_eq!(amount("500.5", "JPY"), None);
        assert_eq!(amount("1.5", "KWD"), Some(1500));
        assert_eq!(amount("999999999999999999", "USD"), None, "does not fit");
    }

    /// Typed off ISO 4217, list one: every currency whose minor unit is not a hundredth.
    #[test]
    fn each_currency_has_the_minor_unit_of_iso_4217() {
        let not_two = [
            (
                0,
                "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
            ),
            (3, "BHD IQD JOD KWD LYD OMR TND"),
            (4, "CLF UYW"),
        ];
        let mut listed = std::collections::HashSet::new();
        for (digits, codes) in not_two {
            for code in codes.split(' ') {
                let currency = Currency::from_code(code).unwrap();
                assert_eq!(currency.minor_digits(), digits, "{code}");
                let one = Amount::new(decimal("1"), currency).minor_units();
                assert_eq!(one, Some(10_u64.pow(u32::from(digits))), "{code}");
                listed.insert(code.to_owned());
            }
        }
        let letters = || 'A'..='Z';
        for code in letters()
            .flat_map(|a| letters().map(move |b| format!("{a}{b}")))
            .flat_map(|two| letters().map(move |c| format!("{two}{c}")))
            .filter(|code| !listed.contains(code))
        {
            let currency = Currency::from_code(&code).unwrap();
            assert_eq!(currency.minor_digits(), 2, "{code}");
        }
    }
}
