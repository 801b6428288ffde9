//! How a receiver is built, and what its options must be.

use super::{Inner, Receiver, Scheme};
use crate::any_or::AnyOr;
use crate::lianlian::scheme::LianLianScheme;
use crate::nearest::nearest;
use crate::options::{expected_words, words};
use crate::pasted;
use crate::pingpong::scheme::PingPongScheme;
use crate::provider::Provider;
use crate::providers::published_sources;
use crate::refusal::ConfigError;
use crate::signature::digest::Digest;
use crate::signature::public_key::PublicKey;
use crate::signature::salted_hash::Salt;
use crate::signature::seal::Sealer;
use crate::source::{
    ForwardingHeader, NetworkProblem, Proxies, SourceCheck, SourceMode, Sources, parse_network,
    published_by_name,
};

/// Bodies of real notifications stay below 4 KiB.
const DEFAULT_MAX_BODY_BYTES: usize = 65_536;
pub(crate) const LARGEST_MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// What `max_body_bytes` must be.
pub(crate) fn expected_body_bytes() -> String {
    format!("expected a number of bytes from 1 to {LARGEST_MAX_BODY_BYTES}")
}

/// The options that both providers share.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedOptions {
    pub(crate) sources: Option<AnyOr<String>>,
    pub(crate) report_only: bool,
    pub(crate) trusted_proxies: Vec<String>,
    pub(crate) header: Option<ForwardingHeader>,
    pub(crate) max_body_bytes: Option<usize>,
}

impl SharedOptions {
    /// `published` names the provider's list to use where the configuration does not say.
    fn build(
        &self,
        provider: Provider,
        published: Option<&str>,
    ) -> Result<(SourceCheck, usize), ConfigError> {
        let max_body_bytes = self.max_body_bytes.unwrap_or(DEFAULT_MAX_BODY_BYTES);
        if !(1..=LARGEST_MAX_BODY_BYTES).contains(&max_body_bytes) {
            return Err(ConfigError::new(
                "receiver.max_body_bytes",
                expected_body_bytes(),
            ));
        }
        let sources = self.build_sources(provider, published)?;
        let mode = if self.report_only {
            SourceMode::Report
        } else {
            SourceMode::Enforce
        };
        let mut proxies = Proxies {
            header: self.header,
            ..Proxies::default()
        };
        for (index, entry) in self.trusted_proxies.iter().enumerate() {
            if entry == "unix" {
                proxies.unix = true;
                continue;
            }
            let network = parse_network(entry).map_err(|problem| {
                let member = format!("receiver.trusted_proxies[{index}]");
                ConfigError::new(member, no_proxy(entry, &problem))
            })?;
            proxies.networks.push(network);
        }
        Ok((
            SourceCheck {
                sources,
                mode,
                proxies,
            },
            max_body_bytes,
        ))
    }

    fn build_sources(
        &self,
        provider: Provider,
        published: Option<&str>,
    ) -> Result<Sources, ConfigError> {
        let member = format!("{provider}.sources");
        let default = vec!["published".to_owned()];
        let entries = match &self.sources {
            Some(AnyOr::Any) => return Ok(Sources::any()),
            Some(AnyOr::Only(entries)) => entries,
            None => &default,
        };
        if entries.is_empty() {
            return Err(ConfigError::new(
                member,
                "an empty list would accept nobody; expected \"published\", a list of addresses \
                 and networks, or \"any\"",
            ));
        }
        let mut networks = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let name = if entry == "published" {
                published
            } else {
                Some(&**entry)
            };
            let Some(name) = name else {
                return Err(ConfigError::new(
                    format!("{provider}.environment"),
                    format!(
                        "{}, which picks the published sources",
                        expected_words("pingpong", "environment")
                    ),
                ));
            };
            match (published_by_name(provider, name), parse_network(entry)) {
                (Some(list), _) => networks.extend(list),
                (None, Ok(network)) => networks.push(network),
                (None, Err(problem)) => {
                    return Err(ConfigError::new(
                        format!("{member}[{index}]"),
                        no_source(provider, entry, &problem),
                    ));
                }
            }
        }
        Ok(Sources::from_networks(networks, entries))
    }
}

/// Words that people write for everybody.
fn is_everybody(entry: &str) -> bool {
    matches!(
        &*entry.to_ascii_lowercase(),
        "*" | "any" | "all" | "everyone"
    )
}

