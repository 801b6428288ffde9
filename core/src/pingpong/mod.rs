//! PingPongCheckout v4: how its text is signed and which kinds it sends.

use crate::body::{Object, Scratch};
use crate::canonical::{FreeText, Rules};
use crate::code::Code;
use crate::refusal::Reason;
use crate::table::KindTable;

mod capture;
mod explain;
pub(crate) mod facts;
mod refund;
pub(crate) mod scheme;
mod transaction;
mod void;

pub(crate) use capture::CAPTURE;
pub use capture::PingPongCapture;
pub use refund::PingPongRefund;
pub(crate) use refund::REFUND;

pub use transaction::PingPongTransaction;
pub(crate) use transaction::TRANSACTION;
pub use void::PingPongVoid;
pub(crate) use void::VOID;

/// The member that holds the notification itself, as a string of JSON.
pub(crate) const CONTENT: &str = "bizContent";
/// The member of the content that names the kind.
pub(crate) const NOTIFY_TYPE: &str = "notifyType";
/// The kind of a notification whose `notifyType` has no table.
pub(crate) const OTHER: &str = "pingpong.other";

pub(crate) static RULES: Rules = Rules {
    free_text: &[
        ("description", FreeText::Text),
        (CONTENT, FreeText::CompleteObject),
    ],
    is_known,
    is_blank,
};

fn is_known(name: &str) -> bool {
    matches!(
        name,
        "accId" | CONTENT | "clientId" | "code" | "description" | "sign" | "signType" | "version"
    )
}

const UNUSUAL_BLANK: Reason = Reason::new(
    Code::AmbiguousBody,
    "holds nothing but unusual white space, which may or may not have been signed",
);

/// Blank values are left out of the signed text, or all of them are kept. What is blank differs
/// between languages beyond ASCII, so a value that is blank in some of them is refused: there
/// would be more than those two texts.
fn is_blank(text: &str) -> Result<bool, Reason> {
    if text
        .chars()
        .all(|c| c.is_ascii_whitespace() || matches!(c, '\x0b' | '\x1c'..='\x1f'))
    {
        Ok(true)
    } else if text
        .chars()
        .all(|c| c.is_whitespace() || c.is_control() || c == '\u{feff}')
    {
        Err(UNUSUAL_BLANK)
    } else {
        Ok(false)
    }
}

/// Reads the content, which must be one complete JSON object: a proper prefix of one never is, so
/// the signed text cannot be cut elsewhere.
pub(crate) fn parse_content<'c>(
    content: &'c str,
    scratch: &'c mut Scratch,
) -> Result<Object<'c>, Reason> {
    const NOT_AN_OBJECT: Reason = Reason::new(
        Code::AmbiguousBody,
        "is not one complete JSON object, so the signed text could be cut elsewhere",
    );
    Object::parse_text(content, scratch).map_err(|reason| match reason.code {
        Code::DuplicateMember => reason,
        _ => NOT_AN_OBJECT.about(CONTENT),
    })
}

/// The table of a verified content's kind; `None` for a kind without one.
pub(crate) fn kind_of(content: Option<&Object<'_>>) -> Result<Option<&'static KindTable>, Reason> {
    const NOT_ONE: Reason = Reason::new(
        Code::NotANotification,
        "is missing, so this is a signed request or answer, not a notification",
    );
    let notify_type = content
        .and_then(|content| content.get(NOTIFY_TYPE))
        .and_then(|value| value.text())
        .filter(|text| !text.is_empty())
        .ok_or_else(|| NOT_ONE.about(NOTIFY_TYPE))?;
    Ok([TRANSACTION, REFUND, CAPTURE, VOID]
        .into_iter()
        .find(|table| table.notify_type == Some(notify_type)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_is_ascii_white_space_and_nothing_doubtful() {
        assert_eq!(is_blank(""), Ok(true));
        assert_eq!(is_blank(" \t\r\n"), Ok(true));
        assert_eq!(is_blank(" x "), Ok(false));
        for doubtful in ["\u{a0}", "\u{3000} ", "\u{85}", "\u{200b}\u{feff}"] {
            let code = is_blank(doubtful).map_err(|reason| reason.code);
            if doubtful.starts_with('\u{200b}') {
                assert_eq!(
                    code,
                    Ok(false),
                    "no language calls a zero-width space blank"
                );
            } else {
                assert_eq!(code, Err(Code::AmbiguousBody), "{doubtful:?}");
            }
        }
    }

    #[test]
    fn a_content_that_could_be_cut_is_refused() {
        let read = |text: &str| {
            let mut scratch = Scratch::default();
            parse_content(text, &mut scratch)
                .map(|o| o.members().len())
                .map_err(|r| r.code)
        };
        for wrong in ["", "{", "{}}", "[]", "null", "{\"a\":1}&b=2"] {
            assert_eq!(read(wrong), Err(Code::AmbiguousBody), "{wrong}");
        }
        assert_eq!(read(r#"{"a":1,"a":1}"#), Err(Code::DuplicateMember));
        assert_eq!(read(r#"{"a":1}"#), Ok(1));
    }
}
