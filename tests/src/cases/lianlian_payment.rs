//! The payment notification: what is strict, what is tolerated.

use super::{Topic, lianlian, lianlian_config, lianlian_section, shop, signed};
use crate::json::Json;
use crate::keys;
use crate::samples::{OID_PARTNER, payment};
use crate::sign::{LianLianSigner, Members};

pub(super) fn topic() -> Topic {
    let any_merchant = lianlian_section(&keys::PLATFORM).with("merchant_ids", "any");
    let mut topic = Topic::new(
        "lianlian-payment",
        "LianLian's payment notification (source document 001): accepted in many shapes, and \
         refused where money or identity is not in order.",
    )
    .config("shop", shop())
    .config("any-merchant", lianlian_config(&any_merchant));
    shapes(&mut topic);
    amounts(&mut topic);
    statuses(&mut topic);
    informational(&mut topic);
    missing(&mut topic);
    invalid(&mut topic);
    merchants(&mut topic);
    topic
}

fn shapes(topic: &mut Topic) {
    let sample = signed(&payment());
    topic.add(
        lianlian(
            "sample",
            "the sample of source document 001, signed",
            &sample,
        )
        .flag("sample")
        .says("kind", "lianlian.payment")
        .says("order_no", "2013051500001")
        .says("transaction_no", "2013051613121201")
        .says("status", "succeeded")
        .says("amount/value", "210.97")
        .says("amount/currency", "CNY")
        .says(
            "delivery_key",
            "lianlian.payment:201103171000000000:2013051613121201:SUCCESS",
        )
        .says("details/settle_date", "2013-05-16")
        .says("details/dt_order", "2013-05-15T09:40:13")
        .accepted(),
    );
    topic.add(
        lianlian(
            "sorted-members",
            "members in bytewise order, as real bodies come",
            LianLianSigner::new(&keys::PLATFORM)
                .sign(&payment())
                .sorted()
                .compact(),
        )
        .accepted(),
    );
    topic.add(
        lianlian(
            "reversed-members",
            "the order of members in the body does not matter; `fields` keeps it",
            LianLianSigner::new(&keys::PLATFORM)
                .sign(&payment())
                .reversed()
                .compact(),
        )
        .accepted(),
    );
    topic.add(
        lianlian(
            "white-space",
            "white space between tokens, as the document's sample has it, is not signed",
            sample
                .replace("\",\"", "\",\r\n\t \"")
                .replace("\":\"", "\" : \"")
                + "\n",
        )
        .accepted(),
    );
    let escaped: String = "用户13958069593购买了3桶羽毛球"
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    topic.add(
        lianlian(
            "escaped-text",
            "the same text in JSON escapes is the same text, and what was signed is the text",
            sample.replace("用户13958069593购买了3桶羽毛球", &escaped),
        )
        .flag("escapes")
        .says("details/info_order", "用户13958069593购买了3桶羽毛球")
        .accepted(),
    );
    topic.add(
        lianlian(
            "escaped-names",
            "member names may be written in escapes too",
            sample
                .replace("\"money_order\"", "\"\\u006doney\\u005Forder\"")
                .replace('/', "\\/"),
        )
        .flag("escapes")
        .says("amount/value", "210.97")
        .accepted(),
    );
    let required = payment()
        .without("settle_date")
        .without("info_order")
        .without("bank_code");
    topic.add(
        lianlian(
            "required-only",
            "every optional member is absent",
            signed(&required),
        )
        .says("details/settle_date", Json::Null)
        .says("irregularities", Json::Array(vec![]))
        .accepted(),
    );
    let all = payment().with("no_agree", "2013051500000123");
    topic.add(
        lianlian(
            "every-member",
            "every documented member is there",
            signed(&all),
        )
        .says("details/no_agree", "2013051500000123")
        .accepted(),
    );
    let unknown = payment().with("acct_name", "*三").with("promo_2027", "1");
    topic.add(
        lianlian(
            "unknown-members",
            "members that no document names are kept",
            signed(&unknown),
        )
        .flag("tolerant")
        .says("fields/promo_2027", "1")
        .accepted(),
    );
    let emptied = payment()
        .with("settle_date", "")
        .with("remark", "")
        .with("no_agree", "");
    topic.add(
        lianlian(
            "empty-members",
            "an empty member is left out of the signing string with its name, and is absent",
            signed(&emptied),
        )
        .says("details/settle_date", Json::Null)
        .says("fields/settle_date", "")
        .accepted(),
    );
    let nulls = payment()
        .with("settle_date", Json::Null)
        .with("remark", Json::Null);
    topic.add(
        lianlian("null-members", "a null member is absent", signed(&nulls))
            .says("fields/remark", Json::Null)
            .accepted(),
    );
    topic.add(
        lianlian(
            "empty-member-added-on-the-way",
            "an empty member that somebody adds changes nothing: it is absent",
            sample.replacen('{', "{\"remark\":\"\",", 1),
        )
        .accepted(),
    );
    let zero = payment().with("flag_zero", "0").with("bank_code", "0");
    topic.add(
        lianlian(
            "zero-is-signed",
            "the text 0 is a value like any other",
            signed(&zero),
        )
        .says("details/bank_code", "0")
        .accepted(),
    );
    let unsorted = payment()
        .with("B", "upper case sorts first")
        .with("_", "then the underscore");
    topic.add(
        lianlian(
            "bytewise-order",
            "the order is bytewise: B, _, bank_code",
            signed(&unsorted),
        )
        .accepted(),
    );
    let text = "{\"a\":[\"b\"]} \\ \" / \t\u{7f} \u{2028} 😀 a=b=c %26 + ;";
    topic.add(
        lianlian(
            "any-characters",
            "quotes, backslashes, controls, line separators, an emoji and `=` are signed verbatim",
            signed(&payment().with("info_order", text)),
        )
        .flag("escapes")
        .says("details/info_order", text)
        .accepted(),
    );
}

