//! Eight signatures of one key side by side: limb `i` of all eight in the lanes of vector `i`.
//!
//! Every lane does the textbook thing, column by column, with carries moved to the end: no lane
//! knows of another, so nothing has to be moved between lanes and nothing can be left behind.
//! Four columns, a [`Tile`], are added up at a time: that makes eight independent chains of
//! additions, as many as the processor can keep going simultaneously.

use super::{MASK, MASK_LANE, WIDTH, lanes, reduce, vector};
use crate::signature::public_operation::{BATCH, bytes, limbs, negated_inverse};
use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64,
    _mm512_set1_epi64, _mm512_setzero_si512, _mm512_srli_epi64,
};

/// Columns of a tile. The number of limbs is a multiple of it.
const TILE: usize = 4;

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
        const { assert!(L.is_multiple_of(TILE) && L > 2 * TILE) };
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
        self.reduce(|k| {
            let mut tile = Tile::new();
            if k < L {
                for (a, b) in a[..=k].iter().zip(b[..k + TILE].windows(TILE).rev()) {
                    tile.add_row(*a, [b[0], b[1], b[2], b[3]]);
                }
                for i in 1..TILE {
                    for column in i..TILE {
                        tile.add_product(column, a[k + i], b[column - i]);
                    }
                }
            } else {
                for i in 0..TILE - 1 {
                    for column in 0..=i {
                        tile.add_product(column, a[k + 1 - L + i], b[L - 1 - i + column]);
                    }
                }
                let first = k + TILE - L;
                for (a, b) in a[first..].iter().zip(b[k + 1 - L..].windows(TILE).rev()) {
                    tile.add_row(*a, [b[0], b[1], b[2], b[3]]);
                }
            }
            tile
        })
    }

    /// `a a / R`, with each mixed product computed once.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn square(&self, a: &[__m512i; L]) -> [__m512i; L] {
        self.reduce(|k| {
            let mut tile = Tile::new();
            let half = k / 2;
            if k + TILE < 2 * L {
                // Rows that have all four columns above the diagonal, then those at the edges.
                let first = (k + TILE).saturating_sub(L);
                let lower = &a[first..half];
                let upper = &a[k + 1 - half..k + TILE - first];
                for (a, b) in lower.iter().zip(upper.windows(TILE).rev()) {
                    tile.add_row(*a, [b[0], b[1], b[2], b[3]]);
                }
                if k >= L {
                    for i in 0..TILE - 1 {
                        for column in 0..=i {
                            tile.add_product(column, a[k + 1 - L + i], a[L - 1 - i + column]);
                        }
                    }
                }
                tile.add_product(1, a[half], a[half + 1]);
                tile.add_product(2, a[half], a[half + 2]);
                tile.add_product(3, a[half], a[half + 3]);
                tile.add_product(3, a[half + 1], a[half + 2]);
            } else {
                tile.add_product(0, a[L - 3], a[L - 1]);
                tile.add_product(1, a[L - 2], a[L - 1]);
            }
            tile.double();
            tile.add_product(0, a[half], a[half]);
            tile.add_product(2, a[half + 1], a[half + 1]);
            tile
        })
    }

    /// Montgomery reduction of the number whose columns `k` to `k + 3` are in `tile(k)`.
    ///
    /// A column adds up at most `4 L` numbers below `2^52`, so a lane has bits to spare.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn reduce(&self, tile: impl Fn(usize) -> Tile) -> [__m512i; L] {
        let n = &self.modulus;
        let inverse = everywhere(self.inverse);
        let zero = _mm512_setzero_si512();
        let mut quotient = [zero; L];
        let mut out = [zero; L];
        let mut carry = zero;
        for k in (0..L).step_by(TILE) {
            let mut tile = tile(k);
            for (q, n) in quotient[..k].iter().zip(n[1..k + TILE].windows(TILE).rev()) {
                tile.add_row(*q, [n[0], n[1], n[2], n[3]].map(|limb| everywhere(limb)));
            }
            for i in 0..TILE {
                let sum = _mm512_add_epi64(carry, tile.low[i]);
                let digit = _mm512_madd52lo_epu64(zero, sum, inverse);
                quotient[k + i] = digit;
                for column in i + 1..TILE {
                    tile.add_product(column, digit, everywhere(n[column - i]));
                }
                // By the choice of the digit the low 52 bits are now zero.
                let sum = _mm512_madd52lo_epu64(sum, digit, everywhere(n[0]));
                let high = _mm512_madd52hi_epu64(tile.high[i], digit, everywhere(n[0]));
                carry = _mm512_add_epi64(_mm512_srli_epi64::<WIDTH>(sum), high);
            }
        }
        for k in (L..2 * L).step_by(TILE) {
            let mut tile = tile(k);
            for i in 0..TILE - 1 {
                for column in 0..=i {
                    let n = everywhere(n[L - 1 - i + column]);
                    tile.add_product(column, quotient[k + 1 - L + i], n);
                }
            }
            let first = k + TILE - L;
            for (q, n) in quotient[first..]
                .iter()
                .zip(n[k + 1 - L..].windows(TILE).rev())
            {
                tile.add_row(*q, [n[0], n[1], n[2], n[3]].map(|limb| everywhere(limb)));
            }
            for i in 0..TILE {
                let sum = _mm512_add_epi64(carry, tile.low[i]);
                out[k - L + i] = _mm512_and_si512(sum, _mm512_set1_epi64(MASK_LANE));
                carry = _mm512_add_epi64(_mm512_srli_epi64::<WIDTH>(sum), tile.high[i]);
            }
        }
        out
    }
}

/// The sums of four columns: low halves of products, and high halves, which belong one column up.
struct Tile {
    low: [__m512i; TILE],
    high: [__m512i; TILE],
}

impl Tile {
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn new() -> Self {
        let zero = _mm512_setzero_si512();
        Self {
            low: [zero; TILE],
            high: [zero; TILE],
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn add_product(&mut self, column: usize, a: __m512i, b: __m512i) {
        self.low[column] = _mm512_madd52lo_epu64(self.low[column], a, b);
        self.high[column] = _mm512_madd52hi_epu64(self.high[column], a, b);
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn add_row(&mut self, a: __m512i, b: [__m512i; TILE]) {
        for column in 0..TILE {
            self.low[column] = _mm512_madd52lo_epu64(self.low[column], a, b[column]);
        }
        for column in 0..TILE {
            self.high[column] = _mm512_madd52hi_epu64(self.high[column], a, b[column]);
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn double(&mut self) {
        self.low = self.low.map(|half| _mm512_add_epi64(half, half));
        self.high = self.high.map(|half| _mm512_add_epi64(half, half));
    }
}

/// The limb in every lane.
#[inline]
#[target_feature(enable = "avx512f")]
fn everywhere(limb: u64) -> __m512i {
    _mm512_set1_epi64(limb.cast_signed())
}
