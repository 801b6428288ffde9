//! The RSA public operation: a signature raised to the public exponent, modulo the key.
//!
//! One job, several ways to do it. A key picks its [`Tier`] once, when it is loaded, by what the
//! processor can do; the tier then proves itself on values with known answers, and a tier that
//! fails is passed over for the next. The last tier, [`Tier::General`], is the `rsa` crate's
//! big-integer arithmetic: it takes every size and exponent, and it is the oracle of the proof.
//!
//! Constant time is not needed here. Everything that enters, the key, the signature and the
//! block it recovers to, is public.

#[cfg(all(target_arch = "x86_64", not(feature = "portable-only")))]
#[allow(
    unsafe_code,
    reason = "assembly, called only where its instructions were detected"
)]
mod adx;
mod general;
#[cfg(all(target_arch = "x86_64", not(feature = "portable-only")))]
#[allow(
    unsafe_code,
    reason = "vector instructions, called only where they were detected"
)]
mod ifma;
mod portable;

use rsa::traits::PublicKeyParts as _;
use rsa::{BigUint, RsaPublicKey};
use std::fmt;

/// Bytes of the largest modulus.
pub(super) const MAX_BYTES: usize = 1024;

/// Bytes of the largest modulus that has a fast tier.
pub(super) const FAST_BYTES: usize = 512;

/// The exponent that nearly every key has, and the one that has a fast path.
const COMMON_EXPONENT: u32 = 65_537;

/// Signatures that one call of [`PublicOperation::recover_batch`] takes at most.
pub(crate) const BATCH: usize = 8;

/// A way to compute the public operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Tier {
    /// The `rsa` crate's big integers: any size, any exponent.
    General,
    /// Montgomery arithmetic in safe Rust: 1024, 2048, 3072 or 4096 bits, exponent 65537.
    Portable,
    /// The same in assembly with BMI2 and ADX instructions, where the processor has them.
    Adx,
    /// The same in AVX-512 IFMA instructions, where the processor has them.
    Ifma,
}

impl Tier {
    /// Every tier, the fastest first.
    pub(crate) const ALL: [Self; 4] = [Self::Ifma, Self::Adx, Self::Portable, Self::General];

    /// The name that benches and diagnostics show.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Portable => "portable",
            Self::Adx => "adx",
            Self::Ifma => "ifma",
        }
    }
}

/// The arithmetic of one key in one tier.
trait Arithmetic: Send + Sync {
    /// Writes `signature ^ e mod n` to `block`, big-endian.
    ///
    /// The caller has checked that `signature` and `block` have the modulus's length and that the
    /// signature's value is below the modulus.
    fn recover(&self, signature: &[u8], block: &mut [u8]);

    /// As [`Arithmetic::recover`] for each signature and its block, of at most [`BATCH`].
    fn recover_batch(&self, signatures: &[&[u8]], blocks: &mut [&mut [u8]]) {
        for (signature, block) in signatures.iter().zip(blocks) {
            self.recover(signature, block);
        }
    }
}

/// The public operation, prepared for one key.
pub(super) struct PublicOperation {
    tier: Tier,
    modulus: Box<[u8]>,
    bits: usize,
    arithmetic: Box<dyn Arithmetic>,
}

impl PublicOperation {
    /// Prepares the fastest tier that this machine has for the key and that proves itself.
    pub(super) fn prepare(key: &RsaPublicKey) -> Self {
        Tier::ALL
            .into_iter()
            .find_map(|tier| Self::with_tier(key, tier))
            .unwrap_or_else(|| Self::new(key, Tier::General, Box::new(general::Key::new(key))))
    }

    /// Prepares the named tier, if this machine has it, the key suits it and it proves itself.
    pub(super) fn with_tier(key: &RsaPublicKey, tier: Tier) -> Option<Self> {
        Self::unproved(key, tier).filter(|operation| operation.proves_itself(key))
    }

