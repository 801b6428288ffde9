//! Keys in all their spellings, the refusals, and signatures that OpenSSL made.

use super::{BadSignature, PublicKey, is_expected, judge};
use crate::signature::digest::Digest;
use crate::signature::key_problem::{Damage, KeyProblem};
use crate::signature::public_operation::Tier;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs8::der::Encode as _;
use rsa::pkcs8::der::asn1::UintRef;
use rsa::traits::PublicKeyParts as _;
use rsa::{BigUint, Pkcs1v15Sign, RsaPrivateKey};

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../testdata/", $name))
    };
}

const KEY_1024: &str = file!("public-1024.pem");
const KEY_2048: &str = file!("public-2048.pem");
const MESSAGE: &[u8] = b"order=1&money=0.01";

fn refused(text: impl AsRef<[u8]>) -> KeyProblem {
    PublicKey::parse(text.as_ref()).expect_err("this key must not be accepted")
}

fn base64_of(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

fn der_of(pem: &str) -> Vec<u8> {
    STANDARD
        .decode(base64_of(pem))
        .expect("the file holds base64")
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap())
        .collect()
}

/// The signatures of `signatures.txt`: the key's PEM, the digest, the signature.
fn signatures() -> Vec<(&'static str, Digest, Vec<u8>)> {
    let lines = file!("signatures.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let read = |line: &'static str| {
        let mut words = line.split(' ');
        let key = match words.next().unwrap() {
            "1024" => KEY_1024,
            "1536" => file!("public-1536.pem"),
            "2048" => KEY_2048,
            "2048-e3" => file!("public-2048-e3.pem"),
            "3072" => file!("public-3072.pem"),
            "4096" => file!("public-4096.pem"),
            "8192" => file!("public-8192.pem"),
            other => panic!("no key for {other}"),
        };
        let digest = match words.next().unwrap() {
            "md5" => Digest::Md5,
            "sha1" => Digest::Sha1,
            "sha256" => Digest::Sha256,
            other => panic!("no digest {other}"),
        };
        (key, digest, hex(words.next().unwrap()))
    };
    lines.map(read).collect()
}

#[test]
fn every_spelling_of_a_key_is_the_same_key() {
    let expected: [u8; 32] = hex(EXPECTED_SPKI_SHA256).try_into().unwrap();
    let der = der_of(KEY_2048);
    let pkcs1 = file!("public-2048-pkcs1.pem");
    let body = base64_of(KEY_2048);
    let one_per_line: String = body.chars().flat_map(|letter| [letter, '\n']).collect();
    let spellings: Vec<(&str, Vec<u8>)> = vec![
        ("PEM", KEY_2048.into()),
        ("PEM with CRLF", KEY_2048.replace('\n', "\r\n").into()),
        (
            "PEM with old Mac line ends",
            KEY_2048.replace('\n', "\r").into(),
        ),
        ("PEM without a last line end", KEY_2048.trim_end().into()),
        (
            "PEM with blank lines around",
            format!("\n\n{KEY_2048}\n \n").into(),
        ),
        (
            "PEM with indented lines",
            KEY_2048.replace('\n', "\n    ").into(),
        ),
        (
            "PEM with a byte order mark",
            format!("\u{feff}{KEY_2048}").into(),
        ),
        (
            "PEM in one column",
            format!("-----BEGIN PUBLIC KEY-----\n{one_per_line}-----END PUBLIC KEY-----").into(),
        ),
        (
            "PEM in one line",
            format!("-----BEGIN PUBLIC KEY-----{body}-----END PUBLIC KEY-----").into(),
        ),
        ("PKCS#1 PEM", pkcs1.into()),
        (
            "PKCS#1 under the other label",
            pkcs1.replace("RSA PUBLIC", "PUBLIC").into(),
        ),
        ("base64", body.clone().into()),
        ("base64 with a line end", format!("{body}\r\n").into()),
        ("wrapped base64", one_per_line.into()),
        ("PKCS#1 base64", base64_of(pkcs1).into()),
        ("DER", der),
        ("PKCS#1 DER", der_of(pkcs1)),
    ];
    for (name, spelling) in spellings {
        let key = PublicKey::parse(&spelling).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        assert_eq!(key.bits(), 2048, "{name}");
        assert_eq!(key.spki_sha256(), expected, "{name}");
    }
}

