//! PingPong's signature: a hash over the salt and the sorted members.

use std::fmt::{self, Write as _};

use sha2::Digest as _;

use crate::members::{Members, signed_text};

/// The hash of a PingPong signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256, the default.
    Sha256,
    /// MD5, which a receiver takes only if it is configured.
    Md5,
}

impl Hash {
    /// The text of `signType` and of a configuration document.
    pub fn name(self) -> &'static str {
        match self {
            Hash::Sha256 => "SHA256",
            Hash::Md5 => "MD5",
        }
    }
}

/// Signs as PingPongCheckout does, with a salt for tests.
#[derive(Clone)]
pub struct PingPongSigner {
    salt: String,
    hash: Hash,
}

impl PingPongSigner {
    /// With that salt and SHA-256.
    pub fn new(salt: impl Into<String>) -> PingPongSigner {
        PingPongSigner {
            salt: salt.into(),
            hash: Hash::Sha256,
        }
    }

    /// The same salt with another hash.
    #[must_use]
    pub fn hash(mut self, hash: Hash) -> PingPongSigner {
        self.hash = hash;
        self
    }

    /// The salt: a secret, though of no worth.
    pub fn salt(&self) -> &str {
        &self.salt
    }

    /// The text that PingPong's Java signs of these members: without those that are blank.
    pub fn message<'m>(members: impl IntoIterator<Item = (&'m str, &'m str)>) -> String {
        signed_text(members, keeps)
    }

    /// The signature of a text, as upper-case hex.
    pub fn signature(&self, message: &[u8]) -> String {
        let salted = [self.salt.as_bytes(), message].concat();
        let hash = match self.hash {
            Hash::Sha256 => sha2::Sha256::digest(&salted).to_vec(),
            Hash::Md5 => md5::Md5::digest(&salted).to_vec(),
        };
        upper_hex(&hash)
    }

    /// The members with `sign` set over the others as they are.
    #[must_use]
    pub fn sign(&self, members: &Members) -> Members {
        let signature = self.signature(members.signed_text(keeps).as_bytes());
        members.clone().with("sign", signature)
    }
}

impl fmt::Debug for PingPongSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PingPongSigner([redacted], {})", self.hash.name())
    }
}

/// Which values are part of the text: those that are not blank as Java has it.
fn keeps(value: &str) -> bool {
    let blank = |byte| matches!(byte, b' ' | b'\t'..=b'\r' | 0x1C..=0x1F);
    !value.bytes().all(blank)
}

pub(crate) fn upper_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}
