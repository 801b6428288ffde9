//! Receivers: requests in, packed notifications or problems out.

use ackwell::{Notification, Receiver, Request};
use ackwell_binding::{Problem, catch};
use napi::bindgen_prelude::{External, Latin1String, ToNapiValue, Uint8ArraySlice};
use napi::sys;
use napi_derive::napi;
use serde_json::json;

use crate::answer::{self, code, problem_text};
use crate::packed::pack;

/// A packed notification, or a problem, as JavaScript takes it.
pub struct Verified(Result<Vec<u8>, String>);

impl ToNapiValue for Verified {
    unsafe fn to_napi_value(env: sys::napi_env, verified: Self) -> napi::Result<sys::napi_value> {
        let mut made = std::ptr::null_mut();
        let status = match &verified.0 {
            Ok(text) => {
                let length = isize::try_from(text.len()).unwrap_or(isize::MAX);
                // SAFETY: the bytes and their length; the host copies them.
                unsafe {
                    sys::napi_create_string_latin1(env, text.as_ptr().cast(), length, &raw mut made)
                }
            }
            // SAFETY: the host called, so that `env` is its own.
            Err(problem) => return unsafe { ToNapiValue::to_napi_value(env, problem) },
        };
        napi::check_status!(status)?;
        Ok(made)
    }
}

/// Verifies one request. `headers` are names and values in turn.
#[napi]
pub fn verify(
    receiver: &External<Receiver>,
    body: &[u8],
    headers: Option<Vec<String>>,
    peer: Option<String>,
) -> Verified {
    // Another thread may write to the memory of a SharedArrayBuffer meanwhile.
    let body = body.to_vec();
    let verified = catch(|| {
        let headers = header_bytes(headers.as_deref().unwrap_or_default());
        let headers = borrowed(&headers);
        let mut request = Request::new(&body).with_headers(&headers);
        request.peer = peer.as_deref();
        let (notification, seal) = receiver.verify_sealed(&request)?;
        Ok(pack(&notification, &seal, &body))
    });
    let verified = verified.and_then(|result: Result<_, Problem>| result);
    Verified(verified.map_err(|problem| problem_text(&problem)))
}

type Headers = Vec<(String, Vec<u8>)>;

/// Names and values in turn, as the bytes that arrived: the host makes one character of each.
fn header_bytes(headers: &[String]) -> Headers {
    let pair = |pair: &[String]| match pair {
        [name, value] => {
            let bytes: Result<Vec<u8>, _> =
                value.chars().map(|c| u8::try_from(u32::from(c))).collect();
            let bytes = bytes.unwrap_or_else(|_| value.clone().into_bytes());
            (name.clone(), bytes)
        }
        _ => (String::new(), Vec::new()),
    };
    headers.chunks(2).map(pair).collect()
}

fn borrowed(headers: &Headers) -> Vec<(&str, &[u8])> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_slice()))
        .collect()
}

/// Verifies many requests, several side by side.
#[napi]
pub fn verify_batch(
    receiver: &External<Receiver>,
    bodies: Vec<Uint8ArraySlice<'_>>,
    headers: Vec<Option<Vec<String>>>,
    peers: Vec<Option<String>>,
) -> Vec<Verified> {
    let bodies: Vec<Vec<u8>> = bodies.iter().map(|body| body.to_vec()).collect();
    let verified = catch(|| {
        let headers: Vec<_> = headers
            .iter()
            .map(|headers| header_bytes(headers.as_deref().unwrap_or_default()))
            .collect();
        let headers: Vec<_> = headers.iter().map(borrowed).collect();
        let parts = bodies.iter().zip(&headers).zip(&peers);
        let requests: Vec<_> = parts
            .map(|((body, headers), peer)| {
                let mut request = Request::new(body).with_headers(headers);
                request.peer = peer.as_deref();
                request
            })
            .collect();
        let results = receiver.verify_batch_sealed(&requests).into_iter();
        let packed = results.zip(&bodies).map(|(result, body)| {
            let result = result.map(|(notification, seal)| pack(&notification, &seal, body));
            Verified(result.map_err(|refusal| answer::refusal(&refusal)))
        });
        packed.collect()
    });
    verified.unwrap_or_else(|problem| vec![Verified(Err(problem_text(&problem)))])
}

/// The seal and the body of a packed notification, as JavaScript kept them.
pub(crate) fn unsealed(
    receiver: &Receiver,
    seal: &str,
    body: &Latin1String,
) -> Result<Notification, Problem> {
    // One character a byte, whatever the host made of it inside.
    Ok(receiver.unseal(body, seal)?)
}

/// Everything about a notification, as JSON.
#[napi]
pub fn notification_json(
    receiver: &External<Receiver>,
    seal: String,
    body: Latin1String,
) -> String {
    answer::text(|| Ok(unsealed(receiver, &seal, &body)?.to_json()))
}

/// The text that was signed.
#[napi]
pub fn signed_text(receiver: &External<Receiver>, seal: String, body: Latin1String) -> String {
    // An answer never begins with a zero character; a text may.
    answer::text(|| {
        Ok(format!(
            "+{}",
            unsealed(receiver, &seal, &body)?.signed_text()
        ))
    })
}

/// Whether it is the answer that its order waited for.
#[napi]
pub fn resolves_order(receiver: &External<Receiver>, seal: String, body: Latin1String) -> String {
    answer::text(|| {
        let notification = unsealed(receiver, &seal, &body)?;
        Ok(ackwell_ledger::resolves_order(&notification).to_string())
    })
}

/// Nothing if it is about that order, amount and currency, else why not.
#[napi]
pub fn expect(
    receiver: &External<Receiver>,
    seal: String,
    body: Latin1String,
    order_no: String,
    amount: String,
    currency: String,
) -> String {
    answer::text(|| {
        unsealed(receiver, &seal, &body)?.expect(&order_no, &amount, &currency)?;
        Ok(String::new())
    })
}

/// A refusal of a notification with that code and that cause, which is not thrown yet.
#[napi]
pub fn refuse_notification(
    receiver: &External<Receiver>,
    seal: String,
    body: Latin1String,
    name: String,
    cause: String,
) -> String {
    answer::text(|| {
        let notification = unsealed(receiver, &seal, &body)?;
        let refusal = notification.refuse_because(code(&name)?, &cause);
        Ok(format!("+{}", answer::refusal(&refusal)))
    })
}

/// A refusal of the receiver with that code and that cause, which is not thrown yet.
#[napi]
pub fn refuse(receiver: &External<Receiver>, name: String, cause: String) -> String {
    answer::text(|| {
        let refusal = receiver.refuse_because(code(&name)?, &cause);
        Ok(format!("+{}", answer::refusal(&refusal)))
    })
}

/// An argument that cannot be taken, with what to answer if a provider waits.
#[napi]
pub fn wrong_argument(receiver: Option<&External<Receiver>>, message: String) -> String {
    problem_text(&Problem::Argument {
        message,
        provider: receiver.map(|receiver| receiver.provider()),
    })
}

/// What does not change, as JSON.
#[napi]
pub fn receiver_facts(receiver: &External<Receiver>) -> String {
    answer::text(|| {
        let facts = json!({
            "provider": receiver.provider().as_str(),
            "maxBodyBytes": receiver.max_body_bytes(),
            "headerNames": receiver.header_names(),
            "keyFingerprints": receiver.key_fingerprints(),
        });
        Ok(facts.to_string())
    })
}