fn no_proxy(entry: &str, problem: &NetworkProblem) -> String {
    if is_everybody(entry) || *problem == NetworkProblem::TooWide {
        return "if everybody is a trusted proxy, everybody can write the client address into a \
                header; give the addresses or networks of your own proxies"
            .to_owned();
    }
    if entry.to_ascii_lowercase().starts_with("unix") {
        return "write \"unix\" for a proxy on a Unix socket".to_owned();
    }
    match problem {
        NetworkProblem::Form(_) => {
            format!("{problem}; or \"unix\" for a proxy on a Unix socket")
        }
        _ => problem.to_string(),
    }
}

fn no_source(provider: Provider, entry: &str, problem: &NetworkProblem) -> String {
    if is_everybody(entry) || *problem == NetworkProblem::TooWide {
        return "an entry that holds nearly everybody; write \"any\" in place of the list if every \
                source is to be accepted, which leaves the signature as the only lock"
            .to_owned();
    }
    if entry.to_ascii_lowercase().starts_with("unix") {
        return "a Unix socket is a proxy, not a source; write \"unix\" into `trusted_proxies`"
            .to_owned();
    }
    let lists = published_sources(provider).iter().map(|list| list.name);
    let names = || std::iter::once("published").chain(lists.clone());
    let is_word = entry.chars().any(char::is_alphabetic) && !entry.contains(['.', ':', '/']);
    match problem {
        NetworkProblem::Form(_) if is_word && nearest(entry, names()).is_some() => format!(
            "expected an address, a network or the name of a published list; did you mean \
             \"{}\"?",
            nearest(entry, names()).unwrap_or_default()
        ),
        NetworkProblem::Form(_) => {
            let mut known: Vec<&str> = names().collect();
            known.dedup();
            format!(
                "{problem}; or the name of a published list: {}",
                known.join(", ")
            )
        }
        _ => problem.to_string(),
    }
}

/// The known word that a text is; otherwise what is to be added to "expected ...".
///
/// # Errors
///
/// ", got ..." or "; did you mean ..." or nothing.
pub(crate) fn word<'k>(given: &str, known: &[&'k str]) -> Result<&'k str, String> {
    if let Some(word) = known.iter().find(|word| **word == given) {
        return Ok(word);
    }
    if given.is_empty() {
        return Err(", got an empty string".to_owned());
    }
    if let Some(problem) = pasted::problem(given) {
        return Err(format!("; {problem}"));
    }
    Err(match nearest(given, known.iter().copied()) {
        Some(word) => format!("; did you mean \"{word}\"?"),
        None => ", got another word".to_owned(),
    })
}

/// Builds receivers for LianLian Pay.
#[derive(Clone, Copy, Debug)]
pub struct LianLian;

impl LianLian {
    /// Starts with nothing: a key and a merchant must be given.
    ///
    /// ```
    /// use ackwell::{LianLian, Provider};
    ///
    /// let receiver = LianLian::builder()
    ///     .public_key(std::fs::read_to_string("samples/lianlian.pem")?)
    ///     .merchant_id("201507021000394502")
    ///     .build()?;
    /// assert_eq!(receiver.provider(), Provider::LianLian);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn builder() -> LianLianBuilder {
        LianLianBuilder::default()
    }
}

/// The options of a receiver for LianLian Pay.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct LianLianBuilder {
    pub(crate) public_keys: Vec<String>,
    pub(crate) merchant_ids: Option<AnyOr<String>>,
    pub(crate) digest: Option<String>,
    pub(crate) shared: SharedOptions,
}

/// Builds receivers for PingPongCheckout v4.
#[derive(Clone, Copy, Debug)]
pub struct PingPong;

impl PingPong {
    /// Starts with nothing: salt, client id, account ids and environment must be given.
    ///
    /// ```
    /// use ackwell::{PingPong, Provider};
    ///
    /// let receiver = PingPong::builder()
    ///     .salt("F78BC96A55548B2319EE68E0")
    ///     .client_id("2018092714313010016")
    ///     .acc_id("2018092714313010016291")
    ///     .environment("sandbox")
    ///     .build()?;
    /// assert_eq!(receiver.provider(), Provider::PingPong);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn builder() -> PingPongBuilder {
        PingPongBuilder::default()
    }
}

