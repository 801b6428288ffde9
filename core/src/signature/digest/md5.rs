//! MD5, in the order in which a processor can work on it.
//!
//! Each of the 64 steps of a block waits for the one before, so the time is that of one long chain
//! of additions. Compilers add a step's constant behind its function, because it is a constant,
//! and make the chain a fifth longer: the crates that were tried (`md-5` 0.10 and 0.11, `md5` 0.8)
//! take 1.3 times as long for a notification's text, and hashing is a sixth of a verification.
//! `md-5` is the oracle of the tests.
//!
//! Source: RFC 1321, section 3.4.

/// A hash under way.
#[derive(Clone, Debug)]
pub(crate) struct Md5 {
    state: [u32; 4],
    /// What does not fill a block yet; the first `length % 64` bytes count.
    rest: [u8; 64],
    /// Bytes seen.
    length: u64,
}

impl Md5 {
    /// Bytes of a hash.
    pub(super) const LENGTH: usize = 16;

    pub(super) const fn new() -> Self {
        Self {
            state: [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476],
            rest: [0; 64],
            length: 0,
        }
    }

    /// Takes the next piece of the message.
    pub(super) fn update(&mut self, mut piece: &[u8]) {
        let held = self.held();
        self.length = self.length.wrapping_add(piece.len() as u64);
        if held > 0 {
            let (now, later) = piece.split_at(piece.len().min(64 - held));
            self.rest[held..held + now.len()].copy_from_slice(now);
            if held + now.len() < 64 {
                return;
            }
            compress(&mut self.state, &self.rest);
            piece = later;
        }
        let (blocks, rest) = piece.as_chunks();
        for block in blocks {
            compress(&mut self.state, block);
        }
        self.rest[..rest.len()].copy_from_slice(rest);
    }

    /// The hash of all pieces.
    pub(super) fn finish(mut self) -> [u8; Self::LENGTH] {
        let held = self.held();
        self.rest[held] = 0x80;
        self.rest[held + 1..].fill(0);
        if held >= 56 {
            compress(&mut self.state, &self.rest);
            self.rest = [0; 64];
        }
        self.rest[56..].copy_from_slice(&self.length.wrapping_mul(8).to_le_bytes());
        compress(&mut self.state, &self.rest);
        let mut hash = [0; Self::LENGTH];
        for (place, word) in hash.as_chunks_mut().0.iter_mut().zip(self.state) {
            *place = word.to_le_bytes();
        }
        hash
    }

    const fn held(&self) -> usize {
        (self.length % 64) as usize
    }
}

