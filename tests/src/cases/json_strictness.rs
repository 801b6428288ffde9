//! Bodies that are not one strict JSON object.

use super::{Topic, lianlian, pingpong, sealed, shop, signed, wrapped};
use crate::json::Json;
use crate::samples::{envelope, payment, transaction_bare};
use crate::sign::Members;

pub(super) fn topic() -> Topic {
    let limit = Members::default().with("max_body_bytes", 1024);
    let small =
        Members(shop().as_object().expect("sections").to_vec()).with("receiver", limit.json());
    let mut topic = Topic::new(
        "json-strictness",
        "A body is strict UTF-8 JSON, one object, each member once, within the limits: 32 levels \
         of nesting, 256 members an object, max_body_bytes.",
    )
    .config("shop", shop())
    .config("small", small.json());
    malformed(&mut topic);
    encodings(&mut topic);
    duplicates(&mut topic);
    limits(&mut topic);
    topic
}

fn malformed(topic: &mut Topic) {
    let body = signed(&payment());
    let without_last = &body[..body.len() - 1];
    let cases: Vec<(&str, String)> = vec![
        ("empty", String::new()),
        ("white-space", " \r\n".into()),
        ("truncated", without_last.into()),
        ("cut-in-a-string", body[..body.len() - 40].into()),
        ("trailing-brace", format!("{body}}}")),
        ("trailing-text", format!("{body}x")),
        ("trailing-nul", format!("{body}\u{0}")),
        ("two-objects", format!("{body}{body}")),
        ("array", format!("[{body}]")),
        ("string", Json::text(body.as_str()).compact()),
        ("number", "12".into()),
        ("null", "null".into()),
        ("true", "true".into()),
        ("trailing-comma", format!("{without_last},}}")),
        ("leading-comma", body.replacen('{', "{,", 1)),
        ("missing-comma", body.replacen("\",\"", "\"\"", 1)),
        ("missing-colon", body.replacen("\":\"", "\"\"", 1)),
        (
            "unquoted-name",
            body.replacen("\"oid_partner\"", "oid_partner", 1),
        ),
        ("single-quotes", body.replace('"', "'")),
        ("unquoted-value", body.replacen("\"RSA\"", "RSA", 1)),
        (
            "form-fields",
            "oid_partner=201103171000000000&result_pay=SUCCESS".into(),
        ),
        ("xml", "<xml><result_pay>SUCCESS</result_pay></xml>".into()),
        ("comment", format!("/* paid */{body}")),
        ("line-comment", format!("{body}// paid")),
        ("byte-order-mark", format!("\u{feff}{body}")),
        ("no-break-space", format!("\u{a0}{body}")),
        ("vertical-tab", format!("\u{b}{body}")),
        ("tab-in-string", body.replacen("RSA", "R\tSA", 1)),
        ("line-end-in-string", body.replacen("RSA", "RSA\n", 1)),
        ("nul-in-string", body.replacen("RSA", "RSA\u{0}", 1)),
        ("bad-escape", body.replacen("RSA", "\\x52SA", 1)),
        ("short-unicode-escape", body.replacen("RSA", "\\u52", 1)),
        (
            "unicode-escape-not-hex",
            body.replacen("RSA", "\\u00g2SA", 1),
        ),
        ("lone-high-surrogate", body.replacen("RSA", "\\ud83d", 1)),
        ("lone-low-surrogate", body.replacen("RSA", "\\ude00", 1)),
        (
            "swapped-surrogates",
            body.replacen("RSA", "\\ude00\\ud83d", 1),
        ),
        (
            "high-surrogate-and-letter",
            body.replacen("RSA", "\\ud83d\\u0041", 1),
        ),
        ("leading-zero-number", body.replacen("\"RSA\"", "01", 1)),
        ("nan", body.replacen("\"RSA\"", "NaN", 1)),
        ("infinity", body.replacen("\"RSA\"", "-Infinity", 1)),
        ("number-out-of-range", body.replacen("\"RSA\"", "1e999", 1)),
        ("upper-case-null", body.replacen("\"RSA\"", "NULL", 1)),
        (
            "lone-surrogate-in-a-nested-value",
            body.replacen("\"RSA\"", "[{\"a\":\"\\ud800\"}]", 1),
        ),
    ];
    for (id, text) in cases {
        topic.add(
            lianlian(id, "not one strict JSON object", text)
                .flag("syntax")
                .refused("malformed_body"),
        );
    }
    let body = wrapped(&transaction_bare());
    for (id, text) in [
        ("pingpong-truncated", body[..body.len() - 2].to_owned()),
        ("pingpong-array", format!("[{body}]")),
        ("pingpong-empty", String::new()),
        (
            "pingpong-form-fields",
            "accId=2018092714313010016291&status=SUCCESS".to_owned(),
        ),
    ] {
        topic.add(
            pingpong(id, "not one strict JSON object", text)
                .flag("syntax")
                .refused("malformed_body"),
        );
    }
}

