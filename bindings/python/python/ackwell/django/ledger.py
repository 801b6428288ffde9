"""The ledger inside the shop's own transaction: fulfilled exactly once.

The tables and statements are the ledger's own, run through the project's connection: workers with
leases in other programs, and the command ``ackwell ledger``, see the same rows. The claim is
written before the work and in its transaction. A second worker with the same delivery waits for the
first one's commit (on SQLite for the whole database). If the first one dies or fails, its claim
goes with its work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connections, router, transaction
from django.utils import timezone

from ackwell import (
    Acknowledgement,
    Amount,
    EarlierPayment,
    Notification,
    OverdueOrder,
    Provider,
    Pruned,
)
from ackwell._fulfil import refuse_deferred, undone
from ackwell._outcome import OnOutcome, report
from ackwell._transaction import Claim, Database, on_cursor

from .models import Delivery

__all__ = [
    "UndoneError",
    "create_tables",
    "earlier_payment",
    "expect_order",
    "fulfil_once",
    "overdue_orders",
    "prune",
    "resolve_order",
]

N = TypeVar("N", bound=Notification)


class UndoneError(Exception):
    """The fulfilment returned, and its work is not done: nothing is kept."""


@contextmanager
def _ledger(using: str | None) -> Iterator[Database]:
    """The ledger in the database of that alias. Default: where the router writes deliveries."""
    connection = connections[using or router.db_for_write(Delivery)]
    with connection.cursor() as cursor:
        # Whatever the driver, Django writes %s.
        yield Database(connection.vendor, "format", on_cursor(cursor))


def fulfil_once(
    notification: N,
    fulfil: Callable[[N], object],
    using: str | None = None,
    on_outcome: OnOutcome | None = None,
) -> Acknowledgement:
    """Has ``fulfil`` do the work, unless it was done before, and says what to answer.

    Args:
        notification: What was verified.
        fulfil: Writes to the database ``using``, inside the transaction of the claim. What it does
            elsewhere (mails, other services) may happen again: leave it to
            ``transaction.on_commit``.
        using: The database alias. Default: where the router writes deliveries.
        on_outcome: Takes the outcome, for metrics and alarms. What is raised has none.

    Raises:
        TypeError: ``fulfil`` is a coroutine function or a generator function.
        UndoneError: ``fulfil`` returned a coroutine or another result whose work is not done.
        Exception: Whatever ``fulfil`` or the database raises; nothing is then kept.
    """
    return once(notification, fulfil, using, on_outcome, [])


def once(
    notification: N,
    fulfil: Callable[[N], object],
    using: str | None,
    on_outcome: OnOutcome | None,
    claims: list[Claim],
) -> Acknowledgement:
    """As ``fulfil_once``; ``claims`` has the claim as soon as there is one, whatever is raised."""
    refuse_deferred(fulfil)
    database = using or router.db_for_write(Delivery)
    with transaction.atomic(using=database):
        # The claim comes first: a transaction that reads before it writes can be turned away on
        # SQLite.
        with _ledger(database) as ledger:
            claim = ledger.claim(notification)
        claims.append(claim)
        if claim.is_first:
            left = undone(fulfil(notification))
            if left is not None:
                raise UndoneError(left.cause)
            with _ledger(database) as ledger:
                ledger.confirm(notification)
        # The commit keeps the record of a conflict too.
    return report(claim._outcome, on_outcome)  # noqa: SLF001


def expect_order(  # noqa: PLR0913 (an order has that many parts)
    provider: Provider | str,
    merchant_id: str,
    order_no: str,
    *,
    amount: Amount | None = None,
    placed_at: datetime | None = None,
    using: str | None = None,
) -> None:
    """Writes down an order that waits for a notification; ``ackwell_overdue`` lists the late ones.

    Do so before the customer is sent to the provider. The order is resolved when a final
    notification of it is fulfilled: ``processing`` and ``failed`` are not final, nor is a status
    that is not known.

    Args:
        provider: The provider that the customer is sent to.
        merchant_id: The shop's number there.
        order_no: The shop's own order number.
        amount: What it costs: for the query to the provider later.
        placed_at: When. Default: now.
        using: The database alias.
    """
    price = None if amount is None else (amount.value, amount.currency)
    with _ledger(using) as ledger:
        ledger.expect_order(provider, merchant_id, order_no, placed_at or timezone.now(), price)


def resolve_order(
    provider: Provider | str, merchant_id: str, order_no: str, *, using: str | None = None
) -> bool:
    """Resolves an order because the provider was asked. Returns whether it waited."""
    with _ledger(using) as ledger:
        return ledger.resolve_order(provider, merchant_id, order_no)


def overdue_orders(now: datetime | None = None, using: str | None = None) -> list[OverdueOrder]:
    """The orders whose notification should have come by now and did not: ask the provider.

    Those due longest come first, at most 10,000.
    """
    with _ledger(using) as ledger:
        return ledger.overdue_orders(now or timezone.now())


def earlier_payment(notification: Notification, using: str | None = None) -> EarlierPayment | None:
    """The first successful payment of the same order by another transaction.

    "Once" is once per transaction: a payer who pays one order in two tabs makes two payments, and
    each is fulfilled. Ask in the fulfilment, where whatever is found was kept before. Of two that
    are fulfilled at the very same moment, neither may see the other: lock the shop's own order
    (``select_for_update``) if that matters.
    """
    with _ledger(using) as ledger:
        return ledger.earlier_payment(notification)


def prune(retention: timedelta = timedelta(days=90), using: str | None = None) -> Pruned:
    """Removes what has not changed for longer than ``retention``, as ``ackwell ledger prune`` does.

    Whatever is removed would be fulfilled again if it came again. Run it once a day.

    Raises:
        ConfigError: A provider may still send what would be removed.
    """
    with _ledger(using) as ledger:
        return ledger.prune(retention)


def create_tables(using: str) -> None:
    """Creates the ledger's tables where they are not there. The migration does so."""
    with _ledger(using) as ledger:
        ledger.create_tables()
