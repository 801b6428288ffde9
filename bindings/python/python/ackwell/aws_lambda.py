"""Notifications on AWS Lambda, behind API Gateway (both payload formats) or a load balancer.

>>> def handler(event, context):
...     return ackwell.aws_lambda.handle(event, receiver, ledger, fulfil)
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ._enums import Code
from ._web import refused

if TYPE_CHECKING:
    from ._ledger import Ledger
    from ._notification import Notification
    from ._receiver import Receiver
    from ._values import Acknowledgement

__all__ = ["handle"]

N = TypeVar("N", bound="Notification")


def handle(
    event: Mapping[str, Any], receiver: Receiver[N], ledger: Ledger, fulfil: Callable[[N], object]
) -> dict[str, Any]:
    """Answers one event.

    The client's address is what the gateway saw. A load balancer says it only in
    ``X-Forwarded-For``: build the receiver with ``trusted_proxies=["unix"]`` there.
    """
    return _response(_answer(event, receiver, ledger, fulfil))


def _answer(
    event: Mapping[str, Any], receiver: Receiver[N], ledger: Ledger, fulfil: Callable[[N], object]
) -> Acknowledgement:
    text = event.get("body") or ""
    body = text.encode("utf-8", "surrogatepass")
    if event.get("isBase64Encoded"):
        try:
            body = base64.b64decode(body, validate=True)
        except binascii.Error:
            return refused(receiver, Code.MALFORMED_BODY, "the event's body is no base64")
    headers = event.get("multiValueHeaders") or event.get("headers") or {}
    return receiver.handle(body, headers, _peer(event), ledger, fulfil)


def _peer(event: Mapping[str, Any]) -> str | None:
    context = event.get("requestContext") or {}
    seen = context.get("http") or context.get("identity") or {}
    return seen.get("sourceIp")


def _response(answer: Acknowledgement) -> dict[str, Any]:
    return {
        "statusCode": answer.status,
        "headers": {"Content-Type": answer.content_type},
        "body": answer.body.decode("ascii"),
        "isBase64Encoded": False,
    }
