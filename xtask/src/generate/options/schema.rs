//! The JSON Schema of a configuration, for editors: completion, descriptions, a red line under what
//! is not known.

use ackwell::{OptionForm, OptionSpec};
use serde_json::{Map, Value, json};

use super::{SECTIONS, of, prose};
use crate::files::File;

pub(super) fn file() -> File {
    let mut text = serde_json::to_string_pretty(&schema()).expect("a value is JSON");
    text.push('\n');
    File::new("docs/ackwell.schema.json", text)
}

fn schema() -> Value {
    let sections: Map<String, Value> = SECTIONS
        .iter()
        .map(|(section, what)| ((*section).to_owned(), section_schema(section, what)))
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.",
        "title": "Ackwell",
        "description": "The configuration of Ackwell, the same in every language. An editor checks \
                        the form; Ackwell checks the values too.",
        "type": "object",
        "additionalProperties": false,
        "properties": sections,
        "$defs": {
            "text": {
                "anyOf": [
                    {"type": "string", "minLength": 1},
                    reference("env", "The name of an environment variable that has the text."),
                    reference("file", "The path of a file that has the text."),
                ],
            },
        },
    })
}

fn reference(kind: &str, what: &str) -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": [kind],
        "properties": {kind: {"type": "string", "minLength": 1, "description": what}},
    })
}

fn section_schema(section: &str, what: &str) -> Value {
    let properties: Map<String, Value> = of(section)
        .map(|option| (option.name.to_owned(), option_schema(option)))
        .collect();
    let required: Vec<&str> = of(section)
        .filter(|option| option.required)
        .map(|option| option.name)
        .collect();
    let mut schema = json!({
        "description": format!("Options of {what}."),
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn option_schema(option: &OptionSpec) -> Value {
    let text = || json!({"$ref": "#/$defs/text"});
    let list = |items: Value| json!({"type": "array", "minItems": 1, "items": items});
    let word = |words: &[&str]| json!({"enum": words});
    // Where a word is expected, a reference may stand for it.
    let reference = || json!({"$ref": "#/$defs/text", "not": {"type": "string"}});
    let a_word = |words: &[&str]| json!({"anyOf": [word(words), reference()]});
    let mut schema = match option.form {
        OptionForm::Text => text(),
        OptionForm::Word(words) => a_word(words),
        OptionForm::Texts => list(text()),
        OptionForm::IdsOrAny | OptionForm::NetworksOr(_) => {
            json!({"anyOf": [word(option.form.words()), reference(), list(text())]})
        }
        OptionForm::Networks => json!({"type": "array", "items": text()}),
        OptionForm::Words(words) => list(a_word(words)),
        OptionForm::Whole { least, most, .. } => {
            json!({"type": "integer", "minimum": least, "maximum": most})
        }
        OptionForm::Number { least, most, .. } => {
            let mut schema = json!({"type": "number", "minimum": least.unwrap_or(0)});
            if let Some(most) = most {
                schema["maximum"] = json!(most);
            }
            schema
        }
        other => panic!("`{}` has a form without a schema: {other:?}", option.name),
    };
    schema["description"] = json!(prose(option, str::to_owned, "`"));
    if let Some(default) = option.default {
        schema["default"] = serde_json::from_str(default).expect("a default is JSON");
    }
    schema
}
