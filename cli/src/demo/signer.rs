//! Signs as the providers do, with keys made on the spot.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use rsa::pkcs8::{EncodePublicKey as _, LineEnding};
use rsa::rand_core::{OsRng, RngCore as _};
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use sha2::Sha256;

use super::samples::Members;
use crate::failure::Failure;

/// LianLian's keys are of this size today, and one is made in a fraction of a second.
const KEY_BITS: usize = 1024;

/// The DER of a `DigestInfo` for MD5, up to the digest (RFC 8017, section 9.2).
const MD5_PREFIX: [u8; 18] = [
    0x30, 0x20, 0x30, 0x0c, 0x06, 0x08, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05, 0x05, 0x00,
    0x04, 0x10,
];

/// Somebody who signs: the providers, or somebody who would like to be them.
pub(super) struct Signer {
    key: RsaPrivateKey,
    pub(super) salt: String,
}

impl Signer {
    /// With a new key and a new salt.
    pub(super) fn new() -> Result<Signer, Failure> {
        let key = RsaPrivateKey::new(&mut OsRng, KEY_BITS)
            .map_err(|_| Failure::new("no key could be made"))?;
        let mut salt = [0; 12];
        OsRng.fill_bytes(&mut salt);
        Ok(Signer {
            key,
            salt: upper_hex(&salt),
        })
    }

    /// The public key as PEM.
    pub(super) fn public_pem(&self) -> Result<String, Failure> {
        let public = self.key.to_public_key();
        public
            .to_public_key_pem(LineEnding::LF)
            .map_err(|_| Failure::new("the public key could not be written"))
    }

    /// LianLian's `sign`: RSA with MD5 over the text, as base64.
    pub(super) fn lianlian(&self, members: &Members) -> Result<Members, Failure> {
        let scheme = Pkcs1v15Sign {
            hash_len: Some(16),
            prefix: MD5_PREFIX.into(),
        };
        let digest = Md5::digest(members.signed_text());
        let signature = self.key.sign(scheme, &digest);
        let signature = signature.map_err(|_| Failure::new("a sample could not be signed"))?;
        Ok(members.clone().with("sign", STANDARD.encode(signature)))
    }

    /// PingPong's `sign`: SHA-256 over the salt and the text, in upper-case hex.
    pub(super) fn pingpong(&self, members: &Members) -> Members {
        let text = format!("{}{}", self.salt, members.signed_text());
        let sign = upper_hex(&Sha256::digest(text));
        members.clone().with("sign", sign)
    }
}

fn upper_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}
