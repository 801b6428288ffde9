//! Why the command could not do its work.

use std::fmt::{self, Display};
use std::io;
use std::process::ExitCode;

use anstream::eprintln;

/// The exit code for a notification that was refused, or anything else that is not as it must be.
pub(crate) const REFUSED: u8 = 1;

/// The exit code for usage, configuration and files; clap's own too.
pub(crate) const CANNOT: u8 = 2;

/// Why the command could not do its work: where, and what was expected there.
///
/// Its text names places and rules. It never holds a key, a salt, a password or a body.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Empty for a reader that has gone away: nobody reads the message.
    text: String,
}

impl Failure {
    /// One sentence, lower case, no full stop.
    pub(crate) fn new(text: impl Into<String>) -> Failure {
        Failure { text: text.into() }
    }

    /// What is wrong with a file, a member or another place.
    pub(crate) fn at(place: impl Display, what: impl Display) -> Failure {
        Failure::new(format!("{place}: {what}"))
    }

    /// The answer could not be written.
    pub(crate) fn writing(error: &io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Failure::new("")
        } else {
            Failure::at("standard output", error)
        }
    }

    /// Prints it and returns the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        if !self.text.is_empty() {
            eprintln!("\u{1b}[1;31merror:\u{1b}[0m {self}");
        }
        ExitCode::from(CANNOT)
    }
}

impl From<ackwell_testkit::Problem> for Failure {
    fn from(problem: ackwell_testkit::Problem) -> Failure {
        Failure::new(problem.to_string())
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