fn encodings(topic: &mut Topic) {
    let body = signed(&payment());
    let spoiled = |bytes: &[u8]| {
        let at = body.find("RSA").expect("a place");
        [&body.as_bytes()[..at], bytes, &body.as_bytes()[at..]].concat()
    };
    let utf16: Vec<u8> = body.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // What a body that was sent in GBK looks like: 用户 as D3 C3 BB A7.
    for (id, bytes, note) in [
        ("gbk-text", spoiled(b"\xD3\xC3\xBB\xA7"), "text in GBK"),
        ("latin-1-text", spoiled(b"caf\xE9"), "text in Latin-1"),
        ("overlong", spoiled(b"\xC0\x80"), "an overlong NUL"),
        (
            "encoded-surrogate",
            spoiled(b"\xED\xA0\x80"),
            "a surrogate encoded as UTF-8",
        ),
        (
            "beyond-unicode",
            spoiled(b"\xF4\x90\x80\x80"),
            "a code point past the last",
        ),
        (
            "cut-character",
            spoiled(b"\xE7\x94"),
            "a character cut in two",
        ),
        ("utf-16", utf16, "UTF-16"),
        (
            "gzip",
            b"\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03".to_vec(),
            "a compressed body",
        ),
    ] {
        topic.add(
            lianlian(id, &format!("not UTF-8: {note}"), bytes)
                .flag("encoding")
                .refused("malformed_body"),
        );
    }
}

fn duplicates(topic: &mut Topic) {
    let body = signed(&payment());
    for (id, text, member) in [
        (
            "same-value",
            body.replacen('{', "{\"pay_type\":\"2\",", 1),
            "pay_type",
        ),
        (
            "other-value",
            body.replacen('{', "{\"money_order\":\"9999.00\",", 1),
            "money_order",
        ),
        (
            "behind-an-escape",
            body.replacen('{', "{\"money\\u005forder\":\"9999.00\",", 1),
            "money_order",
        ),
        ("sign", body.replacen('{', "{\"sign\":\"\",", 1), "sign"),
        (
            "null",
            body.replacen('{', "{\"no_order\":null,", 1),
            "no_order",
        ),
        (
            "unknown",
            body.replacen('{', "{\"x\":\"1\",\"x\":\"1\",", 1),
            "x",
        ),
        (
            "nested",
            body.replacen('{', "{\"x\":{\"y\":[{\"z\":1,\"\\u007a\":1}]},", 1),
            "z",
        ),
    ] {
        topic.add(
            lianlian(
                &format!("duplicate-{id}"),
                "a member that appears twice has two values",
                text,
            )
            .flag("duplicate")
            .refused_for("duplicate_member", member),
        );
    }
    topic.add(
        lianlian(
            "duplicate-odd-name",
            "a name that could disturb a log is not repeated in the refusal",
            body.replacen('{', "{\"a\\nb\":\"\",\"a\\nb\":\"\",", 1),
        )
        .flag("duplicate")
        .refused("duplicate_member"),
    );
    topic.add(
        lianlian(
            "names-that-differ-in-case",
            "names are compared letter by letter",
            signed(&payment().with("Money_Order", "9999.00")),
        )
        .flag("duplicate")
        .says("amount/value", "210.97")
        .accepted(),
    );
    let sealed_body = wrapped(&transaction_bare());
    topic.add(
        pingpong(
            "duplicate-envelope-member",
            "the same in PingPong's envelope",
            sealed_body.replacen('{', "{\"accId\":\"1\",", 1),
        )
        .flag("duplicate")
        .refused_for("duplicate_member", "accId"),
    );
    for (id, content, member) in [
        (
            "content",
            r#"{"notifyType":"RECHARGE","amount":"1","amount":"2"}"#,
            "amount",
        ),
        (
            "content-escaped",
            r#"{"notifyType":"RECHARGE","status":"1","st\u0061tus":"2"}"#,
            "status",
        ),
        (
            "content-nested",
            r#"{"notifyType":"RECHARGE","cardInfo":{"bin":1,"bin":1}}"#,
            "bin",
        ),
    ] {
        topic.add(
            pingpong(
                &format!("duplicate-in-{id}"),
                "and inside its content, at every level",
                sealed(&envelope(&transaction_bare()).with("bizContent", content)),
            )
            .flag("duplicate")
            .flag("content")
            .refused_for("duplicate_member", member),
        );
    }
}

