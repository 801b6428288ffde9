//! The test kit, for `ackwell.testing`: one question, one answer, both JSON.

use pyo3::prelude::*;

use crate::convert::Text;
use crate::errors::{argument, guard};

/// Answers one question of the test kit. It has no state.
#[pyfunction]
#[pyo3(signature = (question, /))]
pub(crate) fn testing_answer(py: Python<'_>, question: Text) -> PyResult<String> {
    guard(py, || {
        let answer = py.detach(|| ackwell_testkit::answer(question.as_str()));
        answer.map_err(|problem| argument(py, &problem.to_string()))
    })
}
