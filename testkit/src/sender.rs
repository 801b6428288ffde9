//! Who sends: a provider's key or salt, and the merchant to which it sends.

use ackwell::{Config, ConfigError, Provider, Receiver};
use serde_json::{Value, json};

use crate::keys;
use crate::lianlian::LianLianSigner;
use crate::pingpong::PingPongSigner;
use crate::problem::Problem;
use crate::request::RequestBuilder;
use crate::samples::Sample;

/// Plays the providers, with keys for tests.
///
/// ```
/// use ackwell_testkit::Sender;
///
/// let sender = Sender::new()?;
/// // What a second process needs to send the same. It is the secret half.
/// let again = Sender::from_json(&sender.to_json()?)?;
/// assert_eq!(again.receiver_json()?, sender.receiver_json()?);
/// # Ok::<(), ackwell_testkit::Problem>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sender {
    pub(crate) lianlian: Option<LianLianSender>,
    pub(crate) pingpong: Option<PingPongSender>,
}

#[derive(Clone, Debug)]
pub(crate) struct LianLianSender {
    pub(crate) signer: LianLianSigner,
    pub(crate) merchant_id: String,
}

#[derive(Clone, Debug)]
pub(crate) struct PingPongSender {
    pub(crate) signer: PingPongSigner,
    pub(crate) client_id: String,
    pub(crate) acc_id: String,
}

impl Sender {
    /// Plays both providers, with new keys and ids.
    ///
    /// # Errors
    ///
    /// If the system has no random numbers.
    pub fn new() -> Result<Sender, Problem> {
        Sender::of(Provider::ALL)
    }

    /// Plays these providers, with new keys and ids. A key of LianLian takes some hundredths of a
    /// second, a salt of PingPong nothing.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn of(providers: &[Provider]) -> Result<Sender, Problem> {
        let lianlian = || {
            Ok(LianLianSender {
                signer: LianLianSigner::new()?,
                merchant_id: keys::digits(18)?,
            })
        };
        let pingpong = || {
            let client_id = keys::digits(19)?;
            Ok(PingPongSender {
                signer: PingPongSigner::new(keys::salt()?),
                acc_id: format!("{client_id}{}", keys::digits(3)?),
                client_id,
            })
        };
        let has = |provider| providers.contains(&provider);
        Ok(Sender {
            lianlian: has(Provider::LianLian).then(lianlian).transpose()?,
            pingpong: has(Provider::PingPong).then(pingpong).transpose()?,
        })
    }

    /// The sender of such a document.
    ///
    /// # Errors
    ///
    /// Which member is missing or wrong.
    pub fn from_json(document: &str) -> Result<Sender, Problem> {
        let document: Value = serde_json::from_str(document)
            .map_err(|_| Problem::new("the sender is not a JSON document"))?;
        Sender::read(&document)
    }

    pub(crate) fn read(document: &Value) -> Result<Sender, Problem> {
        let text = |section: &str, name: &str| {
            let value = document.get(section).and_then(|section| section.get(name));
            let text = value.and_then(Value::as_str).map(str::to_owned);
            text.ok_or_else(|| Problem::new(format!("the sender has no text `{section}.{name}`")))
        };
        let lianlian = || {
            let signer = LianLianSigner::from_private_pem(&text("lianlian", "private_key")?);
            Ok(LianLianSender {
                signer: signer
                    .map_err(|problem| Problem::new(format!("lianlian.private_key: {problem}")))?,
                merchant_id: text("lianlian", "merchant_id")?,
            })
        };
        let pingpong = || {
            Ok(PingPongSender {
                signer: PingPongSigner::new(text("pingpong", "salt")?),
                client_id: text("pingpong", "client_id")?,
                acc_id: text("pingpong", "acc_id")?,
            })
        };
        let has = |provider: Provider| document.get(provider.as_str()).is_some();
        let sender = Sender {
            lianlian: has(Provider::LianLian).then(lianlian).transpose()?,
            pingpong: has(Provider::PingPong).then(pingpong).transpose()?,
        };
        if sender.providers().next().is_none() {
            return Err(Problem::new(
                "the sender has no section `lianlian` or `pingpong`",
            ));
        }
        Ok(sender)
    }

    /// The sender as a JSON document. It has the private key and the salt.
    ///
    /// # Errors
    ///
    /// If the key cannot be written.
    pub fn to_json(&self) -> Result<String, Problem> {
        Ok(self.document()?.to_string())
    }

    pub(crate) fn document(&self) -> Result<Value, Problem> {
        let mut document = json!({});
        if let Some(lianlian) = &self.lianlian {
            document["lianlian"] = json!({
                "private_key": lianlian.signer.private_pem()?,
                "merchant_id": lianlian.merchant_id,
            });
        }
        if let Some(pingpong) = &self.pingpong {
            document["pingpong"] = json!({
                "salt": pingpong.signer.salt(),
                "client_id": pingpong.client_id,
                "acc_id": pingpong.acc_id,
            });
        }
        Ok(document)
    }

    /// The configuration document of a receiver that accepts what this sends. It takes only the
    /// provider's published addresses, and believes a proxy on this machine, as which requests
    /// are sent.
    ///
    /// # Errors
    ///
    /// If the key cannot be written.
    pub fn receiver_json(&self) -> Result<String, Problem> {
        Ok(self.receiver_document()?.to_string())
    }

    pub(crate) fn receiver_document(&self) -> Result<Value, Problem> {
        let mut document = json!({"receiver": {"trusted_proxies": TRUSTED_PROXIES}});
        if let Some(lianlian) = &self.lianlian {
            document["lianlian"] = json!({
                "public_keys": [lianlian.signer.public_pem()?],
                "merchant_ids": [lianlian.merchant_id],
            });
        }
        if let Some(pingpong) = &self.pingpong {
            document["pingpong"] = json!({
                "salt": pingpong.signer.salt(),
                "client_id": pingpong.client_id,
                "acc_ids": [pingpong.acc_id],
                "environment": "production",
            });
        }
        Ok(document)
    }

    /// A receiver of that provider, configured for what this sends.
    ///
    /// # Errors
    ///
    /// If this does not play that provider.
    pub fn receiver(&self, provider: Provider) -> Result<Receiver, ConfigError> {
        let document = self.receiver_json().unwrap_or_default();
        Config::from_json(&document)?.receiver(provider)
    }

    /// The providers that this plays.
    pub fn providers(&self) -> impl Iterator<Item = Provider> {
        let lianlian = self.lianlian.as_ref().map(|_| Provider::LianLian);
        let pingpong = self.pingpong.as_ref().map(|_| Provider::PingPong);
        lianlian.into_iter().chain(pingpong)
    }

    /// A request of that kind, with the values of the provider's documents where nothing else is
    /// chosen. The same choices give the same request: sending it again is a repeat.
    ///
    /// # Errors
    ///
    /// If there is no such kind, or this does not play its provider.
    pub fn request(&self, kind: &str) -> Result<RequestBuilder<'_>, Problem> {
        let Some(sample) = Sample::of(kind) else {
            let kinds: Vec<_> = crate::samples::all().iter().map(|s| s.kind).collect();
            let kinds = kinds.join(", ");
            return Err(Problem::new(format!("the kind is not one of {kinds}")));
        };
        if !self.providers().any(|provider| provider == sample.provider) {
            let provider = sample.provider;
            return Err(Problem::new(format!(
                "the sender has no section `{provider}`"
            )));
        }
        Ok(RequestBuilder::new(self, sample))
    }
}

/// What a test's own requests come through: this machine.
const TRUSTED_PROXIES: [&str; 3] = ["127.0.0.1", "::1", "unix"];
