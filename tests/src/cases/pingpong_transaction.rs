//! The transaction notification, and what PingPong's kinds share.

use super::{Topic, pingpong, pingpong_config, pingpong_section, sealed, shop, wrapped};
use crate::json::Json;
use crate::samples::{ACC_ID, envelope, envelope_2023, transaction, transaction_bare};
use crate::sign::{Members, PingPongSigner};

pub(super) fn topic() -> Topic {
    let any_account = pingpong_section().with("acc_ids", "any");
    let mut topic = Topic::new(
        "pingpong-transaction",
        "PingPongCheckout's transaction notification (RECHARGE): shapes of the envelope and of \
         its content, what is strict, what is tolerated.",
    )
    .config("shop", shop())
    .config("any-account", pingpong_config(&any_account));
    shapes(&mut topic);
    statuses(&mut topic);
    tolerated(&mut topic);
    strict(&mut topic);
    not_notifications(&mut topic);
    merchants(&mut topic);
    topic
}

fn shapes(topic: &mut Topic) {
    topic.add(
        pingpong(
            "sample",
            "every documented member is there",
            wrapped(&transaction()),
        )
        .flag("sample")
        .says("kind", "pingpong.transaction")
        .says("merchant_id", ACC_ID)
        .says("order_no", "PMT-PR5GFUNZQP1695182276082")
        .says("transaction_no", "2023092050004591")
        .says("status", "succeeded")
        .says("amount/value", "200.000000")
        .says("amount/currency", "USD")
        .says(
            "delivery_key",
            "pingpong.transaction:2018092714313010016291:2023092050004591:SUCCESS",
        )
        .says("details/transaction_time", "2023-09-20T03:57:56.082Z")
        .says("details/three_d_secure", true)
        .says("details/capture_delay_hours", 0)
        .says("details/exchanged_amount/currency", "CNY")
        .accepted(),
    );
    topic.add(
        pingpong(
            "envelope-of-2023",
            "the envelope of the 2023 tables: a version, no code, no description",
            sealed(&envelope_2023(&transaction())),
        )
        .says("envelope/version", "1.0")
        .accepted(),
    );
    topic.add(
        pingpong(
            "required-only",
            "every optional member is absent",
            wrapped(&transaction_bare()),
        )
        .says("details/request_id", Json::Null)
        .accepted(),
    );
    let signer = PingPongSigner::new(crate::samples::SALT);
    let signed = signer.sign(&envelope(&transaction_bare()));
    topic.add(
        pingpong(
            "reversed-members",
            "the order of the envelope's members does not matter",
            signed.clone().reversed().compact(),
        )
        .accepted(),
    );
    topic.add(
        pingpong(
            "lower-case-signature",
            "hex in either case",
            signed
                .clone()
                .with(
                    "sign",
                    signed.text("sign").expect("signed").to_ascii_lowercase(),
                )
                .compact(),
        )
        .accepted(),
    );
    let spaced = " {\n\t\"notifyType\" : \"RECHARGE\",\r\n \"amount\":\"200.000000\" , \
                  \"currency\":\"USD\", \"merchantTransactionId\":\"PMT & Söhne=1\", \
                  \"transactionId\":\"2023092050004591\",\"status\":\"SUCCESS\" }\n";
    topic.add(
        pingpong(
            "content-signed-raw",
            "the content is signed as the string it is: white space, `&`, `=` and all",
            sealed(&envelope(&transaction_bare()).with("bizContent", spaced)),
        )
        .says("order_no", "PMT & Söhne=1")
        .accepted(),
    );
    let escapes = r#"{"notifyType":"\u0052ECHARGE","amount":"200.000000","currency":"USD","merchantTransactionId":"PMT\/\u00fc\ud83d\ude00","transactionId":"2023092050004591","status":"SUCCESS"}"#;
    topic.add(
        pingpong(
            "content-with-escapes",
            "escapes inside the content are signed as escapes and read as text",
            sealed(&envelope(&transaction_bare()).with("bizContent", escapes)),
        )
        .flag("escapes")
        .says("order_no", "PMT/ü😀")
        .says(
            "delivery_key",
            "pingpong.transaction:2018092714313010016291:2023092050004591:SUCCESS",
        )
        .accepted(),
    );
    let sample = wrapped(&transaction());
    topic.add(
        pingpong(
            "envelope-with-escapes",
            "the envelope's own escapes are undone before the signing string is made",
            sample
                .replace("\"accId\"", "\"\\u0061ccId\"")
                .replace('/', "\\/"),
        )
        .flag("escapes")
        .accepted(),
    );
    topic.add(
        pingpong(
            "blank-envelope-members",
            "blank members of the envelope are not signed",
            sealed(
                &envelope(&transaction_bare())
                    .with("description", " \t")
                    .with("code", "")
                    .with("version", Json::Null),
            ),
        )
        .accepted(),
    );
    topic.add(
        pingpong(
            "unknown-envelope-members",
            "members that the vendor adds to the envelope are signed and kept",
            sealed(
                &envelope(&transaction_bare())
                    .with("traceId", "7f3a")
                    .with("region", "EU=1"),
            ),
        )
        .flag("tolerant")
        .says("envelope/traceId", "7f3a")
        .accepted(),
    );
    topic.add(
        pingpong(
            "failing-code",
            "business decisions use the content's status, not the envelope's code",
            sealed(&envelope(&transaction_bare()).with("code", "110001")),
        )
        .says("status", "succeeded")
        .accepted(),
    );
    topic.add(
        pingpong(
            "description-free-text",
            "a description may hold `&` and `=`",
            sealed(&envelope(&transaction_bare()).with("description", "R&D = ok & rate=1")),
        )
        .says("envelope/description", "R&D = ok & rate=1")
        .accepted(),
    );
}

