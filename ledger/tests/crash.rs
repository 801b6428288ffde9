//! Eight worker processes, two thousand notifications, each delivered five times at random; then
//! the same with workers that are killed. Counted by what the workers did, not by what the ledger
//! says.

mod common;
mod servers;
mod workers;

use common::TempDir;
use servers::Kind;
use workers::{Report, Run};

const NOTIFICATIONS: usize = 2_000;
const DELIVERIES: usize = 5;

fn run(url: &str) -> Run {
    Run {
        url: url.to_owned(),
        workers: 8,
        notifications: NOTIFICATIONS,
        deliveries: DELIVERIES,
        ..Run::default()
    }
}

/// Every one fulfilled once, every delivery acknowledged in the end, and none before the work.
fn exactly_once(store: &str, report: &Report) {
    eprintln!("{store}: {report}");
    assert_eq!(report.fulfilled, NOTIFICATIONS, "{store}: {report}");
    assert_eq!(report.twice, 0, "{store}: {report}");
    assert_eq!(report.too_early, 0, "{store}: {report}");
    assert_eq!(
        report.acknowledged,
        NOTIFICATIONS * DELIVERIES,
        "{store}: {report}"
    );
}

#[test]
fn memory_fulfils_every_notification_once_in_eight_threads() {
    exactly_once(
        "memory",
        &workers::in_threads("memory:", 8, NOTIFICATIONS, DELIVERIES),
    );
}

#[test]
fn sqlite_fulfils_every_notification_once_in_eight_processes() {
    let directory = TempDir::new("crash");
    exactly_once("sqlite", &run(&directory.sqlite()).go());
}

#[test]
fn postgres_fulfils_every_notification_once_in_eight_processes() {
    exactly_once("postgres", &run(&Kind::Postgres.shared().fresh_url()).go());
}

#[test]
fn mysql_fulfils_every_notification_once_in_eight_processes() {
    exactly_once("mysql", &run(&Kind::Mysql.shared().fresh_url()).go());
}

#[test]
fn redis_fulfils_every_notification_once_in_eight_processes() {
    exactly_once("redis", &run(&Kind::Redis.shared().fresh_url()).go());
}

/// With workers killed: nothing lost, and what was done twice was done by a worker that was killed
/// between its work and its commit.
fn at_least_once(store: &str, url: &str) {
    let run = Run {
        notifications: 1_000,
        kills: 25,
        lease_seconds: 4,
        ..run(url)
    };
    let report = run.go();
    eprintln!("{store}, 25 workers killed: {report}");
    assert_eq!(report.killed, 25);
    assert_eq!(report.fulfilled, 1_000, "{store}: {report}");
    assert_eq!(report.acknowledged, 1_000 * DELIVERIES, "{store}: {report}");
    assert_eq!(report.too_early, 0, "{store}: {report}");
    assert_eq!(report.twice_by_the_living, 0, "{store}: {report}");
}

#[test]
fn sqlite_loses_nothing_when_workers_are_killed() {
    let directory = TempDir::new("crash");
    at_least_once("sqlite", &directory.sqlite());
}

#[test]
fn postgres_loses_nothing_when_workers_are_killed() {
    at_least_once("postgres", &Kind::Postgres.shared().fresh_url());
}

#[test]
fn mysql_loses_nothing_when_workers_are_killed() {
    at_least_once("mysql", &Kind::Mysql.shared().fresh_url());
}

#[test]
fn redis_loses_nothing_when_workers_are_killed() {
    at_least_once("redis", &Kind::Redis.shared().fresh_url());
}

/// With the claim in the shop's own transaction: exactly once, kills or no kills.
fn exactly_once_in_the_shops_transaction(store: &str, url: &str) {
    let run = Run {
        notifications: 1_000,
        kills: 25,
        in_transaction: true,
        ..run(url)
    };
    let report = run.go();
    eprintln!("{store}, in the shop's transaction, 25 workers killed: {report}");
    assert_eq!(report.killed, 25);
    assert_eq!(report.fulfilled, 1_000, "{store}: {report}");
    assert_eq!(report.twice, 0, "{store}: {report}");
    assert_eq!(report.acknowledged, 1_000 * DELIVERIES, "{store}: {report}");
}

#[test]
fn sqlite_is_exactly_once_in_the_shops_transaction_when_workers_are_killed() {
    let directory = TempDir::new("crash");
    exactly_once_in_the_shops_transaction("sqlite", &directory.sqlite());
}

#[test]
fn postgres_is_exactly_once_in_the_shops_transaction_when_workers_are_killed() {
    exactly_once_in_the_shops_transaction("postgres", &Kind::Postgres.shared().fresh_url());
}

#[test]
fn mysql_is_exactly_once_in_the_shops_transaction_when_workers_are_killed() {
    exactly_once_in_the_shops_transaction("mysql", &Kind::Mysql.shared().fresh_url());
}

#[test]
#[ignore = "not a test: a worker process that the other tests of this file start"]
fn worker_process() {
    workers::work();
}
