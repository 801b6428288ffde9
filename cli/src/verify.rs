//! `ackwell verify`: one notification, or a file of them.

use std::process::ExitCode;

use ackwell::{Receiver, Request};

use crate::answer::Answer;
use crate::args::VerifyArgs;
use crate::batch;
use crate::config::Configuration;
use crate::failure::{Failure, REFUSED};
use crate::input;

/// What `--peer` says for a connection over a Unix socket, which has no address.
const UNIX: &str = "unix";

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

/// One receiver for requests whose peer is known and one for those whose peer is not.
pub(crate) struct Receivers {
    checking: Receiver,
    /// The same without the check of the client address.
    unchecked: Receiver,
}

impl Receivers {
    pub(crate) fn read(args: &VerifyArgs) -> Result<Receivers, Failure> {
        let configuration =
            Configuration::read(&args.config, &[args.provider.as_str(), "receiver"])?;
        let checking = configuration.receiver(args.provider)?;
        let unchecked = configuration
            .without_source_check()
            .receiver(args.provider)?;
        Ok(Receivers {
            checking,
            unchecked,
        })
    }

    /// Verifies one request; without a peer, without the check of the client address.
    fn verify(&self, body: &[u8], headers: &[(&str, &[u8])], peer: Option<&str>) -> Answer {
        Answer {
            line: None,
            verdict: self.receiver(peer).verify(&request(body, headers, peer)),
            source_checked: peer.is_some(),
        }
    }

    /// The receiver for a request with that peer.
    pub(crate) fn receiver(&self, peer: Option<&str>) -> &Receiver {
        match peer {
            Some(_) => &self.checking,
            None => &self.unchecked,
        }
    }
}

/// A request as core takes it.
pub(crate) fn request<'r>(
    body: &'r [u8],
    headers: &'r [(&'r str, &'r [u8])],
    peer: Option<&'r str>,
) -> Request<'r> {
    let mut request = Request::new(body).with_headers(headers);
    request.peer = peer.filter(|peer| *peer != UNIX);
    request
}
