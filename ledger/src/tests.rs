//! The rules of a delivery, written once and tested with every store of this machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ackwell::Provider;

use crate::entry::{Entry, Facts};
use crate::{Claim, Code, DeliveryState, ExpectedOrder, Filter, Lease, Ledger, LedgerError};

/// A clock that moves only when the test moves it.
#[derive(Clone)]
struct ManualClock(Arc<AtomicU64>);

impl ManualClock {
    fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_795_000_000_000)))
    }

    fn pass(&self, time: Duration) {
        self.0
            .fetch_add(u64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Runs `check` on a fresh ledger of each kind.
fn on_each_store(check: impl Fn(&Ledger, &ManualClock)) {
    let directory = TempDir::new();
    for url in [
        "memory:".to_owned(),
        format!("sqlite://{}/ledger.db", directory.0),
    ] {
        #[cfg(not(feature = "sqlite"))]
        if url.starts_with("sqlite") {
            continue;
        }
        let clock = ManualClock::new();
        let theirs = clock.clone();
        let ledger = Ledger::builder(&url)
            .clock(move || theirs.now())
            .open()
            .unwrap();
        check(&ledger, &clock);
    }
}

struct TempDir(String);

impl TempDir {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let name = format!("ackwell-ledger-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path.display().to_string())
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn payment(number: u32, amount: &str) -> Entry {
    Entry {
        key: format!("lianlian.payment:201103171000000000:{number}:succeeded"),
        provider: "lianlian".to_owned(),
        kind: "lianlian.payment".to_owned(),
        merchant_id: "201103171000000000".to_owned(),
        transaction_no: Some(format!("T{number}")),
        status: "succeeded".to_owned(),
        facts: Facts {
            fingerprint: {
                let mut bytes = [0; 32];
                bytes[..4].copy_from_slice(&number.to_be_bytes());
                bytes[4..4 + amount.len()].copy_from_slice(amount.as_bytes());
                bytes
            },
            order_no: Some(format!("O{number}")),
            amount: Some(crate::entry::normal_amount(amount)),
            currency: Some("CNY".to_owned()),
        },
    }
}

fn first(ledger: &Ledger, entry: &Entry) -> Lease {
    match ledger.claim_entry(entry.clone()).unwrap() {
        Claim::First(lease) => lease,
        other => panic!("not the first: {other:?}"),
    }
}

fn word(ledger: &Ledger, entry: &Entry) -> &'static str {
    match ledger.claim_entry(entry.clone()).unwrap() {
        Claim::First(_) => "first",
        Claim::Repeat => "repeat",
        Claim::InProgress(_) => "in_progress",
        Claim::Conflict(_) => "conflict",
    }
}

fn lost(result: Result<(), LedgerError>) -> bool {
    matches!(result, Err(error) if error.code() == Code::LeaseLost)
}

#[test]
fn a_delivery_is_first_then_in_progress_then_a_repeat() {
    on_each_store(|ledger, clock| {
        let entry = payment(1, "0.20");
        let lease = first(ledger, &entry);
        assert_eq!(lease.token(), 1);
        assert_eq!(lease.delivery_key(), entry.key);
        assert_eq!(lease.expires_at(), clock.now() + Duration::from_secs(60));
        assert!(lease.remaining() <= Duration::from_secs(60));
        assert_eq!(word(ledger, &entry), "in_progress");
        ledger.commit(&lease).unwrap();
        assert_eq!(word(ledger, &entry), "repeat");
        // The same amount in another spelling is not a conflict.
        assert_eq!(word(ledger, &payment(1, "0.2")), "repeat");
    });
}

#[test]
fn a_released_delivery_is_first_again_with_a_higher_token() {
    on_each_store(|ledger, _| {
        let entry = payment(2, "1");
        let lease = first(ledger, &entry);
        ledger.release(&lease).unwrap();
        ledger.release(&lease).unwrap();
        assert!(lost(ledger.commit(&lease)), "released and then committed");
        let again = first(ledger, &entry);
        assert_eq!(again.token(), 2);
        assert!(lost(ledger.release(&lease)), "the old lease");
        ledger.commit(&again).unwrap();
        ledger.commit(&again).unwrap();
        assert!(lost(ledger.release(&again)), "committed and then released");
    });
}

#[test]
fn a_lease_that_ran_out_is_claimed_again_and_the_late_commit_is_refused() {
    on_each_store(|ledger, clock| {
        let entry = payment(3, "1");
        let late = first(ledger, &entry);
        clock.pass(Duration::from_millis(59_999));
        assert_eq!(word(ledger, &entry), "in_progress");
        clock.pass(Duration::from_millis(1));
        let mut next = first(ledger, &entry);
        assert_eq!(next.token(), 2);
        assert!(lost(ledger.commit(&late)));
        assert!(lost(ledger.release(&late)));
        let mut late = late;
        assert!(lost(ledger.extend(&mut late)));
        clock.pass(Duration::from_secs(50));
        ledger.extend(&mut next).unwrap();
        assert_eq!(next.expires_at(), clock.now() + Duration::from_secs(60));
        clock.pass(Duration::from_secs(50));
        assert_eq!(word(ledger, &entry), "in_progress");
        ledger.commit(&next).unwrap();
        assert!(lost(ledger.extend(&mut next)));
    });
}

#[test]
fn a_late_commit_is_taken_while_nobody_claimed_again() {
    on_each_store(|ledger, clock| {
        let entry = payment(4, "1");
        let lease = first(ledger, &entry);
        clock.pass(Duration::from_secs(3600));
        ledger.commit(&lease).unwrap();
        assert_eq!(word(ledger, &entry), "repeat");
    });
}

#[test]
fn another_amount_currency_or_order_is_a_conflict_in_every_state_and_is_recorded() {
    on_each_store(|ledger, clock| {
        let entry = payment(5, "10.00");
        let mut other_order = payment(5, "10");
        other_order.facts.order_no = Some("O6".to_owned());
        other_order.facts.fingerprint = [6; 32];
        let mut other_currency = payment(5, "10");
        other_currency.facts.currency = None;
        other_currency.facts.fingerprint = [7; 32];
        let other_amount = payment(5, "10.01");

        let lease = first(ledger, &entry);
        assert_eq!(word(ledger, &other_amount), "conflict");
        ledger.release(&lease).unwrap();
        assert_eq!(word(ledger, &other_order), "conflict");
        let lease = first(ledger, &entry);
        clock.pass(Duration::from_secs(120));
        assert_eq!(word(ledger, &other_currency), "conflict");
        ledger.commit(&lease).unwrap();
        let Claim::Conflict(conflict) = ledger.claim_entry(other_amount.clone()).unwrap() else {
            panic!("no conflict");
        };
        assert_eq!(conflict.differs(), ["amount"]);
        assert_eq!(conflict.first().amount(), Some("10"));
        assert_eq!(conflict.later().amount(), Some("10.01"));
        assert_eq!(conflict.times(), 2);
        assert_eq!(conflict.last_seen(), clock.now());
        assert_ne!(
            conflict.first().fingerprint_hex(),
            conflict.later().fingerprint_hex()
        );

        let records = ledger.list(&Filter::all().with_conflicts()).unwrap();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].conflicts().len(), 3);
        assert_eq!(records[0].state(), DeliveryState::Committed);
        assert_eq!(ledger.status().unwrap().counts().conflicts, 3);
        assert_eq!(word(ledger, &entry), "repeat");
    });
}

#[test]
fn what_a_person_gives_free_is_first_again_with_its_new_facts() {
    on_each_store(|ledger, _| {
        let entry = payment(6, "10");
        let lease = first(ledger, &entry);
        assert!(ledger.reopen(&entry.key).unwrap());
        assert!(lost(ledger.commit(&lease)), "reopened under the worker");
        let other = payment(6, "11");
        let lease = first(ledger, &other);
        assert_eq!(lease.token(), 3);
        ledger.commit(&lease).unwrap();
        assert_eq!(word(ledger, &entry), "conflict");
        assert!(ledger.reopen(&entry.key).unwrap());
        assert_eq!(word(ledger, &entry), "first");
        assert!(!ledger.reopen("no such key").unwrap());
    });
}

#[test]
fn a_claim_sent_again_by_the_same_claimant_answers_the_same() {
    use crate::claim::Claimant;
    use crate::store::Answer;
    on_each_store(|ledger, clock| {
        let (store, me, other) = (
            ledger.store().unwrap(),
            Claimant([1; 16]),
            Claimant([2; 16]),
        );
        let lease = Duration::from_secs(60);
        for _ in 0..3 {
            let answer = store.claim(payment(7, "1"), me, lease).unwrap();
            assert!(
                matches!(answer, Answer::First { token: 1, .. }),
                "{answer:?}"
            );
            let answer = store.claim(payment(7, "1"), other, lease).unwrap();
            assert!(matches!(answer, Answer::InProgress { .. }), "{answer:?}");
        }
        clock.pass(lease * 2);
        let answer = store.claim(payment(7, "1"), me, lease).unwrap();
        assert!(
            matches!(answer, Answer::First { token: 1, .. }),
            "{answer:?}"
        );
    });
}

#[test]
fn an_expected_order_is_due_after_the_horizon_unless_a_notification_was_committed() {
    on_each_store(|ledger, clock| {
        let placed = clock.now();
        let expect = |number: u32| {
            ExpectedOrder::new(
                Provider::LianLian,
                "201103171000000000",
                &format!("O{number}"),
                placed,
            )
            .amount("12.50", "CNY")
        };
        for number in [1, 2, 3] {
            ledger.expect_order(&expect(number)).unwrap();
        }
        let lease = first(ledger, &payment(1, "12.5"));
        let processing = Entry {
            status: "processing".to_owned(),
            key: "lianlian.payment:201103171000000000:2:processing".to_owned(),
            ..payment(2, "12.5")
        };
        ledger.commit(&first(ledger, &processing)).unwrap();
        assert_eq!(
            ledger.status().unwrap().counts().waiting_orders,
            3,
            "claimed, not committed"
        );
        ledger.commit(&lease).unwrap();
        assert_eq!(ledger.status().unwrap().counts().waiting_orders, 2);

        let horizon = Duration::from_secs(3600);
        let almost = placed + horizon - Duration::from_millis(1);
        assert_eq!(ledger.overdue_orders(almost).unwrap(), []);
        let due = ledger.overdue_orders(placed + horizon).unwrap();
        let numbers: Vec<_> = due.iter().map(crate::OverdueOrder::order_no).collect();
        assert_eq!(numbers, ["O2", "O3"]);
        assert_eq!(due[0].amount(), Some("12.5"));
        assert_eq!(due[0].placed_at(), placed);
        assert_eq!(due[0].due_at(), placed + horizon);

        let settle = |order: &str| {
            ledger
                .resolve_order(Provider::LianLian, "201103171000000000", order)
                .unwrap()
        };
        assert!(settle("O2"));
        assert!(!settle("O2"), "it waits no longer");
        assert!(!settle("O9"), "it never waited");

        // Expected again, as before: it stays resolved. Another attempt of the payer: it waits.
        ledger.expect_order(&expect(1)).unwrap();
        assert_eq!(ledger.status().unwrap().counts().waiting_orders, 1);
        clock.pass(Duration::from_secs(5));
        let attempt =
            ExpectedOrder::new(Provider::LianLian, "201103171000000000", "O1", clock.now());
        ledger.expect_order(&attempt).unwrap();
        assert_eq!(ledger.status().unwrap().counts().waiting_orders, 2);
    });
}

/// Another payment of order 1.
fn second_tab(number: u32) -> Entry {
    let mut entry = payment(number, "12.5");
    entry.facts.order_no = Some("O1".to_owned());
    entry
}

#[test]
fn one_order_paid_by_two_transactions_is_told_at_the_second() {
    on_each_store(|ledger, clock| {
        let earlier = |entry: &Entry| ledger.earlier_payment_of(entry).unwrap();
        let (one, two, three) = (second_tab(1), second_tab(2), second_tab(3));
        let lease = first(ledger, &one);
        assert_eq!(earlier(&one), None);
        assert_eq!(earlier(&two), None, "the first is only claimed");
        let fulfilled = clock.now();
        ledger.commit(&lease).unwrap();
        assert_eq!(earlier(&one), None, "itself");
        clock.pass(Duration::from_secs(10));

        let lease = first(ledger, &two);
        for _ in 0..2 {
            let found = earlier(&two).unwrap();
            assert_eq!(found.delivery_key(), one.key);
            assert_eq!(found.transaction_no(), Some("T1"));
            assert_eq!(found.amount(), Some("12.5"));
            assert_eq!(found.currency(), Some("CNY"));
            assert_eq!(found.fulfilled_at(), fulfilled);
            ledger.commit(&lease).unwrap();
        }
        assert_eq!(earlier(&one), None, "the second came later");
        ledger.commit(&first(ledger, &three)).unwrap();
        let found = earlier(&three).unwrap();
        assert_eq!(found.delivery_key(), one.key, "the first of several");
        // Two of one millisecond: one of them is the earlier.
        let both = [second_tab(8), second_tab(9)];
        let mut leases = both.iter().map(|entry| first(ledger, entry));
        let (eight, nine) = (leases.next().unwrap(), leases.next().unwrap());
        ledger.commit(&nine).unwrap();
        ledger.commit(&eight).unwrap();
        assert!(ledger.reopen(&one.key).unwrap());
        assert!(ledger.reopen(&two.key).unwrap());
        assert!(ledger.reopen(&three.key).unwrap());
        assert_eq!(earlier(&both[0]), None);
        assert_eq!(earlier(&both[1]).unwrap().delivery_key(), both[0].key);
    });
}

#[test]
fn a_delivery_that_was_committed_for_another_order_is_told_of_the_payment_of_the_order_it_names() {
    on_each_store(|ledger, clock| {
        let mut kept = second_tab(2);
        kept.facts.order_no = Some("O2".to_owned());
        ledger.commit(&first(ledger, &kept)).unwrap();
        clock.pass(Duration::from_secs(1));
        let one = second_tab(1);
        ledger.commit(&first(ledger, &one)).unwrap();
        let contradicting = second_tab(2);
        let claim = ledger.claim_entry(contradicting.clone()).unwrap();
        assert!(matches!(claim, Claim::Conflict(_)), "{claim:?}");
        let found = ledger.earlier_payment_of(&contradicting).unwrap();
        assert_eq!(found.unwrap().delivery_key(), one.key);
    });
}

#[test]
fn only_a_succeeded_payment_of_the_same_order_is_an_earlier_one() {
    on_each_store(|ledger, _| {
        let mut other_merchant = second_tab(2);
        other_merchant.merchant_id = "201103171000000001".to_owned();
        other_merchant.key = "another merchant's".to_owned();
        let mut other_provider = second_tab(3);
        other_provider.provider = "pingpong".to_owned();
        let mut failed = second_tab(4);
        failed.status = "failed".to_owned();
        let mut refund = second_tab(5);
        refund.kind = "pingpong.refund".to_owned();
        let mut same_transaction = second_tab(6);
        same_transaction.transaction_no = Some("T1".to_owned());
        let mut no_order = second_tab(7);
        no_order.facts.order_no = None;
        let mut blank = second_tab(8);
        blank.facts.order_no = Some("O1 ".to_owned());
        let released = second_tab(9);
        let others = [
            other_merchant,
            other_provider,
            failed.clone(),
            refund.clone(),
            same_transaction,
            no_order.clone(),
            blank,
            payment(10, "1"),
        ];
        for other in &others {
            ledger.commit(&first(ledger, other)).unwrap();
        }
        ledger.release(&first(ledger, &released)).unwrap();
        let one = second_tab(1);
        let earlier = |entry: &Entry| ledger.earlier_payment_of(entry).unwrap();
        assert_eq!(earlier(&one), None);
        ledger.commit(&first(ledger, &one)).unwrap();
        // What does not report a payment may ask too: it must not undo a paid order.
        let another_try = Entry {
            key: "a later failure".to_owned(),
            ..failed
        };
        assert_eq!(earlier(&another_try).unwrap().delivery_key(), one.key);
        assert_eq!(earlier(&no_order), None);
        refund.transaction_no = Some("T1".to_owned());
        refund.key = "a refund of the first".to_owned();
        assert_eq!(earlier(&refund), None, "of this very payment");
    });
}

#[test]
fn everything_known_of_an_order_number_is_listed() {
    on_each_store(|ledger, clock| {
        let numbered = |filter: Filter| -> Vec<String> {
            let records = ledger.list(&filter.order_no("O1")).unwrap();
            records
                .iter()
                .map(|record| record.delivery_key().to_owned())
                .collect()
        };
        assert_eq!(numbered(Filter::all()), [] as [&str; 0]);
        let (one, two) = (second_tab(1), second_tab(2));
        ledger.commit(&first(ledger, &one)).unwrap();
        let _held = first(ledger, &two);
        // A delivery of another order that a later notification says was of this one.
        let mut contradicted = payment(3, "12.5");
        ledger.commit(&first(ledger, &contradicted)).unwrap();
        contradicted.facts.order_no = Some("O1".to_owned());
        assert_eq!(word(ledger, &contradicted), "conflict");
        ledger.commit(&first(ledger, &payment(4, "1"))).unwrap();

        let all = [one.key.clone(), two.key.clone(), contradicted.key.clone()];
        assert_eq!(numbered(Filter::all()), all);
        assert_eq!(numbered(Filter::all().limit(2)), all[..2]);
        assert_eq!(numbered(Filter::all().after(&one.key)), all[1..]);
        assert_eq!(
            numbered(Filter::all().state(DeliveryState::InProgress)),
            all[1..2]
        );
        assert_eq!(numbered(Filter::all().with_conflicts()), all[2..]);
        let records = ledger.list(&Filter::all().order_no("O1")).unwrap();
        assert_eq!(records[2].conflicts().len(), 1);
        assert_eq!(records[2].conflicts()[0].later().order_no(), Some("O1"));
        assert_eq!(ledger.list(&Filter::all().order_no("O1 ")).unwrap(), []);

        assert_eq!(ledger.expected_orders("O1").unwrap(), []);
        for (provider, merchant) in [(Provider::PingPong, "P"), (Provider::LianLian, "L")] {
            let order = ExpectedOrder::new(provider, merchant, "O1", clock.now());
            ledger.expect_order(&order.amount("12.50", "CNY")).unwrap();
        }
        clock.pass(Duration::from_secs(1));
        assert!(ledger.resolve_order(Provider::PingPong, "P", "O1").unwrap());
        let orders = ledger.expected_orders("O1").unwrap();
        let said: Vec<_> = orders
            .iter()
            .map(|order| (order.provider(), order.merchant_id(), order.resolved_at()))
            .collect();
        assert_eq!(
            said,
            [
                ("lianlian", "L", None),
                ("pingpong", "P", Some(clock.now()))
            ]
        );
        assert_eq!(orders[0].amount(), Some("12.5"));
        assert_eq!(ledger.expected_orders("O2").unwrap(), []);

        clock.pass(Duration::from_secs(91 * 24 * 60 * 60));
        ledger.prune().unwrap();
        assert_eq!(numbered(Filter::all()), [] as [&str; 0]);
        assert_eq!(ledger.expected_orders("O1").unwrap(), []);
    });
}

#[test]
fn a_payment_that_failed_leaves_its_order_waiting() {
    on_each_store(|ledger, clock| {
        let order = ExpectedOrder::new(Provider::LianLian, "201103171000000000", "O1", clock.now());
        ledger.expect_order(&order).unwrap();
        let waiting = || ledger.status().unwrap().counts().waiting_orders;
        for status in ["failed", "processing", "INIT", "REVIEW"] {
            let tried = Entry {
                status: status.to_owned(),
                key: status.to_owned(),
                ..second_tab(1)
            };
            ledger.commit(&first(ledger, &tried)).unwrap();
            assert_eq!(waiting(), 1, "{status} is not final");
        }
        ledger.commit(&first(ledger, &second_tab(1))).unwrap();
        assert_eq!(waiting(), 0);
    });
}

#[test]
fn a_prune_removes_what_is_older_than_the_retention_and_not_in_progress() {
    on_each_store(|ledger, clock| {
        let day = Duration::from_secs(24 * 60 * 60);
        let committed = payment(1, "1");
        ledger.commit(&first(ledger, &committed)).unwrap();
        ledger.release(&first(ledger, &payment(2, "1"))).unwrap();
        let _expired = first(ledger, &payment(3, "1"));
        assert_eq!(word(ledger, &payment(1, "2")), "conflict");
        ledger
            .expect_order(&ExpectedOrder::new(
                Provider::PingPong,
                "M",
                "O",
                clock.now(),
            ))
            .unwrap();
        clock.pass(day * 90);
        assert_eq!(
            ledger.prune().unwrap(),
            crate::Pruned::default(),
            "exactly the retention"
        );
        let mut held = first(ledger, &payment(4, "1"));
        clock.pass(day * 90 + Duration::from_millis(1));
        ledger.extend(&mut held).unwrap();
        let pruned = ledger.prune().unwrap();
        assert_eq!(
            (pruned.deliveries, pruned.conflicts, pruned.orders),
            (3, 1, 1)
        );
        let left = ledger.list(&Filter::all()).unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].delivery_key(), payment(4, "1").key);
        // A token of before the prune opens nothing after it.
        let again = first(ledger, &committed);
        assert_eq!(again.token(), 1);
    });
}

