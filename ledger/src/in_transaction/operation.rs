//! What a ledger does in a shop's own database, statement by statement.

use std::time::{Duration, SystemTime};

use ackwell::{Code, Notification, Provider};

use super::outcome;
use super::statement::{Dialect, Parameter, Placeholders, Statement, Statements};
use super::value::{self, Cells, Rows, SqlValue, rows_from_json};
use super::values::{self, Values};
use crate::claim::{Claimant, Delivery};
use crate::earlier::EarlierPayment;
use crate::error::LedgerError;
use crate::order::{ExpectedOrder, OverdueOrder};
use crate::record::Pruned;
use crate::time::{Millis, whole_millis};

/// How many overdue orders are listed at most.
const OVERDUE_LIMIT: i64 = 10_000;
/// How many keys one step of a prune looks at.
const MAX_ROWS: i64 = 2_000;

/// One operation of the ledger on a shop's own database connection: which statement is next, given
/// what the one before gave.
///
/// This is the whole of a claim inside a transaction, for every language: run what
/// [`next`](Self::next) returns, hand over the rows, until it is done.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use ackwell_ledger::in_transaction::{Step, Rows};
/// # fn run_on_my_connection(sql: String, values: Vec<ackwell_ledger::in_transaction::SqlValue>) -> Rows { vec![] }
/// use std::time::SystemTime;
/// use ackwell_ledger::in_transaction::{Answer, Dialect, Next, Operation, Placeholders};
///
/// let mut operation = Operation::overdue_orders(Dialect::Postgres, SystemTime::now());
/// let mut rows = Rows::new();
/// let answer = loop {
///     match operation.next(&rows)? {
///         Next::Run(step) => {
///             let (sql, values) = step.written(Placeholders::Dollar);
///             rows = run_on_my_connection(sql, values);
///         }
///         Next::Done(answer) => break answer,
///     }
/// };
/// assert_eq!(answer, Answer::Orders(vec![]));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Operation {
    statements: &'static Statements,
    work: Work,
}

/// What is to be done, and how far it is.
#[derive(Debug, Clone)]
enum Work {
    Claim(Box<Values>, Claimant, ClaimStage),
    Confirm(Box<Values>, Claimant, Stage),
    EarlierPayment(Box<Values>, Stage),
    ExpectOrder(ExpectedOrder, Stage),
    ResolveOrder(ExpectedOrder, Stage),
    Overdue(Millis, Stage),
    Prune(Prune),
    Over,
}

#[derive(Debug, Clone, Copy)]
enum ClaimStage {
    Begin,
    Claimed,
    Asked,
    Resolved,
    ConflictRecorded,
    ConflictRead,
}

/// Of an operation of one statement.
#[derive(Debug, Clone, Copy)]
enum Stage {
    Begin,
    Ran,
}

#[derive(Debug, Clone)]
struct Prune {
    stage: PruneStage,
    retention: Duration,
    after: String,
    last: String,
    pruned: Pruned,
}

#[derive(Debug, Clone, Copy)]
enum PruneStage {
    Begin,
    Found,
    Removed,
    Conflicts,
    Orders,
}

/// What [`Operation::next`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Run this and hand over its rows.
    Run(Step),
    /// The operation is over.
    Done(Answer),
}

/// A statement to run, with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The statement.
    pub statement: &'static Statement,
    /// What its placeholders take, in the order of [`Statement::takes`].
    pub values: Vec<SqlValue>,
}

impl Step {
    /// The text as a driver takes it, and a value for each placeholder in order.
    pub fn written(&self, style: Placeholders) -> (String, Vec<SqlValue>) {
        let (text, order) = self.statement.written(style);
        let value = |place: &usize| self.values.get(*place).cloned().unwrap_or(SqlValue::Null);
        (text, order.iter().map(value).collect())
    }

    /// Whether it gives rows. Otherwise hand over one row with one number: how many it changed.
    pub fn reads(&self) -> bool {
        !self.statement.gives.is_empty()
    }
}

