//! What is in the conformance pack: one file a topic, one call a case.
//!
//! A case says by hand what must come out: accepted, or refused with which code about which
//! member, or which single value of the notification matters. The oracle works out the rest of
//! an accepted notification, and contradicts a case that says something else: then nothing is
//! written. What the core answers is never looked at here.

use std::collections::BTreeMap;

use crate::json::{Json, Limits};
use crate::keys::{self, KeyPair};
use crate::oracle::{Oracle, Provider};
use crate::pack::{
    Acknowledgement, Case, Config, ErrorRow, Errors, Expected, FORMAT, Operation, Order, Pack,
    Request, Step,
};
use crate::samples;
use crate::sign::{LianLianSigner, Members, PingPongSigner};

mod acknowledgements;
mod ambiguity;
mod codes;
mod configuration;
mod expectations;
mod genuine;
mod json_strictness;
mod keys_pasted;
mod keys_refused;
mod keys_taken;
mod ledger;
mod lianlian_exchange_payment;
mod lianlian_payment;
mod lianlian_signatures;
mod pingpong_operations;
mod pingpong_other;
mod pingpong_signatures;
mod pingpong_transaction;
mod references;
mod schedules;
mod sources;
mod surface;
mod testkit;

pub use codes::errors;
use keys_refused::refused_key;
pub use surface::surface;

/// Every file of cases, by its name without `.json`.
pub fn all() -> Vec<Topic> {
    let topics = vec![
        acknowledgements::topic(),
        ambiguity::topic(),
        configuration::topic(),
        expectations::topic(),
        genuine::topic(),
        json_strictness::topic(),
        keys_taken::topic([keys_refused::cases(), keys_pasted::cases()].concat()),
        ledger::topic(),
        lianlian_exchange_payment::topic(),
        lianlian_payment::topic(),
        pingpong_operations::refund(),
        pingpong_operations::capture(),
        pingpong_operations::void(),
        pingpong_other::topic(),
        pingpong_transaction::topic(),
        references::topic(),
        schedules::topic(),
        lianlian_signatures::topic(pingpong_signatures::cases()),
        sources::topic(),
        testkit::topic(),
    ];
    let problems: Vec<&str> = topics
        .iter()
        .flat_map(|topic| &topic.problems)
        .map(String::as_str)
        .collect();
    assert!(
        problems.is_empty(),
        "cases that the oracle contradicts:\n{}",
        problems.join("\n")
    );
    topics
}

/// One file of the pack in the making.
#[derive(Debug)]
pub struct Topic {
    /// The file's name without `.json`.
    pub name: &'static str,
    /// The file.
    pub pack: Pack,
    problems: Vec<String>,
}

impl Topic {
    fn new(name: &'static str, about: &str) -> Self {
        let pack = Pack {
            about: about.to_owned(),
            format: FORMAT,
            configs: BTreeMap::new(),
            cases: Vec::new(),
        };
        Self {
            name,
            pack,
            problems: Vec::new(),
        }
    }

    fn config(mut self, name: &str, document: Json) -> Self {
        assert!(
            self.pack
                .configs
                .insert(name.to_owned(), document)
                .is_none(),
            "{name} twice"
        );
        self
    }

    fn add(&mut self, draft: Draft) {
        let mut case = draft.case;
        case.id = format!("{}/{}", self.name, case.id);
        let seen = self.pack.cases.iter().any(|other| other.id == case.id);
        assert!(!seen, "{} is there twice", case.id);
        if let (Some(Config::Named(name)), None) = (&case.config, &case.config_text) {
            assert!(
                self.pack.configs.contains_key(name),
                "{}: no config {name}",
                case.id
            );
        }
        if matches!(case.operation, Operation::Verify | Operation::Expect) {
            self.problems
                .extend(judge(&self.pack, &mut case, &draft.says));
        }
        self.pack.cases.push(case);
    }

    fn extend(&mut self, drafts: impl IntoIterator<Item = Draft>) {
        for draft in drafts {
            self.add(draft);
        }
    }
}

/// Compares what a case says by hand with what the oracle says, and fills in the notification.
fn judge(pack: &Pack, case: &mut Case, says: &[(String, Json)]) -> Vec<String> {
    let id = &case.id;
    let provider = case
        .provider
        .as_deref()
        .and_then(Provider::of)
        .expect("a provider");
    let config = Json::parse(&pack.config_text(case), Limits::NONE).expect("a document");
    let request = case.request.as_ref().expect("a request").for_oracle();
    let verdict = Oracle::new(&config, provider).verify(&request);
    match (&mut case.expected, verdict) {
        (Expected::Accepted { notification, .. }, Ok(json)) => {
            *notification = json;
            let said = |path: &str| {
                notification
                    .at(&path.split('/').collect::<Vec<_>>())
                    .cloned()
            };
            says.iter()
                .filter(|(path, value)| said(path).as_ref() != Some(value))
                .map(|(path, value)| format!("{id}: {path} is {:?}, not {value:?}", said(path)))
                .collect()
        }
        (Expected::Refused { code, member, .. }, Err(refused))
            if *code == refused.code && *member == refused.member =>
        {
            Vec::new()
        }
        (_, Ok(_)) if case.operation == Operation::Expect => Vec::new(),
        (expected, verdict) => vec![format!("{id}: {expected:?} against {verdict:?}")],
    }
}

