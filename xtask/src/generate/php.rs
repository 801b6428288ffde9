//! The PHP package's readonly classes and backed enums.

use std::fmt::Write as _;

use ackwell::{
    Code, Common, Currency, CurrencyOf, FieldSpec, Form, KindTable, Provider, Severity, Status,
};
use ackwell_ledger::Delivery;

use super::templates::wrapped;
use super::{camel, pascal};
use crate::files::File;

/// The folder of the classes; `composer.json` maps it into the namespace `Ackwell`.
const FOLDER: &str = "bindings/php/generated";

/// The kind without a table: genuine, and not known to this version.
const OTHER: (&str, &str) = ("pingpong.other", "PingPongOther");

pub(super) fn emit(kinds: &[&KindTable]) -> Vec<File> {
    let mut files = vec![
        file("Code", &codes()),
        file("Severity", &severities()),
        file("Delivery", &deliveries()),
        file("Status", &statuses()),
        file("Provider", &providers()),
        file("Kind", &kind_names(kinds)),
        file("MinorUnits", &minor_units()),
        file(OTHER.1, &other()),
    ];
    files.extend(
        kinds
            .iter()
            .map(|table| file(table.type_name, &class(table))),
    );
    files
}

fn file(name: &str, body: &str) -> File {
    let text = format!(
        "<?php\n\n// Made by `cargo xtask generate` from the tables in core. Do not edit.\n\n\
         declare(strict_types=1);\n\nnamespace Ackwell;\n\n{body}"
    );
    File::new(format!("{FOLDER}/{name}.php"), text)
}

fn codes() -> String {
    let mut text = String::from(
        "/**\n * The stable code of a refusal, the same in every language.\n */\n\
         enum Code: string\n{\n",
    );
    for code in Code::ALL {
        let (name, value) = (pascal(code.as_str()), code.as_str());
        let _ = writeln!(text, "    /** {}. */", capital(code.sentence()));
        let _ = writeln!(text, "    case {name} = '{value}';");
    }
    let arms = |value: &dyn Fn(&Code) -> String| {
        Code::ALL.iter().fold(String::new(), |mut arms, code| {
            let name = pascal(code.as_str());
            let _ = writeln!(arms, "            self::{name} => {},", value(code));
            arms
        })
    };
    let _ = write!(
        text,
        "\n    /**\n     * The number, as the C library reports it. Never reused.\n     */\n    \
         public function number(): int\n    {{\n        return match ($this) {{\n{}        }};\n    \
         }}\n",
        arms(&|code| code.number().to_string()),
    );
    let _ = write!(
        text,
        "\n    /**\n     * The HTTP status that the failure acknowledgement carries.\n     */\n    \
         public function httpStatus(): int\n    {{\n        return match ($this) {{\n{}        \
         }};\n    }}\n",
        arms(&|code| code.http_status().to_string()),
    );
    let _ = write!(
        text,
        "\n    /**\n     * One sentence for people: what happened, without anything from a \
         request.\n     */\n    public function sentence(): string\n    {{\n        return match \
         ($this) {{\n{}        }};\n    }}\n",
        arms(&|code| quoted(code.sentence())),
    );
    let _ = write!(
        text,
        "\n    /**\n     * What to do about it. The one of an exception fits its configuration more \
         closely.\n     */\n    public function remedy(): string\n    {{\n        return match \
         ($this) {{\n{}        }};\n    }}\n",
        arms(&|code| quoted(code.remedy())),
    );
    let _ = write!(
        text,
        "\n    /**\n     * How urgent it is.\n     */\n    public function severity(): Severity\n    \
         {{\n        return match ($this) {{\n{}        }};\n    }}\n}}\n",
        arms(&|code| format!("Severity::{:?}", code.severity())),
    );
    text
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "\\'"))
}

fn severities() -> String {
    let mut text = String::from(
        "/**\n * How urgent a failure is, for the level of a log line. The values are levels of \
         PSR-3.\n */\nenum Severity: string\n{\n",
    );
    for severity in Severity::ALL {
        let _ = writeln!(text, "    /** {}. */", capital(severity.sentence()));
        let _ = writeln!(text, "    case {severity:?} = '{severity}';");
    }
    text.push_str("}\n");
    text
}

