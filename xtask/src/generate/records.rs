//! The classes of what a ledger reports, and their page, from the tables of the ledger.

use ackwell::{KindTable, RecordForm, RecordMember, RecordTable};
use ackwell_ledger::{DeliveryState, OutcomeKind, outcome_tables, reported_tables};
use minijinja::{Value, context};

use super::templates::render;
use crate::files::File;

const CSHARP: &str = "bindings/csharp/src/Ackwell/Generated";

pub(super) fn emit(_: &[&KindTable]) -> Vec<File> {
    let (reported, outcomes) = (reported_tables().iter(), outcome_tables().iter());
    let (tables, outcomes): (Vec<Value>, Vec<Value>) = (
        reported.map(|table| of_table(table)).collect(),
        outcomes.map(|table| of_table(table)).collect(),
    );
    let vocabularies = vocabularies();
    let described = || reported_tables().iter().chain(outcome_tables());
    let names = names();
    let words: Vec<Value> = vocabularies
        .iter()
        .map(|(_, words)| words.clone())
        .collect();
    let everything =
        context! { tables => [&*tables, &*outcomes].concat(), vocabularies => words, names };
    let mut files = vec![
        File::new(
            "docs/records.md",
            render(
                "records.md",
                include_str!("../../templates/records.md.j2"),
                everything.clone(),
            ),
        ),
        File::new(
            "bindings/python/python/ackwell/_records.py",
            render(
                "_records.py",
                include_str!("../../templates/_records.py.j2"),
                everything,
            ),
        ),
    ];
    for (name, words) in vocabularies {
        files.push(File::new(
            format!("bindings/php/generated/{name}.php"),
            render(
                "Vocabulary.php",
                include_str!("../../templates/Vocabulary.php.j2"),
                words,
            ),
        ));
    }
    for (table, values) in described().zip([&*tables, &*outcomes].concat()) {
        files.push(File::new(
            format!("bindings/php/generated/{}.php", table.name),
            render(
                "Record.php",
                include_str!("../../templates/Record.php.j2"),
                values,
            ),
        ));
    }
    for (table, values) in reported_tables().iter().zip(tables) {
        files.push(File::new(
            format!("{CSHARP}/{}.g.cs", table.name),
            render(
                "Record.cs",
                include_str!("../../templates/Record.cs.j2"),
                values,
            ),
        ));
    }
    files
}

/// The names of all records and of the vocabularies of the ledger, in their order.
pub(super) fn names() -> Vec<String> {
    let tables = reported_tables().iter().chain(outcome_tables());
    let mut names: Vec<_> = tables.map(|table| table.name.to_owned()).collect();
    names.extend(vocabularies().into_iter().map(|(name, _)| name.to_owned()));
    names.sort_unstable();
    names
}

pub(super) fn of_table(table: &RecordTable) -> Value {
    let members: Vec<Value> = table.members.iter().map(of_member).collect();
    let doc = on_one_line(table.doc);
    let (summary, details) = match doc.split_once(". ") {
        Some((summary, details)) => (format!("{summary}."), details.to_owned()),
        None => (doc, String::new()),
    };
    context! { name => table.name, summary, details, members }
}

fn of_member(member: &RecordMember) -> Value {
    let (form, inner) = match &member.form {
        RecordForm::Text => ("text", None),
        RecordForm::Count => ("count", None),
        RecordForm::Provider => ("provider", None),
        RecordForm::State => ("state", None),
        RecordForm::Word(vocabulary) => ("word", Some(*vocabulary)),
        RecordForm::Amount => ("amount", None),
        RecordForm::Moment => ("moment", None),
        RecordForm::Duration => ("duration", None),
        RecordForm::Words => ("words", None),
        RecordForm::One(table) => ("one", Some(table.name)),
        RecordForm::Many(table) => ("many", Some(table.name)),
        other => panic!("no language has {other:?}"),
    };
    context! {
        name => member.name,
        json => member.json_name(),
        doc => on_one_line(member.doc),
        optional => member.optional,
        form,
        inner,
    }
}

/// The vocabularies of the ledger, by the name of their enum in every language.
fn vocabularies() -> Vec<(&'static str, Value)> {
    let states = DeliveryState::ALL.map(|state| (state.as_str(), state.sentence().to_owned()));
    let outcomes = OutcomeKind::ALL
        .iter()
        .map(|kind| (kind.as_str(), sentence(kind.sentence())));
    vec![
        vocabulary(
            "DeliveryState",
            "The state of a delivery in the ledger.",
            states.into_iter(),
        ),
        vocabulary(
            "OutcomeKind",
            "What became of one request, in one word.",
            outcomes,
        ),
    ]
}

fn vocabulary(
    name: &'static str,
    summary: &str,
    words: impl Iterator<Item = (&'static str, String)>,
) -> (&'static str, Value) {
    let words: Vec<Value> = words
        .map(|(word, sentence)| context! { word, sentence })
        .collect();
    (name, context! { name, summary, words })
}

/// A sentence of a table with its capital letter and full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}

fn on_one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
