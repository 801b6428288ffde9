//! Signatures that hold, and the many that do not: PingPong.

use super::{Draft, pingpong, sealed};
use crate::json::Json;
use crate::keys;
use crate::samples::{SALT, envelope, transaction_bare};
use crate::sign::{Hash, LianLianSigner, Members, PingPongSigner};

pub(super) fn cases() -> Vec<Draft> {
    let mut cases = Vec::new();
    hashes(&mut cases);
    blanks(&mut cases);
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

/// A body with blank members, signed over one of the two texts that the vendor's programs make,
/// or over another one.
fn blanks(cases: &mut Vec<Draft>) {
    let signer = PingPongSigner::new(SALT);
    let blank = || {
        envelope(&transaction_bare())
            .with("code", "")
            .with("description", " \t")
            .with("version", Json::Null)
    };
    let over = |members: &Members, text: &str| {
        let sign = signer.signature(text.as_bytes());
        members.clone().with("sign", sign).compact()
    };
    for (id, note, members) in [
        (
            "several",
            "the vendor's PHP keeps blank values as they came, and leaves out null",
            blank(),
        ),
        (
            "description",
            "a blank description",
            envelope(&transaction_bare()).with("description", ""),
        ),
        (
            "code",
            "a blank code: what counts is the status in the content",
            envelope(&transaction_bare()).with("code", ""),
        ),
        (
            "white-space",
            "white space that is kept is kept verbatim",
            envelope(&transaction_bare()).with("code", "\u{b}\u{1c} \r\n"),
        ),
        (
            "unknown",
            "a blank member that no document names, first of all",
            envelope(&transaction_bare()).with("Extras", ""),
        ),
        (
            "last",
            "a blank member at the end of the text",
            envelope(&transaction_bare()).with("version", ""),
        ),
    ] {
        let mut accepted = |reading: &str, body: String| {
            cases.push(
                pingpong(&format!("pingpong-blank-{id}-{reading}"), note, body)
                    .flag("blank")
                    .says("order_no", "PMT-PR5GFUNZQP1695182276082")
                    .says("amount/value", "200.000000")
                    .says(
                        "delivery_key",
                        "pingpong.transaction:2018092714313010016291:2023092050004591:SUCCESS",
                    )
                    .accepted(),
            );
        };
        accepted("kept", signer.body_with_blanks(&members));
        accepted("left-out", signer.body(&members));
    }
    let md5 = blank().with("signType", "MD5");
    cases.push(
        pingpong(
            "pingpong-blank-kept-md5",
            "both texts are tried with the hash that the body names and the configuration allows",
            PingPongSigner::new(SALT)
                .hash(Hash::Md5)
                .body_with_blanks(&md5),
        )
        .flag("blank")
        .config("both")
        .accepted(),
    );
    let kept = PingPongSigner::message_with_blanks(&blank());
    for (id, note, text) in [
        (
            "one-kept",
            "one blank is kept and the other is left out: nobody signs so",
            kept.replace("&description= \t", ""),
        ),
        (
            "other-kept",
            "the other one is kept",
            kept.replace("&code=", ""),
        ),
        (
            "trimmed",
            "what is kept is not trimmed",
            kept.replace("description= \t", "description="),
        ),
        (
            "null-kept",
            "null is absent in both texts",
            format!("{kept}&version="),
        ),
        (
            "null-spelled",
            "null is not the text `null`",
            format!("{kept}&version=null"),
        ),
        (
            "sign-kept",
            "the signature is not part of what is signed",
            kept.replace("&signType", "&sign=&signType"),
        ),
    ] {
        cases.push(
            pingpong(&format!("pingpong-blank-{id}"), note, over(&blank(), &text))
                .flag("blank")
                .flag("forged")
                .refused("invalid_signature"),
        );
    }
    let added = |body: String| body.replacen('{', "{\"remark\":\"\",", 1);
    cases.push(
        pingpong(
            "pingpong-blank-added-on-the-way",
            "a blank member that somebody adds changes nothing: it is absent",
            added(sealed(&envelope(&transaction_bare()))),
        )
        .flag("blank")
        .accepted(),
    );
    cases.push(
        pingpong(
            "pingpong-blank-added-to-kept-blanks",
            "where blanks are signed, one more is another text",
            added(signer.body_with_blanks(&blank())),
        )
        .flag("blank")
        .flag("forged")
        .refused("invalid_signature"),
    );
    cases.push(
        pingpong(
            "pingpong-blank-content-kept",
            "a blank content says nothing",
            signer.body_with_blanks(&blank().with("bizContent", "")),
        )
        .flag("blank")
        .refused_for("not_a_notification", "notifyType"),
    );
    cases.push(
        pingpong(
            "pingpong-blank-account-kept",
            "an empty account is a missing one",
            signer.body_with_blanks(&blank().with("accId", "")),
        )
        .flag("blank")
        .refused_for("missing_field", "accId"),
    );
    cases.push(
        pingpong(
            "pingpong-blank-unusual-beside-usual",
            "what only some languages call blank stays refused: there would be more than two texts",
            signer.body_with_blanks(&blank().with("description", "\u{3000}")),
        )
        .flag("blank")
        .refused_for("ambiguous_body", "description"),
    );
    cases.push(
        pingpong(
            "pingpong-blank-other-salt",
            "neither text vouches under another salt",
            PingPongSigner::new("another").body_with_blanks(&blank()),
        )
        .flag("blank")
        .flag("forged")
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
            "a signature that is not a string",
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
            "the salt comes before the string, not behind it",
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
