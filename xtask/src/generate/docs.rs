//! The field reference and the table of errors, for people.

use std::fmt::Write as _;

use ackwell::{
    Cause, CauseGroup, Code, Common, CurrencyOf, FieldSpec, Form, KindTable, Provider, Schedule,
    SourceMember, Status, published_sources,
};

use crate::files::File;

pub(super) fn emit(kinds: &[&KindTable]) -> Vec<File> {
    vec![
        File::new("docs/fields.md", fields(kinds)),
        File::new("docs/errors.md", errors()),
        File::new("docs/sources.md", sources()),
        File::new("docs/troubleshooting.md", troubleshooting()),
    ]
}

const NOTE: &str =
    "<!-- Made by `cargo xtask generate` from the tables in core. Do not edit. -->\n\n";

fn fields(kinds: &[&KindTable]) -> String {
    let mut text = format!("# Fields of every kind\n\n{NOTE}");
    text.push_str(
        "Names are in `snake_case`, as in Rust, Python and JSON; Node, Java and PHP write them \
         in `camelCase`, C# in `PascalCase`.\n\n\
         *Strict* fields refuse the notification when their text does not fit (`invalid_field`); \
         where a *tolerant* one does not fit, its typed view is absent, the text stays among \
         `fields`, and `irregularities` names it. A required field that is missing refuses the \
         notification (`missing_field`). Members that are in no table are kept in `fields`.\n",
    );
    text.push_str(&shared());
    for table in kinds {
        let _ = write!(text, "\n## `{}`\n\n", table.kind);
        let _ = write!(text, "{}\n\n", paragraph(table.doc));
        let _ = write!(
            text,
            "Typed class: `{}`. Source: {}.\n\n",
            table.type_name, table.source
        );
        let role = |position: usize| {
            table
                .fields
                .get(position)
                .map(|field| field.name)
                .unwrap_or_default()
        };
        let roles = table.roles;
        let _ = write!(
            text,
            "`order_no` is `{}`, `transaction_no` is `{}`, `status` is read from `{}`, `amount` \
             is `{}`; the delivery key names the operation by `{}`.\n\n",
            role(roles.order),
            role(roles.transaction),
            role(roles.status),
            role(roles.amount),
            role(roles.operation),
        );
        text.push_str("| field | on the wire | form | | meaning |\n|---|---|---|---|---|\n");
        for field in table.fields {
            text.push_str(&row(field));
        }
    }
    text
}

/// What all kinds share, and the words for it.
fn shared() -> String {
    let mut text = String::from("\n## What all kinds share\n\n| member | |\n|---|---|\n");
    for common in Common::ALL {
        let optional = if common.is_optional() {
            " Absent only for kinds without typed fields."
        } else {
            ""
        };
        let _ = writeln!(text, "| `{}` | {}{optional} |", common.name(), common.doc());
    }
    text.push_str("\n`source` has:\n\n| member | |\n|---|---|\n");
    for member in SourceMember::ALL {
        let _ = writeln!(text, "| `{}` | {} |", member.name(), member.doc());
    }
    text.push_str("\n`status` is one of:\n\n| status | |\n|---|---|\n");
    for status in Status::ALL {
        let _ = writeln!(text, "| `{status}` | {} |", status.sentence());
    }
    text
}

fn row(field: &FieldSpec) -> String {
    let wire: Vec<_> = field.spellings().map(|name| format!("`{name}`")).collect();
    let presence = if field.required {
        "required"
    } else {
        "optional"
    };
    let strictness = if field.is_strict() {
        "strict"
    } else {
        "tolerant"
    };
    let mut meaning = paragraph(field.doc);
    if !field.known.is_empty() {
        let known: Vec<_> = field
            .known
            .iter()
            .map(|(value, what)| format!("`{value}` {what}"))
            .collect();
        let _ = write!(meaning, " Known: {}.", known.join(", "));
    }
    format!(
        "| `{}` | {} | {} | {presence}, {strictness} | {meaning} |\n",
        field.name,
        wire.join(", "),
        form(field.form),
    )
}

fn form(form: Form) -> String {
    match form {
        Form::Identifier { max } => format!("identifier, 1 to {max} characters"),
        Form::Text { max: usize::MAX } => "text".to_owned(),
        Form::Text { max } => format!("text, at most {max} characters"),
        Form::Status => "status word".to_owned(),
        Form::Money {
            currency,
            decimals,
            range,
        } => {
            let currency = match currency {
                CurrencyOf::Fixed(code) => code.to_owned(),
                CurrencyOf::Field(name) => format!("`{name}`"),
            };
            let range = range
                .map(|(low, high)| format!(", {low} to {high}"))
                .unwrap_or_default();
            format!("amount in {currency}, at most {decimals} decimals{range}")
        }
        Form::Currency => "currency, three letters".to_owned(),
        Form::Decimal => "exact decimal".to_owned(),
        Form::Date => "day, `YYYYMMDD`".to_owned(),
        Form::DateTime => "time, `YYYYMMDDHHMMSS`, UTC+8".to_owned(),
        Form::Time => "time, Unix milliseconds".to_owned(),
        Form::Flag => "`Y` or `N`".to_owned(),
        Form::Integer => "whole number, as a string or number".to_owned(),
        Form::Json => "JSON object or array".to_owned(),
        other => format!("{other:?}"),
    }
}

