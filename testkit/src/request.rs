//! One HTTP request, as a provider sends it.

use std::sync::OnceLock;

use ackwell::{Code, Notification, Provider, Receiver, Refusal, Request};

use crate::keys;
use crate::lianlian::LianLianSigner;
use crate::members::{Members, Value};
use crate::pingpong::PingPongSigner;
use crate::problem::Problem;
use crate::samples::{self, Sample, published_address};
use crate::sender::Sender;
use crate::variant::Variant;

/// An address on nobody's list (RFC 5737).
const STRANGE_ADDRESS: &str = "203.0.113.7";

/// The amount that somebody would like to have been paid.
const OTHER_AMOUNT: &str = "9999.00";

/// The members around PingPong's `bizContent`.
const ENVELOPE: &[&str] = &[
    "accId",
    "bizContent",
    "clientId",
    "code",
    "description",
    "sign",
    "signType",
    "version",
];

/// What is changed around PingPong's `bizContent`.
type Around<'a> = Vec<(&'a str, Option<&'a Value>)>;

/// A request in the making.
#[derive(Clone, Debug)]
pub struct RequestBuilder<'s> {
    sender: &'s Sender,
    sample: Sample,
    order: Option<String>,
    amount: Option<String>,
    currency: Option<String>,
    status: Option<String>,
    set: Vec<(String, Option<Value>)>,
    variant: Variant,
}

impl<'s> RequestBuilder<'s> {
    pub(crate) fn new(sender: &'s Sender, sample: Sample) -> RequestBuilder<'s> {
        RequestBuilder {
            sender,
            sample,
            order: None,
            amount: None,
            currency: None,
            status: None,
            set: Vec::new(),
            variant: Variant::Genuine,
        }
    }

    /// About that order. The numbers of the operation follow from it, so a second request about
    /// the order is a repeat of the first.
    #[must_use]
    pub fn order(mut self, order_no: impl Into<String>) -> Self {
        self.order = Some(order_no.into());
        self
    }

    /// With that amount, for example `10.00`.
    #[must_use]
    pub fn amount(mut self, amount: impl Into<String>) -> Self {
        self.amount = Some(amount.into());
        self
    }

    /// In that currency.
    #[must_use]
    pub fn currency(mut self, currency: impl Into<String>) -> Self {
        self.currency = Some(currency.into());
        self
    }

    /// With that status: the provider's word (`SUCCESS`), or the one that a notification has in
    /// every language (`succeeded`).
    #[must_use]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = Some(status.into());
        self
    }

    /// With that member replaced, or added. Of PingPong, a member of the envelope if there is one
    /// of that name, else of the `bizContent`.
    #[must_use]
    pub fn set(mut self, member: impl Into<String>, value: impl Into<Value>) -> Self {
        self.set.push((member.into(), Some(value.into())));
        self
    }

    /// Without that member.
    #[must_use]
    pub fn without(mut self, member: impl Into<String>) -> Self {
        self.set.push((member.into(), None));
        self
    }

    /// Wrong on purpose in this way.
    #[must_use]
    pub fn variant(mut self, variant: Variant) -> Self {
        self.variant = variant;
        self
    }

    /// Signs it.
    ///
    /// # Errors
    ///
    /// If the kind has no such currency.
    pub fn build(self) -> Result<SignedRequest, Problem> {
        let (kind, provider, variant) = (self.sample.kind, self.sample.provider, self.variant);
        let body = match provider {
            Provider::LianLian => self.lianlian()?,
            _ => self.pingpong()?,
        };
        let client = match variant {
            Variant::WrongSource => STRANGE_ADDRESS,
            _ => published_address(provider),
        };
        let content_type = match provider {
            // Source: document 000.
            Provider::LianLian => "text/json;charset=utf-8",
            // Not documented.
            _ => "application/json;charset=utf-8",
        };
        Ok(SignedRequest {
            kind,
            provider,
            variant,
            body,
            client,
            headers: vec![("Content-Type", content_type), (FORWARDED_FOR, client)],
        })
    }

    /// The sample with what was chosen, and the members that belong around it.
    fn chosen(&self) -> Result<(Sample, Around<'_>), Problem> {
        let mut sample = self.sample.clone();
        let pingpong = sample.provider == Provider::PingPong;
        if let Some(order) = &self.order {
            sample = sample.about(order);
        }
        if let Some(amount) = &self.amount {
            let amount = if pingpong {
                six_decimals(amount)
            } else {
                amount.clone()
            };
            sample = sample.clone().with(sample.amount, amount);
        }
        match (&self.currency, sample.currency) {
            (Some(currency), Some(name)) => sample = sample.with(name, currency.as_str()),
            (Some(currency), None) if currency != "CNY" => {
                return Err(Problem::new(
                    "lianlian.payment is always in CNY; lianlian.exchange_payment has a currency",
                ));
            }
            _ => {}
        }
        if let Some(status) = &self.status {
            let word = provider_word(sample.provider, status);
            sample = sample.clone().with(sample.status, word);
        }
        let mut around = Vec::new();
        for (name, value) in &self.set {
            if pingpong && ENVELOPE.contains(&name.as_str()) {
                around.push((name.as_str(), value.as_ref()));
            } else {
                sample.members = changed(sample.members, name, value.as_ref());
            }
        }
        Ok((sample, around))
    }

