//! The properties of the Spring Boot starter: their class, and the metadata that editors complete
//! and explain them by.

use ackwell::{OptionForm, OptionSpec, Provider};
use minijinja::{Value, context};
use serde_json::{Value as Json, json};

use super::{SECTIONS, of, prose};
use crate::files::File;
use crate::generate::templates::render;
use crate::generate::{camel, pascal};

const FOLDER: &str = "bindings/java/ackwell-spring-boot-starter/src/generated";
const CLASS: &str = "io.ackwell.spring.AckwellProperties";

/// A property that only the starter has: no other language has a use for it.
struct Own {
    section: &'static str,
    name: String,
    /// Its type in Java, and in the metadata.
    kind: (&'static str, &'static str),
    default: Option<Json>,
    doc: String,
}

fn own() -> Vec<Own> {
    let text = ("String", "java.lang.String");
    let mut all = vec![Own {
        section: "",
        name: "config".to_owned(),
        kind: text,
        default: None,
        doc: "A TOML or JSON file with the sections `lianlian`, `pingpong`, `receiver` and \
              `ledger`, the same for every language. It takes the place of those properties."
            .to_owned(),
    }];
    all.extend(Provider::ALL.iter().map(|provider| Own {
        section: "web",
        name: format!("{provider}_path"),
        kind: text,
        default: Some(json!(format!("/notify/{provider}"))),
        doc: format!(
            "The path that receives the notifications of {}.",
            provider.sentence()
        ),
    }));
    all.push(Own {
        section: "web",
        name: "filter_order".to_owned(),
        kind: ("int", "java.lang.Integer"),
        // After what measures requests, before all that may read a body or ask for a password.
        default: Some(json!(i32::MIN + 16)),
        doc: "The order of the servlet filter that receives notifications. By default it comes \
              before all that may read a body, and before Spring Security: the signature says who \
              sends."
            .to_owned(),
    });
    let flag = ("boolean", "java.lang.Boolean");
    all.push(Own {
        section: "web",
        name: "enabled".to_owned(),
        kind: flag,
        default: Some(json!(true)),
        doc: "Whether the paths exist. Without them, the application calls a receiver itself."
            .to_owned(),
    });
    for (name, doc) in [
        (
            "enabled",
            "Whether a delivery is claimed in one transaction with the handler's own work, in the \
             application's own `DataSource`, so that it is fulfilled exactly once. The section \
             `ledger` is not used then.",
        ),
        (
            "create_tables",
            "Whether the ledger's tables are created there at the start. Leave it off where Flyway \
             or Liquibase creates them.",
        ),
    ] {
        all.push(Own {
            section: "transaction",
            name: name.to_owned(),
            kind: flag,
            default: Some(json!(false)),
            doc: doc.to_owned(),
        });
    }
    all
}

/// The ledger's tables, by the names that Spring Boot and Liquibase have for the databases.
const TABLES: [(&str, &str); 4] = [
    (
        "postgresql",
        include_str!("../../../../ledger/sql/postgres/schema.sql"),
    ),
    (
        "mysql",
        include_str!("../../../../ledger/sql/mysql/schema.sql"),
    ),
    (
        "mariadb",
        include_str!("../../../../ledger/sql/mysql/schema.sql"),
    ),
    (
        "sqlite",
        include_str!("../../../../ledger/sql/sqlite/schema.sql"),
    ),
];

pub(super) fn files() -> Vec<File> {
    let class = render(
        "AckwellProperties.java",
        include_str!("../../../templates/AckwellProperties.java.j2"),
        properties(),
    );
    let mut metadata = serde_json::to_string_pretty(&metadata()).expect("texts and numbers only");
    metadata.push('\n');
    let mut files = vec![
        File::new(
            format!("{FOLDER}/java/io/ackwell/spring/AckwellProperties.java"),
            class,
        ),
        File::new(
            format!("{FOLDER}/resources/META-INF/spring-configuration-metadata.json"),
            metadata,
        ),
    ];
    files.extend(Provider::ALL.iter().map(|provider| annotation(*provider)));
    // A repeatable migration: it has no number that could be one of the application's.
    files.extend(TABLES.iter().map(|(database, sql)| {
        File::new(
            format!("{FOLDER}/resources/io/ackwell/flyway/{database}/R__ackwell.sql"),
            format!("-- Made by `cargo xtask generate` from ledger/sql. Do not edit.\n\n{sql}"),
        )
    }));
    files
}

/// The annotation of handler methods for a provider's notifications.
fn annotation(provider: Provider) -> File {
    let first = ackwell::kinds()
        .iter()
        .find(|table| table.provider == provider)
        .expect("every provider has a kind");
    let class = format!("{provider:?}");
    File::new(
        format!("{FOLDER}/java/io/ackwell/spring/{class}Notification.java"),
        render(
            "ProviderNotification.java",
            include_str!("../../../templates/ProviderNotification.java.j2"),
            context! {
                class,
                kind => first.type_name,
                sentence => provider.sentence(),
                constant => provider.as_str().to_uppercase(),
            },
        ),
    )
}

