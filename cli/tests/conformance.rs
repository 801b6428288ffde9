//! The conformance pack, through the command: its configurations as TOML, its requests as lines.

use std::collections::BTreeMap;
use std::path::Path;

use ackwell_tests::json::{Json, Limits};
use ackwell_tests::pack;
use ackwell_tests::runners::{command, compare};

#[test]
fn the_command_answers_every_case_of_the_pack_as_it_says() {
    let packs = pack::read_all(&pack::folder());
    let name = format!("pack-{}", std::process::id());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let program = Path::new(env!("CARGO_BIN_EXE_ackwell"));
    let written = command::run(&packs, program, &folder).unwrap();
    let mut lines: BTreeMap<String, Json> = written
        .lines()
        .map(|line| {
            let line = Json::parse(line, Limits::NONE).unwrap();
            (line.get("id").unwrap().as_str().unwrap().to_owned(), line)
        })
        .collect();
    let (mut ran, mut unsayable, mut not_the_commands) = (0, Vec::new(), 0);
    let mut problems = Vec::new();
    for (pack, case) in packs
        .iter()
        .flat_map(|(_, pack)| pack.cases.iter().map(move |case| (pack, case)))
    {
        if command::LACKS.contains(&case.operation) {
            not_the_commands += 1;
        } else if !command::can_say(pack, case) {
            unsayable.push(&case.id);
        } else {
            ran += 1;
            let line = lines.remove(&case.id).ok_or("it was not run".to_owned());
            if let Err(problem) = line.and_then(|line| compare::case(case, &line)) {
                problems.push(format!("{}: {problem}", case.id));
            }
        }
    }
    assert!(
        problems.is_empty(),
        "{} of {ran}:\n{}",
        problems.len(),
        problems.join("\n")
    );
    assert!(lines.is_empty(), "{lines:?}");
    println!(
        "{ran} cases; {} documents that TOML cannot say: {unsayable:?}; {not_the_commands} cases of \
         operations that the command does not have",
        unsayable.len()
    );
    assert!(ran > 800, "only {ran} cases ran");
    assert!(unsayable.len() < 25, "{unsayable:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}
