//! From a request to its acknowledgement, for async code on any executor.

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ackwell::{Acknowledgement, Notification, Receiver, Request};

use crate::ledger::Ledger;
use crate::outcome::{Ended, Outcome};
use crate::receipt::{Receipt, ReceiveError};

/// [`handle`](crate::handle) with an async `fulfil`.
///
/// The executor is never blocked by the ledger.
///
/// **If the future is dropped before it is done**, for example because the provider hung up or a
/// time-out layer gave up: as long as `fulfil` has not begun, the delivery is released in the
/// background and the next one may try immediately. Once it has begun it is not released. What it
/// handed to a thread, a task or a server goes on when the future is gone, and the next delivery
/// would do it a second time. So the lease runs out by itself, and a re-send that comes after that
/// is fulfilled. A commit that has begun goes on to its end.
///
/// Where the work should end although the caller went away, run the whole call as a task that
/// nobody cancels, and await its handle: with tokio,
/// `tokio::spawn(async move { handle_async(...).await }).await`.
///
/// ```
/// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
/// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
/// # let body = std::fs::read("../core/samples/payment.json")?;
/// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
/// # // Any executor will do; this one needs nothing but the standard library.
/// # struct Unpark(std::thread::Thread);
/// # impl std::task::Wake for Unpark {
/// #     fn wake(self: std::sync::Arc<Self>) { self.0.unpark() }
/// # }
/// # fn block_on<F: Future>(future: F) -> F::Output {
/// #     let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
/// #     let mut future = std::pin::pin!(future);
/// #     loop {
/// #         match future.as_mut().poll(&mut std::task::Context::from_waker(&waker)) {
/// #             std::task::Poll::Ready(output) => return output,
/// #             std::task::Poll::Pending => std::thread::park(),
/// #         }
/// #     }
/// # }
/// # block_on(async {
/// # async fn mark_paid(_: std::sync::Arc<ackwell::Notification>) -> std::io::Result<()> { Ok(()) }
/// use ackwell_ledger::{Ledger, handle_async};
///
/// let ledger = Ledger::open("memory:")?;
/// let answer = handle_async(&receiver, &request, &ledger, mark_paid).await;
/// assert!(answer.is_success());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub async fn handle_async<F, W, E>(
    receiver: &Receiver,
    request: &Request<'_>,
    ledger: &Ledger,
    fulfil: F,
) -> Acknowledgement
where
    F: FnOnce(Arc<Notification>) -> W,
    W: Future<Output = Result<(), E>>,
    E: fmt::Display,
{
    handle_outcome_async(receiver, request, ledger, fulfil)
        .await
        .acknowledgement()
}

/// As [`handle_async`], and returns what happened.
///
/// ```
/// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
/// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
/// # let body = std::fs::read("../core/samples/payment.json")?;
/// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
/// # // Any executor will do; this one needs nothing but the standard library.
/// # struct Unpark(std::thread::Thread);
/// # impl std::task::Wake for Unpark {
/// #     fn wake(self: std::sync::Arc<Self>) { self.0.unpark() }
/// # }
/// # fn block_on<F: Future>(future: F) -> F::Output {
/// #     let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
/// #     let mut future = std::pin::pin!(future);
/// #     loop {
/// #         match future.as_mut().poll(&mut std::task::Context::from_waker(&waker)) {
/// #             std::task::Poll::Ready(output) => return output,
/// #             std::task::Poll::Pending => std::thread::park(),
/// #         }
/// #     }
/// # }
/// # block_on(async {
/// use ackwell_ledger::{Ledger, OutcomeKind, handle_outcome_async};
///
/// let ledger = Ledger::open("memory:")?;
/// let outcome = handle_outcome_async(&receiver, &request, &ledger, async |notification| {
///     println!("{:?} is paid", notification.order_no());
///     Ok::<(), std::io::Error>(())
/// })
/// .await;
/// assert_eq!(outcome.kind(), OutcomeKind::Fulfilled);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub async fn handle_outcome_async<F, W, E>(
    receiver: &Receiver,
    request: &Request<'_>,
    ledger: &Ledger,
    fulfil: F,
) -> Outcome
where
    F: FnOnce(Arc<Notification>) -> W,
    W: Future<Output = Result<(), E>>,
    E: fmt::Display,
{
    let outcome = outcome_of(receiver, request, ledger, fulfil).await;
    outcome.log();
    outcome
}

