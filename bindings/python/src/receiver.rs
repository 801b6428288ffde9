//! Configurations and the receivers built from them.

use std::path::Path;
use std::sync::Arc;

use ackwell::{Code, Config, Place, Receiver, Reference, Request};
use ackwell_binding::{Found, catch};
use ackwell_ledger::Outcome;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::convert::{self, BodyBytes, Text};
use crate::errors::{Answer, answer, configuration, guard, refusal};
use crate::ledger::NativeLedger;
use crate::notification::{NativeNotification, code_of};
use crate::outcome::{NativeOutcome, Opened};
use crate::tables::provider_of;

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

    fn providers(&self) -> Vec<&'static str> {
        self.0.providers().map(ackwell::Provider::as_str).collect()
    }

    #[pyo3(signature = (provider, /))]
    fn receiver(&self, py: Python<'_>, provider: Text) -> PyResult<NativeReceiver> {
        guard(py, || {
            let receiver = self.0.receiver(provider_of(py, &provider)?);
            receiver
                .map(NativeReceiver)
                .map_err(|error| configuration(py, &error))
        })
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

/// What the package's class `Receiver` asks.
#[pyclass(frozen, module = "ackwell._native", name = "Receiver")]
pub(crate) struct NativeReceiver(pub(crate) Receiver);

/// A header that the receiver reads: its name and its value.
type Header<'py> = (Text, Bound<'py, PyBytes>);

#[pymethods]
impl NativeReceiver {
    fn provider(&self) -> &'static str {
        self.0.provider().as_str()
    }

    fn header_names(&self) -> Vec<&'static str> {
        self.0.header_names().to_vec()
    }

    fn key_fingerprints(&self) -> Vec<String> {
        self.0.key_fingerprints()
    }

    fn max_body_bytes(&self) -> usize {
        self.0.max_body_bytes()
    }

    fn acknowledge<'py>(&self, py: Python<'py>) -> Answer<'py> {
        answer(py, self.0.acknowledge())
    }

    /// A refusal with that code, not raised yet.
    #[pyo3(signature = (code, /))]
    fn refuse<'py>(&self, py: Python<'py>, code: Text) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || refusal(py, &self.0.refuse(code_of(py, &code)?)))
    }

    /// What became of a request that is refused before there is a body to verify.
    #[pyo3(signature = (code, cause, /))]
    fn refused(&self, py: Python<'_>, code: Text, cause: Text) -> PyResult<NativeOutcome> {
        guard(py, || {
            let refusal = self.0.refuse_because(code_of(py, &code)?, cause.as_str());
            Ok(Outcome::from(refusal).into())
        })
    }

    /// `headers` are those named by `header_names`, or `None` if there are none.
    #[pyo3(signature = (body, headers, peer, /))]
    fn verify(
        &self,
        py: Python<'_>,
        body: &Bound<'_, PyAny>,
        headers: Option<Vec<Header<'_>>>,
        peer: Option<Bound<'_, PyString>>,
    ) -> PyResult<Opened> {
        guard(py, || {
            // What is not Unicode (lone surrogates) is handed on with the replacement character.
            let peer = peer.as_ref().map(|peer| peer.to_string_lossy());
            let Arrived { body, headers } = Arrived::new(body, headers)?;
            let headers: Vec<_> = headers
                .iter()
                .map(|(name, value)| (&**name, &**value))
                .collect();
            let bytes = body.as_slice();
            let verified = py.detach(|| {
                let mut request = Request::new(bytes).with_headers(&headers);
                request.peer = peer.as_deref();
                catch(|| self.0.verify(&request))
            });
            // A defect has an answer too.
            let verified = verified.unwrap_or_else(|_| Err(self.0.refuse(Code::Internal)));
            Ok(match verified {
                Ok(notification) => {
                    Opened::Notification(NativeNotification::new(Arc::new(notification)))
                }
                Err(refusal) => Opened::Outcome(Outcome::from(refusal).into()),
            })
        })
    }
}

/// A request's body and headers in Rust's types.
pub(crate) struct Arrived<'py> {
    pub(crate) body: BodyBytes<'py>,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
}

impl<'py> Arrived<'py> {
    pub(crate) fn new(
        body: &Bound<'py, PyAny>,
        headers: Option<Vec<Header<'_>>>,
    ) -> PyResult<Self> {
        let Some(bytes) = convert::body(body)? else {
            return Err(PyTypeError::new_err("the body is not bytes"));
        };
        let headers = headers.unwrap_or_default();
        Ok(Self {
            body: bytes,
            headers: headers
                .into_iter()
                .map(|(name, value)| (name.0, value.as_bytes().to_vec()))
                .collect(),
        })
    }
}
