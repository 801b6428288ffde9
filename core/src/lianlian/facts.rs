//! What LianLian expects as an answer, when it sends again, where from, and its status words.

use crate::acknowledgement::{Acknowledgement, JSON};
use crate::code::Code;
use crate::notification::status::Status;
use crate::schedule::{Schedule, seconds};
use crate::source::published::PublishedSources;

/// "Received".
///
/// Source: document 000, "Send response".
pub(crate) const SUCCESS: Acknowledgement = Acknowledgement {
    status: 200,
    content_type: JSON,
    body: br#"{"ret_code":"0000","ret_msg":"ok"}"#,
};

/// "Not received".
pub(crate) const fn failure(code: Code) -> Acknowledgement {
    Acknowledgement {
        status: code.http_status(),
        content_type: JSON,
        body: code.lianlian_body(),
    }
}

/// What a status word means.
pub(crate) fn status(text: &str) -> Status {
    match text {
        "SUCCESS" => Status::Succeeded,
        "PROCESSING" => Status::Processing,
        "FAILURE" => Status::Failed,
        _ => Status::Other,
    }
}

/// 30 sends in total, two minutes apart. Whether the first send counts among the 30 is not said,
/// so the horizon is the longer reading: 60 minutes.
pub(crate) static SCHEDULE: Schedule = Schedule {
    deadline: seconds(5),
    intervals: &[seconds(120); 29],
    horizon: seconds(30 * 120),
};

/// The address lists that LianLian published.
pub(crate) static SOURCES: &[PublishedSources] = &[
    PublishedSources {
        name: "published",
        date: "2019-09-17",
        addresses: &[
            "115.236.102.36",
            "101.71.136.20",
            "112.17.38.116",
            "115.238.30.68",
            "118.184.186.141",
            "118.184.156.45",
            "218.4.207.155",
            "218.4.207.156",
            "112.80.55.210",
            "112.80.55.211",
            "223.112.79.242",
            "223.112.79.243",
        ],
        note: "the list of the asynchronous notification page (source document 000)",
    },
    PublishedSources {
        name: "published-2019-09-19",
        date: "2019-09-19",
        addresses: &[
            "115.236.102.36",
            "101.71.136.20",
            "112.17.38.116",
            "115.238.30.68",
            "218.4.207.155",
            "218.4.207.156",
            "112.80.55.210",
            "112.80.55.211",
            "223.112.79.242",
            "223.112.79.243",
        ],
        note: "the same page two days later, without 118.184.186.141 and 118.184.156.45: the \
               stricter choice",
    },
];