    /// As [`Self::with_tier`], without the proof.
    pub(super) fn unproved(key: &RsaPublicKey, tier: Tier) -> Option<Self> {
        let arithmetic: Box<dyn Arithmetic> = match tier {
            Tier::General => Box::new(general::Key::new(key)),
            Tier::Portable => portable::prepare(&FastKey::new(key)?)?,
            #[cfg(all(target_arch = "x86_64", not(feature = "portable-only")))]
            Tier::Adx => adx::prepare(&FastKey::new(key)?)?,
            #[cfg(all(target_arch = "x86_64", not(feature = "portable-only")))]
            Tier::Ifma => ifma::prepare(&FastKey::new(key)?)?,
            #[cfg(not(all(target_arch = "x86_64", not(feature = "portable-only"))))]
            Tier::Adx | Tier::Ifma => return None,
        };
        Some(Self::new(key, tier, arithmetic))
    }

    fn new(key: &RsaPublicKey, tier: Tier, arithmetic: Box<dyn Arithmetic>) -> Self {
        let modulus = key.n().to_bytes_be().into_boxed_slice();
        Self {
            tier,
            modulus,
            bits: key.n().bits(),
            arithmetic,
        }
    }

    /// Known answers: 0, 1 and n - 1 are their own odd powers, and one dense value is compared
    /// with the general tier.
    fn proves_itself(&self, key: &RsaPublicKey) -> bool {
        if self.tier == Tier::General {
            return true;
        }
        let size = self.bytes();
        let mut one = vec![0; size];
        one[size - 1] = 1;
        let mut largest = self.modulus.to_vec();
        largest[size - 1] ^= 1; // the modulus is odd
        let mut dense: Vec<u8> = (0_u8..=255).map(|i| i.wrapping_mul(167) ^ 0x5a).collect();
        dense = dense.iter().copied().cycle().take(size).collect();
        dense[0] = 0;
        let mut dense_answer = vec![0; size];
        general::Key::new(key).recover(&dense, &mut dense_answer);

        let cases = [
            (vec![0; size], vec![0; size]),
            (one.clone(), one),
            (largest.clone(), largest),
            (dense, dense_answer),
        ];
        let one_by_one = cases.iter().all(|(value, answer)| {
            let mut block = vec![0x5a; size];
            self.recover(value, &mut block) && block == *answer
        });
        // Twice over, so that every place in a batch is taken.
        let (values, answers): (Vec<&[u8]>, Vec<&[u8]>) = cases
            .iter()
            .chain(&cases)
            .map(|(value, answer)| (&value[..], &answer[..]))
            .unzip();
        let mut blocks = vec![0x5a; BATCH * size];
        let mut blocks: Vec<&mut [u8]> = blocks.chunks_exact_mut(size).collect();
        let sound = self.recover_batch(&values, &mut blocks);
        one_by_one && sound == [true; BATCH] && blocks == answers
    }

    pub(super) fn tier(&self) -> Tier {
        self.tier
    }

    pub(super) fn bits(&self) -> usize {
        self.bits
    }

    /// Bytes of the modulus, and so of every signature and block.
    pub(super) fn bytes(&self) -> usize {
        self.modulus.len()
    }

    /// Writes the block that `signature` recovers to; `block` has [`Self::bytes`] bytes.
    ///
    /// `false`, and nothing is written, if the signature's length is not the modulus's or its
    /// value is not below the modulus.
    #[must_use]
    pub(super) fn recover(&self, signature: &[u8], block: &mut [u8]) -> bool {
        let sound = self.is_sound(signature, block);
        if sound {
            self.arithmetic.recover(signature, block);
        }
        sound
    }

    /// As [`Self::recover`] for each signature and its block, side by side where the tier can.
    ///
    /// Takes at most [`BATCH`]. Returns for each signature whether its block was written.
    #[must_use]
    pub(super) fn recover_batch(
        &self,
        signatures: &[&[u8]],
        blocks: &mut [&mut [u8]],
    ) -> [bool; BATCH] {
        let mut sound = [false; BATCH];
        let mut taken: [&[u8]; BATCH] = Default::default();
        let mut places: [&mut [u8]; BATCH] = Default::default();
        let mut count = 0;
        for ((signature, block), sound) in signatures.iter().zip(blocks).zip(&mut sound) {
            *sound = self.is_sound(signature, block);
            if *sound {
                (taken[count], places[count]) = (signature, block);
                count += 1;
            }
        }
        self.arithmetic
            .recover_batch(&taken[..count], &mut places[..count]);
        sound
    }

