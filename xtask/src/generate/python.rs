//! The Python package's enumerations and its class for each kind.

use std::fmt::Write as _;

use ackwell::{Code, Common, FieldSpec, Form, KindTable, Provider, Severity, Status};
use ackwell_ledger::Delivery;

use crate::files::File;

const PACKAGE: &str = "bindings/python/python/ackwell";

pub(super) fn emit(kinds: &[&KindTable]) -> Vec<File> {
    vec![
        File::new(format!("{PACKAGE}/_enums.py"), enums(kinds)),
        File::new(format!("{PACKAGE}/_kinds.py"), classes(kinds)),
    ]
}

const NOTE: &str = "# Made by `cargo xtask generate` from the tables in core. Do not edit.\n\n";

/// The kind of every PingPong notification that has no table.
const OTHER: (&str, &str) = ("pingpong.other", "PingPongOther");

fn enums(kinds: &[&KindTable]) -> String {
    let mut text = String::from("\"\"\"The closed lists of names that core has.\"\"\"\n\n");
    text.push_str(NOTE);
    text.push_str("from __future__ import annotations\n\n");
    text.push_str(
        "from typing import Final\n\nfrom . import _native\nfrom ._compat import StrEnum\n\n",
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
                let doc = super::templates::wrapped(&format!("\"\"\"{doc}."), WIDTH, "    ");
                let _ = writeln!(text, "    {doc}\n    \"\"\"");
            }
        }
    }
}

fn classes(kinds: &[&KindTable]) -> String {
    let mut text = String::from("\"\"\"One class per kind, with the provider's fields.\"\"\"\n\n");
    text.push_str(NOTE);
    text.push_str(IMPORTS);
    let mut exported: Vec<String> = kinds
        .iter()
        .map(|table| table.type_name.to_owned())
        .collect();
    exported.push(OTHER.1.to_owned());
    exported.extend(Provider::ALL.iter().map(|provider| union_name(*provider)));
    exported.sort();
    text.push_str("__all__ = [\n");
    for name in exported {
        let _ = writeln!(text, "    \"{name}\",");
    }
    text.push_str("]\n");
    for table in kinds {
        class(&mut text, table);
    }
    let _ = write!(
        text,
        "\n\nclass {}(Notification):\n    \"\"\"A genuine notification of a kind without a class: \
         see ``fields``.\"\"\"\n\n    __slots__ = ()\n",
        OTHER.1
    );
    text.push_str("\n\nCLASSES: Final[tuple[type[Notification], ...]] = (\n");
    for table in kinds {
        let _ = writeln!(text, "    {},", table.type_name);
    }
    let _ = writeln!(text, "    {},\n)", OTHER.1);
    text.push_str(
        "\"\"\"The classes in the order of core's tables; the last has no table.\"\"\"\n",
    );
    for &provider in Provider::ALL {
        union(&mut text, provider, kinds);
    }
    text
}

const IMPORTS: &str = "\
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ._notification import Notification

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from ._values import Amount

";

fn class(text: &mut String, table: &KindTable) {
    let _ = write!(text, "\n\nclass {}(Notification):\n", table.type_name);
    let mut doc = paragraphs(table.doc);
    doc.push(format!("Source: {}.", table.source));
    docstring(text, 1, &doc);
    text.push_str("\n    __slots__ = ()\n    __match_args__ = (\n");
    for field in table.fields {
        let _ = writeln!(text, "        \"{}\",", field.name);
    }
    text.push_str("    )\n");
    // What may be absent elsewhere is always there in a kind with a table.
    for common in Common::ALL.iter().filter(|common| common.is_optional()) {
        let position = common.role(table.roles);
        let Some((position, field)) = position.and_then(|at| Some((at, table.fields.get(at)?)))
        else {
            continue;
        };
        if field.name == common.name() {
            continue; // It is below, among the kind's own.
        }
        let doc = common.doc().trim_end_matches('.');
        let doc = format!("{doc}: ``{}``.", field.name);
        property(text, common.name(), type_of(field.form), position, &[doc]);
    }
    for (position, field) in table.fields.iter().enumerate() {
        own_field(text, position, field);
    }
}

fn own_field(text: &mut String, position: usize, field: &FieldSpec) {
    if Common::of_field(field) == Some(Common::Status) {
        return; // The word itself is `status_text`.
    }
    let mut doc = paragraphs(field.doc);
    if !field.known.is_empty() {
        let known: Vec<_> = field
            .known
            .iter()
            .map(|(value, meaning)| format!("``{value}`` {meaning}"))
            .collect();
        doc.push(format!("Known values: {}.", known.join("; ")));
    }
    let mut kind = type_of(field.form).to_owned();
    if !field.required {
        kind.push_str(" | None");
    }
    property(text, field.name, &kind, position, &doc);
}

fn property(text: &mut String, name: &str, kind: &str, position: usize, doc: &[String]) {
    let _ = write!(text, "\n    @property\n    def {name}(self) -> {kind}:\n");
    docstring(text, 2, doc);
    let _ = writeln!(text, "        return self._native.typed({position})");
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

fn union(text: &mut String, provider: Provider, kinds: &[&KindTable]) {
    let mut names: Vec<_> = kinds
        .iter()
        .filter(|table| table.provider == provider)
        .map(|table| table.type_name)
        .collect();
    if OTHER.0.starts_with(provider.as_str()) {
        names.push(OTHER.1);
    }
    let _ = write!(
        text,
        "\n{}: TypeAlias = (\n    {}\n)\n\"\"\"Whatever a receiver for {provider:?} can \
         return.\"\"\"\n",
        union_name(provider),
        names.join("\n    | "),
    );
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
fn docstring(text: &mut String, level: usize, paragraphs: &[String]) {
    let indent = "    ".repeat(level);
    let mut parts: Vec<String> = paragraphs.to_vec();
    if let Some(first) = parts.first().cloned()
        && let Some((summary, rest)) = first.split_once(". ")
    {
        parts.splice(0..1, [format!("{summary}."), rest.to_owned()]);
    }
    let one_line = parts
        .first()
        .filter(|part| parts.len() == 1 && indent.len() + part.chars().count() + 6 <= WIDTH);
    if let Some(only) = one_line {
        let _ = writeln!(text, "{indent}\"\"\"{only}\"\"\"");
        return;
    }
    for (index, part) in parts.iter().enumerate() {
        let lead = if index == 0 { "\"\"\"" } else { "\n" };
        let body = wrapped(part, &indent, if index == 0 { 3 } else { 0 });
        let _ = write!(
            text,
            "{}{body}",
            if index == 0 {
                format!("{indent}{lead}")
            } else {
                format!("{lead}{indent}")
            }
        );
    }
    let _ = writeln!(text, "{indent}\"\"\"");
}

const WIDTH: usize = 100;

/// Wraps at the width of a line; the first line has `used` columns less.
fn wrapped(paragraph: &str, indent: &str, used: usize) -> String {
    let mut text = String::new();
    let mut column = indent.len() + used;
    for (index, word) in paragraph.split(' ').enumerate() {
        let length = word.chars().count();
        if index > 0 && column + 1 + length > WIDTH {
            let _ = write!(text, "\n{indent}");
            column = indent.len();
        } else if index > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
    text
}
