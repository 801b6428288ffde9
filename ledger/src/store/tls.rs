//! TLS for the stores on a network, by rustls with ring.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};

use crate::error::LedgerError;

/// Whose certificate is good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Anybody's: hides from those who only listen.
    Anybody,
    /// One that a trusted authority issued, whatever the name in it.
    Issuer,
    /// One that a trusted authority issued for this host.
    Full,
}

/// A client that trusts so. `root` is a file of PEM certificates in place of the system's.
pub(crate) fn client(trust: Trust, root: Option<&str>) -> Result<ClientConfig, LedgerError> {
    let provider = Arc::new(ring::default_provider());
    let wrong = |message: &str| LedgerError::config("ledger.url", message);
    let strict = match trust {
        Trust::Anybody => None,
        Trust::Issuer | Trust::Full => {
            let roots = Arc::new(roots(root)?);
            let verifier =
                WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider))
                    .build()
                    .map_err(|_| wrong("no certificate to trust was found for TLS"))?;
            Some(verifier)
        }
    };
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| wrong("TLS cannot be set up"))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier {
            trust,
            strict,
            provider,
        }))
        .with_no_client_auth();
    Ok(config)
}

fn roots(file: Option<&str>) -> Result<RootCertStore, LedgerError> {
    let mut roots = RootCertStore::empty();
    if let Some(path) = file {
        let unreadable = |_| {
            LedgerError::config(
                "ledger.url",
                format!("the file of certificates {path} cannot be read as PEM"),
            )
        };
        for certificate in CertificateDer::pem_file_iter(path).map_err(unreadable)? {
            let certificate = certificate.map_err(unreadable)?;
            roots.add(certificate).map_err(|_| {
                LedgerError::config(
                    "ledger.url",
                    format!("the file of certificates {path} holds one that is none"),
                )
            })?;
        }
    } else {
        for certificate in rustls_native_certs::load_native_certs().certs {
            // The system's store may hold some that rustls does not read; the others serve.
            let _ = roots.add(certificate);
        }
    }
    Ok(roots)
}

/// Lets the libraries that ask for the process's own provider find one.
#[cfg(any(feature = "mysql", feature = "redis"))]
pub(crate) fn provide() {
    if CryptoProvider::get_default().is_none() {
        // Another thread may have been faster; then there is one.
        let _ = ring::default_provider().install_default();
    }
}

#[derive(Debug)]
struct Verifier {
    trust: Trust,
    /// There unless anybody is trusted.
    strict: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(strict) = &self.strict else {
            return Ok(ServerCertVerified::assertion());
        };
        let result =
            strict.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match result {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.trust == Trust::Issuer => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
