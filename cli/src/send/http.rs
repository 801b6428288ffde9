//! One POST, as a provider sends it: a connection for each, no redirects, an end in time.
//!
//! hyper, which the demo has, and TLS from what the ledger's clients have: that adds nothing to the
//! tree, and every way in which an endpoint can fail keeps its own name.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ackwell_testkit::SignedRequest;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::tls;
use crate::failure::Failure;

/// An answer is a few bytes; more than this is not read.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Where to send, and how.
#[derive(Clone)]
pub(super) struct Endpoint {
    uri: Uri,
    host: String,
    port: u16,
    tls: Option<TlsConnector>,
}

/// What came of one request.
#[derive(Clone, Debug)]
pub(super) enum Sent {
    Answered {
        status: u16,
        body: Vec<u8>,
    },
    /// No answer, for the reason that a stable word names.
    Failed {
        word: &'static str,
        why: String,
    },
}

impl Sent {
    fn failed(word: &'static str, why: impl Into<String>) -> Sent {
        Sent::Failed {
            word,
            why: why.into(),
        }
    }
}

impl Endpoint {
    /// `authorities` is a file of certificates to trust in place of this machine's.
    pub(super) fn new(uri: &Uri, authorities: Option<&Path>) -> Result<Endpoint, Failure> {
        let host = uri.host().unwrap_or_default();
        let https = uri.scheme_str() == Some("https");
        if authorities.is_some() && !https {
            return Err(Failure::new("--ca is for an endpoint with https"));
        }
        Ok(Endpoint {
            uri: uri.clone(),
            host: host.trim_matches(['[', ']']).to_owned(),
            port: uri.port_u16().unwrap_or(if https { 443 } else { 80 }),
            tls: https.then(|| tls::connector(authorities)).transpose()?,
        })
    }

    /// Sends one request and waits for the whole answer, no longer than the provider does.
    pub(super) async fn post(&self, request: &SignedRequest, deadline: Duration) -> Sent {
        let connected = AtomicBool::new(false);
        let exchanged = tokio::time::timeout(deadline, self.exchange(request, &connected));
        if let Ok(Ok(sent) | Err(sent)) = exchanged.await {
            return sent;
        }
        let what = if connected.load(Ordering::Relaxed) {
            "no whole answer came"
        } else {
            "no connection could be made"
        };
        let seconds = deadline.as_secs();
        Sent::failed("timeout", format!("{what} within {seconds} seconds"))
    }

    async fn exchange(
        &self,
        request: &SignedRequest,
        connected: &AtomicBool,
    ) -> Result<Sent, Sent> {
        let addresses = tokio::net::lookup_host((self.host.as_str(), self.port)).await;
        let addresses: Vec<_> = match addresses {
            Ok(addresses) => addresses.collect(),
            Err(error) => {
                let why = format!("the host {} is not known: {error}", self.host);
                return Err(Sent::failed("unknown_host", why));
            }
        };
        let stream = TcpStream::connect(&*addresses).await.map_err(|error| {
            let place = format!("{}:{}", self.host, self.port);
            if error.kind() == io::ErrorKind::ConnectionRefused {
                Sent::failed("not_listening", format!("nothing listens on {place}"))
            } else {
                Sent::failed("unreachable", format!("{place} cannot be reached: {error}"))
            }
        })?;
        connected.store(true, Ordering::Relaxed);
        let Some(tls) = &self.tls else {
            return self.talk(stream, request).await;
        };
        let name = ServerName::try_from(self.host.clone());
        let name =
            name.map_err(|error| Sent::failed("tls", format!("no TLS connection: {error}")))?;
        let stream = tls.connect(name, stream).await.map_err(|error| {
            let (word, why) = tls::problem(&error, &self.host);
            Sent::failed(word, why)
        })?;
        self.talk(stream, request).await
    }

    async fn talk<S>(&self, stream: S, signed: &SignedRequest) -> Result<Sent, Sent>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| broken(&error, "before it answered"))?;
        // It ends with the stream; what is wrong with it is seen by the one who waits below.
        let connection = tokio::spawn(connection);
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        let authority = self
            .uri
            .authority()
            .map_or("", |authority| authority.as_str());
        let host = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("host", host);
        for (name, value) in signed.headers() {
            request = request.header(*name, *value);
        }
        let request = request
            .body(Full::new(Bytes::copy_from_slice(signed.body())))
            .map_err(|error| Sent::failed("not_http", error.to_string()))?;
        let response = sender.send_request(request).await;
        let response = response.map_err(|error| broken(&error, "before it answered"))?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), LONGEST_ANSWER)
            .collect()
            .await;
        let body = body.map_err(|_| {
            Sent::failed(
                "closed",
                "the connection was closed in the middle of the answer, or the answer is too long",
            )
        })?;
        connection.abort();
        Ok(Sent::Answered {
            status,
            body: body.to_bytes().to_vec(),
        })
    }
}

fn broken(error: &hyper::Error, when: &str) -> Sent {
    if error.is_parse() {
        return Sent::failed("not_http", "the answer is not HTTP");
    }
    Sent::failed("closed", format!("the connection was closed {when}"))
}
