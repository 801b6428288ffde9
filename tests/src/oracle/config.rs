//! Reads what a configuration document says, taking for granted that it is valid.

use crate::json::Json;
use crate::sign::{Digest, Hash};

use super::rsa::PublicKey;

/// The two providers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// LianLian Pay.
    LianLian,
    /// PingPongCheckout.
    PingPong,
}

impl Provider {
    /// Its name in configurations and in the pack.
    pub fn name(self) -> &'static str {
        match self {
            Self::LianLian => "lianlian",
            Self::PingPong => "pingpong",
        }
    }

    /// The provider of that name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::LianLian, Self::PingPong]
            .into_iter()
            .find(|provider| provider.name() == name)
    }
}

/// Which merchants are ours.
#[derive(Debug, Clone)]
pub(super) enum Merchants {
    Any,
    These(Vec<String>),
}

impl Merchants {
    fn read(value: &Json) -> Self {
        if value.as_str() == Some("any") {
            Self::Any
        } else {
            Self::These(strings(value))
        }
    }

    pub(super) fn hold(&self, merchant: &str) -> bool {
        match self {
            Self::Any => true,
            Self::These(ids) => ids.iter().any(|id| id == merchant),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct LianLianConfig {
    pub(super) keys: Vec<PublicKey>,
    pub(super) merchants: Merchants,
    pub(super) digest: Digest,
}

impl LianLianConfig {
    pub(super) fn read(config: &Json) -> Self {
        let own = config.get("lianlian").expect("a lianlian section");
        let keys = strings(own.get("public_keys").expect("public_keys"));
        Self {
            keys: keys.iter().map(|key| PublicKey::read(key)).collect(),
            merchants: Merchants::read(own.get("merchant_ids").expect("merchant_ids")),
            digest: match own.get("digest").and_then(Json::as_str) {
                None | Some("MD5") => Digest::Md5,
                Some("SHA1") => Digest::Sha1,
                Some("SHA256") => Digest::Sha256,
                Some(other) => panic!("digest {other}"),
            },
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct PingPongConfig {
    pub(super) salt: String,
    pub(super) client_id: String,
    pub(super) accounts: Merchants,
    pub(super) hashes: Vec<Hash>,
}

impl PingPongConfig {
    pub(super) fn read(config: &Json) -> Self {
        let own = config.get("pingpong").expect("a pingpong section");
        let text = |name: &str| {
            own.get(name)
                .and_then(Json::as_str)
                .expect("text")
                .to_owned()
        };
        let hashes = own
            .get("hashes")
            .map_or_else(|| vec!["SHA256".to_owned()], strings);
        Self {
            salt: text("salt"),
            client_id: text("client_id"),
            accounts: Merchants::read(own.get("acc_ids").expect("acc_ids")),
            hashes: hashes
                .iter()
                .map(|name| match name.as_str() {
                    "SHA256" => Hash::Sha256,
                    "MD5" => Hash::Md5,
                    other => panic!("hash {other}"),
                })
                .collect(),
        }
    }
}

/// The strings of an array.
pub(super) fn strings(value: &Json) -> Vec<String> {
    let elements = value.as_array().expect("an array");
    elements
        .iter()
        .map(|text| text.as_str().expect("a string").to_owned())
        .collect()
}
