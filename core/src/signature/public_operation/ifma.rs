//! The AVX-512 IFMA tier: 52-bit limbs, eight to a vector.
//!
//! One signature lies across the lanes of `K` vectors, lowest limb in lane 0. A Montgomery
//! product takes four digits of one factor at a time:
//!
//! 1. add the other factor times these digits (an instruction gives the low or the high 52 bits
//!    of eight products and adds them up);
//! 2. take the four lowest digits `q` of the sum, and make them zero by adding `q` times a
//!    multiple of the modulus;
//! 3. move everything down by four lanes.
//!
//! What makes step 2 cheap is the multiple. `scaled n` is the multiple of `n` that is `-1` modulo
//! `2^208`, so `q` needs no multiplication to be found; and adding `q (scaled n)` and dropping
//! four digits is the same as dropping them and adding `q ((scaled n + 1) / 2^208)`, a number no
//! longer than `n`. It leaves sums of up to `2^208 n`, so the last step uses `n` itself, with a
//! true quotient. The result is below `2n + ab/R`, `R = 2^(52 L)`: with at least 16 bits to spare
//! in `R`, factors below `3n` give a product below `3n`, and nothing is subtracted in between.
//!
//! Sums in lanes may be as large as 64 bits, but only the low 52 bits of a lane enter a product.
//! Carries are moved up one lane, once, which is nearly always enough: a second carry needs a lane
//! of 52 ones or almost. All digits that enter a product are collected in `seen`, and if one of
//! them had a bit too many, the whole power is computed again with carries moved to the end
//! (`EXACT`). Nothing wrong is ever returned, and time is all that depends on the values.
//!
//! For 1024 bits the processor could do twice as many multiplications as it does: it waits. Each
//! step waits for the lowest lanes of the one before, so the code is laid out for that one chain:
//! lanes, digits, two multiplications, two additions. All else (products of the factors, the
//! upper vectors, the search for carries left behind) runs next to it and fills the gaps.
//!
//! After Gueron and Krasnov, "Software implementation of modular exponentiation, using advanced
//! vector instructions architectures" (2012), with the scaled modulus of Quisquater (1990).

use super::{Arithmetic, FastKey, bytes, limbs};
use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_alignr_epi64, _mm512_and_si512, _mm512_madd52hi_epu64,
    _mm512_madd52lo_epu64, _mm512_maskz_add_epi64, _mm512_maskz_srli_epi64, _mm512_or_si512,
    _mm512_permutexvar_epi64, _mm512_set1_epi64, _mm512_setzero_si512, _mm512_srli_epi64,
};

mod eight;

const WIDTH: u32 = 52;
const MASK: u64 = u64::MAX >> (64 - WIDTH);
#[expect(clippy::cast_possible_wrap, reason = "52 bits are below the sign")]
const MASK_LANE: i64 = MASK as i64;

/// Digits that one step takes.
const LANES: usize = 4;

/// Signatures from which on eight lanes, some of them idle, beat one after the other.
const WORTHWHILE: usize = 4;

/// Prepares the key, if this processor has the instructions.
pub(super) fn prepare(key: &FastKey<'_>) -> Option<Box<dyn Arithmetic>> {
    if !(is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma")) {
        return None;
    }
    // L limbs and LANES lanes to move into fit in K vectors.
    Some(match key.bits {
        1024 => Box::new(Key::<3, 20>::new(key)),
        2048 => Box::new(Key::<6, 40>::new(key)),
        3072 => Box::new(Key::<8, 60>::new(key)),
        4096 => Box::new(Key::<11, 80>::new(key)),
        _ => return None,
    })
}

/// A number in `K` vectors, its lowest limb in the first lane of the first.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Number<const K: usize>([[u64; 8]; K]);

/// A number moved up by 0, 1, 2, 3 and 4 lanes, vector by vector.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Moved<const K: usize>([[[u64; 8]; LANES + 1]; K]);

