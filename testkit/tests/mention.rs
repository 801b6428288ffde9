//! A receiver whose key is for tests says so once in its log. One test, as it is once for a process.

use ackwell::{LianLian, Request, Severity};
use ackwell_ledger::{Ledger, handle_outcome};
use ackwell_testkit::Sender;

#[test]
fn the_first_outcome_mentions_that_the_key_is_for_tests_and_no_other_does() {
    let ledger = Ledger::open("memory:").unwrap();
    let paid = |_: &ackwell::Notification| Ok::<(), std::io::Error>(());

    // A key without the mark is not mentioned.
    let key = include_str!("../../core/samples/lianlian.pem");
    let real = LianLian::builder()
        .public_key(key)
        .any_merchant()
        .build()
        .unwrap();
    let body = include_bytes!("../../core/samples/payment.json");
    let request = Request::new(body).with_peer("115.236.102.36");
    let outcome = handle_outcome(&real, &request, &ledger, paid);
    assert_eq!(
        (outcome.kind().as_str(), outcome.severity()),
        ("fulfilled", None)
    );
    assert!(!outcome.log_line().contains("for tests"));

    let sender = Sender::new().unwrap();
    let mut lines = Vec::new();
    for kind in ["lianlian.payment", "lianlian.payment", "pingpong.refund"] {
        let request = sender.request(kind).unwrap().order("42").build().unwrap();
        let receiver = sender.receiver(request.provider()).unwrap();
        assert!(request.verify(&receiver).unwrap().is_for_tests());
        let outcome = request.put_to(|request| handle_outcome(&receiver, request, &ledger, paid));
        lines.push((outcome.severity(), outcome.log_line()));
    }
    assert_eq!(lines[0].0, Some(Severity::Warning));
    assert!(
        lines[0].1.starts_with("lianlian fulfilled for order 42 "),
        "{}",
        lines[0].1
    );
    assert!(lines[0].1.contains("for tests only"), "{}", lines[0].1);
    for (severity, line) in &lines[1..] {
        assert_eq!(*severity, None);
        assert!(!line.contains("for tests"), "{line}");
    }
}
