//! The statements as data: their text in each dialect, what they take, what they give.

use std::borrow::Cow;

use ackwell::Code;

use crate::error::LedgerError;
use crate::record::DeliveryState;
use crate::store::machine::StoredState;
use crate::time::Millis;

/// How much of the name of a database an error repeats.
const MAX_NAME: usize = 40;

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

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mysql];

    /// The stable word: `sqlite`, `postgres` or `mysql`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }

    /// The dialect of a database by the name that its drivers use: `sqlite`, `postgres`,
    /// `postgresql`, `pgsql`, `mysql` or `mariadb`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "sqlite" => Some(Self::Sqlite),
            "postgres" | "postgresql" | "pgsql" => Some(Self::Postgres),
            "mysql" | "mariadb" => Some(Self::Mysql),
            _ => None,
        }
    }

    /// The dialect of a connection, by what its driver calls the database, in any case, and by
    /// whether it commits each statement by itself.
    ///
    /// ```
    /// use ackwell_ledger::in_transaction::Dialect;
    ///
    /// assert_eq!(Dialect::of_connection("PostgreSQL", false), Ok(Dialect::Postgres));
    /// assert!(Dialect::of_connection("H2", false).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// `invalid_argument` if the ledger has no tables for that database, or the connection has no
    /// transaction.
    pub fn of_connection(database: &str, autocommit: bool) -> Result<Self, LedgerError> {
        let refused = |message| Err(LedgerError::new(Code::InvalidArgument, message));
        let Some(dialect) = Self::from_name(&database.to_ascii_lowercase()) else {
            let name: String = database.chars().take(MAX_NAME).collect();
            return refused(format!(
                "the ledger has tables for SQLite, PostgreSQL, MySQL and MariaDB, and this \
                 connection is to {name:?}"
            ));
        };
        if autocommit {
            return refused(
                "the connection is in autocommit mode, in which claim and work are not one \
                 transaction: switch it off"
                    .to_owned(),
            );
        }
        Ok(dialect)
    }
}

/// How a database driver writes its placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Placeholders {
    /// `?` for each value, in order: PDO, JDBC, Python's `qmark`.
    Question,
    /// `%s` for each value, in order, and `%%` for a percent sign: Python's `format` and `pyformat`.
    Percent,
    /// `:1`, `:2`, ...: Python's `numeric`.
    Colon,
    /// `$1`, `$2`, ...: PostgreSQL's own drivers.
    Dollar,
    /// `@p1`, `@p2`, ...: ADO.NET.
    At,
}

impl Placeholders {
    /// Every style.
    pub const ALL: [Self; 5] = [
        Self::Question,
        Self::Percent,
        Self::Colon,
        Self::Dollar,
        Self::At,
    ];

    /// The stable word: `qmark`, `format`, `numeric`, `numeric_dollar` or `at`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Question => "qmark",
            Self::Percent => "format",
            Self::Colon => "numeric",
            Self::Dollar => "numeric_dollar",
            Self::At => "at",
        }
    }

    /// The style of that word. `pyformat` drivers take `format` too.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = if name == "pyformat" { "format" } else { name };
        Self::ALL.into_iter().find(|style| style.as_str() == name)
    }

    fn placeholder(self, number: usize) -> String {
        match self {
            Self::Question => "?".to_owned(),
            Self::Percent => "%s".to_owned(),
            Self::Colon => format!(":{number}"),
            Self::Dollar => format!("${number}"),
            Self::At => format!("@p{number}"),
        }
    }
}

macro_rules! parameters {
    ($($name:ident $word:literal $form:ident $about:literal;)*) => {
        /// What a placeholder of a statement takes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Parameter {
            $(#[doc = $about] $name,)*
        }

        impl Parameter {
            /// Every parameter.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable word.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// One sentence: what it is.
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)* }
            }

            /// What type of value it is.
            pub fn form(self) -> Form {
                match self { $(Self::$name => Form::$form,)* }
            }
        }
    };
}

