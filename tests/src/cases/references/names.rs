//! What is in the place of a name, and that a secret there is not repeated.

use super::{Json, PLATFORM, SALT, Topic, env, file, keys, salt};

const MEMBER: &str = "pingpong.salt";

pub(super) fn cases(topic: &mut Topic) {
    forms(topic);
    texts(topic);
    secrets(topic);
}

/// One member with a text.
fn forms(topic: &mut Topic) {
    let number = || Json::Number("3".to_owned());
    let variable = "expected the name of an environment variable, got ";
    let path = "expected the path of a file, got ";
    for (id, note, kind, name, says) in [
        (
            "env-number",
            "a number for a name",
            "env",
            number(),
            format!("{variable}a number"),
        ),
        (
            "env-flag",
            "a flag for a name",
            "env",
            Json::Bool(true),
            format!("{variable}true"),
        ),
        (
            "env-list",
            "a list for a name",
            "env",
            Json::Array(vec![Json::text("A")]),
            format!("{variable}a list"),
        ),
        (
            "env-nested",
            "a reference for a name",
            "env",
            file("name.txt"),
            format!("{variable}another reference"),
        ),
        (
            "file-number",
            "a number for a path",
            "file",
            number(),
            format!("{path}a number"),
        ),
        (
            "file-nested",
            "a reference for a path",
            "file",
            env("ACKWELL_CASE_PATH"),
            format!("{path}another reference"),
        ),
        (
            "file-object",
            "an object for a path",
            "file",
            Json::object([("path", Json::text("a"))]),
            format!("{path}an object"),
        ),
    ] {
        topic.add(salt(id, note, Json::object([(kind, name)])).wrong(MEMBER, &says));
    }
    topic.add(
        salt(
            "both",
            "a variable and a file",
            Json::object([
                ("env", Json::text("ACKWELL_CASE_SALT")),
                ("file", Json::text("salt.txt")),
            ]),
        )
        .wrong(
            MEMBER,
            "expected a reference with `env` or with `file`, got both",
        ),
    );
    topic.add(
        salt(
            "default",
            "no default takes the place of a secret",
            Json::object([
                ("env", Json::text("ACKWELL_CASE_SALT")),
                ("default", Json::text(SALT)),
            ]),
        )
        .wrong_and_silent(
            MEMBER,
            "expected a reference with `env` and nothing else",
            SALT,
        ),
    );
    topic.add(
        salt(
            "other-word",
            "another word than `env` and `file`",
            Json::object([("variable", Json::text(SALT))]),
        )
        .wrong_and_silent(MEMBER, "expected a string, got an object", SALT),
    );
}

/// Texts that are not a name.
fn texts(topic: &mut Topic) {
    for (id, note, reference, says) in [
        (
            "env-no-name",
            "an empty name",
            env(""),
            "got an empty string",
        ),
        (
            "file-no-name",
            "an empty path",
            file(""),
            "got an empty string",
        ),
        (
            "env-name-blank",
            "a blank behind the name",
            env("ACKWELL_CASE_SALT "),
            "begins or ends with white space",
        ),
        (
            "env-name-inner-blank",
            "a blank in the name",
            env("ACKWELL CASE"),
            "holds a blank",
        ),
        (
            "env-name-line-end",
            "a line end behind the name",
            env("ACKWELL_CASE_SALT\n"),
            "holds a line end",
        ),
        (
            "file-name-line-end",
            "a line end behind the path",
            file("salt.txt\n"),
            "holds a line end",
        ),
        (
            "env-dollar",
            "as a shell writes it",
            env("$ACKWELL_CASE_SALT"),
            "alone and without `$`, `%` or `=`",
        ),
        (
            "env-percent",
            "as Windows writes it",
            env("%ACKWELL_CASE_SALT%"),
            "alone and without `$`, `%` or `=`",
        ),
    ] {
        topic.add(salt(id, note, reference).wrong(MEMBER, says));
    }
}

/// Secrets in the place of a name.
fn secrets(topic: &mut Topic) {
    let variable = "the environment variable that is named there is not set";
    let path = "the file that is named there does not exist";
    let line = format!("PINGPONG_SALT={SALT}");
    let long = "F78BC96A55548B23".repeat(16);
    for (id, note, reference, says, secret) in [
        (
            "env-secret",
            "the salt for a name",
            env(SALT),
            variable,
            SALT,
        ),
        (
            "env-secret-hex",
            "a salt of hex digits",
            env("f78bc96a55548b2319ee68e0"),
            variable,
            "f78bc96a",
        ),
        (
            "env-secret-mixed",
            "a salt with `_`",
            env("aB3_xY9zQ_77Lm"),
            variable,
            "aB3_xY9z",
        ),
        (
            "env-secret-line",
            "a line of an env file",
            env(&line),
            "alone and without `$`, `%` or `=`",
            SALT,
        ),
        (
            "env-secret-long",
            "more than a name can be",
            env(&format!("{long}X")),
            "got a text of more than 255 bytes",
            "F78BC96A",
        ),
        ("file-secret", "the salt for a path", file(SALT), path, SALT),
        (
            "file-secret-base64",
            "a salt in base64",
            file("q83vEjRW/eJ4kKvN7w=="),
            path,
            "q83vEjRW",
        ),
    ] {
        topic.add(salt(id, note, reference).wrong_and_silent(MEMBER, says, secret));
    }
    let key = PLATFORM.one_line();
    topic.add(
        keys("file-key", "a key for a path", [file(&key)]).wrong_and_silent(
            "lianlian.public_keys[0]",
            path,
            &key[40..60],
        ),
    );
    topic.add(
        keys(
            "file-pem",
            "a key as PEM for a path",
            [file(&PLATFORM.pem())],
        )
        .wrong_and_silent(
            "lianlian.public_keys[0]",
            "got a key or a certificate; write the text itself, without a reference",
            &key[40..60],
        ),
    );
}
