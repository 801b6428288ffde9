//! `ackwell explain`: why a notification is refused.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use ackwell::{Diagnosis, Hints, Refusal, Sureness};
use anstream::stdout;

use crate::args::ExplainArgs;
use crate::config::{Configuration, read_text};
use crate::failure::{Failure, REFUSED};
use crate::input;
use crate::receivers::request;

pub(crate) fn run(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    let mut configuration =
        Configuration::read(&args.config, &[args.provider.as_str(), "receiver"])?;
    if args.peer.is_none() {
        configuration = configuration.without_source_check();
    }
    let receiver = configuration.receiver(args.provider)?;
    let hints = hints(args)?;
    let body = input::read_body(&args.body)?;
    let headers: Vec<(&str, &[u8])> = args
        .headers
        .iter()
        .map(|header| (header.name.as_str(), header.value.as_bytes()))
        .collect();
    let request = request(&body, &headers, args.peer.as_deref());
    let diagnosis = receiver.explain_with(&request, &hints);
    let text = if args.json {
        diagnosis.to_json() + "\n"
    } else {
        written(&diagnosis)
    };
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::writing(&error))?;
    Ok(if diagnosis.is_accepted() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(REFUSED)
    })
}

fn hints(args: &ExplainArgs) -> Result<Hints, Failure> {
    let mut hints = Hints::new();
    let read =
        |file: &std::path::Path| read_text(file).map_err(|what| Failure::at(file.display(), what));
    for key in &args.keys {
        let text = read(&key.file)?;
        hints = hints
            .public_key(&key.name, &text)
            .map_err(|error| Failure::at(key.file.display(), error.message()))?;
    }
    for salt in &args.salts {
        let text = read(&salt.file)?;
        hints = hints.salt(&salt.name, text.trim_end_matches(['\r', '\n']));
    }
    Ok(hints)
}

/// For a person: what is sure in red, what is likely in yellow, where there is colour.
fn written(diagnosis: &Diagnosis) -> String {
    let Some(refusal) = diagnosis.refusal() else {
        return "\u{1b}[32mNothing is wrong:\u{1b}[0m the notification is accepted.\n".to_owned();
    };
    let mut text = format!(
        "Refused with \u{1b}[1m{}\u{1b}[0m: {}\n",
        refusal.code(),
        Refusal::message(refusal)
    );
    for finding in diagnosis.findings() {
        let colour = match finding.sureness() {
            Sureness::Certain => "31",
            _ => "33",
        };
        let about = finding
            .member()
            .map_or_else(String::new, |member| format!(" in `{member}`"));
        let _ = write!(
            text,
            "\n\u{1b}[1;{colour}m{}\u{1b}[0m{about} ({})\n  {}\n  Remedy: {}\n",
            finding.word(),
            finding.sureness(),
            finding.sentence(),
            finding.remedy()
        );
    }
    text
}
