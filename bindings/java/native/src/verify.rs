//! The one method that is called for every notification. It calls the JVM's functions by itself: the
//! guard and the questions for exceptions around them would be a tenth of what is not verification.

use ackwell_binding::catch;
use jni::sys::{JNIEnv, jarray, jbyteArray, jclass, jlong, jsize};

use crate::answer::problem_bytes;
use crate::receiver;

/// Verifies one request: the packed notification, or the problem. `headers` and `peer` may be null.
///
/// # Safety
///
/// The JVM calls it, with its own environment and arrays.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn Java_io_ackwell_Native_verify(
    env: *mut JNIEnv,
    _: jclass,
    receiver: jlong,
    body: jbyteArray,
    headers: jbyteArray,
    peer: jbyteArray,
) -> jbyteArray {
    // SAFETY: as this function's own.
    let read = |array| unsafe { bytes(env, array) };
    let (Some(body), headers, peer) = (read(body), read(headers), read(peer)) else {
        // A body that is null came past the checks in Java, which throw for what is null.
        return std::ptr::null_mut();
    };
    let answer = catch(|| receiver::verify(receiver, body, headers.as_deref(), peer));
    let (packed, body) = answer.unwrap_or_else(|problem| (problem_bytes(&problem), Vec::new()));
    // SAFETY: as this function's own.
    unsafe { array(env, [&packed, &body]) }
}

/// A copy of an array; nothing of one that is null.
///
/// # Safety
///
/// `env` is the environment of this thread, `array` one of its arrays of bytes or null.
unsafe fn bytes(env: *mut JNIEnv, array: jarray) -> Option<Vec<u8>> {
    if array.is_null() {
        return None;
    }
    // SAFETY: as this function's own. The vector has room for as many bytes as the array has, and an
    // array does not change its length, so that all are written.
    unsafe {
        let length = ((**env).v1_1.GetArrayLength)(env, array);
        let room = usize::try_from(length).unwrap_or_default();
        let mut bytes = Vec::<u8>::with_capacity(room);
        let place = bytes.as_mut_ptr().cast();
        ((**env).v1_1.GetByteArrayRegion)(env, array, 0, length, place);
        bytes.set_len(room);
        Some(bytes)
    }
}

/// A new array of two pieces; null where the heap is full, which Java then throws.
///
/// # Safety
///
/// `env` is the environment of this thread, which has no exception.
unsafe fn array(env: *mut JNIEnv, pieces: [&[u8]; 2]) -> jbyteArray {
    let length = |piece: &[u8]| jsize::try_from(piece.len()).unwrap_or(jsize::MAX);
    let [first, second] = pieces.map(length);
    // SAFETY: as this function's own. Each region is within the array, and its piece is as long.
    unsafe {
        let array = ((**env).v1_1.NewByteArray)(env, first.saturating_add(second));
        if !array.is_null() {
            let mut begin = 0;
            for (piece, length) in pieces.into_iter().zip([first, second]) {
                let piece = piece.as_ptr().cast();
                ((**env).v1_1.SetByteArrayRegion)(env, array, begin, length, piece);
                begin += length;
            }
        }
        array
    }
}
