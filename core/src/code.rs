//! The stable codes of everything that can go wrong, each with what to do about it.

use std::fmt;

/// How urgent a refusal or failure is, for the level of a log line.
///
/// ```
/// use ackwell::{Code, Severity};
/// assert_eq!(Code::InProgress.severity(), Severity::Info);
/// assert_eq!(Code::Conflict.severity().as_str(), "error");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Part of normal operation; nothing needs to be done.
    Info,
    /// A request was refused before its signature was proven: somebody may be trying something,
    /// or the configuration does not fit.
    Warning,
    /// Something genuine was not acted on: a person should look.
    Error,
}

impl Severity {
    /// Every severity, from the least urgent to the most urgent.
    pub const ALL: &'static [Severity] = &[Severity::Info, Severity::Warning, Severity::Error];

    /// What it means, in one sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Severity::Info => "part of normal operation, nothing needs to be done",
            Severity::Warning => "a request was refused before its signature was proven",
            Severity::Error => "something genuine was not acted on, a person should look",
        }
    }

    /// The severity as text: `info`, `warning` or `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text of a code as the sender sees it: its own, unless the table gives another.
macro_rules! public_text {
    ($own:literal) => {
        $own
    };
    ($own:literal $public:literal) => {
        $public
    };
}

macro_rules! codes {
    ($(
        $(#[doc = $doc:literal])+
        $variant:ident = $number:literal, $text:literal $(sent as $public:literal)?, $http:literal,
        $severity:ident, $sentence:literal, $remedy:literal;
    )+) => {
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

            /// What to do about it, in one sentence.
            ///
            /// [`Refusal::remedy`](crate::Refusal::remedy) fits the receiver's configuration more
            /// closely where it can.
            pub const fn remedy(self) -> &'static str {
                match self { $(Code::$variant => $remedy,)+ }
            }

            /// How urgent it is.
            pub const fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)+ }
            }

            /// What LianLian is answered: the code, but what is wrong with a signature is not
            /// revealed to its sender.
            pub(crate) const fn lianlian_body(self) -> &'static [u8] {
                match self {
                    $(Code::$variant => concat!(
                        r#"{"ret_code":"9999","ret_msg":""#,
                        public_text!($text $($public)?),
                        r#""}"#
                    ).as_bytes(),)+
                }
            }
        }
    };
}

