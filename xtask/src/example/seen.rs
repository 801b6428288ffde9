//! "See it work" of the quickstarts: the command makes keys and plays the provider.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Example;
use super::plays::Checks;
use crate::files;

/// Does what the quickstarts say, with the receiver that `command` starts.
///
/// # Errors
///
/// If the command or the receiver cannot be started.
pub(super) fn work(
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
    let ackwell = |arguments: &[&str]| {
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
    let (status, text) = ackwell(&["keys", "new", "keys"])?;
    checks.check("keys are made", status == Some(0), || text);

    let example = Example::start(command, &folder.join("keys/ackwell.json"), &[])?;
    let url = format!("http://127.0.0.1:{}/notify/lianlian", example.port);
    let send = |more: &[&str]| ackwell(&[&["send", "--to", &url, "--with", "keys"], more].concat());
    let (status, text) = send(&["--order", "42", "--amount", "10.00", "--times", "2"])?;
    checks.check("what is sent is received", status == Some(0), || text);
    checks.paid("it is fulfilled once", &example, "42", 1);
    let (status, text) = send(&["--order", "43", "--tamper", "tampered"])?;
    checks.check("what is forged is refused", status == Some(0), || text);
    checks.paid("it is not fulfilled", &example, "43", 0);
    Ok(example.stop())
}
