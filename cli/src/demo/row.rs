//! A row of the demo's table: what must come of a scene, what came of it, and whether they agree.

use std::collections::HashMap;

use ackwell::Provider;
use serde::Serialize;

use super::journal::{Entry, Event};
use super::sender::Answer;

/// An outcome and the answer that goes with it. What the providers expect to be answered is
/// written here a second time, from their documents, so that the demo checks and does not echo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Seen {
    /// `first`, `repeat`, or the code of a refusal.
    pub(super) outcome: String,
    /// The HTTP status; none where nothing was sent.
    pub(super) status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_type: Option<String>,
    /// The body of the answer.
    pub(super) body: Option<String>,
}

/// What must come of a scene.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Expected {
    /// Each request must be answered in one of these ways.
    pub(super) one_of: Vec<Seen>,
    /// How often the shop must have done its work, and so how many answers must be `first`.
    pub(super) fulfilled: usize,
}

impl Expected {
    pub(super) fn first(provider: Provider) -> Expected {
        Expected {
            one_of: vec![Seen::success(provider, "first")],
            fulfilled: 1,
        }
    }

    pub(super) fn repeat(provider: Provider) -> Expected {
        Expected {
            one_of: vec![Seen::success(provider, "repeat")],
            fulfilled: 0,
        }
    }

    /// Of many simultaneously one is the first; the others come too late or too early.
    pub(super) fn one_first(provider: Provider) -> Expected {
        Expected {
            one_of: vec![
                Seen::success(provider, "first"),
                Seen::success(provider, "repeat"),
                Seen::failure(provider, "in_progress"),
            ],
            fulfilled: 1,
        }
    }

    pub(super) fn refused(provider: Provider, code: &str) -> Expected {
        Expected {
            one_of: vec![Seen::failure(provider, code)],
            fulfilled: 0,
        }
    }

    /// No receiver is built, so nothing can be sent.
    pub(super) fn not_built() -> Expected {
        Expected {
            one_of: vec![Seen::not_built("invalid_config")],
            fulfilled: 0,
        }
    }
}

impl Seen {
    fn success(provider: Provider, outcome: &str) -> Seen {
        let (content_type, body) = match provider {
            Provider::LianLian => (JSON, r#"{"ret_code":"0000","ret_msg":"ok"}"#),
            _ => (TEXT, ""),
        };
        Seen::answered(outcome, 200, content_type, body)
    }

    fn failure(provider: Provider, code: &str) -> Seen {
        let status = match code {
            "malformed_body" | "duplicate_member" | "ambiguous_body" => 400,
            "untrusted_source"
            | "missing_signature"
            | "unsupported_sign_type"
            | "invalid_signature" => 403,
            "conflict" => 409,
            "not_a_notification" | "wrong_merchant" => 422,
            "in_progress" => 503,
            _ => 500,
        };
        let sent = match code {
            "missing_signature" | "unsupported_sign_type" => "invalid_signature",
            other => other,
        };
        match provider {
            Provider::LianLian => {
                let body = format!(r#"{{"ret_code":"9999","ret_msg":"{sent}"}}"#);
                Seen::answered(code, status, JSON, &body)
            }
            _ => Seen::answered(code, status, TEXT, "FAIL"),
        }
    }

    fn answered(outcome: &str, status: u16, content_type: &str, body: &str) -> Seen {
        Seen {
            outcome: outcome.to_owned(),
            status: Some(status),
            content_type: Some(content_type.to_owned()),
            body: Some(body.to_owned()),
        }
    }

    /// A configuration that was refused with that code, or whatever came instead.
    pub(super) fn not_built(outcome: &str) -> Seen {
        Seen {
            outcome: outcome.to_owned(),
            status: None,
            content_type: None,
            body: None,
        }
    }
}

const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// What came of a scene.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// The kind of notification, or what else the scene belongs to.
    pub(super) group: String,
    pub(super) sent: String,
    /// How often each outcome and answer came.
    pub(super) answers: Vec<Counted>,
    /// How often the shop did its work.
    pub(super) fulfilled: usize,
    pub(super) expected: Expected,
    pub(super) as_expected: bool,
}

/// An outcome and its answer, and how often it came.
#[derive(Debug, Serialize)]
pub(super) struct Counted {
    pub(super) times: usize,
    #[serde(flatten)]
    pub(super) seen: Seen,
    /// What the receiver said of it.
    pub(super) why: Option<String>,
}

impl Row {
    /// Compares what came with what must come.
    pub(super) fn new(
        group: String,
        sent: String,
        seen: Vec<(Seen, Option<String>)>,
        fulfilled: usize,
        expected: Expected,
    ) -> Row {
        let first = |(seen, _): &&(Seen, _)| seen.outcome == "first";
        let firsts = seen.iter().filter(first).count();
        let as_expected = !seen.is_empty()
            && seen.iter().all(|(seen, _)| expected.one_of.contains(seen))
            && fulfilled == expected.fulfilled
            && firsts == expected.fulfilled;
        let mut answers: Vec<Counted> = Vec::new();
        for (seen, why) in seen {
            let like = |counted: &&mut Counted| counted.seen == seen && counted.why == why;
            match answers.iter_mut().find(like) {
                Some(counted) => counted.times += 1,
                None => answers.push(Counted {
                    times: 1,
                    seen,
                    why,
                }),
            }
        }
        // The expected ones in their order, then what else came.
        answers.sort_by_key(|counted| {
            let places = expected.one_of.iter();
            places.take_while(|known| **known != counted.seen).count()
        });
        Row {
            group,
            sent,
            answers,
            fulfilled,
            expected,
            as_expected,
        }
    }
}

/// The shop's journal, by the number of the request.
#[derive(Default)]
pub(super) struct Logged(HashMap<u32, Request>);

#[derive(Default)]
struct Request {
    fulfilled: usize,
    outcome: Option<String>,
    why: Option<String>,
    process: u32,
}

impl Logged {
    pub(super) fn add(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            let request = self.0.entry(entry.request).or_default();
            request.process = entry.process;
            match entry.event {
                Event::Fulfilled { .. } => request.fulfilled += 1,
                Event::Answered { outcome, why } => {
                    request.outcome = Some(outcome);
                    request.why = why;
                }
            }
        }
    }

