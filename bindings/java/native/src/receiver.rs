//! Receivers: requests in, packed notifications or problems out.

use ackwell::{Code, Notification, Receiver, Request};
use ackwell_binding::Problem;
use serde_json::json;

use crate::answer::{self, problem_bytes};
use crate::argument;
use crate::packed::{pack, unpack};
use crate::parts::{Parts, append};
use crate::table::{self, Entry};

pub(crate) fn receiver_of(number: i64) -> Result<Receiver, Problem> {
    match table::get(number) {
        Some(Entry::Receiver(receiver)) => Ok(receiver),
        _ => Err(argument("there is no receiver of that number")),
    }
}

type Headers<'a> = Vec<(&'a str, &'a [u8])>;

fn headers_of(headers: Option<&[u8]>) -> Result<Headers<'_>, Problem> {
    let mut pairs = Vec::new();
    let mut parts = Parts::of(headers.unwrap_or_default());
    while !parts.is_empty() {
        pairs.push((parts.text()?, parts.bytes()?));
    }
    Ok(pairs)
}

fn peer_of(peer: Option<&[u8]>) -> Option<std::borrow::Cow<'_, str>> {
    peer.map(String::from_utf8_lossy)
}

pub(crate) fn verify(
    receiver: i64,
    body: &[u8],
    headers: Option<&[u8]>,
    peer: Option<&[u8]>,
) -> Vec<u8> {
    verified(receiver, body, headers, peer).unwrap_or_else(|problem| problem_bytes(&problem))
}

fn verified(
    receiver: i64,
    body: &[u8],
    headers: Option<&[u8]>,
    peer: Option<&[u8]>,
) -> Result<Vec<u8>, Problem> {
    let receiver = receiver_of(receiver)?;
    let (headers, peer) = (headers_of(headers)?, peer_of(peer));
    let mut request = Request::new(body).with_headers(&headers);
    request.peer = peer.as_deref();
    let (notification, seal) = receiver.verify_sealed(&request)?;
    Ok(pack(&notification, &seal, body))
}

/// The parts of each request are its body, its headers and its peer; those of the answer are what
/// [`verify`] returns for each.
pub(crate) fn verify_batch(receiver: i64, requests: &[u8]) -> Result<Vec<u8>, Problem> {
    let receiver = receiver_of(receiver)?;
    let mut parts = Parts::of(requests);
    let mut taken = Vec::new();
    while !parts.is_empty() {
        let body = parts.bytes()?;
        taken.push((
            body,
            headers_of(parts.optional()?)?,
            peer_of(parts.optional()?),
        ));
    }
    let requests: Vec<Request<'_>> = taken
        .iter()
        .map(|(body, headers, peer)| {
            let mut request = Request::new(body).with_headers(headers);
            request.peer = peer.as_deref();
            request
        })
        .collect();
    let mut answers = Vec::new();
    let results = receiver.verify_batch_sealed(&requests).into_iter();
    for (result, request) in results.zip(&requests) {
        let packed = match result {
            Ok((notification, seal)) => pack(&notification, &seal, request.body),
            Err(refusal) => problem_bytes(&refusal.into()),
        };
        append(&mut answers, &packed);
    }
    Ok(answers)
}

/// The notification of the next two parts: its receiver, and what was packed.
pub(crate) fn notification_of(parts: &mut Parts<'_>) -> Result<Notification, Problem> {
    let receiver = receiver_of(parts.number()?)?;
    unpack(&receiver, parts.bytes()?)
}

pub(crate) fn expect(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let notification = notification_of(parts)?;
    notification.expect(parts.text()?, parts.text()?, parts.text()?)?;
    Ok(Vec::new())
}

/// A refusal of a notification, which is not thrown yet.
pub(crate) fn refuse_notification(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let notification = notification_of(parts)?;
    let (code, cause) = (code_of(parts.text()?)?, parts.text()?);
    Ok(answer::refusal(&notification.refuse_because(code, cause)))
}

/// A refusal of a receiver, which is not thrown yet.
pub(crate) fn refuse(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let receiver = receiver_of(parts.number()?)?;
    let (code, cause) = (code_of(parts.text()?)?, parts.text()?);
    Ok(answer::refusal(&receiver.refuse_because(code, cause)))
}

pub(crate) fn code_of(name: &str) -> Result<Code, Problem> {
    Code::from_text(name).ok_or_else(|| argument("there is no code of that name"))
}

/// What does not change, as JSON.
pub(crate) fn facts(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let receiver = receiver_of(parts.number()?)?;
    let facts = json!({
        "provider": receiver.provider().as_str(),
        "max_body_bytes": receiver.max_body_bytes(),
        "header_names": receiver.header_names(),
        "key_fingerprints": receiver.key_fingerprints(),
    });
    Ok(facts.to_string().into_bytes())
}
