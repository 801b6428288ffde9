//! The ledger. Every call runs on one of its own threads; the event loop waits for none.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use ackwell::{Code, Config, Receiver};
use ackwell_binding::{Problem, catch};
use ackwell_ledger::{
    EarlierPayment, ExpectedOrder, Filter, Ledger, Receipt, orders_to_json, records_to_json,
};
use napi::bindgen_prelude::{External, Latin1String};
use napi_derive::napi;
use serde_json::Value;

use crate::answer::{self, Handle, argument};
use crate::port::{Call, Port};
use crate::receipt::NativeReceipt;
use crate::receiver::unsealed;
use crate::tables::provider_of;

const CLOSED: &str = "the ledger was closed";

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
    let opened = ledger.opened();
    let notification = catch(|| unsealed(receiver, &seal, &body)).and_then(|result| result);
    let notification = match notification {
        Ok(notification) => std::sync::Arc::new(notification),
        Err(problem) => return call.answer(Err(problem), None),
    };
    let Some(ledger) = opened else {
        // A request that comes while the process ends: the provider sends it again.
        let closed = notification.refuse_because(Code::LedgerUnavailable, CLOSED);
        return call.answer(Err(closed.into()), None);
    };
    ledger.submit(move |ledger| {
        let claimed = catch(|| Receipt::claim(notification, ledger));
        match claimed {
            Ok(Ok(receipt)) => {
                let receipt = NativeReceipt::new(receipt, ledger);
                let facts = receipt.facts();
                call.answer(Ok(facts), Some(receipt));
            }
            Ok(Err(error)) => call.answer(Err(error.into()), None),
            Err(problem) => call.answer(Err(problem), None),
        }
    });
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
    let call = Call::new(port, number);
    let opened = ledger.opened().ok_or_else(|| argument(CLOSED));
    let notification = catch(|| unsealed(receiver, &seal, &body)).and_then(|result| result);
    match opened.and_then(|ledger| Ok((ledger, notification?))) {
        Ok((ledger, notification)) => call.run(&ledger, move |ledger| {
            let earlier = ledger.earlier_payment(&notification)?;
            let json = earlier.as_ref().map(EarlierPayment::to_json);
            Ok(json.unwrap_or_else(|| "null".to_owned()))
        }),
        Err(problem) => call.answer(Err(problem), None),
    }
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
    let call = Call::new(port, number);
    match ledger.opened() {
        Some(ledger) => call.run(&ledger, move |ledger| {
            let arguments = serde_json::from_str(&arguments)
                .map_err(|_| argument("the arguments are not JSON"))?;
            asked(ledger, &question, &arguments)
        }),
        None => call.answer(Err(argument(CLOSED)), None),
    }
}

fn asked(ledger: &Ledger, question: &str, arguments: &Value) -> Result<String, Problem> {
    let text = |name: &str| arguments[name].as_str().unwrap_or_default();
    let provider = || provider_of(text("provider"));
    Ok(match question {
        "status" => ledger.status()?.to_json(),
        "list" => records_to_json(&ledger.list(&Filter::from_json(&arguments.to_string())?)?),
        "reopen" => ledger.reopen(text("delivery_key"))?.to_string(),
        "prune" => ledger.prune()?.to_json(),
        "migrate" => ledger.migrate()?.to_string(),
        "order_history" => ledger.order_history(text("order_no"))?.to_json(),
        "overdue_orders" => {
            let now = arguments["now"]
                .as_i64()
                .map_or_else(SystemTime::now, moment);
            orders_to_json(&ledger.overdue_orders(now)?)
        }
        "resolve_order" => {
            let (merchant_id, order_no) = (text("merchant_id"), text("order_no"));
            let resolved = ledger.resolve_order(provider()?, merchant_id, order_no)?;
            resolved.to_string()
        }
        "expect_order" => {
            let placed_at = moment(arguments["placed_at"].as_i64().unwrap_or_default());
            let (merchant_id, order_no) = (text("merchant_id"), text("order_no"));
            let mut order = ExpectedOrder::new(provider()?, merchant_id, order_no, placed_at);
            if !arguments["value"].is_null() {
                order = order.amount(text("value"), text("currency"));
            }
            ledger.expect_order(&order)?;
            "null".to_owned()
        }
        _ => return Err(argument("the ledger has no such question")),
    })
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

/// A moment, from milliseconds since 1970; the beginning of 1970 for what the clock cannot hold.
pub(crate) fn moment(milliseconds: i64) -> SystemTime {
    let length = Duration::from_millis(milliseconds.unsigned_abs());
    let moment = if milliseconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(length)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(length)
    };
    moment.unwrap_or(SystemTime::UNIX_EPOCH)
}
