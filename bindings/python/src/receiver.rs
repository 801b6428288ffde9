//! Configurations and the receivers built from them.

use std::borrow::Cow;
use std::path::Path;

use ackwell::{Code, Config, Place, Receiver, Reference, Refusal, Request};
use ackwell_binding::{Found, catch};
use ackwell_ledger::Outcome;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyFrozenSet, PyString, PyTuple};

use crate::convert::{self, BodyBytes, Text};
use crate::errors::{self, configuration, exception, guard, refusal};
use crate::interpreter::leave;
use crate::kinds;
use crate::ledger::NativeLedger;
use crate::makers::{NOT_TAKEN, PROVIDERS, SELECTED};
use crate::notification::{Notification, code_of};
use crate::outcome::NativeOutcome;
use crate::tables::provider_of;
use crate::values::Acknowledgement;

/// A configuration document that core has read.
#[pyclass(frozen, module = "ackwell._native", name = "Config")]
pub(crate) struct NativeConfig(Config);

#[pymethods]
impl NativeConfig {
    /// `found` is what was found for each of the `references`.
    #[new]
    #[pyo3(signature = (document, found, /))]
    fn new(py: Python<'_>, document: Text, found: Vec<FoundRow<'_>>) -> PyResult<Self> {
        guard(py, || {
            let fetched: Vec<_> = found.into_iter().map(|row| fetched(row).into()).collect();
            let config = Config::from_json_with(document.as_str(), &fetched);
            config.map(Self).map_err(|error| configuration(py, &error))
        })
    }

    /// Opens the ledger.
    fn ledger(&self, py: Python<'_>) -> PyResult<NativeLedger> {
        NativeLedger::open(py, &self.0)
    }

    fn providers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let providers = self.0.providers();
        let members: PyResult<Vec<_>> = providers
            .map(|provider| PROVIDERS.member(py, provider.as_str()))
            .collect();
        PyTuple::new(py, members?)
    }
}

/// The references of a document that a section needs: the member, whether it is a file, and the name
/// or the path.
#[pyfunction]
#[pyo3(signature = (document, section, folder, /))]
pub(crate) fn references(
    py: Python<'_>,
    document: Text,
    section: Text,
    folder: Text,
) -> PyResult<Vec<(String, bool, String)>> {
    guard(py, || {
        let (document, folder) = (document.as_str(), Path::new(folder.as_str()));
        let listed = Config::references(document, &[section.as_str()], Some(folder));
        let listed = listed.map_err(|error| configuration(py, &error))?;
        let row = |reference: &Reference| {
            let (is_file, name) = match reference.place() {
                Place::Env(name) => (false, name.clone()),
                Place::File(path) => (true, path.to_string_lossy().into_owned()),
            };
            (reference.member().to_owned(), is_file, name)
        };
        Ok(listed.iter().map(row).collect())
    })
}

/// A row of `references`, and what is there: bytes, or the word for why there are none.
type FoundRow<'py> = (Text, bool, Text, Bound<'py, PyAny>);

fn fetched((member, is_file, name, found): FoundRow<'_>) -> Found {
    let (env, file) = if is_file {
        (None, Some(name.0))
    } else {
        (Some(name.0), None)
    };
    let bytes = found.cast::<PyBytes>().ok();
    Found {
        member: member.0,
        env,
        file,
        bytes: bytes.map(|bytes| bytes.as_bytes().to_vec()),
        problem: found.extract::<Text>().ok().map(|word| word.0),
    }
}

/// What the package's class `Receiver` is made of.
#[pyclass(
    frozen,
    subclass,
    generic,
    module = "ackwell._native",
    name = "Receiver"
)]
pub(crate) struct NativeReceiver(Receiver);

/// A header that the receiver reads: its name and its value.
type Header<'py> = (Text, Bound<'py, PyBytes>);

#[pymethods]
impl NativeReceiver {
    /// The receiver of a provider that a configuration describes.
    #[new]
    #[pyo3(signature = (config, provider, /))]
    fn new(py: Python<'_>, config: &Bound<'_, NativeConfig>, provider: Text) -> PyResult<Self> {
        guard(py, || {
            let receiver = config.get().0.receiver(provider_of(py, &provider)?);
            receiver
                .map(Self)
                .map_err(|error| configuration(py, &error))
        })
    }

