//! Every tier against the general one, the `rsa` crate's, on moduli and values that the fuzzer
//! makes up: one after the other, and in a batch.
//!
//! The first byte picks the size; the next byte how the rest is stretched to a modulus and a
//! value, because carries go wrong on long runs of equal bits rather than on dense numbers.

#![no_main]

use ackwell::test_hooks::{Operation, tiers};
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

fuzz_target!(|input: &[u8]| {
    let [size, stretch, rest @ ..] = input else {
        return;
    };
    if rest.is_empty() {
        return;
    }
    let bytes = [128, 256, 384, 512][usize::from(size % 4)];
    let (first, second) = rest.split_at(rest.len() / 2);
    let mut modulus = number(first, *stretch & 15, bytes);
    modulus[0] |= 0x80;
    modulus[bytes - 1] |= 1;
    let mut value = number(second, *stretch >> 4, bytes);
    if value >= modulus {
        // Below the modulus again, by the bit that the modulus is sure to have.
        value[0] &= 0x7f;
    }

    let general = Operation::unproved(&modulus, "general").expect("an odd modulus is enough");
    let mut expected = vec![0; bytes];
    assert!(general.recover(&value, &mut expected));
    for tier in fast_tiers() {
        // The proof that a key asks of its tier is left out: it would only make this slower.
        let operation = Operation::unproved(&modulus, tier).expect("it suits the modulus");
        let mut block = vec![0; bytes];
        assert!(operation.recover(&value, &mut block));
        assert!(block == expected, "{tier}");

        let values: [&[u8]; 8] = [&value; 8];
        let mut blocks = vec![vec![0; bytes]; 8];
        let mut places: Vec<&mut [u8]> = blocks.iter_mut().map(Vec::as_mut_slice).collect();
        assert_eq!(operation.recover_batch(&values, &mut places), [true; 8]);
        assert!(
            blocks.iter().all(|block| *block == expected),
            "{tier} in a batch"
        );
    }
});

/// The tiers that this machine has, but for the one that they are compared with.
fn fast_tiers() -> &'static [&'static str] {
    static TIERS: OnceLock<Vec<&str>> = OnceLock::new();
    TIERS.get_or_init(|| {
        let is_here = |tier: &&str| Operation::new(&[0xff; 128], tier).is_some();
        tiers()
            .into_iter()
            .filter(is_here)
            .filter(|tier| *tier != "general")
            .collect()
    })
}

/// Stretches the input to `bytes` bytes: each of its bytes so many times, over and over.
fn number(input: &[u8], stretch: u8, bytes: usize) -> Vec<u8> {
    let times = usize::from(stretch) + 1;
    let filler = if input.is_empty() { &[0xff] } else { input };
    filler
        .iter()
        .flat_map(|byte| std::iter::repeat_n(*byte, times))
        .cycle()
        .take(bytes)
        .collect()
}
