//! The generated half of the JVM library: the classes of kinds and records, the enums, the builders.

use ackwell::{
    Code, Common, CommonForm, FieldSpec, Form, KindTable, OptionForm, OptionSpec, Provider,
    Severity, SourceMember, Status,
};
use ackwell_ledger::{Delivery, DeliveryState, OutcomeKind, outcome_tables, reported_tables};
use minijinja::{Value, context};

use super::camel;
use super::common::{parts_of, prose};
use super::options;
use super::pascal;
use super::records::of_table;
use super::templates::render;
use crate::files::File;

const FOLDER: &str = "bindings/java/ackwell/src/generated/java/io/ackwell";

/// The kind without a table: genuine, and not known to this version.
const OTHER: (&str, &str) = ("pingpong.other", "PingPongOther");

macro_rules! file {
    ($name:expr, $template:literal, $context:expr) => {
        File::new(
            format!("{FOLDER}/{}.java", $name),
            render(
                $template,
                concat!(
                    include_str!("../../templates/_options.java.j2"),
                    include_str!(concat!("../../templates/", $template, ".j2"))
                ),
                $context,
            ),
        )
    };
}

pub(super) fn emit(kinds: &[&KindTable]) -> Vec<File> {
    let mut files = vec![
        file!("Notification", "Notification.java", notification(kinds)),
        file!("Kinds", "Kinds.java", classes(kinds)),
        file!("Source", "Source.java", source()),
        file!("Code", "Code.java", codes()),
        file!(
            "Version",
            "Version.java",
            context! { version => env!("CARGO_PKG_VERSION") }
        ),
        file!(OTHER.1, "Kind.java", other()),
        file!(
            "ReceiverBuilder",
            "ReceiverBuilder.java",
            context! { options => of_section("receiver") }
        ),
        file!(
            "LedgerBuilder",
            "LedgerBuilder.java",
            context! { options => beside_the_url() }
        ),
        file!("OptionNames", "OptionNames.java", option_names()),
        receiver("LianLian", "lianlian", "LianLian Pay, classic scheme"),
        receiver("PingPong", "pingpong", "PingPongCheckout v4"),
    ];
    files.extend(kinds.iter().map(|table| kind(table)));
    files.extend(vocabularies(kinds));
    for table in reported_tables() {
        let described = of_table(table);
        files.push(file!(record_name(table.name), "Record.java", described));
    }
    for table in outcome_tables() {
        files.push(file!(table.name, "Outcome.java", of_table(table)));
    }
    files
}

/// `java.lang.Record` has that name already.
fn record_name(name: &str) -> &str {
    if name == "Record" {
        "LedgerRecord"
    } else {
        name
    }
}

/// Where each packed member is, and how many parts they are together.
fn places() -> (Vec<(Common, usize)>, usize) {
    let mut count = 0;
    let mut places = Vec::new();
    for common in Common::PACKED {
        places.push((*common, count));
        count += parts_of(*common);
    }
    (places, count)
}

