//! The test kit's words in each language: in which way a request is wrong on purpose.

use ackwell::KindTable;
use ackwell_testkit::Variant;
use minijinja::{Value, context};

use super::templates::render;
use crate::files::File;

/// A file and the template that it is made of.
macro_rules! files {
    ($($path:literal from $template:literal),+ $(,)?) => {
        vec![$(File::new(
            $path,
            render(
                $template,
                include_str!(concat!("../../templates/", $template)),
                words(),
            ),
        )),+]
    };
}

pub(super) fn emit(_kinds: &[&KindTable]) -> Vec<File> {
    files![
        "bindings/java/ackwell-test/src/generated/java/io/ackwell/testing/Variant.java" from "Variant.java.j2",
        "bindings/node/lib/generated/variants.cjs" from "variants.cjs.j2",
        "bindings/node/lib/generated/variants.d.cts" from "variants.d.cts.j2",
        "bindings/php/generated/Testing/Variant.php" from "Variant.php.j2",
        "bindings/python/python/ackwell/testing/_variant.py" from "_variant.py.j2",
    ]
}

fn words() -> Value {
    let variants = Variant::ALL.iter().map(|variant| {
        context! {
            word => variant.as_str(),
            sentence => variant.sentence(),
            code => variant.code().map(ackwell::Code::as_str),
        }
    });
    context! { variants => variants.collect::<Vec<_>>() }
}
