//! What PingPong expects as an answer, when it sends again, where from, and its status words.

use crate::acknowledgement::{Acknowledgement, TEXT};
use crate::code::Code;
use crate::notification::status::Status;
use crate::schedule::{Schedule, seconds};
use crate::source::published::PublishedSources;

/// "Received".
///
/// Source: "Receive and Respond": any 2xx is a success unless its body is `FAIL`.
pub(crate) const SUCCESS: Acknowledgement = Acknowledgement {
    status: 200,
    content_type: TEXT,
    body: b"",
};

/// "Not received".
pub(crate) const fn failure(code: Code) -> Acknowledgement {
    Acknowledgement {
        status: code.http_status(),
        content_type: TEXT,
        body: b"FAIL",
    }
}

/// What a status word means.
pub(crate) fn status(text: &str) -> Status {
    match text {
        "SUCCESS" => Status::Succeeded,
        "PROCESSING" => Status::Processing,
        "FAILED" => Status::Failed,
        "AUTH_SUCCESS" => Status::Authorized,
        "CANCEL" => Status::Cancelled,
        "CLOSED" => Status::Closed,
        _ => Status::Other,
    }
}

/// 13 sends within about twelve hours.
pub(crate) static SCHEDULE: Schedule = Schedule {
    // Not documented; LianLian's is the shorter promise that serves both.
    deadline: seconds(5),
    intervals: &[
        seconds(5),
        seconds(5),
        seconds(180),
        seconds(600),
        seconds(1200),
        seconds(1800),
        seconds(1800),
        seconds(1800),
        seconds(3600),
        seconds(10_800),
        seconds(10_800),
        seconds(10_800),
    ],
    horizon: seconds(43_390),
};

/// The address lists that PingPong published.
pub(crate) static SOURCES: &[PublishedSources] = &[
    PublishedSources {
        name: "production",
        date: "2025-03-07",
        addresses: &[
            "3.125.243.2",
            "3.126.196.22",
            "18.195.199.34",
            "188.239.12.25",
        ],
        note: "production (source document 004); 188.239.12.25 is absent from the 2023 list",
    },
    PublishedSources {
        name: "sandbox",
        date: "2025-03-07",
        addresses: &["52.76.198.228"],
        note: "sandbox (source document 004)",
    },
];
