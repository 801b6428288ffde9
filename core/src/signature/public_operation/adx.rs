//! The assembly tier: 64-bit limbs, rows of `mulx` with two carry chains, `adcx` and `adox`
//! (BMI2 and ADX).
//!
//! Numbers are cut into blocks of eight limbs. One routine, [`add_rows`], multiplies a number by
//! one block and adds the product to a sum, with the eight topmost limbs of the sum so far in
//! registers; [`reduce_rows`] first finds the block of quotient digits that makes the lowest block
//! of the sum zero, then does the same with it. Squaring does the products above the diagonal
//! once, doubles them and adds the squares.
//!
//! With `R = 2^(64 L)` a Montgomery product of factors below `R` is below `R + n`, so the one bit
//! beyond `L` limbs says whether to subtract `n`. The modulus has its top bit set ([`FastKey`]),
//! so that one more subtraction at the very end is enough.

use super::{Arithmetic, FastKey, bytes, limbs, negated_inverse};
use core::arch::asm;

const WIDTH: u32 = 64;

/// Limbs of a block.
const BLOCK: usize = 8;

/// Prepares the key, if this processor has the instructions.
pub(super) fn prepare(key: &FastKey<'_>) -> Option<Box<dyn Arithmetic>> {
    if !(is_x86_feature_detected!("bmi2") && is_x86_feature_detected!("adx")) {
        return None;
    }
    Some(match key.bits {
        1024 => Box::new(Key::<16>::new(key)),
        2048 => Box::new(Key::<32>::new(key)),
        3072 => Box::new(Key::<48>::new(key)),
        4096 => Box::new(Key::<64>::new(key)),
        _ => return None,
    })
}

/// A key's constants. Made by [`prepare`] alone, after it has looked at the processor.
struct Key<const L: usize> {
    modulus: [u64; L],
    /// `-1 / n mod 2^64`.
    inverse: u64,
    /// `R^2 mod n`.
    square_of_r: [u64; L],
}

impl<const L: usize> Key<L> {
    fn new(key: &FastKey<'_>) -> Self {
        const { assert!(L.is_multiple_of(BLOCK)) };
        let modulus: [u64; L] = key.modulus(WIDTH);
        Self {
            inverse: negated_inverse(modulus[0]),
            square_of_r: key.power_of_two(2 * L * WIDTH as usize, WIDTH),
            modulus,
        }
    }

    /// `a b / R` modulo `n`, below `R`.
    fn multiply(&self, a: &[u64; L], b: &[u64; L]) -> [u64; L] {
        let mut product = [[0; L]; 2];
        let wide = product.as_flattened_mut();
        let mut carry = 0;
        for at in (0..L).step_by(BLOCK) {
            carry = add_rows(&mut wide[at..], a, block(b, at), carry);
        }
        self.reduce(&mut product)
    }

    /// `a a / R` modulo `n`, below `R`.
    fn square(&self, a: &[u64; L]) -> [u64; L] {
        let mut product = [[0; L]; 2];
        let wide = product.as_flattened_mut();
        // The mixed products inside each block, then those of each block with all above it.
        for at in (0..L).step_by(BLOCK) {
            triangle(&mut wide[2 * at..], block(a, at));
        }
        let mut carry = 0;
        for at in (0..L - BLOCK).step_by(BLOCK) {
            let above = &a[at + BLOCK..];
            carry = add_rows(&mut wide[2 * at + BLOCK..], above, block(a, at), carry);
        }
        for limb in &mut wide[2 * L - BLOCK..] {
            let (sum, overflow) = limb.overflowing_add(carry);
            (*limb, carry) = (sum, u64::from(overflow));
        }
        double_and_add_squares(wide, a);
        self.reduce(&mut product)
    }

    /// `product / R` modulo `n`, below `R`.
    fn reduce(&self, product: &mut [[u64; L]; 2]) -> [u64; L] {
        let wide = product.as_flattened_mut();
        let mut carry = 0;
        for at in (0..L).step_by(BLOCK) {
            carry = reduce_rows(&mut wide[at..], &self.modulus, self.inverse, carry);
        }
        let n = if carry == 0 { &[0; L] } else { &self.modulus };
        subtract(&product[1], n).0
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
        let (less, borrow) = subtract(&power, &self.modulus);
        bytes(if borrow { &power } else { &less }, WIDTH, block);
    }
}

