//! Why a request is refused: every check instead of the first, and for a signature the reason.
//!
//! Nothing here accepts anything: what a diagnosis says of a body is for the developer alone, and
//! nothing is made of it. A provider's part is in its folder.

use std::fmt;

use crate::body::{Object, Scratch};
use crate::code::Code;
use crate::provider::Provider;
use crate::receiver::{Receiver, Scheme};
use crate::refusal::{ConfigError, Reason, Refusal, one_line};
use crate::request::Request;
use crate::signature::public_key::PublicKey;

mod cause;
pub(crate) mod lenient;
pub(crate) mod rewrite;
pub(crate) mod search;
mod tables;
mod unwrap;

pub use cause::{Cause, CauseGroup};
pub use tables::diagnosis_tables;

/// Bodies that are longer are looked at up to here.
const LONGEST: usize = 1 << 20;

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Sureness {
    /// The signature or the check proves it.
    Certain,
    /// It looks so, and nothing proves it.
    Likely,
}

impl Sureness {
    /// `certain` or `likely`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Sureness::Certain => "certain",
            Sureness::Likely => "likely",
        }
    }
}

impl fmt::Display for Sureness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that is wrong with a request, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    word: &'static str,
    cause: Option<Cause>,
    sureness: Sureness,
    sentence: String,
    remedy: &'static str,
    member: Option<String>,
}

impl Finding {
    /// The stable word: a [`Cause`], or the [`Code`](crate::Code) of a check that fails.
    pub fn word(&self) -> &'static str {
        self.word
    }

    /// The cause; absent for a check that fails, whose code [`word`](Self::word) is.
    pub fn cause(&self) -> Option<Cause> {
        self.cause
    }

    /// How sure it is.
    pub fn sureness(&self) -> Sureness {
        self.sureness
    }

    /// What was found, in one sentence without a full stop. It holds no secret and no value of the
    /// body.
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// What to do about it, in one sentence without a full stop.
    pub fn remedy(&self) -> &'static str {
        self.remedy
    }

    /// The member that it is about, under its name on the wire.
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): ", self.word, self.sureness)?;
        if let Some(member) = &self.member {
            write!(f, "member `{member}`: ")?;
        }
        write!(f, "{}; remedy: {}", self.sentence, self.remedy)
    }
}

/// Why a request is refused.
///
/// Made by [`Receiver::explain`]. For the developer's eyes: an answer to the sender must not show
/// it, as it says more than a forger should learn.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    provider: Provider,
    refusal: Option<Refusal>,
    findings: Vec<Finding>,
}

impl Diagnosis {
    /// Whether [`Receiver::verify`] accepts the request: then there are no findings.
    pub fn is_accepted(&self) -> bool {
        self.refusal.is_none()
    }

    /// The refusal of [`Receiver::verify`]; absent for an accepted request.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// What is wrong, in the order of the checks; what explains a signature comes before what is
    /// known of it in general. Never empty for a refused request.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// One JSON object: `accepted`, `provider`, `code` of the refusal or null, and `findings`, each
    /// with `cause`, `sureness`, `member`, `sentence` and `remedy`.
    pub fn to_json(&self) -> String {
        let findings: Vec<serde_json::Value> = self
            .findings
            .iter()
            .map(|finding| {
                serde_json::json!({
                    "cause": finding.word,
                    "sureness": finding.sureness.as_str(),
                    "member": finding.member,
                    "sentence": finding.sentence,
                    "remedy": finding.remedy,
                })
            })
            .collect();
        serde_json::json!({
            "accepted": self.is_accepted(),
            "provider": self.provider.as_str(),
            "code": self.refusal.as_ref().map(|refusal| refusal.code().as_str()),
            "findings": findings,
        })
        .to_string()
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(refusal) = &self.refusal else {
            return write!(
                f,
                "{}: nothing is wrong, the request is accepted",
                self.provider
            );
        };
        write!(f, "{} {}", self.provider, refusal.code())?;
        for finding in &self.findings {
            write!(f, "\n- {finding}")?;
        }
        Ok(())
    }
}

