//! Every store does the same: the memory store and the four others are driven with the same random
//! sequences of steps, and must agree on every answer and on what they keep in the end.

mod common;
mod servers;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ackwell::Provider;
use ackwell_ledger::{
    Claim, Code, DeliveryState, ExpectedOrder, Filter, Lease, Ledger, LedgerError, Record,
};
use common::{Paid, TempDir};
use proptest::prelude::*;
use servers::{Kind, Server, database_of};

/// One step of a sequence. Numbers choose among few deliveries and among the leases so far.
#[derive(Debug, Clone)]
enum Step {
    Claim { delivery: usize, variant: usize },
    Commit { lease: usize },
    Release { lease: usize },
    Extend { lease: usize },
    Free { delivery: usize },
    TimePasses,
    Expect { delivery: usize, later: bool },
    Settle { delivery: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let delivery = 0..3_usize;
    let lease = 0..4_usize;
    let step = prop_oneof![
        8 => (delivery.clone(), prop_oneof![6 => Just(0_usize), 1 => 1..4_usize])
            .prop_map(|(delivery, variant)| Step::Claim { delivery, variant }),
        4 => lease.clone().prop_map(|lease| Step::Commit { lease }),
        3 => lease.clone().prop_map(|lease| Step::Release { lease }),
        1 => lease.prop_map(|lease| Step::Extend { lease }),
        1 => delivery.clone().prop_map(|delivery| Step::Free { delivery }),
        2 => Just(Step::TimePasses),
        2 => (delivery.clone(), any::<bool>())
            .prop_map(|(delivery, later)| Step::Expect { delivery, later }),
        1 => delivery.prop_map(|delivery| Step::Settle { delivery }),
    ];
    proptest::collection::vec(step, 1..40)
}

/// The notification of a delivery of one case; variants other than 0 contradict it.
fn paid(case: u64, delivery: usize, variant: usize) -> Paid {
    let mut paid = Paid::order(delivery);
    paid.transaction = format!("C{case:08}-{delivery}");
    // The last two pay one order.
    paid.order = format!("C{case:08}-{}", delivery.min(1));
    match variant {
        0 => {}
        1 => "9999.01".clone_into(&mut paid.amount),
        2 => paid.currency = "EUR",
        _ => paid.order.push_str("-other"),
    }
    paid
}

/// A store under test: a ledger, and how to let all leases run out.
struct Subject {
    name: &'static str,
    ledger: Ledger,
    expire: Box<dyn Fn()>,
    leases: Vec<Lease>,
}

impl Subject {
    fn memory() -> Self {
        let time = Arc::new(AtomicU64::new(0));
        let (clock, passes) = (Arc::clone(&time), time);
        let ledger = Ledger::builder("memory:")
            .clock(move || SystemTime::now() + Duration::from_secs(clock.load(Ordering::SeqCst)))
            .open()
            .unwrap();
        let expire = move || {
            passes.fetch_add(61, Ordering::SeqCst);
        };
        Self {
            name: "memory",
            ledger,
            expire: Box::new(expire),
            leases: Vec::new(),
        }
    }

    fn sqlite(directory: &TempDir) -> Self {
        let url = format!("{}?synchronous=normal", directory.sqlite());
        let ledger = Ledger::open(&url).unwrap();
        let file = directory.0.join("ledger.db");
        let expire = move || {
            let other = rusqlite::Connection::open(&file).unwrap();
            other.execute_batch(RUN_OUT).unwrap();
        };
        Self {
            name: "sqlite",
            ledger,
            expire: Box::new(expire),
            leases: Vec::new(),
        }
    }

