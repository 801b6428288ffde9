//! Why a call did not succeed, in the parts that every language reports.

use std::net::IpAddr;

use ackwell::{Acknowledgement, Code, ConfigError, Provider, Refusal, Severity};
use ackwell_ledger::{LedgerError, Outcome, OutcomeKind, ReceiveError};
use serde_json::json;

use crate::acknowledgement::acknowledgement_json;

/// Why a call did not succeed.
#[derive(Debug, Clone)]
pub enum Problem {
    /// A request was refused, or its delivery could not be claimed or settled.
    Refused(Refusal),
    /// The configuration is wrong; the provider where it is known.
    Config(ConfigError, Option<Provider>),
    /// A configuration is wrong as a whole, in a sentence.
    Document(String),
    /// The ledger could not do it, outside of any request.
    Ledger(LedgerError),
    /// The caller passed something that the function cannot take.
    Misuse {
        /// The argument's name.
        argument: &'static str,
        /// What is wrong with it, as in "is NULL".
        what: &'static str,
    },
    /// As `Misuse`, in a whole sentence; the provider whose receiver was called, if one was.
    Argument {
        /// The sentence.
        message: String,
        /// Whose failure to answer.
        provider: Option<Provider>,
    },
    /// A panic was caught.
    Panicked,
}

impl Problem {
    /// An argument that the function cannot take.
    pub const fn misuse(argument: &'static str, what: &'static str) -> Problem {
        Problem::Misuse { argument, what }
    }

    /// An argument that the function cannot take, in a whole sentence.
    pub fn argument(message: &str) -> Problem {
        Problem::Argument {
            message: message.to_owned(),
            provider: None,
        }
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            Problem::Refused(refusal) => refusal.code(),
            Problem::Config(error, _) => error.code(),
            Problem::Document(_) => Code::InvalidConfig,
            Problem::Ledger(error) => error.code(),
            Problem::Misuse { .. } | Problem::Argument { .. } => Code::InvalidArgument,
            Problem::Panicked => Code::Internal,
        }
    }

    /// What was found and where, for the shop's own log.
    pub fn message(&self) -> String {
        match self {
            Problem::Refused(refusal) => refusal.message(),
            Problem::Config(error, _) => error.to_string(),
            Problem::Ledger(error) => error.to_string(),
            Problem::Misuse { argument, what } => format!("argument `{argument}` {what}"),
            Problem::Argument { message, .. } | Problem::Document(message) => message.clone(),
            Problem::Panicked => Code::Internal.sentence().to_owned(),
        }
    }

    /// The member of the body or of the configuration that it is about.
    pub fn member(&self) -> Option<&str> {
        match self {
            Problem::Refused(refusal) => refusal.member(),
            Problem::Config(error, _) => Some(error.member()),
            Problem::Document(_) => Some(""),
            Problem::Ledger(error) => error.member(),
            Problem::Misuse { .. } | Problem::Argument { .. } | Problem::Panicked => None,
        }
    }

    /// The provider whose receiver it was.
    pub fn provider(&self) -> Option<Provider> {
        match self {
            Problem::Refused(refusal) => Some(refusal.provider()),
            Problem::Config(_, provider) | Problem::Argument { provider, .. } => *provider,
            Problem::Document(_)
            | Problem::Ledger(_)
            | Problem::Misuse { .. }
            | Problem::Panicked => None,
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Problem::Refused(refusal) => refusal.remedy(),
            other => other.code().remedy(),
        }
    }

    /// How urgent it is.
    pub fn severity(&self) -> Severity {
        match self {
            Problem::Refused(refusal) => refusal.severity(),
            other => other.code().severity(),
        }
    }

    /// The client's address, if it is about that.
    pub fn address(&self) -> Option<IpAddr> {
        match self {
            Problem::Refused(refusal) => refusal.address(),
            _ => None,
        }
    }

    /// One line for the shop's log.
    pub fn log_line(&self) -> String {
        match self {
            Problem::Refused(refusal) => refusal.log_line(),
            other => {
                let provider = other
                    .provider()
                    .map_or(String::new(), |by| format!("{by} "));
                let (code, message) = (other.code(), other.message());
                format!("{provider}{code}: {message}; remedy: {}", other.remedy())
            }
        }
    }

    /// What to answer, where a provider waits for it.
    pub fn acknowledgement(&self) -> Option<Acknowledgement> {
        let provider = self.provider()?;
        Some(Acknowledgement::failure(provider, self.code()))
    }

    /// All of it as one JSON object, in the form of core's [`Refusal::to_json`].
    pub fn to_json(&self) -> String {
        if let Problem::Refused(refusal) = self {
            return refusal.to_json();
        }
        json!({
            "code": self.code().as_str(),
            "message": self.message(),
            "member": self.member(),
            "provider": self.provider().map(Provider::as_str),
            "remedy": self.remedy(),
            "severity": self.severity().as_str(),
            "address": null,
            "log_line": self.log_line(),
        })
        .to_string()
    }

    /// What a request came to that ends with it; nothing for a mistake in the code that calls.
    pub fn outcome(&self) -> Option<OutcomeKind> {
        match self {
            Problem::Refused(refusal) => Some(Outcome::from(refusal.clone()).kind()),
            Problem::Panicked => Some(OutcomeKind::Unavailable),
            _ => None,
        }
    }

    /// `problem` as in [`Problem::to_json`], with the `acknowledgement` to answer and the word of the
    /// `outcome`, each null where there is none.
    pub fn to_whole_json(&self) -> String {
        let answer = self.acknowledgement();
        format!(
            "{{\"problem\":{},\"acknowledgement\":{},\"outcome\":{}}}",
            self.to_json(),
            json!(answer.as_ref().map(acknowledgement_json)),
            json!(self.outcome().map(OutcomeKind::as_str)),
        )
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Problem::Refused(refusal)
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        Problem::Ledger(error)
    }
}

