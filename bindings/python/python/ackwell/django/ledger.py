"""The ledger inside the shop's own transaction: fulfilled exactly once.

The claim is one row with a unique key, written before the work and in its transaction. A second
worker with the same key waits for the first one's commit and then finds the row (PostgreSQL,
MySQL), or waits for the whole database (SQLite). If the first one dies or fails, its row goes with
its work.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, TypeVar

from django.db import router, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from ackwell import Acknowledgement, Amount, Code, Kind, Notification, Provider, Schedule
from ackwell._fulfil import refuse_deferred, undone
from ackwell._log import repeated, report

from .models import Conflict, Delivery, ExpectedOrder

__all__ = ["UndoneError", "due_orders", "earlier_payment", "expect_order", "fulfil_once", "prune"]

N = TypeVar("N", bound=Notification)


class UndoneError(Exception):
    """The fulfilment returned, and its work is not done: nothing is kept."""


def fulfil_once(
    notification: N, fulfil: Callable[[N], object], using: str | None = None
) -> Acknowledgement:
    """Has ``fulfil`` do the work, unless it was done before, and says what to answer.

    Args:
        notification: What was verified.
        fulfil: Writes to the database ``using``, inside the transaction of the claim. What it does
            elsewhere (mails, other services) may happen again: leave it to
            ``transaction.on_commit``.
        using: The database alias. Default: where the router writes deliveries.

    Raises:
        TypeError: ``fulfil`` is a coroutine function or a generator function.
        UndoneError: ``fulfil`` returned a coroutine or another thing that stands for work not done.
        Exception: Whatever ``fulfil`` or the database raises; nothing is then kept.
    """
    refuse_deferred(fulfil)
    database = using or router.db_for_write(Delivery)
    with transaction.atomic(using=database):
        row = _claim(notification, database)
        if row is not None:
            return _not_first(row, notification, database)
        left = undone(fulfil(notification))
        if left is not None:
            raise UndoneError(f"it returned {left.kind} and did not do the work")
        if notification.answers_order:
            _cross_off(notification, database)
        return notification.acknowledge()


def _claim(notification: Notification, database: str) -> Delivery | None:
    """Writes the row of a first delivery, or finds the row of the one that was."""
    claim = uuid.uuid4().hex
    digest = hashlib.sha256(notification.delivery_key.encode()).hexdigest()
    amount = notification.amount
    row = Delivery(
        key_digest=digest,
        delivery_key=notification.delivery_key,
        provider=notification.provider.value,
        kind=notification.kind.value,
        merchant_id=notification.merchant_id[:255],
        order_no=notification.order_no,
        transaction_no=notification.transaction_no,
        status=notification.status_text,
        amount=None if amount is None else str(amount.value),
        currency=None if amount is None else amount.currency,
        fingerprint=notification.fingerprint.hex(),
        claim=claim,
    )
    deliveries = Delivery.objects.using(database)
    # The write comes first: a transaction that reads before it writes can be turned away on SQLite.
    deliveries.bulk_create([row], ignore_conflicts=True)
    kept = deliveries.select_for_update().get(key_digest=digest)
    return None if kept.claim == claim else kept


def _not_first(kept: Delivery, notification: Notification, database: str) -> Acknowledgement:
    if _says(kept.order_no, kept.amount, kept.currency) == _said(notification):
        repeated(notification)
        return notification.acknowledge()
    problem = notification._because(Code.CONFLICT, _differs(kept, notification))  # noqa: SLF001
    report("conflict", problem, notification)
    amount = notification.amount
    conflict, new = Conflict.objects.using(database).get_or_create(
        delivery=kept,
        fingerprint=notification.fingerprint.hex(),
        defaults={
            "order_no": notification.order_no,
            "amount": None if amount is None else str(amount.value),
            "currency": None if amount is None else amount.currency,
        },
    )
    if not new:
        conflict.times = F("times") + 1
        conflict.save(using=database, update_fields=["times", "last_seen"])
    return problem.acknowledgement


def _differs(kept: Delivery, notification: Notification) -> str:
    """Both sides, as core tells them."""
    amount = notification.amount
    worth = (None, None) if amount is None else (amount.value, amount.currency)
    now = (notification.order_no, *worth)
    first = (kept.order_no, None if kept.amount is None else Decimal(kept.amount), kept.currency)
    names = ("order number", "amount", "currency")
    other = " and ".join(
        name for name, *two in zip(names, first, now, strict=True) if len({*two}) > 1
    )
    return f"another {other}: first {_side(*first)}, then {_side(*now)}"


def _side(order_no: str | None, amount: Decimal | None, currency: str | None) -> str:
    return f"order {order_no or 'none'}, amount {amount or 'none'} {currency or 'none'}"


def _said(notification: Notification) -> tuple[str | None, Amount | None]:
    return notification.order_no, notification.amount


def _says(
    order_no: str | None, amount: str | None, currency: str | None
) -> tuple[str | None, Amount | None]:
    return order_no, None if amount is None else Amount(Decimal(amount), currency or "")


def _cross_off(notification: Notification, database: str) -> None:
    waiting = ExpectedOrder.objects.using(database).filter(
        provider=notification.provider.value,
        merchant_id=notification.merchant_id,
        order_no=notification.order_no,
        answered_at=None,
    )
    waiting.update(answered_at=timezone.now())


def expect_order(  # noqa: PLR0913 (an order has that many parts)
    provider: Provider | str,
    merchant_id: str,
    order_no: str,
    *,
    amount: Amount | None = None,
    placed_at: datetime | None = None,
    using: str | None = None,
) -> None:
    """Writes down an order that waits for a notification; ``manage.py ackwell_due`` lists the late.

    Call it before the customer is sent to the provider, in the transaction that places the order.
    An order that is expected again waits again.
    """
    placed = placed_at or timezone.now()
    ExpectedOrder.objects.using(using or router.db_for_write(ExpectedOrder)).update_or_create(
        provider=Provider(provider).value,
        merchant_id=merchant_id,
        order_no=order_no,
        defaults={
            "amount": None if amount is None else str(amount.value),
            "currency": None if amount is None else amount.currency,
            "placed_at": placed,
            "due_at": placed + Schedule.of(Provider(provider)).horizon,
            "answered_at": None,
        },
    )


def due_orders(now: datetime | None = None, using: str | None = None) -> list[ExpectedOrder]:
    """The orders whose notification should have come by now and did not: ask the provider."""
    orders = ExpectedOrder.objects.using(using or router.db_for_read(ExpectedOrder))
    return list(orders.filter(answered_at=None, due_at__lte=now or timezone.now()))


_PAYMENTS: Final = (
    Kind.LIANLIAN_PAYMENT.value,
    Kind.LIANLIAN_EXCHANGE_PAYMENT.value,
    Kind.PINGPONG_TRANSACTION.value,
)
_SUCCEEDED: Final = "SUCCESS"  # the word of both providers


def earlier_payment(notification: Notification, using: str | None = None) -> Delivery | None:
    """The first successful payment of the same order by another transaction.

    "Once" is once per transaction: a payer who pays one order in two tabs makes two payments, and
    each is fulfilled. Ask in the fulfilment, where whatever is found was kept before. Of two that
    are fulfilled at the very same moment, neither may see the other: lock the shop's own order
    (``select_for_update``) if that matters.
    """
    if notification.order_no is None:
        return None
    payments = Delivery.objects.using(using or router.db_for_write(Delivery)).filter(
        provider=notification.provider.value,
        merchant_id=notification.merchant_id[:255],
        order_no=notification.order_no,
        kind__in=_PAYMENTS,
        status=_SUCCEEDED,
    )
    others = payments.exclude(transaction_no=notification.transaction_no)
    first: Delivery | None = others.order_by("fulfilled_at", "pk").first()
    return first


def prune(older_than: timedelta = timedelta(days=90), using: str | None = None) -> tuple[int, int]:
    """Removes what was fulfilled, and orders that were answered, longer ago than that.

    Whatever is removed would be fulfilled again if it came again. Run it once a day.

    Returns:
        How many notifications and how many orders were removed.

    Raises:
        ValueError: A provider may still send what would be removed.
    """
    horizon = max(Schedule.of(provider).horizon for provider in Provider)
    if older_than < horizon:
        raise ValueError(f"providers send again for up to {horizon}: keep notifications that long")
    before = timezone.now() - older_than
    database = using or router.db_for_write(Delivery)
    deliveries = Delivery.objects.using(database).filter(fulfilled_at__lt=before)
    orders = ExpectedOrder.objects.using(database).filter(answered_at__lt=before)
    return _removed(deliveries), _removed(orders)


_BATCH: Final = 1000


def _removed(rows: QuerySet[Delivery] | QuerySet[ExpectedOrder]) -> int:
    """Deletes in steps, so that no step locks the table for long."""
    removed = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        _, each = rows.filter(pk__in=keys).delete()
        removed += each.get(rows.model._meta.label, 0)  # noqa: SLF001 (Django's own way to it)
    return removed
