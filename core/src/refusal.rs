//! Why something was not accepted: stable codes, safe messages.

use std::borrow::Cow;
use std::fmt;

use crate::acknowledgement::Acknowledgement;
use crate::provider::Provider;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $number:literal, $text:literal, $http:literal, $sentence:literal;)+) => {
        /// The stable code of a refusal, the same in every language.
        ///
        /// A number is never reused; new codes are added at the end.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[repr(u16)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant = $number,)+
        }

        impl Code {
            /// Every code, in the order of its numbers.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The code as text, for example `invalid_signature`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)+ }
            }

            /// The HTTP status that the failure acknowledgement carries.
            pub const fn http_status(self) -> u16 {
                match self { $(Code::$variant => $http,)+ }
            }

            /// One sentence for people: what happened, without anything from the request.
            pub const fn sentence(self) -> &'static str {
                match self { $(Code::$variant => $sentence,)+ }
            }
        }
    };
}

codes! {
    /// The configuration is wrong; nothing was built.
    InvalidConfig = 1, "invalid_config", 500, "the configuration is wrong";
    /// The client address is not on the list of sources.
    UntrustedSource = 2, "untrusted_source", 403, "the client address is not on the list of sources";
    /// The client address could not be determined.
    InvalidPeer = 3, "invalid_peer", 400, "the client address cannot be determined";
    /// The body is longer than the limit.
    BodyTooLarge = 4, "body_too_large", 413, "the body is longer than the limit";
    /// The body is not strict UTF-8 JSON holding one object.
    MalformedBody = 5, "malformed_body", 400, "the body is not one strict UTF-8 JSON object";
    /// An object in the body has two members of one name.
    DuplicateMember = 6, "duplicate_member", 400, "the body has two members of one name";
    /// The body could be read in more than one way under the same signature.
    AmbiguousBody = 7, "ambiguous_body", 400, "the signed text of the body has more than one reading";
    /// The body carries no signature.
    MissingSignature = 8, "missing_signature", 403, "the body carries no signature";
    /// The body names another signature scheme than the configured one.
    UnsupportedSignType = 9, "unsupported_sign_type", 403, "the body names a signature scheme that is not configured";
    /// No configured key or salt vouches for the body.
    InvalidSignature = 10, "invalid_signature", 403, "no configured key or salt vouches for the body";
    /// The signature holds, but the message is not a notification.
    NotANotification = 11, "not_a_notification", 422, "the message is genuine but it is not a notification";
    /// A required member is missing.
    MissingField = 12, "missing_field", 422, "a required member is missing";
    /// A member is outside its documented form or range.
    InvalidField = 13, "invalid_field", 422, "a member is outside its documented form";
    /// The notification is for another merchant.
    WrongMerchant = 14, "wrong_merchant", 422, "the notification is for another merchant";
    /// The notification is not about the payment that was expected.
    ExpectationMismatch = 15, "expectation_mismatch", 422, "the notification is not about the expected payment";
    /// The same delivery key came before with other amounts or another order.
    Conflict = 16, "conflict", 409, "the same delivery came before with a different content";
    /// Another worker is fulfilling this notification right now.
    InProgress = 17, "in_progress", 503, "another worker is fulfilling this notification";
    /// The ledger could not be reached or did not answer in time.
    LedgerUnavailable = 18, "ledger_unavailable", 503, "the ledger cannot be reached";
    /// The shop's own work failed.
    FulfilmentFailed = 19, "fulfilment_failed", 500, "the fulfilment failed";
    /// A defect of Ackwell itself.
    Internal = 20, "internal", 500, "an internal error of the library";
    /// The caller of the library passed what it must not.
    InvalidArgument = 21, "invalid_argument", 500, "an argument is not valid";
    /// A commit or release with a fencing token that is no longer the newest.
    LeaseLost = 22, "lease_lost", 503, "the lease has passed to another worker";
}

impl Code {
    /// The number, as the C library reports it. Never reused.
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// The code of that number, if there is one.
    pub fn from_number(number: u16) -> Option<Code> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.number() == number)
    }

    /// The code of that text, if there is one.
    ///
    /// ```
    /// use ackwell::Code;
    /// assert_eq!(Code::from_text("conflict"), Some(Code::Conflict));
    /// ```
    pub fn from_text(text: &str) -> Option<Code> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }

    /// The code as the sender is told it: what is wrong with a signature stays opaque.
    pub(crate) const fn public(self) -> Code {
        match self {
            Code::MissingSignature | Code::UnsupportedSignType => Code::InvalidSignature,
            other => other,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A reason without a provider yet: what the inner steps return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) code: Code,
    pub(crate) detail: &'static str,
    pub(crate) member: Option<Cow<'static, str>>,
}

impl Reason {
    pub(crate) const fn new(code: Code, detail: &'static str) -> Self {
        Reason {
            code,
            detail,
            member: None,
        }
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

    pub(crate) fn by(self, provider: Provider) -> Refusal {
        Refusal {
            provider,
            reason: self,
        }
    }
}

/// Why a request was not accepted, with the answer that the provider gets.
///
/// The message names the place and the rule. It never holds key material, a salt, or a value
/// from the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    provider: Provider,
    reason: Reason,
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> Code {
        self.reason.code
    }

    /// The provider whose receiver refused.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// The member that the refusal is about, under its name on the wire, where there is one.
    pub fn member(&self) -> Option<&str> {
        self.reason.member.as_deref()
    }

    /// What is wrong, for the shop's own log: lower case, no full stop, nothing secret.
    pub fn message(&self) -> String {
        self.to_string()
    }

    /// What to answer: the provider will send the notification again.
    pub fn acknowledgement(&self) -> Acknowledgement {
        Acknowledgement::failure(self.provider, self.reason.code)
    }

    /// The refusal as one JSON object: `code`, `message`, `member`, `provider`.
    pub fn to_json(&self) -> String {
        serde_json::json!({
            "code": self.code().as_str(),
            "message": self.message(),
            "member": self.member(),
            "provider": self.provider.as_str(),
        })
        .to_string()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(member) = self.member() {
            write!(f, "member `{member}`: ")?;
        }
        f.write_str(self.reason.detail)
    }
}

impl std::error::Error for Refusal {}

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
    fn numbers_and_texts_lead_back_to_their_code() {
        for (index, code) in Code::ALL.iter().enumerate() {
            assert_eq!(usize::from(code.number()), index + 1, "numbers have no gap");
            assert_eq!(Code::from_number(code.number()), Some(*code));
            assert_eq!(Code::from_text(code.as_str()), Some(*code));
        }
    }

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
}
