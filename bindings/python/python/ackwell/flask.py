"""Notifications in a Flask application: ``pip install ackwell[flask]``.

>>> notify = NotificationBlueprint("notify", __name__, ledger=ledger)
>>> @notify.notification("/lianlian", receiver)
... def paid(notification): ...
>>> app.register_blueprint(notify, url_prefix="/notify")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flask import Blueprint, Response, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from ._fulfil import refuse_deferred
from ._web import (
    METHOD_NOT_ALLOWED,
    NoBodyError,
    cut_short,
    eaten,
    no_end,
    part,
    read,
    refused,
    too_large,
)

if TYPE_CHECKING:
    from ._ledger import Ledger
    from ._native import Acknowledgement, Notification
    from ._outcome import OnOutcome
    from ._receiver import Receiver

__all__ = ["NotificationBlueprint", "notification_view", "response"]

N = TypeVar("N", bound="Notification")

_TERMINATED: Final = "wsgi.input_terminated"


def response(answer: Acknowledgement) -> Response:
    """An acknowledgement as Flask answers it."""
    return Response(answer.body, answer.status, content_type=answer.content_type)


def notification_view(
    receiver: Receiver[N],
    ledger: Ledger,
    fulfil: Callable[[N], object],
    on_outcome: OnOutcome | None = None,
) -> Callable[[], Response]:
    """A view for POST requests that answers the notifications of one receiver.

    >>> app.add_url_rule("/notify", "notify", notification_view(r, l, paid), methods=["POST"])

    With Flask-WTF's ``CSRFProtect``, exempt the view: a provider has no token. ``on_outcome`` takes
    the outcome of every request, for metrics and alarms.

    Raises:
        TypeError: ``fulfil`` is a coroutine function or a generator function.
    """
    refuse_deferred(fulfil)

    def view() -> Response:
        if request.method != "POST":
            return Response(status=METHOD_NOT_ALLOWED, headers={"Allow": "POST"})
        return response(_answer(receiver, ledger, fulfil, on_outcome))

    return view


def _answer(
    receiver: Receiver[N],
    ledger: Ledger,
    fulfil: Callable[[N], object],
    on_outcome: OnOutcome | None,
) -> Acknowledgement:
    try:
        body = _body(receiver)
    except NoBodyError as problem:
        return refused(problem, on_outcome)
    peer = request.remote_addr
    return receiver.handle(body, request.headers, peer, ledger, fulfil, on_outcome)


def _body(receiver: Receiver[Any]) -> bytes:
    length = request.content_length
    if length is not None and length > receiver.max_body_bytes:
        raise too_large(receiver)
    try:
        if length is not None:
            body = request.get_data()
        elif "Transfer-Encoding" in request.headers and not request.environ.get(_TERMINATED):
            raise no_end(receiver)
        else:
            body = read(request.stream, receiver.max_body_bytes + 1)
    except RequestEntityTooLarge:
        raise too_large(receiver) from None
    except (ClientDisconnected, OSError):
        raise cut_short(receiver) from None
    if not body and length:
        raise eaten(
            receiver,
            "call request.get_data() before anything touches request.form, request.files or "
            "request.stream, in before_request functions too",
        )
    if length and len(body) < length:
        raise part(receiver, len(body), length)
    return body


class NotificationBlueprint(Blueprint):
    """A blueprint whose views are fulfilments.

    Args:
        name: The blueprint's name.
        import_name: The importing module's ``__name__``.
        ledger: Remembers what was fulfilled.
        on_outcome: Takes the outcome of every request, for metrics and alarms.
        **options: As for any ``flask.Blueprint``.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        ledger: Ledger,
        on_outcome: OnOutcome | None = None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(name, import_name, **options)
        self.ledger = ledger
        self.on_outcome = on_outcome

    def notification(
        self,
        rule: str,
        receiver: Receiver[N],
        **options: Any,  # noqa: ANN401
    ) -> Callable[[Callable[[N], object]], Callable[[N], object]]:
        """Has the decorated function fulfil the notifications that come in at ``rule``.

        Raises:
            TypeError: It is a coroutine function or a generator function.
        """

        def register(fulfil: Callable[[N], object]) -> Callable[[N], object]:
            # Only POST is a notification: Flask would answer OPTIONS by itself.
            options.setdefault("provide_automatic_options", False)
            endpoint = options.pop("endpoint", getattr(fulfil, "__name__", "notification"))
            view = notification_view(receiver, self.ledger, fulfil, self.on_outcome)
            self.add_url_rule(rule, endpoint, view, methods=["POST"], **options)
            return fulfil

        return register
