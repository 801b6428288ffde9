"""The ledger's tables as models, to look at: what the project's database keeps of notifications.

The tables are the ledger's own and not managed by Django: the first migration creates them, and the
statements of ``ackwell.django.ledger`` write them.
"""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import dateparse
from django.utils.timezone import get_current_timezone, now

from ackwell import DeliveryState, _native
from ackwell._ledger import _moment
from ackwell._values import instant

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field

__all__ = ["Conflict", "Delivery", "ExpectedOrder", "MomentField", "TextField", "in_state"]


class MomentField(_Field):
    """Milliseconds since 1970, as an aware ``datetime``."""

    description = "A moment, kept in milliseconds"

    def get_internal_type(self) -> str:
        """Kept as a whole number of 64 bits."""
        return "BigIntegerField"

    def from_db_value(self, value: int | None, *_rest: object) -> datetime | None:
        """From the column."""
        return None if value is None else instant(value)

    def to_python(self, value: Any) -> datetime | None:  # noqa: ANN401
        """From what a filter or a fixture says."""
        if isinstance(value, str):
            value = dateparse.parse_datetime(value) or dateparse.parse_date(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime(value.year, value.month, value.day, tzinfo=get_current_timezone())
        if isinstance(value, datetime) and value.tzinfo is None:
            return value.replace(tzinfo=get_current_timezone())
        return value if value is None or isinstance(value, datetime) else instant(int(value))

    def get_prep_value(self, value: Any) -> int | None:  # noqa: ANN401
        """For the column."""
        moment = self.to_python(value)
        return None if moment is None else _moment(moment.astimezone(timezone.utc))


class TextField(models.CharField):  # type: ignore[type-arg]
    """A text. MySQL keeps some of them as bytes, so that 'A' and 'A ' are two."""

    def from_db_value(self, value: str | bytes | None, *_rest: object) -> str | None:
        """From the column."""
        return value.decode(errors="replace") if isinstance(value, bytes) else value


def _text(**options: Any) -> TextField:  # noqa: ANN401
    return TextField(max_length=255, **options)


def _optional() -> TextField:
    return _text(null=True)


def in_state(state: DeliveryState) -> models.Q:
    """The deliveries in a state, by this machine's clock: a condition for ``filter``."""
    meant = models.Q(pk__in=[])
    for number, lease_runs, name in _native.kept_states():
        if name == state:
            lease = {"lease_until__gt" if lease_runs else "lease_until__lte": now()}
            meant |= models.Q(state=number, **lease)
    return meant


class Delivery(models.Model):
    """What the ledger keeps of one fact that a provider reported, and nothing of the payer."""

    delivery_key = _text(primary_key=True)
    state = models.SmallIntegerField()
    """See ``current_state``."""
    token = models.BigIntegerField()
    """How often it was claimed, or reopened by a person."""
    lease_until = MomentField(db_column="lease_until_ms")
    """When the lease of a worker with a lease runs out."""
    first_seen = MomentField(db_column="first_seen_ms")
    changed_at = MomentField(db_column="changed_ms")
    """When it was last claimed, committed or released."""
    fingerprint = models.BinaryField()
    """SHA-256 of the signed text."""
    provider = _text()
    kind = _text()
    merchant_id = _text()
    status = _text()
    """``succeeded``, ``processing`` and so on, or the provider's own word."""
    order_no = _optional()
    transaction_no = _optional()
    amount = _optional()
    """A decimal without trailing zeros: exact, and equal amounts are equal texts."""
    currency = _optional()

    class Meta:
        """The ledger's table."""

        managed = False
        db_table = "ackwell_ledger"
        ordering: ClassVar = ["-changed_at"]
        verbose_name = "notification"

    def __str__(self) -> str:
        return str(self.delivery_key)

    @property
    def current_state(self) -> DeliveryState | None:
        """The delivery's state by this machine's clock; None for a number that is not known."""
        lease_runs = self.lease_until > now()
        for number, runs, name in _native.kept_states():
            if (number, runs) == (self.state, lease_runs):
                return DeliveryState(name)
        return None


class Conflict(models.Model):
    """A genuine notification that contradicts one with the same key: let a person look."""

    # One signed text has one delivery key: the fingerprint alone tells the rows apart.
    fingerprint = models.BinaryField(primary_key=True)
    delivery = models.ForeignKey(
        Delivery,
        models.DO_NOTHING,
        db_column="delivery_key",
        db_constraint=False,
        related_name="conflicts",
    )
    first_fingerprint = models.BinaryField()
    first_order_no = _optional()
    first_amount = _optional()
    first_currency = _optional()
    order_no = _optional()
    amount = _optional()
    currency = _optional()
    first_seen = MomentField(db_column="first_seen_ms")
    last_seen = MomentField(db_column="last_seen_ms")
    times = models.BigIntegerField()

    class Meta:
        """The ledger's table."""

        managed = False
        db_table = "ackwell_conflict"
        ordering: ClassVar = ["-last_seen"]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.order_no} {self.amount} {self.currency}"


class ExpectedOrder(models.Model):
    """An order that waits for a notification."""

    # Unique together with provider and merchant, so no row is fetched or changed by it alone.
    order_no = _text(primary_key=True)
    provider = _text()
    merchant_id = _text()
    amount = _optional()
    currency = _optional()
    placed_at = MomentField(db_column="placed_ms")
    due_at = MomentField(db_column="due_ms")
    resolved_at = MomentField(db_column="resolved_ms", null=True)

    class Meta:
        """The ledger's table."""

        managed = False
        db_table = "ackwell_expected"
        ordering: ClassVar = ["due_at"]

    def __str__(self) -> str:
        return f"{self.provider} {self.merchant_id} {self.order_no}"
