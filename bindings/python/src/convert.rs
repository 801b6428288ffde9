//! From Python's values to core's and back.

use std::time::Duration;

use ackwell::{Date, FieldValue, TypedValue};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString, PyTuple};
use pyo3::{IntoPyObjectExt, intern};

use crate::makers::{CHINA_TIME, DATE, DECIMAL, INSTANT, JSON};
use crate::values::Amount;

/// The bytes of a body: borrowed where Python cannot change them meanwhile, else copied.
pub(crate) enum BodyBytes<'py> {
    Shared(Bound<'py, PyBytes>),
    Copied(Vec<u8>),
}

impl BodyBytes<'_> {
    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Shared(bytes) => bytes.as_bytes(),
            Self::Copied(bytes) => bytes,
        }
    }
}

/// `None` for anything that is not `bytes`, `bytearray` or `memoryview`.
pub(crate) fn body<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<BodyBytes<'py>>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(Some(BodyBytes::Shared(bytes.clone())));
    }
    if let Ok(bytes) = value.cast::<PyByteArray>() {
        return Ok(Some(BodyBytes::Copied(bytes.to_vec())));
    }
    if let Ok(view) = value.cast::<PyMemoryView>() {
        let bytes = view.call_method0(intern!(value.py(), "tobytes"))?;
        return Ok(Some(BodyBytes::Shared(bytes.cast_into::<PyBytes>()?)));
    }
    Ok(None)
}

/// A text that came from outside. One that is not Unicode (lone surrogates) is handed on with the
/// replacement character, for core to refuse.
pub(crate) struct Text(pub(crate) String);

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let text = value.cast::<PyString>()?;
        Ok(Self(text.to_string_lossy().into_owned()))
    }
}

pub(crate) fn typed<'py>(py: Python<'py>, value: TypedValue<'_>) -> PyResult<Bound<'py, PyAny>> {
    let ymd = |date: Date| (date.year(), date.month(), date.day());
    match value {
        TypedValue::Text(text) => text.into_bound_py_any(py),
        TypedValue::Json(text) => JSON.get(py)?.call1((text,)),
        TypedValue::Amount(value) => Ok(Amount::made(py, &value)?.into_any()),
        TypedValue::Currency(currency) => currency.as_str().into_bound_py_any(py),
        TypedValue::Decimal(decimal) => DECIMAL.get(py)?.call1((decimal.to_string(),)),
        TypedValue::Date(date) => DATE.get(py)?.call1(ymd(date)),
        TypedValue::DateTime(time) => {
            let (year, month, day) = ymd(time.date());
            let (hour, minute, second) = time.hour_minute_second();
            let call = (year, month, day, hour, minute, second);
            CHINA_TIME.get(py)?.call1(call)
        }
        TypedValue::Time(time) => INSTANT.get(py)?.call1((time.unix_millis(),)),
        TypedValue::Flag(flag) => flag.into_bound_py_any(py),
        TypedValue::Integer(number) => number.into_bound_py_any(py),
        // A form that this build does not know yet: its text is among the fields.
        _ => Ok(py.None().into_bound(py)),
    }
}

/// A member as received: its name and its value.
pub(crate) fn member<'py>(
    py: Python<'py>,
    (name, value): (&str, FieldValue<'_>),
) -> PyResult<Bound<'py, PyTuple>> {
    let value = match value {
        FieldValue::Null => py.None().into_bound(py),
        FieldValue::Text(text) => text.into_bound_py_any(py)?,
        FieldValue::Json(text) => JSON.get(py)?.call1((text,))?,
    };
    (name, value).into_pyobject(py)
}

/// A length of time in seconds.
pub(crate) fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}