/// A case in the making.
#[derive(Debug, Clone)]
struct Draft {
    case: Case,
    says: Vec<(String, Json)>,
}

impl Draft {
    fn new(operation: Operation, id: &str, note: &str) -> Self {
        let case = Case {
            id: id.to_owned(),
            note: note.to_owned(),
            flags: Vec::new(),
            operation,
            config: None,
            config_text: None,
            provider: None,
            request: None,
            order: None,
            code: None,
            requests: None,
            steps: None,
            section: None,
            as_text: false,
            env: BTreeMap::new(),
            files: BTreeMap::new(),
            ask: None,
            answer: None,
            expected: Expected::Walked,
        };
        Self {
            case,
            says: Vec::new(),
        }
    }

    fn flag(mut self, flag: &str) -> Self {
        self.case.flags.push(flag.to_owned());
        self
    }

    fn config(mut self, name: &str) -> Self {
        self.case.config = Some(Config::Named(name.to_owned()));
        self
    }

    fn document(mut self, document: Json) -> Self {
        self.case.config = Some(Config::Document(document));
        self
    }

    fn provider(mut self, provider: Provider) -> Self {
        self.case.provider = Some(provider.name().to_owned());
        self
    }

    fn is_for(&self) -> Provider {
        self.case
            .provider
            .as_deref()
            .and_then(Provider::of)
            .expect("a provider")
    }

    fn request(&mut self) -> &mut Request {
        self.case.request.as_mut().expect("a request")
    }

    fn peer(mut self, peer: Option<&str>) -> Self {
        self.request().peer = peer.map(str::to_owned);
        self
    }

    fn header(mut self, name: &str, value: &str) -> Self {
        self.request()
            .headers
            .push((name.to_owned(), value.to_owned()));
        self
    }

    /// A single value that the case is about: a path of member names joined by `/`.
    fn says(mut self, path: &str, value: impl Into<Json>) -> Self {
        self.says.push((path.to_owned(), value.into()));
        self
    }

    fn expecting(mut self, expected: Expected) -> Self {
        self.case.expected = expected;
        self
    }

    fn accepted(self) -> Self {
        let acknowledgement = codes::success(self.is_for());
        self.expecting(Expected::Accepted {
            notification: Json::Null,
            acknowledgement,
        })
    }

    fn refused(self, code: &str) -> Self {
        self.refused_about(code, None)
    }

    fn refused_for(self, code: &str, member: &str) -> Self {
        self.refused_about(code, Some(member))
    }

    fn refused_about(self, code: &str, member: Option<&str>) -> Self {
        let acknowledgement = Some(codes::failure(self.is_for(), code));
        let (code, member) = (code.to_owned(), member.map(str::to_owned));
        self.expecting(Expected::Refused {
            code,
            member,
            acknowledgement,
            says: None,
            hides: None,
        })
    }
}

/// A request from an address of LianLian's list to the receiver `shop`.
fn lianlian(id: &str, note: &str, body: impl AsRef<[u8]>) -> Draft {
    let mut draft = Draft::new(Operation::Verify, id, note);
    draft.case.request = Some(Request {
        peer: Some(samples::LIANLIAN_PEER.to_owned()),
        ..Request::of_bytes(body.as_ref())
    });
    draft.provider(Provider::LianLian).config("shop")
}

/// A request from an address of PingPong's list to the receiver `shop`.
fn pingpong(id: &str, note: &str, body: impl AsRef<[u8]>) -> Draft {
    let mut draft = Draft::new(Operation::Verify, id, note);
    draft.case.request = Some(Request {
        peer: Some(samples::PINGPONG_PEER.to_owned()),
        ..Request::of_bytes(body.as_ref())
    });
    draft.provider(Provider::PingPong).config("shop")
}

/// The LianLian body of these members, signed with the platform's throwaway key.
fn signed(members: &Members) -> String {
    thread_local!(static SIGNER: LianLianSigner = LianLianSigner::new(&keys::PLATFORM));
    SIGNER.with(|signer| signer.body(members))
}

/// The PingPong body of that envelope, signed with the throwaway salt.
fn sealed(envelope: &Members) -> String {
    PingPongSigner::new(samples::SALT).body(envelope)
}

/// The PingPong body of that content in the current envelope.
fn wrapped(content: &Members) -> String {
    sealed(&samples::envelope(content))
}

/// LianLian's section of a configuration, whole.
fn lianlian_section(key: &KeyPair) -> Members {
    Members::default()
        .with("public_keys", vec![key.one_line()])
        .with("merchant_ids", vec![samples::OID_PARTNER])
        .with("sources", "published")
}

/// PingPong's section of a configuration, whole.
fn pingpong_section() -> Members {
    Members::default()
        .with("salt", samples::SALT)
        .with("client_id", samples::CLIENT_ID)
        .with("acc_ids", vec![samples::ACC_ID])
        .with("environment", "production")
        .with("hashes", vec!["SHA256"])
        .with("sources", "published")
}

fn lianlian_config(section: &Members) -> Json {
    Json::object([("lianlian", section.json())])
}

fn pingpong_config(section: &Members) -> Json {
    Json::object([("pingpong", section.json())])
}

/// A document with both providers.
fn shop() -> Json {
    Json::object([
        ("lianlian", lianlian_section(&keys::PLATFORM).json()),
        ("pingpong", pingpong_section().json()),
    ])
}
