//! The conformance pack through every language: `tests/RUNNERS.md`.
//!
//! A language is one small file here, listed in [`LANGUAGES`].

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use ackwell_tests::json::{Json, Limits};
use ackwell_tests::pack::{self, Case, Operation, Pack};
use ackwell_tests::runners::{compare, surface};

use crate::files;

mod c;
mod command;
mod csharp;
mod java;
mod node;
mod php;
mod python;
mod rust;

/// A language and how its runner is run.
struct Language {
    name: &'static str,
    /// The operations that it does not have. A runner must do every case of all others.
    lacks: &'static [Operation],
    /// Whether it can list the codes that it knows, and what else it offers.
    lists_codes: bool,
    /// Runs the runner and gives what it wrote.
    run: fn(&Packs) -> Result<String, String>,
}

/// The files of the pack and their names.
type Packs = [(String, Pack)];

/// The files that hold no cases.
struct Tables {
    codes: Vec<pack::ErrorRow>,
    surface: pack::Surface,
}

/// Rust comes first: the others are compared with it as well as with the pack.
const LANGUAGES: &[Language] = &[
    rust::RUST,
    command::COMMAND,
    c::C,
    php::PHP,
    csharp::CSHARP,
    java::JAVA,
    python::PYTHON,
    node::NODE,
];

/// Starts a runner in the repository's root and gives what it wrote.
fn lines_of(command: &[&str]) -> Result<String, String> {
    let (program, arguments) = command.split_first().ok_or("no command")?;
    let output = Command::new(program)
        .args(arguments)
        .current_dir(files::root())
        // A make above this one would have those below print where they are.
        .env_remove("MAKEFLAGS")
        .env_remove("MAKELEVEL")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    let written = String::from_utf8(output.stdout).map_err(|_| "its output is not UTF-8")?;
    if output.status.success() {
        return Ok(written);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let tail: Vec<&str> = errors.lines().rev().take(30).collect();
    let tail: Vec<&str> = tail.into_iter().rev().collect();
    Err(format!("{}\n{}", output.status, tail.join("\n")))
}

/// What a runner gave lies in `.work/conformance/LANGUAGE.ndjson`. With `--kept` what lies there
/// already is taken, and the runner is not run: `tests/run.sh` empties the folder, and the languages'
/// own steps fill it.
fn lines_of_language(language: &Language, packs: &Packs, kept: bool) -> Result<String, String> {
    let folder = work_folder("");
    let place = folder.join(language.name).with_extension("ndjson");
    if kept && let Ok(lines) = std::fs::read_to_string(&place) {
        return Ok(lines);
    }
    let lines = (language.run)(packs)?;
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&place, &lines))
        .map_err(|error| format!("{}: {error}", place.display()))?;
    Ok(lines)
}

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let (options, arguments): (Vec<&String>, Vec<&String>) = arguments
        .iter()
        .partition(|argument| argument.starts_with('-'));
    let kept = match options[..] {
        [] => false,
        [option] if option == "--kept" => true,
        _ => return Err("usage: conformance [--kept] [LANGUAGE...]".to_owned()),
    };
    let chosen: Vec<&Language> = LANGUAGES
        .iter()
        .filter(|language| arguments.is_empty() || arguments.iter().any(|a| *a == language.name))
        .collect();
    if let Some(unknown) = arguments
        .iter()
        .find(|argument| LANGUAGES.iter().all(|l| l.name != argument.as_str()))
    {
        let names: Vec<&str> = LANGUAGES.iter().map(|language| language.name).collect();
        return Err(format!(
            "no language {unknown}; there are {}",
            names.join(", ")
        ));
    }
    let folder = pack::folder();
    let packs = pack::read_all(&folder);
    let tables = Tables {
        codes: pack::read_errors(&folder).codes,
        surface: pack::read_surface(&folder),
    };
    // Side by side: most of a runner's time is waiting for leases to run out.
    let written: Vec<(&Language, Result<String, String>)> = std::thread::scope(|scope| {
        let started: Vec<_> = chosen
            .into_iter()
            .map(|language| {
                eprintln!("{} ...", language.name);
                let packs = &packs;
                let lines = scope.spawn(move || lines_of_language(language, packs, kept));
                (language, lines)
            })
            .collect();
        let ended = started.into_iter();
        ended
            .map(|(language, lines)| {
                let lines = lines.join();
                (
                    language,
                    lines.unwrap_or_else(|_| Err("it panicked".to_owned())),
                )
            })
            .collect()
    });
    let mut results = Vec::new();
    for (language, written) in written {
        let mut result = Outcome::default();
        match written {
            Ok(written) => result.take(language, &packs, &tables, &written),
            Err(problem) => result.broken(format!("the runner failed: {problem}")),
        }
        results.push((language.name, result));
    }
    disagreements(&mut results);
    report(&packs, &results)
}

/// What came of one language.
#[derive(Default)]
struct Outcome {
    /// Cases that said what the pack says, and all that were run, by file.
    files: BTreeMap<String, Count>,
    /// What a case said, in the form that languages are compared in.
    said: BTreeMap<String, String>,
    problems: Vec<String>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    wrong: usize,
    /// Cases whose operation the language does not have.
    lacking: usize,
}

impl Outcome {
    fn broken(&mut self, problem: String) {
        self.problems.push(problem);
    }

