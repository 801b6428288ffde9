//! Which fact a notification reports.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Notification;

/// Everything but ASCII letters, digits and `._-` is percent-encoded, so no two different facts
/// share a key and a key is safe in a log, a URL and a column of ASCII.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'-');

/// `kind:merchant:operation:status`; the kind begins with the provider. What has no table is
/// known by its `notifyType` and fingerprint: `pingpong.other:merchant:notifyType:fingerprint`.
pub(super) fn of(notification: &Notification) -> String {
    let text = &*notification.text;
    let encoded = |part| utf8_percent_encode(part, ENCODED);
    let merchant = encoded(notification.merchant_id());
    let operation = encoded(
        notification
            .operation
            .map(|span| span.of(text))
            .unwrap_or_default(),
    );
    let kind = notification.kind;
    if notification.table.is_some() {
        let status = encoded(notification.status_text());
        format!("{kind}:{merchant}:{operation}:{status}")
    } else {
        format!(
            "{kind}:{merchant}:{operation}:{}",
            notification.fingerprint_hex()
        )
    }
}
