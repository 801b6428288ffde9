//! C: `bindings/c/tests/conformance.c` over the shared library, and its header.

use ackwell_tests::runners::surface;

use super::{Language, lines_of};
use crate::files;

pub(super) const C: Language = Language {
    name: "c",
    lacks: &[],
    lists_codes: true,
    run: |_| {
        let mut lines = lines_of(&["make", "--silent", "-C", "bindings/c", "conformance"])?;
        let header = |name: &str| {
            let text = std::fs::read_to_string(files::root().join("include").join(name));
            text.map_err(|error| format!("{name}: {error}"))
        };
        for list in declared(&header("ackwell.h")?, &header("ackwell_testing.h")?) {
            lines.push_str(&surface::line(&list));
        }
        Ok(lines)
    },
};

/// What a C program knows by the header alone: a language without reflection has no other list.
fn declared(header: &str, testing: &str) -> Vec<surface::List> {
    let getters = ackwell::Common::ALL.iter().map(|common| common.name());
    let getters = getters.filter(|name| has_getter(header, name));
    let variants = testing.lines().filter_map(|line| {
        let (name, _) = line
            .trim()
            .strip_prefix("ACKWELL_TESTING_")?
            .split_once(" = ")?;
        Some(name.to_ascii_lowercase())
    });
    vec![
        (
            "surface/common".to_owned(),
            getters.map(str::to_owned).collect(),
        ),
        ("surface/vocabulary/variant".to_owned(), variants.collect()),
    ]
}

/// Whether there is `ackwell_notification_NAME()`, or for several `..._count()` of one of them.
fn has_getter(header: &str, name: &str) -> bool {
    let one = match name.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => name.trim_end_matches('s').to_owned(),
    };
    let declared = |name: &str| header.contains(&format!(" ackwell_notification_{name}(const"));
    declared(name) || declared(&format!("{one}_count"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_getter_is_found_by_its_declaration() {
        let header = "ackwell_text ackwell_notification_kind(const ackwell_notification *n);\n\
                      size_t ackwell_notification_field_count(const ackwell_notification *n);\n\
                      size_t ackwell_notification_irregularity_count(const ackwell_notification *n);\n\
                      /* ackwell_notification_source(...) */\n";
        let testing = "#define ACKWELL_TESTING_H\n    ACKWELL_TESTING_WRONG_KEY = 2,\n";
        let lists = declared(header, testing);
        assert_eq!(lists[0].1, ["kind", "irregularities", "fields"]);
        assert_eq!(lists[1].1, ["wrong_key"]);
    }
}