/// The options of a receiver for PingPongCheckout v4.
#[derive(Clone, Default)]
#[must_use]
pub struct PingPongBuilder {
    pub(crate) salt: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) acc_ids: Option<AnyOr<String>>,
    pub(crate) environment: Option<String>,
    pub(crate) hashes: Option<Vec<String>>,
    pub(crate) shared: SharedOptions,
}

impl std::fmt::Debug for PingPongBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PingPongBuilder")
            .field("salt", &self.salt.as_ref().map(|_| "[redacted]"))
            .field("client_id", &self.client_id)
            .field("acc_ids", &self.acc_ids)
            .finish_non_exhaustive()
    }
}

impl LianLianBuilder {
    /// Adds a platform public key: PEM (`PUBLIC KEY` or `RSA PUBLIC KEY`) or one line of base64.
    /// Several keys simultaneously make a rotation possible: any one may vouch.
    ///
    /// It is LianLian's key, from the merchant dashboard, never the shop's own.
    ///
    /// ```
    /// use ackwell::LianLian;
    ///
    /// let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// let receiver = LianLian::builder().public_key(key).any_merchant().build()?;
    /// assert_eq!(
    ///     receiver.key_fingerprints(),
    ///     ["c5e86d06c7241e21878bfed573898a9a9e7ef930e984131fd613d3e524301572"],
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn public_key(mut self, key: impl Into<String>) -> Self {
        self.public_keys.push(key.into());
        self
    }

    /// Adds a merchant number (`oid_partner`) that this receiver answers for. LianLian signs for
    /// all merchants with one key, so without it another merchant's payment would pass.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// use ackwell::{Code, LianLian, Request};
    ///
    /// // The notification is for the merchant 201507021000394502.
    /// let receiver = LianLian::builder().public_key(key).merchant_id("201103171000000000").build()?;
    /// let request = Request::new(&body).with_peer("115.236.102.36");
    /// let refusal = receiver.verify(&request).unwrap_err();
    /// assert_eq!(refusal.code(), Code::WrongMerchant);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn merchant_id(mut self, id: impl Into<String>) -> Self {
        AnyOr::push(&mut self.merchant_ids, id.into());
        self
    }

    /// Answers for every merchant. The shop must then compare
    /// [`merchant_id`](crate::Notification::merchant_id) itself.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// use ackwell::{LianLian, Request};
    ///
    /// let receiver = LianLian::builder().public_key(key).any_merchant().build()?;
    /// let notification = receiver.verify(&Request::new(&body).with_peer("115.236.102.36"))?;
    /// assert_eq!(notification.merchant_id(), "201507021000394502");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn any_merchant(mut self) -> Self {
        self.merchant_ids = Some(AnyOr::Any);
        self
    }

    /// The digest of the platform's signatures: `MD5` (the default, what LianLian uses), `SHA1`
    /// or `SHA256`. A body cannot choose it.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// use ackwell::{Code, LianLian, Request};
    ///
    /// // The notification is signed with MD5.
    /// let receiver = LianLian::builder().public_key(key).any_merchant().digest("SHA256").build()?;
    /// let refusal = receiver.verify(&Request::new(&body).with_peer("115.236.102.36")).unwrap_err();
    /// assert_eq!(refusal.code(), Code::InvalidSignature);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn digest(mut self, name: impl Into<String>) -> Self {
        self.digest = Some(name.into());
        self
    }

    /// Builds the receiver.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names the option and what is expected: no key, no merchant, a
    /// private key or certificate in place of a public key, a key that is too short or whose
    /// private half is published, a source that is not an address.
    ///
    /// ```
    /// use ackwell::LianLian;
    ///
    /// let error = LianLian::builder().merchant_id("201507021000394502").build().unwrap_err();
    /// assert_eq!(error.member(), "lianlian.public_keys");
    /// assert!(error.message().starts_with("expected at least one public key"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn build(self) -> Result<Receiver, ConfigError> {
        if self.public_keys.is_empty() {
            return Err(ConfigError::new(
                "lianlian.public_keys",
                "expected at least one public key of the platform, as PEM or one line of base64",
            ));
        }
        let mut keys = Vec::with_capacity(self.public_keys.len());
        for (index, text) in self.public_keys.iter().enumerate() {
            let key = PublicKey::parse(text.as_bytes()).map_err(|problem| {
                ConfigError::new(
                    format!("lianlian.public_keys[{index}]"),
                    problem.to_string(),
                )
            })?;
            keys.push(key);
        }
        let merchants = build_merchants(
            self.merchant_ids,
            "lianlian.merchant_ids",
            "expected the shop's own oid_partner; one platform key signs for all merchants, so \
             without it another merchant's payment would pass (\"any\" accepts every merchant)",
        )?;
        let digest = match self.digest.as_deref() {
            None => Digest::Md5,
            Some(name) => digest(
                name,
                words("lianlian", "digest"),
                "lianlian.digest",
                &expected_words("lianlian", "digest"),
            )?,
        };
        let (sources, max_body_bytes) = self.shared.build(Provider::LianLian, Some("published"))?;
        let scheme = Scheme::LianLian(LianLianScheme {
            keys,
            digest,
            merchants,
        });
        Ok(Receiver::new(Inner {
            scheme,
            sources,
            max_body_bytes,
            sealer: Sealer::default(),
        }))
    }
}

