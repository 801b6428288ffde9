"""The durable memory of what was received and fulfilled."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

from . import _config, _native
from ._compat import StrEnum
from ._enums import Code, Provider
from ._errors import ArgumentError
from ._receipt import Conflict, Receipt, conflict_of
from ._values import instant

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._notification import Notification
    from ._options import LedgerOptions, Secret

__all__ = ["DueOrder", "EarlierPayment", "Ledger", "LedgerStatus", "Pruned", "Record", "State"]

_T = TypeVar("_T")
N = TypeVar("N", bound="Notification")

# Threads that wait for a store from async code. SQLite groups the commits of all of them.
_THREADS: Final = 16


class State(StrEnum):
    """How a kept delivery stands."""

    IN_PROGRESS = "in_progress"
    """A worker holds a lease that still runs."""
    EXPIRED = "expired"
    """A worker held a lease that ran out; the next delivery is claimed again."""
    COMMITTED = "committed"
    """Fulfilled."""
    RELEASED = "released"
    """Fulfilment failed, or a person released it; the next delivery is claimed again."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the ledger keeps of one delivery."""

    delivery_key: str
    state: State
    token: int
    provider: Provider
    kind: str
    merchant_id: str
    order_no: str | None
    transaction_no: str | None
    status: str
    amount: str | None
    currency: str | None
    fingerprint: str
    first_seen: datetime
    changed_at: datetime
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class DueOrder:
    """An order whose notification should have come and did not: ask the provider."""

    provider: Provider
    merchant_id: str
    order_no: str
    amount: str | None
    currency: str | None
    placed_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class EarlierPayment:
    """A payment of the same order by another transaction, fulfilled before.

    Attributes:
        delivery_key: Its delivery key.
        transaction_no: The provider's number of the other transaction.
        amount: The amount as a decimal without trailing zeros.
        currency: The currency, three letters.
        fulfilled_at: When it was committed.
    """

    delivery_key: str
    transaction_no: str | None
    amount: str | None
    currency: str | None
    fulfilled_at: datetime


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much was removed."""

    deliveries: int
    conflicts: int
    orders: int


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """How a ledger stands.

    Attributes:
        store: ``memory``, ``sqlite``, ``postgres``, ``mysql`` or ``redis``.
        location: Where it is; never a password.
        server: What the server calls itself, with its version.
        schema: The version of the tables.
        durability: What the store does with a committed delivery when its machine loses power.
        lease: How long a lease runs.
        retention: How long a delivery is kept.
        in_progress: Deliveries with a lease that runs.
        expired: Deliveries with a lease that ran out.
        committed: Deliveries fulfilled.
        released: Deliveries released.
        conflicts: Later notifications that contradicted a first one.
        waiting_orders: Orders that wait for a notification.
    """

    store: str
    location: str
    server: str
    schema: int
    durability: str
    lease: timedelta
    retention: timedelta
    in_progress: int
    expired: int
    committed: int
    released: int
    conflicts: int
    waiting_orders: int


class Ledger:
    """The durable memory that makes a shop act on each notification once.

    One is opened once and shared by all threads; a process that forks afterwards may use it on
    both sides.

    Example:
        >>> ledger = Ledger("sqlite:///var/lib/shop/ackwell.db")

    Args:
        url: ``memory:`` for tests, ``sqlite:///absolute/path.db`` or ``sqlite:relative.db`` for
            one machine, ``postgres://``, ``mysql://``, ``redis://`` or ``rediss://`` for many. Or
            ``{"env": "NAME"}``, or ``{"file": "path"}``.
        **options: See ``LedgerOptions``.

    Raises:
        ConfigurationError: ``member`` names the option.
        LedgerError: A file cannot be opened. A server is connected to when first needed.
    """

    __slots__ = ("_native", "_threads", "_threads_lock", "_threads_process")

    def __init__(self, url: Secret, **options: Unpack[LedgerOptions]) -> None:
        self._open(_config.document({"ledger": {"url": url, **options}}, only="ledger"))

    def _open(self, section: str) -> None:
        self._native = _native.Ledger(section)
        self._threads: ThreadPoolExecutor | None = None
        self._threads_process = 0
        self._threads_lock = threading.Lock()

    @classmethod
    def _from_section(cls, section: str) -> Self:
        made = cls.__new__(cls)
        made._open(section)  # noqa: SLF001
        return made

    def claim(self, notification: N) -> Receipt[N]:
        """Claims the delivery of a notification that was verified before.

        ``Receiver.receive`` does both; ``Receiver.handle`` does the rest too.

        Raises:
            LedgerError: The ledger cannot say; answer its ``acknowledgement``.
        """
        return Receipt(notification, self._native.claim(notification._native), self)  # noqa: SLF001

    def _submit(self, call: Callable[[], _T]) -> Future[_T]:
        """Runs a call of this ledger on one of its own threads, for async code."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 (for async code only)

        with self._threads_lock:
            if self._threads is None or self._threads_process != os.getpid():
                self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="ackwell-ledger")
                self._threads_process = os.getpid()
            return self._threads.submit(call)

    def expect_order(
        self,
        provider: Provider,
        merchant_id: str,
        order_no: str,
        placed_at: datetime,
        amount: tuple[Decimal | str, str] | None = None,
    ) -> None:
        """Writes down an order that waits for a notification, for ``due_for_query``.

        Do so before the customer is sent to the provider. The order is resolved when a final
        notification of it is committed: ``processing`` and ``failed`` are not final, nor is a
        status that is not known.

        Args:
            provider: The provider that the customer is sent to.
            merchant_id: The shop's number there.
            order_no: The shop's own order number.
            placed_at: When; an aware ``datetime``.
            amount: What it costs, value and currency: for whoever asks the provider later.

        Raises:
            LedgerError: The ledger cannot be reached.
        """
        told = None if amount is None else (_decimal(amount[0]), amount[1])
        self._native.expect_order(provider, merchant_id, order_no, _moment(placed_at), told)

    def due_for_query(self, now: datetime | None = None) -> list[DueOrder]:
        """The orders whose notification should have come by now and did not: ask the provider.

        Those due longest come first, at most 10,000.

        Raises:
            LedgerError: The ledger cannot be reached.
        """
        rows = self._native.due_for_query(None if now is None else _moment(now))
        return [DueOrder(**_row(row, "placed_at", "due_at")) for row in rows]

    def settle_order(self, provider: Provider, merchant_id: str, order_no: str) -> bool:
        """Crosses an order off because the provider was asked. Returns whether it waited."""
        return self._native.settle_order(provider, merchant_id, order_no)

    def earlier_payment(self, notification: Notification) -> EarlierPayment | None:
        """The first payment of the same order by another transaction that was committed before.

        "Once" is once per transaction: a payer who pays one order in two tabs makes two payments,
        and each is fulfilled. Ask before you ship, and refund the second. Of two that are fulfilled
        at the very same moment, neither may see the other.

        Raises:
            LedgerError: The ledger cannot be reached.
        """
        row = self._native.earlier_payment(notification._native)  # noqa: SLF001
        if row is None:
            return None
        return EarlierPayment(**{**row, "fulfilled_at": instant(row["fulfilled_at"])})

    def list(
        self,
        state: State | None = None,
        *,
        conflicts: bool = False,
        after: str | None = None,
        limit: int = 1000,
    ) -> list[Record]:
        """What is kept, in the order of the delivery keys.

        Args:
            state: Only records in this state.
            conflicts: Only records that a later notification contradicted.
            after: Only records whose delivery key sorts after this one: the last of a page.
            limit: At most so many, up to 100,000.

        Raises:
            LedgerError: The ledger cannot be reached.
        """
        rows = self._native.list(state, conflicts, after, max(0, min(limit, 100_000)))
        return [
            Record(
                **{
                    **_row(row, "first_seen", "changed_at"),
                    "state": State(row["state"]),
                    "conflicts": tuple(conflict_of(one) for one in row["conflicts"]),
                }
            )
            for row in rows
        ]

    def release_key(self, delivery_key: str) -> bool:
        """Gives a delivery free by a person's decision. Returns whether the key was there.

        A committed delivery that is given free will be fulfilled again if it is sent again.
        """
        return self._native.release_key(delivery_key)

    def prune(self) -> Pruned:
        """Removes what has not changed for longer than the retention. Run it once a day."""
        return Pruned(*self._native.prune())

    def migrate(self) -> int:
        """Creates the tables, or brings them to this version, which it returns.

        Done by itself at the first use; call it where the shop's own account may not.
        """
        return self._native.migrate()

    def status(self) -> LedgerStatus:
        """How the ledger stands. Connects if that has not happened yet; counts every record."""
        row = self._native.status()
        row["lease"] = timedelta(seconds=row["lease"])
        row["retention"] = timedelta(seconds=row["retention"])
        return LedgerStatus(**row)

    def close(self) -> None:
        """Closes the ledger: its file, its connections, its threads. Waits for calls that run.

        Close it when the last request is answered; receipts that are still open keep what they
        need. What is called afterwards raises ``ArgumentError``. Closing twice is no error.
        """
        with self._threads_lock:
            threads, self._threads = self._threads, None
            self._native.close()
        if threads is not None and self._threads_process == os.getpid():
            threads.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _problem: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{self._native!r}>"


def _row(row: dict[str, Any], *moments: str) -> dict[str, Any]:
    known = {name: instant(row[name]) for name in moments}
    return {**row, **known, "provider": Provider(row["provider"])}


def _decimal(value: Decimal | str) -> str:
    return format(value, "f") if isinstance(value, Decimal) else value


def _moment(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ArgumentError(
            Code.INVALID_ARGUMENT, "the time has no time zone: pass an aware datetime"
        )
    return round((moment - instant(0)) / timedelta(milliseconds=1))
