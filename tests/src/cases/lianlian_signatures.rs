//! Signatures that hold, and the many that do not: LianLian.

use super::{Draft, Topic, lianlian, lianlian_config, lianlian_section, shop, signed};
use crate::json::Json;
use crate::keys::{self, KeyPair};
use crate::samples::{SALT, payment};
use crate::sign::{Digest, Hash, LianLianSigner, Members, PingPongSigner};

/// `pingpong` brings the other provider's cases, which are in the same file.
pub(super) fn topic(pingpong: Vec<Draft>) -> Topic {
    let section = || lianlian_section(&keys::PLATFORM);
    let with_key = |key: &KeyPair| lianlian_config(&lianlian_section(key));
    let rotation = section().with(
        "public_keys",
        vec![
            keys::PLATFORM.one_line(),
            keys::NEXT.pem(),
            keys::RSA_2048.crlf(),
        ],
    );
    let salted = super::pingpong_section();
    let mut topic = Topic::new(
        "signatures",
        "Signatures that hold and signatures that do not, for both providers. To the sender all \
         of the latter are one opaque code.",
    )
    .config("shop", shop())
    .config("rotation", lianlian_config(&rotation))
    .config("sha1", lianlian_config(&section().with("digest", "SHA1")))
    .config(
        "sha256",
        lianlian_config(&section().with("digest", "SHA256")),
    )
    .config("rsa-1031", with_key(&keys::ODD_SIZE))
    .config("rsa-1536", with_key(&keys::RSA_1536))
    .config("rsa-2048", with_key(&keys::RSA_2048))
    .config("rsa-3072", with_key(&keys::RSA_3072))
    .config("rsa-4096", with_key(&keys::RSA_4096))
    .config("rsa-8192", with_key(&keys::RSA_8192))
    .config("exponent-3", with_key(&keys::EXPONENT_3))
    .config(
        "md5",
        super::pingpong_config(&salted.clone().with("hashes", vec!["MD5"])),
    )
    .config(
        "both",
        super::pingpong_config(&salted.clone().with("hashes", vec!["SHA256", "MD5"])),
    )
    .config(
        "default-hash",
        super::pingpong_config(&salted.without("hashes")),
    );
    holds(&mut topic);
    other_scheme(&mut topic);
    forged(&mut topic);
    blocks(&mut topic);
    topic.extend(pingpong);
    topic
}

fn signed_with(key: &KeyPair, digest: Digest) -> String {
    LianLianSigner::new(key).digest(digest).body(&payment())
}

/// The same base64 with the lowest bit of its last character set: a bit that belongs to no byte.
fn with_trailing_bits(sign: &str) -> String {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let text = sign.trim_end_matches('=');
    assert!(
        text.len() < sign.len(),
        "a signature whose base64 is padded"
    );
    let (head, last) = text.split_at(text.len() - 1);
    let at = DIGITS.find(last).expect("base64");
    assert_eq!(at % 4, 0, "a proper encoder leaves these bits empty");
    format!("{head}{}{}", &DIGITS[at + 1..at + 2], &sign[text.len()..])
}

fn holds(topic: &mut Topic) {
    for (config, key) in [
        ("rsa-1031", &keys::ODD_SIZE),
        ("rsa-1536", &keys::RSA_1536),
        ("rsa-2048", &keys::RSA_2048),
        ("rsa-3072", &keys::RSA_3072),
        ("rsa-4096", &keys::RSA_4096),
        ("rsa-8192", &keys::RSA_8192),
        ("exponent-3", &keys::EXPONENT_3),
    ] {
        topic.add(
            lianlian(
                &format!("key-{config}"),
                "a key of another size or exponent",
                signed_with(key, Digest::Md5),
            )
            .flag("key")
            .config(config)
            .accepted(),
        );
    }
    for (config, digest) in [("sha1", Digest::Sha1), ("sha256", Digest::Sha256)] {
        topic.add(
            lianlian(
                &format!("digest-{config}"),
                "another digest, where it is configured",
                signed_with(&keys::PLATFORM, digest),
            )
            .flag("digest")
            .config(config)
            .accepted(),
        );
    }
    for (id, key, digest) in [
        ("first", &keys::PLATFORM, Digest::Md5),
        ("second", &keys::NEXT, Digest::Md5),
        ("third", &keys::RSA_2048, Digest::Md5),
    ] {
        topic.add(
            lianlian(
                &format!("rotation-{id}"),
                "any of several keys may vouch",
                signed_with(key, digest),
            )
            .flag("rotation")
            .config("rotation")
            .accepted(),
        );
    }
    topic.add(
        lianlian(
            "rotation-stranger",
            "but no other",
            signed_with(&keys::STRANGER, Digest::Md5),
        )
        .flag("rotation")
        .config("rotation")
        .refused("invalid_signature"),
    );
    // One in 256 signatures begins with a zero byte; it must not be cut off on the way.
    let signer = LianLianSigner::new(&keys::PLATFORM);
    let short = (0..100_000)
        .map(|n| signer.sign(&payment().with("no_order", format!("leading-zero-{n}"))))
        .find(|members| {
            members
                .text("sign")
                .is_some_and(|sign| sign.starts_with("AA"))
        })
        .expect("the search is endless");
    topic.add(
        lianlian(
            "leading-zero",
            "a signature that begins with a zero byte",
            short.compact(),
        )
        .accepted(),
    );
}

