"""Workers with leases, Django's transactions and plain transactions on one ledger, on SQLite and on
real servers. `tests/networked/run.sh` runs it with pytest, with

- ACKWELL_TEST_URLS: the URLs of empty databases, `postgres://` and `mysql://`
- ACKWELL_COMMAND: the command `ackwell`
- ACKWELL_PHP: the autoloader of the installed PHP package
- ACKWELL_ADO: the command of AdoWorker, with the folder of Npgsql
- ACKWELL_NODE: the command of node_worker.mjs, beside the installed npm package
- ACKWELL_JDBC: the command of JdbcWorker
"""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

TESTS = Path(__file__).resolve().parents[2] / "bindings" / "python" / "tests"
sys.path.insert(0, str(TESTS))

import django  # noqa: E402
import support  # noqa: E402
from django.conf import settings  # noqa: E402

URLS = {
    "sqlite": f"sqlite://{tempfile.mkdtemp()}/shop.db",
    **{url.partition(":")[0]: url for url in os.environ["ACKWELL_TEST_URLS"].split()},
}
COMMAND = os.environ["ACKWELL_COMMAND"]
PHP = os.environ["ACKWELL_PHP"]
ADO = os.environ["ACKWELL_ADO"].split()
NODE = os.environ["ACKWELL_NODE"].split()
JDBC = os.environ["ACKWELL_JDBC"].split()
JDBC_DRIVERS = {"sqlite": ["sqlite"], "postgres": ["postgresql"], "mysql": ["mysql", "mariadb"]}
NOTIFICATIONS = 60
ENGINES = {"sqlite": "sqlite3", "postgres": "postgresql", "mysql": "mysql"}


def database_of(store: str) -> dict[str, Any]:
    url = urlsplit(URLS[store])
    if store == "sqlite":
        place = {"NAME": url.path, "OPTIONS": {"timeout": 30}}
    else:
        place = {
            "NAME": url.path[1:],
            "HOST": url.hostname,
            "PORT": url.port,
            "USER": url.username,
            "PASSWORD": unquote(url.password or ""),
        }
    return {"ENGINE": f"django.db.backends.{ENGINES[store]}", **place}


settings.configure(
    SECRET_KEY="only-for-tests",
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.contenttypes", "ackwell.django"],
    DATABASES={"default": {}, **{store: database_of(store) for store in URLS}},
    ACKWELL={
        "lianlian": {
            "public_keys": [support.PUBLIC_KEY],
            "merchant_ids": [support.MERCHANT],
            "sources": "any",
        }
    },
)
django.setup()

import ackwell  # noqa: E402
from ackwell import DeliveryState, database  # noqa: E402
from ackwell.django import conf, earlier_payment, expect_order, overdue_orders  # noqa: E402
from ackwell.django.ledger import fulfil_once, prune  # noqa: E402
from ackwell.django.models import Conflict, Delivery, ExpectedOrder, in_state  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

logging.getLogger("ackwell").setLevel(logging.CRITICAL)


def drivers(store: str) -> list[str]:
    """The drivers that plain connections are made with."""
    return {
        "sqlite": ["sqlite3"],
        "postgres": ["psycopg", "sqlalchemy+psycopg"],
        "mysql": ["pymysql", "MySQLdb", "sqlalchemy+pymysql"],
    }[store]


def connect(store: str, driver: str) -> Any:
    """A connection of a shop without Django."""
    url = urlsplit(URLS[store])
    if driver == "sqlite3":
        return sqlite3.connect(url.path, timeout=30)
    place = {"host": url.hostname, "port": url.port, "user": url.username}
    name, password = url.path[1:], unquote(url.password or "")
    if driver == "psycopg":
        import psycopg

        return psycopg.connect(**place, dbname=name)
    if driver.startswith("sqlalchemy"):
        import sqlalchemy

        dialect = {"postgres": "postgresql", "mysql": "mysql"}[store]
        made = sqlalchemy.URL.create(
            f"{dialect}+{driver.partition('+')[2]}",
            url.username,
            password,
            url.hostname,
            url.port,
            name,
        )
        return sqlalchemy.create_engine(made).connect()
    if driver == "pymysql":
        import pymysql

        return pymysql.connect(**place, password=password, database=name)
    import MySQLdb

    return MySQLdb.connect(**place, password=password, database=name)


