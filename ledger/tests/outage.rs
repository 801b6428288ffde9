//! Servers that stop or hang, connections that break, and how many round trips a step takes.

mod common;
mod servers;
mod workers;

use std::time::{Duration, Instant};

use ackwell::{Code, Request};
use ackwell_ledger::{Claim, ExpectedOrder, Ledger, OutcomeKind, handle, handle_outcome};
use common::{Paid, receiver};
use servers::{Kind, Proxy, Server};
use workers::{Report, Run};

fn run(url: &str, notifications: usize) -> Run {
    Run {
        url: url.to_owned(),
        workers: 4,
        notifications,
        deliveries: 3,
        lease_seconds: 3,
        ..Run::default()
    }
}

/// Everything fulfilled and acknowledged in the end, nothing too early, and only refusals that say
/// that the provider should come back.
fn came_through(what: &str, run: &Run, report: &Report) {
    eprintln!("{what}: {report}");
    assert_eq!(report.fulfilled, run.notifications, "{what}: {report}");
    assert_eq!(
        report.acknowledged,
        run.notifications * run.deliveries,
        "{what}: {report}"
    );
    assert_eq!(report.too_early, 0, "{what}: {report}");
    for code in report.refused.keys() {
        let known = ["ledger_unavailable", "in_progress", "lease_lost"].contains(&code.as_str());
        assert!(known, "{what}: {code}");
    }
    // Work is done again only where its commit was refused, or its worker waited out its lease.
    let refused: usize = ["ledger_unavailable", "lease_lost"]
        .iter()
        .filter_map(|code| report.refused.get(*code))
        .sum();
    assert!(report.twice <= refused, "{what}: {report}");
}

/// The server crashes in the middle of a run and comes back.
fn survives_a_restart(kind: Kind) {
    let mut server = Server::start(kind);
    let run = run(&server.fresh_url(), 600);
    let report = run.go_with(|progress| {
        for part in 1..=2 {
            progress.wait_for(part, 3);
            server.stop();
            std::thread::sleep(Duration::from_millis(700));
            server.resume();
        }
    });
    came_through(
        &format!("{kind:?} crashed and restarted twice"),
        &run,
        &report,
    );
    assert!(
        report.refused.contains_key("ledger_unavailable"),
        "the outage was noticed: {report}"
    );
    let counts = Ledger::open(&run.url).unwrap().status().unwrap().counts();
    assert_eq!(counts.committed, 600, "what was acknowledged is kept");
}

#[test]
fn postgres_may_crash_and_come_back() {
    survives_a_restart(Kind::Postgres);
}

#[test]
fn mysql_may_crash_and_come_back() {
    survives_a_restart(Kind::Mysql);
}

#[test]
fn redis_may_crash_and_come_back() {
    survives_a_restart(Kind::Redis);
}

#[test]
fn connections_may_be_cut_again_and_again() {
    for kind in Kind::ALL {
        let server = kind.shared();
        let proxy = Proxy::before(server.port);
        let run = run(&server.fresh_url_through(proxy.port), 400);
        let report = run.go_with(|progress| {
            for part in 1..=20 {
                progress.wait_for(part, 21);
                proxy.cut();
            }
        });
        if report.acknowledged < run.notifications * run.deliveries {
            eprintln!("{kind:?} wrote: {}", server.log());
        }
        came_through(
            &format!("{kind:?}, connections cut 20 times"),
            &run,
            &report,
        );
    }
}

#[test]
fn a_call_whose_idle_connection_was_cut_is_made_again_on_a_new_one() {
    for kind in Kind::ALL {
        let server = kind.shared();
        let proxy = Proxy::before(server.port);
        let ledger = Ledger::open(&server.fresh_url_through(proxy.port)).unwrap();
        for number in 0..10 {
            let claim = ledger.claim(&Paid::order(number).notification());
            let Claim::First(lease) = claim.unwrap() else {
                panic!("{kind:?}: not the first")
            };
            proxy.cut();
            ledger.commit(&lease).unwrap();
            proxy.cut();
        }
        assert_eq!(ledger.status().unwrap().counts().committed, 10, "{kind:?}");
    }
}