fn properties() -> Value {
    let sections = SECTIONS.iter().map(|(name, doc)| {
        let options: Vec<Value> = of(name).map(property).collect();
        context! { name => *name, doc => *doc, class => pascal(name), options }
    });
    let spring = own().into_iter().map(|own| {
        let default = own.default.map(|json| match json {
            Json::String(text) => text,
            other => other.to_string(),
        });
        context! {
            section => own.section,
            name => own.name,
            type => own.kind.0,
            default,
            doc => own.doc,
        }
    });
    let providers = Provider::ALL.iter().map(|provider| {
        context! { name => provider.as_str(), constant => provider.as_str().to_uppercase() }
    });
    context! {
        sections => sections.collect::<Vec<_>>(),
        spring => spring.collect::<Vec<_>>(),
        providers => providers.collect::<Vec<_>>(),
    }
}

fn property(option: &OptionSpec) -> Value {
    // Words that take the place of a list.
    let any = match option.form {
        OptionForm::IdsOrAny | OptionForm::NetworksOr(_) => option.form.words().to_vec(),
        _ => Vec::new(),
    };
    context! {
        name => option.name,
        type => shown(option).0,
        doc => prose(option, camel, "`"),
        any,
    }
}

/// The type in Java, and in the metadata.
fn shown(option: &OptionSpec) -> (&'static str, &'static str) {
    match option.form {
        OptionForm::Text => ("OptionText", "io.ackwell.spring.OptionText"),
        OptionForm::Word(_) => ("String", "java.lang.String"),
        OptionForm::Texts
        | OptionForm::IdsOrAny
        | OptionForm::Networks
        | OptionForm::NetworksOr(_) => (
            "List<OptionText>",
            "java.util.List<io.ackwell.spring.OptionText>",
        ),
        OptionForm::Words(_) => ("List<String>", "java.util.List<java.lang.String>"),
        OptionForm::Whole { .. } => ("Long", "java.lang.Long"),
        OptionForm::Number { .. } => ("Double", "java.lang.Double"),
        other => panic!(
            "`{}` has a form without a type for Spring: {other:?}",
            option.name
        ),
    }
}

fn metadata() -> Json {
    let mut groups = vec![json!({ "name": "ackwell", "type": CLASS, "sourceType": CLASS })];
    let mut properties = Vec::new();
    let mut hints = Vec::new();
    let section_class = |section: &str| match section {
        "" => CLASS.to_owned(),
        section => format!("{CLASS}${}", pascal(section)),
    };
    let spring = own();
    let extra = ["web", "transaction"].map(|name| (name, ""));
    for (section, _) in SECTIONS.into_iter().chain(extra) {
        groups.push(json!({
            "name": format!("ackwell.{section}"),
            "type": section_class(section),
            "sourceType": CLASS,
            "sourceMethod": format!("{section}()"),
        }));
        for option in of(section) {
            let name = format!("ackwell.{section}.{}", kebab(option.name));
            let mut property = json!({
                "name": name,
                "type": shown(option).1,
                "description": prose(option, kebab, "`"),
                "sourceType": section_class(section),
            });
            if let Some(default) = option.default.filter(|json| *json != "[]") {
                property["defaultValue"] = default.parse().unwrap_or_else(|_| json!(default));
            }
            properties.push(property);
            let words = option
                .form
                .words()
                .iter()
                .map(|word| json!({ "value": word }));
            let words: Vec<Json> = words.collect();
            if !words.is_empty() {
                hints.push(json!({ "name": name, "values": words }));
            }
        }
    }
    for own in &spring {
        let name = match own.section {
            "" => format!("ackwell.{}", kebab(&own.name)),
            section => format!("ackwell.{section}.{}", kebab(&own.name)),
        };
        let mut property = json!({
            "name": name,
            "type": own.kind.1,
            "description": own.doc,
            "sourceType": section_class(own.section),
        });
        if let Some(default) = &own.default {
            property["defaultValue"] = default.clone();
        }
        properties.push(property);
    }
    json!({ "groups": groups, "properties": properties, "hints": hints })
}

/// As properties are written.
fn kebab(name: &str) -> String {
    name.replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_has_a_property_that_editors_explain() {
        let metadata = metadata();
        let known = metadata["properties"].as_array().expect("a list");
        for option in SECTIONS.iter().flat_map(|(section, _)| of(section)) {
            let name = format!("ackwell.{}.{}", option.section, kebab(option.name));
            let found = known
                .iter()
                .find(|property| property["name"] == name.as_str());
            let description = found.and_then(|property| property["description"].as_str());
            assert!(description.is_some_and(|text| text.len() > 10), "{name}");
        }
    }

    #[test]
    fn words_are_offered() {
        let metadata = metadata();
        let hints = metadata["hints"].as_array().expect("a list");
        let digest = hints
            .iter()
            .find(|hint| hint["name"] == "ackwell.lianlian.digest");
        assert_eq!(digest.expect("it has words")["values"][0]["value"], "MD5");
    }
}