def encoded(body: bytes) -> str:
    return base64.b64encode(body).decode()


def hiding(who: str) -> bytes:
    """A notification whose work hides a statement that failed."""
    return support.lianlian(no_order=f"hidden-{who}", oid_paybill=f"hidden-{who}")


def pdo_worker(store: str) -> list[str]:
    """The command of a worker in PHP."""
    url = urlsplit(URLS[store])
    where = f"host={url.hostname};port={url.port};dbname={url.path[1:]}"
    dsn = {"sqlite": f"sqlite:{url.path}", "postgres": f"pgsql:{where}", "mysql": f"mysql:{where}"}
    script = str(Path(__file__).parent / "pdo_worker.php")
    account = [url.username or "", unquote(url.password or "")]
    config = json.dumps({"lianlian": settings.ACKWELL["lianlian"]})
    words = ["php", "-d", "ffi.enable=true", script, PHP, dsn[store], *account]
    conflict = support.lianlian(no_order="order-0", oid_paybill="0", money_order="9.90")
    return [*words, config, support.PEER, "30", encoded(conflict), encoded(hiding("pdo"))]


def ado_worker(store: str) -> list[str]:
    """The command of a worker in C#. PostgreSQL's is the provider of ADO.NET that can be had here."""
    url = urlsplit(URLS[store])
    where = f"Host={url.hostname};Port={url.port};Database={url.path[1:]};Username={url.username}"
    config = json.dumps({"lianlian": settings.ACKWELL["lianlian"]})
    conflict = support.lianlian(no_order="order-1", oid_paybill="1", money_order="9.90")
    place = [*ADO, where, config, support.PEER, "40"]
    return [*place, encoded(conflict), encoded(hiding("ado"))]


def node_worker(store: str) -> list[str]:
    """The command of a worker in Node."""
    config = json.dumps({"lianlian": settings.ACKWELL["lianlian"]})
    conflict = support.lianlian(no_order="order-2", oid_paybill="2", money_order="9.90")
    place = [*NODE, store, URLS[store], config, support.PEER, "50"]
    return [*place, encoded(conflict)]


def jdbc_worker(store: str, driver: str, what: str, *arguments: str) -> list[str]:
    """The command of a worker in Java."""
    url = urlsplit(URLS[store])
    account = f"user={url.username}&password={url.password or ''}"
    place = {
        "sqlite": f"jdbc:sqlite:{url.path}?busy_timeout=30000",
        "postgresql": f"jdbc:postgresql://{url.hostname}:{url.port}{url.path}?{account}",
        "mysql": f"jdbc:mysql://{url.hostname}:{url.port}{url.path}?{account}",
        # This driver takes a password as it is, and TLS unless it is told.
        "mariadb": f"jdbc:mariadb://{url.hostname}:{url.port}{url.path}?{unquote(account)}"
        "&sslMode=disable",
    }[driver]
    config = json.dumps({"lianlian": settings.ACKWELL["lianlian"]})
    place = URLS[store] if what == "leased" else place
    return [*JDBC, what, place, config, support.PEER, *arguments]


def jdbc_racers(store: str) -> list[list[str]]:
    """A worker for each of Java's drivers, which meets a conflict that no other one meets."""
    racers = []
    for place, driver in enumerate(JDBC_DRIVERS[store]):
        order = str(3 + place)
        conflict = support.lianlian(
            no_order=f"order-{order}", oid_paybill=order, money_order="9.90"
        )
        last = base64.b64encode(conflict).decode()
        racers.append(jdbc_worker(store, driver, "race", str(60 + place), last))
    return racers


