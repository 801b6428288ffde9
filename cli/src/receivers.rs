//! The receivers of one run of `ackwell verify`.

use ackwell::{Receiver, Request};

use crate::answer::Answer;
use crate::args::VerifyArgs;
use crate::config::Configuration;
use crate::failure::Failure;

/// What `--peer` says for a connection over a Unix socket, which has no address.
const UNIX: &str = "unix";

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
    pub(crate) fn verify(
        &self,
        body: &[u8],
        headers: &[(&str, &[u8])],
        peer: Option<&str>,
    ) -> Answer {
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