    /// Whose notifications it receives.
    #[getter]
    fn provider<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        PROVIDERS.member(py, self.0.provider().as_str())
    }

    /// The names, in lower case, of the only headers that are read; empty without proxies.
    #[getter]
    fn header_names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyFrozenSet>> {
        PyFrozenSet::new(py, self.0.header_names())
    }

    /// SHA-256 of each public key's DER in lower-case hex; empty for PingPong.
    #[getter]
    fn key_fingerprints<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.key_fingerprints())
    }

    /// The longest body that is looked at. Who reads one byte more need not read the rest.
    #[getter]
    fn max_body_bytes(&self) -> usize {
        self.0.max_body_bytes()
    }

    /// What to answer to a notification that was acted on.
    fn acknowledge<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Acknowledgement>> {
        Acknowledgement::success(py, self.0.provider())
    }

    /// A refusal with that code and what to answer; not raised yet.
    fn refuse<'py>(&self, py: Python<'py>, code: Text) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || refusal(py, &self.0.refuse(code_of(py, &code)?)))
    }

    /// What became of a request that is refused before there is a body to verify.
    #[pyo3(signature = (code, cause, /))]
    fn _refused(&self, py: Python<'_>, code: Text, cause: Text) -> PyResult<NativeOutcome> {
        guard(py, || {
            let refusal = self.0.refuse_because(code_of(py, &code)?, cause.as_str());
            Ok(Outcome::from(refusal).into())
        })
    }

    /// Turns one request into a notification, or raises why it is refused.
    ///
    /// Pure: no input or output, no clock. Whatever the request holds, it returns a notification
    /// or raises an ``AckwellError``.
    ///
    /// Args:
    ///     body: The body, byte for byte as it arrived.
    ///     headers: The request's headers. Only those named by ``header_names`` are read.
    ///     peer: The address at the other end of the connection, with or without a port; None for
    ///         a Unix socket.
    ///
    /// Raises:
    ///     Refusal: Answer its ``acknowledgement``.
    ///     ArgumentError: The body is not bytes, the headers or the peer are not what they must be.
    #[pyo3(signature = (body, headers = None, peer = None))]
    fn verify<'py>(
        slf: &Bound<'py, Self>,
        body: &Bound<'py, PyAny>,
        headers: Option<&Bound<'py, PyAny>>,
        peer: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, Notification>> {
        let py = slf.py();
        guard(py, || {
            let opened = Arrived::new(slf, body, headers, peer)?.verified(py, &slf.get().0);
            match opened {
                Ok(notification) => kinds::made(py, notification),
                Err(refused) => Err(errors::refused(py, &refused)),
            }
        })
    }

    /// Why a request is refused, as JSON: see `Receiver.explain`.
    #[pyo3(signature = (body, headers, peer, /))]
    fn _explained<'py>(
        slf: &Bound<'py, Self>,
        body: &Bound<'py, PyAny>,
        headers: Option<&Bound<'py, PyAny>>,
        peer: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<String> {
        let py = slf.py();
        guard(py, || {
            let arrived = Arrived::new(slf, body, headers, peer)?;
            let texts = arrived.texts();
            let (request, receiver) = (arrived.request(&texts), &slf.get().0);
            let explained = py.detach(|| catch(|| receiver.explain(&request).to_json()));
            explained.map_err(|problem| errors::raised(py, problem))
        })
    }

    /// As `verify`, but what is refused is an outcome.
    #[pyo3(signature = (body, headers, peer, /))]
    fn _opened<'py>(
        slf: &Bound<'py, Self>,
        body: &Bound<'py, PyAny>,
        headers: Option<&Bound<'py, PyAny>>,
        peer: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Opened<'py>> {
        let py = slf.py();
        guard(py, || {
            let opened = Arrived::new(slf, body, headers, peer)?.verified(py, &slf.get().0);
            Ok(match opened {
                Ok(notification) => Opened::Notification(kinds::made(py, notification)?),
                Err(refused) => Opened::Outcome(Outcome::from(refused).into()),
            })
        })
    }

    /// As ``verify`` for each request, in their order, several side by side: for what was stored.
    ///
    /// Args:
    ///     requests: The body, headers and peer of each.
    ///
    /// Returns:
    ///     A notification for each, or the exception that ``verify`` raises, not raised.
    ///
    /// Raises:
    ///     ArgumentError: As ``verify``, of the first request that is not one.
    fn verify_batch<'py>(
        slf: &Bound<'py, Self>,
        requests: &Bound<'py, PyAny>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let py = slf.py();
        guard(py, || {
            let arrived: PyResult<Vec<_>> = requests
                .try_iter()?
                .map(|request| {
                    let (body, headers, peer): Parts<'py> = request?.extract()?;
                    Arrived::new(slf, &body, headers.as_ref(), peer.as_ref())
                })
                .collect();
            let arrived = arrived?;
            let texts: Vec<_> = arrived.iter().map(Arrived::texts).collect();
            let requests = arrived.iter().zip(&texts);
            let requests: Vec<_> = requests.map(|(one, texts)| one.request(texts)).collect();
            let receiver = &slf.get().0;
            let results = py.detach(|| catch(|| receiver.verify_batch(&requests)));
            let results = results.map_err(|problem| errors::raised(py, problem))?;
            let object = |result| match result {
                Ok(notification) => Ok(kinds::made(py, notification)?.into_any()),
                Err(refusal) => exception(py, &refusal),
            };
            results.into_iter().map(object).collect()
        })
    }
}