def in_java(store: str, driver: str, what: str, *bodies: bytes) -> str:
    """Runs a worker in Java over a few bodies, and returns the line that it printed."""
    ran = subprocess.run(
        jdbc_worker(store, driver, what),
        input=b"".join(base64.b64encode(body) + b"\n" for body in bodies),
        stdout=subprocess.PIPE,
        check=True,
    )
    return ran.stdout.decode().strip()


def execute(connection: Any, sql: str) -> list[Any]:
    if hasattr(connection, "exec_driver_sql"):
        result = connection.exec_driver_sql(sql)
        return list(result.fetchall()) if result.returns_rows else []
    cursor = connection.cursor()
    cursor.execute(sql)
    rows = cursor.fetchall() if cursor.description else []
    cursor.close()
    return list(rows)


def verified(**changes: str) -> ackwell.Notification:
    return conf.receiver("lianlian").verify(support.lianlian(**changes), None, support.PEER)


def ledger(store: str, *arguments: str) -> list[Any]:
    """What `ackwell ledger` prints as JSON, in a separate process."""
    # An order number comes before the URL, options may be anywhere.
    words = [COMMAND, "ledger", *arguments, "--json", URLS[store]]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ran.stderr == "", ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def leased(store: str, script: str) -> str:
    """Runs a few lines with a `ledger` and a `receiver`, in a separate process."""
    head = (
        "import sys, ackwell, support\n"
        "from datetime import datetime, timedelta, timezone\n"
        "ledger = ackwell.Ledger(sys.argv[1])\n"
        "receiver = ackwell.LianLian(\n"
        "    public_keys=[support.PUBLIC_KEY], merchant_ids=[support.MERCHANT])\n"
        "def verified(**changes):\n"
        "    return receiver.verify(support.lianlian(**changes), None, support.PEER)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", head + script, URLS[store]],
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@pytest.fixture(params=list(URLS))
def store(request: pytest.FixtureRequest) -> Any:
    store: str = request.param
    call_command("migrate", database=store, verbosity=0)
    with connections[store].cursor() as cursor:
        cursor.execute("CREATE TABLE fulfilled (order_no VARCHAR(64) NOT NULL, who VARCHAR(64))")
    yield store
    with connections[store].cursor() as cursor:
        cursor.execute("DROP TABLE fulfilled")
        for table in ("ackwell_conflict", "ackwell_ledger", "ackwell_expected"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    connections[store].close()


def test_of_leased_workers_and_transactions_exactly_one_fulfils_each(store: str) -> None:
    bodies = [
        support.lianlian(no_order=f"order-{number}", oid_paybill=str(number))
        for number in range(NOTIFICATIONS)
    ]
    # One is for workers alone and one for transactions alone, so that both have a share whose luck
    # with the database's lock is bad. All race for the rest.
    for_workers, for_transactions = bodies[:1] + bodies[2:], bodies[1:]
    workers = [
        subprocess.Popen(
            [sys.executable, Path(__file__).parent / "leased_worker.py", URLS[store], str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])},
        )
        for seed in range(2)
    ]
    leased_java = jdbc_worker(store, JDBC_DRIVERS[store][0], "leased", "2")
    workers += [subprocess.Popen(leased_java, stdin=subprocess.PIPE, stdout=subprocess.PIPE)]
    commands = [pdo_worker(store), node_worker(store), *jdbc_racers(store)]
    commands += [ado_worker(store)] if store == "postgres" else []
    others = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for command in commands
    ]
    problems: list[BaseException] = []

    def until_done(seed: int, attempt: Any) -> None:
        mine = for_transactions.copy()
        random.Random(seed).shuffle(mine)
        receiver = conf.receiver("lianlian")
        try:
            for body in mine:
                notification = receiver.verify(body, None, support.PEER)
                deadline = time.monotonic() + 60
                while not attempt(notification):
                    assert time.monotonic() < deadline, notification
                    time.sleep(0.005)
        except BaseException as problem:  # noqa: BLE001 (the test reports it)
            problems.append(problem)

    def in_django(seed: int) -> None:
        def fulfil(notification: ackwell.Notification) -> None:
            time.sleep(0.002)
            with connections[store].cursor() as cursor:
                cursor.execute(
                    "INSERT INTO fulfilled VALUES (%s, 'django')", [notification.order_no]
                )

        def attempt(notification: ackwell.Notification) -> bool:
            try:
                return fulfil_once(notification, fulfil, store).is_success
            except django.db.OperationalError:  # a deadlock, or SQLite's lock: sent again
                return False

        until_done(seed, attempt)
        connections[store].close()

    def in_plain_transactions(seed: int, driver: str) -> None:
        connection = connect(store, driver)

        def fulfil(notification: ackwell.Notification) -> None:
            time.sleep(0.002)
            order = notification.order_no
            execute(connection, f"INSERT INTO fulfilled VALUES ('{order}', '{driver}')")  # noqa: S608

        until_done(seed, lambda each: ackwell.in_transaction(connection, each, fulfil).is_success)
        connection.close()

    threads = [threading.Thread(target=in_django, args=(seed,)) for seed in (10, 11)]
    threads += [
        threading.Thread(target=in_plain_transactions, args=(20 + place, driver))
        for place, driver in enumerate(drivers(store))
    ]
    for worker in (*workers, *others):
        assert worker.stdout
        assert worker.stdout.readline() == b"ready\n"
    for group, given in ((workers, for_workers), (others, for_transactions)):
        for worker in group:
            assert worker.stdin
            worker.stdin.write("".join(encoded(body) + "\n" for body in given).encode())
            worker.stdin.close()
    for thread in threads:
        thread.start()
    by_workers: list[str] = []
    for worker in workers:
        assert worker.stdout
        by_workers += worker.stdout.read().decode().split()
        assert worker.wait(120) == 0
    assert [other.wait(120) for other in others] == [0] * len(others)
    for thread in threads:
        thread.join()
    assert problems == []

    with connections[store].cursor() as cursor:
        cursor.execute("SELECT order_no, who FROM fulfilled")
        rows = cursor.fetchall()
    by_transactions = [order for order, _ in rows]
    everybody = {f"order-{number}" for number in range(NOTIFICATIONS)}
    assert sorted(by_workers + by_transactions) == sorted(everybody), "each exactly once"
    shares = {"workers": len(by_workers), **{who: 0 for _, who in rows}}
    for _, who in rows:
        shares[who] += 1
    print(f"\n{store}: {shares}")
    assert by_workers, "no worker with a lease fulfilled anything"
    assert by_transactions, "no transaction fulfilled anything"
    # Each of the other languages claims a conflict twice.
    conflicts = list(Conflict.objects.using(store))
    assert len(conflicts) == len(others)
    for conflict in conflicts:
        assert (conflict.amount, conflict.first_amount, conflict.times) == ("9.9", "210.97", 2)
        assert conflict.fingerprint != conflict.first_fingerprint

    listed = ledger(store, "list", "--limit", "1000")
    assert {row["order_no"] for row in listed} == everybody
    assert {row["state"] for row in listed} == {"committed"}
    assert (
        Delivery.objects.using(store).filter(in_state(DeliveryState.COMMITTED)).count()
        == NOTIFICATIONS
    )


