//! Where the members of a configuration are.

use std::collections::BTreeMap;
use std::path::Path;

use crate::failure::Failure;

/// The line of every member, under the path that core's messages use: `lianlian.public_keys[0]`.
#[derive(Debug, Default)]
pub(crate) struct Places(BTreeMap<String, usize>);

impl Places {
    pub(super) fn add(&mut self, member: &str, line: usize) {
        self.0.insert(member.to_owned(), line);
    }

    /// A complaint about a member: `shop.toml:3: lianlian.public_keys[0]: this is a private key`.
    /// A member that is not there is complained about where it should be.
    pub(crate) fn complaint(&self, file: &Path, member: &str, message: &str) -> Failure {
        let mut place = file.display().to_string();
        if let Some(line) = self.line(member) {
            place = format!("{place}:{line}");
        }
        if !member.is_empty() {
            // A name in quotes may hold a line end.
            let name = member.chars().filter(|character| !character.is_control());
            place = format!("{place}: {}", name.collect::<String>());
        }
        Failure::at(place, message)
    }

    /// The line of a member or of the innermost thing around it that is there.
    fn line(&self, member: &str) -> Option<usize> {
        let mut path = member;
        loop {
            if let Some(line) = self.0.get(path) {
                return Some(*line);
            }
            path = &path[..path.rfind(['.', '['])?];
        }
    }
}
