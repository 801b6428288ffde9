//! What came over HTTP.

use ackwell::Request;

use crate::guard::Problem;
use crate::input;

/// One header of a request. The same name may come several times, in the order of arrival.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ackwell_header {
    /// The name; upper and lower case are the same.
    pub name: *const u8,
    /// The name's length in bytes.
    pub name_len: usize,
    /// The value.
    pub value: *const u8,
    /// The value's length in bytes.
    pub value_len: usize,
}

/// One HTTP request as the server saw it. Nothing in it is trusted, and nothing of it is kept:
/// its memory may go as soon as the call returns. `{0}` is a request without anything.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ackwell_request {
    /// The body, byte for byte as it arrived: not parsed, not re-encoded, not read line by line.
    pub body: *const u8,
    /// The body's length in bytes.
    pub body_len: usize,
    /// The headers. Only those of `ackwell_receiver_header_name()` are read; NULL if there are none.
    pub headers: *const ackwell_header,
    /// How many headers.
    pub headers_len: usize,
    /// The address at the other end of the connection, as text, with or without a port; NULL for a
    /// connection over a Unix socket.
    pub peer: *const u8,
    /// The address's length in bytes.
    pub peer_len: usize,
}

/// A caller's request with its pointers checked.
pub(crate) struct Checked<'r> {
    body: &'r [u8],
    headers: Vec<(&'r str, &'r [u8])>,
    peer: Option<String>,
}

impl<'r> Checked<'r> {
    /// # Safety
    ///
    /// `request` is NULL or points to a request whose memory stays unchanged for `'r`.
    pub(crate) unsafe fn of(request: *const ackwell_request) -> Result<Checked<'r>, Problem> {
        // SAFETY: as this function's own, here and below.
        let request: &'r ackwell_request = unsafe { input::one(request, "request") }?;
        // SAFETY: as above.
        let body = unsafe { input::bytes(request.body, request.body_len, "request.body") }?;
        // SAFETY: as above.
        let list =
            unsafe { input::items(request.headers, request.headers_len, "request.headers") }?;
        // SAFETY: as above.
        let peer = unsafe { input::bytes(request.peer, request.peer_len, "request.peer") }?;
        let mut headers = Vec::with_capacity(list.len());
        for header in list {
            // SAFETY: as above.
            let name =
                unsafe { input::bytes(header.name, header.name_len, "request.headers.name") }?;
            // SAFETY: as above.
            let value =
                unsafe { input::bytes(header.value, header.value_len, "request.headers.value") }?;
            // The names that are read are ASCII: one that is not even UTF-8 is another header.
            if let Ok(name) = std::str::from_utf8(name) {
                headers.push((name, value));
            }
        }
        // What is not UTF-8 becomes a text that is no address, and the core says so.
        let peer = (!peer.is_empty()).then(|| String::from_utf8_lossy(peer).into_owned());
        Ok(Checked {
            body,
            headers,
            peer,
        })
    }

    /// The request as the core takes it.
    pub(crate) fn request(&self) -> Request<'_> {
        let request = Request::new(self.body).with_headers(&self.headers);
        match &self.peer {
            Some(peer) => request.with_peer(peer),
            None => request,
        }
    }

    /// Hands the request to `then`.
    pub(crate) fn with<T>(&self, then: impl FnOnce(&Request<'_>) -> T) -> T {
        then(&self.request())
    }
}
