//! The questions of `io.ackwell.Native`, by name.

use ackwell_binding::Problem;
use ackwell_ledger::{Ledger, resolves_order};

use crate::parts::Parts;
use crate::receipt::{self, Held};
use crate::receiver::notification_of;
use crate::{argument, calls, config, in_transaction, ledger, receiver, table};

/// Answers on the thread that asks.
pub(crate) fn answer(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let parts = &mut Parts::of(bytes);
    let question = parts.text()?;
    match question {
        "version" => Ok(env!("CARGO_PKG_VERSION").as_bytes().to_vec()),
        "references" => config::references(parts),
        "providers" => config::providers(parts),
        "receiver" => config::receiver(parts),
        "ledger" => config::ledger(parts),
        "from_toml" => config::from_toml(parts),
        "schedule" => config::schedule(parts),
        "success" => config::success(parts),
        "minor_units" => config::minor_units(parts),
        "facts" => receiver::facts(parts),
        "refuse" => receiver::refuse(parts),
        "notification" => Ok(notification_of(parts)?.to_json().into_bytes()),
        "signed_text" => Ok(notification_of(parts)?.signed_text().as_bytes().to_vec()),
        "resolves_order" => {
            let resolves = resolves_order(&notification_of(parts)?);
            Ok(resolves.to_string().into_bytes())
        }
        "expect" => receiver::expect(parts),
        "refuse_notification" => receiver::refuse_notification(parts),
        "dialect" => in_transaction::dialect(parts),
        "statements" => in_transaction::statements(parts),
        "operation" => in_transaction::begin(parts),
        "next_step" => in_transaction::next(parts),
        "rolled_back" => in_transaction::rolled_back(parts),
        "ledger_name" => Ok(ledger::name(parts.number()?)),
        "close" => {
            let closed = table::take(parts.number()?);
            Ok(closed.is_some().to_string().into_bytes())
        }
        "argument" => Err(Problem::Argument {
            message: parts.text()?.to_owned(),
            provider: match parts.optional_number()? {
                Some(number) => Some(receiver::receiver_of(number)?.provider()),
                None => None,
            },
        }),
        "count" => Ok(table::count().to_string().into_bytes()),
        // Inside the guard that surrounds every call, so that a test can see what Java gets.
        "panic" => panic!("{}", parts.text()?),
        _ => {
            let (ledger, work) = of_ledger(bytes)?;
            work(&ledger)
        }
    }
}

/// Has a thread of the ledger answer.
pub(crate) fn submit(call: i64, bytes: Vec<u8>) -> Result<(), Problem> {
    let (ledger, work) = of_ledger(&bytes)?;
    calls::run(&ledger, call, work);
    Ok(())
}

/// What waits for the store, until a thread does it.
type Work = Box<dyn FnOnce(&Ledger) -> Result<Vec<u8>, Problem> + Send>;

fn of_ledger(bytes: &[u8]) -> Result<(Ledger, Work), Problem> {
    let parts = &mut Parts::of(bytes);
    let question = parts.text()?;
    let number = parts.number()?;
    match question {
        "settle" => {
            let held = Held::of(number)?;
            let ledger = held.ledger().clone();
            let (how, cause) = (parts.text()?.to_owned(), parts.text()?.to_owned());
            let work = move |_: &Ledger| receipt::ask(&held, &how, cause);
            Ok((ledger, Box::new(work)))
        }
        "claim" | "earlier_payment" => {
            let notification = notification_of(parts)?;
            let ledger = ledger::opened(number);
            let ledger = ledger.ok_or_else(|| ledger::closed_for(&notification))?;
            let work: Work = if question == "claim" {
                Box::new(|ledger| ledger::claim(notification, ledger))
            } else {
                Box::new(move |ledger| ledger::earlier_payment(&notification, ledger))
            };
            Ok((ledger, work))
        }
        _ => {
            let ledger = ledger::opened(number).ok_or_else(ledger::closed)?;
            let bytes = bytes.to_vec();
            Ok((ledger, Box::new(move |ledger| asked(&bytes, ledger))))
        }
    }
}

fn asked(bytes: &[u8], ledger: &Ledger) -> Result<Vec<u8>, Problem> {
    let parts = &mut Parts::of(bytes);
    let question = parts.text()?;
    parts.number()?;
    let answer = match question {
        "status" => ledger.status()?.to_json(),
        "list" => ledger::list(parts, ledger)?,
        "reopen" => ledger.reopen(parts.text()?)?.to_string(),
        "prune" => ledger.prune()?.to_json(),
        "migrate" => ledger.migrate()?.to_string(),
        "order_history" => ledger.order_history(parts.text()?)?.to_json(),
        "overdue_orders" => ledger::overdue_orders(parts, ledger)?,
        "resolve_order" => ledger::resolve_order(parts, ledger)?,
        "expect_order" => ledger::expect_order(parts, ledger)?,
        _ => return Err(argument("there is no such question")),
    };
    Ok(answer.into_bytes())
}
