"""The ledger in the shop's own database: claimed in the transaction of the shop's own work.

>>> answer = ackwell.in_transaction(connection, notification, mark_paid)

The claim, what ``mark_paid`` writes through the same connection, and the commit are one: each
notification is fulfilled **exactly once**, whatever crashes. The tables are the ledger's own:
``ackwell ledger list``, workers with leases and Django see the same rows.

A connection is one of a DB-API driver (``sqlite3``, psycopg, psycopg2, pg8000, PyMySQL,
mysqlclient, MySQL Connector) or SQLAlchemy's ``Connection`` or ``Session``, for SQLite, PostgreSQL,
MySQL or MariaDB. For Django see ``ackwell.django``.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from . import _native
from ._enums import Code, Provider
from ._errors import ArgumentError
from ._fulfil import refuse_deferred, undone
from ._native import Acknowledgement, Notification
from ._outcome import OnOutcome, report
from ._records import EarlierPayment, OverdueOrder, Pruned
from ._transaction import Claim, Database, failed, on_cursor

__all__ = [
    "Claim",
    "claim",
    "create_tables",
    "earlier_payment",
    "expect_order",
    "in_transaction",
    "overdue_orders",
    "prune",
    "resolve_order",
    "statements",
    "values",
]

N = TypeVar("N", bound=Notification)


def in_transaction(
    connection: Any,  # noqa: ANN401 (a driver's)
    notification: N,
    fulfil: Callable[[N], object],
    on_outcome: OnOutcome | None = None,
) -> Acknowledgement:
    """Claims a delivery, has ``fulfil`` do the work if it is the first, and commits both together.

    The outcome is logged, as ``Receiver.handle`` does.

    Args:
        connection: The connection that ``fulfil`` writes through. It is committed, or rolled back
            if anything fails; let no other work be under way in its transaction.
        notification: What was verified.
        fulfil: Does the shop's work. What it does elsewhere (mails, other services) may happen
            again: leave that until after the answer.
        on_outcome: Takes the outcome, for metrics and alarms.

    Returns:
        What to answer to the provider.

    Raises:
        TypeError: ``fulfil`` is a coroutine function or a generator function, or the connection is
            not of a kind that is known.
        ArgumentError: The connection commits each statement by itself (autocommit).
    """
    refuse_deferred(fulfil)
    host = _host(connection)

    claimed: Claim | None = None

    def rolled_back(code: Code, cause: BaseException | str) -> Acknowledgement:
        host.give_up()
        return failed(notification, code, cause, on_outcome, claimed=claimed is not None)

    try:
        host.begin()
        claimed = host.database.claim(notification)
    except ArgumentError:
        raise
    except Exception as problem:  # noqa: BLE001 (logged, and answered with a failure)
        return rolled_back(Code.LEDGER_UNAVAILABLE, problem)
    if claimed.is_first:
        try:
            left = undone(fulfil(notification))
        except Exception as problem:  # noqa: BLE001 (logged, and answered with a failure)
            return rolled_back(Code.FULFILMENT_FAILED, problem)
        except BaseException:
            host.give_up()
            raise
        if left is not None:
            return rolled_back(Code.FULFILMENT_FAILED, left.cause)
    try:
        if claimed.is_first:
            host.database.confirm(notification)
        host.commit()
    except Exception as problem:  # noqa: BLE001 (logged, and answered with a failure)
        return rolled_back(Code.LEDGER_UNAVAILABLE, problem)
    return report(claimed._outcome, on_outcome)  # noqa: SLF001


def claim(connection: Any, notification: Notification) -> Claim:  # noqa: ANN401
    """Claims a delivery in the transaction that the connection has open, and does no more.

    With ``is_first`` do the work in the same transaction and commit it. After a conflict commit
    too: that keeps the record. Roll back when anything raises.

    Raises:
        LedgerError: The ledger's tables hold what this version did not write.
        Exception: What the driver raises.
    """
    return _host(connection).database.claim(notification)


def earlier_payment(
    connection: Any,  # noqa: ANN401
    notification: Notification,
) -> EarlierPayment | None:
    """The first payment of the same order by another transaction that was committed before.

    As ``Ledger.earlier_payment``: ask in the fulfilment, before you ship.
    """
    return _host(connection).database.earlier_payment(notification)


def expect_order(  # noqa: PLR0913 (an order has that many parts)
    connection: Any,  # noqa: ANN401
    provider: Provider | str,
    merchant_id: str,
    order_no: str,
    placed_at: datetime,
    amount: tuple[Decimal | str, str] | None = None,
) -> None:
    """Writes down an order that waits for a notification, in the transaction that is open.

    As ``Ledger.expect_order``; in the transaction that places the order, both are kept or neither.
    """
    database = _host(connection).database
    database.expect_order(provider, merchant_id, order_no, placed_at, amount)


def resolve_order(
    connection: Any,  # noqa: ANN401
    provider: Provider | str,
    merchant_id: str,
    order_no: str,
) -> bool:
    """Resolves an order because the provider was asked. Returns whether it waited."""
    return _host(connection).database.resolve_order(provider, merchant_id, order_no)


def overdue_orders(connection: Any, now: datetime | None = None) -> list[OverdueOrder]:  # noqa: ANN401
    """The orders whose notification should have come by now and did not: ask the provider.

    Those due longest come first, at most 10,000.
    """
    return _host(connection).database.overdue_orders(now)


def prune(connection: Any, retention: timedelta = timedelta(days=90)) -> Pruned:  # noqa: ANN401
    """Removes what has not changed for longer than ``retention``, and commits. Run it once a day.

    Raises:
        ConfigError: A provider may still send what would be removed.
    """
    host = _host(connection)
    pruned = host.database.prune(retention)
    host.commit()
    return pruned


def create_tables(connection: Any) -> None:  # noqa: ANN401
    """Creates the ledger's tables where they are not there, and commits."""
    host = _host(connection)
    host.database.create_tables()
    host.commit()