/// `a - n`, and whether that is negative.
fn subtract<const L: usize>(a: &[u64; L], n: &[u64; L]) -> ([u64; L], bool) {
    let mut difference = [0; L];
    let mut borrow = false;
    for ((out, a), n) in difference.iter_mut().zip(a).zip(n) {
        let (limb, first) = a.overflowing_sub(*n);
        let (limb, second) = limb.overflowing_sub(u64::from(borrow));
        (*out, borrow) = (limb, first | second);
    }
    (difference, borrow)
}

/// The eight limbs from `at` on.
fn block(limbs: &[u64], at: usize) -> &[u64; BLOCK] {
    limbs[at..].first_chunk().expect("numbers are whole blocks")
}

/// One row: the eight limbs at `rsi` times `rdx`, added to the nine registers that are named, the
/// last of which is free before and the topmost limb after. Two carry chains run side by side,
/// one for the lower and one for the upper halves of the products; they meet in the top limb.
macro_rules! row {
    ($s0:literal $s1:literal $s2:literal $s3:literal $s4:literal $s5:literal $s6:literal
     $s7:literal, $top:literal) => {
        concat!(
            "xor eax, eax\n", // clears both carries
            row!(@ "[rsi]", $s0, $s1, $top),
            row!(@ "[rsi + 8]", $s1, $s2, $top),
            row!(@ "[rsi + 16]", $s2, $s3, $top),
            row!(@ "[rsi + 24]", $s3, $s4, $top),
            row!(@ "[rsi + 32]", $s4, $s5, $top),
            row!(@ "[rsi + 40]", $s5, $s6, $top),
            row!(@ "[rsi + 48]", $s6, $s7, $top),
            row!(@last "[rsi + 56]", $s7, $top),
        )
    };
    (@last $factor:literal, $low:literal, $top:literal) => {
        concat!(
            "mulx ", $top, ", rax, ", $factor, "\n",
            "adcx ", $low, ", rax\n",
            "mov eax, 0\n", // leaves both carries alone
            "adox ", $top, ", rax\n",
            "adcx ", $top, ", rax\n",
        )
    };
    (@ $factor:literal, $low:literal, $high:literal, $spare:literal) => {
        concat!(
            "mulx ", $spare, ", rax, ", $factor, "\n",
            "adcx ", $low, ", rax\n",
            "adox ", $high, ", ", $spare, "\n",
        )
    };
}

/// Eight rows: the block at `rsi` times the block on the stack, added to the sum whose lower block
/// is in memory at `rdi` and whose upper block is in `r8` to `r15`. Moves on to the next block.
///
/// Both blocks are added first, and what they carry waits on the stack for the next block: with it
/// the first row could need one limb more. Without it, eight limbs and a row fit into nine.
macro_rules! eight_rows {
    () => {
        concat!(
            "mov rax, [rsp]\n",
            "add rax, -1\n", // makes it the carry
            "adc r8, [rdi]\n",
            "adc r9, [rdi + 8]\n",
            "adc r10, [rdi + 16]\n",
            "adc r11, [rdi + 24]\n",
            "adc r12, [rdi + 32]\n",
            "adc r13, [rdi + 40]\n",
            "adc r14, [rdi + 48]\n",
            "adc r15, [rdi + 56]\n",
            "mov eax, 0\n",
            "adc eax, 0\n",
            "mov [rsp], rax\n",
            eight_rows!(@ "0", "16", "r8" "r9" "r10" "r11" "r12" "r13" "r14" "r15", "rcx"),
            eight_rows!(@ "8", "24", "r9" "r10" "r11" "r12" "r13" "r14" "r15" "rcx", "r8"),
            eight_rows!(@ "16", "32", "r10" "r11" "r12" "r13" "r14" "r15" "rcx" "r8", "r9"),
            eight_rows!(@ "24", "40", "r11" "r12" "r13" "r14" "r15" "rcx" "r8" "r9", "r10"),
            eight_rows!(@ "32", "48", "r12" "r13" "r14" "r15" "rcx" "r8" "r9" "r10", "r11"),
            eight_rows!(@ "40", "56", "r13" "r14" "r15" "rcx" "r8" "r9" "r10" "r11", "r12"),
            eight_rows!(@ "48", "64", "r14" "r15" "rcx" "r8" "r9" "r10" "r11" "r12", "r13"),
            eight_rows!(@ "56", "72", "r15" "rcx" "r8" "r9" "r10" "r11" "r12" "r13", "r14"),
            next_block!(),
        )
    };
    (@ $out:literal, $factor:literal, $first:literal $($rest:literal)*, $top:literal) => {
        concat!(
            "mov rdx, [rsp + ", $factor, "]\n",
            row!($first $($rest)*, $top),
            "mov [rdi + ", $out, "], ", $first, "\n",
        )
    };
}

