//! The recipe in `docs/ledger-sql.md`: the statements of a claim inside a shop's own transaction, as
//! they are in `ledger/sql`. What is between the marks comes from there, the rest is written by hand.

use std::fmt::Write as _;

use ackwell::KindTable;
use ackwell_ledger::in_transaction::{Dialect, Parameter, Statement, Statements};

use crate::files::{self, File};

const PAGE: &str = "docs/ledger-sql.md";
const BEGIN: &str = "<!-- from ledger/sql, by `cargo xtask generate`: do not edit -->\n";
const END: &str = "<!-- end of what comes from ledger/sql -->\n";

pub(super) fn emit(_: &[&KindTable]) -> Vec<File> {
    let page = std::fs::read_to_string(files::root().join(PAGE)).unwrap_or_default();
    vec![File::new(PAGE, spliced(&page, &statements()))]
}

/// The page with its generated part made anew. Without the marks the part is all there is, which no
/// committed page is.
fn spliced(page: &str, part: &str) -> String {
    let marked = page.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) = marked.unwrap_or_default();
    format!("{before}{BEGIN}{part}{END}{after}")
}

/// Those of a claim, in the order of their use.
fn of_claim(all: &Statements) -> [&Statement; 6] {
    [
        &all.claim,
        &all.outcome,
        &all.resolve_order,
        &all.conflict,
        &all.conflict_seen,
        &all.earlier_payment,
    ]
}

fn statements() -> String {
    let used = |parameter: &&Parameter| {
        of_claim(Statements::of(Dialect::Postgres))
            .iter()
            .any(|statement| statement.takes.contains(parameter))
    };
    let mut text = "\n| value | type | what it is |\n|---|---|---|\n".to_owned();
    for parameter in Parameter::ALL.iter().filter(used) {
        let (name, form) = (parameter.as_str(), parameter.form().as_str());
        let _ = writeln!(text, "| `{name}` | {form} | {} |", parameter.about());
    }
    text.push_str("\n| statement | when | its rows |\n|---|---|---|\n");
    for statement in of_claim(Statements::of(Dialect::Postgres)) {
        let name = statement.name.replace('_', " ");
        let columns: Vec<String> = statement
            .gives
            .iter()
            .map(|one| format!("`{one}`"))
            .collect();
        let gives = if columns.is_empty() {
            "none".to_owned()
        } else {
            columns.join(", ")
        };
        let _ = writeln!(text, "| *{name}* | {} | {gives} |", statement.about);
    }
    for (name, dialect) in [
        ("PostgreSQL", Dialect::Postgres),
        ("MySQL and MariaDB", Dialect::Mysql),
        ("SQLite", Dialect::Sqlite),
    ] {
        let _ = writeln!(text, "\n## In {name}");
        for statement in of_claim(Statements::of(dialect)) {
            let title = statement.name.replace('_', " ");
            let sql = statement.sql.trim_end().trim_end_matches(';');
            let _ = write!(text, "\n```sql\n-- {title}\n{sql};\n```\n");
        }
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_made_anew() {
        let page = format!("before\n{BEGIN}old\n{END}after\n");
        let made = spliced(&page, "new\n");
        assert_eq!(made, format!("before\n{BEGIN}new\n{END}after\n"));
        assert_eq!(spliced(&made, "new\n"), made);
    }

    #[test]
    fn every_statement_begins_with_what_its_placeholders_take() {
        for dialect in [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite] {
            for statement in Statements::of(dialect).all() {
                let sql = statement.sql;
                assert!(sql.starts_with("-- "), "{sql}");
            }
        }
    }
}
