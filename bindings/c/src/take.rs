//! What every function does with its arguments: the header's conventions, in one place.
//!
//! Each macro is an `unsafe` block that the conventions at the top of the header justify: a pointer
//! is NULL or valid as they say, and a handle came from this library and is not freed meanwhile.

/// The value behind a handle, or a return with `invalid_argument`.
macro_rules! borrow {
    ($handle:expr) => {
        // SAFETY: the header's conventions.
        unsafe { $crate::opaque::borrow($handle) }?
    };
}

/// A place for a result that must not be NULL.
macro_rules! out {
    ($place:ident) => {
        // SAFETY: the header's conventions.
        unsafe { $crate::input::Out::new($place, stringify!($place)) }?
    };
}

/// A text that a caller passes as pointer and length.
macro_rules! text {
    ($data:ident, $len:ident) => {
        // SAFETY: the header's conventions.
        unsafe { $crate::input::text($data, $len, stringify!($data)) }?
    };
}

/// A text for a message, which need not be UTF-8.
macro_rules! lossy {
    ($data:ident, $len:ident) => {
        // SAFETY: the header's conventions.
        unsafe { $crate::input::lossy($data, $len, stringify!($data)) }?
    };
}

/// A request with its pointers checked.
macro_rules! checked {
    ($request:expr) => {
        // SAFETY: the header's conventions.
        unsafe { $crate::request::Checked::of($request) }?
    };
}

/// Runs a call that can fail. Without a place for the refusal, or if it is NULL, none is written.
macro_rules! call {
    ($refusal:expr, $body:expr) => {
        // SAFETY: the header's conventions.
        unsafe { $crate::guard::call($refusal, $body) }
    };
    ($body:expr) => {
        // SAFETY: there is no refusal to write.
        unsafe { $crate::guard::call(std::ptr::null_mut(), $body) }
    };
}

/// Runs a getter on what is behind a handle: `otherwise` for an invalid one, and after a panic.
macro_rules! get {
    ($handle:expr, $otherwise:expr, |$held:ident| $value:expr) => {
        $crate::guard::get($otherwise, || {
            let $held = $crate::take::borrow!($handle);
            Ok($value)
        })
    };
}

/// Frees a handle.
macro_rules! free {
    ($handle:expr) => {
        // SAFETY: the header's conventions.
        unsafe { $crate::guard::free($handle) }
    };
}

pub(crate) use {borrow, call, checked, free, get, lossy, out, text};
