//! What a host keeps between two calls, and every question about it by name: one way in for all of
//! them, so that a binding has one function for what is answered on the spot and one for what waits
//! for a store.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use ackwell::{Config, Notification, Receiver};
use ackwell_ledger::Ledger;
use serde_json::Value;

#[cfg(feature = "toml")]
use crate::document::read_document;
use crate::document::{in_file, read_config, variables_json};
use crate::guard::catch;
use crate::in_transaction::{RunningOperation, outcome_json, statements_json, written};
use crate::ledger::{CLOSED, ask, claim, closed, closed_for, earlier_payment_json};
use crate::packed::unpack;
use crate::problem::Problem;
use crate::question::{about, about_receiver, about_tables, unknown};
use crate::receipt::HeldReceipt;
use crate::tables::provider_of;
use crate::testing::testing_answer;

/// What a host keeps and hands back, and never looks into.
#[derive(Clone)]
pub enum Held {
    /// A configuration.
    Config(Arc<Config>),
    /// A receiver.
    Receiver(Receiver),
    /// A ledger.
    Ledger(OpenLedger),
    /// A claimed delivery.
    Receipt(HeldReceipt),
    /// An operation on a connection of the shop's own.
    Operation(Arc<RunningOperation>),
}

impl Held {
    fn receiver(&self) -> Result<&Receiver, Problem> {
        match self {
            Held::Receiver(receiver) => Ok(receiver),
            _ => Err(Problem::argument("it is no receiver")),
        }
    }
}

/// A ledger, until it is closed.
#[derive(Clone)]
pub struct OpenLedger(Arc<RwLock<Option<Ledger>>>);

impl OpenLedger {
    fn new(ledger: Ledger) -> OpenLedger {
        OpenLedger(Arc::new(RwLock::new(Some(ledger))))
    }

    /// It, unless it was closed.
    fn get(&self) -> Option<Ledger> {
        let open = self.0.read().unwrap_or_else(PoisonError::into_inner);
        open.clone()
    }

    /// Closes it. Receipts that are open keep what they need.
    fn close(&self, done: impl FnOnce(Result<Answer, Problem>) + Clone + Send + 'static) {
        let mut open = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let closing = open.take();
        drop(open);
        // To close a file or a connection may take a while. None of the ledger's own threads does it:
        // they would wait for themselves.
        let thread = std::thread::Builder::new().name("ackwell-close".to_owned());
        let closed = done.clone();
        let work = move || {
            let _ = catch(|| drop(closing));
            closed(Ok(Answer::text("null")));
        };
        if thread.spawn(work).is_err() {
            // There is no thread: it was closed here, with the closure.
            done(Ok(Answer::text("null")));
        }
    }
}

/// A question, as it came from the host.
pub struct Asked<'a> {
    /// Its name.
    pub question: &'a str,
    /// Its arguments.
    pub arguments: &'a [&'a str],
    /// What it is put to; `None` for what nothing has to be kept for.
    pub held: Option<&'a Held>,
    /// The notification that it is about: its receiver, and what [`pack`](crate::pack) made of it.
    pub about: Option<(&'a Held, &'a [u8])>,
}

impl Asked<'_> {
    fn notification(&self) -> Result<Notification, Problem> {
        let (receiver, packed) = self.about.ok_or_else(unknown)?;
        unpack(receiver.receiver()?, packed)
    }
}

/// An answer.
pub struct Answer {
    /// A text. Most are JSON.
    pub text: String,
    /// What the host keeps from now on.
    pub held: Option<Held>,
}

impl Answer {
    fn text(text: impl Into<String>) -> Answer {
        let (text, held) = (text.into(), None);
        Answer { text, held }
    }

    fn held(held: Held) -> Answer {
        let (text, held) = (String::new(), Some(held));
        Answer { text, held }
    }
}