/// Eight rows that find their own factors: each makes the lowest limb of `r8` to `r15` zero by
/// adding a multiple of the modulus at `rsi`, and leaves the factor on the stack.
macro_rules! eight_quotient_rows {
    () => {
        concat!(
            eight_quotient_rows!(@ "16", "r8" "r9" "r10" "r11" "r12" "r13" "r14" "r15", "rcx"),
            eight_quotient_rows!(@ "24", "r9" "r10" "r11" "r12" "r13" "r14" "r15" "rcx", "r8"),
            eight_quotient_rows!(@ "32", "r10" "r11" "r12" "r13" "r14" "r15" "rcx" "r8", "r9"),
            eight_quotient_rows!(@ "40", "r11" "r12" "r13" "r14" "r15" "rcx" "r8" "r9", "r10"),
            eight_quotient_rows!(@ "48", "r12" "r13" "r14" "r15" "rcx" "r8" "r9" "r10", "r11"),
            eight_quotient_rows!(@ "56", "r13" "r14" "r15" "rcx" "r8" "r9" "r10" "r11", "r12"),
            eight_quotient_rows!(@ "64", "r14" "r15" "rcx" "r8" "r9" "r10" "r11" "r12", "r13"),
            eight_quotient_rows!(@ "72", "r15" "rcx" "r8" "r9" "r10" "r11" "r12" "r13", "r14"),
            next_block!(),
        )
    };
    (@ $factor:literal, $first:literal $($rest:literal)*, $top:literal) => {
        concat!(
            "mov rdx, [rsp]\n",
            "imul rdx, ", $first, "\n",
            "mov [rsp + ", $factor, "], rdx\n",
            row!($first $($rest)*, $top),
        )
    };
}

/// After eight rows the sum has moved up by eight registers of nine: back by one more.
macro_rules! next_block {
    () => {
        "mov r15, r14
        mov r14, r13
        mov r13, r12
        mov r12, r11
        mov r11, r10
        mov r10, r9
        mov r9, r8
        mov r8, rcx
        add rsi, 64
        add rdi, 64\n"
    };
}

/// Adds `r8` to `r15` and the two carries on the stack to the block at `rdi`; the carry out is in
/// `rax`. The first carry belongs to the product, and the product fits into its registers.
macro_rules! add_last_block {
    () => {
        "add r8, [rsp]
        adc r9, 0
        adc r10, 0
        adc r11, 0
        adc r12, 0
        adc r13, 0
        adc r14, 0
        adc r15, 0
        mov rax, [rsp + 80]
        add rax, -1
        adc [rdi], r8
        adc [rdi + 8], r9
        adc [rdi + 16], r10
        adc [rdi + 24], r11
        adc [rdi + 32], r12
        adc [rdi + 40], r13
        adc [rdi + 48], r14
        adc [rdi + 56], r15
        mov eax, 0
        adc eax, 0\n"
    };
}

/// Adds `a` times the block `row` to `sum`, and `carry` to the block of `sum` after the last that
/// `a` reaches, whose carry is returned: it belongs to the block after that.
fn add_rows(sum: &mut [u64], a: &[u64], row: &[u64; BLOCK], carry: u64) -> u64 {
    assert!(a.len() >= BLOCK && a.len().is_multiple_of(BLOCK) && sum.len() >= a.len() + BLOCK);
    let mut carry = carry;
    // SAFETY: BMI2 and ADX were detected by `prepare`, without which there is no key to get here
    // with. The code reads `a` and `row` and reads and writes the first `a.len() + 8` limbs of
    // `sum`, all within bounds by the assertion above. It leaves the stack as it found it.
    unsafe {
        asm!(
            // On the stack, from rsp: a carry, the end of `a`, the eight factors, the carry in.
            "push rax",
            "push qword ptr [rdx + 56]",
            "push qword ptr [rdx + 48]",
            "push qword ptr [rdx + 40]",
            "push qword ptr [rdx + 32]",
            "push qword ptr [rdx + 24]",
            "push qword ptr [rdx + 16]",
            "push qword ptr [rdx + 8]",
            "push qword ptr [rdx]",
            "push rcx",
            "push 0",
            "xor r8d, r8d",
            "xor r9d, r9d",
            "xor r10d, r10d",
            "xor r11d, r11d",
            "xor r12d, r12d",
            "xor r13d, r13d",
            "xor r14d, r14d",
            "xor r15d, r15d",
            "2:",
            eight_rows!(),
            "cmp rsi, [rsp + 8]",
            "jne 2b",
            add_last_block!(),
            "lea rsp, [rsp + 88]",
            inout("rax") carry,
            inout("rcx") a.as_ptr_range().end => _,
            inout("rdx") row.as_ptr() => _,
            inout("rsi") a.as_ptr() => _,
            inout("rdi") sum.as_mut_ptr() => _,
            out("r8") _, out("r9") _, out("r10") _, out("r11") _,
            out("r12") _, out("r13") _, out("r14") _, out("r15") _,
        );
    }
    carry
}

