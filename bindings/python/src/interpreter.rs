//! Leaves the interpreter to other threads for work of a few microseconds.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::prelude::*;

/// Whether a thread that came back from such work has the interpreter.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// How often a thread looks before it waits asleep: about two microseconds.
const LOOKS: u32 = 100;

/// As `Python::detach`. A thread that comes back while another one is between two such works waits
/// for it awake: to fall asleep and be woken takes longer than what it waits for.
pub(crate) fn leave<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> T {
    let result = py.detach(|| {
        TAKEN.store(false, Ordering::Relaxed);
        let result = work();
        // Without a lock of the interpreter, for which there is a separate build, nobody waits.
        let mut looks = if cfg!(feature = "abi3") { LOOKS } else { 0 };
        while looks > 0 && TAKEN.load(Ordering::Relaxed) {
            spin_loop();
            looks -= 1;
        }
        result
    });
    TAKEN.store(true, Ordering::Relaxed);
    result
}
