//! Refund, pre-authorization confirmation, pre-authorization cancellation.

use super::{Topic, pingpong, sealed, shop, wrapped};
use crate::json::Json;
use crate::samples::{self, envelope_2023};
use crate::sign::Members;

/// What the three have in common, as a table.
struct Kind {
    name: &'static str,
    sample: fn() -> Members,
    /// The operation's own id on the wire, and in the sample.
    operation: (&'static str, &'static str),
    required: &'static [&'static str],
    optional: &'static [&'static str],
    /// A time member on the wire and under `details`.
    time: (&'static str, &'static str),
}

pub(super) fn refund() -> Topic {
    let kind = Kind {
        name: "pingpong.refund",
        sample: samples::refund,
        operation: ("refundId", "2023092150000017"),
        required: &[
            "amount",
            "currency",
            "merchantTransactionId",
            "transactionId",
            "merchantRefundId",
            "refundId",
            "status",
        ],
        optional: &["refundTime", "refundEndingTime", "remark", "requestId"],
        time: ("refundTime", "details/refund_time"),
    };
    let mut topic = of(
        Topic::new(
            "pingpong-refund",
            "PingPongCheckout's refund notification (REFUND).",
        ),
        &kind,
    );
    topic.add(
        pingpong(
            "remark-long",
            "a remark out of form is kept, not refused",
            wrapped(&samples::refund().with("remark", "é".repeat(256))),
        )
        .flag("tolerant")
        .says("irregularities", vec!["remark"])
        .accepted(),
    );
    topic.add(
        pingpong(
            "two-refunds-of-one-transaction",
            "refunds of one transaction differ in their own number",
            wrapped(&samples::refund().with("refundId", "2023092150000018")),
        )
        .says(
            "delivery_key",
            "pingpong.refund:2018092714313010016291:2023092150000018:SUCCESS",
        )
        .accepted(),
    );
    topic
}

pub(super) fn capture() -> Topic {
    of(
        Topic::new(
            "pingpong-capture",
            "PingPongCheckout's pre-authorization confirmation notification (CAPTURE).",
        ),
        &Kind {
            name: "pingpong.capture",
            sample: samples::capture,
            operation: ("merchantCaptureId", "CPT-1695268676001"),
            required: &[
                "amount",
                "currency",
                "merchantTransactionId",
                "transactionId",
                "merchantCaptureId",
                "status",
            ],
            optional: &["captureTime", "captureEndingTime", "requestId"],
            time: ("captureTime", "details/capture_time"),
        },
    )
}

pub(super) fn void() -> Topic {
    of(
        Topic::new(
            "pingpong-void",
            "PingPongCheckout's pre-authorization cancellation notification (VOID).",
        ),
        &Kind {
            name: "pingpong.void",
            sample: samples::void,
            operation: ("merchantVoidId", "VOD-1695268676002"),
            required: &[
                "amount",
                "currency",
                "merchantTransactionId",
                "transactionId",
                "merchantVoidId",
                "status",
            ],
            optional: &["voidTime", "voidEndingTime", "requestId"],
            time: ("voidTime", "details/void_time"),
        },
    )
}

fn of(topic: Topic, kind: &Kind) -> Topic {
    let mut topic = topic.config("shop", shop());
    let key = |status: &str| {
        format!(
            "{}:2018092714313010016291:{}:{status}",
            kind.name, kind.operation.1
        )
    };
    topic.add(
        pingpong(
            "sample",
            "every documented member is there",
            wrapped(&(kind.sample)()),
        )
        .flag("sample")
        .says("kind", kind.name)
        .says("order_no", "PMT-PR5GFUNZQP1695182276082")
        .says("transaction_no", "2023092050004591")
        .says("status", "succeeded")
        .says("delivery_key", key("SUCCESS"))
        .accepted(),
    );
    topic.add(
        pingpong(
            "envelope-of-2023",
            "the envelope of the 2023 tables",
            sealed(&envelope_2023(&(kind.sample)())),
        )
        .accepted(),
    );
    let mut bare = (kind.sample)();
    for member in kind.optional {
        bare = bare.without(member);
    }
    topic.add(
        pingpong(
            "required-only",
            "every optional member is absent",
            wrapped(&bare),
        )
        .says("irregularities", Json::Array(vec![]))
        .says(kind.time.1, Json::Null)
        .accepted(),
    );
    topic.add(
        pingpong(
            "failed",
            "a failed operation is another fact than a successful one",
            wrapped(&(kind.sample)().with("status", "FAILED")),
        )
        .flag("status")
        .says("status", "failed")
        .says("delivery_key", key("FAILED"))
        .accepted(),
    );
    topic.add(
        pingpong(
            "irregular-time",
            "a time out of form is kept, not refused",
            wrapped(&(kind.sample)().with(kind.time.0, "yesterday")),
        )
        .flag("tolerant")
        .says("irregularities", vec![kind.time.0])
        .says(kind.time.1, Json::Null)
        .accepted(),
    );
    topic.add(
        pingpong(
            "unknown-member",
            "what the vendor adds is kept",
            wrapped(&(kind.sample)().with("acquirerReference", "0074")),
        )
        .flag("tolerant")
        .says("fields/acquirerReference", "0074")
        .accepted(),
    );
    for member in kind.required {
        topic.add(
            pingpong(
                &format!("without-{}", member.to_lowercase()),
                "a required member is absent",
                wrapped(&(kind.sample)().without(member)),
            )
            .flag("missing")
            .refused_for("missing_field", member),
        );
    }
    let long = "x".repeat(65);
    for (id, member, value) in [
        ("amount-number", "amount", Json::from(50)),
        ("currency", "currency", Json::text("US$")),
        ("operation-long", kind.operation.0, Json::text(long)),
        ("operation-control", kind.operation.0, Json::text("1\u{7f}")),
    ] {
        topic.add(
            pingpong(
                &format!("invalid-{id}"),
                "a member that decides money or identity is strict",
                wrapped(&(kind.sample)().with(member, value)),
            )
            .flag("strict")
            .refused_for("invalid_field", member),
        );
    }
    topic
}
