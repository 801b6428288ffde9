//! Proof that this receiver has verified a body, for languages that keep texts instead of a handle.
//!
//! A seal is not a signature: its key is random, belongs to one receiver and never leaves the
//! process. It lets the same process read a verified body again without the work of RSA.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use arrayvec::ArrayString;

use super::Verified;
use crate::code::Code;
use crate::refusal::Reason;
use crate::source::{Source, SourceMode};

const FOREIGN: Reason = Reason::new(
    Code::InvalidArgument,
    "the seal is not one that this receiver made for this body",
);

/// How many hexadecimal digits of a seal are its code.
const CODE: usize = 16;

/// How long what the source check saw is at most: a letter and an address.
const SEEN: usize = 48;

/// Makes and reads the seals of one receiver.
#[derive(Default)]
pub(crate) struct Sealer(RandomState);

/// Proof that a seal is one of this receiver, for one body.
pub(crate) struct Opened {
    pub(crate) source: Source,
}

impl Opened {
    /// The same value as verified when its seal was made. It must be read from the sealed body.
    pub(crate) fn vouch<T>(self, value: T) -> (Verified<T>, Source) {
        (Verified::vouched(value), self.source)
    }
}

impl Sealer {
    /// Seals a body that was verified, with what the source check saw. Printable ASCII.
    pub(crate) fn seal(&self, body: &[u8], source: &Source) -> String {
        let check = match (source.mode, source.trusted) {
            (None, _) => "a",
            (Some(SourceMode::Enforce), _) => "e",
            (Some(SourceMode::Report), Some(true)) => "t",
            (Some(SourceMode::Report), _) => "u",
        };
        let mut seen = ArrayString::<SEEN>::new();
        // There is room for the letter and every address.
        seen.push_str(check);
        match source.address {
            None => {}
            Some(IpAddr::V4(address)) => seen.push_str(&hexadecimal::<8>(&address.octets())),
            Some(IpAddr::V6(address)) => seen.push_str(&hexadecimal::<32>(&address.octets())),
        }
        let mut seal = String::with_capacity(CODE + SEEN);
        seal.push_str(&self.code(body, &seen));
        seal.push_str(&seen);
        seal
    }

    /// Reads a seal.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidArgument`] if another receiver made it, or this one for another body.
    pub(crate) fn open(&self, body: &[u8], seal: &str) -> Result<Opened, Reason> {
        let (code, seen) = seal.split_at_checked(CODE).ok_or(FOREIGN)?;
        // Not in constant time: code that can try many seals is in this process already.
        if code != self.code(body, seen).as_str() {
            return Err(FOREIGN);
        }
        let (check, digits) = seen.split_at_checked(1).ok_or(FOREIGN)?;
        let (mode, trusted) = match check {
            "a" => (None, None),
            "e" => (Some(SourceMode::Enforce), Some(true)),
            "t" => (Some(SourceMode::Report), Some(true)),
            "u" => (Some(SourceMode::Report), Some(false)),
            _ => return Err(FOREIGN),
        };
        let address = match digits {
            "" => None,
            digits => Some(address(digits).ok_or(FOREIGN)?),
        };
        let source = Source {
            address,
            trusted,
            mode,
        };
        Ok(Opened { source })
    }

    fn code(&self, body: &[u8], seen: &str) -> ArrayString<CODE> {
        let mut hasher = self.0.build_hasher();
        // Each with its length, so that none of the two can begin where the other does not end.
        body.hash(&mut hasher);
        seen.hash(&mut hasher);
        hexadecimal(&hasher.finish().to_be_bytes())
    }
}

/// The bytes in hexadecimal, two digits each.
fn hexadecimal<const DIGITS: usize>(bytes: &[u8]) -> ArrayString<DIGITS> {
    let mut text = [0; DIGITS];
    let _ = base16ct::lower::encode(bytes, &mut text);
    ArrayString::from_byte_string(&text).unwrap_or_default()
}

/// The address whose bytes these are in hexadecimal.
fn address(digits: &str) -> Option<IpAddr> {
    match digits.len() {
        8 => Some(Ipv4Addr::from(u32::from_str_radix(digits, 16).ok()?).into()),
        32 => Some(Ipv6Addr::from(u128::from_str_radix(digits, 16).ok()?).into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Vec<Source> {
        let source = |address: &str, mode, trusted| Source {
            address: address.parse().ok(),
            trusted,
            mode,
        };
        vec![
            source("", None, None),
            source("203.0.113.9", None, None),
            source("115.236.102.36", Some(SourceMode::Enforce), Some(true)),
            source("2001:db8::1", Some(SourceMode::Report), Some(true)),
            source("", Some(SourceMode::Report), Some(false)),
        ]
    }

    #[test]
    fn a_seal_gives_back_what_the_source_check_saw() {
        let sealer = Sealer::default();
        for source in sources() {
            let seal = sealer.seal(b"{}", &source);
            assert!(seal.bytes().all(|byte| byte.is_ascii_graphic()), "{seal}");
            let opened = sealer.open(b"{}", &seal).ok();
            assert_eq!(opened.map(|opened| opened.source), Some(source));
        }
    }

    #[test]
    fn a_seal_is_of_one_receiver_and_one_body_and_one_source() {
        let sealer = Sealer::default();
        let source = sources()[1];
        let seal = sealer.seal(b"{\"a\":1}", &source);
        let refused = |sealer: &Sealer, body: &[u8], seal: &str| sealer.open(body, seal).is_err();
        assert!(!refused(&sealer, b"{\"a\":1}", &seal));
        assert!(refused(&sealer, b"{\"a\":2}", &seal));
        assert!(refused(&sealer, b"{\"a\":1", &format!("}}{seal}")));
        assert!(refused(&Sealer::default(), b"{\"a\":1}", &seal));
        let other = seal.replace("cb007109", "cc007109");
        assert_ne!(other, seal);
        assert!(refused(&sealer, b"{\"a\":1}", &other));
        for cut in 0..seal.len() {
            let cut = seal.get(..cut).unwrap_or_default();
            assert!(refused(&sealer, b"{\"a\":1}", cut), "{cut}");
        }
        assert!(refused(&sealer, b"{\"a\":1}", "ééééééééé"));
        assert!(refused(&sealer, b"{\"a\":1}", &"0".repeat(32)));
    }
}
