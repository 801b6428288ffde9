"""When a provider sends again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from . import _native

if TYPE_CHECKING:
    from typing_extensions import Self

    from ._enums import Provider

__all__ = ["Schedule"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a provider sends again, and when it gives up.

    Attributes:
        deadline: How long the provider waits for the acknowledgement.
        horizon: How long after the first send the last one can still come. After that, query.
        pauses: The pause after each send; one fewer than there are sends.
    """

    deadline: timedelta
    horizon: timedelta
    pauses: tuple[timedelta, ...]

    @property
    def sends(self) -> int:
        """How often one notification is sent at most, the first time included."""
        return len(self.pauses) + 1

    @classmethod
    def of(cls, provider: Provider) -> Self:
        """The schedule of a provider."""
        deadline, horizon, pauses = _native.schedule(provider)
        seconds = [timedelta(seconds=pause) for pause in pauses]
        return cls(timedelta(seconds=deadline), timedelta(seconds=horizon), tuple(seconds))