codes! {
    /// The configuration is wrong; nothing was built.
    InvalidConfig = 1, "invalid_config", 500, Error,
        "the configuration is wrong",
        "correct the option that the message names; docs/configuration.md lists every option";
    /// The client address is not on the list of sources.
    UntrustedSource = 2, "untrusted_source", 403, Warning,
        "the client address is not on the list of sources",
        "if a reverse proxy or load balancer is in front, list its address in `trusted_proxies`; if the provider has new addresses, add them to `sources`";
    /// The client address could not be determined.
    InvalidPeer = 3, "invalid_peer", 400, Warning,
        "the client address cannot be determined",
        "pass the connection's remote address as the peer; if a proxy connects over a Unix socket, list `unix` in `trusted_proxies`";
    /// The body is longer than the limit.
    BodyTooLarge = 4, "body_too_large", 413, Warning,
        "the body is longer than the limit",
        "real notifications are shorter than 4 KiB; raise `max_body_bytes` only if the provider announces longer ones";
    /// The body is not strict UTF-8 JSON holding one object.
    MalformedBody = 5, "malformed_body", 400, Warning,
        "the body is not one strict UTF-8 JSON object",
        "pass the raw bytes of the body, before any framework parses or re-encodes them";
    /// An object in the body has two members of one name.
    DuplicateMember = 6, "duplicate_member", 400, Warning,
        "the body has two members of one name",
        "no provider sends this: treat it as an attack, unless a proxy of yours rewrites bodies";
    /// The body could be read in more than one way under the same signature.
    AmbiguousBody = 7, "ambiguous_body", 400, Warning,
        "the signed text of the body has more than one reading",
        "treat it as an attack; keep `&` out of the order numbers and order information that you send to the provider";
    /// The body carries no signature.
    MissingSignature = 8, "missing_signature" sent as "invalid_signature", 403, Warning,
        "the body carries no signature",
        "check that the provider's product is one that this receiver supports, and that the URL you gave it is for notifications";
    /// The body names another signature scheme than the configured one.
    UnsupportedSignType = 9, "unsupported_sign_type" sent as "invalid_signature", 403, Warning,
        "the body names a signature scheme that is not configured",
        "if the provider signs your notifications with another hash, allow it in `hashes` or `digest`";
    /// No configured key or salt vouches for the body.
    InvalidSignature = 10, "invalid_signature", 403, Warning,
        "no configured key or salt vouches for the body",
        "check that the key or salt is the one that the provider's dashboard shows (not your own key), and that the body is byte for byte what arrived; docs/troubleshooting.md has every cause, and `ackwell explain` finds it";
    /// The signature holds, but the message is not a notification.
    NotANotification = 11, "not_a_notification", 422, Warning,
        "the message is genuine but it is not a notification",
        "give the provider this URL for notifications only; answers to requests and browser returns do not belong here";
    /// A required member is missing.
    MissingField = 12, "missing_field", 422, Error,
        "a required member is missing",
        "a genuine message lacks a member that its kind requires: look at the payment in the provider's dashboard, and report the member's name to Ackwell";
    /// A member is outside its documented form or range.
    InvalidField = 13, "invalid_field", 422, Error,
        "a member is outside its documented form",
        "a genuine message has a member of an undocumented form: look at the payment in the provider's dashboard, and report the member's name to Ackwell";
    /// The notification is for another merchant.
    WrongMerchant = 14, "wrong_merchant", 422, Error,
        "the notification is for another merchant",
        "if the merchant is yours, add its number to `merchant_ids` (LianLian), or correct `client_id` and `acc_ids` (PingPong)";
    /// The notification is not about the payment that was expected.
    ExpectationMismatch = 15, "expectation_mismatch", 422, Error,
        "the notification is not about the expected payment",
        "do not ship: compare your order with what was paid";
    /// The same delivery key came before with other amounts or another order.
    Conflict = 16, "conflict", 409, Error,
        "the same delivery came before with a different content",
        "let a person compare both notifications with the provider's dashboard; `ackwell ledger list --conflicts` shows them";
    /// Another worker is fulfilling this notification right now.
    InProgress = 17, "in_progress", 503, Info,
        "another worker is fulfilling this notification",
        "nothing needs to be done: the provider sends it again";
    /// The ledger could not be reached or did not answer in time.
    LedgerUnavailable = 18, "ledger_unavailable", 503, Error,
        "the ledger cannot be reached",
        "make the ledger's store reachable; until then the provider sends again";
    /// The shop's own work failed.
    FulfilmentFailed = 19, "fulfilment_failed", 500, Error,
        "the fulfilment failed",
        "correct what the fulfilment reports; the provider sends the notification again";
    /// A defect of Ackwell itself.
    Internal = 20, "internal", 500, Error,
        "an internal error of the library",
        "this is a defect of Ackwell: report it with the version and this line";
    /// The caller of the library passed what it must not.
    InvalidArgument = 21, "invalid_argument", 500, Error,
        "an argument is not valid",
        "correct the code that calls Ackwell; the message names the argument";
    /// A commit or release with a fencing token that is no longer the newest.
    LeaseLost = 22, "lease_lost", 503, Error,
        "the lease has passed to another worker",
        "the work took longer than the lease: raise `lease_seconds` or extend the lease while it runs";
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
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

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
    fn sentences_and_remedies_are_one_line_without_a_full_stop() {
        for code in Code::ALL {
            for text in [code.sentence(), code.remedy()] {
                assert!(
                    !text.ends_with('.') && !text.contains('\n'),
                    "{code}: {text}"
                );
                assert!(
                    text.starts_with(|c: char| c.is_lowercase()),
                    "{code}: {text}"
                );
            }
        }
    }
}