def test_a_conflict_is_seen_by_both(store: str) -> None:
    done: list[Any] = []
    assert fulfil_once(verified(oid_paybill="1"), done.append, store).is_success
    met = fulfil_once(verified(oid_paybill="1", money_order="2.00"), done.append, store)
    assert met.status == 409
    said = leased(store, "print(ledger.claim(verified(oid_paybill='1', money_order='3')).delivery)")
    assert said == "conflict"
    assert len(done) == 1
    (listed,) = ledger(store, "list", "--conflicts")
    amounts = sorted(conflict["later"]["amount"]["value"] for conflict in listed["conflicts"])
    assert amounts == ["2", "3"]
    kept = Conflict.objects.using(store).order_by("amount")
    assert [(one.amount, one.first_amount, one.times) for one in kept] == [
        ("2", "210.97", 1),
        ("3", "210.97", 1),
    ]
    assert {one.delivery.order_no for one in kept} == {"2013051500001"}
    # Met again, it is counted.
    assert fulfil_once(verified(oid_paybill="1", money_order="3"), done.append, store).status == 409
    assert kept.get(amount="3").times == 2


def test_an_order_that_waits_is_resolved_by_either(store: str) -> None:
    placed = datetime.now(timezone.utc) - timedelta(hours=2)
    for order in ("one", "two", "three"):
        expect_order("lianlian", support.MERCHANT, order, placed_at=placed, using=store)
    listed = [row["order_no"] for row in ledger(store, "overdue")]
    assert sorted(listed) == ["one", "three", "two"]
    leased(store, "ledger.claim(verified(no_order='one', oid_paybill='1')).settle(lambda _: None)")
    second = verified(no_order="two", oid_paybill="2")
    assert fulfil_once(second, lambda _: None, store).is_success
    assert [order.order_no for order in overdue_orders(using=store)] == ["three"]
    assert [row["order_no"] for row in ledger(store, "overdue")] == ["three"]
    kept = {one.order_no: one for one in ExpectedOrder.objects.using(store)}
    assert kept["one"].resolved_at
    assert kept["two"].resolved_at
    assert kept["three"].resolved_at is None
    assert abs(kept["three"].placed_at - placed) < timedelta(milliseconds=1)


