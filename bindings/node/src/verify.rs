//! Requests in, packed notifications or problems out.

use std::{ptr, slice};

use ackwell_binding::{
    Held, OwnedRequest, Problem, explain_json, verify_batch_packed, verify_packed,
};
use napi::bindgen_prelude::{Env, External, FromNapiValue, Function, ToNapiValue};
use napi::{Error, Status, sys};
use napi_derive::napi;

use crate::answer::problem_text;

/// A packed notification, or a problem, as JavaScript takes it.
pub struct Verified(Result<Vec<u8>, Problem>);

impl ToNapiValue for Verified {
    unsafe fn to_napi_value(env: sys::napi_env, verified: Self) -> napi::Result<sys::napi_value> {
        let packed = match verified.0 {
            Ok(packed) => packed,
            // SAFETY: the host called, so that `env` is its own.
            Err(problem) => unsafe {
                return ToNapiValue::to_napi_value(env, problem_text(&problem));
            },
        };
        let mut made = ptr::null_mut();
        let length = isize::try_from(packed.len()).unwrap_or(isize::MAX);
        // SAFETY: the bytes and their length; the host copies them.
        let status = unsafe {
            sys::napi_create_string_latin1(env, packed.as_ptr().cast(), length, &raw mut made)
        };
        napi::check_status!(status)?;
        Ok(made)
    }
}

/// The bytes of a body, copied: another thread may write to the memory of a `SharedArrayBuffer`
/// meanwhile.
pub struct Body(Vec<u8>);

impl FromNapiValue for Body {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        let (mut length, mut data) = (0, ptr::null_mut());
        // SAFETY: the value is alive, and what is not asked for may be null.
        let status = unsafe {
            let (kind, buffer, offset) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
            let (length, data) = (&raw mut length, &raw mut data);
            sys::napi_get_typedarray_info(env, value, kind, length, data, buffer, offset)
        };
        napi::check_status!(status)?;
        if data.is_null() {
            return Ok(Body(Vec::new()));
        }
        // SAFETY: so many elements are there, of one byte at least. No JavaScript runs meanwhile.
        let bytes = unsafe { slice::from_raw_parts(data.cast::<u8>(), length) };
        Ok(Body(bytes.to_vec()))
    }
}

/// The address at the other end, which is short: read in one call, and not at all if it is no text.
struct Peer(Option<String>);

impl FromNapiValue for Peer {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        let mut text = [0_u8; 128];
        let mut length = 0;
        // SAFETY: the buffer and its length.
        let status = unsafe {
            let (buffer, size) = (text.as_mut_ptr().cast(), text.len());
            sys::napi_get_value_string_utf8(env, value, buffer, size, &raw mut length)
        };
        if status != sys::Status::napi_ok {
            return Ok(Peer(None));
        }
        // Core refuses one that was cut.
        let read = text.get(..length).unwrap_or_default();
        Ok(Peer(Some(String::from_utf8_lossy(read).into_owned())))
    }
}

fn owned(Body(body): Body, headers: Option<&[String]>, peer: Option<String>) -> OwnedRequest {
    OwnedRequest {
        body,
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

/// A function that verifies one request: its body, its headers (names and values in turn) and its
/// peer. It has its receiver with it, which costs less than to look one up in each call.
#[napi]
pub fn verifier<'env>(
    env: &'env Env,
    receiver: &External<Held>,
) -> napi::Result<Function<'env, (), Verified>> {
    let Held::Receiver(receiver) = &**receiver else {
        return Err(Error::from_status(Status::InvalidArg));
    };
    let receiver = receiver.clone();
    env.create_function_from_closure("verify", move |called| {
        let headers: Option<Vec<String>> = called.get(1)?;
        let Peer(peer) = called.get(2)?;
        let request = owned(called.get(0)?, headers.as_deref(), peer);
        Ok(Verified(verify_packed(&receiver, &request)))
    })
}

/// Why a request is refused, as JSON.
#[napi]
pub fn explain(
    receiver: &External<Held>,
    body: Body,
    headers: Option<Vec<String>>,
    peer: Option<String>,
) -> napi::Result<String> {
    let Held::Receiver(receiver) = &**receiver else {
        return Err(Error::from_status(Status::InvalidArg));
    };
    let explained = explain_json(receiver, &owned(body, headers.as_deref(), peer));
    Ok(explained.unwrap_or_else(|problem| problem_text(&problem)))
}

/// Verifies many requests, several side by side.
#[napi]
pub fn verify_batch(
    receiver: &External<Held>,
    bodies: Vec<Body>,
    headers: Vec<Option<Vec<String>>>,
    peers: Vec<Option<String>>,
) -> napi::Result<Vec<Verified>> {
    let Held::Receiver(receiver) = &**receiver else {
        return Err(Error::from_status(Status::InvalidArg));
    };
    let parts = bodies.into_iter().zip(headers).zip(peers);
    let requests: Vec<_> = parts
        .map(|((body, headers), peer)| owned(body, headers.as_deref(), peer))
        .collect();
    let verified = verify_batch_packed(receiver, &requests);
    let verified = verified.unwrap_or_else(|problem| vec![Err(problem)]);
    Ok(verified.into_iter().map(Verified).collect())
}
