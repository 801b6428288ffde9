//! The portable tier: Montgomery arithmetic in safe Rust, in limbs of 60 bits.
//!
//! A product of two limbs has 120 bits, so a column of products adds up in a `u128` without a
//! carry in between: up to 255 products fit, and the largest column here has 138 and a carry.
//! All limbs together hold at least 44 bits more than the modulus, so with `R = 2^(60 L)` a
//! Montgomery product of factors below `2n` is again below `2n` and needs no subtraction.

use super::{Arithmetic, FastKey, bytes, limbs, low, negated_inverse};

const WIDTH: u32 = 60;
const MASK: u64 = u64::MAX >> (64 - WIDTH);

/// Prepares the key in the number of limbs that its size needs.
pub(super) fn prepare(key: &FastKey<'_>) -> Option<Box<dyn Arithmetic>> {
    Some(match key.bits {
        1024 => Box::new(Key::<18>::new(key)),
        2048 => Box::new(Key::<35>::new(key)),
        3072 => Box::new(Key::<52>::new(key)),
        4096 => Box::new(Key::<69>::new(key)),
        _ => return None,
    })
}

/// A modulus of `L` limbs with its Montgomery constants.
struct Key<const L: usize> {
    modulus: [u64; L],
    /// `-1 / n mod 2^60`.
    inverse: u64,
    /// `R^2 mod n`.
    square_of_r: [u64; L],
}

impl<const L: usize> Key<L> {
    fn new(key: &FastKey<'_>) -> Self {
        let modulus: [u64; L] = key.modulus(WIDTH);
        Self {
            inverse: negated_inverse(modulus[0]) & MASK,
            square_of_r: key.power_of_two(2 * L * WIDTH as usize, WIDTH),
            modulus,
        }
    }

    /// `a b / R`, below `2n` if both factors are, and below `n + 1` if one of them is below `n`.
    fn multiply(&self, a: &[u64; L], b: &[u64; L]) -> [u64; L] {
        self.reduce(|column| {
            let first = column.saturating_sub(L - 1);
            let last = column.min(L - 1);
            let (a, b) = (&a[first..=last], &b[column - last..=column - first]);
            dot(a, b)
        })
    }

    /// `a a / R`, with each mixed product computed once.
    fn square(&self, a: &[u64; L]) -> [u64; L] {
        self.reduce(|column| {
            let first = column.saturating_sub(L - 1);
            let pairs = column.div_ceil(2) - first;
            let lower = &a[first..first + pairs];
            let upper = &a[column + 1 - first - pairs..=column - first];
            let mixed = dot(lower, upper) << 1;
            if column % 2 == 0 {
                mixed.wrapping_add(product(a[column / 2], a[column / 2]))
            } else {
                mixed
            }
        })
    }

    /// Montgomery reduction of the number whose columns `column` gives, one column at a time.
    #[inline(always)]
    fn reduce(&self, column: impl Fn(usize) -> u128) -> [u64; L] {
        let n = &self.modulus;
        let mut quotient = [0; L];
        let mut out = [0; L];
        let mut sum = 0_u128;
        for k in 0..L {
            sum = sum.wrapping_add(column(k));
            sum = sum.wrapping_add(dot(&quotient[..k], &n[1..=k]));
            let digit = low(sum).wrapping_mul(self.inverse) & MASK;
            quotient[k] = digit;
            // By the choice of the digit the low 60 bits are now zero.
            sum = sum.wrapping_add(product(digit, n[0])) >> WIDTH;
        }
        for k in L..2 * L - 1 {
            sum = sum.wrapping_add(column(k));
            sum = sum.wrapping_add(dot(&quotient[k + 1 - L..], &n[k + 1 - L..]));
            out[k - L] = low(sum) & MASK;
            sum >>= WIDTH;
        }
        out[L - 1] = low(sum);
        out
    }
}

impl<const L: usize> Arithmetic for Key<L> {
    fn recover(&self, signature: &[u8], block: &mut [u8]) {
        let signature = limbs(signature, WIDTH);
        let mut power = self.multiply(&signature, &self.square_of_r);
        for _ in 0..16 {
            power = self.square(&power);
        }
        let power = self.multiply(&power, &signature);
        bytes(&subtract_once(&power, &self.modulus), WIDTH, block);
    }
}

/// `a - n` if that is not negative, else `a`.
fn subtract_once<const L: usize>(a: &[u64; L], n: &[u64; L]) -> [u64; L] {
    let mut difference = [0; L];
    let mut borrow = 0;
    for ((out, a), n) in difference.iter_mut().zip(a).zip(n) {
        let limb = a.wrapping_sub(*n).wrapping_sub(borrow);
        borrow = limb >> 63;
        *out = limb & MASK;
    }
    if borrow == 0 { difference } else { *a }
}

/// `a[0] b[last] + a[1] b[last - 1] + ...`: one column of a product.
#[inline(always)]
fn dot(a: &[u64], b: &[u64]) -> u128 {
    a.iter()
        .zip(b.iter().rev())
        .fold(0, |sum, (a, b)| sum.wrapping_add(product(*a, *b)))
}

#[inline(always)]
fn product(a: u64, b: u64) -> u128 {
    u128::from(a).wrapping_mul(u128::from(b))
}
