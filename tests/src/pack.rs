//! The conformance pack: the shape of `tests/vectors/*.json`, and how to read them.
//!
//! `tests/README.md` describes the same format for every language.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::json::{Json, Limits};
use crate::oracle;

/// One file of cases.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// What the cases of this file are about.
    pub about: String,
    /// The version of this format.
    pub format: u32,
    /// Configuration documents that cases name.
    pub configs: BTreeMap<String, Json>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// The version of the format.
pub const FORMAT: u32 = 1;

/// One case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique in the whole pack: the file's name, a slash, a few words.
    pub id: String,
    /// What the case shows, in a sentence.
    pub note: String,
    /// What the case has in common with others.
    pub flags: Vec<String>,
    /// What to do.
    pub operation: Operation,
    /// The name of a configuration of this file, or a document of the case's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Config>,
    /// In place of `config`: the text of something that is not a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_text: Option<String>,
    /// Whose receiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// What arrives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// For `expect`: the payment that the shop waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// For `acknowledge`: the code to refuse with; absent for success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// For `ledger`: the requests that the steps name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<BTreeMap<String, Request>>,
    /// For `ledger`: what is done, one after the other, on one new ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<Step>>,
    /// For `resolve`: the section that is needed, `lianlian`, `pingpong` or `ledger`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// For `resolve`: whether the document is given as a text, without a file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_text: bool,
    /// For `resolve`: environment variables that are set.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// For `resolve`: files in the folder of the case, by their paths.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, File>,
    /// For `sign`: what the test kit makes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<Ask>,
    /// For `judge`: what an endpoint answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Given>,
    /// What must come out.
    pub expected: Expected,
}

/// A request that a test kit makes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The kind.
    pub kind: String,
    /// The order's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// The currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Members that are replaced, or with null left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Json>,
    /// In which way it is wrong on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

/// What an endpoint answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// A file of a `resolve` case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum File {
    /// What it holds, as text.
    Text(String),
    /// What it holds, in base64.
    Bytes {
        /// The bytes.
        base64: String,
    },
    /// The letter `x`, this many times.
    Long {
        /// How many bytes.
        length: usize,
    },
    /// A folder.
    Folder {
        /// Always true.
        folder: bool,
    },
}

/// What is in documents and messages for the folder of a `resolve` case.
pub const FOLDER: &str = "@FOLDER@";

impl Case {
    /// Makes the folder of a `resolve` case anew, with its files.
    ///
    /// # Panics
    ///
    /// If the disk says no.
    pub fn make_folder(&self, folder: &Path) {
        if folder.exists() {
            std::fs::remove_dir_all(folder).expect("the folder of the case before");
        }
        std::fs::create_dir_all(folder).expect("a folder");
        for (name, file) in &self.files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let bytes = match file {
                File::Text(text) => text.clone().into_bytes(),
                File::Bytes { base64 } => STANDARD.decode(base64).expect("base64"),
                File::Long { length } => vec![b'x'; *length],
                File::Folder { .. } => {
                    std::fs::create_dir_all(&path).expect("a folder");
                    continue;
                }
            };
            std::fs::write(&path, bytes).expect("a file");
        }
    }
}

/// What a case does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Build the provider's receiver and verify the request.
    Verify,
    /// Build the provider's receiver.
    Configure,
    /// Verify the request, then compare the notification with `order`.
    Expect,
    /// Build the receiver and ask for its acknowledgement.
    Acknowledge,
    /// Build the receiver and ask for its re-send schedule.
    Schedule,
    /// Build the receiver and a ledger and walk the steps.
    Ledger,
    /// Resolve the references of a section, build its receiver or open its ledger, and verify the
    /// request if there is one.
    Resolve,
    /// Have the test kit make `ask` with keys of its own, and verify it with the receiver that it
    /// configures.
    Sign,
    /// Ask the test kit whether the provider takes `answer` as received.
    Judge,
}

/// A configuration, named or written out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Config {
    /// The name of a document in `configs`.
    Named(String),
    /// A document.
    Document(Json),
}

/// What came over HTTP.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The body, where it is UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The body in base64, where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
    /// Headers as pairs of name and value, in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The address at the other end of the connection.
    pub peer: Option<String>,
}

impl Request {
    /// The body's bytes.
    ///
    /// # Panics
    ///
    /// If it has neither spelling, or both, or no base64.
    pub fn bytes(&self) -> Vec<u8> {
        match (&self.body, &self.body_base64) {
            (Some(text), None) => text.as_bytes().to_vec(),
            (None, Some(base64)) => STANDARD.decode(base64).expect("base64 in the pack"),
            _ => panic!("a request has one body"),
        }
    }

