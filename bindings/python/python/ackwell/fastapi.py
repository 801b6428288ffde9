"""Notifications in a FastAPI application: ``pip install ackwell[fastapi]``.

>>> notify = NotificationRouter(ledger, prefix="/notify")
>>> @notify.notification("/lianlian", receiver)
... async def paid(notification): ...
>>> app.include_router(notify)

Nothing in it blocks the event loop: ledger calls run in threads, and so does a fulfilment that is
not async.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.requests import ClientDisconnect

from ._enums import Code
from ._errors import AckwellError
from ._web import cut_short, eaten, log, too_large

if TYPE_CHECKING:
    from ._ledger import Ledger
    from ._notification import Notification
    from ._receiver import Receiver
    from ._values import Acknowledgement

__all__ = ["NotificationRouter", "install", "notification_endpoint", "response", "verified"]

N = TypeVar("N", bound="Notification")
Fulfil: TypeAlias = Callable[[N], Awaitable[object]] | Callable[[N], object]


def response(answer: Acknowledgement) -> Response:
    """An acknowledgement as FastAPI answers it."""
    return Response(answer.body, answer.status, {"Content-Type": answer.content_type})


def notification_endpoint(
    receiver: Receiver[N], ledger: Ledger, fulfil: Fulfil[N]
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for POST requests that answers the notifications of one receiver."""

    async def endpoint(request: Request) -> Response:
        try:
            body = await _body(request, receiver)
        except _AnsweredError as answered:
            return response(answered.answer)
        answer = await receiver.ahandle(body, request.headers, _peer(request), ledger, fulfil)
        return response(answer)

    return endpoint


class NotificationRouter(APIRouter):
    """A router whose endpoints are fulfilments.

    Args:
        ledger: Remembers what was fulfilled.
        **options: As for any ``fastapi.APIRouter``.
    """

    def __init__(self, ledger: Ledger, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self.ledger = ledger

    def notification(
        self,
        path: str,
        receiver: Receiver[N],
        **options: Any,  # noqa: ANN401
    ) -> Callable[[Fulfil[N]], Fulfil[N]]:
        """Has the decorated function fulfil the notifications that come in at ``path``."""

        def register(fulfil: Fulfil[N]) -> Fulfil[N]:
            endpoint = notification_endpoint(receiver, self.ledger, fulfil)
            name = options.pop("name", getattr(fulfil, "__name__", None))
            self.add_api_route(
                path, endpoint, methods=["POST"], name=name, response_class=Response, **options
            )
            return fulfil

        return register


def verified(receiver: Receiver[N]) -> Callable[[Request], Awaitable[N]]:
    """A dependency: the verified notification of the request.

    >>> @app.post("/notify/lianlian")
    ... async def notify(notification: Annotated[LianLianPayment, Depends(verified(receiver))]): ...

    A request that is refused never reaches the endpoint. Call ``install(app)`` once, so that the
    provider gets the answer that it expects. The endpoint sees repeats too, and acknowledges with
    ``response(notification.acknowledge())``: prefer ``NotificationRouter``, which does both.
    """

    async def dependency(request: Request) -> N:
        try:
            body = await _body(request, receiver)
        except _AnsweredError as answered:
            raise receiver.refuse(answered.code) from None
        return receiver.verify(body, request.headers, _peer(request))

    return dependency


def install(app: FastAPI) -> None:
    """Has an application answer refusals, as ``verified`` raises them, in the provider's form."""

    async def answer(_request: Request, problem: Exception) -> Response:
        if not isinstance(problem, AckwellError) or problem.acknowledgement is None:
            raise problem
        log.warning("%s refused a request: %s", problem.provider, problem)
        return response(problem.acknowledgement)

    app.add_exception_handler(AckwellError, answer)


class _AnsweredError(Exception):
    """The body was not worth reading to its end."""

    def __init__(self, code: Code, answer: Acknowledgement) -> None:
        super().__init__(code)
        self.code = code
        self.answer = answer


async def _body(request: Request, receiver: Receiver[Any]) -> bytes:
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > receiver.max_body_bytes:
                raise _AnsweredError(Code.BODY_TOO_LARGE, too_large(receiver))
    except ClientDisconnect:
        raise _AnsweredError(Code.MALFORMED_BODY, cut_short(receiver)) from None
    except RuntimeError as problem:
        raise eaten(
            receiver,
            "let no middleware or dependency consume request.stream() or request.form(); "
            "await request.body() keeps it",
        ) from problem
    return body


def _peer(request: Request) -> str | None:
    return None if request.client is None else request.client.host
