//! The runner of the command: `ackwell verify --batch`, one run for every configuration and provider.
//!
//! It verifies, and complains about configurations; the operations of a library it does not have.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::provider_of;
use crate::json::{Json, Limits};
use crate::pack::{Case, Operation, Pack};

mod references;

/// The operations that the command does not have.
pub const LACKS: &[Operation] = &[
    Operation::Expect,
    Operation::Acknowledge,
    Operation::Schedule,
    Operation::Ledger,
    Operation::Sign,
    Operation::Judge,
];

/// Every line of the command's runner, without those whose configuration TOML cannot say: it has no
/// `null`, and a text that is not a JSON document has no other spelling. Works in `folder`.
///
/// # Errors
///
/// If the command cannot be run, or ends otherwise than it should.
pub fn run(packs: &[(String, Pack)], program: &Path, folder: &Path) -> Result<String, String> {
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let shop = Shop { program, folder };
    let mut lines = String::new();
    let mut write = |line: &Json| {
        lines.push_str(&line.compact());
        lines.push('\n');
    };
    for (file, pack) in packs {
        let mut groups: BTreeMap<(String, &str), Vec<&Case>> = BTreeMap::new();
        for case in &pack.cases {
            if LACKS.contains(&case.operation) {
                continue;
            }
            if case.operation == Operation::Resolve {
                write(&references::resolve(&shop, file, pack, case)?);
                continue;
            }
            let Some(toml) = said_in_toml(pack, case) else {
                continue;
            };
            match case.operation {
                Operation::Configure => write(&shop.configure(file, &toml, case)?),
                Operation::Verify => {
                    let group = (toml, provider_of(case)?);
                    groups.entry(group).or_default().push(case);
                }
                _ => {}
            }
        }
        for ((toml, provider), cases) in groups {
            for line in shop.verify(file, &toml, provider, &cases)? {
                write(&line);
            }
        }
    }
    Ok(lines)
}

/// Whether the command can be asked about a case.
pub fn can_say(pack: &Pack, case: &Case) -> bool {
    !LACKS.contains(&case.operation)
        && (case.operation == Operation::Resolve || said_in_toml(pack, case).is_some())
}

/// The command, and the folder that it runs in.
struct Shop<'p> {
    program: &'p Path,
    folder: &'p Path,
}

const CONFIG: &str = "case.toml";

impl Shop<'_> {
    fn run(&self, command: &mut Command) -> Result<Output, String> {
        let output = command.current_dir(self.folder).stdin(Stdio::null());
        output
            .output()
            .map_err(|error| format!("{}: {error}", self.program.display()))
    }

    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        std::fs::write(self.folder.join(name), text).map_err(|error| format!("{name}: {error}"))
    }

    fn verify_batch(&self, toml: &str, provider: &str, batch: &str) -> Result<Output, String> {
        self.write(CONFIG, toml)?;
        self.write("requests.ndjson", batch)?;
        let mut command = Command::new(self.program);
        command.args(["verify", "--provider", provider, "--config", CONFIG]);
        self.run(command.args(["--batch", "requests.ndjson"]))
    }

    /// A receiver that can be built answers a batch of nothing with nothing.
    fn configure(&self, file: &str, toml: &str, case: &Case) -> Result<Json, String> {
        let output = self.verify_batch(toml, provider_of(case)?, "")?;
        match output.status.code() {
            Some(0) => Ok(configured(file, case)),
            Some(2) => complaint(file, case, CONFIG, &output.stderr).map(|(line, _)| line),
            _ => Err(ended(case, &output)),
        }
    }

    /// The cases of one configuration and provider.
    fn verify(
        &self,
        file: &str,
        toml: &str,
        provider: &str,
        cases: &[&Case],
    ) -> Result<Vec<Json>, String> {
        let batch: String = cases.iter().map(|case| batch_line(case)).collect();
        let output = self.verify_batch(toml, provider, &batch)?;
        let cases = cases.iter();
        match output.status.code() {
            Some(0 | 1) => {
                let answers = String::from_utf8(output.stdout);
                let answers = answers.map_err(|_| "its output is not UTF-8")?;
                if answers.lines().count() != cases.len() {
                    return Err(format!("{file}: not one answer for each request"));
                }
                let pairs = cases.zip(answers.lines());
                pairs
                    .map(|(case, answer)| verified(file, case, answer))
                    .collect()
            }
            Some(2) => cases
                .map(|case| Ok(complaint(file, case, CONFIG, &output.stderr)?.0))
                .collect(),
            _ => Err(ended(cases.as_slice()[0], &output)),
        }
    }
}

