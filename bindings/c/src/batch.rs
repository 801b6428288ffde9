//! Many requests in one call.

use std::ptr::null_mut;
use std::sync::Arc;

use ackwell::Request;

use crate::guard::Problem;
use crate::input;
use crate::notification::{NotificationHandle, ackwell_notification};
use crate::opaque;
use crate::reason::ackwell_refusal;
use crate::receiver::ackwell_receiver;
use crate::request::{Checked, ackwell_request};
use crate::status::ackwell_status;
use crate::take::{borrow, call, checked};

/// Verifies many requests, such as a backlog: each as `ackwell_verify()` does, and quicker where the
/// processor proves several signatures at once.
///
/// `requests`, `notifications` and `refusals` have `requests_len` places each. On `ACKWELL_OK` each
/// place of `notifications` has a notification that is the caller's, or NULL; where it has NULL,
/// `refusals` has the refusal, which is the caller's too, and elsewhere NULL. `refusals` itself may be
/// NULL. `ACKWELL_INVALID_ARGUMENT`: a pointer or a length is wrong, in a request too, and nothing is
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_verify_batch(
    receiver: *const ackwell_receiver,
    requests: *const ackwell_request,
    requests_len: usize,
    notifications: *mut *mut ackwell_notification,
    refusals: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let built = borrow!(receiver);
        // SAFETY: the header's conventions, here and below.
        let given = unsafe { input::items(requests, requests_len, "requests") }?;
        // SAFETY: as above.
        let notifications = unsafe { input::places(notifications, requests_len, "notifications") }?;
        let wanted = if refusals.is_null() { 0 } else { requests_len };
        // SAFETY: as above.
        let refusals = unsafe { input::places(refusals, wanted, "refusals") }?;
        let given = given.iter().map(|request| Ok(checked!(request)));
        let given: Vec<Checked<'_>> = given.collect::<Result<_, Problem>>()?;
        let requests: Vec<Request<'_>> = given.iter().map(Checked::request).collect();
        let mut refusals = refusals.iter_mut();
        for (result, place) in built
            .receiver
            .verify_batch(&requests)
            .into_iter()
            .zip(notifications)
        {
            let refusal = refusals.next();
            let (verified, refused) = match result {
                Ok(verified) => (Some(NotificationHandle::new(Arc::new(verified))), None),
                Err(refused) => (
                    None,
                    refusal.is_some().then(|| Problem::from(refused).into()),
                ),
            };
            place.write(verified.map_or(null_mut(), opaque::give));
            if let Some(place) = refusal {
                place.write(refused.map_or(null_mut(), opaque::give));
            }
        }
        Ok(())
    };
    call!(body)
}
