//! The test kit, for `ackwell.testing`.

use pyo3::prelude::*;

use crate::convert::Text;
use crate::errors::{guard, raised};

/// Answers one question of the test kit, both as JSON.
#[pyfunction]
#[pyo3(signature = (question, /))]
pub(crate) fn testing_answer(py: Python<'_>, question: Text) -> PyResult<String> {
    guard(py, || {
        let answer = py.detach(|| ackwell_binding::testing_answer(question.as_str()));
        answer.map_err(|problem| raised(py, problem))
    })
}
