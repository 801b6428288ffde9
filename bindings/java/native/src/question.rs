//! The questions of `io.ackwell.Native`, by name.

use ackwell_binding::{
    Problem, about, about_receiver, about_tables, ask, claim, closed, closed_for,
    earlier_payment_json,
};
use ackwell_ledger::Ledger;

use crate::parts::Parts;
use crate::receiver::notification_of;
use crate::{calls, config, in_transaction, ledger, receipt, receiver, table};

/// Answers on the thread that asks.
pub(crate) fn answer(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let parts = &mut Parts::of(bytes);
    let question = parts.text()?;
    match question {
        "references" => config::references(parts),
        "providers" => config::providers(parts),
        "receiver" => config::receiver(parts),
        "ledger" => config::ledger(parts),
        "from_toml" | "schedule" | "success" | "minor_units" | "version" | "panic" => {
            Ok(about_tables(question, &parts.texts()?)?.into_bytes())
        }
        "facts" | "refuse" => {
            let receiver = receiver::receiver_of(parts.number()?)?;
            Ok(about_receiver(&receiver, question, &parts.texts()?)?.into_bytes())
        }
        "explain" => receiver::explain(parts),
        "notification" | "signed_text" | "resolves_order" | "expect" | "refuse_notification" => {
            let question = match question {
                "notification" => "json",
                "refuse_notification" => "refuse",
                question => question,
            };
            let notification = notification_of(parts)?;
            Ok(about(&notification, question, &parts.texts()?)?.into_bytes())
        }
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
        "testing" => {
            let answer = ackwell_testkit::answer(parts.text()?);
            let answer = answer.map_err(|problem| Problem::argument(&problem.to_string()))?;
            Ok(answer.into_bytes())
        }
        "count" => Ok(table::count().to_string().into_bytes()),
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
            let held = receipt::held(number)?;
            let ledger = held.ledger().clone();
            let (how, cause) = (parts.text()?.to_owned(), parts.text()?.to_owned());
            let work = move |_: &Ledger| Ok(held.ask(&how, cause)?.into_bytes());
            Ok((ledger, Box::new(work)))
        }
        "claim" | "earlier_payment" => {
            let notification = notification_of(parts)?;
            let ledger = ledger::opened(number);
            let ledger = ledger.ok_or_else(|| closed_for(&notification))?;
            let work: Work = if question == "claim" {
                Box::new(|ledger| Ok(receipt::entered(claim(notification, ledger)?)))
            } else {
                Box::new(move |ledger| {
                    let earlier = earlier_payment_json(&notification, ledger)?;
                    Ok(earlier.unwrap_or_default().into_bytes())
                })
            };
            Ok((ledger, work))
        }
        _ => {
            let ledger = ledger::opened(number).ok_or_else(closed)?;
            let (question, arguments) = (question.to_owned(), ledger::arguments(question, parts)?);
            let work = move |ledger: &Ledger| Ok(ask(ledger, &question, &arguments)?.into_bytes());
            Ok((ledger, Box::new(work)))
        }
    }
}
