//! Runs the whole conformance pack against the Rust crates, and says how many cases it ran.
//!
//! An argument that is not an option picks the cases whose id contains it:
//! `cargo test --test conformance -- ambiguity/money`.

#![expect(clippy::print_stdout, reason = "it reports")]

use std::process::ExitCode;

use ackwell_tests::json::{Json, Limits};
use ackwell_tests::pack;
use ackwell_tests::runners::{compare, rust, surface};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    let wanted = |id: &str| filter.is_none_or(|filter| id.contains(filter.as_str()));
    let folder = std::env::temp_dir().join(format!("ackwell-pack-{}", std::process::id()));

    let mut passed = 0;
    let mut failures = Vec::new();
    let mut report = |file: &str, right: usize, problems: Vec<String>| {
        if right + problems.len() > 0 {
            let name = file.trim_end_matches(".json");
            println!("{name}: {right} passed, {} failed", problems.len());
        }
        passed += right;
        failures.extend(problems);
    };
    for (file, pack) in pack::read_all(&pack::folder()) {
        let mut right = 0;
        let mut problems = Vec::new();
        for case in pack.cases.iter().filter(|case| wanted(&case.id)) {
            let line = rust::case(&file, &pack, case, &folder);
            match line.and_then(|line| compare::case(case, &line)) {
                Ok(()) => right += 1,
                Err(problem) => problems.push(format!("{}: {}\n  {problem}", case.id, case.note)),
            }
        }
        report(&file, right, problems);
    }
    if filter.is_none() {
        let (codes, lists) = tables();
        let expected = pack::read_errors(&pack::folder()).codes;
        let (right, problems) = compare::codes(&expected, codes.iter());
        report(pack::ERRORS, right, problems);
        let expected = pack::read_surface(&pack::folder());
        let (right, problems) = surface::compare(&expected, "rust", lists.iter());
        report(pack::SURFACE, right, problems);
    }
    let _ = std::fs::remove_dir_all(&folder);

    for failure in &failures {
        println!("\n{failure}");
    }
    println!(
        "\nconformance pack: {passed} passed, {} failed",
        failures.len()
    );
    // A pack that is not there tests nothing.
    if failures.is_empty() && (filter.is_some() || passed > 1000) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The lines of the files that hold no cases.
fn tables() -> (Vec<Json>, Vec<Json>) {
    let lines = rust::tables();
    let lines = lines.lines();
    lines
        .map(|line| Json::parse(line, Limits::NONE).expect("the runner writes JSON"))
        .partition(|line| line.get("file").and_then(Json::as_str) == Some(pack::ERRORS))
}