/// A key's constants. Made by [`prepare`] alone, after it has looked at the processor.
struct Key<const K: usize, const L: usize> {
    /// `(scaled n + 1) / 2^208`.
    scaled: Moved<K>,
    modulus: Moved<K>,
    /// `-1 / n mod 2^208`, for the last step.
    inverse: Moved<1>,
    /// `R^2 mod n`.
    square_of_r: Number<K>,
    limbs: [u64; L],
    eight: eight::Constants<L>,
}

impl<const K: usize, const L: usize> Key<K, L> {
    fn new(key: &FastKey<'_>) -> Self {
        let inverse = key.negated_inverse_wide();
        let square_of_r = key.power_of_two::<L>(2 * L * WIDTH as usize, WIDTH);
        let limbs = key.modulus(WIDTH);
        Self {
            scaled: Moved::new(&key.scaled::<L>(&inverse, WIDTH)),
            modulus: Moved::new(&limbs),
            inverse: Moved::new(&super::limbs_of::<LANES>(&inverse, WIDTH)),
            square_of_r: Number::new(&square_of_r),
            eight: eight::Constants::new(&limbs, &square_of_r),
            limbs,
        }
    }

    /// `signature ^ 65537` modulo `n`, below `3n`.
    ///
    /// `None` if a carry was left behind, which `EXACT` never does.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn power<const EXACT: bool>(&self, signature: &Number<K>) -> Option<Number<K>> {
        let mut seen = _mm512_setzero_si512();
        let mut power = self.square_of_r.0.map(|part| vector(part));
        // Times the signature, squared sixteen times, times the signature. In one loop, so that
        // the product is there once and the number stays in registers.
        for turn in 0..18 {
            let number = Number(power.map(|part| lanes(part)));
            let (factor, first) = if matches!(turn, 0 | 17) {
                (signature, vector(signature.0[0]))
            } else {
                (&number, power[0])
            };
            power = self.multiply::<EXACT>(&power, factor, first, &mut seen);
        }
        let all = lanes(seen).iter().fold(0, |all, lane| all | lane);
        (all <= MASK).then(|| Number(power.map(|part| lanes(part))))
    }

    /// `a b / R` modulo `n`, below `3n` if both factors are. `first` is the beginning of `b`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn multiply<const EXACT: bool>(
        &self,
        a: &[__m512i; K],
        b: &Number<K>,
        first: __m512i,
        seen: &mut __m512i,
    ) -> [__m512i; K] {
        let zero = _mm512_setzero_si512();
        let moved = Moved::of(a);
        let digits = |step: usize| {
            core::array::from_fn(|j| {
                let digit = b.0[(LANES * step + j) / 8][(LANES * step + j) % 8];
                _mm512_set1_epi64(digit.cast_signed())
            })
        };
        let mut sum = [zero; K];
        // The first digits are wanted sooner than they could be read back from memory.
        let digits_now = spread(first);
        sum[0] = multiply_add_soon([(zero, zero); 2], &moved.0[0], &digits_now);
        for k in 1..K {
            let (low, high) = multiply_add((zero, zero), &moved.0[k], &digits_now);
            sum[k] = _mm512_add_epi64(low, high);
        }
        // The upper vectors are a step behind: what they get from a quotient is wanted in the
        // lowest one only two steps later.
        let mut before = [zero; LANES];
        let mut pending = [(zero, zero); K];
        for step in 1..L / LANES {
            // Opaque, so that what does not fit into the registers is read from where it lies, and
            // not from a copy that is made of it each time.
            let scaled = core::hint::black_box(&self.scaled);
            let moved = if K > 3 {
                core::hint::black_box(&moved)
            } else {
                &moved
            };
            let next = digits(step);
            let (quotient, carry) = low_digits::<EXACT>(sum[0], seen);
            if step > 1 {
                for k in 1..K {
                    let (low, high) = multiply_add(pending[k], &scaled.0[k], &before);
                    sum[k] = _mm512_add_epi64(sum[k], _mm512_add_epi64(low, high));
                }
            }
            before = quotient;
            sum = move_down(&sum);
            // Nothing here waits for the quotient but what is multiplied by it.
            let products = multiply_add((zero, zero), &moved.0[0], &next);
            let terms = [products, (carry, sum[0])];
            sum[0] = multiply_add_soon(terms, &scaled.0[0], &quotient);
            for k in 1..K {
                pending[k] = multiply_add((zero, zero), &moved.0[k], &next);
            }
        }
        let (quotient, _) = low_digits::<EXACT>(sum[0], seen);
        for k in 1..K {
            let (low, high) = multiply_add(pending[k], &self.scaled.0[k], &before);
            sum[k] = _mm512_add_epi64(sum[k], _mm512_add_epi64(low, high));
        }
        // The four digits of -q/n: lanes 4 and up are beyond 2^208 and do not count.
        let quotient = multiply_add_soon([(zero, zero); 2], &self.inverse.0[0], &quotient);
        let (quotient, _) = low_digits::<EXACT>(quotient, seen);
        let terms = [(sum[0], zero), (zero, zero)];
        sum[0] = multiply_add_soon(terms, &self.modulus.0[0], &quotient);
        for k in 1..K {
            let (low, high) = multiply_add((sum[k], zero), &self.modulus.0[k], &quotient);
            sum[k] = _mm512_add_epi64(low, high);
        }
        high_limbs::<K, EXACT>(sum, seen)
    }
}

