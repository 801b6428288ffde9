//! Receivers: requests in, packed notifications or problems out.

use ackwell::{Notification, Receiver};
use ackwell_binding::{OwnedRequest, Problem, unpack, verify_batch_packed, verify_packed};

use crate::answer::problem_bytes;
use crate::argument;
use crate::parts::{Parts, append};
use crate::table::{self, Entry};

pub(crate) fn receiver_of(number: i64) -> Result<Receiver, Problem> {
    match table::get(number) {
        Some(Entry::Receiver(receiver)) => Ok(receiver),
        _ => Err(argument("there is no receiver of that number")),
    }
}

fn headers_of(headers: Option<&[u8]>) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let mut pairs = Vec::new();
    let mut parts = Parts::of(headers.unwrap_or_default());
    while !parts.is_empty() {
        pairs.push((parts.text()?.to_owned(), parts.bytes()?.to_vec()));
    }
    Ok(pairs)
}

fn owned(
    body: Vec<u8>,
    headers: Option<&[u8]>,
    peer: Option<&[u8]>,
) -> Result<OwnedRequest, Problem> {
    let headers = headers_of(headers)?;
    let peer = peer.map(|peer| String::from_utf8_lossy(peer).into_owned());
    Ok(OwnedRequest {
        body,
        headers,
        peer,
    })
}

pub(crate) fn verify(
    receiver: i64,
    body: Vec<u8>,
    headers: Option<&[u8]>,
    peer: Option<&[u8]>,
) -> Vec<u8> {
    let verified = || verify_packed(&receiver_of(receiver)?, &owned(body, headers, peer)?);
    verified().unwrap_or_else(|problem| problem_bytes(&problem))
}

/// The parts of each request are its body, its headers and its peer; those of the answer are what
/// [`verify`] returns for each.
pub(crate) fn verify_batch(receiver: i64, requests: &[u8]) -> Result<Vec<u8>, Problem> {
    let receiver = receiver_of(receiver)?;
    let mut parts = Parts::of(requests);
    let mut requests = Vec::new();
    while !parts.is_empty() {
        let body = parts.bytes()?.to_vec();
        requests.push(owned(body, parts.optional()?, parts.optional()?)?);
    }
    let mut answers = Vec::new();
    for result in verify_batch_packed(&receiver, &requests)? {
        let packed = result.unwrap_or_else(|problem| problem_bytes(&problem));
        append(&mut answers, &packed);
    }
    Ok(answers)
}

/// The notification of the next two parts: its receiver, and what was packed.
pub(crate) fn notification_of(parts: &mut Parts<'_>) -> Result<Notification, Problem> {
    let receiver = receiver_of(parts.number()?)?;
    unpack(&receiver, parts.bytes()?)
}
