//! C: `bindings/c/tests/conformance.c` over the shared library.

use super::{Language, lines_of};

pub(super) const C: Language = Language {
    name: "c",
    lacks: &[],
    lists_codes: true,
    run: |_| lines_of(&["make", "--silent", "-C", "bindings/c", "conformance"]),
};
