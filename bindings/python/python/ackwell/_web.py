"""What the adapters share."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from ._enums import Code
from ._errors import ArgumentError

if TYPE_CHECKING:
    from ._receiver import Receiver
    from ._values import Acknowledgement

log: Final = logging.getLogger("ackwell")

METHOD_NOT_ALLOWED: Final = 405


def refused(receiver: Receiver[Any], code: Code, why: str) -> Acknowledgement:
    """The failure to answer where an adapter refuses before there is a body to verify."""
    log.warning("%s refused a request: %s: %s", receiver.provider, code, why)
    return receiver.refuse(code).acknowledgement


def too_large(receiver: Receiver[Any]) -> Acknowledgement:
    """The failure to answer to a body that need not be read to its end."""
    return refused(receiver, Code.BODY_TOO_LARGE, "the body is longer than max_body_bytes")


def cut_short(receiver: Receiver[Any]) -> Acknowledgement:
    """The failure to answer to a sender who went away in the middle of the body."""
    return refused(receiver, Code.MALFORMED_BODY, "the connection ended before the body did")


def eaten(receiver: Receiver[Any], remedy: str) -> ArgumentError:
    """The error for a body that something else has read before."""
    answer = receiver.refuse(Code.INVALID_ARGUMENT).acknowledgement
    message = f"the body was read before Ackwell could take its bytes: {remedy}"
    return ArgumentError(Code.INVALID_ARGUMENT, message, None, receiver.provider, answer)