fn statuses() -> String {
    let mut text = String::from(
        "/**\n * How the operation that a notification reports has ended, or that it has not, in \
         one\n * vocabulary for both providers. `Notification::$statusText` has the provider's own \
         word.\n */\nenum Status: string\n{\n",
    );
    for status in Status::ALL {
        text.push_str(&docblock(status.sentence()));
        let _ = writeln!(text, "    case {} = '{status}';", pascal(status.as_str()));
    }
    text.push_str("}\n");
    text
}

/// A sentence above a case.
fn docblock(sentence: &str) -> String {
    let one_line = format!("    /** {}. */\n", capital(sentence));
    if one_line.chars().count() <= 101 {
        return one_line;
    }
    let doc = wrapped(&format!("{}.", capital(sentence)), 100, "     * ");
    format!("    /**\n     * {doc}\n     */\n")
}

fn deliveries() -> String {
    let mut text = String::from(
        "/**\n * What the ledger says of a notification that arrived.\n */\n\
         enum Delivery: string\n{\n",
    );
    for (word, sentence) in Delivery::WORDS {
        text.push_str(&docblock(sentence));
        let _ = writeln!(text, "    case {} = '{word}';", pascal(word));
    }
    text.push_str("}\n");
    text
}

fn providers() -> String {
    let mut text = String::from(
        "/**\n * A payment provider whose notifications Ackwell understands.\n */\n\
         enum Provider: string\n{\n",
    );
    for provider in Provider::ALL {
        text.push_str(&docblock(provider.sentence()));
        let _ = writeln!(text, "    case {provider:?} = '{provider}';");
    }
    text.push_str("}\n");
    text
}

fn kind_names(kinds: &[&KindTable]) -> String {
    let mut text = String::from(
        "/**\n * What a notification reports. Each kind has its class.\n */\n\
         enum Kind: string\n{\n",
    );
    let all = || {
        let tables = kinds.iter().map(|table| (table.kind, table.type_name));
        tables.chain(std::iter::once(OTHER))
    };
    for (kind, name) in all() {
        let _ = writeln!(text, "    case {name} = '{kind}';");
    }
    text.push_str(
        "\n    /**\n     * The class of this kind's notifications.\n     *\n     \
         * @return class-string<Notification>\n     */\n    \
         public function notificationClass(): string\n    {\n        return match ($this) {\n",
    );
    for (_, name) in all() {
        let _ = writeln!(text, "            self::{name} => {name}::class,");
    }
    text.push_str("        };\n    }\n}\n");
    text
}

/// The currencies whose minor unit is not a hundredth.
fn minor_units() -> String {
    let mut text = String::from(
        "/**\n * How many decimals a currency's minor unit has (ISO 4217).\n *\n * @internal\n */\n\
         final class MinorUnits\n{\n    private const DIGITS = [\n",
    );
    let letters = || (b'A'..=b'Z').map(char::from);
    for (a, b, c) in
        letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| (a, b, c))))
    {
        let code: String = [a, b, c].into_iter().collect();
        let digits = Currency::from_code(&code).map(Currency::minor_digits);
        if let Some(digits) = digits.filter(|&digits| digits != COMMON_DIGITS) {
            let _ = writeln!(text, "        '{code}' => {digits},");
        }
    }
    let _ = write!(
        text,
        "    ];\n\n    public static function digits(string $currency): int\n    {{\n        \
         return self::DIGITS[$currency] ?? {COMMON_DIGITS};\n    }}\n}}\n"
    );
    text
}

/// What most currencies have.
const COMMON_DIGITS: u8 = 2;

fn other() -> String {
    format!(
        "/**\n * A genuine notification of a kind that this version has no class for. What it says \
         is in\n * `fields()`.\n */\nfinal class {} extends Notification\n{{\n}}\n",
        OTHER.1
    )
}

