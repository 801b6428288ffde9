//! `receive`, `handle` and their async twins: what is called, what is committed, what is answered.

mod common;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use ackwell::{Acknowledgement, Code, Provider, Request};
use ackwell_ledger::{
    Claim, Delivery, DeliveryState, Ended, ExpectedOrder, Filter, Ledger, Outcome, OutcomeKind,
    Receipt, handle, handle_async, handle_outcome, receive, receive_async,
};
use common::{Paid, receiver};

fn memory() -> Ledger {
    Ledger::open("memory:").unwrap()
}

fn success() -> Acknowledgement {
    Acknowledgement::success(Provider::PingPong)
}

fn failure(code: Code) -> Acknowledgement {
    Acknowledgement::failure(Provider::PingPong, code)
}

#[test]
fn the_work_is_done_once_and_every_repeat_is_acknowledged() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let request = Request::new(&body);
    let mut done = 0;
    for _ in 0..5 {
        let answer = handle(&receiver, &request, &ledger, |notification| {
            assert_eq!(notification.order_no(), Some("ORDER-000001"));
            done += 1;
            Ok::<(), &str>(())
        });
        assert_eq!(answer, success());
    }
    assert_eq!(done, 1);
}

#[test]
fn a_refused_request_reaches_neither_the_ledger_nor_the_work() {
    let (receiver, ledger) = (receiver(), memory());
    let mut body = Paid::order(1).body();
    let at = body
        .windows(4)
        .position(|window| window == b"1000")
        .unwrap_or(body.len() / 2);
    body[at] ^= 1;
    let outcome = handle_outcome(
        &receiver,
        &Request::new(&body),
        &ledger,
        |_| -> Result<(), &str> { unreachable!("the request is forged") },
    );
    assert_eq!(outcome.kind(), OutcomeKind::Refused, "{outcome:?}");
    assert!(!outcome.acknowledgement().is_success());
    assert_eq!(ledger.list(&Filter::all()).unwrap().len(), 0);
}

#[test]
fn failed_work_is_given_back_and_done_at_the_next_delivery() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let request = Request::new(&body);
    let outcome = handle_outcome(&receiver, &request, &ledger, |_| Err("no stock"));
    assert_eq!(outcome.acknowledgement(), failure(Code::FulfilmentFailed));
    assert_eq!(outcome.kind(), OutcomeKind::Failed);
    let message = outcome.refusal().unwrap().message();
    assert_eq!(message, "the fulfilment failed: no stock");
    assert_eq!(
        handle(&receiver, &request, &ledger, |_| Ok::<(), &str>(())),
        success()
    );
}

#[test]
fn work_that_panics_is_given_back_and_the_panic_goes_no_further() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let request = Request::new(&body);
    let outcome = handle_outcome(&receiver, &request, &ledger, |_| -> Result<(), &str> {
        std::panic::panic_any("a defect of the shop")
    });
    assert_eq!(outcome.acknowledgement(), failure(Code::FulfilmentFailed));
    assert_eq!(outcome.kind(), OutcomeKind::Failed);
    let message = outcome.refusal().unwrap().message();
    assert_eq!(message, "the fulfilment failed: it panicked");
    assert_eq!(
        ledger
            .list(&Filter::all().state(DeliveryState::Released))
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        handle(&receiver, &request, &ledger, |_| Ok::<(), &str>(())),
        success()
    );
}

#[test]
fn a_delivery_in_progress_is_answered_with_a_failure_until_the_commit() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let request = Request::new(&body);
    let answer = handle(&receiver, &request, &ledger, |_| {
        let inner = handle_outcome(&receiver, &request, &ledger, |_| -> Result<(), &str> {
            unreachable!("the first one is still at it")
        });
        assert_eq!(inner.acknowledgement(), failure(Code::InProgress));
        assert_eq!(inner.code(), Some(Code::InProgress));
        assert_eq!(inner.kind(), OutcomeKind::InProgress);
        Ok::<(), &str>(())
    });
    assert_eq!(answer, success());
    assert_eq!(
        handle(&receiver, &request, &ledger, |_| Err("refused")),
        success(),
        "a repeat"
    );
}

