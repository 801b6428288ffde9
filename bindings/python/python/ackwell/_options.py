"""The options of receivers and ledgers, for type checkers and editors.

Core checks them; this is only what an editor shows.
"""

# Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.

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
]


class FromEnvironment(TypedDict):
    """A text that is in an environment variable."""

    env: str


class FromFile(TypedDict):
    """A text that is in a file."""

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


class ReceiverOptions(TypedDict, total=False):
    """The options that all receivers share."""

    trusted_proxies: _Several[_Network]
    """Addresses and networks of your own reverse proxies, and ``unix`` for one that connects over a
    Unix socket. Only their ``X-Forwarded-For`` and ``Forwarded`` headers are believed, read from
    the right to the first address that is not a proxy.
    """
    client_address_header: Literal["x-forwarded-for", "forwarded"]
    """The header that your proxy writes. If it is not set, both are read and must agree. One of
    ``x-forwarded-for`` and ``forwarded``.
    """
    max_body_bytes: int
    """The longest body that is read, in bytes: 1 to 16,777,216. Default: 65,536."""


class _LianLianRequired(TypedDict):
    public_keys: _Several[Secret]
    """LianLian's public keys from the merchant dashboard, as PEM or base64. A notification is
    genuine if any of them verifies it, so a key is rotated by listing both for a while.
    """
    merchant_ids: Literal["any"] | _Several[Secret]
    """Your own ``oid_partner`` numbers. LianLian signs for all merchants with one key, so without
    them another merchant's payment would pass. ``any`` accepts every merchant.
    """


class LianLianSection(_LianLianRequired, total=False):
    """The section ``lianlian`` of a configuration."""

    digest: Literal["MD5", "SHA1", "SHA256"]
    """The hash of the signatures. A body cannot choose it. LianLian signs with ``MD5``. One of
    ``MD5``, ``SHA1`` and ``SHA256``. Default: ``MD5``.
    """
    sources: Literal["published", "any"] | _Several[_Network]
    """Where notifications may come from: ``published`` is the provider's published list, ``any``
    accepts every address, and a list has addresses, networks such as ``203.0.113.0/24`` and
    names of published lists. Default: ``published``.
    """
    source_mode: Literal["enforce", "report"]
    """What happens to a notification from another address: ``enforce`` refuses it, ``report``
    accepts it, and the notification's ``source`` has what was seen. Default: ``enforce``.
    """


class _PingPongRequired(TypedDict):
    salt: Secret
    """The salt from PingPong's dashboard. It is a secret."""
    client_id: Secret
    """Your own ``clientId``."""
    acc_ids: Literal["any"] | _Several[Secret]
    """Your own ``accId`` numbers. ``any`` accepts every account of the client."""


class PingPongSection(_PingPongRequired, total=False):
    """The section ``pingpong`` of a configuration."""

    environment: Literal["production", "sandbox"]
    """Which of PingPong's environments sends: it picks the published sources. Required unless
    ``sources`` is ``any`` or has no ``published``. One of ``production`` and ``sandbox``.
    """
    hashes: _Several[Literal["SHA256", "MD5"]]
    """The hashes that signatures may be made with. Add ``MD5`` only if PingPong signs your
    notifications with it. One of ``SHA256`` and ``MD5``. Default: ``["SHA256"]``.
    """
    sources: Literal["published", "any"] | _Several[_Network]
    """Where notifications may come from: ``published`` is the provider's published list, ``any``
    accepts every address, and a list has addresses, networks such as ``203.0.113.0/24`` and
    names of published lists. Default: ``published``.
    """
    source_mode: Literal["enforce", "report"]
    """What happens to a notification from another address: ``enforce`` refuses it, ``report``
    accepts it, and the notification's ``source`` has what was seen. Default: ``enforce``.
    """


class LianLianOptions(LianLianSection, ReceiverOptions, total=False):
    """The options of ``LianLian``."""


class PingPongOptions(PingPongSection, ReceiverOptions, total=False):
    """The options of ``PingPong``."""


class LedgerOptions(TypedDict, total=False):
    """The options of ``Ledger`` besides its URL."""

    lease_seconds: float
    """How long one worker may take to fulfil before another worker may claim the notification, in
    seconds: 1 to half the time in which the provider sends again (LianLian: 1,800, PingPong:
    21,695). Default: 60.
    """
    retention_days: float
    """How long deliveries are kept, in days: at least as long as the provider sends again
    (LianLian: 60 minutes, PingPong: 724 minutes). Default: 90.
    """
    timeout_ms: float
    """How long one call of the store may take, in milliseconds: 10 to 60,000. A claim and a commit
    together must stay inside the 5 seconds that a provider waits for an answer. Default: 2,000.
    """