impl From<ReceiveError> for Problem {
    fn from(error: ReceiveError) -> Self {
        Problem::Refused(error.refusal().clone())
    }
}

impl From<ConfigError> for Problem {
    fn from(error: ConfigError) -> Self {
        Problem::Config(error, None)
    }
}

#[cfg(test)]
mod tests {
    use ackwell::LianLian;

    use super::*;
    use crate::catch;

    #[test]
    fn every_problem_says_the_same_as_its_json() {
        let config = LianLian::builder().build().unwrap_err();
        let ledger = ackwell_ledger::Ledger::open("nowhere:").unwrap_err();
        let problems = [
            Problem::Config(config, Some(Provider::LianLian)),
            Problem::from(ledger),
            Problem::misuse("order", "is NULL"),
            Problem::Argument {
                message: "the body is a str".to_owned(),
                provider: Some(Provider::PingPong),
            },
            Problem::Panicked,
        ];
        for problem in problems {
            let json: serde_json::Value = serde_json::from_str(&problem.to_json()).unwrap();
            assert_eq!(json["code"], problem.code().as_str());
            assert_eq!(json["message"], problem.message());
            assert_eq!(json["member"].as_str(), problem.member());
            assert_eq!(json["log_line"], problem.log_line());
            assert!(problem.log_line().contains(problem.remedy()), "{problem:?}");
            let provider = problem.provider().map(Provider::as_str);
            assert_eq!(json["provider"].as_str(), provider);
            assert_eq!(problem.acknowledgement().is_some(), provider.is_some());
        }
    }

    #[test]
    fn a_panic_becomes_a_problem_that_does_not_repeat_its_text() {
        let caught = catch(|| -> u8 { panic!("210.97 of somebody's money") });
        let problem = caught.unwrap_err();
        assert_eq!(problem.code(), Code::Internal);
        assert!(!problem.to_json().contains("210.97"));
        assert_eq!(catch(|| 7).unwrap(), 7);
    }
}
