//! What a ledger is asked through [`ask`](crate::ask), as data: the methods that are generated for the
//! languages.

/// A question to a ledger.
#[derive(Debug)]
pub struct Question {
    /// Its name, in `snake_case`.
    pub name: &'static str,
    /// What it does: a sentence, and perhaps more.
    pub doc: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What it returns.
    pub gives: Gives,
}

/// What a question takes.
#[derive(Debug)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// One argument.
    One(Argument),
    /// Several, which belong together.
    All(&'static Arguments),
}

/// Arguments that belong together.
#[derive(Debug)]
pub struct Arguments {
    /// The name of their type.
    pub name: &'static str,
    /// What they are.
    pub doc: &'static str,
    /// The arguments.
    pub members: &'static [Argument],
}

/// One argument.
#[derive(Debug)]
pub struct Argument {
    /// Its name, in `snake_case`.
    pub name: &'static str,
    /// What its value is.
    pub form: ArgumentForm,
    /// Whether it may be left out.
    pub optional: bool,
    /// What it says.
    pub doc: &'static str,
}

/// What the value of an argument is, and how it is written in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentForm {
    /// A text.
    Text,
    /// The word of a provider.
    Provider,
    /// The word of a delivery's state.
    State,
    /// Yes or no.
    Flag,
    /// A whole number.
    Count,
    /// A moment: milliseconds since 1970-01-01 UTC.
    Moment,
    /// An amount: two members, `value` and `currency`.
    Amount,
}

