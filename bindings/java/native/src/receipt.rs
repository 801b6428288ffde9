//! What a ledger reported of one notification, and the right to act on it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use ackwell_binding::Problem;
use ackwell_ledger::{Delivery, Ended, Ledger, Outcome, Receipt};
use serde_json::json;

use crate::answer::acknowledgement;
use crate::argument;
use crate::table::{self, Entry};

/// A receipt, which one thread at a time settles.
#[derive(Clone)]
pub(crate) struct Held {
    receipt: Arc<Mutex<Receipt>>,
    ledger: Ledger,
}

impl Held {
    pub(crate) fn new(receipt: Receipt) -> Held {
        let ledger = receipt.ledger().clone();
        let receipt = Arc::new(Mutex::new(receipt));
        Held { receipt, ledger }
    }

    pub(crate) fn of(number: i64) -> Result<Held, Problem> {
        match table::get(number) {
            Some(Entry::Receipt(held)) => Ok(held),
            _ => Err(argument("the receipt was closed")),
        }
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn locked(&self) -> MutexGuard<'_, Receipt> {
        self.receipt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the ledger reported, what to answer now, and what became of the request if that is decided,
/// as JSON.
fn facts(receipt: &Receipt, outcome: Option<&Outcome>) -> String {
    let delivery = receipt.delivery();
    let lease = receipt.lease().map(|lease| {
        let expires_at = lease.expires_at().duration_since(SystemTime::UNIX_EPOCH);
        json!({
            "token": lease.token(),
            "expires_at_ms": milliseconds(expires_at.unwrap_or_default()),
            "remaining_ms": milliseconds(lease.remaining()),
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
        "{{\"delivery\":\"{}\",\"lease\":{},\"remaining_ms\":{},\"conflict\":{conflict},\
         \"acknowledgement\":{},\"outcome\":{}}}",
        delivery.as_str(),
        json!(lease),
        json!(remaining),
        acknowledgement(receipt.acknowledgement()),
        outcome.map_or_else(|| "null".to_owned(), Outcome::to_json),
    )
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A new receipt: its number and [`facts`].
pub(crate) fn entered(receipt: Receipt) -> Vec<u8> {
    let facts = facts(&receipt, receipt.not_first().as_ref());
    let number = table::put(Entry::Receipt(Held::new(receipt)));
    format!("{{\"receipt\":{number},\"facts\":{facts}}}").into_bytes()
}

/// Settles or extends a delivery, by name; `cause` is why work failed.
pub(crate) fn ask(held: &Held, question: &str, cause: String) -> Result<Vec<u8>, Problem> {
    let mut receipt = held.locked();
    let mut outcome = None;
    match question {
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
    Ok(facts(&receipt, outcome.as_ref()).into_bytes())
}
