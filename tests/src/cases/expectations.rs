//! "Is this the payment I am waiting for?"

use super::{Draft, Order, Topic, codes, lianlian, pingpong, shop, signed, wrapped};
use crate::pack::{Expected, Operation};
use crate::samples::{Spelling, exchange_payment, payment, transaction_bare, unknown_type};

pub(super) fn topic() -> Topic {
    let mut topic = Topic::new(
        "expectations",
        "Comparing a notification with the payment that a shop waits for: order number, exact \
         amount, currency.",
    )
    .config("shop", shop());
    let order = "2013051500001";
    let paid = || lianlian("", "", signed(&payment()));
    for (id, value) in [
        ("exact", "210.97"),
        ("more-zeros", "210.970"),
        ("many-zeros", "210.9700000000"),
    ] {
        topic.add(met(expect(paid(), id, "0.2 is 0.20", order, value, "CNY")));
    }
    topic.add(met(expect(
        lianlian("", "", signed(&payment().with("money_order", "0.2"))),
        "fewer-zeros",
        "0.20 is 0.2",
        order,
        "0.20",
        "CNY",
    )));
    topic.add(met(expect(
        lianlian("", "", signed(&payment().with("money_order", "5.0"))),
        "no-decimals",
        "5 is 5.0",
        order,
        "5",
        "CNY",
    )));
    topic.add(met(expect(
        lianlian("", "", signed(&exchange_payment(Spelling::Sample))),
        "exchange",
        "the amount of the order, not what the payer paid",
        order,
        "31.68",
        "USD",
    )));
    topic.add(met(expect(
        pingpong("", "", wrapped(&transaction_bare())),
        "pingpong",
        "the same for the other provider",
        "PMT-PR5GFUNZQP1695182276082",
        "200",
        "USD",
    )));
    topic.add(met(expect(
        lianlian("", "", signed(&payment().with("result_pay", "PROCESSING"))),
        "status-is-another-question",
        "whether it succeeded is another question",
        order,
        "210.97",
        "CNY",
    )));
    for (id, number, value, currency, member, note) in [
        (
            "other-order",
            "2013051500002",
            "210.97",
            "CNY",
            "order_no",
            "another order",
        ),
        (
            "order-prefix",
            "201305150000",
            "210.97",
            "CNY",
            "order_no",
            "half a number",
        ),
        ("empty-order", "", "210.97", "CNY", "order_no", "no number"),
        (
            "other-amount",
            order,
            "210.96",
            "CNY",
            "amount",
            "one fen less",
        ),
        (
            "tiny-difference",
            order,
            "210.970000000000001",
            "CNY",
            "amount",
            "exact to the last decimal",
        ),
        ("zero", order, "0", "CNY", "amount", "nothing"),
        (
            "minor-units",
            order,
            "21097",
            "CNY",
            "amount",
            "fen in place of yuan",
        ),
        (
            "other-currency",
            order,
            "210.97",
            "USD",
            "currency",
            "another currency",
        ),
        (
            "everything-differs",
            "x",
            "1",
            "USD",
            "order_no",
            "the first difference is named",
        ),
        (
            "amount-and-currency",
            order,
            "1",
            "USD",
            "amount",
            "the first difference is named",
        ),
    ] {
        topic.add(differs(
            expect(paid(), id, note, number, value, currency),
            "expectation_mismatch",
            member,
        ));
    }
    topic.add(differs(
        expect(
            lianlian("", "", signed(&exchange_payment(Spelling::Sample))),
            "exchange-paid-amount",
            "what the payer paid is not what the order costs",
            order,
            "210.97",
            "CNY",
        ),
        "expectation_mismatch",
        "amount",
    ));
    topic.add(differs(
        expect(
            pingpong("", "", wrapped(&unknown_type())),
            "other-kind",
            "a notification of an unknown type is not a payment that anybody waits for",
            "PMT-PR5GFUNZQP1695182276082",
            "200",
            "USD",
        ),
        "expectation_mismatch",
        "order_no",
    ));
    for (id, value, currency, member) in [
        ("amount-empty", "", "CNY", "amount"),
        ("amount-float", "2.1097e2", "CNY", "amount"),
        ("amount-comma", "210,97", "CNY", "amount"),
        ("amount-negative", "-210.97", "CNY", "amount"),
        ("amount-symbol", "¥210.97", "CNY", "amount"),
        (
            "amount-nineteen-digits",
            "1234567890123456789",
            "CNY",
            "amount",
        ),
        ("currency-lower-case", "210.97", "cny", "currency"),
        ("currency-empty", "210.97", "", "currency"),
        ("currency-number", "210.97", "156", "currency"),
    ] {
        topic.add(differs(
            expect(
                paid(),
                &format!("argument-{id}"),
                "what is asked makes no sense: the caller's mistake",
                order,
                value,
                currency,
            ),
            "invalid_argument",
            member,
        ));
    }
    topic
}

fn expect(
    mut draft: Draft,
    id: &str,
    note: &str,
    order_no: &str,
    value: &str,
    currency: &str,
) -> Draft {
    draft.case.operation = Operation::Expect;
    id.clone_into(&mut draft.case.id);
    note.clone_into(&mut draft.case.note);
    draft.case.order = Some(Order {
        order_no: order_no.to_owned(),
        value: value.to_owned(),
        currency: currency.to_owned(),
    });
    draft
}

fn met(draft: Draft) -> Draft {
    draft.expecting(Expected::Met)
}

fn differs(draft: Draft, code: &str, member: &str) -> Draft {
    let acknowledgement = Some(codes::failure(draft.is_for(), code));
    draft.expecting(Expected::Refused {
        code: code.to_owned(),
        member: Some(member.to_owned()),
        acknowledgement,
        says: None,
        hides: None,
    })
}