/// What a question returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Nothing.
    Nothing,
    /// Yes or no.
    Flag,
    /// A whole number.
    Count,
    /// The record of that name.
    One(&'static str),
    /// A list of records of that name.
    Many(&'static str),
}

const fn required(name: &'static str, form: ArgumentForm, doc: &'static str) -> Argument {
    Argument {
        name,
        form,
        optional: false,
        doc,
    }
}

const fn optional(name: &'static str, form: ArgumentForm, doc: &'static str) -> Argument {
    Argument {
        name,
        form,
        optional: true,
        doc,
    }
}

const PROVIDER: Argument = required(
    "provider",
    ArgumentForm::Provider,
    "The provider that the customer was sent to.",
);
const MERCHANT_ID: Argument = required(
    "merchant_id",
    ArgumentForm::Text,
    "The shop's number there.",
);
const ORDER_NO: Argument = required(
    "order_no",
    ArgumentForm::Text,
    "The shop's own order number.",
);

const ORDER_KEY: Arguments = Arguments {
    name: "OrderKey",
    doc: "Which order: a merchant's own number at one provider.",
    members: &[PROVIDER, MERCHANT_ID, ORDER_NO],
};

const EXPECTED_ORDER: Arguments = Arguments {
    name: "ExpectedOrder",
    doc: "An order that waits for a notification.",
    members: &[
        PROVIDER,
        MERCHANT_ID,
        ORDER_NO,
        required(
            "placed_at",
            ArgumentForm::Moment,
            "When the order was placed.",
        ),
        optional(
            "amount",
            ArgumentForm::Amount,
            "What it costs, for whoever asks the provider later.",
        ),
    ],
};

const FILTER: Arguments = Arguments {
    name: "Filter",
    doc: "What `list` returns.",
    members: &[
        optional(
            "state",
            ArgumentForm::State,
            "Only deliveries in this state.",
        ),
        optional(
            "conflicts",
            ArgumentForm::Flag,
            "Only deliveries that a later notification contradicted.",
        ),
        optional(
            "order_no",
            ArgumentForm::Text,
            "Only deliveries of this order number.",
        ),
        optional(
            "after",
            ArgumentForm::Text,
            "Only deliveries whose key sorts after this one: the last of a page.",
        ),
        optional(
            "limit",
            ArgumentForm::Count,
            "At most so many, up to 100,000. Default: 1,000.",
        ),
    ],
};

/// Every question, in the order in which a person meets them.
pub const QUESTIONS: &[Question] = &[
    Question {
        name: "expect_order",
        doc: "Writes down an order that waits for a notification, for `overdue_orders`. Do so before \
              the customer is sent to the provider.",
        takes: Takes::All(&EXPECTED_ORDER),
        gives: Gives::Nothing,
    },
    Question {
        name: "overdue_orders",
        doc: "The orders whose notification should have come by now and did not: ask the provider.",
        takes: Takes::One(optional(
            "now",
            ArgumentForm::Moment,
            "Default: the clock's.",
        )),
        gives: Gives::Many("OverdueOrder"),
    },
    Question {
        name: "resolve_order",
        doc: "Resolves an order because the provider was asked. Whether it waited.",
        takes: Takes::All(&ORDER_KEY),
        gives: Gives::Flag,
    },
    Question {
        name: "order_history",
        doc: "Everything known of an order number, whichever provider and merchant.",
        takes: Takes::One(ORDER_NO),
        gives: Gives::One("OrderHistory"),
    },
    Question {
        name: "list",
        doc: "What is kept, in the order of the delivery keys.",
        takes: Takes::All(&FILTER),
        gives: Gives::Many("Record"),
    },
    Question {
        name: "status",
        doc: "What it is and how much it keeps. Counts every record.",
        takes: Takes::Nothing,
        gives: Gives::One("LedgerStatus"),
    },
    Question {
        name: "reopen",
        doc: "Reopens a delivery by a person's decision: it will be fulfilled again. Whether it was \
              there.",
        takes: Takes::One(required(
            "delivery_key",
            ArgumentForm::Text,
            "The delivery's key.",
        )),
        gives: Gives::Flag,
    },
    Question {
        name: "prune",
        doc: "Removes what has not changed for longer than the retention. Run it once a day.",
        takes: Takes::Nothing,
        gives: Gives::One("Pruned"),
    },
    Question {
        name: "migrate",
        doc: "Creates the tables, or brings them to this version, which it returns.",
        takes: Takes::Nothing,
        gives: Gives::Count,
    },
];

#[cfg(test)]
mod tests {
    use ackwell_ledger::{Ledger, record_tables};
    use serde_json::{Value, json};

    use super::*;

    fn sample(argument: &Argument) -> Vec<(&'static str, Value)> {
        match argument.form {
            ArgumentForm::Text => vec![(argument.name, json!("42"))],
            ArgumentForm::Provider => vec![(argument.name, json!("pingpong"))],
            ArgumentForm::State => vec![(argument.name, json!("committed"))],
            ArgumentForm::Flag => vec![(argument.name, json!(true))],
            ArgumentForm::Count | ArgumentForm::Moment => vec![(argument.name, json!(7))],
            ArgumentForm::Amount => vec![("value", json!("1.00")), ("currency", json!("USD"))],
        }
    }

    #[test]
    fn every_question_is_answered_as_its_table_says() {
        let ledger = Ledger::open("memory:").unwrap();
        for question in QUESTIONS {
            let members: &[Argument] = match &question.takes {
                Takes::Nothing => &[],
                Takes::One(argument) => std::slice::from_ref(argument),
                Takes::All(arguments) => arguments.members,
            };
            let arguments: Value = members.iter().flat_map(sample).collect();
            let answer = crate::ask(&ledger, question.name, &arguments);
            let answer = answer.unwrap_or_else(|problem| panic!("{question:?}: {problem:?}"));
            let answer: Value = serde_json::from_str(&answer).unwrap();
            let table = |name| record_tables().iter().any(|table| table.name == name);
            let fits = match question.gives {
                Gives::Nothing => answer.is_null(),
                Gives::Flag => answer.is_boolean(),
                Gives::Count => answer.is_u64(),
                Gives::One(name) => answer.is_object() && table(name),
                Gives::Many(name) => answer.is_array() && table(name),
            };
            assert!(fits, "{question:?}: {answer}");
        }
    }
}