fn notification(kinds: &[&KindTable]) -> Value {
    let (places, _) = places();
    let members = Common::ALL.iter().map(|common| {
        let (name, optional) = (common.name(), common.is_optional());
        let place = places.iter().find(|(packed, _)| packed == common);
        let mut doc = prose(common.doc(), camel, "`");
        let (shown, read) = match (common.form(), place) {
            (CommonForm::Provider, _) => ("Provider", "kind().provider()".to_owned()),
            (CommonForm::Kind, Some((_, at))) => ("Kind", format!("Kind.of(text({at}))")),
            (CommonForm::Status, Some((_, at))) => ("Status", format!("Status.of(text({at}))")),
            (CommonForm::Text, Some((_, at))) if optional => ("String", format!("find({at})")),
            (CommonForm::Text, Some((_, at))) => ("String", format!("text({at})")),
            (CommonForm::Amount, Some((_, at))) => ("Amount", format!("amount({at}, {})", at + 1)),
            (CommonForm::Fingerprint, None) => {
                doc.push_str(" In lower-case hex, 64 characters.");
                ("String", format!("described().text(\"{name}\")"))
            }
            (CommonForm::Texts, None) => ("List<String>", format!("described().words(\"{name}\")")),
            (CommonForm::Source, None) => {
                ("Source", format!("Source.of(described().one(\"{name}\"))"))
            }
            (CommonForm::Members, None) => {
                doc.push_str(
                    " Texts are {@link String}; where a provider writes other JSON, numbers are \
                     {@link java.math.BigDecimal}, objects {@link Map} and arrays {@link List}.",
                );
                (
                    "Map<String, @Nullable Object>",
                    format!("described().map(\"{name}\")"),
                )
            }
            (other, _) => panic!("`{name}` has a form without a Java type: {other:?}"),
        };
        if optional {
            doc.push_str(" Null only for kinds without a class of their own.");
        }
        context! { name, doc, type => shown, read, optional }
    });
    let mut classes: Vec<&str> = kinds.iter().map(|table| table.type_name).collect();
    classes.push(OTHER.1);
    let place = |wanted: Common| {
        let found = places.iter().find(|(packed, _)| *packed == wanted);
        found.expect("it is packed").1
    };
    context! {
        members => members.collect::<Vec<_>>(),
        classes,
        order => place(Common::OrderNo),
        amount => place(Common::Amount),
    }
}

fn classes(kinds: &[&KindTable]) -> Value {
    let (_, count) = places();
    let known = kinds
        .iter()
        .map(|table| context! { class => table.type_name, count => table.fields.len() });
    context! { kinds => known.collect::<Vec<_>>(), other => OTHER.1, count }
}

fn kind(table: &KindTable) -> File {
    let (_, count) = places();
    // What may be absent elsewhere is always there in a kind with a table.
    let optional = Common::ALL.iter().filter(|common| common.is_optional());
    let roles = optional.filter_map(|common| {
        let field = table.fields.get(common.role(table.roles)?)?;
        let own = camel(field.name);
        let doc = common.doc().trim_end_matches('.');
        let doc = if field.name == common.name() {
            on_one_line(field.doc)
        } else {
            format!("{doc}: {{@link #{own}}}.")
        };
        let shown = if common.form() == CommonForm::Amount {
            "Amount"
        } else {
            "String"
        };
        Some(context! { name => common.name(), doc, type => shown })
    });
    let own = table.fields.iter().enumerate();
    let own = own.filter(|(_, field)| Common::of_field(field).is_none());
    let fields: Vec<_> = own
        .map(|(at, field)| own_field(count + at, field))
        .collect();
    file!(
        table.type_name,
        "Kind.java",
        context! {
            class => table.type_name,
            kind => table.kind,
            doc => on_one_line(table.doc),
            source => table.source,
            roles => roles.collect::<Vec<_>>(),
            imports => imports(&fields, true),
            fields,
        }
    )
}

fn other() -> Value {
    context! {
        class => OTHER.1,
        kind => OTHER.0,
        doc => "A notification of a kind that this version does not know. It is genuine.",
        source => "",
        roles => Vec::<Value>::new(),
        imports => Vec::<String>::new(),
        fields => Vec::<Value>::new(),
    }
}

fn own_field(place: usize, field: &FieldSpec) -> Value {
    let (shown, boxed, reader) = match field.form {
        Form::Identifier { .. } | Form::Text { .. } | Form::Status | Form::Currency => {
            ("String", "String", None)
        }
        Form::Money { .. } => ("Amount", "Amount", Some("Values::amount")),
        Form::Decimal => ("BigDecimal", "BigDecimal", Some("BigDecimal::new")),
        Form::Date => ("LocalDate", "LocalDate", Some("LocalDate::parse")),
        Form::DateTime => (
            "OffsetDateTime",
            "OffsetDateTime",
            Some("Values::chinaTime"),
        ),
        Form::Time => ("Instant", "Instant", Some("Instant::parse")),
        Form::Flag => ("boolean", "Boolean", Some("Boolean::valueOf")),
        Form::Integer => ("long", "Long", Some("Long::valueOf")),
        Form::Json => ("String", "String", None),
        other => panic!("no Java type for {other:?}"),
    };
    let verb = if field.required { "text" } else { "find" };
    let read = match reader {
        Some(reader) if field.required => {
            let (class, method) = reader.split_once("::").expect("a method");
            if method == "new" {
                format!("new {class}(text({place}))")
            } else {
                format!("{class}.{method}(text({place}))")
            }
        }
        Some(reader) => format!("find({place}, {reader})"),
        None => format!("{verb}({place})"),
    };
    let known = field.known.iter();
    let known: Vec<String> = known
        .map(|(value, meaning)| format!("`{value}` {meaning}"))
        .collect();
    let doc = match field.form {
        Form::Json => format!("{} As JSON text.", on_one_line(field.doc)),
        _ => on_one_line(field.doc),
    };
    let mut wire = format!("`{}`", field.wire);
    for name in field.also {
        wire = format!("{wire} or `{name}`");
    }
    context! {
        name => field.name,
        read,
        known,
        doc,
        wire,
        optional => !field.required,
        type => if field.required { shown } else { boxed },
    }
}

