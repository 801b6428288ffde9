//! What is in a variable or a file, and what is not there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{
    Draft, File, PLATFORM, SALT, Topic, document, env, file, keys, list, pingpong_section, resolve,
    salt, url,
};

const NAME: &str = "ACKWELL_CASE_SALT";

fn in_bytes(bytes: &[u8]) -> File {
    File::Bytes {
        base64: STANDARD.encode(bytes),
    }
}

pub(super) fn cases(topic: &mut Topic) {
    variables(topic);
    line_ends(topic);
    paths(topic);
    contents(topic);
    missing(topic);
    options(topic);
}

fn variables(topic: &mut Topic) {
    topic.add(
        salt("env", "a salt in a variable", env(NAME))
            .set(NAME, SALT)
            .right(),
    );
    topic.add(
        keys(
            "env-key",
            "a key in a variable, with line ends inside",
            [env("ACKWELL_CASE_KEY")],
        )
        .set("ACKWELL_CASE_KEY", &PLATFORM.pem())
        .right(),
    );
    topic.add(
        salt("env-line-end", "nothing is taken off a variable", env(NAME))
            .set(NAME, &format!("{SALT}\n"))
            .wrong(
                "pingpong.salt",
                "the value ends with a line end; remove it (read from the environment variable \
                 ACKWELL_CASE_SALT)",
            ),
    );
    // Of its own name: before .NET 9, a process in .NET cannot set a variable to nothing.
    topic.add(
        salt(
            "env-empty",
            "a variable that is set to nothing",
            env("ACKWELL_CASE_EMPTY"),
        )
        .set("ACKWELL_CASE_EMPTY", "")
        .wrong(
            "pingpong.salt",
            "got an empty string (read from the environment variable ACKWELL_CASE_EMPTY)",
        ),
    );
    topic.add(
        salt(
            "env-placeholder",
            "a value that nothing has replaced",
            env(NAME),
        )
        .set(NAME, "${SALT}")
        .wrong(
            "pingpong.salt",
            "(read from the environment variable ACKWELL_CASE_SALT)",
        ),
    );
}

fn line_ends(topic: &mut Topic) {
    let read = |id: &str, note: &str, end: &str| {
        salt(id, note, file("salt.txt")).file("salt.txt", format!("{SALT}{end}"))
    };
    topic.add(read("file", "a salt in a file", "").right());
    topic.add(read("file-line-end", "one line end is taken off", "\n").right());
    topic.add(read("file-crlf", "one Windows line end is taken off", "\r\n").right());
    for (id, note, end, found) in [
        (
            "file-two-line-ends",
            "only one is taken off",
            "\n\n",
            "ends with a line end",
        ),
        (
            "file-two-crlf",
            "only one is taken off",
            "\r\n\r\n",
            "ends with a line end",
        ),
        (
            "file-lone-cr",
            "a carriage return alone is not a line end of a file",
            "\r",
            "ends with a line end",
        ),
        (
            "file-blank",
            "a blank is not taken off",
            " \n",
            "ends with a blank",
        ),
        (
            "file-tab",
            "a tab is not taken off",
            "\t",
            "ends with a tab",
        ),
    ] {
        let says = format!("{found}; remove it (read from the file @FOLDER@/salt.txt)");
        topic.add(read(id, note, end).wrong("pingpong.salt", &says));
    }
}

