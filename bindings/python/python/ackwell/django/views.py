"""Views that answer notifications."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ackwell import (
    Acknowledgement,
    AckwellError,
    ArgumentError,
    Code,
    Ledger,
    Notification,
    Receiver,
)
from ackwell._web import cut_short, eaten, log, refused, too_large

from .conf import receiver as project_receiver
from .ledger import fulfil_once

__all__ = ["notification_view", "response"]

N = TypeVar("N", bound=Notification)
View = Callable[[HttpRequest], HttpResponse]


def response(answer: Acknowledgement) -> HttpResponse:
    """An acknowledgement as Django answers it."""
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)


def notification_view(
    receiver: str | Receiver[Any], *, ledger: Ledger | None = None, using: str | None = None
) -> Callable[[Callable[[Any], object]], View]:
    """Makes a view of the decorated fulfilment: POST only, exempt from CSRF tokens.

    The decorated function takes the notification and writes to the database. It runs inside
    ``transaction.atomic()`` together with the claim. If it raises, nothing is kept, the exception
    is logged (logger ``ackwell``), and the provider will send again.

    Args:
        receiver: The name of a provider, for the receiver that the setting ``ACKWELL`` describes;
            or a receiver.
        ledger: Claims here, and not inside the shop's transaction. Not needed as a rule.
        using: The alias of the database that both the deliveries and the shop's orders are in.
    """

    def decorate(fulfil: Callable[[Any], object]) -> View:
        @csrf_exempt
        @require_POST
        @functools.wraps(fulfil)
        def view(request: HttpRequest) -> HttpResponse:
            chosen = project_receiver(receiver) if isinstance(receiver, str) else receiver
            return response(_answer(request, chosen, fulfil, ledger, using))

        return view

    return decorate


def _answer(
    request: HttpRequest,
    receiver: Receiver[Any],
    fulfil: Callable[[Any], object],
    ledger: Ledger | None,
    using: str | None,
) -> Acknowledgement:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isascii() and length.isdigit() and len(length.lstrip("0")) > len("1" * 12):
        return too_large(receiver)
    if length.isdigit() and int(length) > receiver.max_body_bytes:
        return too_large(receiver)
    try:
        body = request.body
    except RequestDataTooBig:
        return too_large(receiver)
    except UnreadablePostError:
        return cut_short(receiver)
    except RawPostDataException as problem:
        raise eaten(
            receiver, "nothing, in middleware too, may touch request.POST or request.FILES"
        ) from problem
    peer = request.META.get("REMOTE_ADDR") or None
    if ledger is not None:
        return receiver.handle(body, request.headers, peer, ledger, fulfil)
    return _in_transaction(receiver, body, request, peer, fulfil, using)


def _in_transaction(  # noqa: PLR0913
    receiver: Receiver[Any],
    body: bytes,
    request: HttpRequest,
    peer: str | None,
    fulfil: Callable[[Any], object],
    using: str | None,
) -> Acknowledgement:
    try:
        notification: Notification = receiver.verify(body, request.headers, peer)
    except ArgumentError:
        raise
    except AckwellError as problem:
        return refused(receiver, problem.code, problem.message)
    try:
        return fulfil_once(notification, fulfil, using)
    except (OperationalError, InterfaceError):
        log.exception("%s could not be kept", notification.delivery_key)
        return notification.refuse(Code.LEDGER_UNAVAILABLE).acknowledgement
    except Exception:  # noqa: BLE001 (logged, and answered with a failure)
        log.exception(
            "the fulfilment of %s failed; the provider will send it again",
            notification.delivery_key,
        )
        return notification.refuse(Code.FULFILMENT_FAILED).acknowledgement
