//! "Is this the payment I am waiting for?"

use crate::code::Code;
use crate::money::{Amount, Currency, Decimal};
use crate::refusal::{Reason, one_line};

/// How much of a text that the shop expected a message shows, in bytes.
const MAX_SHOWN: usize = 64;

const NOT_DECIMAL: Reason = Reason::new(
    Code::InvalidArgument,
    "the expected amount is not a plain decimal such as 210.97",
);
const NOT_CURRENCY: Reason = Reason::new(
    Code::InvalidArgument,
    "the expected currency is not three letters such as CNY",
);

/// What [`Notification::expect`](crate::Notification::expect) compares, for a binding that keeps
/// the order number and the amount of a notification as texts.
///
/// # Errors
///
/// The code of the refusal that `expect` would give. Ask the notification for its sentence.
///
/// ```
/// use ackwell::{Amount, Code, Currency, Decimal, meets_expectation};
/// let amount = Decimal::parse("0.2").map(|value| Amount::new(value, Currency::CNY));
/// let came = (Some("order-1"), amount);
/// assert_eq!(meets_expectation(came, "order-1", "0.20", "CNY"), Ok(()));
/// let refused = meets_expectation(came, "order-1", "0.21", "CNY");
/// assert_eq!(refused, Err(Code::ExpectationMismatch));
/// ```
pub fn meets_expectation(
    came: (Option<&str>, Option<Amount>),
    order_no: &str,
    amount: &str,
    currency: &str,
) -> Result<(), Code> {
    check(came, order_no, amount, currency).map_err(|reason| reason.code)
}

pub(super) fn check(
    (came_order_no, came_amount): (Option<&str>, Option<Amount>),
    order_no: &str,
    amount: &str,
    currency: &str,
) -> Result<(), Reason> {
    let Some(value) = Decimal::parse(amount) else {
        return Err(NOT_DECIMAL.about("amount"));
    };
    let Some(wanted) = Currency::from_code(currency) else {
        return Err(NOT_CURRENCY.about("currency"));
    };
    if came_order_no != Some(order_no) {
        return Err(differs("order_no", order_no, came_order_no));
    }
    match came_amount {
        Some(came) if came.value() != value => {
            Err(differs("amount", amount, Some(&came.value().to_string())))
        }
        Some(came) if came.currency() != wanted => Err(differs(
            "currency",
            currency,
            Some(came.currency().as_str()),
        )),
        Some(_) => Ok(()),
        None => Err(differs("amount", amount, None)),
    }
}

fn differs(name: &str, expected: &str, came: Option<&str>) -> Reason {
    let expected = one_line(expected, MAX_SHOWN);
    let detail = match came {
        Some(came) => format!("`{expected}` was expected, `{came}` came"),
        None => format!("`{expected}` was expected, none came"),
    };
    Reason::found(Code::ExpectationMismatch, detail).about(name)
}
