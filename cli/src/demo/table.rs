//! The demo's rows, for a person to read.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ackwell::Code;

use super::row::{Counted, Row, Seen};

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";

/// The widths of the columns.
const SENT: usize = 37;
const OUTCOME: usize = 22;
const TIMES: usize = 4;
const ANSWER: usize = 11;

/// The rows, in their groups, with escape sequences for colours.
pub(super) fn rows(rows: &[Row]) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{DIM}    {:SENT$} {:OUTCOME$} {:TIMES$} {:ANSWER$} fulfilled{PLAIN}",
        "what was sent", "what happened", "", "answer"
    );
    let mut group = "";
    for row in rows {
        if row.group != group {
            group = &row.group;
            let _ = writeln!(text, "\n{BOLD}{group}{PLAIN}");
        }
        write_row(&mut text, row);
    }
    text
}

fn write_row(text: &mut String, row: &Row) {
    let mark = if row.as_expected {
        format!("{GREEN}✓{PLAIN}")
    } else {
        format!("{RED}✗{PLAIN}")
    };
    let many = row.answers.iter().any(|counted| counted.times > 1) || row.answers.len() > 1;
    for (index, counted) in row.answers.iter().enumerate() {
        let (mark, sent) = match index {
            0 => (mark.as_str(), row.sent.as_str()),
            _ => (" ", ""),
        };
        let fulfilled = match index {
            0 if counted.seen.status.is_some() => row.fulfilled.to_string(),
            _ => String::new(),
        };
        let times = if many {
            format!("{}×", counted.times)
        } else {
            String::new()
        };
        let Counted { seen, .. } = counted;
        let colour = colour(&seen.outcome);
        let line = format!(
            "  {mark} {sent:SENT$} {colour}{:OUTCOME$}{PLAIN} {times:>TIMES$} {:ANSWER$} {fulfilled:>9}",
            seen.outcome,
            answer(seen),
        );
        text.push_str(line.trim_end());
        text.push('\n');
        if let (false, Some(why)) = (row.as_expected, &counted.why) {
            let _ = writeln!(text, "    {DIM}{why}{PLAIN}");
        }
    }
    if !row.as_expected {
        let expected = &row.expected;
        let ways = expected.one_of.iter();
        let ways: Vec<String> = ways
            .map(|seen| format!("{} {}", seen.outcome, answer(seen)))
            .collect();
        let ways = ways.join(", or ");
        let fulfilled = expected.fulfilled;
        let _ = writeln!(
            text,
            "    {RED}must be {ways}, fulfilled {fulfilled}{PLAIN}"
        );
    }
}

/// Acted on, acknowledged without acting, turned away.
fn colour(outcome: &str) -> &'static str {
    match outcome {
        "first" => GREEN,
        "repeat" | "in_progress" => YELLOW,
        _ => "",
    }
}

/// The answer in short: the status, and LianLian's code or PingPong's word.
fn answer(seen: &Seen) -> String {
    let (Some(status), Some(body)) = (seen.status, &seen.body) else {
        return "none built".to_owned();
    };
    let said = serde_json::from_str::<serde_json::Value>(body).ok();
    let code = said.as_ref().and_then(|said| said["ret_code"].as_str());
    match (code, body.is_empty()) {
        (Some(code), _) => format!("{status} {code}"),
        (None, true) => format!("{status} empty"),
        (None, false) => format!("{status} {body}"),
    }
}

/// What the outcomes that occurred mean, one line each.
pub(super) fn legend(rows: &[Row]) -> String {
    let mut text = String::new();
    let seen = rows.iter().flat_map(|row| &row.answers);
    let outcomes: BTreeSet<&str> = seen.map(|counted| counted.seen.outcome.as_str()).collect();
    for (outcome, meaning) in [
        (
            "first",
            "nobody had acted on it: fulfilled, committed, then acknowledged",
        ),
        ("repeat", "acted on before: acknowledged, nothing done"),
    ] {
        if outcomes.contains(outcome) {
            let _ = writeln!(text, "  {outcome:OUTCOME$} {DIM}{meaning}{PLAIN}");
        }
    }
    for code in Code::ALL {
        if outcomes.contains(code.as_str()) {
            let _ = writeln!(
                text,
                "  {:OUTCOME$} {DIM}{}{PLAIN}",
                code.as_str(),
                code.sentence()
            );
        }
    }
    text
}

/// The last line.
pub(super) fn summary(rows: usize, wrong: usize, seconds: f64) -> String {
    match wrong {
        0 => {
            format!("{GREEN}{BOLD}{rows} rows, every one as it must be{PLAIN}, in {seconds:.1} s\n")
        }
        _ => format!("{RED}{BOLD}{wrong} of {rows} rows are not as they must be{PLAIN}\n"),
    }
}
