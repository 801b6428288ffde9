//! `ackwell keys new`: throwaway keys, and the configurations of a receiver and a sender for them.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use ackwell_testkit::Sender;
use anstream::stdout;
use serde_json::{Value, json};

use crate::args::KeysVerb;
use crate::failure::Failure;
use crate::shop;

/// The receiver's configuration, and the same for languages that read JSON.
const RECEIVER: &str = "ackwell.toml";
const RECEIVER_JSON: &str = "ackwell.json";
/// The secret half.
pub(crate) const SENDER: &str = "sender.json";

pub(crate) fn run(verb: &KeysVerb) -> Result<ExitCode, Failure> {
    let KeysVerb::New { folder, json } = verb;
    fs::create_dir_all(folder).map_err(|error| Failure::at(folder.display(), error))?;
    let files = [RECEIVER, RECEIVER_JSON, SENDER].map(|name| folder.join(name));
    for file in &files {
        if file.exists() {
            let what = "is there already, and keys are never overwritten; choose another folder";
            return Err(Failure::at(file.display(), what));
        }
    }
    let whole = fs::canonicalize(folder).map_err(|error| Failure::at(folder.display(), error))?;
    let ledger = format!("sqlite://{}", whole.join("ackwell.db").display());

    let sender = Sender::new()?;
    let [toml, document, secret] = &files;
    write(toml, &receiver_toml(&sender, &ledger)?)?;
    write(document, &receiver_json(&sender, &ledger)?)?;
    write(secret, &sender_json(&sender)?)?;

    let text = if *json {
        let paths = files.each_ref().map(|file| file.display().to_string());
        let [receiver, receiver_json, sender] = paths;
        format!(
            "{}\n",
            json!({"receiver": receiver, "receiver_json": receiver_json, "sender": sender})
        )
    } else {
        let shown = folder.display();
        format!(
            "Keys for tests only. They are in {shown}:\n\
             \x20 {RECEIVER}, {RECEIVER_JSON}   the receiver's configuration, the same one twice\n\
             \x20 {SENDER}                  what plays the provider\n\n\
             Start your application with the receiver's configuration, then\n\
             \x20 ackwell send --to http://127.0.0.1:8080/notify/lianlian --with {shown} --order 42\n"
        )
    };
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::writing(&error))?;
    Ok(ExitCode::SUCCESS)
}

const NOTE: &str = "made by `ackwell keys new`, for tests only: whoever has sender.json can sign";

fn receiver_toml(sender: &Sender, ledger: &str) -> Result<String, Failure> {
    let ledger = Value::from(ledger);
    Ok(format!(
        "# A receiver's configuration, {NOTE}.\n\n{}[ledger]\nurl = {ledger}\n",
        shop::sections(sender)?
    ))
}

fn receiver_json(sender: &Sender, ledger: &str) -> Result<String, Failure> {
    let mut document = parsed(&sender.receiver_json()?)?;
    document["ledger"] = json!({"url": ledger});
    Ok(format!("{document:#}\n"))
}

fn sender_json(sender: &Sender) -> Result<String, Failure> {
    let mut document = parsed(&sender.to_json()?)?;
    document["note"] = Value::from(format!("A sender, {NOTE}."));
    Ok(format!("{document:#}\n"))
}

fn parsed(document: &str) -> Result<Value, Failure> {
    serde_json::from_str(document).map_err(|error| Failure::at("the keys", error))
}

/// Writes a new file that only this user can read.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Failure::at(path.display(), error))
}
