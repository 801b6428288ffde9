//! C#: `bindings/csharp/tests/Ackwell.Conformance` over the package, on .NET 8.

use super::{Language, lines_of};

pub(super) const CSHARP: Language = Language {
    name: "csharp",
    lacks: &[],
    lists_codes: true,
    run: |_| lines_of(&["bash", "bindings/csharp/conformance.sh"]),
};