fn other_scheme(topic: &mut Topic) {
    topic.add(
        lianlian("no-sign", "there is no signature", payment().compact())
            .flag("unsigned")
            .refused_for("missing_signature", "sign"),
    );
    topic.add(
        lianlian(
            "empty-sign",
            "an empty signature",
            payment().with("sign", "").compact(),
        )
        .flag("unsigned")
        .refused_for("missing_signature", "sign"),
    );
    topic.add(
        lianlian(
            "null-sign",
            "a null signature",
            payment().with("sign", Json::Null).compact(),
        )
        .flag("unsigned")
        .refused_for("missing_signature", "sign"),
    );
    topic.add(
        lianlian(
            "sign-in-another-case",
            "a member `Sign` is not a signature",
            payment().with("Sign", "AAAA").compact(),
        )
        .flag("unsigned")
        .refused_for("missing_signature", "sign"),
    );
    topic.add(
        lianlian("empty-object", "an object with nothing in it", "{}")
            .flag("unsigned")
            .refused_for("missing_signature", "sign"),
    );
    for (id, sign_type) in [
        ("md5", "MD5"),
        ("lower-case", "rsa"),
        ("rsa2", "RSA2"),
        ("hmac", "HMAC"),
        ("none", "NONE"),
        ("space", "RSA "),
    ] {
        topic.add(
            lianlian(
                &format!("sign-type-{id}"),
                "the scheme is fixed by configuration and never chosen by the body",
                signed(&payment().with("sign_type", sign_type)),
            )
            .flag("sign-type")
            .refused_for("unsupported_sign_type", "sign_type"),
        );
    }
    topic.add(
        lianlian(
            "sign-type-absent",
            "no scheme is named",
            signed(&payment().without("sign_type")),
        )
        .flag("sign-type")
        .refused_for("unsupported_sign_type", "sign_type"),
    );
    topic.add(
        lianlian(
            "sign-type-empty",
            "an empty one counts as absent",
            signed(&payment().with("sign_type", "")),
        )
        .flag("sign-type")
        .refused_for("unsupported_sign_type", "sign_type"),
    );
    // What LianLian's Java demo accepts from anyone: MD5 with an empty key.
    let md5 = payment().with("sign_type", "MD5");
    let keyed = format!("{}&key=", LianLianSigner::message(&md5));
    let sign = crate::sign::hex(&Digest::Md5.hash(keyed.as_bytes()));
    topic.add(
        lianlian(
            "md5-with-an-empty-key",
            "the forgery that the provider's own Java demo lets through",
            md5.with("sign", sign).compact(),
        )
        .flag("sign-type")
        .flag("forged")
        .refused_for("unsupported_sign_type", "sign_type"),
    );
    let hashed = PingPongSigner::new(SALT).hash(Hash::Md5).sign(&payment());
    topic.add(
        lianlian("salted-hash", "another provider's scheme", hashed.compact())
            .flag("forged")
            .refused("invalid_signature"),
    );
}

