//! TLS for the stores on a network, by rustls with ring, and its errors in sentences.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

#[cfg(feature = "mysql")]
pub(super) use self::process::provide;
#[cfg(any(feature = "postgres", feature = "redis"))]
pub(super) use self::verifier::{Trust, client};
use rustls::CertificateError;

/// What went wrong with TLS below `error`, in a sentence that says what to do. `option` is the
/// option of the URL that names a file of certificates to trust.
pub(super) fn explain(error: &(dyn StdError + 'static), option: &str) -> Option<String> {
    use rustls::Error;
    Some(match find::<Error>(error)? {
        Error::InvalidCertificate(certificate) => explain_certificate(certificate, option),
        Error::NoCertificatesPresented => "the server shows no certificate".to_owned(),
        Error::PeerIncompatible(_) | Error::PeerMisbehaved(_) => {
            "the server and this client have no TLS version and cipher in common: TLS 1.2 or 1.3 is \
             needed"
                .to_owned()
        }
        Error::InvalidMessage(_) => "the server does not speak TLS there".to_owned(),
        Error::AlertReceived(alert) => format!("the server refused TLS with the alert {alert:?}"),
        _ => "the TLS handshake failed".to_owned(),
    })
}

fn explain_certificate(error: &CertificateError, option: &str) -> String {
    match error {
        // A bad signature is that of another authority of the same name.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => format!(
            "the server's certificate is not issued by an authority that is trusted here: name the \
             file with the authority's certificate in {option}"
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the server's certificate has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the server's certificate is not valid yet: is this machine's clock right?".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the server's certificate is for another name than the host in the URL (its \
             subjectAltName counts)"
                .to_owned()
        }
        CertificateError::Revoked => "the server's certificate was revoked".to_owned(),
        // The two that the usual commands of OpenSSL make. The verifier has no names for them.
        other => match format!("{other:?}") {
            text if text.contains("UnsupportedCertVersion") => {
                "the server's certificate is X.509 version 1: make it anew with -extfile (openssl \
                 x509 -req ... -extfile with subjectAltName=DNS:host in the file)"
                    .to_owned()
            }
            text if text.contains("CaUsedAsEndEntity") => format!(
                "the server's certificate is an authority's own (CA:TRUE) and not the one in the \
                 file that {option} names: issue a certificate for the server with it, and name \
                 the authority's in {option}"
            ),
            _ => "the server's certificate cannot be verified".to_owned(),
        },
    }
}

/// The error of type `E` among what caused `error`, which the libraries wrap in several ways.
pub(super) fn find<'e, E: StdError + 'static>(
    error: &'e (dyn StdError + 'static),
) -> Option<&'e E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // These two do not name what they wrap as their source, but its source.
        next = if let Some(io) = error.downcast_ref::<io::Error>()
            && let Some(inner) = io.get_ref()
        {
            Some(inner)
        } else if let Some(shared) = error.downcast_ref::<Arc<dyn StdError + Send + Sync>>() {
            Some(&**shared)
        } else {
            error.source()
        };
    }
    None
}

#[cfg(feature = "mysql")]
mod process {
    use rustls::crypto::{CryptoProvider, ring};

    /// Lets a library that asks for the process's own provider find one.
    pub(in crate::store) fn provide() {
        if CryptoProvider::get_default().is_none() {
            // Another thread may have been faster; then there is one.
            let _ = ring::default_provider().install_default();
        }
    }
}

