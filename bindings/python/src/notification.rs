//! A verified notification, its parts converted when they are asked for. What each kind has besides is
//! generated: `kinds.rs`.

use std::sync::Arc;

use ackwell::{Code, Common};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyMappingProxy, PyString, PyTuple};

use crate::convert::{self, Text};
use crate::errors::{argument, guard, refusal, refused};
use crate::makers::{DECIMAL, EXPECTED, FROZEN, KINDS, PROVIDERS, SOURCE, STATUSES};
use crate::outcome::NativeOutcome;
use crate::values::{Acknowledgement, Amount};

/// The members that every notification has.
#[pyclass(frozen, subclass, module = "ackwell._native")]
pub(crate) struct CommonMembers(pub(crate) Arc<ackwell::Notification>);

impl CommonMembers {
    pub(crate) fn common<'py>(
        &self,
        py: Python<'py>,
        member: Common,
    ) -> PyResult<Bound<'py, PyAny>> {
        let inner = &self.0;
        match member {
            Common::Provider => PROVIDERS.member(py, inner.provider().as_str()),
            Common::Kind => KINDS.member(py, inner.kind()),
            Common::MerchantId => inner.merchant_id().into_bound_py_any(py),
            Common::OrderNo => inner.order_no().into_bound_py_any(py),
            Common::TransactionNo => inner.transaction_no().into_bound_py_any(py),
            Common::Status => STATUSES.member(py, inner.status().as_str()),
            Common::StatusText => inner.status_text().into_bound_py_any(py),
            Common::Amount => match inner.amount() {
                Some(amount) => Ok(Amount::made(py, &amount)?.into_any()),
                None => Ok(py.None().into_bound(py)),
            },
            Common::DeliveryKey => guard(py, || inner.delivery_key().into_bound_py_any(py)),
            Common::Fingerprint => {
                guard(py, || Ok(PyBytes::new(py, &inner.fingerprint()).into_any()))
            }
            Common::Irregularities => Ok(PyTuple::new(py, inner.irregularities())?.into_any()),
            Common::Source => {
                let source = inner.source();
                let address = source.address.map(|address| address.to_string());
                SOURCE
                    .get(py)?
                    .call1((source.check(), address, source.trusted))
            }
            Common::Fields => proxy(&pairs(py, inner.fields())?),
            Common::Envelope => proxy(&pairs(py, inner.envelope())?),
            // One that this build does not know yet: generated code asks for no other.
            _ => Ok(py.None().into_bound(py)),
        }
    }

    /// The typed value of the kind's own field at that position.
    pub(crate) fn typed<'py>(
        &self,
        py: Python<'py>,
        position: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || match self.0.typed(position) {
            Some(value) => convert::typed(py, value),
            None => Ok(py.None().into_bound(py)),
        })
    }

    /// What two equal notifications have in common.
    fn identity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let (fields, envelope) = (pairs(py, self.0.fields())?, pairs(py, self.0.envelope())?);
        (self.0.signed_text(), fields, envelope).into_pyobject(py)
    }
}

fn pairs<'py, 'n>(
    py: Python<'py>,
    members: impl Iterator<Item = (&'n str, ackwell::FieldValue<'n>)>,
) -> PyResult<Bound<'py, PyList>> {
    let pairs: PyResult<Vec<_>> = members.map(|member| convert::member(py, member)).collect();
    PyList::new(py, pairs?)
}

fn proxy<'py>(pairs: &Bound<'py, PyList>) -> PyResult<Bound<'py, PyAny>> {
    let members = PyDict::from_sequence(pairs)?;
    Ok(PyMappingProxy::new(pairs.py(), members.as_mapping()).into_any())
}

/// What a verified request said. It cannot exist unverified: only ``Receiver.verify`` makes one.
///
/// Each kind has its class with the provider's fields; distinguish them with ``match``
/// or ``isinstance``. Immutable; compares by what was signed and sent.
#[pyclass(frozen, subclass, extends = CommonMembers, module = "ackwell")]
pub(crate) struct Notification;

/// What the native half keeps of a notification.
pub(crate) fn inner<'n>(
    notification: &'n Bound<'_, Notification>,
) -> &'n Arc<ackwell::Notification> {
    &notification.as_super().get().0
}

