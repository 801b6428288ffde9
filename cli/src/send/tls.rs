//! Which certificate of an endpoint is good enough, and what is wrong with one that is not.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use tokio_rustls::TlsConnector;

use crate::config::read_text;
use crate::failure::Failure;

/// TLS that trusts the certificates in this file, or without one those that this machine trusts;
/// `SSL_CERT_FILE` names others.
pub(super) fn connector(file: Option<&Path>) -> Result<TlsConnector, Failure> {
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    let given = file.map_or_else(|| Ok(Vec::new()), certificates)?;
    if file.is_some() {
        roots.add_parsable_certificates(given.iter().cloned());
    } else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    let strict = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let strict = strict.build().map_err(|_| match file {
        Some(file) => Failure::at(file.display(), "holds no certificate that can be read"),
        None => Failure::new("TLS: this machine trusts no certificate; name one with --ca FILE"),
    })?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::at("TLS", error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier { strict, given }))
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let text = read_text(file).map_err(|what| Failure::at(file.display(), what))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.as_bytes()).collect();
    let found = found.map_err(|error| Failure::at(file.display(), error))?;
    if found.is_empty() {
        return Err(Failure::at(file.display(), "holds no PEM certificate"));
    }
    Ok(found)
}

/// What was wrong with a TLS connection: a stable word, and a sentence.
pub(super) fn problem(error: &io::Error, host: &str) -> (&'static str, String) {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    let Some(Error::InvalidCertificate(certificate)) = inner else {
        return ("tls", format!("no TLS connection: {error}"));
    };
    let why = match certificate {
        // The second: by somebody of the same name, as an authority that was made anew.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "nobody who is trusted issued the endpoint's certificate; name its authority with --ca \
             FILE"
                .to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("the endpoint's certificate is not for the host {host}")
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the endpoint's certificate has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the endpoint's certificate is not valid yet".to_owned()
        }
        other => format!(
            "the endpoint's certificate cannot be verified: {other}; if it is yours, name it with \
             --ca FILE"
        ),
    };
    ("untrusted_certificate", why)
}

/// As webpki verifies, and also the very certificate that the user gave: `openssl req -x509` makes
/// one that is its own authority, which webpki does not take from a server.
#[derive(Debug)]
struct Verifier {
    strict: Arc<WebPkiServerVerifier>,
    given: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.given.iter().any(|given| given == certificate) {
            verify_server_name(&ParsedCertificate::try_from(certificate)?, host)?;
            return Ok(ServerCertVerified::assertion());
        }
        self.strict
            .verify_server_cert(certificate, others, host, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict
            .verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict
            .verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.strict.supported_verify_schemes()
    }
}
