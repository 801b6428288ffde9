//! The command's quickstart does what it says.

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const PAGE: &str = include_str!("../../docs/quickstart-command.md");

/// The text of every block of that kind, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let begin = format!("```{language}\n");
    let parts = PAGE.split(&begin).skip(1);
    parts
        .map(|rest| rest.split_once("```").expect("a block ends").0)
        .collect()
}

/// The commands of the page, in order.
fn commands() -> impl Iterator<Item = &'static str> {
    blocks("console")
        .into_iter()
        .flat_map(str::lines)
        .filter_map(|line| line.strip_prefix("$ ackwell "))
}

/// Where the page's application listens.
const PAGES_ADDRESS: &str = "127.0.0.1:8080";

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let name = format!("ackwell-quickstart-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(Path::new(&self.0).join(name), text).unwrap();
    }

    fn run(&self, arguments: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_ackwell"))
            .args(arguments.split(' '))
            .current_dir(&self.0)
            .output()
            .unwrap()
    }

    /// With the command on the path.
    fn script(&self, text: &str) -> Output {
        self.write("test-endpoint.sh", text);
        let ackwell = Path::new(env!("CARGO_BIN_EXE_ackwell"));
        let mut path = ackwell.parent().unwrap().as_os_str().to_owned();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap());
        Command::new("bash")
            .arg("test-endpoint.sh")
            .env("PATH", path)
            .current_dir(&self.0)
            .output()
            .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Whether everything that the page shows is in what came out.
fn is_part(shown: &Value, all: &Value) -> bool {
    match (shown, all) {
        (Value::Object(shown), Value::Object(all)) => shown
            .iter()
            .all(|(name, value)| all.get(name).is_some_and(|found| is_part(value, found))),
        (shown, all) => shown == all,
    }
}

#[test]
fn every_command_of_the_quickstart_does_what_the_page_says() {
    let folder = Folder::new("verify");
    let [body, accepted, refused] = blocks("json")[..] else {
        panic!("the page has a body and two answers");
    };
    let body = body.trim_end();
    folder.write("lianlian.pem", blocks("text")[0]);
    folder.write("shop.toml", blocks("toml")[0]);
    folder.write("body.json", body);
    folder.write("backlog.ndjson", &format!("{body}\n{body}\n"));

    let mut ran = commands().map(|line| (line, folder.run(line)));
    for (code, shown) in [(0, accepted), (1, refused)] {
        let (line, output) = ran.next().expect("a command");
        assert_eq!(output.status.code(), Some(code), "{line}: {output:?}");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let shown: Value = serde_json::from_str(shown).unwrap();
        assert!(is_part(&shown, &answer), "{line}: {answer}");
    }
    let (line, batch) = ran.next().expect("a command for a batch");
    assert_eq!(batch.status.code(), Some(0), "{line}: {batch:?}");
    assert_eq!(batch.stdout.split(|byte| *byte == b'\n').count(), 3);
    for _ in 0..2 {
        let (line, output) = ran.next().expect("the ledger is made and listed");
        assert!(line.starts_with("ledger "), "{line}");
        assert_eq!(output.status.code(), Some(0), "{line}: {output:?}");
    }
    folder.write(
        "changed.json",
        &body.replacen('{', "{\"_token\":\"1a2b\",", 1),
    );
    let (line, output) = ran.next().expect("an explanation");
    assert_eq!(output.status.code(), Some(1), "{line}: {output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), blocks("text")[1]);
}

#[test]
fn an_order_is_paid_repeated_and_refused_as_the_page_says() {
    let folder = Folder::new("provider");
    let mut commands = commands().skip_while(|line| !line.starts_with("keys "));
    let keys = folder.run(commands.next().expect("keys are made"));
    assert_eq!(keys.status.code(), Some(0), "{keys:?}");
    let address = common::application(&folder.0.join("throwaway/ackwell.json")).to_string();
    let endings = ["is content", "is content", "the endpoint refused it"];
    let mut sent = 0;
    for (line, ending) in commands.zip(endings) {
        let output = folder.run(&line.replace(PAGES_ADDRESS, &address));
        assert_eq!(output.status.code(), Some(0), "{line}: {output:?}");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(ending), "{line}: {text}");
        sent += 1;
    }
    assert_eq!(sent, 3);

    // "Test your endpoint", with the same application.
    let script = blocks("sh")[0];
    let line = "bash test-endpoint.sh";
    assert!(blocks("console").iter().any(|block| block.contains(line)));
    let output = folder.script(&script.replace(PAGES_ADDRESS, &address));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.matches("is content and sends no more").count(), 2);
    assert_eq!(text.matches("the endpoint refused it").count(), 6);
    // Each of its checks can fail: an endpoint that is content with everything, and one where
    // nothing is kept, as a shop that forgets.
    let careless = common::endpoint(|mut stream| {
        common::read(&mut stream);
        let received = br#"{"ret_code":"0000","ret_msg":"ok"}"#;
        common::answer(&mut stream, "200 OK", received);
    });
    for (script, expected) in [
        (script, "was wrong on purpose, and the endpoint took it"),
        (
            &*script.replace(" --tamper $wrong", ""),
            "is content and sends no more",
        ),
    ] {
        let script = script.replace("100", "200");
        let output = folder.script(&script.replace(PAGES_ADDRESS, &careless.to_string()));
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(expected), "{text}");
    }
}

/// Each language has both sections. What is in them, the tests of the language run; of the command,
/// the one above.
#[test]
fn every_quickstart_says_how_to_see_it_work_and_how_to_test_an_endpoint() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let mut pages = 0;
    for entry in std::fs::read_dir(docs).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("quickstart-") {
            continue;
        }
        pages += 1;
        let page = std::fs::read_to_string(&path).unwrap();
        for heading in ["See it work", "Test your endpoint"] {
            let section = page
                .split("\n## ")
                .find(|section| section.lines().next().unwrap().ends_with(heading));
            let section = section.unwrap_or_else(|| panic!("{name}: no section {heading}"));
            assert!(section.contains("\n```"), "{name}: {heading} shows nothing");
        }
    }
    assert!(pages >= 8, "{pages}");
}
