//! Calls on the ledger's threads, for async code: each ends a Python future.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use ackwell_ledger::Ledger;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::{IntoPyObjectExt, intern};

/// Every call of this process that is under way.
static EVERYWHERE: Pending = Pending::new();
/// The interpreter ends. A thread that asked for it later would never come back.
static ENDS: AtomicBool = AtomicBool::new(false);

/// How many calls are under way in a process: its number above, the count below. No lock, because a
/// fork could leave one locked for ever.
pub(crate) struct Pending(AtomicU64);

impl Pending {
    pub(crate) const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Changes the count. Calls of another process, from which this one forked off, do not run here.
    fn change(&self, change: impl Fn(u64) -> u64) {
        let process = u64::from(std::process::id()) << 32;
        let changed = |both: u64| Some(process | change(count(both, process)));
        let _ = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, changed);
    }

    /// Waits until there are none, with the interpreter left to them.
    pub(crate) fn wait(&self, py: Python<'_>) {
        let process = u64::from(std::process::id()) << 32;
        py.detach(|| {
            while count(self.0.load(Ordering::SeqCst), process) > 0 {
                std::thread::sleep(Duration::from_millis(1));
            }
        });
    }
}

fn count(both: u64, process: u64) -> u64 {
    both.checked_sub(process)
        .filter(|count| u32::try_from(*count).is_ok())
        .unwrap_or(0)
}

/// One call that is under way, until this is dropped.
pub(crate) struct Call(Arc<Pending>);

impl Call {
    /// Counts a call that is about to begin.
    pub(crate) fn begin(pending: &Arc<Pending>) -> PyResult<Self> {
        for counted in [&**pending, &EVERYWHERE] {
            counted.change(|count| count + 1);
        }
        let call = Self(Arc::clone(pending));
        // Asked after the count: either this sees the end, or the end waits for this call.
        if ENDS.load(Ordering::SeqCst) {
            return Err(PyRuntimeError::new_err("the interpreter is shutting down"));
        }
        Ok(call)
    }

    /// Ends a `concurrent.futures.Future` with what `result` returns or raises.
    pub(crate) fn end<T>(self, future: Py<PyAny>, result: impl FnOnce(Python<'_>) -> PyResult<T>)
    where
        T: for<'py> IntoPyObject<'py>,
    {
        Python::attach(|py| {
            let result = result(py).and_then(|value| value.into_py_any(py));
            let ended = match result {
                Ok(value) => future.call_method1(py, intern!(py, "set_result"), (value,)),
                Err(error) => future.call_method1(py, intern!(py, "set_exception"), (error,)),
            };
            if let Err(error) = ended {
                error.write_unraisable(py, None);
            }
            drop(future);
        });
        drop(self);
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        for counted in [&*self.0, &EVERYWHERE] {
            counted.change(|count| count.saturating_sub(1));
        }
    }
}

/// Runs `call` on a thread of the ledger, which ends `future` with what it returns or raises.
pub(crate) fn submit(
    ledger: &Ledger,
    pending: &Arc<Pending>,
    call: Py<PyAny>,
    future: Py<PyAny>,
) -> PyResult<()> {
    let under_way = Call::begin(pending)?;
    ledger.submit(move |_| under_way.end(future, |py| call.call0(py)));
    Ok(())
}

/// Called before the interpreter ends: waits for what is under way, and lets nothing begin.
#[pyfunction]
pub(crate) fn finish(py: Python<'_>) {
    ENDS.store(true, Ordering::SeqCst);
    EVERYWHERE.wait(py);
}
