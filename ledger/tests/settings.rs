//! Servers that are set up otherwise than the ledger needs, accounts with no more than the
//! documented rights, and poolers in between.

mod common;
mod servers;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ackwell::Provider;
use ackwell_ledger::{Claim, Code, ExpectedOrder, Filter, Ledger, LedgerError};
use common::Paid;
use mysql::prelude::Queryable as _;
use servers::{Kind, PASSWORD, Pooler, Server, database_of};

/// Not final: its commit resolves no order, and so is one statement.
fn processing(number: usize) -> Paid {
    Paid {
        status: "PROCESSING",
        ..Paid::order(number)
    }
}

fn first(ledger: &Ledger, paid: &Paid) -> ackwell_ledger::Lease {
    match ledger.claim(&paid.notification()) {
        Ok(Claim::First(lease)) => lease,
        other => panic!("not the first: {other:?}"),
    }
}

fn order(number: usize, placed: SystemTime) -> ExpectedOrder {
    let paid = Paid::order(number);
    let account = paid.notification().merchant_id().to_owned();
    ExpectedOrder::new(Provider::PingPong, &account, &paid.order, placed)
}

/// What each step leaves is seen by others, and holds nobody up.
fn every_step_is_kept(url: &str) {
    let open = || Ledger::open(url).unwrap();
    let (worker, other) = (open(), open());
    let lease = first(&worker, &processing(1));
    let begun = Instant::now();
    let seen = other.claim(&processing(1).notification()).unwrap();
    assert!(matches!(seen, Claim::InProgress(_)), "{seen:?}");
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "nothing is locked"
    );
    worker.commit(&lease).unwrap();
    let seen = open().claim(&processing(1).notification()).unwrap();
    assert!(matches!(seen, Claim::Repeat), "{seen:?}");
    // After a transaction, too: none begins by itself.
    worker.expect_order(&order(2, UNIX_EPOCH)).unwrap();
    worker.commit(&first(&worker, &Paid::order(2))).unwrap();
    worker.commit(&first(&worker, &processing(3))).unwrap();
    worker.release(&first(&worker, &processing(4))).unwrap();
    worker.expect_order(&order(5, UNIX_EPOCH)).unwrap();
    worker.expect_order(&order(6, UNIX_EPOCH)).unwrap();
    drop(worker);
    for number in [2, 3] {
        let mut paid = processing(number);
        if number == 2 {
            paid.status = "SUCCESS";
        }
        let seen = open().claim(&paid.notification()).unwrap();
        assert!(matches!(seen, Claim::Repeat), "{number}: {seen:?}");
    }
    let _lease = first(&open(), &processing(4));
    assert_eq!(other.overdue_orders(SystemTime::now()).unwrap().len(), 2);
    let contradicts = processing(3).amount("7");
    for _ in 0..2 {
        let seen = other.claim(&contradicts.notification()).unwrap();
        assert!(matches!(seen, Claim::Conflict(_)), "{seen:?}");
    }
    assert_eq!(other.list(&Filter::all()).unwrap().len(), 4);
    assert_eq!(other.status().unwrap().counts().committed, 3);
    other.prune().unwrap();
    assert!(
        other
            .reopen(processing(1).notification().delivery_key())
            .unwrap()
    );
    let _lease = first(&open(), &processing(1));
}

#[test]
fn mysql_may_be_set_up_for_other_programs() {
    let server = Server::start_with(
        Kind::Mysql,
        &[
            "--autocommit=0",
            "--completion-type=1",
            "--transaction-isolation=SERIALIZABLE",
            "--character-set-server=latin1",
            "--skip-character-set-client-handshake",
            "--default-time-zone=+02:00",
        ],
    );
    let url = server.fresh_url();
    Ledger::open(&url).unwrap().migrate().unwrap();
    let mut admin = server.mysql(database_of(&url));
    for setting in [
        "sql_mode = 'ANSI,NO_ZERO_DATE'",
        "sql_safe_updates = 1",
        "sql_select_limit = 1",
        "sql_auto_is_null = 1",
        "unique_checks = 0",
        "max_join_size = 1",
        "sql_big_selects = 0",
        // Last: nothing can be set up after it.
        "tx_read_only = 1",
    ] {
        admin.query_drop(format!("SET GLOBAL {setting}")).unwrap();
    }
    every_step_is_kept(&url);
}

#[test]
fn mysql_that_logs_statements_is_refused_with_what_to_do() {
    let server = Server::start_with(Kind::Mysql, &["--log-bin=log", "--binlog-format=STATEMENT"]);
    let error = Ledger::open(&server.fresh_url())
        .unwrap()
        .claim(&Paid::order(1).notification())
        .unwrap_err();
    assert!(error.message().contains("binlog_format to ROW"), "{error}");
}

