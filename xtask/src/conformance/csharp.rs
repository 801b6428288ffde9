//! C#: `bindings/csharp/tests/Ackwell.Conformance` over the package, on .NET 8.

use ackwell_tests::pack::Operation;

use super::{Language, lines_of};

pub(super) const CSHARP: Language = Language {
    name: "csharp",
    // Until it has its test kit.
    lacks: &[Operation::Sign, Operation::Judge],
    lists_codes: true,
    run: |_| lines_of(&["bash", "bindings/csharp/conformance.sh"]),
};
