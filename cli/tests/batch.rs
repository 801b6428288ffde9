//! `ackwell verify --batch`: every line answered, in order, in memory that does not grow.

mod common;

use std::fmt::Write as _;

use ackwell_tests::samples::{self, LIANLIAN_PEER, STRANGER_PEER};
use common::{Shop, lianlian, payment, pingpong};
use serde_json::{Value, json};

#[test]
fn each_line_is_answered_in_order_with_its_number() {
    let shop = Shop::new();
    let genuine = payment();
    let forged = genuine.replace("210.97", "9999.00");
    let lines = [
        json!({ "body": genuine, "peer": LIANLIAN_PEER }).to_string(),
        json!({ "body": genuine }).to_string(),
        json!({ "body": genuine, "peer": STRANGER_PEER }).to_string(),
        String::new(),
        json!({ "body": forged, "peer": LIANLIAN_PEER }).to_string(),
        json!({ "body": genuine, "peer": "10.0.0.1", "headers": [["X-Forwarded-For", LIANLIAN_PEER]] })
            .to_string(),
    ];
    shop.write("backlog.ndjson", lines.join("\n"));
    let ran = shop.verify("lianlian", &["--batch", "backlog.ndjson"], "");
    assert_eq!(ran.code, 1, "{}", ran.err);
    let answers: Vec<(Value, Value, bool)> = ran
        .lines()
        .iter()
        .map(|answer| {
            let outcome = match answer.get("notification") {
                Some(said) => said["source"]["check"].clone(),
                None => answer["refusal"]["code"].clone(),
            };
            (
                answer["line"].clone(),
                outcome,
                answer.get("skipped").is_some(),
            )
        })
        .collect();
    assert_eq!(
        answers,
        [
            (json!(1), json!("enforced"), false),
            (json!(2), json!("skipped"), true),
            (json!(3), json!("untrusted_source"), false),
            (json!(5), json!("invalid_signature"), false),
            (json!(6), json!("enforced"), false),
        ]
    );
    assert!(ran.err.contains("5 lines"), "{}", ran.err);
    assert!(
        ran.err.contains("3 accepted, 2 refused, 0 unreadable"),
        "{}",
        ran.err
    );
}

#[test]
fn a_line_that_cannot_be_read_is_answered_without_being_repeated() {
    let shop = Shop::new();
    let lines = [
        "{",
        "[]",
        r#"{"body":7}"#,
        r#"{"bodies":"SECRET"}"#,
        r#"{"body":"SECRET","body_base64":""}"#,
        r#"{"body_base64":"SECRET"}"#,
        r#"{"body":"SECRET","headers":{"SECRET":"SECRET"}}"#,
        r#"{"body":"SECRET","body":"SECRET"}"#,
    ];
    let ran = shop.run_with(
        &[
            "verify",
            "--config",
            "shop.toml",
            "--provider",
            "lianlian",
            "--batch",
            "-",
        ],
        lines.join("\n").as_bytes(),
    );
    assert_eq!(ran.code, 2);
    let answers = ran.lines();
    assert_eq!(answers.len(), lines.len());
    for answer in answers {
        let error = answer["error"].as_str().expect("an error");
        assert!(error.contains("JSON") || error.contains("body"), "{error}");
    }
    assert!(!ran.out.contains("SECRET") && !ran.err.contains("SECRET"));
    assert!(ran.err.contains("8 unreadable"), "{}", ran.err);
}

#[test]
fn a_file_of_bodies_needs_no_objects_around_them() {
    let shop = Shop::new();
    shop.write(
        "bodies.log",
        format!("{}\r\n{{}}\n{}", payment(), payment()),
    );
    let args = ["--batch", "bodies.log", "--bodies", "--peer", LIANLIAN_PEER];
    let ran = shop.verify("lianlian", &args, "");
    assert_eq!(ran.code, 1);
    let answers = ran.lines();
    assert_eq!(answers[0]["notification"]["source"]["check"], "enforced");
    assert_eq!(answers[1]["refusal"]["code"], "missing_signature");
    assert_eq!(answers[2]["line"], 3);
}

