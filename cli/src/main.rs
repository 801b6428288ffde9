//! The command `ackwell`: verifies notifications, shows what the library does, keeps a ledger.
//!
//! Exit codes: 0 all is well, 1 a notification was refused (or a row of the demo, a record or an
//! answer is not as it must be), 2 the command cannot do its work: usage, configuration, files.

mod answer;
mod args;
mod batch;
mod config;
mod demo;
mod explain;
mod failure;
mod input;
mod json;
mod keys;
mod ledger;
mod receivers;
mod send;
mod shop;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match args.command {
        Command::Verify(args) => verify::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Ledger(args) => ledger::run(&args.verb),
        Command::Keys(args) => keys::run(&args.verb),
        Command::Send(args) => send::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::DemoReceiver(args) => demo::second_process::run(&args.config),
    };
    done.unwrap_or_else(|failure| failure.report())
}