    /// What the sender got and what the shop wrote down about it.
    pub(super) fn seen(&self, answer: &Answer) -> (Seen, Option<String>) {
        let request = self.0.get(&answer.request);
        let outcome = request.and_then(|request| request.outcome.as_deref());
        let seen = Seen::answered(
            outcome.unwrap_or("nothing in the journal"),
            answer.status,
            &answer.content_type,
            &answer.body,
        );
        (seen, request.and_then(|request| request.why.clone()))
    }

    /// How often the shop did its work for these requests.
    pub(super) fn fulfilled(&self, answers: &[Answer]) -> usize {
        let requests = answers
            .iter()
            .filter_map(|answer| self.0.get(&answer.request));
        requests.map(|request| request.fulfilled).sum()
    }

    /// The process that answered.
    pub(super) fn process(&self, answer: &Answer) -> Option<u32> {
        self.0.get(&answer.request).map(|request| request.process)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(seen: &[Seen], fulfilled: usize, expected: Expected) -> bool {
        let (group, sent) = (String::new(), String::new());
        let seen = seen.iter().map(|seen| (seen.clone(), None)).collect();
        Row::new(group, sent, seen, fulfilled, expected).as_expected
    }

    #[test]
    fn a_row_is_as_expected_only_if_answers_and_fulfilments_both_are() {
        let provider = Provider::LianLian;
        let (first, repeat) = (
            Seen::success(provider, "first"),
            Seen::success(provider, "repeat"),
        );
        let one_first = || Expected::one_first(provider);
        assert!(row(&[repeat.clone(), first.clone()], 1, one_first()));
        assert!(!row(&[first.clone(), first.clone()], 2, one_first()));
        assert!(!row(&[first.clone(), first.clone()], 1, one_first()));
        assert!(!row(std::slice::from_ref(&repeat), 1, one_first()));
        assert!(!row(&[], 0, Expected::repeat(provider)));
        assert!(!row(&[first], 1, Expected::repeat(provider)));
        let forged = Expected::refused(provider, "invalid_signature");
        assert!(!row(&[repeat], 0, forged.clone()));
        let mut half = Seen::failure(provider, "invalid_signature");
        half.status = Some(200);
        assert!(!row(&[half], 0, forged));
    }
}
