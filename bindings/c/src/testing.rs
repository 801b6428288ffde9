//! The test kit: plays the provider. `include/ackwell_testing.h` has these functions.

use std::ffi::{CStr, c_char};

use ::ackwell_binding::testing_answer;
use ackwell::Code;
use ackwell_testkit::{Sender, Variant, judge};
use serde_json::{Value, json};

use crate::enums::ackwell_provider;
use crate::guard::{self, Problem};
use crate::input;
use crate::json::ackwell_json;
use crate::opaque::{self, Opaque};
use crate::reason::ackwell_refusal;
use crate::request::{ackwell_header, ackwell_request};
use crate::status::ackwell_status;
use crate::take::{call, free, get, out, text};

/// In which way a request is wrong on purpose: a place in the table of the test kit.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ackwell_testing_variant(u32);

/// What is to be signed. Every text ends with a zero byte; NULL is the value of the provider's
/// documents. `{.kind = "lianlian.payment"}` is a request with all of those.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ackwell_testing_choice {
    /// The kind, for example `"lianlian.payment"` (docs/fields.md). It must not be NULL.
    pub kind: *const c_char,
    /// The order's number. The same choices are a repeat; another order is another notification.
    pub order: *const c_char,
    /// The amount, for example `"10.00"`.
    pub amount: *const c_char,
    /// The currency, for example `"CNY"`.
    pub currency: *const c_char,
    /// The status: the provider's word (`"SUCCESS"`) or Ackwell's (`"succeeded"`).
    pub status: *const c_char,
    /// A JSON object: each member replaces the one of that name, or is added; null leaves it out.
    pub members: *const c_char,
    /// In which way it is wrong on purpose; 0 is genuine.
    pub variant: ackwell_testing_variant,
}

/// A request as the provider sends it. Immutable; may be read by many threads.
pub struct ackwell_testing_signed {
    _opaque: [u8; 0],
}

/// What is behind a signed request. The pointers are into its own texts.
pub(crate) struct Signed {
    request: ackwell_request,
    code: Option<Code>,
    _headers: Vec<ackwell_header>,
    _texts: Vec<String>,
}

impl Opaque for ackwell_testing_signed {
    type Inner = Signed;
    const TAG: u64 = u64::from_be_bytes(*b"\0testing");
    const NAME: &'static str = "signed_request";
}

/// Answers one question of the test kit, both as JSON: for kits in other languages, and for what
/// the functions above do not say. A question is one of
///
///     {"do": "keys"}
///     {"do": "request", "sender": {...}, "kind": "lianlian.payment", "order": "42"}
///     {"do": "judge", "provider": "lianlian", "status": 200, "body": "..."}
///     {"do": "list"}
///
/// `keys` may have `providers`, a list, and gives `receiver`, a configuration, and `sender`, its
/// secret half. `request` may have `amount`, `currency`, `status`, `members` and `variant`, and
/// gives `body`, `body_base64`, `headers` as pairs, `peer`, `provider`, `kind`, `variant` and
/// `code`, what it must be refused with. `judge` gives `received` and `why`. `list` gives
/// `providers`, `kinds` and `variants`.
///
/// On `ACKWELL_OK` `*answer` is the caller's: free it with `ackwell_json_free()`.
/// `ACKWELL_INVALID_ARGUMENT`: `*refusal` says what is wrong with the question.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_testing_answer(
    question: *const c_char,
    question_len: usize,
    answer: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let place = out!(answer);
        let question = text!(question, question_len);
        place.write(opaque::give(testing_answer(question)?));
        Ok(())
    };
    call!(refusal, body)
}

/// Makes throwaway keys and ids for both providers: never the same ones again.
///
/// On `ACKWELL_OK` the text of `*receiver` is the configuration for `ackwell_receiver_new()`, and
/// the text of `*sender` the secret half for `ackwell_testing_sign()`. Both are the caller's: free
/// them with `ackwell_json_free()`. `ACKWELL_INVALID_ARGUMENT`: the system has no random numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_testing_keys(
    receiver: *mut *mut ackwell_json,
    sender: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let receiver = out!(receiver);
        let sender = out!(sender);
        let keys = Sender::new()?;
        let (public, secret) = (keys.receiver_json()?, keys.to_json()?);
        receiver.write(opaque::give(public));
        sender.write(opaque::give(secret));
        Ok(())
    };
    call!(refusal, body)
}

