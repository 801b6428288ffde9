//! What a runner wrote against what the pack says.

use crate::json::Json;
use crate::pack::{Acknowledgement, Case, ErrorRow, Expected, Step};

/// Whether a line says what the case expects.
///
/// # Errors
///
/// What it says instead.
pub fn case(case: &Case, line: &Json) -> Result<(), String> {
    let outcome = text(line, "outcome").unwrap_or("nothing");
    let is = |wanted: &str| {
        if outcome == wanted {
            return Ok(());
        }
        let code = text(line, "code").map(|code| format!(" with {code}"));
        Err(format!(
            "{outcome}{}, expected {wanted}: {}",
            code.unwrap_or_default(),
            shortened(&line.compact())
        ))
    };
    match &case.expected {
        Expected::Accepted {
            notification,
            acknowledgement,
        } => {
            is("accepted")?;
            same_notification(present(line, "notification"), notification)?;
            same_answer(present(line, "acknowledgement"), Some(acknowledgement))
        }
        Expected::Refused {
            code,
            member,
            acknowledgement,
            says,
            hides,
        } => {
            is("refused")?;
            let message = text(line, "message").unwrap_or_default();
            if says.as_ref().is_some_and(|says| !message.contains(says)) {
                return Err(format!(
                    "the message is {message:?}, expected {says:?} in it"
                ));
            }
            if hides
                .as_ref()
                .is_some_and(|secret| message.contains(secret))
            {
                return Err("the message holds the secret".to_owned());
            }
            let (given, about) = (text(line, "code"), text(line, "member"));
            if given != Some(code) || about != member.as_deref() {
                return Err(format!(
                    "refused with {given:?} about {about:?}, expected {code} about {member:?}"
                ));
            }
            same_answer(present(line, "acknowledgement"), acknowledgement.as_ref())
        }
        Expected::Configured => is("configured"),
        Expected::Met => is("met"),
        Expected::Answered { acknowledgement } => {
            is("answered")?;
            same_answer(present(line, "acknowledgement"), Some(acknowledgement))
        }
        Expected::Scheduled {
            sends,
            deadline_seconds,
            horizon_seconds,
            pauses_seconds,
        } => {
            is("scheduled")?;
            let number = |value: u64| Json::Number(value.to_string());
            let pauses = pauses_seconds.iter().copied().map(number).collect();
            same("sends", line, &number(*sends))?;
            same("deadline_seconds", line, &number(*deadline_seconds))?;
            same("horizon_seconds", line, &number(*horizon_seconds))?;
            same("pauses_seconds", line, &Json::Array(pauses))
        }
        Expected::Walked => {
            is("walked")?;
            let steps = case.steps.as_deref().unwrap_or_default();
            match present(line, "steps") {
                // The runner compared them itself.
                None => Ok(()),
                Some(_) => same(
                    "steps",
                    line,
                    &Json::Array(steps.iter().map(gives).collect()),
                ),
            }
        }
        Expected::Signed {
            code,
            kind,
            order_no,
            status,
            amount,
            currency,
        } => {
            is("signed")?;
            if text(line, "code") != code.as_deref() {
                return Err(format!(
                    "{:?}, expected the code {code:?}",
                    text(line, "code")
                ));
            }
            for (name, expected) in [
                ("kind", kind),
                ("order_no", order_no),
                ("status", status),
                ("amount", amount),
                ("currency", currency),
            ] {
                if expected.is_some() && text(line, name) != expected.as_deref() {
                    let found = text(line, name);
                    return Err(format!("{name} is {found:?}, expected {expected:?}"));
                }
            }
            Ok(())
        }
        Expected::Judged { received } => {
            is("judged")?;
            same("received", line, &Json::Bool(*received))
        }
    }
}

/// What a step gives when it goes as the pack has it.
fn gives(step: &Step) -> Json {
    match step {
        Step::Claim { expected, .. }
        | Step::Commit { expected, .. }
        | Step::Release { expected, .. }
        | Step::Extend { expected, .. }
        | Step::ExpectOrder { expected, .. } => Json::text(expected),
        Step::Overdue { expected } => Json::Array(expected.iter().map(Json::text).collect()),
        Step::EarlierPayment { expected, .. } => expected.as_deref().map_or(Json::Null, Json::text),
        Step::Wait { .. } => Json::text("waited"),
        Step::Handle {
            fulfilled,
            acknowledgement,
            ..
        } => Json::object([
            ("fulfilled", Json::Bool(*fulfilled)),
            ("acknowledgement", answer(acknowledgement)),
        ]),
    }
}