/// What an operation came to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// Of a claim.
    Delivery(Delivery),
    /// Of [`Operation::confirm`].
    Confirmed,
    /// Of [`Operation::earlier_payment`].
    EarlierPayment(Option<EarlierPayment>),
    /// Of [`Operation::expect_order`].
    Expected,
    /// Of [`Operation::resolve_order`]: whether the order waited.
    Resolved(bool),
    /// Of [`Operation::overdue_orders`]: those due longest first, at most 10,000.
    Orders(Vec<OverdueOrder>),
    /// Of [`Operation::prune`].
    Pruned(Pruned),
}

impl Operation {
    /// Claims a delivery inside the transaction that the connection has open. After
    /// [`Delivery::First`] do the work in the same transaction and commit it.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable` if the operating system gives no random numbers.
    pub fn claim(dialect: Dialect, notification: &Notification) -> Result<Self, LedgerError> {
        let values = Box::new(Values::of(notification));
        let work = Work::Claim(values, Claimant::new()?, ClaimStage::Begin);
        Ok(Self::new(dialect, work))
    }

    /// Makes sure, after the work and before the commit, that the claim is still part of the
    /// transaction. Where a statement failed and the work went on, PostgreSQL rolls back on COMMIT
    /// without an error, and MySQL has rolled back at a deadlock: the payment would be acknowledged
    /// and nothing of it kept.
    ///
    /// The statement itself fails where PostgreSQL has given the transaction up; otherwise
    /// [`next`](Self::next) returns an error if the claim is gone. Roll back then, and answer
    /// failure.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable` if the operating system gives no random numbers.
    pub fn confirm(dialect: Dialect, notification: &Notification) -> Result<Self, LedgerError> {
        let values = Box::new(Values::of(notification));
        let work = Work::Confirm(values, Claimant::new()?, Stage::Begin);
        Ok(Self::new(dialect, work))
    }

    /// Finds the first payment of the order that another transaction made: what
    /// [`Ledger::earlier_payment`](crate::Ledger::earlier_payment) answers. Ask after a claim was
    /// the first.
    pub fn earlier_payment(dialect: Dialect, notification: &Notification) -> Self {
        let values = Box::new(Values::of(notification));
        Self::new(dialect, Work::EarlierPayment(values, Stage::Begin))
    }

    /// Writes down an order that waits for a notification.
    pub fn expect_order(dialect: Dialect, order: ExpectedOrder) -> Self {
        Self::new(dialect, Work::ExpectOrder(order, Stage::Begin))
    }

    /// Resolves an order without a notification, because the provider was asked.
    pub fn resolve_order(
        dialect: Dialect,
        provider: Provider,
        merchant_id: &str,
        order_no: &str,
    ) -> Self {
        let placed = SystemTime::UNIX_EPOCH;
        let order = ExpectedOrder::new(provider, merchant_id, order_no, placed);
        Self::new(dialect, Work::ResolveOrder(order, Stage::Begin))
    }

    /// Lists the orders whose notification should have come by `now` and did not.
    pub fn overdue_orders(dialect: Dialect, now: SystemTime) -> Self {
        Self::new(dialect, Work::Overdue(now.into(), Stage::Begin))
    }

    /// Removes what has not changed for longer than `retention`. Run it outside of a transaction:
    /// each statement is a separate step.
    ///
    /// # Errors
    ///
    /// `invalid_config` if a provider may still send what would be removed.
    pub fn prune(dialect: Dialect, retention: Duration) -> Result<Self, LedgerError> {
        crate::options::check_retention(Provider::ALL, retention)?;
        let prune = Prune {
            stage: PruneStage::Begin,
            retention,
            after: String::new(),
            last: String::new(),
            pruned: Pruned::default(),
        };
        Ok(Self::new(dialect, Work::Prune(prune)))
    }

    fn new(dialect: Dialect, work: Work) -> Self {
        Self {
            statements: Statements::of(dialect),
            work,
        }
    }

