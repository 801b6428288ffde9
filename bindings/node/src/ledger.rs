//! The ledger. Every call runs on one of its own threads; the event loop waits for none.

use std::sync::{PoisonError, RwLock};

use ackwell::{Config, Receiver};
use ackwell_binding::{
    CLOSED, HeldReceipt, Problem, ask, catch, claim as claimed, closed, closed_for,
    earlier_payment_json,
};
use ackwell_ledger::Ledger;
use napi::bindgen_prelude::{External, Latin1String};
use napi_derive::napi;

use crate::answer::{self, Handle};
use crate::port::{Call, Port};
use crate::receiver::unsealed;

/// A ledger, until it is closed.
pub struct NativeLedger {
    open: RwLock<Option<Ledger>>,
}

impl NativeLedger {
    fn opened(&self) -> Option<Ledger> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.clone()
    }
}

/// Opens the ledger that a configuration's section `ledger` describes.
#[napi]
pub fn open_ledger(config: &External<Config>) -> Handle<NativeLedger> {
    answer::handle(|| {
        let open = RwLock::new(Some(Ledger::from_config(config)?));
        Ok(NativeLedger { open })
    })
}

/// What the ledger is called: never a password.
#[napi]
pub fn ledger_name(ledger: &External<NativeLedger>) -> String {
    let ledger = ledger.opened();
    answer::text(|| Ok(ledger.map_or_else(|| CLOSED.to_owned(), |ledger| format!("{ledger:?}"))))
}

/// Claims the delivery of a notification that the receiver verified.
#[napi]
pub fn claim(
    port: &External<Port>,
    number: u32,
    ledger: &External<NativeLedger>,
    receiver: &External<Receiver>,
    seal: String,
    body: Latin1String,
) {
    let call = Call::new(port, number);
    let begun = catch(|| {
        let notification = unsealed(receiver, &seal, &body)?;
        let ledger = ledger.opened().ok_or_else(|| closed_for(&notification))?;
        Ok((ledger, notification))
    });
    match begun.and_then(|result| result) {
        Ok((ledger, notification)) => ledger.submit(move |ledger| {
            let claimed = catch(|| claimed(notification, ledger)).and_then(|result| result);
            match claimed {
                Ok(receipt) => call.answer(Ok(receipt.facts()), Some(receipt)),
                Err(problem) => call.answer(Err(problem), None),
            }
        }),
        Err(problem) => call.answer(Err(problem), None),
    }
}

/// The payment of the same order by another transaction that was committed before, as JSON.
#[napi]
pub fn earlier_payment(
    port: &External<Port>,
    number: u32,
    ledger: &External<NativeLedger>,
    receiver: &External<Receiver>,
    seal: String,
    body: Latin1String,
) {
    let begun = || {
        let notification = unsealed(receiver, &seal, &body)?;
        Ok((ledger.opened().ok_or_else(closed)?, notification))
    };
    Call::new(port, number).begin(begun, |notification, ledger| {
        let earlier = earlier_payment_json(&notification, ledger)?;
        Ok(earlier.unwrap_or_else(|| "null".to_owned()))
    });
}

/// What a person or a task asks the ledger, by name; the arguments and the answer are JSON.
#[napi]
pub fn ask_ledger(
    port: &External<Port>,
    number: u32,
    ledger: &External<NativeLedger>,
    question: String,
    arguments: String,
) {
    let begun = || {
        let arguments = serde_json::from_str(&arguments);
        let arguments = arguments.map_err(|_| Problem::argument("the arguments are not JSON"))?;
        Ok((ledger.opened().ok_or_else(closed)?, arguments))
    };
    Call::new(port, number).begin(begun, move |arguments, ledger| {
        ask(ledger, &question, &arguments)
    });
}

/// Settles or extends a delivery, by name; `cause` is why work failed. The answer is the receipt's
/// facts.
#[napi]
pub fn ask_receipt(
    port: &External<Port>,
    number: u32,
    receipt: &External<HeldReceipt>,
    question: String,
    cause: Option<String>,
) {
    let receipt = HeldReceipt::clone(receipt);
    let begun = || Ok((receipt.ledger().clone(), receipt.clone()));
    Call::new(port, number).begin(begun, move |receipt, _| {
        receipt.ask(&question, cause.unwrap_or_default())
    });
}

/// Closes it. Receipts that are open keep what they need.
#[napi]
pub fn close_ledger(port: &External<Port>, number: u32, ledger: &External<NativeLedger>) {
    let call = Call::new(port, number);
    let mut open = ledger.open.write().unwrap_or_else(PoisonError::into_inner);
    let closing = open.take();
    // To close a file or a connection may take a while. None of the ledger's own threads does it:
    // they would wait for themselves.
    let thread = std::thread::Builder::new().name("ackwell-close".to_owned());
    let answered = call.clone();
    let closed = move || {
        let _ = catch(|| drop(closing));
        answered.answer(Ok("null".to_owned()), None);
    };
    if thread.spawn(closed).is_err() {
        // There is no thread: it was closed here, with the closure.
        call.answer(Ok("null".to_owned()), None);
    }
}
