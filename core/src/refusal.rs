//! Why something was not accepted: a stable code, what was found, what to do.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use crate::acknowledgement::Acknowledgement;
use crate::code::{Code, Severity};
use crate::provider::Provider;

/// The longest cause that a message repeats, in bytes.
const MAX_CAUSE: usize = 500;

/// A reason without a provider yet: what the inner steps return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) code: Code,
    pub(crate) detail: Cow<'static, str>,
    pub(crate) member: Option<Cow<'static, str>>,
    /// What few reasons have, kept apart so that a reason stays small.
    context: Option<Box<Context>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Context {
    address: Option<IpAddr>,
    remedy: Option<&'static str>,
    subject: Option<String>,
}

impl Reason {
    pub(crate) const fn new(code: Code, detail: &'static str) -> Self {
        Reason {
            code,
            detail: Cow::Borrowed(detail),
            member: None,
            context: None,
        }
    }

    /// A reason that names what was found. `detail` holds nothing secret, and nothing of a body
    /// that is not verified.
    pub(crate) fn found(code: Code, detail: String) -> Self {
        Reason {
            detail: Cow::Owned(detail),
            ..Reason::new(code, "")
        }
    }

    /// The reason with a remedy that fits better than the one of its code.
    pub(crate) fn remedied(mut self, remedy: &'static str) -> Self {
        self.context.get_or_insert_default().remedy = Some(remedy);
        self
    }

    /// The reason with the client address that it is about.
    pub(crate) fn at_address(mut self, address: IpAddr) -> Self {
        self.context.get_or_insert_default().address = Some(address);
        self
    }

    /// The reason with the verified notification that it is about.
    pub(crate) fn on(mut self, subject: String) -> Self {
        self.context.get_or_insert_default().subject = Some(subject);
        self
    }

    /// The reason with the member that it is about. A name that came in a request is kept only
    /// if it cannot disturb a log.
    pub(crate) fn about(mut self, member: &str) -> Self {
        let harmless = (1..=64).contains(&member.len())
            && member
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if harmless {
            self.member = Some(Cow::Owned(member.to_owned()));
        }
        self
    }

    pub(crate) fn into_refusal(self, provider: Provider) -> Refusal {
        Refusal {
            provider,
            reason: self,
        }
    }
}

/// Why a request was not accepted, with the answer that the provider gets.
///
/// The message says where and what was found. It never holds key material, a salt, or anything of a
/// body that is not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    provider: Provider,
    reason: Reason,
}

impl Refusal {
    /// The stable code.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let refusal = receiver.verify(&request.with_peer("203.0.113.9")).unwrap_err();
    ///
    /// assert_eq!(refusal.code(), ackwell::Code::UntrustedSource);
    /// assert_eq!(refusal.code().as_str(), "untrusted_source");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn code(&self) -> Code {
        self.reason.code
    }

    /// The provider whose receiver refused.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// The member that the refusal is about, under its name on the wire, where there is one.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let notification = receiver.verify(&request)?;
    /// let refusal = notification.expect("2015101911313905300004", "0.01", "USD").unwrap_err();
    /// assert_eq!(refusal.member(), Some("currency"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn member(&self) -> Option<&str> {
        self.reason.member.as_deref()
    }

    /// What is wrong, for the shop's own log: lower case, no full stop, nothing secret.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let refusal = receiver.verify(&request.with_peer("203.0.113.9")).unwrap_err();
    ///
    /// assert_eq!(refusal.message(), "203.0.113.9 is not on the list `published`");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn message(&self) -> String {
        self.to_string()
    }

    /// What to do about it, in one sentence that fits the receiver's configuration.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let refusal = receiver.verify(&request.with_peer("203.0.113.9")).unwrap_err();
    ///
    /// assert!(refusal.remedy().starts_with("if a reverse proxy or load balancer is in front"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn remedy(&self) -> &'static str {
        let context = self.reason.context.as_ref();
        context
            .and_then(|context| context.remedy)
            .unwrap_or_else(|| self.code().remedy())
    }

    /// How urgent it is.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let refusal = receiver.verify(&request.with_peer("203.0.113.9")).unwrap_err();
    ///
    /// assert_eq!(refusal.severity(), ackwell::Severity::Warning);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn severity(&self) -> Severity {
        self.code().severity()
    }

    /// The client's address, if the refusal is about it and it could be read.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let refusal = receiver.verify(&request.with_peer("203.0.113.9")).unwrap_err();
    ///
    /// assert_eq!(refusal.address(), Some("203.0.113.9".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn address(&self) -> Option<IpAddr> {
        self.reason.context.as_ref()?.address
    }

    /// The one line that every language writes into the shop's log: provider, code, the notification
    /// if it is verified, what was found, and what to do.
    ///
    /// ```
    /// # let pem = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB";
    /// use ackwell::{LianLian, Request};
    ///
    /// let receiver = LianLian::builder().public_key(pem).merchant_id("201103171000000000").build()?;
    /// let refusal = receiver.verify(&Request::new(b"{}").with_peer("203.0.113.9")).unwrap_err();
    /// assert_eq!(
    ///     refusal.log_line(),
    ///     "lianlian untrusted_source: 203.0.113.9 is not on the list `published`; remedy: if a \
    ///      reverse proxy or load balancer is in front, list its address in `trusted_proxies`; if \
    ///      the provider has new addresses, add them to `sources`",
    /// );
    /// # Ok::<(), ackwell::ConfigError>(())
    /// ```
    pub fn log_line(&self) -> String {
        let subject = self.reason.context.as_ref();
        let subject = subject
            .and_then(|context| context.subject.as_ref())
            .map_or_else(String::new, |subject| format!(" for {subject}"));
        let line = format!(
            "{} {}{subject}: {self}; remedy: {}",
            self.provider,
            self.code(),
            self.remedy(),
        );
        one_line(&line, usize::MAX)
    }

    /// What to answer: the provider will send the notification again.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// let forged = String::from_utf8(body)?.replace("0.01", "9.01");
    /// let request = ackwell::Request::new(forged.as_bytes()).with_peer("115.236.102.36");
    /// let refusal = receiver.verify(&request).unwrap_err();
    ///
    /// let answer = refusal.acknowledgement();
    /// assert_eq!(answer.status, 403);
    /// assert_eq!(answer.body, br#"{"ret_code":"9999","ret_msg":"invalid_signature"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn acknowledgement(&self) -> Acknowledgement {
        Acknowledgement::failure(self.provider, self.reason.code)
    }

    /// The refusal as one JSON object: `code`, `message`, `member`, `provider`, `remedy`,
    /// `severity`, `address`, `log_line`.
    pub fn to_json(&self) -> String {
        serde_json::json!({
            "code": self.code().as_str(),
            "message": self.message(),
            "member": self.member(),
            "provider": self.provider.as_str(),
            "remedy": self.remedy(),
            "severity": self.severity().as_str(),
            "address": self.address().map(|address| address.to_string()),
            "log_line": self.log_line(),
        })
        .to_string()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(member) = self.member() {
            write!(f, "member `{member}`: ")?;
        }
        f.write_str(&self.reason.detail)
    }
}

