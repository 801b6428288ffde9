//! From core's errors to the package's exceptions, and from a panic to one of them.

use ackwell::{ConfigError, Provider, Refusal};
use ackwell_binding::{Problem, catch};
use ackwell_ledger::{LedgerError, ReceiveError};
use pyo3::prelude::*;

use crate::makers::{ERROR, Made, REFUSAL};
use crate::values::Acknowledgement;

/// The exception object that `maker` makes.
fn made<'py>(py: Python<'py>, problem: &Problem, maker: &Made) -> PyResult<Bound<'py, PyAny>> {
    let answer = problem.acknowledgement();
    let answer = answer.map(|given| Acknowledgement::made(py, given));
    let arguments = (
        problem.code().as_str(),
        problem.message(),
        problem.member(),
        problem.provider().map(Provider::as_str),
        answer.transpose()?,
        (
            problem.remedy(),
            problem.severity().as_str(),
            problem.address().map(|address| address.to_string()),
            problem.log_line(),
        ),
    );
    maker.get(py)?.call1(arguments)
}

/// The exception whose class belongs to the code.
pub(crate) fn raised(py: Python<'_>, problem: impl Into<Problem>) -> PyErr {
    made(py, &problem.into(), &ERROR).map_or_else(|error| error, PyErr::from_value)
}

/// The refusal as an object that is not raised yet.
pub(crate) fn refusal<'py>(py: Python<'py>, refusal: &Refusal) -> PyResult<Bound<'py, PyAny>> {
    made(py, &refusal.clone().into(), &REFUSAL)
}

/// The exception whose class belongs to the refusal's code, not raised yet.
pub(crate) fn exception<'py>(py: Python<'py>, refusal: &Refusal) -> PyResult<Bound<'py, PyAny>> {
    made(py, &refusal.clone().into(), &ERROR)
}

pub(crate) fn refused(py: Python<'_>, refusal: &Refusal) -> PyErr {
    raised(py, refusal.clone())
}

/// Why a notification could not be claimed or settled; with what to answer.
pub(crate) fn not_received(py: Python<'_>, error: &ReceiveError) -> PyErr {
    raised(py, error.clone())
}

/// What a ledger could not do, outside of any request.
pub(crate) fn ledger(py: Python<'_>, error: &LedgerError) -> PyErr {
    raised(py, error.clone())
}

pub(crate) fn configuration(py: Python<'_>, error: &ConfigError) -> PyErr {
    raised(py, error.clone())
}

/// An argument that cannot be taken.
pub(crate) fn argument(py: Python<'_>, message: &str) -> PyErr {
    let problem = Problem::Argument {
        message: message.to_owned(),
        provider: None,
    };
    raised(py, problem)
}

/// Runs `body` and turns a panic inside it into the exception of the code `internal`.
///
/// Without it a panic would arrive as `PanicException`, which `except Exception` does not catch.
pub(crate) fn guard<T>(py: Python<'_>, body: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch(body).unwrap_or_else(|problem| Err(raised(py, problem)))
}