#[test]
fn a_conflict_is_answered_with_a_failure_and_not_acted_on() {
    let (receiver, ledger) = (receiver(), memory());
    let (body, other) = (
        Paid::order(1).body(),
        Paid::order(1).amount("9999.00").body(),
    );
    handle(&receiver, &Request::new(&body), &ledger, |_| {
        Ok::<(), &str>(())
    });
    let outcome = handle_outcome(&receiver, &Request::new(&other), &ledger, |_| {
        Err("refused")
    });
    assert_eq!(outcome.acknowledgement(), failure(Code::Conflict));
    assert_eq!(outcome.kind(), OutcomeKind::Conflict);
    let Some(Delivery::Conflict(conflict)) = outcome.delivery() else {
        panic!("{outcome:?}")
    };
    assert_eq!(conflict.differs(), ["amount"]);
    assert_eq!(conflict.later().amount(), Some("9999"));
}

#[test]
fn a_worker_that_took_too_long_is_told_so_and_answers_failure() {
    let (receiver, body) = (receiver(), Paid::order(1).body());
    let time = Arc::new(AtomicUsize::new(0));
    let clock = Arc::clone(&time);
    let ledger = Ledger::builder("memory:")
        .clock(move || {
            let passed = u64::try_from(clock.load(Ordering::SeqCst)).unwrap();
            std::time::UNIX_EPOCH + Duration::from_secs(1_795_000_000 + passed)
        })
        .open()
        .unwrap();
    let request = Request::new(&body);
    let outcome = handle_outcome(&receiver, &request, &ledger, |_| {
        time.fetch_add(61, Ordering::SeqCst);
        assert_eq!(
            handle(&receiver, &request, &ledger, |_| Ok::<(), &str>(())),
            success()
        );
        Ok::<(), &str>(())
    });
    assert_eq!(outcome.acknowledgement(), failure(Code::LeaseLost));
    assert_eq!(outcome.kind(), OutcomeKind::Failed, "{outcome:?}");
    assert_eq!(outcome.ledger_error().unwrap().code(), Code::LeaseLost);
}

/// How many deliveries of `ledger` are in `state`.
fn count(ledger: &Ledger, state: DeliveryState) -> usize {
    ledger.list(&Filter::all().state(state)).unwrap().len()
}

#[test]
fn a_first_delivery_is_settled_as_its_work_ended() {
    let receiver = receiver();
    let ended = [
        (
            Ended::Fulfilled,
            OutcomeKind::Fulfilled,
            DeliveryState::Committed,
        ),
        (
            Ended::Failed("no stock".to_owned()),
            OutcomeKind::Failed,
            DeliveryState::Released,
        ),
        (
            Ended::MayRun("gone".to_owned()),
            OutcomeKind::Failed,
            DeliveryState::InProgress,
        ),
    ];
    for (ended, kind, state) in ended {
        for asynchronous in [false, true] {
            let (ledger, body) = (memory(), Paid::order(1).body());
            let mut receipt = receive(&receiver, &Request::new(&body), &ledger).unwrap();
            assert!(receipt.not_first().is_none());
            let outcome = if asynchronous {
                block_on(receipt.settle_async(ended.clone()))
            } else {
                receipt.settle(ended.clone())
            };
            assert_eq!(outcome.kind(), kind, "{outcome:?}");
            assert_eq!(count(&ledger, state), 1, "{outcome:?}");
            let fulfilled = kind == OutcomeKind::Fulfilled;
            assert_eq!(outcome.acknowledgement().is_success(), fulfilled);
            assert_eq!(receipt.acknowledgement(), outcome.acknowledgement());
            assert_eq!(outcome.severity().is_none(), fulfilled);
            let abandoned = matches!(ended, Ended::MayRun(_));
            assert_eq!(outcome.log_line().contains("may still run"), abandoned);
        }
    }
}

