"""What becomes of a request: logged as core words it, and handed to the shop's counters."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from types import CoroutineType
from typing import TYPE_CHECKING, Final, TypeAlias

from ._records import Outcome

if TYPE_CHECKING:
    from . import _native
    from ._errors import AckwellError
    from ._native import Acknowledgement

__all__ = ["OnOutcome", "log", "log_error", "report"]

log: Final = logging.getLogger("ackwell")

OnOutcome: TypeAlias = Callable[[Outcome], object]
"""Takes the outcome of each request, of a success too: for metrics and alarms."""

_LEVELS: Final = {
    None: logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}

# A log record has these under other names.
_NOT_EXTRA: Final = ("message", "log_line")


def report(
    outcome: _native.Outcome,
    on_outcome: OnOutcome | None = None,
    raised: BaseException | None = None,
) -> Acknowledgement:
    """Logs an outcome, and says what to answer.

    Args:
        outcome: What became of a request.
        on_outcome: What the shop does with it. What it raises is logged and changes nothing.
        raised: What the shop's work raised: its traceback goes with the line.
    """
    level = _LEVELS.get(outcome.severity(), logging.ERROR)
    if on_outcome is not None or log.isEnabledFor(level):
        row = json.loads(outcome.to_json())
        extra = {name: value for name, value in row.items() if name not in _NOT_EXTRA}
        log.log(level, "%s", row["log_line"], exc_info=raised, extra=extra)
        if on_outcome is not None:
            try:
                result = on_outcome(Outcome.of(row))
            except Exception:
                log.exception("on_outcome failed", extra=extra)
            else:
                if isinstance(result, CoroutineType):
                    result.close()
                    log.error("on_outcome is a coroutine function, which nobody runs", extra=extra)
    return outcome.acknowledgement()


def log_error(problem: AckwellError) -> None:
    """Logs an exception that is answered without an outcome."""
    extra = {"code": problem.code, "provider": problem.provider, "address": problem.address}
    log.log(_LEVELS[problem.severity], "%s", problem.log_line, extra=extra)
