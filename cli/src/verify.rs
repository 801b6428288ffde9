//! `ackwell verify`: one notification, or a file of them.

use std::process::ExitCode;

use crate::args::VerifyArgs;
use crate::batch;
use crate::failure::{Failure, REFUSED};
use crate::input;
use crate::receivers::Receivers;

/// Verifies as the arguments say and prints the answers.
pub(crate) fn run(args: &VerifyArgs) -> Result<ExitCode, Failure> {
    let receivers = Receivers::read(args)?;
    if let Some(file) = &args.batch {
        return batch::run(args, file, &receivers);
    }
    let body = input::read_body(&args.body)?;
    let headers: Vec<(&str, &[u8])> = args
        .headers
        .iter()
        .map(|header| (header.name.as_str(), header.value.as_bytes()))
        .collect();
    let answer = receivers.verify(&body, &headers, args.peer.as_deref());
    answer.print()?;
    Ok(match answer.verdict {
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(REFUSED),
    })
}
