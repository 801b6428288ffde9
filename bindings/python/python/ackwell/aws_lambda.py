"""Notifications on AWS Lambda, behind API Gateway (both payload formats) or a load balancer.

>>> def handler(event, context):
...     return ackwell.aws_lambda.handle(event, receiver, ledger, fulfil)
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from ._enums import Code
from ._fulfil import refuse_deferred
from ._web import METHOD_NOT_ALLOWED, NoBodyError, refused

if TYPE_CHECKING:
    from ._ledger import Ledger
    from ._native import Notification
    from ._outcome import OnOutcome
    from ._receiver import Receiver

__all__ = ["handle"]

N = TypeVar("N", bound="Notification")


def handle(
    event: Mapping[str, Any],
    receiver: Receiver[N],
    ledger: Ledger,
    fulfil: Callable[[N], object],
    on_outcome: OnOutcome | None = None,
) -> dict[str, Any]:
    """Answers one event, in the form that its sender takes.

    ``on_outcome`` takes the outcome of every request, for metrics and alarms.

    The client's address is what the gateway saw. A load balancer says it only in
    ``X-Forwarded-For``: build the receiver with ``trusted_proxies=["unix"]`` there.

    Raises:
        TypeError: ``fulfil`` is a coroutine function or a generator function.
    """
    refuse_deferred(fulfil)
    if _method(event) != "POST":
        return _response(event, METHOD_NOT_ALLOWED, {"Allow": "POST"}, b"")
    body = _body(event)
    if isinstance(body, bytes):
        peer = _peer(event)
        answer = receiver.handle(body, _headers(event), peer, ledger, fulfil, on_outcome)
    else:
        answer = refused(NoBodyError(receiver, *body), on_outcome)
    headers = {"Content-Type": answer.content_type}
    return _response(event, answer.status, headers, answer.body)


def _method(event: Mapping[str, Any]) -> str:
    """The method; events made by hand often have none."""
    method = event.get("httpMethod") or _context(event, "http").get("method")
    return method.upper() if isinstance(method, str) else "POST"


def _body(event: Mapping[str, Any]) -> bytes | tuple[Code, str]:
    """The body, or why there is none."""
    body = event.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        kind = type(body).__name__
        why = f"the event's body is of type {kind}: hand over the event as Lambda got it"
        return Code.INVALID_ARGUMENT, why
    if not event.get("isBase64Encoded"):
        return body.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        return Code.MALFORMED_BODY, "isBase64Encoded is set, and the event's body is not base64"


def _headers(event: Mapping[str, Any]) -> dict[str, str | list[str]]:
    headers = event.get("multiValueHeaders") or event.get("headers")
    known = headers if isinstance(headers, Mapping) else {}
    return {str(name): value for name, value in known.items() if isinstance(value, str | list)}


def _peer(event: Mapping[str, Any]) -> str | None:
    """The address that the gateway saw; a load balancer reports none."""
    for place in ("http", "identity"):
        address = _context(event, place).get("sourceIp")
        if isinstance(address, str):
            return address
    return None


def _context(event: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    context = event.get("requestContext")
    part = context.get(place) if isinstance(context, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _response(
    event: Mapping[str, Any], status: int, headers: dict[str, str], body: bytes
) -> dict[str, Any]:
    answer = {"statusCode": status, "body": body.decode("ascii"), "isBase64Encoded": False}
    context = event.get("requestContext")
    balancer = isinstance(context, Mapping) and "elb" in context
    if balancer:
        answer["statusDescription"] = f"{status} {HTTPStatus(status).phrase}"
    several = event.get("multiValueHeaders") is not None
    if several and (balancer or not event.get("headers")):
        # A load balancer takes the form that its own event has, and no other.
        answer["multiValueHeaders"] = {name: [value] for name, value in headers.items()}
    else:
        answer["headers"] = headers
    return answer
