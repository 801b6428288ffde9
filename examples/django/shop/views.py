"""The shop's work."""

import time

from ackwell import Notification, Status
from django.conf import settings
from django.db import transaction
from django.db.models import F

from .models import Order


def paid(notification: Notification) -> None:
    """Runs in one transaction with the claim: both are kept, or neither is."""
    if notification.status is not Status.SUCCEEDED:
        return
    order = Order.objects.get(number=notification.order_no)
    notification.expect(order.number, order.total, order.currency)
    Order.objects.filter(pk=order.pk).update(payments=F("payments") + 1)
    time.sleep(settings.SHOP_FULFILMENT_SECONDS)
    # What happens elsewhere (mails, other services) waits for the commit.
    line = f"paid {notification.order_no} {notification.amount}"
    transaction.on_commit(lambda: print(line, flush=True))