impl PingPongBuilder {
    /// The salt from the merchant dashboard. A secret: it is never printed.
    pub fn salt(mut self, salt: impl Into<String>) -> Self {
        self.salt = Some(salt.into());
        self
    }

    /// The client id (`clientId`).
    pub fn client_id(mut self, id: impl Into<String>) -> Self {
        self.client_id = Some(id.into());
        self
    }

    /// Adds an account id (`accId`) that this receiver answers for.
    pub fn acc_id(mut self, id: impl Into<String>) -> Self {
        AnyOr::push(&mut self.acc_ids, id.into());
        self
    }

    /// Answers for every account of the client.
    pub fn any_account(mut self) -> Self {
        self.acc_ids = Some(AnyOr::Any);
        self
    }

    /// `production` or `sandbox`: picks the published sources.
    ///
    /// ```
    /// use ackwell::PingPong;
    ///
    /// let error = PingPong::builder()
    ///     .salt("F78BC96A55548B2319EE68E0")
    ///     .client_id("2018092714313010016")
    ///     .any_account()
    ///     .environment("prod")
    ///     .build()
    ///     .unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "`pingpong.environment`: expected \"production\" or \"sandbox\"; did you mean \"production\"?",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn environment(mut self, name: impl Into<String>) -> Self {
        self.environment = Some(name.into());
        self
    }

    /// Adds a hash that signatures may be made with: `SHA256` (the default if none is added) or
    /// `MD5`.
    ///
    /// ```
    /// use ackwell::PingPong;
    ///
    /// // While the account moves from MD5 to SHA256.
    /// let receiver = PingPong::builder()
    ///     .salt("F78BC96A55548B2319EE68E0")
    ///     .client_id("2018092714313010016")
    ///     .acc_id("2018092714313010016291")
    ///     .environment("production")
    ///     .hash("MD5")
    ///     .hash("SHA256")
    ///     .build()?;
    /// # assert_eq!(receiver.provider(), ackwell::Provider::PingPong);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn hash(mut self, name: impl Into<String>) -> Self {
        self.hashes.get_or_insert_default().push(name.into());
        self
    }

    /// Builds the receiver.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names the option and what is expected: no salt, client id, account
    /// id or environment, a hash that is not allowed, a source that is not an address.
    ///
    /// ```
    /// use ackwell::PingPong;
    ///
    /// let error = PingPong::builder().salt("F78BC96A55548B2319EE68E0").build().unwrap_err();
    /// assert_eq!(error.to_string(), "`pingpong.client_id`: expected the client id");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn build(self) -> Result<Receiver, ConfigError> {
        let salt = match self.salt.as_deref() {
            None | Some("") => {
                return Err(ConfigError::new(
                    "pingpong.salt",
                    expected_text(
                        "the salt that the merchant dashboard shows",
                        self.salt.as_deref(),
                    ),
                ));
            }
            Some(salt) => match pasted::problem(salt).or_else(|| named_salt(salt)) {
                Some(problem) => return Err(ConfigError::new("pingpong.salt", problem)),
                None => Salt::new(salt),
            },
        };
        let client_id = match self.client_id {
            Some(id) if is_everybody(&id) => {
                return Err(ConfigError::new(
                    "pingpong.client_id",
                    "this is not an id; a receiver is for one client",
                ));
            }
            Some(id) if !id.is_empty() => match pasted::problem_of_id(&id) {
                Some(problem) => return Err(ConfigError::new("pingpong.client_id", problem)),
                None => id,
            },
            empty => {
                return Err(ConfigError::new(
                    "pingpong.client_id",
                    expected_text("the client id", empty.as_deref()),
                ));
            }
        };
        let accounts = build_merchants(
            self.acc_ids,
            "pingpong.acc_ids",
            "expected at least one account id (\"any\" accepts every account of the client)",
        )?;
        let environment = match self.environment.as_deref() {
            None => None,
            Some(name) => Some(
                word(name, words("pingpong", "environment")).map_err(|hint| {
                    let expected = expected_words("pingpong", "environment");
                    ConfigError::new("pingpong.environment", format!("{expected}{hint}"))
                })?,
            ),
        };
        let mut hashes = Vec::new();
        for (index, name) in self.hashes.iter().flatten().enumerate() {
            hashes.push(digest(
                name,
                words("pingpong", "hashes"),
                &format!("pingpong.hashes[{index}]"),
                &expected_words("pingpong", "hashes"),
            )?);
        }
        match &self.hashes {
            None => hashes.push(Digest::Sha256),
            Some(names) if names.is_empty() => {
                return Err(ConfigError::new(
                    "pingpong.hashes",
                    "an empty list would accept nothing; expected [\"SHA256\"]",
                ));
            }
            Some(_) => {}
        }
        let (sources, max_body_bytes) = self.shared.build(Provider::PingPong, environment)?;
        let scheme = Scheme::PingPong(PingPongScheme {
            salt,
            hashes,
            client_id: AnyOr::Only(vec![client_id]),
            accounts,
        });
        Ok(Receiver::new(Inner {
            scheme,
            sources,
            max_body_bytes,
            sealer: Sealer::default(),
        }))
    }
}

