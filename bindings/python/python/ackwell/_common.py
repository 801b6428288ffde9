"""What the notifications of all kinds share."""

# Made by `cargo xtask generate` from the tables in core. Do not edit.

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ._enums import Kind, Provider, Status
from ._values import Amount, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from . import _native

__all__ = ["CommonMembers"]


class CommonMembers:
    """The members that every notification has."""

    __slots__ = ("_native",)

    _native: _native.Notification

    @property
    def provider(self) -> Provider:
        """Who sent it."""
        return Provider(self._native.provider())

    @property
    def kind(self) -> Kind:
        """The kind, for example ``lianlian.payment``.

        ``pingpong.other`` has no typed fields.
        """
        return Kind(self._native.kind())

    @property
    def merchant_id(self) -> str:
        """The merchant that it is for: LianLian's ``oid_partner``, PingPong's ``accId``."""
        return self._native.merchant_id()

    @property
    def order_no(self) -> str | None:
        """The shop's own order number.

        None only for kinds without typed fields.
        """
        return self._native.order_no()

    @property
    def transaction_no(self) -> str | None:
        """The provider's transaction number.

        None only for kinds without typed fields.
        """
        return self._native.transaction_no()

    @property
    def status(self) -> Status:
        """How the operation has ended, or that it has not: one vocabulary for both providers."""
        return Status(self._native.status())

    @property
    def status_text(self) -> str:
        """The status as the provider wrote it; empty if it wrote none."""
        return self._native.status_text()

    @property
    def amount(self) -> Amount | None:
        """The amount of the order.

        None only for kinds without typed fields.
        """
        return self._native.amount()

    @property
    def delivery_key(self) -> str:
        """Which fact it reports: kind, merchant, operation, status.

        The ledger acts once on each.
        """
        return self._native.delivery_key()

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the signed text.

        Equal for equal notifications, whatever the order and escapes of their bodies. 32 bytes.
        """
        return self._native.fingerprint()

    @property
    def irregularities(self) -> tuple[str, ...]:
        """The names on the wire of optional members whose text does not fit its documented form.

        Their typed views are absent; their text is among the ``fields``.
        """
        return self._native.irregularities()

    @property
    def source(self) -> Source:
        """What the check of the client address saw."""
        return Source(*self._native.source())

    @property
    def fields(self) -> Mapping[str, Any]:
        """Every member as received, in the order of arrival.

        For PingPong these are the members of ``bizContent``. Texts are ``str``; where a provider
        writes other JSON, numbers are ``int`` or ``Decimal``, objects ``dict`` and arrays ``list``.
        """
        return MappingProxyType(dict(self._native.fields()))

    @property
    def envelope(self) -> Mapping[str, Any]:
        """The members around the notification.

        PingPong has ``accId``, ``clientId``, ``code`` and others, LianLian has none. Texts are
        ``str``; where a provider writes other JSON, numbers are ``int`` or ``Decimal``, objects
        ``dict`` and arrays ``list``.
        """
        return MappingProxyType(dict(self._native.envelope()))