#[test]
fn postgres_may_be_set_up_for_other_programs() {
    let server = Kind::Postgres.shared();
    let url = server.fresh_url();
    let database = database_of(&url);
    let mut admin = server.postgres("postgres");
    for setting in [
        "default_transaction_isolation = serializable",
        "default_transaction_read_only = on",
        "default_transaction_deferrable = on",
        "statement_timeout = 500",
        "lock_timeout = 1",
        "idle_in_transaction_session_timeout = 1",
    ] {
        admin
            .batch_execute(&format!("ALTER DATABASE {database} SET {setting}"))
            .unwrap();
    }
    every_step_is_kept(&url);
}

#[test]
fn redis_that_forgets_when_its_memory_is_full_is_refused_with_what_to_do() {
    let options = ["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"];
    let server = Server::start_with(Kind::Redis, &options);
    let url = server.fresh_url();
    let error = Ledger::open(&url)
        .unwrap()
        .claim(&Paid::order(1).notification())
        .unwrap_err();
    assert_eq!(error.code(), Code::LedgerUnavailable);
    assert!(
        error
            .message()
            .contains("maxmemory-policy to noeviction (it is allkeys-lru)"),
        "{error}"
    );
    let mut admin = server.redis("0");
    let set = |admin: &mut redis::Connection, name: &str, value: &str| {
        redis::cmd("CONFIG")
            .arg("SET")
            .arg(name)
            .arg(value)
            .query::<()>(admin)
            .unwrap();
    };
    set(&mut admin, "maxmemory-policy", "noeviction");
    every_step_is_kept(&url);
    // Without a limit nothing is forgotten, whatever the policy.
    set(&mut admin, "maxmemory-policy", "allkeys-lru");
    set(&mut admin, "maxmemory", "0");
    every_step_is_kept(&server.fresh_url());

    let replica = Server::start_with(
        Kind::Redis,
        &[
            "--replicaof",
            "127.0.0.1",
            &server.port.to_string(),
            "--replica-read-only",
            "no",
        ],
    );
    let error = Ledger::open(&replica.fresh_url())
        .unwrap()
        .status()
        .unwrap_err();
    assert!(
        error.message().contains("is a replica: name the master"),
        "{error}"
    );
}

/// The lines of docs/ledger.md that give an account its rights.
fn documented(begins: &str) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/ledger.md");
    let lines: Vec<String> = std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .filter(|line| line.starts_with(begins))
        .map(str::to_owned)
        .collect();
    assert!(
        !lines.is_empty(),
        "docs/ledger.md has no line that begins with {begins}"
    );
    lines
}

/// Every operation that a worker and a person have, with the account that `url` names.
fn may_do_everything(url: &str) -> Result<(), LedgerError> {
    let ledger = Ledger::open(url).unwrap();
    let claim = |paid: &Paid| match ledger.claim(&paid.notification())? {
        Claim::First(lease) => Ok(lease),
        other => panic!("not the first: {other:?}"),
    };
    ledger.expect_order(&order(1, UNIX_EPOCH))?;
    ledger.expect_order(&order(2, UNIX_EPOCH))?;
    ledger.expect_order(&order(3, UNIX_EPOCH))?;
    let mut lease = claim(&Paid::order(1))?;
    ledger.extend(&mut lease)?;
    ledger.commit(&lease)?;
    ledger.release(&claim(&Paid::order(2))?)?;
    let _lease = claim(&Paid::order(2))?;
    for _ in 0..2 {
        let contradicts = Paid::order(1).amount("7").notification();
        assert!(matches!(ledger.claim(&contradicts)?, Claim::Conflict(_)));
    }
    let account = Paid::order(1).notification().merchant_id().to_owned();
    assert!(ledger.resolve_order(Provider::PingPong, &account, &Paid::order(3).order)?);
    assert_eq!(ledger.overdue_orders(SystemTime::now())?.len(), 1);
    assert_eq!(ledger.list(&Filter::all())?.len(), 2);
    assert_eq!(ledger.list(&Filter::all().with_conflicts())?.len(), 1);
    assert!(ledger.reopen(Paid::order(1).notification().delivery_key())?);
    ledger.prune()?;
    ledger.migrate()?;
    assert_eq!(ledger.status()?.counts().conflicts, 1);
    Ok(())
}