    fn lianlian(&self) -> Result<String, Problem> {
        let sender = self.sender.lianlian.as_ref();
        let sender = sender.ok_or_else(|| Problem::new("the sender has no section `lianlian`"))?;
        let signer = &sender.signer;
        let mut base = self.clone();
        base.sample = base.sample.with("oid_partner", sender.merchant_id.as_str());
        let (sample, _) = base.chosen()?;
        let members = sample.members;
        // As real bodies come: sorted, with the signature among the others.
        let sealed = |members: &Members| signer.sign(members).map(Members::sorted);
        let body = match self.variant {
            Variant::Genuine | Variant::WrongSource => sealed(&members)?.to_json(),
            Variant::Tampered => sealed(&members)?
                .with(sample.amount, other_amount(members.text(sample.amount)))
                .to_json(),
            Variant::WrongKey => stranger()?.sign(&members)?.sorted().to_json(),
            Variant::Unsigned => members.sorted().to_json(),
            Variant::OtherMerchant => {
                sealed(&members.with("oid_partner", keys::digits(18)?))?.to_json()
            }
            Variant::Duplicate => sealed(&members)?
                .to_json_with_duplicate(sample.amount, &other_amount(members.text(sample.amount))),
            Variant::Ambiguous | Variant::OtherReading => {
                let hidden = "&money_order=9999.00&money_order_=";
                let text = format!("{}{hidden}", members.text("info_order"));
                let signed = sealed(&members.clone().with("info_order", text))?;
                if self.variant == Variant::Ambiguous {
                    signed.to_json()
                } else {
                    let rest = format!("&money_order={}", members.text("money_order"));
                    members
                        .with("money_order", OTHER_AMOUNT)
                        .with("money_order_", rest)
                        .with("sign", signed.text("sign"))
                        .sorted()
                        .to_json()
                }
            }
            Variant::ApiAnswer => sealed(&samples::lianlian_answer(&sender.merchant_id))?.to_json(),
            Variant::NotJson => as_form(&sealed(&members)?),
        };
        Ok(body)
    }

    fn pingpong(&self) -> Result<String, Problem> {
        let sender = self.sender.pingpong.as_ref();
        let sender = sender.ok_or_else(|| Problem::new("the sender has no section `pingpong`"))?;
        let signer = &sender.signer;
        let (sample, around) = self.chosen()?;
        let enclosed = |content: &Members, acc_id: &str| {
            let envelope = samples::envelope(&content.to_json(), &sender.client_id, acc_id);
            let around = around.iter();
            around.fold(envelope, |all, (name, value)| changed(all, name, *value))
        };
        let outer = enclosed(&sample.members, &sender.acc_id);
        let sealed = |members: &Members| signer.sign(members).sorted();
        let with_other_amount = || {
            let other = other_amount(sample.members.text(sample.amount));
            sample.members.clone().with(sample.amount, other).to_json()
        };
        let body = match self.variant {
            Variant::Genuine | Variant::WrongSource => sealed(&outer).to_json(),
            Variant::Tampered => sealed(&outer)
                .with("bizContent", with_other_amount())
                .to_json(),
            Variant::WrongKey => PingPongSigner::new(keys::salt()?)
                .sign(&outer)
                .sorted()
                .to_json(),
            Variant::Unsigned => outer.sorted().to_json(),
            Variant::OtherMerchant => {
                let other = format!("{}{}", sender.client_id, other_account(&sender.acc_id));
                sealed(&enclosed(&sample.members, &other)).to_json()
            }
            Variant::Duplicate => {
                sealed(&outer).to_json_with_duplicate("bizContent", &with_other_amount())
            }
            Variant::Ambiguous | Variant::OtherReading => {
                let text = format!("{}&signType=MD5&t=", outer.text("description"));
                let signed = sealed(&outer.clone().with("description", text));
                if self.variant == Variant::Ambiguous {
                    signed.to_json()
                } else {
                    let rest = format!("&signType={}", outer.text("signType"));
                    outer
                        .with("signType", "MD5")
                        .with("t", rest)
                        .with("sign", signed.text("sign"))
                        .sorted()
                        .to_json()
                }
            }
            Variant::ApiAnswer => {
                sealed(&enclosed(&samples::pingpong_answer(), &sender.acc_id)).to_json()
            }
            Variant::NotJson => as_form(&sealed(&outer)),
        };
        Ok(body)
    }
}

