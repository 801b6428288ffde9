//! One provider's receiver: built once, shared between threads, asked for every request.

use std::fmt;
use std::sync::Arc;

use crate::acknowledgement::Acknowledgement;
use crate::body::{Object, Scratch, Value};
use crate::canonical::Canonical;
use crate::code::Code;
use crate::lianlian;
use crate::notification::{LianLianEnvelope, Notification, PingPongEnvelope};
use crate::pingpong;
use crate::provider::Provider;
use crate::refusal::{self, Reason, Refusal};
use crate::request::Request;
use crate::schedule::Schedule;
use crate::signature::digest::Digest;
use crate::signature::public_key::PublicKey;
use crate::signature::salted_hash::Salt;
use crate::signature::seal::Sealer;
use crate::signature::{RsaClaim, check_rsa, check_rsa_batch, check_salted_hash};
use crate::source::{FORWARDING_HEADERS, Source, SourceCheck};

mod builder;

pub(crate) use builder::{Choice, Common, LARGEST_MAX_BODY_BYTES, expected_body_bytes, word};
pub use builder::{LianLian, LianLianBuilder, PingPong, PingPongBuilder};

/// One provider's receiver: its keys or salt, the merchants it answers for, the sources it
/// trusts, its limits.
///
/// Built by [`LianLian::builder`], [`PingPong::builder`] or from a [`Config`](crate::Config).
/// Immutable; a clone shares everything, so that threads and requests can have their own.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let pem = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB";
/// use ackwell::{Code, LianLian, Request};
///
/// let receiver = LianLian::builder().public_key(pem).merchant_id("201103171000000000").build()?;
/// let request = Request::new(b"{}").with_peer("203.0.113.9");
/// let refusal = receiver.verify(&request).unwrap_err();
/// assert_eq!(refusal.code(), Code::UntrustedSource);
/// assert_eq!(refusal.acknowledgement().status, 403);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Receiver(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) scheme: Scheme,
    pub(crate) sources: SourceCheck,
    pub(crate) max_body_bytes: usize,
    pub(crate) sealer: Sealer,
}

/// How a provider signs, with what its messages are checked against.
pub(crate) enum Scheme {
    LianLian {
        keys: Vec<PublicKey>,
        digest: Digest,
        merchants: Merchants,
    },
    PingPong {
        salt: Salt,
        hashes: Vec<Digest>,
        client_id: String,
        accounts: Merchants,
    },
}

/// The merchants that a receiver answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Merchants {
    Any,
    These(Vec<String>),
}

impl Merchants {
    pub(crate) fn contains(&self, id: &str) -> bool {
        match self {
            Merchants::Any => true,
            Merchants::These(ids) => ids.iter().any(|known| known == id),
        }
    }
}

/// How many bodies are held at once for a batch: as many signatures as fit side by side.
const SIDE_BY_SIDE: usize = 8;

const LOST: Reason = Reason::new(
    Code::Internal,
    "a batch gave fewer verdicts than it had bodies",
);
const NO_SIGN: Reason = Reason::new(Code::MissingSignature, "is missing or empty");
const OTHER_SIGN_TYPE: Reason = Reason::new(
    Code::UnsupportedSignType,
    "does not name the configured signature scheme, and a body is never let choose one",
);

impl Receiver {
    pub(crate) fn new(inner: Inner) -> Receiver {
        Receiver(Arc::new(inner))
    }

    /// Turns one request into a notification, or says why it is refused.
    ///
    /// Pure: no input or output, no clock, no lasting effect. Whatever the request holds, the
    /// answer is a notification or one refusal; it does not panic.
    ///
    /// # Errors
    ///
    /// In the order of the checks: [`Code::InvalidPeer`], [`Code::UntrustedSource`];
    /// [`Code::BodyTooLarge`], [`Code::MalformedBody`], [`Code::DuplicateMember`];
    /// [`Code::MissingSignature`]; [`Code::AmbiguousBody`]; [`Code::UnsupportedSignType`],
    /// [`Code::InvalidSignature`]; [`Code::NotANotification`], [`Code::WrongMerchant`],
    /// [`Code::MissingField`], [`Code::InvalidField`].
    pub fn verify(&self, request: &Request<'_>) -> Result<Notification, Refusal> {
        self.check(request)
            .map_err(|reason| reason.by(self.provider()))
    }

