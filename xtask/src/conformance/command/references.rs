//! Documents with references, as a file of the command.

use std::process::{Command, Stdio};

use ackwell_tests::json::{Json, Limits};
use ackwell_tests::pack::{self, Case, Pack};

use super::{batch_line, line, to_toml};
use crate::files;

/// Runs the command with the document of a case: `verify` with its request or with none, or
/// `ledger status`. A text is a file to the command, in the folder that is its working directory.
pub(super) fn resolve(
    file: &str,
    pack: &Pack,
    case: &Case,
    lines: &mut String,
) -> Result<(), String> {
    let folder = super::super::case_folder("command");
    case.make_folder(&folder);
    let place = folder.to_str().ok_or("the folder's name is not UTF-8")?;
    let document = pack.config_text(case).replace(pack::FOLDER, place);
    let config = folder.join("ackwell-case.toml");
    let batch = folder.join("ackwell-case.ndjson");
    let requests = case.request.as_ref().map(|_| batch_line(case));
    std::fs::write(&config, to_toml(&document)?).map_err(|error| error.to_string())?;
    std::fs::write(&batch, requests.unwrap_or_default()).map_err(|error| error.to_string())?;
    let mut command = Command::new(files::root().join("target/debug/ackwell"));
    match &case.provider {
        Some(provider) => command
            .args(["verify", "--provider", provider, "--batch"])
            .arg(&batch),
        None => command.args(["ledger", "status"]),
    };
    let output = command
        .arg("--config")
        .arg(&config)
        .envs(&case.env)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("target/debug/ackwell: {error}"))?;
    let errors = String::from_utf8_lossy(&output.stderr).replace(place, pack::FOLDER);
    let answer = String::from_utf8_lossy(&output.stdout);
    let told = match (output.status.code(), &case.request) {
        (Some(2), _) => refused(file, case, &errors)?,
        (Some(1), Some(_)) => {
            let answer = Json::parse(answer.trim_end(), Limits::NONE);
            line(
                file,
                case,
                &answer.map_err(|flaw| format!("{}: {flaw:?}", case.id))?,
            )
        }
        (Some(0), _) => Json::object([
            ("file", Json::text(file)),
            ("id", Json::text(&case.id)),
            ("outcome", Json::text("configured")),
        ]),
        _ => return Err(format!("{}: {}: {errors}", case.id, output.status)),
    };
    lines.push_str(&told.compact());
    lines.push('\n');
    Ok(())
}

/// `error: /folder/ackwell-case.toml:3: pingpong.salt: what is wrong`.
fn refused(file: &str, case: &Case, errors: &str) -> Result<Json, String> {
    let begin = format!("error: {}/ackwell-case.toml:", pack::FOLDER);
    let strange = || format!("{}: not the form of a complaint: {errors}", case.id);
    let rest = errors.trim_end().strip_prefix(&begin).ok_or_else(strange)?;
    let (_line, rest) = rest.split_once(": ").ok_or_else(strange)?;
    let (member, message) = rest.split_once(": ").ok_or_else(strange)?;
    Ok(Json::object([
        ("file", Json::text(file)),
        ("id", Json::text(&case.id)),
        ("outcome", Json::text("refused")),
        // Of a wrong configuration the command tells no code; it ends with 2 for nothing else here.
        ("code", Json::text("invalid_config")),
        ("member", Json::text(member)),
        ("message", Json::text(message)),
    ]))
}
