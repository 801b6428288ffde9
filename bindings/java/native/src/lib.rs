//! The native half of the JVM library `ackwell`: converts, calls core and the ledger, converts.
//!
//! Nothing here is public in Java. The class `io.ackwell.Native` declares these functions, and the
//! other classes give them their names, types and exceptions. Byte arrays and numbers cross, and
//! nothing else: no Java object is held, looked up or called from here. What a function reports is
//! one byte array, see `answer.rs`; what is kept between two calls has a number, see `table.rs`.

#![expect(
    clippy::needless_pass_by_value,
    reason = "what a function takes from Java it takes as its own"
)]
#![cfg_attr(test, allow(dead_code, reason = "nothing is exported in a test build"))]

mod answer;
mod calls;
mod config;
mod in_transaction;
mod ledger;
mod parts;
mod question;
mod receipt;
mod receiver;
mod table;
pub mod verify;

use std::any::Any;
use std::time::Duration;

use ackwell_binding::{Problem, catch};
use jni::errors::{Error, ErrorPolicy};
use jni::objects::{JByteArray, JClass};
use jni::sys::jlong;
use jni::{Env, NativeMethod, native_method};

use crate::answer::made;

/// What a native method returns when it could not: the same bytes as for any other problem. The
/// text of an error or a panic goes no further. A Java exception that is pending stays pending.
struct Answers;

impl<'a> ErrorPolicy<JByteArray<'a>, Error> for Answers {
    type Captures<'local: 'native, 'native> = ();

    fn on_error<'local: 'native, 'native>(
        _: &mut Env<'local>,
        (): &mut (),
        _: Error,
    ) -> jni::errors::Result<JByteArray<'a>> {
        // The heap is full, or an array that is null came past the checks in Java.
        Ok(JByteArray::null())
    }

    fn on_panic<'local: 'native, 'native>(
        _: &mut Env<'local>,
        (): &mut (),
        _: Box<dyn Any + Send + 'static>,
    ) -> jni::errors::Result<JByteArray<'a>> {
        // Not reached: `catch` surrounds all that can panic.
        Ok(JByteArray::null())
    }
}

/// The methods of `io.ackwell.Native`, apart from the one in `verify.rs`.
pub const METHODS: [NativeMethod; 4] = [
    native_method! {
        java_type = "io.ackwell.Native",
        error_policy = Answers,
        static extern fn verify_batch(receiver: jlong, requests: jbyte[]) -> jbyte[],
    },
    native_method! {
        java_type = "io.ackwell.Native",
        error_policy = Answers,
        static extern fn ask(question: jbyte[]) -> jbyte[],
    },
    native_method! {
        java_type = "io.ackwell.Native",
        error_policy = Answers,
        static extern fn submit(call: jlong, question: jbyte[]) -> jbyte[],
    },
    native_method! {
        java_type = "io.ackwell.Native",
        error_policy = Answers,
        static extern fn next(milliseconds: jlong) -> jbyte[],
    },
];

type Returned<'local> = Result<JByteArray<'local>, Error>;

/// Verifies many requests, several side by side.
fn verify_batch<'local>(
    env: &mut Env<'local>,
    _: JClass<'local>,
    receiver: jlong,
    requests: JByteArray<'local>,
) -> Returned<'local> {
    let requests = env.convert_byte_array(&requests)?;
    let answer = made(|| receiver::verify_batch(receiver, &requests));
    env.byte_array_from_slice(&answer)
}

/// Answers a question on the thread that asks.
fn ask<'local>(
    env: &mut Env<'local>,
    _: JClass<'local>,
    question: JByteArray<'local>,
) -> Returned<'local> {
    let question = env.convert_byte_array(&question)?;
    let answer = made(|| question::answer(&question));
    env.byte_array_from_slice(&answer)
}

/// Has a thread of the ledger answer a question: `next` returns it with the number of the call.
fn submit<'local>(
    env: &mut Env<'local>,
    _: JClass<'local>,
    call: jlong,
    question: JByteArray<'local>,
) -> Returned<'local> {
    let question = env.convert_byte_array(&question)?;
    let answer = made(|| {
        question::submit(call, question)?;
        Ok(Vec::new())
    });
    env.byte_array_from_slice(&answer)
}

/// Waits for the next answer to a `submit`: the call's number in eight bytes, and the answer.
/// Nothing if there was none in time.
fn next<'local>(env: &mut Env<'local>, _: JClass<'local>, milliseconds: jlong) -> Returned<'local> {
    let limit = Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default());
    let answered = catch(|| calls::next(limit)).unwrap_or_default();
    env.byte_array_from_slice(&answered.unwrap_or_default())
}

/// An argument that cannot be taken.
fn argument(message: &str) -> Problem {
    Problem::argument(message)
}
