//! Receivers: requests in, packed notifications or problems out; and what is asked about them.

use ackwell::{Notification, Receiver};
use ackwell_binding::{
    OwnedRequest, Problem, about, about_receiver, about_tables, verify_batch_packed, verify_packed,
};
use napi::bindgen_prelude::{External, Latin1String, ToNapiValue, Uint8ArraySlice};
use napi::sys;
use napi_derive::napi;

use crate::answer::{problem_text, text};

/// A packed notification, or a problem, as JavaScript takes it.
pub struct Verified(Result<Vec<u8>, Problem>);

impl ToNapiValue for Verified {
    unsafe fn to_napi_value(env: sys::napi_env, verified: Self) -> napi::Result<sys::napi_value> {
        let mut made = std::ptr::null_mut();
        let status = match &verified.0 {
            Ok(packed) => {
                let length = isize::try_from(packed.len()).unwrap_or(isize::MAX);
                // SAFETY: the bytes and their length; the host copies them.
                unsafe {
                    sys::napi_create_string_latin1(
                        env,
                        packed.as_ptr().cast(),
                        length,
                        &raw mut made,
                    )
                }
            }
            Err(problem) => {
                // SAFETY: the host called, so that `env` is its own.
                return unsafe { ToNapiValue::to_napi_value(env, problem_text(problem)) };
            }
        };
        napi::check_status!(status)?;
        Ok(made)
    }
}

/// Another thread may write to the memory of a `SharedArrayBuffer` meanwhile: its bytes are copied.
fn owned(body: &[u8], headers: Option<&[String]>, peer: Option<String>) -> OwnedRequest {
    OwnedRequest {
        body: body.to_vec(),
        headers: headers.unwrap_or_default().chunks(2).map(pair).collect(),
        peer,
    }
}

/// A name, and the bytes that arrived: the host makes one character of each.
fn pair(pair: &[String]) -> (String, Vec<u8>) {
    let [name, value] = pair else {
        return Default::default();
    };
    let bytes: Result<_, _> = value.chars().map(|c| u8::try_from(u32::from(c))).collect();
    let bytes = bytes.unwrap_or_else(|_| value.clone().into_bytes());
    (name.clone(), bytes)
}

/// Verifies one request. `headers` are names and values in turn.
#[napi]
pub fn verify(
    receiver: &External<Receiver>,
    body: &[u8],
    headers: Option<Vec<String>>,
    peer: Option<String>,
) -> Verified {
    Verified(verify_packed(
        receiver,
        &owned(body, headers.as_deref(), peer),
    ))
}

/// Verifies many requests, several side by side.
#[napi]
pub fn verify_batch(
    receiver: &External<Receiver>,
    bodies: Vec<Uint8ArraySlice<'_>>,
    headers: Vec<Option<Vec<String>>>,
    peers: Vec<Option<String>>,
) -> Vec<Verified> {
    let parts = bodies.iter().zip(headers).zip(peers);
    let requests: Vec<_> = parts
        .map(|((body, headers), peer)| owned(body, headers.as_deref(), peer))
        .collect();
    let verified = verify_batch_packed(receiver, &requests);
    let verified = verified.unwrap_or_else(|problem| vec![Err(problem)]);
    verified.into_iter().map(Verified).collect()
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

/// A question about a notification, by name.
#[napi]
pub fn about_notification(
    receiver: &External<Receiver>,
    seal: String,
    body: Latin1String,
    question: String,
    arguments: Vec<String>,
) -> String {
    text(|| {
        let notification = unsealed(receiver, &seal, &body)?;
        // The text that was signed may begin with any character.
        let answer = about(&notification, &question, &borrowed(&arguments))?;
        Ok(format!("+{answer}"))
    })
}

/// A question about a receiver, by name.
#[napi]
pub fn ask_receiver(
    receiver: &External<Receiver>,
    question: String,
    arguments: Vec<String>,
) -> String {
    text(|| about_receiver(receiver, &question, &borrowed(&arguments)))
}

/// A question about core's tables, by name.
#[napi]
pub fn ask_tables(question: String, arguments: Vec<String>) -> String {
    text(|| about_tables(&question, &borrowed(&arguments)))
}

fn borrowed(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

/// An argument that cannot be taken, with what to answer if a provider waits.
#[napi]
pub fn wrong_argument(receiver: Option<&External<Receiver>>, message: String) -> String {
    problem_text(&Problem::Argument {
        message,
        provider: receiver.map(|receiver| receiver.provider()),
    })
}