    fn server(server: &Server, url: &str, ledger: &Ledger) -> Self {
        let kind = server.kind;
        let database = database_of(url).to_owned();
        let expire: Box<dyn Fn()> = match kind {
            Kind::Postgres => {
                let client = std::cell::RefCell::new(server.postgres(&database));
                Box::new(move || client.borrow_mut().batch_execute(RUN_OUT).unwrap())
            }
            Kind::Mysql => {
                let client = std::cell::RefCell::new(server.mysql(&database));
                Box::new(move || {
                    use mysql::prelude::Queryable as _;
                    client.borrow_mut().query_drop(RUN_OUT).unwrap();
                })
            }
            Kind::Redis => {
                let client = std::cell::RefCell::new(server.redis(&database));
                Box::new(move || {
                    let client = &mut *client.borrow_mut();
                    let keys: Vec<String> =
                        redis::cmd("KEYS").arg("ackwell:d:*").query(client).unwrap();
                    for key in keys {
                        let state: String =
                            redis::cmd("HGET").arg(&key).arg("s").query(client).unwrap();
                        if state == "0" {
                            let () = redis::cmd("HSET")
                                .arg(&key)
                                .arg("u")
                                .arg(0)
                                .query(client)
                                .unwrap();
                        }
                    }
                })
            }
        };
        let name = match kind {
            Kind::Postgres => "postgres",
            Kind::Mysql => "mysql",
            Kind::Redis => "redis",
        };
        Self {
            name,
            ledger: ledger.clone(),
            expire,
            leases: Vec::new(),
        }
    }

    /// Does a step; what came of it, in words.
    fn step(&mut self, case: u64, step: &Step, start: SystemTime) -> String {
        let account = paid(case, 0, 0).notification().merchant_id().to_owned();
        let code = |result: Result<(), LedgerError>| {
            result.map_or_else(|error| error.code().to_string(), |()| "done".to_owned())
        };
        let count = self.leases.len();
        match *step {
            Step::Claim { delivery, variant } => {
                match self
                    .ledger
                    .claim(&paid(case, delivery, variant).notification())
                    .unwrap()
                {
                    Claim::First(lease) => {
                        let token = lease.token();
                        self.leases.push(lease);
                        format!("first {token}")
                    }
                    Claim::Repeat => "repeat".to_owned(),
                    Claim::InProgress(other) => {
                        assert!(other.remaining() <= Duration::from_secs(61), "{other:?}");
                        "in progress".to_owned()
                    }
                    Claim::Conflict(conflict) => format!(
                        "conflict {:?} {} {:?} {:?} {} {}",
                        conflict.differs(),
                        conflict.times(),
                        conflict.first().amount(),
                        conflict.later().amount(),
                        conflict.first().fingerprint_hex(),
                        conflict.later().fingerprint_hex(),
                    ),
                    other => panic!("{other:?}"),
                }
            }
            // The leases taken last matter most.
            Step::Commit { lease } if lease < count => {
                code(self.ledger.commit(&self.leases[count - 1 - lease]))
            }
            Step::Release { lease } if lease < count => {
                code(self.ledger.release(&self.leases[count - 1 - lease]))
            }
            Step::Extend { lease } if lease < count => {
                code(self.ledger.extend(&mut self.leases[count - 1 - lease]))
            }
            Step::Commit { .. } | Step::Release { .. } | Step::Extend { .. } => String::new(),
            Step::Free { delivery } => {
                let key = paid(case, delivery, 0)
                    .notification()
                    .delivery_key()
                    .to_owned();
                self.ledger.reopen(&key).unwrap().to_string()
            }
            Step::TimePasses => {
                (self.expire)();
                String::new()
            }
            Step::Expect { delivery, later } => {
                // Either before every commit of this case or after all of them.
                let offset = Duration::from_secs(100_000);
                let placed = if later {
                    start + offset
                } else {
                    start - offset
                };
                let order = paid(case, delivery, 0).order;
                let order = ExpectedOrder::new(Provider::PingPong, &account, &order, placed);
                code(self.ledger.expect_order(&order.amount("12.50", "USD")))
            }
            Step::Settle { delivery } => {
                let order = paid(case, delivery, 0).order;
                let settled = self
                    .ledger
                    .resolve_order(Provider::PingPong, &account, &order);
                settled.unwrap().to_string()
            }
        }
    }

