"""Notifications in a Django project: ``pip install ackwell[django]``.

>>> INSTALLED_APPS = [..., "ackwell.django"]
>>> ACKWELL = {"lianlian": {"public_keys": [...], "merchant_ids": [...]}}

>>> @notification_view("lianlian")
... def paid(notification):
...     Order.objects.filter(number=notification.order_no).update(paid=True)

>>> urlpatterns = [path("notify/lianlian", paid)]

The delivery is claimed inside ``transaction.atomic()`` together with what the view writes: both are
kept or neither is, so each notification is fulfilled exactly once, whatever crashes.
"""

from __future__ import annotations

from .conf import receiver
from .ledger import expect_order
from .views import notification_view

__all__ = ["expect_order", "notification_view", "receiver"]
