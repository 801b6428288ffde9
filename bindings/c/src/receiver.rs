//! One provider's receiver.

use std::ffi::c_char;
use std::sync::Arc;

use ackwell::{Config, Receiver};

use crate::acknowledgement::{ackwell_acknowledgement, answer_to, no_answer};
use crate::enums::ackwell_provider;
use crate::guard::Problem;
use crate::input::{self};
use crate::json::ackwell_json;
use crate::notification::{NotificationHandle, ackwell_notification};
use crate::opaque::{self, Opaque};
use crate::reason::ackwell_refusal;
use crate::request::ackwell_request;
use crate::status::ackwell_status;
use crate::take::{borrow, call, checked, free, get, out, text};
use crate::text::ackwell_text;

/// One provider's receiver: keys or salt, the merchants it answers for, the sources it trusts.
/// Built once, immutable; one receiver serves many threads at the same time.
pub struct ackwell_receiver {
    _opaque: [u8; 0],
}

/// What is behind a receiver.
pub(crate) struct Built {
    pub(crate) receiver: Receiver,
    key_fingerprints: Vec<String>,
}

impl Opaque for ackwell_receiver {
    type Inner = Built;
    const TAG: u64 = u64::from_be_bytes(*b"\0receive");
    const NAME: &'static str = "receiver";
}

/// When a provider sends again, and when it gives up.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ackwell_schedule {
    /// How often one notification is sent at most, the first time included.
    pub sends: usize,
    /// How long the provider waits for the acknowledgement, in seconds.
    pub deadline_seconds: u64,
    /// How long after the first send the last one can still come, in seconds. After that, query.
    pub horizon_seconds: u64,
}

/// Builds the receiver of a provider from a configuration.
///
/// `config` is one JSON document with the members that every language and the command share
/// (docs/configuration.md):
///
///     {"lianlian": {"public_keys": ["-----BEGIN PUBLIC KEY-----..."],
///                   "merchant_ids": ["201103171000000000"]},
///      "receiver": {"trusted_proxies": ["10.0.0.0/8"]}}
///
/// On `ACKWELL_OK` `*receiver` is the caller's: free it once with `ackwell_receiver_free()`.
/// `ACKWELL_INVALID_CONFIG`: `*refusal` names the member and says what was expected there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_new(
    config: *const c_char,
    config_len: usize,
    provider: ackwell_provider,
    receiver: *mut *mut ackwell_receiver,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let receiver = out!(receiver);
        let config = text!(config, config_len);
        let provider = provider.provider()?;
        let wrong = |error| Problem::Config(error, Some(provider));
        let config = Config::from_json(config).map_err(wrong)?;
        let built = config.receiver(provider).map_err(wrong)?;
        receiver.write(opaque::give(Built {
            key_fingerprints: built.key_fingerprints(),
            receiver: built,
        }));
        Ok(())
    };
    call!(refusal, body)
}

/// Verifies one request.
///
/// On `ACKWELL_OK` `*notification` is the caller's: free it once with
/// `ackwell_notification_free()`. On any other status `*notification` is not written and
/// `*refusal`, if `refusal` is not NULL, is; answer with its acknowledgement, or with
/// `ackwell_receiver_acknowledgement()` of the status.
///
/// Pure: no input or output, no clock. Whatever the request holds, the answer is a notification or
/// one refusal. In the order of the checks: `ACKWELL_INVALID_PEER`, `ACKWELL_UNTRUSTED_SOURCE`;
/// `ACKWELL_BODY_TOO_LARGE`, `ACKWELL_MALFORMED_BODY`, `ACKWELL_DUPLICATE_MEMBER`;
/// `ACKWELL_MISSING_SIGNATURE`; `ACKWELL_AMBIGUOUS_BODY`; `ACKWELL_UNSUPPORTED_SIGN_TYPE`,
/// `ACKWELL_INVALID_SIGNATURE`; `ACKWELL_NOT_A_NOTIFICATION`, `ACKWELL_WRONG_MERCHANT`,
/// `ACKWELL_MISSING_FIELD`, `ACKWELL_INVALID_FIELD`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_verify(
    receiver: *const ackwell_receiver,
    request: *const ackwell_request,
    notification: *mut *mut ackwell_notification,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let built = borrow!(receiver);
        let request = checked!(request);
        let notification = out!(notification);
        let verified = request.with(|request| built.receiver.verify(request))?;
        notification.write(opaque::give(NotificationHandle::new(Arc::new(verified))));
        Ok(())
    };
    call!(refusal, body)
}