#[test]
fn the_documented_rights_suffice_for_every_operation() {
    let server = Kind::Postgres.shared();
    let url = server.fresh_url();
    Ledger::open(&url).unwrap().migrate().unwrap();
    let mut admin = server.postgres(database_of(&url));
    admin
        .batch_execute(
            "REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE ROLE shop LOGIN PASSWORD 'shop'",
        )
        .unwrap();
    let account = url.replace("ackwell:correct-horse@", "shop:shop@");
    let error = may_do_everything(&account).unwrap_err();
    assert!(
        error.message().contains("grant this one SELECT, INSERT"),
        "{error}"
    );
    for grant in documented("GRANT ")
        .iter()
        .filter(|grant| grant.ends_with(" TO shop;"))
    {
        admin.batch_execute(grant).unwrap();
    }
    may_do_everything(&account).unwrap();

    let server = Kind::Mysql.shared();
    let url = server.fresh_url();
    Ledger::open(&url).unwrap().migrate().unwrap();
    let database = database_of(&url);
    let mut admin = server.mysql(database);
    admin
        .query_drop("CREATE USER 'shop'@'%' IDENTIFIED BY 'shop'")
        .unwrap();
    for grant in documented("GRANT ")
        .iter()
        .filter(|grant| grant.ends_with(" TO 'shop'@'%';"))
    {
        let grant = grant.replace(" shop.", &format!(" {database}."));
        admin.query_drop(grant.trim_end_matches(';')).unwrap();
    }
    may_do_everything(&url.replace("ackwell:correct-horse@", "shop:shop@")).unwrap();
}

#[test]
fn the_documented_rights_in_redis_suffice_and_what_is_missing_is_named() {
    let server = Server::start(Kind::Redis);
    let mut admin = server.redis("0");
    let mut acl = |line: &str| {
        let mut words = line.split_whitespace();
        let mut command = redis::cmd(words.next().unwrap());
        for word in words {
            command.arg(word);
        }
        command
            .query::<()>(&mut admin)
            .unwrap_or_else(|e| panic!("{line}: {e}"));
    };
    let rights = documented("ACL SETUSER shop ").remove(0);
    acl(&rights);
    let password = rights
        .split_whitespace()
        .find_map(|word| word.strip_prefix('>'))
        .unwrap();
    // Database 0 and another one.
    for database in [0, 3] {
        let url = format!(
            "redis://shop:{password}@127.0.0.1:{}/{database}",
            server.port
        );
        may_do_everything(&url).unwrap();
    }
    // Each right is needed, but for what only looks at the server.
    let each = rights
        .split_whitespace()
        .filter(|word| word.starts_with('+'));
    for (number, right) in each.enumerate() {
        let command = &right[1..];
        if ["info", "ping"].contains(&command) {
            continue;
        }
        acl("SCRIPT FLUSH");
        acl(&format!("{rights} -{command}"));
        let error = may_do_everything(&format!(
            "redis://shop:{password}@127.0.0.1:{}/{}",
            server.port,
            100 + number
        ))
        .unwrap_err();
        let message = error.message();
        let what = message.split_once(": it needs").unwrap().0;
        assert!(what.contains(&command.to_uppercase()), "{right}: {message}");
        assert!(message.contains(right), "{right}: {message}");
        acl(&rights);
    }
    acl("ACL SETUSER shop resetkeys ~other:*");
    let url = format!("redis://shop:{password}@127.0.0.1:{}/0", server.port);
    let error = may_do_everything(&url).unwrap_err();
    assert!(
        error.message().contains("use the keys ackwell:*"),
        "{error}"
    );
}

#[test]
fn a_password_that_is_missing_is_named() {
    let guarded = Server::start_with(Kind::Redis, &["--requirepass", "secret-word"]);
    let (postgres, mysql) = (Kind::Postgres.shared().port, Kind::Mysql.shared().port);
    for (url, says) in [
        (
            format!("postgres://ackwell@127.0.0.1:{postgres}/postgres"),
            "the URL has none",
        ),
        (
            format!("mysql://ackwell@127.0.0.1:{mysql}/mysql"),
            "the URL has no password",
        ),
        (
            format!("redis://127.0.0.1:{}/0", guarded.port),
            "the URL has none",
        ),
        (
            format!("redis://word@127.0.0.1:{}/0", guarded.port),
            "redis://:password@host",
        ),
    ] {
        let error = Ledger::open(&url).unwrap().status().unwrap_err();
        assert!(error.message().contains(says), "{url}: {error}");
    }
}

#[test]
fn an_account_of_mariadb_may_log_in_by_ed25519() {
    let server = Kind::Mysql.shared();
    let url = server.fresh_url();
    let mut admin = server.mysql(database_of(&url));
    admin.query_drop("INSTALL SONAME 'auth_ed25519'").unwrap();
    admin
        .query_drop("CREATE USER ed@'%' IDENTIFIED VIA ed25519 USING PASSWORD('ed')")
        .unwrap();
    admin.query_drop("GRANT ALL ON *.* TO ed@'%'").unwrap();
    let account = url.replace("ackwell:correct-horse@", "ed:ed@");
    let _lease = first(&Ledger::open(&account).unwrap(), &Paid::order(1));
    let wrong = url.replace("ackwell:correct-horse@", "ed:no@");
    let error = Ledger::open(&wrong).unwrap().status().unwrap_err();
    assert!(
        error.message().contains("check user and password"),
        "{error}"
    );
}