fn amounts(topic: &mut Topic) {
    for (id, text) in [
        ("0-01", "0.01"),
        ("0-2", "0.2"),
        ("0-20", "0.20"),
        ("1-0", "1.0"),
        ("5", "5"),
        ("largest", "100000000.00"),
    ] {
        topic.add(
            lianlian(
                &format!("amount-{id}"),
                &format!("{text} is an amount, and is shown as it was written"),
                signed(&payment().with("money_order", text)),
            )
            .flag("amount")
            .says("amount/value", text)
            .says("details/money_order/currency", "CNY")
            .accepted(),
        );
    }
    for (id, text, why) in [
        ("zero", "0", "below the smallest amount"),
        ("zero-point-zero", "0.00", "below the smallest amount"),
        ("too-large", "100000000.01", "above the largest amount"),
        ("three-decimals", "0.010", "two decimals at most"),
        ("negative", "-1.00", "no sign"),
        ("plus", "+1.00", "no sign"),
        ("exponent", "1e2", "no exponent"),
        ("thousands", "1,000.00", "no separators"),
        ("space", " 1.00", "no white space"),
        ("leading-zero", "01.00", "no leading zero"),
        ("no-fraction", "1.", "digits behind the point"),
        ("no-whole", ".50", "digits before the point"),
        ("full-width", "１.00", "ASCII digits only"),
        ("comma", "1,50", "a point, not a comma"),
        ("word", "NaN", "digits only"),
        ("nineteen-digits", "1234567890123456789", "far out of range"),
    ] {
        topic.add(
            lianlian(
                &format!("amount-{id}"),
                &format!("`{text}` is refused: {why}"),
                signed(&payment().with("money_order", text)),
            )
            .flag("amount")
            .refused_for("invalid_field", "money_order"),
        );
    }
}

fn statuses(topic: &mut Topic) {
    for (text, status) in [
        ("PROCESSING", "processing"),
        ("FAILURE", "failed"),
        ("REFUND", "other"),
        ("success", "other"),
        ("FAILED", "other"),
    ] {
        topic.add(
            lianlian(
                &format!(
                    "status-{}",
                    text.to_lowercase() + if text == "success" { "-lower" } else { "" }
                ),
                &format!("`{text}` is the status `{status}`; the set of words is open"),
                signed(&payment().with("result_pay", text)),
            )
            .flag("status")
            .says("status", status)
            .says("status_text", text)
            .accepted(),
        );
    }
    topic.add(
        lianlian(
            "status-with-odd-characters",
            "a status word is percent-encoded in the delivery key",
            signed(&payment().with("result_pay", "成功:a b")),
        )
        .flag("status")
        .says(
            "delivery_key",
            "lianlian.payment:201103171000000000:2013051613121201:%E6%88%90%E5%8A%9F%3Aa%20b",
        )
        .accepted(),
    );
}