    /// As [`verify`](Self::verify) for each request, in their order: for replaying a backlog or
    /// auditing what was stored. Several RSA signatures are checked side by side where the
    /// processor can, which is quicker than one after the other.
    pub fn verify_batch(&self, requests: &[Request<'_>]) -> Vec<Result<Notification, Refusal>> {
        match &self.0.scheme {
            Scheme::LianLian {
                keys,
                digest,
                merchants,
            } => requests
                .chunks(SIDE_BY_SIDE)
                .flat_map(|chunk| self.check_lianlian_chunk(chunk, keys, *digest, merchants))
                .map(|result| result.map_err(|reason| reason.by(self.provider())))
                .collect(),
            Scheme::PingPong { .. } => requests
                .iter()
                .map(|request| self.verify(request))
                .collect(),
        }
    }

    /// As [`verify`](Self::verify), with a seal: for a binding that copies out texts and keeps no
    /// notification. [`unseal`](Self::unseal) makes the same notification of the same body again
    /// without the work of RSA.
    ///
    /// The seal is printable ASCII. It is worth nothing to another receiver or process, so there
    /// is no use in storing it.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    ///
    /// ```
    /// # let key = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB";
    /// use ackwell::{Code, LianLian, Request};
    ///
    /// let receiver = LianLian::builder().public_key(key).merchant_id("1").build()?;
    /// let forged = receiver.unseal(b"{}", "0123456789abcdefa203.0.113.9").unwrap_err();
    /// assert_eq!(forged.code(), Code::InvalidArgument);
    /// # Ok::<(), ackwell::ConfigError>(())
    /// ```
    pub fn verify_sealed(&self, request: &Request<'_>) -> Result<(Notification, String), Refusal> {
        let notification = self.verify(request)?;
        let seal = self.0.sealer.seal(request.body, &notification.source());
        Ok((notification, seal))
    }

    /// The notification of a body that this receiver has verified before.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidArgument`] if [`verify_sealed`](Self::verify_sealed) of this receiver did not
    /// make the seal for this body.
    pub fn unseal(&self, body: &[u8], seal: &str) -> Result<Notification, Refusal> {
        self.read_sealed(body, seal)
            .map_err(|reason| reason.by(self.provider()))
    }

    fn read_sealed(&self, bytes: &[u8], seal: &str) -> Result<Notification, Reason> {
        let opened = self.0.sealer.open(bytes, seal)?;
        let (mut scratch, mut body) = (Scratch::default(), Object::default());
        body.read(bytes, &mut scratch)?;
        match &self.0.scheme {
            Scheme::LianLian { merchants, .. } => {
                let mut signed = Canonical::default();
                lianlian_text(&body, &mut signed)?;
                let (verified, source) = opened.vouch(LianLianEnvelope {
                    body: &body,
                    signed: &signed,
                });
                Notification::of_lianlian(verified, merchants, source)
            }
            // The hash decides how blank values are read, and costs little.
            Scheme::PingPong {
                salt,
                hashes,
                client_id,
                accounts,
            } => check_pingpong(&body, salt, hashes, client_id, accounts, opened.source),
        }
    }

    fn check(&self, request: &Request<'_>) -> Result<Notification, Reason> {
        let (mut scratch, mut body) = (Scratch::default(), Object::default());
        let source = self.open(request, &mut scratch, &mut body)?;
        match &self.0.scheme {
            Scheme::LianLian {
                keys,
                digest,
                merchants,
            } => {
                let mut signed = Canonical::default();
                let sign = lianlian_text(&body, &mut signed)?;
                let envelope = LianLianEnvelope {
                    body: &body,
                    signed: &signed,
                };
                let verified = check_rsa(envelope, &signed, sign, *digest, keys)?;
                Notification::of_lianlian(verified, merchants, source)
            }
            Scheme::PingPong {
                salt,
                hashes,
                client_id,
                accounts,
            } => check_pingpong(&body, salt, hashes, client_id, accounts, source),
        }
    }

    /// The checks before anything is read into the body.
    fn open<'b>(
        &self,
        request: &Request<'b>,
        scratch: &'b mut Scratch,
        body: &mut Object<'b>,
    ) -> Result<Source, Reason> {
        let source = self.0.sources.check(request)?;
        if request.body.len() > self.0.max_body_bytes {
            return Err(too_large(request.body.len(), self.0.max_body_bytes));
        }
        body.read(request.body, scratch)?;
        Ok(source)
    }

