//! Messages that the providers themselves signed, if they are next to the repository.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ackwell::Provider;
use ackwell_testkit::samples::{CLIENT_ID, published_address};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::plays::Play;
use super::receiver::path_of;
use super::row::Expected;
use super::sender::Sending;
use super::stage::Stage;
use crate::failure::Failure;

/// Names the folder in which `vectors/` lies.
pub(super) const SHARED: &str = "ACKWELL_SHARED";

/// The key that LianLian's own demos verify with.
const PLATFORM_KEY: &str = "lianlian-published-1024";

/// The group of these rows.
const GROUP: &str = "signed by the providers themselves";

/// The messages of both providers.
pub(super) struct Genuine {
    lianlian: LianLianFile,
    pingpong: PingPongFile,
}

#[derive(Deserialize)]
struct LianLianFile {
    keys: BTreeMap<String, Key>,
    vectors: Vec<Message>,
}

#[derive(Deserialize)]
struct Key {
    pem: String,
}

#[derive(Deserialize)]
struct PingPongFile {
    vectors: Vec<Message>,
}

/// A message and what is known of it.
#[derive(Deserialize)]
struct Message {
    id: String,
    kind: Option<String>,
    scheme: Option<String>,
    key: Option<String>,
    salt: Option<String>,
    body: String,
    verifies: bool,
}

/// The folder of the vectors: as the environment says, or next to the repository.
pub(super) fn folder() -> PathBuf {
    let shared = std::env::var_os(SHARED).map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    shared.join("vectors")
}

impl Genuine {
    /// Reads the messages; `None` if there are none.
    pub(super) fn read() -> Result<Option<Genuine>, Failure> {
        let folder = folder();
        if !folder.is_dir() {
            return Ok(None);
        }
        Ok(Some(Genuine {
            lianlian: read(&folder.join("lianlian-genuine.json"))?,
            pingpong: read(&folder.join("pingpong-genuine.json"))?,
        }))
    }

    /// The configuration of a shop that takes them: the platform's key, the salt of PingPong's
    /// documentation, any merchant.
    pub(super) fn write_shop(&self, stage: &Stage) -> Result<PathBuf, Failure> {
        let keys = &self.lianlian.keys;
        let key = keys.get(PLATFORM_KEY).map(|key| key.pem.as_str());
        let mut messages = self.pingpong.vectors.iter();
        let salt = messages.find_map(|message| message.salt.as_deref());
        let text = format!(
            r#"# The shop of `ackwell demo` for messages that the providers signed.

[lianlian]
public_keys = [{key}]
merchant_ids = "any"

[pingpong]
salt = {salt}
client_id = "{CLIENT_ID}"
acc_ids = "any"
environment = "production"

[receiver]
trusted_proxies = ["127.0.0.1"]

[ledger]
url = {ledger}
timeout_ms = 10000
"#,
            key = Value::from(key.unwrap_or_default()),
            salt = Value::from(salt.unwrap_or_default()),
            ledger = stage.ledger("genuine.db"),
        );
        stage.write("genuine.toml", &text)
    }

    /// A scene for each message.
    pub(super) fn plays(&self, shop: SocketAddr) -> Vec<Play> {
        let lianlian = self.lianlian.vectors.iter();
        let lianlian = lianlian.map(|message| (Provider::LianLian, message));
        let pingpong = self.pingpong.vectors.iter();
        let pingpong = pingpong.map(|message| (Provider::PingPong, message));
        lianlian
            .chain(pingpong)
            .map(|(provider, message)| Play {
                group: GROUP.to_owned(),
                sent: format!("{provider} {}", message.id),
                sendings: vec![Sending {
                    to: shop,
                    path: path_of(provider),
                    forwarded_for: published_address(provider).to_owned(),
                    body: message.body.clone(),
                }],
                shop_is_down: false,
                to_second_process: false,
                expected: message.expected(provider),
            })
            .collect()
    }
}

impl Message {
    /// What must come of it, from what the file says of it.
    fn expected(&self, provider: Provider) -> Expected {
        let scheme = self.scheme.as_deref().unwrap_or_default();
        let another_key = self.key.as_deref().is_some_and(|key| key != PLATFORM_KEY);
        if scheme.starts_with("ACCP") {
            // Signed in a header; the body carries no signature.
            return Expected::refused(provider, "missing_signature");
        }
        if scheme.starts_with("sign_type=MD5") {
            return Expected::refused(provider, "unsupported_sign_type");
        }
        if !self.verifies || another_key {
            return Expected::refused(provider, "invalid_signature");
        }
        match self.kind.as_deref() {
            Some("api_response" | "request" | "response") => {
                Expected::refused(provider, "not_a_notification")
            }
            _ => Expected::first(provider),
        }
    }
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<T, Failure> {
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|error| Failure::at(file.display(), error))?;
    serde_json::from_str(&text).map_err(|error| Failure::at(file.display(), error))
}
