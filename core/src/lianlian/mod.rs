//! LianLian Pay, classic scheme: how its text is signed and which kinds it sends.

use crate::body::Object;
use crate::canonical::{FreeText, Rules};
use crate::code::Code;
use crate::money::Decimal;
use crate::refusal::Reason;
use crate::table::KindTable;

mod exchange_payment;
mod explain;
pub(crate) mod facts;
mod payment;
pub(crate) mod scheme;

pub(crate) use exchange_payment::EXCHANGE_PAYMENT;
pub use exchange_payment::LianLianExchangePayment;
pub use payment::LianLianPayment;
pub(crate) use payment::PAYMENT;

/// The amounts that an order may have: 0.01 to 100,000,000.00.
pub(crate) const AMOUNTS: (Decimal, Decimal) =
    (Decimal::constant("0.01"), Decimal::constant("100000000.00"));

/// Documented values of `pay_type`.
pub(crate) const PAY_TYPES: &[(&str, &str)] = &[
    ("0", "balance payment"),
    ("1", "online banking payment (debit card)"),
    ("2", "express payment (debit card)"),
    ("3", "express payment (credit card)"),
    ("8", "online banking payment (credit card)"),
    ("9", "business online banking payment"),
    ("D", "verified payment"),
    ("I", "WeChat Payment"),
    ("L", "Alipay Payment"),
    ("M", "easypay payment (regular payments)"),
    ("F", "easypay payment (authorization)"),
];

pub(crate) static RULES: Rules = Rules {
    free_text: &[("info_order", FreeText::Text), ("ret_msg", FreeText::Text)],
    is_known,
    is_blank,
};

/// The scheme that the body must name. It is fixed here and never chosen by a body.
pub(crate) const SIGN_TYPE: &str = "RSA";

fn is_known(name: &str) -> bool {
    matches!(name, "sign")
        || [PAYMENT, EXCHANGE_PAYMENT]
            .iter()
            .flat_map(|table| table.fields)
            .any(|field| field.spellings().any(|spelling| spelling == name))
}

const LITERAL_NULL: Reason = Reason::new(
    Code::AmbiguousBody,
    "is the literal text `null`, which LianLian's own programs sign in two ways",
);

/// Empty values are left out of the signed text. Some of LianLian's programs also leave out the
/// text `null` in any letter case, and others do not.
fn is_blank(text: &str) -> Result<bool, Reason> {
    if text.eq_ignore_ascii_case("null") {
        Err(LITERAL_NULL)
    } else {
        Ok(text.is_empty())
    }
}

/// The members that distinguish a notification from the signed answers of the same form.
const IDENTIFYING: &[&str] = &["oid_paybill", "money_order", "result_pay"];

/// The member that a payment notification has, and an answer to a payment request has not.
const PAY_TYPE: &str = "pay_type";

/// The member that answers have. An exchange notification has it too.
const RESULT_OF_A_REQUEST: &str = "ret_code";

/// Members that only an exchange payment has.
const EXCHANGE_MEMBERS: &[&str] = &[
    "currency_order",
    "currency_settle",
    "currency_sellte",
    "money_settle",
    "money_sellte",
    "currency_pay",
    "money_pay",
    "exchange_rate",
];

const NOT_ONE: Reason = Reason::new(
    Code::NotANotification,
    "is missing, so this is a signed answer or another message",
);

/// The kind of a verified body.
pub(crate) fn kind_of(body: &Object<'_>) -> Result<&'static KindTable, Reason> {
    let present = |name: &&str| {
        body.get(name)
            .and_then(|value| value.text())
            .is_some_and(|t| !t.is_empty())
    };
    if let Some(missing) = IDENTIFYING.iter().find(|name| !present(name)) {
        return Err(NOT_ONE.about(missing));
    }
    if EXCHANGE_MEMBERS.iter().any(present) {
        return Ok(EXCHANGE_PAYMENT);
    }
    // The answer to a payment request has every other member of a payment notification.
    if present(&RESULT_OF_A_REQUEST) && !present(&PAY_TYPE) {
        return Err(NOT_ONE.about(PAY_TYPE));
    }
    Ok(PAYMENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Scratch;

    #[test]
    fn both_spellings_and_every_field_are_known_to_the_scheme() {
        for name in [
            "money_settle",
            "money_sellte",
            "currency_sellte",
            "sign",
            "sign_type",
        ] {
            assert!(is_known(name), "{name}");
        }
        assert!(!is_known("mz"));
    }

    #[test]
    fn any_exchange_member_makes_an_exchange_payment() {
        let kind = |text: &'static str| {
            let mut scratch = Scratch::default();
            kind_of(&Object::parse(text.as_bytes(), &mut scratch).unwrap()).map(|table| table.kind)
        };
        let payment = r#"{"oid_paybill":"1","money_order":"1","result_pay":"SUCCESS"}"#;
        assert_eq!(kind(payment).unwrap(), "lianlian.payment");
        let exchange =
            r#"{"oid_paybill":"1","money_order":"1","result_pay":"SUCCESS","money_pay":"1"}"#;
        assert_eq!(kind(exchange).unwrap(), "lianlian.exchange_payment");
        assert_eq!(kind("{}").unwrap_err().code, Code::NotANotification);
    }

    #[test]
    fn an_answer_to_a_request_is_told_from_a_payment_that_lacks_pay_type() {
        let refused = |more: &str| {
            let text =
                format!(r#"{{"oid_paybill":"1","money_order":"1","result_pay":"SUCCESS"{more}}}"#);
            let mut scratch = Scratch::default();
            let object = Object::parse(text.as_bytes(), &mut scratch).unwrap();
            kind_of(&object).err().map(|reason| {
                assert_eq!(reason.member.as_deref(), Some("pay_type"));
                reason.code
            })
        };
        let not_one = Some(Code::NotANotification);
        assert_eq!(refused(r#","ret_code":"0000""#), not_one);
        assert_eq!(refused(r#","ret_code":"0000","pay_type":"""#), not_one);
        assert_eq!(refused(r#","ret_code":"0000","pay_type":"D""#), None);
        // Refused later, as a payment without a required member.
        assert_eq!(refused(""), None);
        assert_eq!(refused(r#","ret_code":"""#), None);
        // An exchange notification has `ret_code` too.
        assert_eq!(refused(r#","ret_code":"0000","money_pay":"1""#), None);
    }

    #[test]
    fn the_literal_text_null_is_doubtful_in_any_letter_case() {
        for doubtful in ["null", "NULL", "Null", "nUlL"] {
            let code = is_blank(doubtful).map_err(|reason| reason.code);
            assert_eq!(code, Err(Code::AmbiguousBody), "{doubtful}");
        }
        for text in ["nulls", "nul", " null", "null ", "(null)", "0"] {
            assert_eq!(is_blank(text), Ok(false), "{text}");
        }
        assert_eq!(is_blank(""), Ok(true));
    }
}
