//! The oracle: what a receiver must answer, worked out slowly from the protocols alone.
//!
//! It shares no code with the core. It parses with [`crate::json`], walks addresses with plain
//! string operations, does RSA with a general big-integer power, and builds the notification's
//! JSON member by member. Wherever the core is clever, this is not.
//!
//! The steps come in the order of DESIGN section 2 and each can be asked for alone, because the
//! signature is the slow one: [`Oracle::before_signature`], then [`Unverified::vouched`], then
//! [`Unverified::decode`].

mod address;
mod canonical;
mod config;
mod decode;
mod rsa;
mod tables;
mod values;

use crate::json::{Flaw, Json, Limits};

pub use address::{Client, PINGPONG_PRODUCTION, PINGPONG_SANDBOX, PUBLISHED_LIANLIAN};
pub use canonical::{LIANLIAN_FREE_TEXT, PINGPONG_FREE_TEXT, lianlian_names, pingpong_names};
pub use config::Provider;
use config::{LianLianConfig, PingPongConfig};
pub use tables::fields_of_kinds;

/// What came over HTTP.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The body.
    pub body: Vec<u8>,
    /// Header names and values.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The peer address.
    pub peer: Option<String>,
}

/// Why a request must be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The code's text.
    pub code: &'static str,
    /// The member that it is about.
    pub member: Option<String>,
}

impl Refused {
    pub(crate) fn new(code: &'static str) -> Self {
        Self { code, member: None }
    }

    pub(crate) fn about(code: &'static str, member: &str) -> Self {
        Self {
            code,
            member: Some(member.to_owned()),
        }
    }
}

/// One provider's receiver as a configuration document describes it.
#[derive(Debug, Clone)]
pub struct Oracle {
    scheme: Scheme,
    walk: address::Walk,
    max_body_bytes: usize,
}

#[derive(Debug, Clone)]
enum Scheme {
    LianLian(LianLianConfig),
    PingPong(PingPongConfig),
}

/// A request that got as far as its signature.
#[derive(Debug, Clone)]
pub struct Unverified<'o> {
    oracle: &'o Oracle,
    source: address::Seen,
    members: Vec<(String, Json)>,
    /// PingPong's `bizContent`, opened.
    content: Option<Vec<(String, Json)>>,
    /// The signing string; where blank values may be in it or not, the one without them.
    pub canonical: String,
    /// The signing string with blank values kept, where there are any.
    pub with_blanks: Option<String>,
    signature: Result<canonical::Signature, Refused>,
}

impl Oracle {
    /// The receiver of that provider.
    ///
    /// # Panics
    ///
    /// If the document is not valid: the oracle judges requests, not configurations.
    pub fn new(config: &Json, provider: Provider) -> Self {
        let scheme = match provider {
            Provider::LianLian => Scheme::LianLian(LianLianConfig::read(config)),
            Provider::PingPong => Scheme::PingPong(PingPongConfig::read(config)),
        };
        let limit = config.at(&["receiver", "max_body_bytes"]);
        let max_body_bytes = limit.map_or(65_536, |limit| match limit {
            Json::Number(text) => text.parse().expect("a whole number"),
            other => panic!("max_body_bytes is {other:?}"),
        });
        Self {
            scheme,
            walk: address::Walk::read(config, provider),
            max_body_bytes,
        }
    }

    /// The whole answer: the notification's JSON or the refusal.
    ///
    /// # Errors
    ///
    /// The first refusal in the order of DESIGN section 2.
    pub fn verify(&self, request: &Request) -> Result<Json, Refused> {
        let unverified = self.before_signature(request)?;
        unverified.vouched()?;
        unverified.decode()
    }

    /// Everything up to the signature: source, size, strict JSON, one reading.
    ///
    /// # Errors
    ///
    /// The first refusal among those steps.
    pub fn before_signature(&self, request: &Request) -> Result<Unverified<'_>, Refused> {
        let source = self.walk.check(request)?;
        if request.body.len() > self.max_body_bytes {
            return Err(Refused::new("body_too_large"));
        }
        let text =
            std::str::from_utf8(&request.body).map_err(|_| Refused::new("malformed_body"))?;
        let members = match Json::parse(text, Limits::RECEIVER) {
            Ok(Json::Object(members)) => members,
            Ok(_) | Err(Flaw::Malformed) => return Err(Refused::new("malformed_body")),
            Err(Flaw::Duplicate(name)) => return Err(duplicate(&name)),
        };
        let read = match &self.scheme {
            Scheme::LianLian(_) => canonical::lianlian(&members)?,
            Scheme::PingPong(config) => canonical::pingpong(&members, &config.hashes)?,
        };
        Ok(Unverified {
            oracle: self,
            source,
            members,
            content: read.content,
            canonical: read.canonical,
            with_blanks: read.with_blanks,
            signature: read.signature,
        })
    }
}

fn duplicate(name: &str) -> Refused {
    Refused {
        code: "duplicate_member",
        member: canonical::loggable(name),
    }
}

impl Unverified<'_> {
    /// Whether a configured key or the salt vouches for the signing string.
    ///
    /// # Errors
    ///
    /// `missing_signature`, `unsupported_sign_type`, `invalid_signature`.
    pub fn vouched(&self) -> Result<(), Refused> {
        let signature = self.signature.as_ref().map_err(Clone::clone)?;
        let mut texts = std::iter::once(&self.canonical).chain(&self.with_blanks);
        if texts.any(|text| self.holds(text, signature)) {
            Ok(())
        } else {
            Err(Refused::new("invalid_signature"))
        }
    }

    /// Whether the signature is over that text.
    fn holds(&self, text: &str, signature: &canonical::Signature) -> bool {
        match &self.oracle.scheme {
            Scheme::LianLian(config) => config
                .keys
                .iter()
                .any(|key| key.verifies(config.digest, text.as_bytes(), &signature.text)),
            Scheme::PingPong(config) => {
                let salted = [&config.salt, text].concat();
                canonical::salted_hash(signature.hash, salted.as_bytes())
                    .eq_ignore_ascii_case(&signature.text)
            }
        }
    }

    /// Whether the signature fails before any arithmetic: there is none, or of another scheme.
    pub fn signature_flaw(&self) -> Option<&Refused> {
        self.signature.as_ref().err()
    }

    /// What the verified members say. Only asks what comes after the signature.
    ///
    /// # Errors
    ///
    /// `not_a_notification`, `wrong_merchant`, `missing_field`, `invalid_field`.
    pub fn decode(&self) -> Result<Json, Refused> {
        let decoded = match &self.oracle.scheme {
            Scheme::LianLian(config) => decode::lianlian(config, &self.members)?,
            Scheme::PingPong(config) => {
                decode::pingpong(config, &self.members, self.content.as_deref())?
            }
        };
        let text = match (&self.with_blanks, &self.signature) {
            (Some(kept), Ok(signature)) if !self.holds(&self.canonical, signature) => kept,
            _ => &self.canonical,
        };
        Ok(decoded.json(text, self.source.json()))
    }
}

/// The address of the client that a request came from, for tests of the walk alone.
///
/// # Errors
///
/// `invalid_peer`, `untrusted_source`.
pub fn client(config: &Json, provider: Provider, request: &Request) -> Result<Client, Refused> {
    address::Walk::read(config, provider).client(request)
}
