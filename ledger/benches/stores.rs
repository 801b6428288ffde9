//! Claims and commits a second for every store, against the bare statement of the same store in the
//! same run, and what a claim costs when millions of keys are kept.
//!
//! `cargo bench -p ackwell-ledger --features all`, or with words behind `--` for a part:
//! `memory`, `sqlite`, `postgres`, `mysql`, `redis`, `kept`.

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/servers/mod.rs"]
mod servers;
mod stores {
    pub(crate) mod bare;
    pub(crate) mod kept;
    pub(crate) mod measure;
}

use std::time::Duration;

use ackwell::Notification;
use ackwell_ledger::{Claim, Ledger};

use common::{Paid, TempDir};
use servers::{Kind, Server};
use stores::bare::Bare;
use stores::measure::{Figure, Figures, rate};

/// How many rounds: each measures everything once, so that what disturbs one disturbs all.
const ROUNDS: usize = 5;
/// How long one measurement runs.
const SPAN: Duration = Duration::from_millis(700);

fn main() {
    // `cargo bench` passes `--bench`.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    println!("Claims and commits a second; median of {ROUNDS} rounds of {SPAN:?} each.");
    println!(
        "`bare` is the store's own INSERT ... ON CONFLICT DO NOTHING (or SET NX) of the same row."
    );
    println!();
    println!("{}", Figure::HEADER);
    if wanted("memory") {
        throughput("memory", "memory:", None);
    }
    if wanted("sqlite") {
        let directory = TempDir::new("bench");
        throughput(
            "sqlite, full",
            &directory.sqlite(),
            Some(&|| Bare::sqlite(&directory, "FULL")),
        );
        let directory = TempDir::new("bench");
        let url = format!("{}?synchronous=normal", directory.sqlite());
        throughput(
            "sqlite, normal",
            &url,
            Some(&|| Bare::sqlite(&directory, "NORMAL")),
        );
    }
    if wanted("postgres") {
        let server = Server::start(Kind::Postgres);
        let url = server.fresh_url();
        throughput("postgres", &url, Some(&|| Bare::postgres(&server, &url)));
    }
    if wanted("mysql") {
        let server = Server::start(Kind::Mysql);
        let url = server.fresh_url();
        throughput(
            "mysql (MariaDB)",
            &url,
            Some(&|| Bare::mysql(&server, &url)),
        );
    }
    if wanted("redis") {
        for (name, fsync) in [("redis, always", "always"), ("redis, everysec", "everysec")] {
            let server = Server::start_with(Kind::Redis, &["--appendfsync", fsync]);
            let url = server.fresh_url();
            throughput(name, &url, Some(&|| Bare::redis(&server, &url)));
        }
    }
    if wanted("kept") {
        println!();
        stores::kept::run();
    }
}

/// New keys, never used before, for all measurements of this run.
fn fresh(count: usize) -> Vec<Notification> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let first = NEXT.fetch_add(count, Ordering::SeqCst);
    (first..first + count)
        .map(|number| Paid::order(number).notification())
        .collect()
}

fn throughput(name: &str, url: &str, bare: Option<&dyn Fn() -> Bare>) {
    let ledger = Ledger::open(url).expect("a ledger");
    ledger.migrate().expect("its tables");
    for workers in [1, 8] {
        let mut figures = Figures::default();
        for _ in 0..ROUNDS {
            if let Some(bare) = bare {
                let connections: Vec<Bare> = (0..workers).map(|_| bare()).collect();
                figures
                    .bare
                    .push(rate(SPAN, connections, fresh, Bare::insert));
            }
            let leases = std::sync::Mutex::new(Vec::new());
            let handles = || (0..workers).map(|_| ledger.clone()).collect::<Vec<_>>();
            figures.claim.push(rate(
                SPAN,
                handles(),
                fresh,
                |ledger, notification| match ledger.claim(notification).expect("a claim") {
                    Claim::First(lease) => leases.lock().expect("no panic").push(lease),
                    other => panic!("{other:?}"),
                },
            ));
            let leases = leases.into_inner().expect("no panic");
            figures.commit.push(rate(
                SPAN,
                handles(),
                {
                    let leases = std::sync::Mutex::new(leases.into_iter());
                    move |count| {
                        leases
                            .lock()
                            .expect("no panic")
                            .by_ref()
                            .take(count)
                            .collect()
                    }
                },
                |ledger, lease| ledger.commit(lease).expect("a commit"),
            ));
            let repeated = fresh(1);
            if let Claim::First(lease) = ledger.claim(&repeated[0]).expect("a claim") {
                ledger.commit(&lease).expect("a commit");
            }
            figures.repeat.push(rate(
                SPAN,
                handles(),
                |count| vec![(); count],
                |ledger, ()| match ledger.claim(&repeated[0]).expect("a claim") {
                    Claim::Repeat => {}
                    other => panic!("{other:?}"),
                },
            ));
        }
        println!("{}", figures.figure(name, workers));
    }
}