/// `objects`: whether there is a member that is never null here.
fn imports(fields: &[Value], objects: bool) -> Vec<&'static str> {
    let has = |name: &str| {
        let of = |field: &Value| field.get_attr("type").ok();
        fields
            .iter()
            .filter_map(of)
            .any(|shown| shown.as_str() == Some(name))
    };
    let optional = fields.iter().any(|field| {
        field
            .get_attr("optional")
            .is_ok_and(|value| value.is_true())
    });
    let known = [
        ("BigDecimal", "java.math.BigDecimal"),
        ("Instant", "java.time.Instant"),
        ("LocalDate", "java.time.LocalDate"),
        ("OffsetDateTime", "java.time.OffsetDateTime"),
    ];
    let mut imports: Vec<&str> = known
        .into_iter()
        .filter(|(name, _)| has(name))
        .map(|(_, full)| full)
        .collect();
    if objects {
        imports.push("java.util.Objects");
    }
    if optional {
        imports.push("org.jspecify.annotations.Nullable");
    }
    imports
}

fn source() -> Value {
    let members = SourceMember::ALL.iter().map(|member| {
        let (shown, read, optional) = match member {
            SourceMember::Check => ("String", "text", false),
            SourceMember::Address => ("String", "findText", true),
            SourceMember::Trusted => ("Boolean", "findFlag", true),
            other => panic!("`{}` has no Java type", other.name()),
        };
        context! { name => member.name(), doc => member.doc(), type => shown, read, optional }
    });
    context! { members => members.collect::<Vec<_>>() }
}

fn codes() -> Value {
    let codes = Code::ALL.iter().map(|code| {
        context! {
            name => code.as_str().to_uppercase(),
            word => code.as_str(),
            number => code.number(),
            http_status => code.http_status(),
            severity => code.severity().as_str().to_uppercase(),
            sentence => code.sentence(),
            remedy => code.remedy(),
            doc => sentence(code.sentence()),
        }
    });
    context! { codes => codes.collect::<Vec<_>>() }
}

fn vocabularies(kinds: &[&KindTable]) -> Vec<File> {
    let list = |name: &str, doc: &str, words: Vec<(&'static str, String)>, otherwise: bool| {
        let words = words.into_iter().map(|(word, doc)| {
            let name = word.to_uppercase().replace(['.', '-'], "_");
            let class = class_of(kinds, word);
            context! { name, word, doc, class }
        });
        let words: Vec<Value> = words.collect();
        file!(name, "Enum.java", context! { name, doc, words, otherwise })
    };
    let all = kinds
        .iter()
        .map(|table| (table.kind, format!("{{@link {}}}.", table.type_name)))
        .chain([(OTHER.0, format!("{{@link {}}}.", OTHER.1))]);
    vec![
        list(
            "Provider",
            "A payment provider.",
            Provider::ALL
                .iter()
                .map(|word| (word.as_str(), sentence(word.sentence())))
                .collect(),
            false,
        ),
        list("Kind", "A kind of notification.", all.collect(), false),
        list(
            "Status",
            "How the operation that a notification reports has ended, or that it has not.",
            Status::ALL
                .iter()
                .map(|word| (word.as_str(), sentence(word.sentence())))
                .collect(),
            true,
        ),
        list(
            "Delivery",
            "What the ledger reports of a delivery.",
            Delivery::WORDS
                .iter()
                .map(|(word, meaning)| (*word, sentence(meaning)))
                .collect(),
            false,
        ),
        list(
            "Severity",
            "How urgent a failure is, for the level of a log line.",
            Severity::ALL
                .iter()
                .map(|word| (word.as_str(), sentence(word.sentence())))
                .collect(),
            false,
        ),
        list(
            "DeliveryState",
            "The state of a delivery in the ledger.",
            DeliveryState::ALL
                .iter()
                .map(|word| (word.as_str(), sentence(word.sentence())))
                .collect(),
            false,
        ),
        list(
            "OutcomeKind",
            "What became of one request, in one word.",
            OutcomeKind::ALL
                .iter()
                .map(|word| (word.as_str(), sentence(word.sentence())))
                .collect(),
            false,
        ),
    ]
}