/// From `openssl pkey -pubin -in public-2048.pem -outform DER | sha256sum`.
const EXPECTED_SPKI_SHA256: &str =
    "7abc2624ee1c6e862c39e083cf0a39e57ce5f5d61f330538c6fca431a8dedb8b";

#[test]
fn what_openssl_signed_holds_in_every_tier_and_nothing_near_it_does() {
    let signatures = signatures();
    assert_eq!(signatures.len(), 17);
    let mut tiers_run = std::collections::HashMap::new();
    for (pem, digest, signature) in signatures {
        for tier in Tier::ALL {
            let Some(key) = PublicKey::with_tier(pem.as_bytes(), tier).expect("a sound key") else {
                continue;
            };
            assert_eq!(key.tier(), tier);
            *tiers_run.entry(tier).or_insert(0) += 1;
            let hashed = digest.hash(MESSAGE);
            let hashed = hashed.as_bytes();
            assert_eq!(
                key.verify(digest, hashed, &signature),
                Ok(()),
                "{key:?} {digest:?}"
            );

            let refuses = |hashed: &[u8], signature: &[u8], what: &str| {
                let verdict = key.verify(digest, hashed, signature);
                assert_eq!(verdict, Err(BadSignature), "{key:?} {digest:?} {what}");
            };
            for at in [0, 1, signature.len() / 2, signature.len() - 1] {
                let mut changed = signature.clone();
                changed[at] ^= 0x10;
                refuses(hashed, &changed, "a changed signature");
            }
            let mut other = hashed.to_vec();
            other[0] ^= 1;
            refuses(&other, &signature, "another hash");
            refuses(&hashed[1..], &signature, "a short hash");
            refuses(hashed, &signature[1..], "a short signature");
            refuses(
                hashed,
                &[&[0], &signature[..]].concat(),
                "a leading zero too many",
            );
            refuses(hashed, &[&signature[..], &[0]].concat(), "a byte too many");
            refuses(hashed, &[], "an empty signature");
            refuses(hashed, &vec![0; signature.len()], "zero");
            refuses(
                hashed,
                &vec![0xff; signature.len()],
                "a value above the modulus",
            );
            for wrong in Digest::ALL.into_iter().filter(|wrong| *wrong != digest) {
                let verdict = key.verify(wrong, wrong.hash(MESSAGE).as_bytes(), &signature);
                assert_eq!(
                    verdict,
                    Err(BadSignature),
                    "{key:?} {digest:?} read as {wrong:?}"
                );
            }
        }
    }
    // 1536 and 8192 bits and the exponent 3 are for the general tier alone.
    assert_eq!(tiers_run[&Tier::General], 17);
    assert_eq!(tiers_run[&Tier::Portable], 12);
}

/// `s + n` recovers to the same block as `s` and must not pass for it.
#[test]
fn a_signature_plus_the_modulus_is_refused() {
    let private = RsaPrivateKey::from_pkcs1_pem(file!("private-pkcs1.pem")).unwrap();
    let key = PublicKey::parse(KEY_1024.as_bytes()).unwrap();
    // Signatures are as good as random, so some message's plus the modulus still has 128 bytes.
    let (hashed, signature, sum) = (0_u32..1000)
        .find_map(|number| {
            let hashed = Digest::Sha256.hash(&number.to_be_bytes());
            let scheme = Pkcs1v15Sign {
                hash_len: Some(32),
                prefix: Digest::Sha256.prefix().into(),
            };
            let signature = private.sign(scheme, hashed.as_bytes()).unwrap();
            let sum = (BigUint::from_bytes_be(&signature) + private.n()).to_bytes_be();
            (sum.len() == 128).then_some((hashed, signature, sum))
        })
        .unwrap();
    let verdict = |signature: &[u8]| key.verify(Digest::Sha256, hashed.as_bytes(), signature);
    assert_eq!(verdict(&signature), Ok(()));
    assert_eq!(verdict(&sum), Err(BadSignature));
}

