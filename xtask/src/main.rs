//! The repository's own chores: `cargo xtask VERB`. One module a verb.

use std::process::ExitCode;

mod conformance;
mod dependencies;
mod example;
mod files;
mod generate;
mod header;
mod vectors;
mod version;

/// A verb, what it does, and its function, which gets the arguments behind the verb.
type Verb = (
    &'static str,
    &'static str,
    fn(&[String]) -> Result<(), String>,
);

const VERBS: &[Verb] = &[
    (
        "conformance",
        "run the conformance pack through every language, or those named, and compare (--kept: take what a run before wrote)",
        conformance::run,
    ),
    (
        "dependencies",
        "write docs/dependencies.md from the manifests (--check: only compare)",
        dependencies::run,
    ),
    (
        "example",
        "play notifications against an example receiver: example [--ledger URL] NAME COMMAND...",
        example::run,
    ),
    (
        "generate",
        "write the files that come from core's tables (--check: only compare)",
        generate::run,
    ),
    (
        "header",
        "write the C library's headers from bindings/c (--check: only compare)",
        header::run,
    ),
    (
        "vectors",
        "write the conformance pack from its cases (--check: only compare)",
        vectors::run,
    ),
    (
        "version",
        "give every manifest, lock file and guide a version: version 0.2.0 (--check: only compare)",
        version::run,
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let verb = arguments.first().map(String::as_str).unwrap_or_default();
    let Some((_, _, run)) = VERBS.iter().find(|(name, ..)| *name == verb) else {
        eprintln!("usage: cargo xtask VERB\n");
        for (name, what, _) in VERBS {
            eprintln!("  {name:<12} {what}");
        }
        return ExitCode::from(2);
    };
    match run(arguments.get(1..).unwrap_or_default()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask {verb}: {problem}");
            ExitCode::FAILURE
        }
    }
}
