"""What a ledger says of a notification, and the right to act on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, Protocol, TypeVar

from ._enums import Code, Delivery
from ._errors import AckwellError
from ._fulfil import is_awaitable, is_coroutine_function, refuse_deferred, undone, waiting
from ._log import repeated, report
from ._records import Conflict
from ._values import Acknowledgement, instant, json_value

if TYPE_CHECKING:
    from asyncio import Task
    from concurrent.futures import Future
    from types import TracebackType

    from typing_extensions import Self

    from . import _native
    from ._notification import Notification
    from ._records import EarlierPayment

__all__ = ["Delivery", "Lease", "Receipt"]

N = TypeVar("N", bound="Notification")
_T = TypeVar("_T")


class _Ledger(Protocol):
    """What a receipt asks of the ledger that it came from."""

    def earlier_payment(self, notification: Notification) -> EarlierPayment | None: ...

    def _submit(self, call: Callable[[], _T]) -> Future[_T]: ...


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

    def __init__(self, notification: N, native: _native.Receipt, ledger: _Ledger) -> None:
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
    def remaining(self) -> timedelta | None:
        """How long the other worker's lease still runs, if the delivery is in progress."""
        seconds = self._native.other_lease()
        return None if seconds is None else timedelta(seconds=seconds)

    @property
    def conflict(self) -> Conflict | None:
        """What disagrees, if the delivery is a conflict."""
        row = self._native.conflict()
        return None if row is None else Conflict.of(json_value(row))

    def earlier_payment(self) -> EarlierPayment | None:
        """The payment of the same order by another transaction; see ``Ledger.earlier_payment``.

        Raises:
            LedgerError: The ledger cannot be reached.
        """
        return self._ledger.earlier_payment(self.notification)

    @property
    def acknowledgement(self) -> Acknowledgement:
        """What to answer now: success for a repeat and after a commit, otherwise failure."""
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
            await settled(self._ledger._submit(self.commit))  # noqa: SLF001
        elif issubclass(kind, Exception):
            await settled(self._ledger._submit(self.release))  # noqa: SLF001
        # A cancelled block may have begun what goes on in a thread or a task: its lease runs out.

    def settle(self, fulfil: Callable[[N], object]) -> Acknowledgement:
        """Has ``fulfil`` do the work if it is the first delivery, and says what to answer.

        Raises:
            TypeError: ``fulfil`` is a coroutine function or a generator function, whose work would
                never be done. ``asettle`` takes coroutine functions.
        """
        refuse_deferred(fulfil)
        if not self.is_first:
            return self._not_first()
        ended = self._attempt(fulfil)
        return ended if isinstance(ended, Acknowledgement) else self._ended(ended.result)

    async def asettle(
        self, fulfil: Callable[[N], Awaitable[object]] | Callable[[N], object]
    ) -> Acknowledgement:
        """As ``settle``, in async code. A ``fulfil`` that is not async runs in a thread.

        Work that has begun goes on when the task that waits for it is cancelled. It is then
        committed or released as it ends.

        Raises:
            TypeError: ``fulfil`` is a generator function, whose work would never be done.
        """
        import asyncio  # noqa: PLC0415 (a synchronous shop does without it)

        refuse_deferred(fulfil, None)
        if not self.is_first:
            return self._not_first()
        work = asyncio.create_task(self._amid(fulfil))
        # The event loop alone does not keep a task.
        _at_work.add(work)
        work.add_done_callback(_at_work.discard)
        return await asyncio.shield(work)

    async def _amid(self, fulfil: Callable[[N], object]) -> Acknowledgement:
        """The work, in a task that goes on when the caller goes away."""
        import asyncio  # noqa: PLC0415

        submit = self._ledger._submit  # noqa: SLF001
        in_thread = False
        try:
            if is_coroutine_function(fulfil):
                result = fulfil(self.notification)
            else:
                in_thread = True
                ended = await asyncio.to_thread(self._in_thread, fulfil)
                in_thread = False
                if isinstance(ended, Acknowledgement):
                    return ended
                result = ended.result
            while is_awaitable(result):
                result = await waiting(result)
        except Exception as problem:  # noqa: BLE001 (logged, and answered with a failure)
            raised = problem
            return await settled(submit(lambda: self._failed(words(raised), raised)))
        except asyncio.CancelledError as problem:
            # By nobody who waits for it: the event loop closes, or the work cancelled itself.
            if in_thread:
                raise  # The thread goes on, and settles.
            # What it began in a thread or a task may go on, so its lease runs out.
            return self._failed(words(problem), problem, release=False)
        except BaseException:
            submit(self.release)
            raise
        return await settled(submit(lambda: self._ended(result)))

    def _in_thread(self, fulfil: Callable[[N], object]) -> Acknowledgement | _Returned:
        # The thread settles too: it may end after the event loop.
        ended = self._attempt(fulfil)
        if isinstance(ended, Acknowledgement) or is_awaitable(ended.result):
            return ended
        return self._ended(ended.result)

    def _attempt(self, fulfil: Callable[[N], object]) -> Acknowledgement | _Returned:
        """What the work returned, or what to answer because it raised."""
        try:
            return _Returned(fulfil(self.notification))
        except Exception as problem:  # noqa: BLE001 (logged, and answered with a failure)
            return self._failed(words(problem), problem)
        except BaseException:
            self.release()
            raise

    def _ended(self, result: object) -> Acknowledgement:
        left = undone(result)
        if left is not None:
            cause = f"it returned {left.kind} and did not do the work"
            return self._failed(cause, release=not left.may_run)
        try:
            return self.commit()
        except AckwellError as problem:
            report("not_committed", problem, self.notification)
            return problem.acknowledgement or self.acknowledgement

    def _failed(
        self, cause: str, raised: BaseException | None = None, *, release: bool = True
    ) -> Acknowledgement:
        refusal = self.notification._because(Code.FULFILMENT_FAILED, cause)  # noqa: SLF001
        report("fulfilment_failed", refusal, self.notification, raised)
        return self.release() if release else refusal.acknowledgement

    def _not_first(self) -> Acknowledgement:
        problem = self._native.refusal()
        if problem is None:
            repeated(self.notification)
        else:
            report(self.delivery.value, problem, self.notification)
        return self.acknowledgement

    def __repr__(self) -> str:
        return f"<Receipt {self.delivery} of {self.notification!r}>"


_at_work: Final[set[Task[Acknowledgement]]] = set()


class _Returned(NamedTuple):
    """What the work returned, still to be looked at."""

    result: object


def words(problem: BaseException) -> str:
    if isinstance(problem, AckwellError):
        return str(problem)
    return f"{type(problem).__name__}: {problem}"


async def settled(begun: Future[_T]) -> _T:
    """Waits for what a thread does, which goes on if the waiting is cancelled."""
    import asyncio  # noqa: PLC0415

    return await asyncio.shield(asyncio.wrap_future(begun))


def give_back(claimed: Future[Receipt[Any]]) -> None:
    """Releases what was claimed for a task that is gone."""
    if not claimed.cancelled() and claimed.exception() is None:
        receipt = claimed.result()
        if receipt.is_first:
            with suppress(AckwellError):
                receipt.release()