/// A signer that pads as it likes: every block that is not exactly the expected one is refused.
#[test]
fn only_the_one_expected_block_passes() {
    let private = RsaPrivateKey::from_pkcs1_pem(file!("private-pkcs1.pem")).unwrap();
    let key = PublicKey::parse(KEY_1024.as_bytes()).unwrap();
    let hashed = Digest::Sha256.hash(MESSAGE);
    let prefix = Digest::Sha256.prefix();
    let sign = |prefix: &[u8], hash: &[u8]| {
        let scheme = Pkcs1v15Sign {
            hash_len: Some(hash.len()),
            prefix: prefix.into(),
        };
        private.sign(scheme, hash).unwrap()
    };
    let verdict = |signature: &[u8]| key.verify(Digest::Sha256, hashed.as_bytes(), signature);
    assert_eq!(verdict(&sign(prefix, hashed.as_bytes())), Ok(()));

    // DigestInfo without the NULL parameters.
    let without_null = [&[0x30, 0x2f, 0x30, 0x0b], &prefix[4..15], &[0x04, 0x20][..]].concat();
    assert_eq!(
        verdict(&sign(&without_null, hashed.as_bytes())),
        Err(BadSignature)
    );
    // No DigestInfo at all.
    assert_eq!(verdict(&sign(&[], hashed.as_bytes())), Err(BadSignature));
    // The name of another digest.
    assert_eq!(
        verdict(&sign(Digest::Sha1.prefix(), hashed.as_bytes())),
        Err(BadSignature)
    );

    let mut block = vec![0xff; 128];
    block[..2].copy_from_slice(&[0, 1]);
    block[128 - 52] = 0;
    block[128 - 51..128 - 32].copy_from_slice(prefix);
    block[128 - 32..].copy_from_slice(hashed.as_bytes());
    assert!(is_expected(&block, Digest::Sha256, hashed.as_bytes()));
    for at in 0..block.len() {
        for bit in 0..8 {
            let mut changed = block.clone();
            changed[at] ^= 1 << bit;
            assert!(
                !is_expected(&changed, Digest::Sha256, hashed.as_bytes()),
                "byte {at}"
            );
        }
    }
    assert!(!is_expected(
        &block[..50],
        Digest::Sha256,
        hashed.as_bytes()
    ));
    assert!(!is_expected(&[], Digest::Sha256, hashed.as_bytes()));
}

#[test]
fn whatever_is_pasted_in_place_of_a_public_key_is_called_by_its_name() {
    let cases = [
        (file!("private-pkcs1.pem"), KeyProblem::PrivateKey("PKCS#1")),
        (
            file!("private-pkcs1-encrypted.pem"),
            KeyProblem::PrivateKey("PKCS#1"),
        ),
        (file!("private-pkcs8.pem"), KeyProblem::PrivateKey("PKCS#8")),
        (
            file!("private-pkcs8-encrypted.pem"),
            KeyProblem::PrivateKey("encrypted PKCS#8"),
        ),
        (
            file!("private-openssh.pem"),
            KeyProblem::PrivateKey("OpenSSH"),
        ),
        (file!("private-ec.pem"), KeyProblem::PrivateKey("PEM")),
        (file!("certificate.pem"), KeyProblem::Certificate),
        (
            file!("certificate-request.pem"),
            KeyProblem::CertificateRequest,
        ),
        (
            file!("public-ec.pem"),
            KeyProblem::OtherKeyType("elliptic curve"),
        ),
        (
            file!("public-ed25519.pem"),
            KeyProblem::OtherKeyType("Ed25519 or Ed448"),
        ),
        (
            file!("public-rsa-pss.pem"),
            KeyProblem::OtherKeyType("RSA restricted to PSS"),
        ),
        (file!("public-dsa.pem"), KeyProblem::OtherKeyType("DSA")),
        (file!("openssh-public.txt"), KeyProblem::SshPublicKey),
        (file!("ssh2-public.txt"), KeyProblem::SshPublicKey),
        (file!("public-512.pem"), KeyProblem::TooSmall(512)),
        (file!("public-1016.pem"), KeyProblem::TooSmall(1016)),
    ];
    for (text, problem) in cases {
        assert_eq!(refused(text), problem, "{text}");
        assert_eq!(refused(text.replace('\n', "\r\n")), problem, "{text}");
    }
}

