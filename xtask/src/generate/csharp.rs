//! The records, enums and names of the C# package.
//!
//! Everything in `bindings/csharp` that names a field, a code, a status or a kind is written here.

use std::fmt::Write as _;

use ackwell::{
    Code, Common, CommonForm, CurrencyOf, FieldSpec, Form, KindTable, Provider, Severity,
    SourceMember, Status,
};
use ackwell_ledger::{Delivery, DeliveryState, OutcomeKind};
use ackwell_testkit::Variant;
use minijinja::{Value, context};

use super::common::prose;
use super::pascal;
use super::templates::render;
use crate::files::File;

const FOLDER: &str = "bindings/csharp/src/Ackwell/Generated";

pub(super) fn emit(kinds: &[&KindTable]) -> Vec<File> {
    let mut files = vec![
        codes(),
        severities(),
        deliveries(),
        delivery_states(),
        outcome_kinds(),
        statuses(),
        providers(),
        file(
            "Notification",
            "Notification.cs",
            include_str!("../../templates/Notification.cs.j2"),
            context! {
                members => Common::ALL.iter().copied().map(common).collect::<Vec<_>>(),
                order_no => place(Common::OrderNo),
                amount => place(Common::Amount),
            },
        ),
        file(
            "Source",
            "Source.cs",
            include_str!("../../templates/Source.cs.j2"),
            context! { members => SourceMember::ALL.iter().copied().map(seen).collect::<Vec<_>>() },
        ),
        file(
            "Kinds",
            "Kinds.cs",
            include_str!("../../templates/Kinds.cs.j2"),
            context! {
                kinds => kinds
                    .iter()
                    .map(|table| context! { word => table.kind, name => table.type_name })
                    .collect::<Vec<_>>(),
            },
        ),
        File::new("bindings/csharp/Version.props", version()),
        variants(),
        kinds_to_send(kinds),
    ];
    files.extend(kinds.iter().map(|table| record(table)));
    files
}

fn file(name: &str, template: &'static str, text: &'static str, context: Value) -> File {
    File::new(
        format!("{FOLDER}/{name}.g.cs"),
        render(template, text, context),
    )
}

/// The ways in which the test kit's requests are wrong on purpose.
fn variants() -> File {
    let members = Variant::ALL.iter().map(|variant| {
        let refused = variant.code().map_or_else(String::new, |code| {
            format!(" A receiver refuses it with `{code}`.")
        });
        let doc = format!("{}.{refused}", variant.sentence());
        context! { name => pascal(variant.as_str()), word => variant.as_str(), doc }
    });
    words(
        "Variant",
        "In which way a request is wrong on purpose.",
        members.collect(),
    )
}

/// The kinds that the test kit sends.
fn kinds_to_send(kinds: &[&KindTable]) -> File {
    let members = ackwell_testkit::samples::all().into_iter().map(|sample| {
        let table = kinds.iter().find(|table| table.kind == sample.kind);
        let name = table.map_or_else(
            || camel_of_word(sample.kind),
            |table| table.type_name.to_owned(),
        );
        let doc = table.map_or("A notification of a kind without a record.", |table| {
            table.doc
        });
        context! { name, word => sample.kind, doc }
    });
    words(
        "Kind",
        "What is sent: a kind of notification.",
        members.collect(),
    )
}

/// `pingpong.other` is `PingPongOther`.
fn camel_of_word(kind: &str) -> String {
    let (provider, rest) = kind.split_once('.').expect("a provider and a name");
    let provider = Provider::from_name(provider).expect("a provider");
    format!("{provider:?}{}", pascal(rest))
}

fn words(name: &str, doc: &str, members: Vec<Value>) -> File {
    File::new(
        format!("bindings/csharp/src/Ackwell.Testing/Generated/{name}.g.cs"),
        render(
            "Words.cs",
            include_str!("../../templates/Words.cs.j2"),
            context! { name, doc, members },
        ),
    )
}

fn version() -> String {
    format!(
        "<Project>\n  <!-- Made by `cargo xtask generate`. Do not edit. -->\n  <PropertyGroup>\n    \
         <Version>{}</Version>\n  </PropertyGroup>\n</Project>\n",
        env!("CARGO_PKG_VERSION")
    )
}

/// A member of an enum. One without a text is never the text's value.
struct Member {
    name: String,
    word: &'static str,
    doc: String,
}

impl Member {
    fn new(name: impl Into<String>, word: &'static str, doc: impl Into<String>) -> Member {
        Member {
            name: name.into(),
            word,
            doc: doc.into(),
        }
    }

    /// What a newer native library may have, and this package does not know.
    fn unknown(doc: &str) -> Member {
        Member::new("Unknown", "unknown", doc)
    }
}

