//! PHP: `bindings/php/tests/conformance_runner.php` over the package as Composer installs it.

use super::{Language, lines_of};

pub(super) const PHP: Language = Language {
    name: "php",
    lacks: &[],
    lists_codes: true,
    run: |_| lines_of(&["bash", "bindings/php/conformance.sh"]),
};
