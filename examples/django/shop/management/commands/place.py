"""Places orders, in place of the checkout."""

from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from ackwell import Amount
from ackwell.django import expect_order
from django.core.management.base import BaseCommand
from django.db import transaction
from shop.models import Order


class Command(BaseCommand):
    """Places orders, if they are not there yet, and waits for their notifications."""

    help = "Places orders, if they are not there yet, and waits for their notifications."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the customer chose."""
        parser.add_argument("provider")
        parser.add_argument("merchant_id", help="the shop's number at the provider")
        parser.add_argument("total", type=Decimal)
        parser.add_argument("currency")
        parser.add_argument("numbers", nargs="+", metavar="order_no")

    @transaction.atomic
    def handle(self, *_arguments: str, **options: Any) -> None:
        """Writes the order and what it waits for in one transaction."""
        amount = Amount(options["total"], options["currency"])
        price = {"total": amount.value, "currency": amount.currency}
        for number in options["numbers"]:
            _, is_new = Order.objects.get_or_create(number=number, defaults=price)
            if is_new:
                expect_order(options["provider"], options["merchant_id"], number, amount=amount)
