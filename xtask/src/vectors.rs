//! `vectors`: writes the conformance pack from its cases, or with `--check` compares.

use std::collections::BTreeSet;

use ackwell_tests::{cases, pack};

use crate::files::{self, File};

/// Writes `tests/vectors/*.json`.
///
/// # Errors
///
/// With `--check`, the names of the files that are stale or that no case makes any more.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let check = files::only_check(arguments)?;
    let folder = std::path::Path::new("tests/vectors");
    let topics = cases::all();
    let count: usize = topics.iter().map(|topic| topic.pack.cases.len()).sum();
    let mut written: Vec<File> = topics
        .iter()
        .map(|topic| {
            File::new(
                folder.join(format!("{}.json", topic.name)),
                topic.pack.text(),
            )
        })
        .collect();
    written.push(File::new(folder.join(pack::ERRORS), cases::errors().text()));
    let surface = cases::surface().text();
    written.push(File::new(folder.join(pack::SURFACE), surface));

    let expected: BTreeSet<_> = written
        .iter()
        .filter_map(|file| file.path.file_name())
        .collect();
    let present = std::fs::read_dir(files::root().join(folder))
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in present {
        let name = entry.map_err(|error| error.to_string())?.file_name();
        if !expected.contains(name.as_os_str()) {
            return Err(format!(
                "no case makes {}/{}",
                folder.display(),
                name.display()
            ));
        }
    }
    println!("{count} cases in {} files", topics.len());
    files::apply(&written, check, "cargo xtask vectors")
}
