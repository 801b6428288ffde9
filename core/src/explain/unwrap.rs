//! A body that is not JSON, and holds the notification in another form.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::cause::Cause;
use super::lenient::{self, Member};

/// The members inside, and in which form they came.
pub(crate) fn inside(bytes: &[u8]) -> Option<(Vec<Member>, Cause)> {
    if let Some(text) = utf16(bytes) {
        return Some((lenient::members(&text)?, Cause::BodyIsUtf16));
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let found = |text: &str, cause| Some((lenient::members(text)?, cause));
    if let Some(rest) = text.strip_prefix('\u{feff}') {
        return found(rest, Cause::ByteOrderMark);
    }
    let trimmed = text.trim();
    if trimmed.starts_with('"') {
        let inner: String = serde_json::from_str(trimmed).ok()?;
        return found(&inner, Cause::BodyIsJsonText);
    }
    if let Some(printed) = printed(trimmed) {
        return found(&printed, Cause::BodyIsPrinted);
    }
    if let Ok(bytes) = STANDARD.decode(trimmed)
        && let Ok(inner) = String::from_utf8(bytes)
        && let Some(found) = found(&inner, Cause::BodyIsBase64)
    {
        return Some(found);
    }
    form(trimmed)
}

/// What Python prints of bytes or of an object.
fn printed(text: &str) -> Option<String> {
    let bytes = text
        .strip_prefix("b'")
        .and_then(|rest| rest.strip_suffix('\''));
    if let Some(bytes) = bytes {
        return bytes_of_escapes(bytes);
    }
    let object = text.starts_with("{'") && text.ends_with('}');
    object.then(|| {
        text.replace('"', "\\\"")
            .replace('\'', "\"")
            .replace(": None", ": null")
    })
}

fn bytes_of_escapes(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next()? {
            b'x' => {
                let digits = [rest.next()?, rest.next()?];
                let digits = std::str::from_utf8(&digits).ok()?.to_owned();
                bytes.push(u8::from_str_radix(&digits, 16).ok()?);
            }
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).ok()
}

/// A form: with the members as its names, or with the whole body as its only name.
fn form(text: &str) -> Option<(Vec<Member>, Cause)> {
    let whole = decoded(text.strip_suffix('=').unwrap_or(text))?;
    if let Some(members) = lenient::members(&whole) {
        return Some((members, Cause::BodyInForm));
    }
    let mut members = Vec::new();
    for pair in text.split('&').take(512) {
        let (name, value) = pair.split_once('=')?;
        let (name, value) = (decoded(name)?, decoded(value)?);
        // A field whose value is the whole notification.
        if let Some(inner) = value
            .starts_with('{')
            .then(|| lenient::members(&value))
            .flatten()
            && lenient::has(&inner, "sign")
        {
            return Some((inner, Cause::BodyInForm));
        }
        members.push(Member::text(&name, value));
    }
    // A signature in base64 has `+` in it, which a form would have encoded; take it as it is.
    let raw_sign = text
        .split('&')
        .find_map(|pair| pair.strip_prefix("sign="))
        .filter(|sign| !sign.contains('%'));
    for member in &mut members {
        if let (true, Some(sign)) = (member.name == "sign", raw_sign) {
            *member = Member::text("sign", sign.to_owned());
        }
    }
    (!members.is_empty()).then_some((members, Cause::BodyIsForm))
}

fn decoded(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    let decoded = percent_decode_str(&text).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let little = match bytes {
        [0xFF, 0xFE, ..] | [b'{', 0, ..] => true,
        [0xFE, 0xFF, ..] | [0, b'{', ..] => false,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).filter_map(|pair| {
        let pair = <[u8; 2]>::try_from(pair).ok()?;
        Some(if little {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        })
    });
    let text: String = char::decode_utf16(units).collect::<Result<_, _>>().ok()?;
    Some(text.trim_start_matches('\u{feff}').to_owned())
}

/// Whether bytes that are not UTF-8 are pairs as GBK has them.
pub(crate) fn looks_like_gbk(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return false;
    }
    let mut rest = bytes.iter();
    let mut pairs = 0_usize;
    while let Some(byte) = rest.next() {
        if *byte < 0x80 {
            continue;
        }
        let second = rest.next().copied().unwrap_or_default();
        if !(0x81..=0xFE).contains(byte) || !(0x40..=0xFE).contains(&second) || second == 0x7F {
            return false;
        }
        pairs += 1;
    }
    pairs > 0 && bytes.trim_ascii_start().first() == Some(&b'{')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_wrapped_body_is_named_and_its_members_are_found() {
        for (body, cause) in [
            ("\u{feff}{\"a\":\"b\"}", Cause::ByteOrderMark),
            ("\"{\\\"a\\\":\\\"b\\\"}\"", Cause::BodyIsJsonText),
            ("b'{\"a\":\"b\"}'", Cause::BodyIsPrinted),
            ("{'a': 'b'}", Cause::BodyIsPrinted),
            ("eyJhIjoiYiJ9", Cause::BodyIsBase64),
            ("a=b", Cause::BodyIsForm),
            ("%7B%22a%22%3A%22b%22%7D=", Cause::BodyInForm),
            ("%7B%22a%22%3A%22b%22%7D", Cause::BodyInForm),
        ] {
            let (members, found) = inside(body.as_bytes()).expect(body);
            assert_eq!(found, cause, "{body}");
            assert_eq!(lenient::text(&members, "a"), Some("b"), "{body}");
        }
        let wide: Vec<u8> = "{\"a\":\"b\"}"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(
            inside(&wide).map(|(_, cause)| cause),
            Some(Cause::BodyIsUtf16)
        );
    }

    #[test]
    fn gbk_is_told_from_other_bytes() {
        assert!(looks_like_gbk(b"{\"a\":\"\xd3\xc3\xbb\xa7\"}"));
        assert!(!looks_like_gbk(b"{\"a\":\"\xff\xff\"}"));
        assert!(!looks_like_gbk(b"{\"a\":\"b\"}"));
        assert!(!looks_like_gbk(b"\x1f\x8b\x08"));
    }
}