/// Speaks as far as MySQL's handshake, then answers the account with `answer`.
fn answers_the_login_with(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut greeting = vec![10];
            greeting.extend_from_slice(b"8.0.36\0\x01\0\0\0abcdefgh\0");
            // Without TLS; with protocol 4.1, secure passwords and named plugins.
            greeting.extend_from_slice(&[0xff, 0xf7, 45, 2, 0, 0x0f, 0x00, 21]);
            greeting.extend_from_slice(&[0; 10]);
            greeting.extend_from_slice(b"ijklmnopqrst\0mysql_native_password\0");
            let send = |client: &mut std::net::TcpStream, number: u8, packet: &[u8]| {
                let length = u8::try_from(packet.len()).unwrap();
                let _ = client.write_all(&[&[length, 0, 0, number], packet].concat());
            };
            send(&mut client, 0, &greeting);
            let _ = client.read(&mut [0; 4096]);
            send(&mut client, 2, answer);
            let _ = client.read(&mut [0; 4096]);
        }
    });
    format!("mysql://shop:hunter2@127.0.0.1:{port}/shop")
}

#[test]
fn an_authentication_that_is_not_supported_is_named() {
    let url = answers_the_login_with(b"\xfeauth_gssapi_client\0abcdefgh");
    let error = Ledger::open(&url).unwrap().status().unwrap_err();
    assert_eq!(error.code(), Code::LedgerUnavailable);
    assert!(
        error
            .message()
            .contains("authenticate by auth_gssapi_client, which is not supported"),
        "{error}"
    );
}

#[test]
fn a_server_that_makes_the_client_library_panic_is_a_ledger_that_cannot_be_asked() {
    // An empty packet, of which the library reads the first byte.
    let url = answers_the_login_with(b"");
    let ledger = Ledger::open(&url).unwrap();
    for error in [
        ledger.status().unwrap_err(),
        ledger.claim(&Paid::order(1).notification()).unwrap_err(),
    ] {
        assert_eq!(error.code(), Code::LedgerUnavailable);
        assert!(error.message().contains("the client library"), "{error}");
    }
}

#[test]
fn a_pooler_may_give_each_statement_another_connection_of_the_server() {
    let server = Kind::Postgres.shared();
    for mode in ["transaction", "session"] {
        let pooler = Pooler::before(server, mode);
        let url = server.fresh_url_through(pooler.port);
        let direct = url.replace(&format!(":{}/", pooler.port), &format!(":{}/", server.port));
        // In session mode a client keeps its connection of the server's three.
        let workers = if mode == "transaction" { 8 } else { 3 };
        std::thread::scope(|scope| {
            for worker in 0..workers {
                let url = &url;
                scope.spawn(move || {
                    let ledger = Ledger::open(&format!("{url}?pool=2")).unwrap();
                    for number in 0..40 {
                        let paid = Paid::order(worker * 100 + number);
                        ledger.commit(&first(&ledger, &paid)).unwrap();
                    }
                });
            }
        });
        let counts = Ledger::open(&direct).unwrap().status().unwrap().counts();
        assert_eq!(counts.committed, workers as u64 * 40, "{mode}");
        if mode == "session" {
            continue;
        }
        // Nothing that the ledger sets is met by the shop's own statements.
        let options = format!(
            "host=127.0.0.1 port={} user=ackwell password={PASSWORD} dbname={}",
            pooler.port,
            database_of(&url)
        );
        let mut shop = postgres::Client::connect(&options, postgres::NoTls).unwrap();
        for _ in 0..10 {
            for setting in ["statement_timeout", "lock_timeout"] {
                let rows = shop.simple_query(&format!("SHOW {setting}")).unwrap();
                let value = rows.iter().find_map(|message| match message {
                    postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                    _ => None,
                });
                assert_eq!(value.as_deref(), Some("0"), "{setting}");
            }
        }
    }
    // And what the database is set to does not matter either.
    let pooler = Pooler::before(server, "transaction");
    let url = server.fresh_url_through(pooler.port);
    let database = database_of(&url);
    let mut admin = server.postgres("postgres");
    for setting in [
        "default_transaction_isolation = serializable",
        "default_transaction_read_only = on",
    ] {
        admin
            .batch_execute(&format!("ALTER DATABASE {database} SET {setting}"))
            .unwrap();
    }
    every_step_is_kept(&url);
}
