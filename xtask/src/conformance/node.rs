//! Node: `bindings/node/test/conformance-runner.mjs` over the installed package.

use super::{Language, lines_of};

pub(super) const NODE: Language = Language {
    name: "node",
    lacks: &[],
    lists_codes: true,
    run: |_| lines_of(&["bash", "bindings/node/conformance.sh"]),
};