fn changed(members: Members, name: &str, value: Option<&Value>) -> Members {
    match value {
        Some(value) => members.with(name, value.clone()),
        None => members.without(name),
    }
}

/// The status as the provider spells it.
fn provider_word(provider: Provider, status: &str) -> &str {
    match (status, provider) {
        ("succeeded", _) => "SUCCESS",
        ("processing", _) => "PROCESSING",
        ("failed", Provider::LianLian) => "FAILURE",
        ("failed", _) => "FAILED",
        ("authorized", _) => "AUTH_SUCCESS",
        ("cancelled", _) => "CANCEL",
        ("closed", _) => "CLOSED",
        (other, _) => other,
    }
}

/// PingPong's amounts have six decimals.
fn six_decimals(amount: &str) -> String {
    let (whole, decimals) = amount.split_once('.').unwrap_or((amount, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(decimals) || decimals.len() > 6 {
        return amount.to_owned();
    }
    format!("{whole}.{decimals:0<6}")
}

fn other_amount(amount: &str) -> String {
    if amount == OTHER_AMOUNT {
        "0.01"
    } else {
        OTHER_AMOUNT
    }
    .to_owned()
}

/// Three digits of another account.
fn other_account(acc_id: &str) -> &'static str {
    if acc_id.ends_with("777") {
        "778"
    } else {
        "777"
    }
}

/// What a framework makes of a body that it takes for a form.
fn as_form(members: &Members) -> String {
    let pairs: Vec<String> = members
        .iter()
        .filter_map(|(name, value)| match value {
            Value::Text(text) => Some(format!("{name}={text}")),
            Value::Json(_) => None,
        })
        .collect();
    pairs.join("&")
}

/// Somebody else's key: one for a process, as it takes time to make.
fn stranger() -> Result<&'static LianLianSigner, Problem> {
    static STRANGER: OnceLock<LianLianSigner> = OnceLock::new();
    if STRANGER.get().is_none() {
        // Two threads may both make one; the first one stays.
        let _ = STRANGER.set(LianLianSigner::new()?);
    }
    STRANGER
        .get()
        .ok_or_else(|| Problem::new("no key could be made"))
}

/// The header in which a proxy on this machine says whose address it saw.
const FORWARDED_FOR: &str = "X-Forwarded-For";

/// A request as a provider sends it: by POST.
#[derive(Clone, Debug)]
pub struct SignedRequest {
    kind: &'static str,
    provider: Provider,
    variant: Variant,
    body: String,
    client: &'static str,
    headers: Vec<(&'static str, &'static str)>,
}

impl SignedRequest {
    /// The address from which the test itself connects.
    pub const PEER: &'static str = "127.0.0.1";

    /// The kind.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// Who sends it.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// In which way it is wrong on purpose.
    pub fn variant(&self) -> Variant {
        self.variant
    }

    /// The body. Post these bytes as they are.
    pub fn body(&self) -> &[u8] {
        self.body.as_bytes()
    }

    /// The body as text.
    pub fn body_text(&self) -> &str {
        &self.body
    }

    /// The headers: the content type, and the address that a proxy on this machine saw.
    pub fn headers(&self) -> &[(&'static str, &'static str)] {
        &self.headers
    }

    /// The address that it says it is from.
    pub fn client_address(&self) -> &'static str {
        self.client
    }

    /// What a receiver must refuse it with, if its members are those of the samples; absent for
    /// what it must accept.
    pub fn code(&self) -> Option<Code> {
        self.variant.code()
    }

    /// Calls a function with the request as a receiver takes it, from a proxy on this machine.
    ///
    /// ```
    /// use ackwell::Provider;
    /// use ackwell_ledger::{Ledger, handle};
    /// use ackwell_testkit::Sender;
    ///
    /// let sender = Sender::new()?;
    /// let receiver = sender.receiver(Provider::PingPong)?;
    /// let ledger = Ledger::open("memory:")?;
    ///
    /// let paid = sender.request("pingpong.transaction")?.order("42").build()?;
    /// let answer = paid.put_to(|request| {
    ///     handle(&receiver, request, &ledger, |_| Ok::<(), std::io::Error>(()))
    /// });
    /// assert!(answer.is_success());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn put_to<T>(&self, receive: impl FnOnce(&Request<'_>) -> T) -> T {
        let headers: Vec<(&str, &[u8])> = self
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_bytes()))
            .collect();
        receive(
            &Request::new(self.body())
                .with_headers(&headers)
                .with_peer(SignedRequest::PEER),
        )
    }

    /// Verifies it.
    ///
    /// # Errors
    ///
    /// As [`Receiver::verify`].
    pub fn verify(&self, receiver: &Receiver) -> Result<Notification, Refusal> {
        self.put_to(|request| receiver.verify(request))
    }
}
