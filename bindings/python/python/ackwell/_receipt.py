"""What a ledger says of a notification, and the right to act on it."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from ._compat import StrEnum
from ._errors import AckwellError
from ._values import Acknowledgement, instant

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from . import _native
    from ._ledger import Ledger
    from ._notification import Notification

__all__ = ["Conflict", "Delivery", "Lease", "Receipt", "Said"]

log: Final = logging.getLogger("ackwell")

N = TypeVar("N", bound="Notification")
_T = TypeVar("_T")


class Delivery(StrEnum):
    """What the ledger says of a delivery."""

    FIRST = "first"
    """Nobody has acted on it: fulfil it, then commit."""
    REPEAT = "repeat"
    """It was fulfilled before: do nothing, answer success."""
    IN_PROGRESS = "in_progress"
    """Another worker is at it: do nothing, answer failure, so that the provider comes back."""
    CONFLICT = "conflict"
    """The delivery key was seen with another amount, currency or order: let a person look."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to fulfil one notification, for a while.

    Attributes:
        token: The fencing token: 1 for the first claim of a delivery, higher with each further
            one. Hand it to a system of your own that should refuse a worker who comes too late.
        expires_at: When the lease runs out, on the store's clock.
        remaining: How long it still ran when it was asked for.
    """

    token: int
    expires_at: datetime
    remaining: timedelta


@dataclass(frozen=True, slots=True)
class Said:
    """One side of a conflict.

    Attributes:
        fingerprint: The notification's fingerprint, 64 lower-case hex digits.
        order_no: The shop's order number.
        amount: The amount as a decimal without trailing zeros.
        currency: The currency, three letters.
    """

    fingerprint: str
    order_no: str | None
    amount: str | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two genuine notifications with one delivery key that disagree about money or order.

    Attributes:
        delivery_key: The key that both have.
        first: What the one said that the ledger keeps.
        later: What the later one said, that was not acted on.
        differs: Which of ``order_no``, ``amount`` and ``currency`` differ.
        first_seen: When the later one was first seen.
        last_seen: When it was last seen.
        times: How often it came.
    """

    delivery_key: str
    first: Said
    later: Said
    differs: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    times: int


def conflict_of(row: dict[str, Any]) -> Conflict:
    """A conflict, from what the native half says of it."""
    return Conflict(
        delivery_key=row["delivery_key"],
        first=Said(**row["first"]),
        later=Said(**row["later"]),
        differs=tuple(row["differs"]),
        first_seen=instant(row["first_seen"]),
        last_seen=instant(row["last_seen"]),
        times=row["times"],
    )