    /// What is kept of a case in the end, without the times of day.
    fn kept(&self, case: u64) -> (Vec<String>, Vec<String>, Vec<String>) {
        let first = paid(case, 0, 0).notification().delivery_key().to_owned();
        let prefix = first
            .split(&format!("C{case:08}"))
            .next()
            .unwrap()
            .to_owned()
            + &format!("C{case:08}-");
        let records = self
            .ledger
            .list(&Filter::all().after(&prefix).limit(10))
            .unwrap();
        let records = records
            .iter()
            .filter(|record| record.delivery_key().starts_with(&prefix))
            .map(describe)
            .collect();
        let due = self
            .ledger
            .overdue_orders(UNIX_EPOCH + Duration::from_secs(4_000_000_000));
        let due = due
            .unwrap()
            .iter()
            .filter(|order| order.order_no().starts_with(&format!("C{case:08}-")))
            .map(|order| {
                let waits = order.due_at().duration_since(order.placed_at()).unwrap();
                format!("{} {:?} {waits:?}", order.order_no(), order.amount())
            })
            .collect();
        // Which of two is the earlier may be decided by a millisecond; that one of them is, not.
        let paid_before = (0..3)
            .filter(|&delivery| {
                let notification = paid(case, delivery, 0).notification();
                self.ledger
                    .earlier_payment(&notification)
                    .unwrap()
                    .is_some()
            })
            .count();
        let mut of_orders = vec![format!("{paid_before} paid before")];
        for order in 0..2 {
            for number in [
                format!("C{case:08}-{order}"),
                format!("C{case:08}-{order}-other"),
            ] {
                let records = self.ledger.list(&Filter::all().order_no(&number)).unwrap();
                of_orders.extend(records.iter().map(describe));
                let expected = self.ledger.expected_orders(&number).unwrap();
                of_orders.extend(expected.iter().map(|order| {
                    let resolved = order.resolved_at().is_some();
                    format!("{} {:?} {resolved}", order.order_no(), order.amount())
                }));
            }
        }
        (records, due, of_orders)
    }
}

const RUN_OUT: &str = "UPDATE ackwell_ledger SET lease_until_ms = 0 WHERE state = 0";

fn describe(record: &Record) -> String {
    let conflicts: Vec<String> = record
        .conflicts()
        .iter()
        .map(|conflict| {
            format!(
                "{} {} {:?} {:?} {:?}",
                conflict.times(),
                conflict.later().fingerprint_hex(),
                conflict.first().amount(),
                conflict.later().order_no(),
                conflict.later().currency()
            )
        })
        .collect();
    format!(
        "{} {} {} {} {:?} {:?} {:?} {:?} {} {} {conflicts:?}",
        record.delivery_key(),
        record.state(),
        record.token(),
        record.kind(),
        record.order_no(),
        record.transaction_no(),
        record.amount(),
        record.currency(),
        record.status(),
        record.fingerprint_hex(),
    )
}

#[test]
fn every_store_agrees_with_the_memory_store_on_every_sequence() {
    let directory = TempDir::new("stores");
    let servers: Vec<Server> = Kind::ALL.into_iter().map(Server::start_careless).collect();
    let opened: Vec<(&Server, String, Ledger)> = servers
        .iter()
        .map(|server| {
            let url = server.fresh_url();
            let ledger = Ledger::open(&url).unwrap();
            ledger.migrate().unwrap();
            (server, url, ledger)
        })
        .collect();
    let next = AtomicU64::new(0);
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(150);
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(steps in steps())| {
        let case = next.fetch_add(1, Ordering::SeqCst);
        let start = SystemTime::now();
        let mut model = Subject::memory();
        let expected: Vec<String> =
            steps.iter().map(|step| model.step(case, step, start)).collect();
        let kept = model.kept(case);
        let subjects =
            opened.iter().map(|(server, url, ledger)| Subject::server(server, url, ledger));
        for mut subject in std::iter::once(Subject::sqlite(&directory)).chain(subjects) {
            for (index, step) in steps.iter().enumerate() {
                let got = subject.step(case, step, start);
                prop_assert_eq!(
                    &got, &expected[index], "{}, step {} of {:?}", subject.name, index, &steps
                );
            }
            prop_assert_eq!(subject.kept(case), kept.clone(), "{}: {:?}", subject.name, &steps);
        }
    });
    // The sequences were of use: every kind of answer came up.
    let counts = opened[0].2.status().unwrap().counts();
    assert!(
        counts.committed > 0 && counts.released > 0 && counts.conflicts > 0,
        "{counts:?}"
    );
}

/// Runs `check` with a fresh ledger on every server.
fn on_each_server(check: impl Fn(Kind, &str, &Ledger)) {
    for kind in Kind::ALL {
        let url = kind.shared().fresh_url();
        let ledger = Ledger::open(&url).unwrap();
        check(kind, &url, &ledger);
    }
}

