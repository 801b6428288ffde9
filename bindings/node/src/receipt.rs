//! What a ledger said of one notification, and the right to act on it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use ackwell_binding::catch;
use ackwell_ledger::{Delivery, Ended, Ledger, Outcome, Receipt};
use napi::bindgen_prelude::External;
use napi_derive::napi;
use serde_json::json;

use crate::answer::{acknowledgement, argument};
use crate::port::{Call, Port};

/// A receipt, which one thread at a time settles.
pub struct NativeReceipt {
    receipt: Arc<Mutex<Receipt>>,
    ledger: Ledger,
}

impl NativeReceipt {
    pub(crate) fn new(receipt: Receipt, ledger: &Ledger) -> Self {
        Self {
            receipt: Arc::new(Mutex::new(receipt)),
            ledger: ledger.clone(),
        }
    }

    /// Releases it, if it is the first delivery: nobody will do the work.
    pub(crate) fn give_back(self) {
        let Self { receipt, ledger } = self;
        ledger.submit(move |_| {
            let _ = catch(|| locked(&receipt).release());
        });
    }

    /// What the ledger said, as JSON.
    pub(crate) fn facts(&self) -> String {
        let receipt = locked(&self.receipt);
        facts(&receipt, receipt.not_first().as_ref())
    }
}

fn locked(receipt: &Mutex<Receipt>) -> MutexGuard<'_, Receipt> {
    receipt.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the ledger said, what to answer now, and what became of the request if that is decided, as
/// JSON.
fn facts(receipt: &Receipt, outcome: Option<&Outcome>) -> String {
    let delivery = receipt.delivery();
    let lease = receipt.lease().map(|lease| {
        let expires_at = lease.expires_at().duration_since(SystemTime::UNIX_EPOCH);
        json!({
            "token": lease.token(),
            "expiresAt": milliseconds(expires_at.unwrap_or_default()),
            "remaining": milliseconds(lease.remaining()),
        })
    });
    let remaining = match delivery {
        Delivery::InProgress(other) => Some(milliseconds(other.remaining())),
        _ => None,
    };
    let conflict = match delivery {
        Delivery::Conflict(found) => found.to_json(),
        _ => "null".to_owned(),
    };
    format!(
        "{{\"delivery\":\"{}\",\"lease\":{},\"remaining\":{},\"conflict\":{conflict},\
         \"acknowledgement\":{},\"outcome\":{}}}",
        delivery.as_str(),
        json!(lease),
        json!(remaining),
        acknowledgement(receipt.acknowledgement()),
        outcome.map_or_else(|| "null".to_owned(), Outcome::to_json),
    )
}

fn milliseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

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
    let shared = Arc::clone(&receipt.receipt);
    // Whoever holds it is at work on a thread of the ledger: never wait for that here.
    let ledger = receipt.ledger.clone();
    call.run(&ledger, move |_| {
        let mut receipt = locked(&shared);
        let cause = cause.unwrap_or_default();
        let mut outcome = None;
        match question.as_str() {
            "fulfilled" => outcome = Some(receipt.settle(Ended::Fulfilled)),
            "failed" => outcome = Some(receipt.settle(Ended::Failed(cause))),
            "may_run" => outcome = Some(receipt.settle(Ended::MayRun(cause))),
            "commit" => drop(receipt.commit()?),
            "release" => drop(receipt.release()),
            "try_release" => receipt.try_release()?,
            "extend" => receipt.extend()?,
            _ => return Err(argument("the receipt has no such question")),
        }
        Ok(facts(&receipt, outcome.as_ref()))
    });
}
