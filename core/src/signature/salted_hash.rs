//! PingPong's signature: a hash over a secret salt and the signed text.
//!
//! Unlike RSA's public operation this compares against a secret, so the comparison takes the same
//! time wherever the first difference lies.

use std::fmt;

use subtle::ConstantTimeEq;

use super::digest::Digest;
use crate::throwaway::SALT_BEGINS;

/// The salt from the provider's dashboard. It is never printed.
#[derive(Clone)]
pub(crate) struct Salt(Box<[u8]>);

impl Salt {
    pub(crate) fn new(salt: &str) -> Salt {
        Salt(salt.as_bytes().into())
    }

    /// Whether it has the mark of a salt that was made for tests.
    pub(crate) fn is_for_tests(&self) -> bool {
        self.0.starts_with(SALT_BEGINS.as_bytes())
    }

    /// Whether `sign`, in hex of either case, is `hash(salt + text)`.
    pub(crate) fn vouches(&self, digest: Digest, text: &[u8], sign: &str) -> bool {
        let mut hasher = digest.hasher();
        hasher.update(&self.0);
        hasher.update(text);
        let expected = hasher.finish();
        let mut buffer = [0_u8; 32];
        match base16ct::mixed::decode(sign, &mut buffer) {
            Ok(given) => bool::from(given.ct_eq(expected.as_bytes())),
            Err(_) => false,
        }
    }
}

/// How somebody may have made a hash by mistake, for a diagnosis.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Making<'a> {
    /// As it must be: the salt, then the text.
    Prefix,
    /// The text, these characters, the salt.
    Suffix(&'static str),
    /// HMAC with the salt as its key.
    Hmac,
    /// The salt without the blanks around it.
    Trimmed,
    /// The salt, these characters, the text.
    Followed(&'static str),
    /// The salt in upper or lower case.
    UpperCase,
    LowerCase,
    /// Another salt, then the text.
    OtherSalt(&'a str),
}

impl Making<'static> {
    pub(crate) const SUFFIXES: [Making<'static>; 4] = [
        Making::Suffix(""),
        Making::Suffix("&"),
        Making::Suffix("&key="),
        Making::Suffix("&salt="),
    ];

    pub(crate) const BLANKS: [Making<'static>; 6] = [
        Making::Trimmed,
        Making::Followed("\n"),
        Making::Followed(" "),
        Making::Followed("\r\n"),
        Making::UpperCase,
        Making::LowerCase,
    ];
}

impl Salt {
    /// Whether `given` is the hash of a text that was made in that way. In constant time, as
    /// [`vouches`](Self::vouches) is.
    pub(crate) fn makes(
        &self,
        making: Making<'_>,
        digest: Digest,
        text: &[u8],
        given: &[u8],
    ) -> bool {
        let hash = |pieces: &[&[u8]]| {
            let mut hasher = digest.hasher();
            for piece in pieces {
                hasher.update(piece);
            }
            hasher.finish()
        };
        let salt: &[u8] = &self.0;
        let made = match making {
            Making::Prefix => hash(&[salt, text]),
            Making::Suffix(between) => hash(&[text, between.as_bytes(), salt]),
            Making::Trimmed => hash(&[salt.trim_ascii(), text]),
            Making::Followed(between) => hash(&[salt, between.as_bytes(), text]),
            Making::UpperCase => hash(&[&salt.to_ascii_uppercase(), text]),
            Making::LowerCase => hash(&[&salt.to_ascii_lowercase(), text]),
            Making::OtherSalt(other) => hash(&[other.as_bytes(), text]),
            Making::Hmac => {
                // RFC 2104; every digest here has blocks of 64 bytes.
                let mut key = [0_u8; 64];
                let long = hash(&[salt]);
                let short = if salt.len() > key.len() {
                    long.as_bytes()
                } else {
                    salt
                };
                for (byte, of_salt) in key.iter_mut().zip(short) {
                    *byte = *of_salt;
                }
                let inner = hash(&[&key.map(|byte| byte ^ 0x36), text]);
                hash(&[&key.map(|byte| byte ^ 0x5C), inner.as_bytes()])
            }
        };
        bool::from(made.as_bytes().ct_eq(given))
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_of_either_case_is_accepted_and_anything_else_is_not() {
        // printf saltabc | sha256sum
        let right = "3681099918be28c95b81e27e7e5c2e4c6a6dea566d2d10e7f49139ebb779eb6f";
        let salt = Salt::new("salt");
        let vouches = |sign: &str| salt.vouches(Digest::Sha256, b"abc", sign);
        assert!(vouches(right));
        assert!(vouches(&right.to_uppercase()));
        assert!(!vouches(""));
        assert!(!vouches(&"0".repeat(64)));
        assert!(!vouches(&"0".repeat(4096)));
        assert!(!vouches(&format!("{right}00")));
        assert!(!vouches(right.get(..62).unwrap()));
    }

    #[test]
    fn the_salt_is_never_printed() {
        assert_eq!(format!("{:?}", Salt::new("F78BC96A")), "[redacted]");
    }
}
