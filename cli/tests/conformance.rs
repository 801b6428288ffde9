//! The conformance pack, through the command: its configurations as TOML, its requests as lines.

mod common;

use std::collections::BTreeMap;

use ackwell_tests::pack::{self, Case, Expected, Operation, Pack, Request};
use common::{Ran, Shop};
use serde_json::{Value, json};

/// The configuration document of a case as TOML, if TOML can say it: it has no `null`, and a text
/// that is no proper JSON document has no other spelling.
fn toml(pack: &Pack, case: &Case) -> Option<String> {
    if case.config_text.is_some() {
        return None;
    }
    let document: Value = serde_json::from_str(&pack.config_text(case)).ok()?;
    let sections = document.as_object()?;
    let members = sections.iter();
    members
        .map(|(name, value)| Some(format!("{} = {}\n", json!(name), inline(value)?)))
        .collect()
}

fn inline(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::String(_) | Value::Bool(_) => value.to_string(),
        Value::Number(number) if number.is_u64() || number.is_i64() => value.to_string(),
        Value::Number(number) => format!("{:?}", number.as_f64()?),
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(inline).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Object(members) => {
            let members = members.iter();
            let members: Option<Vec<String>> = members
                .map(|(name, value)| Some(format!("{} = {}", json!(name), inline(value)?)))
                .collect();
            format!("{{{}}}", members?.join(", "))
        }
    })
}

/// A request as a line of a batch. No peer is a Unix socket to a receiver.
fn line(request: &Request) -> String {
    let mut line = serde_json::to_value(request).unwrap();
    if request.peer.is_none() {
        line["peer"] = json!("unix");
    }
    line.to_string()
}

fn verify(shop: &Shop, case: &Case, more: &[&str], input: &str) -> Ran {
    let provider = case.provider.as_deref().expect("a provider");
    let mut args = vec!["verify", "--config", "case.toml", "--provider", provider];
    args.extend(more);
    shop.run_with(&args, input.as_bytes())
}

/// What is wrong with an answer.
fn problem(case: &Case, answer: &Value) -> Option<String> {
    let (expected, acknowledgement) = match &case.expected {
        Expected::Accepted {
            notification,
            acknowledgement,
        } => {
            let notification: Value = serde_json::from_str(&notification.compact()).unwrap();
            let expected: Value = json!({ "notification": notification });
            (expected, Some(acknowledgement))
        }
        Expected::Refused {
            code,
            member,
            acknowledgement,
            ..
        } => {
            let mut refusal = answer["refusal"].clone();
            refusal["code"] = json!(code);
            refusal["member"] = json!(member);
            (json!({ "refusal": refusal }), acknowledgement.as_ref())
        }
        _ => return Some("the pack expects what no verification gives".to_owned()),
    };
    let mut expected = expected;
    if let Some(acknowledgement) = acknowledgement {
        expected["acknowledgement"] = json!(acknowledgement);
    }
    expected["line"] = answer["line"].clone();
    (expected != *answer).then(|| format!("{answer}\nin place of\n{expected}"))
}

/// A complaint of the command about a configuration.
fn complaint_problem(case: &Case, ran: &Ran) -> Option<String> {
    let Expected::Refused { code, member, .. } = &case.expected else {
        return Some(format!("complains: {}", ran.err));
    };
    let member = member.as_deref().unwrap_or_default();
    let named = ran.err.starts_with("error: case.toml") && ran.err.contains(member);
    let right = ran.code == 2 && code == "invalid_config" && named && ran.out.is_empty();
    (!right).then(|| format!("{} {} is not about {code} {member}", ran.code, ran.err))
}

/// Runs the cases of one configuration and provider; gives what is wrong.
fn run_together(shop: &Shop, cases: &[&Case]) -> Vec<String> {
    let requests: Option<Vec<&Request>> = cases.iter().map(|case| case.request.as_ref()).collect();
    let lines: Vec<String> = requests.unwrap_or_default().into_iter().map(line).collect();
    let ran = verify(shop, cases[0], &["--batch", "-"], &lines.join("\n"));
    let told = |case: &Case, problem: String| format!("{}: {problem}", case.id);
    if ran.out.is_empty() {
        let problems = cases
            .iter()
            .filter_map(|case| Some(told(case, complaint_problem(case, &ran)?)));
        return problems.collect();
    }
    let answers = ran.lines();
    if answers.len() != cases.len() {
        return vec![format!("{} answers to {}", answers.len(), cases[0].id)];
    }
    let pairs = cases.iter().zip(&answers);
    pairs
        .filter_map(|(case, answer)| Some(told(case, problem(case, answer)?)))
        .collect()
}

/// A receiver that is built refuses an empty body; one that is not is complained about.
fn configure(shop: &Shop, case: &Case) -> Option<String> {
    let ran = verify(shop, case, &["--peer", "192.0.2.1"], "");
    let problem = match case.expected {
        Expected::Configured if ran.code == 1 => None,
        Expected::Configured => Some(format!("{} {}", ran.code, ran.err)),
        _ => complaint_problem(case, &ran),
    };
    problem.map(|problem| format!("{}: {problem}", case.id))
}

#[test]
fn the_command_answers_every_case_of_the_pack_as_it_says() {
    let shop = Shop::new();
    let (mut ran, mut unsayable, mut not_the_commands) = (0, Vec::new(), 0);
    let mut problems = Vec::new();
    for (_, pack) in pack::read_all(&pack::folder()) {
        let mut groups: BTreeMap<(String, &str), Vec<&Case>> = BTreeMap::new();
        for case in &pack.cases {
            match case.operation {
                Operation::Verify | Operation::Configure => {}
                _ => {
                    not_the_commands += 1;
                    continue;
                }
            }
            let Some(toml) = toml(&pack, case) else {
                unsayable.push(case.id.clone());
                continue;
            };
            ran += 1;
            if case.operation == Operation::Configure {
                shop.write("case.toml", &toml);
                problems.extend(configure(&shop, case));
            } else {
                let provider = case.provider.as_deref().expect("a provider");
                groups.entry((toml, provider)).or_default().push(case);
            }
        }
        for ((toml, _), cases) in groups {
            shop.write("case.toml", toml);
            problems.extend(run_together(&shop, &cases));
        }
    }
    assert!(
        problems.is_empty(),
        "{} of {ran}:\n{}",
        problems.len(),
        problems.join("\n")
    );
    println!(
        "{ran} cases; {} documents that TOML cannot say: {unsayable:?}; {not_the_commands} cases of \
         operations that the command does not have",
        unsayable.len()
    );
    assert!(ran > 800, "only {ran} cases ran");
    assert!(unsayable.len() < 25, "{unsayable:?}");
}