#[test]
fn the_outcome_of_a_transaction_has_the_words_of_any_other() {
    let (body, kind) = (Paid::order(1).body(), OutcomeKind::Fulfilled);
    let notification = Arc::new(receiver().verify(&Request::new(&body)).unwrap());
    let done = Outcome::in_transaction(Arc::clone(&notification), kind, None);
    assert_eq!((done.kind(), done.code()), (kind, None));
    assert!(done.acknowledgement().is_success());
    assert_eq!(done.log_line(), notification.log_line("fulfilled"));
    let failure = Some((Code::FulfilmentFailed, "no stock"));
    let failed = Outcome::in_transaction(Arc::clone(&notification), OutcomeKind::Failed, failure);
    let expected = notification.refuse_because(Code::FulfilmentFailed, "no stock");
    assert_eq!(failed.log_line(), expected.log_line());
    assert_eq!(failed.acknowledgement(), expected.acknowledgement());
}

#[test]
fn a_transaction_that_is_rolled_back_after_the_claim_has_failed_whatever_the_code() {
    let body = Paid::order(1).body();
    let notification = Arc::new(receiver().verify(&Request::new(&body)).unwrap());
    for code in [Code::FulfilmentFailed, Code::LedgerUnavailable] {
        for (claimed, kind) in [
            (true, OutcomeKind::Failed),
            (false, OutcomeKind::Unavailable),
        ] {
            let outcome = Outcome::rolled_back(Arc::clone(&notification), claimed, code, "gone");
            assert_eq!((outcome.kind(), outcome.code()), (kind, Some(code)));
            assert!(!outcome.acknowledgement().is_success());
        }
    }
}

#[test]
fn what_is_not_the_first_delivery_or_was_committed_is_not_settled_again() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let request = Request::new(&body);
    let mut first = receive(&receiver, &request, &ledger).unwrap();
    let mut second = receive(&receiver, &request, &ledger).unwrap();
    assert_eq!(second.not_first().unwrap().kind(), OutcomeKind::InProgress);
    for ended in [Ended::Fulfilled, Ended::Failed(String::new())] {
        assert_eq!(second.settle(ended).kind(), OutcomeKind::InProgress);
        assert_eq!(count(&ledger, DeliveryState::InProgress), 1);
    }
    let _ = first.commit().unwrap();
    let late = first.settle(Ended::Failed("too late".to_owned()));
    assert_eq!(late.kind(), OutcomeKind::Fulfilled);
    assert!(late.acknowledgement().is_success());
    assert_eq!(count(&ledger, DeliveryState::Committed), 1);
    let mut repeat = receive(&receiver, &request, &ledger).unwrap();
    let outcome = repeat.settle(Ended::Failed("refused".to_owned()));
    assert_eq!(outcome.kind(), OutcomeKind::Repeat);
    assert!(outcome.refusal().is_none());
}

#[test]
fn an_outcome_is_the_same_as_its_json() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let request = Request::new(&body);
    let failed = handle_outcome(&receiver, &request, &ledger, |_| Err("no stock"));
    let fulfilled = handle_outcome(&receiver, &request, &ledger, |_| Ok::<(), &str>(()));
    let refused = handle_outcome(&receiver, &Request::new(b"{}"), &ledger, |_| Err("never"));
    for outcome in [failed, fulfilled, refused] {
        let json: serde_json::Value = serde_json::from_str(&outcome.to_json()).unwrap();
        assert_eq!(json["outcome"], outcome.kind().as_str());
        assert_eq!(json["provider"], "pingpong");
        let notification = outcome.notification();
        let key = notification.map(|notification| notification.delivery_key());
        assert_eq!(json["delivery_key"].as_str(), key);
        assert_eq!(json["code"].as_str(), outcome.code().map(Code::as_str));
        assert_eq!(json["log_line"], outcome.log_line());
        assert_eq!(
            json["severity"].as_str().is_some(),
            outcome.refusal().is_some()
        );
        assert_eq!(json.as_object().unwrap().len(), 12);
    }
}

