//! What a body is that is not one strict JSON object: named by how it begins, never shown.

use crate::code::Code;
use crate::refusal::Reason;

const SWITCH_OFF_COMPRESSION: &str =
    "let the server or the proxy decode compressed requests before Ackwell sees them";
const WITHOUT_FORM: &str = "this is not how the provider sends notifications: check which of its \
                            products calls this URL, and that nothing re-encodes the body";
const READ_ONCE: &str = "a GET has no body; if this was a POST, something read the body before: pass \
                         the raw bytes, before any framework reads them";
const NOT_DECODED: &str = "pass the body as it arrived: something encoded it a second time";

/// A body that is not UTF-8.
#[cold]
pub(super) fn unreadable(body: &[u8]) -> Reason {
    const STARTS: &[(&[u8], &str, Option<&str>)] = &[
        (b"\x1f\x8b", "gzip (1f 8b)", Some(SWITCH_OFF_COMPRESSION)),
        (
            b"\x28\xb5\x2f\xfd",
            "Zstandard (28 b5 2f fd)",
            Some(SWITCH_OFF_COMPRESSION),
        ),
        (
            b"\x78\x01",
            "a zlib stream (78 01)",
            Some(SWITCH_OFF_COMPRESSION),
        ),
        (
            b"\x78\x9c",
            "a zlib stream (78 9c)",
            Some(SWITCH_OFF_COMPRESSION),
        ),
        (
            b"\x78\xda",
            "a zlib stream (78 da)",
            Some(SWITCH_OFF_COMPRESSION),
        ),
        (b"\xff\xfe", "UTF-16 (ff fe)", None),
        (b"\xfe\xff", "UTF-16 (fe ff)", None),
    ];
    let start = STARTS.iter().find(|(start, ..)| body.starts_with(start));
    let Some((_, name, remedy)) = start else {
        return malformed("the body is not UTF-8", None);
    };
    malformed(
        &format!("the body is not UTF-8: it begins like {name}"),
        *remedy,
    )
}

/// A text that is not one strict JSON object; `cut` if its end came too soon.
#[cold]
pub(super) fn not_json(text: &str, cut: bool) -> Reason {
    const WHAT: &str = "the body is not one strict JSON object";
    let length = text.len();
    let Some(first) = text.trim_start().bytes().next() else {
        let detail = format!("the body is empty ({length} bytes)");
        return malformed(&detail, Some(READ_ONCE));
    };
    let (what, remedy) = match first {
        _ if text.starts_with('\u{feff}') => ("it begins with a byte order mark (ef bb bf)", None),
        b'{' if cut => ("it is cut: it ends before the object does", None),
        b'{' if text.trim_start().as_bytes().get(1) == Some(&b'\'') => (
            "it has single quotes, like an object that a program printed",
            None,
        ),
        b'{' => ("it begins like one", None),
        b'"' => (
            "it is a JSON string, so it was encoded twice",
            Some(NOT_DECODED),
        ),
        b'[' => ("it is a list", None),
        b'<' => ("it begins like XML or HTML", Some(WITHOUT_FORM)),
        b'-' => ("it begins like a multipart form", Some(WITHOUT_FORM)),
        _ if text.starts_with("b'") || text.starts_with("b\"") => (
            "it is the printed form of bytes (b'...')",
            Some(NOT_DECODED),
        ),
        _ if is_base64(text) => ("it looks like base64", Some(NOT_DECODED)),
        _ if is_form(text) => ("it begins like a form (name=value)", Some(WITHOUT_FORM)),
        _ => ("it begins like something else", None),
    };
    malformed(&format!("{WHAT}: {what} ({length} bytes)"), remedy)
}

fn malformed(detail: &str, remedy: Option<&'static str>) -> Reason {
    let reason = Reason::found(Code::MalformedBody, detail.to_owned());
    match remedy {
        Some(remedy) => reason.remedied(remedy),
        None => reason,
    }
}

fn is_form(text: &str) -> bool {
    let name = text.split('=').next().unwrap_or_default();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.%[]".contains(&byte);
    name.len() < text.len() && !name.is_empty() && name.bytes().all(is_name)
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end().trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte);
    digits.len() >= 16 && digits.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::super::{Object, Scratch};

    fn refused(body: &[u8]) -> (String, &'static str) {
        let mut scratch = Scratch::default();
        let reason = Object::parse(body, &mut scratch).expect_err("not an object");
        let refusal = reason.into_refusal(crate::Provider::LianLian);
        (refusal.message(), refusal.remedy())
    }

    #[test]
    fn a_body_that_is_not_json_is_named_by_what_it_looks_like() {
        for (body, part) in [
            (&b""[..], "the body is empty (0 bytes)"),
            (b" \r\n", "the body is empty (3 bytes)"),
            (b"\x1f\x8b\x08\x00", "gzip (1f 8b)"),
            (b"\xff\xfe{\0}\0", "UTF-16"),
            (b"\xc3(", "the body is not UTF-8"),
            (b"\xef\xbb\xbf{}", "byte order mark"),
            (b"{\"a\":\"b", "it is cut"),
            (b"{'a': 'b'}", "single quotes"),
            (b"{\"a\":\"b\"} x", "it begins like one"),
            (b"\"{}\"", "encoded twice"),
            (b"[{}]", "a list"),
            (b"<xml/>", "XML"),
            (b"res_data=%7B%7D", "a form"),
            (b"--boundary\r\n", "multipart"),
            (b"b'{}'", "printed form of bytes"),
            (b"eyJhIjoiYiJ9eyJhIjoiYiJ9", "base64"),
            (b"eyJhIjoiYiJ9eyJhIjoiYiJ9eyI=", "base64"),
            (b"null", "something else"),
        ] {
            let (message, _) = refused(body);
            assert!(message.contains(part), "{body:?}: {message}");
        }
    }

    #[test]
    fn nothing_of_a_body_is_shown() {
        for body in [
            "secret=1",
            "\"secret\"",
            "{\"secret\":",
            "secret secret secret",
            "<secret>",
        ] {
            assert!(!refused(body.as_bytes()).0.contains("secret"), "{body}");
        }
    }

    #[test]
    fn the_remedy_of_an_empty_body_names_the_get() {
        assert!(refused(b"").1.starts_with("a GET has no body"));
    }
}
