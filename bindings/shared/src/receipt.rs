//! What a ledger reported of one notification, and the right to act on it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ackwell_ledger::{Delivery, Ended, Ledger, Outcome, Receipt};
use serde_json::json;

use crate::acknowledgement::acknowledgement_json;
use crate::guard::catch;
use crate::problem::Problem;
use crate::time::{milliseconds, since_1970};

/// A receipt that a host holds, which one thread at a time settles.
#[derive(Clone)]
pub struct HeldReceipt {
    receipt: Arc<Mutex<Receipt>>,
    /// Its own: whoever holds the receipt is at work on a thread of the ledger.
    ledger: Ledger,
}

impl HeldReceipt {
    /// For a host to hold.
    pub fn new(receipt: Receipt) -> HeldReceipt {
        let ledger = receipt.ledger().clone();
        let receipt = Arc::new(Mutex::new(receipt));
        HeldReceipt { receipt, ledger }
    }

    /// The ledger on whose threads it is asked.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Releases it on a thread of the ledger if it is the first delivery: nobody will do the work.
    pub fn give_back(self) {
        let HeldReceipt { receipt, ledger } = self;
        ledger.submit(move |_| {
            let _ = catch(|| locked(&receipt).release());
        });
    }

    /// What the ledger reported, as JSON: see [`HeldReceipt::ask`].
    pub fn facts(&self) -> String {
        let receipt = locked(&self.receipt);
        facts(&receipt, receipt.not_first().as_ref())
    }

    /// Settles or extends the delivery: `commit`, `release`, `try_release`, `extend`, or a word of
    /// [`Ended`], for which `cause` is why the work failed.
    ///
    /// The answer is JSON: `delivery`, `lease` (`token`, `expires_at_ms`, `remaining_ms`),
    /// `remaining_ms` of another worker's lease, `conflict`, `acknowledgement` (what to answer now),
    /// and `outcome`, if it is decided what became of the request. It waits for the store.
    ///
    /// # Errors
    ///
    /// [`Problem::Refused`] if it could not be committed or released, [`Problem::Ledger`] if it could
    /// not be extended, [`Problem::Argument`] if there is no such question.
    pub fn ask(&self, question: &str, cause: String) -> Result<String, Problem> {
        let mut receipt = locked(&self.receipt);
        let mut outcome = None;
        match question {
            "commit" => drop(receipt.commit()?),
            "release" => drop(receipt.release()),
            "try_release" => receipt.try_release()?,
            "extend" => receipt.extend()?,
            how => {
                let ended = Ended::from_word(how, cause)
                    .ok_or_else(|| Problem::argument("the receipt has no such question"))?;
                outcome = Some(receipt.settle(ended));
            }
        }
        Ok(facts(&receipt, outcome.as_ref()))
    }
}

fn locked(receipt: &Mutex<Receipt>) -> MutexGuard<'_, Receipt> {
    receipt.lock().unwrap_or_else(PoisonError::into_inner)
}

fn facts(receipt: &Receipt, outcome: Option<&Outcome>) -> String {
    let delivery = receipt.delivery();
    let lease = receipt.lease().map(|lease| {
        json!({
            "token": lease.token(),
            "expires_at_ms": since_1970(lease.expires_at()),
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
        acknowledgement_json(&receipt.acknowledgement()),
        outcome.map_or_else(|| "null".to_owned(), Outcome::to_json),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn held(ledger: &Ledger) -> HeldReceipt {
        let key = std::fs::read_to_string("../../core/samples/lianlian.pem").unwrap();
        let builder = ackwell::LianLian::builder().public_key(key);
        let receiver = builder.merchant_id("201507021000394502").build().unwrap();
        let body = std::fs::read("../../core/samples/payment.json").unwrap();
        let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
        let notification = Arc::new(receiver.verify(&request).unwrap());
        HeldReceipt::new(Receipt::claim(notification, ledger).unwrap())
    }

    fn read(json: &str) -> Value {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_receipt_is_settled_once_and_says_so() {
        let ledger = Ledger::open("memory:").unwrap();
        let first = held(&ledger);
        let facts = read(&first.facts());
        assert_eq!(facts["delivery"], "first");
        assert_eq!(facts["lease"]["token"], 1);
        assert_eq!(facts["outcome"], Value::Null);
        let other = read(&held(&ledger).facts());
        assert_eq!(other["delivery"], "in_progress");
        assert!(other["remaining_ms"].as_u64() > Some(0));
        let settled = read(&first.ask("fulfilled", String::new()).unwrap());
        assert_eq!(settled["outcome"]["outcome"], "fulfilled");
        assert_eq!(settled["acknowledgement"]["status"], 200);
        let again = held(&ledger);
        assert_eq!(read(&again.facts())["outcome"]["outcome"], "repeat");
        assert!(again.ask("commit", String::new()).is_err());
        let wrong = first.ask("dance", String::new()).unwrap_err();
        assert_eq!(wrong.code(), ackwell::Code::InvalidArgument);
    }

    #[test]
    fn what_is_given_back_is_there_for_the_next() {
        let ledger = Ledger::open("memory:").unwrap();
        held(&ledger).give_back();
        for _ in 0..1000 {
            let next = held(&ledger);
            if read(&next.facts())["delivery"] == "first" {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("it was never released");
    }
}