#[test]
fn a_claim_on_a_thread_of_the_ledger_reports_always_and_once() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let notification = Arc::new(receiver.verify(&Request::new(&body)).unwrap());
    let (sender, claimed) = std::sync::mpsc::channel();
    for _ in 0..3 {
        let sender = sender.clone();
        Receipt::claim_then(Arc::clone(&notification), &ledger, move |claimed| {
            sender.send(claimed).unwrap();
        });
    }
    drop(sender);
    let words: Vec<_> = claimed
        .iter()
        .map(|claimed| claimed.unwrap().delivery().as_str())
        .collect();
    assert_eq!(words.len(), 3);
    assert_eq!(words.iter().filter(|word| **word == "first").count(), 1);
}

#[test]
fn a_receipt_is_committed_released_or_extended_by_hand() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let request = Request::new(&body);
    let mut receipt = receive(&receiver, &request, &ledger).unwrap();
    assert_eq!(*receipt.delivery(), Delivery::First);
    assert_eq!(
        receipt.acknowledgement(),
        failure(Code::InProgress),
        "nothing is done yet"
    );
    assert_eq!(receipt.lease().unwrap().token(), 1);
    receipt.extend().unwrap();
    assert_eq!(receipt.release(), failure(Code::FulfilmentFailed));
    assert!(receipt.try_release().is_ok(), "twice is not an error");
    assert_eq!(receipt.commit().unwrap_err().code(), Code::LeaseLost);

    let mut receipt = receive(&receiver, &request, &ledger).unwrap();
    let mut busy = Receipt::claim(Arc::clone(receipt.notification()), &ledger).unwrap();
    assert_eq!(busy.delivery().as_str(), "in_progress");
    assert!(busy.lease().is_none());
    assert_eq!(busy.commit().unwrap_err().code(), Code::InvalidArgument);
    assert_eq!(
        busy.try_release().unwrap_err().code(),
        Code::InvalidArgument
    );
    assert_eq!(busy.acknowledgement(), failure(Code::InProgress));
    assert_eq!(receipt.commit().unwrap(), success());
    assert_eq!(
        receipt.commit().unwrap(),
        success(),
        "twice is not an error"
    );
    assert_eq!(receipt.try_release().unwrap_err().code(), Code::LeaseLost);
    assert_eq!(receipt.acknowledgement(), success());
    let repeat = receive(&receiver, &request, &ledger).unwrap();
    assert_eq!(
        (repeat.delivery().as_str(), repeat.acknowledgement()),
        ("repeat", success())
    );
}

#[test]
fn a_committed_notification_crosses_off_the_order_that_waited_for_it() {
    let (receiver, ledger) = (receiver(), memory());
    let placed = std::time::SystemTime::now() - Duration::from_secs(43_400);
    let account = Paid::order(1).notification().merchant_id().to_owned();
    for order in ["ORDER-000001", "ORDER-000002"] {
        let order = ExpectedOrder::new(Provider::PingPong, &account, order, placed);
        ledger.expect_order(&order).unwrap();
    }
    handle(
        &receiver,
        &Request::new(&Paid::order(1).body()),
        &ledger,
        |_| Ok::<(), &str>(()),
    );
    let due = ledger.overdue_orders(std::time::SystemTime::now()).unwrap();
    let due: Vec<_> = due
        .iter()
        .map(ackwell_ledger::OverdueOrder::order_no)
        .collect();
    assert_eq!(due, ["ORDER-000002"]);
}

// ---- async ----

struct Unpark(std::thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// The smallest executor there is.
fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park_timeout(Duration::from_secs(10)),
        }
    }
}