#[test]
fn a_list_is_filtered_by_state_and_comes_in_pages() {
    on_each_store(|ledger, clock| {
        for number in 0..5 {
            ledger
                .commit(&first(ledger, &payment(number, "1")))
                .unwrap();
        }
        let _expired = first(ledger, &payment(5, "1"));
        clock.pass(Duration::from_secs(61));
        let _running = first(ledger, &payment(6, "1"));
        ledger.release(&first(ledger, &payment(7, "1"))).unwrap();
        for (state, count) in [
            (DeliveryState::Committed, 5),
            (DeliveryState::Expired, 1),
            (DeliveryState::InProgress, 1),
            (DeliveryState::Released, 1),
        ] {
            let records = ledger.list(&Filter::all().state(state)).unwrap();
            assert_eq!(records.len(), count, "{state}");
            assert!(records.iter().all(|record| record.state() == state));
        }
        let mut keys = Vec::new();
        let mut filter = Filter::all().limit(3);
        loop {
            let page = ledger.list(&filter).unwrap();
            let Some(last) = page.last() else { break };
            filter = filter.after(last.delivery_key());
            keys.extend(page.iter().map(|record| record.delivery_key().to_owned()));
        }
        let expected: Vec<_> = (0..8).map(|number| payment(number, "1").key).collect();
        assert_eq!(keys, expected);
        let counts = ledger.status().unwrap().counts();
        assert_eq!(
            (
                counts.committed,
                counts.expired,
                counts.in_progress,
                counts.released
            ),
            (5, 1, 1, 1)
        );
        let record = &ledger.list(&Filter::all().limit(1)).unwrap()[0];
        assert_eq!(record.provider(), "lianlian");
        assert_eq!(record.order_no(), Some("O0"));
        assert_eq!(record.transaction_no(), Some("T0"));
        assert_eq!(record.amount(), Some("1"));
        assert_eq!(record.currency(), Some("CNY"));
    });
}

