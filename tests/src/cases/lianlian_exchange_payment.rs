//! The exchange payment notification: two spellings, three amounts.

use super::{Topic, lianlian, shop, signed};
use crate::json::Json;
use crate::samples::{Spelling, exchange_payment, payment};

pub(super) fn topic() -> Topic {
    let mut topic = Topic::new(
        "lianlian-exchange-payment",
        "LianLian's exchange payment notification (source documents 002 and 003), in both \
         spellings of its settlement members.",
    )
    .config("shop", shop());
    let sample = || exchange_payment(Spelling::Sample);
    let table = || exchange_payment(Spelling::Table);

    topic.add(
        lianlian(
            "sample",
            "the sample of source document 003, signed",
            signed(&sample()),
        )
        .flag("sample")
        .flag("spelling")
        .says("kind", "lianlian.exchange_payment")
        .says("amount/value", "31.68")
        .says("amount/currency", "USD")
        .says("details/money_settle/value", "31.47")
        .says("details/money_settle/currency", "USD")
        .says("details/money_pay/currency", "CNY")
        .says("details/exchange_rate", "6.66")
        .says("fields/money_sellte", "31.47")
        .accepted(),
    );
    topic.add(
        lianlian(
            "table-spelling",
            "spelled as the document's table says",
            signed(&table()),
        )
        .flag("spelling")
        .says("details/money_settle/value", "31.47")
        .says("fields/money_settle", "31.47")
        .accepted(),
    );
    topic.add(
        lianlian(
            "mixed-spelling",
            "each member in another spelling",
            signed(&table().renamed("currency_settle", "currency_sellte")),
        )
        .flag("spelling")
        .says("details/money_settle/currency", "USD")
        .accepted(),
    );
    for (member, other) in [
        ("money_settle", "money_sellte"),
        ("currency_settle", "currency_sellte"),
    ] {
        topic.add(
            lianlian(
                &format!("both-spellings-of-{}", member.replace('_', "-")),
                "both spellings simultaneously leave open which one holds",
                signed(&table().with(
                    other,
                    if member == "money_settle" {
                        "31.47"
                    } else {
                        "USD"
                    },
                )),
            )
            .flag("spelling")
            .refused_for("invalid_field", member),
        );
    }
    topic.add(
        lianlian(
            "second-spelling-empty",
            "an empty member is absent, in any spelling",
            signed(&table().with("money_sellte", "").with("currency_sellte", "")),
        )
        .flag("spelling")
        .accepted(),
    );
    topic.add(
        lianlian(
            "processing",
            "PROCESSING and SUCCESS of one transaction are two facts with two delivery keys",
            signed(&sample().with("result_pay", "PROCESSING")),
        )
        .flag("status")
        .says("status", "processing")
        .says(
            "delivery_key",
            "lianlian.exchange_payment:201103171000000000:2013051613121201:PROCESSING",
        )
        .accepted(),
    );
    topic.add(
        lianlian(
            "without-optional",
            "what the documents call optional is absent, and what only their sample has",
            signed(
                &sample()
                    .without("info_order")
                    .without("bank_code")
                    .without("ret_code")
                    .without("ret_msg"),
            ),
        )
        .says("details/ret_code", Json::Null)
        .accepted(),
    );
    topic.add(
        lianlian(
            "without-settle-date",
            "a payment that is still processing has no day of settlement",
            signed(
                &sample()
                    .with("result_pay", "PROCESSING")
                    .without("settle_date"),
            ),
        )
        .says("details/settle_date", Json::Null)
        .accepted(),
    );
    topic.add(
        lianlian(
            "yen",
            "amounts without decimals in a currency that has none",
            signed(
                &table()
                    .with("currency_order", "JPY")
                    .with("money_order", "3500"),
            ),
        )
        .flag("amount")
        .says("amount/value", "3500")
        .says("amount/currency", "JPY")
        .accepted(),
    );
    topic.add(
        lianlian(
            "new-currency",
            "the set of currencies is open",
            signed(&sample().with("currency_order", "XTS")),
        )
        .flag("tolerant")
        .says("amount/currency", "XTS")
        .accepted(),
    );
    topic.add(
        lianlian(
            "result-code-and-text",
            "ret_code and ret_msg are part of what is signed; ret_msg is free text",
            signed(
                &sample()
                    .with("ret_code", "1003")
                    .with("ret_msg", "处理中 & 请稍候 a=b"),
            ),
        )
        .says("details/ret_msg", "处理中 & 请稍候 a=b")
        .accepted(),
    );
    topic.add(
        lianlian(
            "rate-precise",
            "an exchange rate is an exact decimal",
            signed(&sample().with("exchange_rate", "0.00000666")),
        )
        .says("details/exchange_rate", "0.00000666")
        .accepted(),
    );
    missing(&mut topic);
    invalid(&mut topic);
    topic.add(
        lianlian(
            "payment-with-result-code",
            "ret_code and ret_msg alone do not make an exchange payment",
            signed(
                &payment()
                    .with("ret_code", "0000")
                    .with("ret_msg", "交易成功"),
            ),
        )
        .flag("kind")
        .says("kind", "lianlian.payment")
        .accepted(),
    );
    topic.add(
        lianlian(
            "payment-with-empty-exchange-members",
            "empty exchange members are absent, so this is a payment",
            signed(
                &payment()
                    .with("money_pay", "")
                    .with("currency_order", Json::Null),
            ),
        )
        .flag("kind")
        .says("kind", "lianlian.payment")
        .accepted(),
    );
    topic
}