    fn is_sound(&self, signature: &[u8], block: &[u8]) -> bool {
        // Of equal length, big-endian numbers compare like their bytes.
        signature.len() == self.bytes() && block.len() == self.bytes() && *signature < *self.modulus
    }
}

impl fmt::Debug for PublicOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicOperation({} bits, {:?})", self.bits, self.tier)
    }
}

/// A key that the fast tiers take: 1024, 2048, 3072 or 4096 bits, top bit set, exponent 65537.
struct FastKey<'k> {
    key: &'k RsaPublicKey,
    bits: usize,
}

impl<'k> FastKey<'k> {
    fn new(key: &'k RsaPublicKey) -> Option<Self> {
        let bits = key.n().bits();
        let suits =
            matches!(bits, 1024 | 2048 | 3072 | 4096) && *key.e() == BigUint::from(COMMON_EXPONENT);
        suits.then_some(Self { key, bits })
    }

    /// The modulus in `L` limbs of `width` bits, lowest first.
    fn modulus<const L: usize>(&self, width: u32) -> [u64; L] {
        limbs_of(self.key.n(), width)
    }

    /// `-1 / n mod 2^208`.
    #[cfg(all(target_arch = "x86_64", not(feature = "portable-only")))]
    fn negated_inverse_wide(&self) -> BigUint {
        let modulus = BigUint::from(1_u32) << 208;
        let [lowest] = self.modulus::<1>(64);
        // From 64 correct bits to 128 and 256: x' = x (2 + n x) for x = -1/n.
        let mut inverse = BigUint::from(negated_inverse(lowest));
        for _ in 0..2 {
            inverse = (&inverse * (self.key.n() * &inverse + 2_u32)) % &modulus;
        }
        inverse
    }

    /// `(n k + 1) / 2^208` for `k = inverse`, which is `-1 / n mod 2^208`: at most `n`.
    #[cfg(all(target_arch = "x86_64", not(feature = "portable-only")))]
    fn scaled<const L: usize>(&self, inverse: &BigUint, width: u32) -> [u64; L] {
        limbs_of(&((self.key.n() * inverse + 1_u32) >> 208), width)
    }

    /// `2 ^ exponent mod n` in `L` limbs of `width` bits, lowest first.
    fn power_of_two<const L: usize>(&self, exponent: usize, width: u32) -> [u64; L] {
        limbs_of(&((BigUint::from(1_u32) << exponent) % self.key.n()), width)
    }
}

/// `-1 / odd` modulo `2^64`, by Newton's iteration: each step doubles the correct bits.
fn negated_inverse(odd: u64) -> u64 {
    // Correct to 5 bits (Dumas): then 10, 20, 40, 80.
    let mut inverse = odd.wrapping_mul(3) ^ 2;
    for _ in 0..4 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}

/// As [`limbs`].
fn limbs_of<const L: usize>(number: &BigUint, width: u32) -> [u64; L] {
    limbs(&number.to_bytes_be(), width)
}

/// A big-endian number in `L` limbs of `width` bits, lowest first. It must fit, and `width` be such
/// that no limb reaches into nine bytes: 52 or 64.
fn limbs<const L: usize>(number: &[u8], width: u32) -> [u64; L] {
    core::array::from_fn(|index| {
        let first_bit = index * width as usize;
        let end = number.len().saturating_sub(first_bit / 8);
        let number = &number[..end];
        let word = match number.last_chunk() {
            Some(word) => u64::from_be_bytes(*word),
            None => number
                .iter()
                .fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        word >> (first_bit % 8) & (u64::MAX >> (64 - width))
    })
}

/// The inverse of [`limbs`] for reduced limbs: writes the number big-endian, filling `number`.
fn bytes(limbs: &[u64], width: u32, number: &mut [u8]) {
    let (mut pending, mut held) = (0_u128, 0_u32);
    let mut limbs = limbs.iter().copied();
    for word in number.rchunks_mut(8) {
        while held < 64 {
            pending |= u128::from(limbs.next().unwrap_or(0)) << held;
            held += width;
        }
        let whole = low(pending).to_be_bytes();
        word.copy_from_slice(&whole[8 - word.len()..]);
        pending >>= 64;
        held -= 64;
    }
}

/// The low half.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the low half is what is asked for"
)]
const fn low(wide: u128) -> u64 {
    wide as u64
}

#[cfg(test)]
mod tests;
