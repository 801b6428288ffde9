//! What a host asks that needs no store: a question by its name, with texts as its arguments.

use ackwell::{Acknowledgement, Notification, Receiver};
use ackwell_ledger::resolves_order;

use crate::acknowledgement::acknowledgement_json;
use crate::problem::Problem;
use crate::tables::{
    code_of, minor_units, provider_of, receiver_json, refusal_json, schedule_json,
};

/// About a verified notification:
///
/// | question | arguments | answer |
/// |---|---|---|
/// | `json` | | everything about it |
/// | `signed_text` | | the text that was signed |
/// | `resolves_order` | | whether it is the answer that its order waited for |
/// | `expect` | order number, amount, currency | nothing if it is about them |
/// | `refuse` | code, cause | the refusal, as JSON |
///
/// # Errors
///
/// [`Problem::Refused`] if it is not what is expected, [`Problem::Argument`] if there is no such
/// question.
pub fn about(
    notification: &Notification,
    question: &str,
    arguments: &[&str],
) -> Result<String, Problem> {
    Ok(match (question, arguments) {
        ("json", []) => notification.to_json(),
        ("signed_text", []) => notification.signed_text().to_owned(),
        ("resolves_order", []) => resolves_order(notification).to_string(),
        ("expect", [order_no, amount, currency]) => {
            notification.expect(order_no, amount, currency)?;
            String::new()
        }
        ("refuse", [code, cause]) => {
            refusal_json(notification.refuse_because(code_of(code)?, cause))
        }
        _ => return Err(unknown()),
    })
}

/// About a receiver: `facts`, which never change, as JSON; `refuse` with a code and a cause, as for a
/// notification.
///
/// # Errors
///
/// [`Problem::Argument`] if there is no such question.
pub fn about_receiver(
    receiver: &Receiver,
    question: &str,
    arguments: &[&str],
) -> Result<String, Problem> {
    Ok(match (question, arguments) {
        ("facts", []) => receiver_json(receiver),
        ("refuse", [code, cause]) => refusal_json(receiver.refuse_because(code_of(code)?, cause)),
        _ => return Err(unknown()),
    })
}

/// About core's tables: `schedule` and `success` of a provider, as JSON; `minor_units` of a value and
/// a currency, nothing if they are no whole number; `from_toml`, a TOML text as the document that
/// core reads; `version`.
///
/// # Errors
///
/// [`Problem::Argument`] if there is no such question.
pub fn about_tables(question: &str, arguments: &[&str]) -> Result<String, Problem> {
    Ok(match (question, arguments) {
        ("schedule", [provider]) => schedule_json(provider_of(provider)?),
        ("success", [provider]) => {
            let answer = Acknowledgement::success(provider_of(provider)?);
            acknowledgement_json(&answer).to_string()
        }
        ("minor_units", [value, currency]) => {
            let units = minor_units(value, currency);
            units.map_or_else(String::new, |units| units.to_string())
        }
        #[cfg(feature = "toml")]
        ("from_toml", [text]) => crate::toml::toml_to_json(text)?,
        ("version", []) => env!("CARGO_PKG_VERSION").to_owned(),
        // Inside the guard that surrounds every call, so that a test can see what a host gets.
        ("panic", [text]) => panic!("{text}"),
        _ => return Err(unknown()),
    })
}

pub(crate) fn unknown() -> Problem {
    Problem::argument("there is no such question with such arguments")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_answered_or_refused() {
        let key = std::fs::read_to_string("../../core/samples/lianlian.pem").unwrap();
        let builder = ackwell::LianLian::builder().public_key(key);
        let receiver = builder.merchant_id("201507021000394502").build().unwrap();
        let body = std::fs::read("../../core/samples/payment.json").unwrap();
        let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
        let notification = receiver.verify(&request).unwrap();
        let order_no = notification.order_no().unwrap();
        let amount = notification.amount().unwrap();
        let (value, currency) = (amount.value().to_string(), amount.currency());

        let expected = [order_no, &value, currency.as_str()];
        assert_eq!(about(&notification, "expect", &expected).unwrap(), "");
        let wrong = about(&notification, "expect", &["43", &value, "CNY"]).unwrap_err();
        assert_eq!(wrong.code(), ackwell::Code::ExpectationMismatch);
        let refused = about(&notification, "refuse", &["fulfilment_failed", "no stock"]);
        assert!(refused.unwrap().contains("no stock"));
        let facts = about_receiver(&receiver, "facts", &[]).unwrap();
        assert!(facts.contains("\"provider\":\"lianlian\""), "{facts}");
        assert_eq!(about_tables("minor_units", &["0.001", "CNY"]).unwrap(), "");
        for (question, arguments) in [("dance", &[][..]), ("expect", &["42"]), ("json", &["42"])] {
            assert!(
                about(&notification, question, arguments).is_err(),
                "{question}"
            );
            assert!(about_receiver(&receiver, question, arguments).is_err());
            assert!(about_tables(question, arguments).is_err());
        }
    }
}
