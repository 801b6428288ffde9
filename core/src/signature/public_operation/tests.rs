//! Every tier against two independent big-integer implementations: the `rsa` crate's, which is
//! the general tier, and crypto-bigint's Montgomery form.
//!
//! Each size has a separate test with at least [`CASES`] pairs of a modulus and a value, all of
//! them on every tier and through crypto-bigint. The general tier takes nearly as long for them as
//! all the rest together, so it takes every [`GENERAL`]th modulus only, or all of them if the
//! environment has `ACKWELL_THOROUGH=1`; `make test` sets that. The tests need an optimised build,
//! which `Cargo.toml` gives this crate in the test profile.

use super::{BATCH, PublicOperation, Tier};
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U1024, U2048, U3072, U4096};
use rsa::{BigUint, RsaPublicKey};

/// Pairs of a modulus and a value for each size. Fewer in a build without the fast arithmetic: the
/// portable one meets all of them in the other build, and this one shows that it is chosen.
const CASES: usize = if cfg!(feature = "portable-only") {
    10_000
} else {
    100_000
};

/// The general tier's share of the moduli, unless all are asked for.
const GENERAL: usize = 10;

/// Values for each modulus, so that preparing the moduli does not take all the time.
const VALUES: usize = 250;

/// A repeatable source of numbers, `SplitMix64`.
pub(super) struct Source(pub(super) u64);

impl Source {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.word() % end as u64).expect("below a usize")
    }

    /// Any number of up to this many bits.
    fn dense(&mut self, bits: usize) -> BigUint {
        let bytes: Vec<u8> = (0..bits / 64)
            .flat_map(|_| self.word().to_be_bytes())
            .collect();
        BigUint::from_bytes_be(&bytes)
    }

    /// A number of long runs of ones and zeros, as carries and borrows like them least.
    fn runs(&mut self, bits: usize) -> BigUint {
        let mut number = vec![0; bits / 8];
        let (mut at, mut one) = (0, self.word() & 1 == 1);
        while at < bits {
            let longest = [8, 64, 208, bits][self.below(4)];
            let end = bits.min(at + 1 + self.below(longest));
            if one {
                (at..end).for_each(|bit| number[bit / 8] |= 1 << (bit % 8));
            }
            (at, one) = (end, !one);
        }
        BigUint::from_bytes_le(&number)
    }
}

fn power_of_two(exponent: usize) -> BigUint {
    BigUint::from(1_u32) << exponent
}

/// Moduli of exactly this many bits: the extremes first, then random ones without end.
pub(super) fn moduli(bits: usize, source: &mut Source) -> impl Iterator<Item = BigUint> + '_ {
    let one = BigUint::from(1_u32);
    let (top, end) = (power_of_two(bits - 1), power_of_two(bits));
    let mut extremes = vec![&end - &one, &top + &one];
    // All ones or all zeros but for one bit, at the seams of the limbs of every tier.
    for seam in [
        1,
        2,
        51,
        52,
        60,
        63,
        64,
        104,
        120,
        207,
        208,
        209,
        512,
        bits / 2,
        bits - 2,
    ] {
        extremes.push(&end - &one - power_of_two(seam));
        extremes.push(&top + power_of_two(seam) + &one);
        // The lowest or the highest bits all one, or all zero but for what must be one.
        extremes.push(&top + power_of_two(seam) - &one);
        extremes.push(&end - power_of_two(seam) + &one);
        // 1 or -1 modulo a power of two: then the inverse of the modulus is an extreme itself.
        let high = top.clone() + (BigUint::from(0x1234_5678_9abc_def1_u64) << seam);
        extremes.push(&high + &one);
        extremes.push(&high - &one);
    }
    let odd = move |number: BigUint| {
        if number.to_bytes_le()[0] & 1 == 1 {
            number
        } else {
            number + 1_u32
        }
    };
    let width = end.clone();
    let suits = move |number: &BigUint| number.bits() == bits && *number < width;
    let random = std::iter::repeat_with(move || {
        let low = if source.word() & 1 == 1 {
            source.dense(bits)
        } else {
            source.runs(bits)
        };
        if low < top { low + &top } else { low }
    });
    extremes.into_iter().chain(random).map(odd).filter(suits)
}