fn build_merchants(
    choice: Option<AnyOr<String>>,
    member: &str,
    expected: &str,
) -> Result<AnyOr<String>, ConfigError> {
    match choice {
        Some(AnyOr::Any) => Ok(AnyOr::Any),
        Some(AnyOr::Only(ids)) if !ids.is_empty() => {
            for (index, id) in ids.iter().enumerate() {
                let problem = if id.is_empty() {
                    Some("expected an id, got an empty string".to_owned())
                } else if is_everybody(id) {
                    Some(
                        "this is not an id; write \"any\" in place of the list to accept all"
                            .to_owned(),
                    )
                } else {
                    pasted::problem_of_id(id)
                };
                if let Some(problem) = problem {
                    return Err(ConfigError::new(format!("{member}[{index}]"), problem));
                }
            }
            Ok(AnyOr::Only(ids))
        }
        _ => Err(ConfigError::new(member, expected)),
    }
}

fn expected_text(what: &str, given: Option<&str>) -> String {
    match given {
        None => format!("expected {what}"),
        Some(_) => format!("expected {what}, got an empty string"),
    }
}

/// A whole line of an env file in place of the salt: `PINGPONG_SALT=...`.
fn named_salt(salt: &str) -> Option<String> {
    let (name, _) = salt.split_once('=')?;
    let is_name = name.to_ascii_lowercase().ends_with("salt")
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then(|| {
        "the value begins with a name and an equals sign, as a line of an env file does; give what \
         is behind the equals sign"
            .to_owned()
    })
}

fn digest(name: &str, known: &[&str], member: &str, expected: &str) -> Result<Digest, ConfigError> {
    word(name, known)
        .and_then(|name| Digest::from_name(name).ok_or_else(String::new))
        .map_err(|hint| ConfigError::new(member, format!("{expected}{hint}")))
}

