"""Notifications in a FastAPI application: ``pip install ackwell[fastapi]``.

>>> notify = NotificationRouter(ledger, prefix="/notify")
>>> @notify.notification("/lianlian", receiver)
... async def paid(notification): ...
>>> app.include_router(notify)

Nothing in it blocks the event loop: ledger calls run in threads, and so does a fulfilment that is
not async. A fulfilment that has begun goes on if the client goes away or the request is cancelled.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Concatenate,
    Final,
    ParamSpec,
    TypeVar,
    get_args,
    get_origin,
)

from fastapi import APIRouter, BackgroundTasks, FastAPI, Request, Response, params
from fastapi.security import SecurityScopes
from starlette.requests import ClientDisconnect, HTTPConnection

from ._errors import AckwellError
from ._fulfil import refuse_deferred
from ._outcome import log_error
from ._web import (
    METHOD_NOT_ALLOWED,
    NoBodyError,
    content_length,
    cut_short,
    eaten,
    part,
    refused,
    too_large,
)

if TYPE_CHECKING:
    from ._ledger import Ledger
    from ._native import Acknowledgement, Notification
    from ._outcome import OnOutcome
    from ._receiver import Receiver

__all__ = ["NotificationRouter", "install", "notification_endpoint", "response", "verified"]

N = TypeVar("N", bound="Notification")
P = ParamSpec("P")
R = TypeVar("R")


def response(answer: Acknowledgement) -> Response:
    """An acknowledgement as FastAPI answers it."""
    return Response(answer.body, answer.status, {"Content-Type": answer.content_type})


def notification_endpoint(
    receiver: Receiver[N],
    ledger: Ledger,
    fulfil: Callable[Concatenate[N, ...], object],
    on_outcome: OnOutcome | None = None,
) -> Callable[..., Awaitable[Response]]:
    """An endpoint for POST requests that answers the notifications of one receiver.

    ``fulfil`` takes the notification first. Further parameters are dependencies, as endpoints have
    them: ``Depends``, ``Request``, ``BackgroundTasks``. FastAPI resolves them before the signature
    is checked and closes those with a ``yield`` after the delivery is committed: commit the shop's
    own transaction in ``fulfil``. ``on_outcome`` takes the outcome of every request, for metrics
    and alarms; it is a plain function, and may be called in a thread of the ledger.

    Raises:
        TypeError: ``fulfil`` is a generator function, or one of its parameters is not a dependency.
    """
    refuse_deferred(fulfil, None)
    parameters = _dependencies(fulfil)
    # FastAPI fills in one parameter of this kind, and the endpoint has one.
    requests = [one.name for one in parameters if _is_request(one.annotation)]
    others = [one for one in parameters if one.name not in requests]

    async def endpoint(_notification_request: Request, **solved: object) -> Response:
        request = _notification_request
        if request.method != "POST":
            return Response(status_code=METHOD_NOT_ALLOWED, headers={"Allow": "POST"})
        try:
            body = await _body(request, receiver)
        except NoBodyError as problem:
            return response(refused(problem, on_outcome))
        solved.update(dict.fromkeys(requests, request))
        work: Any = functools.partial(fulfil, **solved) if solved else fulfil
        headers, peer = request.headers, _peer(request)
        return response(await receiver.ahandle(body, headers, peer, ledger, work, on_outcome))

    taken = inspect.Parameter(
        "_notification_request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request
    )
    shown: Any = endpoint
    shown.__signature__ = inspect.Signature([taken, *others], return_annotation=Response)
    return endpoint


_INJECTED: Final = (HTTPConnection, Response, BackgroundTasks, SecurityScopes)


def _dependencies(fulfil: Callable[..., object]) -> list[inspect.Parameter]:
    """The parameters of a fulfilment that FastAPI has to fill in."""
    try:
        parameters = list(inspect.signature(fulfil).parameters.values())
    except (TypeError, ValueError):
        return []  # Something built in: it takes the notification, and nothing can be said.
    if not parameters or parameters[0].kind in _AFTER_STAR:
        first = parameters and parameters[0].kind is inspect.Parameter.VAR_POSITIONAL
        if not first:
            raise TypeError(
                f"{_name(fulfil)} takes no notification: it must be its first parameter"
            )
    found = []
    for parameter in parameters[1:]:
        if parameter.kind in _STARS:
            continue
        annotation = _resolved(parameter.annotation, fulfil)
        if _is_dependency(annotation, parameter.default):
            found.append(
                parameter.replace(annotation=annotation, kind=inspect.Parameter.KEYWORD_ONLY)
            )
        elif parameter.default is inspect.Parameter.empty:
            raise TypeError(
                f"{_name(fulfil)}: nothing fills in the parameter `{parameter.name}`: make it a "
                "dependency (`Annotated[..., Depends(...)]`), or give it a default"
            )
    return found


_STARS: Final = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_AFTER_STAR: Final = (
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.KEYWORD_ONLY,
    inspect.Parameter.VAR_KEYWORD,
)


def _is_request(annotation: object) -> bool:
    return inspect.isclass(annotation) and issubclass(annotation, Request)


def _is_dependency(annotation: object, default: object) -> bool:
    if isinstance(default, params.Depends | params.Param):
        return True
    if get_origin(annotation) is Annotated:
        kind, *more = get_args(annotation)
        return any(isinstance(one, params.Depends | params.Param) for one in more) or (
            _is_dependency(kind, default)
        )
    return inspect.isclass(annotation) and issubclass(annotation, _INJECTED)


def _resolved(annotation: object, fulfil: Callable[..., object]) -> object:
    """The type that an annotation names, where it is written as a text."""
    body: Any = fulfil
    while isinstance(body, functools.partial):
        body = body.func
    if not inspect.isroutine(body):
        body = type(body).__call__
    body = inspect.unwrap(body)
    names = getattr(body, "__globals__", {})
    try:
        while isinstance(annotation, str):
            annotation = eval(annotation, names)  # noqa: S307 (the shop's own, as FastAPI does)
    except Exception as problem:
        raise TypeError(
            f"{_name(fulfil)}: the annotation `{annotation}` cannot be resolved: {problem}"
        ) from problem
    return annotation


def _name(fulfil: object) -> str:
    return str(getattr(fulfil, "__qualname__", type(fulfil).__name__))


class NotificationRouter(APIRouter):
    """A router whose endpoints are fulfilments.

    Args:
        ledger: Remembers what was fulfilled.
        on_outcome: Takes the outcome of every request, for metrics and alarms.
        **options: As for any ``fastapi.APIRouter``.
    """

    def __init__(
        self,
        ledger: Ledger,
        on_outcome: OnOutcome | None = None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(**options)
        self.ledger = ledger
        self.on_outcome = on_outcome

    def notification(
        self,
        path: str,
        receiver: Receiver[N],
        **options: Any,  # noqa: ANN401
    ) -> Callable[[Callable[Concatenate[N, P], R]], Callable[Concatenate[N, P], R]]:
        """Has the decorated function fulfil the notifications that come in at ``path``.

        It may have dependencies behind the notification; see ``notification_endpoint``.

        Raises:
            TypeError: It is a generator function, or a parameter is not a dependency.
        """

        def register(fulfil: Callable[Concatenate[N, P], R]) -> Callable[Concatenate[N, P], R]:
            endpoint = notification_endpoint(receiver, self.ledger, fulfil, self.on_outcome)
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
        body = await _body(request, receiver)
        return receiver.verify(body, request.headers, _peer(request))

    return dependency


def install(app: FastAPI) -> None:
    """Has an application answer refusals, as ``verified`` raises them, in the provider's form."""

    async def answer(_request: Request, problem: Exception) -> Response:
        if not isinstance(problem, AckwellError) or problem.acknowledgement is None:
            raise problem
        log_error(problem)
        return response(problem.acknowledgement)

    app.add_exception_handler(AckwellError, answer)


_KEEP: Final = (
    "let no middleware or dependency consume request.stream() or request.form(); await "
    "request.body() keeps it"
)


async def _body(request: Request, receiver: Receiver[Any]) -> bytes:
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > receiver.max_body_bytes:
                raise too_large(receiver)
    except ClientDisconnect:
        raise cut_short(receiver) from None
    except RuntimeError as problem:
        raise eaten(receiver, _KEEP) from problem
    length = content_length(request.headers.get("content-length"))
    if length and not body:
        # A BaseHTTPMiddleware that consumed the stream leaves an empty body behind.
        raise eaten(receiver, _KEEP)
    if length is not None and len(body) < length:
        raise part(receiver, len(body), length)
    return body


def _peer(request: Request) -> str | None:
    return None if request.client is None else request.client.host
