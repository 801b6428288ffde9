"""The setting ``ACKWELL``: the configuration document, the same as everywhere."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

from ackwell import Code, Config, ConfigurationError, Receiver

__all__ = ["configuration", "receiver"]

SETTING = "ACKWELL"


@lru_cache(maxsize=1)
def configuration() -> Config:
    """The project's configuration.

    Raises:
        ConfigurationError: The setting is missing or wrong.
    """
    document = getattr(settings, SETTING, None)
    if not isinstance(document, dict):
        raise ConfigurationError(
            Code.INVALID_CONFIG,
            f"set {SETTING} to a dict with a section `lianlian` or `pingpong`",
            SETTING,
        )
    return Config(document)


@lru_cache(maxsize=8)
def receiver(provider: str) -> Receiver[Any]:
    """The project's receiver for a provider, built once.

    Raises:
        ConfigurationError: ``member`` names the option.
    """
    return configuration().receiver(provider)


def _forget(*, setting: str, **_named: object) -> None:
    if setting == SETTING:
        configuration.cache_clear()
        receiver.cache_clear()


setting_changed.connect(_forget)
