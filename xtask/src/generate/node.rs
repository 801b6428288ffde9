//! The Node package's classes of kinds and records, its unions of words, and its option types.

use ackwell::{
    Code, Common, CommonForm, FieldSpec, Form, KindTable, OptionForm, OptionSpec, Provider,
    Severity, SourceMember, Status,
};
use ackwell_binding::{Argument, ArgumentForm, Arguments, Gives, QUESTIONS, Takes};
use ackwell_ledger::{Delivery, DeliveryState, OutcomeKind, outcome_tables, reported_tables};
use minijinja::{Value, context};

use super::common::{parts_of, prose};
use super::options;
use super::records::of_table;
use super::templates::render;
use super::typescript;
use super::{camel, pascal};
use crate::files::File;

const LIBRARY: &str = "bindings/node/lib";
const FOLDER: &str = "bindings/node/lib/generated";

/// The modules of which ES modules import a file, and the names that they have.
const ENTRIES: &[(&str, &[&str])] = &[
    ("express", &["ackwell"]),
    ("fastify", &["ackwell"]),
    ("fetch", &["ackwell"]),
    ("nest", &["AckwellModule", "ackwell"]),
    ("testing", &["Sender", "SignedRequest", "judge", "variants"]),
    ("transaction", &["TransactionLedger", "inTransaction"]),
];

/// What the package's main module has besides the classes of the kinds, by the file that it is in.
const INDEX: &[(&str, &[&str])] = &[
    ("acknowledgement", &["Acknowledgement"]),
    ("errors", &["AckwellError"]),
    ("generated/enums", &["codes", "vocabularies"]),
    ("ledger", &["Ledger"]),
    ("notification", &["Notification"]),
    ("outcome", &["Outcome"]),
    ("receipt", &["Receipt"]),
    (
        "receiver",
        &["Config", "LianLian", "PingPong", "Receiver", "schedule"],
    ),
    ("values", &["Amount"]),
];

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

/// The adapters for frameworks.
const ADAPTERS: [&str; 4] = ["express", "fastify", "fetch", "nest"];

pub(super) fn emit(kinds: &[&KindTable]) -> Vec<File> {
    let tables: Vec<Value> = reported_tables()
        .iter()
        .chain(outcome_tables())
        .map(|table| of_table(table))
        .collect();
    [
        pair!("common", common()),
        pair!("kinds", classes(kinds)),
        pair!("enums", enums(kinds)),
        pair!("options", sections()),
        pair!("records", context! { tables, why => errors() }),
        pair!("ledger", questions()),
    ]
    .into_iter()
    .flatten()
    .chain(entries(kinds))
    .collect()
}

/// What ES modules import, and the declarations of the adapters, which differ in little.
fn entries(kinds: &[&KindTable]) -> Vec<File> {
    let classes: Vec<&str> = kinds
        .iter()
        .map(|table| table.type_name)
        .chain([OTHER.1])
        .collect();
    let mut files = Vec::new();
    for name in ADAPTERS {
        let declarations = include_str!("../../templates/adapter.d.cts.j2");
        files.push(File::new(
            format!("{LIBRARY}/{name}.d.cts"),
            render("adapter.d.cts", declarations, context! { name }),
        ));
    }
    let described = context! { classes => typescript::classes() };
    for (name, declarations) in [
        (
            "index.d.cts",
            include_str!("../../templates/index.d.cts.j2"),
        ),
        (
            "transaction.d.cts",
            include_str!("../../templates/transaction.d.cts.j2"),
        ),
    ] {
        files.push(File::new(
            format!("{LIBRARY}/{name}"),
            render(name, declarations, described.clone()),
        ));
    }
    let mut index: Vec<&str> = INDEX
        .iter()
        .flat_map(|(_, names)| *names)
        .copied()
        .collect();
    index.extend(&classes);
    index.sort_unstable();
    let sources = INDEX
        .iter()
        .map(|&(file, names)| context! { file, names => names.to_vec() });
    let sources: Vec<Value> = sources.collect();
    files.push(File::new(
        format!("{LIBRARY}/index.cjs"),
        render(
            "index.cjs",
            include_str!("../../templates/index.cjs.j2"),
            context! { sources, classes, names => index.clone() },
        ),
    ));
    let entries = ENTRIES.iter().map(|&(name, names)| (name, names.to_vec()));
    for (name, names) in entries.chain([("index", index)]) {
        let context = context! { name, names };
        let implementation = include_str!("../../templates/entry.mjs.j2");
        let declarations = include_str!("../../templates/entry.d.mts.j2");
        files.push(File::new(
            format!("{LIBRARY}/{name}.mjs"),
            render("entry.mjs", implementation, context.clone()),
        ));
        files.push(File::new(
            format!("{LIBRARY}/{name}.d.mts"),
            render("entry.d.mts", declarations, context),
        ));
    }
    files
}

