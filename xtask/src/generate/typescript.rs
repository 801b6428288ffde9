//! The classes of `bindings/shared/src/classes.rs` as members of TypeScript declarations.

use std::collections::BTreeMap;

use ackwell_binding::{Class, How, Member, SURFACE};
use minijinja::{Value, context};

use super::camel;
use super::templates::wrapped;

/// How long a line of a comment is at most.
const WIDTH: usize = 104;

/// What only JavaScript throws, by class and member.
const THROWN: &[(&str, &str, &str)] = &[(
    "Receiver",
    "handle",
    "TypeError if `fulfil` is a generator function, whose work would never be done; AckwellError \
     `invalid_argument` if the body is not bytes any more; the signal's reason",
)];

/// Every class by its name: its comment, and the declarations of its members with theirs.
pub(super) fn classes() -> Value {
    SURFACE
        .iter()
        .map(|class| {
            let members: Vec<String> = class.members.iter().map(|one| member(class, one)).collect();
            let described = context! {
                comment => comment(class.doc, None, ""),
                members => members.join("\n"),
            };
            (class.name, described)
        })
        .collect::<BTreeMap<_, _>>()
        .into()
}

fn member(class: &Class, member: &Member) -> String {
    let name = name_of(member.name);
    let takes: Vec<String> = member.takes.iter().map(argument).collect();
    let takes = takes.join(", ");
    let gives = type_of(member.gives);
    // Only a class of one kind of notification knows which it is.
    let generic = match (class.name, uses_notification(member)) {
        ("Ledger", true) => "<N extends Notification>",
        _ => "",
    };
    let declared = match member.how {
        How::Value => format!("readonly {name}: {gives}"),
        How::Call => format!("{name} ({takes}): {gives}"),
        How::Make => format!("static {name} ({takes}): {gives}"),
        How::Wait if class.name == "TransactionLedger" => {
            format!("{name} ({takes}): Answer<D, {gives}>")
        }
        How::Wait => format!("{name}{generic} ({takes}): Promise<{gives}>"),
    };
    let thrown = THROWN
        .iter()
        .find(|(class_name, name, _)| (*class_name, *name) == (class.name, member.name));
    let thrown = thrown.map(|(_, _, thrown)| format!("@throws {thrown}"));
    format!("{}\n  {declared}", comment(member.doc, thrown, "  "))
}

fn uses_notification(member: &Member) -> bool {
    let types = member.takes.iter().map(|(_, form)| *form);
    types
        .chain([member.gives])
        .any(|form| form == "Notification")
}

fn argument((name, form): &(&str, &str)) -> String {
    match optional(form) {
        Some(form) => format!("{}?: {}", camel(name), type_of(form)),
        None => format!("{}: {}", camel(name), type_of(form)),
    }
}

fn optional(form: &str) -> Option<&str> {
    form.strip_prefix("Option<")?.strip_suffix('>')
}

/// The name of a type in TypeScript.
fn type_of(form: &str) -> String {
    if let Some(form) = optional(form) {
        return format!("{} | null", type_of(form));
    }
    let known = match form {
        "Text" => "string",
        // An option's text may also be in a file or a variable.
        "OptionText" => "Text",
        "Flag" => "boolean",
        "Count" | "Milliseconds" => "number",
        "List<Milliseconds>" => "readonly number[]",
        "Integer" => "bigint",
        "Money" => "string | bigint",
        "Bytes" => "Uint8Array",
        "Moment" => "Date",
        "Nothing" => "void",
        "This" => "this",
        "Names" => "string[]",
        "Providers" => "Provider[]",
        "Json" => "{ readonly [name: string]: unknown }",
        "Path" => "string | URL",
        "AnswerHeaders" => "{ readonly 'content-type': string; readonly 'content-length': string }",
        "ReleaseOptions" => "{ readonly strict?: boolean | undefined }",
        "AnyReceiver" => "LianLian | PingPong",
        "Notification" => "N",
        // Of whatever kind.
        "AnyOf" => "Notification",
        "Client" => "ClientOf<D>",
        "Requests" => "Iterable<Request>",
        "Verified" => "(N | AckwellError)[]",
        "Receipt" | "Fulfil" | "HandleOptions" | "Outcome" => return format!("{form}<N>"),
        "Acknowledgement" | "AckwellError" | "Code" | "Config" | "Conflict" | "Delivery"
        | "Diagnosis" | "EarlierPayment" | "Kind" | "Lease" | "Ledger" | "LedgerOptions"
        | "LianLian" | "PingPong" | "Provider" | "ReceiveOptions" | "Request" | "Schedule" => form,
        other => panic!("there is no TypeScript type for {other}"),
    };
    known.to_owned()
}

