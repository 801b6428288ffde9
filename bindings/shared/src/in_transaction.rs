//! The ledger on a database connection of the shop's own: an operation as a dialogue in JSON.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ackwell::{Code, Notification};
use ackwell_ledger::in_transaction::{Answer, Dialect, Next, Operation, Placeholders, Statements};
use ackwell_ledger::{Delivery, LedgerError, Outcome};
use serde_json::Value;

use crate::acknowledgement::acknowledgement_json;
use crate::ledger::{expected_order, now, text};
use crate::problem::Problem;
use crate::tables::{code_of, provider_of};

/// The dialect and the placeholders of those names.
///
/// # Errors
///
/// [`Problem::Misuse`] if there are none.
pub fn written(dialect: &str, placeholders: &str) -> Result<(Dialect, Placeholders), Problem> {
    let dialect = Dialect::from_name(dialect).ok_or(Problem::misuse(
        "dialect",
        "is not sqlite, postgres or mysql",
    ))?;
    let style = Placeholders::from_name(placeholders).ok_or(Problem::misuse(
        "placeholders",
        "is not qmark, format, numeric, numeric_dollar or at",
    ))?;
    Ok((dialect, style))
}

/// An operation that a host runs on its own connection, statement by statement.
pub struct RunningOperation {
    operation: Mutex<Operation>,
    style: Placeholders,
    /// What it is about, where it is about one.
    notification: Option<Arc<Notification>>,
}

impl RunningOperation {
    /// Runs an operation that was made.
    pub fn new(
        operation: Operation,
        style: Placeholders,
        notification: Option<Arc<Notification>>,
    ) -> RunningOperation {
        RunningOperation {
            operation: Mutex::new(operation),
            style,
            notification,
        }
    }

    /// Begins `claim`, `confirm` or `earlier_payment` of a notification; or `expect_order`,
    /// `resolve_order`, `overdue_orders` with the arguments of [`ask`](crate::ask), or `prune` with
    /// `retention_ms`.
    ///
    /// # Errors
    ///
    /// [`Problem::Refused`] if it is about a notification, [`Problem::Ledger`] otherwise;
    /// [`Problem::Argument`] if there is no such operation.
    pub fn begin(
        what: &str,
        (dialect, style): (Dialect, Placeholders),
        notification: Option<Arc<Notification>>,
        arguments: &Value,
    ) -> Result<RunningOperation, Problem> {
        let operation = match (what, notification.as_deref()) {
            ("claim", Some(of)) => Operation::claim(dialect, of),
            ("confirm", Some(of)) => Operation::confirm(dialect, of),
            ("earlier_payment", Some(of)) => Ok(Operation::earlier_payment(dialect, of)),
            ("expect_order", None) => {
                Ok(Operation::expect_order(dialect, expected_order(arguments)?))
            }
            ("resolve_order", None) => {
                let provider = provider_of(text(arguments, "provider"))?;
                let merchant_id = text(arguments, "merchant_id");
                let order_no = text(arguments, "order_no");
                let operation = Operation::resolve_order(dialect, provider, merchant_id, order_no);
                Ok(operation)
            }
            ("overdue_orders", None) => Ok(Operation::overdue_orders(dialect, now(arguments))),
            ("prune", None) => {
                let retention = arguments["retention_ms"].as_u64().unwrap_or_default();
                Operation::prune(dialect, Duration::from_millis(retention))
            }
            _ => return Err(Problem::argument("there is no such operation")),
        };
        let operation = operation.map_err(|error| problem(&error, notification.as_deref()))?;
        Ok(RunningOperation::new(operation, style, notification))
    }

    /// What is next, as JSON in the form of `Next::to_json`: a statement to run, or what the operation
    /// came to. `rows` is what the statement before gave, as JSON; empty at the first call.
    ///
    /// # Errors
    ///
    /// An error ends the operation: see [`RunningOperation::begin`].
    pub fn next(&self, rows: &str) -> Result<String, Problem> {
        let next = self.step(rows)?;
        Ok(next.to_json(self.style, self.notification.as_deref()))
    }

    /// As [`next`](Self::next), but a claim is over with `delivery`, `conflict` or null, and the
    /// `outcome` of the request once the transaction is committed: see [`outcome_json`].
    ///
    /// # Errors
    ///
    /// As `next`.
    pub fn next_with_outcome(&self, rows: &str) -> Result<String, Problem> {
        let next = self.step(rows)?;
        match (&next, &self.notification) {
            (Next::Done(Answer::Delivery(delivery)), Some(notification)) => {
                Ok(claimed(delivery, Arc::clone(notification)))
            }
            _ => Ok(next.to_json(self.style, None)),
        }
    }

    fn step(&self, rows: &str) -> Result<Next, Problem> {
        let operation = self.operation.lock();
        let mut operation = operation.unwrap_or_else(PoisonError::into_inner);
        let next = operation.next_json(rows);
        next.map_err(|error| problem(&error, self.notification.as_deref()))
    }
}

/// What a provider waits for, unless it is a mistake in the code that calls.
fn problem(error: &LedgerError, notification: Option<&Notification>) -> Problem {
    match notification {
        Some(notification) if error.code() != Code::InvalidArgument => {
            let refusal = notification.refuse_because(error.code(), &error.to_string());
            refusal.into()
        }
        _ => error.clone().into(),
    }
}