#[test]
fn of_many_threads_that_claim_one_delivery_one_is_first() {
    on_each_store(|ledger, _| {
        for number in 0..50 {
            let entry = payment(number, "1");
            let firsts: usize = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..8)
                    .map(|_| {
                        scope.spawn(|| match ledger.claim_entry(entry.clone()).unwrap() {
                            Claim::First(lease) => {
                                ledger.commit(&lease).unwrap();
                                1
                            }
                            Claim::Conflict(conflict) => panic!("{conflict:?}"),
                            _ => 0,
                        })
                    })
                    .collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap())
                    .sum()
            });
            assert_eq!(firsts, 1);
        }
    });
}

#[test]
fn options_out_of_range_are_refused_with_their_member() {
    let refuse = |builder: crate::LedgerBuilder| {
        let error = builder.open().unwrap_err();
        assert_eq!(error.code(), Code::InvalidConfig);
        (error.member().unwrap().to_owned(), error.to_string())
    };
    let memory = || Ledger::builder("memory:");
    let seconds = Duration::from_secs;
    let (member, text) = refuse(memory().retention(seconds(43_389)));
    assert_eq!(member, "ledger.retention_days");
    assert!(
        text.contains("pingpong sends again for up to 724 minutes"),
        "{text}"
    );
    let lianlian = || memory().providers(&[Provider::LianLian]);
    assert_eq!(
        refuse(lianlian().retention(seconds(3_599))).0,
        "ledger.retention_days"
    );
    lianlian().retention(seconds(3_600)).open().unwrap();
    memory().retention(seconds(43_390)).open().unwrap();
    assert_eq!(
        refuse(memory().lease(seconds(1_801))).0,
        "ledger.lease_seconds"
    );
    assert_eq!(
        refuse(memory().lease(Duration::from_millis(999))).0,
        "ledger.lease_seconds"
    );
    assert_eq!(
        refuse(memory().timeout(Duration::ZERO)).0,
        "ledger.timeout_ms"
    );
}