parameters! {
    DeliveryKey "delivery_key" Text "The delivery key; one longer than 255 bytes is cut and ends in its hash.";
    Claimant "claimant" Bytes "16 random bytes, new for each claim: how a claim knows its own row.";
    Fingerprint "fingerprint" Bytes "The SHA-256 of the signed text, 32 bytes.";
    Provider "provider" Text "The provider, `lianlian` or `pingpong`.";
    Kind "kind" Text "The notification's kind.";
    MerchantId "merchant_id" Text "The merchant's number at the provider.";
    Status "status" Text "The status: `succeeded`, `processing` and so on, or the provider's own word.";
    OrderNo "order_no" Text "The shop's order number, or null.";
    TransactionNo "transaction_no" Text "The provider's transaction number, or null.";
    Amount "amount" Text "The amount, a decimal without trailing zeros, or null.";
    Currency "currency" Text "The currency, three letters, or null.";
    PlacedMs "placed_ms" Integer "When the order was sent to the provider, in milliseconds since 1970-01-01 UTC.";
    DueMs "due_ms" Integer "When the provider's last re-send is past, in milliseconds since 1970-01-01 UTC.";
    NowMs "now_ms" Integer "Now, in milliseconds since 1970-01-01 UTC.";
    Limit "limit" Integer "How many rows at most.";
    AfterKey "after_key" Text "The last delivery key of the step before; empty at the beginning.";
    LastKey "last_key" Text "The last delivery key of this step.";
    RetentionMs "retention_ms" Integer "How long a row is kept, in milliseconds.";
    OldestMs "oldest_ms" Integer "Rows that have not changed since are removed, in milliseconds since 1970-01-01 UTC.";
}

/// The type of a [`Parameter`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A text.
    Text,
    /// Bytes.
    Bytes,
    /// A whole number of 64 bits.
    Integer,
}

impl Form {
    /// The stable word: `text`, `bytes` or `integer`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Integer => "integer",
        }
    }
}

/// One statement in one dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// Its name, the same in every dialect: `claim`, `outcome` and so on.
    pub name: &'static str,
    /// When it is run, and what for.
    pub about: &'static str,
    /// The text, with the dialect's own placeholders.
    pub sql: &'static str,
    /// What the placeholders take, in their order: the first is `?1` or `$1`.
    pub takes: &'static [Parameter],
    /// The columns of its rows; none if it gives no rows.
    pub gives: &'static [&'static str],
}

impl Statement {
    /// The statement as a driver takes it: without comments, with the driver's placeholders; and
    /// for each placeholder, in order, which of [`takes`](Self::takes) it takes.
    pub fn written(&self, style: Placeholders) -> (String, Vec<usize>) {
        let mut text = String::with_capacity(self.sql.len());
        let mut order: Vec<usize> = Vec::new();
        let numbered = !matches!(style, Placeholders::Question | Placeholders::Percent);
        let mut rest = self.sql;
        while let Some(at) = rest.find(['-', '\'', '?', '$', '%']) {
            let (before, from) = rest.split_at(at);
            text.push_str(before);
            let first = from.chars().next().unwrap_or_default();
            let end = match first {
                '-' if from.starts_with("--") => {
                    rest = from.split_once('\n').map_or("", |(_, after)| after);
                    continue;
                }
                '\'' => from
                    .match_indices('\'')
                    .nth(1)
                    .map_or(from.len(), |(end, _)| end + 1),
                '?' | '$' => {
                    let digits = from.bytes().skip(1).take_while(u8::is_ascii_digit).count();
                    let number = from.get(1..=digits).and_then(|digits| digits.parse().ok());
                    let place = number.unwrap_or(order.len() + 1);
                    let known = order.iter().position(|one| numbered && *one + 1 == place);
                    let number = known.unwrap_or_else(|| {
                        order.push(place - 1);
                        order.len() - 1
                    });
                    text.push_str(&style.placeholder(number + 1));
                    rest = from.get(1 + digits..).unwrap_or_default();
                    continue;
                }
                _ => 1,
            };
            let (whole, after) = from.split_at(end);
            if style == Placeholders::Percent {
                text.push_str(&whole.replace('%', "%%"));
            } else {
                text.push_str(whole);
            }
            rest = after;
        }
        text.push_str(rest);
        (text.trim().to_owned(), order)
    }
}

/// What the column `state` of `ackwell_ledger` means: the number, whether the row's lease still runs,
/// and the state as people see it. For a shop that reads the table itself.
pub fn states() -> Vec<(i64, bool, DeliveryState)> {
    let seen = |number| {
        let kept = StoredState::from_number(number)?;
        let (now, later) = (Millis(0), Millis(1));
        Some([
            (number, true, kept.seen(later, now)),
            (number, false, kept.seen(now, now)),
        ])
    };
    (0..).map_while(seen).flatten().collect()
}