/// Why a request is refused: goes through every check instead of stopping at the first, and for a
/// signature looks for the reason. For the developer: log it while you set the shop up, and do not
/// answer with it, because it says more than a forger should learn.
///
/// The JSON has `accepted`, `provider`, `code` of the refusal or null, and `findings`: a list of objects
/// with `cause`, `sureness` (`certain` or `likely`), `member` or null, `sentence` and `remedy`, as
/// docs/troubleshooting.md lists them. It holds no secret. It is the caller's: free it with
/// `ackwell_json_free()`.
///
/// Pure, and it accepts nothing: whatever it says, `ackwell_verify()` decides. It may take a thousand
/// times as long. `ACKWELL_INVALID_ARGUMENT` is its only refusal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_explain(
    receiver: *const ackwell_receiver,
    request: *const ackwell_request,
    diagnosis: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let built = borrow!(receiver);
        let request = checked!(request);
        let diagnosis = out!(diagnosis);
        let made = request.with(|request| built.receiver.explain(request).to_json());
        diagnosis.write(opaque::give(made));
        Ok(())
    };
    call!(refusal, body)
}

/// What to answer when the work on a request ended with `status`: success for `ACKWELL_OK`, else
/// the failure with that code, after which the provider sends again. A number that is no status is
/// answered as `ACKWELL_INTERNAL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_acknowledgement(
    receiver: *const ackwell_receiver,
    status: ackwell_status,
) -> ackwell_acknowledgement {
    get!(receiver, no_answer(), |built| answer_to(
        built.receiver.provider(),
        status
    ))
}

/// Makes a refusal for what happens before there is a notification: an adapter could not take the
/// body, for example. As `ackwell_notification_refuse_because()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_refuse_because(
    receiver: *const ackwell_receiver,
    status: ackwell_status,
    cause: *const c_char,
    cause_len: usize,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let built = borrow!(receiver);
        // SAFETY: as above.
        let cause = unsafe { input::bytes(cause, cause_len, "cause") }?;
        let place = out!(refusal);
        let code = status
            .code()
            .ok_or(Problem::misuse("status", "is not a failure"))?;
        let made = built
            .receiver
            .refuse_because(code, &String::from_utf8_lossy(cause));
        place.write(opaque::give(Problem::from(made).into()));
        Ok(())
    };
    call!(body)
}

/// Whose notifications it receives; `ACKWELL_PROVIDER_NONE` if the handle is invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_provider(
    receiver: *const ackwell_receiver,
) -> ackwell_provider {
    get!(receiver, ackwell_provider::NONE, |built| {
        ackwell_provider::from(Some(built.receiver.provider()))
    })
}

/// How many headers `ackwell_verify()` reads at all: 0 without trusted proxies.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_header_count(receiver: *const ackwell_receiver) -> usize {
    get!(receiver, 0, |built| built.receiver.header_names().len())
}

/// The name, in lower case, of one of the headers that `ackwell_verify()` reads; no text beyond
/// the last one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_header_name(
    receiver: *const ackwell_receiver,
    index: usize,
) -> ackwell_text {
    get!(receiver, ackwell_text::ABSENT, |built| built
        .receiver
        .header_names()
        .get(index)
        .copied()
        .into())
}

/// The longest body that is looked at, in bytes. A server that reads one byte more knows that the
/// body will be refused with `ACKWELL_BODY_TOO_LARGE`, and need not read the rest. 0 for what is no
/// receiver.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_max_body_bytes(
    receiver: *const ackwell_receiver,
) -> usize {
    get!(receiver, 0, |built| built.receiver.max_body_bytes())
}

/// How many public keys it has; 0 for PingPong, which has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_key_count(receiver: *const ackwell_receiver) -> usize {
    get!(receiver, 0, |built| built.key_fingerprints.len())
}

/// The fingerprint of a public key in lower-case hex, what
/// `openssl pkey -pubin -outform DER | sha256sum` prints; no text beyond the last one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_key_fingerprint(
    receiver: *const ackwell_receiver,
    index: usize,
) -> ackwell_text {
    get!(receiver, ackwell_text::ABSENT, |built| {
        let fingerprint = built.key_fingerprints.get(index);
        fingerprint.map(String::as_str).into()
    })
}

/// The provider's re-send schedule, into `*schedule`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_schedule(
    receiver: *const ackwell_receiver,
    schedule: *mut ackwell_schedule,
) -> ackwell_status {
    let body = || {
        let built = borrow!(receiver);
        let schedule = out!(schedule);
        let known = built.receiver.schedule();
        schedule.write(ackwell_schedule {
            sends: known.sends(),
            deadline_seconds: known.deadline().as_secs(),
            horizon_seconds: known.horizon().as_secs(),
        });
        Ok(())
    };
    call!(body)
}

/// The pause in seconds between send `n` and the next one, `n` counted from 1; 0 after the last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_pause_after(
    receiver: *const ackwell_receiver,
    n: usize,
) -> u64 {
    get!(receiver, 0, |built| {
        let pause = built.receiver.schedule().next_after(n);
        pause.unwrap_or_default().as_secs()
    })
}

/// Frees a receiver. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_receiver_free(receiver: *mut ackwell_receiver) -> ackwell_status {
    free!(receiver)
}
