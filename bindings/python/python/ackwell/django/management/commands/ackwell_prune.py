"""``manage.py ackwell_prune``: removes old notifications and answered orders."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ackwell.django.ledger import prune


class Command(BaseCommand):
    """Removes what was fulfilled long ago."""

    help = (
        "Remove notifications that were fulfilled, and orders that were answered, longer ago than "
        "--days. Run it once a day. What is removed would be fulfilled again if it came again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's options."""
        parser.add_argument("--days", type=int, default=90, help="how long to keep (default: 90)")
        parser.add_argument("--database", default=None, help="the alias of the database")

    def handle(self, *_arguments: Any, **options: Any) -> None:  # noqa: ANN401
        """Removes them."""
        try:
            deliveries, orders = prune(timedelta(days=options["days"]), using=options["database"])
        except (ValueError, OverflowError) as problem:
            raise CommandError(f"--days: {problem}") from problem
        self.stdout.write(f"removed {deliveries} notifications and {orders} orders")