fn compress(state: &mut [u32; 4], block: &[u8; 64]) {
    let mut words = [0; 16];
    for (word, bytes) in words.iter_mut().zip(block.as_chunks().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    // Opaque, so that a constant is added where it is written: before the function.
    let constants = std::hint::black_box(&CONSTANTS);
    let [mut a, mut b, mut c, mut d] = *state;
    /// One step: `$a` becomes what the step makes of all four.
    macro_rules! step {
        ($mix:ident, $a:ident $b:ident $c:ident $d:ident, $constant:expr, $word:expr, $turn:expr) => {
            let early = $a
                .wrapping_add(words[$word])
                .wrapping_add(constants[$constant]);
            $a = $mix(early, $b, $c, $d).rotate_left($turn).wrapping_add($b);
        };
    }
    /// Four steps, after which each of the four words has had its turn.
    macro_rules! four {
        ($mix:ident, $first:literal, [$w:literal, $x:literal, $y:literal, $z:literal], [$p:literal, $q:literal, $r:literal, $s:literal]) => {
            step!($mix, a b c d, $first, $w, $p);
            step!($mix, d a b c, $first + 1, $x, $q);
            step!($mix, c d a b, $first + 2, $y, $r);
            step!($mix, b c d a, $first + 3, $z, $s);
        };
    }
    four!(f, 0, [0, 1, 2, 3], [7, 12, 17, 22]);
    four!(f, 4, [4, 5, 6, 7], [7, 12, 17, 22]);
    four!(f, 8, [8, 9, 10, 11], [7, 12, 17, 22]);
    four!(f, 12, [12, 13, 14, 15], [7, 12, 17, 22]);
    four!(g, 16, [1, 6, 11, 0], [5, 9, 14, 20]);
    four!(g, 20, [5, 10, 15, 4], [5, 9, 14, 20]);
    four!(g, 24, [9, 14, 3, 8], [5, 9, 14, 20]);
    four!(g, 28, [13, 2, 7, 12], [5, 9, 14, 20]);
    four!(h, 32, [5, 8, 11, 14], [4, 11, 16, 23]);
    four!(h, 36, [1, 4, 7, 10], [4, 11, 16, 23]);
    four!(h, 40, [13, 0, 3, 6], [4, 11, 16, 23]);
    four!(h, 44, [9, 12, 15, 2], [4, 11, 16, 23]);
    four!(i, 48, [0, 7, 14, 5], [6, 10, 15, 21]);
    four!(i, 52, [12, 3, 10, 1], [6, 10, 15, 21]);
    four!(i, 56, [8, 15, 6, 13], [6, 10, 15, 21]);
    four!(i, 60, [4, 11, 2, 9], [6, 10, 15, 21]);
    for (word, new) in state.iter_mut().zip([a, b, c, d]) {
        *word = word.wrapping_add(new);
    }
}

/// `F`, added to what is known early. `x` is what the step before has just made.
const fn f(early: u32, x: u32, y: u32, z: u32) -> u32 {
    early.wrapping_add(z ^ (x & (y ^ z)))
}

/// `G`, its halves added one by one: they have no bits in common, and only one waits for `x`.
const fn g(early: u32, x: u32, y: u32, z: u32) -> u32 {
    early.wrapping_add(y & !z).wrapping_add(x & z)
}

const fn h(early: u32, x: u32, y: u32, z: u32) -> u32 {
    early.wrapping_add(x ^ (y ^ z))
}

const fn i(early: u32, x: u32, y: u32, z: u32) -> u32 {
    early.wrapping_add(y ^ (x | !z))
}

/// The integer part of `2^32 |sin k|`, for `k` from 1.
#[rustfmt::skip]
static CONSTANTS: [u32; 64] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a,
    0xa830_4613, 0xfd46_9501, 0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be,
    0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821, 0xf61e_2562, 0xc040_b340,
    0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
    0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed, 0xa9e3_e905, 0xfcef_a3f8,
    0x676f_02d9, 0x8d2a_4c8a, 0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c,
    0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70, 0x289b_7ec6, 0xeaa1_27fa,
    0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
    0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92,
    0xffef_f47d, 0x8584_5dd1, 0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1,
    0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
];

#[cfg(test)]
mod tests {
    use super::{CONSTANTS, Md5};
    use ::md5::Digest as _;

    fn in_pieces(pieces: &[&[u8]]) -> [u8; 16] {
        let mut hash = Md5::new();
        for piece in pieces {
            hash.update(piece);
        }
        hash.finish()
    }

    fn oracle(message: &[u8]) -> [u8; 16] {
        ::md5::Md5::digest(message).into()
    }

    #[test]
    fn the_constants_are_those_of_the_sine() {
        for (index, constant) in (1_u32..).zip(CONSTANTS) {
            let expected = f64::from(index).sin().abs() * 4_294_967_296.0;
            assert_eq!(format!("{constant}"), format!("{}", expected.floor()));
        }
    }

    #[test]
    fn every_length_and_every_cut_gives_the_oracle_s_hash() {
        let message: Vec<u8> = (0..=255).map(|byte: u8| byte.wrapping_mul(89)).collect();
        for length in 0..message.len() {
            let (message, expected) = (&message[..length], oracle(&message[..length]));
            for cut in 0..=length {
                let (one, two) = message.split_at(cut);
                assert_eq!(
                    in_pieces(&[one, two]),
                    expected,
                    "{length} bytes cut at {cut}"
                );
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_pieces_give_the_oracle_s_hash(pieces: Vec<Vec<u8>>) {
            let borrowed: Vec<&[u8]> = pieces.iter().map(|piece| &**piece).collect();
            proptest::prop_assert_eq!(in_pieces(&borrowed), oracle(&pieces.concat()));
        }
    }
}
