"""The setting ``ACKWELL``: the configuration document, the same as everywhere, or its file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

from ackwell import Code, Config, ConfigError, Receiver

__all__ = ["configuration", "receiver"]

SETTING = "ACKWELL"


@lru_cache(maxsize=1)
def configuration() -> Config:
    """The project's configuration.

    Raises:
        ConfigError: The setting is missing or wrong.
    """
    found = getattr(settings, SETTING, None)
    if isinstance(found, str | os.PathLike):
        return Config.from_file(found)
    if isinstance(found, Mapping):
        return Config(found)
    raise ConfigError(
        Code.INVALID_CONFIG,
        f"set {SETTING} to a dict with a section `lianlian` or `pingpong`, or to a file's path",
        SETTING,
    )


@lru_cache(maxsize=8)
def receiver(provider: str) -> Receiver[Any]:
    """The project's receiver for a provider, built once.

    Raises:
        ConfigError: ``member`` names the option.
    """
    return configuration().receiver(provider)


def _forget(*, setting: str, **_named: object) -> None:
    if setting == SETTING:
        configuration.cache_clear()
        receiver.cache_clear()


setting_changed.connect(_forget)