class Receipt(Generic[N]):
    """A notification, what the ledger says of its delivery, and what to answer.

    If ``is_first``, do the work, then ``commit`` or ``release``. Or let a ``with`` block do so:

    >>> with receiver.receive(body, headers, peer, ledger) as receipt:
    ...     if receipt.is_first:
    ...         mark_paid(receipt.notification)
    >>> answer = receipt.acknowledgement
    """

    __slots__ = ("_ledger", "_native", "_settled", "notification")

    notification: N
    """What the request said."""

    def __init__(self, notification: N, native: _native.Receipt, ledger: Ledger) -> None:
        self.notification = notification
        self._native = native
        self._ledger = ledger
        self._settled = False

    @property
    def delivery(self) -> Delivery:
        """What the ledger says."""
        return Delivery(self._native.delivery())

    @property
    def is_first(self) -> bool:
        """Whether it is this worker's to fulfil."""
        return self._native.delivery() == Delivery.FIRST.value

    @property
    def lease(self) -> Lease | None:
        """The right to fulfil it, if it is the first delivery."""
        lease = self._native.lease()
        if lease is None:
            return None
        token, expires_at, remaining = lease
        return Lease(token, instant(expires_at), timedelta(seconds=remaining))

    @property
    def retry_after(self) -> timedelta | None:
        """How long the other worker's lease still runs, if the delivery is in progress."""
        seconds = self._native.other_lease()
        return None if seconds is None else timedelta(seconds=seconds)

    @property
    def conflict(self) -> Conflict | None:
        """What disagrees, if the delivery is a conflict."""
        row = self._native.conflict()
        return None if row is None else conflict_of(row)

    @property
    def acknowledgement(self) -> Acknowledgement:
        """What to answer as things stand: success for a repeat and after a commit, else failure."""
        return Acknowledgement(*self._native.acknowledgement())

    def commit(self) -> Acknowledgement:
        """The work is done. Returns the answer that ends the re-sends.

        Raises:
            LeaseLostError: The lease ran out and another worker claimed the delivery.
            LedgerError: The ledger cannot say.
            ArgumentError: The delivery is not the first one.
        """
        answer = Acknowledgement(*self._native.commit())
        self._settled = True
        return answer

    def release(self, *, strict: bool = False) -> Acknowledgement:
        """The work failed: gives the delivery back, and returns the failure to answer.

        Args:
            strict: Raise if it cannot be given back. Otherwise the lease then runs out by itself.

        Raises:
            LeaseLostError: Another worker claimed the delivery, or it was committed.
            LedgerError: The ledger cannot say.
            ArgumentError: The delivery is not the first one.
        """
        self._settled = True
        if strict:
            self._native.try_release()
        return Acknowledgement(*self._native.release())

    def extend(self) -> None:
        """Lets the lease run its whole time again from now, for work that takes long.

        Raises:
            LeaseLostError: Another worker claimed the delivery: stop if that is possible.
            LedgerError: The ledger cannot say.
        """
        self._native.extend()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _problem: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if not self.is_first or self._settled:
            return
        if kind is None:
            self.commit()
        else:
            self.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        _problem: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if not self.is_first or self._settled:
            return
        if kind is None:
            await settled(self._ledger.submit(self.commit))
        else:
            await settled(self._ledger.submit(self.release))

    def settle(self, fulfil: Callable[[N], object]) -> Acknowledgement:
        """Has ``fulfil`` do the work if it is the first delivery, and says what to answer."""
        if not self.is_first:
            return self._not_first()
        try:
            fulfil(self.notification)
        except Exception:
            log.exception(_FAILED, self.notification.delivery_key)
            return self.release()
        except BaseException:
            self.release()
            raise
        try:
            return self.commit()
        except AckwellError as problem:
            return self._not_committed(problem)

    async def asettle(
        self, fulfil: Callable[[N], Awaitable[object]] | Callable[[N], object]
    ) -> Acknowledgement:
        """As ``settle``, in async code. A ``fulfil`` that is not async runs in a thread."""
        if not self.is_first:
            return self._not_first()
        try:
            await _called(fulfil, self.notification)
        except Exception:
            log.exception(_FAILED, self.notification.delivery_key)
            return await settled(self._ledger.submit(self.release))
        except BaseException:
            # The task was cancelled: the next delivery may try again.
            self._ledger.submit(self.release)
            raise
        try:
            return await settled(self._ledger.submit(self.commit))
        except AckwellError as problem:
            return self._not_committed(problem)

    def _not_first(self) -> Acknowledgement:
        key = self.notification.delivery_key
        conflict = self.conflict
        if conflict is not None:
            log.error("conflict: %s came again with another %s", key, ", ".join(conflict.differs))
        else:
            log.info("%s: %s", self.delivery, key)
        return self.acknowledgement

    def _not_committed(self, problem: AckwellError) -> Acknowledgement:
        key = self.notification.delivery_key
        log.error("%s was fulfilled, but not committed: %s", key, problem)
        return problem.acknowledgement or self.acknowledgement

    def __repr__(self) -> str:
        return f"<Receipt {self.delivery} of {self.notification!r}>"


_FAILED: Final = "the fulfilment of %s failed; the provider will send it again"


async def _called(fulfil: Callable[[N], object], notification: N) -> None:
    if inspect.iscoroutinefunction(fulfil) or inspect.iscoroutinefunction(
        getattr(fulfil, "__call__", None)  # noqa: B004
    ):
        result = fulfil(notification)
    else:
        result = await asyncio.to_thread(fulfil, notification)
    if inspect.isawaitable(result):
        await result


async def settled(begun: Future[_T]) -> _T:
    """Waits for what a thread of the ledger does, which goes on if the waiting is cancelled."""
    return await asyncio.shield(asyncio.wrap_future(begun))


def give_back(claimed: Future[Receipt[Any]]) -> None:
    """Releases what was claimed for a task that is gone."""
    if not claimed.cancelled() and claimed.exception() is None:
        receipt = claimed.result()
        if receipt.is_first:
            with suppress(AckwellError):
                receipt.release()
