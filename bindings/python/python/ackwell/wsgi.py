"""A WSGI application, for any server and any framework that mounts one.

>>> application = ackwell.wsgi.application(receiver, ledger, fulfil)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from ._fulfil import refuse_deferred
from ._web import (
    METHOD_NOT_ALLOWED,
    NoBodyError,
    content_length,
    cut_short,
    no_end,
    part,
    read,
    refused,
    too_large,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from ._ledger import Ledger
    from ._native import Acknowledgement, Notification
    from ._outcome import OnOutcome
    from ._receiver import Receiver

__all__ = ["application", "body_of", "headers_of", "peer_of", "respond"]

N = TypeVar("N", bound="Notification")


def application(
    receiver: Receiver[N],
    ledger: Ledger,
    fulfil: Callable[[N], object],
    on_outcome: OnOutcome | None = None,
) -> WSGIApplication:
    """An application that answers the notifications of one receiver.

    Args:
        receiver: Verifies.
        ledger: Remembers.
        fulfil: The shop's work, called for the first delivery of each notification.
        on_outcome: Takes the outcome of every request, for metrics and alarms.

    Raises:
        TypeError: ``fulfil`` is a coroutine function or a generator function.
    """
    refuse_deferred(fulfil)

    def answer(environ: WSGIEnvironment) -> Acknowledgement:
        try:
            body = body_of(environ, receiver)
        except NoBodyError as problem:
            return refused(problem, on_outcome)
        peer = peer_of(environ)
        return receiver.handle(body, headers_of(environ), peer, ledger, fulfil, on_outcome)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            start_response(f"{METHOD_NOT_ALLOWED} Method Not Allowed", [("Allow", "POST")])
            return []
        return respond(answer(environ), start_response)

    return app


def body_of(environ: WSGIEnvironment, receiver: Receiver[Any]) -> bytes:
    """The request's body; no more than one byte beyond ``max_body_bytes`` is read.

    Raises:
        Refusal: It cannot be read, or is too long.
    """
    length = content_length(environ.get("CONTENT_LENGTH"))
    if length is not None and length > receiver.max_body_bytes:
        raise too_large(receiver)
    size = length
    if size is None:
        # A server that ends the stream where the body ends says so.
        if environ.get("wsgi.input_terminated"):
            size = receiver.max_body_bytes + 1
        elif environ.get("HTTP_TRANSFER_ENCODING"):
            raise no_end(receiver)
        else:
            size = 0
    try:
        body = read(environ["wsgi.input"], size)
    except OSError:
        raise cut_short(receiver) from None
    if length is not None and len(body) < length:
        raise part(receiver, len(body), length)
    return body


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