async fn pause() {
    let mut first = true;
    std::future::poll_fn(move |context| {
        if std::mem::take(&mut first) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(())
    })
    .await;
}

#[test]
fn async_work_is_done_once_and_every_repeat_is_acknowledged() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let request = Request::new(&body);
    let done = AtomicUsize::new(0);
    for _ in 0..3 {
        let answer = block_on(handle_async(&receiver, &request, &ledger, async |_| {
            pause().await;
            done.fetch_add(1, Ordering::SeqCst);
            Ok::<(), &str>(())
        }));
        assert_eq!(answer, success());
    }
    assert_eq!(done.load(Ordering::SeqCst), 1);
}

#[test]
fn async_work_that_fails_or_panics_is_given_back() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let request = Request::new(&body);
    let failed = block_on(handle_async(&receiver, &request, &ledger, async |_| {
        Err("no stock")
    }));
    assert_eq!(failed, failure(Code::FulfilmentFailed));
    let panicked = block_on(handle_async(&receiver, &request, &ledger, async |_| {
        pause().await;
        std::panic::panic_any("a defect of the shop");
        #[allow(unreachable_code, reason = "it names the type")]
        Ok::<(), &str>(())
    }));
    assert_eq!(panicked, failure(Code::FulfilmentFailed));
    let done = block_on(handle_async(&receiver, &request, &ledger, async |_| {
        Ok::<(), &str>(())
    }));
    assert_eq!(done, success());
}

