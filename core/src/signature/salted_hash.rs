//! PingPong's signature: a hash over a secret salt and the signed text.
//!
//! Unlike RSA's public operation this compares against a secret, so the comparison takes the same
//! time wherever the first difference lies.

use std::fmt;

use subtle::ConstantTimeEq;

use super::digest::Digest;

/// The salt from the provider's dashboard. It is never printed.
#[derive(Clone)]
pub(crate) struct Salt(Box<[u8]>);

impl Salt {
    pub(crate) fn new(salt: &str) -> Salt {
        Salt(salt.as_bytes().into())
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