/// Keys and salts that may have signed, beside those of the receiver: the merchant's own public
/// key, those of other shops and environments. They only name who signed, and are never trusted.
#[derive(Default)]
pub struct Hints {
    pub(crate) keys: Vec<(String, PublicKey)>,
    pub(crate) salts: Vec<(String, String)>,
}

impl Hints {
    /// None yet.
    pub fn new() -> Hints {
        Hints::default()
    }

    /// With a public key, and the name under which a finding mentions it.
    ///
    /// # Errors
    ///
    /// If the text is not a public key. One whose private half is published is left out, as it is
    /// known anyway.
    pub fn public_key(mut self, name: &str, text: &str) -> Result<Hints, ConfigError> {
        use crate::signature::key_problem::KeyProblem;
        match PublicKey::parse(text.as_bytes()) {
            Ok(key) => self.keys.push((one_line(name, 64), key)),
            Err(KeyProblem::PrivateHalfIsPublic(_)) => {}
            Err(problem) => return Err(ConfigError::new(name, problem.to_string())),
        }
        Ok(self)
    }

    /// With a salt, and the name under which a finding mentions it.
    #[must_use]
    pub fn salt(mut self, name: &str, salt: &str) -> Hints {
        self.salts.push((one_line(name, 64), salt.to_owned()));
        self
    }
}

impl fmt::Debug for Hints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let salts = self.salts.iter().map(|(name, _)| name);
        f.debug_struct("Hints")
            .field("keys", &self.keys)
            .field("salts", &salts.collect::<Vec<_>>())
            .finish()
    }
}

/// Findings in the making.
#[derive(Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    /// A check that fails. Each is mentioned once.
    pub(crate) fn check(&mut self, reason: Reason, provider: Provider) {
        let member = reason.member.as_deref().map(str::to_owned);
        let refusal = reason.clone().into_refusal(provider);
        let finding = Finding {
            word: refusal.code().as_str(),
            cause: None,
            sureness: Sureness::Certain,
            sentence: reason.detail.into_owned(),
            remedy: refusal.remedy(),
            member,
        };
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }

    pub(crate) fn certain(&mut self, cause: Cause) -> &mut Finding {
        self.add(cause, Sureness::Certain)
    }

    pub(crate) fn likely(&mut self, cause: Cause) -> &mut Finding {
        self.add(cause, Sureness::Likely)
    }

    fn add(&mut self, cause: Cause, sureness: Sureness) -> &mut Finding {
        let finding = Finding {
            word: cause.as_str(),
            cause: Some(cause),
            sureness,
            sentence: cause.sentence().to_owned(),
            remedy: cause.remedy(),
            member: None,
        };
        let known = self.0.iter().position(|known| known.word == finding.word);
        let place = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push(finding);
        }
        #[allow(
            clippy::indexing_slicing,
            reason = "the place was found or just filled"
        )]
        &mut self.0[place]
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Finding {
    /// About that member. A name that came in a request is kept only if it cannot disturb a log.
    pub(crate) fn about(&mut self, member: &str) -> &mut Finding {
        let harmless = Reason::new(Code::Internal, "").about(member);
        self.member = harmless.member.map(std::borrow::Cow::into_owned);
        self
    }

    /// With what was found in particular, which is nothing of the body's values.
    pub(crate) fn namely(&mut self, what: &str) -> &mut Finding {
        self.sentence = format!("{}: {what}", self.sentence);
        self
    }
}