fn class(table: &KindTable) -> String {
    let fields: Vec<_> = table
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| Common::of_field(field).is_none())
        .collect();
    let mut text = String::from("/**\n");
    for line in table.doc.lines() {
        text.push_str(&comment(" *", line));
    }
    let _ = write!(
        text,
        " *\n * Source: {}.\n *\n * A field is made when it is first read.\n */\n\
         final class {} extends Notification\n{{\n",
        table.source, table.type_name
    );
    for (_, field) in &fields {
        text.push_str(&property(field));
    }
    text.push_str(
        "    /**\n     * @internal only `Receiver::verify()` makes one\n     *\n     \
         * @param list<string> $copied\n     */\n    protected function __construct(Kind $kind, \
         Receiver $receiver, Request $request, array $copied)\n    {\n        \
         parent::__construct($kind, $receiver, $request, $copied);\n        unset(\n",
    );
    for (_, field) in &fields {
        let _ = writeln!(text, "            $this->{},", camel(field.name));
    }
    text.push_str(
        "        );\n    }\n\n    /**\n     * Makes a field when it is first read.\n     *\n     \
         * @internal\n     */\n    public function __get(string $name): mixed\n    {\n        \
         $details = $this->details();\n\n        return match ($name) {\n",
    );
    for (position, field) in &fields {
        let (name, value) = (camel(field.name), reader(field, *position));
        let _ = writeln!(text, "            '{name}' => $this->{name} = {value},");
    }
    text.push_str("            default => parent::__get($name),\n        };\n    }\n}\n");
    text
}

fn property(field: &FieldSpec) -> String {
    let mut text = String::from("    /**\n");
    for line in field.doc.lines() {
        text.push_str(&comment("     *", line));
    }
    if !field.known.is_empty() {
        text.push_str("     *\n     * Known values:\n");
        for (value, meaning) in field.known {
            let _ = writeln!(text, "     * - `{value}` {meaning}");
        }
    }
    if let Some(remark) = remark(field.form) {
        let _ = write!(text, "     *\n     * {remark}\n");
    }
    let absent = if field.required { "" } else { "|null" };
    if let Some(refined) = refined(field.form) {
        let _ = write!(text, "     *\n     * @var {refined}{absent}\n");
    }
    let mark = if field.required { "" } else { "?" };
    let _ = write!(
        text,
        "     */\n    public readonly {mark}{} ${};\n\n",
        declared(field.form),
        camel(field.name)
    );
    text
}

/// The declared type of a form.
fn declared(form: Form) -> &'static str {
    match form {
        Form::Identifier { .. }
        | Form::Text { .. }
        | Form::Status
        | Form::Currency
        | Form::Decimal => "string",
        Form::Money { .. } => "Amount",
        Form::Date | Form::DateTime | Form::Time => "\\DateTimeImmutable",
        Form::Flag => "bool",
        Form::Integer => "int",
        Form::Json => "array",
        other => panic!("no PHP type for {other:?}"),
    }
}

/// What static analysis may know beyond the declared type.
fn refined(form: Form) -> Option<&'static str> {
    match form {
        Form::Decimal => Some("numeric-string"),
        Form::Json => Some("array<array-key, mixed>"),
        _ => None,
    }
}

/// What the type alone does not say.
fn remark(form: Form) -> Option<String> {
    match form {
        Form::Money {
            currency: CurrencyOf::Field(name),
            ..
        } => Some(format!("Its currency is `${}`.", camel(name))),
        Form::Date => Some("Midnight, UTC+8, of that day.".to_owned()),
        Form::DateTime => Some("UTC+8.".to_owned()),
        Form::Time => Some("UTC, to the millisecond.".to_owned()),
        Form::Decimal => Some("An exact decimal, ready for bcmath.".to_owned()),
        _ => None,
    }
}

/// The call of `Details` that takes a field, the one at that place in the table.
fn reader(field: &FieldSpec, position: usize) -> String {
    let form = match field.form {
        Form::Money { .. } => "amount",
        Form::Date => "day",
        Form::DateTime => "localTime",
        Form::Time => "time",
        Form::Flag => "flag",
        Form::Integer => "integer",
        Form::Json => "json",
        Form::Decimal => "decimal",
        _ => "text",
    };
    let absent = if field.required { "" } else { "OrNull" };
    format!("$details->{form}{absent}({position})")
}

/// One comment line; an empty one has no blank at its end.
fn comment(prefix: &str, line: &str) -> String {
    format!("{prefix} {}", line.trim()).trim_end().to_owned() + "\n"
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
