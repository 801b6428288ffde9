//! Files and standard input, read with a limit.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::Path;

use crate::failure::Failure;

/// More than a receiver may be configured to look at, so that a body that is too large is cut
/// here only where the receiver refuses it anyway.
const LONGEST_BODY: u64 = 16 * 1024 * 1024 + 1;

/// Whether a path means standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The path as messages name it.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Opens a file or standard input.
pub(crate) fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if !is_stdin(path) {
        let file = File::open(path).map_err(|error| Failure::at(name(path), problem(&error)))?;
        return Ok(Box::new(file));
    }
    if io::stdin().is_terminal() {
        anstream::eprintln!("reading from the terminal; Ctrl-D ends the input");
    }
    Ok(Box::new(io::stdin().lock()))
}

/// The bytes of a body: all of them, or more than any receiver accepts.
pub(crate) fn read_body(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    open(path)?
        .take(LONGEST_BODY)
        .read_to_end(&mut body)
        .map_err(|error| Failure::at(name(path), problem(&error)))?;
    Ok(body)
}

/// Why a file could not be read, without the number that the system gives it.
pub(crate) fn problem(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "this account may not read it".to_owned(),
        io::ErrorKind::IsADirectory => "this is a folder, not a file".to_owned(),
        io::ErrorKind::NotADirectory => "a part of this path is a file, not a folder".to_owned(),
        _ => error.to_string(),
    }
}