fn missing(topic: &mut Topic) {
    let sample = || exchange_payment(Spelling::Sample);
    for (member, about, code) in [
        ("oid_paybill", "oid_paybill", "not_a_notification"),
        ("money_order", "money_order", "not_a_notification"),
        ("result_pay", "result_pay", "not_a_notification"),
        ("no_order", "no_order", "missing_field"),
        ("dt_order", "dt_order", "missing_field"),
        ("pay_type", "pay_type", "missing_field"),
        ("currency_order", "currency_order", "missing_field"),
        ("currency_sellte", "currency_settle", "missing_field"),
        ("money_sellte", "money_settle", "missing_field"),
        ("currency_pay", "currency_pay", "missing_field"),
        ("money_pay", "money_pay", "missing_field"),
        ("exchange_rate", "exchange_rate", "missing_field"),
    ] {
        topic.add(
            lianlian(
                &format!("without-{}", member.replace('_', "-")),
                "a required member is absent; it is named as the document's table spells it",
                signed(&sample().without(member)),
            )
            .flag("missing")
            .refused_for(code, about),
        );
    }
    for member in ["money_pay", "exchange_rate", "currency_settle"] {
        let value = if member == "currency_settle" {
            "USD"
        } else {
            "6.66"
        };
        let half = payment().with(member, value);
        let first_missing = "currency_order";
        topic.add(
            lianlian(
                &format!("only-{}", member.replace('_', "-")),
                "one exchange member makes an exchange payment, and then all of them are required",
                signed(&half),
            )
            .flag("missing")
            .flag("kind")
            .refused_for("missing_field", first_missing),
        );
    }
}

fn invalid(topic: &mut Topic) {
    let table = || exchange_payment(Spelling::Table);
    for (id, member, text) in [
        ("currency-lower-case", "currency_order", "usd"),
        ("currency-two-letters", "currency_pay", "CN"),
        ("currency-number", "currency_settle", "840"),
        ("currency-symbol", "currency_pay", "￥"),
        ("order-amount-range", "money_order", "0.00"),
        ("order-amount-decimals", "money_order", "31.680"),
        ("pay-amount-negative", "money_pay", "-210.97"),
        ("pay-amount-decimals", "money_pay", "210.970"),
        ("settle-amount-word", "money_settle", "31,47"),
        ("rate-exponent", "exchange_rate", "6.66e0"),
        ("rate-word", "exchange_rate", "n/a"),
        ("rate-negative", "exchange_rate", "-6.66"),
    ] {
        topic.add(
            lianlian(
                &format!("invalid-{id}"),
                &format!("`{text}` is not what {member} must be"),
                signed(&table().with(member, text)),
            )
            .flag("strict")
            .refused_for("invalid_field", member),
        );
    }
    topic.add(
        lianlian(
            "invalid-in-the-other-spelling",
            "the member is named as it was written",
            signed(&exchange_payment(Spelling::Sample).with("money_sellte", "31.4.7")),
        )
        .flag("strict")
        .flag("spelling")
        .refused_for("invalid_field", "money_sellte"),
    );
    topic.add(
        lianlian(
            "irregular",
            "informational members out of form are kept, here too",
            signed(
                &table()
                    .with("settle_date", "16.05.2013")
                    .with("bank_code", "ICBK-CN-BJ"),
            ),
        )
        .flag("tolerant")
        .says("irregularities", vec!["settle_date", "bank_code"])
        .accepted(),
    );
}