impl<const K: usize, const L: usize> Arithmetic for Key<K, L> {
    fn recover(&self, signature: &[u8], block: &mut [u8]) {
        let signature = Number::new(&limbs::<L>(signature, WIDTH));
        // SAFETY: a key is only made after the processor was seen to have AVX-512 F and IFMA.
        let power = unsafe {
            self.power::<false>(&signature)
                .or_else(|| self.power::<true>(&signature))
        };
        let Some(power) = power else { return };
        let mut limbs = [0; L];
        limbs.copy_from_slice(&power.0.as_flattened()[..L]);
        bytes(&reduce(limbs, &self.limbs), WIDTH, block);
    }

    fn recover_batch(&self, signatures: &[&[u8]], blocks: &mut [&mut [u8]]) {
        if signatures.len() < WORTHWHILE {
            for (signature, block) in signatures.iter().zip(blocks) {
                self.recover(signature, block);
            }
            return;
        }
        // SAFETY: a key is only made after the processor was seen to have AVX-512 F and IFMA.
        unsafe { self.eight.recover(signatures, blocks) }
    }
}

/// `a` modulo `n`, for an `a` of a few times `n`.
fn reduce<const L: usize>(mut a: [u64; L], n: &[u64; L]) -> [u64; L] {
    while a.iter().rev().ge(n.iter().rev()) {
        let mut borrow = 0;
        for (a, n) in a.iter_mut().zip(n) {
            let limb = a.wrapping_sub(*n).wrapping_sub(borrow);
            borrow = limb >> 63;
            *a = limb & MASK;
        }
    }
    a
}

impl<const K: usize> Number<K> {
    fn new<const L: usize>(limbs: &[u64; L]) -> Self {
        let mut number = Self([[0; 8]; K]);
        number.0.as_flattened_mut()[..L].copy_from_slice(limbs);
        number
    }
}

impl<const K: usize> Moved<K> {
    fn new<const L: usize>(limbs: &[u64; L]) -> Self {
        let mut moved = Self([[[0; 8]; LANES + 1]; K]);
        for lane in 0..8 * K {
            for by in 0..=LANES.min(lane) {
                let limb = limbs.get(lane - by).copied().unwrap_or(0);
                moved.0[lane / 8][by][lane % 8] = limb;
            }
        }
        moved
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn of(number: &[__m512i; K]) -> Self {
        let mut moved = Self([[[0; 8]; LANES + 1]; K]);
        let mut below = _mm512_setzero_si512();
        for (moved, here) in moved.0.iter_mut().zip(*number) {
            moved[0] = lanes(here);
            moved[1] = lanes(_mm512_alignr_epi64::<7>(here, below));
            moved[2] = lanes(_mm512_alignr_epi64::<6>(here, below));
            moved[3] = lanes(_mm512_alignr_epi64::<5>(here, below));
            moved[4] = lanes(_mm512_alignr_epi64::<4>(here, below));
            below = here;
        }
        moved
    }
}

/// Adds one vector of the moved factor times four digits to two sums: the low half of a product
/// belongs where its digit is, the high half one lane above.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn multiply_add(
    (mut low, mut high): (__m512i, __m512i),
    moved: &[[u64; 8]; LANES + 1],
    digits: &[__m512i; LANES],
) -> (__m512i, __m512i) {
    for j in 0..LANES {
        low = _mm512_madd52lo_epu64(low, vector(moved[j]), digits[j]);
        high = _mm512_madd52hi_epu64(high, vector(moved[j + 1]), digits[j]);
    }
    (low, high)
}

