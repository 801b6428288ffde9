//! Signatures that hold, and the many that do not: PingPong.

use super::{Draft, pingpong, sealed};
use crate::json::Json;
use crate::keys;
use crate::samples::{SALT, envelope, transaction_bare};
use crate::sign::{Hash, LianLianSigner, PingPongSigner};

pub(super) fn cases() -> Vec<Draft> {
    let mut cases = Vec::new();
    hashes(&mut cases);
    unsigned(&mut cases);
    forged(&mut cases);
    cases
}

fn hashes(cases: &mut Vec<Draft>) {
    let md5 = |name: &str| {
        let members = envelope(&transaction_bare()).with("signType", name);
        PingPongSigner::new(SALT).hash(Hash::Md5).body(&members)
    };
    let sha256 = || sealed(&envelope(&transaction_bare()));
    for (id, config) in [("md5-configured", "md5"), ("md5-beside-sha256", "both")] {
        cases.push(
            pingpong(
                &format!("pingpong-{id}"),
                "MD5, where it is configured",
                md5("MD5"),
            )
            .flag("digest")
            .config(config)
            .accepted(),
        );
    }
    for (id, config) in [
        ("sha256-beside-md5", "both"),
        ("sha256-by-default", "default-hash"),
    ] {
        cases.push(
            pingpong(
                &format!("pingpong-{id}"),
                "SHA-256 is the default",
                sha256(),
            )
            .flag("digest")
            .config(config)
            .accepted(),
        );
    }
    for (id, config, body) in [
        ("md5-by-default", "default-hash", md5("MD5")),
        ("md5-not-configured", "shop", md5("MD5")),
        ("sha256-not-configured", "md5", sha256()),
        ("lower-case", "both", md5("md5")),
        ("sha512", "both", md5("SHA512")),
        ("rsa", "both", md5("RSA")),
        ("empty", "both", md5("")),
    ] {
        cases.push(
            pingpong(
                &format!("pingpong-sign-type-{id}"),
                "which hashes are allowed is configured, and the body chooses among those only",
                body,
            )
            .flag("sign-type")
            .config(config)
            .refused_for("unsupported_sign_type", "signType"),
        );
    }
    cases.push(
        pingpong(
            "pingpong-sign-type-absent",
            "no hash is named",
            sealed(&envelope(&transaction_bare()).without("signType")),
        )
        .flag("sign-type")
        .refused_for("unsupported_sign_type", "signType"),
    );
    cases.push(
        pingpong(
            "pingpong-sign-type-swapped",
            "signType is itself signed",
            PingPongSigner::new(SALT)
                .hash(Hash::Md5)
                .sign(&envelope(&transaction_bare()))
                .with("signType", "MD5")
                .compact(),
        )
        .flag("forged")
        .config("both")
        .refused("invalid_signature"),
    );
}

fn unsigned(cases: &mut Vec<Draft>) {
    let members = || envelope(&transaction_bare());
    for (id, body) in [
        ("no-sign", members().compact()),
        ("empty-sign", members().with("sign", "").compact()),
        ("null-sign", members().with("sign", Json::Null).compact()),
        ("empty-object", "{}".to_owned()),
    ] {
        cases.push(
            pingpong(&format!("pingpong-{id}"), "there is no signature", body)
                .flag("unsigned")
                .refused_for("missing_signature", "sign"),
        );
    }
    cases.push(
        pingpong(
            "pingpong-sign-number",
            "a signature that is no string",
            members().with("sign", 0).compact(),
        )
        .flag("type")
        .refused_for("ambiguous_body", "sign"),
    );
}

fn forged(cases: &mut Vec<Draft>) {
    let signer = PingPongSigner::new(SALT);
    let members = || envelope(&transaction_bare());
    let genuine = signer.sign(&members());
    let sign = genuine.text("sign").expect("signed").to_owned();
    let string = PingPongSigner::message(&members());
    let suffix =
        crate::sign::hex(&crate::sign::Digest::Sha256.hash(format!("{string}{SALT}").as_bytes()));
    let unsalted = crate::sign::hex(&crate::sign::Digest::Sha256.hash(string.as_bytes()));
    let last = if sign.ends_with('0') { "1" } else { "0" };
    for (id, sign, note) in [
        (
            "other-salt",
            PingPongSigner::new("another").signature(string.as_bytes()),
            "another salt",
        ),
        (
            "salt-behind",
            suffix,
            "the salt stands before the string, not behind it",
        ),
        ("no-salt", unsalted, "a hash that anyone can make"),
        (
            "last-digit",
            format!("{}{last}", &sign[..63]),
            "the last digit is another",
        ),
        ("truncated", sign[..62].to_owned(), "one byte is missing"),
        ("half", sign[..32].to_owned(), "as long as an MD5"),
        ("longer", format!("{sign}00"), "one byte too many"),
        ("space", format!("{sign} "), "white space behind it"),
        ("blank", " ".to_owned(), "white space in its place"),
        ("prefix-0x", format!("0x{}", &sign[2..]), "no hex"),
        ("full-width", "０".repeat(64), "digits that are not ASCII"),
        ("zeros", "0".repeat(64), "a hash of zeros"),
        ("huge", "A".repeat(20_000), "far longer than any hash"),
    ] {
        cases.push(
            pingpong(
                &format!("pingpong-signature-{id}"),
                note,
                members().with("sign", sign).compact(),
            )
            .flag("forged")
            .refused("invalid_signature"),
        );
    }
    let content = transaction_bare();
    for (id, changed, note) in [
        (
            "content-changed",
            genuine.clone().with(
                "bizContent",
                content.clone().with("amount", "2000.000000").compact(),
            ),
            "an amount that was changed on the way",
        ),
        (
            "content-reserialised",
            genuine
                .clone()
                .with("bizContent", content.clone().sorted().compact()),
            "the same content, written anew in another order",
        ),
        (
            "content-spaced",
            genuine
                .clone()
                .with("bizContent", content.compact().replace(':', ": ")),
            "the same content, written anew with spaces",
        ),
        (
            "content-trimmed",
            signer
                .sign(&members().with("bizContent", format!("{} ", content.compact())))
                .with("bizContent", content.compact()),
            "a content that was trimmed on the way",
        ),
        (
            "added-member",
            genuine.clone().with("version", "1.0"),
            "a member that was added",
        ),
        (
            "removed-member",
            genuine.clone().without("description"),
            "a member that was removed",
        ),
        (
            "changed-code",
            genuine.clone().with("code", "000001"),
            "a code that was changed",
        ),
        (
            "changed-account",
            genuine.clone().with("accId", "2018092714313010016292"),
            "an account that was changed",
        ),
    ] {
        cases.push(
            pingpong(&format!("pingpong-{id}"), note, changed.compact())
                .flag("forged")
                .refused("invalid_signature"),
        );
    }
    let rsa = LianLianSigner::new(&keys::PLATFORM).sign(&members());
    cases.push(
        pingpong(
            "pingpong-rsa-signature",
            "another provider's scheme",
            rsa.compact(),
        )
        .flag("forged")
        .refused("invalid_signature"),
    );
}
