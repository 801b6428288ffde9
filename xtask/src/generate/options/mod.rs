//! The options: the guide's tables, the schema for editors, and the typed options of every language.

use ackwell::{KindTable, OptionForm, OptionSpec};

use crate::files::File;

mod csharp;
mod guide;
mod php;
mod python;
mod schema;
mod spring;

pub(super) fn emit(_: &[&KindTable]) -> Vec<File> {
    let mut files = vec![guide::file(), schema::file(), python::file()];
    files.extend(php::files());
    files.extend(csharp::files());
    files.extend(spring::files());
    files
}

/// The sections of a configuration, in the order of the guide, with what each is.
const SECTIONS: [(&str, &str); 4] = [
    ("lianlian", "LianLian Pay, classic scheme"),
    ("pingpong", "PingPongCheckout v4"),
    ("receiver", "what all receivers share"),
    ("ledger", "the ledger"),
];

fn all() -> impl Iterator<Item = &'static OptionSpec> + Clone {
    ackwell::options().iter().chain(ackwell_ledger::options())
}

/// The options of a section.
pub(super) fn of(section: &str) -> impl Iterator<Item = &'static OptionSpec> + Clone + use<'_> {
    all().filter(move |option| option.section == section)
}

/// The documentation in one language: options are called there what `name` makes of them, and code
/// is between two `quote`s. What holds by default comes last.
pub(super) fn prose(option: &OptionSpec, name: fn(&str) -> String, quote: &str) -> String {
    let parts = option.doc.split('`').enumerate().map(|(index, part)| {
        if index % 2 == 0 {
            part.to_owned()
        } else if all().any(|known| known.name == part) {
            format!("{quote}{}{quote}", name(part))
        } else {
            format!("{quote}{part}{quote}")
        }
    });
    let words = match option.form {
        OptionForm::Word(words) | OptionForm::Words(words) if !names_all(option.doc, words) => {
            let quoted: Vec<String> = words.iter().map(|w| format!("{quote}{w}{quote}")).collect();
            match quoted.split_last() {
                Some((last, others)) => format!(" One of {} and {last}.", others.join(", ")),
                None => String::new(),
            }
        }
        _ => String::new(),
    };
    let default = match option.default.filter(|json| *json != "[]") {
        None => String::new(),
        Some(json) => match json.parse() {
            Ok(number) => format!(" Default: {}.", thousands(number)),
            Err(_) => format!(" Default: {quote}{}{quote}.", bare(json)),
        },
    };
    let parts: String = parts.collect();
    format!("{parts}{words}{default}")
}

/// Whether a text has every word as code.
fn names_all(doc: &str, words: &[&str]) -> bool {
    words.iter().all(|word| doc.contains(&format!("`{word}`")))
}

/// A word without its quotes; a list as it is.
fn bare(json: &str) -> &str {
    let inside = json.trim_matches('"');
    if inside.contains('"') { json } else { inside }
}

/// A number as people read it.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_belongs_into_a_section_and_every_section_has_some() {
        let known: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
        assert!(all().all(|option| known.contains(&option.section)));
        assert!(known.iter().all(|section| of(section).next().is_some()));
    }

    #[test]
    fn documentation_names_options_as_the_language_does() {
        let option = of("pingpong").find(|option| option.name == "environment");
        let text = prose(option.expect("an option"), str::to_uppercase, "\"");
        assert!(text.contains("unless \"SOURCES\" is \"any\""), "{text}");
        assert!(
            text.ends_with("One of \"production\" and \"sandbox\"."),
            "{text}"
        );
    }

    #[test]
    fn a_number_has_its_thousands() {
        assert_eq!(thousands(65_536), "65,536");
        assert_eq!(thousands(60), "60");
        assert_eq!(thousands(16_777_216), "16,777,216");
    }
}
