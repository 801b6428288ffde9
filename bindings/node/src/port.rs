//! The way back from the ledger's threads: one function of JavaScript that gets every answer.
//!
//! Node's own pool of threads is never used: it has four, which the shop's files and name look-ups
//! need.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ackwell_binding::{Answer, Held, HeldReceipt, Problem};
use napi::bindgen_prelude::{External, FnArgs, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status, sys};
use napi_derive::napi;

use crate::answer::problem_text;

/// The call's number, and what it came to.
type Arguments = FnArgs<(u32, String)>;
type Answers = ThreadsafeFunction<Answered, (), Arguments, Status, false, true>;

pub(crate) struct Answered {
    call: u32,
    text: String,
}

/// Receipts on their way to JavaScript, by the number of their call; nothing once the environment is
/// gone. What is still here then never began, and is released. JavaScript fetches each: a worker that
/// is ended runs no more of it, although its calls are still answered.
struct OnTheirWay(Mutex<Option<HashMap<u32, HeldReceipt>>>);

impl OnTheirWay {
    fn locked(&self) -> MutexGuard<'_, Option<HashMap<u32, HeldReceipt>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, call: u32, receipt: HeldReceipt) {
        match &mut *self.locked() {
            Some(receipts) => drop(receipts.insert(call, receipt)),
            None => receipt.give_back(),
        }
    }

    fn close(&self) {
        let receipts = self.locked().take();
        for receipt in receipts.into_iter().flat_map(HashMap::into_values) {
            receipt.give_back();
        }
    }
}

/// Where the answers of one copy of the package go.
pub struct Port {
    answers: Arc<Answers>,
    receipts: Arc<OnTheirWay>,
}

/// `answered` gets the call's number and a text. It does not keep the process.
#[napi]
pub fn connect(env: Env, answered: Function<'_, Arguments, ()>) -> napi::Result<External<Port>> {
    let receipts = Arc::new(OnTheirWay(Mutex::new(Some(HashMap::new()))));
    env.add_env_cleanup_hook(Arc::clone(&receipts), |receipts| receipts.close())?;
    let answers = answered
        .build_threadsafe_function::<Answered>()
        .callee_handled::<false>()
        .weak::<true>()
        .build_callback(|context| {
            let Answered { call, text } = context.value;
            Ok((call, text).into())
        })?;
    let answers = Arc::new(answers);
    Ok(External::new(Port { answers, receipts }))
}

/// The receipt that a call was answered with.
#[napi]
pub fn fetch_receipt(port: &External<Port>, number: u32) -> Option<External<Held>> {
    let receipt = port.receipts.locked().as_mut()?.remove(&number)?;
    Some(External::new(Held::Receipt(receipt)))
}

/// Keeps the process while calls are on their way, or no longer.
#[napi]
pub fn keep_process(env: Env, port: &External<Port>, keep: bool) {
    let raw = port.answers.raw();
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
    receipts: Arc<OnTheirWay>,
}

impl Call {
    pub(crate) fn new(port: &Port, number: u32) -> Self {
        Self {
            number,
            answers: Arc::clone(&port.answers),
            receipts: Arc::clone(&port.receipts),
        }
    }

    /// Answers. If the environment is gone, so is whoever waited.
    pub(crate) fn answer(&self, answer: Result<Answer, Problem>) {
        let text = match answer {
            Ok(Answer { text, held }) => {
                if let Some(Held::Receipt(receipt)) = held {
                    self.receipts.add(self.number, receipt);
                }
                format!("+{text}")
            }
            Err(problem) => problem_text(&problem),
        };
        let call = self.number;
        self.answers.call(
            Answered { call, text },
            ThreadsafeFunctionCallMode::NonBlocking,
        );
    }
}