/// Answers on the thread that asks.
///
/// | put to | question | arguments | answer |
/// |---|---|---|---|
/// | | `document` | a file's path | the document in it |
/// | | `variables` | document, section | a JSON list of names |
/// | | `config` | document, section, folder, file, names and values of variables | the configuration |
/// | | `statements` | dialect, placeholders | the ledger's, as JSON |
/// | | `testing` | a question of the test kit | its answer |
/// | | those of [`about_tables`] | | |
/// | configuration | `providers` | | their names with commas between them |
/// | configuration | `receiver` | provider | the receiver |
/// | configuration | `ledger` | | the ledger |
/// | receiver, or nothing | `argument` | what is wrong with it | the problem |
/// | receiver | those of [`about_receiver`] | | |
/// | ledger | `name` | | what it is called: never a password |
/// | operation | `next` | rows | see [`RunningOperation::next_with_outcome`] |
/// | notification | `begin` | operation, dialect, placeholders | the operation |
/// | notification | `rolled_back` | `true` if the delivery was claimed before, code, cause | see [`outcome_json`] |
/// | notification | those of [`about`](crate::about) | | |
///
/// A document's `file` is the one that it was read from, and empty for a text.
///
/// # Errors
///
/// What the question ends with; [`Problem::Argument`] if there is no such question.
pub fn answer(asked: &Asked<'_>) -> Result<Answer, Problem> {
    catch(|| match (asked.about, asked.held) {
        (Some(_), None) => of_notification(asked),
        (None, Some(held)) => of_held(asked, held),
        (None, None) => of_nothing(asked),
        (Some(_), Some(_)) => Err(unknown()),
    })
    .and_then(|result| result)
}

fn of_nothing(asked: &Asked<'_>) -> Result<Answer, Problem> {
    Ok(match (asked.question, asked.arguments) {
        #[cfg(feature = "toml")]
        ("document", [path]) => Answer::text(read_document(Path::new(path))?),
        ("variables", [document, section, file]) => {
            Answer::text(in_file(file, variables_json(document, section))?)
        }
        ("config", [document, section, folder, file, variables @ ..]) => {
            let pairs = variables.chunks_exact(2);
            let set: HashMap<&str, &str> = pairs.map(|pair| (pair[0], pair[1])).collect();
            let config = read_config(document, section, Path::new(folder), &set);
            Answer::held(Held::Config(Arc::new(in_file(file, config)?)))
        }
        ("statements", [dialect, placeholders]) => {
            Answer::text(statements_json(written(dialect, placeholders)?))
        }
        ("testing", [question]) => Answer::text(testing_answer(question)?),
        ("argument", [message]) => return Err(Problem::argument(message)),
        (question, arguments) => Answer::text(about_tables(question, arguments)?),
    })
}

fn of_held(asked: &Asked<'_>, held: &Held) -> Result<Answer, Problem> {
    Ok(match (held, asked.question, asked.arguments) {
        (Held::Config(config), "providers", []) => {
            Answer::text(crate::config::provider_names(config))
        }
        (Held::Config(config), "receiver", [provider]) => {
            Answer::held(Held::Receiver(config.receiver(provider_of(provider)?)?))
        }
        (Held::Config(config), "ledger", []) => {
            Answer::held(Held::Ledger(OpenLedger::new(Ledger::from_config(config)?)))
        }
        (Held::Receiver(receiver), "argument", [message]) => {
            return Err(Problem::Argument {
                message: (*message).to_owned(),
                provider: Some(receiver.provider()),
            });
        }
        (Held::Receiver(receiver), question, arguments) => {
            Answer::text(about_receiver(receiver, question, arguments)?)
        }
        (Held::Ledger(ledger), "name", []) => {
            let name = ledger.get().map(|ledger| format!("{ledger:?}"));
            Answer::text(name.unwrap_or_else(|| CLOSED.to_owned()))
        }
        (Held::Operation(running), "next", [rows]) => {
            Answer::text(running.next_with_outcome(rows)?)
        }
        _ => return Err(unknown()),
    })
}

fn of_notification(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let notification = asked.notification()?;
    Ok(match (asked.question, asked.arguments) {
        ("begin", [what, dialect, placeholders]) => {
            let written = written(dialect, placeholders)?;
            let notification = Some(Arc::new(notification));
            let running = RunningOperation::begin(what, written, notification, &Value::Null)?;
            Answer::held(Held::Operation(Arc::new(running)))
        }
        ("rolled_back", [claimed, code, cause]) => {
            let claimed = *claimed == "true";
            Answer::text(outcome_json(Arc::new(notification), claimed, code, cause)?)
        }
        (question, arguments) => Answer::text(about(&notification, question, arguments)?),
    })
}

