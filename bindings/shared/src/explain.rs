//! Why a request is refused, for the developer.

use ackwell::Receiver;

use crate::guard::catch;
use crate::problem::Problem;
use crate::request::OwnedRequest;

/// The diagnosis of a request as JSON: what the records `Diagnosis` and `Finding` describe. It accepts
/// nothing, holds no secret, and no panic comes out of it.
///
/// # Errors
///
/// [`Problem::Panicked`].
pub fn explain_json(receiver: &Receiver, request: &OwnedRequest) -> Result<String, Problem> {
    catch(|| request.with(|request| receiver.explain(request).to_json()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_have_a_diagnosis() {
        let key = std::fs::read_to_string("../../core/samples/lianlian.pem").unwrap();
        let builder = ackwell::LianLian::builder().public_key(key);
        let receiver = builder.merchant_id("201507021000394502").build().unwrap();
        let mut request = OwnedRequest {
            body: std::fs::read("../../core/samples/payment.json").unwrap(),
            headers: Vec::new(),
            peer: Some("115.236.102.36".to_owned()),
        };
        let genuine = explain_json(&receiver, &request).unwrap();
        assert!(genuine.contains("\"accepted\":true"), "{genuine}");
        for body in [&b""[..], b"\xff\xfe", b"{}", b"{\"sign\":"] {
            request.body = body.to_vec();
            let refused = explain_json(&receiver, &request).unwrap();
            assert!(refused.contains("\"accepted\":false"), "{refused}");
        }
    }
}
