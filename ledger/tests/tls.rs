//! TLS to every server, with certificates made on the spot.

mod common;
mod servers;

use ackwell_ledger::{Claim, Ledger};
use common::{Paid, TempDir};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use servers::{Kind, Server};

/// An authority, and a certificate that it issued for `localhost` alone.
struct Certificates {
    authority: String,
    certificate: String,
    key: String,
}

fn certificates() -> Certificates {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    Certificates {
        authority: issuer.pem(),
        certificate: certificate.pem(),
        key: key.serialize_pem(),
    }
}

/// A directory with the authority's certificate, and another's.
fn authorities(certificates: &Certificates) -> (TempDir, String, String) {
    let directory = TempDir::new("tls");
    let (ours, other) = (directory.0.join("ca.pem"), directory.0.join("other.pem"));
    std::fs::write(&ours, &certificates.authority).unwrap();
    std::fs::write(&other, self::certificates().authority).unwrap();
    let (ours, other) = (ours.display().to_string(), other.display().to_string());
    (directory, ours, other)
}

fn works(url: &str) {
    let ledger = Ledger::open(url).unwrap();
    let claim = ledger
        .claim(&Paid::order(1).notification())
        .unwrap_or_else(|e| panic!("{url}: {e}"));
    let Claim::First(lease) = claim else {
        panic!("{url}: {claim:?}")
    };
    ledger.release(&lease).unwrap();
}

fn is_refused(url: &str, says: &str) {
    let error = Ledger::open(url)
        .unwrap()
        .claim(&Paid::order(1).notification())
        .unwrap_err();
    let lower = error.message().to_lowercase();
    assert!(lower.contains(says), "{url}: {error}");
}

#[test]
fn postgres_speaks_tls_and_its_certificate_is_checked_as_asked() {
    let certificates = certificates();
    let (_directory, ours, other) = authorities(&certificates);
    // The server needs its files before it starts, so it starts twice.
    let mut server = Server::start(Kind::Postgres);
    let certificate = server.write("server.crt", &certificates.certificate);
    let key = server.write("server.key", &certificates.key);
    let options = [
        "ssl=on".to_owned(),
        format!("ssl_cert_file={}", certificate.display()),
        format!("ssl_key_file={}", key.display()),
    ];
    server.restart_with(&options);
    let url = server.fresh_url();
    let named = url.replace("127.0.0.1", "localhost");
    works(&url); // prefer: whatever certificate
    works(&format!("{url}?sslmode=require"));
    works(&format!("{url}?sslmode=disable"));
    works(&format!("{url}?sslmode=verify-ca&sslrootcert={ours}"));
    works(&format!("{named}?sslmode=verify-full&sslrootcert={ours}"));
    is_refused(
        &format!("{url}?sslmode=verify-full&sslrootcert={ours}"),
        "certificate",
    );
    is_refused(
        &format!("{named}?sslmode=verify-full&sslrootcert={other}"),
        "certificate",
    );
    is_refused(
        &format!("{named}?sslmode=verify-ca&sslrootcert={other}"),
        "certificate",
    );
    is_refused(&format!("{named}?sslmode=verify-full"), "certificate");
    // The connection is encrypted, as the server sees it.
    let database = servers::database_of(&url);
    let ledger = Ledger::open(&format!("{url}?sslmode=require")).unwrap();
    let _claim = ledger.claim(&Paid::order(2).notification()).unwrap();
    let encrypted: i64 = server
        .postgres(database)
        .query_one(
            "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
             WHERE ssl AND application_name = 'ackwell'",
            &[],
        )
        .unwrap()
        .get(0);
    assert_eq!(encrypted, 1);
}

#[test]
fn mysql_speaks_tls_and_its_certificate_is_checked_as_asked() {
    let certificates = certificates();
    let (_directory, ours, other) = authorities(&certificates);
    let mut server = Server::start(Kind::Mysql);
    let certificate = server.write("server.crt", &certificates.certificate);
    let key = server.write("server.key", &certificates.key);
    let options = [
        format!("--ssl-cert={}", certificate.display()),
        format!("--ssl-key={}", key.display()),
    ];
    server.restart_with(&options);
    let url = server.fresh_url();
    let named = url.replace("127.0.0.1", "localhost");
    works(&url);
    works(&format!("{url}?ssl-mode=required"));
    works(&format!("{url}?ssl-mode=disabled"));
    works(&format!("{url}?ssl-mode=verify_ca&ssl-ca={ours}"));
    works(&format!("{named}?ssl-mode=verify_identity&ssl-ca={ours}"));
    is_refused(
        &format!("{url}?ssl-mode=verify_identity&ssl-ca={ours}"),
        "certificate",
    );
    is_refused(
        &format!("{named}?ssl-mode=verify_identity&ssl-ca={other}"),
        "certificate",
    );
    is_refused(&format!("{named}?ssl-mode=verify_identity"), "certificate");
}

#[test]
fn redis_speaks_tls_and_its_certificate_is_always_checked() {
    let certificates = certificates();
    let (_directory, ours, other) = authorities(&certificates);
    let mut server = Server::start(Kind::Redis);
    let certificate = server.write("server.crt", &certificates.certificate);
    let key = server.write("server.key", &certificates.key);
    let tls_port = servers::free_port();
    let options = [
        "--tls-port".to_owned(),
        tls_port.to_string(),
        "--tls-cert-file".to_owned(),
        certificate.display().to_string(),
        "--tls-key-file".to_owned(),
        key.display().to_string(),
        "--tls-auth-clients".to_owned(),
        "no".to_owned(),
    ];
    server.restart_with(&options);
    works(&format!("rediss://localhost:{tls_port}/0?ca={ours}"));
    is_refused(
        &format!("rediss://127.0.0.1:{tls_port}/0?ca={ours}"),
        "certificate",
    );
    is_refused(
        &format!("rediss://localhost:{tls_port}/0?ca={other}"),
        "certificate",
    );
    is_refused(&format!("rediss://localhost:{tls_port}/0"), "certificate");
}

#[test]
fn a_file_of_certificates_that_is_none_is_a_configuration_error() {
    for url in [
        "postgres://h/d?sslmode=verify-full&sslrootcert=/no/such/file",
        "mysql://h/d?ssl-mode=verify_ca&ssl-ca=/no/such/file",
        "rediss://h/0?ca=/no/such/file",
        "postgres://h/d?sslmode=on",
        "mysql://h/d?ssl-mode=on",
        "mysql://h/",
        "redis://h/shop",
        "redis://h/0?pool=0",
    ] {
        let error = Ledger::open(url).unwrap_err();
        assert_eq!(error.member(), Some("ledger.url"), "{url}: {error}");
    }
}
