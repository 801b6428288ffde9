"""Views that answer notifications."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt

from ackwell import Acknowledgement, Code, Ledger, Notification, Receiver
from ackwell._fulfil import refuse_deferred
from ackwell._outcome import OnOutcome, report
from ackwell._transaction import Claim, failed
from ackwell._web import (
    NoBodyError,
    content_length,
    cut_short,
    eaten,
    part,
    refused,
    too_large,
)
from ackwell.wsgi import body_of

from .conf import receiver as project_receiver
from .ledger import UndoneError, once

__all__ = ["notification_view", "response"]

N = TypeVar("N", bound=Notification)
View = Callable[..., HttpResponse]

_REMEDY = (
    "a fulfilment in Django runs inside transaction.atomic(), which is synchronous: make it a "
    "plain function, for example with asgiref.sync.async_to_sync"
)


def response(answer: Acknowledgement) -> HttpResponse:
    """An acknowledgement as Django answers it."""
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)


def notification_view(
    receiver: str | Receiver[Any],
    *,
    ledger: Ledger | None = None,
    using: str | None = None,
    on_outcome: OnOutcome | None = None,
) -> Callable[[Callable[..., object]], View]:
    """Makes a view of the decorated fulfilment: POST only, exempt from CSRF tokens.

    The decorated function takes the notification and writes to the database. It runs inside
    ``transaction.atomic()`` together with the claim. If it raises, nothing is kept, the exception
    is logged (logger ``ackwell``), and the provider will send again.

    What the URL pattern captures is handed to it too, as to any view. That is not signed: compare
    it with the notification's ``merchant_id`` where it decides whose order is paid.

    Args:
        receiver: The name of a provider, for the receiver that the setting ``ACKWELL`` describes;
            or a receiver.
        ledger: Claims here, and not inside the shop's transaction. Not needed as a rule.
        using: The alias of the database that both the deliveries and the shop's orders are in.
        on_outcome: Takes the outcome of every request, for metrics and alarms.

    Raises:
        TypeError: The decorated function is a coroutine function or a generator function.
    """

    def decorate(fulfil: Callable[..., object]) -> View:
        refuse_deferred(fulfil, _REMEDY)

        @csrf_exempt
        @functools.wraps(fulfil)
        def view(request: HttpRequest, *captured: Any, **named: Any) -> HttpResponse:  # noqa: ANN401
            if request.method != "POST":
                return _logged(HttpResponseNotAllowed(["POST"]))
            chosen = project_receiver(receiver) if isinstance(receiver, str) else receiver
            work: Callable[[Any], object] = fulfil
            if captured or named:

                def work(notification: Notification) -> object:
                    return fulfil(notification, *captured, **named)

            return _logged(response(_answer(request, chosen, work, ledger, using, on_outcome)))

        return view

    return decorate


def _logged(answer: HttpResponse) -> HttpResponse:
    """Says that the answer is logged, so that Django does not log and mail every failure again."""
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return answer


def _answer(  # noqa: PLR0913
    request: HttpRequest,
    receiver: Receiver[Any],
    fulfil: Callable[[Any], object],
    ledger: Ledger | None,
    using: str | None,
    on_outcome: OnOutcome | None,
) -> Acknowledgement:
    try:
        body = _body(request, receiver)
    except NoBodyError as problem:
        return refused(problem, on_outcome)
    peer = request.META.get("REMOTE_ADDR") or None
    if ledger is not None:
        return receiver.handle(body, request.headers, peer, ledger, fulfil, on_outcome)
    opened = receiver._opened(body, request.headers, peer)  # noqa: SLF001
    if isinstance(opened, Notification):
        return _in_transaction(opened, fulfil, using, on_outcome)
    return report(opened, on_outcome)


def _body(request: HttpRequest, receiver: Receiver[Any]) -> bytes:
    length = content_length(request.META.get("CONTENT_LENGTH"))
    if length is not None and length > receiver.max_body_bytes:
        raise too_large(receiver)
    if length is None and "wsgi.input" in request.META:
        # Django takes a missing length for none at all, and would read nothing.
        return body_of(request.META, receiver)
    try:
        body = request.body
    except RequestDataTooBig:
        raise too_large(receiver) from None
    except UnreadablePostError:
        raise cut_short(receiver) from None
    except RawPostDataException as problem:
        raise eaten(
            receiver, "nothing, in middleware too, may touch request.POST or request.FILES"
        ) from problem
    if length is not None and len(body) < length:
        raise part(receiver, len(body), length)
    return body


def _in_transaction(
    notification: Notification,
    fulfil: Callable[[Any], object],
    using: str | None,
    on_outcome: OnOutcome | None,
) -> Acknowledgement:
    claims: list[Claim] = []

    def rolled_back(code: Code, cause: BaseException | str) -> Acknowledgement:
        return failed(notification, code, cause, on_outcome, claimed=bool(claims))

    try:
        return once(notification, fulfil, using, on_outcome, claims)
    except UndoneError as problem:
        return rolled_back(Code.FULFILMENT_FAILED, str(problem))
    except (OperationalError, InterfaceError) as problem:
        return rolled_back(Code.LEDGER_UNAVAILABLE, problem)
    except Exception as problem:  # noqa: BLE001 (logged, and answered with a failure)
        return rolled_back(Code.FULFILMENT_FAILED, problem)
