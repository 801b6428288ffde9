//! The records of options, which write themselves as a configuration without reflection.

use ackwell::{OptionForm, OptionSpec};
use minijinja::{Value, context};

use super::{SECTIONS, all, of, prose};
use crate::files::File;
use crate::generate::pascal;
use crate::generate::templates::render;

const FOLDER: &str = "bindings/csharp/src/Ackwell/Generated";

/// The records of receivers and of the ledger, with what an editor shows for each.
const RECORDS: [(&str, &str, &str, &str); 4] = [
    (
        "ReceiverOptions",
        "receiver",
        "",
        "The options that all receivers share.",
    ),
    (
        "LianLianOptions",
        "lianlian",
        "ReceiverOptions",
        "The options of a receiver for LianLian Pay, classic scheme.",
    ),
    (
        "PingPongOptions",
        "pingpong",
        "ReceiverOptions",
        "The options of a receiver for PingPongCheckout v4.",
    ),
    ("LedgerOptions", "ledger", "", "The options of a ledger."),
];

pub(super) fn files() -> Vec<File> {
    let record = |(name, section, base, doc): (&str, &str, &str, &str)| {
        let context = context! {
            name, base, doc, section,
            options => of(section).map(property).collect::<Vec<_>>(),
        };
        let template = include_str!("../../../templates/Options.cs.j2");
        File::new(
            format!("{FOLDER}/{name}.g.cs"),
            render("Options.cs", template, context),
        )
    };
    let sections: Vec<Value> = SECTIONS
        .iter()
        .map(|(section, _)| {
            let names: Vec<String> = of(section).map(|o| format!("\"{}\"", o.name)).collect();
            context! { name => *section, options => names.join(", ") }
        })
        .collect();
    let numbers: Vec<String> = all()
        .filter(|option| number(option).is_some())
        .map(|option| format!("\"{}\"", option.name))
        .collect();
    let names = render(
        "OptionNames.cs",
        include_str!("../../../templates/OptionNames.cs.j2"),
        context! { sections, numbers => numbers.join(", ") },
    );
    let mut files: Vec<File> = RECORDS.into_iter().map(record).collect();
    files.push(File::new(format!("{FOLDER}/OptionNames.g.cs"), names));
    files
}

fn property(option: &OptionSpec) -> Value {
    let (doc, kind) = (prose(option, pascal, "`"), shown(option));
    // A required one has no `null`, and the compiler names it where it is left out.
    let (begin, end) = if option.required {
        ("required ", "")
    } else {
        ("", "?")
    };
    context! {
        wire => option.name,
        name => pascal(option.name),
        doc,
        type => format!("{begin}{kind}{end}"),
    }
}

fn shown(option: &OptionSpec) -> &'static str {
    match option.form {
        OptionForm::Text | OptionForm::Word(_) => "OptionText",
        OptionForm::Texts | OptionForm::Networks | OptionForm::Words(_) => "OptionList",
        OptionForm::IdsOrAny | OptionForm::NetworksOr(_) => "OptionListOrWord",
        _ => number(option)
            .unwrap_or_else(|| panic!("`{}` has a form without a C# type", option.name)),
    }
}

fn number(option: &OptionSpec) -> Option<&'static str> {
    match option.form {
        OptionForm::Whole { .. } => Some("long"),
        OptionForm::Number { .. } => Some("double"),
        _ => None,
    }
}
