//! The general tier: any size and any exponent, by the `rsa` crate's big integers.

use super::Arithmetic;
use rsa::traits::PublicKeyParts as _;
use rsa::{BigUint, RsaPublicKey};

/// Modulus and exponent as big integers.
pub(super) struct Key {
    modulus: BigUint,
    exponent: BigUint,
}

impl Key {
    pub(super) fn new(key: &RsaPublicKey) -> Self {
        Self {
            modulus: key.n().clone(),
            exponent: key.e().clone(),
        }
    }
}

impl Arithmetic for Key {
    fn recover(&self, signature: &[u8], block: &mut [u8]) {
        let power = BigUint::from_bytes_be(signature).modpow(&self.exponent, &self.modulus);
        let power = power.to_bytes_be();
        let (zeros, tail) = block.split_at_mut(block.len() - power.len());
        zeros.fill(0);
        tail.copy_from_slice(&power);
    }
}
