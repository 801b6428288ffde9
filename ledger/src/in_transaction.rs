//! Claiming inside the shop's own database transaction: the way to *exactly once*.
//!
//! Where the shop's orders live in SQLite, PostgreSQL or MySQL, the ledger's tables can live beside
//! them. The delivery is then claimed, the order marked as paid, and both become true in one commit
//! or not at all: no lease, no second commit, and a crash at any point leaves nothing half done.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # #[cfg(feature = "sqlite")] {
//! # let receiver = ackwell::LianLian::builder().build()?;
//! # let request = ackwell::Request::new(b"");
//! use ackwell::Code;
//! use ackwell_ledger::{Delivery, in_transaction};
//!
//! let notification = match receiver.verify(&request) {
//!     Ok(notification) => notification,
//!     Err(refusal) => return Ok(drop(refusal.acknowledgement())),
//! };
//! let mut shop = rusqlite::Connection::open("/var/lib/shop/shop.db")?;
//! let transaction = shop.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
//! let answer = match in_transaction::sqlite::claim(&transaction, &notification)? {
//!     Delivery::First => {
//!         transaction.execute(
//!             "UPDATE orders SET paid = TRUE WHERE order_no = ?1",
//!             [notification.order_no()],
//!         )?;
//!         transaction.commit()?;
//!         notification.acknowledge()
//!     }
//!     Delivery::Repeat => notification.acknowledge(),
//!     Delivery::Conflict(_) => {
//!         transaction.commit()?; // keeps the record of the conflict
//!         notification.refuse(Code::Conflict).acknowledgement()
//!     }
//!     _ => notification.refuse(Code::InProgress).acknowledgement(),
//! };
//! # }
//! # Ok(())
//! # }
//! ```
//!
//! Two workers that claim one delivery at the same moment wait for each other: the second goes on
//! when the first has committed (and is told that it is a repeat) or rolled back (and is the
//! first). So keep these transactions short, and give the database a lock time-out inside the
//! provider's deadline.
//!
//! For other drivers and languages the statements are public: [`Statements`], with what they take
//! in [`Values`]. `docs/ledger.md` has them as a recipe.

#[cfg(feature = "mysql")]
pub mod mysql;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod outcome;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "sqlite")]
pub mod sqlite;

use ackwell::Notification;

use crate::entry::Entry;

/// What the ledger's columns hold for a notification, as the [`Statements`] take it.
#[derive(Debug, Clone)]
pub struct Values {
    entry: Entry,
    answers: bool,
}

impl Values {
    /// The values for `notification`.
    pub fn of(notification: &Notification) -> Self {
        let entry = Entry::from(notification);
        let answers = entry.answers().is_some();
        Self { entry, answers }
    }

    /// The delivery key; one longer than 255 bytes is cut and ends in its hash.
    pub fn delivery_key(&self) -> &str {
        &self.entry.key
    }

    /// The fingerprint.
    pub fn fingerprint(&self) -> [u8; 32] {
        self.entry.facts.fingerprint
    }

    /// `lianlian` or `pingpong`.
    pub fn provider(&self) -> &str {
        &self.entry.provider
    }

    /// The notification's kind.
    pub fn kind(&self) -> &str {
        &self.entry.kind
    }

    /// The merchant's number at the provider.
    pub fn merchant_id(&self) -> &str {
        &self.entry.merchant_id
    }

    /// The status.
    pub fn status(&self) -> &str {
        &self.entry.status
    }

    /// The shop's order number.
    pub fn order_no(&self) -> Option<&str> {
        self.entry.facts.order_no.as_deref()
    }

    /// The provider's transaction number.
    pub fn transaction_no(&self) -> Option<&str> {
        self.entry.transaction_no.as_deref()
    }

    /// The amount in the one spelling that equal amounts share: no trailing zeros.
    pub fn amount(&self) -> Option<&str> {
        self.entry.facts.amount.as_deref()
    }

    /// The currency.
    pub fn currency(&self) -> Option<&str> {
        self.entry.facts.currency.as_deref()
    }

    /// Whether the order it names is to be resolved: it names one and says something final.
    pub fn crosses_off(&self) -> bool {
        self.answers
    }
}

/// Whose SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// SQLite 3.37 or later; placeholders `?1`.
    Sqlite,
    /// PostgreSQL 11 or later; placeholders `$1`.
    Postgres,
    /// MySQL 8, `MariaDB` 10.6 or later; placeholders `?`.
    Mysql,
}

/// The statements of a claim inside a transaction, in the order of their use. The comment at the
/// beginning of each says what its placeholders take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statements {
    /// Creates the tables.
    pub schema: &'static str,
    /// First: claims.
    pub claim: &'static str,
    /// Second: gives one row, the outcome (`first`, `repeat`, `in_progress`, `conflict`) and the
    /// milliseconds that another's lease still runs.
    pub outcome: &'static str,
    /// After `conflict`: records it.
    pub conflict: &'static str,
    /// After `first`, where [`Values::crosses_off`]: resolves the order.
    pub cross_off: &'static str,
    /// After `first`, for a shop that wants to know: the first payment of the order that another
    /// transaction made, if there is one. What [`Ledger::earlier_payment`] answers.
    ///
    /// [`Ledger::earlier_payment`]: crate::Ledger::earlier_payment
    pub earlier_payment: &'static str,
}

impl Statements {
    /// The statements in a dialect.
    pub const fn of(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Sqlite => Self {
                schema: include_str!("../sql/sqlite/schema.sql"),
                claim: include_str!("../sql/sqlite/in_transaction_claim.sql"),
                outcome: include_str!("../sql/sqlite/in_transaction_outcome.sql"),
                conflict: include_str!("../sql/sqlite/in_transaction_conflict.sql"),
                cross_off: include_str!("../sql/sqlite/in_transaction_cross_off.sql"),
                earlier_payment: include_str!("../sql/sqlite/in_transaction_earlier_payment.sql"),
            },
            Dialect::Postgres => Self {
                schema: include_str!("../sql/postgres/schema.sql"),
                claim: include_str!("../sql/postgres/in_transaction_claim.sql"),
                outcome: include_str!("../sql/postgres/in_transaction_outcome.sql"),
                conflict: include_str!("../sql/postgres/in_transaction_conflict.sql"),
                cross_off: include_str!("../sql/postgres/settle_order.sql"),
                earlier_payment: include_str!("../sql/postgres/in_transaction_earlier_payment.sql"),
            },
            Dialect::Mysql => Self {
                schema: include_str!("../sql/mysql/schema.sql"),
                claim: include_str!("../sql/mysql/in_transaction_claim.sql"),
                outcome: include_str!("../sql/mysql/in_transaction_outcome.sql"),
                conflict: include_str!("../sql/mysql/conflict.sql"),
                cross_off: include_str!("../sql/mysql/settle_order.sql"),
                earlier_payment: include_str!("../sql/mysql/in_transaction_earlier_payment.sql"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statements_and_the_ledger_mean_the_same_kinds_by_a_payment() {
        let kinds: Vec<String> = crate::entry::PAYMENTS
            .iter()
            .map(|kind| format!("'{kind}'"))
            .collect();
        let listed = format!("kind IN ({})", kinds.join(", "));
        for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::Mysql] {
            let statement = Statements::of(dialect).earlier_payment;
            assert!(statement.contains(&listed), "{statement}");
        }
    }
}