/// A request that was verified, or what became of it.
#[derive(IntoPyObject)]
pub(crate) enum Opened<'py> {
    Notification(Bound<'py, Notification>),
    Outcome(NativeOutcome),
}

/// A request's body, headers and peer.
type Parts<'py> = (
    Bound<'py, PyAny>,
    Option<Bound<'py, PyAny>>,
    Option<Bound<'py, PyAny>>,
);

/// A request's headers and peer, borrowed.
type Texts<'r> = (Vec<(&'r str, &'r [u8])>, Option<Cow<'r, str>>);

/// A request in Rust's types.
struct Arrived<'py> {
    body: BodyBytes<'py>,
    headers: Vec<(String, Vec<u8>)>,
    /// What is not Unicode (lone surrogates) is handed on with the replacement character.
    peer: Option<Bound<'py, PyString>>,
}

impl<'py> Arrived<'py> {
    fn new(
        receiver: &Bound<'py, NativeReceiver>,
        body: &Bound<'py, PyAny>,
        headers: Option<&Bound<'py, PyAny>>,
        peer: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Self> {
        let py = receiver.py();
        let is_read = !receiver.get().0.header_names().is_empty();
        let headers = match headers.filter(|_| is_read) {
            None => Vec::new(),
            Some(headers) => SELECTED.get(py)?.call1((receiver, headers))?.extract()?,
        };
        let peer = peer.map(|peer| peer.cast::<PyString>()).transpose();
        match (convert::body(body)?, peer) {
            (Some(body), Ok(peer)) => Ok(Self {
                body,
                headers: headers
                    .into_iter()
                    .map(|(name, value): Header<'_>| (name.0, value.as_bytes().to_vec()))
                    .collect(),
                peer: peer.cloned(),
            }),
            _ => Err(PyErr::from_value(
                NOT_TAKEN.get(py)?.call1((receiver, body))?,
            )),
        }
    }

    fn texts(&self) -> Texts<'_> {
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| (&**name, &**value)).collect();
        (
            headers,
            self.peer.as_ref().map(|peer| peer.to_string_lossy()),
        )
    }

    fn request<'r>(&'r self, (headers, peer): &'r Texts<'_>) -> Request<'r> {
        let mut request = Request::new(self.body.as_slice()).with_headers(headers);
        request.peer = peer.as_deref();
        request
    }

    fn verified(
        &self,
        py: Python<'_>,
        receiver: &Receiver,
    ) -> Result<ackwell::Notification, Refusal> {
        let texts = self.texts();
        let request = self.request(&texts);
        let verified = leave(py, || catch(|| receiver.verify(&request)));
        // A defect has an answer too.
        verified.unwrap_or_else(|_| Err(receiver.refuse(Code::Internal)))
    }
}
