"""The options of receivers and ledgers, for type checkers and editors.

Core checks them; here stands only what an editor shows. The tests compare the names with core's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Literal, Protocol, TypeAlias, TypedDict, TypeVar

__all__ = [
    "LedgerOptions",
    "LianLianOptions",
    "PingPongOptions",
    "ReceiverOptions",
    "Secret",
    "Sources",
]


class FromEnvironment(TypedDict):
    """A text that stands in an environment variable."""

    env: str


class FromFile(TypedDict):
    """A text that stands in a file."""

    file: str | os.PathLike[str]


Secret: TypeAlias = str | bytes | FromEnvironment | FromFile
"""A text, or where to find it: ``{"env": "NAME"}`` or ``{"file": "path"}``."""

_T_co = TypeVar("_T_co", covariant=True)


class _Several(Protocol[_T_co]):
    """A list, a tuple or a set of them, but no text: a text holds texts too."""

    def __contains__(self, item: object, /) -> bool: ...  # a text's takes texts alone
    def __iter__(self) -> Iterator[_T_co]: ...
    def __len__(self) -> int: ...


_Network: TypeAlias = str | IPv4Address | IPv6Address | IPv4Network | IPv6Network

Sources: TypeAlias = Literal["published", "any"] | _Several[_Network]
"""``published``, ``any`` (written on purpose), or addresses and networks."""


class ReceiverOptions(TypedDict, total=False):
    """What every receiver can be told."""

    trusted_proxies: _Several[_Network]
    """The proxies whose forwarding headers are believed; ``unix`` for one on a Unix socket."""
    client_address_header: Literal["x-forwarded-for", "forwarded"]
    """Which header the proxies write; otherwise both are read and must agree."""
    max_body_bytes: int
    """The longest body that is looked at; default: 65,536."""


class _SourceOptions(TypedDict, total=False):
    sources: Sources
    """Where requests may come from; default: ``published``."""
    source_mode: Literal["enforce", "report"]
    """``enforce`` (the default) refuses other sources; ``report`` only tells."""


class _LianLianRequired(TypedDict):
    public_keys: _Several[Secret]
    """LianLian's public keys, as PEM or one line of base64; several during a rotation."""
    merchant_ids: Literal["any"] | _Several[Secret]
    """The shop's own ``oid_partner`` numbers. One platform key signs for all merchants."""


class LianLianSection(_LianLianRequired, _SourceOptions, total=False):
    """The section ``lianlian`` of a configuration."""

    digest: Literal["MD5", "SHA1", "SHA256"]
    """The digest of the signatures; default: ``MD5``, which LianLian uses."""


class _PingPongRequired(TypedDict):
    salt: Secret
    """The salt from the merchant dashboard."""
    client_id: Secret
    """The client id (``clientId``)."""
    acc_ids: Literal["any"] | _Several[Secret]
    """The account ids (``accId``) to answer for."""
    environment: Literal["production", "sandbox"]
    """Picks the published sources."""


class PingPongSection(_PingPongRequired, _SourceOptions, total=False):
    """The section ``pingpong`` of a configuration."""

    hashes: _Several[Literal["SHA256", "MD5"]]
    """The hashes that signatures may be made with; default: ``SHA256``."""


class LianLianOptions(LianLianSection, ReceiverOptions, total=False):
    """The options of ``LianLian``."""


class PingPongOptions(PingPongSection, ReceiverOptions, total=False):
    """The options of ``PingPong``."""


class LedgerOptions(TypedDict, total=False):
    """The options of ``Ledger`` beside its URL."""

    lease_seconds: int
    """How long a claim holds before another worker may claim the delivery again; default: 60."""
    retention_days: int
    """How long a delivery is kept at least; default: 90."""
    timeout_ms: int
    """How long one call may take; default: 2,000."""
