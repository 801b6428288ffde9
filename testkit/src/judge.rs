//! Whether a provider takes an answer as "received".

use ackwell::Provider;

/// What a provider makes of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether it takes it as "received", and sends no more.
    pub received: bool,
    /// Why, in one sentence without a full stop.
    pub why: String,
}

/// What a provider makes of the answer to a notification. Answers that come after its
/// [deadline](ackwell::Schedule::deadline) count as failed, whatever they are.
///
/// Source: document 000, "Send response"; PingPong's "Receive and Respond" (PROTOCOLS 2.4).
///
/// ```
/// use ackwell::Provider;
/// use ackwell_testkit::judge;
///
/// assert!(judge(Provider::LianLian, 200, br#"{"ret_code":"0000","ret_msg":"ok"}"#).received);
/// assert!(!judge(Provider::LianLian, 200, b"ok").received);
/// assert!(judge(Provider::PingPong, 204, b"").received);
/// assert_eq!(judge(Provider::PingPong, 200, b"FAIL").why, "the body is FAIL");
/// ```
pub fn judge(provider: Provider, status: u16, body: &[u8]) -> Judgement {
    let no = |why: String| Judgement {
        received: false,
        why,
    };
    match status {
        200..=299 => {}
        300..=399 => {
            return no(format!(
                "the HTTP status is {status}: a redirect, which the provider does not follow"
            ));
        }
        _ => return no(format!("the HTTP status is {status}, not 200 to 299")),
    }
    let yes = |why: &str| Judgement {
        received: true,
        why: why.to_owned(),
    };
    if provider == Provider::PingPong {
        let text = String::from_utf8_lossy(body);
        return match (text.trim() == "FAIL", text.contains("FAIL")) {
            (true, _) => no("the body is FAIL".to_owned()),
            (false, true) => no("the body contains FAIL".to_owned()),
            (false, false) => yes("the HTTP status is 200 to 299 and the body is not FAIL"),
        };
    }
    let Ok(answer) = serde_json::from_slice::<serde_json::Value>(body) else {
        return no(r#"the body is not {"ret_code":"0000","ret_msg":"ok"}"#.to_owned());
    };
    match answer.get("ret_code") {
        Some(code) if code == "0000" => yes("ret_code is 0000"),
        Some(serde_json::Value::String(code)) => {
            let shown: String = code.chars().filter(|c| !c.is_control()).take(16).collect();
            no(format!("ret_code is {shown}, not 0000"))
        }
        Some(_) => no("ret_code is not the text 0000".to_owned()),
        None => no("the body has no ret_code".to_owned()),
    }
}
