"""The smallest project, set up: for tests of several files."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402

import ackwell  # noqa: E402
import support  # noqa: E402
from ackwell.django import notification_view  # noqa: E402

__all__ = ["django_answer", "notification_view"]


def django_answer(
    fulfil: Callable[[Any], object], ledger: ackwell.Ledger | None = None
) -> HttpResponse:
    """What a view answers to a genuine notification."""
    call_command("migrate", verbosity=0)
    view = notification_view("lianlian", ledger=ledger)(fulfil)
    return view(RequestFactory().post("/", support.lianlian(), content_type="text/json"))
