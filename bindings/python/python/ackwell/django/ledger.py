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
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.db import router, transaction
from django.db.models import F
from django.utils import timezone

from ackwell import Acknowledgement, Amount, Code, Notification, Provider, Schedule
from ackwell._web import log

from .models import Conflict, Delivery, ExpectedOrder

__all__ = ["due_orders", "expect_order", "fulfil_once"]

N = TypeVar("N", bound=Notification)


def fulfil_once(
    notification: N, fulfil: Callable[[N], object], using: str | None = None
) -> Acknowledgement:
    """Has ``fulfil`` do the work, unless it was done before, and says what to answer.

    Args:
        notification: What was verified.
        fulfil: Writes to the database ``using``, inside the transaction of the claim. What it does
            elsewhere (mails, other services) may happen again: leave it to
            ``transaction.on_commit``.
        using: The database alias; where the router writes deliveries unless said.

    Raises:
        Exception: Whatever ``fulfil`` or the database raises; nothing is then kept.
    """
    database = using or router.db_for_write(Delivery)
    with transaction.atomic(using=database):
        row = _claim(notification, database)
        if row is not None:
            return _not_first(row, notification, database)
        fulfil(notification)
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
        log.info("repeat: %s", notification.delivery_key)
        return notification.acknowledge()
    log.error(
        "conflict: %s came again with another order, amount or currency", notification.delivery_key
    )
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
    return notification.refuse(Code.CONFLICT).acknowledgement


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
