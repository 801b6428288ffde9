//! Signing strings with several readings (PROTOCOLS 1.4): pairs that share one signature.

use super::{Topic, lianlian, pingpong, sealed, shop, signed, wrapped};
use crate::json::Json;
use crate::keys;
use crate::samples::{Spelling, envelope, exchange_payment, payment, transaction_bare};
use crate::sign::{LianLianSigner, Members, PingPongSigner};

pub(super) fn topic() -> Topic {
    let mut topic = Topic::new(
        "ambiguity",
        "Neither provider escapes its signing string, so one signed string has several readings. \
         Cases whose ids end in `-genuine` and `-forged` carry the same string and signature.",
    )
    .config("shop", shop());
    lianlian_pairs(&mut topic);
    lianlian_harmless(&mut topic);
    lianlian_refused(&mut topic);
    pingpong_pairs(&mut topic);
    pingpong_refused(&mut topic);
    topic
}

/// The other reading under the signature of the first.
fn forged(genuine: &Members, other: &Members) -> String {
    let string = LianLianSigner::message(genuine);
    assert_eq!(
        string,
        LianLianSigner::message(other),
        "one string, two readings"
    );
    let signer = LianLianSigner::new(&keys::PLATFORM);
    other
        .clone()
        .with("sign", signer.signature(string.as_bytes()))
        .compact()
}

fn lianlian_pairs(topic: &mut Topic) {
    let genuine = payment()
        .with("info_order", "x&money_order=9999.00&mz=")
        .with("money_order", "0.01");
    let other = payment()
        .with("info_order", "x")
        .with("money_order", "9999.00")
        .with("mz", "&money_order=0.01");
    topic.add(
        lianlian(
            "money-order-genuine",
            "signed for 0.01, with a text that a customer chose",
            signed(&genuine),
        )
        .flag("pair")
        .refused_for("ambiguous_body", "info_order"),
    );
    topic.add(
        lianlian(
            "money-order-forged",
            "the same signature, read as 9999.00",
            forged(&genuine, &other),
        )
        .flag("pair")
        .flag("forged")
        .refused_for("ambiguous_body", "mz"),
    );
    let hidden = payment().with("info_order", "x&no_order=2013051500002&nz=");
    let other = payment()
        .with("info_order", "x")
        .with("no_order", "2013051500002")
        .with(
            "nz",
            &*format!("&money_order=210.97&no_order={}", "2013051500001"),
        )
        .without("money_order");
    topic.add(
        lianlian(
            "no-order-genuine",
            "a text that names another order",
            signed(&hidden),
        )
        .flag("pair")
        .refused_for("ambiguous_body", "info_order"),
    );
    topic.add(
        lianlian(
            "no-order-forged",
            "the same signature, read as another order",
            forged(&hidden, &other),
        )
        .flag("pair")
        .flag("forged")
        .refused_for("ambiguous_body", "nz"),
    );
    // A whole member swallowed by the one before it in the string.
    let genuine = payment();
    let other = payment()
        .without("bank_code")
        .without("dt_order")
        .with("bank_code", "01020000&dt_order=20130515094013");
    topic.add(
        lianlian(
            "swallowed-date-forged",
            "a member that hides its neighbour in the string of a genuine notification",
            forged(&genuine, &other),
        )
        .flag("pair")
        .flag("forged")
        .refused_for("ambiguous_body", "bank_code"),
    );
    let genuine = payment().with("info_order", "用户 & co");
    let other = payment()
        .with("info_order", "用户 & co&money_order=210.97")
        .without("money_order");
    topic.add(
        lianlian(
            "swallowed-amount-genuine",
            "ordinary text with an ampersand",
            signed(&genuine),
        )
        .flag("pair")
        .says("details/info_order", "用户 & co")
        .accepted(),
    );
    topic.add(
        lianlian(
            "swallowed-amount-forged",
            "the same signature with the amount hidden in the text",
            forged(&genuine, &other),
        )
        .flag("pair")
        .flag("forged")
        .refused_for("ambiguous_body", "info_order"),
    );
    let genuine = payment().with("info_order", "x&juice=1");
    let other = payment().with("info_order", "x").with("juice", "1");
    topic.add(
        lianlian(
            "unknown-member-in-text-genuine",
            "a text may hold `&name=` where no member is called so",
            signed(&genuine),
        )
        .flag("pair")
        .says("amount/value", "210.97")
        .accepted(),
    );
    topic.add(
        lianlian(
            "unknown-member-in-text-other",
            "the same signature read as a member that no kind defines: all that matters agrees",
            forged(&genuine, &other),
        )
        .flag("pair")
        .says("amount/value", "210.97")
        .says("details/info_order", "x")
        .accepted(),
    );
    let genuine = payment();
    let first = "bank_code=01020000&dt_order";
    let mut other = payment().without("bank_code").without("dt_order");
    other.0.push((first.to_owned(), "20130515094013".into()));
    topic.add(
        lianlian(
            "name-with-separators-forged",
            "a name that hides a member",
            forged(&genuine, &other),
        )
        .flag("pair")
        .flag("forged")
        .refused("ambiguous_body"),
    );
}