fn forged(topic: &mut Topic) {
    let genuine = LianLianSigner::new(&keys::PLATFORM).sign(&payment());
    let sign = genuine.text("sign").expect("signed").to_owned();
    let cases: Vec<(&str, Members, &str)> = vec![
        (
            "changed-amount",
            genuine.clone().with("money_order", "2109.70"),
            "an amount that was changed on the way",
        ),
        (
            "changed-order",
            genuine.clone().with("no_order", "2013051500002"),
            "an order number that was changed on the way",
        ),
        (
            "changed-result",
            genuine.clone().with("result_pay", "FAILURE"),
            "a result that was changed on the way",
        ),
        (
            "normalised-amount",
            genuine.clone().with("money_order", "210.970"),
            "values are signed as they came",
        ),
        (
            "added-member",
            genuine.clone().with("remark", "x"),
            "a member that was added on the way",
        ),
        (
            "removed-member",
            genuine.clone().without("bank_code"),
            "a member that was removed on the way",
        ),
        (
            "trimmed-text",
            genuine
                .clone()
                .with("info_order", " 用户13958069593购买了3桶羽毛球"),
            "white space that was added on the way",
        ),
        (
            "renamed-member",
            genuine.clone().renamed("bank_code", "bank_Code"),
            "a member that was renamed on the way",
        ),
        (
            "sign-type-unsigned",
            payment().with(
                "sign",
                LianLianSigner::new(&keys::PLATFORM)
                    .signature(LianLianSigner::message(&payment().without("sign_type")).as_bytes()),
            ),
            "sign_type is part of what is signed",
        ),
        (
            "signed-with-quotes",
            payment().with(
                "sign",
                LianLianSigner::new(&keys::PLATFORM).signature(payment().compact().as_bytes()),
            ),
            "a signature over the body instead of the signing string",
        ),
        (
            "empty-value-signed",
            payment().with("no_agree", "").with(
                "sign",
                LianLianSigner::new(&keys::PLATFORM).signature(
                    LianLianSigner::message(&payment().with("no_agree", "-"))
                        .replace("no_agree=-", "no_agree=")
                        .as_bytes(),
                ),
            ),
            "an empty value is not part of what is signed",
        ),
    ];
    for (id, members, note) in cases {
        topic.add(
            lianlian(id, note, members.compact())
                .flag("forged")
                .refused("invalid_signature"),
        );
    }
    let one_bit = sign.replacen(&sign[..1], if sign.starts_with('B') { "C" } else { "B" }, 1);
    for (id, text, note) in [
        ("one-bit", one_bit, "one bit of the signature is another"),
        (
            "truncated-signature",
            sign[..sign.len() - 4].to_owned(),
            "three bytes are missing",
        ),
        (
            "longer-signature",
            format!("AAAA{sign}"),
            "three zero bytes before it",
        ),
        (
            "doubled-signature",
            format!("{}{sign}", sign.replace('=', "A")),
            "twice as long",
        ),
        (
            "no-padding",
            sign.trim_end_matches('=').to_owned(),
            "base64 without its padding",
        ),
        (
            "url-safe",
            sign.replace('+', "-").replace('/', "_"),
            "another base64 alphabet",
        ),
        (
            "line-end",
            format!("{sign}\n"),
            "white space behind the base64",
        ),
        (
            "line-ends-inside",
            format!("{}\r\n{}", &sign[..76], &sign[76..]),
            "base64 in lines",
        ),
        (
            "space-for-plus",
            sign.replace('+', " "),
            "what a form decoder makes of a plus sign",
        ),
        (
            "base64-trailing-bits",
            with_trailing_bits(&sign),
            "the same bytes with bits set behind the last one: one signature has one spelling",
        ),
        ("lower-case", sign.to_lowercase(), "base64 depends on case"),
        ("not-base64", "!".repeat(172), "no base64 at all"),
        (
            "zeros",
            STANDARD_ZEROS.repeat(42) + "AAA=",
            "a signature of zeros",
        ),
        (
            "hex",
            crate::sign::hex(sign.as_bytes()),
            "hex in place of base64",
        ),
        (
            "huge",
            "A".repeat(20_000),
            "a signature longer than any key",
        ),
        ("text-null", "null".to_owned(), "the text `null`"),
        ("single-character", "A".to_owned(), "no whole byte"),
    ] {
        topic.add(
            lianlian(
                &format!("signature-{id}"),
                note,
                payment().with("sign", text).compact(),
            )
            .flag("forged")
            .refused("invalid_signature"),
        );
    }
    topic.add(
        lianlian(
            "signature-base64-trailing-bits-2048",
            "the same with four bits that belong to no byte",
            payment()
                .with(
                    "sign",
                    with_trailing_bits(
                        &LianLianSigner::new(&keys::RSA_2048)
                            .signature(LianLianSigner::message(&payment()).as_bytes()),
                    ),
                )
                .compact(),
        )
        .flag("forged")
        .config("rsa-2048")
        .refused("invalid_signature"),
    );
    topic.add(
        lianlian(
            "wrong-key",
            "signed with a key that is not configured",
            signed_with(&keys::STRANGER, Digest::Md5),
        )
        .flag("forged")
        .refused("invalid_signature"),
    );
    topic.add(
        lianlian(
            "longer-key",
            "signed with a key of another size",
            signed_with(&keys::RSA_2048, Digest::Md5),
        )
        .flag("forged")
        .refused("invalid_signature"),
    );
    for (config, digest) in [
        ("shop", Digest::Sha1),
        ("shop", Digest::Sha256),
        ("sha256", Digest::Md5),
    ] {
        topic.add(
            lianlian(
                &format!("{}-under-{config}", digest.name().to_lowercase()),
                "the digest is fixed by configuration",
                signed_with(&keys::PLATFORM, digest),
            )
            .flag("digest")
            .config(config)
            .refused("invalid_signature"),
        );
    }
}

