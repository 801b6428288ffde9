//! The Python package's enumerations and its class for each kind.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ackwell::{Code, Common, CommonForm, FieldSpec, Form, KindTable, Provider, Severity, Status};
use ackwell_ledger::Delivery;
use minijinja::{Value, context};

use super::templates::{render, wrapped};
use crate::files::File;

const PACKAGE: &str = "bindings/python/python/ackwell";

pub(super) fn emit(kinds: &[&KindTable]) -> Vec<File> {
    let mut files = vec![File::new(format!("{PACKAGE}/_enums.py"), enums(kinds))];
    files.extend(classes(kinds));
    files.extend(package(kinds));
    files
}

const NOTE: &str = "# Made by `cargo xtask generate` from the tables in core. Do not edit.\n\n";

/// The kind of every PingPong notification that has no table.
const OTHER: (&str, &str) = ("pingpong.other", "PingPongOther");

fn enums(kinds: &[&KindTable]) -> String {
    let mut text = String::from("\"\"\"The closed lists of names that core has.\"\"\"\n\n");
    text.push_str(NOTE);
    text.push_str("from __future__ import annotations\n\n");
    text.push_str(
        "from . import _native\nfrom ._compat import StrEnum\n\nTYPE_CHECKING = False\nif \
         TYPE_CHECKING:\n    from typing import Final\n\n",
    );
    text.push_str(
        "__all__ = [\"Code\", \"Delivery\", \"Kind\", \"Provider\", \"Severity\", \"Status\"]\n",
    );

    let providers = Provider::ALL.iter().map(|provider| {
        let name = provider.as_str();
        (name.to_uppercase(), name, Some(provider.sentence()))
    });
    text.push_str("\n\nclass Provider(StrEnum):\n    \"\"\"A payment provider.\"\"\"\n\n");
    members(&mut text, providers);

    text.push_str("\n\nclass Kind(StrEnum):\n    \"\"\"A kind of notification.\"\"\"\n\n");
    let names = kinds.iter().map(|table| table.kind).chain([OTHER.0]);
    members(
        &mut text,
        names.map(|kind| (kind.replace('.', "_").to_uppercase(), kind, None)),
    );

    text.push_str(
        "\n\nclass Status(StrEnum):\n    \"\"\"How the operation that a notification reports has \
         ended, or that it has not.\"\"\"\n\n",
    );
    let statuses = Status::ALL.iter().map(|status| {
        let name = status.as_str();
        (name.to_uppercase(), name, Some(status.sentence()))
    });
    members(&mut text, statuses);
    let _ = write!(
        text,
        "\n    @classmethod\n    def _missing_(cls, _value: object) -> Status:\n        return \
         cls.{}\n",
        Status::Other.as_str().to_uppercase()
    );

    text.push_str(
        "\n\nclass Delivery(StrEnum):\n    \"\"\"What the ledger says of a delivery.\"\"\"\n\n",
    );
    let words = Delivery::WORDS.iter();
    members(
        &mut text,
        words.map(|(word, sentence)| (word.to_uppercase(), *word, Some(*sentence))),
    );

    text.push_str(SEVERITY);
    let severities = Severity::ALL.iter().map(|severity| {
        let name = severity.as_str();
        (name.to_uppercase(), name, Some(severity.sentence()))
    });
    members(&mut text, severities);

    text.push_str(CODE);
    let codes = Code::ALL.iter().map(|code| {
        let name = code.as_str();
        (name.to_uppercase(), name, Some(code.sentence()))
    });
    members(&mut text, codes);
    let unknown = "a code that this version does not know";
    members(
        &mut text,
        [("UNKNOWN".to_owned(), "unknown", Some(unknown))].into_iter(),
    );
    text.push_str(CODE_METHODS);
    text
}

const SEVERITY: &str = r#"

class Severity(StrEnum):
    """How urgent a failure is, for the level of a log line."""

"#;

const CODE: &str = r#"

class Code(StrEnum):
    """The stable code of an error, the same in every language."""

"#;

const CODE_METHODS: &str = r#"
    @classmethod
    def _missing_(cls, _value: object) -> Code:
        return cls.UNKNOWN

    @property
    def number(self) -> int:
        """The number in the C library; never reused. 0 for a code not known here."""
        return _FACTS[self][0]

    @property
    def http_status(self) -> int:
        """The HTTP status of the failure that is answered."""
        return _FACTS[self][1]

    @property
    def sentence(self) -> str:
        """What happened, without anything from a request."""
        return _FACTS[self][2]

    @property
    def severity(self) -> Severity:
        """How urgent it is."""
        return Severity(_FACTS[self][3])

    @property
    def remedy(self) -> str:
        """What to do about it; the one of an exception fits its configuration more closely."""
        return _FACTS[self][4]


