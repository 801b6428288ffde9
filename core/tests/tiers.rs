//! No arithmetic allocates: each tier that this machine has, at each size that has a fast path,
//! one signature at a time and eight side by side.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use ackwell::test_hooks::{Operation, tiers};

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// Counts the allocations of each thread.
struct Counting;

// SAFETY: every call is passed on to the system's allocator unchanged; counting touches a
// thread-local of constant initialisation, which allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(job: impl FnOnce()) -> usize {
    let before = COUNT.with(Cell::get);
    job();
    COUNT.with(Cell::get) - before
}

#[test]
fn no_fast_tier_allocates_and_the_general_one_does() {
    for bytes in [128, 256, 384, 512] {
        // 2^k - 1: any odd number does for the arithmetic.
        let modulus = vec![0xff; bytes];
        // Of all the values one whose powers are dense, and the one that leaves carries behind.
        for value in [
            vec![0x5a; bytes],
            [vec![0xff; bytes - 1], vec![0xfe]].concat(),
        ] {
            let mut seen = 0;
            for tier in tiers() {
                let Some(operation) = Operation::new(&modulus, tier) else {
                    continue;
                };
                seen += 1;
                let mut block = [0; 512];
                let single = allocations(|| {
                    assert!(operation.recover(&value, &mut block[..bytes]));
                });
                let values: [&[u8]; 8] = [&value; 8];
                let mut buffers = [[0; 512]; 8];
                let batch = allocations(|| {
                    let mut blocks = buffers.each_mut().map(|block| &mut block[..bytes]);
                    assert_eq!(operation.recover_batch(&values, &mut blocks), [true; 8]);
                });
                assert!(buffers.iter().all(|other| *other == block));
                if tier == "general" {
                    assert!(single > 0 && batch > 0, "the counter counts");
                } else {
                    assert_eq!((single, batch), (0, 0), "{tier} at {bytes} bytes");
                }
            }
            assert!(
                seen >= 2,
                "the portable and the general tier are everywhere"
            );
        }
    }
}