    fn take(&mut self, language: &Language, packs: &Packs, tables: &Tables, written: &str) {
        let mut lines = self.read(written);
        for (file, pack) in packs {
            for case in &pack.cases {
                let line = lines.remove(&(file.clone(), case.id.clone()));
                self.judge(language, file, case, line.as_ref());
            }
        }
        let (listed, strangers): (Vec<_>, Vec<_>) = lines
            .into_iter()
            .partition(|((file, _), _)| file == pack::ERRORS);
        let (offered, strangers): (Vec<_>, Vec<_>) = strangers
            .into_iter()
            .partition(|((file, _), _)| file == pack::SURFACE);
        if language.lists_codes {
            let listed = listed.iter().map(|(_, line)| line);
            self.judged(pack::ERRORS, compare::codes(&tables.codes, listed));
            let offered = offered.iter().map(|(_, line)| line);
            let compared = surface::compare(&tables.surface, language.name, offered);
            self.judged(pack::SURFACE, compared);
        }
        for ((file, id), _) in strangers {
            self.problems
                .push(format!("{file}: {id} is not in the pack"));
        }
    }

    /// Takes in what came of a file that holds no cases.
    fn judged(&mut self, file: &str, (right, problems): (usize, Vec<String>)) {
        let count = Count {
            right,
            wrong: problems.len(),
            lacking: 0,
        };
        self.files.insert(file.to_owned(), count);
        self.problems.extend(problems);
    }

    fn read(&mut self, written: &str) -> BTreeMap<(String, String), Json> {
        let mut lines = BTreeMap::new();
        for text in written.lines() {
            let line = match Json::parse(text, Limits::NONE) {
                Ok(line) => line,
                Err(flaw) => {
                    let start: String = text.chars().take(120).collect();
                    self.broken(format!("a line is not JSON ({flaw:?}): {start}"));
                    continue;
                }
            };
            let name = |member| line.get(member).and_then(Json::as_str).map(str::to_owned);
            match (name("file"), name("id")) {
                (Some(file), Some(id)) => {
                    if lines.insert((file, id.clone()), line).is_some() {
                        self.broken(format!("{id} was run twice"));
                    }
                }
                _ => self.broken("a line has no file or no id".to_owned()),
            }
        }
        lines
    }

    fn judge(&mut self, language: &Language, file: &str, case: &Case, line: Option<&Json>) {
        let count = self.files.entry(file.to_owned()).or_default();
        let Some(line) = line else {
            if language.lacks.contains(&case.operation) {
                count.lacking += 1;
            } else {
                count.wrong += 1;
                self.problems.push(format!("{} was not run", case.id));
            }
            return;
        };
        match compare::case(case, line) {
            Ok(()) => count.right += 1,
            Err(problem) => {
                count.wrong += 1;
                let note = &case.note;
                self.problems
                    .push(format!("{}: {note}\n    {problem}", case.id));
            }
        }
        self.said.insert(case.id.clone(), compare::said(line));
    }
}

/// Compares the languages with the first one, beyond what the pack compares.
fn disagreements(results: &mut [(&'static str, Outcome)]) {
    let Some(((first, reference), others)) = results.split_first_mut() else {
        return;
    };
    for (_, other) in others {
        let differing: Vec<String> = other
            .said
            .iter()
            .filter_map(|(id, said)| {
                let expected = reference.said.get(id)?;
                (said != expected)
                    .then(|| format!("{id}: not as {first} says it\n    {said}\n    {expected}"))
            })
            .collect();
        other.problems.extend(differing);
    }
}

fn report(packs: &Packs, results: &[(&str, Outcome)]) -> Result<(), String> {
    let names = packs.iter().map(|(name, _)| name.as_str());
    let mut rows: Vec<&str> = names.chain([pack::ERRORS, pack::SURFACE]).collect();
    rows.sort_unstable();
    print!("{:<34}", "");
    for (language, _) in results {
        print!("{language:>10}");
    }
    println!();
    for row in rows {
        print!("{:<34}", row.trim_end_matches(".json"));
        for (_, outcome) in results {
            let cell = match outcome.files.get(row) {
                Some(Count {
                    wrong: 0, right: 0, ..
                })
                | None => "-".to_owned(),
                Some(Count {
                    wrong: 0, right, ..
                }) => right.to_string(),
                Some(count) => format!("{}/{}", count.right, count.right + count.wrong),
            };
            print!("{cell:>10}");
        }
        println!();
    }
    print!("{:<34}", "all");
    let mut right = 0;
    let mut wrong = 0;
    for (_, outcome) in results {
        let of = |part: fn(&Count) -> usize| outcome.files.values().map(part).sum::<usize>();
        print!("{:>10}", of(|count| count.right));
        right += of(|count| count.right);
        wrong += outcome.problems.len();
    }
    println!("\n");
    for (language, outcome) in results {
        let lacking: usize = outcome.files.values().map(|count| count.lacking).sum();
        if lacking > 0 {
            println!("{language} has no operation for {lacking} cases");
        }
        for problem in outcome.problems.iter().take(20) {
            println!("{language}: {problem}");
        }
        if outcome.problems.len() > 20 {
            println!("{language}: and {} more", outcome.problems.len() - 20);
        }
    }
    println!("conformance: {right} passed, {wrong} failed");
    if wrong == 0 && right > 0 {
        Ok(())
    } else {
        Err(format!("{wrong} problems"))
    }
}

/// Where a runner that is written in Rust may put files.
fn work_folder(language: &str) -> PathBuf {
    files::root().join(".work/conformance").join(language)
}