/// What a person or a task asks a ledger.
fn questions() -> Value {
    let mut records: Vec<&str> = QUESTIONS
        .iter()
        .filter_map(|question| record_of(question.gives))
        .collect();
    records.sort_unstable();
    records.dedup();
    let mut named: Vec<&Arguments> = QUESTIONS
        .iter()
        .filter_map(|question| match question.takes {
            Takes::All(arguments) => Some(arguments),
            _ => None,
        })
        .collect();
    named.sort_unstable_by_key(|arguments| arguments.name);
    let named = named.into_iter().map(|arguments| {
        let members: Vec<Value> = arguments.members.iter().map(argument).collect();
        context! { name => arguments.name, doc => arguments.doc, members }
    });
    let questions = QUESTIONS.iter().map(|question| {
        let (one, all) = match &question.takes {
            Takes::Nothing => (None, None),
            Takes::One(one) => (Some(one), None),
            Takes::All(arguments) => (None, Some(*arguments)),
        };
        let members = one
            .into_iter()
            .chain(all.iter().flat_map(|all| all.members));
        let (gives, before, after) = match question.gives {
            Gives::Nothing => ("nothing", String::new(), String::new()),
            Gives::Flag => ("flag", "return ".to_owned(), String::new()),
            Gives::Count => ("count", "return ".to_owned(), String::new()),
            Gives::One(name) => ("one", format!("return new {name}("), ")".to_owned()),
            Gives::Many(name) => {
                let after = format!(").map((row) => new {name}(row))");
                ("many", "return (".to_owned(), after)
            }
        };
        context! {
            name => question.name,
            doc => methods_in(question.doc),
            one => one.map(argument),
            all => all.map(|all| all.name),
            // `OrderKey` and `ExpectedOrder` are an `order`.
            all_as => all.map(|all| if all.name == "Filter" { "filter" } else { "order" }),
            all_optional => all.is_some_and(|all| all.members.iter().all(|one| one.optional)),
            members => members.map(argument).collect::<Vec<_>>(),
            gives,
            before,
            after,
            record => record_of(question.gives),
        }
    });
    context! {
        records,
        arguments => named.collect::<Vec<_>>(),
        questions => questions.collect::<Vec<_>>(),
    }
}

/// Prose in which code names other questions.
fn methods_in(doc: &str) -> String {
    let parts = doc.split('`').enumerate();
    let parts: Vec<String> = parts
        .map(|(index, part)| {
            if index % 2 == 1 {
                camel(part)
            } else {
                part.to_owned()
            }
        })
        .collect();
    parts.join("`")
}

fn argument(argument: &Argument) -> Value {
    let form = match argument.form {
        ArgumentForm::Text => "text",
        ArgumentForm::Provider => "provider",
        ArgumentForm::State => "state",
        ArgumentForm::Flag => "flag",
        ArgumentForm::Count => "count",
        ArgumentForm::Moment => "moment",
        ArgumentForm::Amount => "amount",
    };
    let (name, doc, optional) = (argument.name, argument.doc, argument.optional);
    context! { name, doc, optional, form }
}

const fn record_of(gives: Gives) -> Option<&'static str> {
    match gives {
        Gives::One(name) | Gives::Many(name) => Some(name),
        _ => None,
    }
}

/// The members of an error: those of an outcome that say why, which are always there but for what a
/// refusal may be without.
fn errors() -> Value {
    const WHY: [&str; 7] = [
        "code", "member", "provider", "remedy", "severity", "address", "log_line",
    ];
    let tables = outcome_tables().iter();
    let all: Vec<_> = tables.flat_map(|table| table.members).collect();
    let members = WHY.map(|name| {
        let found = all.iter().find(|member| member.name == name);
        let found = found.unwrap_or_else(|| panic!("an outcome has no `{name}`"));
        let optional = matches!(name, "member" | "provider" | "address");
        let type_name = match name {
            "code" => "Code",
            "provider" => "Provider",
            "severity" => "Severity",
            _ => "string",
        };
        let null = if optional { " | null" } else { "" };
        let doc = match name {
            "member" => {
                "The member of the body or of the configuration that it is about.".to_owned()
            }
            // An error is never absent, and never a success.
            _ => found
                .doc
                .split(" Absent ")
                .take(1)
                .map(on_one_line)
                .collect(),
        };
        context! { name, doc, type => format!("{type_name}{null}") }
    });
    members.into()
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
    let source = SourceMember::ALL.iter().map(|member| {
        let (kind, doc) = match member {
            SourceMember::Check => ("'enforced' | 'reported' | 'any'", member.doc()),
            SourceMember::Address => ("string | null", member.doc()),
            SourceMember::Trusted => ("boolean | null", member.doc()),
            other => panic!("`{}` has no TypeScript type", other.name()),
        };
        context! { name => member.name(), doc, type => kind }
    });
    context! {
        members => members.collect::<Vec<_>>(),
        source => source.collect::<Vec<_>>(),
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
