//! Answers of the ledger's threads, until a thread of Java takes them.
//!
//! The threads of the ledger never enter the JVM: one thread of Java waits here for all of them and
//! completes the futures.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use ackwell_binding::Problem;
use ackwell_ledger::Ledger;

use crate::answer::made;

static ANSWERED: Mutex<VecDeque<Vec<u8>>> = Mutex::new(VecDeque::new());
static WAKE: Condvar = Condvar::new();

/// Runs `work` on a thread of the ledger, and answers the call with what it returns.
pub(crate) fn run(
    ledger: &Ledger,
    call: i64,
    work: impl FnOnce(&Ledger) -> Result<Vec<u8>, Problem> + Send + 'static,
) {
    ledger.submit(move |ledger| answer(call, &made(|| work(ledger))));
}

fn answer(call: i64, answer: &[u8]) {
    let mut bytes = call.to_be_bytes().to_vec();
    bytes.extend_from_slice(answer);
    let mut answered = ANSWERED.lock().unwrap_or_else(PoisonError::into_inner);
    answered.push_back(bytes);
    drop(answered);
    WAKE.notify_one();
}

/// Waits for the next answer.
pub(crate) fn next(limit: Duration) -> Option<Vec<u8>> {
    let answered = ANSWERED.lock().unwrap_or_else(PoisonError::into_inner);
    let (mut answered, _) = WAKE
        .wait_timeout_while(answered, limit, |answered| answered.is_empty())
        .unwrap_or_else(PoisonError::into_inner);
    answered.pop_front()
}