/// What a line says of its case, in a form that does not hang on the order of members, on nulls, or
/// on whether the runner reports the steps.
pub fn said(line: &Json) -> String {
    let Some(members) = line.as_object() else {
        return String::new();
    };
    let mut kept: Vec<(String, Json)> = members
        .iter()
        .filter(|(name, value)| *value != Json::Null && name != "steps")
        .map(|(name, value)| match (name.as_str(), value.as_str()) {
            ("message", Some(message)) => (name.clone(), Json::text(sentence(line, message))),
            _ => (name.clone(), sorted(name, value)),
        })
        .collect();
    kept.sort_by(|(one, _), (other, _)| one.cmp(other));
    Json::Object(kept).compact()
}

/// A message without the member's name before it.
fn sentence<'m>(line: &Json, message: &'m str) -> &'m str {
    let member = text(line, "member").unwrap_or_default();
    let begins = [format!("`{member}`: "), format!("{member}: ")];
    let begins = begins
        .iter()
        .find_map(|begin| message.strip_prefix(begin.as_str()));
    begins.unwrap_or(message)
}

/// Objects with their members in one order, but for those whose order is the sender's.
fn sorted(name: &str, value: &Json) -> Json {
    match value {
        Json::Object(members) if !matches!(name, "fields" | "envelope") => {
            let mut members: Vec<(String, Json)> = members
                .iter()
                .map(|(name, value)| (name.clone(), sorted(name, value)))
                .collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Json::Object(members)
        }
        other => other.clone(),
    }
}

/// The codes that a runner listed against `errors.json`, both ways: how many are right, and what is
/// wrong.
pub fn codes<'l>(
    expected: &[ErrorRow],
    listed: impl Iterator<Item = &'l Json>,
) -> (usize, Vec<String>) {
    let listed: Vec<&Json> = listed.collect();
    let mut problems = Vec::new();
    let mut right = 0;
    for row in expected {
        let line = listed
            .iter()
            .find(|line| text(line, "code") == Some(&row.code));
        let Some(line) = line else {
            problems.push(format!("it does not know the code {}", row.code));
            continue;
        };
        let wanted = [
            ("number", Json::Number(row.number.to_string())),
            ("http_status", Json::Number(row.http_status.to_string())),
            ("severity", Json::text(&row.severity)),
            ("sentence", Json::text(&row.sentence)),
            ("remedy", Json::text(&row.remedy)),
        ];
        match wanted
            .iter()
            .try_for_each(|(name, value)| same(name, line, value))
        {
            Ok(()) => right += 1,
            Err(problem) => problems.push(format!("the code {}: {problem}", row.code)),
        }
    }
    for line in listed {
        let code = text(line, "code").unwrap_or("without a name");
        if expected.iter().all(|row| row.code != code) {
            problems.push(format!("errors.json does not have its code {code}"));
        }
    }
    (right, problems)
}

fn same_notification(given: Option<&Json>, expected: &Json) -> Result<(), String> {
    let given = given.ok_or("no notification")?;
    let members = expected.as_object().ok_or("the pack's is not an object")?;
    for (name, value) in members {
        let actual = given
            .get(name)
            .ok_or_else(|| format!("the notification lacks {name}"))?;
        // What the sender wrote stays in the sender's order.
        let equal = match name.as_str() {
            "fields" | "envelope" => actual == value,
            _ => actual.same(value),
        };
        if !equal {
            return Err(differs(name, actual, value));
        }
    }
    if given.same(expected) {
        Ok(())
    } else {
        Err(format!(
            "more than expected: {}",
            shortened(&given.compact())
        ))
    }
}

fn same_answer(given: Option<&Json>, expected: Option<&Acknowledgement>) -> Result<(), String> {
    match (given, expected) {
        (None, None) => Ok(()),
        (Some(given), Some(expected)) if given.same(&answer(expected)) => Ok(()),
        (given, expected) => Err(differs(
            "acknowledgement",
            given.unwrap_or(&Json::Null),
            &expected.map_or(Json::Null, answer),
        )),
    }
}

fn answer(answer: &Acknowledgement) -> Json {
    Json::object([
        ("status", Json::Number(answer.status.to_string())),
        ("content_type", Json::text(&answer.content_type)),
        ("body", Json::text(&answer.body)),
    ])
}

fn same(name: &str, line: &Json, expected: &Json) -> Result<(), String> {
    let given = line.get(name).unwrap_or(&Json::Null);
    if given.same(expected) {
        Ok(())
    } else {
        Err(differs(name, given, expected))
    }
}

fn differs(name: &str, given: &Json, expected: &Json) -> String {
    let (given, expected) = (shortened(&given.compact()), shortened(&expected.compact()));
    format!("{name} is\n    {given}, expected\n    {expected}")
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(600) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A member that is there and not null.
fn present<'j>(line: &'j Json, name: &str) -> Option<&'j Json> {
    line.get(name).filter(|value| **value != Json::Null)
}

