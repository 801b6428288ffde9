//! One provider's receiver: built once, shared between threads, asked for every request.

use std::fmt;
use std::sync::Arc;

use crate::acknowledgement::Acknowledgement;
use crate::body::{Object, Scratch};
use crate::code::Code;
use crate::lianlian::scheme::LianLianScheme;
use crate::notification::Notification;
use crate::pingpong::scheme::PingPongScheme;
use crate::provider::Provider;
use crate::refusal::{self, Reason, Refusal};
use crate::request::Request;
use crate::schedule::Schedule;
use crate::signature::BATCH;
use crate::signature::seal::Sealer;
use crate::source::{FORWARDING_HEADERS, Source, SourceCheck};

mod builder;

pub(crate) use builder::{LARGEST_MAX_BODY_BYTES, SharedOptions, expected_body_bytes, word};
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
pub struct Receiver(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) scheme: Scheme,
    pub(crate) sources: SourceCheck,
    pub(crate) max_body_bytes: usize,
    pub(crate) sealer: Sealer,
}

/// How a provider signs, with what its messages are checked against.
pub(crate) enum Scheme {
    LianLian(LianLianScheme),
    PingPong(PingPongScheme),
}

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
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// use ackwell::{LianLian, Request, Status};
    ///
    /// let receiver =
    ///     LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// let request = Request::new(&body).with_peer("115.236.102.36");
    /// match receiver.verify(&request) {
    ///     Ok(notification) => assert_eq!(notification.status(), Status::Succeeded),
    ///     Err(refusal) => eprintln!("{}", refusal.log_line()),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify(&self, request: &Request<'_>) -> Result<Notification, Refusal> {
        self.check(request)
            .map_err(|reason| reason.into_refusal(self.provider()))
    }

    /// As [`verify`](Self::verify) for each request, in their order: for replaying a backlog or
    /// auditing what was stored. Several RSA signatures are checked side by side where the
    /// processor can, which is quicker than one after the other.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell::Request;
    ///
    /// let stranger = Request::new(&body).with_peer("203.0.113.9");
    /// let results = receiver.verify_batch(&[request, stranger, request]);
    /// let accepted: Vec<_> = results.iter().map(Result::is_ok).collect();
    /// assert_eq!(accepted, [true, false, true]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_batch(&self, requests: &[Request<'_>]) -> Vec<Result<Notification, Refusal>> {
        match &self.0.scheme {
            Scheme::LianLian(scheme) => requests
                .chunks(BATCH)
                .flat_map(|chunk| {
                    scheme.check_batch(chunk, |request, scratch, body| {
                        self.open(request, scratch, body)
                    })
                })
                .map(|result| result.map_err(|reason| reason.into_refusal(self.provider())))
                .collect(),
            Scheme::PingPong(_) => requests
                .iter()
                .map(|request| self.verify(request))
                .collect(),
        }
    }

    /// As [`verify`](Self::verify), with a seal: for a binding that copies out texts and keeps no
    /// notification. [`unseal`](Self::unseal) makes the same notification of the same body again
    /// without the work of RSA.
    ///
    /// The seal is printable ASCII. It is worth nothing to another receiver or process, so
    /// storing it is useless.
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

    /// As [`verify_batch`](Self::verify_batch), each notification with its seal.
    pub fn verify_batch_sealed(
        &self,
        requests: &[Request<'_>],
    ) -> Vec<Result<(Notification, String), Refusal>> {
        let sealed = |(result, request): (Result<Notification, Refusal>, &Request<'_>)| {
            let notification = result?;
            let seal = self.0.sealer.seal(request.body, &notification.source());
            Ok((notification, seal))
        };
        let results = self.verify_batch(requests).into_iter();
        results.zip(requests).map(sealed).collect()
    }

    /// The notification of a body that this receiver has verified before.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidArgument`] if [`verify_sealed`](Self::verify_sealed) of this receiver did not
    /// make the seal for this body.
    pub fn unseal(&self, body: &[u8], seal: &str) -> Result<Notification, Refusal> {
        self.read_sealed(body, seal)
            .map_err(|reason| reason.into_refusal(self.provider()))
    }

    fn read_sealed(&self, bytes: &[u8], seal: &str) -> Result<Notification, Reason> {
        let opened = self.0.sealer.open(bytes, seal)?;
        let (mut scratch, mut body) = (Scratch::default(), Object::default());
        body.read(bytes, &mut scratch)?;
        match &self.0.scheme {
            Scheme::LianLian(scheme) => scheme.unseal(&body, opened),
            // The hash decides how blank values are read, and costs little.
            Scheme::PingPong(scheme) => scheme.check(&body, opened.source),
        }
    }

    fn check(&self, request: &Request<'_>) -> Result<Notification, Reason> {
        let (mut scratch, mut body) = (Scratch::default(), Object::default());
        let source = self.open(request, &mut scratch, &mut body)?;
        match &self.0.scheme {
            Scheme::LianLian(scheme) => scheme.check(&body, source),
            Scheme::PingPong(scheme) => scheme.check(&body, source),
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

    /// What is wrong with a request apart from its body, for a diagnosis.
    pub(crate) fn before_the_body(&self, request: &Request<'_>) -> Vec<Reason> {
        let source = self.0.sources.check(request).err();
        let (length, most) = (request.body.len(), self.0.max_body_bytes);
        let size = (length > most).then(|| too_large(length, most));
        source.into_iter().chain(size).collect()
    }

    /// Whose notifications it receives.
    pub fn provider(&self) -> Provider {
        match self.0.scheme {
            Scheme::LianLian(_) => Provider::LianLian,
            Scheme::PingPong(_) => Provider::PingPong,
        }
    }

    /// The provider's re-send schedule.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let schedule = receiver.schedule();
    /// assert_eq!(schedule.sends(), 30);
    /// assert_eq!(schedule.deadline().as_secs(), 5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn schedule(&self) -> &'static Schedule {
        Schedule::of(self.provider())
    }

    /// The names, in lower case, of the only headers that [`verify`](Self::verify) reads. Empty
    /// without trusted proxies.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// use ackwell::LianLian;
    ///
    /// let builder = LianLian::builder().public_key(key).merchant_id("201507021000394502");
    /// assert!(builder.clone().build()?.header_names().is_empty());
    /// let receiver = builder.trusted_proxy("10.0.0.0/8").build()?;
    /// assert_eq!(receiver.header_names(), ["x-forwarded-for", "forwarded"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
            Scheme::LianLian(scheme) => scheme
                .keys
                .iter()
                .map(|key| base16ct::lower::encode_string(&key.spki_sha256()))
                .collect(),
            Scheme::PingPong(_) => Vec::new(),
        }
    }

    /// The arithmetic that the first public key uses on this machine: `ifma`, `adx`, `portable`
    /// or `general`; `None` for PingPong. For benchmarks and reports; all give the same answers.
    pub fn arithmetic(&self) -> Option<&'static str> {
        match &self.0.scheme {
            Scheme::LianLian(scheme) => scheme.keys.first().map(|key| key.tier().name()),
            Scheme::PingPong(_) => None,
        }
    }

    /// What to answer to a notification that was acted on.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let answer = receiver.acknowledge();
    /// assert_eq!(answer.status, 200);
    /// assert_eq!(answer.body, br#"{"ret_code":"0000","ret_msg":"ok"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn acknowledge(&self) -> Acknowledgement {
        Acknowledgement::success(self.provider())
    }

    /// A refusal with that code, for what happens outside of [`verify`](Self::verify).
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell::Code;
    ///
    /// // A server that reads no more of a body than it must.
    /// let refusal = receiver.refuse(Code::BodyTooLarge);
    /// assert_eq!(refusal.acknowledgement().status, 413);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn refuse(&self, code: Code) -> Refusal {
        Reason::new(code, code.sentence()).into_refusal(self.provider())
    }

    /// As [`refuse`](Self::refuse), with the cause: why an adapter could not take the body, for
    /// example. The message and the log line repeat its first 500 bytes, on one line; the provider
    /// never sees it.
    pub fn refuse_because(&self, code: Code, cause: &str) -> Refusal {
        refusal::cause(code, cause).into_refusal(self.provider())
    }
}

#[cold]
fn too_large(length: usize, most: usize) -> Reason {
    // A server that reads only one byte beyond the limit does not know the real length.
    let length = if length == most + 1 {
        format!("more than {most}")
    } else {
        length.to_string()
    };
    let detail = format!("the body has {length} bytes, and max_body_bytes is {most}");
    Reason::found(Code::BodyTooLarge, detail)
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("provider", &self.provider())
            .finish_non_exhaustive()
    }
}