fn statuses(topic: &mut Topic) {
    for (text, status) in [
        ("FAILED", "failed"),
        ("AUTH_SUCCESS", "authorized"),
        ("CLOSED", "closed"),
        ("CANCEL", "cancelled"),
        ("PROCESSING", "processing"),
        ("INIT", "other"),
        ("PARTLY_DONE", "other"),
    ] {
        topic.add(
            pingpong(
                &format!("status-{}", text.to_lowercase().replace('_', "-")),
                &format!("`{text}` is the status `{status}`; the set of words is open"),
                wrapped(&transaction_bare().with("status", text)),
            )
            .flag("status")
            .says("status", status)
            .says("status_text", text)
            .says(
                "delivery_key",
                format!("pingpong.transaction:2018092714313010016291:2023092050004591:{text}"),
            )
            .accepted(),
        );
    }
}

fn tolerated(topic: &mut Topic) {
    for (id, value, hours) in [
        ("string", Json::text("-1"), -1),
        ("number", Json::from(-1), -1),
        ("zero", Json::from(0), 0),
        ("days", Json::text("168"), 168),
    ] {
        topic.add(
            pingpong(
                &format!("capture-delay-{id}"),
                "a whole number, in quotes or not",
                wrapped(&transaction_bare().with("captureDelayHours", value)),
            )
            .says("details/capture_delay_hours", hours)
            .accepted(),
        );
    }
    for (id, text, shown) in [
        ("no", "N", Json::Bool(false)),
        ("yes", "Y", Json::Bool(true)),
        ("empty", "", Json::Null),
    ] {
        topic.add(
            pingpong(
                &format!("three-d-secure-{id}"),
                "`Y`, `N` or empty",
                wrapped(&transaction_bare().with("threeDSecure", text)),
            )
            .says("details/three_d_secure", shown)
            .says("irregularities", Json::Array(vec![]))
            .accepted(),
        );
    }
    for (id, member, value) in [
        ("three-d-secure", "threeDSecure", Json::text("YES")),
        ("three-d-secure-bool", "threeDSecure", Json::Bool(true)),
        ("capture-delay", "captureDelayHours", Json::text("soon")),
        ("capture-delay-plus", "captureDelayHours", Json::text("+1")),
        (
            "time-iso",
            "transactionTime",
            Json::text("2023-09-20T03:57:56Z"),
        ),
        (
            "time-number",
            "transactionTime",
            Json::Number("1695182276082".to_owned()),
        ),
        ("end-time-negative", "transactionEndTime", Json::text("-1")),
        ("remark-long", "remark", Json::text("x".repeat(256))),
        ("request-id-long", "requestId", Json::text("x".repeat(65))),
        ("payment-method-text", "paymentMethod", Json::text("VISA")),
        ("card-info-number", "cardInfo", Json::from(1111)),
        (
            "exchanged-amount-alone",
            "exchangedAmount",
            Json::text("1458.600000"),
        ),
    ] {
        topic.add(
            pingpong(
                &format!("irregular-{id}"),
                "an informational member out of form is kept, not refused",
                wrapped(&transaction_bare().with(member, value.clone())),
            )
            .flag("tolerant")
            .says("irregularities", vec![member])
            .says(&format!("fields/{member}"), value)
            .accepted(),
        );
    }
    let nested = Json::object([(
        "level",
        Json::Array(vec![
            Json::Null,
            Json::Bool(true),
            Json::object([("deep", "&=".into())]),
        ]),
    )]);
    topic.add(
        pingpong(
            "unknown-members",
            "what the vendor adds to the content is kept, nested or not",
            wrapped(
                &transaction_bare()
                    .with("nested", nested.clone())
                    .with("count", 3)
                    .with("nothing", Json::Null)
                    .with("dotted.name with spaces", "x"),
            ),
        )
        .flag("tolerant")
        .says("fields/nested", nested)
        .accepted(),
    );
    for (id, text) in [
        ("whole", "200"),
        ("two", "199.99"),
        ("tiny", "0.000001"),
        ("zero", "0"),
    ] {
        topic.add(
            pingpong(
                &format!("amount-{id}"),
                &format!("{text} is an exact amount"),
                wrapped(&transaction_bare().with("amount", text)),
            )
            .flag("amount")
            .says("amount/value", text)
            .accepted(),
        );
    }
}