fn wait_until_claimable(ledger: &Ledger) {
    for _ in 0..2_000 {
        if ledger
            .list(&Filter::all().state(DeliveryState::Released))
            .unwrap()
            .len()
            == 1
        {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!(
        "the delivery was not released: {:?}",
        ledger.list(&Filter::all())
    );
}

/// Polls `future` until the ledger holds one delivery in `state`, and once more.
fn poll_until<F: Future>(future: std::pin::Pin<&mut F>, ledger: &Ledger, state: DeliveryState) {
    let mut future = future;
    let mut context = Context::from_waker(Waker::noop());
    let filter = Filter::all().state(state);
    for _ in 0..2_000 {
        assert!(future.as_mut().poll(&mut context).is_pending());
        if ledger.list(&filter).unwrap().len() == 1 {
            assert!(future.as_mut().poll(&mut context).is_pending());
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("no delivery is {state}");
}

#[test]
fn work_that_has_begun_is_not_given_back_when_the_future_is_dropped() {
    let (receiver, body) = (receiver(), Paid::order(1).body());
    let request = Request::new(&body);
    let passed = Arc::new(AtomicUsize::new(0));
    let clock = Arc::clone(&passed);
    let ledger = Ledger::builder("memory:")
        .clock(move || {
            let passed = u64::try_from(clock.load(Ordering::SeqCst)).unwrap();
            std::time::UNIX_EPOCH + Duration::from_secs(1_795_000_000 + passed)
        })
        .open()
        .unwrap();
    let (begun, ended) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    {
        // As `spawn_blocking` does: a thread works, and the future only waits for it.
        let work = handle_async(&receiver, &request, &ledger, |_| {
            let (begun, ended) = (Arc::clone(&begun), Arc::clone(&ended));
            std::thread::spawn(move || {
                begun.fetch_add(1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(300));
                ended.fetch_add(1, Ordering::SeqCst);
            });
            std::future::pending::<Result<(), &str>>()
        });
        let mut work = pin!(work);
        poll_until(work.as_mut(), &ledger, DeliveryState::InProgress);
        for _ in 0..2_000 {
            if begun.load(Ordering::SeqCst) == 1 {
                break;
            }
            let _ = work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(begun.load(Ordering::SeqCst), 1);
    }
    // The provider sends again while the thread works, and after it.
    for _ in 0..8 {
        let answer = block_on(handle_async(&receiver, &request, &ledger, async |_| {
            begun.fetch_add(1, Ordering::SeqCst);
            Ok::<(), &str>(())
        }));
        assert_eq!(answer, failure(Code::InProgress));
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(ended.load(Ordering::SeqCst), 1, "the thread went on");
    assert_eq!(begun.load(Ordering::SeqCst), 1, "fulfilled at most once");
    // Nothing is stuck for ever: the lease runs out, and the next send is fulfilled.
    passed.fetch_add(61, Ordering::SeqCst);
    let answer = block_on(handle_async(&receiver, &request, &ledger, async |_| {
        Ok::<(), &str>(())
    }));
    assert_eq!(answer, success());
}

#[test]
fn a_claim_whose_future_is_dropped_before_the_work_began_is_given_back() {
    let (receiver, body) = (receiver(), Paid::order(1).body());
    let request = Request::new(&body);
    // A claim that is done by the end of the first poll is a receipt already: then once more.
    for _ in 0..1_000 {
        let directory = common::TempDir::new("dropped-claim");
        let ledger = Ledger::open(&directory.sqlite()).unwrap();
        {
            let mut claim = pin!(receive_async(&receiver, &request, &ledger));
            let mut context = Context::from_waker(Waker::noop());
            if claim.as_mut().poll(&mut context).is_ready() {
                continue;
            }
            for _ in 0..2_000 {
                if ledger.list(&Filter::all()).unwrap().len() == 1 {
                    break;
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        wait_until_claimable(&ledger);
        return;
    }
    panic!("every one of 1,000 claims was done within one poll");
}

#[test]
fn a_commit_goes_on_to_its_end_when_the_future_is_dropped() {
    let receiver = receiver();
    let directory = common::TempDir::new("dropped-commit");
    let ledger = Ledger::open(&directory.sqlite()).unwrap();
    for number in 1..=20 {
        let body = Paid::order(usize::try_from(number).unwrap()).body();
        let request = Request::new(&body);
        let worked = AtomicUsize::new(0);
        {
            let mut work = pin!(handle_async(&receiver, &request, &ledger, async |_| {
                worked.fetch_add(1, Ordering::SeqCst);
                Ok::<(), &str>(())
            }));
            let mut context = Context::from_waker(Waker::noop());
            // Dropped as soon as the work has ended: the commit is on its way, or done.
            while worked.load(Ordering::SeqCst) == 0 {
                let _ = work.as_mut().poll(&mut context);
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        let begun = std::time::Instant::now();
        while ledger.status().unwrap().counts().committed < number {
            assert!(begun.elapsed() < Duration::from_secs(10), "not committed");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

#[test]
fn a_receipt_that_is_dropped_gives_nothing_back() {
    let (receiver, body) = (receiver(), Paid::order(1).body());
    let request = Request::new(&body);
    let ledger = memory();
    drop(receive(&receiver, &request, &ledger).unwrap());
    drop(block_on(receive_async(&receiver, &request, &ledger)).unwrap());
    std::thread::sleep(Duration::from_millis(50));
    let again = receive(&receiver, &request, &ledger).unwrap();
    assert_eq!(again.delivery().as_str(), "in_progress");
}

/// A future that may move between threads.
fn sent<F: Future + Send>(future: F) -> F {
    future
}

#[test]
fn the_future_can_move_between_threads() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let request = Request::new(&body);
    let answer = sent(handle_async(&receiver, &request, &ledger, |_| async {
        Ok::<(), &str>(())
    }));
    assert_eq!(block_on(answer), success());
}

#[test]
fn many_tasks_share_the_ledgers_threads() {
    let directory = common::TempDir::new("async");
    let ledger = Ledger::open(&directory.sqlite()).unwrap();
    let receiver = receiver();
    let bodies: Vec<_> = (0..100).map(|number| Paid::order(number).body()).collect();
    let requests: Vec<_> = bodies.iter().map(|body| Request::new(body)).collect();
    let done = AtomicUsize::new(0);
    let mut tasks: Vec<_> = requests
        .iter()
        .map(|request| {
            Box::pin(handle_async(&receiver, request, &ledger, async |_| {
                done.fetch_add(1, Ordering::SeqCst);
                Ok::<(), &str>(())
            }))
        })
        .collect();
    block_on(std::future::poll_fn(|context| {
        let mut answers = Vec::new();
        tasks.retain_mut(|task| match task.as_mut().poll(context) {
            Poll::Ready(answer) => {
                answers.push(answer);
                false
            }
            Poll::Pending => true,
        });
        assert!(answers.iter().all(Acknowledgement::is_success));
        if tasks.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }));
    assert_eq!((), ());
    assert_eq!(done.load(Ordering::SeqCst), 100);
    assert_eq!(ledger.status().unwrap().counts().committed, 100);
}

#[test]
fn a_receipt_is_settled_without_blocking_the_executor() {
    let (receiver, ledger, body) = (receiver(), memory(), Paid::order(1).body());
    let request = Request::new(&body);

    let mut first = block_on(receive_async(&receiver, &request, &ledger)).unwrap();
    assert_eq!(*first.delivery(), Delivery::First);
    let before = first.lease().unwrap().expires_at();
    std::thread::sleep(Duration::from_millis(5));
    block_on(sent(first.extend_async())).unwrap();
    assert!(first.lease().unwrap().expires_at() > before);
    assert_eq!(
        block_on(first.release_async()),
        failure(Code::FulfilmentFailed)
    );

    let mut second = block_on(receive_async(&receiver, &request, &ledger)).unwrap();
    assert_eq!(second.lease().unwrap().token(), 2);
    assert_eq!(block_on(sent(second.commit_async())).unwrap(), success());
    assert_eq!(second.acknowledgement(), success());
    // The worker that lost the delivery learns so, and answers failure.
    let lost = block_on(first.commit_async()).unwrap_err();
    assert_eq!(lost.code(), Code::LeaseLost);
    assert_eq!(first.acknowledgement(), failure(Code::LeaseLost));

    let mut third = block_on(receive_async(&receiver, &request, &ledger)).unwrap();
    assert_eq!(*third.delivery(), Delivery::Repeat);
    for code in [
        block_on(third.commit_async()).unwrap_err().code(),
        block_on(third.try_release_async()).unwrap_err().code(),
        block_on(third.extend_async()).unwrap_err().code(),
    ] {
        assert_eq!(code, Code::InvalidArgument);
    }
    assert_eq!(third.acknowledgement(), success());
}

#[test]
fn a_commit_or_release_that_nobody_waits_for_happens_all_the_same() {
    let (ledger, paid) = (memory(), Paid::order(1).notification());
    let claim = |ledger: &Ledger| match block_on(ledger.claim_async(&paid)).unwrap() {
        Claim::First(lease) => Some(lease),
        _ => None,
    };
    let is = |state: DeliveryState| {
        let begun = std::time::Instant::now();
        while ledger.list(&Filter::all()).unwrap()[0].state() != state {
            assert!(begun.elapsed() < Duration::from_secs(10), "{state:?}");
            std::thread::sleep(Duration::from_millis(1));
        }
    };
    let lease = claim(&ledger).unwrap();
    drop(ledger.release_async(&lease));
    is(DeliveryState::Released);
    let lease = claim(&ledger).unwrap();
    drop(ledger.commit_async(&lease));
    is(DeliveryState::Committed);
    assert!(claim(&ledger).is_none());
    // A claim that nobody waits for is released.
    let other = Paid::order(2).notification();
    drop(ledger.claim_async(&other));
    let begun = std::time::Instant::now();
    loop {
        match ledger.claim(&other).unwrap() {
            Claim::First(_) => break,
            _ => assert!(begun.elapsed() < Duration::from_secs(10)),
        }
    }
}
