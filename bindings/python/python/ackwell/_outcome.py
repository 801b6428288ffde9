"""The one line that is logged for each failure: core's words, at core's severity."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ._errors import AckwellError
    from ._notification import Notification

__all__ = ["log", "report"]

log: Final = logging.getLogger("ackwell")

_LEVELS: Final = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def report(
    outcome: str,
    problem: AckwellError,
    notification: Notification | None = None,
    cause: BaseException | None = None,
) -> None:
    """Logs what became of a request.

    Args:
        outcome: What the record's attribute ``outcome`` is.
        problem: Why it is answered with failure.
        notification: What was verified, if it was.
        cause: What the shop's work raised: its traceback goes with the line.
    """
    level = _LEVELS.get(problem.severity, logging.ERROR)
    if log.isEnabledFor(level):
        fields = _fields(outcome, notification)
        fields.update(
            code=str(problem.code),
            provider=problem.provider and str(problem.provider),
            address=problem.address,
        )
        log.log(level, "%s", problem.log_line, exc_info=cause, extra=fields)


def repeated(notification: Notification) -> None:
    """Logs what was fulfilled before, for debugging only."""
    if log.isEnabledFor(logging.DEBUG):
        fields = _fields("repeat", notification)
        fields.update(code=None, provider=str(notification.provider), address=None)
        log.debug("%s repeat: %s", notification.provider, notification.delivery_key, extra=fields)


def _fields(outcome: str, notification: Notification | None) -> dict[str, str | None]:
    return {
        "outcome": outcome,
        "delivery_key": None if notification is None else notification.delivery_key,
        "order_no": None if notification is None else notification.order_no,
    }