fn ended(case: &Case, output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    format!("{}: {}: {errors}", case.id, output.status)
}

fn configured(file: &str, case: &Case) -> Json {
    Json::object([
        ("file", Json::text(file)),
        ("id", Json::text(&case.id)),
        ("outcome", Json::text("configured")),
    ])
}

/// `error: CONFIG:3: pingpong.salt: what is wrong`, as a line, and what is wrong.
fn complaint(
    file: &str,
    case: &Case,
    config: &str,
    errors: &[u8],
) -> Result<(Json, String), String> {
    let errors = String::from_utf8_lossy(errors);
    let strange = || format!("{}: not the form of a complaint: {errors}", case.id);
    let rest = errors.trim_end().strip_prefix("error: ");
    let rest = rest.and_then(|rest| rest.strip_prefix(config)?.strip_prefix(':'));
    let rest = rest.ok_or_else(strange)?;
    // What is not there has no line.
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.trim_start_matches(": ").trim_start();
    let named = rest.split_once(": ");
    let named = named.filter(|(member, _)| !member.contains(' '));
    // A complaint about the document as a whole names the section that it lacks.
    let lacks = |section: &&String| rest.contains(&format!("[{section}]"));
    let section = case.provider.as_ref().filter(lacks);
    let (member, message) = named.unwrap_or((section.map_or("", String::as_str), rest));
    let line = Json::object([
        ("file", Json::text(file)),
        ("id", Json::text(&case.id)),
        ("outcome", Json::text("refused")),
        // Of a wrong configuration the command writes no code; it ends with 2 for nothing else here.
        ("code", Json::text("invalid_config")),
        ("member", Json::text(member)),
    ]);
    Ok((line, message.to_owned()))
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
fn verified(file: &str, case: &Case, answer: &str) -> Result<Json, String> {
    let answer = Json::parse(answer, Limits::NONE);
    let answer = answer.map_err(|flaw| format!("{}: {flaw:?}", case.id))?;
    let part = |name: &str| answer.get(name).cloned().unwrap_or(Json::Null);
    let refusal = part("refusal");
    let of_refusal = |name: &str| refusal.get(name).cloned().unwrap_or(Json::Null);
    let outcome = match refusal {
        Json::Null => "accepted",
        _ => "refused",
    };
    Ok(Json::object([
        ("file", Json::text(file)),
        ("id", Json::text(&case.id)),
        ("outcome", Json::text(outcome)),
        ("code", of_refusal("code")),
        ("member", of_refusal("member")),
        ("notification", part("notification")),
        ("acknowledgement", part("acknowledgement")),
    ]))
}

/// The configuration document of a case as TOML, if TOML can say it.
fn said_in_toml(pack: &Pack, case: &Case) -> Option<String> {
    match &case.config_text {
        Some(_) => None,
        None => to_toml(&pack.config_text(case)),
    }
}

/// A line for each section, the section an inline table.
fn to_toml(document: &str) -> Option<String> {
    let document = Json::parse(document, Limits::NONE).ok()?;
    let sections = document.as_object()?.iter();
    sections
        .map(|(name, value)| {
            Some(format!(
                "{} = {}\n",
                Json::text(name).compact(),
                inline(value)?
            ))
        })
        .collect()
}

/// JSON's strings are TOML's.
fn inline(value: &Json) -> Option<String> {
    Some(match value {
        Json::Null => return None,
        Json::Number(number) if number.parse::<i64>().is_err() => {
            format!("{:?}", number.parse::<f64>().ok()?)
        }
        Json::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(inline).collect();
            format!("[{}]", items?.join(", "))
        }
        Json::Object(members) => {
            let members = members.iter();
            let members: Option<Vec<String>> = members
                .map(|(name, value)| {
                    Some(format!(
                        "{} = {}",
                        Json::text(name).compact(),
                        inline(value)?
                    ))
                })
                .collect();
            format!("{{{}}}", members?.join(", "))
        }
        plain => plain.compact(),
    })
}