_UNKNOWN: Final = "an error that this version does not know"
_FACTS: Final[dict[Code, tuple[int, int, str, str, str]]] = {
    Code.UNKNOWN: (0, 500, _UNKNOWN, "error", "update the package"),
    **{Code(name): tuple(facts) for name, *facts in _native.codes()},  # type: ignore[misc]
}
"#;

fn members<'a>(
    text: &mut String,
    members: impl Iterator<Item = (String, &'a str, Option<&'a str>)>,
) {
    for (name, value, doc) in members {
        let _ = writeln!(text, "    {name} = \"{value}\"");
        if let Some(doc) = doc {
            let mut letters = doc.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            let doc: String = first.into_iter().chain(letters).collect();
            let one_line = format!("    \"\"\"{doc}.\"\"\"");
            if one_line.chars().count() <= WIDTH {
                let _ = writeln!(text, "{one_line}");
            } else {
                let doc = wrapped(&format!("\"\"\"{doc}."), WIDTH, "    ");
                let _ = writeln!(text, "    {doc}\n    \"\"\"");
            }
        }
    }
}

fn classes(kinds: &[&KindTable]) -> Vec<File> {
    let described: Vec<Value> = kinds.iter().map(|table| of_kind(table)).collect();
    let other = context! {
        name => OTHER.1,
        doc => [OTHER_DOC],
        docstring => docstring(1, &[OTHER_DOC.to_owned()]),
        match_args => Vec::<&str>::new(),
        fields => Vec::<Value>::new(),
        typed => Vec::<Value>::new(),
    };
    let mut exported: Vec<String> = kinds
        .iter()
        .map(|table| table.type_name.to_owned())
        .collect();
    exported.extend(["CLASSES", "CommonMembers", OTHER.1].map(String::from));
    exported.extend(Provider::ALL.iter().map(|provider| union_name(*provider)));
    exported.sort();
    let unions: Vec<Value> = Provider::ALL
        .iter()
        .map(|&provider| {
            let of_provider = kinds.iter().filter(|table| table.provider == provider);
            let mut classes: Vec<_> = of_provider.map(|table| table.type_name).collect();
            if OTHER.0.starts_with(provider.as_str()) {
                classes.push(OTHER.1);
            }
            context! { name => union_name(provider), provider => format!("{provider:?}"), classes }
        })
        .collect();
    let context = context! {
        kinds => [described, vec![other]].concat(),
        members => Common::ALL.iter().copied().map(of_common).collect::<Vec<_>>(),
        exported,
        unions,
    };
    [
        (
            format!("{PACKAGE}/_kinds.py"),
            "_kinds.py",
            include_str!("../../templates/_kinds.py.j2"),
        ),
        (
            format!("{PACKAGE}/_kinds.pyi"),
            "_kinds.pyi",
            include_str!("../../templates/_kinds.pyi.j2"),
        ),
        (
            "bindings/python/src/kinds.rs".to_owned(),
            "kinds.rs",
            include_str!("../../templates/kinds.rs.j2"),
        ),
    ]
    .into_iter()
    .map(|(path, name, template)| File::new(path, render(name, template, context.clone())))
    .collect()
}

/// Where each name that the package offers is, besides what comes from the tables.
const HOMES: &[(&str, &[&str])] = &[
    (
        "_enums",
        &["Code", "Delivery", "Kind", "Provider", "Severity", "Status"],
    ),
    (
        "_errors",
        &[
            "AckwellError",
            "ArgumentError",
            "ConfigError",
            "InternalError",
            "LeaseLostError",
            "LedgerError",
            "Refusal",
        ],
    ),
    ("_ledger", &["Ledger"]),
    ("_native", &["Acknowledgement", "Amount", "Notification"]),
    ("_receipt", &["Lease", "Receipt"]),
    ("_receiver", &["Config", "LianLian", "PingPong", "Receiver"]),
    ("_schedule", &["Schedule"]),
    ("_values", &["CHINA_STANDARD_TIME", "Source"]),
    ("database", &["in_transaction"]),
];

