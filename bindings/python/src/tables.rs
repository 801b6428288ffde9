//! Core's tables as plain values, for the package's enumerations and for its tests.

use ackwell::{Code, Provider, Schedule};
use pyo3::prelude::*;

use crate::convert::Text;
use crate::errors::{argument, guard};

/// Every code: text, number, HTTP status, sentence, severity, remedy.
#[pyfunction]
pub(crate) fn codes() -> Vec<(
    &'static str,
    u16,
    u16,
    &'static str,
    &'static str,
    &'static str,
)> {
    let row = |code: &Code| {
        (
            code.as_str(),
            code.number(),
            code.http_status(),
            code.sentence(),
            code.severity().as_str(),
            code.remedy(),
        )
    };
    Code::ALL.iter().map(row).collect()
}

/// A provider's schedule in seconds: deadline, horizon, and the pauses between its sends.
#[pyfunction]
#[pyo3(signature = (provider, /))]
pub(crate) fn schedule(py: Python<'_>, provider: Text) -> PyResult<(f64, f64, Vec<f64>)> {
    let schedule = Schedule::of(provider_of(py, &provider)?);
    let pauses = (1..).map_while(|n| schedule.next_after(n));
    Ok((
        schedule.deadline().as_secs_f64(),
        schedule.horizon().as_secs_f64(),
        pauses.map(|pause| pause.as_secs_f64()).collect(),
    ))
}

/// The names of the options that the receivers of all providers share.
#[pyfunction]
pub(crate) fn shared_options() -> Vec<&'static str> {
    let options = ackwell::options().iter();
    let shared = options.filter(|option| option.section == "receiver");
    shared.map(|option| option.name).collect()
}

pub(crate) fn provider_of(py: Python<'_>, name: &Text) -> PyResult<Provider> {
    Provider::from_name(name.as_str())
        .ok_or_else(|| argument(py, "there is no provider of that name"))
}

/// Panics inside the guard that surrounds every call, so that a test can see what Python gets.
#[pyfunction]
pub(crate) fn panic_inside(py: Python<'_>) -> PyResult<()> {
    guard(py, || panic!("asked to panic by a test"))
}
