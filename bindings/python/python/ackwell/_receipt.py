"""What a ledger says of a notification, and the right to act on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

from ._enums import Delivery
from ._errors import AckwellError
from ._fulfil import is_awaitable, is_coroutine_function, refuse_deferred, undone, waiting
from ._native import Acknowledgement
from ._outcome import report
from ._records import Conflict, EarlierPayment
from ._values import instant, json_value

if TYPE_CHECKING:
    from asyncio import Task
    from concurrent.futures import Future
    from types import TracebackType

    from typing_extensions import Self

    from . import _native
    from ._native import Notification
    from ._outcome import OnOutcome

__all__ = ["Delivery", "Lease", "Receipt"]

N = TypeVar("N", bound="Notification")
_T = TypeVar("_T")


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

    __slots__ = ("_native", "_settled", "notification")

    notification: N
    """What the request said."""

    def __init__(self, notification: N, native: _native.Receipt) -> None:
        self.notification = notification
        self._native = native
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
        row = self._native.earlier_payment()
        return None if row is None else EarlierPayment.of(json_value(row))

    @property
    def acknowledgement(self) -> Acknowledgement:
        """What to answer now: success for a repeat and after a commit, otherwise failure."""
        return self._native.acknowledgement()

    def commit(self) -> Acknowledgement:
        """The order is fulfilled. Returns the answer that ends the re-sends.

        Raises:
            LeaseLostError: The lease ran out and another worker claimed the delivery.
            LedgerError: The ledger cannot say.
            ArgumentError: The delivery is not the first one.
        """
        answer = self._native.commit()
        self._settled = True
        return answer

    def release(self, *, strict: bool = False) -> Acknowledgement:
        """The fulfilment failed: releases the delivery, and returns the failure to answer.

        Args:
            strict: Raise if it cannot be released. Default: the lease then runs out by itself.

        Raises:
            LeaseLostError: Another worker claimed the delivery, or it was committed.
            LedgerError: The ledger cannot say.
            ArgumentError: The delivery is not the first one.
        """
        self._settled = True
        if strict:
            self._native.try_release()
        return self._native.release()

    def extend(self) -> None:
        """Lets the lease run its whole time again from now, for work that takes long.

        Raises:
            LeaseLostError: Another worker claimed the delivery: stop if that is possible.
            LedgerError: The ledger cannot say.
        """
        self._native.extend()

    async def acommit(self) -> Acknowledgement:
        """As ``commit``, in async code."""
        return await settled(self._submit(self.commit))

    async def arelease(self, *, strict: bool = False) -> Acknowledgement:
        """As ``release``, in async code."""
        return await settled(self._submit(lambda: self.release(strict=strict)))

    async def aextend(self) -> None:
        """As ``extend``, in async code."""
        await settled(self._submit(self.extend))

    def _submit(self, call: Callable[[], _T]) -> Future[_T]:
        """Runs a call on a thread of the ledger, whatever becomes of its caller."""
        return begun(lambda future: self._native.submit(call, future))

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
            await self.acommit()
        elif issubclass(kind, Exception):
            await self.arelease()
        # A cancelled block may have begun what goes on in a thread or a task: its lease runs out.

    def settle(
        self, fulfil: Callable[[N], object], on_outcome: OnOutcome | None = None
    ) -> Acknowledgement:
        """Has ``fulfil`` do the work if it is the first delivery, and says what to answer.

        Args:
            fulfil: Does the shop's work.
            on_outcome: Takes the outcome, for metrics and alarms.

        Raises:
            TypeError: ``fulfil`` is a coroutine function or a generator function, whose work would
                never be done. ``asettle`` takes coroutine functions.
        """
        refuse_deferred(fulfil)
        outcome = self._native.not_first()
        if outcome is not None:
            return report(outcome, on_outcome)
        end = self._attempt(fulfil)
        return self._end(end.with_result(), on_outcome)

    async def asettle(
        self,
        fulfil: Callable[[N], Awaitable[object]] | Callable[[N], object],
        on_outcome: OnOutcome | None = None,
    ) -> Acknowledgement:
        """As ``settle``, in async code. A ``fulfil`` that is not async runs in a thread.

        Work that has begun goes on when the task that waits for it is cancelled. It is then
        committed or released as it ends. ``on_outcome`` is called in the thread that does so.

        Raises:
            TypeError: ``fulfil`` is a generator function, whose work would never be done.
        """
        import asyncio  # a synchronous shop does without it

        refuse_deferred(fulfil, None)
        outcome = self._native.not_first()
        if outcome is not None:
            return report(outcome, on_outcome)
        work = asyncio.create_task(self._amid(fulfil, on_outcome))
        # The event loop alone does not keep a task.
        _at_work.add(work)
        work.add_done_callback(_at_work.discard)
        return await asyncio.shield(work)

    async def _amid(
        self, fulfil: Callable[[N], object], on_outcome: OnOutcome | None
    ) -> Acknowledgement:
        """The work, in a task that goes on when the caller goes away."""
        import asyncio

        in_thread = False
        try:
            if is_coroutine_function(fulfil):
                result = fulfil(self.notification)
            else:
                in_thread = True
                ended = await asyncio.to_thread(self._in_thread, fulfil, on_outcome)
                in_thread = False
                if isinstance(ended, Acknowledgement):
                    return ended
                result = ended.result
            while is_awaitable(result):
                result = await waiting(result)
            end = _End(result).with_result()
        except Exception as problem:  # noqa: BLE001 (logged, and answered with a failure)
            end = _End.raised_by(problem)
        except asyncio.CancelledError as problem:
            # By nobody who waits for it: the event loop closes, or the work cancelled itself.
            if in_thread:
                raise  # The thread goes on, and settles.
            # What it began in a thread or a task may go on, so its lease runs out.
            return self._end(_End.raised_by(problem, may_run=True), on_outcome)
        except BaseException:
            self._submit(self.release)
            raise
        return await settled(self._submit(lambda: self._end(end, on_outcome)))

    def _in_thread(
        self, fulfil: Callable[[N], object], on_outcome: OnOutcome | None
    ) -> Acknowledgement | _End:
        # The thread settles too: it may end after the event loop.
        end = self._attempt(fulfil)
        return end if is_awaitable(end.result) else self._end(end.with_result(), on_outcome)

    def _attempt(self, fulfil: Callable[[N], object]) -> _End:
        try:
            return _End(fulfil(self.notification))
        except Exception as problem:  # noqa: BLE001 (logged, and answered with a failure)
            return _End.raised_by(problem)
        except BaseException:
            self.release()
            raise

    def _end(self, end: _End, on_outcome: OnOutcome | None) -> Acknowledgement:
        self._settled = True
        return report(self._native.settle(end.cause, end.may_run), on_outcome, end.raised)

    def __repr__(self) -> str:
        return f"<Receipt {self.delivery} of {self.notification!r}>"


_at_work: Final[set[Task[Acknowledgement]]] = set()


class _End(NamedTuple):
    """How the shop's work ended."""

    result: object
    """What it returned, still to be looked at."""
    cause: str | None = None
    """Why it failed; None if it did not."""
    may_run: bool = False
    """Whether something that it began may go on."""
    raised: BaseException | None = None

    @classmethod
    def raised_by(cls, problem: BaseException, *, may_run: bool = False) -> _End:
        return cls(None, words(problem), may_run, problem)

    def with_result(self) -> _End:
        """The same, with what is wrong with the result."""
        left = None if self.cause is not None else undone(self.result)
        return self if left is None else _End(None, left.cause, left.may_run)


def words(problem: BaseException) -> str:
    if isinstance(problem, AckwellError):
        return str(problem)
    return f"{type(problem).__name__}: {problem}"


def begun(begin: Callable[[Future[_T]], None]) -> Future[_T]:
    """A future that the native half ends. It cannot be cancelled, because the call goes on."""
    from concurrent.futures import Future  # for async code only

    future: Future[_T] = Future()
    future.set_running_or_notify_cancel()
    begin(future)
    return future


async def settled(begun: Future[_T]) -> _T:
    """Waits for what a thread does, which goes on if the waiting is cancelled."""
    import asyncio

    return await asyncio.shield(asyncio.wrap_future(begun))
