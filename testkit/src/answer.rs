//! The whole kit as JSON in, JSON out: for the test kits of other languages.

use std::collections::BTreeMap;

use ackwell::Provider;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::judge::judge;
use crate::problem::Problem;
use crate::request::SignedRequest;
use crate::samples;
use crate::sender::Sender;
use crate::variant::Variant;

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Question {
    Keys {
        #[serde(default)]
        providers: Vec<String>,
    },
    Request {
        sender: Value,
        kind: String,
        order: Option<String>,
        amount: Option<String>,
        currency: Option<String>,
        status: Option<String>,
        #[serde(default)]
        members: BTreeMap<String, Value>,
        variant: Option<String>,
    },
    Judge {
        provider: String,
        status: u16,
        #[serde(default)]
        body: String,
    },
    List {},
}

/// Answers one question, both as JSON: all that a test kit of another language needs. It has no
/// state: keys go out, and come back with each request.
///
/// | question | answer |
/// |---|---|
/// | `{"do": "keys", "providers": ["lianlian"]}`; all of them without `providers` | `{"receiver": a configuration document, "sender": the secret half}` |
/// | `{"do": "request", "sender": {..}, "kind": "lianlian.payment"}`, and if wanted `"order"`, `"amount"`, `"currency"`, `"status"`, `"members": {"name": value, or null to leave it out}`, `"variant": "tampered"` | `{"kind", "provider", "variant", "body", "body_base64", "headers": [[name, value], ..], "peer", "code": what it must be refused with, or null}` |
/// | `{"do": "judge", "provider": "lianlian", "status": 200, "body": "ok"}` | `{"received": whether the provider takes the answer as received, "why"}` |
/// | `{"do": "list"}` | `{"providers": [..], "kinds": [..], "variants": [{"variant", "code", "sentence"}, ..]}` |
///
/// # Errors
///
/// What is missing or not known. Whatever the text holds, it does not panic.
///
/// ```
/// let keys = ackwell_testkit::answer(r#"{"do": "keys", "providers": ["pingpong"]}"#)?;
/// let keys: serde_json::Value = serde_json::from_str(&keys).unwrap();
/// let question = serde_json::json!({
///     "do": "request", "sender": keys["sender"], "kind": "pingpong.transaction", "order": "42",
/// });
/// let request = ackwell_testkit::answer(&question.to_string())?;
/// let request: serde_json::Value = serde_json::from_str(&request).unwrap();
///
/// let config = ackwell::Config::from_json(&keys["receiver"].to_string()).unwrap();
/// let receiver = config.receiver(ackwell::Provider::PingPong).unwrap();
/// let address = request["headers"][1][1].as_str().unwrap();
/// let headers = [("X-Forwarded-For", address.as_bytes())];
/// let received = ackwell::Request::new(request["body"].as_str().unwrap().as_bytes())
///     .with_headers(&headers)
///     .with_peer(request["peer"].as_str().unwrap());
/// assert_eq!(receiver.verify(&received).unwrap().order_no(), Some("42"));
/// # Ok::<(), ackwell_testkit::Problem>(())
/// ```
pub fn answer(question: &str) -> Result<String, Problem> {
    let question = serde_json::from_str(question).map_err(|error| unreadable(&error))?;
    let answer = match question {
        Question::Keys { providers } => keys(&providers)?,
        Question::Request {
            sender,
            kind,
            order,
            amount,
            currency,
            status,
            members,
            variant,
        } => {
            let sender = Sender::read(&sender)?;
            let mut builder = sender.request(&kind)?;
            if let Some(order) = order {
                builder = builder.order(order);
            }
            if let Some(amount) = amount {
                builder = builder.amount(amount);
            }
            if let Some(currency) = currency {
                builder = builder.currency(currency);
            }
            if let Some(status) = status {
                builder = builder.status(status);
            }
            for (name, value) in members {
                builder = match value {
                    Value::Null => builder.without(name),
                    value => builder.set(name, &value),
                };
            }
            if let Some(word) = variant {
                builder = builder.variant(known_variant(&word)?);
            }
            written(&builder.build()?)
        }
        Question::Judge {
            provider,
            status,
            body,
        } => {
            let judgement = judge(known_provider(&provider)?, status, body.as_bytes());
            json!({"received": judgement.received, "why": judgement.why})
        }
        Question::List {} => list(),
    };
    Ok(answer.to_string())
}

/// Where the question cannot be read. Values are not repeated: one may be a key.
fn unreadable(error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    let about_names = text.starts_with("missing field")
        || text.starts_with("unknown field")
        || text.starts_with("unknown variant");
    if about_names {
        Problem::new(format!("the question is wrong: {text}"))
    } else {
        Problem::new(format!(
            "the question is not JSON of the form {{\"do\": \"keys\", \"request\", \"judge\" or \
             \"list\", ...}}: line {}, column {}",
            error.line(),
            error.column()
        ))
    }
}

fn keys(providers: &[String]) -> Result<Value, Problem> {
    let providers: Vec<Provider> = providers
        .iter()
        .map(|name| known_provider(name))
        .collect::<Result<_, _>>()?;
    let sender = match providers.as_slice() {
        [] => Sender::new()?,
        providers => Sender::of(providers)?,
    };
    Ok(json!({"receiver": sender.receiver_document()?, "sender": sender.document()?}))
}

fn written(request: &SignedRequest) -> Value {
    json!({
        "kind": request.kind(),
        "provider": request.provider().as_str(),
        "variant": request.variant().as_str(),
        "body": request.body_text(),
        "body_base64": STANDARD.encode(request.body()),
        "headers": request.headers(),
        "peer": SignedRequest::PEER,
        "code": request.code().map(ackwell::Code::as_str),
    })
}

fn list() -> Value {
    let variants: Vec<Value> = Variant::ALL
        .iter()
        .map(|variant| {
            json!({
                "variant": variant.as_str(),
                "code": variant.code().map(ackwell::Code::as_str),
                "sentence": variant.sentence(),
            })
        })
        .collect();
    let providers = Provider::ALL.iter().map(|provider| provider.as_str());
    json!({
        "providers": providers.collect::<Vec<_>>(),
        "kinds": samples::all().iter().map(|sample| sample.kind).collect::<Vec<_>>(),
        "variants": variants,
    })
}

fn known_provider(name: &str) -> Result<Provider, Problem> {
    Provider::from_name(name).ok_or_else(|| Problem::new("a provider is `lianlian` or `pingpong`"))
}

fn known_variant(word: &str) -> Result<Variant, Problem> {
    Variant::from_word(word).ok_or_else(|| {
        let words: Vec<_> = Variant::ALL.iter().map(|known| known.as_str()).collect();
        Problem::new(format!("the variant is not one of {}", words.join(", ")))
    })
}