#[test]
fn a_server_that_is_away_or_hangs_is_answered_with_a_failure_in_time() {
    let receiver = receiver();
    for kind in Kind::ALL {
        let server = kind.shared();
        let proxy = Proxy::before(server.port);
        let url = server.fresh_url_through(proxy.port);
        let ledger = Ledger::builder(&url)
            .timeout(Duration::from_millis(500))
            .open()
            .unwrap();
        ledger.migrate().unwrap();
        let body = Paid::order(1).body();
        let request = Request::new(&body);
        let refused = |why: &str| {
            let begun = Instant::now();
            let outcome = handle_outcome(&receiver, &request, &ledger, |_| -> Result<(), &str> {
                unreachable!("nothing is claimed")
            });
            assert_eq!(
                outcome.kind(),
                OutcomeKind::Unavailable,
                "{kind:?}: {outcome:?}"
            );
            let error = outcome.ledger_error().unwrap();
            assert!(!outcome.acknowledgement().is_success());
            assert_eq!(outcome.code(), Some(Code::LedgerUnavailable));
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains(servers::PASSWORD), "{shown}");
            assert!(
                begun.elapsed() < Duration::from_secs(3),
                "{why}: {:?}",
                begun.elapsed()
            );
            eprintln!("{kind:?}, {why}: {error}");
        };
        proxy.close(true);
        refused("away");
        proxy.close(false);
        proxy.stall(true);
        refused("hangs");
        refused("still hangs");
        proxy.stall(false);
        proxy.cut();
        let answer = handle(&receiver, &request, &ledger, |_| Ok::<(), &str>(()));
        assert!(answer.is_success(), "{kind:?}: it is back");
    }
}