/// The label may be wrong or missing; the bytes still show what it is.
#[test]
fn a_private_key_or_certificate_is_named_without_its_label_too() {
    let cases = [
        (file!("private-pkcs1.pem"), KeyProblem::PrivateKey("PKCS#1")),
        (file!("private-pkcs8.pem"), KeyProblem::PrivateKey("PKCS#8")),
        (
            file!("private-pkcs8-encrypted.pem"),
            KeyProblem::PrivateKey("encrypted PKCS#8"),
        ),
        (
            file!("private-openssh.pem"),
            KeyProblem::PrivateKey("OpenSSH"),
        ),
        (
            file!("private-ec.pem"),
            KeyProblem::PrivateKey("elliptic curve"),
        ),
        (file!("certificate.pem"), KeyProblem::Certificate),
        (
            file!("certificate-request.pem"),
            KeyProblem::CertificateRequest,
        ),
        (
            file!("public-ec.pem"),
            KeyProblem::OtherKeyType("elliptic curve"),
        ),
    ];
    for (pem, problem) in cases {
        let body = base64_of(pem);
        assert_eq!(refused(&body), problem, "{pem}");
        assert_eq!(refused(der_of(pem)), problem, "{pem}");
        let relabelled = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
        assert_eq!(refused(relabelled), problem, "{pem}");
    }
}

#[test]
fn a_damaged_key_is_refused_with_the_damage() {
    let damaged = KeyProblem::Damaged;
    let body = base64_of(KEY_2048);
    let cut = &body[..body.len() - 5];
    let cases: Vec<(String, KeyProblem)> = vec![
        (String::new(), KeyProblem::Empty),
        (" \r\n\t".into(), KeyProblem::Empty),
        (KEY_2048.replacen("MII", "M!I", 1), damaged(Damage::Base64)),
        (
            KEY_2048.replacen("AQAB", "AQA=B", 1),
            damaged(Damage::Base64),
        ),
        (body.replacen("MII", "MI", 1), damaged(Damage::Base64)),
        (
            body.replace('+', "-").replace('/', "_"),
            damaged(Damage::UrlAlphabet),
        ),
        (cut.into(), damaged(Damage::Base64)),
        ("replace me".into(), damaged(Damage::Base64)),
        (
            KEY_2048.replacen('\n', "\\n", 1),
            damaged(Damage::EscapedLineEnds),
        ),
        (
            body.replacen("MII", "MII\\n", 1),
            damaged(Damage::EscapedLineEnds),
        ),
        (body.replace('/', "\\/"), damaged(Damage::Backslash)),
        (
            KEY_2048.replace('/', "\\/").replace('\n', "\\n"),
            damaged(Damage::Backslash),
        ),
        (format!("{}...", &body[..40]), damaged(Damage::Shortened)),
        (
            format!("\"{KEY_2048}\""),
            damaged(Damage::Quoted("double quotes")),
        ),
        (
            format!("'{}'", KEY_2048.replace('\n', "\\n")),
            damaged(Damage::Quoted("single quotes")),
        ),
        (
            format!("“{body}”"),
            damaged(Damage::Quoted("typographic quotes")),
        ),
        (
            body.replacen("MII", "MII\u{200b}", 1),
            damaged(Damage::Foreign('\u{200b}')),
        ),
        (
            KEY_2048.replace('\n', "\u{a0}\n"),
            damaged(Damage::Foreign('\u{a0}')),
        ),
        (
            KEY_2048.replace("-----", "—–"),
            damaged(Damage::Foreign('—')),
        ),
        (format!("{}…", &body[..40]), damaged(Damage::Foreign('…'))),
        (format!("{KEY_2048}and more"), damaged(Damage::OutsideText)),
        (
            format!("# LianLian\n{KEY_2048}"),
            damaged(Damage::OutsideText),
        ),
        (
            format!("{KEY_2048}{KEY_1024}"),
            damaged(Damage::SeveralBlocks),
        ),
        (
            format!("{KEY_2048}{KEY_2048}"),
            damaged(Damage::SeveralBlocks),
        ),
        (
            KEY_2048.replace("-----END PUBLIC KEY-----", ""),
            damaged(Damage::MissingBoundary),
        ),
        (
            KEY_2048.replace("-----BEGIN PUBLIC KEY-----", ""),
            damaged(Damage::MissingBoundary),
        ),
        (
            KEY_2048.replace("END PUBLIC", "END RSA PUBLIC"),
            damaged(Damage::LabelMismatch),
        ),
        (
            KEY_2048.trim_end().trim_end_matches('-').into(),
            damaged(Damage::BoundaryLine),
        ),
        (KEY_2048.replace("PUBLIC KEY", "PGP MESSAGE"), {
            KeyProblem::OtherKeyType("OpenPGP")
        }),
        (
            KEY_2048.replace("PUBLIC KEY", "SECRET RECIPE"),
            KeyProblem::UnknownLabel,
        ),
        ("AAAA".into(), KeyProblem::NotAKey),
        (
            STANDARD.encode([&der_of(KEY_2048)[..], &[0]].concat()),
            KeyProblem::NotAKey,
        ),
        (
            STANDARD.encode(&der_of(KEY_2048)[..200]),
            KeyProblem::NotAKey,
        ),
    ];
    for (text, problem) in cases {
        assert_eq!(refused(&text), problem, "{text}");
    }
    assert_eq!(refused([0xff, 0xfe, b'M', 0, b'I', 0]), KeyProblem::NotAKey);
    assert_eq!(refused([0x30, 0x80]), KeyProblem::NotAKey);
}

