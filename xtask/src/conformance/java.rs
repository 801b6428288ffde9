//! The JVM: `bindings/java/tests` over the installed jars.

use super::{Language, lines_of};

pub(super) const JAVA: Language = Language {
    name: "java",
    lacks: &[],
    lists_codes: true,
    run: |_| lines_of(&["bash", "bindings/java/conformance.sh"]),
};