/// Adds that multiple of `n` to `sum` which makes its lowest block zero (without writing the
/// zeros), and `carry` to the block of `sum` after the last that `n` reaches, whose carry is
/// returned: it belongs to the block after that. `inverse` is `-1 / n mod 2^64`.
fn reduce_rows(sum: &mut [u64], n: &[u64], inverse: u64, carry: u64) -> u64 {
    assert!(n.len() > BLOCK && n.len().is_multiple_of(BLOCK) && sum.len() >= n.len() + BLOCK);
    let mut carry = carry;
    // SAFETY: BMI2 and ADX were detected by `prepare`, without which there is no key to get here
    // with. The code reads `n` and reads and writes the first `n.len() + 8` limbs of `sum`, all
    // within bounds by the assertion above. It leaves the stack as it found it.
    unsafe {
        asm!(
            // On the stack, from rsp: the inverse and then a carry, the end of `n`, space for the
            // eight factors, the carry in.
            "push rax",
            "lea rsp, [rsp - 64]",
            "push rcx",
            "push rdx",
            "mov r8, [rdi]",
            "mov r9, [rdi + 8]",
            "mov r10, [rdi + 16]",
            "mov r11, [rdi + 24]",
            "mov r12, [rdi + 32]",
            "mov r13, [rdi + 40]",
            "mov r14, [rdi + 48]",
            "mov r15, [rdi + 56]",
            eight_quotient_rows!(),
            "mov qword ptr [rsp], 0",
            "2:",
            eight_rows!(),
            "cmp rsi, [rsp + 8]",
            "jne 2b",
            add_last_block!(),
            "lea rsp, [rsp + 88]",
            inout("rax") carry,
            inout("rcx") n.as_ptr_range().end => _,
            inout("rdx") inverse => _,
            inout("rsi") n.as_ptr() => _,
            inout("rdi") sum.as_mut_ptr() => _,
            out("r8") _, out("r9") _, out("r10") _, out("r11") _,
            out("r12") _, out("r13") _, out("r14") _, out("r15") _,
        );
    }
    carry
}