fn informational(topic: &mut Topic) {
    for pay_type in ["0", "D", "F", "P", "X", "27", "some new way"] {
        topic.add(
            lianlian(
                &format!("pay-type-{}", pay_type.to_lowercase().replace(' ', "-")),
                "the set of payment methods is open",
                signed(&payment().with("pay_type", pay_type)),
            )
            .flag("tolerant")
            .says("details/pay_type", pay_type)
            .accepted(),
        );
    }
    let long = "字".repeat(256);
    for (id, member, text, why) in [
        (
            "settle-date-impossible",
            "settle_date",
            "20130230",
            "there is no such day",
        ),
        (
            "settle-date-dashes",
            "settle_date",
            "2013-05-16",
            "the form is YYYYMMDD",
        ),
        (
            "settle-date-short",
            "settle_date",
            "201305",
            "the form is YYYYMMDD",
        ),
        (
            "bank-code-long",
            "bank_code",
            "010200001",
            "eight characters are documented",
        ),
        (
            "no-agree-long",
            "no_agree",
            "20130515000001234",
            "sixteen characters are documented",
        ),
        (
            "info-order-long",
            "info_order",
            long.as_str(),
            "255 characters are documented",
        ),
    ] {
        topic.add(
            lianlian(
                &format!("irregular-{id}"),
                &format!("an informational member out of form is kept, not refused: {why}"),
                signed(&payment().with(member, text)),
            )
            .flag("tolerant")
            .says("irregularities", vec![member])
            .says(&format!("fields/{member}"), text)
            .says(&format!("details/{member}"), Json::Null)
            .accepted(),
        );
    }
    let several = payment()
        .with("bank_code", "0102000012")
        .with("settle_date", "tomorrow");
    topic.add(
        lianlian(
            "irregular-several",
            "irregularities come in the order of the document's table",
            signed(&several),
        )
        .flag("tolerant")
        .says("irregularities", vec!["settle_date", "bank_code"])
        .accepted(),
    );
    let full = "字".repeat(255);
    topic.add(
        lianlian(
            "info-order-full",
            "255 characters fit, however many bytes they take",
            signed(&payment().with("info_order", full.as_str())),
        )
        .says("details/info_order", full.as_str())
        .accepted(),
    );
    topic.add(
        lianlian(
            "leap-day",
            "29 February of a leap year is a day",
            signed(&payment().with("settle_date", "20240229")),
        )
        .says("details/settle_date", "2024-02-29")
        .accepted(),
    );
}

fn missing(topic: &mut Topic) {
    for (member, code) in [
        ("oid_paybill", "not_a_notification"),
        ("money_order", "not_a_notification"),
        ("result_pay", "not_a_notification"),
        ("oid_partner", "missing_field"),
        ("no_order", "missing_field"),
        ("dt_order", "missing_field"),
        ("pay_type", "missing_field"),
    ] {
        let name = member.replace('_', "-");
        topic.add(
            lianlian(
                &format!("without-{name}"),
                "a required member is absent, and the signature holds without it",
                signed(&payment().without(member)),
            )
            .flag("missing")
            .refused_for(code, member),
        );
        topic.add(
            lianlian(
                &format!("empty-{name}"),
                "a required member that is empty is absent",
                signed(&payment().with(member, "")),
            )
            .flag("missing")
            .refused_for(code, member),
        );
    }
    topic.add(
        lianlian(
            "null-no-order",
            "a required member that is null is absent",
            signed(&payment().with("no_order", Json::Null)),
        )
        .flag("missing")
        .refused_for("missing_field", "no_order"),
    );
    let response = Members::of(&[
        ("ret_code", "8888"),
        ("ret_msg", "短信已下发，需验证短信验证码"),
        ("sign_type", "RSA"),
        ("oid_partner", OID_PARTNER),
        ("no_order", "LLianPay-YT-20221013145018"),
        ("dt_order", "20221013145018"),
        ("token", "ce40a0c2e72964cc25e1dcd4e47e62c1"),
    ]);
    topic.add(
        lianlian(
            "api-response",
            "a signed answer to a request of the shop's is genuine, but no notification",
            signed(&response),
        )
        .refused_for("not_a_notification", "oid_paybill"),
    );
    // The shape of a genuine answer to a bank card payment request, with other values.
    let answer = payment()
        .without("pay_type")
        .with("ret_code", "0000")
        .with("ret_msg", "交易成功")
        .with("no_agree", "2013051500000123")
        .with("sms_flag", "0");
    topic.add(
        lianlian(
            "payment-request-answer",
            "the answer to a payment request has every member of a notification but pay_type, and \
             ret_code: it is genuine, but no notification",
            signed(&answer),
        )
        .refused_for("not_a_notification", "pay_type"),
    );
    topic.add(
        lianlian(
            "payment-request-answer-empty-pay-type",
            "an empty member is absent",
            signed(&answer.clone().with("pay_type", "")),
        )
        .refused_for("not_a_notification", "pay_type"),
    );
    topic.add(
        lianlian(
            "payment-request-answer-other-merchant",
            "what is not a notification is nobody's",
            signed(&answer.clone().with("oid_partner", "201103171000000001")),
        )
        .flag("merchant")
        .refused_for("not_a_notification", "pay_type"),
    );
    topic.add(
        lianlian(
            "missing-pay-type-empty-ret-code",
            "an empty ret_code is absent, so this is a payment that lacks pay_type",
            signed(&payment().without("pay_type").with("ret_code", "")),
        )
        .refused_for("missing_field", "pay_type"),
    );
    topic.add(
        lianlian(
            "order-query-answer",
            "the answer to an order query has every member of a notification and ret_code: it \
             cannot be distinguished, states the same fact, and is accepted",
            signed(&answer.with("pay_type", "D")),
        )
        .flag("tolerant")
        .says("status", "succeeded")
        .says(
            "delivery_key",
            "lianlian.payment:201103171000000000:2013051613121201:SUCCESS",
        )
        .accepted(),
    );
    topic.add(
        lianlian(
            "refund-notification",
            "a refund notification is signed the same way and is another kind, not built yet",
            signed(&Members::of(&[
                ("oid_partner", OID_PARTNER),
                ("no_refund", "101001"),
                ("oid_refundno", "2013051613121299"),
                ("money_refund", "0.10"),
                ("sta_refund", "2"),
                ("sign_type", "RSA"),
            ])),
        )
        .refused_for("not_a_notification", "oid_paybill"),
    );
}

