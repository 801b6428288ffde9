//! The version, in every place that states it: manifests, lock files, examples, guides.
//!
//! Cargo.toml's is the one that counts. Files are found by what they are, not by a list, so a new manifest
//! is renumbered and checked without being named here. Generated files get theirs from `cargo xtask generate`.

use std::ops::Range;
use std::path::Path;
use std::process::Command;

use crate::files;

/// What records something about one version: changes, measurements, dry runs and checksums.
const HISTORY: &[&str] = &[
    "CHANGELOG.md",
    "RELEASING.md",
    "docs/benchmarks.md",
    "release/README.md",
];

/// `cargo xtask version 0.2.0` or `cargo xtask version --check`.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    match arguments {
        [flag] if flag == "--check" => check(),
        [version] if length_of_version(version) == Some(version.len()) => renumber(version),
        _ => Err("the argument is a version such as 0.2.0, or --check".to_owned()),
    }
}

fn check() -> Result<(), String> {
    let mut differing = Vec::new();
    let mut found = 0;
    for (path, text) in tracked()? {
        for place in statements(&path, &text) {
            found += 1;
            let stated = &text[place.clone()];
            if stated != env!("CARGO_PKG_VERSION") {
                let line = text[..place.start].matches('\n').count() + 1;
                differing.push(format!("{path}:{line} has {stated}"));
            }
        }
    }
    if differing.is_empty() {
        println!("{found} places have version {}", env!("CARGO_PKG_VERSION"));
        return Ok(());
    }
    Err(format!(
        "the version of Cargo.toml is {}, but {}; run `cargo xtask version {0}`",
        env!("CARGO_PKG_VERSION"),
        differing.join(", ")
    ))
}

fn renumber(version: &str) -> Result<(), String> {
    for (path, text) in tracked()? {
        let changed = with_version(&path, &text, version);
        if changed != text {
            std::fs::write(files::root().join(&path), changed)
                .map_err(|error| format!("{path}: {error}"))?;
            println!("wrote {path}");
        }
    }
    // This program still has the old version: a new one writes what is generated.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["xtask", "generate"])
        .current_dir(files::root())
        .status()
        .map_err(|error| format!("cargo xtask generate: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("cargo xtask generate failed".to_owned())
    }
}

/// The text files under version control, with their paths.
fn tracked() -> Result<Vec<(String, String)>, String> {
    let listed = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(files::root())
        .output()
        .map_err(|error| format!("git ls-files: {error}"))?;
    if !listed.status.success() {
        return Err(String::from_utf8_lossy(&listed.stderr).into_owned());
    }
    let paths = String::from_utf8_lossy(&listed.stdout);
    Ok(paths
        .split_terminator('\0')
        .filter(|path| !HISTORY.contains(path))
        // What is deleted but not yet committed, and what is no text, states nothing.
        .filter_map(|path| {
            let text = std::fs::read_to_string(files::root().join(path)).ok()?;
            Some((path.to_owned(), text))
        })
        .collect())
}

/// The text with the version in every place that states one.
fn with_version(path: &str, text: &str, version: &str) -> String {
    let mut changed = text.to_owned();
    for place in statements(path, text).into_iter().rev() {
        changed.replace_range(place, version);
    }
    changed
}

/// Where a file states the version, in order.
fn statements(path: &str, text: &str) -> Vec<Range<usize>> {
    let name = Path::new(path).file_name().and_then(|name| name.to_str());
    let extension = Path::new(path).extension().and_then(|name| name.to_str());
    match (name, extension) {
        (Some("Cargo.toml"), _) => cargo_manifest(text),
        (Some("Cargo.lock"), _) => cargo_lock(text),
        (Some("package.json" | "package-lock.json"), _) => {
            let mut places = after(text, "\"name\": \"ackwell\",\n", "\"version\": \"", "}");
            places.extend(after(text, "\"ackwell\": \"^", "", "\""));
            places
        }
        // Snippets of a POM are in guides, and in what tests them.
        (Some("pom.xml"), _) | (_, Some("md" | "py" | "sh" | "yml")) => {
            let mut places = after(text, "<groupId>io.ackwell", "<version>", "</dependency>");
            places.extend(names_with_version(text));
            places.sort_by_key(|place| place.start);
            places
        }
        _ => Vec::new(),
    }
}

/// The workspace's own version, and those that its crates are asked for by each other.
fn cargo_manifest(text: &str) -> Vec<Range<usize>> {
    let mut places = after(text, "[workspace.package]\n", "version = \"", "\n[");
    places.extend(after(text, "path = \"", ", version = \"", "\n"));
    places
}

/// The entries of the workspace's crates, which have no source; the fuzz targets have a version that stays.
fn cargo_lock(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut start = 0;
    for entry in text.split_inclusive("\n\n") {
        if !entry.contains("\nsource = ") && !entry.contains("\nname = \"ackwell-fuzz\"\n") {
            places.extend(
                after(entry, "[[package]]\n", "\nversion = \"", "dependencies")
                    .into_iter()
                    .map(|place| place.start + start..place.end + start),
            );
        }
        start += entry.len();
    }
    places
}

/// The version behind `second`, where that follows `first` before `end` comes.
fn after(text: &str, first: &str, second: &str, end: &str) -> Vec<Range<usize>> {
    text.match_indices(first)
        .filter_map(|(at, _)| {
            let from = at + first.len();
            let rest = &text[from..];
            let rest = &rest[..rest.find(end).unwrap_or(rest.len())];
            let start = rest.find(second)? + second.len();
            let length = length_of_version(&rest[start..])?;
            Some(from + start..from + start + length)
        })
        .collect()
}

/// The versions in names of packages and their files: `io.ackwell:ackwell:0.1.0`,
/// `ackwell-native-linux-x64-gnu-0.1.0.tgz`, `ackwell==0.1.0`, `ackwell@0.1.0`.
fn names_with_version(text: &str) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    for (at, name) in text.match_indices("ackwell") {
        if places.last().is_some_and(|place| place.start > at) {
            continue; // the same name, as in `ackwell:ackwell-native:0.1.0`
        }
        let from = at + name.len();
        let rest = &text[from..];
        let word = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || "_-:.=@".contains(c)))
            .unwrap_or(rest.len());
        let version = rest[..word].char_indices().find_map(|(before, mark)| {
            let start = before + 1;
            let length = "-:=@"
                .contains(mark)
                .then(|| length_of_version(&rest[start..word]))??;
            Some(from + start..from + start + length)
        });
        places.extend(version);
    }
    places
}