def test_an_order_that_is_paid_twice_is_seen_by_either(store: str) -> None:
    leased(store, "ledger.claim(verified(oid_paybill='1')).settle(lambda _: None)")
    found: list[ackwell.EarlierPayment | None] = []
    again = verified(oid_paybill="2")
    fulfil_once(again, lambda each: found.append(earlier_payment(each, store)), store)
    (earlier,) = found
    assert earlier
    assert (earlier.transaction_no, str(earlier.amount)) == ("1", "210.97 CNY")
    said = leased(store, "print(ledger.earlier_payment(verified(oid_paybill='3')).transaction_no)")
    assert said == "1"
    known = ledger(store, "order", "2013051500001")
    assert sorted(row["delivery"]["transaction_no"] for row in known) == ["1", "2"]


def test_a_prune_of_either_removes_what_both_wrote(store: str) -> None:
    for remove in ("command", "django", "java", *drivers(store)):
        fulfil_once(verified(oid_paybill="1"), lambda _: None, store)
        fulfil_once(verified(oid_paybill="1", money_order="2"), lambda _: None, store)
        leased(store, "ledger.claim(verified(oid_paybill='2')).settle(lambda _: None)")
        assert fulfil_once(verified(oid_paybill="3"), lambda _: None, store).is_success
        old = datetime.now(timezone.utc) - timedelta(days=91)
        expect_order("lianlian", support.MERCHANT, "old", placed_at=old, using=store)
        rows = Delivery.objects.using(store)
        assert rows.filter(transaction_no__lt="3").update(changed_at=old) == 2
        Conflict.objects.using(store).update(last_seen=old)
        if remove == "command":
            (removed,) = ledger(store, "prune")
            counts = (removed["deliveries"], removed["conflicts"], removed["orders"])
        elif remove == "django":
            pruned = prune(using=store)
            counts = (pruned.deliveries, pruned.conflicts, pruned.orders)
        elif remove == "java":
            said = in_java(store, JDBC_DRIVERS[store][0], "prune")
            counts = tuple(int(count) for count in said.split())
        else:
            connection = connect(store, remove)
            pruned = database.prune(connection)
            connection.close()
            counts = (pruned.deliveries, pruned.conflicts, pruned.orders)
        assert counts == (2, 1, 1), remove
        assert [row.transaction_no for row in rows.all()] == ["3"]
        rows.all().delete()


