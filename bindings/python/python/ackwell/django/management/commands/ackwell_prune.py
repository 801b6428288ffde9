"""``manage.py ackwell_prune``: removes old notifications, conflicts and orders."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ackwell import ConfigError
from ackwell.django.ledger import prune


class Command(BaseCommand):
    """Removes what has not changed for long."""

    help = (
        "Remove notifications, conflicts and orders that have not changed for longer than --days. "
        "Run it once a day. What is removed would be fulfilled again if it came again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's options."""
        parser.add_argument("--days", type=int, default=90, help="how long to keep (default: 90)")
        parser.add_argument("--database", default=None, help="the alias of the database")

    def handle(self, *_arguments: Any, **options: Any) -> None:  # noqa: ANN401
        """Removes them."""
        try:
            pruned = prune(timedelta(days=options["days"]), using=options["database"])
        except (ConfigError, OverflowError) as problem:
            raise CommandError(f"--days: {problem}") from problem
        self.stdout.write(
            f"removed {pruned.deliveries} notifications, {pruned.conflicts} conflicts and "
            f"{pruned.orders} orders"
        )
