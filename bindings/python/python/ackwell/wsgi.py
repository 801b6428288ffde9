"""A WSGI application, for any server and any framework that mounts one.

>>> application = ackwell.wsgi.application(receiver, ledger, fulfil)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from ._web import METHOD_NOT_ALLOWED, cut_short, too_large

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from ._ledger import Ledger
    from ._notification import Notification
    from ._receiver import Receiver
    from ._values import Acknowledgement

__all__ = ["application", "headers_of", "peer_of", "respond"]

N = TypeVar("N", bound="Notification")


def application(
    receiver: Receiver[N], ledger: Ledger, fulfil: Callable[[N], object]
) -> WSGIApplication:
    """An application that answers the notifications of one receiver.

    Args:
        receiver: Verifies.
        ledger: Remembers.
        fulfil: The shop's work, called for the first delivery of each notification.
    """

    def answer(environ: WSGIEnvironment) -> Acknowledgement:
        limit = receiver.max_body_bytes
        length = _content_length(environ)
        if length is not None and length > limit:
            return too_large(receiver)
        if length is None:
            # A server that ends the stream where the body ends says so.
            length = limit + 1 if environ.get("wsgi.input_terminated") else 0
        try:
            body = environ["wsgi.input"].read(length)
        except OSError:
            return cut_short(receiver)
        return receiver.handle(body, headers_of(environ), peer_of(environ), ledger, fulfil)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            start_response(f"{METHOD_NOT_ALLOWED} Method Not Allowed", [("Allow", "POST")])
            return []
        return respond(answer(environ), start_response)

    return app


def headers_of(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    """The request's headers."""
    return [
        (name[5:].replace("_", "-"), value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    ]


def peer_of(environ: WSGIEnvironment) -> str | None:
    """The address at the other end of the connection; None for a Unix socket."""
    return environ.get("REMOTE_ADDR") or None


def respond(answer: Acknowledgement, start_response: StartResponse) -> Iterable[bytes]:
    """Answers."""
    status = HTTPStatus(answer.status)
    start_response(f"{status.value} {status.phrase}", list(answer.headers.items()))
    return [answer.body]


def _content_length(environ: dict[str, Any]) -> int | None:
    text = environ.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1" * 19) else None
