//! The README's configuration and command line do what the README says.

use std::path::Path;
use std::process::Command;

use ackwell_tests::keys;
use ackwell_tests::samples;
use ackwell_tests::sign::LianLianSigner;

const README: &str = include_str!("../../README.md");

/// The first block of that kind.
fn block(language: &str) -> &'static str {
    let (_, rest) = README
        .split_once(&format!("\n```{language}\n"))
        .expect("a block");
    rest.split_once("```").expect("its end").0
}

#[test]
fn the_command_of_the_readme_verifies_a_body_with_the_configuration_of_the_readme() {
    let folder = std::env::temp_dir().join(format!("ackwell-readme-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(Path::new(&folder).join(name), text);
    write("shop.toml", block("toml")).unwrap();
    write("lianlian.pem", &keys::PLATFORM.pem()).unwrap();
    write(
        "body.json",
        &LianLianSigner::new(&keys::PLATFORM).body(&samples::payment()),
    )
    .unwrap();

    let line = README
        .lines()
        .find_map(|line| line.strip_prefix("$ ackwell verify "));
    let output = Command::new(env!("CARGO_BIN_EXE_ackwell"))
        .arg("verify")
        .args(line.expect("the README shows the command").split(' '))
        .current_dir(&folder)
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();

    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["notification"]["status"], "succeeded");
    assert_eq!(
        answer["acknowledgement"]["body"],
        r#"{"ret_code":"0000","ret_msg":"ok"}"#
    );
}

#[test]
fn every_page_that_the_readme_links_to_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut links = 0;
    for part in README.split("](").skip(1) {
        let target = part.split(')').next().unwrap_or_default();
        let path = target.split('#').next().unwrap_or_default();
        if !path.contains("://") {
            links += 1;
            assert!(root.join(path).exists(), "{target}");
        }
    }
    assert!(links > 5);
}

/// Pages and programs that other tests run, and the language of the README's blocks from them.
const RUN_ELSEWHERE: &[(&str, &str)] = &[
    ("python", "docs/quickstart-python.md"),
    ("ts", "docs/quickstart-node.md"),
    ("php", "docs/quickstart-php.md"),
    ("csharp", "docs/quickstart-csharp.md"),
    ("c", "docs/quickstart-c.md"),
    ("rust", "examples/rust-axum/src/main.rs"),
];

#[test]
fn every_line_of_the_readmes_code_is_in_a_program_that_a_test_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (language, file) in RUN_ELSEWHERE {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        let mut lines = text.lines().map(str::trim);
        for wanted in block(language).lines().map(str::trim) {
            assert!(
                lines.any(|line| line == wanted),
                "`{wanted}` is not in {file}, or not in this order"
            );
        }
    }
}

#[test]
fn every_link_of_the_index_of_the_guide_leads_to_a_page_and_a_heading() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let index = std::fs::read_to_string(docs.join("README.md")).unwrap();
    let mut links = 0;
    for part in index.split("](").skip(1) {
        let target = part.split(')').next().unwrap_or_default();
        let (path, heading) = target.split_once('#').unwrap_or((target, ""));
        let file = docs.join(path);
        assert!(file.exists(), "{target}");
        links += 1;
        if !heading.is_empty() {
            let page = std::fs::read_to_string(file).unwrap();
            let mut headings = page
                .lines()
                .filter(|line| line.starts_with('#'))
                .map(anchor);
            assert!(headings.any(|known| known == heading), "{target}");
        }
    }
    assert!(links > 15);
}

#[test]
fn the_remedy_of_every_code_leads_to_its_section_of_the_page_for_troubleshooting() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let read = |name: &str| std::fs::read_to_string(docs.join(name)).unwrap();
    let (errors, page) = (read("errors.md"), read("troubleshooting.md"));
    for code in ackwell::Code::ALL {
        let row = errors
            .lines()
            .find(|line| line.starts_with(&format!("| {} | `{code}` |", code.number())));
        let row = row.unwrap_or_else(|| panic!("{code} is not in docs/errors.md"));
        let link = format!(
            "{}. [Troubleshooting](troubleshooting.md#{code}) |",
            code.remedy()
        );
        assert!(row.ends_with(&link), "{row}");
        let mut headings = page.lines().filter(|line| line.starts_with("### "));
        assert!(headings.any(|line| anchor(line) == code.as_str()), "{code}");
    }
}

/// The anchor that a heading gets on the usual hosts.
fn anchor(heading: &str) -> String {
    heading
        .trim_start_matches('#')
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}