    fn check_lianlian_chunk(
        &self,
        requests: &[Request<'_>],
        keys: &[PublicKey],
        digest: Digest,
        merchants: &Merchants,
    ) -> Vec<Result<Notification, Reason>> {
        let mut scratches: [Scratch; SIDE_BY_SIDE] = Default::default();
        let mut bodies: [Object<'_>; SIDE_BY_SIDE] = Default::default();
        let opened: Vec<_> = requests
            .iter()
            .zip(&mut scratches)
            .zip(&mut bodies)
            .map(|((request, scratch), body)| self.open(request, scratch, body))
            .collect();
        let mut texts: [Canonical<'_>; SIDE_BY_SIDE] = Default::default();
        let (mut read, mut claims) = (Vec::new(), Vec::new());
        for ((opened, body), signed) in opened.iter().zip(&bodies).zip(&mut texts) {
            let opened = opened.as_ref().map_err(Reason::clone);
            let claim = opened.and_then(|_| {
                let sign = lianlian_text(body, signed)?;
                RsaClaim::read(signed, sign, digest)
            });
            read.push(claim.map(|claim| claims.push(claim)));
        }
        let envelopes =
            bodies
                .iter()
                .zip(&texts)
                .zip(&read)
                .filter_map(|((body, signed), read)| {
                    read.as_ref().ok()?;
                    Some(LianLianEnvelope { body, signed })
                });
        let candidates = envelopes.zip(claims).collect();
        let mut verified = check_rsa_batch(candidates, keys).into_iter();
        opened
            .into_iter()
            .zip(read)
            .map(|(source, read)| {
                let source = source?;
                read?;
                let envelope = verified.next().unwrap_or(Err(LOST))?;
                Notification::of_lianlian(envelope, merchants, source)
            })
            .collect()
    }

    /// Whose notifications it receives.
    pub fn provider(&self) -> Provider {
        match self.0.scheme {
            Scheme::LianLian { .. } => Provider::LianLian,
            Scheme::PingPong { .. } => Provider::PingPong,
        }
    }

    /// The provider's re-send schedule.
    pub fn schedule(&self) -> &'static Schedule {
        Schedule::of(self.provider())
    }

    /// The names, in lower case, of the only headers that [`verify`](Self::verify) reads. Empty
    /// without trusted proxies.
    pub fn header_names(&self) -> &'static [&'static str] {
        if self.0.sources.reads_headers() {
            FORWARDING_HEADERS
        } else {
            &[]
        }
    }

    /// The longest body that is looked at, in bytes. A server that reads one byte more knows that
    /// the body will be refused with [`Code::BodyTooLarge`], and need not read the rest.
    pub fn max_body_bytes(&self) -> usize {
        self.0.max_body_bytes
    }

    /// The fingerprints of the public keys: SHA-256 over the DER `SubjectPublicKeyInfo` in
    /// lower-case hex, what `openssl pkey -pubin -outform DER | sha256sum` prints. Empty for
    /// PingPong, which has no keys.
    pub fn key_fingerprints(&self) -> Vec<String> {
        match &self.0.scheme {
            Scheme::LianLian { keys, .. } => keys
                .iter()
                .map(|key| base16ct::lower::encode_string(&key.spki_sha256()))
                .collect(),
            Scheme::PingPong { .. } => Vec::new(),
        }
    }

    /// The arithmetic that the first public key uses on this machine: `ifma`, `adx`, `portable`
    /// or `general`; `None` for PingPong. For benchmarks and reports; all give the same answers.
    pub fn arithmetic(&self) -> Option<&'static str> {
        match &self.0.scheme {
            Scheme::LianLian { keys, .. } => keys.first().map(|key| key.tier().name()),
            Scheme::PingPong { .. } => None,
        }
    }

