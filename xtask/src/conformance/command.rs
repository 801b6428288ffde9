//! The command. A configuration that TOML cannot say cannot be put to it.

use ackwell_tests::pack::Operation;
use ackwell_tests::runners::command;

use super::{Language, lines_of, work_folder};

pub(super) const COMMAND: Language = Language {
    name: "command",
    lacks: &[
        Operation::Configure,
        Operation::Expect,
        Operation::Acknowledge,
        Operation::Schedule,
        Operation::Ledger,
        Operation::Sign,
        Operation::Judge,
    ],
    lists_codes: false,
    run: |packs| {
        lines_of(&["cargo", "build", "--quiet", "--locked", "--bin", "ackwell"])?;
        let xtask = std::env::current_exe().map_err(|error| error.to_string())?;
        command::run(
            packs,
            &xtask.with_file_name("ackwell"),
            &work_folder("command"),
        )
    },
};
