//! Core's tables as plain values.

use ackwell::{Acknowledgement, Amount, Currency, Decimal, Provider, Schedule};
use napi_derive::napi;
use serde_json::json;

use crate::answer::{acknowledgement, argument, text};
use ackwell_binding::Problem;

/// A provider's schedule, in milliseconds.
#[napi]
pub fn schedule(provider: String) -> String {
    text(|| {
        let schedule = Schedule::of(provider_of(&provider)?);
        let milliseconds =
            |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let pauses = (1..).map_while(|n| schedule.next_after(n));
        Ok(json!({
            "deadline": milliseconds(schedule.deadline()),
            "horizon": milliseconds(schedule.horizon()),
            "pauses": pauses.map(milliseconds).collect::<Vec<_>>(),
        })
        .to_string())
    })
}

/// What to answer to a notification of that provider that was acted on.
#[napi]
pub fn success(provider: String) -> String {
    text(|| {
        let answer = Acknowledgement::success(provider_of(&provider)?);
        Ok(acknowledgement(answer))
    })
}

/// An amount in its currency's minor units, if it is a whole number of them.
#[napi]
pub fn minor_units(value: String, currency: String) -> Option<String> {
    let (value, currency) = (Decimal::parse(&value)?, Currency::from_code(&currency)?);
    Some(Amount::new(value, currency).minor_units()?.to_string())
}

pub(crate) fn provider_of(name: &str) -> Result<Provider, Problem> {
    Provider::from_name(name).ok_or_else(|| argument("there is no provider of that name"))
}

/// Panics inside the guard that surrounds every call, so that a test can see what JavaScript gets.
#[napi]
pub fn panic_inside(secret: String) -> String {
    text(|| panic!("{secret}"))
}