#[test]
fn a_configuration_is_read_strictly() {
    let ledger = Ledger::from_json(
        r#"{"url":"memory:","lease_seconds":30,"retention_days":0.75,"timeout_ms":500}"#,
    )
    .unwrap();
    let status = ledger.status().unwrap();
    assert_eq!(status.lease(), Duration::from_secs(30));
    assert_eq!(status.retention(), Duration::from_secs(64_800));
    for (json, member) in [
        ("[]", "ledger"),
        ("{", "ledger"),
        (r#"{"url":"memory:","ttl":1}"#, "ledger.ttl"),
        ("{}", "ledger.url"),
        (r#"{"url":"shop.db"}"#, "ledger.url"),
        (
            r#"{"url":"memory:","lease_seconds":"60"}"#,
            "ledger.lease_seconds",
        ),
        (
            r#"{"url":"memory:","lease_seconds":-1}"#,
            "ledger.lease_seconds",
        ),
        (
            r#"{"url":"memory:","retention_days":0}"#,
            "ledger.retention_days",
        ),
        (
            r#"{"url":"memory:","timeout_ms":1e300}"#,
            "ledger.timeout_ms",
        ),
    ] {
        let error = Ledger::from_json(json).unwrap_err();
        assert_eq!(error.member(), Some(member), "{json}: {error}");
        assert_eq!(error.code(), Code::InvalidConfig);
    }
}
