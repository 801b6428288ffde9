//! Python: `bindings/python/tests/conformance_runner.py` over the installed wheel.

use super::{Language, lines_of};

pub(super) const PYTHON: Language = Language {
    name: "python",
    lacks: &[],
    lists_codes: true,
    run: |_| lines_of(&["bash", "bindings/python/conformance.sh"]),
};
