//! Public keys in every spelling that people paste.

use super::{Draft, Topic, lianlian, lianlian_config, lianlian_section, signed};
use crate::keys;
use crate::samples::payment;

/// `refused` brings the keys that are not taken, which are in the same file.
pub(super) fn topic(refused: Vec<Draft>) -> Topic {
    let mut topic = Topic::new(
        "keys",
        "Public keys: every spelling that is taken, each proved by a notification that it \
         verifies, and every text that is refused when the receiver is built.",
    );
    let key = &keys::PLATFORM;
    for (id, text, note) in [
        ("pem", key.pem(), "PEM, as openssl writes it"),
        (
            "one-line",
            key.one_line(),
            "one line of base64, as a dashboard shows it",
        ),
        ("crlf", key.crlf(), "Windows line ends"),
        (
            "no-final-newline",
            key.no_final_newline(),
            "no line end after the last line",
        ),
        ("columns-19", key.columns(19), "an odd width of lines"),
        ("columns-76", key.columns(76), "the width of mail"),
        (
            "columns-1000",
            key.columns(1000),
            "one long line inside the armour",
        ),
        ("pkcs1-pem", key.pkcs1_pem(), "RSA PUBLIC KEY"),
        (
            "pkcs1-one-line",
            key.pkcs1_one_line(),
            "the PKCS#1 structure as one line",
        ),
        (
            "surrounding-space",
            format!("\n  {}\n\n", key.pem().trim()),
            "white space around it",
        ),
        (
            "wrapped-base64",
            key.columns(64)
                .lines()
                .filter(|line| !line.starts_with('-'))
                .collect::<Vec<_>>()
                .join("\n"),
            "bare base64 in lines",
        ),
        (
            "indented",
            key.pem().replace('\n', "\n    ").trim_end().to_owned(),
            "indented lines",
        ),
        (
            "escaped-line-ends",
            key.pem().replace('\n', "\\n"),
            "PEM on one line, line ends written as backslash and n, as env files hold it",
        ),
        (
            "escaped-line-ends-crlf",
            key.pem().trim().replace('\n', "\\r\\n"),
            "the same for Windows line ends, without a last one",
        ),
        (
            "blanks-for-line-ends",
            key.pem().trim().replace('\n', " "),
            "PEM on one line, blanks where line ends were",
        ),
        (
            "byte-order-mark",
            format!("\u{feff}{}", key.pem()),
            "an editor's byte order mark before the block",
        ),
    ] {
        let document = lianlian_config(&lianlian_section(key).with("public_keys", vec![text]));
        topic.add(
            lianlian(&format!("taken-{id}"), note, signed(&payment()))
                .flag("spelling")
                .document(document)
                .accepted(),
        );
    }
    topic.extend(refused);
    topic
}