/// `JSON.stringify` looks for `toJSON`.
fn name_of(name: &str) -> String {
    match name {
        "to_json" => "toJSON".to_owned(),
        name => camel(name),
    }
}

/// Markdown as a documentation comment: its paragraphs, its arguments and its errors.
fn comment(doc: &str, thrown: Option<String>, indent: &str) -> String {
    let (mut text, mut tags) = (Vec::new(), Vec::new());
    let mut section = "";
    for block in doc.split("\n\n") {
        let block = named(&block.split_whitespace().collect::<Vec<_>>().join(" "));
        match (section, block.as_str()) {
            (_, "") => {}
            (_, "# Errors" | "# Arguments") => {
                section = if block == "# Errors" {
                    "errors"
                } else {
                    "arguments"
                };
            }
            ("", _) => text.push(block),
            ("errors", _) => tags.push(format!("@throws AckwellError {block}")),
            _ => {
                let arguments = block.split("- `").filter(|one| !one.is_empty());
                let params: Vec<String> = arguments
                    .map(|one| {
                        let (name, about) = one.split_once('`').unwrap_or((one, ""));
                        format!("@param {name} {}", about.trim())
                    })
                    .collect();
                tags.extend(params);
            }
        }
    }
    tags.extend(thrown);
    if let ([only], []) = (&text[..], &tags[..]) {
        let line = format!("{indent}/** {only} */");
        if line.len() <= WIDTH {
            return line;
        }
    }
    let prefix = format!("{indent} * ");
    let wrap = |text: &String| format!("{prefix}{}", wrapped(text, WIDTH, &prefix));
    let paragraphs: Vec<String> = text.iter().map(wrap).collect();
    let mut lines = vec![paragraphs.join(&format!("\n{indent} *\n"))];
    if !tags.is_empty() {
        lines.push(format!("{indent} *"));
        lines.extend(tags.iter().map(wrap));
    }
    format!("{indent}/**\n{}\n{indent} */", lines.join("\n"))
}

/// Prose in which code names members and arguments.
fn named(doc: &str) -> String {
    let members = || SURFACE.iter().flat_map(|class| class.members);
    let is_known = |name: &str| {
        members().any(|member| {
            member.name == name || member.takes.iter().any(|(argument, _)| *argument == name)
        })
    };
    let parts = doc.split('`').enumerate().map(|(index, part)| {
        if index % 2 == 1 && is_known(part) {
            camel(part)
        } else {
            part.to_owned()
        }
    });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_has_its_paragraphs_arguments_and_errors() {
        assert_eq!(
            comment(" One `is_first`.\n", None, "  "),
            "  /** One `isFirst`. */"
        );
        let doc = " Opens it.\n\n # Arguments\n\n - `order_no` which\n   order\n - `url` where\n\n # Errors\n\n `lease_lost`\n";
        assert_eq!(
            comment(doc, Some("@throws TypeError never".to_owned()), ""),
            "/**\n * Opens it.\n *\n * @param orderNo which order\n * @param url where\n * @throws \
             AckwellError `lease_lost`\n * @throws TypeError never\n */"
        );
    }

    #[test]
    fn every_type_of_the_table_has_one_in_typescript() {
        for class in SURFACE {
            for one in class.members {
                assert!(!member(class, one).contains("Option<"), "{}", one.name);
            }
        }
    }
}
