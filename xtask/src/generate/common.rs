//! What all kinds share, for every language: the accessors and their documentation.

use ackwell::{Common, CommonForm, KindTable};
use minijinja::{Value, context};

use super::camel;
use super::templates::render;
use crate::files::File;

pub(super) fn emit(_: &[&KindTable]) -> Vec<File> {
    vec![
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
}