fn claimed(delivery: &Delivery, notification: Arc<Notification>) -> String {
    let conflict = match delivery {
        Delivery::Conflict(found) => found.to_json(),
        _ => "null".to_owned(),
    };
    let word = delivery.as_str();
    let outcome = written_outcome(&Outcome::committed(notification, delivery));
    format!("{{\"delivery\":\"{word}\",\"conflict\":{conflict},\"outcome\":{outcome}}}")
}

/// What became of a notification whose transaction was rolled back, by whether its delivery was claimed
/// before, the name of the code and its cause, as JSON: `facts`, a record of the outcome, and the
/// `acknowledgement` to answer.
///
/// # Errors
///
/// [`Problem::Argument`] if there is no such code.
pub fn outcome_json(
    notification: Arc<Notification>,
    claimed: bool,
    code: &str,
    cause: &str,
) -> Result<String, Problem> {
    let outcome = Outcome::rolled_back(notification, claimed, code_of(code)?, cause);
    Ok(written_outcome(&outcome))
}

fn written_outcome(outcome: &Outcome) -> String {
    let acknowledgement = acknowledgement_json(&outcome.acknowledgement());
    let facts = outcome.to_json();
    format!("{{\"facts\":{facts},\"acknowledgement\":{acknowledgement}}}")
}

/// The statements that create the ledger's tables, and all others with what they take and give, as
/// JSON.
pub fn statements_json((dialect, style): (Dialect, Placeholders)) -> String {
    Statements::of(dialect).to_json(dialect, style)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn notification() -> Arc<Notification> {
        let key = std::fs::read_to_string("../../core/samples/lianlian.pem").unwrap();
        let builder = ackwell::LianLian::builder().public_key(key);
        let receiver = builder.merchant_id("201507021000394502").build().unwrap();
        let body = std::fs::read("../../core/samples/payment.json").unwrap();
        let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
        Arc::new(receiver.verify(&request).unwrap())
    }

    /// Plays an operation of which the database says that it is the first.
    fn played(running: &RunningOperation) -> Value {
        let mut step = read(&running.next_with_outcome("").unwrap());
        for _ in 0..10 {
            let Some(run) = step.get("run") else {
                return step;
            };
            let rows = match (run["statement"] == "outcome", run["reads"] == true) {
                (true, _) => json!([["first", "0"]]),
                (false, true) => json!([]),
                (false, false) => json!([["1"]]),
            };
            step = read(&running.next_with_outcome(&rows.to_string()).unwrap());
        }
        panic!("it has no end: {step}");
    }

    fn read(json: &str) -> Value {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_claim_is_a_dialogue_that_ends_with_what_to_answer() {
        let written = written("sqlite", "qmark").unwrap();
        let of = Some(notification());
        let running = RunningOperation::begin("claim", written, of, &Value::Null).unwrap();
        let claimed = played(&running);
        assert_eq!(claimed["delivery"], "first");
        assert_eq!(claimed["outcome"]["facts"]["outcome"], "fulfilled");
        assert_eq!(claimed["outcome"]["acknowledgement"]["status"], 200);
        let broken = running.next("[[1.5]]").unwrap_err();
        assert_eq!(broken.acknowledgement().unwrap().status, 503);
    }

    #[test]
    fn what_does_not_exist_is_refused() {
        assert!(written("oracle", "qmark").is_err());
        assert!(written("sqlite", "dollar").is_err());
        let at = written("mysql", "at").unwrap();
        for (what, of) in [
            ("dance", Some(notification())),
            ("claim", None),
            ("dance", None),
        ] {
            assert!(
                RunningOperation::begin(what, at, of, &Value::Null).is_err(),
                "{what}"
            );
        }
        assert!(outcome_json(notification(), true, "no_code", "").is_err());
        assert!(statements_json(at).contains("schema"));
    }

    #[test]
    fn an_order_is_written_down_and_resolved_in_a_transaction() {
        let written = written("postgres", "numeric_dollar").unwrap();
        let order = json!({
            "provider": "lianlian", "merchant_id": "2015", "order_no": "42", "placed_at": 0,
            "value": "210.97", "currency": "CNY", "retention_ms": 7_776_000_000_u64,
        });
        for what in ["expect_order", "resolve_order", "overdue_orders", "prune"] {
            let running = RunningOperation::begin(what, written, None, &order).unwrap();
            assert!(
                read(&running.next("").unwrap())["run"]["sql"].is_string(),
                "{what}"
            );
        }
    }

    #[test]
    fn a_failure_has_its_cause_in_the_line_for_the_log() {
        let failed = outcome_json(notification(), true, "fulfilment_failed", "no stock");
        let failed = read(&failed.unwrap());
        assert_eq!(failed["facts"]["outcome"], "failed");
        assert_eq!(failed["facts"]["code"], "fulfilment_failed");
        assert_eq!(failed["acknowledgement"]["status"], 500);
        assert!(
            failed["facts"]["log_line"]
                .as_str()
                .unwrap()
                .contains("no stock")
        );
    }
}
