//! Orders that wait for a notification, and orders that were paid twice.

use super::{Step, Topic, claim, commit, first, handle, lianlian, pingpong, release};
use crate::cases::{Provider, codes, signed, wrapped};
use crate::samples::{
    ACC_ID, OID_PARTNER, Spelling, exchange_payment, payment, refund, transaction_bare,
};

/// 2020-01-01T00:00:00Z: long overdue.
const PLACED: i64 = 1_577_836_800_000;

fn expect_order(merchant_id: &str, order_no: &str) -> Step {
    Step::ExpectOrder {
        merchant_id: merchant_id.to_owned(),
        order_no: order_no.to_owned(),
        placed_at_ms: PLACED,
        expected: "done".to_owned(),
    }
}

fn overdue(orders: &[&str]) -> Step {
    Step::Overdue {
        expected: orders.iter().map(|order| (*order).to_owned()).collect(),
    }
}

fn earlier(request: &str, transaction_no: Option<&str>) -> Step {
    Step::EarlierPayment {
        request: request.to_owned(),
        expected: transaction_no.map(str::to_owned),
    }
}

pub(super) fn add(topic: &mut Topic) {
    waiting(topic);
    paid_twice(topic);
}

fn waiting(topic: &mut Topic) {
    let order = "PMT-PR5GFUNZQP1695182276082";
    let done = codes::success;
    topic.add(pingpong(
        "order-failed-then-paid",
        "a payment that failed leaves its order waiting, because the payer may try again",
        &[
            (
                "failed",
                wrapped(&transaction_bare().with("status", "FAILED")),
            ),
            (
                "unknown",
                wrapped(&transaction_bare().with("status", "SOMETHING")),
            ),
            ("paid", wrapped(&transaction_bare())),
        ],
        vec![
            expect_order(ACC_ID, order),
            overdue(&[order]),
            handle("failed", true, true, done(Provider::PingPong)),
            overdue(&[order]),
            handle("unknown", true, true, done(Provider::PingPong)),
            overdue(&[order]),
            handle("paid", true, true, done(Provider::PingPong)),
            overdue(&[]),
        ],
    ));
    topic.add(lianlian(
        "order-processing-then-paid",
        "a payment that is not decided leaves its order waiting",
        &[
            (
                "processing",
                signed(&exchange_payment(Spelling::Sample).with("result_pay", "PROCESSING")),
            ),
            ("paid", signed(&exchange_payment(Spelling::Sample))),
        ],
        vec![
            expect_order(OID_PARTNER, "2013051500001"),
            first("processing", "a"),
            commit("a", "done"),
            overdue(&["2013051500001"]),
            first("paid", "b"),
            overdue(&["2013051500001"]),
            commit("b", "done"),
            overdue(&[]),
        ],
    ));
    topic.add(lianlian(
        "order-work-that-failed",
        "an order waits until its fulfilment is committed",
        &[("paid", signed(&payment()))],
        vec![
            expect_order(OID_PARTNER, "2013051500001"),
            first("paid", "a"),
            release("a", "done"),
            overdue(&["2013051500001"]),
            first("paid", "b"),
            commit("b", "done"),
            overdue(&[]),
        ],
    ));
    topic.add(lianlian(
        "order-of-another-merchant",
        "an order is known by its merchant too, and other orders go on waiting",
        &[("paid", signed(&payment()))],
        vec![
            expect_order("201103171000000009", "2013051500001"),
            expect_order(OID_PARTNER, "2013051500002"),
            expect_order(OID_PARTNER, "2013051500001"),
            first("paid", "a"),
            commit("a", "done"),
            overdue(&["2013051500001", "2013051500002"]),
        ],
    ));
}

fn paid_twice(topic: &mut Topic) {
    let second = "2013051613121202";
    topic.add(lianlian(
        "order-paid-twice",
        "one order paid by two transactions: the second learns of the first",
        &[
            ("one", signed(&payment())),
            ("two", signed(&payment().with("oid_paybill", second))),
            (
                "other",
                signed(
                    &payment()
                        .with("oid_paybill", "2013051613121203")
                        .with("no_order", "2013051500009"),
                ),
            ),
        ],
        vec![
            first("one", "a"),
            // Not fulfilled yet.
            earlier("two", None),
            commit("a", "done"),
            earlier("two", Some("2013051613121201")),
            first("two", "b"),
            commit("b", "done"),
            claim("two", "repeat"),
            earlier("two", Some("2013051613121201")),
            earlier("one", None),
            earlier("other", None),
        ],
    ));
    topic.add(pingpong(
        "order-refund-is-no-payment",
        "a failed transaction is not an earlier payment, and a refund neither has nor is one",
        &[
            (
                "failed",
                wrapped(
                    &transaction_bare()
                        .with("status", "FAILED")
                        .with("transactionId", "2023092050004590"),
                ),
            ),
            ("paid", wrapped(&transaction_bare())),
            ("refunded", wrapped(&refund())),
        ],
        vec![
            first("failed", "a"),
            commit("a", "done"),
            earlier("paid", None),
            first("paid", "b"),
            commit("b", "done"),
            first("refunded", "c"),
            commit("c", "done"),
            earlier("refunded", None),
            earlier("paid", None),
        ],
    ));
}