#[test]
fn work_whose_commit_finds_no_server_is_answered_with_a_failure_and_done_again() {
    let receiver = receiver();
    for kind in Kind::ALL {
        let server = kind.shared();
        let proxy = Proxy::before(server.port);
        let url = server.fresh_url_through(proxy.port);
        let ledger = Ledger::builder(&url)
            .lease(Duration::from_secs(1))
            .timeout(Duration::from_millis(500))
            .open()
            .unwrap();
        let body = Paid::order(1).body();
        let request = Request::new(&body);
        let outcome = handle_outcome(&receiver, &request, &ledger, |_| {
            proxy.close(true);
            Ok::<(), &str>(())
        });
        assert_eq!(outcome.kind(), OutcomeKind::Failed, "{kind:?}: {outcome:?}");
        assert_eq!(outcome.code(), Some(Code::LedgerUnavailable), "{kind:?}");
        assert!(!outcome.acknowledgement().is_success());
        proxy.close(false);
        let mut again = 0;
        let begun = Instant::now();
        while !handle(&receiver, &request, &ledger, |_| {
            again += 1;
            Ok::<(), &str>(())
        })
        .is_success()
        {
            assert!(begun.elapsed() < Duration::from_secs(10), "{kind:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
        assert_eq!(again, 1, "{kind:?}");
    }
}

#[test]
fn every_step_of_a_delivery_is_one_round_trip_but_a_commit_on_mysql() {
    for kind in Kind::ALL {
        let server = kind.shared();
        let proxy = Proxy::before(server.port);
        let ledger = Ledger::open(&server.fresh_url_through(proxy.port)).unwrap();
        let account = Paid::order(0).notification().merchant_id().to_owned();
        let first = |number: usize| match ledger.claim(&Paid::order(number).notification()).unwrap()
        {
            Claim::First(lease) => lease,
            other => panic!("{other:?}"),
        };
        // The first of each prepares its statement.
        let (one, two) = (first(1), first(2));
        ledger.commit(&one).unwrap();
        ledger.release(&two).unwrap();
        let placed = std::time::SystemTime::now();
        let order = ExpectedOrder::new(
            ackwell::Provider::PingPong,
            &account,
            "ORDER-000003",
            placed,
        );
        ledger.expect_order(&order).unwrap();

        let connections = proxy.connections();
        let count_trips = |what: &str, trips: u64, step: &dyn Fn()| {
            let before = proxy.round_trips();
            step();
            assert_eq!(proxy.round_trips() - before, trips, "{kind:?}: {what}");
        };
        let count = |what: &str, step: &dyn Fn()| count_trips(what, 1, step);
        // MySQL has no one statement for two tables that is any good: a transaction of two.
        let commit_trips = if kind == Kind::Mysql { 4 } else { 1 };
        let lease = std::cell::RefCell::new(None);
        count("claim", &|| *lease.borrow_mut() = Some(first(3)));
        count("in progress", &|| {
            assert!(matches!(
                ledger.claim(&Paid::order(3).notification()).unwrap(),
                Claim::InProgress(_)
            ));
        });
        count_trips("commit that resolves an order", commit_trips, &|| {
            ledger.commit(lease.borrow().as_ref().unwrap()).unwrap();
        });
        count("repeat", &|| {
            assert!(matches!(
                ledger.claim(&Paid::order(3).notification()).unwrap(),
                Claim::Repeat
            ));
        });
        count("claim of what was released", &|| {
            *lease.borrow_mut() = Some(first(2));
        });
        count("release", &|| {
            ledger.release(lease.borrow().as_ref().unwrap()).unwrap();
        });
        assert_eq!(
            ledger
                .overdue_orders(placed + Duration::from_secs(90_000))
                .unwrap(),
            []
        );
        assert_eq!(proxy.connections(), connections, "{kind:?}");
    }
}

#[test]
fn what_keeps_a_ledger_from_its_server_is_said_with_what_to_do() {
    let postgres = Kind::Postgres.shared().port;
    let mysql = Kind::Mysql.shared().port;
    let mut guarded = Server::start_with(Kind::Redis, &["--requirepass", "secret-word"]);
    let redis = guarded.port;
    for (url, says) in [
        (
            format!("postgres://ackwell:hunter2@127.0.0.1:{postgres}/postgres"),
            "check user",
        ),
        (
            format!("postgres://ackwell:correct-horse@127.0.0.1:{postgres}/none"),
            "no database",
        ),
        (
            format!("mysql://ackwell:hunter2@127.0.0.1:{mysql}/mysql"),
            "check user",
        ),
        (
            format!("mysql://ackwell:correct-horse@127.0.0.1:{mysql}/none"),
            "no database",
        ),
        (
            format!("redis://:hunter2@127.0.0.1:{redis}/0"),
            "check user",
        ),
        (
            format!("redis://127.0.0.1:{redis}/0"),
            "asks for a password",
        ),
        (
            "postgres://127.0.0.1:1/shop".to_owned(),
            "no connection to PostgreSQL",
        ),
        (
            "mysql://127.0.0.1:1/shop".to_owned(),
            "no connection to MySQL",
        ),
        ("redis://127.0.0.1:1/0".to_owned(), "connection to Redis"),
        (
            format!("postgres://ackwell@127.0.0.1:{postgres}/shop?sslmode=verify-full"),
            "PostgreSQL",
        ),
        (
            format!("mysql://ackwell@127.0.0.1:{mysql}/shop?ssl-mode=required"),
            "has no TLS",
        ),
    ] {
        let error = Ledger::open(&url).unwrap().status().unwrap_err();
        assert_eq!(error.code(), Code::LedgerUnavailable);
        let shown = format!("{error} {error:?}");
        assert!(error.message().contains(says), "{url}: {shown}");
        for secret in ["hunter2", servers::PASSWORD] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    let url = format!("redis://:secret-word@127.0.0.1:{redis}/0");
    assert_eq!(
        Ledger::open(&url)
            .unwrap()
            .status()
            .unwrap()
            .counts()
            .committed,
        0
    );
    guarded.stop();
}

/// A path that forgets quiet connections (an address translator, a load balancer): the next call
/// does not pay for them with its whole time, and those after it not at all.
#[test]
fn connections_that_the_path_forgot_cost_no_delivery() {
    for kind in Kind::ALL {
        let server = kind.shared();
        let proxy = Proxy::before(server.port);
        let ledger = Ledger::builder(&server.fresh_url_through(proxy.port))
            .timeout(Duration::from_secs(8))
            .open()
            .unwrap();
        ledger.migrate().unwrap();
        let before = proxy.connections();
        // Three connections simultaneously: nobody is answered until all are open.
        proxy.stall(true);
        std::thread::scope(|scope| {
            let claims: Vec<_> = (0..3)
                .map(|number| {
                    let ledger = &ledger;
                    scope.spawn(move || ledger.claim(&Paid::order(number).notification()))
                })
                .collect();
            while proxy.connections() < before + 3
                && claims.iter().any(|claim| !claim.is_finished())
            {
                std::thread::sleep(Duration::from_millis(1));
            }
            proxy.stall(false);
            for claim in claims {
                assert!(matches!(claim.join().unwrap().unwrap(), Claim::First(_)));
            }
        });
        let open = proxy.connections();
        proxy.forget_after(Duration::from_millis(1_200));
        std::thread::sleep(Duration::from_millis(2_500));
        let begun = Instant::now();
        for number in 10..15 {
            let claim = ledger.claim(&Paid::order(number).notification());
            assert!(matches!(claim, Ok(Claim::First(_))), "{kind:?}: {claim:?}");
        }
        assert!(
            begun.elapsed() < Duration::from_secs(6),
            "{kind:?}: {:?}",
            begun.elapsed()
        );
        assert_eq!(
            proxy.connections(),
            open + 1,
            "{kind:?}: the others are closed unasked"
        );
    }
}

/// Keepalive distinguishes a dead path from a quiet one: Linux shows its timer as 02.
#[test]
#[cfg(target_os = "linux")]
fn every_connection_to_a_server_is_kept_alive() {
    for kind in Kind::ALL {
        let server = kind.shared();
        let ledger = Ledger::open(&server.fresh_url()).unwrap();
        let _claim = ledger.claim(&Paid::order(1).notification()).unwrap();
        let remote = format!("0100007F:{:04X}", server.port);
        let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
        let timers: Vec<&str> = table
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>())
            .filter(|columns| columns.get(2) == Some(&remote.as_str()) && columns[3] == "01")
            .map(|columns| columns[5])
            .collect();
        assert!(
            timers.iter().any(|timer| timer.starts_with("02:")),
            "{kind:?}: {timers:?}"
        );
    }
}

/// The look-up of a name counts too. It is the operating system's, so the name server that does
/// not answer is in a separate file-system namespace, which only root may make.
#[test]
#[cfg(target_os = "linux")]
fn a_name_server_that_does_not_answer_does_not_hold_a_call_beyond_its_time() {
    let Ok(_silent) = std::net::UdpSocket::bind("127.0.0.99:53") else {
        eprintln!("NOT TESTED: only root may stand in for a name server");
        return;
    };
    let directory = common::TempDir::new("resolv");
    let file = directory.0.join("resolv.conf");
    std::fs::write(&file, "nameserver 127.0.0.99\n").unwrap();
    let this = std::env::current_exe().unwrap();
    let script = format!(
        "mount --bind {} /etc/resolv.conf && exec {} --ignored --exact --nocapture looks_up_names",
        file.display(),
        this.display()
    );
    let output = std::process::Command::new("unshare")
        .args(["-m", "sh", "-c", &script])
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) => {
            eprintln!("NOT TESTED: unshare cannot be run ({error})");
            return;
        }
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    if complained.contains("unshare failed") || complained.contains("mount:") {
        eprintln!("NOT TESTED: no namespace can be made here: {complained}");
        return;
    }
    assert!(output.status.success(), "{said}{complained}");
    assert_eq!(said.matches("in time:").count(), 3, "{said}{complained}");
}

#[test]
#[ignore = "not a test: the part of the one above that runs where no name server answers"]
fn looks_up_names() {
    for url in [
        "postgres://u:p@db.shop.example/shop",
        "mysql://u:p@db.shop.example/shop",
        "redis://db.shop.example/0",
    ] {
        let ledger = Ledger::builder(url)
            .timeout(Duration::from_secs(1))
            .open()
            .unwrap();
        let begun = Instant::now();
        let error = ledger.claim(&Paid::order(1).notification()).unwrap_err();
        let took = begun.elapsed();
        assert_eq!(error.code(), Code::LedgerUnavailable);
        assert!(error.message().contains("within the time-out"), "{error}");
        assert!(took < Duration::from_secs(3), "{url}: {took:?}");
        println!("in time: {url}: {took:?}: {error}");
    }
}

#[test]
fn an_account_that_may_not_create_tables_uses_those_that_are_there() {
    use mysql::prelude::Queryable as _;
    let server = Kind::Postgres.shared();
    let url = server.fresh_url();
    let database = servers::database_of(&url);
    let mut admin = server.postgres(database);
    admin
        .batch_execute(
            "CREATE ROLE clerk LOGIN PASSWORD 'clerk'; REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        )
        .unwrap();
    let clerk = url.replace("ackwell:correct-horse", "clerk:clerk");
    let clerk = Ledger::open(&clerk).unwrap();
    let error = clerk.status().unwrap_err();
    assert!(
        error.message().contains("ackwell ledger migrate"),
        "{error}"
    );
    Ledger::open(&url).unwrap().migrate().unwrap();
    admin
        .batch_execute(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ackwell_schema, ackwell_ledger, \
             ackwell_conflict, ackwell_expected TO clerk",
        )
        .unwrap();
    let claim = clerk.claim(&Paid::order(1).notification()).unwrap();
    let Claim::First(lease) = claim else {
        panic!("{claim:?}")
    };
    clerk.commit(&lease).unwrap();

    let server = Kind::Mysql.shared();
    let url = server.fresh_url();
    let database = servers::database_of(&url);
    let mut admin = server.mysql(database);
    admin
        .query_drop("CREATE USER 'clerk'@'%' IDENTIFIED BY 'clerk'")
        .unwrap();
    admin
        .query_drop(format!(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.* TO 'clerk'@'%'"
        ))
        .unwrap();
    let clerk = url.replace("ackwell:correct-horse", "clerk:clerk");
    let clerk = Ledger::open(&clerk).unwrap();
    let error = clerk.status().unwrap_err();
    assert!(
        error.message().contains("ackwell ledger migrate"),
        "{error}"
    );
    Ledger::open(&url).unwrap().migrate().unwrap();
    let claim = clerk.claim(&Paid::order(1).notification()).unwrap();
    let Claim::First(lease) = claim else {
        panic!("{claim:?}")
    };
    clerk.commit(&lease).unwrap();
}

#[test]
fn a_call_from_async_code_waits_and_does_not_panic() {
    let ledger = Ledger::open(&Kind::Postgres.shared().fresh_url()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let claim = ledger.claim(&Paid::order(1).notification()).unwrap();
        assert!(matches!(claim, Claim::First(_)));
        // Closing the connections inside of a runtime must not panic either.
        drop(ledger);
    });
}

#[test]
#[ignore = "not a test: a worker process that the other tests of this file start"]
fn worker_process() {
    workers::work();
}
