"""The shop's pages."""

import time

from ackwell import LianLianNotification, Status
from ackwell.django import expect_order, notification_view
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from .models import Order


@notification_view("lianlian")
def paid(notification: LianLianNotification) -> None:
    """Runs in one transaction with the claim: both are kept, or neither is."""
    if notification.status is not Status.SUCCEEDED:
        return
    order = Order.objects.get(number=notification.order_no)
    notification.expect(order.number, order.total, "CNY")
    Order.objects.filter(pk=order.pk).update(payments=F("payments") + 1)
    time.sleep(settings.SHOP_FULFILMENT_SECONDS)


@csrf_exempt  # The test that plays the customer has no cookie.
@transaction.atomic
def place(_request: HttpRequest, number: str, total: str) -> HttpResponse:
    """Stands for the checkout: places an order and waits for its notification."""
    Order.objects.create(number=number, total=total)
    merchant = settings.ACKWELL["lianlian"]["merchant_ids"][0]
    expect_order("lianlian", merchant, number)
    return HttpResponse("placed")


def payments(_request: HttpRequest, number: str) -> HttpResponse:
    """How often an order was paid."""
    return HttpResponse(str(Order.objects.get(number=number).payments))
