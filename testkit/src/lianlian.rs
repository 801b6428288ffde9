//! LianLian's signature: RSA over the sorted members.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use sha2::Digest as _;

use crate::keys;
use crate::members::{Members, signed_text};
use crate::problem::Problem;

/// The digest of an RSA signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    /// MD5, what LianLian uses.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl Digest {
    /// The name in a configuration document.
    pub fn name(self) -> &'static str {
        match self {
            Digest::Md5 => "MD5",
            Digest::Sha1 => "SHA1",
            Digest::Sha256 => "SHA256",
        }
    }

    /// The DER that comes before the hash: `DigestInfo` up to its last member's content (RFC 8017,
    /// section 9.2).
    pub fn prefix(self) -> &'static [u8] {
        match self {
            Digest::Md5 => {
                b"\x30\x20\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x05\x05\0\x04\x10"
            }
            Digest::Sha1 => b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\0\x04\x14",
            Digest::Sha256 => {
                b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\0\x04\x20"
            }
        }
    }

    /// The hash of a message.
    pub fn hash(self, message: &[u8]) -> Vec<u8> {
        match self {
            Digest::Md5 => md5::Md5::digest(message).to_vec(),
            Digest::Sha1 => sha1::Sha1::digest(message).to_vec(),
            Digest::Sha256 => sha2::Sha256::digest(message).to_vec(),
        }
    }
}

/// Signs as LianLian does, with a key for tests.
#[derive(Debug, Clone)]
pub struct LianLianSigner {
    key: RsaPrivateKey,
    digest: Digest,
}

impl LianLianSigner {
    /// With a new key of 1024 bits, which is what LianLian has today.
    ///
    /// # Errors
    ///
    /// If the system has no random numbers.
    pub fn new() -> Result<LianLianSigner, Problem> {
        keys::rsa().map(LianLianSigner::of)
    }

    /// With a private key as PEM (PKCS#8).
    ///
    /// # Errors
    ///
    /// If it is not one.
    pub fn from_private_pem(pem: &str) -> Result<LianLianSigner, Problem> {
        let key = RsaPrivateKey::from_pkcs8_pem(pem);
        key.map(LianLianSigner::of)
            .map_err(|_| Problem::new("expected a private RSA key as PEM (PKCS#8)"))
    }

    fn of(key: RsaPrivateKey) -> LianLianSigner {
        LianLianSigner {
            key,
            digest: Digest::Md5,
        }
    }

    /// The same key with another digest.
    #[must_use]
    pub fn digest(mut self, digest: Digest) -> LianLianSigner {
        self.digest = digest;
        self
    }

    /// The private key as PEM: a secret, though of no worth.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn private_pem(&self) -> Result<String, Problem> {
        let pem = self.key.to_pkcs8_pem(LineEnding::LF);
        pem.map(|pem| pem.as_str().to_owned())
            .map_err(|_| Problem::new("the private key could not be written"))
    }

    /// The public key as PEM.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn public_pem(&self) -> Result<String, Problem> {
        let public = self.key.to_public_key();
        public
            .to_public_key_pem(LineEnding::LF)
            .map_err(|_| Problem::new("the public key could not be written"))
    }

    /// The text that LianLian signs of these members: without those that are empty.
    pub fn message<'m>(members: impl IntoIterator<Item = (&'m str, &'m str)>) -> String {
        signed_text(members, keeps)
    }

    /// The signature of a text, as base64.
    ///
    /// # Errors
    ///
    /// If the key is too small for the digest.
    pub fn signature(&self, message: &[u8]) -> Result<String, Problem> {
        let hash = self.digest.hash(message);
        let scheme = Pkcs1v15Sign {
            hash_len: Some(hash.len()),
            prefix: self.digest.prefix().into(),
        };
        let signature = self.key.sign(scheme, &hash);
        signature
            .map(|signature| STANDARD.encode(signature))
            .map_err(|_| Problem::new("the key is too small for the digest"))
    }

    /// The members with `sign` set over the others as they are.
    ///
    /// # Errors
    ///
    /// As [`signature`](Self::signature).
    pub fn sign(&self, members: &Members) -> Result<Members, Problem> {
        let signature = self.signature(members.signed_text(keeps).as_bytes())?;
        Ok(members.clone().with("sign", signature))
    }
}

/// Which values are part of the text.
fn keeps(value: &str) -> bool {
    !value.is_empty()
}
