"""Notifications in a Django project: ``pip install ackwell[django]``.

>>> INSTALLED_APPS = [..., "ackwell.django"]
>>> ACKWELL = {"lianlian": {"public_keys": [...], "merchant_ids": [...]}}  # or a file's path

>>> @notification_view("lianlian")
... def paid(notification):
...     Order.objects.filter(number=notification.order_no).update(paid=True)

>>> urlpatterns = [path("notify/lianlian", paid)]

The delivery is claimed inside ``transaction.atomic()`` together with what the view writes: both are
kept or neither is, so each notification is fulfilled exactly once, whatever crashes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .conf import configuration, receiver
    from .ledger import earlier_payment, expect_order, overdue_orders, resolve_order
    from .views import notification_view

__all__ = [
    "configuration",
    "earlier_payment",
    "expect_order",
    "notification_view",
    "overdue_orders",
    "receiver",
    "resolve_order",
]

_PLACES: Final = {
    "configuration": "conf",
    "earlier_payment": "ledger",
    "expect_order": "ledger",
    "notification_view": "views",
    "overdue_orders": "ledger",
    "receiver": "conf",
    "resolve_order": "ledger",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # Django imports this package before its models can be.
    if name in _PLACES:
        return getattr(import_module(f".{_PLACES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
