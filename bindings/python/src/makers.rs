//! What the package makes for the native half: its exceptions, its enumerations, and values of the
//! standard library. Each is asked for by name when it is first needed; nothing here imports.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// Gives what a module has under a name.
static LOAD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Called by the package, once.
#[pyfunction]
#[pyo3(signature = (load, /))]
pub(crate) fn register(py: Python<'_>, load: Py<PyAny>) {
    // If the package is imported a second time, the first one's modules stay.
    let _ = LOAD.set(py, load);
}

/// An object of a module, loaded when it is first needed.
pub(crate) struct Made {
    module: &'static str,
    name: &'static str,
    object: PyOnceLock<Py<PyAny>>,
}

/// Makes the exception whose class belongs to the code.
pub(crate) static ERROR: Made = Made::new("ackwell._errors", "error");
/// Makes a `Refusal`, whatever the code is.
pub(crate) static REFUSAL: Made = Made::new("ackwell._errors", "refusal");
/// Why a body or a peer cannot be taken.
pub(crate) static NOT_TAKEN: Made = Made::new("ackwell._request", "not_taken");
/// The headers that a receiver reads.
pub(crate) static SELECTED: Made = Made::new("ackwell._request", "selected");
/// What `expect` was given, as texts.
pub(crate) static EXPECTED: Made = Made::new("ackwell._values", "expected");
pub(crate) static SOURCE: Made = Made::new("ackwell._values", "Source");
pub(crate) static CHINA_TIME: Made = Made::new("ackwell._values", "china_time");
pub(crate) static INSTANT: Made = Made::new("ackwell._values", "instant");
pub(crate) static JSON: Made = Made::new("ackwell._values", "json_value");
/// The fields of a value's class, for `dataclasses`.
pub(crate) static DATA_FIELDS: Made = Made::new("ackwell._values", "data_fields");
pub(crate) static DECIMAL: Made = Made::new("decimal", "Decimal");
pub(crate) static DATE: Made = Made::new("datetime", "date");
pub(crate) static FROZEN: Made = Made::new("dataclasses", "FrozenInstanceError");

impl Made {
    const fn new(module: &'static str, name: &'static str) -> Self {
        Self {
            module,
            name,
            object: PyOnceLock::new(),
        }
    }

    pub(crate) fn get<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyAny>> {
        let load = || {
            let load = LOAD.get(py).ok_or_else(|| {
                PyRuntimeError::new_err("import ackwell, not its native half alone")
            })?;
            load.call1(py, (self.module, self.name))
        };
        Ok(self.object.get_or_try_init(py, load)?.bind(py))
    }
}

/// An enumeration of the package, whose members are looked up by their words.
pub(crate) struct Words {
    class: Made,
    known: fn() -> Vec<&'static str>,
    members: PyOnceLock<Vec<(&'static str, Py<PyAny>)>>,
}

pub(crate) static PROVIDERS: Words = Words::new("Provider", || {
    ackwell::Provider::ALL
        .iter()
        .map(|provider| provider.as_str())
        .collect()
});
pub(crate) static STATUSES: Words = Words::new("Status", || {
    ackwell::Status::ALL
        .iter()
        .map(|status| status.as_str())
        .collect()
});
pub(crate) static KINDS: Words = Words::new("Kind", || {
    ackwell::kinds().iter().map(|table| table.kind).collect()
});
impl Words {
    const fn new(class: &'static str, words: fn() -> Vec<&'static str>) -> Self {
        Self {
            class: Made::new("ackwell._enums", class),
            known: words,
            members: PyOnceLock::new(),
        }
    }

    pub(crate) fn member<'py>(&self, py: Python<'py>, word: &str) -> PyResult<Bound<'py, PyAny>> {
        let class = self.class.get(py)?;
        let load = || {
            let made = |word| Ok((word, class.call1((word,))?.unbind()));
            (self.known)()
                .into_iter()
                .map(made)
                .collect::<PyResult<Vec<_>>>()
        };
        let members = self.members.get_or_try_init(py, load)?;
        match members.iter().find(|(known, _)| *known == word) {
            Some((_, member)) => Ok(member.bind(py).clone()),
            None => class.call1((word,)),
        }
    }
}
