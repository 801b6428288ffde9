//! The test kit's operations, through the crate `ackwell-testkit`.

use std::sync::LazyLock;

use ackwell::{Config, Notification, Provider};
use ackwell_testkit::{Problem, Sender, SignedRequest, Variant, judge};

use super::{Members, outcome};
use crate::json::Json;
use crate::pack::{Ask, Case, Operation};
use crate::runners::provider_of;

/// One for all cases: a key takes a moment.
static SENDER: LazyLock<Result<Sender, Problem>> = LazyLock::new(Sender::new);

pub(super) fn perform(case: &Case) -> Result<Members, String> {
    let missing = || format!("{}: nothing to do", case.id);
    let provider = Provider::from_name(provider_of(case)?).ok_or("no such provider")?;
    if case.operation == Operation::Judge {
        let answer = case.answer.as_ref().ok_or_else(missing)?;
        let judgement = judge(provider, answer.status, answer.body.as_bytes());
        return Ok(vec![
            outcome("judged"),
            ("received", Json::Bool(judgement.received)),
        ]);
    }
    let ask = case.ask.as_ref().ok_or_else(missing)?;
    let wrong = |problem: &Problem| format!("{}: {problem}", case.id);
    let sender = SENDER.as_ref().map_err(wrong)?;
    let request = made(sender, ask).map_err(|problem| wrong(&problem))?;
    let document = sender.receiver_json().map_err(|problem| wrong(&problem))?;
    let receiver = Config::from_json(&document).and_then(|config| config.receiver(provider));
    let receiver = receiver.map_err(|error| error.to_string())?;
    let mut members = vec![outcome("signed")];
    match request.verify(&receiver) {
        Ok(notification) => members.extend(parts(&notification)),
        Err(refusal) => members.push(("code", Json::text(refusal.code().as_str()))),
    }
    Ok(members)
}

fn made(sender: &Sender, ask: &Ask) -> Result<SignedRequest, Problem> {
    let mut builder = sender.request(&ask.kind)?;
    if let Some(order) = &ask.order {
        builder = builder.order(order);
    }
    if let Some(amount) = &ask.amount {
        builder = builder.amount(amount);
    }
    if let Some(currency) = &ask.currency {
        builder = builder.currency(currency);
    }
    if let Some(status) = &ask.status {
        builder = builder.status(status);
    }
    let members = ask.members.as_ref().and_then(Json::as_object);
    for (name, value) in members.into_iter().flatten() {
        builder = match value.as_str() {
            Some(text) => builder.set(name, text),
            None => builder.without(name),
        };
    }
    if let Some(variant) = ask.variant.as_deref().and_then(Variant::from_word) {
        builder = builder.variant(variant);
    }
    builder.build()
}

/// What a runner writes about a notification that the kit made.
fn parts(notification: &Notification) -> Members {
    let text = |text: Option<&str>| text.map_or(Json::Null, Json::text);
    let amount = notification.amount();
    let value = amount.map(|amount| amount.value().to_string());
    let currency = amount.map(|amount| amount.currency().as_str().to_owned());
    vec![
        ("kind", Json::text(notification.kind())),
        ("order_no", text(notification.order_no())),
        ("status", Json::text(notification.status().as_str())),
        ("amount", text(value.as_deref())),
        ("currency", text(currency.as_deref())),
    ]
}