/// Has a thread of the ledger answer, which waits for the store: `done` gets the answer there, or
/// immediately if the question cannot be put.
///
/// | put to | question | arguments | answer |
/// |---|---|---|---|
/// | ledger | `claim`, about a notification | | the receipt, and its facts |
/// | ledger | `earlier_payment`, about a notification | | a record, or null |
/// | ledger | `close` | | null |
/// | ledger | those of [`ask`](crate::ask) | the arguments as JSON | |
/// | receipt | those of [`HeldReceipt::ask`] | why the work failed | the receipt's facts |
pub fn submit(
    asked: &Asked<'_>,
    done: impl FnOnce(Result<Answer, Problem>) + Clone + Send + 'static,
) {
    if let (Some(Held::Ledger(ledger)), "close") = (asked.held, asked.question) {
        return ledger.close(done);
    }
    match catch(|| begun(asked)).and_then(|result| result) {
        Ok((ledger, work)) => ledger.submit(move |ledger| {
            done(catch(|| work(ledger)).and_then(|result| result));
        }),
        Err(problem) => done(Err(problem)),
    }
}

/// What a thread of the ledger does.
type Work = Box<dyn FnOnce(&Ledger) -> Result<Answer, Problem> + Send>;

fn begun(asked: &Asked<'_>) -> Result<(Ledger, Work), Problem> {
    let question = asked.question.to_owned();
    match (asked.held, asked.question, asked.arguments) {
        (Some(Held::Receipt(receipt)), _, [cause]) => {
            let (receipt, cause) = (receipt.clone(), (*cause).to_owned());
            let ledger = receipt.ledger().clone();
            let work = move |_: &Ledger| Ok(Answer::text(receipt.ask(&question, cause)?));
            Ok((ledger, Box::new(work)))
        }
        (Some(Held::Ledger(ledger)), "claim", []) => {
            let notification = asked.notification()?;
            let ledger = ledger.get().ok_or_else(|| closed_for(&notification))?;
            let work = |ledger: &Ledger| {
                let receipt = claim(notification, ledger)?;
                let (text, held) = (receipt.facts(), Some(Held::Receipt(receipt)));
                Ok(Answer { text, held })
            };
            Ok((ledger, Box::new(work)))
        }
        (Some(Held::Ledger(ledger)), "earlier_payment", []) => {
            let notification = asked.notification()?;
            let work = move |ledger: &Ledger| {
                let earlier = earlier_payment_json(&notification, ledger)?;
                Ok(Answer::text(earlier.unwrap_or_else(|| "null".to_owned())))
            };
            Ok((ledger.get().ok_or_else(closed)?, Box::new(work)))
        }
        (Some(Held::Ledger(ledger)), _, [arguments]) => {
            let arguments: Value = serde_json::from_str(arguments)
                .map_err(|_| Problem::argument("the arguments are not JSON"))?;
            let work = move |ledger: &Ledger| Ok(Answer::text(ask(ledger, &question, &arguments)?));
            Ok((ledger.get().ok_or_else(closed)?, Box::new(work)))
        }
        _ => Err(unknown()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn asked<'a>(question: &'a str, arguments: &'a [&'a str], held: Option<&'a Held>) -> Asked<'a> {
        let about = None;
        Asked {
            question,
            arguments,
            held,
            about,
        }
    }

    fn held(question: &str, arguments: &[&str], of: Option<&Held>) -> Held {
        let answer = answer(&asked(question, arguments, of)).unwrap();
        answer.held.expect("something to keep")
    }

    fn config() -> Held {
        let document = r#"{
            "lianlian": {
                "public_keys": [{ "file": "lianlian.pem" }], "merchant_ids": [{ "env": "MERCHANT" }]
            },
            "ledger": { "url": "memory:" }
        }"#;
        let variables = answer(&asked("variables", &[document, "lianlian", ""], None)).unwrap();
        assert_eq!(variables.text, r#"["MERCHANT"]"#);
        let folder = "../../core/samples";
        let arguments = [
            document,
            "lianlian",
            folder,
            "",
            "MERCHANT",
            "201507021000394502",
        ];
        held("config", &arguments, None)
    }

    /// What a thread of the ledger answers.
    fn submitted(asked: &Asked<'_>) -> Result<Answer, Problem> {
        let (sender, receiver) = mpsc::channel();
        submit(asked, move |answer| sender.send(answer).unwrap());
        receiver.recv().unwrap()
    }

    #[test]
    fn a_shop_is_served_by_questions_alone() {
        let config = config();
        let names = answer(&asked("providers", &[], Some(&config))).unwrap();
        assert_eq!(names.text, "lianlian");
        let receiver = held("receiver", &["lianlian"], Some(&config));
        let ledger = held("ledger", &[], Some(&config));
        let body = std::fs::read("../../core/samples/payment.json").unwrap();
        let request = crate::OwnedRequest {
            body,
            headers: Vec::new(),
            peer: Some("115.236.102.36".to_owned()),
        };
        let packed = crate::verify_packed(receiver.receiver().unwrap(), &request).unwrap();
        let about = Some((&receiver, packed.as_slice()));
        let of = |question, arguments, held| Asked {
            about,
            ..asked(question, arguments, held)
        };

        let json = answer(&of("json", &[], None)).unwrap().text;
        assert!(json.contains("lianlian.payment"), "{json}");
        let claimed = submitted(&of("claim", &[], Some(&ledger))).unwrap();
        assert!(claimed.text.contains("\"first\""), "{}", claimed.text);
        let receipt = claimed.held.unwrap();
        let done = submitted(&asked("commit", &[""], Some(&receipt))).unwrap();
        assert!(done.text.contains("\"status\":200"), "{}", done.text);
        let status = submitted(&asked("status", &["{}"], Some(&ledger))).unwrap();
        assert!(status.text.contains("\"committed\":1"), "{}", status.text);
        let none = submitted(&of("earlier_payment", &[], Some(&ledger))).unwrap();
        assert_eq!(none.text, "null");

        let operation = held_about(&of("begin", &["claim", "sqlite", "qmark"], None));
        let step = answer(&asked("next", &[""], Some(&operation))).unwrap();
        assert!(step.text.contains("\"run\""), "{}", step.text);

        submitted(&asked("close", &[], Some(&ledger))).unwrap();
        let name = answer(&asked("name", &[], Some(&ledger))).unwrap();
        assert_eq!(name.text, CLOSED);
        let late = submitted(&of("claim", &[], Some(&ledger))).err().unwrap();
        assert_eq!(late.code(), ackwell::Code::LedgerUnavailable);
        assert!(submitted(&asked("status", &["{}"], Some(&ledger))).is_err());
    }

    fn held_about(asked: &Asked<'_>) -> Held {
        answer(asked).unwrap().held.expect("something to keep")
    }

    #[test]
    fn a_question_that_is_not_known_is_a_mistake_of_the_caller_whatever_it_is_put_to() {
        let config = config();
        let receiver = held("receiver", &["lianlian"], Some(&config));
        let ledger = held("ledger", &[], Some(&config));
        for held in [None, Some(&config), Some(&receiver), Some(&ledger)] {
            for arguments in [&[][..], &["{}"], &["a", "b"]] {
                for asked in [
                    asked("dance", arguments, held),
                    Asked {
                        about: Some((&config, b"")),
                        ..asked("json", arguments, held)
                    },
                ] {
                    let problem = answer(&asked).err().unwrap();
                    assert_eq!(problem.code(), ackwell::Code::InvalidArgument);
                    assert!(submitted(&asked).is_err());
                }
            }
        }
        let wrong = answer(&asked("argument", &["it is text"], Some(&receiver)));
        let wrong = wrong.err().unwrap();
        assert_eq!(wrong.message(), "it is text");
        assert!(wrong.acknowledgement().is_some());
        let panicked = answer(&asked("panic", &["210.97"], None)).err().unwrap();
        assert_eq!(panicked.code(), ackwell::Code::Internal);
    }
}