#[test]
fn every_server_tells_of_an_earlier_payment_of_the_order() {
    on_each_server(|kind, _, ledger| {
        let tab = |number: usize, status: &'static str| {
            let mut paid = Paid::order(number);
            "ORDER-TWICE".clone_into(&mut paid.order);
            paid.status = status;
            paid.notification()
        };
        let fulfil = |notification: &ackwell::Notification| {
            let Claim::First(lease) = ledger.claim(notification).unwrap() else {
                panic!("not the first")
            };
            ledger.commit(&lease).unwrap();
            std::thread::sleep(Duration::from_millis(5));
        };
        let (failed, one, two) = (tab(1, "FAILED"), tab(1, "SUCCESS"), tab(2, "SUCCESS"));
        fulfil(&failed);
        assert_eq!(ledger.earlier_payment(&one).unwrap(), None, "{kind:?}");
        let begun = SystemTime::now();
        fulfil(&one);
        let found = ledger.earlier_payment(&two).unwrap().unwrap();
        assert_eq!(found.delivery_key(), one.delivery_key(), "{kind:?}");
        assert_eq!(found.transaction_no(), one.transaction_no());
        assert_eq!(
            (found.amount(), found.currency()),
            (Some("2.5"), Some("USD"))
        );
        // The server's milliseconds against this machine's nanoseconds.
        let second = Duration::from_secs(1);
        let between = begun - second..SystemTime::now() + second;
        assert!(
            between.contains(&found.fulfilled_at()),
            "{kind:?}: {found:?}"
        );
        fulfil(&two);
        assert!(ledger.earlier_payment(&two).unwrap().is_some(), "{kind:?}");
        assert_eq!(ledger.earlier_payment(&one).unwrap(), None, "{kind:?}");
        let mut blank = Paid::order(3);
        "ORDER-TWICE ".clone_into(&mut blank.order);
        let blank = blank.notification();
        assert_eq!(ledger.earlier_payment(&blank).unwrap(), None, "{kind:?}");
        let records = ledger.list(&Filter::all().order_no("ORDER-TWICE")).unwrap();
        assert_eq!(records.len(), 3, "{kind:?}");
    });
}

#[test]
fn the_status_says_what_is_there_and_how_durable_it_is() {
    on_each_server(|kind, url, ledger| {
        let Claim::First(lease) = ledger.claim(&Paid::order(1).notification()).unwrap() else {
            panic!("not the first");
        };
        ledger.commit(&lease).unwrap();
        let _held = ledger.claim(&Paid::order(2).notification()).unwrap();
        let status = ledger.status().unwrap();
        assert_eq!(
            (status.counts().committed, status.counts().in_progress),
            (1, 1),
            "{kind:?}"
        );
        assert_eq!(status.schema(), 1);
        assert!(
            status.durability().starts_with("every answer survives"),
            "{status:?}"
        );
        assert!(status.location().contains("127.0.0.1"), "{status:?}");
        let shown = format!("{status:?} {ledger:?}");
        assert!(!shown.contains(servers::PASSWORD), "{shown}");
        assert!(url.contains(servers::PASSWORD) || kind == Kind::Redis);
    });
}

