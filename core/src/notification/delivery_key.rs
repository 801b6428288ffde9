//! Which fact a notification reports.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Notification;

/// Everything but ASCII letters, digits and `._-` is percent-encoded, so no two different facts
/// share a key and a key is safe in a log, a URL and a column of ASCII.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'-');

/// How long a key usually is at most, in bytes.
const TYPICAL: usize = 96;

/// `kind:merchant:operation:status`; the kind begins with the provider. What has no table is
/// known by its `notifyType` and fingerprint: `pingpong.other:merchant:notifyType:fingerprint`.
pub(super) fn of(notification: &Notification) -> String {
    let operation = notification.operation;
    let operation = operation.map(|span| span.of(&notification.text));
    let mut key = String::with_capacity(TYPICAL);
    key.push_str(notification.kind);
    key.push(':');
    push_encoded(&mut key, notification.merchant_id());
    key.push(':');
    push_encoded(&mut key, operation.unwrap_or_default());
    key.push(':');
    if notification.table.is_some() {
        push_encoded(&mut key, notification.status_text());
    } else {
        key.push_str(&notification.fingerprint_hex());
    }
    key
}

fn push_encoded(key: &mut String, part: &str) {
    // Most often there is nothing to encode.
    if part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        key.push_str(part);
    } else {
        key.extend(utf8_percent_encode(part, ENCODED));
    }
}
