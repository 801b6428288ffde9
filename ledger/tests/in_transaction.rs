//! A claim inside the shop's own transaction, on every database that has transactions, and together
//! with workers that claim with leases.

mod common;
mod servers;

use std::time::Duration;

use ackwell::{Notification, Provider};
use ackwell_ledger::in_transaction::{self, Values};
use ackwell_ledger::{
    Claim, Code, Delivery, DeliveryState, ExpectedOrder, Filter, Ledger, LedgerError,
};
use common::{Paid, TempDir};
use mysql::prelude::Queryable as _;
use servers::{Kind, database_of};

/// A shop's database, asked the same way on each.
enum Shop {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Client),
    Mysql(mysql::Conn),
}

impl Shop {
    /// Each database, twice connected, with a ledger in it.
    fn each(check: impl Fn(&mut Shop, &mut Shop, &Ledger)) {
        let directory = TempDir::new("shop");
        let open = || rusqlite::Connection::open(directory.0.join("ledger.db")).unwrap();
        let ledger = Ledger::open(&directory.sqlite()).unwrap();
        check(
            &mut Shop::Sqlite(open()),
            &mut Shop::Sqlite(open()),
            &ledger,
        );

        let (url, ledger) = fresh(Kind::Postgres);
        let open = || Shop::Postgres(Kind::Postgres.shared().postgres(database_of(&url)));
        check(&mut open(), &mut open(), &ledger);

        let (url, ledger) = fresh(Kind::Mysql);
        let open = || Shop::Mysql(Kind::Mysql.shared().mysql(database_of(&url)));
        check(&mut open(), &mut open(), &ledger);
    }

    fn run(&mut self, sql: &str) {
        match self {
            Self::Sqlite(shop) => shop.execute_batch(sql).unwrap(),
            Self::Postgres(shop) => shop.batch_execute(sql).unwrap(),
            Self::Mysql(shop) => shop.query_drop(sql).unwrap(),
        }
    }

    /// Claims in a transaction, runs `work` in it if the delivery is the first, and commits it or
    /// rolls it back.
    fn claim(
        &mut self,
        notification: &Notification,
        work: &str,
        commit: bool,
    ) -> Result<Delivery, LedgerError> {
        match self {
            Self::Sqlite(shop) => {
                let behavior = rusqlite::TransactionBehavior::Immediate;
                let transaction = shop.transaction_with_behavior(behavior).unwrap();
                let delivery = in_transaction::sqlite::claim(&transaction, notification)?;
                if delivery == Delivery::First {
                    transaction.execute_batch(work).unwrap();
                }
                if commit {
                    transaction.commit()
                } else {
                    transaction.rollback()
                }
                .unwrap();
                Ok(delivery)
            }
            Self::Postgres(shop) => {
                let mut transaction = shop.transaction().unwrap();
                let delivery = in_transaction::postgres::claim(&mut transaction, notification)?;
                if delivery == Delivery::First {
                    transaction.batch_execute(work).unwrap();
                }
                if commit {
                    transaction.commit()
                } else {
                    transaction.rollback()
                }
                .unwrap();
                Ok(delivery)
            }
            Self::Mysql(shop) => {
                let options = mysql::TxOpts::default();
                let mut transaction = shop.start_transaction(options).unwrap();
                let delivery = in_transaction::mysql::claim(&mut transaction, notification)?;
                if delivery == Delivery::First {
                    transaction.query_drop(work).unwrap();
                }
                if commit {
                    transaction.commit()
                } else {
                    transaction.rollback()
                }
                .unwrap();
                Ok(delivery)
            }
        }
    }

    /// Claims in a transaction that is committed. Returns the transaction of the earlier payment.
    fn earlier_payment(&mut self, notification: &Notification) -> Option<String> {
        let found = match self {
            Self::Sqlite(shop) => {
                let behavior = rusqlite::TransactionBehavior::Immediate;
                let transaction = shop.transaction_with_behavior(behavior).unwrap();
                let _ = in_transaction::sqlite::claim(&transaction, notification).unwrap();
                let found = in_transaction::sqlite::earlier_payment(&transaction, notification);
                transaction.commit().unwrap();
                found
            }
            Self::Postgres(shop) => {
                let mut transaction = shop.transaction().unwrap();
                let _ = in_transaction::postgres::claim(&mut transaction, notification).unwrap();
                let found =
                    in_transaction::postgres::earlier_payment(&mut transaction, notification);
                transaction.commit().unwrap();
                found
            }
            Self::Mysql(shop) => {
                let options = mysql::TxOpts::default();
                let mut transaction = shop.start_transaction(options).unwrap();
                let _ = in_transaction::mysql::claim(&mut transaction, notification).unwrap();
                let found = in_transaction::mysql::earlier_payment(&mut transaction, notification);
                transaction.commit().unwrap();
                found
            }
        };
        let found = found.unwrap()?;
        assert_eq!(found.currency(), Some("USD"));
        Some(found.transaction_no().unwrap().to_owned())
    }