fn paragraph(doc: &str) -> String {
    doc.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn errors() -> String {
    let mut text = format!("# Errors\n\n{NOTE}");
    text.push_str(
        "One list for all languages. A number is never reused. The HTTP status is what the \
         failure acknowledgement carries; its body is `{\"ret_code\":\"9999\",\"ret_msg\":CODE}` \
         for LianLian and `FAIL` for PingPong, so the provider sends again. To the sender \
         `missing_signature` and `unsupported_sign_type` read as `invalid_signature`.\n\n\
         Severity is the \
         level of the log line that every language writes by default.\n\n\
         | number | code | HTTP | severity | meaning | remedy |\n|---|---|---|---|---|---|\n",
    );
    for code in Code::ALL {
        let _ = writeln!(
            text,
            "| {} | `{}` | {} | {} | {} | {} |",
            code.number(),
            code,
            code.http_status(),
            code.severity(),
            code.sentence(),
            remedy(*code)
        );
    }
    text
}

/// The remedy of a code, with its section of the page for troubleshooting.
fn remedy(code: Code) -> String {
    format!(
        "{}. [Troubleshooting](troubleshooting.md#{code})",
        code.remedy()
    )
}

/// Symptom, what `explain` says, remedy.
fn troubleshooting() -> String {
    let mut text = format!("# Troubleshooting: why is it refused?\n\n{NOTE}");
    text.push_str(INTRODUCTION);
    text.push_str("\n## By the code in the log\n");
    for code in Code::ALL {
        let causes: Vec<_> = Cause::ALL
            .iter()
            .filter(|cause| cause.code() == *code)
            .collect();
        let found = if !causes.is_empty() {
            let words: Vec<String> = causes
                .iter()
                .map(|cause| format!("[`{0}`](#{0})", cause.as_str()))
                .collect();
            format!("What `explain` may find: {}.", words.join(", "))
        } else if *code == Code::InvalidConfig {
            "No receiver is built, so there is nothing for `explain` to ask.".to_owned()
        } else if *code < Code::ExpectationMismatch {
            format!("`explain` finds `{code}`, with the member or the address that it is about.")
        } else {
            "It comes after the verification, so `explain` finds nothing wrong.".to_owned()
        };
        let _ = write!(
            text,
            "\n### `{code}`\n\n{}. {}.\n\n{found}\n",
            capital(code.sentence()),
            capital(code.remedy()),
        );
    }
    for group in CauseGroup::ALL {
        let _ = write!(
            text,
            "\n## {}\n\n| `explain` says | what happened | what to do |\n|---|---|---|\n",
            group.title()
        );
        for cause in Cause::ALL.iter().filter(|cause| cause.group() == *group) {
            let _ = writeln!(
                text,
                "| <a id=\"{0}\"></a>`{0}` | {1} | {2} |",
                cause.as_str(),
                cause.sentence(),
                cause.remedy()
            );
        }
    }
    text.push_str(UNKNOWABLE);
    text
}

fn capital(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

const INTRODUCTION: &str = "\
A receiver refuses with a code and gives no more reasons, because a forger could read them. To find \
the reason, save the body byte for byte as it arrived and run

    ackwell explain --config shop.toml --provider lianlian body.json

or log in your own code, while you set it up, what the receiver's `explain` says of a request \
that it refuses (`Explain` in C#, `ackwell_explain()` in C): the same, as a \
[`Diagnosis`](records.md#diagnosis) with its findings. Do not answer with it, because it says more \
than a forger should learn. It goes through every check instead of stopping at the \
first. For a signature of LianLian it recovers what the key signed: so it tells another key from a \
changed text, and undoes what frameworks do to a body until the signature holds. For PingPong it \
tries every way in which the hash could have been made. Each finding is *certain* (the signature \
proves it) or *likely*. It accepts nothing, and prints no secret and no value of the body. Keys and \
salts that may have signed are named with `--key NAME=FILE` and `--salt NAME=FILE`: your own public \
key, the sandbox's salt.

To try an endpoint before the provider sends, use `ackwell keys new` and `ackwell send` \
([quickstart](quickstart-command.md)).
";

const UNKNOWABLE: &str = "
## What cannot be known

- Which value was changed, if nothing that programs are known to do explains it: `changed_text`.
- An optional member that was removed and can have any value, such as `info_order`: `changed_text`.
- Digits that a program rounded away from a long number, unless the configuration has the number: \
  `changed_text`.
- Two changes at once: `changed_text`.
- A signature that was changed, and one that a key made which is not known here: `wrong_key`.
- For PingPong, another salt and a changed text: `wrong_salt_or_text`. A hash with a secret in it \
  does not tell them apart.
- Chinese text that was read as GBK: `mojibake_gbk` is likely and not certain, as that way back \
  loses characters.
";

fn sources() -> String {
    let mut text = format!("# Published sources and re-send schedules\n\n{NOTE}");
    text.push_str(
        "The addresses that the providers published, with their dates. Lists age: compare with \
         the provider's page when notifications are refused as `untrusted_source`, and extend \
         them, `sources = [\"published\", \"203.0.113.7\"]`, or only look, `source_mode = \
         \"report\"`.\n",
    );
    for &provider in Provider::ALL {
        let schedule = Schedule::of(provider);
        let _ = write!(
            text,
            "\n## {provider}\n\nSends at most {} times; waits {} s for the answer; the last send \
             can come {} s after the first. After that, query.\n\n| name | date | addresses | \
             |\n|---|---|---|---|\n",
            schedule.sends(),
            schedule.deadline().as_secs(),
            schedule.horizon().as_secs(),
        );
        for list in published_sources(provider) {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} |",
                list.name,
                list.date,
                list.addresses.join(", "),
                list.note
            );
        }
    }
    text
}