    /// What to answer to a notification that was acted on.
    pub fn acknowledge(&self) -> Acknowledgement {
        Acknowledgement::success(self.provider())
    }

    /// A refusal with that code, for what happens outside of [`verify`](Self::verify).
    pub fn refuse(&self, code: Code) -> Refusal {
        Reason::new(code, code.sentence()).by(self.provider())
    }

    /// As [`refuse`](Self::refuse), with the cause: why an adapter could not take the body, for
    /// example. The message and the log line repeat its first 500 bytes, on one line; the provider
    /// is never told it.
    pub fn refuse_because(&self, code: Code, cause: &str) -> Refusal {
        refusal::cause(code, cause).by(self.provider())
    }
}

#[cold]
fn too_large(length: usize, most: usize) -> Reason {
    // Whoever reads no more than one byte beyond the limit does not know how many there were.
    let length = if length == most + 1 {
        format!("more than {most}")
    } else {
        length.to_string()
    };
    let detail = format!("the body has {length} bytes, and max_body_bytes is {most}");
    Reason::found(Code::BodyTooLarge, detail)
}

fn sign_of<'b>(body: &'b Object<'_>) -> Result<&'b str, Reason> {
    match body.get("sign") {
        None | Some(Value::Null) => Err(NO_SIGN.about("sign")),
        Some(Value::Text(sign)) if sign.is_empty() => Err(NO_SIGN.about("sign")),
        Some(Value::Text(sign)) => Ok(sign),
        Some(Value::Json(_)) => {
            const NOT_TEXT: Reason = Reason::new(Code::AmbiguousBody, "is not a JSON string");
            Err(NOT_TEXT.about("sign"))
        }
    }
}

/// Reads the text of a LianLian body, and gives the signature that is said to vouch for it.
fn lianlian_text<'a>(body: &'a Object<'_>, signed: &mut Canonical<'a>) -> Result<&'a str, Reason> {
    let sign = sign_of(body)?;
    signed.read(body, &lianlian::RULES)?;
    if body.get("sign_type").and_then(Value::text) != Some(lianlian::SIGN_TYPE) {
        return Err(OTHER_SIGN_TYPE.about("sign_type"));
    }
    Ok(sign)
}

fn check_pingpong(
    body: &Object<'_>,
    salt: &Salt,
    hashes: &[Digest],
    client_id: &str,
    accounts: &Merchants,
    source: Source,
) -> Result<Notification, Reason> {
    let sign = sign_of(body)?;
    let mut signed = Canonical::default();
    signed.read(body, &pingpong::RULES)?;
    let mut scratch = Scratch::default();
    let content = signed
        .pairs()
        .iter()
        .find(|pair| pair.name == pingpong::CONTENT)
        .map(|pair| pingpong::parse_content(pair.value, &mut scratch))
        .transpose()?;
    let digest = body
        .get("signType")
        .and_then(Value::text)
        .and_then(Digest::from_name)
        .filter(|digest| hashes.contains(digest))
        .ok_or_else(|| OTHER_SIGN_TYPE.about("signType"))?;
    // PingPong's own programs leave blank values out of the text, or keep all of them.
    if signed.has_blanks() && !salt.vouches(digest, signed.text().as_bytes(), sign) {
        signed.keep_blanks(body);
    }
    let envelope = PingPongEnvelope {
        body,
        signed: &signed,
        content: content.as_ref(),
    };
    let verified = check_salted_hash(envelope, &signed, sign, digest, salt)?;
    Notification::of_pingpong(verified, client_id, accounts, source)
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("provider", &self.provider())
            .finish_non_exhaustive()
    }
}