/// The package itself, and the declarations of its native half.
fn package(kinds: &[&KindTable]) -> Vec<File> {
    let mut classes: Vec<&str> = kinds.iter().map(|table| table.type_name).collect();
    classes.push(OTHER.1);
    classes.sort_unstable();
    let unions = Provider::ALL.iter().map(|provider| union_name(*provider));
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let mut homes: Vec<(&str, Vec<String>)> = HOMES
        .iter()
        .map(|(module, names)| (*module, own(names)))
        .collect();
    homes.push(("_kinds", unions.chain(own(&classes)).collect()));
    homes.push(("_records", super::records::names()));
    homes.sort_unstable();
    let homes: Vec<Value> = homes
        .into_iter()
        .map(|(module, mut names)| {
            names.sort_unstable();
            context! { module, names }
        })
        .collect();
    let context = context! { homes, kinds => classes, docs => native_docs() };
    [
        (
            "__init__.py",
            include_str!("../../templates/__init__.py.j2"),
        ),
        (
            "__init__.pyi",
            include_str!("../../templates/__init__.pyi.j2"),
        ),
        (
            "_native.pyi",
            include_str!("../../templates/_native.pyi.j2"),
        ),
    ]
    .into_iter()
    .map(|(name, template)| {
        let path = format!("{PACKAGE}/{name}");
        File::new(path, render(name, template, context.clone()))
    })
    .collect()
}

/// The documentation of the native half's classes and methods, as docstrings, by `Class` and
/// `Class.method`.
fn native_docs() -> BTreeMap<String, String> {
    let mut docs = BTreeMap::new();
    for source in ["receiver", "notification", "values"] {
        let path = format!("bindings/python/src/{source}.rs");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let (mut class, mut doc) = ("", Vec::new());
        for line in text.lines() {
            let (indent, line) = (line.len() - line.trim_start().len(), line.trim_start());
            let words: Vec<_> = line
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .collect();
            if let Some(comment) = line.strip_prefix("///") {
                doc.push(comment.strip_prefix(' ').unwrap_or(comment));
                continue;
            }
            let name = match words[..] {
                ["impl", of, ..] => {
                    class = of;
                    None
                }
                ["pub", "crate", "", "struct", of, ..] => {
                    class = of;
                    Some(String::new())
                }
                ["fn", method, ..] => Some(format!(".{method}")),
                // The member of a class that has a getter for each.
                [member, "", "Py", ..] if indent == 4 => Some(format!(".{member}")),
                _ if line.starts_with('#') => continue,
                _ => None,
            };
            if let Some(name) = name.filter(|_| !doc.is_empty()) {
                let indent = "    ".repeat(if name.is_empty() { 1 } else { 2 });
                let class = class.trim_start_matches("Native");
                docs.insert(format!("{class}{name}"), quoted(&doc, &indent));
            }
            doc.clear();
        }
    }
    docs
}

/// Lines as they are, as a docstring.
fn quoted(lines: &[&str], indent: &str) -> String {
    if let [only] = lines {
        return format!("{indent}\"\"\"{only}\"\"\"");
    }
    let mut text = format!("{indent}\"\"\"");
    for (index, line) in lines.iter().enumerate() {
        let indent = if index == 0 || line.is_empty() {
            ""
        } else {
            indent
        };
        let _ = writeln!(text, "{indent}{line}");
    }
    format!("{text}{indent}\"\"\"")
}

const OTHER_DOC: &str = "A genuine notification of a kind without a class: see ``fields``.";

fn of_common(common: Common) -> Value {
    let mut doc = super::common::prose(common.doc(), str::to_owned, "``");
    if common.is_optional() {
        doc.push_str(" None only for kinds without typed fields.");
    }
    let kind = match common.form() {
        CommonForm::Provider => "Provider",
        CommonForm::Kind => "Kind",
        CommonForm::Status => "Status",
        CommonForm::Text => "str",
        CommonForm::Amount => "Amount",
        CommonForm::Fingerprint => {
            doc.push_str(" 32 bytes.");
            "bytes"
        }
        CommonForm::Texts => "tuple[str, ...]",
        CommonForm::Source => "Source",
        CommonForm::Members => {
            doc.push_str(
                " Texts are ``str``; where a provider writes other JSON, numbers are ``int`` or \
                 ``Decimal``, objects ``dict`` and arrays ``list``.",
            );
            "Mapping[str, Any]"
        }
        other => panic!(
            "`{}` has a form without a Python type: {other:?}",
            common.name()
        ),
    };
    let optional = if common.is_optional() { " | None" } else { "" };
    let documented = docstring(2, &[doc.clone()]);
    context! {
        name => common.name(),
        doc,
        docstring => documented.trim_start(),
        type => format!("{kind}{optional}"),
    }
}

