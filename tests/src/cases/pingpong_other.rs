//! A verified notification of a type that no document names.

use super::{Topic, pingpong, sealed, shop, wrapped};
use crate::json::Json;
use crate::samples::{envelope, transaction_bare, unknown_type};

pub(super) fn topic() -> Topic {
    let mut topic = Topic::new(
        "pingpong-other",
        "PingPongCheckout notifications of a notifyType that no document names: verified, kept, \
         and not interpreted.",
    )
    .config("shop", shop());
    topic.add(
        pingpong(
            "unknown-type",
            "every member is kept, none is interpreted",
            wrapped(&unknown_type()),
        )
        .says("kind", "pingpong.other")
        .says("order_no", Json::Null)
        .says("amount", Json::Null)
        .says("status", "other")
        .says("status_text", "")
        .says("details", Json::Object(vec![]))
        .says("fields/disputeId", "DSP-0001")
        .accepted(),
    );
    topic.add(
        pingpong(
            "type-alone",
            "a type is enough",
            wrapped(&crate::sign::Members::of(&[("notifyType", "PING")])),
        )
        .accepted(),
    );
    topic.add(
        pingpong(
            "other-content-other-key",
            "its delivery key holds the fingerprint, so another content is another fact",
            wrapped(&unknown_type().with("status", "WON")),
        )
        .accepted(),
    );
    topic.add(
        pingpong(
            "type-with-odd-characters",
            "the type is percent-encoded in the delivery key",
            wrapped(&unknown_type().with("notifyType", "争议:opened now")),
        )
        .accepted(),
    );
    for (id, text) in [
        ("lower-case", "recharge"),
        ("trailing-space", "RECHARGE "),
        ("mixed-case", "Refund"),
    ] {
        topic.add(
            pingpong(
                &format!("nearly-{id}"),
                "a type is compared letter by letter",
                wrapped(&transaction_bare().with("notifyType", text)),
            )
            .says("kind", "pingpong.other")
            .accepted(),
        );
    }
    topic.add(
        pingpong(
            "odd-members-are-no-matter",
            "what would be refused in a known kind is not looked at here",
            wrapped(&unknown_type().with("amount", 200).with("currency", "yuan")),
        )
        .flag("tolerant")
        .accepted(),
    );
    topic.add(
        pingpong(
            "other-merchant",
            "whose it is matters for every kind",
            sealed(&envelope(&unknown_type()).with("accId", "2018092714313010016292")),
        )
        .flag("merchant")
        .refused_for("wrong_merchant", "accId"),
    );
    topic.add(
        pingpong(
            "unsigned-change",
            "a changed member breaks the signature of every kind",
            wrapped(&unknown_type()).replace("DSP-0001", "DSP-0002"),
        )
        .flag("forged")
        .refused("invalid_signature"),
    );
    topic
}
