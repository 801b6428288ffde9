"""Claims in the transaction of a plain connection: a DB-API driver's or SQLAlchemy's."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
import sqlalchemy.orm

import ackwell
import support
from ackwell import Amount, Delivery, database

OK = b'{"ret_code":"0000","ret_msg":"ok"}'


def sqlite_modes() -> dict[str, dict[str, Any]]:
    modes: dict[str, dict[str, Any]] = {
        "deferred": {},
        "immediate": {"isolation_level": "IMMEDIATE"},
        "none": {"isolation_level": None},
    }
    if sys.version_info >= (3, 12):
        modes["autocommit"] = {"autocommit": True}
        modes["pep249"] = {"autocommit": False}
    return modes


class Shop:
    """A shop's connection and how it writes."""

    def __init__(self, connection: Any, write: Callable[[str], object]) -> None:
        self.connection = connection
        self.write = write

    def paid(self, notification: ackwell.Notification) -> None:
        self.write(f"INSERT INTO paid VALUES ('{notification.order_no}')")


@pytest.fixture(params=[*sqlite_modes(), "sqlalchemy connection", "sqlalchemy session"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(file)) as first:
        first.execute("CREATE TABLE paid (order_no TEXT)")
        database.create_tables(first)
        database.create_tables(first)
    kind: str = request.param
    if kind.startswith("sqlalchemy"):
        engine = sqlalchemy.create_engine(f"sqlite:///{file}")
        with engine.connect() as connection:
            if kind == "sqlalchemy connection":
                yield Shop(connection, connection.exec_driver_sql)
            else:
                with sqlalchemy.orm.Session(connection) as session:
                    yield Shop(session, lambda sql: session.execute(sqlalchemy.text(sql)))
        engine.dispose()
    else:
        with closing(sqlite3.connect(file, **sqlite_modes()[kind])) as plain:
            yield Shop(plain, plain.execute)


@pytest.fixture
def seen(tmp_path: Path) -> Callable[[str], list[Any]]:
    """What another connection sees."""

    def ask(sql: str) -> list[Any]:
        with closing(sqlite3.connect(tmp_path / "shop.db")) as other:
            return other.execute(sql).fetchall()

    return ask


def verified(lianlian: ackwell.LianLian, **changes: str) -> ackwell.LianLianNotification:
    return lianlian.verify(support.lianlian(**changes), None, support.PEER)


def test_claim_and_work_are_one_transaction(
    shop: Shop, seen: Callable[[str], list[Any]], lianlian: ackwell.LianLian
) -> None:
    notification = verified(lianlian)

    def fails(paid: ackwell.Notification) -> None:
        shop.paid(paid)
        raise RuntimeError("no stock")

    failed = ackwell.in_transaction(shop.connection, notification, fails)
    assert (failed.status, failed.body) == (
        500,
        b'{"ret_code":"9999","ret_msg":"fulfilment_failed"}',
    )
    assert seen("SELECT * FROM paid") == seen("SELECT * FROM ackwell_ledger") == []
    for _ in range(3):
        answer = ackwell.in_transaction(shop.connection, notification, shop.paid)
        assert (answer.status, answer.body) == (200, OK)
    assert seen("SELECT * FROM paid") == [("2013051500001",)]
    rows = seen("SELECT state, token, amount, length(claimant) FROM ackwell_ledger")
    assert rows == [(1, 1, "210.97", 16)]


def test_a_conflict_is_recorded_and_not_fulfilled(
    shop: Shop,
    seen: Callable[[str], list[Any]],
    lianlian: ackwell.LianLian,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert ackwell.in_transaction(shop.connection, verified(lianlian), shop.paid).is_success
    for _ in range(2):
        other = verified(lianlian, money_order="999.97")
        assert ackwell.in_transaction(shop.connection, other, shop.paid).status == 409
    assert "another amount: first order 2013051500001, amount 210.97 CNY" in caplog.text
    assert seen("SELECT amount, first_amount, times FROM ackwell_conflict") == [
        ("999.97", "210.97", 2)
    ]
    assert len(seen("SELECT * FROM paid")) == 1
    claimed = database.claim(shop.connection, verified(lianlian, money_order="999.97"))
    assert claimed.delivery is Delivery.CONFLICT
    assert claimed.conflict
    assert (claimed.conflict.times, claimed.conflict.differs) == (3, ("amount",))
    assert claimed.conflict.first.fingerprint == verified(lianlian).fingerprint.hex()


def test_a_lease_of_another_worker_is_kept_to(
    shop: Shop, seen: Callable[[str], list[Any]], lianlian: ackwell.LianLian
) -> None:
    assert ackwell.in_transaction(shop.connection, verified(lianlian), shop.paid).is_success
    soon = "(julianday('now') - 2440587.5) * 86400000 + 30000"
    shop.write(f"UPDATE ackwell_ledger SET state = 0, lease_until_ms = CAST({soon} AS INTEGER)")
    shop.connection.commit()
    claimed = database.claim(shop.connection, verified(lianlian))
    assert claimed.delivery is Delivery.IN_PROGRESS
    assert claimed.remaining
    assert timedelta(seconds=20) < claimed.remaining <= timedelta(seconds=30)
    assert claimed.refusal
    assert claimed.refusal.code is ackwell.Code.IN_PROGRESS
    assert len(seen("SELECT * FROM paid")) == 1


def test_an_order_that_waits_is_resolved_with_the_claim(
    shop: Shop, seen: Callable[[str], list[Any]], lianlian: ackwell.LianLian
) -> None:
    placed = datetime.now(timezone.utc) - timedelta(hours=2)
    for order in ("2013051500001", "other"):
        amount = ("210.970", "CNY")
        database.expect_order(shop.connection, "lianlian", support.MERCHANT, order, placed, amount)
    shop.connection.commit()
    assert seen("SELECT DISTINCT amount FROM ackwell_expected") == [("210.97",)]
    assert ackwell.in_transaction(shop.connection, verified(lianlian), shop.paid).is_success
    (late,) = database.overdue_orders(shop.connection)
    assert (late.order_no, late.amount) == ("other", Amount(Decimal("210.97"), "CNY"))
    assert abs(late.placed_at - placed) < timedelta(milliseconds=1)
    assert late.due_at - late.placed_at == timedelta(hours=1)
    assert database.overdue_orders(shop.connection, placed) == []
    for waits in (True, False):
        resolved = database.resolve_order(shop.connection, "lianlian", support.MERCHANT, "other")
        assert resolved is waits


def test_an_earlier_payment_is_found_inside_the_transaction(
    shop: Shop, lianlian: ackwell.LianLian
) -> None:
    found: list[ackwell.EarlierPayment | None] = []

    def ask(notification: ackwell.Notification) -> None:
        found.append(database.earlier_payment(shop.connection, notification))

    for number in ("1", "2"):
        notification = verified(lianlian, oid_paybill=number)
        assert ackwell.in_transaction(shop.connection, notification, ask).is_success
    first, second = found
    assert first is None
    assert second
    assert (second.transaction_no, second.amount) == ("1", Amount(Decimal("210.97"), "CNY"))


def test_a_prune_removes_what_is_old(
    shop: Shop, seen: Callable[[str], list[Any]], lianlian: ackwell.LianLian
) -> None:
    for number in ("1", "2", "3"):
        notification = verified(lianlian, oid_paybill=number)
        assert ackwell.in_transaction(shop.connection, notification, shop.paid).is_success
    shop.write("UPDATE ackwell_ledger SET changed_ms = 0 WHERE transaction_no < '3'")
    shop.connection.commit()
    assert database.prune(shop.connection) == ackwell.Pruned(2, 0, 0)
    assert seen("SELECT transaction_no FROM ackwell_ledger") == [("3",)]
    with pytest.raises(ackwell.ConfigError) as refused:
        database.prune(shop.connection, timedelta(hours=12))
    assert refused.value.member == "ledger.retention_days"


def test_work_that_is_not_done_is_not_kept(
    shop: Shop, seen: Callable[[str], list[Any]], lianlian: ackwell.LianLian
) -> None:
    async def never(_: object) -> None:
        """Nobody awaits it."""

    with pytest.raises(TypeError, match="coroutine function"):
        ackwell.in_transaction(shop.connection, verified(lianlian), never)
    answer = ackwell.in_transaction(shop.connection, verified(lianlian), lambda n: never(n))  # noqa: PLW0108
    assert answer.status == 500

    def stopped(notification: ackwell.Notification) -> None:
        shop.paid(notification)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ackwell.in_transaction(shop.connection, verified(lianlian), stopped)
    assert seen("SELECT * FROM paid") == seen("SELECT * FROM ackwell_ledger") == []


def test_a_transaction_that_is_rolled_back_under_the_work_has_failed(
    tmp_path: Path, lianlian: ackwell.LianLian
) -> None:
    outcomes: list[ackwell.Outcome] = []
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        database.create_tables(connection)
        answer = ackwell.in_transaction(
            connection, verified(lianlian), lambda _: connection.rollback(), outcomes.append
        )
    assert answer.status == 503
    assert [outcome.outcome for outcome in outcomes] == ["failed"]


def test_a_database_that_fails_is_answered_with_failure(
    tmp_path: Path, lianlian: ackwell.LianLian, caplog: pytest.LogCaptureFixture
) -> None:
    outcomes: list[ackwell.Outcome] = []
    with closing(sqlite3.connect(tmp_path / "empty.db")) as empty:
        answer = ackwell.in_transaction(empty, verified(lianlian), lambda _: None, outcomes.append)
        assert [outcome.outcome for outcome in outcomes] == ["unavailable"]
        assert answer.body == b'{"ret_code":"9999","ret_msg":"ledger_unavailable"}'
        assert "no such table: ackwell_ledger" in caplog.text
        assert not empty.in_transaction


def test_a_foreign_table_is_a_ledger_that_cannot_be_asked(
    shop: Shop, lianlian: ackwell.LianLian
) -> None:
    assert ackwell.in_transaction(shop.connection, verified(lianlian), shop.paid).is_success
    shop.write("ALTER TABLE ackwell_conflict RENAME TO other")
    shop.write(
        "CREATE VIEW ackwell_conflict AS SELECT '' AS delivery_key, '' AS fingerprint, "
        "'' AS first_fingerprint, 1 AS first_order_no, 1 AS first_amount, 1 AS first_currency, "
        "1 AS order_no, 1 AS amount, 1 AS currency, 1 AS first_seen_ms, 1 AS last_seen_ms, "
        "1 AS times"
    )
    shop.connection.commit()
    other = verified(lianlian, money_order="1")
    assert ackwell.in_transaction(shop.connection, other, shop.paid).status == 503


class Asynchronous:
    """As the connections of async drivers are."""

    async def commit(self) -> None: ...


def test_a_connection_that_cannot_be_used_is_named(lianlian: ackwell.LianLian) -> None:
    notification = verified(lianlian)
    for wrong, sentence in [
        (object(), "builtins.object is not a connection"),
        (Asynchronous(), "async"),
    ]:
        with pytest.raises(TypeError, match=sentence):
            ackwell.in_transaction(wrong, notification, lambda _: None)
    engine = sqlalchemy.create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        by_itself = connection.execution_options(isolation_level="AUTOCOMMIT")
        with pytest.raises(ackwell.ArgumentError, match="AUTOCOMMIT"):
            ackwell.in_transaction(by_itself, notification, lambda _: None)
    engine.dispose()


def test_statements_and_values_are_data(lianlian: ackwell.LianLian) -> None:
    notification = verified(lianlian, money_order="210.50")
    values = database.values(notification)
    assert values["amount"] == "210.5"
    assert values["fingerprint"] == notification.fingerprint
    assert values["resolves_order"] is True
    for dialect in ("sqlite", "postgres", "mysql"):
        described = database.statements(dialect, "format")
        by_name = {one["name"]: one for one in described["statements"]}
        claim = by_name["claim"]
        assert claim["sql"].count("%s") == len(claim["takes"])
        for taken in claim["takes"]:
            assert taken["name"] == "claimant" or taken["name"] in values
        assert by_name["outcome"]["gives"] == ["outcome", "remaining_ms"]
        assert described["schema"][0].startswith("CREATE TABLE IF NOT EXISTS ackwell_schema")
    for wrong in [("oracle", "qmark"), ("sqlite", "?")]:
        with pytest.raises(ackwell.ArgumentError):
            database.statements(*wrong)


def test_a_claim_by_hand_from_the_data_alone(
    shop: Shop, seen: Callable[[str], list[Any]], lianlian: ackwell.LianLian
) -> None:
    if not isinstance(shop.connection, sqlite3.Connection):
        return
    statements = {one["name"]: one for one in database.statements("sqlite")["statements"]}
    values = {**database.values(verified(lianlian)), "claimant": b"0123456789abcdef"}

    def run(name: str) -> list[Any]:
        one = statements[name]
        taken = [values[each["name"]] for each in one["takes"]]
        rows: list[Any] = shop.connection.execute(one["sql"], taken).fetchall()
        return rows

    if not shop.connection.in_transaction:
        shop.connection.execute("BEGIN IMMEDIATE")
    run("claim")
    assert run("outcome")[0][0] == "first"
    shop.connection.execute("COMMIT")
    assert seen("SELECT state FROM ackwell_ledger") == [(1,)]
    assert database.claim(shop.connection, verified(lianlian)).delivery is Delivery.REPEAT