/// The options that both builders share.
macro_rules! shared_options {
    ($builder:ident) => {
        impl $builder {
            /// Adds a source: an IP address, a network such as `203.0.113.0/24`, or the name of a
            /// published list (see [`published_sources`](crate::published_sources)). Without any,
            /// the list `published` is used.
            ///
            /// ```
            /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
            /// # let body = std::fs::read("samples/payment.json")?;
            /// use ackwell::{LianLian, Request};
            ///
            /// let receiver = LianLian::builder()
            ///     .public_key(key)
            ///     .merchant_id("201507021000394502")
            ///     .source("published")
            ///     .source("203.0.113.0/24")
            ///     .build()?;
            /// assert!(receiver.verify(&Request::new(&body).with_peer("203.0.113.9")).is_ok());
            /// assert!(receiver.verify(&Request::new(&body).with_peer("198.51.100.1")).is_err());
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn source(mut self, entry: impl Into<String>) -> Self {
                AnyOr::push(&mut self.shared.sources, entry.into());
                self
            }

            /// Accepts requests from every address: the signature is the only lock.
            ///
            /// ```
            /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
            /// # let body = std::fs::read("samples/payment.json")?;
            /// use ackwell::{LianLian, Request};
            ///
            /// let builder = LianLian::builder().public_key(key).merchant_id("201507021000394502");
            /// let receiver = builder.any_source().build()?;
            /// assert!(receiver.verify(&Request::new(&body).with_peer("198.51.100.1")).is_ok());
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn any_source(mut self) -> Self {
                self.shared.sources = Some(AnyOr::Any);
                self
            }

            /// Looks at the client address but refuses nobody for it;
            /// [`Notification::source`](crate::Notification::source) says what was seen.
            ///
            /// ```
            /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
            /// # let body = std::fs::read("samples/payment.json")?;
            /// use ackwell::{LianLian, Request};
            ///
            /// let builder = LianLian::builder().public_key(key).merchant_id("201507021000394502");
            /// let receiver = builder.report_sources().build()?;
            /// let notification = receiver.verify(&Request::new(&body).with_peer("198.51.100.1"))?;
            /// assert_eq!(notification.source().trusted, Some(false));
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn report_sources(mut self) -> Self {
                self.shared.report_only = true;
                self
            }

            /// Adds a reverse proxy whose forwarding headers are believed: an address, a network,
            /// or `unix` for a proxy that connects over a Unix socket.
            ///
            /// ```
            /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
            /// # let body = std::fs::read("samples/payment.json")?;
            /// use ackwell::{LianLian, Request};
            ///
            /// let builder = LianLian::builder().public_key(key).merchant_id("201507021000394502");
            /// let receiver = builder.trusted_proxy("10.0.0.0/8").build()?;
            ///
            /// let headers = [("X-Forwarded-For", &b"115.236.102.36"[..])];
            /// let request = Request::new(&body).with_headers(&headers);
            /// assert!(receiver.verify(&request.with_peer("10.0.0.7")).is_ok());
            /// // Headers from anyone else are ignored.
            /// assert!(receiver.verify(&request.with_peer("198.51.100.1")).is_err());
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn trusted_proxy(mut self, entry: impl Into<String>) -> Self {
                self.shared.trusted_proxies.push(entry.into());
                self
            }

            /// Which header the proxies write. Default: both are read and must agree.
            ///
            /// ```
            /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
            /// # let body = std::fs::read("samples/payment.json")?;
            /// use ackwell::{ForwardingHeader, LianLian, Request};
            ///
            /// let receiver = LianLian::builder()
            ///     .public_key(key)
            ///     .merchant_id("201507021000394502")
            ///     .trusted_proxy("10.0.0.0/8")
            ///     .client_address_header(ForwardingHeader::Forwarded)
            ///     .build()?;
            /// let headers = [("Forwarded", &b"for=115.236.102.36"[..])];
            /// let request = Request::new(&body).with_headers(&headers).with_peer("10.0.0.7");
            /// assert!(receiver.verify(&request).is_ok());
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn client_address_header(mut self, header: ForwardingHeader) -> Self {
                self.shared.header = Some(header);
                self
            }

            /// The longest body that is looked at, in bytes: 1 to 16,777,216; default: 65,536.
            ///
            /// ```
            /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
            /// # let body = std::fs::read("samples/payment.json")?;
            /// use ackwell::{Code, LianLian, Request};
            ///
            /// let builder = LianLian::builder().public_key(key).merchant_id("201507021000394502");
            /// let receiver = builder.max_body_bytes(100).build()?;
            /// let refusal = receiver.verify(&Request::new(&body).with_peer("115.236.102.36")).unwrap_err();
            /// assert_eq!(refusal.code(), Code::BodyTooLarge);
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn max_body_bytes(mut self, bytes: usize) -> Self {
                self.shared.max_body_bytes = Some(bytes);
                self
            }
        }
    };
}
shared_options!(LianLianBuilder);
shared_options!(PingPongBuilder);
