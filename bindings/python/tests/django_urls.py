"""The one address of the smallest project."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from ackwell import LianLianPayment
from ackwell.django import notification_view

fulfilled: list[str] = []


class Broken(Exception):
    """What the shop's own work may raise."""


@notification_view("lianlian")
def paid(notification: LianLianPayment) -> None:
    if notification.order_no.startswith("broken"):
        raise Broken
    fulfilled.append(notification.order_no)


@csrf_exempt
def eater(request: HttpRequest) -> HttpResponse:
    """Reads the form before the bytes, as a careless middleware does."""
    request.read(1)
    return paid(request)


urlpatterns = [
    path("notify", paid),
    path("eaten", eater),
    path("admin/", admin.site.urls),
]
