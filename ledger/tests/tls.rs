//! TLS to every server, with certificates made on the spot.

mod common;
mod servers;

use ackwell_ledger::{Claim, Ledger};
use common::{Paid, TempDir};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, PublicKeyData as _,
    SigningKey as _,
};
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

/// What `openssl req -x509` makes: for `localhost`, signed by itself, and an authority (CA:TRUE).
fn self_signed() -> Certificates {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap().pem();
    Certificates {
        authority: certificate.clone(),
        certificate,
        key: key.serialize_pem(),
    }
}

/// What `openssl x509 -req` makes without `-extfile`: X.509 version 1, which has no extensions.
/// Issued by itself, for the common name `localhost`.
fn version_1() -> Certificates {
    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
        let length: &[u8] = match (high, low) {
            (0, 0..=127) => &[low],
            (0, _) => &[0x81, low],
            _ => &[0x82, high, low],
        };
        [&[tag], length, &content].concat()
    }
    // ecdsa-with-SHA256
    let algorithm = [0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    let key = KeyPair::generate().unwrap();
    let name = der(
        0x30,
        &[&der(
            0x31,
            &[&der(
                0x30,
                &[&[6, 3, 0x55, 4, 3], &der(0x0c, &[b"localhost"])],
            )],
        )],
    );
    let validity = der(
        0x30,
        &[
            &der(0x17, &[b"200101000000Z"]),
            &der(0x17, &[b"491231235959Z"]),
        ],
    );
    let to_be_signed = der(
        0x30,
        &[
            &[2, 1, 7],
            &algorithm,
            &name,
            &validity,
            &name,
            &key.subject_public_key_info(),
        ],
    );
    let signature = key.sign(&to_be_signed).unwrap();
    let certificate = der(
        0x30,
        &[&to_be_signed, &algorithm, &der(3, &[&[0], &signature])],
    );
    let certificate = pem(&certificate);
    Certificates {
        authority: certificate.clone(),
        certificate,
        key: key.serialize_pem(),
    }
}

fn pem(der: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in der.chunks(3) {
        let bytes = [0, 1, 2].map(|i| u32::from(chunk.get(i).copied().unwrap_or(0)));
        let number = bytes[0] << 16 | bytes[1] << 8 | bytes[2];
        for i in 0..4 {
            let digit = ALPHABET[(number >> (18 - 6 * i)) as usize & 63];
            text.push(if i > chunk.len() {
                '='
            } else {
                char::from(digit)
            });
        }
    }
    let lines: Vec<&str> = (0..text.len())
        .step_by(64)
        .map(|at| &text[at..text.len().min(at + 64)])
        .collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}

/// Starts a server with a certificate: it needs its files before it starts, so it starts twice.
fn server_with(kind: Kind, certificates: &Certificates, more: &[&str]) -> Server {
    let mut server = Server::start(kind);
    use_certificate(&mut server, certificates, more);
    server
}

fn use_certificate(server: &mut Server, certificates: &Certificates, more: &[&str]) {
    let certificate = server.write("server.crt", &certificates.certificate);
    let key = server.write("server.key", &certificates.key);
    let (certificate, key) = (certificate.display(), key.display());
    let mut options = match server.kind {
        Kind::Postgres => vec![
            "ssl=on".to_owned(),
            format!("ssl_cert_file={certificate}"),
            format!("ssl_key_file={key}"),
        ],
        Kind::Mysql => vec![
            format!("--ssl-cert={certificate}"),
            format!("--ssl-key={key}"),
        ],
        Kind::Redis => unreachable!("it needs a second port"),
    };
    options.extend(more.iter().map(|&option| option.to_owned()));
    server.restart_with(&options);
}

/// A directory with the file of certificates.
fn file_of(certificates: &Certificates) -> (TempDir, String) {
    let directory = TempDir::new("tls");
    let path = directory.0.join("ca.pem");
    std::fs::write(&path, &certificates.authority).unwrap();
    let path = path.display().to_string();
    (directory, path)
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
    assert!(lower.contains(&says.to_lowercase()), "{url}: {error}");
    // The words of the library, which do not say what to do.
    for riddle in [
        "Other(",
        "OtherError",
        "InvalidCertificate",
        "Context",
        "{",
        "(",
    ] {
        let message = error
            .message()
            .replace("(openssl", "")
            .replace("(CA:TRUE)", "");
        let message = message.replace("(its", "").replace("(os error", "");
        assert!(!message.contains(riddle), "{url}: {error}");
    }
}