/// The statements of a ledger that a shop's own database connection runs, in one dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statements {
    /// Creates the tables: several statements, see [`Self::schema_statements`].
    pub schema: &'static str,
    /// First: claims.
    pub claim: Statement,
    /// Second: gives one row, the outcome (`first`, `repeat`, `in_progress`, `conflict`) and the
    /// milliseconds that another's lease still runs.
    pub outcome: Statement,
    /// After `conflict`: records it.
    pub conflict: Statement,
    /// After that: gives one row, what was recorded.
    pub conflict_seen: Statement,
    /// After `first`, where [`Values::resolves_order`](super::Values::resolves_order): resolves the
    /// order.
    pub resolve_order: Statement,
    /// After `first`, for a shop that wants to know: the first payment of the order that another
    /// transaction made, if there is one. What [`Ledger::earlier_payment`] answers.
    ///
    /// [`Ledger::earlier_payment`]: crate::Ledger::earlier_payment
    pub earlier_payment: Statement,
    /// Where the shop sends an order to a provider: writes it down.
    pub expect_order: Statement,
    /// The orders whose notification should have come and did not.
    pub overdue_orders: Statement,
    /// A step of a prune: finds its keys, and in PostgreSQL removes them.
    pub prune_step: Statement,
    /// The rest of a step, where the first half removes nothing.
    pub prune_deliveries: Option<Statement>,
    /// After the last step: removes old conflicts.
    pub prune_conflicts: Statement,
    /// And old orders.
    pub prune_orders: Statement,
}

macro_rules! statement {
    ($dialect:literal, $file:literal, $name:literal, $about:expr, [$($takes:ident)*], $gives:expr) => {
        Statement {
            name: $name,
            about: $about,
            sql: include_str!(concat!("../../sql/", $dialect, "/", $file, ".sql")),
            takes: &[$(Parameter::$takes),*],
            gives: $gives,
        }
    };
}

const CLAIM: &str =
    "First in the transaction. It waits for another transaction that claims the same delivery.";
const OUTCOME: &str = "Second: what came of the claim.";
const CONFLICT: &str = "After the outcome `conflict`: records it.";
const CONFLICT_SEEN: &str = "After the conflict is recorded: reads the record.";
const RESOLVE: &str = "After the outcome `first`, if the notification names an order and is final: resolves the order.";
const EARLIER: &str = "After the outcome `first`, if you want to know: whether another transaction paid the order before. No row if not.";
const EXPECT: &str = "Before the customer is sent to the provider: writes down an order that waits for its notification.";
const OVERDUE: &str = "The orders whose notification should have come and did not.";
const PRUNE_STEP: &str = "Removes in steps what has not changed for longer than the retention: the keys of the next step.";
const PRUNE_DELIVERIES: &str = "Removes the old deliveries of the step.";
const PRUNE_CONFLICTS: &str = "After the last step: removes old conflicts.";
const PRUNE_ORDERS: &str = "After the last step: removes old orders.";

const GIVES_OUTCOME: &[&str] = &["outcome", "remaining_ms"];
const GIVES_CONFLICT: &[&str] = &[
    "first_fingerprint",
    "first_order_no",
    "first_amount",
    "first_currency",
    "first_seen_ms",
    "last_seen_ms",
    "times",
];
const GIVES_PAYMENT: &[&str] = &[
    "delivery_key",
    "transaction_no",
    "amount",
    "currency",
    "fulfilled_ms",
];
const GIVES_ORDER: &[&str] = &[
    "provider",
    "merchant_id",
    "order_no",
    "amount",
    "currency",
    "placed_ms",
    "due_ms",
];