/// What people give in place of a key: each is called what it is, so that nobody goes back to the
/// dashboard for a key that was right.
#[test]
fn what_is_given_in_place_of_a_key_is_called_what_it_is() {
    use KeyProblem as P;
    let body = base64_of(KEY_2048);
    let der = der_of(KEY_2048);
    let latin: String = der.iter().map(|byte| char::from(*byte)).collect();
    let lossy = String::from_utf8_lossy(&der).into_owned();
    let hex: String = der.iter().map(|byte| format!("{byte:02x}")).collect();
    let spaced = der.iter().map(|byte| format!("{byte:02X}"));
    let colons = spaced.clone().collect::<Vec<_>>().join(":");
    let dump = spaced.collect::<Vec<_>>().join(" ");
    let private = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
    let cases: Vec<(String, KeyProblem)> = vec![
        ("/etc/shop/lianlian.pem".into(), P::FileName),
        ("/etc/shop/lianlian".into(), P::FileName),
        ("/etc/ackwell/key".into(), P::FileName),
        ("lianlian.pem".into(), P::FileName),
        ("LianLian Public Key.PEM".into(), P::FileName),
        ("file:///etc/shop/lianlian.pem".into(), P::FileName),
        ("./keys/x".into(), P::FileName),
        ("../x".into(), P::FileName),
        ("~/lianlian".into(), P::FileName),
        ("C:\\keys\\x.pem".into(), P::FileName),
        ("C:\\new\\rsa".into(), P::FileName),
        ("c:/keys/x".into(), P::FileName),
        (".\\keys\\x".into(), P::FileName),
        ("\\\\server\\keys\\x.cer".into(), P::FileName),
        ("https://pay.example/key.pem".into(), P::WebAddress),
        ("LIANLIAN_PUBLIC_KEY".into(), P::VariableName),
        ("$LIANLIAN_PUBLIC_KEY".into(), P::VariableName),
        ("${LIANLIAN_PUBLIC_KEY}".into(), P::Placeholder("`${...}`")),
        ("<your key>".into(), P::Placeholder("`<...>`")),
        ("{file = \"lianlian.pem\"}".into(), P::Reference),
        ("{ \"env\": \"LIANLIAN\" }".into(), P::Reference),
        (STANDARD.encode(KEY_2048), P::EncodedTwice),
        (STANDARD.encode(&body), P::EncodedTwice),
        (STANDARD.encode(private), P::PrivateKey("PEM inside base64")),
        (latin, P::Binary),
        (lossy, P::Binary),
        (hex.clone(), P::Hex),
        (format!("0x{hex}"), P::Hex),
        (colons, P::Hex),
        (dump, P::Hex),
        (
            "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}".into(),
            P::JsonWebKey,
        ),
        (
            "<RSAKeyValue><Modulus>AQAB</Modulus></RSAKeyValue>".into(),
            P::Xml,
        ),
        ("SHA256:AAAA".into(), P::Fingerprint),
        (
            private.replace("AAAA", "AA\u{200b}AA"),
            P::PrivateKey("PEM"),
        ),
        (private.replace('\n', "\\n"), P::PrivateKey("PKCS#8")),
    ];
    for (text, problem) in cases {
        assert_eq!(refused(&text), problem, "{text}");
    }
}

