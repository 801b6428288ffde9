//! What was sent and answered, for a person.

use std::fmt::Write as _;
use std::time::Duration;

use ackwell::Schedule;

use super::{Attempt, Report};

/// So many rows are shown one by one; of more, the equal ones are counted.
const ROWS: usize = 40;

pub(super) fn written(report: &Report, schedule: &Schedule) -> String {
    let mut text = report.kind.to_owned();
    if report.variant != "genuine" {
        let _ = write!(text, ", {}", report.variant);
    }
    text.push_str("\n\n");
    let _ = writeln!(text, "   #     after  status        ms  received");
    for attempt in report.sends.iter().take(ROWS) {
        row(attempt, &mut text);
    }
    if let Some(more) = report
        .sends
        .len()
        .checked_sub(ROWS)
        .filter(|more| *more > 0)
    {
        let received = report
            .sends
            .iter()
            .skip(ROWS)
            .filter(|attempt| attempt.received);
        let _ = writeln!(
            text,
            "   ... and {more} more, {} received",
            received.count()
        );
    }
    text.push('\n');
    text.push_str(&ending(report, schedule));
    text
}

fn row(attempt: &Attempt, text: &mut String) {
    let status = attempt
        .status
        .map_or_else(|| "-".to_owned(), |status| status.to_string());
    let (colour, word) = if attempt.received {
        ("32", "yes")
    } else {
        ("31", "no ")
    };
    let _ = writeln!(
        text,
        "{:>4} {:>8.1} s {status:>7} {:>9}  \u{1b}[{colour}m{word}\u{1b}[0m  {}: {}",
        attempt.number, attempt.after_seconds, attempt.milliseconds, attempt.outcome, attempt.why
    );
}

fn ending(report: &Report, schedule: &Schedule) -> String {
    let genuine = report.variant == "genuine";
    match (report.received, report.next_in_seconds) {
        (true, _) if genuine && report.as_expected => {
            "The provider is content and sends no more.\n".to_owned()
        }
        (true, _) if genuine => {
            "The provider is content with one of them, and not with another round.\n".to_owned()
        }
        (true, _) => {
            "\u{1b}[1;31mThis was wrong on purpose, and the endpoint took it.\u{1b}[0m\n".to_owned()
        }
        (false, _) if !genuine && report.as_expected => {
            "This was wrong on purpose, and the endpoint refused it.\n".to_owned()
        }
        (false, Some(next)) => format!(
            "The provider is not content: it would come again in {} (it sends {} times in all).\n",
            duration(Duration::from_secs_f64(next)),
            schedule.sends()
        ),
        (false, None) => {
            "The provider is not content, and has sent as often as it does: query it.\n".to_owned()
        }
    }
}

fn duration(time: Duration) -> String {
    match time.as_secs() {
        seconds @ ..120 => format!("{seconds} seconds"),
        seconds @ ..7200 => format!("{} minutes", seconds / 60),
        seconds => format!("{} hours", seconds / 3600),
    }
}
