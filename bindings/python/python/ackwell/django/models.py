"""What the project's database keeps of each notification, and nothing of the payer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

__all__ = ["Conflict", "Delivery", "ExpectedOrder"]

DIGEST = 64


class Delivery(models.Model):
    """One fact that a provider reported and that the shop acted on.

    A row is written in the transaction of the shop's own work: where there is a row, the work is
    done.
    """

    key_digest = models.CharField(max_length=DIGEST, unique=True, editable=False)
    """SHA-256 of the delivery key, which can be longer than every database indexes."""
    delivery_key = models.TextField()
    provider = models.CharField(max_length=16)
    kind = models.CharField(max_length=64)
    merchant_id = models.CharField(max_length=255)
    order_no = models.CharField(max_length=255, null=True, db_index=True)  # noqa: DJ001
    transaction_no = models.CharField(max_length=255, null=True)  # noqa: DJ001
    status = models.CharField(max_length=64)
    amount = models.CharField(max_length=32, null=True)  # noqa: DJ001 (exact: a decimal as text)
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001
    fingerprint = models.CharField(max_length=DIGEST)
    claim = models.CharField(max_length=32, editable=False)
    """Which claim wrote the row: how a worker knows its own."""
    fulfilled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The table."""

        db_table = "ackwell_django_delivery"
        ordering: ClassVar = ["-fulfilled_at"]
        verbose_name = "notification"

    def __str__(self) -> str:
        return self.delivery_key


class Conflict(models.Model):
    """A genuine notification that contradicts one that was acted on: let a person look."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="conflicts")
    fingerprint = models.CharField(max_length=DIGEST)
    order_no = models.CharField(max_length=255, null=True)  # noqa: DJ001
    amount = models.CharField(max_length=32, null=True)  # noqa: DJ001
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001
    first_seen = models.DateTimeField(auto_now_add=True)
    last_seen = models.DateTimeField(auto_now=True)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        """The table."""

        db_table = "ackwell_django_conflict"
        ordering: ClassVar = ["-last_seen"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["delivery", "fingerprint"], name="ackwell_django_conflict_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.delivery}: {self.order_no} {self.amount} {self.currency}"


class ExpectedOrder(models.Model):
    """An order that waits for a notification."""

    provider = models.CharField(max_length=16)
    merchant_id = models.CharField(max_length=255)
    order_no = models.CharField(max_length=255)
    amount = models.CharField(max_length=32, null=True)  # noqa: DJ001
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001
    placed_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """The table."""

        db_table = "ackwell_django_expected"
        ordering: ClassVar = ["due_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "merchant_id", "order_no"], name="ackwell_django_expected_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.merchant_id} {self.order_no}"
