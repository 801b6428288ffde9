//! The values that are made for every request: an amount of money, and what to answer.

use ackwell::{Currency, Provider};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple, PyType};

use crate::makers::{DATA_FIELDS, DECIMAL};

/// What immutable values have in common: equal if their members are, written and copied by them.
#[pyclass(frozen, subclass, module = "ackwell._native")]
pub(crate) struct Value;

/// What the standard library's `dataclasses` looks for in a class, made when somebody looks.
#[pyclass(frozen, module = "ackwell._native")]
pub(crate) struct DataFields;

#[pymethods]
impl DataFields {
    fn __get__<'py>(
        _slf: &Bound<'py, Self>,
        _value: &Bound<'py, PyAny>,
        class: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        DATA_FIELDS.get(class.py())?.call1((class,))
    }
}

#[pymethods]
impl Value {
    #[classattr]
    fn __dataclass_fields__() -> DataFields {
        DataFields
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let written = |(name, part): (String, Bound<'_, PyAny>)| {
            Ok::<_, PyErr>(format!("{name}={}", part.repr()?))
        };
        let members: PyResult<Vec<_>> = members(slf)?.into_iter().map(written).collect();
        Ok(format!(
            "{}({})",
            slf.get_type().name()?,
            members?.join(", ")
        ))
    }

    fn __eq__<'py>(slf: &Bound<'py, Self>, other: &Bound<'py, PyAny>) -> PyResult<Py<PyAny>> {
        let py = slf.py();
        match other.cast::<Self>() {
            Ok(other) if slf.get_type().is(other.get_type()) => {
                let equal = parts(slf)?.eq(parts(other)?)?;
                Ok(equal.into_pyobject(py)?.to_owned().into_any().unbind())
            }
            _ => Ok(py.NotImplemented()),
        }
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        parts(slf)?.hash()
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyType>, Bound<'py, PyTuple>)> {
        Ok((slf.get_type(), parts(slf)?))
    }

    /// The same with some members changed: for ``copy.replace``.
    #[pyo3(signature = (**changes))]
    fn __replace__<'py>(
        slf: &Bound<'py, Self>,
        changes: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let arguments = PyDict::new(slf.py());
        for (name, part) in members(slf)? {
            arguments.set_item(name, part)?;
        }
        if let Some(changes) = changes {
            arguments.update(changes.as_mapping())?;
        }
        slf.get_type().call((), Some(&arguments))
    }
}

fn members<'py>(value: &Bound<'py, Value>) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
    let names: Vec<String> = value
        .getattr(intern!(value.py(), "__match_args__"))?
        .extract()?;
    let member = |name: String| {
        let part = value.getattr(&*name)?;
        Ok((name, part))
    };
    names.into_iter().map(member).collect()
}

fn parts<'py>(value: &Bound<'py, Value>) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(
        value.py(),
        members(value)?.into_iter().map(|(_, part)| part),
    )
}

/// An exact amount of money: never a float.
///
/// Two amounts are equal when value and currency are; ``0.2`` equals ``0.20``.
#[pyclass(frozen, get_all, extends = Value, module = "ackwell")]
pub(crate) struct Amount {
    /// The value in major units, with the digits that the provider wrote.
    value: Py<PyAny>,
    /// The currency as three upper-case letters (ISO 4217).
    currency: Py<PyAny>,
}

impl Amount {
    pub(crate) fn made<'py>(
        py: Python<'py>,
        amount: &ackwell::Amount,
    ) -> PyResult<Bound<'py, Self>> {
        let value = DECIMAL.get(py)?.call1((amount.value().to_string(),))?;
        let currency = match amount.currency() {
            Currency::CNY => intern!(py, "CNY").clone(),
            other => PyString::new(py, other.as_str()),
        };
        Bound::new(py, Self::new(value.unbind(), currency.into_any().unbind()))
    }
}

#[pymethods]
impl Amount {
    #[new]
    fn new(value: Py<PyAny>, currency: Py<PyAny>) -> PyClassInitializer<Self> {
        PyClassInitializer::from(Value).add_subclass(Self { value, currency })
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("value", "currency")
    }

    /// The value in minor units (cents, fen; yen itself), if it is a whole number of them.
    #[getter]
    fn minor_units(&self, py: Python<'_>) -> PyResult<Option<u64>> {
        let plain = (intern!(py, "f"),);
        let value = self
            .value
            .bind(py)
            .call_method1(intern!(py, "__format__"), plain)?;
        let (value, currency) = (value.str()?, self.currency.bind(py).str()?);
        let (value, currency) = (value.to_string_lossy(), currency.to_string_lossy());
        Ok(ackwell_binding::minor_units(&value, &currency))
    }

    fn __str__(&self, py: Python<'_>) -> String {
        format!("{} {}", self.value.bind(py), self.currency.bind(py))
    }
}

/// What to answer to the provider, byte for byte.
#[pyclass(frozen, get_all, extends = Value, module = "ackwell")]
pub(crate) struct Acknowledgement {
    /// The HTTP status.
    status: Py<PyAny>,
    /// The value of the ``Content-Type`` header.
    content_type: Py<PyAny>,
    /// The body.
    body: Py<PyAny>,
}

impl Acknowledgement {
    pub(crate) fn made(
        py: Python<'_>,
        acknowledgement: ackwell::Acknowledgement,
    ) -> PyResult<Bound<'_, Self>> {
        let made = Self::new(
            acknowledgement
                .status
                .into_pyobject(py)?
                .into_any()
                .unbind(),
            PyString::new(py, acknowledgement.content_type)
                .into_any()
                .unbind(),
            PyBytes::new(py, acknowledgement.body).into_any().unbind(),
        );
        Bound::new(py, made)
    }

    /// The success of a provider, made once.
    pub(crate) fn success(py: Python<'_>, provider: Provider) -> PyResult<Bound<'_, Self>> {
        static MADE: [PyOnceLock<Py<Acknowledgement>>; Provider::ALL.len()] =
            [const { PyOnceLock::new() }; Provider::ALL.len()];
        let make = || {
            let made = Self::made(py, ackwell::Acknowledgement::success(provider))?;
            Ok::<_, PyErr>(made.unbind())
        };
        let place = Provider::ALL.iter().position(|known| *known == provider);
        match place.and_then(|place| MADE.get(place)) {
            Some(made) => Ok(made.get_or_try_init(py, make)?.bind(py).clone()),
            None => Ok(make()?.into_bound(py)),
        }
    }
}

#[pymethods]
impl Acknowledgement {
    #[new]
    fn new(
        status: Py<PyAny>,
        content_type: Py<PyAny>,
        body: Py<PyAny>,
    ) -> PyClassInitializer<Self> {
        let made = Self {
            status,
            content_type,
            body,
        };
        PyClassInitializer::from(Value).add_subclass(made)
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("status", "content_type", "body")
    }

    /// Whether this answer makes the provider stop sending.
    #[getter]
    fn is_success(&self, py: Python<'_>) -> PyResult<bool> {
        Ok((200..300).contains(&self.status.extract::<i64>(py)?))
    }

    /// The headers that belong to the answer.
    #[getter]
    fn headers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let headers = PyDict::new(py);
        headers.set_item("Content-Type", &self.content_type)?;
        headers.set_item("Content-Length", self.body.bind(py).len()?.to_string())?;
        Ok(headers)
    }
}
