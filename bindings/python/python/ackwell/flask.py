"""Notifications in a Flask application: ``pip install ackwell[flask]``.

>>> notify = NotificationBlueprint("notify", __name__, ledger=ledger)
>>> @notify.notification("/lianlian", receiver)
... def paid(notification): ...
>>> app.register_blueprint(notify, url_prefix="/notify")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, Response, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from ._web import cut_short, eaten, too_large

if TYPE_CHECKING:
    from ._ledger import Ledger
    from ._notification import Notification
    from ._receiver import Receiver
    from ._values import Acknowledgement

__all__ = ["NotificationBlueprint", "notification_view", "response"]

N = TypeVar("N", bound="Notification")


def response(answer: Acknowledgement) -> Response:
    """An acknowledgement as Flask answers it."""
    return Response(answer.body, answer.status, content_type=answer.content_type)


def notification_view(
    receiver: Receiver[N], ledger: Ledger, fulfil: Callable[[N], object]
) -> Callable[[], Response]:
    """A view for POST requests that answers the notifications of one receiver.

    >>> app.add_url_rule("/notify", "notify", notification_view(r, l, paid), methods=["POST"])

    With Flask-WTF's ``CSRFProtect``, exempt the view: a provider has no token.
    """

    def view() -> Response:
        return response(_answer(receiver, ledger, fulfil))

    return view


def _answer(
    receiver: Receiver[N], ledger: Ledger, fulfil: Callable[[N], object]
) -> Acknowledgement:
    length = request.content_length
    if length is not None and length > receiver.max_body_bytes:
        return too_large(receiver)
    try:
        if length is None:
            body = request.stream.read(receiver.max_body_bytes + 1)
        else:
            body = request.get_data()
    except RequestEntityTooLarge:
        return too_large(receiver)
    except (ClientDisconnected, OSError):
        return cut_short(receiver)
    if not body and length:
        raise eaten(
            receiver,
            "call request.get_data() before anything touches request.form, request.files or "
            "request.stream, in before_request functions too",
        )
    return receiver.handle(body, request.headers, request.remote_addr, ledger, fulfil)


class NotificationBlueprint(Blueprint):
    """A blueprint whose views are fulfilments.

    Args:
        name: The blueprint's name.
        import_name: The importing module's ``__name__``.
        ledger: Remembers what was fulfilled.
        **options: As for any ``flask.Blueprint``.
    """

    def __init__(self, name: str, import_name: str, *, ledger: Ledger, **options: Any) -> None:  # noqa: ANN401
        super().__init__(name, import_name, **options)
        self.ledger = ledger

    def notification(
        self,
        rule: str,
        receiver: Receiver[N],
        **options: Any,  # noqa: ANN401
    ) -> Callable[[Callable[[N], object]], Callable[[N], object]]:
        """Has the decorated function fulfil the notifications that come in at ``rule``."""

        def register(fulfil: Callable[[N], object]) -> Callable[[N], object]:
            endpoint = options.pop("endpoint", getattr(fulfil, "__name__", "notification"))
            view = notification_view(receiver, self.ledger, fulfil)
            self.add_url_rule(rule, endpoint, view, methods=["POST"], **options)
            return fulfil

        return register
