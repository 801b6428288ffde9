//! The command: `ackwell verify --batch`, one run for every configuration and provider.
//!
//! It verifies; the operations of a library it does not have.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use ackwell_tests::json::{Json, Limits};
use ackwell_tests::pack::{Case, Operation, Pack};

use super::{Language, lines_of, provider_of};
use crate::files;

mod references;

pub(super) const COMMAND: Language = Language {
    name: "command",
    lacks: &[
        Operation::Configure,
        Operation::Expect,
        Operation::Acknowledge,
        Operation::Schedule,
        Operation::Ledger,
    ],
    lists_codes: false,
    run,
};

fn run(packs: &[(String, Pack)]) -> Result<String, String> {
    lines_of(&[
        "cargo",
        "build",
        "--quiet",
        "--locked",
        "--package",
        "ackwell-cli",
    ])?;
    let folder = files::root().join("target").join("conformance-command");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut lines = String::new();
    for (file, pack) in packs {
        let mut groups: BTreeMap<(String, &str), Vec<&Case>> = BTreeMap::new();
        for case in &pack.cases {
            if case.operation == Operation::Resolve {
                references::resolve(file, pack, case, &mut lines)?;
            }
            if case.operation == Operation::Verify {
                let group = (pack.config_text(case), provider_of(case)?);
                groups.entry(group).or_default().push(case);
            }
        }
        for ((config, provider), cases) in groups {
            verify(&folder, file, &config, provider, &cases, &mut lines)?;
        }
    }
    Ok(lines)
}

fn verify(
    folder: &Path,
    file: &str,
    config: &str,
    provider: &str,
    cases: &[&Case],
    lines: &mut String,
) -> Result<(), String> {
    let batch: String = cases.iter().map(|case| batch_line(case)).collect();
    let (toml, requests) = (folder.join("config.toml"), folder.join("requests.ndjson"));
    std::fs::write(&toml, to_toml(config)?).map_err(|error| error.to_string())?;
    std::fs::write(&requests, batch).map_err(|error| error.to_string())?;
    let output = Command::new(files::root().join("target/debug/ackwell"))
        .args(["verify", "--provider", provider, "--config"])
        .arg(&toml)
        .arg("--batch")
        .arg(&requests)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("target/debug/ackwell: {error}"))?;
    if !matches!(output.status.code(), Some(0 | 1)) {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{file}: {}: {errors}", output.status));
    }
    let answers = String::from_utf8(output.stdout).map_err(|_| "its output is not UTF-8")?;
    if answers.lines().count() != cases.len() {
        return Err(format!("{file}: not one answer a request"));
    }
    for (case, answer) in cases.iter().zip(answers.lines()) {
        let answer = Json::parse(answer, Limits::NONE);
        let answer = answer.map_err(|flaw| format!("{}: {flaw:?}", case.id))?;
        lines.push_str(&line(file, case, &answer).compact());
        lines.push('\n');
    }
    Ok(())
}

/// A request in the form of `--batch`. There, no peer means that the source is not checked.
fn batch_line(case: &Case) -> String {
    let request = case.request.clone().unwrap_or_default();
    let text = |text: &Option<String>| text.as_ref().map(Json::text);
    let headers = request
        .headers
        .iter()
        .map(|(name, value)| Json::Array(vec![Json::text(name), Json::text(value)]));
    let body = text(&request.body).map(|body| ("body".to_owned(), body));
    let base64 = text(&request.body_base64).map(|body| ("body_base64".to_owned(), body));
    let peer = request.peer.as_deref().unwrap_or("unix");
    let mut members: Vec<(String, Json)> = body.into_iter().chain(base64).collect();
    members.push(("headers".to_owned(), Json::Array(headers.collect())));
    members.push(("peer".to_owned(), Json::text(peer)));
    Json::Object(members).compact() + "\n"
}

/// The command's answer in the form of a runner's line.
fn line(file: &str, case: &Case, answer: &Json) -> Json {
    let part = |name: &str| answer.get(name).cloned().unwrap_or(Json::Null);
    let refusal = part("refusal");
    let of_refusal = |name: &str| refusal.get(name).cloned().unwrap_or(Json::Null);
    let outcome = match refusal {
        Json::Null => "accepted",
        _ => "refused",
    };
    Json::object([
        ("file", Json::text(file)),
        ("id", Json::text(&case.id)),
        ("outcome", Json::text(outcome)),
        ("code", of_refusal("code")),
        ("member", of_refusal("member")),
        ("notification", part("notification")),
        ("acknowledgement", part("acknowledgement")),
    ])
}

/// A configuration document in TOML: sections of members.
fn to_toml(config: &str) -> Result<String, String> {
    let document = Json::parse(config, Limits::NONE).map_err(|flaw| format!("{flaw:?}"))?;
    let sections = document.as_object().ok_or("a configuration is an object")?;
    let mut text = String::new();
    for (name, section) in sections {
        let _ = writeln!(text, "[{name}]");
        for (member, value) in section.as_object().ok_or("a section is an object")? {
            let _ = writeln!(text, "{member} = {}", toml_value(value));
        }
    }
    Ok(text)
}

/// JSON's strings, numbers and lists are TOML's; an object is an inline table.
fn toml_value(value: &Json) -> String {
    match value {
        Json::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| format!("{name} = {}", toml_value(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(toml_value).collect();
            format!("[{}]", items.join(", "))
        }
        plain => plain.compact(),
    }
}
