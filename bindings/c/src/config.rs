//! Configurations whose texts are in files and environment variables.

use std::ffi::c_char;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use ackwell::{Config, Fetched, MAX_FILE_BYTES, Place, Reference};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::guard::Problem;
use crate::json::ackwell_json;
use crate::opaque;
use crate::reason::ackwell_refusal;
use crate::status::ackwell_status;
use crate::take::{call, out, text};

/// The sections of a document of which something is built.
const SECTIONS: [&str; 4] = ["lianlian", "pingpong", "receiver", "ledger"];

/// Resolves the references of a configuration: puts the texts of files and environment variables
/// in the place of `{"file": "path"}` and `{"env": "NAME"}`.
///
/// `document` is one JSON object (docs/configuration.md). `sections` names the sections that are
/// needed, with commas between them: "lianlian" or "pingpong" for `ackwell_receiver_new()`,
/// "ledger" for `ackwell_ledger_from_config()`, "lianlian,ledger" for both. Only their references
/// are read. Relative paths start at `folder`, or at the working directory if its length is 0.
///
/// On `ACKWELL_OK` the text of `*config` is the document for those two functions; it holds the
/// secrets. It is the caller's: free it with `ackwell_json_free()`.
/// `ACKWELL_INVALID_CONFIG`: `*refusal` names the member and says what is missing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_config_resolve(
    document: *const c_char,
    document_len: usize,
    sections: *const c_char,
    sections_len: usize,
    folder: *const c_char,
    folder_len: usize,
    config: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let config = out!(config);
        let document = text!(document, document_len);
        let sections = text!(sections, sections_len);
        let folder = text!(folder, folder_len);
        let fetched: Vec<_> = references(document, sections, folder)?
            .into_iter()
            .map(|reference| {
                let found = fetch(reference.place());
                (reference, found)
            })
            .collect();
        config.write(opaque::give(filled(document, &fetched)?));
        Ok(())
    };
    call!(refusal, body)
}

/// Lists the references that a configuration holds in the sections that are needed, for a host with
/// an environment of its own, such as another language. Nothing is read. The arguments are those of
/// `ackwell_config_resolve()`.
///
/// On `ACKWELL_OK` the text of `*references` is a JSON list of objects: `member`, its path in the
/// document, and either `env`, the name of an environment variable, or `file`, a path in which
/// `folder` is included, with `read_bytes`, how much of the file to read at most. It is the
/// caller's: free it with `ackwell_json_free()`.
/// `ACKWELL_INVALID_CONFIG`: the document is not a JSON object, or a reference in it is wrong.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_config_references(
    document: *const c_char,
    document_len: usize,
    sections: *const c_char,
    sections_len: usize,
    folder: *const c_char,
    folder_len: usize,
    references: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let place = out!(references);
        let document = text!(document, document_len);
        let sections = text!(sections, sections_len);
        let folder = text!(folder, folder_len);
        let listed: Vec<Value> = self::references(document, sections, folder)?
            .iter()
            .map(|reference| match reference.place() {
                Place::Env(name) => json!({ "member": reference.member(), "env": name }),
                Place::File(path) => json!({
                    "member": reference.member(),
                    "file": path.to_string_lossy(),
                    "read_bytes": MAX_FILE_BYTES + 1,
                }),
            })
            .collect();
        place.write(opaque::give(Value::Array(listed).to_string()));
        Ok(())
    };
    call!(refusal, body)
}

/// Puts in what a host has read for the references of `ackwell_config_references()`.
///
/// `fetched` is the JSON list of that function, every object with one more member: `text`, what the
/// variable or the file holds; or `base64`, the same bytes in base64; or `problem`: "missing",
/// "denied" (it may not be read), "folder" (it is one) or "unreadable".
///
/// On `ACKWELL_OK` as `ackwell_config_resolve()`.
/// `ACKWELL_INVALID_CONFIG`: `*refusal` names the member whose text is missing or no text.
/// `ACKWELL_INVALID_ARGUMENT`: `fetched` is not such a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_config_resolve_with(
    document: *const c_char,
    document_len: usize,
    fetched: *const c_char,
    fetched_len: usize,
    config: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let config = out!(config);
        let document = text!(document, document_len);
        let fetched = text!(fetched, fetched_len);
        let list: Option<Vec<Value>> = serde_json::from_str(fetched).ok();
        let fetched: Option<Vec<_>> = list.and_then(|list| list.iter().map(found).collect());
        let expected = "is not a list of references with `text`, `base64` or `problem`";
        let fetched = fetched.ok_or(Problem::misuse("fetched", expected))?;
        config.write(opaque::give(filled(document, &fetched)?));
        Ok(())
    };
    call!(refusal, body)
}

fn references(document: &str, sections: &str, folder: &str) -> Result<Vec<Reference>, Problem> {
    let sections: Vec<&str> = sections.split(',').map(str::trim).collect();
    if sections.iter().any(|name| !SECTIONS.contains(name)) {
        let expected = "is not a list of sections such as \"lianlian,ledger\"";
        return Err(Problem::misuse("sections", expected));
    }
    let folder = match folder {
        "" => std::env::current_dir().ok(),
        folder => Some(PathBuf::from(folder)),
    };
    Config::references(document, &sections, folder.as_deref())
        .map_err(|error| Problem::Config(error, None))
}

fn filled(document: &str, fetched: &[(Reference, Fetched)]) -> Result<String, Problem> {
    Config::filled(document, fetched).map_err(|error| Problem::Config(error, None))
}

/// Reads what this process finds.
fn fetch(place: &Place) -> Fetched {
    match place {
        Place::Env(name) => std::env::var_os(name).map_or(Fetched::Missing, |text| {
            Fetched::Bytes(text.into_encoded_bytes())
        }),
        Place::File(path) => {
            let mut bytes = Vec::new();
            let limit = MAX_FILE_BYTES as u64 + 1;
            let read = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
            read.map_or_else(Fetched::from, |_| Fetched::Bytes(bytes))
        }
    }
}

/// What a host found, from its JSON.
fn found(object: &Value) -> Option<(Reference, Fetched)> {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let place = match (text("env"), text("file")) {
        (Some(name), None) => Place::Env(name.to_owned()),
        (None, Some(path)) => Place::File(PathBuf::from(path)),
        _ => return None,
    };
    let fetched = match (text("text"), text("base64"), text("problem")) {
        (Some(text), None, None) => Fetched::Bytes(text.as_bytes().to_vec()),
        (None, Some(base64), None) => Fetched::Bytes(STANDARD.decode(base64).ok()?),
        (None, None, Some("missing")) => Fetched::Missing,
        (None, None, Some("denied")) => Fetched::Denied,
        (None, None, Some("folder")) => Fetched::Folder,
        (None, None, Some("unreadable")) => Fetched::Unreadable,
        _ => return None,
    };
    Some((Reference::new(text("member")?, place), fetched))
}