def test_plain_connections_keep_work_and_claim_together(store: str) -> None:
    for place, driver in enumerate(drivers(store)):
        connection = connect(store, driver)
        notification = verified(oid_paybill=str(place))

        def work(each: ackwell.Notification, connection: Any = connection) -> None:
            execute(connection, "INSERT INTO fulfilled VALUES ('x', 'y')")
            if each.order_no == "2013051500001" and fails:
                raise RuntimeError("no stock")

        fails = True
        assert ackwell.in_transaction(connection, notification, work).status == 500
        assert execute(connection, "SELECT count(*) FROM fulfilled")[0][0] == place
        connection.rollback()
        fails = False
        for _ in range(2):
            assert ackwell.in_transaction(connection, notification, work).is_success
        other = verified(oid_paybill=str(place), money_order="1")
        assert ackwell.in_transaction(connection, other, work).status == 409
        assert execute(connection, "SELECT count(*) FROM fulfilled")[0][0] == place + 1
        connection.close()
        conflicts = Conflict.objects.using(store).filter(delivery__transaction_no=str(place))
        assert conflicts.count() == 1


def test_work_that_hides_a_failed_statement_is_not_acknowledged_where_nothing_is_kept(
    store: str,
) -> None:
    # PostgreSQL gives the whole transaction up, and rolls back on COMMIT without an error.
    for place, driver in enumerate(drivers(store)):
        connection = connect(store, driver)
        notification = verified(oid_paybill=f"hidden-{place}")

        def work(_: ackwell.Notification, connection: Any = connection) -> None:
            execute(connection, "INSERT INTO fulfilled VALUES ('hidden', 'y')")
            with contextlib.suppress(Exception):
                execute(connection, "SELECT nothing FROM nowhere")

        answer = ackwell.in_transaction(connection, notification, work)
        kept = execute(connection, "SELECT count(*) FROM fulfilled WHERE order_no = 'hidden'")
        assert answer.is_success == (kept[0][0] == place + 1), (driver, answer, kept)
        assert answer.is_success == (store != "postgres")
        connection.close()
    with connections[store].cursor() as cursor:
        cursor.execute("DELETE FROM fulfilled")
    for place, driver in enumerate(JDBC_DRIVERS[store]):
        body = support.lianlian(oid_paybill=f"hidden-java-{place}")
        acknowledged, stays = in_java(store, driver, "hidden", body).split()
        assert (acknowledged == "true") == (stays == "true") == (store != "postgres"), driver
        with connections[store].cursor() as cursor:
            cursor.execute("DELETE FROM fulfilled")


def test_a_worker_that_is_killed_at_work_in_its_transaction_leaves_nothing(store: str) -> None:
    for place, driver in enumerate(JDBC_DRIVERS[store]):
        body = support.lianlian(oid_paybill=f"killed-{place}")
        command = jdbc_worker(store, driver, "stuck")
        worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert worker.stdin
        assert worker.stdout
        worker.stdin.write(base64.b64encode(body) + b"\n")
        worker.stdin.close()
        assert worker.stdout.readline() == b"working\n"
        worker.kill()
        worker.wait(10)
        notification = conf.receiver("lianlian").verify(body, None, support.PEER)
        with connections[store].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM fulfilled")
            assert cursor.fetchone() == (0,)
        # No lease is in the way: the next worker is the first.
        done: list[ackwell.Notification] = []
        assert fulfil_once(notification, done.append, store).is_success
        assert done == [notification]


def test_a_connection_in_autocommit_mode_is_refused(store: str) -> None:
    for driver in drivers(store):
        if driver == "sqlite3" or driver.startswith("sqlalchemy"):
            continue
        connection = connect(store, driver)
        if driver == "psycopg":
            connection.autocommit = True
        else:
            connection.autocommit(True)
        with pytest.raises(ackwell.ArgumentError, match="autocommit"):
            ackwell.in_transaction(connection, verified(), lambda _: None)
        connection.close()
    assert not Delivery.objects.using(store).exists()