    /// A request with that body, as text where it is text.
    pub fn of_bytes(body: &[u8]) -> Self {
        match std::str::from_utf8(body) {
            Ok(text) => Self {
                body: Some(text.to_owned()),
                ..Self::default()
            },
            Err(_) => Self {
                body_base64: Some(STANDARD.encode(body)),
                ..Self::default()
            },
        }
    }

    /// The same for the oracle.
    pub fn for_oracle(&self) -> oracle::Request {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone().into()));
        oracle::Request {
            body: self.bytes(),
            headers: headers.collect(),
            peer: self.peer.clone(),
        }
    }
}

/// The payment that a shop waits for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The shop's own number.
    pub order_no: String,
    /// The amount in major units.
    pub value: String,
    /// Three letters.
    pub currency: String,
}

/// What a provider is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type`.
    pub content_type: String,
    /// The body.
    pub body: String,
}

/// What must come out of a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub enum Expected {
    /// `verify`: a notification, and the answer that says so.
    Accepted {
        /// The notification's whole JSON.
        notification: Json,
        /// The success answer.
        acknowledgement: Acknowledgement,
    },
    /// Any operation but `acknowledge` and `schedule`: a refusal.
    Refused {
        /// The code.
        code: String,
        /// The member that it is about, where there is one.
        member: Option<String>,
        /// The failure answer; absent where no provider waits for one.
        #[serde(skip_serializing_if = "Option::is_none")]
        acknowledgement: Option<Acknowledgement>,
        /// `resolve`: a part of the message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        says: Option<String>,
        /// `resolve`: a secret that is not in the message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hides: Option<String>,
    },
    /// `configure`, `resolve`: a receiver or a ledger; if there is a request, it is accepted.
    Configured,
    /// `expect`: it is the payment that was waited for.
    Met,
    /// `acknowledge`: the answer.
    Answered {
        /// The answer.
        acknowledgement: Acknowledgement,
    },
    /// `schedule`: when the provider sends again.
    Scheduled {
        /// Sends in all, the first included.
        sends: u64,
        /// How long the provider waits for the answer.
        deadline_seconds: u64,
        /// How long after the first send the last one can come.
        horizon_seconds: u64,
        /// The pauses after the first send, the second, and so on.
        pauses_seconds: Vec<u64>,
    },
    /// `ledger`: every step answered as it says.
    Walked,
    /// `sign`: what the receiver made of the request. Of a refusal only the code is there.
    Signed {
        /// The code of the refusal; absent if it is accepted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// The notification's kind.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        /// Its order.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order_no: Option<String>,
        /// Its status, where the case is about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<String>,
        /// Its amount, where the case is about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<String>,
        /// The amount's currency, where the case is about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        currency: Option<String>,
    },
    /// `judge`: whether the provider takes the answer as received.
    Judged {
        /// Whether it does.
        received: bool,
    },
}

/// One step of a `ledger` case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// Verify the request (it is accepted) and claim its notification.
    Claim {
        /// Which request.
        request: String,
        /// `first`, `repeat`, `in_progress`, `conflict`.
        expected: String,
        /// The name that later steps know the lease by, where the claim is the first.
        #[serde(skip_serializing_if = "Option::is_none")]
        lease: Option<String>,
    },
    /// Commit a lease.
    Commit {
        /// Which lease.
        lease: String,
        /// `done` or a code.
        expected: String,
    },
    /// Release a lease.
    Release {
        /// Which lease.
        lease: String,
        /// `done` or a code.
        expected: String,
    },
    /// Extend a lease.
    Extend {
        /// Which lease.
        lease: String,
        /// `done` or a code.
        expected: String,
    },
    /// Write down an order of the case's provider that waits for a notification.
    ExpectOrder {
        /// The merchant's number at the provider.
        merchant_id: String,
        /// The shop's order number.
        order_no: String,
        /// When the shop placed it, in milliseconds since 1970-01-01 UTC.
        placed_at_ms: i64,
        /// `done` or a code.
        expected: String,
    },
    /// List the orders that are overdue now.
    Overdue {
        /// Their order numbers, sorted.
        expected: Vec<String>,
    },
    /// Verify the request (it is accepted) and ask for an earlier payment of its order.
    EarlierPayment {
        /// Which request.
        request: String,
        /// The transaction number of the earlier payment, if there was one.
        expected: Option<String>,
    },
    /// Let time pass.
    Wait {
        /// How much.
        milliseconds: u64,
    },
    /// Hand the request to `handle` with a fulfilment that succeeds or fails.
    Handle {
        /// Which request.
        request: String,
        /// Whether the shop's work succeeds.
        fulfilment_succeeds: bool,
        /// Whether the shop's work is called at all.
        fulfilled: bool,
        /// The answer to the provider.
        acknowledgement: Acknowledgement,
    },
}

