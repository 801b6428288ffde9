"""``manage.py ackwell_overdue``: the orders whose notification never came."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ackwell.django.ledger import overdue_orders


class Command(BaseCommand):
    """Lists the orders whose notification should have come and did not: ask the provider."""

    help = (
        "List the orders whose notification should have come and did not: ask the provider about "
        "each. Exit code 1 if there are any, for a monitor."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's options."""
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument("--database", default=None, help="the alias of the database")

    def handle(self, *_arguments: Any, **options: Any) -> None:  # noqa: ANN401
        """Prints them."""
        orders = overdue_orders(using=options["database"])
        for order in orders:
            row = {
                "provider": order.provider,
                "merchant_id": order.merchant_id,
                "order_no": order.order_no,
                "amount": order.amount
                and {"value": f"{order.amount.value:f}", "currency": order.amount.currency},
                "placed_at": order.placed_at.isoformat(),
                "due_at": order.due_at.isoformat(),
            }
            if options["json"]:
                self.stdout.write(json.dumps(row))
            else:
                what = order.amount or "no amount"
                self.stdout.write(
                    f"{order.provider} {order.merchant_id} {order.order_no} {what} due "
                    f"{order.due_at:%Y-%m-%d %H:%M:%S%z}"
                )
        if orders:
            raise SystemExit(1)
        if not options["json"]:
            self.stdout.write("no order waits longer than its provider sends")
