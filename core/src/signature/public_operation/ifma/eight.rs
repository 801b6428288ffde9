//! Eight signatures of one key side by side: limb `i` of all eight in the lanes of vector `i`.
//!
//! Every lane does the textbook thing, column by column, with carries moved to the end: no lane
//! knows of another, so nothing has to be moved between lanes and nothing can be left behind.

use super::{MASK, MASK_LANE, WIDTH, lanes, reduce, vector};
use crate::signature::public_operation::{BATCH, bytes, limbs, negated_inverse};
use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64,
    _mm512_set1_epi64, _mm512_setzero_si512, _mm512_srli_epi64,
};

/// A key's constants, one limb after the other.
pub(super) struct Constants<const L: usize> {
    modulus: [u64; L],
    /// `-1 / n mod 2^52`.
    inverse: u64,
    /// `R^2 mod n`.
    square_of_r: [u64; L],
}

impl<const L: usize> Constants<L> {
    pub(super) fn new(modulus: &[u64; L], square_of_r: &[u64; L]) -> Self {
        let inverse = negated_inverse(modulus[0]) & MASK;
        Self {
            modulus: *modulus,
            inverse,
            square_of_r: *square_of_r,
        }
    }

    /// Writes `signature ^ 65537 mod n` to the block of each of up to eight signatures.
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn recover(&self, signatures: &[&[u8]], blocks: &mut [&mut [u8]]) {
        let mut transposed = [[0; BATCH]; L];
        for (lane, signature) in signatures.iter().enumerate().take(BATCH) {
            for (row, limb) in transposed.iter_mut().zip(limbs::<L>(signature, WIDTH)) {
                row[lane] = limb;
            }
        }
        let signature = transposed.map(|row| vector(row));

        let square_of_r = self.square_of_r.map(|limb| everywhere(limb));
        let mut power = self.multiply(&signature, &square_of_r);
        for _ in 0..16 {
            power = self.square(&power);
        }
        power = self.multiply(&power, &signature);

        let transposed = power.map(|row| lanes(row));
        for (lane, block) in blocks.iter_mut().enumerate().take(BATCH) {
            let power = core::array::from_fn(|limb| transposed[limb][lane]);
            bytes(&reduce(power, &self.modulus), WIDTH, block);
        }
    }

    /// `a b / R`, below `2n` if both factors are: `R` has at least 16 bits more than `n`.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn multiply(&self, a: &[__m512i; L], b: &[__m512i; L]) -> [__m512i; L] {
        self.reduce(|column, halves| {
            let first = column.saturating_sub(L - 1);
            let last = column.min(L - 1);
            let (a, b) = (&a[first..=last], &b[column - last..=column - first]);
            for (a, b) in a.iter().zip(b.iter().rev()) {
                halves.add_product(*a, *b);
            }
        })
    }

    /// `a a / R`, with each mixed product computed once.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn square(&self, a: &[__m512i; L]) -> [__m512i; L] {
        self.reduce(|column, halves| {
            let first = column.saturating_sub(L - 1);
            let pairs = column.div_ceil(2) - first;
            let lower = &a[first..first + pairs];
            let upper = &a[column + 1 - first - pairs..=column - first];
            for (a, b) in lower.iter().zip(upper.iter().rev()) {
                halves.add_product(*a, *b);
            }
            halves.double();
            if column.is_multiple_of(2) {
                halves.add_product(a[column / 2], a[column / 2]);
            }
        })
    }

    /// Montgomery reduction of the number whose columns `column` adds up.
    ///
    /// A column has at most `4 L` halves below `2^52`, so a lane has bits to spare.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn reduce(&self, column: impl Fn(usize, &mut Halves)) -> [__m512i; L] {
        let n = &self.modulus;
        let inverse = everywhere(self.inverse);
        let zero = _mm512_setzero_si512();
        let mut quotient = [zero; L];
        let mut out = [zero; L];
        let mut carry = zero;
        for k in 0..L {
            let mut halves = Halves::new();
            column(k, &mut halves);
            for (q, n) in quotient[..k].iter().zip(n[1..=k].iter().rev()) {
                halves.add_product(*q, everywhere(*n));
            }
            let sum = _mm512_add_epi64(carry, halves.low());
            let digit = _mm512_madd52lo_epu64(zero, sum, inverse);
            quotient[k] = digit;
            // By the choice of the digit the low 52 bits are now zero.
            let sum = _mm512_madd52lo_epu64(sum, digit, everywhere(n[0]));
            let high = _mm512_madd52hi_epu64(halves.high(), digit, everywhere(n[0]));
            carry = _mm512_add_epi64(_mm512_srli_epi64::<WIDTH>(sum), high);
        }
        for k in L..2 * L - 1 {
            let mut halves = Halves::new();
            column(k, &mut halves);
            for (q, n) in quotient[k + 1 - L..]
                .iter()
                .zip(n[k + 1 - L..].iter().rev())
            {
                halves.add_product(*q, everywhere(*n));
            }
            let sum = _mm512_add_epi64(carry, halves.low());
            out[k - L] = _mm512_and_si512(sum, _mm512_set1_epi64(MASK_LANE));
            carry = _mm512_add_epi64(_mm512_srli_epi64::<WIDTH>(sum), halves.high());
        }
        out[L - 1] = carry;
        out
    }
}

/// The sums of one column: low halves of products, and high halves, which belong one column up.
/// Two of each, so that one addition need not wait for the last.
struct Halves {
    low: [__m512i; 2],
    high: [__m512i; 2],
}

impl Halves {
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn new() -> Self {
        let zero = _mm512_setzero_si512();
        Self {
            low: [zero; 2],
            high: [zero; 2],
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn add_product(&mut self, a: __m512i, b: __m512i) {
        self.low = [self.low[1], _mm512_madd52lo_epu64(self.low[0], a, b)];
        self.high = [self.high[1], _mm512_madd52hi_epu64(self.high[0], a, b)];
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn double(&mut self) {
        self.low = self.low.map(|half| _mm512_add_epi64(half, half));
        self.high = self.high.map(|half| _mm512_add_epi64(half, half));
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn low(&self) -> __m512i {
        _mm512_add_epi64(self.low[0], self.low[1])
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn high(&self) -> __m512i {
        _mm512_add_epi64(self.high[0], self.high[1])
    }
}

/// The limb in every lane.
#[inline]
#[target_feature(enable = "avx512f")]
fn everywhere(limb: u64) -> __m512i {
    _mm512_set1_epi64(limb.cast_signed())
}
