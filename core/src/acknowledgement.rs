//! What to answer, in the form that each provider expects.

/// The HTTP answer that ends the exchange with the provider.
///
/// Its bytes are fixed: nothing from a request is ever reflected.
///
/// Sources: LianLian, source document 000 ("Send response"); PingPongCheckout, "Receive and
/// Respond": any 2xx is a success unless its body is `FAIL`.
///
/// ```
/// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
/// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
/// # let body = std::fs::read("samples/payment.json")?;
/// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
/// let answer = receiver.verify(&request)?.acknowledge();
/// println!("HTTP/1.1 {}\r\nContent-Type: {}\r\n", answer.status, answer.content_type);
/// assert_eq!(answer.body, br#"{"ret_code":"0000","ret_msg":"ok"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    ///
    /// ```
    /// # let key = std::fs::read_to_string("samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// assert!(receiver.acknowledge().is_success());
    /// assert!(!receiver.refuse(ackwell::Code::InvalidSignature).acknowledgement().is_success());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn is_success(&self) -> bool {
        200 <= self.status && self.status < 300
    }
}