/// What is the same in every dialect but for its text.
macro_rules! statements {
    ($dialect:literal {
        conflict: $conflict_file:literal $conflict_takes:tt,
        outcome: $outcome_takes:tt,
        resolve_order: $resolve_file:literal,
        earlier_payment: $earlier_takes:tt,
        prune_step: $step_takes:tt gives $step_gives:expr,
        prune_deliveries: $prune:expr,
        prune_rest: $rest_takes:tt,
    }) => {
        Statements {
            schema: include_str!(concat!("../../sql/", $dialect, "/schema.sql")),
            claim: statement!($dialect, "in_transaction_claim", "claim", CLAIM,
                [DeliveryKey Claimant Fingerprint Provider Kind MerchantId Status OrderNo
                 TransactionNo Amount Currency], &[]),
            outcome: statement!($dialect, "in_transaction_outcome", "outcome", OUTCOME,
                $outcome_takes, GIVES_OUTCOME),
            conflict: statement!($dialect, $conflict_file, "conflict", CONFLICT,
                $conflict_takes, &[]),
            conflict_seen: statement!($dialect, "in_transaction_conflict_seen", "conflict_seen",
                CONFLICT_SEEN, [DeliveryKey Fingerprint], GIVES_CONFLICT),
            resolve_order: statement!($dialect, $resolve_file, "resolve_order", RESOLVE,
                [Provider MerchantId OrderNo], &[]),
            earlier_payment: statement!($dialect, "in_transaction_earlier_payment",
                "earlier_payment", EARLIER, $earlier_takes, GIVES_PAYMENT),
            expect_order: statement!($dialect, "expect_order", "expect_order", EXPECT,
                [Provider MerchantId OrderNo Amount Currency PlacedMs DueMs], &[]),
            overdue_orders: statement!($dialect, "due", "overdue_orders", OVERDUE,
                [NowMs Limit], GIVES_ORDER),
            prune_step: statement!($dialect, "prune_step", "prune_step", PRUNE_STEP,
                $step_takes, $step_gives),
            prune_deliveries: $prune,
            prune_conflicts: statement!($dialect, "prune_conflicts", "prune_conflicts",
                PRUNE_CONFLICTS, $rest_takes, &[]),
            prune_orders: statement!($dialect, "prune_orders", "prune_orders", PRUNE_ORDERS,
                $rest_takes, &[]),
        }
    };
}

