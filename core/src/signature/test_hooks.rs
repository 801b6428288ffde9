//! Each arithmetic by name, for benches and fuzz targets. Not part of the public interface: it
//! may change or go at any time, and nothing else may build on it.

use super::digest::Digest;
use super::public_key::{Claim, PublicKey};
use super::public_operation::{PublicOperation, Tier};
use rsa::{BigUint, RsaPublicKey};

/// The names of all tiers, the fastest first.
pub fn tiers() -> Vec<&'static str> {
    Tier::ALL.into_iter().map(Tier::name).collect()
}

fn tier(name: &str) -> Option<Tier> {
    Tier::ALL.into_iter().find(|tier| tier.name() == name)
}

fn key(modulus: &[u8]) -> Option<RsaPublicKey> {
    let modulus = BigUint::from_bytes_be(modulus);
    RsaPublicKey::new_with_max_size(modulus, BigUint::from(65_537_u32), 8192).ok()
}

/// The public operation with the exponent 65537, in a named tier.
pub struct Operation(PublicOperation);

impl Operation {
    /// `None` if the tier is unknown, if this machine or the modulus cannot have it, or if the
    /// modulus is not an RSA modulus of at most 8192 bits.
    pub fn new(modulus: &[u8], tier_name: &str) -> Option<Self> {
        PublicOperation::with_tier(&key(modulus)?, tier(tier_name)?).map(Self)
    }

    /// As [`Operation::new`], without the proof that a tier gives of itself.
    pub fn unproved(modulus: &[u8], tier_name: &str) -> Option<Self> {
        PublicOperation::unproved(&key(modulus)?, tier(tier_name)?).map(Self)
    }

    /// See `PublicOperation::recover`.
    #[must_use]
    pub fn recover(&self, signature: &[u8], block: &mut [u8]) -> bool {
        self.0.recover(signature, block)
    }

    /// See `PublicOperation::recover_batch`.
    #[must_use]
    pub fn recover_batch(&self, signatures: &[&[u8]], blocks: &mut [&mut [u8]]) -> [bool; 8] {
        self.0.recover_batch(signatures, blocks)
    }
}

/// A key as a receiver holds it, in a named tier.
pub struct Key(PublicKey);

impl Key {
    /// Reads a key; `None` as for [`Operation::new`], or if the text is not a key.
    pub fn new(text: &[u8], tier_name: &str) -> Option<Self> {
        PublicKey::with_tier(text, tier(tier_name)?)
            .ok()
            .flatten()
            .map(Self)
    }

    /// Whether the MD5 hash of a message, of 16 bytes, was signed.
    pub fn verify_md5(&self, hashed: &[u8], signature: &[u8]) -> bool {
        self.0.verify(Digest::Md5, hashed, signature).is_ok()
    }

    /// For each SHA-256 hash and signature, whether it holds, in a batch.
    pub fn verify_batch_sha256(&self, claims: &[(&[u8], &[u8])]) -> Vec<bool> {
        let claims: Vec<Claim<'_>> = claims
            .iter()
            .map(|(hashed, signature)| Claim {
                digest: Digest::Sha256,
                hashed,
                signature,
            })
            .collect();
        let mut verdicts = vec![Ok(()); claims.len()];
        self.0.verify_batch(&claims, &mut verdicts);
        verdicts
            .into_iter()
            .map(|verdict| verdict.is_ok())
            .collect()
    }

    /// Whether the SHA-256 hash of a message, of 32 bytes, was signed.
    pub fn verify_sha256(&self, hashed: &[u8], signature: &[u8]) -> bool {
        self.0.verify(Digest::Sha256, hashed, signature).is_ok()
    }
}
