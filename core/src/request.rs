//! What came over HTTP. Nothing in it is trusted.

/// One HTTP request as the shop's server saw it.
///
/// ```
/// use ackwell::Request;
/// let request = Request::new(b"{}").with_peer("115.236.102.36");
/// assert_eq!(request.body, b"{}");
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Request<'r> {
    /// The body, byte for byte as it arrived: not parsed, not re-encoded, not read line by line.
    pub body: &'r [u8],
    /// Header names and values. Only those that [`Receiver::header_names`] lists are read; names
    /// compare without regard to case; a header that came several times is there several
    /// times, in the order of arrival.
    ///
    /// [`Receiver::header_names`]: crate::Receiver::header_names
    pub headers: &'r [(&'r str, &'r [u8])],
    /// The address at the other end of the connection, with or without a port; `None` or empty
    /// for a connection over a Unix socket.
    pub peer: Option<&'r str>,
}

impl<'r> Request<'r> {
    /// A request with that body, no headers and no peer address.
    pub const fn new(body: &'r [u8]) -> Request<'r> {
        Request {
            body,
            headers: &[],
            peer: None,
        }
    }

    /// The same request with these headers.
    ///
    /// ```
    /// use ackwell::Request;
    ///
    /// let headers = [("X-Forwarded-For", &b"115.236.102.36"[..])];
    /// let request = Request::new(b"{}").with_headers(&headers).with_peer("10.0.0.7");
    /// assert_eq!(request.headers.len(), 1);
    /// ```
    #[must_use]
    pub const fn with_headers(mut self, headers: &'r [(&'r str, &'r [u8])]) -> Request<'r> {
        self.headers = headers;
        self
    }

    /// The same request from that address.
    #[must_use]
    pub const fn with_peer(mut self, peer: &'r str) -> Request<'r> {
        self.peer = Some(peer);
        self
    }

    pub(crate) fn header(&self, name: &str) -> impl Iterator<Item = &'r [u8]> {
        let headers = self.headers;
        headers
            .iter()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }
}
