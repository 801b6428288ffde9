"""The durable memory of what was received and fulfilled."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from . import _config, _native
from ._enums import Code, Provider
from ._errors import ArgumentError
from ._receipt import Receipt
from ._records import (
    DeliveryState,
    EarlierPayment,
    LedgerStatus,
    OrderHistory,
    OverdueOrder,
    Pruned,
    Record,
)
from ._values import instant, json_value

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._native import Ledger as NativeLedger
    from ._native import Notification
    from ._options import LedgerOptions, Secret

__all__ = ["Ledger"]

N = TypeVar("N", bound="Notification")


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
        ConfigError: ``member`` names the option.
        LedgerError: A file cannot be opened. A server is connected to when first needed.
    """

    __slots__ = ("_native",)

    _native: NativeLedger

    def __init__(self, url: Secret, **options: Unpack[LedgerOptions]) -> None:
        document = _config.document({"ledger": {"url": url, **options}})
        self._native = _config.resolved(document, "ledger").ledger()

    @classmethod
    def _from_native(cls, native: NativeLedger) -> Self:
        made = cls.__new__(cls)
        made._native = native  # noqa: SLF001
        return made

    def claim(self, notification: N) -> Receipt[N]:
        """Claims the delivery of a notification that was verified before.

        ``Receiver.receive`` does both; ``Receiver.handle`` does the rest too.

        Raises:
            LedgerError: The ledger cannot say; answer its ``acknowledgement``.
        """
        claimed = self._native.claim(notification)
        if isinstance(claimed, _native.Outcome):
            raise claimed.exception()
        return Receipt(notification, claimed)

    def expect_order(
        self,
        provider: Provider,
        merchant_id: str,
        order_no: str,
        placed_at: datetime,
        amount: tuple[Decimal | str, str] | None = None,
    ) -> None:
        """Writes down an order that waits for a notification, for ``overdue_orders``.

        Do so before the customer is sent to the provider. The order is resolved when a final
        notification of it is committed: ``processing`` and ``failed`` are not final, nor is a
        status that is not known.

        Args:
            provider: The provider that the customer is sent to.
            merchant_id: The shop's number there.
            order_no: The shop's own order number.
            placed_at: When; an aware ``datetime``.
            amount: What it costs, value and currency: for the query to the provider later.

        Raises:
            LedgerError: The ledger cannot be reached.
        """
        price = None if amount is None else (_decimal(amount[0]), amount[1])
        self._native.expect_order(provider, merchant_id, order_no, _moment(placed_at), price)

    def overdue_orders(self, now: datetime | None = None) -> list[OverdueOrder]:
        """The orders whose notification should have come by now and did not: ask the provider.

        Those due longest come first, at most 10,000.

        Raises:
            LedgerError: The ledger cannot be reached.
        """
        rows = json_value(self._native.overdue_orders(None if now is None else _moment(now)))
        return [OverdueOrder.of(row) for row in rows]

    def order_history(self, order_no: str) -> OrderHistory:
        """Everything known of an order number, whichever provider and merchant.

        Every delivery with its conflicts, and what was expected: it is what support staff ask.

        Raises:
            LedgerError: The ledger cannot be reached.
        """
        return OrderHistory.of(json_value(self._native.order_history(order_no)))

    def resolve_order(self, provider: Provider, merchant_id: str, order_no: str) -> bool:
        """Resolves an order because the provider was asked. Returns whether it waited."""
        return self._native.resolve_order(provider, merchant_id, order_no)

    def earlier_payment(self, notification: Notification) -> EarlierPayment | None:
        """The first payment of the same order by another transaction that was committed before.

        "Once" is once per transaction: a payer who pays one order in two tabs makes two payments,
        and each is fulfilled. Ask before you ship, and refund the second. Of two that are fulfilled
        at the very same moment, neither may see the other.

        Raises:
            LedgerError: The ledger cannot be reached.
        """
        row = self._native.earlier_payment(notification)
        return None if row is None else EarlierPayment.of(json_value(row))

    def list(
        self,
        state: DeliveryState | None = None,
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
        asked = {"state": state, "conflicts": conflicts, "after": after, "limit": max(0, limit)}
        return [Record.of(row) for row in json_value(self._native.list(json.dumps(asked)))]

    def reopen(self, delivery_key: str) -> bool:
        """Reopens a delivery by a person's decision. Returns whether the key was there.

        A committed delivery that is reopened will be fulfilled again if it is sent again.
        """
        return self._native.reopen(delivery_key)

    def prune(self) -> Pruned:
        """Removes what has not changed for longer than the retention. Run it once a day."""
        return Pruned.of(json_value(self._native.prune()))

    def migrate(self) -> int:
        """Creates the tables, or brings them to this version, which it returns.

        Done by itself at the first use; call it where the shop's own account may not.
        """
        return self._native.migrate()

    def status(self) -> LedgerStatus:
        """What it is and how much it keeps. Connects if needed, and counts every record."""
        return LedgerStatus.of(json_value(self._native.status()))

    def close(self) -> None:
        """Closes the ledger: its file, its connections, its threads. Waits for calls that run.

        Close it when the last request is answered; receipts that are still open keep what they
        need. What is called afterwards raises ``ArgumentError``. Closing twice is not an error.
        """
        self._native.close()

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


def _decimal(value: Decimal | str) -> str:
    return format(value, "f") if isinstance(value, Decimal) else value


def _moment(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ArgumentError(
            Code.INVALID_ARGUMENT, "the time has no time zone: pass an aware datetime"
        )
    return round((moment - instant(0)) / timedelta(milliseconds=1))
