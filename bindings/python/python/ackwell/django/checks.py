"""The system check: a bad configuration is reported before the first notification comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004

from ackwell import ConfigError

from .conf import SETTING, configuration

__all__ = ["check_configuration"]


def check_configuration(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 (Django's signature)
    **_named: object,
) -> Iterable[CheckMessage]:
    """Builds every receiver that the setting describes."""
    found: list[CheckMessage] = []
    try:
        config = configuration()
    except ConfigError as problem:
        return [_error(problem)]
    if not config.providers:
        hint = "Add a section for each provider that sends you notifications."
        found.append(Warning(f"{SETTING} has no section for a provider", hint, id="ackwell.W001"))
    for provider in config.providers:
        try:
            config.receiver(provider)
        except ConfigError as problem:  # noqa: PERF203 (one for each that is wrong)
            found.append(_error(problem))
    if settings.USE_TZ is False:
        hint = "Set USE_TZ = True."
        found.append(Warning("times are kept without their zone", hint, id="ackwell.W002"))
    return found


def _error(problem: ConfigError) -> Error:
    where = SETTING if problem.member in {"", SETTING} else f"{SETTING}.{problem.member}"
    hint = "See docs/configuration.md for the members and docs/quickstart-python.md for Django."
    return Error(problem.message, hint, obj=where, id="ackwell.E001")