fn limits(topic: &mut Topic) {
    let body = signed(&payment());
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    topic.add(
        lianlian(
            "depth-32",
            "32 levels are read, and then the member is refused because it is not a string",
            body.replacen('{', &format!("{{\"x\":{},", nested(31)), 1),
        )
        .flag("limit")
        .refused_for("ambiguous_body", "x"),
    );
    topic.add(
        lianlian(
            "depth-33",
            "33 levels are too many",
            body.replacen('{', &format!("{{\"x\":{},", nested(32)), 1),
        )
        .flag("limit")
        .refused("malformed_body"),
    );
    topic.add(
        lianlian("depth-20000", "far too many levels", "[".repeat(20_000))
            .flag("limit")
            .refused("malformed_body"),
    );
    let count = payment().0.len() + 1;
    let wide = |members: usize| {
        let more: String = (count..members)
            .map(|n| format!("\"m{n}\":\"\","))
            .collect();
        body.replacen('{', &format!("{{{more}"), 1)
    };
    topic.add(
        lianlian(
            "members-256",
            "256 members in one object are read",
            wide(256),
        )
        .flag("limit")
        .accepted(),
    );
    topic.add(
        lianlian("members-257", "257 members are too many", wide(257))
            .flag("limit")
            .refused("malformed_body"),
    );
    let padded = |length: usize| format!("{body}{}", " ".repeat(length - body.len()));
    topic.add(
        lianlian(
            "size-1024",
            "a body of exactly max_body_bytes",
            padded(1024),
        )
        .flag("limit")
        .config("small")
        .accepted(),
    );
    topic.add(
        lianlian("size-1025", "one byte more", padded(1025))
            .flag("limit")
            .config("small")
            .refused("body_too_large"),
    );
    topic.add(
        lianlian(
            "size-65536",
            "the default limit is 65,536 bytes",
            padded(65_536),
        )
        .flag("limit")
        .accepted(),
    );
    topic.add(
        lianlian("size-65537", "one byte more", padded(65_537))
            .flag("limit")
            .refused("body_too_large"),
    );
    topic.add(
        pingpong("size-pingpong", "size comes before form", "{".repeat(1025))
            .flag("limit")
            .config("small")
            .refused("body_too_large"),
    );
    let deep = |levels: usize| {
        let content = transaction_bare().compact();
        content.replacen('{', &format!("{{\"x\":{},", nested(levels)), 1)
    };
    topic.add(
        pingpong(
            "content-depth-32",
            "the content is a separate document, with another 32 levels",
            sealed(&envelope(&transaction_bare()).with("bizContent", deep(31))),
        )
        .flag("limit")
        .accepted(),
    );
    topic.add(
        pingpong(
            "content-depth-33",
            "33 levels are too many for a content",
            sealed(&envelope(&transaction_bare()).with("bizContent", deep(32))),
        )
        .flag("limit")
        .refused_for("ambiguous_body", "bizContent"),
    );
}
