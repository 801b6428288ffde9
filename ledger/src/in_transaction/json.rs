//! The next step of an operation as JSON, for hosts that run it on their own connection.

use ackwell::{Acknowledgement, Notification, Refusal};
use serde_json::{Value, json};

use super::operation::{Answer, Next};
use super::statement::Placeholders;
use super::value::SqlValue;
use crate::claim::Delivery;

impl Next {
    /// As one JSON object, for other languages. Times are milliseconds since 1970-01-01 UTC.
    ///
    /// | member | what |
    /// |---|---|
    /// | `run` | a statement to run: `statement` (its name), `sql`, `values` (in order: texts, whole numbers, nulls, and `{"hex": "..."}` for bytes), `reads` (whether it gives rows; if not, hand over how many it changed as `[[number]]`) |
    /// | `delivery` | a claim is over: `first`, `repeat`, `in_progress`, `conflict`. With `acknowledgement`, what to answer: for `first` once the work is committed. With `refusal` (`code`, `number`, `cause`, `message`, `severity`, `remedy`, `log_line`) and `conflict`, null where there is none |
    /// | `earlier_payment` | what [`Operation::earlier_payment`](super::Operation::earlier_payment) found, or null |
    /// | `orders` | overdue orders |
    /// | `pruned` | `deliveries`, `conflicts`, `orders` |
    /// | `done` | `true` for an order that was written down; whether the order waited, for one that was resolved |
    pub fn to_json(&self, style: Placeholders, notification: Option<&Notification>) -> String {
        let answer = match self {
            Self::Run(step) => {
                let (sql, values) = step.written(style);
                json!({ "run": {
                    "statement": step.statement.name,
                    "sql": sql,
                    "values": values.iter().map(SqlValue::to_json).collect::<Vec<_>>(),
                    "reads": step.reads(),
                }})
            }
            Self::Done(Answer::Delivery(delivery)) => claimed(delivery, notification),
            Self::Done(Answer::EarlierPayment(payment)) => {
                json!({ "earlier_payment": payment.as_ref().map(|one| record(&one.to_json())) })
            }
            Self::Done(Answer::Expected | Answer::Confirmed) => json!({ "done": true }),
            Self::Done(Answer::Resolved(waited)) => json!({ "done": waited }),
            Self::Done(Answer::Orders(orders)) => {
                json!({ "orders": record(&crate::orders_to_json(orders)) })
            }
            Self::Done(Answer::Pruned(pruned)) => json!({ "pruned": record(&pruned.to_json()) }),
        };
        answer.to_string()
    }
}

fn claimed(delivery: &Delivery, notification: Option<&Notification>) -> Value {
    let refusal = notification.and_then(|notification| delivery.refusal(notification));
    let answer = match (&refusal, notification) {
        (Some(refusal), _) => Some(refusal.acknowledgement()),
        (None, Some(notification)) => Some(notification.acknowledge()),
        (None, None) => None,
    };
    let conflict = match delivery {
        Delivery::Conflict(conflict) => Some(record(&conflict.to_json())),
        _ => None,
    };
    json!({
        "delivery": delivery.as_str(),
        "acknowledgement": answer.as_ref().map(acknowledgement),
        "refusal": refusal.as_ref().map(|refusal| refusal_of(refusal, delivery)),
        "conflict": conflict,
    })
}

fn acknowledgement(answer: &Acknowledgement) -> Value {
    json!({
        "status": answer.status,
        "content_type": answer.content_type,
        "body": String::from_utf8_lossy(answer.body),
    })
}

fn refusal_of(refusal: &Refusal, delivery: &Delivery) -> Value {
    json!({
        "code": refusal.code().as_str(),
        "number": refusal.code().number(),
        "cause": delivery.cause(),
        "message": refusal.message(),
        "severity": refusal.severity().as_str(),
        "remedy": refusal.remedy(),
        "log_line": refusal.log_line(),
    })
}

/// A record of the ledger, as [`records`](crate::records) writes it.
fn record(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or(Value::Null)
}
