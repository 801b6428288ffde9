//! From the spellings in which a public key is handed out to its modulus and exponent.
//!
//! The armour is unwrapped here and not by a PEM crate, because keys are pasted from web pages
//! and mails: line ends, column widths and a missing last newline must not matter. What is inside
//! is read strictly, as DER.

use super::key_problem::{Damage, KeyProblem};
use crate::pasted;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::{RsaPrivateKey as Pkcs1PrivateKey, RsaPublicKey as Pkcs1PublicKey};
use rsa::pkcs8::der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use rsa::pkcs8::der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};
use rsa::pkcs8::spki::SubjectPublicKeyInfoRef;
use rsa::pkcs8::{AlgorithmIdentifierRef, PrivateKeyInfo};

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The numbers of an RSA public key, big-endian without leading zeros, not yet judged.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) modulus: Vec<u8>,
    pub(super) exponent: Vec<u8>,
}

/// Reads a key in any of its spellings: PEM or bare base64 or DER, of SPKI or PKCS#1.
pub(super) fn read(text: &[u8]) -> Result<Numbers, KeyProblem> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(KeyProblem::Empty);
    }
    let Ok(text) = std::str::from_utf8(text) else {
        return read_der(text);
    };
    let text = text.trim();
    let foreign = text
        .chars()
        .find(|character| !character.is_ascii_graphic() && !character.is_ascii_whitespace());
    match foreign {
        None => read_text(text),
        // Bytes of a key can be valid UTF-8 by accident.
        Some(character) => read_der(text.as_bytes()).map_err(|problem| match problem {
            KeyProblem::NotAKey => name_foreign_text(text, character),
            known => known,
        }),
    }
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

fn read_text(text: &str) -> Result<Numbers, KeyProblem> {
    if let Some(problem) = name_other_text(text) {
        return Err(problem);
    }
    if let Some(lines) = unescape_line_ends(text) {
        return read_der(&decode(unwrap_armour(lines.trim())?)?);
    }
    if text.contains("-----") {
        return read_der(&decode(unwrap_armour(text)?)?);
    }
    let key = decode(text).and_then(|bytes| {
        if let Some(problem) = name_encoded_text(&bytes) {
            return Err(problem);
        }
        read_der(&bytes)
    });
    // What a text is called comes last: the base64 of a key may look like a path.
    key.map_err(|problem| match problem {
        KeyProblem::NotAKey | KeyProblem::Damaged(_) => name_place(text).unwrap_or(problem),
        known => known,
    })
}

/// A PEM block on one line with the two characters `\n` in place of its line ends, as env files
/// and the variables of hosting panels hold it. There is one reading of it, so it is taken.
fn unescape_line_ends(text: &str) -> Option<String> {
    let is_one_line = text.contains("-----BEGIN ") && !text.contains(['\n', '\r']);
    (is_one_line && text.contains("\\n")).then(|| text.replace("\\r\\n", "\n").replace("\\n", "\n"))
}

/// Names texts that are keys in another spelling, or no keys at all, by how they begin.
fn name_other_text(text: &str) -> Option<KeyProblem> {
    if text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-") || text.contains("BEGIN SSH2 ") {
        return Some(KeyProblem::SshPublicKey);
    }
    let mut characters = text.chars();
    let ends = characters.next().zip(characters.next_back());
    if let Some(quotes) = ends.and_then(|(first, last)| pasted::quotes(first, last)) {
        return Some(KeyProblem::Damaged(Damage::Quoted(quotes)));
    }
    if text.starts_with('{') && text.contains("\"kty\"") {
        return Some(KeyProblem::JsonWebKey);
    }
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if ["{file", "{\"file\"", "{env", "{\"env\""]
        .iter()
        .any(|begin| bare.starts_with(begin))
    {
        return Some(KeyProblem::Reference);
    }
    if let Some(form) = pasted::placeholder(text) {
        return Some(if text.contains("RSAKeyValue") {
            KeyProblem::Xml
        } else {
            KeyProblem::Placeholder(form)
        });
    }
    if pasted::is_variable_name(text.trim_start_matches('$')) {
        return Some(KeyProblem::VariableName);
    }
    if text.starts_with("SHA256:") || text.starts_with("MD5:") {
        return Some(KeyProblem::Fingerprint);
    }
    let digits = text.trim_start_matches("0x").bytes();
    let is_hex = digits
        .filter(|byte| !is_space(*byte) && *byte != b':')
        .all(|byte| byte.is_ascii_hexdigit());
    // DER begins with a SEQUENCE.
    (is_hex && text.trim_start_matches("0x").starts_with("30")).then_some(KeyProblem::Hex)
}