    /// Takes the rows of the statement that was run (none at the first call), and says what comes
    /// next. An error ends the operation: roll the transaction back.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable` if the rows are not what the statement gives; `invalid_argument` if the
    /// operation is over.
    pub fn next(&mut self, rows: &Rows) -> Result<Next, LedgerError> {
        let work = std::mem::replace(&mut self.work, Work::Over);
        let (next, work) = match work {
            Work::Claim(values, claimant, stage) => {
                claim(self.statements, values, claimant, stage, rows)?
            }
            Work::Confirm(values, claimant, stage) => match stage {
                Stage::Begin => (
                    run(&self.statements.outcome, |parameter| {
                        values::of_claim(&values, claimant, parameter)
                    }),
                    Work::Confirm(values, claimant, Stage::Ran),
                ),
                Stage::Ran => {
                    let found = rows.first().map(|row| outcome::delivery(&Cells(row)));
                    // The claim counts as committed from the start, as another claimant sees it.
                    match found.transpose()? {
                        Some(Some(Delivery::Repeat)) => done(Answer::Confirmed),
                        _ => return Err(rolled_back()),
                    }
                }
            },
            Work::EarlierPayment(values, stage) => match stage {
                Stage::Begin => (
                    run(&self.statements.earlier_payment, |parameter| {
                        values.get(parameter).unwrap_or(SqlValue::Null)
                    }),
                    Work::EarlierPayment(values, Stage::Ran),
                ),
                Stage::Ran => {
                    let payment = rows.first().map(|row| outcome::payment(&Cells(row)));
                    done(Answer::EarlierPayment(payment.transpose()?))
                }
            },
            Work::ExpectOrder(order, stage) => match stage {
                Stage::Begin => (
                    run(&self.statements.expect_order, |parameter| {
                        values::of_order(&order, parameter)
                    }),
                    Work::ExpectOrder(order, Stage::Ran),
                ),
                Stage::Ran => done(Answer::Expected),
            },
            Work::ResolveOrder(order, stage) => match stage {
                Stage::Begin => (
                    run(&self.statements.resolve_order, |parameter| {
                        values::of_order(&order, parameter)
                    }),
                    Work::ResolveOrder(order, Stage::Ran),
                ),
                Stage::Ran => done(Answer::Resolved(first(rows)?.count(0)? > 0)),
            },
            Work::Overdue(now, stage) => match stage {
                Stage::Begin => (
                    run(&self.statements.overdue_orders, |parameter| {
                        let number = if parameter == Parameter::Limit {
                            OVERDUE_LIMIT
                        } else {
                            now.0
                        };
                        SqlValue::Integer(number)
                    }),
                    Work::Overdue(now, Stage::Ran),
                ),
                Stage::Ran => {
                    let orders = rows.iter().map(|row| outcome::overdue(&Cells(row)));
                    done(Answer::Orders(orders.collect::<Result<_, _>>()?))
                }
            },
            Work::Prune(prune) => prune.next(self.statements, rows)?,
            Work::Over => {
                return Err(LedgerError::new(
                    Code::InvalidArgument,
                    "the operation is over",
                ));
            }
        };
        self.work = work;
        Ok(next)
    }

    /// As [`next`](Self::next), with rows from JSON: a list of lists of texts, whole numbers and
    /// nulls. An empty text at the first call.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub fn next_json(&mut self, rows: &str) -> Result<Next, LedgerError> {
        if rows.is_empty() {
            return self.next(&Rows::new());
        }
        match rows_from_json(rows) {
            Ok(rows) => self.next(&rows),
            Err(error) => {
                self.work = Work::Over;
                Err(error)
            }
        }
    }
}

fn rolled_back() -> LedgerError {
    LedgerError::unavailable(
        "the database has rolled the transaction back, because a statement in it failed: let that \
         error end the fulfilment",
    )
}