/// Values below the modulus: the edges first, then random ones without end.
pub(super) fn values<'s>(
    modulus: &BigUint,
    source: &'s mut Source,
) -> impl Iterator<Item = BigUint> + use<'s> {
    let bits = modulus.bits();
    let small = |number: u32| BigUint::from(number);
    let mut edges = vec![
        small(0),
        small(1),
        small(2),
        small(3),
        modulus - 1_u32,
        modulus - 2_u32,
        modulus - 3_u32,
        modulus >> 1,
        (modulus >> 1) + 1_u32,
    ];
    // The powers of two that each tier multiplies by and divides by, and their neighbours.
    for exponent in [
        bits - 1,
        bits,
        60 * bits.div_ceil(60),
        52 * bits.div_ceil(208) * 4,
    ] {
        for exponent in [exponent, 2 * exponent] {
            let power = power_of_two(exponent) % modulus;
            edges.extend([&power + 1_u32, power]);
        }
    }
    let all = modulus.clone();
    let random = std::iter::repeat_with(move || match source.below(4) {
        0 => source.runs(bits),
        1 => power_of_two(source.below(bits)) + source.word(),
        _ => source.dense(bits),
    });
    edges
        .into_iter()
        .chain(random)
        .map(move |value| value % &all)
}

pub(super) fn fill(number: &BigUint, size: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    [vec![0; size - bytes.len()], bytes].concat()
}

/// The tiers that this machine must have: none may be passed over without a word.
fn is_here(tier: Tier) -> bool {
    match tier {
        Tier::General | Tier::Portable => true,
        #[cfg(all(target_arch = "x86_64", not(feature = "portable-only")))]
        Tier::Adx => is_x86_feature_detected!("adx") && is_x86_feature_detected!("bmi2"),
        #[cfg(all(target_arch = "x86_64", not(feature = "portable-only")))]
        Tier::Ifma => is_x86_feature_detected!("avx512ifma"),
        #[cfg(not(all(target_arch = "x86_64", not(feature = "portable-only"))))]
        Tier::Adx | Tier::Ifma => false,
    }
}

fn operations(modulus: &BigUint) -> Vec<PublicOperation> {
    let exponent = BigUint::from(super::COMMON_EXPONENT);
    let key = RsaPublicKey::new(modulus.clone(), exponent).expect("a modulus that rsa takes");
    let prepared = Tier::ALL
        .into_iter()
        .filter(|tier| is_here(*tier))
        .map(|tier| {
            PublicOperation::with_tier(&key, tier)
                .unwrap_or_else(|| panic!("{tier:?} fails its own proof for {modulus:x}"))
        });
    prepared.collect()
}

/// Runs all cases of a size; `oracle(modulus)` gives crypto-bigint's answer to each value.
fn compare<O: Fn(&[u8]) -> Vec<u8>>(bits: usize, oracle: impl Fn(&[u8]) -> O) {
    let (mut source, mut more) = (Source(bits as u64), Source(!(bits as u64)));
    let size = bits / 8;
    let thorough = std::env::var_os("ACKWELL_THOROUGH").is_some_and(|value| value == "1");
    let (mut cases, mut general) = (0, 0);
    for modulus in moduli(bits, &mut source).take(CASES.div_ceil(VALUES)) {
        let operations = operations(&modulus);
        let answer = oracle(&fill(&modulus, size));
        let values: Vec<Vec<u8>> = values(&modulus, &mut more)
            .take(VALUES)
            .map(|v| fill(&v, size))
            .collect();
        let answers: Vec<Vec<u8>> = values.iter().map(|value| answer(value)).collect();
        cases += values.len();
        for operation in &operations {
            if operation.tier() == Tier::General {
                if !thorough && !(cases / VALUES).is_multiple_of(GENERAL) {
                    continue;
                }
                general += values.len();
            }
            let name = operation.tier().name();
            for (value, answer) in values.iter().zip(&answers) {
                let mut block = vec![0xa5; size];
                assert!(operation.recover(value, &mut block));
                assert!(
                    block == *answer,
                    "{name} is wrong for {:x} modulo {modulus:x}",
                    BigUint::from_bytes_be(value)
                );
            }
            if operation.tier() != Tier::General {
                compare_batches(operation, &values, &answers);
            }
            refuse_what_is_not_below(operation, &modulus, size);
        }
    }
    println!("{bits} bits: {cases} cases, {general} of them on the general tier too");
    assert!(cases >= CASES && general >= if thorough { CASES } else { CASES / GENERAL });
}

/// Batches of every size from one to [`BATCH`].
fn compare_batches(operation: &PublicOperation, values: &[Vec<u8>], answers: &[Vec<u8>]) {
    let mut at = 0;
    for count in (1..=BATCH).rev().cycle() {
        let Some(values) = values.get(at..at + count) else {
            break;
        };
        let values: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
        let mut blocks = vec![vec![0xa5; values[0].len()]; count];
        let mut places: Vec<&mut [u8]> = blocks.iter_mut().map(Vec::as_mut_slice).collect();
        let sound = operation.recover_batch(&values, &mut places);
        assert_eq!(sound, std::array::from_fn(|i| i < count));
        assert!(
            blocks == answers[at..at + count],
            "{} in a batch",
            operation.tier().name()
        );
        at += count;
    }
}