/// Names a text that holds characters which no key has.
fn name_foreign_text(text: &str, character: char) -> KeyProblem {
    let mut characters = text.chars();
    let ends = characters.next().zip(characters.next_back());
    if text.contains("PRIVATE KEY") {
        return KeyProblem::PrivateKey("PEM");
    }
    if let Some(quotes) = ends.and_then(|(first, last)| pasted::quotes(first, last)) {
        return KeyProblem::Damaged(Damage::Quoted(quotes));
    }
    // DER that was read as text: its length follows the SEQUENCE, or what is left of it.
    let is_der = text.starts_with('0') && text.chars().nth(1).is_some_and(|c| !c.is_ascii());
    if is_der || character.is_control() || text.contains('\u{fffd}') {
        return KeyProblem::Binary;
    }
    KeyProblem::Damaged(Damage::Foreign(character))
}

/// Names text that was encoded in base64.
fn name_encoded_text(bytes: &[u8]) -> Option<KeyProblem> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let is_armour = text.starts_with("-----BEGIN ");
    if is_armour && text.contains("PRIVATE KEY") {
        return Some(KeyProblem::PrivateKey("PEM inside base64"));
    }
    // `MI` is how the base64 of DER begins.
    (is_armour || text.starts_with("MI")).then_some(KeyProblem::EncodedTwice)
}

/// Names a text that says where the key is.
fn name_place(text: &str) -> Option<KeyProblem> {
    const ENDS: [&str; 9] = [
        ".pem", ".key", ".pub", ".crt", ".cer", ".cert", ".der", ".txt", ".p12",
    ];
    const BEGINS: [&str; 9] = [
        "/", "./", "../", "~/", ".\\", "..\\", "\\\\", "file:", "~\\",
    ];
    if text.len() > 1024 || text.contains(['\n', '\r']) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some(KeyProblem::WebAddress);
    }
    let is_drive = lower.starts_with(|c: char| c.is_ascii_lowercase())
        && (lower.get(1..3) == Some(":\\") || lower.get(1..3) == Some(":/"));
    let is_path = is_drive
        || BEGINS.iter().any(|begin| lower.starts_with(begin))
        || ENDS.iter().any(|end| lower.ends_with(end));
    is_path.then_some(KeyProblem::FileName)
}

/// The base64 between the one BEGIN line and its END line.
fn unwrap_armour(text: &str) -> Result<&str, KeyProblem> {
    const BEGIN: &str = "-----BEGIN ";
    const END: &str = "-----END ";
    const DASHES: &str = "-----";
    let damaged = KeyProblem::Damaged;

    let (before, rest) = text
        .split_once(BEGIN)
        .ok_or(damaged(Damage::MissingBoundary))?;
    let (label, rest) = rest
        .split_once(DASHES)
        .ok_or(damaged(Damage::BoundaryLine))?;
    // What the block is comes first: a private key is called one even if the block is damaged too.
    judge_label(label)?;
    if text.contains("\\n") || text.contains("\\r") {
        return Err(damaged(Damage::EscapedLineEnds));
    }
    let (body, rest) = rest
        .split_once(END)
        .ok_or(damaged(Damage::MissingBoundary))?;
    if body.contains(BEGIN) {
        return Err(damaged(Damage::MissingBoundary));
    }
    let (end_label, after) = rest
        .split_once(DASHES)
        .ok_or(damaged(Damage::BoundaryLine))?;
    if end_label != label {
        return Err(damaged(Damage::LabelMismatch));
    }
    if after.contains(BEGIN) || before.contains(END) {
        return Err(damaged(Damage::SeveralBlocks));
    }
    if !before.is_empty() || !after.is_empty() {
        return Err(damaged(Damage::OutsideText));
    }
    Ok(body)
}

fn judge_label(label: &str) -> Result<(), KeyProblem> {
    match label {
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Ok(()),
        "RSA PRIVATE KEY" => Err(KeyProblem::PrivateKey("PKCS#1")),
        "PRIVATE KEY" => Err(KeyProblem::PrivateKey("PKCS#8")),
        "ENCRYPTED PRIVATE KEY" => Err(KeyProblem::PrivateKey("encrypted PKCS#8")),
        "OPENSSH PRIVATE KEY" => Err(KeyProblem::PrivateKey("OpenSSH")),
        _ if label.contains("PRIVATE KEY") => Err(KeyProblem::PrivateKey("PEM")),
        _ if label.contains("CERTIFICATE REQUEST") => Err(KeyProblem::CertificateRequest),
        _ if label.contains("CERTIFICATE") => Err(KeyProblem::Certificate),
        _ if label.starts_with("EC ") => Err(KeyProblem::OtherKeyType("elliptic curve")),
        _ if label.starts_with("DSA ") => Err(KeyProblem::OtherKeyType("DSA")),
        _ if label.starts_with("DH ") => Err(KeyProblem::OtherKeyType("Diffie-Hellman")),
        _ if label.starts_with("PGP ") => Err(KeyProblem::OtherKeyType("OpenPGP")),
        _ => Err(KeyProblem::UnknownLabel),
    }
}

