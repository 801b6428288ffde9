//! The package's classes and functions that make its values. The package registers them when it is
//! imported; nothing here imports the package.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// Each by the name that the package's `__init__` gives it.
#[derive(FromPyObject)]
pub(crate) struct Makers {
    /// Makes the exception whose class belongs to the code.
    #[pyo3(item)]
    pub(crate) error: Py<PyAny>,
    /// Makes a `Refusal`, whatever the code is.
    #[pyo3(item)]
    pub(crate) refusal: Py<PyAny>,
    #[pyo3(item)]
    pub(crate) amount: Py<PyAny>,
    #[pyo3(item)]
    pub(crate) decimal: Py<PyAny>,
    #[pyo3(item)]
    pub(crate) date: Py<PyAny>,
    #[pyo3(item)]
    pub(crate) china_time: Py<PyAny>,
    #[pyo3(item)]
    pub(crate) instant: Py<PyAny>,
    #[pyo3(item)]
    pub(crate) json: Py<PyAny>,
}

static MAKERS: PyOnceLock<Makers> = PyOnceLock::new();

/// Called by the package, once.
#[pyfunction]
#[pyo3(signature = (makers, /))]
pub(crate) fn register(py: Python<'_>, makers: Makers) {
    // If the package is imported a second time, the first one's classes stay.
    let _ = MAKERS.set(py, makers);
}

pub(crate) fn makers(py: Python<'_>) -> PyResult<&'static Makers> {
    MAKERS
        .get(py)
        .ok_or_else(|| PyRuntimeError::new_err("import ackwell, not its native half alone"))
}