async fn outcome_of<F, W, E>(
    receiver: &Receiver,
    request: &Request<'_>,
    ledger: &Ledger,
    fulfil: F,
) -> Outcome
where
    F: FnOnce(Arc<Notification>) -> W,
    W: Future<Output = Result<(), E>>,
    E: fmt::Display,
{
    let mut receipt = match receive_async(receiver, request, ledger).await {
        Ok(receipt) => receipt,
        Err(error) => return error.into(),
    };
    if let Some(outcome) = receipt.not_first() {
        return outcome;
    }
    // There is no await between the claim's arrival and the first poll of the work. From here on
    // the work has begun, and a lease that is dropped settles nothing.
    let theirs = Arc::clone(receipt.notification());
    let fulfilled = Guarded(Box::pin(async move { fulfil(theirs).await })).await;
    let ended = fulfilled.map_or_else(|Panicked| Ended::panicked(), Ended::from_result);
    // A release happens even if this is dropped here: the work ended, with an error.
    receipt.settle_async(ended).await
}

/// [`receive`](crate::receive) for async code.
///
/// If the future is dropped while the claim is on its way, the delivery is released: nothing has
/// begun. A receipt that is dropped releases nothing, because its work may go on; its lease runs
/// out by itself.
///
/// Settle the receipt with its methods [`commit_async`](Receipt::commit_async) and
/// [`release_async`](Receipt::release_async): the others wait for the ledger.
///
/// # Errors
///
/// As [`receive`](crate::receive).
///
/// ```
/// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
/// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
/// # let body = std::fs::read("../core/samples/payment.json")?;
/// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
/// # // Any executor will do; this one needs nothing but the standard library.
/// # struct Unpark(std::thread::Thread);
/// # impl std::task::Wake for Unpark {
/// #     fn wake(self: std::sync::Arc<Self>) { self.0.unpark() }
/// # }
/// # fn block_on<F: Future>(future: F) -> F::Output {
/// #     let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
/// #     let mut future = std::pin::pin!(future);
/// #     loop {
/// #         match future.as_mut().poll(&mut std::task::Context::from_waker(&waker)) {
/// #             std::task::Poll::Ready(output) => return output,
/// #             std::task::Poll::Pending => std::thread::park(),
/// #         }
/// #     }
/// # }
/// # block_on(async {
/// use ackwell_ledger::{Delivery, Ledger, receive_async};
///
/// let ledger = Ledger::open("memory:")?;
/// let mut receipt = receive_async(&receiver, &request, &ledger).await?;
/// if *receipt.delivery() == Delivery::First {
///     println!("{:?} is paid", receipt.notification().order_no());
///     assert!(receipt.commit_async().await?.is_success());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub async fn receive_async(
    receiver: &Receiver,
    request: &Request<'_>,
    ledger: &Ledger,
) -> Result<Receipt, ReceiveError> {
    let notification = Arc::new(receiver.verify(request)?);
    match ledger.claim_async(&notification).await {
        Ok(claim) => Ok(Receipt::new(notification, claim, ledger)),
        Err(error) => Err(ReceiveError::ledger(&notification, error)),
    }
}

/// The future panicked.
struct Panicked;

/// A future whose panics are caught.
struct Guarded<F>(Pin<Box<F>>);

impl<F: Future> Future for Guarded<F> {
    type Output = Result<F::Output, Panicked>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let future = self.0.as_mut();
        // What a panicking future leaves behind is the shop's, and it is not polled again.
        match catch_unwind(AssertUnwindSafe(|| future.poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(_) => Poll::Ready(Err(Panicked)),
        }
    }
}