/// An enum with its texts. `zero` has the number 0; the others follow as the native library counts
/// them, and anything else is `otherwise`.
fn vocabulary(
    (name, what, doc): (&str, &str, &str),
    zero: Member,
    others: impl Iterator<Item = Member>,
    otherwise: &str,
) -> File {
    let members: Vec<Value> = std::iter::once(zero)
        .chain(others)
        .enumerate()
        .map(|(number, member)| {
            let Member { name, word, doc } = member;
            context! { name, word, doc, number }
        })
        .collect();
    let is_otherwise = |member: &&Value| {
        let name = member.get_attr("name");
        name.is_ok_and(|name| name.as_str() == Some(otherwise))
    };
    let otherwise = members.iter().find(is_otherwise).cloned();
    file(
        name,
        "Enum.cs",
        include_str!("../../templates/Enum.cs.j2"),
        context! { name, what, doc, members, otherwise },
    )
}

fn codes() -> File {
    let member = |code: &Code| {
        let sentence = capital(code.sentence());
        let doc = format!("{sentence}. `{code}`, HTTP status {}.", code.http_status());
        Member::new(format!("{code:?}"), code.as_str(), doc)
    };
    for (number, code) in (1..).zip(Code::ALL) {
        assert_eq!(code.number(), number, "the numbers of codes have no gap");
    }
    vocabulary(
        (
            "Code",
            "code",
            "Why something was not accepted: a stable code, the same in every language. A number is \
             never reused.",
        ),
        Member::unknown("A code of a newer native library that this package does not know."),
        Code::ALL.iter().map(member),
        "Unknown",
    )
}

fn severities() -> File {
    let member = |severity: &Severity| {
        let doc = format!("{}.", capital(severity.sentence()));
        Member::new(format!("{severity:?}"), severity.as_str(), doc)
    };
    vocabulary(
        (
            "Severity",
            "severity",
            "How urgent a failure is, for the level of a log line.",
        ),
        Member::new("None", "", "Of a success, which is not a failure."),
        Severity::ALL.iter().map(member),
        "Error",
    )
}

fn deliveries() -> File {
    let member = |(word, sentence): &(&'static str, &'static str)| {
        Member::new(pascal(word), word, format!("{}.", capital(sentence)))
    };
    vocabulary(
        (
            "Delivery",
            "delivery",
            "What the ledger says of the delivery of a notification.",
        ),
        Member::unknown(
            "A delivery of a newer native library that this package does not know: do nothing.",
        ),
        Delivery::WORDS.iter().map(member),
        "Unknown",
    )
}

fn delivery_states() -> File {
    let member = |state: DeliveryState| {
        Member::new(pascal(state.as_str()), state.as_str(), state.sentence())
    };
    vocabulary(
        (
            "DeliveryState",
            "state",
            "The state of a delivery in the ledger.",
        ),
        Member::unknown("A state of a newer native library that this package does not know."),
        DeliveryState::ALL.into_iter().map(member),
        "Unknown",
    )
}

fn outcome_kinds() -> File {
    let member = |kind: &OutcomeKind| {
        let doc = format!("{}.", capital(kind.sentence()));
        Member::new(pascal(kind.as_str()), kind.as_str(), doc)
    };
    vocabulary(
        (
            "OutcomeKind",
            "outcome",
            "What became of one request, in one word.",
        ),
        Member::unknown("An outcome of a newer native library that this package does not know."),
        OutcomeKind::ALL.iter().map(member),
        "Unknown",
    )
}

fn statuses() -> File {
    let member = |status: &Status| {
        let doc = format!("{}.", capital(status.sentence()));
        Member::new(format!("{status:?}"), status.as_str(), doc)
    };
    let known = Status::ALL
        .iter()
        .filter(|status| **status != Status::Other);
    vocabulary(
        (
            "Status",
            "status",
            "How the operation that a notification reports has ended, or that it has not: one \
             vocabulary for both providers.",
        ),
        member(&Status::Other),
        known.map(member),
        "Other",
    )
}

fn providers() -> File {
    let member = |provider: &Provider| {
        let doc = format!("{}. `{provider}` in JSON.", capital(provider.sentence()));
        Member::new(format!("{provider:?}"), provider.as_str(), doc)
    };
    vocabulary(
        ("Provider", "provider", "A payment provider."),
        Member::unknown("None, or one of a newer native library that this package does not know."),
        Provider::ALL.iter().map(member),
        "Unknown",
    )
}