fn strict(topic: &mut Topic) {
    for member in [
        "amount",
        "currency",
        "merchantTransactionId",
        "transactionId",
        "status",
    ] {
        let id = member.to_lowercase();
        topic.add(
            pingpong(
                &format!("without-{id}"),
                "a required member is absent",
                wrapped(&transaction_bare().without(member)),
            )
            .flag("missing")
            .refused_for("missing_field", member),
        );
        topic.add(
            pingpong(
                &format!("empty-{id}"),
                "a required member that is empty is absent",
                wrapped(&transaction_bare().with(member, "")),
            )
            .flag("missing")
            .refused_for("missing_field", member),
        );
    }
    let long = "x".repeat(65);
    for (id, member, value) in [
        ("amount-number", "amount", Json::Number("200".to_owned())),
        ("amount-seven-decimals", "amount", Json::text("0.0000001")),
        ("amount-negative", "amount", Json::text("-1")),
        ("amount-exponent", "amount", Json::text("2E2")),
        ("amount-leading-zero", "amount", Json::text("0200")),
        (
            "amount-nineteen-digits",
            "amount",
            Json::text("1234567890123.456789"),
        ),
        ("currency-lower-case", "currency", Json::text("usd")),
        ("currency-four-letters", "currency", Json::text("USDT")),
        ("currency-number", "currency", Json::from(840)),
        (
            "order-long",
            "merchantTransactionId",
            Json::text(long.as_str()),
        ),
        (
            "order-control",
            "merchantTransactionId",
            Json::text("PMT\n1"),
        ),
        ("order-object", "merchantTransactionId", Json::object([])),
        (
            "transaction-long",
            "transactionId",
            Json::text(long.as_str()),
        ),
        (
            "transaction-number",
            "transactionId",
            Json::Number("2023092050004591".to_owned()),
        ),
        ("status-long", "status", Json::text(long.as_str())),
        ("status-bool", "status", Json::Bool(true)),
    ] {
        topic.add(
            pingpong(
                &format!("invalid-{id}"),
                "a member that decides money or identity is strict",
                wrapped(&transaction_bare().with(member, value)),
            )
            .flag("strict")
            .refused_for("invalid_field", member),
        );
    }
    topic.add(
        pingpong(
            "invalid-exchanged-amount",
            "an amount is strict even where it is optional",
            wrapped(&transaction().with("exchangedAmount", "1,458.60")),
        )
        .flag("strict")
        .refused_for("invalid_field", "exchangedAmount"),
    );
    topic.add(
        pingpong(
            "invalid-exchanged-currency",
            "and so is its currency",
            wrapped(&transaction().with("exchangedCurrency", "yuan")),
        )
        .flag("strict")
        .refused_for("invalid_field", "exchangedCurrency"),
    );
}

