//! A whole answer in one run of bytes: for languages to which each call and each pointer is expensive.

use std::ffi::c_char;
use std::sync::Arc;

use ::ackwell_binding::{catch, each_part};
use ackwell::{Amount, Code, Currency, Decimal, Notification, meets_expectation};

use crate::acknowledgement::answer_to_problem;
use crate::guard::{self, Problem};
use crate::input::{self, Out};
use crate::notification::{NotificationHandle, ackwell_notification};
use crate::opaque;
use crate::reason::ackwell_refusal;
use crate::receiver::ackwell_receiver;
use crate::request::{Checked, ackwell_header, ackwell_request};
use crate::status::ackwell_status;
use crate::take::{borrow, call, checked, out, text};

/// Between two parts. No byte of UTF-8, so that no part holds it and none needs an escape.
const BETWEEN: u8 = 0xFF;
/// In place of a part that there is not, which is not the same as an empty one.
const ABSENT: u8 = 0xFE;

/// Verifies one request as `ackwell_verify()` does, and packs the answer into the caller's own
/// buffer: nothing is to be freed.
///
/// `*packed_len` is how many bytes the answer has. If that is more than `buffer_len`, nothing was
/// written to `buffer`: call again with more.
///
/// The parts follow one another with a byte 0xFF between them; a part that is the single byte 0xFE
/// is absent. On `ACKWELL_OK` they are the kind, the merchant, the order number, the transaction
/// number, the status, the status as the provider wrote it, the amount's value, its currency, the
/// delivery key; then the kind's own fields in the order of docs/fields.md, each as it is in
/// `ackwell_notification_json()`, but an amount as its value, a blank and its currency; last the
/// seal, for `ackwell_unseal()`. Otherwise they are the status as text, the member, the message,
/// the provider, the answer's HTTP status, content type and body, the remedy, the severity, the
/// client's address and the log line; only for an unusable `buffer` or `packed_len` there are none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_verify_packed(
    receiver: *const ackwell_receiver,
    body: *const u8,
    body_len: usize,
    headers: *const ackwell_header,
    headers_len: usize,
    peer: *const u8,
    peer_len: usize,
    buffer: *mut c_char,
    buffer_len: usize,
    packed_len: *mut usize,
) -> ackwell_status {
    let verified = || {
        let request = ackwell_request {
            body,
            body_len,
            headers,
            headers_len,
            peer,
            peer_len,
        };
        let built = borrow!(receiver);
        // SAFETY: as above.
        let request = unsafe { Checked::of(&raw const request) }?;
        let sealed = request.with(|request| built.receiver.verify_sealed(request));
        let (notification, seal) = sealed?;
        Ok(pack_notification(&notification, &seal))
    };
    let answered = || {
        // A panic in the middle is an answer like any other.
        let outcome = catch(verified).unwrap_or_else(Err);
        let (status, packed) = match outcome {
            Ok(packed) => (ackwell_status::OK, packed),
            Err(problem) => (problem.code().into(), pack_problem(&problem)),
        };
        // SAFETY: the header's conventions.
        match unsafe { hand_over(&packed, buffer, buffer_len, packed_len) } {
            Ok(()) => status,
            Err(problem) => problem.code().into(),
        }
    };
    catch(answered).unwrap_or(Code::Internal.into())
}

/// Verifies one request as `ackwell_verify()` does, and packs the notification into the caller's own
/// buffer as `ackwell_verify_packed()` does: there is only a refusal to be freed.
///
/// On `ACKWELL_OK` `*packed_len` is how many bytes the notification has. If that is more than
/// `buffer_len`, nothing was written to `buffer`: call again with more. On any other status neither
/// is written and `*refusal`, if `refusal` is not NULL, is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_verify_sealed(
    receiver: *const ackwell_receiver,
    request: *const ackwell_request,
    buffer: *mut c_char,
    buffer_len: usize,
    packed_len: *mut usize,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let sealed = || {
        let built = borrow!(receiver);
        let request = checked!(request);
        let sealed = request.with(|request| built.receiver.verify_sealed(request));
        let (notification, seal) = sealed?;
        let packed = pack_notification(&notification, &seal);
        // SAFETY: the header's conventions.
        unsafe { hand_over(&packed, buffer, buffer_len, packed_len) }
    };
    call!(refusal, sealed)
}

