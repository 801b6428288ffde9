//! From core's errors to the package's exceptions, and from a panic to one of them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ackwell::{Acknowledgement, Code, ConfigError, Receiver, Refusal};
use ackwell_ledger::{LedgerError, ReceiveError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyBytes;

/// An acknowledgement as Python takes it: status, content type, body.
pub(crate) type Answer<'py> = (u16, &'static str, Bound<'py, PyBytes>);

pub(crate) fn answer(py: Python<'_>, acknowledgement: Acknowledgement) -> Answer<'_> {
    let Acknowledgement {
        status,
        content_type,
        body,
        ..
    } = acknowledgement;
    (status, content_type, PyBytes::new(py, body))
}

/// What an exception says.
struct Said<'a> {
    code: Code,
    message: &'a str,
    member: Option<&'a str>,
    provider: Option<&'static str>,
    acknowledgement: Option<Acknowledgement>,
    more: Option<More>,
}

/// Remedy, severity, the client's address, the line to log.
type More = (&'static str, &'static str, Option<String>, String);

impl Said<'_> {
    /// The exception object. `maker` is the function of the package's module `_errors` that makes
    /// it.
    fn made<'py>(&self, py: Python<'py>, maker: &Maker) -> PyResult<Bound<'py, PyAny>> {
        let arguments = (
            self.code.as_str(),
            self.message,
            self.member,
            self.provider,
            self.acknowledgement.map(|given| answer(py, given)),
            self.more.clone(),
        );
        maker.get(py)?.call1(arguments)
    }

    fn raised(&self, py: Python<'_>, maker: &Maker) -> PyErr {
        match self.made(py, maker) {
            Ok(exception) => PyErr::from_value(exception),
            Err(error) => error,
        }
    }
}

/// A function of the package's module `_errors`, imported when first needed.
struct Maker {
    name: &'static str,
    function: PyOnceLock<Py<PyAny>>,
}

impl Maker {
    const fn named(name: &'static str) -> Self {
        Self {
            name,
            function: PyOnceLock::new(),
        }
    }

    fn get<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyAny>> {
        let function = self.function.get_or_try_init(py, || {
            let module = py.import("ackwell._errors")?;
            Ok::<_, PyErr>(module.getattr(self.name)?.unbind())
        })?;
        Ok(function.bind(py))
    }
}

/// Makes the exception whose class belongs to the code.
static ERROR: Maker = Maker::named("error");
/// Makes a `Refusal` whatever the code is.
static REFUSAL: Maker = Maker::named("refusal");

/// The refusal as an object that is not raised yet.
pub(crate) fn refusal<'py>(py: Python<'py>, refusal: &Refusal) -> PyResult<Bound<'py, PyAny>> {
    said_by(refusal, &refusal.message()).made(py, &REFUSAL)
}

pub(crate) fn refused(py: Python<'_>, refusal: &Refusal) -> PyErr {
    said_by(refusal, &refusal.message()).raised(py, &ERROR)
}

fn said_by<'a>(refusal: &'a Refusal, message: &'a str) -> Said<'a> {
    Said {
        code: refusal.code(),
        message,
        member: refusal.member(),
        provider: Some(refusal.provider().as_str()),
        acknowledgement: Some(refusal.acknowledgement()),
        more: Some((
            refusal.remedy(),
            refusal.severity().as_str(),
            refusal.address().map(|address| address.to_string()),
            refusal.log_line(),
        )),
    }
}

/// Why a notification could not be claimed or settled; with what to answer.
pub(crate) fn not_received(py: Python<'_>, error: &ReceiveError) -> PyErr {
    let refusal = error.refusal();
    said_by(refusal, &error.to_string()).raised(py, &ERROR)
}

/// What a ledger could not do, outside of any request.
pub(crate) fn ledger(py: Python<'_>, error: &LedgerError) -> PyErr {
    let said = Said {
        code: error.code(),
        message: &error.to_string(),
        member: error.member(),
        provider: None,
        acknowledgement: None,
        more: None,
    };
    said.raised(py, &ERROR)
}

pub(crate) fn configuration(py: Python<'_>, error: &ConfigError) -> PyErr {
    let said = Said {
        code: error.code(),
        message: &error.to_string(),
        member: Some(error.member()),
        provider: None,
        acknowledgement: None,
        more: None,
    };
    said.raised(py, &ERROR)
}

/// An argument that cannot be taken; with the answer to send where a receiver is at hand.
pub(crate) fn argument(py: Python<'_>, message: &str, receiver: Option<&Receiver>) -> PyErr {
    let refusal = receiver.map(|receiver| receiver.refuse(Code::InvalidArgument));
    let said = Said {
        code: Code::InvalidArgument,
        message,
        member: None,
        provider: refusal.as_ref().map(|refusal| refusal.provider().as_str()),
        acknowledgement: refusal.map(|refusal| refusal.acknowledgement()),
        more: None,
    };
    said.raised(py, &ERROR)
}

/// Runs `body` and turns a panic inside it into the exception of the code `internal`.
///
/// Without it a panic would arrive as `PanicException`, which `except Exception` does not catch.
pub(crate) fn guard<T>(py: Python<'_>, body: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    // What a panic may leave behind is dropped with the call: core's values are immutable.
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        let said = Said {
            code: Code::Internal,
            message: Code::Internal.sentence(),
            member: None,
            provider: None,
            acknowledgement: None,
            more: None,
        };
        Err(said.raised(py, &ERROR))
    })
}
