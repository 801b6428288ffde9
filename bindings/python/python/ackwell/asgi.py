"""An ASGI application, for any server and any framework that mounts one.

>>> application = ackwell.asgi.application(receiver, ledger, fulfil)

It needs asyncio; nothing in it blocks the event loop.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ._fulfil import refuse_deferred
from ._web import METHOD_NOT_ALLOWED, content_length, cut_short, part, refused, too_large

if TYPE_CHECKING:
    from ._ledger import Ledger
    from ._native import Acknowledgement, Notification
    from ._outcome import OnOutcome
    from ._receiver import Receiver

__all__ = ["application"]

N = TypeVar("N", bound="Notification")

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


def application(
    receiver: Receiver[N],
    ledger: Ledger,
    fulfil: Callable[[N], Awaitable[object]] | Callable[[N], object],
    on_outcome: OnOutcome | None = None,
) -> Application:
    """An application that answers the notifications of one receiver.

    Args:
        receiver: Verifies.
        ledger: Remembers.
        fulfil: The shop's work, called for the first delivery of each notification; run in a
            thread unless it is async. It goes on if the client goes away or the server cancels the
            request, and is then committed or released as it ends.
        on_outcome: Takes the outcome of every request, for metrics and alarms.

    Raises:
        TypeError: ``fulfil`` is a generator function.
    """
    refuse_deferred(fulfil, None)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] != "http":
            raise RuntimeError(f"ackwell.asgi answers HTTP, not {scope['type']}")
        elif scope["method"] != "POST":
            await _send(send, METHOD_NOT_ALLOWED, [(b"allow", b"POST")], b"")
        else:
            body = await _body(receive, receiver.max_body_bytes)
            if body is None:
                refused(cut_short(receiver), on_outcome)
                return  # The client is gone: nobody waits for an answer.
            answer = await _answer(scope, body)
            await _send(send, answer.status, _headers(answer), answer.body)

    async def _answer(scope: Scope, body: bytes) -> Acknowledgement:
        if len(body) > receiver.max_body_bytes:
            return refused(too_large(receiver), on_outcome)
        length = next((v for k, v in scope["headers"] if k.lower() == b"content-length"), b"")
        whole = content_length(length.decode("latin-1"))
        if whole is not None and len(body) < whole:
            return refused(part(receiver, len(body), whole), on_outcome)
        client = scope.get("client")
        peer = client[0] if client else None
        headers = scope["headers"]
        return await receiver.ahandle(body, headers, peer, ledger, fulfil, on_outcome)

    return app


async def _body(receive: Receive, limit: int) -> bytes | None:
    """The body, or just more of it than is looked at."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk: bytes = message.get("body", b"")
        body += chunk
        if len(body) > limit or not message.get("more_body", False):
            return body


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _headers(answer: Acknowledgement) -> list[tuple[bytes, bytes]]:
    return [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in answer.headers.items()
    ]


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
