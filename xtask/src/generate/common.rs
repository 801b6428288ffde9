//! What all kinds share, for every language: the accessors and their documentation.

use ackwell::{Common, CommonForm, KindTable};
use minijinja::{Value, context};

use super::camel;
use super::templates::{render, wrapped};
use crate::files::File;

pub(super) fn emit(_: &[&KindTable]) -> Vec<File> {
    vec![
        File::new("bindings/python/python/ackwell/_common.py", python()),
        File::new("bindings/php/generated/CommonMembers.php", php()),
        File::new("bindings/php/generated/Packed.php", php_places()),
    ]
}

/// The documentation in one language: members are called there what `name` makes of them, and code
/// is between two `quote`s.
pub(super) fn prose(doc: &str, name: fn(&str) -> String, quote: &str) -> String {
    let parts = doc.split('`').enumerate().map(|(index, part)| {
        if index % 2 == 0 {
            part.to_owned()
        } else if Common::ALL.iter().any(|known| known.name() == part) {
            format!("{quote}{}{quote}", name(part))
        } else {
            format!("{quote}{part}{quote}")
        }
    });
    parts.collect()
}

fn python() -> String {
    let members: Vec<Value> = Common::ALL
        .iter()
        .map(|common| {
            let mut doc = prose(common.doc(), str::to_owned, "``");
            if common.is_optional() {
                doc.push_str(" None only for kinds without typed fields.");
            }
            let name = common.name();
            let call = format!("self._native.{name}()");
            let (kind, value) = match common.form() {
                CommonForm::Provider => ("Provider", format!("Provider({call})")),
                CommonForm::Kind => ("Kind", format!("Kind({call})")),
                CommonForm::Status => ("Status", format!("Status({call})")),
                CommonForm::Text => ("str", call),
                CommonForm::Amount => ("Amount", call),
                CommonForm::Fingerprint => {
                    doc.push_str(" 32 bytes.");
                    ("bytes", call)
                }
                CommonForm::Texts => ("tuple[str, ...]", call),
                CommonForm::Source => ("Source", format!("Source(*{call})")),
                CommonForm::Members => {
                    doc.push_str(
                        " Texts are ``str``; where a provider writes other JSON, numbers are \
                         ``int`` or ``Decimal``, objects ``dict`` and arrays ``list``.",
                    );
                    (
                        "Mapping[str, Any]",
                        format!("MappingProxyType(dict({call}))"),
                    )
                }
                other => panic!("`{name}` has a form without a Python type: {other:?}"),
            };
            let optional = if common.is_optional() { " | None" } else { "" };
            context! { name, doc => docstring(&doc), type => format!("{kind}{optional}"), value }
        })
        .collect();
    render(
        "_common.py",
        include_str!("../../templates/_common.py.j2"),
        context! { members },
    )
}

/// The first sentence alone, then the rest.
fn docstring(doc: &str) -> String {
    let one_line = format!("\"\"\"{doc}\"\"\"");
    if one_line.chars().count() <= 92 && !doc.contains(". ") {
        return one_line;
    }
    let (first, rest) = doc
        .split_once(". ")
        .unwrap_or((doc.trim_end_matches('.'), ""));
    let first = wrapped(&format!("\"\"\"{first}."), 100, "        ");
    if rest.is_empty() {
        return format!("{first}\n        \"\"\"");
    }
    format!(
        "{first}\n\n        {}\n        \"\"\"",
        wrapped(rest, 100, "        ")
    )
}

fn php() -> String {
    let name = |common: &Common| camel(common.name());
    let doc = |common: &Common| {
        let mut doc = prose(common.doc(), camel, "`");
        if common.is_optional() {
            doc.push_str(" Null only for kinds without a class.");
        }
        if common.form() == CommonForm::Fingerprint {
            doc.push_str(" In lower-case hex, 64 characters.");
        }
        doc
    };
    // What the packed form has is a property, the rest is made of the JSON when it is asked for.
    let is_property =
        |common: &&Common| **common == Common::Provider || Common::PACKED.contains(common);
    let properties: Vec<Value> = Common::ALL
        .iter()
        .filter(is_property)
        .map(|common| {
            let kind = match common.form() {
                CommonForm::Provider => "Provider",
                CommonForm::Kind => "Kind",
                CommonForm::Status => "Status",
                CommonForm::Text => "string",
                CommonForm::Amount => "Amount",
                other => panic!("`{}` cannot be a property: {other:?}", common.name()),
            };
            let optional = if common.is_optional() { "?" } else { "" };
            context! { name => name(common), doc => doc(common), type => format!("{optional}{kind}") }
        })
        .collect();
    let mut position = 0;
    let mut parts = Vec::new();
    for common in Common::PACKED {
        let at = |offset: usize| format!("$copied[{}]", position + offset);
        let value = match common.form() {
            // It is known before, for it says which class is made.
            CommonForm::Kind => None,
            CommonForm::Status => Some(format!("Status::from({})", at(0))),
            CommonForm::Text if common.is_optional() => {
                Some(format!("{0} === Packed::ABSENT ? null : {0}", at(0)))
            }
            CommonForm::Text => Some(at(0)),
            CommonForm::Amount => Some(format!(
                "is_numeric({0}) ? new Amount({0}, {1}) : null",
                at(0),
                at(1)
            )),
            other => panic!("`{}` cannot be packed: {other:?}", common.name()),
        };
        parts.extend(value.map(|value| context! { name => name(common), value }));
        position += parts_of(*common);
    }
    let methods: Vec<Value> = Common::ALL
        .iter()
        .filter(|common| !is_property(common))
        .map(|common| {
            let form = format!("{:?}", common.form()).to_lowercase();
            context! { name => name(common), wire => common.name(), doc => doc(common), form }
        })
        .collect();
    render(
        "CommonMembers.php",
        include_str!("../../templates/CommonMembers.php.j2"),
        context! { properties, parts, methods },
    )
}

/// How many parts a member has in the packed form.
pub(super) const fn parts_of(common: Common) -> usize {
    match common {
        Common::Amount => 2,
        _ => 1,
    }
}

fn php_places() -> String {
    let count: usize = Common::PACKED.iter().map(|common| parts_of(*common)).sum();
    render(
        "Packed.php",
        include_str!("../../templates/Packed.php.j2"),
        context! { count },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_names_members_as_the_language_does() {
        let doc = prose("See `delivery_key` or `wire`.", camel, "'");
        assert_eq!(doc, "See 'deliveryKey' or 'wire'.");
    }

    #[test]
    fn a_docstring_begins_with_one_sentence() {
        assert_eq!(docstring("Short."), "\"\"\"Short.\"\"\"");
        assert_eq!(
            docstring("One. Two."),
            "\"\"\"One.\n\n        Two.\n        \"\"\""
        );
    }
}
