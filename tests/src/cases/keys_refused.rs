//! Texts that are not a public key to trust, each refused when the receiver is built.

use super::{Draft, Json, Operation, Provider, lianlian_config, lianlian_section};
use crate::keys;
use crate::pack::Expected;

pub(super) fn cases() -> Vec<Draft> {
    let good = keys::PLATFORM.pem();
    let label = |text: &str| good.replace("PUBLIC KEY", text);
    let mut cases: Vec<Draft> = [
        (
            "rsa-512",
            keys::RSA_512.to_owned(),
            "512 bits can be factored on a laptop",
        ),
        (
            "rsa-1023",
            keys::RSA_1023.to_owned(),
            "one bit below the smallest size",
        ),
        (
            "rsa-8200",
            keys::RSA_8200.to_owned(),
            "past the largest size",
        ),
        (
            "even-modulus",
            keys::EVEN_MODULUS.to_owned(),
            "no RSA key has an even modulus",
        ),
        (
            "zero-modulus",
            keys::ZERO_MODULUS.to_owned(),
            "a modulus of zero",
        ),
        (
            "exponent-0",
            keys::EXPONENT_0.to_owned(),
            "exponent 0: one signature fits everything",
        ),
        (
            "exponent-1",
            keys::EXPONENT_1.to_owned(),
            "exponent 1: anyone can sign",
        ),
        (
            "exponent-2",
            keys::EXPONENT_2.to_owned(),
            "exponent 2: not RSA",
        ),
        (
            "exponent-65536",
            keys::EXPONENT_65536.to_owned(),
            "an even exponent",
        ),
        (
            "exponent-beyond-modulus",
            keys::EXPONENT_BEYOND_MODULUS.to_owned(),
            "an exponent larger than the modulus",
        ),
        ("certificate", keys::CERTIFICATE.to_owned(), "a certificate"),
        ("ec", keys::EC_P256.to_owned(), "a key of another algorithm"),
        (
            "ed25519",
            keys::ED25519.to_owned(),
            "a key of another algorithm",
        ),
        (
            "private-pkcs8",
            keys::PRIVATE_PKCS8.to_owned(),
            "a private key",
        ),
        (
            "private-pkcs1",
            keys::PRIVATE_PKCS1.to_owned(),
            "a private key",
        ),
        (
            "private-encrypted",
            keys::PRIVATE_ENCRYPTED.to_owned(),
            "an encrypted private key",
        ),
        (
            "private-one-line",
            one_line(keys::PRIVATE_PKCS8),
            "a private key without its armour",
        ),
        (
            "certificate-one-line",
            one_line(keys::CERTIFICATE),
            "a certificate without its armour",
        ),
        (
            "truncated",
            keys::TRUNCATED.to_owned(),
            "DER that ends too early",
        ),
        (
            "trailing-bytes",
            keys::TRAILING_BYTES.to_owned(),
            "DER with bytes behind it",
        ),
        (
            "published-private-half",
            keys::LIANLIAN_DEMO_MERCHANT.to_owned(),
            "the demo merchant's key: its private half is printed in public",
        ),
        (
            "published-private-half-one-line",
            one_line(keys::LIANLIAN_DEMO_MERCHANT),
            "the same key in another spelling",
        ),
        ("empty", String::new(), "nothing"),
        ("white-space", " \n".to_owned(), "white space"),
        ("word", "RSA".to_owned(), "a word"),
        ("not-base64", "!!!!".to_owned(), "no base64"),
        (
            "base64-of-text",
            "aGVsbG8gd29ybGQ=".to_owned(),
            "base64 of something else",
        ),
        (
            "file-name",
            "/etc/ackwell/lianlian.pem".to_owned(),
            "a path: core reads no files",
        ),
        (
            "no-begin",
            good.lines().skip(1).collect::<Vec<_>>().join("\n"),
            "half of the armour",
        ),
        (
            "no-end",
            good.lines().take(4).collect::<Vec<_>>().join("\n"),
            "half of the armour",
        ),
        (
            "other-label",
            label("MESSAGE"),
            "a label that means something else",
        ),
        (
            "label-of-a-private-key",
            label("PRIVATE KEY"),
            "a label that lies",
        ),
        (
            "mismatched-labels",
            good.replacen("PUBLIC KEY", "RSA PUBLIC KEY", 1),
            "two labels",
        ),
        (
            "two-keys",
            format!("{good}{}", keys::NEXT.pem()),
            "two keys in one text",
        ),
        (
            "escaped-line-ends",
            good.replacen('\n', "\\n", 1),
            "one line end written as backslash and n, the others as they are",
        ),
        (
            "openssh",
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDF".to_owned(),
            "OpenSSH's spelling",
        ),
        (
            "hex",
            crate::sign::hex(&keys::PLATFORM.spki_der()),
            "hex in place of base64",
        ),
        ("chinese", "公钥".to_owned(), "text"),
    ]
    .into_iter()
    .map(|(id, key, note)| refused_key(&format!("refused-{id}"), note, &key))
    .collect();
    let second = vec![keys::PLATFORM.pem(), keys::EXPONENT_1.to_owned()];
    cases.push(refused(
        "refused-second-of-two",
        "the error names the key by its place",
        lianlian_config(&lianlian_section(&keys::PLATFORM).with("public_keys", second)),
        1,
    ));
    cases
}

/// A receiver with that one key cannot be built.
pub(super) fn refused_key(id: &str, note: &str, key: &str) -> Draft {
    let section = lianlian_section(&keys::PLATFORM).with("public_keys", vec![key]);
    refused(id, note, lianlian_config(&section), 0)
}

fn refused(id: &str, note: &str, document: Json, place: usize) -> Draft {
    Draft::new(Operation::Configure, id, note)
        .flag("key")
        .provider(Provider::LianLian)
        .document(document)
        .expecting(Expected::Refused {
            code: "invalid_config".to_owned(),
            member: Some(format!("lianlian.public_keys[{place}]")),
            acknowledgement: None,
            says: None,
            hides: None,
        })
}

fn one_line(pem: &str) -> String {
    pem.lines()
        .filter(|line| !line.starts_with("-----"))
        .collect()
}
