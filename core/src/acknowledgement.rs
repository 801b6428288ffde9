//! What to answer, in the form that each provider expects.

/// The HTTP answer that ends the exchange with the provider.
///
/// Its bytes are fixed: nothing from a request is ever reflected.
///
/// Sources: LianLian, source document 000 ("Send response"); PingPongCheckout, "Receive and
/// Respond": any 2xx is a success unless its body is `FAIL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Acknowledgement {
    /// The HTTP status.
    pub status: u16,
    /// The value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The body, to be sent byte for byte.
    pub body: &'static [u8],
}

/// The media types of answers.
pub(crate) const JSON: &str = "application/json; charset=utf-8";
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";

impl Acknowledgement {
    /// Whether this answer makes the provider stop sending.
    pub const fn is_success(&self) -> bool {
        200 <= self.status && self.status < 300
    }
}