fn claim(
    statements: &'static Statements,
    values: Box<Values>,
    claimant: Claimant,
    stage: ClaimStage,
    rows: &Rows,
) -> Result<(Next, Work), LedgerError> {
    let go = |statement: &'static Statement, values: Box<Values>, stage| {
        let next = run(statement, |parameter| {
            values::of_claim(&values, claimant, parameter)
        });
        Ok((next, Work::Claim(values, claimant, stage)))
    };
    match stage {
        ClaimStage::Begin => go(&statements.claim, values, ClaimStage::Claimed),
        ClaimStage::Claimed => go(&statements.outcome, values, ClaimStage::Asked),
        ClaimStage::Asked => match outcome::delivery(&first(rows)?)? {
            None => go(&statements.conflict, values, ClaimStage::ConflictRecorded),
            Some(Delivery::First) if values.resolves_order() => {
                go(&statements.resolve_order, values, ClaimStage::Resolved)
            }
            Some(delivery) => Ok(done(Answer::Delivery(delivery))),
        },
        ClaimStage::Resolved => Ok(done(Answer::Delivery(Delivery::First))),
        ClaimStage::ConflictRecorded => {
            go(&statements.conflict_seen, values, ClaimStage::ConflictRead)
        }
        ClaimStage::ConflictRead => {
            let entry = &values.entry;
            let conflict = outcome::conflict(&first(rows)?, &entry.key, &entry.facts)?;
            Ok(done(Answer::Delivery(Delivery::Conflict(Box::new(
                conflict,
            )))))
        }
    }
}

impl Prune {
    fn next(
        mut self,
        statements: &'static Statements,
        rows: &Rows,
    ) -> Result<(Next, Work), LedgerError> {
        match self.stage {
            PruneStage::Begin => {}
            PruneStage::Found => {
                let row = first(rows)?;
                let Some(last) = row.optional(0)? else {
                    return Ok(self.go(&statements.prune_conflicts, PruneStage::Conflicts));
                };
                self.last = last;
                match &statements.prune_deliveries {
                    Some(remove) => return Ok(self.go(remove, PruneStage::Removed)),
                    // PostgreSQL's step has removed them.
                    None => self.pruned.deliveries += row.count(1)?,
                }
                self.after = std::mem::take(&mut self.last);
            }
            PruneStage::Removed => {
                self.pruned.deliveries += first(rows)?.count(0)?;
                self.after = std::mem::take(&mut self.last);
            }
            PruneStage::Conflicts => {
                self.pruned.conflicts = first(rows)?.count(0)?;
                return Ok(self.go(&statements.prune_orders, PruneStage::Orders));
            }
            PruneStage::Orders => {
                self.pruned.orders = first(rows)?.count(0)?;
                return Ok(done(Answer::Pruned(self.pruned)));
            }
        }
        Ok(self.go(&statements.prune_step, PruneStage::Found))
    }

    fn go(mut self, statement: &'static Statement, stage: PruneStage) -> (Next, Work) {
        let now = Millis::from(SystemTime::now());
        let next = run(statement, |parameter| match parameter {
            Parameter::AfterKey => SqlValue::text(&self.after),
            Parameter::LastKey => SqlValue::text(&self.last),
            Parameter::Limit => SqlValue::Integer(MAX_ROWS),
            Parameter::RetentionMs => SqlValue::Integer(whole_millis(self.retention)),
            Parameter::OldestMs => SqlValue::Integer(now.minus(self.retention).0),
            Parameter::NowMs => SqlValue::Integer(now.0),
            _ => SqlValue::Null,
        });
        self.stage = stage;
        (next, Work::Prune(self))
    }
}

fn run(statement: &'static Statement, value: impl Fn(Parameter) -> SqlValue) -> Next {
    Next::Run(Step {
        statement,
        values: statement.takes.iter().map(|&takes| value(takes)).collect(),
    })
}

fn done(answer: Answer) -> (Next, Work) {
    (Next::Done(answer), Work::Over)
}

