//! Keys, salts and ids made on the spot. Each key and salt has the mark that a receiver knows.

use ackwell::throwaway::{MODULUS_BEGINS, SALT_BEGINS};
use num_bigint_dig::prime::next_prime;
use rsa::rand_core::{OsRng, RngCore as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{BigUint, RsaPrivateKey};

use crate::pingpong::upper_hex;
use crate::problem::Problem;

/// The bytes of a modulus: LianLian's keys have 1024 bits today.
const MODULUS: usize = 128;

const EXPONENT: u32 = 65537;

/// A new key. The modulus begins with the mark: one prime is random, the other the first one that
/// makes a product of that beginning.
pub(crate) fn rsa() -> Result<RsaPrivateKey, Problem> {
    // A prime that does not fit the exponent, or a product that begins otherwise, is rare.
    for _ in 0..64 {
        let mut first = random::<{ MODULUS / 2 }>()?;
        // The upper quarter, so that the other prime has as many bits.
        first[0] |= 0xC0;
        let first = next_prime(&BigUint::from_bytes_be(&first));
        let mut target = random::<MODULUS>()?;
        target[..MODULUS_BEGINS.len()].copy_from_slice(&MODULUS_BEGINS);
        let second = next_prime(&(BigUint::from_bytes_be(&target) / &first));
        let key = RsaPrivateKey::from_p_q(first, second, EXPONENT.into());
        if let Ok(key) = key
            && key.n().to_bytes_be().starts_with(&MODULUS_BEGINS)
            && key.n().bits() == 8 * MODULUS
        {
            return Ok(key);
        }
    }
    Err(Problem::new("no key could be made"))
}

/// A new salt.
pub(crate) fn salt() -> Result<String, Problem> {
    Ok(format!("{SALT_BEGINS}{}", upper_hex(&random::<12>()?)))
}

/// A new number with so many digits, the first of which is not zero.
pub(crate) fn digits(count: usize) -> Result<String, Problem> {
    let mut bytes = vec![0; count];
    fill(&mut bytes)?;
    let digit = |(place, byte): (usize, u8)| {
        let digit = if place == 0 { 1 + byte % 9 } else { byte % 10 };
        char::from(b'0' + digit)
    };
    Ok(bytes.into_iter().enumerate().map(digit).collect())
}

fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

fn fill(bytes: &mut [u8]) -> Result<(), Problem> {
    OsRng
        .try_fill_bytes(bytes)
        .map_err(|_| Problem::new("the system has no random numbers"))
}
