"""What came over HTTP, made ready for core."""

from __future__ import annotations

from ._enums import Code
from ._errors import ArgumentError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    from ._receiver import Receiver

    _Text: TypeAlias = str | bytes

    Body: TypeAlias = bytes | bytearray | memoryview
    """A body, byte for byte as it arrived."""

    Headers: TypeAlias = Mapping[str, str | bytes | Iterable[str]] | Iterable[tuple[_Text, _Text]]
    """Any mapping of headers, as frameworks have them, or pairs of names and values."""

__all__ = ["Body", "Headers", "not_taken", "selected"]

_HOW = (
    "Flask: request.get_data(); Django: request.body; FastAPI and Starlette: await request.body(); "
    "WSGI: environ['wsgi.input'].read(); AWS Lambda: base64.b64decode(event['body'])"
)


def not_taken(receiver: Receiver[Any], body: object) -> ArgumentError:
    """Why a body or a peer cannot be taken."""
    if isinstance(body, bytes | bytearray | memoryview):
        return _argument(receiver, "the peer address must be a str or None")
    what = "as text" if isinstance(body, str) else "taken apart"
    return _argument(
        receiver,
        f"the body must be the bytes that arrived, not {type(body).__name__}: the signature covers "
        f"those bytes, and a body that was read {what} cannot be turned back into them. {_HOW}",
    )


def selected(receiver: Receiver[Any], headers: Headers) -> list[tuple[str, bytes]]:
    """Those headers that the receiver reads, in the order of arrival."""
    try:
        return _selected(receiver.header_names, headers)
    except Exception as problem:
        raise _argument(
            receiver,
            "the headers must be a mapping, or pairs of names and values, of str or bytes",
        ) from problem


def _argument(receiver: Receiver[Any], message: str) -> ArgumentError:
    answer = receiver.refuse(Code.INVALID_ARGUMENT).acknowledgement
    return ArgumentError(Code.INVALID_ARGUMENT, message, None, receiver.provider, answer)


def _selected(names: frozenset[str], headers: Headers) -> list[tuple[str, bytes]]:
    # Frameworks have mappings that are no `Mapping`, but all have `items`.
    items = getattr(headers, "items", None)
    pairs: Any = headers if items is None else items()
    selected: list[tuple[str, bytes]] = []
    for name, value in pairs:
        text = name.decode("latin-1") if isinstance(name, bytes) else str(name)
        if text.lower() not in names:
            continue
        several = [value] if isinstance(value, str | bytes) else value
        selected.extend((text, _header_bytes(one)) for one in several)
    return selected


def _header_bytes(value: str | bytes) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")