fn lianlian_harmless(topic: &mut Topic) {
    for (id, text) in [
        ("tom-and-jerry", "Tom & Jerry"),
        ("query", "reward_id=9302&pay_target=reward"),
        ("only-ampersand", "&"),
        ("trailing", "x&"),
        ("leading", "&x=1"),
        ("name-without-equals", "x&money_order"),
        ("longer-name", "x&money_order_no=1"),
        ("shorter-name", "x&money_orde=1"),
        ("upper-case", "x&MONEY_ORDER=1"),
        ("spaced-name", "x& money_order=1"),
        ("space-before-equals", "x&money_order =1"),
        ("name-at-the-start", "money_order=1"),
        ("html-entity", "a&amp;b=1"),
    ] {
        topic.add(
            lianlian(
                &format!("text-{id}"),
                "free text that no reading can turn into a known member",
                signed(&payment().with("info_order", text)),
            )
            .flag("free-text")
            .says("details/info_order", text)
            .accepted(),
        );
    }
    topic.add(
        lianlian(
            "equals-in-a-value",
            "an `=` inside a value is harmless: names have none",
            signed(
                &payment()
                    .with("bank_code", "a==b=")
                    .with("token", "dG9rZW4="),
            ),
        )
        .says("details/bank_code", "a==b=")
        .accepted(),
    );
}