fn invalid(topic: &mut Topic) {
    let long = "1".repeat(33);
    for (id, member, text, why) in [
        (
            "no-order-long",
            "no_order",
            long.as_str(),
            "32 characters at most",
        ),
        (
            "no-order-control",
            "no_order",
            "2013\u{0}051500001",
            "no control characters",
        ),
        (
            "no-order-line-end",
            "no_order",
            "2013051500001\n",
            "no control characters",
        ),
        (
            "oid-paybill-long",
            "oid_paybill",
            "2013051613121201234",
            "18 characters at most",
        ),
        (
            "result-pay-control",
            "result_pay",
            "SUCCESS\u{1b}[0m",
            "no control characters",
        ),
        (
            "dt-order-short",
            "dt_order",
            "201305150940",
            "the form is YYYYMMDDHHMMSS",
        ),
        (
            "dt-order-impossible-day",
            "dt_order",
            "20130230094013",
            "there is no such day",
        ),
        (
            "dt-order-hour-24",
            "dt_order",
            "20130515240000",
            "there is no such hour",
        ),
        (
            "dt-order-second-60",
            "dt_order",
            "20130515094060",
            "there is no such second",
        ),
        (
            "dt-order-dashes",
            "dt_order",
            "2013-05-15 0940",
            "digits only",
        ),
        (
            "dt-order-trailing-space",
            "dt_order",
            "20130515094013 ",
            "digits only",
        ),
    ] {
        topic.add(
            lianlian(
                &format!("invalid-{id}"),
                &format!("a member that decides identity or date is strict: {why}"),
                signed(&payment().with(member, text)),
            )
            .flag("strict")
            .refused_for("invalid_field", member),
        );
    }
    topic.add(
        lianlian(
            "no-order-full",
            "32 characters fit, ASCII or not",
            signed(&payment().with("no_order", "订单".repeat(16))),
        )
        .flag("strict")
        .says("order_no", "订单".repeat(16))
        .accepted(),
    );
    topic.add(
        lianlian(
            "invalid-oid-partner-long",
            "18 characters at most, even where every merchant is welcome",
            signed(&payment().with("oid_partner", "2011031710000000001")),
        )
        .flag("strict")
        .config("any-merchant")
        .refused_for("invalid_field", "oid_partner"),
    );
}

fn merchants(topic: &mut Topic) {
    for (id, merchant) in [
        ("other", "201103171000000001"),
        ("prefix", "20110317100000000"),
        ("trailing-space", "201103171000000000 "),
    ] {
        topic.add(
            lianlian(
                &format!("merchant-{id}"),
                "one platform key signs for all merchants, so another's genuine notification must \
                 not pass",
                signed(&payment().with("oid_partner", merchant)),
            )
            .flag("merchant")
            .refused_for("wrong_merchant", "oid_partner"),
        );
    }
    topic.add(
        lianlian(
            "merchant-before-fields",
            "whose it is comes before what is in it",
            signed(
                &payment()
                    .with("oid_partner", "201103171000000001")
                    .without("dt_order"),
            ),
        )
        .flag("merchant")
        .refused_for("wrong_merchant", "oid_partner"),
    );
    topic.add(
        lianlian(
            "merchant-any",
            "every merchant is welcome where the configuration says so",
            signed(&payment().with("oid_partner", "201103171000000001")),
        )
        .flag("merchant")
        .config("any-merchant")
        .says("merchant_id", "201103171000000001")
        .accepted(),
    );
}