#[test]
fn bytes_that_are_not_text_come_as_base64() {
    let shop = Shop::new();
    // {"a":"\xFF"}
    let line = r#"{"body_base64":"eyJhIjoi/yJ9"}"#;
    shop.write("odd.ndjson", line);
    let ran = shop.verify("lianlian", &["--batch", "odd.ndjson"], "");
    assert_eq!(ran.lines()[0]["refusal"]["code"], "malformed_body");
}

#[test]
fn a_batch_says_what_single_runs_say() {
    let shop = Shop::new();
    let bodies = [
        pingpong(&samples::transaction()),
        pingpong(&samples::refund()),
        pingpong(&samples::capture()),
        pingpong(&samples::void()),
        pingpong(&samples::unknown_type()),
        lianlian(&samples::payment()),
        "nonsense".to_owned(),
    ];
    let lines: Vec<String> = bodies
        .iter()
        .map(|body| json!({ "body": body, "peer": samples::PINGPONG_PEER }).to_string())
        .collect();
    shop.write("all.ndjson", lines.join("\n"));
    let batch = shop.verify("pingpong", &["--batch", "all.ndjson"], "");
    for (body, line) in bodies.iter().zip(batch.out.lines()) {
        let single = shop.verify("pingpong", &["--peer", samples::PINGPONG_PEER], body);
        let number = line.find(',').expect("the line's number comes first") + 1;
        assert_eq!(format!("{{{}", &line[number..]), single.out.trim_end());
    }
}

#[test]
fn ten_thousand_lines_keep_their_order_on_all_cores() {
    let shop = Shop::new();
    let mut lines = String::new();
    let mut expected = Vec::new();
    for number in 1..=10_000_u64 {
        // Lines of very different cost, so that a core that is quick would overtake.
        let body = if number % 97 == 0 {
            payment()
        } else {
            "{}".to_owned()
        };
        writeln!(lines, "{}", json!({ "body": body })).unwrap();
        expected.push((number, number % 97 == 0));
    }
    shop.write("many.ndjson", lines);
    let ran = shop.verify("lianlian", &["--batch", "many.ndjson"], "");
    assert_eq!(ran.code, 1);
    let answers: Vec<(u64, bool)> = ran
        .lines()
        .iter()
        .map(|answer| {
            let line = answer["line"].as_u64().unwrap();
            (line, answer.get("notification").is_some())
        })
        .collect();
    assert_eq!(answers, expected);
}

/// The most memory that a process has held, in KiB.
#[cfg(target_os = "linux")]
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_far_larger_than_the_memory_that_is_used_is_read_through() {
    use std::io::{Read as _, Write as _};
    use std::process::Stdio;

    let shop = Shop::new();
    let args = [
        "verify",
        "--config",
        "shop.toml",
        "--provider",
        "pingpong",
        "--batch",
        "-",
    ];
    let mut child = shop
        .command(&args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let line = json!({ "body": "y".repeat(20_000) }).to_string() + "\n";
    let mut input = child.stdin.take().unwrap();
    let mut output = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let (mut buffer, mut lines) = (vec![0; 65_536], 0);
        loop {
            match output.read(&mut buffer).unwrap() {
                0 => return lines,
                n => lines += buffer[..n].split(|byte| *byte == b'\n').count() - 1,
            }
        }
    });
    // 200 MB, and a line of 40 MB that is too long to be held.
    for _ in 0..10_000 {
        input.write_all(line.as_bytes()).unwrap();
    }
    for _ in 0..40 {
        input.write_all(&vec![b'z'; 1024 * 1024]).unwrap();
    }
    input.flush().unwrap();
    let held = peak(child.id()).expect("a process that still reads");
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert_eq!(reader.join().unwrap(), 10_001);
    assert!(held < 96 * 1024, "{held} KiB");
}
