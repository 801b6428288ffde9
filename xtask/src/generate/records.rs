//! The classes of what a ledger reports, and their page, from the tables of the ledger.

use ackwell::KindTable;
use ackwell_ledger::{DeliveryState, RecordForm, RecordMember, RecordTable, record_tables};
use minijinja::{Value, context};

use super::templates::render;
use crate::files::File;

const CSHARP: &str = "bindings/csharp/src/Ackwell/Generated";

pub(super) fn emit(_: &[&KindTable]) -> Vec<File> {
    let tables: Vec<Value> = record_tables()
        .iter()
        .map(|table| of_table(table))
        .collect();
    let states: Vec<Value> = DeliveryState::ALL.into_iter().map(of_state).collect();
    let mut names: Vec<&str> = record_tables().iter().map(|table| table.name).collect();
    names.push("DeliveryState");
    names.sort_unstable();
    let everything = context! { tables => tables.clone(), states, names };
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
                everything.clone(),
            ),
        ),
        File::new(
            "bindings/php/generated/DeliveryState.php",
            render(
                "DeliveryState.php",
                include_str!("../../templates/DeliveryState.php.j2"),
                everything.clone(),
            ),
        ),
        File::new(
            format!("{CSHARP}/DeliveryState.g.cs"),
            render(
                "DeliveryState.cs",
                include_str!("../../templates/DeliveryState.cs.j2"),
                everything,
            ),
        ),
    ];
    for (table, described) in record_tables().iter().zip(tables) {
        files.push(File::new(
            format!("bindings/php/generated/{}.php", table.name),
            render(
                "Record.php",
                include_str!("../../templates/Record.php.j2"),
                described.clone(),
            ),
        ));
        files.push(File::new(
            format!("{CSHARP}/{}.g.cs", table.name),
            render(
                "Record.cs",
                include_str!("../../templates/Record.cs.j2"),
                described,
            ),
        ));
    }
    files
}

fn of_table(table: &RecordTable) -> Value {
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

fn of_state(state: DeliveryState) -> Value {
    context! { word => state.as_str(), sentence => state.sentence() }
}

fn on_one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
