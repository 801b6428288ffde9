"""What the adapters share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from ._enums import Code
from ._errors import ArgumentError, Refusal
from ._outcome import report

if TYPE_CHECKING:
    from ._native import Acknowledgement
    from ._outcome import OnOutcome
    from ._receiver import Receiver

__all__ = [
    "LENGTH_REQUIRED",
    "METHOD_NOT_ALLOWED",
    "NoBodyError",
    "content_length",
    "cut_short",
    "eaten",
    "no_end",
    "part",
    "read",
    "refused",
    "too_large",
]

METHOD_NOT_ALLOWED: Final = 405
LENGTH_REQUIRED: Final = 411

_MAX_DIGITS: Final = 18


class Stream(Protocol):
    """Where the bytes of a body come from."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


def read(stream: Stream, size: int) -> bytes:
    """So many bytes of a stream, or fewer if it ends; a read of some servers returns less."""
    body = b""
    while len(body) < size and (more := stream.read(size - len(body))):
        body += more
    return body


def content_length(text: str | None) -> int | None:
    """The value of a ``Content-Length`` header; huge ones stay huge."""
    if not text or not text.isascii() or not text.isdigit():
        return None
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MAX_DIGITS else 10**_MAX_DIGITS


class NoBodyError(Refusal):
    """Why an adapter refuses a request before there is a body to verify."""

    def __init__(self, receiver: Receiver[Any], code: Code, cause: str) -> None:
        self.outcome = receiver._refused(code, cause)  # noqa: SLF001
        self.__dict__.update(vars(self.outcome.exception()))


def refused(problem: NoBodyError, on_outcome: OnOutcome | None) -> Acknowledgement:
    """Reports it, and says what to answer."""
    report(problem.outcome, on_outcome)
    return problem.acknowledgement


def too_large(receiver: Receiver[Any]) -> NoBodyError:
    """For a body that need not be read to its end."""
    limit = receiver.max_body_bytes
    return NoBodyError(receiver, Code.BODY_TOO_LARGE, f"max_body_bytes is {limit}")


def cut_short(receiver: Receiver[Any]) -> NoBodyError:
    """For a sender who went away in the middle of the body."""
    return NoBodyError(receiver, Code.MALFORMED_BODY, "the connection ended before it did")


def part(receiver: Receiver[Any], got: int, length: int) -> NoBodyError:
    """For a body of which bytes are missing."""
    why = (
        f"{got} of its {length} bytes came: the connection ended before it did, or something read "
        "from it before Ackwell"
    )
    return NoBodyError(receiver, Code.MALFORMED_BODY, why)


def no_end(receiver: Receiver[Any]) -> NoBodyError:
    """For a chunked body whose end the server does not mark."""
    why = (
        "it is chunked, and this WSGI server does not set wsgi.input_terminated: have the proxy in "
        "front buffer requests, or use another server"
    )
    problem = NoBodyError(receiver, Code.MALFORMED_BODY, why)
    problem.acknowledgement = replace(problem.acknowledgement, status=LENGTH_REQUIRED)
    return problem


def eaten(receiver: Receiver[Any], remedy: str) -> ArgumentError:
    """The error for a body that something else has read before."""
    answer = receiver.refuse(Code.INVALID_ARGUMENT).acknowledgement
    message = f"the body was read before Ackwell could take its bytes: {remedy}"
    return ArgumentError(Code.INVALID_ARGUMENT, message, None, receiver.provider, answer)