/// As [`multiply_add`] with four sums, all added up, in shorter chains: for where the next step
/// waits.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn multiply_add_soon(
    mut sums: [(__m512i, __m512i); 2],
    moved: &[[u64; 8]; LANES + 1],
    digits: &[__m512i; LANES],
) -> __m512i {
    for j in 0..LANES {
        let (low, high) = &mut sums[j / 2];
        *low = _mm512_madd52lo_epu64(*low, vector(moved[j]), digits[j]);
        *high = _mm512_madd52hi_epu64(*high, vector(moved[j + 1]), digits[j]);
    }
    let [a, b] = sums.map(|(low, high)| _mm512_add_epi64(low, high));
    _mm512_add_epi64(a, b)
}

/// The four lowest lanes, each in all lanes of a separate vector.
#[inline]
#[target_feature(enable = "avx512f")]
fn spread(from: __m512i) -> [__m512i; LANES] {
    [
        _mm512_permutexvar_epi64(_mm512_set1_epi64(0), from),
        _mm512_permutexvar_epi64(_mm512_set1_epi64(1), from),
        _mm512_permutexvar_epi64(_mm512_set1_epi64(2), from),
        _mm512_permutexvar_epi64(_mm512_set1_epi64(3), from),
    ]
}

/// The four lowest digits, each in all lanes of a separate vector, and what they carry into the
/// lane above them, in lane 0.
///
/// Everything waits for the digits, so unless `EXACT` they are put together from the lanes as they
/// are. Their low 52 bits are those of the digits if these have no more, which `seen` shows.
#[inline]
#[target_feature(enable = "avx512f")]
fn low_digits<const EXACT: bool>(sum: __m512i, seen: &mut __m512i) -> ([__m512i; LANES], __m512i) {
    if EXACT {
        let (mut low, mut carry) = (lanes(sum), 0);
        for lane in &mut low[..LANES] {
            let whole = *lane + carry;
            *lane = whole & MASK;
            carry = whole >> WIDTH;
        }
        return (spread(vector(low)), vector([carry, 0, 0, 0, 0, 0, 0, 0]));
    }
    let carries = _mm512_srli_epi64::<WIDTH>(sum);
    let carries = _mm512_alignr_epi64::<7>(carries, _mm512_setzero_si512());
    let kept = _mm512_and_si512(sum, _mm512_set1_epi64(MASK_LANE));
    let carried = _mm512_maskz_add_epi64(0x0f, kept, carries);
    *seen = _mm512_or_si512(*seen, carried);
    let lanes = spread(sum);
    let digits = core::array::from_fn(|j| match j {
        0 => lanes[0],
        _ => _mm512_add_epi64(lanes[j], _mm512_srli_epi64::<WIDTH>(lanes[j - 1])),
    });
    let carry = _mm512_maskz_srli_epi64::<WIDTH>(1, lanes[LANES - 1]);
    (digits, carry)
}

/// Drops the four lowest lanes.
#[inline]
#[target_feature(enable = "avx512f")]
fn move_down<const K: usize>(sum: &[__m512i; K]) -> [__m512i; K] {
    let zero = _mm512_setzero_si512();
    core::array::from_fn(|k| {
        _mm512_alignr_epi64::<4>(sum.get(k + 1).copied().unwrap_or(zero), sum[k])
    })
}

