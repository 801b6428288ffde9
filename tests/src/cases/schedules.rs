//! When a provider sends again, and when it gives up.

use super::{Draft, Operation, Provider, Topic, shop};
use crate::pack::Expected;

pub(super) fn topic() -> Topic {
    let mut topic = Topic::new(
        "schedules",
        "The providers' re-send schedules (PROTOCOLS 1.1 and 2.5): pauses between sends, and the \
         time after which a shop must ask.",
    )
    .config("shop", shop());
    let hour = 3600;
    topic.add(
        Draft::new(
            Operation::Schedule,
            "lianlian",
            "30 sends two minutes apart, an answer within 5 seconds",
        )
        .provider(Provider::LianLian)
        .config("shop")
        .expecting(Expected::Scheduled {
            sends: 30,
            deadline_seconds: 5,
            horizon_seconds: hour,
            pauses_seconds: vec![120; 29],
        }),
    );
    topic.add(
        Draft::new(
            Operation::Schedule,
            "pingpong",
            "12 re-sends: 5s, 5s, 3m, 10m, 20m, 30m, 30m, 30m, 60m, 3h, 3h, 3h",
        )
        .provider(Provider::PingPong)
        .config("shop")
        .expecting(Expected::Scheduled {
            sends: 13,
            deadline_seconds: 5,
            horizon_seconds: 43_390,
            pauses_seconds: vec![
                5,
                5,
                180,
                600,
                1200,
                1800,
                1800,
                1800,
                hour,
                3 * hour,
                3 * hour,
                3 * hour,
            ],
        }),
    );
    topic
}