fn refuse_what_is_not_below(operation: &PublicOperation, modulus: &BigUint, size: usize) {
    let largest = vec![0xff; size];
    let mut unsound = vec![
        fill(modulus, size),
        largest,
        vec![0; size - 1],
        vec![0; size + 1],
        vec![],
    ];
    if (modulus + 1_u32).bits() <= 8 * size {
        unsound.push(fill(&(modulus + 1_u32), size));
    }
    for value in &unsound {
        let mut block = vec![0xa5; size];
        assert!(!operation.recover(value, &mut block));
        assert_eq!(block, vec![0xa5; size], "nothing may be written");
        // In a batch the others still get their answers: 0 is its own power.
        let zero = vec![0; size];
        let (mut first, mut last) = (vec![0xa5; size], vec![0xa5; size]);
        let sound = operation.recover_batch(
            &[&zero, value, &zero],
            &mut [&mut first, &mut block, &mut last],
        );
        assert_eq!(sound[..3], [true, false, true]);
        assert!(first == zero && last == zero && block == vec![0xa5; size]);
    }
    assert!(
        !operation.recover(&vec![0; size], &mut vec![0; size - 1]),
        "a block too short"
    );
}

macro_rules! sizes {
    ($($name:ident: $bits:literal $number:ident;)*) => {$(
        #[test]
        fn $name() {
            compare($bits, |modulus| {
                let modulus = Odd::new($number::from_be_slice(modulus)).expect("an odd modulus");
                let parameters = FixedMontyParams::new_vartime(modulus);
                move |value: &[u8]| {
                    let value = FixedMontyForm::new(&$number::from_be_slice(value), &parameters);
                    let power = (0..16).fold(value, |power, _| power.square());
                    (power * value).retrieve().to_be_bytes().as_ref().to_vec()
                }
            });
        }
    )*};
}

sizes! {
    all_tiers_agree_with_two_big_integer_crates_at_1024_bits: 1024 U1024;
    all_tiers_agree_with_two_big_integer_crates_at_2048_bits: 2048 U2048;
    all_tiers_agree_with_two_big_integer_crates_at_3072_bits: 3072 U3072;
    all_tiers_agree_with_two_big_integer_crates_at_4096_bits: 4096 U4096;
}

/// Sizes and exponents without a fast tier fall to the general one, and only to it.
#[test]
fn odd_sizes_and_exponents_have_the_general_tier_alone() {
    let key = |bits: usize, exponent: u32| {
        let modulus = power_of_two(bits) - 1_u32;
        RsaPublicKey::new_with_max_size(modulus, BigUint::from(exponent), 8192).unwrap()
    };
    for (bits, exponent) in [
        (1024, 3),
        (2048, 17),
        (4096, 65_539),
        (1023, 65_537),
        (1025, 65_537),
        (8192, 65_537),
    ] {
        let key = key(bits, exponent);
        assert_eq!(PublicOperation::prepare(&key).tier(), Tier::General);
        for tier in Tier::ALL {
            let forced = PublicOperation::with_tier(&key, tier);
            assert_eq!(
                forced.is_some(),
                tier == Tier::General,
                "{bits} {exponent} {tier:?}"
            );
        }
    }
    let fastest = Tier::ALL.into_iter().find(|tier| is_here(*tier)).unwrap();
    for bits in [1024, 2048, 3072, 4096] {
        assert_eq!(PublicOperation::prepare(&key(bits, 65_537)).tier(), fastest);
    }
}

/// An arithmetic that is wrong for one value alone.
struct Wrong(super::general::Key, u8);

impl super::Arithmetic for Wrong {
    fn recover(&self, signature: &[u8], block: &mut [u8]) {
        self.0.recover(signature, block);
        if signature[signature.len() - 1] == self.1 {
            block[7] ^= 1;
        }
    }
}

#[test]
fn an_arithmetic_that_is_wrong_does_not_prove_itself() {
    let modulus = power_of_two(1024) - 1_u32;
    let key = RsaPublicKey::new(modulus, BigUint::from(65_537_u32)).unwrap();
    let proves_itself = |wrong_for: u8| {
        let arithmetic = Wrong(super::general::Key::new(&key), wrong_for);
        PublicOperation::new(&key, Tier::Portable, Box::new(arithmetic)).proves_itself(&key)
    };
    assert!(!proves_itself(0), "wrong for 0");
    assert!(!proves_itself(1), "wrong for 1");
    assert!(!proves_itself(0xfe), "wrong for n - 1");
    assert!(proves_itself(0x77), "wrong for nothing that is asked");
}
