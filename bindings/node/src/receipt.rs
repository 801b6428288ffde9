//! What a ledger said of one notification, and the right to act on it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use ackwell_binding::catch;
use ackwell_ledger::{Delivery, Ledger, Outcome, Receipt};
use serde_json::json;

use crate::answer::acknowledgement;

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

    /// For a call that outlives the handle.
    pub(crate) fn shared(&self) -> Arc<Mutex<Receipt>> {
        Arc::clone(&self.receipt)
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What the ledger said, as JSON.
    pub(crate) fn facts(&self) -> String {
        let receipt = locked(&self.receipt);
        facts(&receipt, receipt.not_first().as_ref())
    }
}

pub(crate) fn locked(receipt: &Mutex<Receipt>) -> MutexGuard<'_, Receipt> {
    receipt.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the ledger said, what to answer now, and what became of the request if that is decided, as
/// JSON.
pub(crate) fn facts(receipt: &Receipt, outcome: Option<&Outcome>) -> String {
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