const STANDARD_ZEROS: &str = "AAAA";

/// Signatures that open to an almost proper block. Made with the private key, so that only the
/// verifier's care is between them and acceptance.
fn blocks(topic: &mut Topic) {
    let signer = LianLianSigner::new(&keys::PLATFORM);
    let message = LianLianSigner::message(&payment());
    let proper = signer.block(message.as_bytes());
    let length = proper.len();
    let info = Digest::Md5.prefix().len() + 16;
    let tail = &proper[length - info..];
    let hash = &proper[length - 16..];
    let framed = |payload: &[u8], filler: usize| {
        let mut block = vec![0, 1];
        block.resize(2 + filler, 0xFF);
        block.push(0);
        block.extend(payload);
        block.resize(length, 0);
        block
    };
    let changed = |at: usize, byte: u8| {
        let mut block = proper.clone();
        block[at] = byte;
        block
    };
    let without_null: Vec<u8> = [
        b"\x30\x1e\x30\x0a\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x05\x04\x10".as_slice(),
        hash,
    ]
    .concat();
    let garbage_in_parameters: Vec<u8> = [
        b"\x30\x22\x30\x0e\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x05\x04\x02\xab\xcd\x04\x10"
            .as_slice(),
        hash,
    ]
    .concat();
    let long_length: Vec<u8> = [
        b"\x30\x81\x20\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x05\x05\x00\x04\x10".as_slice(),
        hash,
    ]
    .concat();
    let filler_for = |payload: &[u8]| length - 3 - payload.len();
    for (id, block, note) in [
        ("proper", proper.clone(), "the proper block, for comparison"),
        (
            "garbage-behind",
            framed(tail, 8),
            "eight bytes of padding and garbage behind the hash",
        ),
        (
            "block-type-2",
            changed(1, 2),
            "the block type of encryption",
        ),
        ("block-type-0", changed(1, 0), "another block type"),
        ("first-byte", changed(0, 1), "the first byte is not zero"),
        (
            "padding-byte",
            changed(40, 0xFE),
            "one byte of the padding is another",
        ),
        (
            "padding-zero",
            changed(2, 0),
            "the padding ends immediately",
        ),
        (
            "separator",
            changed(length - info - 1, 0xFF),
            "no zero byte before the digest's name",
        ),
        (
            "raw-hash",
            framed(hash, filler_for(hash)),
            "no digest's name at all",
        ),
        (
            "no-null",
            framed(&without_null, filler_for(&without_null)),
            "without NULL parameters",
        ),
        (
            "garbage-in-parameters",
            framed(&garbage_in_parameters, filler_for(&garbage_in_parameters)),
            "something else in the parameters",
        ),
        (
            "long-length",
            framed(&long_length, filler_for(&long_length)),
            "a length in long form",
        ),
        (
            "other-digest",
            changed(length - 17 - 6, 0x04),
            "another digest's name before the hash",
        ),
        (
            "hash-bit",
            changed(length - 1, proper[length - 1] ^ 1),
            "one bit of the hash",
        ),
        (
            "hash-first",
            framed(&[hash, tail].concat(), 8),
            "the hash comes before its name",
        ),
    ] {
        let sign = signer.signature_of_block(&block);
        let draft = lianlian(
            &format!("block-{id}"),
            note,
            payment().with("sign", sign).compact(),
        )
        .flag("padding");
        topic.add(if id == "proper" {
            draft.accepted()
        } else {
            draft.refused("invalid_signature")
        });
    }
    let bodies: Vec<Members> = (0..64)
        .map(|n| payment().with("no_order", format!("beyond-{n}")))
        .collect();
    let messages: Vec<String> = bodies.iter().map(LianLianSigner::message).collect();
    let (place, sign) = signer
        .beyond_the_modulus(messages.iter().map(String::as_str))
        .expect("a value above the modulus in one of many signatures");
    topic.add(
        lianlian(
            "beyond-the-modulus",
            "a signature plus the modulus: the same remainder, another number",
            bodies[place].clone().with("sign", sign).compact(),
        )
        .flag("padding")
        .refused("invalid_signature"),
    );
}