fn first(rows: &Rows) -> Result<Cells<'_>, LedgerError> {
    rows.first()
        .map(|row| Cells(row))
        .ok_or_else(value::foreign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> ExpectedOrder {
        let placed = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        ExpectedOrder::new(Provider::LianLian, "M", "O", placed).amount("1.50", "CNY")
    }

    #[test]
    fn an_order_is_due_when_its_provider_sends_no_more() {
        let mut operation = Operation::expect_order(Dialect::Mysql, order());
        let Ok(Next::Run(step)) = operation.next(&Rows::new()) else {
            panic!("no statement");
        };
        let (sql, values) = step.written(Placeholders::Percent);
        assert!(sql.starts_with("INSERT INTO ackwell_expected"), "{sql}");
        let text = SqlValue::text;
        assert_eq!(
            values,
            [
                text("lianlian"),
                text("M"),
                text("O"),
                text("1.5"),
                text("CNY"),
                SqlValue::Integer(1_000),
                SqlValue::Integer(3_601_000),
            ]
        );
        assert!(!step.reads());
        assert_eq!(
            operation.next_json("[[1]]"),
            Ok(Next::Done(Answer::Expected))
        );
        let over = operation.next(&Rows::new()).unwrap_err();
        assert_eq!(over.code(), Code::InvalidArgument);
    }

    #[test]
    fn rows_that_no_statement_gives_are_refused_and_end_the_operation() {
        for rows in [
            "",
            "[]",
            "[[]]",
            "{}",
            "[[true]]",
            "[[1.5]]",
            "[[[]]]",
            "[[\"x\"]]",
            "[[-1]]",
            "[[99999999999999999999]]",
            "[[null]]",
            "nothing",
        ] {
            let mut operation =
                Operation::resolve_order(Dialect::Sqlite, Provider::PingPong, "M", "O");
            assert!(matches!(operation.next(&Rows::new()), Ok(Next::Run(_))));
            let refused = operation.next_json(rows).unwrap_err();
            assert_eq!(refused.code(), Code::LedgerUnavailable, "{rows}");
            let over = operation.next_json("[[1]]").unwrap_err();
            assert_eq!(over.code(), Code::InvalidArgument, "{rows}");
        }
    }

    #[test]
    fn a_driver_may_give_numbers_as_texts() {
        for (rows, waited) in [("[[1]]", true), ("[[\"1\"]]", true), ("[[\"0\"]]", false)] {
            let mut operation =
                Operation::resolve_order(Dialect::Postgres, Provider::PingPong, "M", "O");
            assert!(matches!(operation.next(&Rows::new()), Ok(Next::Run(_))));
            let answer = operation.next_json(rows).unwrap();
            assert_eq!(answer, Next::Done(Answer::Resolved(waited)));
        }
    }

    #[test]
    fn a_prune_goes_on_until_there_is_no_key() {
        let too_short = Operation::prune(Dialect::Mysql, Duration::from_secs(60)).unwrap_err();
        assert_eq!(too_short.member(), Some("ledger.retention_days"));
        for (dialect, script) in [
            (
                Dialect::Mysql,
                vec![
                    ("prune_step", r#"[["k"]]"#),
                    ("prune_deliveries", "[[2]]"),
                    ("prune_step", "[[null]]"),
                    ("prune_conflicts", "[[3]]"),
                    ("prune_orders", "[[4]]"),
                ],
            ),
            (
                Dialect::Postgres,
                vec![
                    ("prune_step", r#"[["k", 2]]"#),
                    ("prune_step", "[[null, 0]]"),
                    ("prune_conflicts", "[[3]]"),
                    ("prune_orders", "[[4]]"),
                ],
            ),
        ] {
            let day = Duration::from_secs(86_400);
            let mut operation = Operation::prune(dialect, day).unwrap();
            let mut rows = "";
            for (name, answer) in script {
                let Next::Run(step) = operation.next_json(rows).unwrap() else {
                    panic!("over before {name}");
                };
                assert_eq!(step.statement.name, name);
                rows = answer;
            }
            let pruned = Pruned {
                deliveries: 2,
                conflicts: 3,
                orders: 4,
            };
            let done = Next::Done(Answer::Pruned(pruned));
            assert_eq!(operation.next_json(rows).unwrap(), done);
        }
    }
}