/// How env files and hosting panels hold a PEM block. There is one reading of it.
#[test]
fn a_pem_block_on_one_line_with_escaped_line_ends_is_taken() {
    let sound = PublicKey::parse(KEY_2048.as_bytes()).unwrap().spki_sha256();
    for text in [
        KEY_2048.replace('\n', "\\n"),
        KEY_2048.trim_end().replace('\n', "\\n"),
        KEY_2048.replace('\n', "\\r\\n"),
        format!("{}\n", KEY_2048.replace('\n', "\\n")),
        KEY_2048.replace('\n', " "),
        format!("\u{feff}{KEY_2048}"),
    ] {
        let key = PublicKey::parse(text.as_bytes()).unwrap_or_else(|problem| {
            panic!("{problem}: {text}");
        });
        assert_eq!(key.spki_sha256(), sound);
    }
}

/// No cut, doubled or changed byte of a key makes the reader panic, and none is silently mended.
#[test]
fn any_prefix_and_any_changed_byte_is_refused_or_another_key() {
    let sound = PublicKey::parse(KEY_1024.as_bytes()).unwrap().spki_sha256();
    let der = der_of(KEY_1024);
    for end in 0..der.len() {
        refused(&der[..end]);
    }
    for at in 0..der.len() {
        for flip in [1, 0x80, 0xff] {
            let mut changed = der.clone();
            changed[at] ^= flip;
            if let Ok(key) = PublicKey::parse(&changed) {
                assert_ne!(key.spki_sha256(), sound, "byte {at}");
            }
        }
    }
}

fn pkcs1_der(modulus: &BigUint, exponent: &BigUint) -> Vec<u8> {
    let (modulus, exponent) = (modulus.to_bytes_be(), exponent.to_bytes_be());
    rsa::pkcs1::RsaPublicKey {
        modulus: UintRef::new(&modulus).unwrap(),
        public_exponent: UintRef::new(&exponent).unwrap(),
    }
    .to_der()
    .unwrap()
}

#[test]
fn weak_and_outsized_numbers_are_refused() {
    let one = BigUint::from(1_u32);
    let modulus = |bits: usize| (&one << bits) - &one;
    let common = BigUint::from(65_537_u32);
    let parse = |modulus: &BigUint, exponent: &BigUint| {
        PublicKey::parse(&pkcs1_der(modulus, exponent)).map(|key| key.bits())
    };
    assert_eq!(
        parse(&modulus(1023), &common),
        Err(KeyProblem::TooSmall(1023))
    );
    assert_eq!(parse(&modulus(1024), &common), Ok(1024));
    assert_eq!(parse(&modulus(1025), &common), Ok(1025));
    assert_eq!(parse(&modulus(8192), &common), Ok(8192));
    assert_eq!(
        parse(&modulus(8193), &common),
        Err(KeyProblem::TooLarge(8193))
    );
    assert_eq!(
        parse(&modulus(100_000), &common),
        Err(KeyProblem::TooLarge(100_000))
    );
    assert_eq!(
        parse(&(modulus(2048) - &one), &common),
        Err(KeyProblem::EvenModulus)
    );
    for weak in [0_u64, 1, 2, 4, 65_536] {
        let weak = BigUint::from(weak);
        assert_eq!(
            parse(&modulus(2048), &weak),
            Err(KeyProblem::WeakExponent),
            "{weak}"
        );
    }
    for sound in [3_u64, 17, 65_537, 65_539, (1 << 33) - 1] {
        assert_eq!(
            parse(&modulus(2048), &BigUint::from(sound)),
            Ok(2048),
            "{sound}"
        );
    }
    for large in [BigUint::from((1_u64 << 33) + 1), modulus(2047)] {
        assert_eq!(
            parse(&modulus(2048), &large),
            Err(KeyProblem::LargeExponent),
            "{large}"
        );
    }
    assert!(judge(BigUint::from(0_u32), common).is_err());
}