fn text<'j>(line: &'j Json, name: &str) -> Option<&'j str> {
    line.get(name).and_then(Json::as_str)
}

#[cfg(test)]
mod tests {
    use crate::json::Limits;
    use crate::pack;

    use super::*;

    fn json(text: &str) -> Json {
        Json::parse(text, Limits::NONE).unwrap()
    }

    /// A case that is refused about a member.
    fn refused() -> Case {
        let packs = pack::read_all(&pack::folder());
        let mut cases = packs.into_iter().flat_map(|(_, pack)| pack.cases);
        cases
            .find(|case| {
                matches!(
                    &case.expected,
                    Expected::Refused {
                        member: Some(_),
                        acknowledgement: Some(_),
                        ..
                    }
                )
            })
            .unwrap()
    }

    #[test]
    fn a_line_that_says_something_else_is_a_difference() {
        let item = refused();
        let Expected::Refused {
            code,
            member: Some(member),
            acknowledgement: Some(given),
            ..
        } = &item.expected
        else {
            unreachable!("picked so")
        };
        let line = |outcome: &str, code: &str, member: &str, status: u16| {
            let (content_type, body) = (Json::text(&given.content_type), Json::text(&given.body));
            json(&format!(
                r#"{{"outcome":"{outcome}","code":"{code}","member":"{member}","acknowledgement":{{"status":{status},"content_type":{},"body":{}}}}}"#,
                content_type.compact(),
                body.compact()
            ))
        };
        assert_eq!(
            case(&item, &line("refused", code, member, given.status)),
            Ok(())
        );
        for wrong in [
            line("accepted", code, member, given.status),
            line("refused", "internal", member, given.status),
            line("refused", code, "another", given.status),
            line("refused", code, member, 200),
            json(r#"{"outcome":"refused"}"#),
            json("{}"),
        ] {
            assert!(case(&item, &wrong).is_err(), "{}", wrong.compact());
        }
    }

    #[test]
    fn a_message_must_say_its_part_and_hide_its_secret() {
        let packs = pack::read_all(&pack::folder());
        let mut cases = packs.into_iter().flat_map(|(_, pack)| pack.cases);
        let item = cases.find(|case| case.id == "references/env-secret");
        let item = item.expect("a salt in the place of a name");
        let line = |message: &str| {
            json(&format!(
                r#"{{"outcome":"refused","code":"invalid_config","member":"pingpong.salt","message":"{message}"}}"#
            ))
        };
        let right = "the environment variable that is named there is not set";
        assert_eq!(case(&item, &line(right)), Ok(()));
        let secret = "THROWAWAY0SALT0FOR0TESTS";
        for wrong in ["the salt is missing", &format!("{right}: {secret}"), ""] {
            assert!(case(&item, &line(wrong)).is_err(), "{wrong}");
        }
        let with_member = line(&format!("`pingpong.salt`: {right}"));
        assert_eq!(said(&with_member), said(&line(right)));
    }

    #[test]
    fn a_code_too_many_and_a_code_too_few_are_both_found() {
        let rows = pack::read_errors(&pack::folder()).codes;
        let line = |row: &ErrorRow| {
            Json::object([
                ("code", Json::text(&row.code)),
                ("number", Json::Number(row.number.to_string())),
                ("http_status", Json::Number(row.http_status.to_string())),
                ("severity", Json::text(&row.severity)),
                ("sentence", Json::text(&row.sentence)),
                ("remedy", Json::text(&row.remedy)),
            ])
        };
        let mut lines: Vec<Json> = rows.iter().map(line).collect();
        assert_eq!(codes(&rows, lines.iter()), (rows.len(), Vec::new()));
        lines.pop();
        assert_eq!(codes(&rows, lines.iter()).1.len(), 1);
        lines.push(json(r#"{"code":"made_up","number":99}"#));
        assert_eq!(codes(&rows, lines.iter()).1.len(), 2);
    }

    #[test]
    fn languages_are_compared_without_regard_to_nulls_and_the_order_of_members() {
        let one = json(r#"{"outcome":"met","code":null,"acknowledgement":{"a":1,"b":2}}"#);
        let other = json(r#"{"acknowledgement":{"b":2,"a":1},"outcome":"met"}"#);
        assert_eq!(said(&one), said(&other));
        let fields =
            |text: &str| said(&json(&format!(r#"{{"notification":{{"fields":{text}}}}}"#)));
        assert_ne!(fields(r#"{"a":1,"b":2}"#), fields(r#"{"b":2,"a":1}"#));
    }
}
