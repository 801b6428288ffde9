"""The ledger's operations on a connection of the shop's own, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from . import _native
from ._enums import Code, Delivery, Provider
from ._errors import LedgerError
from ._ledger import _decimal, _moment
from ._outcome import report
from ._receipt import words
from ._records import Conflict, EarlierPayment, OverdueOrder, Pruned
from ._values import json_value

if TYPE_CHECKING:
    from decimal import Decimal

    from ._errors import Refusal
    from ._native import Acknowledgement, Notification
    from ._outcome import OnOutcome

__all__ = ["Claim", "Cursor", "Database", "Execute", "failed", "on_cursor"]

Execute: TypeAlias = Callable[[str, tuple[Any, ...], bool], list[tuple[Any, ...]]]
"""Runs a statement with its values. Returns its rows if it gives rows (the last argument), else one
row with one number: how many rows it changed."""


class Cursor(Protocol):
    """What is asked of a DB-API cursor."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""

    def execute(self, sql: str, values: Any, /) -> object:  # noqa: ANN401
        """Runs a statement."""

    def fetchall(self) -> Sequence[Any]:
        """The rows of the last statement."""


def on_cursor(cursor: Cursor) -> Execute:
    """Runs statements on a DB-API cursor."""

    def execute(sql: str, values: tuple[Any, ...], reads: bool) -> list[tuple[Any, ...]]:  # noqa: FBT001
        cursor.execute(sql, values)
        return [_cells(row) for row in cursor.fetchall()] if reads else [(cursor.rowcount,)]

    return execute


def _cells(row: Any) -> tuple[Any, ...]:  # noqa: ANN401
    return tuple(row.values() if isinstance(row, dict) else row)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a claim inside a transaction came to.

    Attributes:
        delivery: With ``Delivery.FIRST`` do the work in the same transaction and commit it.
        acknowledgement: What to answer: after ``FIRST`` once the transaction is committed.
        refusal: Why it must not be fulfilled; None for a first delivery and a repeat.
        conflict: Both sides of a conflict. Commit the transaction: it keeps the record.
        remaining: How long another worker's lease still runs, if it is in progress.
    """

    delivery: Delivery
    acknowledgement: Acknowledgement
    refusal: Refusal | None
    conflict: Conflict | None
    remaining: timedelta | None
    _outcome: _native.Outcome = field(repr=False, compare=False)

    @property
    def is_first(self) -> bool:
        """Whether the work is to be done."""
        return self.delivery is Delivery.FIRST


def failed(
    notification: Notification,
    code: Code,
    cause: BaseException | str,
    on_outcome: OnOutcome | None,
    *,
    claimed: bool,
) -> Acknowledgement:
    """Reports why the transaction was rolled back, and says what to answer."""
    raised = cause if isinstance(cause, BaseException) else None
    if isinstance(raised, LedgerError):
        code, why = raised.code, raised.message.removeprefix(f"{raised.code.sentence}: ")
    else:
        why = str(cause) if raised is None else words(raised)
    return report(notification._failed(claimed, code, why), on_outcome, raised)  # noqa: SLF001


class Database:
    """The ledger's tables in the shop's own database.

    Args:
        dialect: ``sqlite``, ``postgresql``, ``mysql`` or another name of these.
        style: The driver's ``paramstyle``.
        execute: Runs a statement in the transaction that is open.

    Raises:
        ArgumentError: The dialect or the style is not known.
    """

    __slots__ = ("_execute", "_place")

    def __init__(self, dialect: str, style: str, execute: Execute) -> None:
        self._place = dialect, style
        self._execute = execute

    def _run(self, operation: _native.Operation) -> Any:  # noqa: ANN401
        rows: list[tuple[Any, ...]] = []
        while (step := operation.next(rows)) is not None:
            rows = self._execute(*step)
        return operation.answer()

    def claim(self, notification: Notification) -> Claim:
        """Claims a delivery in the transaction that is open."""
        row = self._run(_native.Operation.claim(*self._place, notification))
        outcome, conflict, remaining = row["outcome"], row["conflict"], row["remaining"]
        return Claim(
            Delivery(row["delivery"]),
            outcome.acknowledgement(),
            outcome.exception(),
            None if conflict is None else Conflict.of(json_value(conflict)),
            None if remaining is None else timedelta(seconds=remaining),
            outcome,
        )

    def confirm(self, notification: Notification) -> None:
        """Makes sure that what was claimed is still part of the transaction, before its commit.

        Raises:
            LedgerError: The database has rolled the transaction back.
            Exception: What the driver raises.
        """
        self._run(_native.Operation.confirm(*self._place, notification))

    def earlier_payment(self, notification: Notification) -> EarlierPayment | None:
        """The first payment of the same order by another transaction."""
        row = self._run(_native.Operation.earlier_payment(*self._place, notification))
        return None if row is None else EarlierPayment.of(json_value(row))

    def expect_order(
        self,
        provider: Provider | str,
        merchant_id: str,
        order_no: str,
        placed_at: datetime,
        amount: tuple[Decimal | str, str] | None,
    ) -> None:
        """Writes down an order that waits for a notification."""
        price = None if amount is None else (_decimal(amount[0]), amount[1])
        provider, moment = Provider(provider), _moment(placed_at)
        self._run(
            _native.Operation.expect_order(
                *self._place, provider, merchant_id, order_no, moment, price
            )
        )

    def resolve_order(self, provider: Provider | str, merchant_id: str, order_no: str) -> bool:
        """Resolves an order because the provider was asked. Returns whether it waited."""
        order = (Provider(provider), merchant_id, order_no)
        waited: bool = self._run(_native.Operation.resolve_order(*self._place, *order))
        return waited

    def overdue_orders(self, now: datetime | None) -> list[OverdueOrder]:
        """The orders whose notification should have come by now and did not."""
        moment = None if now is None else _moment(now)
        rows = json_value(self._run(_native.Operation.overdue_orders(*self._place, moment)))
        return [OverdueOrder.of(row) for row in rows]

    def prune(self, retention: timedelta) -> Pruned:
        """Removes what has not changed for longer than the retention."""
        seconds = retention.total_seconds()
        return Pruned.of(json_value(self._run(_native.Operation.prune(*self._place, seconds))))

    def create_tables(self) -> None:
        """Creates the ledger's tables where they are not there."""
        for statement in _native.schema(self._place[0]):
            self._execute(statement, (), False)  # noqa: FBT003