/// The demo merchant's key of LianLian's own documentation. Of the other keys on the list only the
/// fingerprints are at hand, so this is the one that shows that the list is looked at.
#[test]
fn a_key_whose_private_half_is_published_is_refused_in_every_spelling() {
    let pem = file!("published-demo-merchant.pem");
    let spki = der_of(pem);
    let pkcs1 = &spki[22..]; // after the algorithm and the bit string's head
    let spellings = [
        pem.as_bytes().to_vec(),
        base64_of(pem).into_bytes(),
        STANDARD.encode(pkcs1).into_bytes(),
        pkcs1.to_vec(),
        spki.clone(),
    ];
    for spelling in spellings {
        let problem = refused(&spelling);
        assert!(
            matches!(problem, KeyProblem::PrivateHalfIsPublic(place) if place.contains("demo")),
            "{problem:?}"
        );
    }
}

#[test]
fn every_fingerprint_on_the_list_is_refused_and_says_where_the_private_half_is_published() {
    let listed = [
        "1d418e413a26a6c759b825f5466664d8a3f70a2580e592732f223ae6c219ed88",
        "2befe8fac7e572c5ed8ff35996c3a9b56b8340b4954476a1a3159bdb31c2fc79",
        "5114a1c0512ea034603fca5a751de31b7089e159a99918377bfdb240362bd975",
        "2b1dc63eff1224c8b73f13916924ffa7d615ca7f97e3601077647f36c80097c8",
        "0dd666c3a173a7359cbb542a5517e6f1f38c7c120a7015c3ac282fb82c27dc52",
        "553b7708d1538b61fb6f22ccc0221f95e7421f45a31977ef65894db4ac799edf",
        "572c3f49440d3cb59b640cc9b688288aa013ba93f90297b91b074934d7cf1843",
        "380a75f19d3a518a8d4061b39292e4bb9ddfca66c9dcd19c6744f162df37ea89",
        "c6b1e39432d8584b072df727d0314ad479e81e57f9663fbecb8ceaeb42b973af",
        "762d6728c47617db438d69e71b0dbbd17b2eda2929f0f3d7fab6df20f08bc24a",
        "288574136aac07c75845a79815f0104d5f516fd139664db40e098edcaa220dd7",
    ];
    for fingerprint in listed {
        let mut bytes = [0; 32];
        base16ct::lower::decode(fingerprint, &mut bytes).expect("32 bytes in lower-case hex");
        let place = super::published_in(&bytes);
        assert!(
            place.is_some_and(|place| !place.is_empty()),
            "{fingerprint}"
        );
        bytes[31] ^= 1;
        assert_eq!(super::published_in(&bytes), None, "one bit is another");
    }
    assert_eq!(super::PUBLISHED_PRIVATE.len(), listed.len());
}

#[test]
fn debug_shows_size_fingerprint_and_tier() {
    let key = PublicKey::parse(KEY_2048.as_bytes()).unwrap();
    let shown = format!("{key:?}");
    assert!(
        shown.starts_with("PublicKey(2048 bits, spki sha256 "),
        "{shown}"
    );
    assert!(shown.contains(&EXPECTED_SPKI_SHA256[..16]), "{shown}");
}