fn paths(topic: &mut Topic) {
    let at = |id: &str, note: &str, path: &str, name: &str| {
        salt(id, note, file(path)).file(name, format!("{SALT}\n"))
    };
    topic.add(
        at(
            "path-absolute",
            "an absolute path",
            "@FOLDER@/salt.txt",
            "salt.txt",
        )
        .right(),
    );
    topic.add(
        at(
            "path-in-folder",
            "a relative path starts at the document's folder",
            "run/secrets/salt",
            "run/secrets/salt",
        )
        .right(),
    );
    topic.add(
        at(
            "path-dot",
            "a path that begins with a dot",
            "./salt.txt",
            "salt.txt",
        )
        .right(),
    );
    topic.add(
        at(
            "path-dots",
            "a path through the folder above",
            "keys/../salt.txt",
            "salt.txt",
        )
        .with_file("keys", File::Folder { folder: true })
        .right(),
    );
    topic.add(
        at(
            "path-blank",
            "a path with a blank",
            "my salt.txt",
            "my salt.txt",
        )
        .right(),
    );
    topic.add(
        at(
            "path-chinese",
            "a path in another script",
            "密钥.txt",
            "密钥.txt",
        )
        .right(),
    );
    topic.add(
        at(
            "text-absolute",
            "a document that is given as a text",
            "@FOLDER@/salt.txt",
            "salt.txt",
        )
        .given_as_text()
        .right(),
    );
    topic.add(
        at(
            "text-relative",
            "without a document's folder, a path starts at the working directory",
            "salt.txt",
            "salt.txt",
        )
        .given_as_text()
        .right(),
    );
    topic.add(
        salt("text-env", "a text with a variable", env(NAME))
            .set(NAME, SALT)
            .given_as_text()
            .right(),
    );
    topic.add(
        salt(
            "text-missing",
            "the path that was tried is named",
            file("nowhere.txt"),
        )
        .given_as_text()
        .wrong(
            "pingpong.salt",
            "the file @FOLDER@/nowhere.txt does not exist",
        ),
    );
}

fn contents(topic: &mut Topic) {
    let holding = |id: &str, note: &str, holds: File| {
        salt(id, note, file("salt.txt")).with_file("salt.txt", holds)
    };
    let marked = File::Text(format!("\u{feff}{SALT}\n"));
    for (id, note, holds, says) in [
        (
            "file-empty",
            "an empty file",
            File::Text(String::new()),
            "(read from the file @FOLDER@/salt.txt)",
        ),
        (
            "file-only-line-end",
            "a file with one line end",
            File::Text("\n".to_owned()),
            "(read from the file @FOLDER@/salt.txt)",
        ),
        (
            "file-byte-order-mark",
            "a byte order mark is part of the text",
            marked,
            "begins with a byte order mark (U+FEFF)",
        ),
        (
            "file-utf-16",
            "as PowerShell writes",
            in_bytes(b"\xff\xfeS\0A\0"),
            "the file @FOLDER@/salt.txt is UTF-16; save it as UTF-8",
        ),
        (
            "file-utf-16-big",
            "the other order of bytes",
            in_bytes(b"\xfe\xff\0S\0A"),
            "the file @FOLDER@/salt.txt is UTF-16; save it as UTF-8",
        ),
        (
            "file-not-utf-8",
            "as old editors write",
            in_bytes(b"SALT\xe9"),
            "the file @FOLDER@/salt.txt is not UTF-8",
        ),
        (
            "file-too-long",
            "one byte more than 1 MiB",
            File::Long {
                length: 1024 * 1024 + 1,
            },
            "the file @FOLDER@/salt.txt is longer than 1 MiB",
        ),
        (
            "file-is-a-folder",
            "a folder",
            File::Folder { folder: true },
            "the file @FOLDER@/salt.txt is a folder",
        ),
    ] {
        topic.add(holding(id, note, holds).wrong("pingpong.salt", says));
    }
    let key = |id: &str, note: &str, holds: File| {
        keys(id, note, [file("key.pem")]).with_file("key.pem", holds)
    };
    topic.add(key("key-file", "a key as PEM", File::Text(PLATFORM.pem())).right());
    topic.add(
        key(
            "key-file-crlf",
            "a key from Windows",
            File::Text(PLATFORM.crlf()),
        )
        .right(),
    );
    topic.add(
        key(
            "key-file-longest",
            "exactly 1 MiB is read",
            File::Long {
                length: 1024 * 1024,
            },
        )
        .wrong(
            "lianlian.public_keys[0]",
            "(read from the file @FOLDER@/key.pem)",
        ),
    );
    topic.add(
        key(
            "key-file-der",
            "a key in binary",
            in_bytes(&PLATFORM.spki_der()),
        )
        .wrong(
            "lianlian.public_keys[0]",
            "this is binary (DER), read as text",
        ),
    );
}

