//! Failures are heard: one line each, through the crate `log`.

mod common;

use ackwell::Request;
use ackwell_ledger::{Ledger, handle};
use common::{Paid, receiver};

/// A logger that keeps the lines of this test's thread.
struct Lines;

thread_local! {
    static LINES: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
}

impl log::Log for Lines {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target() == "ackwell"
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}", record.level(), record.args());
        LINES.with_borrow_mut(|lines| lines.push(line));
    }

    fn flush(&self) {}
}

#[test]
fn every_failure_is_logged_once_with_its_cause_and_a_success_only_for_debugging() {
    let _ = log::set_logger(&Lines);
    log::set_max_level(log::LevelFilter::Info);
    let (receiver, ledger) = (receiver(), Ledger::open("memory:").unwrap());
    let body = Paid::order(1).body();
    let request = Request::new(&body);
    let lines = || LINES.with_borrow_mut(std::mem::take);

    let _ = handle(&receiver, &request, &ledger, |_| Err("no stock"));
    let failed = lines();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(
        failed[0].starts_with("ERROR pingpong fulfilment_failed for order "),
        "{failed:?}"
    );
    assert!(failed[0].contains("no stock; remedy: "), "{failed:?}");

    let _ = handle(&receiver, &request, &ledger, |_| {
        let _ = handle(&receiver, &request, &ledger, |_| Ok::<(), &str>(()));
        Ok::<(), &str>(())
    });
    let inner = lines();
    assert_eq!(inner.len(), 1, "{inner:?}");
    assert!(
        inner[0].starts_with("INFO pingpong in_progress for order "),
        "{inner:?}"
    );
    assert!(inner[0].contains("its lease runs for "), "{inner:?}");

    let _ = handle(&receiver, &request, &ledger, |_| Ok::<(), &str>(()));
    assert!(lines().is_empty(), "a repeat is not a failure");
    log::set_max_level(log::LevelFilter::Trace);
    let _ = handle(&receiver, &request, &ledger, |_| Ok::<(), &str>(()));
    let repeat = lines();
    assert_eq!(repeat.len(), 1, "{repeat:?}");
    assert!(
        repeat[0].starts_with("DEBUG pingpong repeat for order "),
        "{repeat:?}"
    );

    let other = Paid::order(1).amount("99999.00").body();
    let _ = handle(&receiver, &Request::new(&other), &ledger, |_| {
        Ok::<(), &str>(())
    });
    let conflict = lines();
    assert!(
        conflict[0].starts_with("ERROR pingpong conflict for order "),
        "{conflict:?}"
    );
    assert!(
        conflict[0].contains("another amount: first order "),
        "{conflict:?}"
    );

    let _ = handle(&receiver, &Request::new(b"{}"), &ledger, |_| {
        Ok::<(), &str>(())
    });
    let refused = lines();
    assert!(
        refused[0].starts_with("WARN pingpong missing_signature: "),
        "{refused:?}"
    );
}