def statements(dialect: str, paramstyle: str = "qmark") -> dict[str, Any]:
    """The ledger's statements as data, for a driver that is not known here.

    Args:
        dialect: ``sqlite``, ``postgres`` or ``mysql``.
        paramstyle: How placeholders are written: ``qmark``, ``format``, ``numeric``,
            ``numeric_dollar`` or ``at``.

    Returns:
        ``schema``, a list; ``statements``, each with ``name``, ``about``, ``sql``, ``takes`` and
        ``gives``; ``states``, what the column ``state`` means.
    """
    described: dict[str, Any] = json.loads(_native.statements(dialect, paramstyle))
    return described


def values(notification: Notification) -> Mapping[str, Any]:
    """What the statements take of a notification, by the names in ``takes``."""
    described: dict[str, Any] = json.loads(_native.ledger_values(notification))
    described["fingerprint"] = bytes.fromhex(described["fingerprint"]["hex"])
    return described


_DRIVERS: Final = {
    "sqlite3": "sqlite",
    "psycopg": "postgres",
    "psycopg2": "postgres",
    "pg8000": "postgres",
    "pymysql": "mysql",
    "MySQLdb": "mysql",
    "mysql": "mysql",
    "mariadb": "mysql",
}
"""The dialect by the package that a DB-API connection comes from."""


class _Host:
    """A DB-API connection."""

    def __init__(self, connection: Any, driver: str) -> None:  # noqa: ANN401
        self._connection = connection
        self._is_sqlite = driver == "sqlite3"
        module = sys.modules["mysql.connector" if driver == "mysql" else driver]
        # pg8000 and a few others have theirs in a module below.
        style = getattr(module, "paramstyle", "format")
        self.database = Database(_DRIVERS[driver], style, self._execute)

    def _execute(self, sql: str, values: tuple[Any, ...], reads: bool) -> list[tuple[Any, ...]]:  # noqa: FBT001
        cursor = self._connection.cursor()
        try:
            return on_cursor(cursor)(sql, values, reads)
        finally:
            cursor.close()

    def begin(self) -> None:
        if self._is_sqlite:
            if not self._connection.in_transaction:
                self._connection.execute("BEGIN IMMEDIATE")
        elif _commits_by_itself(self._connection):
            raise ArgumentError(
                Code.INVALID_ARGUMENT,
                "the connection is in autocommit mode, in which claim and work are not one "
                "transaction: switch it off",
                "connection",
            )

    def commit(self) -> None:
        # In this mode of Python 3.12 `commit()` does nothing.
        if self._is_sqlite and getattr(self._connection, "autocommit", None) is True:
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        else:
            self._connection.commit()

    def give_up(self) -> None:
        """Rolls back; a connection that is gone has done so."""
        with suppress(Exception):
            if self._is_sqlite and getattr(self._connection, "autocommit", None) is True:
                self._connection.execute("ROLLBACK")
            else:
                self._connection.rollback()


class _SqlAlchemy(_Host):
    """SQLAlchemy's connection, or the session that it is of."""

    def __init__(self, connection: Any, session: Any) -> None:  # noqa: ANN401
        self._connection = session or connection
        self._core = connection
        dialect = connection.dialect
        self.database = Database(dialect.name, dialect.paramstyle, self._execute)
        self._is_sqlite = False

    def _execute(self, sql: str, values: tuple[Any, ...], reads: bool) -> list[tuple[Any, ...]]:  # noqa: FBT001
        result = self._core.exec_driver_sql(sql, values)
        return [tuple(row) for row in result.fetchall()] if reads else [(result.rowcount,)]

    def begin(self) -> None:
        if self._core.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            raise ArgumentError(
                Code.INVALID_ARGUMENT,
                "the connection has the isolation level AUTOCOMMIT, in which claim and work are "
                "not one transaction: take another",
                "connection",
            )


def _host(connection: Any) -> _Host:  # noqa: ANN401
    if hasattr(connection, "run_sync") or inspect.iscoroutinefunction(
        getattr(connection, "commit", None)
    ):
        raise TypeError(
            "the connection is async: with SQLAlchemy use `await connection.run_sync(...)`, "
            "otherwise a synchronous driver in a thread"
        )
    if hasattr(connection, "exec_driver_sql"):
        return _SqlAlchemy(connection, None)
    if hasattr(connection, "get_bind") and hasattr(connection, "connection"):
        return _SqlAlchemy(connection.connection(), connection)
    for kind in type(connection).__mro__:
        driver = kind.__module__.partition(".")[0]
        if driver in _DRIVERS:
            return _Host(connection, driver)
    raise TypeError(
        f"a {type(connection).__module__}.{type(connection).__qualname__} is not a connection that "
        "is known: pass one of sqlite3, psycopg, PyMySQL, SQLAlchemy and so on; in Django use "
        "ackwell.django"
    )


def _commits_by_itself(connection: Any) -> bool:  # noqa: ANN401
    asked = getattr(connection, "get_autocommit", None)
    mode = asked() if callable(asked) else getattr(connection, "autocommit", False)
    return mode is True or mode == 1
