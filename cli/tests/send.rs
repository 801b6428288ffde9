//! `ackwell keys new` and `ackwell send`: against a receiver, and against endpoints that fail in
//! every way that has a name.

mod common;

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use ackwell::{Provider, Schedule};
use common::{Application, Ran, Shop, answer, application, endpoint, read};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

fn keys(shop: &Shop) {
    let ran = shop.run(&["keys", "new", "throwaway"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

fn send(shop: &Shop, to: &str, more: &[&str]) -> Ran {
    let mut args = vec!["send", "--with", "throwaway", "--to", to];
    args.extend(more);
    shop.run(&args)
}

#[test]
fn keys_are_written_once_and_only_their_user_can_read_them() {
    let shop = Shop::new();
    let ran = shop.run(&["keys", "new", "throwaway"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("for tests only") && ran.out.contains("ackwell send --to"),
        "{}",
        ran.out
    );
    for name in ["ackwell.toml", "ackwell.json", "sender.json"] {
        let file = shop.folder.join("throwaway").join(name);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                file.metadata().unwrap().permissions().mode() & 0o777,
                0o600,
                "{name}"
            );
        }
        assert!(file.exists());
    }
    let toml = std::fs::read_to_string(shop.folder.join("throwaway/ackwell.toml")).unwrap();
    assert!(toml.contains("for tests only"), "{toml}");

    let again = shop.run(&["keys", "new", "throwaway"]);
    assert_eq!(again.code, 2);
    assert!(
        again.err.contains("keys are never overwritten"),
        "{}",
        again.err
    );
    let other = shop.run(&["keys", "new", "others", "--json"]);
    assert!(
        other.json()["sender"]
            .as_str()
            .unwrap()
            .ends_with("sender.json")
    );
    let read = |folder: &str| std::fs::read_to_string(shop.folder.join(folder).join("sender.json"));
    assert_ne!(read("throwaway").unwrap(), read("others").unwrap());
}

#[test]
fn an_order_is_paid_repeated_and_refused_in_an_application() {
    let shop = Shop::new();
    keys(&shop);
    let address = application(&shop.folder.join("throwaway/ackwell.json"));
    let lianlian = format!("http://{address}/notify/lianlian");
    let ran = send(
        &shop,
        &lianlian,
        &["--order", "42", "--amount", "10.00", "--times", "2"],
    );
    assert_eq!(ran.code, 0, "{} {}", ran.out, ran.err);
    assert!(ran.out.contains("The provider is content"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'), "colours only on a terminal");

    // Another amount for the same order is a conflict: the provider is not content.
    let ran = send(
        &shop,
        &lianlian,
        &["--order", "42", "--amount", "11.00", "--json"],
    );
    let report = ran.json();
    assert_eq!((ran.code, &report["received"]), (1, &Value::from(false)));
    assert_eq!(report["sends"][0]["status"], 409);
    assert_eq!(report["next_in_seconds"], 120.0);

    let pingpong = format!("http://{address}/notify/pingpong");
    let refund = [
        "--kind",
        "pingpong.refund",
        "--set",
        "remark=sent back",
        "--at-once",
        "8",
    ];
    let ran = send(&shop, &pingpong, &[&refund[..], &["--json"]].concat());
    assert_eq!(ran.code, 0, "{} {}", ran.out, ran.err);
    assert_eq!(ran.json()["sends"].as_array().unwrap().len(), 8);

    for variant in [
        "tampered",
        "wrong_key",
        "ambiguous",
        "duplicate_member",
        "wrong_source",
        "other_merchant",
    ] {
        let ran = send(&shop, &lianlian, &["--order", "43", "--tamper", variant]);
        assert_eq!(ran.code, 0, "{variant}: {}", ran.out);
        assert!(
            ran.out.contains("the endpoint refused it"),
            "{variant}: {}",
            ran.out
        );
    }
}

/// What comes of an endpoint: the outcome's word, and part of why.
fn outcome(to: &str, more: &[&str]) -> (String, String) {
    let shop = Shop::new();
    keys(&shop);
    let ran = send(&shop, to, &[more, &["--json"]].concat());
    assert_eq!(ran.code, 1, "{} {}", ran.out, ran.err);
    let report = ran.json();
    let first = &report["sends"][0];
    let text = |name: &str| first[name].as_str().unwrap().to_owned();
    (text("outcome"), text("why"))
}

fn expect(to: &str, more: &[&str], word: &str, why: &str) {
    let (outcome, found) = outcome(to, more);
    assert!(
        outcome == word && found.contains(why),
        "{to}: {outcome}: {found}"
    );
}

#[test]
fn an_address_that_does_not_listen_is_named() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    expect(
        &format!("http://{free}/x"),
        &[],
        "not_listening",
        "nothing listens on 127.0.0.1:",
    );
}

#[test]
fn a_slow_answer_is_named_after_the_provider_s_five_seconds() {
    let slow = endpoint(|mut stream| {
        read(&mut stream);
        thread::sleep(Duration::from_secs(30));
    });
    expect(
        &format!("http://{slow}/x"),
        &[],
        "timeout",
        "no whole answer came within 5 seconds",
    );
}

#[test]
fn a_redirect_is_named_and_not_followed() {
    let redirecting = endpoint(|mut stream| {
        read(&mut stream);
        answer(&mut stream, "302 Found\r\nlocation: /login", b"");
    });
    expect(
        &format!("http://{redirecting}/x"),
        &[],
        "redirect",
        "does not follow",
    );
}

#[test]
fn a_connection_that_is_closed_is_named_by_where() {
    let silent = endpoint(|mut stream| {
        read(&mut stream);
    });
    expect(
        &format!("http://{silent}/x"),
        &[],
        "closed",
        "before it answered",
    );
    let cut = endpoint(|mut stream| {
        read(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 34\r\n\r\n{\"ret_code\":");
    });
    expect(
        &format!("http://{cut}/x"),
        &[],
        "closed",
        "in the middle of the answer",
    );
}

#[test]
fn a_success_that_says_fail_and_other_wrong_bodies_are_named() {
    let failing = endpoint(|mut stream| {
        read(&mut stream);
        answer(&mut stream, "200 OK", b"FAIL");
    });
    let pingpong = ["--kind", "pingpong.transaction"];
    expect(
        &format!("http://{failing}/x"),
        &pingpong,
        "wrong_body",
        "the body is FAIL",
    );
    expect(
        &format!("http://{failing}/x"),
        &[],
        "wrong_body",
        "ret_code",
    );
    let gone = endpoint(|mut stream| {
        read(&mut stream);
        answer(&mut stream, "404 Not Found", b"");
    });
    expect(&format!("http://{gone}/x"), &[], "http_status", "404");
}

/// A certificate for `host`, in PEM, with its key.
struct Certificate {
    authority: String,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// Issued by an authority that nobody knows but who is given its certificate.
fn issued(host: &str) -> Certificate {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    Certificate {
        authority: issuer.pem(),
        chain: vec![params.signed_by(&key, &issuer).unwrap().der().clone()],
        key: PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
    }
}

/// As `openssl req -x509` makes it: issued by itself, and an authority.
fn self_signed(host: &str) -> Certificate {
    let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    Certificate {
        authority: certificate.pem(),
        chain: vec![certificate.der().clone()],
        key: PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
    }
}

/// The shop's application behind TLS with this certificate.
fn secure_application(shop: &Shop, certificate: Certificate) -> u16 {
    let application = Application::new(&shop.folder.join("throwaway/ackwell.json"));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(certificate.chain, certificate.key)
        .unwrap();
    let config = Arc::new(config);
    let address = endpoint(move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        application.serve(&mut stream);
        stream.conn.send_close_notify();
        let _ = stream.flush();
    });
    address.port()
}

#[test]
fn over_https_a_certificate_is_trusted_whose_authority_is_given() {
    let shop = Shop::new();
    keys(&shop);
    for (name, certificate) in [
        ("authority.pem", issued("localhost")),
        ("itself.pem", self_signed("localhost")),
        ("address.pem", issued("127.0.0.1")),
    ] {
        shop.write(name, &certificate.authority);
        let port = secure_application(&shop, certificate);
        let host = if name == "address.pem" {
            "127.0.0.1"
        } else {
            "localhost"
        };
        let to = format!("https://{host}:{port}/notify/lianlian");
        let order = ["--order", name, "--ca", name];
        let ran = send(&shop, &to, &order);
        assert_eq!(ran.code, 0, "{name}: {} {}", ran.out, ran.err);
        assert!(ran.out.contains("The provider is content"), "{}", ran.out);
        let tampered = ["--tamper", "tampered"];
        let ran = send(&shop, &to, &[&order[..], &tampered[..]].concat());
        assert_eq!(ran.code, 0, "{name}: {} {}", ran.out, ran.err);
        assert!(ran.out.contains("the endpoint refused it"), "{}", ran.out);
    }
}

#[test]
fn over_https_a_certificate_that_is_not_trusted_is_named() {
    let shop = Shop::new();
    keys(&shop);
    let stranger = shop.write("stranger.pem", issued("localhost").authority);
    let certificate = issued("localhost");
    let authority = shop.write("authority.pem", &certificate.authority);
    let alone = self_signed("localhost");
    let itself = shop.write("itself.pem", &alone.authority);
    let port = secure_application(&shop, certificate);
    let alone = secure_application(&shop, alone);
    let unknown = "nobody who is trusted issued the endpoint's certificate";
    let other_host = "the endpoint's certificate is not for the host 127.0.0.1";
    for (host, port, ca, expected) in [
        ("localhost", port, None, unknown),
        ("localhost", port, Some(&stranger), unknown),
        (
            "localhost",
            alone,
            Some(&stranger),
            "if it is yours, name it",
        ),
        ("127.0.0.1", port, Some(&authority), other_host),
        ("127.0.0.1", alone, Some(&itself), other_host),
    ] {
        let to = format!("https://{host}:{port}/notify/lianlian");
        let ca = ca.map(|file| ["--ca", file.to_str().unwrap()]);
        let more = ca.as_ref().map_or(&[][..], |ca| &ca[..]);
        let ran = send(&shop, &to, &[more, &["--json"]].concat());
        assert_eq!(ran.code, 1, "{} {}", ran.out, ran.err);
        let first = &ran.json()["sends"][0];
        assert_eq!(first["outcome"], "untrusted_certificate", "{first}");
        let why = first["why"].as_str().unwrap();
        assert!(why.contains(expected), "{why}");
    }
}

#[test]
fn a_file_of_certificates_that_is_none_is_named() {
    let shop = Shop::new();
    keys(&shop);
    shop.write("empty.pem", "");
    shop.write("wrong.pem", ackwell_tests::keys::PLATFORM.pem());
    shop.write(
        "broken.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    for (to, file, expected) in [
        ("https://localhost:1/x", "nowhere.pem", "nowhere.pem: "),
        (
            "https://localhost:1/x",
            "empty.pem",
            "holds no PEM certificate",
        ),
        (
            "https://localhost:1/x",
            "wrong.pem",
            "holds no PEM certificate",
        ),
        (
            "https://localhost:1/x",
            "broken.pem",
            "holds no certificate that can be read",
        ),
        ("http://localhost:1/x", "empty.pem", "https"),
    ] {
        let ran = send(&shop, to, &["--ca", file]);
        assert_eq!(ran.code, 2, "{file}: {}", ran.out);
        assert!(ran.err.contains(expected), "{file}: {}", ran.err);
    }
}

#[test]
fn what_is_not_http_and_what_has_no_tls_is_named() {
    let plain = endpoint(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let strange = endpoint(|mut stream| {
        read(&mut stream);
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n\r\n\r\n");
    });
    expect(&format!("http://{strange}/x"), &[], "not_http", "not HTTP");
    expect(
        &format!("https://{plain}/x"),
        &[],
        "tls",
        "no TLS connection",
    );
    expect(
        "http://no-such-host.invalid/x",
        &[],
        "unknown_host",
        "no-such-host.invalid",
    );
}

/// A kind of each provider, and what it takes as received.
const CONTENT: [(&str, Provider, &[u8]); 2] = [
    (
        "lianlian.payment",
        Provider::LianLian,
        br#"{"ret_code":"0000","ret_msg":"ok"}"#,
    ),
    ("pingpong.transaction", Provider::PingPong, b""),
];

/// That every send came no earlier than core's schedule says, at that speed.
fn on_schedule(report: &Value, schedule: &Schedule, speed: f64) {
    let mut due = 0.0;
    for (number, sent) in (1..).zip(report["sends"].as_array().unwrap()) {
        // Printed to the millisecond.
        let after = sent["after_seconds"].as_f64().unwrap() + 0.001;
        assert!(after >= due, "send {number} at {after}, due at {due}");
        let pause = schedule.next_after(number).unwrap_or_default();
        due += pause.as_secs_f64() / speed;
    }
}

#[test]
fn each_provider_s_schedule_is_followed_until_it_is_content() {
    let shop = Shop::new();
    keys(&shop);
    for (kind, provider, received) in CONTENT {
        let count = AtomicU32::new(0);
        let recovering = endpoint(move |mut stream| {
            read(&mut stream);
            match count.fetch_add(1, Ordering::Relaxed) {
                0..=2 => answer(&mut stream, "503 .", b"FAIL"),
                _ => answer(&mut stream, "200 OK", received),
            }
        });
        let to = format!("http://{recovering}/x");
        // Two minutes are 20 milliseconds so.
        let fast = ["--as-provider", "--speed", "6000", "--json"];
        let ran = send(&shop, &to, &[&["--kind", kind], &fast[..]].concat());
        let report = ran.json();
        assert_eq!(
            (ran.code, &report["received"], &report["next_in_seconds"]),
            (0, &Value::from(true), &Value::Null),
            "{}",
            ran.out
        );
        let sends = report["sends"].as_array().unwrap();
        assert_eq!(sends.len(), 4, "{kind}");
        on_schedule(&report, Schedule::of(provider), 6000.0);
    }
}

#[test]
fn a_provider_that_is_never_content_sends_as_often_as_its_schedule_says() {
    let shop = Shop::new();
    keys(&shop);
    let failing = endpoint(|mut stream| {
        read(&mut stream);
        answer(&mut stream, "503 .", b"FAIL");
    });
    let to = format!("http://{failing}/x");
    for (kind, provider, _) in CONTENT {
        // Twelve hours are less than half a second so.
        let fast = ["--as-provider", "--speed", "100000"];
        let args = [&["--kind", kind], &fast[..]].concat();
        let ran = send(&shop, &to, &[&args[..], &["--json"]].concat());
        let (report, schedule) = (ran.json(), Schedule::of(provider));
        assert_eq!(
            (ran.code, &report["received"], &report["next_in_seconds"]),
            (1, &Value::from(false), &Value::Null),
            "{}",
            ran.out
        );
        let sends = report["sends"].as_array().unwrap();
        assert_eq!(sends.len(), schedule.sends(), "{kind}");
        on_schedule(&report, schedule, 100_000.0);
        let last = sends.last().unwrap()["after_seconds"].as_f64().unwrap();
        assert!(
            last + 0.001 >= schedule.horizon().as_secs_f64() / 100_000.0,
            "{kind}: {last}"
        );
    }
    let ran = send(&shop, &to, &["--as-provider", "--speed", "1000000"]);
    assert!(
        ran.out.contains("has sent as often as it does: query it"),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_wrong_with_the_arguments_is_said() {
    let shop = Shop::new();
    keys(&shop);
    let to = "http://127.0.0.1:1/x";
    for (args, expected) in [
        (
            vec!["send", "--to", to, "--with", "nowhere"],
            "make it with `ackwell keys new DIR`",
        ),
        (
            vec!["send", "--to", "ftp://x/", "--with", "throwaway"],
            "http://127.0.0.1:8080",
        ),
        (
            vec!["send", "--to", "/notify", "--with", "throwaway"],
            "http://127.0.0.1:8080",
        ),
        (
            vec![
                "send",
                "--to",
                to,
                "--with",
                "throwaway",
                "--currency",
                "USD",
            ],
            "always in CNY",
        ),
        (
            vec!["send", "--to", to, "--with", "throwaway", "--kind", "x"],
            "pingpong.refund",
        ),
        (
            vec!["send", "--to", to, "--with", "throwaway", "--tamper", "x"],
            "wrong_key",
        ),
        (
            vec!["send", "--to", to, "--with", "throwaway", "--speed", "2"],
            "--as-provider",
        ),
    ] {
        let ran = shop.run(&args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.out);
        assert!(ran.err.contains(expected), "{args:?}: {}", ran.err);
    }
    shop.write(
        "throwaway/sender.json",
        r#"{"lianlian": {"private_key": "SECRET", "merchant_id": "1"}}"#,
    );
    let ran = send(&shop, to, &[]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("private_key") && !ran.err.contains("SECRET"),
        "{}",
        ran.err
    );
}
