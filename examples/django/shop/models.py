"""The shop's orders."""

from django.db import models


class Order(models.Model):
    """An order, and how often it was paid: 0, then 1, whatever happens."""

    number = models.CharField(max_length=32, unique=True)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    payments = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.number
