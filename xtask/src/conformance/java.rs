//! The JVM: `bindings/java/tests` over the installed jars.

use ackwell_tests::pack::Operation;

use super::{Language, lines_of};

pub(super) const JAVA: Language = Language {
    name: "java",
    // Until it has its test kit.
    lacks: &[Operation::Sign, Operation::Judge],
    lists_codes: true,
    run: |_| lines_of(&["bash", "bindings/java/conformance.sh"]),
};
