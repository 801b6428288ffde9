//! The Node package's classes of kinds and records, its unions of words, and its option types.

use ackwell::{
    Code, Common, CommonForm, FieldSpec, Form, KindTable, OptionForm, OptionSpec, Provider,
    Severity, Status,
};
use ackwell_ledger::{Delivery, DeliveryState, OutcomeKind, outcome_tables, record_tables};
use minijinja::{Value, context};

use super::common::{parts_of, prose};
use super::options;
use super::records::of_table;
use super::templates::render;
use super::{camel, pascal};
use crate::files::File;

const FOLDER: &str = "bindings/node/lib/generated";

/// The kind without a table: genuine, and not known to this version.
const OTHER: (&str, &str) = ("pingpong.other", "PingPongOther");

/// A file and its declarations, from the two templates of that name.
macro_rules! pair {
    ($name:literal, $context:expr) => {{
        let context = $context;
        let implementation = include_str!(concat!("../../templates/", $name, ".cjs.j2"));
        let declarations = include_str!(concat!("../../templates/", $name, ".d.cts.j2"));
        [
            File::new(
                format!("{FOLDER}/{}.cjs", $name),
                render($name, implementation, context.clone()),
            ),
            File::new(
                format!("{FOLDER}/{}.d.cts", $name),
                render($name, declarations, context),
            ),
        ]
    }};
}