impl std::error::Error for Refusal {}

/// The text on one line that no log, terminal or header takes for anything else: control characters
/// become blanks, and it is cut after `most` bytes.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let mut line = String::with_capacity(text.len().min(most));
    for character in text.chars() {
        if line.len() + character.len_utf8() > most {
            line.push_str(" ...");
            break;
        }
        // Beyond control characters: what turns the direction of writing or ends a line.
        let harmful = character.is_control()
            || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        line.push(if harmful { ' ' } else { character });
    }
    line
}

/// What the shop or its ledger says of a failure, as a message repeats it.
pub(crate) fn cause(code: Code, cause: &str) -> Reason {
    let cause = one_line(cause.trim(), MAX_CAUSE);
    if cause.is_empty() {
        return Reason::new(code, code.sentence());
    }
    Reason::found(code, format!("{}: {cause}", code.sentence()))
}

/// Why a configuration was not accepted: where it is wrong and what is expected there.
///
/// It never repeats a salt or a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    member: String,
    message: String,
}

impl ConfigError {
    pub(crate) fn new(member: impl Into<String>, message: impl Into<String>) -> Self {
        ConfigError {
            member: member.into(),
            message: message.into(),
        }
    }

    /// The path of the member, for example `lianlian.public_keys[0]`; empty for the whole document.
    pub fn member(&self) -> &str {
        &self.member
    }

    /// What is wrong and what was expected.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Always [`Code::InvalidConfig`].
    pub fn code(&self) -> Code {
        Code::InvalidConfig
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.member.is_empty() {
            write!(f, "{}", self.message)
        } else {
            write!(f, "`{}`: {}", self.member, self.message)
        }
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_name_that_could_disturb_a_log_is_left_out() {
        let reason = Reason::new(Code::AmbiguousBody, "why");
        assert_eq!(
            reason.clone().about("money_order").member.as_deref(),
            Some("money_order")
        );
        assert_eq!(reason.clone().about("a\nb").member, None);
        assert_eq!(reason.about("").member, None);
    }

    #[test]
    fn a_log_line_is_one_line_whatever_the_cause_holds() {
        let reason = cause(
            Code::FulfilmentFailed,
            " no\r\nstock\u{2028}\u{202e}\x1b[2J ",
        );
        let refusal = reason
            .on("lianlian.payment of order 42".to_owned())
            .into_refusal(Provider::LianLian);
        assert_eq!(
            refusal.log_line(),
            "lianlian fulfilment_failed for lianlian.payment of order 42: the fulfilment failed: \
             no  stock   [2J; remedy: correct what the fulfilment reports; the provider sends the \
             notification again"
        );
        let long = cause(Code::FulfilmentFailed, &"\u{4e00}".repeat(1000));
        assert!(long.detail.len() < MAX_CAUSE + 60 && long.detail.ends_with(" ..."));
        assert_eq!(cause(Code::Conflict, " ").detail, Code::Conflict.sentence());
    }
}
