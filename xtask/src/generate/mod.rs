//! What comes from core's tables: one emitter per language.

use ackwell::KindTable;

use crate::files::{self, File};

mod common;
mod csharp;
mod docs;
mod java;
mod node;
mod options;
mod php;
mod python;
mod recipe;
mod records;
pub(crate) mod templates;
mod testing;
mod typescript;

/// Turns the tables into files.
type Emitter = fn(&[&KindTable]) -> Vec<File>;

const EMITTERS: &[Emitter] = &[
    docs::emit,
    options::emit,
    recipe::emit,
    records::emit,
    common::emit,
    csharp::emit,
    java::emit,
    node::emit,
    php::emit,
    python::emit,
    testing::emit,
];

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let check = files::only_check(arguments)?;
    let files: Vec<File> = EMITTERS
        .iter()
        .flat_map(|emit| emit(ackwell::kinds()))
        .collect();
    files::apply(&files, check, "cargo xtask generate")
}

/// A `snake_case` name in `camelCase`.
#[allow(
    dead_code,
    reason = "the emitters of the languages that write names so come one by one"
)]
pub(crate) fn camel(name: &str) -> String {
    let mut text = String::new();
    for (index, word) in name.split('_').enumerate() {
        if index == 0 {
            text.push_str(word);
        } else {
            text.push_str(&capitalised(word));
        }
    }
    text
}

/// A `snake_case` name in `PascalCase`.
#[allow(
    dead_code,
    reason = "the emitters of the languages that write names so come one by one"
)]
pub(crate) fn pascal(name: &str) -> String {
    name.split('_').map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_their_case_word_by_word() {
        assert_eq!(camel("money_order"), "moneyOrder");
        assert_eq!(pascal("three_d_secure"), "ThreeDSecure");
        assert_eq!(camel("token"), "token");
    }
}