/// One row of `errors.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorRow {
    /// The code.
    pub code: String,
    /// Its number, never reused.
    pub number: u16,
    /// The HTTP status of its failure answer.
    pub http_status: u16,
    /// How urgent it is: `info`, `warning` or `error`.
    pub severity: String,
    /// What happened, for people.
    pub sentence: String,
    /// What to do about it.
    pub remedy: String,
}

/// `errors.json`: the table of codes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Errors {
    /// What the file is.
    pub about: String,
    /// The version of this format.
    pub format: u32,
    /// The codes in the order of their numbers.
    pub codes: Vec<ErrorRow>,
}

/// The file name of the table of codes, which holds no cases.
pub const ERRORS: &str = "errors.json";

/// A list of names that every language has, in its own case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurfaceList {
    /// What it is a list of: `surface/common`, `surface/fields/KIND`, `surface/options/SECTION`,
    /// `surface/vocabulary/NAME`.
    pub id: String,
    /// The same in words.
    pub note: String,
    /// The names, in `snake_case`.
    pub names: Vec<String>,
}

/// What one language does without on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// The language.
    pub language: String,
    /// The list; with `*` at its end every list that begins so.
    pub id: String,
    /// The names; empty for the whole list.
    pub names: Vec<String>,
    /// Why.
    pub reason: String,
}

impl LeftOut {
    /// Whether it is about a list.
    pub fn is_about(&self, id: &str) -> bool {
        match self.id.strip_suffix('*') {
            Some(start) => id.starts_with(start),
            None => self.id == id,
        }
    }
}

/// `surface.json`: what every language offers, by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surface {
    /// What the file is.
    pub about: String,
    /// The version of this format.
    pub format: u32,
    /// The lists.
    pub lists: Vec<SurfaceList>,
    /// What is left out.
    pub left_out: Vec<LeftOut>,
}

impl Surface {
    /// The names that a language must have in a list; `None` if it leaves the list out.
    pub fn expected(&self, language: &str, list: &SurfaceList) -> Option<Vec<String>> {
        let mut names = list.names.clone();
        let about = |left: &&LeftOut| left.language == language && left.is_about(&list.id);
        for left in self.left_out.iter().filter(about) {
            if left.names.is_empty() {
                return None;
            }
            names.retain(|name| !left.names.contains(name));
        }
        Some(names)
    }
}

/// The file name of what every language offers, which holds no cases.
pub const SURFACE: &str = "surface.json";

/// `tests/vectors`.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// Reads every file of cases, in the order of their names.
///
/// # Panics
///
/// If a file is not of this format: a pack that cannot be read tests nothing.
pub fn read_all(folder: &Path) -> Vec<(String, Pack)> {
    let entries = std::fs::read_dir(folder).expect("the pack's folder");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a UTF-8 name")
        })
        .filter(|name| name != ERRORS && name != SURFACE)
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "json"))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let text = std::fs::read_to_string(folder.join(&name)).expect("a file of the pack");
            let pack = serde_json::from_str(&text)
                .unwrap_or_else(|problem| panic!("{name} is not of the pack's format: {problem}"));
            (name, pack)
        })
        .collect()
}

/// Reads `errors.json`.
///
/// # Panics
///
/// If it is not of this format.
pub fn read_errors(folder: &Path) -> Errors {
    let text = std::fs::read_to_string(folder.join(ERRORS)).expect("errors.json");
    serde_json::from_str(&text).expect("errors.json of this format")
}

/// Reads `surface.json`.
///
/// # Panics
///
/// If it is not of this format.
pub fn read_surface(folder: &Path) -> Surface {
    let text = std::fs::read_to_string(folder.join(SURFACE)).expect("surface.json");
    serde_json::from_str(&text).expect("surface.json of this format")
}

impl Pack {
    /// The configuration document of a case, as text.
    ///
    /// # Panics
    ///
    /// If the case names a document that is not there.
    pub fn config_text(&self, case: &Case) -> String {
        match (&case.config, &case.config_text) {
            (Some(Config::Named(name)), None) => {
                let document = self.configs.get(name);
                document
                    .unwrap_or_else(|| panic!("{}: no config {name}", case.id))
                    .compact()
            }
            (Some(Config::Document(document)), None) => document.compact(),
            (None, Some(text)) => text.clone(),
            _ => panic!("{}: one of config and config_text", case.id),
        }
    }

    /// The file's text.
    pub fn text(&self) -> String {
        pretty(self)
    }
}

impl Errors {
    /// The file's text.
    pub fn text(&self) -> String {
        pretty(self)
    }
}

impl Surface {
    /// The file's text.
    pub fn text(&self) -> String {
        pretty(self)
    }
}

fn pretty<T: Serialize>(value: &T) -> String {
    let compact = serde_json::to_string(value).expect("a pack is plain data");
    Json::parse(&compact, Limits::NONE)
        .expect("serde_json writes JSON")
        .pretty()
}
