//! `_options.py`: what a type checker and an editor know of the options.

use ackwell::{OptionForm, OptionSpec};
use minijinja::context;

use super::{of, prose};
use crate::files::File;
use crate::generate::templates::{render, wrapped};

pub(super) fn file() -> File {
    let members = |section: &str, required: bool| -> String {
        of(section)
            .filter(|option| option.required == required)
            .map(member)
            .collect()
    };
    let context = context! {
        receiver => members("receiver", false),
        lianlian_required => members("lianlian", true),
        lianlian => members("lianlian", false),
        pingpong_required => members("pingpong", true),
        pingpong => members("pingpong", false),
        ledger => members("ledger", false),
    };
    File::new(
        "bindings/python/python/ackwell/_options.py",
        render(
            "_options.py",
            include_str!("../../../templates/_options.py.j2"),
            context,
        ),
    )
}

/// One member of a `TypedDict`, with the text that an editor shows.
fn member(option: &OptionSpec) -> String {
    let doc = prose(option, str::to_owned, "``");
    let one_line = format!("    \"\"\"{doc}\"\"\"\n");
    let doc = if one_line.chars().count() <= 101 {
        one_line
    } else {
        format!("    \"\"\"{}\n    \"\"\"\n", wrapped(&doc, 97, "    "))
    };
    format!("    {}: {}\n{doc}", option.name, shown(option))
}

fn shown(option: &OptionSpec) -> String {
    let literal = |words: &[&str]| {
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        format!("Literal[{}]", quoted.join(", "))
    };
    match option.form {
        OptionForm::Text => "Secret".to_owned(),
        OptionForm::Word(words) => literal(words),
        OptionForm::Texts => "_Several[Secret]".to_owned(),
        OptionForm::IdsOrAny => format!("{} | _Several[Secret]", literal(option.form.words())),
        OptionForm::Networks => "_Several[_Network]".to_owned(),
        OptionForm::NetworksOr(words) => format!("{} | _Several[_Network]", literal(words)),
        OptionForm::Words(words) => format!("_Several[{}]", literal(words)),
        OptionForm::Whole { .. } => "int".to_owned(),
        OptionForm::Number { .. } => "float".to_owned(),
        other => panic!(
            "`{}` has a form without a Python type: {other:?}",
            option.name
        ),
    }
}
