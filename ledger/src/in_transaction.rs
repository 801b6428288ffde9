//! Claiming inside the shop's own database transaction: the way to *exactly once*.
//!
//! Where the shop's orders live in SQLite, PostgreSQL or MySQL, the ledger's tables can be in the
//! same database. The delivery is then claimed, the order marked as paid, and both become true in
//! one commit or not at all: no lease, no second commit, and a crash at any point leaves nothing
//! half done.
//!
//! ```
//! # #[cfg(feature = "sqlite")] {
//! # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
//! # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
//! # let body = std::fs::read("../core/samples/payment.json")?;
//! # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
//! use ackwell::Code;
//! use ackwell_ledger::{Delivery, in_transaction};
//!
//! # let mut shop = rusqlite::Connection::open_in_memory()?;
//! # shop.execute("CREATE TABLE orders (order_no TEXT, paid INTEGER)", [])?;
//! # in_transaction::sqlite::create_tables(&shop)?;
//! let answer = match receiver.verify(&request) {
//!     Err(refusal) => refusal.acknowledgement(),
//!     Ok(notification) => {
//!         let transaction =
//!             shop.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
//!         match in_transaction::sqlite::claim(&transaction, &notification)? {
//!             Delivery::First => {
//!                 transaction.execute(
//!                     "UPDATE orders SET paid = TRUE WHERE order_no = ?1",
//!                     [notification.order_no()],
//!                 )?;
//!                 transaction.commit()?;
//!                 notification.acknowledge()
//!             }
//!             Delivery::Repeat => notification.acknowledge(),
//!             Delivery::Conflict(_) => {
//!                 transaction.commit()?; // keeps the record of the conflict
//!                 notification.refuse(Code::Conflict).acknowledgement()
//!             }
//!             _ => notification.refuse(Code::InProgress).acknowledgement(),
//!         }
//!     }
//! };
//! assert!(answer.is_success());
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Two workers that claim one delivery at the same moment wait for each other: the second goes on
//! when the first has committed (and gets a repeat) or rolled back (and is the first). So keep
//! these transactions short, and give the database a lock time-out inside the provider's deadline.
//!
//! For other drivers and languages all of this is available as data: an [`Operation`] says which
//! statement is next, given the rows of the one before, so that a driver needs a loop of a few
//! lines. The
//! [`Statements`] are public too, with what they take in [`Values`]. `docs/ledger-sql.md` has them as
//! a recipe.

#[cfg(feature = "mysql")]
pub mod mysql;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "sqlite")]
pub mod sqlite;

mod json;
mod operation;
mod outcome;
mod statement;
mod value;
mod values;

pub use operation::{Answer, Next, Operation, Step};
pub use statement::{Dialect, Form, Parameter, Placeholders, Statement, Statements, states};
pub use value::{Rows, SqlValue};
pub use values::Values;

#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod driven {
    use super::{Answer, Next, Operation, Rows, Step};
    use crate::claim::Delivery;
    use crate::earlier::EarlierPayment;
    use crate::error::LedgerError;

    /// Runs an operation to its end.
    pub(super) fn drive(
        mut operation: Operation,
        mut run: impl FnMut(&Step) -> Result<Rows, LedgerError>,
    ) -> Result<Answer, LedgerError> {
        let mut rows = Rows::new();
        loop {
            match operation.next(&rows)? {
                Next::Run(step) => rows = run(&step)?,
                Next::Done(answer) => return Ok(answer),
            }
        }
    }

    pub(super) fn delivery(answer: Answer) -> Result<Delivery, LedgerError> {
        match answer {
            Answer::Delivery(delivery) => Ok(delivery),
            _ => Err(super::value::foreign()),
        }
    }

    pub(super) fn payment(answer: Answer) -> Result<Option<EarlierPayment>, LedgerError> {
        match answer {
            Answer::EarlierPayment(payment) => Ok(payment),
            _ => Err(super::value::foreign()),
        }
    }
}
