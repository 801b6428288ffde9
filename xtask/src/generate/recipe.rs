//! The recipe in `docs/ledger.md`: the statements of a claim inside a shop's own transaction, as they
//! stand in `ledger/sql`. What is between the marks comes from there, the rest is written by hand.

use std::fmt::Write as _;

use ackwell::KindTable;
use ackwell_ledger::in_transaction::{Dialect, Statements};

use crate::files::{self, File};

const PAGE: &str = "docs/ledger.md";
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

fn statements() -> String {
    let mut text = String::new();
    for (name, dialect) in [
        ("PostgreSQL", Dialect::Postgres),
        ("MySQL and MariaDB", Dialect::Mysql),
        ("SQLite", Dialect::Sqlite),
    ] {
        let Statements {
            claim,
            outcome,
            cross_off,
            conflict,
            earlier_payment,
            ..
        } = Statements::of(dialect);
        let _ = writeln!(text, "\n### In {name}");
        for (title, statement) in [
            ("claim", claim),
            ("outcome", outcome),
            ("cross off", cross_off),
            ("conflict", conflict),
            ("earlier payment", earlier_payment),
        ] {
            let statement = statement.trim_end().trim_end_matches(';');
            let _ = write!(text, "\n```sql\n-- {title}\n{statement};\n```\n");
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
    fn every_statement_says_what_its_placeholders_take() {
        for dialect in [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite] {
            let all = Statements::of(dialect);
            for statement in [
                all.claim,
                all.outcome,
                all.cross_off,
                all.conflict,
                all.earlier_payment,
            ] {
                assert!(statement.starts_with("-- "), "{statement}");
            }
        }
    }
}
