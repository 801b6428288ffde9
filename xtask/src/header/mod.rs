//! The C library's headers, from the crate `bindings/c`.
//!
//! `include/ackwell.h` is for C and C++, and `include/ackwell_testing.h` beside it for their tests.
//! `bindings/php/native.h` has the same declarations for
//! PHP's `FFI::cdef`, which reads neither preprocessor lines nor `extern "C"` and takes a PHP
//! string only for a `const char *`. `Native.g.cs` has them for C#.

use cbindgen::{Builder, Config, DocumentationStyle, ExportConfig, Language};

use crate::files::{self, File};

mod csharp;
mod enums;
mod layout;

/// Opens the C header.
const PREAMBLE: &str = include_str!("preamble.h");
const TESTING_PREAMBLE: &str = include_str!("preamble_testing.h");
const TESTING_OPENING: &str = "\
#ifndef ACKWELL_TESTING_H
#define ACKWELL_TESTING_H

#include \"ackwell.h\"

#ifdef __cplusplus
extern \"C\" {
#endif
";
const TESTING_CLOSING: &str = "
#ifdef __cplusplus
}
#endif

#endif /* ACKWELL_TESTING_H */
";
const OPENING: &str = "\
#ifndef ACKWELL_H
#define ACKWELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern \"C\" {
#endif
";
const CLOSING: &str = "
#ifdef __cplusplus
}
#endif

#endif /* ACKWELL_H */
";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let check = files::only_check(arguments)?;
    let files = [
        File::new("include/ackwell.h", c_header()?),
        File::new("include/ackwell_testing.h", testing_header()?),
        File::new("bindings/php/native.h", php_header()?),
        File::new(
            "bindings/csharp/src/Ackwell/Generated/Native.g.cs",
            csharp::emit(&for_other_languages()?)?,
        ),
    ];
    files::apply(&files, check, "cargo xtask header")
}

fn c_header() -> Result<String, String> {
    let (_, items) = split(declarations(true)?)?;
    let body = layout::in_sections(&items, layout::SECTIONS)?;
    Ok(format!("{PREAMBLE}\n{OPENING}{body}{CLOSING}"))
}

fn testing_header() -> Result<String, String> {
    let (items, _) = split(declarations(true)?)?;
    let body = layout::in_sections(&items, layout::TESTING)?;
    Ok(format!(
        "{TESTING_PREAMBLE}\n{TESTING_OPENING}{body}{TESTING_CLOSING}"
    ))
}

/// The items of the test kit, and the others.
fn split(items: Vec<String>) -> Result<(Vec<String>, Vec<String>), String> {
    let (mut testing, mut others) = (Vec::new(), Vec::new());
    for item in items {
        if layout::name_of(&item)?.starts_with("ackwell_testing_") {
            testing.push(item);
        } else {
            others.push(item);
        }
    }
    Ok((testing, others))
}

/// What another language declares: of the test kit only the one function that answers in JSON.
fn for_other_languages() -> Result<Vec<String>, String> {
    let (testing, mut items) = split(declarations(false)?)?;
    for item in testing {
        if layout::name_of(&item)? == "ackwell_testing_answer" {
            items.push(item);
        }
    }
    Ok(items)
}

/// PHP reads neither preprocessor lines nor, as a string, anything but a `const char *`; and what it
/// reads as a string it reads up to a zero byte, which no text in a struct has.
fn php_header() -> Result<String, String> {
    let mut text = String::new();
    for item in for_other_languages()? {
        let item = match item
            .strip_prefix("#define ")
            .and_then(|line| line.split_once(' '))
        {
            Some((name, value)) => format!("enum {{ {name} = {value} }};"),
            None if item.starts_with('#') => continue,
            None => item.replace("const uint8_t *", "const char *"),
        };
        let is_struct = item.starts_with("typedef struct") && item.contains('{');
        text += &if is_struct {
            item.replace("const char *", "char *")
        } else {
            item
        };
        text.push('\n');
    }
    Ok(text)
}

/// What cbindgen makes of the crate, one item each: a comment with its declaration.
fn declarations(documentation: bool) -> Result<Vec<String>, String> {
    let enums = enums::all();
    let excluded = enums.iter().map(|known| known.name.to_owned());
    let config = Config {
        language: Language::C,
        style: cbindgen::Style::Type,
        usize_is_size_t: true,
        documentation,
        documentation_style: DocumentationStyle::Doxy,
        no_includes: true,
        line_length: 100,
        tab_width: 4,
        export: ExportConfig {
            exclude: excluded.collect(),
            ..ExportConfig::default()
        },
        ..Config::default()
    };
    let bindings = Builder::new()
        .with_crate(files::root().join("bindings/c"))
        .with_config(config)
        .generate()
        .map_err(|error| format!("cbindgen: {error}"))?;
    let mut text = Vec::new();
    bindings.write(&mut text);
    let text = String::from_utf8(text).map_err(|error| error.to_string())?;
    let items = text
        .split("\n\n")
        .map(str::trim)
        .filter(|item| !item.is_empty());
    let enums = enums.iter().map(|known| known.declared(documentation));
    Ok(enums.chain(items.map(str::to_owned)).collect())
}