/// The notification of a body that this receiver has verified before, without the work of its
/// signature: for a caller of `ackwell_verify_packed()` who wants to know more later. `seal` is the
/// last part of that answer; it is of use only with the same receiver, in the same process.
///
/// On `ACKWELL_OK` `*notification` is the caller's: free it once with
/// `ackwell_notification_free()`. `ACKWELL_INVALID_ARGUMENT`: the receiver did not make that seal
/// for that body. Nobody can make a notification of a body that was not verified.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_unseal(
    receiver: *const ackwell_receiver,
    body: *const u8,
    body_len: usize,
    seal: *const c_char,
    seal_len: usize,
    notification: *mut *mut ackwell_notification,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let unsealed = || {
        let built = borrow!(receiver);
        // SAFETY: as above.
        let body = unsafe { input::bytes(body, body_len, "body") }?;
        let seal = text!(seal, seal_len);
        let notification = out!(notification);
        let opened = built.receiver.unseal(body, seal)?;
        notification.write(opaque::give(NotificationHandle::new(Arc::new(opened))));
        Ok(())
    };
    call!(refusal, unsealed)
}

/// As `ackwell_notification_expect()`, for a caller of `ackwell_verify_packed()`: compares the
/// texts of that answer with what the shop expects, and gives the status alone. A part that is
/// absent there is NULL here. The refusal with its sentence comes from `ackwell_unseal()` and
/// `ackwell_notification_expect()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_expect(
    came_order_no: *const c_char,
    came_order_no_len: usize,
    came_value: *const c_char,
    came_value_len: usize,
    came_currency: *const c_char,
    came_currency_len: usize,
    order_no: *const c_char,
    order_no_len: usize,
    amount: *const c_char,
    amount_len: usize,
    currency: *const c_char,
    currency_len: usize,
) -> ackwell_status {
    let compared = || {
        let came = text!(came_order_no, came_order_no_len);
        let value = text!(came_value, came_value_len);
        let unit = text!(came_currency, came_currency_len);
        let order_no = text!(order_no, order_no_len);
        let amount = text!(amount, amount_len);
        let currency = text!(currency, currency_len);
        let came = (!came_order_no.is_null()).then_some(came);
        let unit = Currency::from_code(unit);
        let paid = Decimal::parse(value).zip(unit);
        let paid = paid.map(|(value, unit)| Amount::new(value, unit));
        Ok(meets_expectation((came, paid), order_no, amount, currency))
    };
    guard::get(Code::Internal.into(), || {
        Ok(match compared() {
            Ok(Ok(())) => ackwell_status::OK,
            Ok(Err(code)) => code.into(),
            Err(problem) => Problem::code(&problem).into(),
        })
    })
}

struct Parts(Vec<u8>);

impl Parts {
    fn add(&mut self, part: Option<&[u8]>) {
        if !self.0.is_empty() {
            self.0.push(BETWEEN);
        }
        self.0.extend_from_slice(part.unwrap_or(&[ABSENT]));
    }

    fn text(&mut self, part: &str) {
        self.add(Some(part.as_bytes()));
    }
}

fn pack_notification(notification: &Notification, seal: &str) -> Vec<u8> {
    let mut packed = Parts(Vec::with_capacity(1024));
    // The first of them is never empty, so that the separators count.
    each_part(notification, |part| packed.add(part.map(str::as_bytes)));
    packed.text(seal);
    packed.0
}

fn pack_problem(problem: &Problem) -> Vec<u8> {
    let answer = answer_to_problem(problem);
    let mut parts = Parts(Vec::with_capacity(1024));
    parts.text(problem.code().as_str());
    parts.add(problem.member().map(str::as_bytes));
    parts.text(&problem.message());
    parts.add(
        problem
            .provider()
            .map(|provider| provider.as_str().as_bytes()),
    );
    parts.text(&answer.status.to_string());
    parts.text(answer.content_type);
    parts.add(Some(answer.body));
    parts.text(problem.remedy());
    parts.text(problem.code().severity().as_str());
    let address = problem.address().map(|address| address.to_string());
    parts.add(address.as_deref().map(str::as_bytes));
    parts.text(&problem.log_line());
    parts.0
}

/// Copies the bytes into the caller's buffer if they fit.
///
/// # Safety
///
/// `buffer` is NULL or may be written to for `buffer_len` bytes, `packed_len` is NULL or may be
/// written to.
unsafe fn hand_over(
    packed: &[u8],
    buffer: *mut c_char,
    buffer_len: usize,
    packed_len: *mut usize,
) -> Result<(), Problem> {
    // SAFETY: as this function's own, here and below.
    unsafe { Out::new(packed_len, "packed_len") }?.write(packed.len());
    if packed.len() > buffer_len {
        return Ok(());
    }
    // SAFETY: as above; a byte has no alignment, and a NULL is noticed.
    unsafe { Out::new(buffer, "buffer") }?;
    // SAFETY: not NULL and long enough; what was packed here cannot overlap the caller's buffer.
    unsafe { std::ptr::copy_nonoverlapping(packed.as_ptr(), buffer.cast::<u8>(), packed.len()) };
    Ok(())
}