/// The class of a kind; empty for every other word.
fn class_of(kinds: &[&KindTable], word: &str) -> &'static str {
    let known = kinds.iter().find(|table| table.kind == word);
    match known {
        Some(table) => table.type_name,
        None if word == OTHER.0 => OTHER.1,
        None => "",
    }
}

fn receiver(class: &str, section: &str, what: &str) -> File {
    file!(
        class,
        "Receiver.java",
        context! { class, section, what, options => of_section(section) }
    )
}

fn of_section(section: &str) -> Vec<Value> {
    options::of(section).map(option).collect()
}

fn beside_the_url() -> Vec<Value> {
    let own = options::of("ledger").filter(|option| option.name != "url");
    own.map(option).collect()
}

fn option_names() -> Value {
    let sections = ["lianlian", "pingpong", "receiver", "ledger"].map(|section| {
        let names: Vec<&str> = options::of(section).map(|option| option.name).collect();
        context! { section, names }
    });
    context! { sections }
}

fn option(option: &OptionSpec) -> Value {
    let (form, words): (&str, &[&str]) = match option.form {
        OptionForm::Text => ("text", &[]),
        OptionForm::Word(words) => ("word", words),
        OptionForm::Texts | OptionForm::Networks => ("list", &[]),
        OptionForm::IdsOrAny | OptionForm::NetworksOr(_) => ("list_or_word", option.form.words()),
        OptionForm::Words(words) => ("words", words),
        OptionForm::Whole { .. } => ("whole", &[]),
        OptionForm::Number { .. } => ("number", &[]),
        other => panic!(
            "`{}` has a form without a Java type: {other:?}",
            option.name
        ),
    };
    let one = singular(option.name);
    let class = if form == "list_or_word" {
        pascal(option.name)
    } else {
        pascal(&one)
    };
    let words = words.iter().map(|word| {
        let name = word.to_uppercase().replace(['.', '-'], "_");
        context! { name, word => *word }
    });
    context! {
        name => option.name,
        one,
        class,
        form,
        words => words.collect::<Vec<_>>(),
        required => option.required,
        section => option.section,
        doc => options::prose(option, method, "`"),
    }
}

/// The method of an option: of a list it is named after one of its things.
fn method(name: &str) -> String {
    let sections = ["lianlian", "pingpong", "receiver", "ledger"];
    let mut all = sections.into_iter().flat_map(options::of);
    let is_list = all.any(|option| {
        let lists = matches!(
            option.form,
            OptionForm::Texts | OptionForm::Networks | OptionForm::Words(_)
        );
        option.name == name && lists
    });
    if is_list {
        camel(&singular(name))
    } else {
        camel(name)
    }
}

/// The name of one of the things that a list is named after.
fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if let Some(stem) = name.strip_suffix("hes") {
        return format!("{stem}h");
    }
    name.strip_suffix('s').unwrap_or(name).to_owned()
}

/// With its capital letter and full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}

fn on_one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_a_name_for_one_of_its_things() {
        assert_eq!(singular("public_keys"), "public_key");
        assert_eq!(singular("trusted_proxies"), "trusted_proxy");
        assert_eq!(singular("hashes"), "hash");
        assert_eq!(singular("sources"), "source");
    }
}