    fn count(&mut self) -> i64 {
        let sql = "SELECT count(*) FROM paid";
        match self {
            Self::Sqlite(shop) => shop.query_row(sql, [], |row| row.get(0)).unwrap(),
            Self::Postgres(shop) => shop.query_one(sql, &[]).unwrap().get(0),
            Self::Mysql(shop) => shop.query_first(sql).unwrap().unwrap(),
        }
    }
}

fn fresh(kind: Kind) -> (String, Ledger) {
    let url = kind.shared().fresh_url();
    let ledger = Ledger::open(&url).unwrap();
    ledger.migrate().unwrap();
    (url, ledger)
}

const PAID: &str = "INSERT INTO paid VALUES ('x')";

#[test]
fn the_work_and_the_claim_become_true_together_or_not_at_all() {
    Shop::each(|shop, other, ledger| {
        shop.run("CREATE TABLE paid (order_no VARCHAR(64))");
        let notification = Paid::order(1).notification();
        let rolled_back = shop.claim(&notification, PAID, false).unwrap();
        assert_eq!(rolled_back, Delivery::First);
        assert_eq!(other.count(), 0);
        assert_eq!(ledger.list(&Filter::all()).unwrap().len(), 0);

        assert_eq!(
            shop.claim(&notification, PAID, true).unwrap(),
            Delivery::First
        );
        assert_eq!(other.count(), 1);
        for _ in 0..3 {
            assert_eq!(
                other.claim(&notification, PAID, true).unwrap(),
                Delivery::Repeat
            );
        }
        assert_eq!(shop.count(), 1);
        assert!(matches!(
            ledger.claim(&notification).unwrap(),
            Claim::Repeat
        ));
        let record = &ledger.list(&Filter::all()).unwrap()[0];
        assert_eq!(
            (record.state(), record.token()),
            (DeliveryState::Committed, 1)
        );
        assert_eq!(record.amount(), Some("2.5"));
    });
}

#[test]
fn a_claim_in_a_transaction_keeps_to_the_leases_of_others() {
    Shop::each(|shop, _, ledger| {
        shop.run("CREATE TABLE paid (order_no VARCHAR(64))");
        let notification = Paid::order(1).notification();
        let Claim::First(lease) = ledger.claim(&notification).unwrap() else {
            panic!("not the first");
        };
        let Delivery::InProgress(held) = shop.claim(&notification, PAID, true).unwrap() else {
            panic!("not in progress");
        };
        assert!(held.remaining() > Duration::from_secs(30), "{held:?}");
        ledger.release(&lease).unwrap();
        assert_eq!(
            shop.claim(&notification, PAID, true).unwrap(),
            Delivery::First
        );
        assert_eq!(ledger.commit(&lease).unwrap_err().code(), Code::LeaseLost);
        assert_eq!(shop.count(), 1);
        assert_eq!(ledger.list(&Filter::all()).unwrap()[0].token(), 2);

        // One that ran out, and one that a person reopened.
        let notification = Paid::order(2).notification();
        let Claim::First(late) = ledger.claim(&notification).unwrap() else {
            panic!("not the first");
        };
        shop.run("UPDATE ackwell_ledger SET lease_until_ms = 0 WHERE state = 0");
        assert_eq!(
            shop.claim(&notification, PAID, true).unwrap(),
            Delivery::First
        );
        assert_eq!(ledger.commit(&late).unwrap_err().code(), Code::LeaseLost);
        assert!(ledger.reopen(notification.delivery_key()).unwrap());
        let other = Paid::order(2).amount("7").notification();
        assert_eq!(shop.claim(&other, PAID, true).unwrap(), Delivery::First);
        assert_eq!(shop.count(), 3);
    });
}