#[pymethods]
impl Notification {
    #[classattr]
    fn __match_args__(py: Python<'_>) -> Bound<'_, PyTuple> {
        PyTuple::empty(py)
    }

    /// The text that was signed, names and values as they came.
    #[getter]
    fn signed_text<'n>(slf: &'n Bound<'_, Self>) -> &'n str {
        inner(slf).signed_text()
    }

    /// Answers "is this the payment that I am waiting for?" and returns the notification.
    ///
    /// Args:
    ///     order_no: The shop's own order number.
    ///     amount: The exact amount in major units: a ``Decimal``, an ``int`` or a decimal text,
    ///         never a float. ``0.2`` is ``0.20``.
    ///     currency: Three upper-case letters, for example ``CNY``.
    ///
    /// Raises:
    ///     Refusal: ``expectation_mismatch``; ``member`` names what differs first.
    ///     ArgumentError: The expected amount or currency is not one.
    fn expect<'py>(
        slf: &Bound<'py, Self>,
        order_no: &Bound<'py, PyAny>,
        amount: &Bound<'py, PyAny>,
        currency: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, Self>> {
        let py = slf.py();
        guard(py, || {
            let met = if let Some(texts) = expected(order_no, amount, currency)? {
                let (order_no, amount, currency) = texts;
                inner(slf).expect(order_no, &amount.to_string_lossy(), currency)
            } else {
                let texts = EXPECTED.get(py)?.call1((order_no, amount, currency))?;
                let (order_no, amount, currency): (Text, Text, Text) = texts.extract()?;
                inner(slf).expect(order_no.as_str(), amount.as_str(), currency.as_str())
            };
            met.map_err(|refusal| refused(py, &refusal))?;
            Ok(slf.clone())
        })
    }

    /// What to answer once the shop has acted on it: the provider stops sending.
    fn acknowledge<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, Acknowledgement>> {
        Acknowledgement::success(slf.py(), inner(slf).provider())
    }

    /// A refusal of this notification by the shop, with what to answer; not raised yet.
    fn refuse<'py>(slf: &Bound<'py, Self>, code: Text) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        guard(py, || refusal(py, &inner(slf).refuse(code_of(py, &code)?)))
    }

    /// Whether it is the answer that its order waited for, not just news of its making.
    #[getter]
    fn resolves_order(slf: &Bound<'_, Self>) -> PyResult<bool> {
        guard(slf.py(), || Ok(ackwell_ledger::resolves_order(inner(slf))))
    }

    /// The notification as one JSON object, the same in every language.
    fn to_json(slf: &Bound<'_, Self>) -> PyResult<String> {
        guard(slf.py(), || Ok(inner(slf).to_json()))
    }

    /// What became of it: a transaction of the shop's was rolled back, after the claim or before, for
    /// that code.
    #[pyo3(signature = (claimed, code, cause, /))]
    fn _failed(
        slf: &Bound<'_, Self>,
        claimed: bool,
        code: Text,
        cause: Text,
    ) -> PyResult<NativeOutcome> {
        let py = slf.py();
        guard(py, || {
            let code = code_of(py, &code)?;
            Ok(NativeOutcome::failed(
                inner(slf),
                claimed,
                code,
                cause.as_str(),
            ))
        })
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let (py, notification) = (slf.py(), inner(slf));
        let key = PyString::new(py, notification.delivery_key()).repr()?;
        let order_no = notification.order_no().into_bound_py_any(py)?.repr()?;
        let amount = notification.amount().map(|amount| amount.to_string());
        Ok(format!(
            "{}(delivery_key={key}, order_no={order_no}, status={}, amount={})",
            slf.get_type().name()?,
            notification.status().as_str(),
            amount.as_deref().unwrap_or("None"),
        ))
    }

    fn __eq__<'py>(slf: &Bound<'py, Self>, other: &Bound<'py, PyAny>) -> PyResult<Py<PyAny>> {
        let py = slf.py();
        let Ok(other) = other.cast::<Self>() else {
            return Ok(py.NotImplemented());
        };
        let equal = slf.get_type().is(other.get_type()) && {
            let identity = |one: &Bound<'py, Self>| one.as_super().get().identity(py);
            identity(slf)?.eq(identity(other)?)?
        };
        equal.into_py_any(py)
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        PyBytes::new(slf.py(), &inner(slf).fingerprint()).hash()
    }

    fn __copy__<'py>(slf: &Bound<'py, Self>) -> Bound<'py, Self> {
        slf.clone()
    }

    fn __deepcopy__<'py>(slf: &Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf.clone()
    }

    fn __reduce__(_slf: &Bound<'_, Self>) -> PyResult<()> {
        Err(PyTypeError::new_err(
            "a notification cannot be pickled, because it could come back unverified: hand on its \
             order_no, or its to_json()",
        ))
    }

    fn __setattr__(
        slf: &Bound<'_, Self>,
        name: &Bound<'_, PyString>,
        _value: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        frozen(
            slf.py(),
            &format!("cannot assign to field {}", name.repr()?),
        )
    }

    fn __delattr__(slf: &Bound<'_, Self>, name: &Bound<'_, PyString>) -> PyResult<()> {
        frozen(slf.py(), &format!("cannot delete field {}", name.repr()?))
    }
}

fn frozen(py: Python<'_>, message: &str) -> PyResult<()> {
    Err(PyErr::from_value(FROZEN.get(py)?.call1((message,))?))
}

/// The order number, amount and currency of `expect`, if they are what most shops pass.
type Expected<'a, 'py> = (&'a str, Bound<'py, PyString>, &'a str);

fn expected<'a, 'py>(
    order_no: &'a Bound<'py, PyAny>,
    amount: &Bound<'py, PyAny>,
    currency: &'a Bound<'py, PyAny>,
) -> PyResult<Option<Expected<'a, 'py>>> {
    let text = |value: &'a Bound<'py, PyAny>| value.cast::<PyString>().ok()?.to_str().ok();
    let (Some(order_no), Some(currency)) = (text(order_no), text(currency)) else {
        return Ok(None);
    };
    if !amount.get_type().is(DECIMAL.get(amount.py())?) {
        return Ok(None);
    }
    let amount = amount.str()?;
    // Not one that is written with a sign or an exponent, or at great length.
    let is_plain = amount.to_str().is_ok_and(|text| {
        text.len() <= 20
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    });
    Ok(is_plain.then_some((order_no, amount, currency)))
}

pub(crate) fn code_of(py: Python<'_>, code: &Text) -> PyResult<Code> {
    let known = Code::from_text(code.as_str());
    known.ok_or_else(|| argument(py, "there is no code of that name"))
}