/// Makes and signs one request as the provider sends it. `sender` is the text that
/// `ackwell_testing_keys()` made.
///
/// On `ACKWELL_OK` `*signed_request` is the caller's: free it with `ackwell_testing_signed_free()`.
/// `ACKWELL_INVALID_ARGUMENT`: `*refusal` says what is wrong with the choice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_testing_sign(
    sender: *const c_char,
    sender_len: usize,
    choice: *const ackwell_testing_choice,
    signed_request: *mut *mut ackwell_testing_signed,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let place = out!(signed_request);
        let sender = text!(sender, sender_len);
        // SAFETY: the header's conventions.
        let choice = unsafe { input::one(choice, "choice") }?;
        // SAFETY: the texts of a choice end with a zero byte, or are NULL.
        let question = unsafe { question(sender, choice) }?;
        let answer = testing_answer(&question)?;
        place.write(opaque::give(signed(&answer)));
        Ok(())
    };
    call!(refusal, body)
}

/// The request, for `ackwell_handle()` and the other functions that take one, or to be posted over
/// HTTP: its body with its headers. Borrowed until it is freed; NULL if the handle is invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_testing_signed_request(
    signed_request: *const ackwell_testing_signed,
) -> *const ackwell_request {
    get!(signed_request, std::ptr::null(), |signed| &raw const signed
        .request)
}

/// What a receiver must refuse it with; `ACKWELL_OK` for what it must accept, and
/// `ACKWELL_INVALID_ARGUMENT` if the handle is invalid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_testing_signed_status(
    signed_request: *const ackwell_testing_signed,
) -> ackwell_status {
    let invalid = ackwell_status::from(Code::InvalidArgument);
    get!(signed_request, invalid, |signed| signed
        .code
        .map_or(ackwell_status::OK, ackwell_status::from))
}

/// Frees a signed request. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_testing_signed_free(
    signed_request: *mut ackwell_testing_signed,
) -> ackwell_status {
    free!(signed_request)
}

/// Whether a provider takes an answer of your endpoint as "received". Otherwise it sends again.
/// `ackwell_testing_answer()` also says why.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_testing_received(
    provider: ackwell_provider,
    status: u16,
    body: *const u8,
    body_len: usize,
) -> bool {
    guard::get(false, || {
        // SAFETY: the header's conventions.
        let body = unsafe { input::bytes(body, body_len, "body") }?;
        Ok(judge(provider.provider()?, status, body).received)
    })
}

/// # Safety
///
/// Each text of the choice is NULL or ends with a zero byte.
unsafe fn question(sender: &str, choice: &ackwell_testing_choice) -> Result<String, Problem> {
    let text = |data: *const c_char, argument| {
        if data.is_null() {
            return Ok(None);
        }
        // SAFETY: not NULL, and as this function's own.
        let text = unsafe { CStr::from_ptr(data) }.to_str();
        text.map(Some)
            .map_err(|_| Problem::misuse(argument, "is not UTF-8"))
    };
    let object = |text: &str, argument| {
        let parsed = serde_json::from_str(text).ok().filter(Value::is_object);
        parsed.ok_or(Problem::misuse(argument, "is not a JSON object"))
    };
    let place = usize::try_from(choice.variant.0).ok();
    let variant = place.and_then(|place| Variant::ALL.get(place));
    let variant = variant.ok_or(Problem::misuse("choice.variant", "is not a variant"))?;
    let members = text(choice.members, "choice.members")?.unwrap_or("{}");
    let kind = text(choice.kind, "choice.kind")?;
    let question = json!({
        "do": "request",
        "sender": object(sender, "sender")?,
        "kind": kind.ok_or(Problem::misuse("choice.kind", "is NULL"))?,
        "order": text(choice.order, "choice.order")?,
        "amount": text(choice.amount, "choice.amount")?,
        "currency": text(choice.currency, "choice.currency")?,
        "status": text(choice.status, "choice.status")?,
        "members": object(members, "choice.members")?,
        "variant": variant.as_str(),
    });
    Ok(question.to_string())
}

/// The answer to a `request`, in C's form.
fn signed(answer: &str) -> Signed {
    let answer: Value = serde_json::from_str(answer).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut texts = vec![text(&answer["body"]), text(&answer["peer"])];
    for pair in answer["headers"].as_array().into_iter().flatten() {
        texts.extend([text(&pair[0]), text(&pair[1])]);
    }
    let headers: Vec<_> = texts
        .chunks_exact(2)
        .skip(1)
        .map(|pair| ackwell_header {
            name: pair[0].as_ptr(),
            name_len: pair[0].len(),
            value: pair[1].as_ptr(),
            value_len: pair[1].len(),
        })
        .collect();
    Signed {
        request: ackwell_request {
            body: texts[0].as_ptr(),
            body_len: texts[0].len(),
            headers: headers.as_ptr(),
            headers_len: headers.len(),
            peer: texts[1].as_ptr(),
            peer_len: texts[1].len(),
        },
        code: answer["code"].as_str().and_then(Code::from_text),
        _headers: headers,
        _texts: texts,
    }
}