/// In autumn an hour of local time comes twice, and a time that is counted through it is an hour
/// wrong: a lease that ran out would hold for an hour more, or a living one would end.
#[test]
fn a_claim_in_a_transaction_counts_time_without_the_shops_time_zone() {
    Shop::each(|shop, _, ledger| {
        shop.run("CREATE TABLE paid (order_no VARCHAR(64))");
        // 2026-10-25 01:30 UTC, the second 02:30 in Berlin; no zone of the server's own tables.
        match shop {
            Shop::Mysql(shop) => {
                for (zone, moment) in [
                    ("Europe/Berlin", 1_792_891_800),
                    ("America/New_York", 1_793_514_600),
                ] {
                    load_zone(shop, zone);
                    shop.query_drop(format!("SET time_zone = '{zone}'"))
                        .unwrap();
                    shop.query_drop(format!("SET timestamp = {moment}"))
                        .unwrap();
                    let sql = in_transaction::Statements::of(in_transaction::Dialect::Mysql);
                    let now = "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000";
                    for statement in [
                        sql.claim.sql,
                        sql.outcome.sql,
                        sql.resolve_order.sql,
                        sql.conflict.sql,
                    ] {
                        assert!(statement.contains(now), "{statement}");
                    }
                    let number: usize = moment;
                    let notification = Paid::order(number).notification();
                    let first = claim_in(shop, &notification);
                    assert_eq!(first, Delivery::First);
                    let kept: i64 = shop
                        .exec_first(
                            "SELECT changed_ms FROM ackwell_ledger WHERE delivery_key = ?",
                            (notification.delivery_key(),),
                        )
                        .unwrap()
                        .unwrap();
                    assert_eq!(kept, i64::try_from(moment).unwrap() * 1000, "{zone}");
                }
            }
            // Neither goes through a time zone; with one set, the moment is now all the same.
            Shop::Postgres(_) => shop.run("SET timezone = 'Europe/Berlin'"),
            Shop::Sqlite(_) => {}
        }
        if !matches!(shop, Shop::Mysql(_)) {
            let notification = Paid::order(1).notification();
            assert_eq!(shop.claim(&notification, PAID, true), Ok(Delivery::First));
            let seen = ledger.list(&Filter::all()).unwrap()[0].first_seen();
            let apart = std::time::SystemTime::now().duration_since(seen).unwrap();
            assert!(apart < Duration::from_secs(600), "{apart:?}");
        }
    });
}

fn claim_in(shop: &mut mysql::Conn, notification: &Notification) -> Delivery {
    let mut transaction = shop.start_transaction(mysql::TxOpts::default()).unwrap();
    let delivery = in_transaction::mysql::claim(&mut transaction, notification).unwrap();
    transaction.commit().unwrap();
    delivery
}

/// Teaches the server one zone, as `mariadb-tzinfo-to-sql` does with all of them.
fn load_zone(shop: &mut mysql::Conn, zone: &str) {
    let (winter, summer, back) = match zone {
        "Europe/Berlin" => (3_600, 7_200, 1_792_890_000_i64), // 2026-10-25 01:00 UTC
        _ => (-18_000, -14_400, 1_793_512_800),               // 2026-11-01 06:00 UTC
    };
    let forth = back - 210 * 86_400;
    for statement in [
        "INSERT INTO mysql.time_zone (Use_leap_seconds) VALUES ('N')".to_owned(),
        "SET @zone = LAST_INSERT_ID()".to_owned(),
        format!("INSERT INTO mysql.time_zone_name VALUES ('{zone}', @zone)"),
        format!(
            "INSERT INTO mysql.time_zone_transition_type VALUES \
             (@zone, 0, {winter}, 0, 'W'), (@zone, 1, {summer}, 1, 'S')"
        ),
        format!(
            "INSERT INTO mysql.time_zone_transition VALUES (@zone, {forth}, 1), (@zone, {back}, 0)"
        ),
    ] {
        shop.query_drop(statement).unwrap();
    }
}

#[test]
fn a_conflict_in_a_transaction_is_told_and_recorded() {
    Shop::each(|shop, _, ledger| {
        shop.run("CREATE TABLE paid (order_no VARCHAR(64))");
        assert_eq!(
            shop.claim(&Paid::order(1).notification(), PAID, true),
            Ok(Delivery::First)
        );
        let other = Paid::order(1).amount("9999").notification();
        for times in 1..=2 {
            let Delivery::Conflict(conflict) = shop.claim(&other, PAID, true).unwrap() else {
                panic!("no conflict");
            };
            assert_eq!(conflict.differs(), ["amount"]);
            assert_eq!(conflict.times(), times);
            assert_eq!(conflict.first().amount(), Some("2.5"));
        }
        let records = ledger.list(&Filter::all().with_conflicts()).unwrap();
        assert_eq!(records[0].conflicts()[0].times(), 2);
        assert_eq!(
            records[0].conflicts()[0].later().fingerprint_hex(),
            other.fingerprint_hex()
        );
        assert_eq!(shop.count(), 1);
    });
}