pub(super) fn emit(kinds: &[&KindTable]) -> Vec<File> {
    let tables: Vec<Value> = record_tables()
        .iter()
        .chain(outcome_tables())
        .map(|table| of_table(table))
        .collect();
    [
        pair!("common", common()),
        pair!("kinds", classes(kinds)),
        pair!("enums", enums(kinds)),
        pair!("options", sections()),
        pair!("records", context! { tables }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn common() -> Value {
    let mut count = 0;
    let mut places = Vec::new();
    for common in Common::PACKED {
        places.push((*common, count));
        count += parts_of(*common);
    }
    let members = Common::ALL.iter().map(|common| {
        let (name, optional) = (common.name(), common.is_optional());
        let place = places.iter().find(|(packed, _)| packed == common);
        let value = match place {
            Some((Common::Amount, at)) => {
                format!("amountOf(part(this, {at}), part(this, {}))", at + 1)
            }
            Some((_, at)) => format!("part(this, {at})"),
            None if *common == Common::Provider => {
                let kind = places.iter().find(|(packed, _)| *packed == Common::Kind);
                let (_, at) = kind.expect("the kind is packed");
                format!("part(this, {at}).split('.', 1)[0]")
            }
            None => format!("described(this).{name}"),
        };
        let mut doc = prose(common.doc(), camel, "`");
        let kind = match common.form() {
            CommonForm::Provider => "Provider",
            CommonForm::Kind => "Kind",
            CommonForm::Status => "Status",
            CommonForm::Text => "string",
            CommonForm::Amount => "Amount",
            CommonForm::Fingerprint => {
                doc.push_str(" In lower-case hex, 64 characters.");
                "string"
            }
            CommonForm::Texts => "readonly string[]",
            CommonForm::Source => "Source",
            CommonForm::Members => {
                doc.push_str(
                    " Texts are strings; other JSON is as `JSON.parse` has it, and as it was \
                     written in `jsonText`.",
                );
                "{ readonly [name: string]: unknown }"
            }
            other => panic!("`{name}` has a form without a TypeScript type: {other:?}"),
        };
        if optional {
            doc.push_str(" Null only for kinds without a class.");
        }
        let null = if optional { " | null" } else { "" };
        context! { name, value, doc, type => format!("{kind}{null}") }
    });
    let place = |common: Common| {
        let found = places.iter().find(|(packed, _)| *packed == common);
        found.expect("it is packed").1
    };
    context! {
        members => members.collect::<Vec<_>>(),
        count,
        order_no => place(Common::OrderNo),
        value => place(Common::Amount),
    }
}

fn classes(kinds: &[&KindTable]) -> Value {
    let described: Vec<Value> = kinds.iter().map(|table| class(table)).collect();
    let (other, provider) = (OTHER.0, OTHER.0.split('.').next());
    let unions = Provider::ALL.iter().map(|provider| {
        let own = kinds.iter().filter(|table| table.provider == *provider);
        let mut classes: Vec<&str> = own.map(|table| table.type_name).collect();
        if OTHER.0.starts_with(provider.as_str()) {
            classes.push(OTHER.1);
        }
        let name = format!("{provider:?}Notification");
        context! { provider => format!("{provider:?}"), name, classes }
    });
    context! {
        kinds => described,
        other => context! { class => OTHER.1, kind => other, provider },
        unions => unions.collect::<Vec<_>>(),
    }
}

fn class(table: &KindTable) -> Value {
    // What may be absent elsewhere is always there in a kind with a table.
    let optional = Common::ALL.iter().filter(|common| common.is_optional());
    let roles = optional.filter_map(|common| {
        let field = table.fields.get(common.role(table.roles)?)?;
        let own = camel(field.name);
        let doc = common.doc().trim_end_matches('.');
        let doc = if field.name == common.name() {
            field.doc.to_owned()
        } else {
            format!("{doc}: `{own}`.")
        };
        Some(context! { name => common.name(), doc, type => type_of(field.form) })
    });
    let own = table.fields.iter().enumerate();
    let own = own.filter(|(_, field)| Common::of_field(field).is_none());
    let fields = own.map(|(position, field)| own_field(position, field));
    context! {
        class => table.type_name,
        kind => table.kind,
        provider => table.provider.as_str(),
        doc => on_one_line(table.doc),
        source => table.source,
        count => table.fields.len(),
        roles => roles.collect::<Vec<_>>(),
        fields => fields.collect::<Vec<_>>(),
    }
}

fn own_field(position: usize, field: &FieldSpec) -> Value {
    let count: usize = Common::PACKED.iter().map(|common| parts_of(*common)).sum();
    let place = format!("part(this, {})", count + position);
    let value = match reader(field.form) {
        Some(reader) => format!("{reader}({place})"),
        None => place,
    };
    let known = field.known.iter();
    let known: Vec<String> = known
        .map(|(value, meaning)| format!("`{value}` {meaning}"))
        .collect();
    let null = if field.required { "" } else { " | null" };
    let doc = match field.form {
        Form::Date => format!("{} As `YYYY-MM-DD`.", on_one_line(field.doc)),
        _ => on_one_line(field.doc),
    };
    context! {
        name => field.name,
        value,
        known,
        doc,
        type => format!("{}{null}", type_of(field.form)),
    }
}

/// What makes the value of its text, where it is not the text.
fn reader(form: Form) -> Option<&'static str> {
    Some(match form {
        Form::Money { .. } => "amount",
        Form::DateTime => "localTime",
        Form::Time => "instant",
        Form::Flag => "flag",
        Form::Integer => "integer",
        Form::Json => "json",
        _ => return None,
    })
}

fn type_of(form: Form) -> &'static str {
    match form {
        Form::Identifier { .. }
        | Form::Text { .. }
        | Form::Status
        | Form::Currency
        | Form::Decimal
        | Form::Date => "string",
        Form::Money { .. } => "Amount",
        Form::DateTime | Form::Time => "Date",
        Form::Flag => "boolean",
        Form::Integer => "number",
        Form::Json => "unknown",
        other => panic!("no TypeScript type for {other:?}"),
    }
}

fn enums(kinds: &[&KindTable]) -> Value {
    let list = |name: &str, doc: &str, words: Vec<(&'static str, Option<&'static str>)>| {
        let words = words.into_iter().map(|(word, sentence)| {
            let shown = match sentence {
                Some(sentence) => format!("`{word}`: {}", sentence.trim_end_matches('.')),
                None => format!("`{word}`"),
            };
            context! { word, shown }
        });
        let words = words.collect::<Vec<_>>();
        // `Outcome` itself is what has the word.
        let type_name = if name == "outcome" {
            "OutcomeKind".to_owned()
        } else {
            pascal(name)
        };
        context! { name, type => type_name, doc, words }
    };
    let kinds = kinds.iter().map(|table| table.kind).chain([OTHER.0]);
    let lists = vec![
        list(
            "provider",
            "A payment provider.",
            Provider::ALL
                .iter()
                .map(|word| (word.as_str(), Some(word.sentence())))
                .collect(),
        ),
        list(
            "kind",
            "A kind of notification.",
            kinds.map(|kind| (kind, None)).collect(),
        ),
        list(
            "status",
            "How the operation that a notification reports has ended, or that it has not.",
            Status::ALL
                .iter()
                .map(|word| (word.as_str(), Some(word.sentence())))
                .collect(),
        ),
        list(
            "delivery",
            "What the ledger reports of a delivery.",
            Delivery::WORDS
                .iter()
                .map(|(word, sentence)| (*word, Some(*sentence)))
                .collect(),
        ),
        list(
            "severity",
            "How urgent a failure is, for the level of a log line.",
            Severity::ALL
                .iter()
                .map(|word| (word.as_str(), Some(word.sentence())))
                .collect(),
        ),
        list(
            "delivery_state",
            "The state of a delivery in the ledger.",
            DeliveryState::ALL
                .iter()
                .map(|word| (word.as_str(), Some(word.sentence())))
                .collect(),
        ),
        list(
            "outcome",
            "What became of one request, in one word.",
            OutcomeKind::ALL
                .iter()
                .map(|word| (word.as_str(), Some(word.sentence())))
                .collect(),
        ),
    ];
    let codes = Code::ALL.iter().map(|code| {
        context! {
            code => code.as_str(),
            number => code.number(),
            http_status => code.http_status(),
            severity => code.severity().as_str(),
            sentence => quoted(code.sentence()),
            remedy => quoted(code.remedy()),
            shown => format!("`{}`: {}", code.as_str(), code.sentence()),
        }
    });
    context! { lists, codes => codes.collect::<Vec<_>>() }
}

fn sections() -> Value {
    let section = |name: &str, interface: &str, base: Option<&str>, doc: &str| {
        let own = options::of(name).map(|option| {
            context! {
                name => option.name,
                doc => options::prose(option, camel, "`"),
                required => option.required,
                type => option_type(option),
            }
        });
        context! { name, interface, base, doc, options => own.collect::<Vec<_>>() }
    };
    let shared = Some("ReceiverOptions");
    context! { sections => vec![
        section("receiver", "ReceiverOptions", None, "The options that all receivers share."),
        section("lianlian", "LianLianOptions", shared, "The options of `LianLian`."),
        section("pingpong", "PingPongOptions", shared, "The options of `PingPong`."),
        section("ledger", "LedgerOptions", None, "The options of `Ledger.open` besides its URL."),
    ] }
}

fn option_type(option: &OptionSpec) -> String {
    let words = |words: &[&str]| {
        let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        quoted.join(" | ")
    };
    match option.form {
        OptionForm::Text => "Text".to_owned(),
        OptionForm::Word(known) => words(known),
        OptionForm::Texts => "readonly Text[] | ReadonlySet<Text>".to_owned(),
        OptionForm::IdsOrAny => {
            let any = words(option.form.words());
            format!("{any} | readonly Text[] | ReadonlySet<Text>")
        }
        OptionForm::Networks => "readonly string[] | ReadonlySet<string>".to_owned(),
        OptionForm::NetworksOr(known) => {
            format!("{} | readonly string[] | ReadonlySet<string>", words(known))
        }
        OptionForm::Words(known) => format!("readonly ({})[]", words(known)),
        OptionForm::Whole { .. } | OptionForm::Number { .. } => "number".to_owned(),
        other => panic!(
            "`{}` has a form without a TypeScript type: {other:?}",
            option.name
        ),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn on_one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