impl Receiver {
    /// Why a request is refused. Goes through every check instead of stopping at the first, and
    /// looks for the reason why a signature does not hold: whose key made it, in which way the text
    /// was changed, which other scheme it is.
    ///
    /// For development and for a person who looks for a fault: it takes some thousand times as long
    /// as [`verify`](Self::verify), though never more than a bounded time. Pure and total as that
    /// is. It accepts nothing, and its result holds no secret and no value of the body; it is not
    /// for the sender all the same.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// use ackwell::{Cause, Request};
    ///
    /// // Something parsed the body and wrote the amount in another way.
    /// let changed = String::from_utf8(body)?.replace("\"0.01\"", "\"0.010\"");
    /// let request = Request::new(changed.as_bytes()).with_peer("115.236.102.36");
    /// let diagnosis = receiver.explain(&request);
    /// assert_eq!(diagnosis.findings()[0].cause(), Some(Cause::NumbersRewritten));
    /// assert_eq!(diagnosis.findings()[0].member(), Some("money_order"));
    /// assert_eq!(diagnosis.findings()[1].cause(), Some(Cause::ChangedText));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self, request: &Request<'_>) -> Diagnosis {
        self.explain_with(request, &Hints::default())
    }

    /// As [`explain`](Self::explain), with keys and salts that may have signed.
    pub fn explain_with(&self, request: &Request<'_>, hints: &Hints) -> Diagnosis {
        let provider = self.provider();
        let Err(refusal) = self.verify(request) else {
            return Diagnosis {
                provider,
                refusal: None,
                findings: Vec::new(),
            };
        };
        let mut findings = Findings::default();
        for reason in self.before_the_body(request) {
            findings.check(reason, provider);
        }
        let bytes = request.body.get(..LONGEST).unwrap_or(request.body);
        self.explain_body(bytes, request, hints, &mut findings);
        if findings.is_empty() {
            // Whatever it is, the refusal itself is always known.
            findings.0.push(Finding {
                word: refusal.code().as_str(),
                cause: None,
                sureness: Sureness::Certain,
                sentence: refusal.message(),
                remedy: refusal.remedy(),
                member: None,
            });
        }
        Diagnosis {
            provider,
            refusal: Some(refusal),
            findings: findings.0,
        }
    }

    fn explain_body(
        &self,
        bytes: &[u8],
        request: &Request<'_>,
        hints: &Hints,
        findings: &mut Findings,
    ) {
        let provider = self.provider();
        let (mut scratch, mut body) = (Scratch::default(), Object::default());
        let strict = body.read(bytes, &mut scratch);
        if let Err(reason) = &strict {
            findings.check(reason.clone(), provider);
        }
        let members = std::str::from_utf8(bytes).ok().and_then(lenient::members);
        let read = members.map(|members| (members, None));
        let inside = || unwrap::inside(bytes).map(|(members, cause)| (members, Some(cause)));
        let Some((members, wrapped)) = read.or_else(inside) else {
            if unwrap::looks_like_gbk(bytes) {
                findings.likely(Cause::BodyIsGbk);
            }
            return;
        };
        if let Some(cause) = wrapped {
            if self.vouches(&members) {
                findings.certain(cause);
                return;
            }
            findings.likely(cause);
        }
        match &self.0.scheme {
            Scheme::LianLian(scheme) => {
                scheme.explain(
                    strict.is_ok().then_some(&body),
                    &members,
                    request,
                    hints,
                    findings,
                );
            }
            Scheme::PingPong(scheme) => {
                scheme.explain(
                    strict.is_ok().then_some(&body),
                    &members,
                    request,
                    hints,
                    findings,
                );
            }
        }
    }

    /// Whether the signature of these members holds, once they are written as the provider does.
    fn vouches(&self, members: &[lenient::Member]) -> bool {
        let body = lenient::to_json(members);
        let (mut scratch, mut object) = (Scratch::default(), Object::default());
        if object.read(body.as_bytes(), &mut scratch).is_err() {
            return false;
        }
        match &self.0.scheme {
            Scheme::LianLian(scheme) => scheme.signature_holds(&object),
            Scheme::PingPong(scheme) => scheme.signature_holds(&object),
        }
    }
}