fn missing(topic: &mut Topic) {
    topic.add(
        salt("env-missing", "a variable that is not set", env(NAME)).wrong(
            "pingpong.salt",
            "the environment variable ACKWELL_CASE_SALT is not set",
        ),
    );
    for (id, note, path) in [
        ("file-missing", "a file that is not there", "salt.txt"),
        (
            "file-missing-folder",
            "a folder that is not there",
            "run/salt.txt",
        ),
        (
            "file-through-a-file",
            "a part of the path is a file",
            "key.pem/salt.txt",
        ),
    ] {
        topic.add(
            salt(id, note, file(path))
                .file("key.pem", "no folder")
                .wrong(
                    "pingpong.salt",
                    &format!("the file @FOLDER@/{path} does not exist"),
                ),
        );
    }
    topic.add(
        keys(
            "second-missing",
            "the entry of the list is named",
            [file("key.pem"), file("new.pem")],
        )
        .file("key.pem", PLATFORM.pem())
        .wrong(
            "lianlian.public_keys[1]",
            "the file @FOLDER@/new.pem does not exist",
        ),
    );
}

/// Wherever a text is expected.
fn options(topic: &mut Topic) {
    let with = |id: &str, note: &str, option: &str, value| -> Draft {
        let section = pingpong_section().with(option, value);
        resolve(id, note, "pingpong", document(&[("pingpong", &section)]))
    };
    topic.add(
        with("client-id", "an id in a file", "client_id", file("id.txt"))
            .file("id.txt", "2018092714313010016\n")
            .right(),
    );
    topic.add(
        with(
            "client-id-blank",
            "an id in a file, with a blank",
            "client_id",
            file("id.txt"),
        )
        .file("id.txt", "2018092714313010016 \n")
        .wrong("pingpong.client_id", "the value ends with a blank"),
    );
    topic.add(
        with(
            "ids-in-a-list",
            "an id in a list",
            "acc_ids",
            list([env("ACKWELL_CASE_ID")]),
        )
        .set("ACKWELL_CASE_ID", "2018092714313010016291")
        .right(),
    );
    topic.add(
        with(
            "word",
            "a word that is compared as a whole",
            "environment",
            file("stage.txt"),
        )
        .file("stage.txt", "production\r\n")
        .right(),
    );
    topic.add(
        with(
            "sources-word",
            "a word in the place of a list",
            "sources",
            env("ACKWELL_CASE_SOURCES"),
        )
        .set("ACKWELL_CASE_SOURCES", "published")
        .right(),
    );
    topic.add(
        url(
            "url-env",
            "the ledger's URL in a variable",
            env("ACKWELL_CASE_URL"),
        )
        .set("ACKWELL_CASE_URL", "memory:")
        .configured(),
    );
    topic.add(
        url("url-file", "the ledger's URL in a file", file("url"))
            .file("url", "memory:\n")
            .configured(),
    );
    topic.add(
        url(
            "url-wrong",
            "a URL of no store, and where it came from",
            env("ACKWELL_CASE_URL"),
        )
        .set("ACKWELL_CASE_URL", "memory: ")
        .wrong(
            "ledger.url",
            "(read from the environment variable ACKWELL_CASE_URL)",
        ),
    );
    topic.add(
        url(
            "url-missing",
            "the ledger's URL is not set",
            env("ACKWELL_CASE_URL"),
        )
        .wrong(
            "ledger.url",
            "the environment variable ACKWELL_CASE_URL is not set",
        ),
    );
}
