//! The tables in `docs/configuration.md`. What is between the marks comes from the tables of core
//! and ledger, the rest is written by hand.

use std::fmt::Write as _;

use ackwell::{OptionForm, OptionSpec};

use super::{SECTIONS, of, thousands};
use crate::files::{self, File};

const PAGE: &str = "docs/configuration.md";
const END: &str = "<!-- end of the generated table -->\n";

pub(super) fn file() -> File {
    let mut page = std::fs::read_to_string(files::root().join(PAGE)).unwrap_or_default();
    for (section, _) in SECTIONS {
        page = spliced(&page, section, &table(section));
    }
    File::new(PAGE, page)
}

fn begin(section: &str) -> String {
    format!("<!-- options of {section}, by `cargo xtask generate`: do not edit -->\n")
}

/// The page with the table of one section made anew.
fn spliced(page: &str, section: &str, table: &str) -> String {
    let begin = begin(section);
    let marked = page.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let Some((before, after)) = marked else {
        panic!("{PAGE} has no place for the options of {section}");
    };
    format!("{before}{begin}{table}{END}{after}")
}

fn table(section: &str) -> String {
    let mut text = String::from("| option | value | default | |\n|---|---|---|---|\n");
    for option in of(section) {
        let default = match (option.required, option.default) {
            (true, _) => "**required**".to_owned(),
            (false, Some(default)) => format!("`{default}`"),
            (false, None) => String::new(),
        };
        let _ = writeln!(
            text,
            "| `{}` | {} | {default} | {} |",
            option.name,
            value(option),
            option.doc
        );
    }
    text
}

fn value(option: &OptionSpec) -> String {
    let words = |between: &str| {
        let quoted: Vec<String> = option
            .form
            .words()
            .iter()
            .map(|w| format!("`\"{w}\"`"))
            .collect();
        quoted.join(between)
    };
    match option.form {
        OptionForm::Text => "text".to_owned(),
        OptionForm::Word(_) => words(", "),
        OptionForm::Texts => "list of texts".to_owned(),
        OptionForm::IdsOrAny => format!("list of ids, or {}", words(", ")),
        OptionForm::Networks => "list of addresses and networks".to_owned(),
        OptionForm::NetworksOr(_) => {
            format!("{}, or list of addresses, networks and names", words(", "))
        }
        OptionForm::Words(_) => format!("list of {}", words(", ")),
        OptionForm::Whole { unit, least, most } => {
            format!("{unit}, {} to {}", thousands(least), thousands(most))
        }
        OptionForm::Number { unit, least, most } => match (least, most) {
            (Some(least), Some(most)) => {
                format!("{unit}, {} to {}", thousands(least), thousands(most))
            }
            (Some(least), None) => format!("{unit}, {} or more", thousands(least)),
            _ => unit.to_owned(),
        },
        other => panic!(
            "`{}` has a form that the guide does not know: {other:?}",
            option.name
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_made_anew() {
        let begin = begin("ledger");
        let page = format!("before\n{begin}old\n{END}after\n");
        let made = spliced(&page, "ledger", "new\n");
        assert_eq!(made, format!("before\n{begin}new\n{END}after\n"));
    }
}
