//! The way back from the ledger's threads: one function of JavaScript that gets every answer.
//!
//! Node's own pool of threads is never used: it has four, which the shop's files and name look-ups
//! need.

use std::sync::Arc;

use ackwell_binding::{Problem, catch};
use ackwell_ledger::Ledger;
use napi::bindgen_prelude::{External, FnArgs, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status, sys};
use napi_derive::napi;

use crate::answer::problem_text;
use crate::receipt::NativeReceipt;

/// The call's number, what it came to, and the receipt if one was claimed.
type Arguments = FnArgs<(u32, String, Option<External<NativeReceipt>>)>;
type Answers = ThreadsafeFunction<Answer, (), Arguments, Status, false, true>;

pub(crate) struct Answer {
    call: u32,
    text: String,
    receipt: Option<NativeReceipt>,
}

/// Where the answers of one copy of the package go.
pub struct Port(Arc<Answers>);

/// `answered` gets the call's number, a text and perhaps a receipt. It does not keep the process.
#[napi]
pub fn connect(answered: Function<'_, Arguments, ()>) -> napi::Result<External<Port>> {
    let answers = answered
        .build_threadsafe_function::<Answer>()
        .callee_handled::<false>()
        .weak::<true>()
        .build_callback(|context| {
            let Answer {
                call,
                text,
                receipt,
            } = context.value;
            Ok((call, text, receipt.map(External::new)).into())
        })?;
    Ok(External::new(Port(Arc::new(answers))))
}

/// Keeps the process while calls are on their way, or no longer.
#[napi]
pub fn keep_process(env: Env, port: &External<Port>, keep: bool) {
    let raw = port.0.raw();
    // SAFETY: on the thread that made it, whose environment is alive.
    unsafe {
        if keep {
            sys::napi_ref_threadsafe_function(env.raw(), raw);
        } else {
            sys::napi_unref_threadsafe_function(env.raw(), raw);
        }
    }
}

/// A call that was begun: its number, and where its answer goes.
#[derive(Clone)]
pub(crate) struct Call {
    number: u32,
    answers: Arc<Answers>,
}

impl Call {
    pub(crate) fn new(port: &Port, number: u32) -> Self {
        Self {
            number,
            answers: Arc::clone(&port.0),
        }
    }

    /// Answers. If the environment is gone, so is whoever waited.
    pub(crate) fn answer(&self, result: Result<String, Problem>, receipt: Option<NativeReceipt>) {
        let text = result.unwrap_or_else(|problem| problem_text(&problem));
        let answer = Answer {
            call: self.number,
            text,
            receipt,
        };
        self.answers
            .call(answer, ThreadsafeFunctionCallMode::NonBlocking);
    }

    /// Runs `work` on a thread of the ledger, and answers with what it comes to.
    pub(crate) fn run(
        self,
        ledger: &Ledger,
        work: impl FnOnce(&Ledger) -> Result<String, Problem> + Send + 'static,
    ) {
        ledger.submit(move |ledger| {
            let done = catch(|| work(ledger)).and_then(|result| result);
            self.answer(done, None);
        });
    }
}
