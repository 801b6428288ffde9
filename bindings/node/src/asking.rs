//! Settling and extending a delivery, on a thread of its ledger.

use ackwell_ledger::Ended;
use napi::bindgen_prelude::External;
use napi_derive::napi;

use crate::answer::argument;
use crate::port::{Call, Port};
use crate::receipt::{NativeReceipt, facts, locked};

/// Settles or extends a delivery, by name; `cause` is why work failed. The answer is as in
/// [`facts`].
#[napi]
pub fn ask_receipt(
    port: &External<Port>,
    number: u32,
    receipt: &External<NativeReceipt>,
    question: String,
    cause: Option<String>,
) {
    let call = Call::new(port, number);
    let shared = receipt.shared();
    // Whoever holds it is at work on a thread of the ledger: never wait for that here.
    let ledger = receipt.ledger().clone();
    call.run(&ledger, move |_| {
        let mut receipt = locked(&shared);
        let cause = cause.unwrap_or_default();
        let mut outcome = None;
        match question.as_str() {
            "commit" => drop(receipt.commit()?),
            "release" => drop(receipt.release()),
            "try_release" => receipt.try_release()?,
            "extend" => receipt.extend()?,
            how => {
                let ended = Ended::from_word(how, cause)
                    .ok_or_else(|| argument("the receipt has no such question"))?;
                outcome = Some(receipt.settle(ended));
            }
        }
        Ok(facts(&receipt, outcome.as_ref()))
    });
}
