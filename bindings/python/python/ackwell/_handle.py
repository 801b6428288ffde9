"""A request from its bytes to its answer: verified, claimed, fulfilled, committed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from . import _native
from ._fulfil import refuse_deferred
from ._outcome import report
from ._receipt import Receipt, begun, settled

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ._ledger import Ledger
    from ._native import Acknowledgement, Notification
    from ._native import Outcome as NativeOutcome
    from ._native import Receipt as NativeReceipt
    from ._outcome import OnOutcome
    from ._receiver import Receiver
    from ._request import Body, Headers

__all__ = ["ahandle", "areceive", "handle"]

N = TypeVar("N", bound="Notification")


def handle(  # noqa: PLR0913 (a request has three parts)
    receiver: Receiver[N],
    body: Body,
    headers: Headers | None,
    peer: str | None,
    ledger: Ledger,
    fulfil: Callable[[N], object],
    on_outcome: OnOutcome | None,
) -> Acknowledgement:
    """See ``Receiver.handle``."""
    refuse_deferred(fulfil)
    opened = receiver._opened(body, headers, peer)  # noqa: SLF001
    if isinstance(opened, _native.Outcome):
        return report(opened, on_outcome)
    claimed = ledger._native.claim(opened)  # noqa: SLF001
    if isinstance(claimed, _native.Outcome):
        return report(claimed, on_outcome)
    return Receipt(opened, claimed).settle(fulfil, on_outcome)


async def ahandle(  # noqa: PLR0913
    receiver: Receiver[N],
    body: Body,
    headers: Headers | None,
    peer: str | None,
    ledger: Ledger,
    fulfil: Callable[[N], Awaitable[object]] | Callable[[N], object],
    on_outcome: OnOutcome | None,
) -> Acknowledgement:
    """See ``Receiver.ahandle``."""
    refuse_deferred(fulfil, None)
    opened = receiver._opened(body, headers, peer)  # noqa: SLF001
    if isinstance(opened, _native.Outcome):
        return report(opened, on_outcome)
    claimed = await _claimed(opened, ledger)
    if isinstance(claimed, _native.Outcome):
        return report(claimed, on_outcome)
    return await Receipt(opened, claimed).asettle(fulfil, on_outcome)


async def areceive(notification: N, ledger: Ledger) -> Receipt[N]:
    """Claims the delivery of a notification."""
    claimed = await _claimed(notification, ledger)
    if isinstance(claimed, _native.Outcome):
        raise claimed.exception()
    return Receipt(notification, claimed)


async def _claimed(notification: Notification, ledger: Ledger) -> NativeReceipt | NativeOutcome:
    if ledger._native.never_waits():  # noqa: SLF001
        return ledger._native.claim(notification)  # noqa: SLF001
    claimed: Future[NativeReceipt | NativeOutcome] = begun(
        lambda future: ledger._native.claim_then(notification, future)  # noqa: SLF001
    )
    try:
        return await settled(claimed)
    except BaseException:
        # The task was cancelled before any work began.
        claimed.add_done_callback(_release)
        raise


def _release(claimed: Future[NativeReceipt | NativeOutcome]) -> None:
    """Releases what was claimed for a task that is gone; otherwise the lease runs out."""
    receipt = claimed.result()
    if isinstance(receipt, _native.Receipt) and receipt.lease() is not None:
        receipt.release()