#[test]
fn postgres_with_require_or_nothing_judges_no_certificate_and_a_file_is_never_ignored() {
    let certificates = certificates();
    let (_directory, ours, other) = authorities(&certificates);
    let mut server = server_with(Kind::Postgres, &certificates, &[]);
    let url = server.fresh_url();
    works(&format!("{url}?sslmode=require&sslrootcert={ours}"));
    is_refused(
        &format!("{url}?sslmode=require&sslrootcert={other}"),
        "not issued by an authority that is trusted here: name the file with the authority's \
         certificate in sslrootcert",
    );
    works(&format!("{url}?sslmode=REQUIRE&channel_binding=require"));

    let (version_1, self_signed) = (version_1(), self_signed());
    for tls in ["TLSv1.3", "TLSv1.2"] {
        let protocol = format!("ssl_max_protocol_version={tls}");
        for (certificates, why) in [
            (&version_1, "X.509 version 1: make it anew with -extfile"),
            (&self_signed, "an authority's own (CA:TRUE)"),
        ] {
            use_certificate(&mut server, certificates, &[&protocol]);
            let (_directory, own) = file_of(certificates);
            let named = url.replace("127.0.0.1", "localhost");
            works(&url);
            works(&format!("{url}?sslmode=require"));
            works(&format!("{url}?sslmode=require&sslrootcert={own}"));
            works(&format!("{url}?sslmode=verify-ca&sslrootcert={own}"));
            works(&format!("{named}?sslmode=verify-full&sslrootcert={own}"));
            is_refused(
                &format!("{url}?sslmode=verify-full&sslrootcert={own}"),
                "for another name than the host in the URL",
            );
            is_refused(&format!("{url}?sslmode=verify-ca&sslrootcert={other}"), why);
        }
    }
}

#[test]
fn mysql_takes_any_certificate_unless_it_is_asked_and_says_which_it_cannot_take() {
    let good = certificates();
    let (_directory, ours, other) = authorities(&good);
    let mut server = server_with(Kind::Mysql, &good, &[]);
    let url = server.fresh_url();
    let named = url.replace("127.0.0.1", "localhost");
    works(&format!("{url}?ssl-mode=REQUIRED"));
    works(&format!("{named}?ssl-mode=VERIFY_IDENTITY&ssl-ca={ours}"));
    is_refused(
        &format!("{named}?ssl-mode=verify_identity&ssl-ca={other}"),
        "name the file with the authority's certificate in ssl-ca",
    );
    // What would trust every public authority for every name is not offered, also where the mysql
    // client takes it as meant: a file of authorities alone, or with `required`.
    for mode in ["", "ssl-mode=required&", "ssl-mode=VERIFY_CA&"] {
        let error = Ledger::open(&format!("{url}?{mode}ssl-ca={ours}")).unwrap_err();
        assert_eq!(error.member(), Some("ledger.url"));
        let message = error.to_string();
        assert!(
            message.contains("any public authority would pass"),
            "{message}"
        );
    }
    for (certificates, why) in [
        (version_1(), "X.509 version 1: make it anew with -extfile"),
        (self_signed(), "an authority's own (CA:TRUE)"),
    ] {
        use_certificate(&mut server, &certificates, &[]);
        let (_directory, own) = file_of(&certificates);
        works(&url);
        works(&format!("{url}?ssl-mode=required"));
        is_refused(
            &format!("{named}?ssl-mode=verify_identity&ssl-ca={own}"),
            why,
        );
    }
}

#[test]
fn redis_trusts_a_certificate_that_is_itself_in_the_file() {
    let good = certificates();
    let (_directory, _, other) = authorities(&good);
    let mut server: Option<Server> = None;
    for (certificates, why) in [
        (version_1(), "X.509 version 1: make it anew with -extfile"),
        (self_signed(), "an authority's own (CA:TRUE)"),
    ] {
        let port = servers::free_port();
        let tls = Server::start(Kind::Redis);
        let server = server.insert(tls);
        let certificate = server.write("server.crt", &certificates.certificate);
        let key = server.write("server.key", &certificates.key);
        let options = [
            "--tls-port".to_owned(),
            port.to_string(),
            "--tls-cert-file".to_owned(),
            certificate.display().to_string(),
            "--tls-key-file".to_owned(),
            key.display().to_string(),
            "--tls-auth-clients".to_owned(),
            "no".to_owned(),
        ];
        server.restart_with(&options);
        let (_directory, own) = file_of(&certificates);
        works(&format!("rediss://localhost:{port}/0?ca={own}"));
        is_refused(
            &format!("rediss://127.0.0.1:{port}/0?ca={own}"),
            "for another name than the host in the URL",
        );
        is_refused(&format!("rediss://localhost:{port}/0?ca={other}"), why);
    }
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
        "mysql://h/d?ssl-mode=verify_identity&ssl-ca=/no/such/file",
        "rediss://h/0?ca=/no/such/file",
        "postgres://h/d?sslrootcert=/etc/ssl/certs/ca-certificates.crt",
        "postgres://h/d?sslmode=prefer&sslrootcert=/etc/ssl/certs/ca-certificates.crt",
        "postgres://h/d?sslmode=require&sslrootcert=system",
        "mysql://h/d?ssl-mode=preferred&ssl-ca=/etc/ssl/certs/ca-certificates.crt",
        "postgres://h/d?sslmode=on",
        "mysql://h/d?ssl-mode=on",
        "mysql://h/d?ssl-mode=verify_ca",
        "mysql://h/",
        "redis://h/shop",
        "redis://h/0?pool=0",
    ] {
        let error = Ledger::open(url).unwrap_err();
        assert_eq!(error.member(), Some("ledger.url"), "{url}: {error}");
    }
}