/// The length of the version that the text begins with: three numbers, and no fourth.
fn length_of_version(text: &str) -> Option<usize> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(text.len());
    // A sentence or an extension may follow: `0.1.0.tgz`.
    let version = text[..end].strip_suffix('.').unwrap_or(&text[..end]);
    let numbers = version.split('.').collect::<Vec<_>>();
    (numbers.len() == 3 && numbers.iter().all(|number| !number.is_empty())).then_some(version.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a release must not miss: each manifest that is published, and what users copy from.
    const FILES: &[(&str, usize)] = &[
        ("Cargo.toml", 4),
        ("core/fuzz/Cargo.lock", 1),
        ("bindings/node/package.json", 1),
        ("bindings/node/package-lock.json", 2),
        ("bindings/java/pom.xml", 1),
        ("bindings/java/ackwell/pom.xml", 1),
        ("bindings/java/ackwell-native/pom.xml", 1),
        ("bindings/java/ackwell-spring-boot-starter/pom.xml", 1),
        ("bindings/java/ackwell-test/pom.xml", 1),
        ("bindings/java/tests/pom.xml", 4),
        ("bindings/java/README.md", 4),
        ("examples/express/package.json", 1),
        ("examples/java-plain/pom.xml", 2),
        ("examples/spring-boot/pom.xml", 1),
        ("docs/quickstart-java.md", 4),
        ("docs/installing.md", 5),
    ];

    #[test]
    fn the_listed_files_state_it_as_often_as_they_do() {
        let tracked = tracked().expect("git");
        for (listed, times) in FILES {
            let (_, text) = tracked
                .iter()
                .find(|(path, _)| path == listed)
                .unwrap_or_else(|| panic!("{listed} is not there"));
            assert_eq!(statements(listed, text).len(), *times, "{listed}");
        }
        let (_, lock) = tracked
            .iter()
            .find(|(path, _)| path == "Cargo.lock")
            .expect("lock");
        let members = lock
            .split("\n\n")
            .filter(|entry| entry.contains("name = ") && !entry.contains("source = "))
            .count();
        assert!(members > 10);
        assert_eq!(statements("Cargo.lock", lock).len(), members);
    }

    #[test]
    fn a_copy_is_renumbered_and_back_and_nothing_else_changes() {
        for (path, text) in tracked().expect("git") {
            let changed = with_version(&path, &text, "17.18.19");
            assert_eq!(
                changed.matches("17.18.19").count(),
                text.matches("17.18.19").count() + statements(&path, &text).len(),
                "{path}"
            );
            let back = with_version(&path, &changed, env!("CARGO_PKG_VERSION"));
            assert_eq!(back, text, "{path}");
        }
    }

    #[test]
    fn versions_of_others_are_left_alone() {
        for (path, text) in [
            (
                "package.json",
                "\"ackwellish\": \"^0.1.0\", \"get-type\": \"^0.1.0\"",
            ),
            (
                "pom.xml",
                "<dependency><groupId>io.ackwell</groupId></dependency>\n<version>3.5.1</version>",
            ),
            (
                "pom.xml",
                "<groupId>io.ackwell</groupId><version>${project.version}</version>",
            ),
            (
                "Cargo.toml",
                "serde = \"1.0.0\"\njiff = { version = \"0.2.43\" }",
            ),
            (
                "Cargo.lock",
                "[[package]]\nname = \"a\"\nversion = \"0.1.0\"\nsource = \"registry\"\n",
            ),
            (
                "a.md",
                "ackwell listens on ackwell:10.0.0.1, beside curl-8.1.2 and ackwell 1.2.3",
            ),
        ] {
            assert_eq!(with_version(path, text, "9.9.9"), text, "{path}");
        }
    }

    #[test]
    fn names_with_a_version_are_found_wherever_they_end() {
        let text = "io.ackwell:ackwell:0.1.0, io.ackwell:ackwell-native:0.1.0:linux-x86_64, \
                    dist/ackwell-image-0.1.0-amd64.tar ackwell==0.1.0. ackwell@0.1.0 ackwell-0.1.0.tgz";
        assert_eq!(
            with_version("a.md", text, "0.2.0"),
            text.replace("0.1.0", "0.2.0")
        );
    }
}