#[test]
fn a_lease_of_a_server_runs_out_by_the_servers_clock() {
    for kind in Kind::ALL {
        let url = kind.shared().fresh_url();
        let ledger = Ledger::builder(&url)
            .lease(Duration::from_secs(1))
            .open()
            .unwrap();
        let notification = Paid::order(1).notification();
        let Claim::First(lease) = ledger.claim(&notification).unwrap() else {
            panic!("not the first");
        };
        let off = lease
            .expires_at()
            .duration_since(SystemTime::now())
            .unwrap_or_default();
        assert!(off <= Duration::from_secs(1), "{kind:?}: {off:?}");
        let begun = std::time::Instant::now();
        let token = loop {
            match ledger.claim(&notification).unwrap() {
                Claim::First(lease) => break lease.token(),
                Claim::InProgress(other) => assert!(other.remaining() <= Duration::from_secs(1)),
                other => panic!("{other:?}"),
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(token, 2, "{kind:?}");
        assert!(
            begun.elapsed() >= Duration::from_millis(800),
            "{kind:?}: {:?}",
            begun.elapsed()
        );
        assert_eq!(ledger.commit(&lease).unwrap_err().code(), Code::LeaseLost);
    }
}

#[test]
fn a_prune_removes_what_is_older_than_the_retention_and_not_in_progress() {
    on_each_server(|kind, url, ledger| {
        let account = Paid::order(0).notification().merchant_id().to_owned();
        for number in 0..30 {
            let claim = ledger.claim(&Paid::order(number).notification()).unwrap();
            let Claim::First(lease) = claim else {
                panic!("not the first")
            };
            if number % 3 == 0 {
                ledger.commit(&lease).unwrap();
            } else if number % 3 == 1 {
                ledger.release(&lease).unwrap();
            }
        }
        assert!(matches!(
            ledger
                .claim(&Paid::order(0).amount("1.01").notification())
                .unwrap(),
            Claim::Conflict(_)
        ));
        let order = ExpectedOrder::new(Provider::PingPong, &account, "O", SystemTime::now());
        ledger.expect_order(&order).unwrap();
        assert_eq!(
            ledger.prune().unwrap(),
            ackwell_ledger::Pruned::default(),
            "{kind:?}"
        );

        let database = database_of(url);
        let age = [
            "UPDATE ackwell_ledger SET changed_ms = changed_ms - 7776001000 \
             WHERE order_no < 'ORDER-000015'",
            "UPDATE ackwell_conflict SET last_seen_ms = last_seen_ms - 7776001000",
            "UPDATE ackwell_expected SET due_ms = due_ms - 7776001000 - 43390000",
        ];
        match kind {
            Kind::Postgres => {
                kind.shared()
                    .postgres(database)
                    .batch_execute(&age.join(";"))
                    .unwrap();
            }
            Kind::Mysql => {
                use mysql::prelude::Queryable as _;
                let mut client = kind.shared().mysql(database);
                for age in age {
                    client.query_drop(age).unwrap();
                }
            }
            Kind::Redis => age_redis(&mut kind.shared().redis(database)),
        }
        let pruned = ledger.prune().unwrap();
        // Fifteen old ones, of which the five in progress stay.
        assert_eq!(
            (pruned.deliveries, pruned.conflicts, pruned.orders),
            (10, 1, 1),
            "{kind:?}"
        );
        assert_eq!(ledger.list(&Filter::all()).unwrap().len(), 20, "{kind:?}");
        assert_eq!(ledger.status().unwrap().counts().waiting_orders, 0);
        assert_eq!(
            ledger.prune().unwrap(),
            ackwell_ledger::Pruned::default(),
            "{kind:?}"
        );
    });
}

fn age_redis(client: &mut redis::Connection) {
    let keys: Vec<String> = redis::cmd("KEYS").arg("ackwell:*").query(client).unwrap();
    for key in keys {
        if key.starts_with("ackwell:d:") {
            let order: String = redis::cmd("HGET").arg(&key).arg("o").query(client).unwrap();
            if order.as_str() < "=ORDER-000015" {
                let by = -7_776_001_000_i64;
                let () = redis::cmd("HINCRBY")
                    .arg(&key)
                    .arg("h")
                    .arg(by)
                    .query(client)
                    .unwrap();
            }
        } else if key.starts_with("ackwell:c:") {
            let all: BTreeMap<String, String> =
                redis::cmd("HGETALL").arg(&key).query(client).unwrap();
            for (later, value) in all {
                let mut value: Vec<serde_json::Value> = serde_json::from_str(&value).unwrap();
                value[8] = (value[8].as_i64().unwrap() - 7_776_001_000).into();
                let value = serde_json::to_string(&value).unwrap();
                let () = redis::cmd("HSET")
                    .arg(&key)
                    .arg(later)
                    .arg(value)
                    .query(client)
                    .unwrap();
            }
        } else if key.starts_with("ackwell:o:") {
            let by = -7_776_001_000_i64 - 43_390_000;
            let () = redis::cmd("HINCRBY")
                .arg(&key)
                .arg("d")
                .arg(by)
                .query(client)
                .unwrap();
        }
    }
}

#[test]
fn redis_forgets_by_itself_after_the_retention_and_not_before() {
    let url = Kind::Redis.shared().fresh_url();
    let ledger = Ledger::open(&url).unwrap();
    let notification = Paid::order(1).notification();
    let Claim::First(lease) = ledger.claim(&notification).unwrap() else {
        panic!("not first")
    };
    ledger.commit(&lease).unwrap();
    let mut client = Kind::Redis.shared().redis(database_of(&url));
    let key = format!("ackwell:d:{}", notification.delivery_key());
    let left: i64 = redis::cmd("PTTL").arg(&key).query(&mut client).unwrap();
    let retention = 90 * 24 * 60 * 60 * 1000;
    assert!((retention - 60_000..=retention).contains(&left), "{left}");
}

/// The client of a fresh Redis ledger, and the ledger.
fn redis_ledger() -> (redis::Connection, Ledger) {
    let url = Kind::Redis.shared().fresh_url();
    let ledger = Ledger::open(&url).unwrap();
    ledger.migrate().unwrap();
    (Kind::Redis.shared().redis(database_of(&url)), ledger)
}

/// Lets Redis remove every expected order, as it does when the retention is over.
fn let_orders_run_out(client: &mut redis::Connection) {
    let keys: Vec<String> = redis::cmd("KEYS").arg("ackwell:o:*").query(client).unwrap();
    let mut pipeline = redis::pipe();
    for key in keys {
        pipeline.cmd("DEL").arg(key).ignore();
    }
    let () = pipeline.query(client).unwrap();
}

fn expect(ledger: &Ledger, order_no: &str, age: Duration) {
    let placed = SystemTime::now() - age;
    let order = ExpectedOrder::new(Provider::LianLian, "M", order_no, placed);
    ledger.expect_order(&order).unwrap();
}

fn in_set(client: &mut redis::Connection) -> usize {
    redis::cmd("ZCARD")
        .arg("ackwell:due")
        .query(client)
        .unwrap()
}

#[test]
fn orders_that_redis_removed_hide_no_due_order_and_are_taken_away() {
    let (mut client, ledger) = redis_ledger();
    let day = Duration::from_secs(24 * 60 * 60);
    for number in 0..2_500 {
        expect(&ledger, &format!("OLD-{number}"), day * 2);
    }
    let_orders_run_out(&mut client);
    assert_eq!(in_set(&mut client), 2_500);
    assert_eq!(ledger.status().unwrap().counts().waiting_orders, 0);
    for number in 0..3 {
        expect(&ledger, &format!("NEW-{number}"), day);
    }
    assert_eq!(ledger.status().unwrap().counts().waiting_orders, 3);
    let due = ledger.overdue_orders(SystemTime::now()).unwrap();
    let due: Vec<_> = due
        .iter()
        .map(ackwell_ledger::OverdueOrder::order_no)
        .collect();
    assert_eq!(due, ["NEW-0", "NEW-1", "NEW-2"]);
    assert_eq!(in_set(&mut client), 3, "due took the leftovers away");

    let_orders_run_out(&mut client);
    assert_eq!(ledger.prune().unwrap().orders, 3);
    assert_eq!(in_set(&mut client), 0, "and so does a prune");
    assert_eq!(ledger.prune().unwrap(), ackwell_ledger::Pruned::default());
    let left: Vec<String> = redis::cmd("KEYS")
        .arg("ackwell:*")
        .query(&mut client)
        .unwrap();
    assert_eq!(left, ["ackwell:schema"], "nothing is left of them");
}

#[test]
fn more_due_orders_than_a_page_are_all_told_and_no_more_than_asked_for() {
    let (mut client, ledger) = redis_ledger();
    let day = Duration::from_secs(24 * 60 * 60);
    for number in 0..2_200 {
        expect(&ledger, &format!("O-{number:04}"), day);
    }
    // Every second one of the first page is a leftover.
    for number in (0..1_000).step_by(2) {
        let key = format!(r#"ackwell:o:["lianlian","M","O-{number:04}"]"#);
        let removed: u64 = redis::cmd("DEL").arg(key).query(&mut client).unwrap();
        assert_eq!(removed, 1);
    }
    let due = ledger.overdue_orders(SystemTime::now()).unwrap();
    assert_eq!(due.len(), 1_700);
    assert_eq!(in_set(&mut client), 1_700);
    assert_eq!(ledger.overdue_orders(SystemTime::now()).unwrap(), due);
}

#[test]
fn leftovers_in_redis_do_not_pile_up_where_nobody_prunes() {
    let (mut client, ledger) = redis_ledger();
    let day = Duration::from_secs(24 * 60 * 60);
    for number in 0..400 {
        expect(&ledger, &format!("OLD-{number}"), day * 100);
    }
    let_orders_run_out(&mut client);
    for number in 0..100 {
        expect(&ledger, &format!("NEW-{number}"), Duration::ZERO);
    }
    assert_eq!(in_set(&mut client), 100);
}

#[test]
fn what_is_known_of_an_order_number_goes_with_its_deliveries_in_redis() {
    let (mut client, ledger) = redis_ledger();
    for number in [1, 2] {
        let mut paid = Paid::order(number);
        "O".clone_into(&mut paid.order);
        let Claim::First(lease) = ledger.claim(&paid.notification()).unwrap() else {
            panic!("not the first")
        };
        ledger.commit(&lease).unwrap();
    }
    let fields = |client: &mut redis::Connection| -> usize {
        redis::cmd("HLEN").arg("ackwell:n:O").query(client).unwrap()
    };
    assert_eq!(fields(&mut client), 2);
    let left: i64 = redis::cmd("PTTL")
        .arg("ackwell:n:O")
        .query(&mut client)
        .unwrap();
    let retention = 90 * 24 * 60 * 60 * 1000;
    assert!(
        (2 * retention - 60_000..=2 * retention).contains(&left),
        "{left}"
    );
    let keys: Vec<String> = redis::cmd("KEYS")
        .arg("ackwell:d:*")
        .query(&mut client)
        .unwrap();
    let () = redis::cmd("DEL").arg(&keys[0]).query(&mut client).unwrap();
    assert_eq!(ledger.list(&Filter::all().order_no("O")).unwrap().len(), 1);
    ledger.prune().unwrap();
    assert_eq!(fields(&mut client), 1);
}

#[test]
fn a_list_is_filtered_by_state_and_comes_in_pages_from_every_server() {
    on_each_server(|kind, _, ledger| {
        for number in 0..25 {
            let claim = ledger.claim(&Paid::order(number).notification()).unwrap();
            let Claim::First(lease) = claim else {
                panic!("not the first")
            };
            if number % 2 == 0 {
                ledger.commit(&lease).unwrap();
            } else if number % 5 == 0 {
                ledger.release(&lease).unwrap();
            }
        }
        for (state, count) in [
            (DeliveryState::Committed, 13),
            (DeliveryState::Released, 2),
            (DeliveryState::InProgress, 10),
        ] {
            let records = ledger.list(&Filter::all().state(state)).unwrap();
            assert_eq!(records.len(), count, "{kind:?} {state}");
            assert!(records.iter().all(|record| record.state() == state));
        }
        let mut keys = Vec::new();
        let mut filter = Filter::all().limit(4);
        loop {
            let page = ledger.list(&filter).unwrap();
            let Some(last) = page.last() else { break };
            filter = filter.after(last.delivery_key());
            keys.extend(page.iter().map(|record| record.delivery_key().to_owned()));
        }
        assert_eq!(keys.len(), 25, "{kind:?}");
        assert!(keys.is_sorted());
    });
}

#[test]
fn ten_ledgers_that_open_at_once_create_the_tables_once() {
    for kind in Kind::ALL {
        for _ in 0..5 {
            let url = kind.shared().fresh_url();
            let notification = Paid::order(1).notification();
            let firsts: usize = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..10)
                    .map(|_| {
                        scope.spawn(|| {
                            // As ten processes: each with its own connections. MariaDB syncs
                            // its disk for each table, so there is time.
                            let ledger = Ledger::builder(&url)
                                .timeout(Duration::from_secs(30))
                                .open();
                            match ledger.unwrap().claim(&notification).unwrap() {
                                Claim::First(_) => 1,
                                _ => 0,
                            }
                        })
                    })
                    .collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap())
                    .sum()
            });
            assert_eq!(firsts, 1, "{kind:?}");
            assert_eq!(Ledger::open(&url).unwrap().migrate().unwrap(), 1);
        }
    }
}