fn not_notifications(topic: &mut Topic) {
    let response = Members::of(&[
        ("amount", "1000"),
        (
            "paymentUrl",
            "https://checkout.example/v3?token=EU:vr_YVR8u7rn7C1gG97DOg9",
        ),
        ("transactionId", "2023092050004591"),
        ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
        ("currency", "USD"),
    ]);
    topic.add(
        pingpong(
            "response",
            "an answer to the shop's own request is genuine, but no notification",
            wrapped(&response),
        )
        .refused_for("not_a_notification", "notifyType"),
    );
    let request = Members::of(&[
        ("captureDelayHours", "0"),
        ("amount", "1000"),
        ("currency", "USD"),
        ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
        ("shopperIP", "203.0.113.9"),
    ]);
    topic.add(
        pingpong(
            "request",
            "the shop's own request, sent back to it",
            sealed(&envelope_2023(&request)),
        )
        .flag("replay")
        .refused_for("not_a_notification", "notifyType"),
    );
    for (id, value) in [
        ("empty", Json::text("")),
        ("null", Json::Null),
        ("number", Json::from(1)),
        ("object", Json::object([])),
    ] {
        topic.add(
            pingpong(
                &format!("notify-type-{id}"),
                "a notification says what it notifies of",
                wrapped(&transaction_bare().with("notifyType", value)),
            )
            .refused_for("not_a_notification", "notifyType"),
        );
    }
    topic.add(
        pingpong(
            "without-content",
            "an error answer has no content",
            sealed(&envelope(&transaction_bare()).without("bizContent")),
        )
        .refused_for("not_a_notification", "notifyType"),
    );
    topic.add(
        pingpong(
            "blank-content",
            "a blank content is left out of the signing string, and says nothing",
            sealed(&envelope(&transaction_bare()).with("bizContent", " ")),
        )
        .refused_for("not_a_notification", "notifyType"),
    );
}

fn merchants(topic: &mut Topic) {
    for (id, member, value) in [
        ("other-client", "clientId", "2018092714313010017"),
        ("other-account", "accId", "2018092714313010016292"),
        ("account-as-client", "clientId", ACC_ID),
        ("account-prefix", "accId", "2018092714313010016"),
    ] {
        topic.add(
            pingpong(
                &format!("merchant-{id}"),
                "the envelope must name our client and one of our accounts",
                sealed(&envelope(&transaction_bare()).with(member, value)),
            )
            .flag("merchant")
            .refused_for("wrong_merchant", member),
        );
    }
    for member in ["clientId", "accId"] {
        topic.add(
            pingpong(
                &format!("without-{}", member.to_lowercase()),
                "the envelope must say whose it is",
                sealed(&envelope(&transaction_bare()).without(member)),
            )
            .flag("merchant")
            .flag("missing")
            .refused_for("missing_field", member),
        );
    }
    topic.add(
        pingpong(
            "merchant-before-fields",
            "whose it is comes before what is in it",
            sealed(
                &envelope(&transaction_bare().without("amount"))
                    .with("accId", "2018092714313010016292"),
            ),
        )
        .flag("merchant")
        .refused_for("wrong_merchant", "accId"),
    );
    topic.add(
        pingpong(
            "merchant-any-account",
            "every account of the client is welcome where the configuration says so",
            sealed(&envelope(&transaction_bare()).with("accId", "2018092714313010016999")),
        )
        .flag("merchant")
        .config("any-account")
        .says("merchant_id", "2018092714313010016999")
        .accepted(),
    );
}
