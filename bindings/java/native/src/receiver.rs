//! Receivers: requests in, packed notifications or problems out.

use std::string::FromUtf8Error;

use ackwell::{Notification, Receiver};
use ackwell_binding::{
    OwnedRequest, Problem, explain_json, unpack, verify_batch_packed, verify_parts,
};

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
    peer: Option<Vec<u8>>,
) -> Result<OwnedRequest, Problem> {
    let headers = headers_of(headers)?;
    let lossy = |error: FromUtf8Error| String::from_utf8_lossy(error.as_bytes()).into_owned();
    let peer = peer.map(|peer| String::from_utf8(peer).unwrap_or_else(lossy));
    Ok(OwnedRequest {
        body,
        headers,
        peer,
    })
}

/// Verifies one request: the two pieces of the answer, which are the packed notification and its body,
/// or the problem and nothing.
pub(crate) fn verify(
    receiver: i64,
    body: Vec<u8>,
    headers: Option<&[u8]>,
    peer: Option<Vec<u8>>,
) -> (Vec<u8>, Vec<u8>) {
    let verified = || {
        let request = owned(body, headers, peer)?;
        let packed = verify_parts(&receiver_of(receiver)?, &request)?;
        Ok((packed, request.body))
    };
    verified().unwrap_or_else(|problem: Problem| (problem_bytes(&problem), Vec::new()))
}

/// The parts of each request are its body, its headers and its peer; those of the answer are what
/// [`verify`] returns for each.
pub(crate) fn verify_batch(receiver: i64, requests: &[u8]) -> Result<Vec<u8>, Problem> {
    let receiver = receiver_of(receiver)?;
    let mut parts = Parts::of(requests);
    let mut requests = Vec::new();
    while !parts.is_empty() {
        let body = parts.bytes()?.to_vec();
        let (headers, peer) = (parts.optional()?, parts.optional()?);
        requests.push(owned(body, headers, peer.map(<[u8]>::to_vec))?);
    }
    let mut answers = Vec::new();
    for result in verify_batch_packed(&receiver, &requests)? {
        let packed = result.unwrap_or_else(|problem| problem_bytes(&problem));
        append(&mut answers, &packed);
    }
    Ok(answers)
}

/// Why the request of the next parts is refused: its receiver, body, headers and peer.
pub(crate) fn explain(parts: &mut Parts<'_>) -> Result<Vec<u8>, Problem> {
    let receiver = receiver_of(parts.number()?)?;
    let body = parts.bytes()?.to_vec();
    let (headers, peer) = (parts.optional()?, parts.optional()?);
    let request = owned(body, headers, peer.map(<[u8]>::to_vec))?;
    Ok(explain_json(&receiver, &request)?.into_bytes())
}

/// The notification of the next two parts: its receiver, and what was packed.
pub(crate) fn notification_of(parts: &mut Parts<'_>) -> Result<Notification, Problem> {
    let receiver = receiver_of(parts.number()?)?;
    unpack(&receiver, parts.bytes()?)
}