fn lianlian_refused(topic: &mut Topic) {
    for (id, text) in [
        ("money-order", "x&money_order=1"),
        ("exchange-member", "x&money_pay=1"),
        ("other-spelling", "x&currency_sellte=USD"),
        ("sign-type", "x&sign_type=MD5"),
        ("itself", "x&info_order=y"),
        ("empty-value", "x&pay_type="),
        ("second-ampersand", "a&b&oid_partner=1"),
        ("double-ampersand", "a&&result_pay=SUCCESS"),
    ] {
        topic.add(
            lianlian(
                &format!("text-hides-{id}"),
                "free text with `&`, the name of a member and `=`",
                signed(&payment().with("info_order", text)),
            )
            .flag("free-text")
            .refused_for("ambiguous_body", "info_order"),
        );
    }
    topic.add(
        lianlian(
            "result-text-hides-a-member",
            "ret_msg is free text under the same rule",
            signed(&exchange_payment(Spelling::Sample).with("ret_msg", "ok&settle_date=20130517")),
        )
        .flag("free-text")
        .refused_for("ambiguous_body", "ret_msg"),
    );
    topic.add(
        lianlian(
            "ampersand-in-escapes",
            "an ampersand in a JSON escape is an ampersand",
            signed(&payment().with("info_order", "x&pay_type=9"))
                .replace("x&pay_type", "x\\u0026pay\\u005ftype"),
        )
        .flag("free-text")
        .flag("escapes")
        .refused_for("ambiguous_body", "info_order"),
    );
    for (member, value) in [
        ("no_order", "A&B"),
        ("bank_code", "x&"),
        ("unheard_of", "a&b"),
        ("pay_type", "&"),
    ] {
        topic.add(
            lianlian(
                &format!("ampersand-in-{}", member.replace('_', "-")),
                "outside free text no value may hold `&`, known member or not",
                signed(&payment().with(member, value)),
            )
            .refused_for("ambiguous_body", member),
        );
    }
    for (id, value) in [
        ("number", Json::Number("210".to_owned())),
        ("true", Json::Bool(true)),
        ("array", Json::Array(vec!["210.97".into()])),
        ("object", Json::object([("value", "210.97".into())])),
    ] {
        topic.add(
            lianlian(
                &format!("money-order-{id}"),
                "a member that is not a string: nobody knows how it would be signed",
                signed(&payment().with("money_order", value)),
            )
            .flag("type")
            .refused_for("ambiguous_body", "money_order"),
        );
    }
    topic.add(
        lianlian(
            "unknown-number",
            "the same for a member that no kind defines",
            signed(&payment().with("count", 3)),
        )
        .flag("type")
        .refused_for("ambiguous_body", "count"),
    );
    topic.add(
        lianlian(
            "sign-number",
            "a signature that is not a string",
            payment().with("sign", 1).compact(),
        )
        .flag("type")
        .refused_for("ambiguous_body", "sign"),
    );
    for member in ["info_order", "bank_code"] {
        topic.add(
            lianlian(
                &format!("literal-null-{}", member.replace('_', "-")),
                "the text `null`: the provider's own programs disagree on whether it is signed",
                signed(&payment().with(member, "null")),
            )
            .refused_for("ambiguous_body", member),
        );
    }
    for (id, member, text) in [
        ("upper-case", "info_order", "NULL"),
        ("capital", "acct_name", "Null"),
        ("mixed-case", "no_order", "nULl"),
    ] {
        topic.add(
            lianlian(
                &format!("literal-null-{id}"),
                "the text `null` in any letter case: some of the provider's own programs leave it \
                 out of the signed text, others do not",
                signed(&payment().with(member, text)),
            )
            .refused_for("ambiguous_body", member),
        );
    }
    topic.add(
        lianlian(
            "literal-null-left-out",
            "the same, signed by a program that left it out: the code is the same",
            LianLianSigner::new(&keys::PLATFORM)
                .sign(&payment().without("info_order"))
                .with("info_order", "NULL")
                .compact(),
        )
        .refused_for("ambiguous_body", "info_order"),
    );
    for (id, text) in [
        ("in-brackets", "(null)"),
        ("with-a-space", "null "),
        ("in-a-word", "nullable"),
    ] {
        topic.add(
            lianlian(
                &format!("not-the-literal-null-{id}"),
                "only the bare word is doubtful",
                signed(&payment().with("info_order", text)),
            )
            .says("details/info_order", text)
            .accepted(),
        );
    }
    topic.add(
        lianlian(
            "ampersands-256",
            "as many `&` as a counter of one byte takes for none",
            signed(&payment().with("a", "&".repeat(256))),
        )
        .refused_for("ambiguous_body", "a"),
    );
    topic.add(
        lianlian(
            "nested-without-a-signature",
            "a message of another scheme, nested and signed in a header: the first thing to say \
             is that the body carries no signature",
            payment()
                .with("payerInfo", Json::Array(vec!["x".into()]))
                .compact(),
        )
        .flag("unsigned")
        .refused_for("missing_signature", "sign"),
    );
    for (id, name) in [
        ("dash", "money-order"),
        ("space", "money order"),
        ("empty", ""),
        ("equals", "a=b"),
        ("chinese", "金额"),
        ("dot", "a.b"),
        ("nul", "a\u{0}"),
    ] {
        topic.add(
            lianlian(
                &format!("name-{id}"),
                "a name may have letters, digits and underscores only",
                signed(&payment().with(name, "1")),
            )
            .flag("name")
            .refused("ambiguous_body"),
        );
    }
}

fn pingpong_pairs(topic: &mut Topic) {
    let signer = PingPongSigner::new(crate::samples::SALT);
    let content = transaction_bare();
    let genuine = envelope(&content).with("description", "ok&signType=MD5&version=1.0");
    topic.add(
        pingpong(
            "description-genuine",
            "a description that names other members of the envelope",
            sealed(&genuine),
        )
        .flag("pair")
        .refused_for("ambiguous_body", "description"),
    );
    let other = envelope(&content)
        .with("description", "ok")
        .with("signType", "MD5")
        .with("version", "1.0&signType=SHA256");
    let string = PingPongSigner::message(&genuine);
    let forged = other
        .with("sign", signer.signature(string.as_bytes()))
        .compact();
    topic.add(
        pingpong(
            "description-forged",
            "the same signature, read as those members",
            forged,
        )
        .flag("pair")
        .flag("forged")
        .refused_for("ambiguous_body", "version"),
    );
    let genuine = envelope(&content);
    let string = PingPongSigner::message(&genuine);
    let cut = envelope(&content)
        .with(
            "bizContent",
            format!("{}&clientId=2018092714313010016", content.compact()),
        )
        .without("clientId");
    assert_eq!(
        PingPongSigner::message(&cut),
        string,
        "one string, two readings"
    );
    topic.add(
        pingpong(
            "content-swallows-genuine",
            "the genuine envelope",
            sealed(&genuine),
        )
        .flag("pair")
        .accepted(),
    );
    topic.add(
        pingpong(
            "content-swallows-forged",
            "the same signature with a member hidden behind the content",
            cut.with("sign", signer.signature(string.as_bytes()))
                .compact(),
        )
        .flag("pair")
        .flag("forged")
        .refused_for("ambiguous_body", "bizContent"),
    );
    let tricky = content.with("remark", "x\"}&clientId=9&code=1");
    topic.add(
        pingpong(
            "content-with-separators",
            "a content may hold anything: a proper prefix of an object is not an object",
            wrapped(&tricky),
        )
        .says("details/remark", "x\"}&clientId=9&code=1")
        .accepted(),
    );
}