/// A member that all kinds share: where it lies in what the native library packs, or in the
/// notification's JSON, and what makes its C# type of it.
fn common(common: Common) -> Value {
    let name = common.name();
    let mut doc = prose(common.doc(), pascal, "`");
    if common.is_optional() {
        doc.push_str(" `null` only for kinds without a record.");
    }
    if common.form() == CommonForm::Fingerprint {
        doc.push_str(" In lower-case hex, 64 characters.");
    }
    let verb = if common.is_optional() { "Find" } else { "Get" };
    let place = place(common);
    let text = place.map(|place| format!("Packed.{verb}Text({place})"));
    let packed = || text.clone().expect("every text of all kinds is packed");
    let told = |what: &str| format!("Described.Get{what}(\"{name}\")");
    let (shown, read) = match common.form() {
        CommonForm::Provider => ("Provider", "receiver.Provider".to_owned()),
        CommonForm::Status => ("Status", format!("StatusNames.FromText({})", packed())),
        CommonForm::Kind | CommonForm::Text => ("string", packed()),
        CommonForm::Fingerprint => ("string", told("Text")),
        CommonForm::Amount => {
            let place = place.expect("an amount is packed");
            ("Amount", format!("Packed.FindAmountOfTwo({place})"))
        }
        CommonForm::Texts => ("IReadOnlyList<string>", told("Words")),
        CommonForm::Source => ("Source", told("Source")),
        CommonForm::Members => ("FieldSet", told("Fields")),
        other => panic!("`{name}` has a form without a C# type: {other:?}"),
    };
    property(name, doc, (shown, common.is_optional()), read)
}

/// The part that a shared member is in what the native library packs; an amount is two.
fn place(common: Common) -> Option<usize> {
    let packed = Common::PACKED;
    let index = packed.iter().position(|packed| *packed == common)?;
    Some(packed[..index].iter().map(|before| parts(*before)).sum())
}

fn parts(common: Common) -> usize {
    if common.form() == CommonForm::Amount {
        2
    } else {
        1
    }
}

/// The part that a kind's own field is, by its position in the kind's table.
fn own_place(position: usize) -> usize {
    let shared: usize = Common::PACKED.iter().map(|common| parts(*common)).sum();
    shared + position
}

/// A member of what the check of the client address saw.
fn seen(member: SourceMember) -> Value {
    let shown = match member {
        SourceMember::Check => ("string", false),
        SourceMember::Address => ("IPAddress", true),
        SourceMember::Trusted => ("bool", true),
        other => panic!("`{}` has no C# type", other.name()),
    };
    property(
        member.name(),
        member.doc().to_owned(),
        shown,
        String::default(),
    )
}

fn property(name: &str, doc: String, (shown, optional): (&str, bool), read: String) -> Value {
    let mark = if optional { "?" } else { "" };
    context! { name => pascal(name), doc, type => format!("{shown}{mark}"), read }
}

fn record(table: &KindTable) -> File {
    let fields = || table.fields.iter().enumerate();
    let own = fields().filter(|(_, field)| Common::of_field(field).is_none());
    // The shared property can be `null`, this one cannot.
    let amount = fields().find(|(_, field)| field.name == "amount" && field.required);
    file(
        table.type_name,
        "Kind.cs",
        include_str!("../../templates/Kind.cs.j2"),
        context! {
            name => table.type_name,
            doc => table.doc,
            remarks => format!("Kind `{}`. Source: {}.", table.kind, table.source),
            fields => own.map(|(position, field)| own_field(position, field)).collect::<Vec<_>>(),
            amount => amount.map(|(position, _)| own_place(position)),
        },
    )
}

/// A field of a kind: where it lies in what the native library packs, by its position in the kind's
/// table.
fn own_field(position: usize, field: &FieldSpec) -> Value {
    let (shown, form) = match field.form {
        Form::Identifier { .. } | Form::Text { .. } | Form::Status | Form::Currency => {
            ("string", "Text")
        }
        Form::Money { .. } => ("Amount", "Amount"),
        Form::Decimal => ("decimal", "Decimal"),
        Form::Date => ("DateOnly", "Date"),
        Form::DateTime => ("DateTimeOffset", "ChinaTime"),
        Form::Time => ("DateTimeOffset", "Time"),
        Form::Flag => ("bool", "Flag"),
        Form::Integer => ("long", "Integer"),
        Form::Json => ("JsonElement", "Json"),
        other => panic!("`{}` has a form without a C# type: {other:?}", field.name),
    };
    let place = own_place(position);
    let found = format!("Packed.Find{form}({place})");
    let (read, mark) = if !field.required {
        (found, "?")
    } else if form == "Text" {
        (format!("Packed.GetText({place})"), "")
    } else {
        (format!("{found} ?? throw Misfit.Of({place})"), "")
    };
    context! {
        name => pascal(field.name),
        doc => field.doc,
        remarks => remarks(field),
        type => format!("{shown}{mark}"),
        read,
    }
}

fn remarks(field: &FieldSpec) -> String {
    let mut text = format!("`{}`", field.wire);
    for other in field.also {
        let _ = write!(text, " or `{other}`");
    }
    text.push_str(" on the wire");
    if let Form::Money {
        currency: CurrencyOf::Field(name),
        ..
    } = field.form
    {
        let _ = write!(text, "; its currency is that of `{}`", pascal(name));
    }
    if !field.required {
        text.push_str("; `null` where it is absent or does not fit its form");
    }
    text.push('.');
    if !field.known.is_empty() {
        let known: Vec<_> = field
            .known
            .iter()
            .map(|(value, what)| format!("`{value}` {what}"))
            .collect();
        let _ = write!(text, " Known: {}.", known.join(", "));
    }
    text
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