/// Drops the four lowest lanes, which are a multiple of `2^208`, and moves the carries of all
/// others, and theirs, up by one lane: to the end if `EXACT`.
///
/// How many times `2^208` they are, the highest of the four shows: what the others carry into it
/// is less than `2^52`, so it has to be rounded up.
#[inline]
#[target_feature(enable = "avx512f")]
fn high_limbs<const K: usize, const EXACT: bool>(
    mut sum: [__m512i; K],
    seen: &mut __m512i,
) -> [__m512i; K] {
    let zero = _mm512_setzero_si512();
    sum[0] = _mm512_add_epi64(sum[0], vector([0, 0, 0, MASK, 0, 0, 0, 0]));
    if EXACT {
        let mut number = Number(sum.map(|part| lanes(part)));
        let limbs = number.0.as_flattened_mut();
        let mut carry = limbs[LANES - 1] >> WIDTH;
        for place in LANES..8 * K {
            let limb = limbs[place] + carry;
            limbs[place - LANES] = limb & MASK;
            carry = limb >> WIDTH;
        }
        limbs[8 * K - LANES..].fill(0);
        return number.0.map(|part| vector(part));
    }
    let carries = sum.map(|part| _mm512_srli_epi64::<WIDTH>(part));
    let kept = sum.map(|part| _mm512_and_si512(part, _mm512_set1_epi64(MASK_LANE)));
    core::array::from_fn(|k| {
        let above = |parts: &[__m512i; K]| parts.get(k + 1).copied().unwrap_or(zero);
        let limbs = _mm512_add_epi64(
            _mm512_alignr_epi64::<4>(above(&kept), kept[k]),
            _mm512_alignr_epi64::<3>(above(&carries), carries[k]),
        );
        *seen = _mm512_or_si512(*seen, limbs);
        limbs
    })
}

#[inline]
#[target_feature(enable = "avx512f")]
fn lanes(vector: __m512i) -> [u64; 8] {
    // SAFETY: both are 64 bytes in which every bit pattern is a value.
    unsafe { core::mem::transmute(vector) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn vector(lanes: [u64; 8]) -> __m512i {
    // SAFETY: both are 64 bytes in which every bit pattern is a value.
    unsafe { core::mem::transmute(lanes) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Source, fill, moduli, values};
    use super::super::{FastKey, general};
    use super::{Arithmetic as _, Key, Number, WIDTH, bytes, limbs, reduce};
    use rsa::{BigUint, RsaPublicKey};

    /// The exact path is hardly ever taken, so here it is taken for every value; and for extreme
    /// moduli the fast path does leave carries behind, and notices.
    fn compare_paths<const K: usize, const L: usize>(bits: usize) -> usize {
        if !is_x86_feature_detected!("avx512ifma") {
            println!("this processor has no AVX-512 IFMA: nothing to compare");
            return 1;
        }
        let (mut source, mut more) = (Source(7), Source(8));
        let size = bits / 8;
        let mut left_behind = 0;
        for modulus in moduli(bits, &mut source).take(120) {
            let key = RsaPublicKey::new(modulus.clone(), BigUint::from(65_537_u32)).unwrap();
            let general = general::Key::new(&key);
            let key = Key::<K, L>::new(&FastKey::new(&key).unwrap());
            for value in values(&modulus, &mut more).take(25) {
                let value = fill(&value, size);
                let number = Number::new(&limbs::<L>(&value, WIDTH));
                // SAFETY: the instructions were detected above.
                let (fast, exact) =
                    unsafe { (key.power::<false>(&number), key.power::<true>(&number)) };
                left_behind += usize::from(fast.is_none());
                let block = |power: Number<K>| {
                    let mut block = vec![0; size];
                    let power = *power.0.as_flattened().first_chunk::<L>().unwrap();
                    bytes(&reduce(power, &key.limbs), WIDTH, &mut block);
                    block
                };
                let mut expected = vec![0; size];
                general.recover(&value, &mut expected);
                assert!(block(exact.expect("moves all carries")) == expected);
                assert!(fast.is_none_or(|power| block(power) == expected));
            }
        }
        left_behind
    }

    #[test]
    fn a_carry_left_behind_is_noticed_and_the_exact_path_is_right() {
        assert!(compare_paths::<3, 20>(1024) > 0);
        assert!(compare_paths::<6, 40>(2048) > 0);
        assert!(compare_paths::<8, 60>(3072) > 0);
        assert!(compare_paths::<11, 80>(4096) > 0);
    }
}