fn pingpong_refused(topic: &mut Topic) {
    for (id, text) in [
        ("acc-id", "x&accId=1"),
        ("content", "x&bizContent={}"),
        ("client-id", "x&clientId="),
        ("code", "x&code=000000"),
        ("itself", "x&description=y"),
        ("sign-type", "x&signType=MD5"),
        ("version", "x&version=2.0"),
    ] {
        topic.add(
            pingpong(
                &format!("description-hides-{id}"),
                "free text with `&`, the name of a member and `=`",
                sealed(&envelope(&transaction_bare()).with("description", text)),
            )
            .flag("free-text")
            .refused_for("ambiguous_body", "description"),
        );
    }
    for (member, value) in [
        ("code", "000000&x"),
        ("version", "&"),
        ("traceId", "a&b=c"),
        ("accId", "1&2"),
    ] {
        topic.add(
            pingpong(
                &format!("ampersand-in-{}", member.to_lowercase()),
                "outside description and content no value may hold `&`",
                sealed(&envelope(&transaction_bare()).with(member, value)),
            )
            .refused_for("ambiguous_body", member),
        );
    }
    for (id, member, value) in [
        (
            "envelope-content-object",
            "bizContent",
            transaction_bare().json(),
        ),
        ("envelope-content-array", "bizContent", Json::Array(vec![])),
        ("envelope-code-number", "code", Json::from(0)),
        (
            "envelope-description-bool",
            "description",
            Json::Bool(false),
        ),
        ("envelope-unknown-array", "extras", Json::Array(vec![])),
    ] {
        topic.add(
            pingpong(
                id,
                "a member of the envelope that is not a string cannot be verified",
                sealed(&envelope(&transaction_bare()).with(member, value)),
            )
            .flag("type")
            .refused_for("ambiguous_body", member),
        );
    }
    for (id, text) in [
        ("truncated", "{\"notifyType\":\"RECHARGE\""),
        ("array", "[]"),
        ("text", "RECHARGE"),
        ("quoted", "\"RECHARGE\""),
        ("null", "null"),
        ("two", "{} {}"),
        ("trailing", "{\"notifyType\":\"RECHARGE\"}x"),
        ("trailing-comma", "{\"notifyType\":\"RECHARGE\",}"),
        ("single-quotes", "{'notifyType':'RECHARGE'}"),
        ("byte-order-mark", "\u{feff}{}"),
        ("lone-surrogate", "{\"notifyType\":\"\\ud800\"}"),
        ("comment", "{}/**/"),
    ] {
        topic.add(
            pingpong(
                &format!("content-{id}"),
                "the content must be one complete strict JSON object",
                sealed(&envelope(&transaction_bare()).with("bizContent", text)),
            )
            .flag("content")
            .refused_for("ambiguous_body", "bizContent"),
        );
    }
    for (id, value) in [
        ("no-break-space", "\u{a0}"),
        ("ideographic-space", "\u{3000} "),
        ("next-line", "\u{85}"),
        ("em-space", " \u{2003}"),
    ] {
        topic.add(
            pingpong(
                &format!("blank-{id}"),
                "blank in some languages and not in others, so nobody knows whether it is signed",
                sealed(&envelope(&transaction_bare()).with("description", value)),
            )
            .flag("blank")
            .refused_for("ambiguous_body", "description"),
        );
    }
    topic.add(
        pingpong(
            "envelope-name-dash",
            "a name may have letters, digits and underscores only",
            sealed(&envelope(&transaction_bare()).with("trace-id", "1")),
        )
        .flag("name")
        .refused("ambiguous_body"),
    );
}
