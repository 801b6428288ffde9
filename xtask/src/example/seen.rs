//! "See it work" of the quickstarts: the command makes keys and plays the provider.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Example;
use super::plays::Checks;
use crate::files;

/// Does what the quickstart of this example says, with the receiver that `command` starts: the
/// page's own commands, at the port where the example listens.
///
/// # Errors
///
/// If the command or the receiver cannot be started.
pub(super) fn work(
    name: &str,
    command: &[String],
    folder: &Path,
    checks: &mut Checks,
) -> Result<Option<String>, String> {
    let xtask = std::env::current_exe().map_err(|error| error.to_string())?;
    // Not built anew where it is there: the tests of the command may be running at the same time.
    if !xtask.with_file_name("ackwell").exists() {
        let built = Command::new("cargo")
            .args(["build", "--quiet", "--locked", "--bin", "ackwell"])
            .current_dir(files::root())
            .status();
        if !built.is_ok_and(|status| status.success()) {
            return Err("the command cannot be built".to_owned());
        }
    }
    let ackwell = |arguments: &[String]| {
        let output = Command::new(xtask.with_file_name("ackwell"))
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .output();
        let output = output.map_err(|error| format!("ackwell: {error}"))?;
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        Ok::<_, String>((output.status.code(), text))
    };
    let commands = commands(&section(name)?)?;
    let (sends, keys): (Vec<_>, Vec<_>) =
        (commands.into_iter()).partition(|words| words.first().is_some_and(|verb| verb == "send"));
    for words in keys {
        let (status, text) = ackwell(&words)?;
        checks.check("keys are made", status == Some(0), || text);
    }
    let made = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let config = made
        .flatten()
        .map(|entry| entry.path().join("ackwell.json"))
        .find(|config| config.exists());
    let config = config.ok_or("the page makes no keys")?;
    let example = Example::start(command, &config, &[])?;
    let genuine = |words: &[String]| !words.contains(&"--tamper".to_owned());
    if sends.iter().all(|words| genuine(words)) || !sends.iter().any(|words| genuine(words)) {
        return Err(format!("{name}: the page pays no order, or forges none"));
    }
    for words in &sends {
        let here = words.iter().map(|word| at_port(word, example.port));
        let (status, text) = ackwell(&here.collect::<Vec<_>>())?;
        let what = if genuine(words) {
            "what is sent is received"
        } else {
            "what is forged is refused"
        };
        checks.check(what, status == Some(0), || text);
    }
    checks.paid("it is fulfilled once", &example, "42", 1);
    checks.paid("it is not fulfilled", &example, "43", 0);
    // Once for each process that serves; that it is once is tested in testkit and in C.
    checks.check(
        "its log says that the keys are for tests",
        example.wrote("for tests only"),
        || "no line of its output does".to_owned(),
    );
    Ok(example.stop())
}

/// The section of the page that names this example, or of the command's page.
fn section(name: &str) -> Result<String, String> {
    let mut of_the_command = None;
    let pages = std::fs::read_dir(files::root().join("docs")).map_err(|error| error.to_string())?;
    for path in pages.flatten().map(|entry| entry.path()) {
        let page = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(language) = page.strip_prefix("quickstart-") else {
            continue;
        };
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
        let found = text.split("\n## ").find(|section| {
            let heading = section.lines().next().unwrap_or_default();
            heading.ends_with("See it work")
        });
        let Some(found) = found else { continue };
        let named = |end: char| found.contains(&format!("examples/{name}{end}"));
        if named(')') || named('/') {
            return Ok(found.to_owned());
        }
        if language == "command.md" {
            of_the_command = Some(found.to_owned());
        }
    }
    of_the_command.ok_or_else(|| "docs/quickstart-command.md has no section See it work".to_owned())
}

/// The words after `ackwell` of each line that a reader types.
fn commands(section: &str) -> Result<Vec<Vec<String>>, String> {
    let lines = section
        .lines()
        .filter_map(|line| line.strip_prefix("$ ackwell "));
    let commands: Vec<Vec<String>> = lines
        .map(|line| line.split_whitespace().map(str::to_owned).collect())
        .collect();
    if commands.len() < 3 {
        return Err(format!("too few commands in the section:\n{section}"));
    }
    Ok(commands)
}

/// An address of the page, at the port where the example listens.
fn at_port(word: &str, port: u16) -> String {
    match word.strip_prefix("http://127.0.0.1:") {
        Some(rest) => {
            let path = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            format!("http://127.0.0.1:{port}{path}")
        }
        None => word.to_owned(),
    }
}
