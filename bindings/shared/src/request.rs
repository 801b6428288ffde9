//! Requests that are the binding's own, and what became of them.

use ackwell::{Receiver, Request};

use crate::guard::catch;
use crate::packed::pack;
use crate::problem::Problem;

/// A request whose parts are copied from the host, which may change or move its own meanwhile.
#[derive(Debug, Default)]
pub struct OwnedRequest {
    /// The body, byte for byte as it arrived.
    pub body: Vec<u8>,
    /// The headers that the receiver reads: names and values.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The address at the other end of the connection; `None` for a Unix socket.
    pub peer: Option<String>,
}

impl OwnedRequest {
    /// Hands the request to `then`.
    pub fn with<T>(&self, then: impl FnOnce(&Request<'_>) -> T) -> T {
        let headers = self.borrowed();
        then(&self.request(&headers))
    }

    fn borrowed(&self) -> Vec<(&str, &[u8])> {
        let pairs = self.headers.iter();
        pairs
            .map(|(name, value)| (name.as_str(), value.as_slice()))
            .collect()
    }

    fn request<'r>(&'r self, headers: &'r [(&'r str, &'r [u8])]) -> Request<'r> {
        let mut request = Request::new(&self.body).with_headers(headers);
        request.peer = self.peer.as_deref();
        request
    }
}

/// Verifies one request: the packed notification. No panic comes out of it.
///
/// # Errors
///
/// [`Problem::Refused`] if it is refused, [`Problem::Panicked`].
#[inline] // Built as fast as the binding, not as small as this crate.
pub fn verify_packed(receiver: &Receiver, request: &OwnedRequest) -> Result<Vec<u8>, Problem> {
    let mut packed = verify_parts(receiver, request)?;
    packed.extend_from_slice(&request.body);
    Ok(packed)
}

/// As [`verify_packed`] without the body, which belongs behind it.
///
/// # Errors
///
/// As [`verify_packed`].
#[inline] // As above.
pub fn verify_parts(receiver: &Receiver, request: &OwnedRequest) -> Result<Vec<u8>, Problem> {
    catch(|| {
        let (notification, seal) = request.with(|request| receiver.verify_sealed(request))?;
        Ok(pack(&notification, &seal))
    })
    .and_then(|result| result)
}

/// As [`verify_packed`] for each request, several side by side.
///
/// # Errors
///
/// [`Problem::Panicked`].
#[inline] // As above.
pub fn verify_batch_packed(
    receiver: &Receiver,
    requests: &[OwnedRequest],
) -> Result<Vec<Result<Vec<u8>, Problem>>, Problem> {
    catch(|| {
        let headers: Vec<_> = requests.iter().map(OwnedRequest::borrowed).collect();
        let pairs = requests.iter().zip(&headers);
        let borrowed: Vec<_> = pairs
            .map(|(request, headers)| request.request(headers))
            .collect();
        let results = receiver.verify_batch_sealed(&borrowed).into_iter();
        results
            .zip(requests)
            .map(|(result, request)| {
                let (notification, seal) = result?;
                let mut packed = pack(&notification, &seal);
                packed.extend_from_slice(&request.body);
                Ok(packed)
            })
            .collect()
    })
}
