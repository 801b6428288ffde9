//! Core's tables and small objects as the JSON that crosses.

use ackwell::{Amount, Code, Currency, Decimal, Provider, Receiver, Refusal, Schedule};
use serde_json::json;

use crate::problem::Problem;
use crate::time::milliseconds;

/// The provider of a name.
///
/// # Errors
///
/// [`Problem::Argument`] if there is none.
pub fn provider_of(name: &str) -> Result<Provider, Problem> {
    Provider::from_name(name).ok_or_else(|| Problem::argument("there is no provider of that name"))
}

/// The code of a name.
///
/// # Errors
///
/// [`Problem::Argument`] if there is none.
pub(crate) fn code_of(name: &str) -> Result<Code, Problem> {
    Code::from_text(name).ok_or_else(|| Problem::argument("there is no code of that name"))
}

/// A refusal that is an answer and not a failure of the call, as [`Problem::to_whole_json`] has it.
pub(crate) fn refusal_json(refusal: Refusal) -> String {
    Problem::from(refusal).to_whole_json()
}

/// A provider's schedule, in milliseconds.
pub(crate) fn schedule_json(provider: Provider) -> String {
    let schedule = Schedule::of(provider);
    let pauses = (1..).map_while(|n| schedule.next_after(n));
    json!({
        "deadline_ms": milliseconds(schedule.deadline()),
        "horizon_ms": milliseconds(schedule.horizon()),
        "pauses_ms": pauses.map(milliseconds).collect::<Vec<_>>(),
    })
    .to_string()
}

/// What does not change in a receiver.
pub(crate) fn receiver_json(receiver: &Receiver) -> String {
    json!({
        "provider": receiver.provider().as_str(),
        "max_body_bytes": receiver.max_body_bytes(),
        "header_names": receiver.header_names(),
        "key_fingerprints": receiver.key_fingerprints(),
    })
    .to_string()
}

/// An amount in its currency's minor units, if it is a whole number of them.
pub fn minor_units(value: &str, currency: &str) -> Option<u64> {
    let (value, currency) = (Decimal::parse(value)?, Currency::from_code(currency)?);
    Amount::new(value, currency).minor_units()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn minor_units_are_exact_or_none() {
        assert_eq!(minor_units("210.97", "CNY"), Some(21097));
        assert_eq!(minor_units("7", "JPY"), Some(7));
        assert_eq!(minor_units("0.001", "CNY"), None);
        assert_eq!(minor_units("a lot", "CNY"), None);
    }

    #[test]
    fn a_refusal_has_its_answer_and_its_outcome() {
        let refusal = ackwell::LianLian::builder()
            .public_key(std::fs::read_to_string("../../core/samples/lianlian.pem").unwrap())
            .merchant_id("201507021000394502")
            .build()
            .unwrap()
            .refuse(Code::BodyTooLarge);
        let json: Value = serde_json::from_str(&refusal_json(refusal)).unwrap();
        assert_eq!(json["problem"]["code"], "body_too_large");
        assert_eq!(json["acknowledgement"]["status"], 413);
        assert_eq!(json["outcome"], "refused");
    }
}