impl Statements {
    /// The statements in a dialect.
    pub const fn of(dialect: Dialect) -> &'static Self {
        const SQLITE: Statements = statements!("sqlite" {
            conflict: "in_transaction_conflict" [DeliveryKey Fingerprint OrderNo Amount Currency],
            outcome: [DeliveryKey Claimant OrderNo Amount Currency],
            resolve_order: "in_transaction_resolve_order",
            earlier_payment: [Provider MerchantId OrderNo TransactionNo],
            prune_step: [AfterKey Limit] gives &["last_key"],
            prune_deliveries: Some(statement!("sqlite", "prune_ledger", "prune_deliveries",
                PRUNE_DELIVERIES, [AfterKey LastKey OldestMs NowMs], &[])),
            prune_rest: [OldestMs],
        });
        const POSTGRES: Statements = statements!("postgres" {
            conflict: "in_transaction_conflict" [DeliveryKey Fingerprint OrderNo Amount Currency],
            outcome: [DeliveryKey Claimant OrderNo Amount Currency],
            resolve_order: "resolve_order",
            earlier_payment: [Provider MerchantId OrderNo TransactionNo],
            prune_step: [AfterKey Limit RetentionMs] gives &["last_key", "removed"],
            prune_deliveries: None,
            prune_rest: [RetentionMs],
        });
        const MYSQL: Statements = statements!("mysql" {
            conflict: "conflict" [Fingerprint OrderNo Amount Currency DeliveryKey],
            outcome: [Claimant OrderNo Amount Currency DeliveryKey],
            resolve_order: "resolve_order",
            earlier_payment: [Provider MerchantId OrderNo OrderNo TransactionNo],
            prune_step: [AfterKey Limit] gives &["last_key"],
            prune_deliveries: Some(statement!("mysql", "prune_ledger", "prune_deliveries",
                PRUNE_DELIVERIES, [AfterKey LastKey RetentionMs], &[])),
            prune_rest: [RetentionMs],
        });
        match dialect {
            Dialect::Sqlite => &SQLITE,
            Dialect::Postgres => &POSTGRES,
            Dialect::Mysql => &MYSQL,
        }
    }

    /// Every statement, in the order of their use.
    pub fn all(&self) -> Vec<&Statement> {
        let mut all = vec![
            &self.claim,
            &self.outcome,
            &self.resolve_order,
            &self.conflict,
            &self.conflict_seen,
            &self.earlier_payment,
            &self.expect_order,
            &self.overdue_orders,
            &self.prune_step,
        ];
        all.extend(self.prune_deliveries.as_ref());
        all.extend([&self.prune_conflicts, &self.prune_orders]);
        all
    }

    /// The statements of the [`schema`](Self::schema) one by one, for drivers that run one at a
    /// time. Each may be run again where the tables are there.
    pub fn schema_statements(&self) -> Vec<Cow<'static, str>> {
        let lines = self.schema.lines().map(|line| {
            let code = line.split_once("--").map_or(line, |(code, _)| code);
            code.trim_end()
        });
        let text: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        // Nothing in the file but the ends of its statements is a semicolon.
        text.join("\n")
            .split(';')
            .map(str::trim)
            .filter(|statement| !statement.is_empty())
            .map(|statement| Cow::Owned(statement.to_owned()))
            .collect()
    }

    /// All of it as one JSON object, for other languages: `dialect`, `schema` (a list of statements)
    /// and `statements`, each with `name`, `about`, `sql` (with the placeholders of `style`, without
    /// comments), `takes` (for each placeholder `name`, `form`, `about`) and `gives` (columns); and
    /// `states`, what the column `state` means.
    pub fn to_json(&self, dialect: Dialect, style: Placeholders) -> String {
        let statement = |statement: &&Statement| {
            let (sql, order) = statement.written(style);
            let takes = order.iter().filter_map(|place| statement.takes.get(*place));
            serde_json::json!({
                "name": statement.name,
                "about": statement.about,
                "sql": sql,
                "takes": takes.map(|takes| serde_json::json!({
                    "name": takes.as_str(),
                    "form": takes.form().as_str(),
                    "about": takes.about(),
                })).collect::<Vec<_>>(),
                "gives": statement.gives,
            })
        };
        serde_json::json!({
            "dialect": dialect.as_str(),
            "placeholders": style.as_str(),
            "schema": self.schema_statements(),
            "states": states().into_iter().map(|(number, lease_runs, state)| serde_json::json!({
                "number": number, "lease_runs": lease_runs, "state": state.as_str(),
            })).collect::<Vec<_>>(),
            "statements": self.all().iter().map(statement).collect::<Vec<_>>(),
        })
        .to_string()
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
        for dialect in Dialect::ALL {
            let statement = Statements::of(dialect).earlier_payment.sql;
            assert!(statement.contains(&listed), "{statement}");
        }
    }

    #[test]
    fn every_placeholder_is_named_and_every_name_has_its_placeholder() {
        for dialect in Dialect::ALL {
            for statement in Statements::of(dialect).all() {
                for style in Placeholders::ALL {
                    let (text, order) = statement.written(style);
                    let mut named: Vec<usize> = order.clone();
                    named.sort_unstable();
                    named.dedup();
                    let all: Vec<usize> = (0..statement.takes.len()).collect();
                    assert_eq!(named, all, "{dialect:?} {}", statement.name);
                    assert!(!text.contains("--"), "{text}");
                    if style == Placeholders::Percent {
                        assert_eq!(text.matches("%s").count(), order.len(), "{text}");
                        assert!(!text.contains('?') && !text.contains('$'), "{text}");
                    }
                    if style == Placeholders::Question {
                        assert_eq!(text.matches('?').count(), order.len(), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn placeholders_are_written_as_a_driver_takes_them() {
        let statement = |sql| Statement {
            name: "",
            about: "",
            sql,
            takes: &[Parameter::OrderNo, Parameter::Amount],
            gives: &[],
        };
        let numbered =
            statement("-- $1 a, $2 b\nSELECT $2, '100% ? $1', $1, $2 -- $1\nWHERE 5 % 2 - 1");
        for (style, text, order) in [
            (
                Placeholders::Question,
                "SELECT ?, '100% ? $1', ?, ? WHERE 5 % 2 - 1",
                vec![1, 0, 1],
            ),
            (
                Placeholders::Percent,
                "SELECT %s, '100%% ? $1', %s, %s WHERE 5 %% 2 - 1",
                vec![1, 0, 1],
            ),
            (
                Placeholders::Colon,
                "SELECT :1, '100% ? $1', :2, :1 WHERE 5 % 2 - 1",
                vec![1, 0],
            ),
            (
                Placeholders::Dollar,
                "SELECT $1, '100% ? $1', $2, $1 WHERE 5 % 2 - 1",
                vec![1, 0],
            ),
            (
                Placeholders::At,
                "SELECT @p1, '100% ? $1', @p2, @p1 WHERE 5 % 2 - 1",
                vec![1, 0],
            ),
        ] {
            assert_eq!(
                numbered.written(style),
                (text.to_owned(), order),
                "{style:?}"
            );
        }
        let marks = statement("SELECT ?, ?");
        let (text, order) = marks.written(Placeholders::At);
        assert_eq!((text.as_str(), order), ("SELECT @p1, @p2", vec![0, 1]));
    }

    #[test]
    fn the_schema_is_a_list_of_statements_without_comments() {
        for dialect in Dialect::ALL {
            let statements = Statements::of(dialect).schema_statements();
            assert!(statements.len() >= 5, "{dialect:?}");
            for statement in &statements {
                assert!(
                    statement.starts_with("CREATE") || statement.starts_with("INSERT"),
                    "{statement}"
                );
                assert!(!statement.contains("--"), "{statement}");
            }
        }
    }
}
