//! The named parameters of `LianLian::create()`, `PingPong::create()` and `Ledger::open()`.

use ackwell::{OptionForm, OptionSpec};
use minijinja::{Value, context};

use super::{of, prose};
use crate::files::File;
use crate::generate::camel;
use crate::generate::templates::{render, wrapped};

const FOLDER: &str = "bindings/php/generated";

/// A text, or where to find it.
const TEXT: &str = "string|array{file: string}|array{env: string}";

pub(super) fn files() -> Vec<File> {
    let receiver = |class: &str, section: &str, summary: &str, example: &str| {
        let options = || of(section).chain(of("receiver"));
        let context = context! {
            class, summary, example,
            documented => options().map(documented).collect::<String>(),
            parameters => options().map(parameter).collect::<Vec<_>>(),
            first => of(section).next().map(|option| option.name),
            section,
        };
        let template = include_str!("../../../templates/Receivers.php.j2");
        File::new(
            format!("{FOLDER}/{class}.php"),
            render("Receivers.php", template, context),
        )
    };
    let beside_the_url = || of("ledger").filter(|option| option.name != "url");
    let ledger = context! {
        documented => of("ledger").map(documented).collect::<String>(),
        parameters => beside_the_url().map(parameter).collect::<Vec<_>>(),
    };
    vec![
        receiver(
            "LianLian",
            "lianlian",
            "LianLian Pay, classic scheme.",
            "publicKeys: [['file' => '/etc/shop/lianlian.pem']],\n\
             merchantIds: ['201103171000000000'],",
        ),
        receiver(
            "PingPong",
            "pingpong",
            "PingPongCheckout v4.",
            "salt: ['env' => 'PINGPONG_SALT'],\n\
             clientId: '2018092714313010016',\n\
             accIds: ['2018092714313010016291'],\n\
             environment: 'production',",
        ),
        File::new(
            format!("{FOLDER}/OpensLedgers.php"),
            render(
                "OpensLedgers.php",
                include_str!("../../../templates/OpensLedgers.php.j2"),
                ledger,
            ),
        ),
        File::new(
            format!("{FOLDER}/OptionNames.php"),
            render(
                "OptionNames.php",
                include_str!("../../../templates/OptionNames.php.j2"),
                context! { shared => of("receiver").map(|o| o.name).collect::<Vec<_>>() },
            ),
        ),
    ]
}

/// The `@param` of an option.
fn documented(option: &OptionSpec) -> String {
    let mut doc = prose(option, |name| format!("${}", camel(name)), "`");
    if option.required {
        doc = format!("required. {doc}");
    }
    let null = if option.name == "url" { "" } else { "|null" };
    let begin = format!("@param {}{null} ${}", refined(option), camel(option.name));
    format!(
        "     * {begin}\n     *     {}\n",
        wrapped(&doc, 100, "     *     ")
    )
}

/// What a parameter's declaration needs.
fn parameter(option: &OptionSpec) -> Value {
    context! { name => camel(option.name), type => declared(option), secret => option.secret }
}

/// What static analysis may know beyond the declared type.
fn refined(option: &OptionSpec) -> String {
    match option.form {
        OptionForm::Text if option.name == "url" => "string".to_owned(),
        OptionForm::Text => TEXT.to_owned(),
        OptionForm::Word(_) => "string".to_owned(),
        OptionForm::Texts | OptionForm::IdsOrAny => format!("iterable<{TEXT}>|string"),
        OptionForm::Networks | OptionForm::Words(_) => "iterable<string>".to_owned(),
        OptionForm::NetworksOr(_) => "iterable<string>|string".to_owned(),
        OptionForm::Whole { .. } => "int".to_owned(),
        OptionForm::Number { .. } => "int|float".to_owned(),
        other => panic!("`{}` has a form without a PHP type: {other:?}", option.name),
    }
}

/// The declared type. One text in place of a list is let through, because the core's sentence about
/// it says what to write.
fn declared(option: &OptionSpec) -> &'static str {
    match option.form {
        OptionForm::Text => "string|array|null",
        OptionForm::Word(_) => "?string",
        OptionForm::Texts | OptionForm::IdsOrAny | OptionForm::NetworksOr(_) => {
            "iterable|string|null"
        }
        OptionForm::Networks | OptionForm::Words(_) => "?iterable",
        OptionForm::Whole { .. } => "?int",
        OptionForm::Number { .. } => "int|float|null",
        other => panic!("`{}` has a form without a PHP type: {other:?}", option.name),
    }
}
