//! What to answer, in the form that each provider expects.

use crate::code::Code;
use crate::provider::Provider;

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

const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

impl Acknowledgement {
    /// "Received": the provider stops sending.
    ///
    /// ```
    /// use ackwell::{Acknowledgement, Provider};
    /// let answer = Acknowledgement::success(Provider::LianLian);
    /// assert_eq!(answer.status, 200);
    /// assert_eq!(answer.body, br#"{"ret_code":"0000","ret_msg":"ok"}"#);
    /// ```
    pub const fn success(provider: Provider) -> Acknowledgement {
        match provider {
            Provider::LianLian => Acknowledgement {
                status: 200,
                content_type: JSON,
                body: br#"{"ret_code":"0000","ret_msg":"ok"}"#,
            },
            Provider::PingPong => Acknowledgement {
                status: 200,
                content_type: TEXT,
                body: b"",
            },
        }
    }

    /// "Not received": the provider sends again.
    pub const fn failure(provider: Provider, code: Code) -> Acknowledgement {
        match provider {
            Provider::LianLian => Acknowledgement {
                status: code.http_status(),
                content_type: JSON,
                body: code.lianlian_body(),
            },
            Provider::PingPong => Acknowledgement {
                status: code.http_status(),
                content_type: TEXT,
                body: b"FAIL",
            },
        }
    }

    /// Whether this answer makes the provider stop sending.
    pub const fn is_success(&self) -> bool {
        200 <= self.status && self.status < 300
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_the_public_code_and_never_reads_as_success() {
        for &code in Code::ALL {
            let lianlian = Acknowledgement::failure(Provider::LianLian, code);
            let text = String::from_utf8(lianlian.body.to_vec()).unwrap();
            // The sender is not told what exactly is wrong with a signature.
            let told = match code {
                Code::MissingSignature | Code::UnsupportedSignType => Code::InvalidSignature,
                other => other,
            };
            let expected = format!(r#"{{"ret_code":"9999","ret_msg":"{told}"}}"#);
            assert_eq!(text, expected);
            assert!(!lianlian.is_success(), "{code}");

            let pingpong = Acknowledgement::failure(Provider::PingPong, code);
            assert_eq!(pingpong.body, b"FAIL");
            assert!(!pingpong.is_success(), "{code}");
        }
    }

    #[test]
    fn a_pingpong_success_does_not_contain_fail() {
        let body = Acknowledgement::success(Provider::PingPong).body;
        assert!(body.is_empty());
    }
}
