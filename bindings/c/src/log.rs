//! Where the lines about failures go.

use std::ffi::c_void;
use std::io::Write as _;
use std::sync::{PoisonError, RwLock};

use ackwell::Severity;

use crate::enums::ackwell_severity;
use crate::status::ackwell_status;
use crate::take::call;
use crate::text::ackwell_text;

/// Takes one line for the shop's log: UTF-8, no control characters, no line end. `line` is borrowed
/// until the function returns; `context` is what was given to `ackwell_set_log()`. It is called by
/// the thread that called `ackwell_handle()`, by several at a time, and must return: no exception,
/// no `longjmp()`.
pub type ackwell_log = Option<
    unsafe extern "C" fn(context: *mut c_void, severity: ackwell_severity, line: ackwell_text),
>;

type Function = unsafe extern "C" fn(*mut c_void, ackwell_severity, ackwell_text);

#[derive(Clone, Copy)]
struct Sink {
    function: Function,
    context: *mut c_void,
}

// SAFETY: whoever sets the function vouches that any thread may call it with its context.
unsafe impl Send for Sink {}
// SAFETY: as above.
unsafe impl Sync for Sink {}

static SINK: RwLock<Option<Sink>> = RwLock::new(None);

/// Sets where `ackwell_handle()` logs failures, for the whole process. By default, and again if
/// `log` is NULL, each line goes to standard error, after `ackwell: `.
///
/// Any thread may call it; a line that is being written still goes to the function before. Always
/// returns `ACKWELL_OK`, unless the library has a defect (`ACKWELL_INTERNAL`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_set_log(log: ackwell_log, context: *mut c_void) -> ackwell_status {
    let body = || {
        let sink = log.map(|function| Sink { function, context });
        *SINK.write().unwrap_or_else(PoisonError::into_inner) = sink;
        Ok(())
    };
    call!(body)
}

/// Hands a line to the function that was set, or writes it to standard error.
pub(crate) fn write(severity: Severity, line: &str) {
    let sink = *SINK.read().unwrap_or_else(PoisonError::into_inner);
    match sink {
        // SAFETY: whoever set it vouches for the function and its context.
        Some(Sink { function, context }) => unsafe {
            function(
                context,
                ackwell_severity::from(severity),
                ackwell_text::of(line),
            );
        },
        // Nobody can be told of a standard error that is closed.
        None => drop(writeln!(std::io::stderr(), "ackwell: {line}")),
    }
}
