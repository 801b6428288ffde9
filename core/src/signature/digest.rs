//! The three digests that a platform may sign with, and their names inside a signature.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// A digest that RSASSA-PKCS1-v1_5 can carry here.
///
/// MD5 and SHA-1 are broken for collisions. They stay because the platform signs with them and
/// the receiver cannot choose; what a forger would need here is a second preimage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Digest {
    /// RFC 1321, 16 bytes. What LianLian's platform signs with.
    Md5,
    /// FIPS 180-4, 20 bytes.
    Sha1,
    /// FIPS 180-4, 32 bytes.
    Sha256,
}

impl Digest {
    /// Every digest, in the order of their strength.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 3] = [Self::Md5, Self::Sha1, Self::Sha256];

    /// The digest of that name in a configuration or a `signType`.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "MD5" => Some(Self::Md5),
            "SHA1" => Some(Self::Sha1),
            "SHA256" => Some(Self::Sha256),
            _ => None,
        }
    }

    /// The DER of `DigestInfo` up to the hash, with NULL parameters.
    ///
    /// Source: RFC 8017, section 9.2, note 1. The spelling without parameters is not accepted.
    pub(crate) const fn prefix(self) -> &'static [u8] {
        match self {
            Self::Md5 => &[
                0x30, 0x20, 0x30, 0x0c, 0x06, 0x08, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05,
                0x05, 0x00, 0x04, 0x10,
            ],
            Self::Sha1 => &[
                0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04,
                0x14,
            ],
            Self::Sha256 => &[
                0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                0x01, 0x05, 0x00, 0x04, 0x20,
            ],
        }
    }

    /// How many bytes the hash has.
    pub(crate) const fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    /// A hasher that has seen nothing yet.
    pub(crate) fn hasher(self) -> Hasher {
        match self {
            Self::Md5 => Hasher::Md5(Md5::new()),
            Self::Sha1 => Hasher::Sha1(Sha1::new()),
            Self::Sha256 => Hasher::Sha256(Sha256::new()),
        }
    }

    /// Hashes one piece.
    #[cfg(test)]
    pub(crate) fn hash(self, message: &[u8]) -> Hashed {
        let mut hasher = self.hasher();
        hasher.update(message);
        hasher.finish()
    }
}

/// Hashes a message piece by piece, without allocating.
#[derive(Clone)]
pub(crate) enum Hasher {
    /// See [`Digest::Md5`].
    Md5(Md5),
    /// See [`Digest::Sha1`].
    Sha1(Sha1),
    /// See [`Digest::Sha256`].
    Sha256(Sha256),
}

impl Hasher {
    /// Takes the next piece of the message.
    pub(crate) fn update(&mut self, piece: &[u8]) {
        match self {
            Self::Md5(state) => state.update(piece),
            Self::Sha1(state) => state.update(piece),
            Self::Sha256(state) => state.update(piece),
        }
    }

    /// The hash of all pieces.
    pub(crate) fn finish(self) -> Hashed {
        match self {
            Self::Md5(state) => Hashed::new(Digest::Md5, &state.finalize()),
            Self::Sha1(state) => Hashed::new(Digest::Sha1, &state.finalize()),
            Self::Sha256(state) => Hashed::new(Digest::Sha256, &state.finalize()),
        }
    }
}

/// A finished hash of any of the digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hashed {
    bytes: [u8; 32],
    digest: Digest,
}

impl Hashed {
    fn new(digest: Digest, hash: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes[..hash.len()].copy_from_slice(hash);
        Self { bytes, digest }
    }

    /// Which digest made it.
    #[cfg(test)]
    pub(crate) fn digest(&self) -> Digest {
        self.digest
    }

    /// The hash, [`Digest::length`] bytes of it.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.digest.length()]
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;
    use std::fmt::Write as _;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a string takes every write");
            text
        })
    }

    #[test]
    fn each_digest_gives_the_published_hash_of_abc() {
        let expected = [
            "900150983cd24fb0d6963f7d28e17f72",
            "a9993e364706816aba3e25717850c26c9cd0d89d",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ];
        for (digest, expected) in Digest::ALL.into_iter().zip(expected) {
            let hashed = digest.hash(b"abc");
            assert_eq!(hex(hashed.as_bytes()), expected);
            assert_eq!(hashed.digest(), digest);
            let mut pieces = digest.hasher();
            pieces.update(b"a");
            pieces.update(b"");
            pieces.update(b"bc");
            assert_eq!(pieces.finish(), hashed);
        }
    }

    /// The lengths inside a `DigestInfo` are its own check: outer, algorithm, octet string.
    #[test]
    fn each_prefix_announces_exactly_its_hash() {
        for digest in Digest::ALL {
            let prefix = digest.prefix();
            assert_eq!(usize::from(prefix[1]), prefix.len() - 2 + digest.length());
            assert_eq!(usize::from(prefix[prefix.len() - 1]), digest.length());
            assert_eq!(
                &prefix[prefix.len() - 4..prefix.len() - 1],
                [0x05, 0x00, 0x04]
            );
        }
    }
}
