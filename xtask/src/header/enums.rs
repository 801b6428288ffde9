//! The C enums, from the vocabularies of core and ledger.

use std::fmt::Write as _;

use ackwell::{Code, Provider, Severity, Status};
use ackwell_ledger::{Delivery, Ended, OutcomeKind};
use ackwell_testkit::Variant;

use crate::generate::templates::wrapped;

/// An enum of the header, which Rust has as a bare number.
pub(super) struct Enum {
    pub(super) name: &'static str,
    about: &'static str,
    /// Name, number and comment of each.
    members: Vec<(String, u16, String)>,
}

impl Enum {
    /// 0, if it has a meaning, and the words of a table, which follow it in their order.
    fn new<'w>(
        name: &'static str,
        about: &'static str,
        none: Option<(&str, &str)>,
        words: impl Iterator<Item = (String, &'w str)>,
    ) -> Enum {
        let none = none.map(|(name, comment)| (name.to_owned(), 0, comment.to_owned()));
        let words = words.zip(1..);
        let words = words.map(|((name, sentence), number)| (name, number, capital(sentence)));
        Enum {
            name,
            about,
            members: none.into_iter().chain(words).collect(),
        }
    }

    /// Its declaration.
    pub(super) fn declared(&self, documentation: bool) -> String {
        let mut text = String::new();
        if documentation {
            text.push_str(&comment(self.about, ""));
        }
        text.push_str("typedef enum {\n");
        for (name, number, about) in &self.members {
            if documentation {
                text.push_str(&comment(&format!("{about}."), "    "));
            }
            let _ = writeln!(text, "    ACKWELL_{name} = {number},");
        }
        let _ = write!(text, "}} {};", self.name);
        text
    }
}

/// Every enum.
pub(super) fn all() -> Vec<Enum> {
    let named = |prefix: &'static str| {
        move |(word, sentence): (&str, &'static str)| {
            (format!("{prefix}{}", word.to_ascii_uppercase()), sentence)
        }
    };
    let providers = Provider::ALL.iter().map(|it| (it.as_str(), it.sentence()));
    let severities = Severity::ALL.iter().map(|it| (it.as_str(), it.sentence()));
    let outcomes = OutcomeKind::ALL
        .iter()
        .map(|it| (it.as_str(), it.sentence()));
    let statuses = Status::ALL.iter().map(|status| match status {
        Status::Other => ("OTHER_STATUS".to_owned(), status.sentence()),
        known => (known.as_str().to_ascii_uppercase(), known.sentence()),
    });
    vec![
        results(),
        Enum::new(
            "ackwell_severity",
            "How urgent a failure is, for the level of a log line.",
            Some((
                "SEVERITY_NONE",
                "Of a success, and if the handle is invalid",
            )),
            severities.map(named("SEVERITY_")),
        ),
        Enum::new(
            "ackwell_provider",
            "A payment provider.",
            Some((
                "PROVIDER_NONE",
                "Where no provider is known, and if the handle is invalid",
            )),
            providers.map(named("")),
        ),
        Enum::new(
            "ackwell_payment_status",
            "How the operation that a notification reports has ended, or that it has not. \
             `ackwell_notification_status_text()` has the provider's own word.",
            Some(("PAYMENT_STATUS_NONE", "If the handle is invalid")),
            statuses,
        ),
        Enum::new(
            "ackwell_delivery",
            "What a ledger reports of the delivery of a notification.",
            Some(("DELIVERY_NONE", "If the handle is invalid")),
            Delivery::WORDS.iter().copied().map(named("DELIVERY_")),
        ),
        Enum::new(
            "ackwell_outcome_word",
            "What became of one request, in one word.",
            Some(("OUTCOME_NONE", "If the handle is invalid")),
            outcomes.map(named("OUTCOME_")),
        ),
        Enum::new(
            "ackwell_ended",
            "How the shop's work on a first delivery has ended, for `ackwell_receipt_settle()`.",
            None,
            Ended::WORDS.iter().copied().map(named("ENDED_")),
        ),
        variants(),
    ]
}

/// The test kit's enum: the places of its table, and what each must be refused with.
fn variants() -> Enum {
    let members = Variant::ALL.iter().zip(0..).map(|(variant, number)| {
        let name = format!("TESTING_{}", variant.as_str().to_ascii_uppercase());
        let refused = variant.code().map_or(String::new(), |code| {
            format!(": `ACKWELL_{}`", code.as_str().to_ascii_uppercase())
        });
        (name, number, format!("{}{refused}", variant.sentence()))
    });
    Enum {
        name: "ackwell_testing_variant",
        about: "In which way a request is wrong on purpose, and what it must be refused with.",
        members: members.collect(),
    }
}

/// The enum of statuses: core's codes under their own numbers.
fn results() -> Enum {
    let codes = Code::ALL.iter().map(|code| {
        let comment = format!("{}: HTTP {}", capital(code.sentence()), code.http_status());
        (code.as_str().to_ascii_uppercase(), code.number(), comment)
    });
    Enum {
        name: "ackwell_status",
        about: "What a call reports. The numbers are never reused; a newer library may have more of \
                them.",
        members: std::iter::once(("OK".to_owned(), 0, "Done".to_owned()))
            .chain(codes)
            .collect(),
    }
}

/// A documentation comment: on one line if it fits.
fn comment(about: &str, indent: &str) -> String {
    let line = format!("{indent}/** {about} */\n");
    if line.len() <= 100 {
        return line;
    }
    let prefix = format!("{indent} * ");
    let about = wrapped(about, 100, &prefix);
    format!("{indent}/**\n{prefix}{about}\n{indent} */\n")
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
