"""What came over HTTP, made ready for core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

__all__ = ["Body", "Headers", "not_bytes", "select_headers"]

_Text: TypeAlias = str | bytes

Body: TypeAlias = bytes | bytearray | memoryview
"""A body, byte for byte as it arrived."""

Headers: TypeAlias = Mapping[str, str | bytes | Iterable[str]] | Iterable[tuple[_Text, _Text]]
"""Any mapping of headers, as frameworks have them, or pairs of names and values."""

_HOW = (
    "Flask: request.get_data(); Django: request.body; FastAPI and Starlette: await request.body(); "
    "WSGI: environ['wsgi.input'].read(); AWS Lambda: base64.b64decode(event['body'])"
)


def not_bytes(kind: type[object]) -> str:
    """The sentence for a body that is not bytes any more."""
    what = "as text" if issubclass(kind, str) else "taken apart"
    return (
        f"the body must be the bytes that arrived, not {kind.__name__}: the signature covers those "
        f"bytes, and a body that was read {what} cannot be turned back into them. {_HOW}"
    )


def select_headers(names: frozenset[str], headers: Headers) -> list[tuple[str, bytes]]:
    """Those headers that the receiver reads, in the order of arrival."""
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