/// Writes the mixed products inside a block, each once: `a[i] a[j]` for all `i < j`.
fn triangle(product: &mut [u64], a: &[u64; BLOCK]) {
    assert!(product.len() >= 2 * BLOCK);
    // SAFETY: BMI2 and ADX were detected by `prepare`, without which there is no key to get here
    // with. The code reads the eight limbs of `a` and writes the first sixteen of `product`.
    unsafe {
        asm!(
            // a[0] times a[1] to a[7].
            "mov rdx, [rsi]",
            "mulx r9, r8, [rsi + 8]",
            "mulx r10, rax, [rsi + 16]",
            "add r9, rax",
            "mulx r11, rax, [rsi + 24]",
            "adc r10, rax",
            "mulx r12, rax, [rsi + 32]",
            "adc r11, rax",
            "mulx r13, rax, [rsi + 40]",
            "adc r12, rax",
            "mulx r14, rax, [rsi + 48]",
            "adc r13, rax",
            "mulx r15, rax, [rsi + 56]",
            "adc r14, rax",
            "adc r15, 0",
            "mov qword ptr [rdi], 0",
            "mov [rdi + 8], r8",
            "mov [rdi + 16], r9",
            // a[1] times a[2] to a[7].
            "mov rdx, [rsi + 8]",
            "xor eax, eax",
            row!(@ "[rsi + 16]", "r10", "r11", "rcx"),
            row!(@ "[rsi + 24]", "r11", "r12", "rcx"),
            row!(@ "[rsi + 32]", "r12", "r13", "rcx"),
            row!(@ "[rsi + 40]", "r13", "r14", "rcx"),
            row!(@ "[rsi + 48]", "r14", "r15", "rcx"),
            row!(@last "[rsi + 56]", "r15", "rcx"),
            "mov [rdi + 24], r10",
            "mov [rdi + 32], r11",
            // a[2] times a[3] to a[7].
            "mov rdx, [rsi + 16]",
            "xor eax, eax",
            row!(@ "[rsi + 24]", "r12", "r13", "r10"),
            row!(@ "[rsi + 32]", "r13", "r14", "r10"),
            row!(@ "[rsi + 40]", "r14", "r15", "r10"),
            row!(@ "[rsi + 48]", "r15", "rcx", "r10"),
            row!(@last "[rsi + 56]", "rcx", "r10"),
            "mov [rdi + 40], r12",
            "mov [rdi + 48], r13",
            // a[3] times a[4] to a[7].
            "mov rdx, [rsi + 24]",
            "xor eax, eax",
            row!(@ "[rsi + 32]", "r14", "r15", "r11"),
            row!(@ "[rsi + 40]", "r15", "rcx", "r11"),
            row!(@ "[rsi + 48]", "rcx", "r10", "r11"),
            row!(@last "[rsi + 56]", "r10", "r11"),
            "mov [rdi + 56], r14",
            "mov [rdi + 64], r15",
            // a[4] times a[5] to a[7].
            "mov rdx, [rsi + 32]",
            "xor eax, eax",
            row!(@ "[rsi + 40]", "rcx", "r10", "r12"),
            row!(@ "[rsi + 48]", "r10", "r11", "r12"),
            row!(@last "[rsi + 56]", "r11", "r12"),
            "mov [rdi + 72], rcx",
            "mov [rdi + 80], r10",
            // a[5] times a[6] and a[7].
            "mov rdx, [rsi + 40]",
            "xor eax, eax",
            row!(@ "[rsi + 48]", "r11", "r12", "r13"),
            row!(@last "[rsi + 56]", "r12", "r13"),
            "mov [rdi + 88], r11",
            "mov [rdi + 96], r12",
            // a[6] times a[7].
            "mov rdx, [rsi + 48]",
            "mulx r14, rax, [rsi + 56]",
            "add r13, rax",
            "adc r14, 0",
            "mov [rdi + 104], r13",
            "mov [rdi + 112], r14",
            "mov qword ptr [rdi + 120], 0",
            in("rsi") a.as_ptr(),
            in("rdi") product.as_mut_ptr(),
            out("rax") _, out("rcx") _, out("rdx") _,
            out("r8") _, out("r9") _, out("r10") _, out("r11") _,
            out("r12") _, out("r13") _, out("r14") _, out("r15") _,
            options(nostack),
        );
    }
}

/// Doubles two limbs and adds the square of one to them.
macro_rules! square_limb {
    ($factor:literal, $low:literal, $high:literal) => {
        concat!(
            "mov rdx, ",
            $factor,
            "\n",
            "mulx r9, r8, rdx\n",
            "mov r10, ",
            $low,
            "\n",
            "mov r11, ",
            $high,
            "\n",
            "adcx r10, r10\n",
            "adcx r11, r11\n",
            "adox r10, r8\n",
            "adox r11, r9\n",
            "mov ",
            $low,
            ", r10\n",
            "mov ",
            $high,
            ", r11\n",
        )
    };
}

/// Doubles `product` and adds the squares `a[i] a[i]`: one carry chain for each.
fn double_and_add_squares(product: &mut [u64], a: &[u64]) {
    assert!(!a.is_empty() && a.len().is_multiple_of(4) && product.len() == 2 * a.len());
    // SAFETY: BMI2 and ADX were detected by `prepare`, without which there is no key to get here
    // with. The code reads `a` and reads and writes `product`, four and eight limbs a turn, in as
    // many turns as `a` has fours, which by the assertion above ends with both.
    unsafe {
        asm!(
            "xor eax, eax", // clears both carries, and nothing in the loop touches them else
            "2:",
            square_limb!("[rsi]", "[rdi]", "[rdi + 8]"),
            square_limb!("[rsi + 8]", "[rdi + 16]", "[rdi + 24]"),
            square_limb!("[rsi + 16]", "[rdi + 32]", "[rdi + 40]"),
            square_limb!("[rsi + 24]", "[rdi + 48]", "[rdi + 56]"),
            "lea rsi, [rsi + 32]",
            "lea rdi, [rdi + 64]",
            "lea rcx, [rcx - 1]",
            "jrcxz 3f",
            "jmp 2b",
            "3:",
            inout("rcx") a.len() / 4 => _,
            inout("rsi") a.as_ptr() => _,
            inout("rdi") product.as_mut_ptr() => _,
            out("rax") _, out("rdx") _,
            out("r8") _, out("r9") _, out("r10") _, out("r11") _,
            options(nostack),
        );
    }
}
