//! Rust: the crates themselves.

use ackwell_tests::runners::rust;

use super::{Language, work_folder};

pub(super) const RUST: Language = Language {
    name: "rust",
    lacks: &[],
    lists_codes: true,
    run: |packs| rust::run(packs, &work_folder("rust")),
};