fn decode(base64: &str) -> Result<Vec<u8>, KeyProblem> {
    let packed: Vec<u8> = base64.bytes().filter(|byte| !is_space(*byte)).collect();
    STANDARD.decode(&packed).map_err(|_| {
        let is_url_alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_=".contains(byte);
        KeyProblem::Damaged(if base64.contains("\\n") || base64.contains("\\r") {
            Damage::EscapedLineEnds
        } else if base64.contains('\\') {
            Damage::Backslash
        } else if base64.contains("...") {
            Damage::Shortened
        } else if packed.starts_with(b"MI")
            && packed.iter().all(is_url_alphabet)
            && packed.iter().any(|byte| b"-_".contains(byte))
        {
            Damage::UrlAlphabet
        } else {
            Damage::Base64
        })
    })
}

fn read_der(der: &[u8]) -> Result<Numbers, KeyProblem> {
    if let Ok(info) = SubjectPublicKeyInfoRef::from_der(der) {
        judge_algorithm(&info.algorithm)?;
        let bits = info
            .subject_public_key
            .as_bytes()
            .ok_or(KeyProblem::NotAKey)?;
        return Pkcs1PublicKey::from_der(bits)
            .map(|key| numbers(&key))
            .map_err(|_| KeyProblem::NotAKey);
    }
    match Pkcs1PublicKey::from_der(der) {
        Ok(key) => Ok(numbers(&key)),
        Err(_) => Err(name_foreign(der)),
    }
}

fn numbers(key: &Pkcs1PublicKey<'_>) -> Numbers {
    let bytes = |number: UintRef<'_>| number.as_bytes().to_vec();
    Numbers {
        modulus: bytes(key.modulus),
        exponent: bytes(key.public_exponent),
    }
}

fn judge_algorithm(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<(), KeyProblem> {
    if algorithm.oid == RSA_ENCRYPTION {
        return match algorithm.parameters {
            Some(parameters) if parameters == AnyRef::NULL => Ok(()),
            _ => Err(KeyProblem::NotAKey),
        };
    }
    // RFC 3279, RFC 4055, RFC 5480, RFC 8410, GB/T 33560.
    Err(KeyProblem::OtherKeyType(
        match algorithm.oid.to_string().as_str() {
            "1.2.840.10045.2.1" => "elliptic curve",
            "1.2.840.113549.1.1.10" => "RSA restricted to PSS",
            "1.2.840.113549.1.1.7" => "RSA restricted to OAEP",
            "1.2.840.10040.4.1" => "DSA",
            "1.2.840.113549.1.3.1" | "1.2.840.10046.2.1" => "Diffie-Hellman",
            "1.3.101.110" | "1.3.101.111" => "X25519 or X448",
            "1.3.101.112" | "1.3.101.113" => "Ed25519 or Ed448",
            "1.2.156.10197.1.301" => "SM2",
            _ => "an algorithm unknown here",
        },
    ))
}

/// Names what DER is that is not a public key, from its outermost structure alone.
fn name_foreign(der: &[u8]) -> KeyProblem {
    if der.starts_with(b"openssh-key-v1\0") {
        return KeyProblem::PrivateKey("OpenSSH");
    }
    if Pkcs1PrivateKey::from_der(der).is_ok() {
        return KeyProblem::PrivateKey("PKCS#1");
    }
    if PrivateKeyInfo::from_der(der).is_ok() {
        return KeyProblem::PrivateKey("PKCS#8");
    }
    match members(der).as_deref() {
        // SEC1 ECPrivateKey: version, key, and perhaps curve and public half.
        Some([Tag::Integer, Tag::OctetString, ..]) => KeyProblem::PrivateKey("elliptic curve"),
        Some([Tag::Sequence, Tag::OctetString]) => KeyProblem::PrivateKey("encrypted PKCS#8"),
        Some([Tag::Sequence, Tag::Sequence, Tag::BitString]) => signed_by_someone(der),
        _ => KeyProblem::NotAKey,
    }
}

/// A certificate and a request have the same outside; a request's version is never followed by
/// a signature algorithm but by a name, and it has no validity: four members against six or more.
fn signed_by_someone(der: &[u8]) -> KeyProblem {
    let to_be_signed = AnyRef::from_der(der).ok().and_then(|outer| {
        let mut reader = SliceReader::new(outer.value()).ok()?;
        reader.tlv_bytes().ok()
    });
    match to_be_signed.and_then(members) {
        Some(tags) if tags.len() <= 4 => KeyProblem::CertificateRequest,
        _ => KeyProblem::Certificate,
    }
}

/// The tags inside a SEQUENCE that fills `der`.
fn members(der: &[u8]) -> Option<Vec<Tag>> {
    let outer = AnyRef::from_der(der).ok()?;
    if outer.tag() != Tag::Sequence {
        return None;
    }
    let mut reader = SliceReader::new(outer.value()).ok()?;
    let mut tags = Vec::new();
    while !reader.is_finished() {
        tags.push(AnyRef::decode(&mut reader).ok()?.tag());
    }
    Some(tags)
}