fn of_kind(table: &KindTable) -> Value {
    let mut doc = paragraphs(table.doc);
    doc.push(format!("Source: {}.", table.source));
    // What may be absent elsewhere is always there in a kind with a table.
    let always = Common::ALL.iter().filter(|common| common.is_optional());
    let always = always.filter_map(|common| {
        let field = table.fields.get(common.role(table.roles)?)?;
        // One of the same name is among the kind's own.
        (field.name != common.name()).then(|| {
            let doc = common.doc().trim_end_matches('.');
            let doc = docstring(2, &[format!("{doc}: ``{}``.", field.name)]);
            context! { name => common.name(), type => type_of(field.form), docstring => doc }
        })
    });
    // The word of the status itself is `status_text`.
    let own = table
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| Common::of_field(field) != Some(Common::Status));
    let typed = |field: &FieldSpec| {
        let optional = if field.required { "" } else { " | None" };
        let kind = format!("{}{optional}", type_of(field.form));
        context! { name => field.name, type => kind, docstring => docstring(2, &field_doc(field)) }
    };
    let fields: Vec<Value> = own
        .clone()
        .map(|(position, field)| context! { name => field.name, doc => field_doc(field), position })
        .collect();
    context! {
        name => table.type_name,
        docstring => docstring(1, &doc),
        doc,
        match_args => table.fields.iter().map(|field| field.name).collect::<Vec<_>>(),
        fields,
        typed => always.chain(own.map(|(_, field)| typed(field))).collect::<Vec<_>>(),
    }
}

fn field_doc(field: &FieldSpec) -> Vec<String> {
    let mut doc = paragraphs(field.doc);
    if !field.known.is_empty() {
        let known: Vec<_> = field
            .known
            .iter()
            .map(|(value, meaning)| format!("``{value}`` {meaning}"))
            .collect();
        doc.push(format!("Known values: {}.", known.join("; ")));
    }
    doc
}

fn type_of(form: Form) -> &'static str {
    match form {
        Form::Identifier { .. } | Form::Text { .. } | Form::Status | Form::Currency => "str",
        Form::Money { .. } => "Amount",
        Form::Decimal => "Decimal",
        Form::Date => "date",
        Form::DateTime | Form::Time => "datetime",
        Form::Flag => "bool",
        Form::Integer => "int",
        // A nested object or array; and a form that this emitter does not know yet.
        _ => "Any",
    }
}

fn union_name(provider: Provider) -> String {
    format!("{provider:?}Notification")
}

/// The paragraphs of a documentation text, each on one line.
fn paragraphs(doc: &str) -> Vec<String> {
    doc.split("\n\n")
        .flat_map(|paragraph| paragraph.split("\n \n"))
        .map(|paragraph| {
            let words: Vec<_> = paragraph.split_whitespace().collect();
            words.join(" ").replace('`', "``")
        })
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// A docstring: the first sentence alone, then the rest.
fn docstring(level: usize, paragraphs: &[String]) -> String {
    let indent = "    ".repeat(level);
    let mut parts: Vec<String> = paragraphs.to_vec();
    if let Some(first) = parts.first().cloned()
        && let Some((summary, rest)) = first.split_once(". ")
    {
        parts.splice(0..1, [format!("{summary}."), rest.to_owned()]);
    }
    if let [only] = &parts[..]
        && indent.len() + only.chars().count() + 6 <= WIDTH
    {
        return format!("{indent}\"\"\"{only}\"\"\"");
    }
    if let Some(first) = parts.first_mut() {
        first.insert_str(0, "\"\"\"");
    }
    let blocks: Vec<_> = parts
        .iter()
        .map(|part| wrapped(part, WIDTH, &indent))
        .collect();
    format!(
        "{indent}{}\n{indent}\"\"\"",
        blocks.join(&format!("\n\n{indent}"))
    )
}

const WIDTH: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_docstring_begins_with_one_sentence() {
        let of = |text: &str| docstring(1, &[text.to_owned()]);
        assert_eq!(of("Short."), "    \"\"\"Short.\"\"\"");
        let two = of("One. Two.");
        assert_eq!(two, "    \"\"\"One.\n\n    Two.\n    \"\"\"");
    }
}