#[cfg(any(feature = "postgres", feature = "redis"))]
mod verifier {
    use std::sync::Arc;
    use std::time::Duration;

    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::client::{WebPkiServerVerifier, verify_server_name};
    use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature_with_raw_key};
    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
    use rustls::server::ParsedCertificate;
    use rustls::{
        CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore,
        SignatureScheme,
    };
    use x509_cert::Certificate;
    use x509_cert::der::asn1::ObjectIdentifier;
    use x509_cert::der::{Decode as _, Encode as _};

    use crate::error::LedgerError;

    /// Whose certificate is good enough.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(in crate::store) enum Trust {
        /// Anybody's: hides from those who only listen.
        #[cfg(feature = "postgres")]
        Anybody,
        /// One that a trusted authority issued, whatever the name in it.
        #[cfg(feature = "postgres")]
        Issuer,
        /// One that a trusted authority issued for this host.
        Full,
    }

    /// A client that trusts so. `root` is a file of PEM certificates in place of the system's.
    pub(in crate::store) fn client(
        trust: Trust,
        root: Option<&str>,
    ) -> Result<ClientConfig, LedgerError> {
        let provider = Arc::new(ring::default_provider());
        let wrong = |message: &str| LedgerError::config("ledger.url", message);
        let mut own = Vec::new();
        let strict = match trust {
            #[cfg(feature = "postgres")]
            Trust::Anybody => None,
            _ => {
                let roots = Arc::new(roots(root, &mut own)?);
                let provider = Arc::clone(&provider);
                let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider)
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
                own,
                strict,
                provider,
            }))
            .with_no_client_auth();
        Ok(config)
    }

    /// The authorities. What the file holds is put into `own` too.
    fn roots(
        file: Option<&str>,
        own: &mut Vec<CertificateDer<'static>>,
    ) -> Result<RootCertStore, LedgerError> {
        let mut roots = RootCertStore::empty();
        if let Some(path) = file {
            let wrong = |what: &str| {
                let message = format!("the file of certificates {path} {what}");
                LedgerError::config("ledger.url", message)
            };
            let unreadable = |_| wrong("cannot be read as PEM");
            for certificate in CertificateDer::pem_file_iter(path).map_err(unreadable)? {
                let certificate = certificate.map_err(unreadable)?;
                own.push(certificate.clone());
                roots
                    .add(certificate)
                    .map_err(|_| wrong("holds something that is not a certificate"))?;
            }
            if own.is_empty() {
                return Err(wrong("holds no PEM certificate"));
            }
        } else {
            for certificate in rustls_native_certs::load_native_certs().certs {
                // The system's store may hold some that rustls does not read; the others serve.
                let _ = roots.add(certificate);
            }
        }
        Ok(roots)
    }

    #[derive(Debug)]
    struct Verifier {
        trust: Trust,
        /// The certificates of the file that the URL names. One that the server shows is trusted
        /// as it is, as OpenSSL does: a self-signed one (`openssl req -x509`) is an authority
        /// (CA:TRUE) and would never be taken as a server's otherwise.
        own: Vec<CertificateDer<'static>>,
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
            if self.own.iter().any(|own| own == end_entity) {
                return self.verify_own(end_entity, server_name, now);
            }
            let result = strict.verify_server_cert(
                end_entity,
                intermediates,
                server_name,
                ocsp_response,
                now,
            );
            match result {
                Err(Error::InvalidCertificate(
                    CertificateError::NotValidForName
                    | CertificateError::NotValidForNameContext { .. },
                )) if self.trust != Trust::Full => Ok(ServerCertVerified::assertion()),
                other => other,
            }
        }

        // The signature is checked with the certificate's key alone, and not by a library that
        // reads the rest of it: where anybody is trusted, nothing else of the certificate counts
        // (version 1 is what PostgreSQL's manual makes). It is checked even then, because
        // channel binding relies on it: without, somebody in the middle could show the server's
        // own certificate.
        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signature: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            let bad = || Error::InvalidCertificate(CertificateError::BadSignature);
            let key = read(certificate)?.tbs_certificate.subject_public_key_info;
            let algorithm = key.algorithm.to_der().map_err(|_| bad())?;
            // Without the header of the sequence, as rustls writes it.
            let algorithm = algorithm.get(2..).ok_or_else(bad)?;
            let key = key.subject_public_key.as_bytes().ok_or_else(bad)?;
            let supported = &self.provider.signature_verification_algorithms;
            let candidates = supported
                .mapping
                .iter()
                .filter(|(scheme, _)| *scheme == signature.scheme)
                .flat_map(|(_, algorithms)| algorithms.iter());
            for candidate in candidates {
                if *candidate.public_key_alg_id() == *algorithm {
                    return candidate
                        .verify_signature(key, message, signature.signature())
                        .map(|()| HandshakeSignatureValid::assertion())
                        .map_err(|_| bad());
                }
            }
            Err(bad())
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signature: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            let key = read(certificate)?.tbs_certificate.subject_public_key_info;
            let key = key.to_der().map_err(|_| bad_encoding())?;
            verify_tls13_signature_with_raw_key(
                message,
                &SubjectPublicKeyInfoDer::from(key),
                signature,
                &self.provider.signature_verification_algorithms,
            )
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.provider
                .signature_verification_algorithms
                .supported_schemes()
        }
    }

    impl Verifier {
        /// A certificate that is itself in the file: its dates and name count, not who issued it.
        fn verify_own(
            &self,
            certificate: &CertificateDer<'_>,
            server_name: &ServerName<'_>,
            now: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            let read = read(certificate)?.tbs_certificate;
            let now = Duration::from_secs(now.as_secs());
            if now > read.validity.not_after.to_unix_duration() {
                return Err(CertificateError::Expired.into());
            }
            if now < read.validity.not_before.to_unix_duration() {
                return Err(CertificateError::NotValidYet.into());
            }
            if self.trust == Trust::Full {
                const SUBJECT_ALT_NAME: ObjectIdentifier =
                    ObjectIdentifier::new_unwrap("2.5.29.17");
                let extensions = read.extensions.unwrap_or_default();
                let named = extensions
                    .iter()
                    .any(|extension| extension.extn_id == SUBJECT_ALT_NAME);
                if named {
                    verify_server_name(&ParsedCertificate::try_from(certificate)?, server_name)?;
                } else if !common_names(&read.subject)
                    .any(|name| name.eq_ignore_ascii_case(&server_name.to_str()))
                {
                    return Err(CertificateError::NotValidForName.into());
                }
            }
            Ok(ServerCertVerified::assertion())
        }
    }

    fn read(certificate: &CertificateDer<'_>) -> Result<Certificate, Error> {
        Certificate::from_der(certificate).map_err(|_| bad_encoding())
    }

    fn bad_encoding() -> Error {
        CertificateError::BadEncoding.into()
    }

    fn common_names(subject: &x509_cert::name::Name) -> impl Iterator<Item = String> + '_ {
        const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
        subject
            .0
            .iter()
            .flat_map(|part| part.0.iter())
            .filter(|attribute| attribute.oid == COMMON_NAME)
            .filter_map(|attribute| String::from_utf8(attribute.value.value().to_vec()).ok())
    }
}