#[test]
fn a_claim_in_a_transaction_resolves_the_order_that_waits() {
    Shop::each(|shop, _, ledger| {
        shop.run("CREATE TABLE paid (order_no VARCHAR(64))");
        let notification = Paid::order(1).notification();
        assert!(Values::of(&notification).resolves_order());
        for order in ["ORDER-000001", "ORDER-000002"] {
            let placed = std::time::UNIX_EPOCH;
            let account = notification.merchant_id();
            let order = ExpectedOrder::new(Provider::PingPong, account, order, placed);
            ledger.expect_order(&order).unwrap();
        }
        assert_eq!(shop.claim(&notification, PAID, true), Ok(Delivery::First));
        let due = ledger.overdue_orders(std::time::SystemTime::now()).unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!(due[0].order_no(), "ORDER-000002");
    });
}

#[test]
fn a_transaction_is_told_of_an_earlier_payment_of_the_order() {
    Shop::each(|shop, _, ledger| {
        let tab = |number: usize, status: &'static str| {
            let mut paid = Paid::order(number);
            "ORDER-TWICE".clone_into(&mut paid.order);
            paid.status = status;
            paid.notification()
        };
        let (one, two) = (tab(1, "SUCCESS"), tab(2, "SUCCESS"));
        assert_eq!(shop.earlier_payment(&tab(1, "FAILED")), None);
        assert_eq!(shop.earlier_payment(&tab(3, "FAILED")), None);
        assert_eq!(shop.earlier_payment(&one), None, "itself, and what failed");
        let earlier = shop.earlier_payment(&two);
        assert_eq!(earlier.as_deref(), one.transaction_no());
        let found = ledger.earlier_payment(&two).unwrap().unwrap();
        assert_eq!(
            found.transaction_no(),
            one.transaction_no(),
            "the ledger says the same"
        );
        assert_eq!(shop.earlier_payment(&Paid::order(4).notification()), None);
    });
}

#[test]
fn two_transactions_that_claim_one_delivery_wait_for_each_other() {
    Shop::each(|shop, other, _| {
        shop.run("CREATE TABLE paid (order_no VARCHAR(64))");
        for number in 0..20 {
            let notification = Paid::order(number).notification();
            // The first may roll back; then the other one is the first.
            let commit = number % 3 != 0;
            let answers = std::thread::scope(|scope| {
                let one = scope.spawn(|| shop.claim(&notification, PAID, commit).unwrap());
                let two = other.claim(&notification, PAID, true).unwrap();
                (one.join().unwrap(), two)
            });
            match answers {
                (Delivery::First, Delivery::Repeat) => assert!(commit),
                (Delivery::Repeat, Delivery::First) => {}
                (Delivery::First, Delivery::First) => assert!(!commit),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(shop.count(), 20);
    });
}

#[test]
fn the_tables_are_created_in_a_shops_own_database_by_the_api_too() {
    let mut shop = rusqlite::Connection::open_in_memory().unwrap();
    in_transaction::sqlite::create_tables(&shop).unwrap();
    in_transaction::sqlite::create_tables(&shop).unwrap();
    let notification = Paid::order(1).notification();
    let transaction = shop.transaction().unwrap();
    let first = in_transaction::sqlite::claim(&transaction, &notification).unwrap();
    assert_eq!(first, Delivery::First);

    let url = Kind::Postgres.shared().fresh_url();
    let mut shop = Kind::Postgres.shared().postgres(database_of(&url));
    in_transaction::postgres::create_tables(&mut shop).unwrap();
    in_transaction::postgres::create_tables(&mut shop).unwrap();
    assert_eq!(Ledger::open(&url).unwrap().status().unwrap().schema(), 1);

    let url = Kind::Mysql.shared().fresh_url();
    let mut shop = Kind::Mysql.shared().mysql(database_of(&url));
    in_transaction::mysql::create_tables(&mut shop).unwrap();
    in_transaction::mysql::create_tables(&mut shop).unwrap();
    assert_eq!(Ledger::open(&url).unwrap().status().unwrap().schema(), 1);
}

#[test]
fn async_code_claims_with_tokio_postgres() {
    let (url, _ledger) = fresh(Kind::Postgres);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let words = runtime.block_on(async {
        let (mut shop, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        let mut words = Vec::new();
        for paid in [Paid::order(1), Paid::order(1), Paid::order(1).amount("5")] {
            let transaction = shop.transaction().await.unwrap();
            let notification = paid.notification();
            let delivery = in_transaction::postgres::claim_async(&transaction, &notification)
                .await
                .unwrap();
            words.push(delivery.as_str());
            transaction.commit().await.unwrap();
        }
        words
    });
    assert_eq!(words, ["first", "repeat", "conflict"]);
}
