"""The Python side of core's values: money, dates and times, JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, make_dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ._enums import Code
from ._errors import ArgumentError
from ._native import Amount

__all__ = [
    "CHINA_STANDARD_TIME",
    "Source",
    "amount_or_none",
    "china_time",
    "data_fields",
    "expected",
    "instant",
    "instant_or_none",
    "json_value",
]

CHINA_STANDARD_TIME: Final = timezone(timedelta(hours=8), "CST")
"""The offset of LianLian's local times: UTC+8, without summer time."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MAX_DIGITS: Final = 40


@dataclass(frozen=True, slots=True)
class Source:
    """What the check of the client address saw.

    Attributes:
        check: ``enforced``, ``reported`` or ``any``.
        address: The client's address; None where it could not be read.
        trusted: Whether the address is on the list; None where any source is accepted.
    """

    check: str
    address: str | None
    trusted: bool | None


def china_time(year: int, month: int, day: int, *time: int) -> datetime:
    """A time as LianLian writes it, with its offset."""
    hour, minute, second = time
    return datetime(year, month, day, hour, minute, second, tzinfo=CHINA_STANDARD_TIME)


def instant(milliseconds: int) -> datetime:
    """An instant, counted from the beginning of 1970, in UTC."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def instant_or_none(milliseconds: int | None) -> datetime | None:
    """An instant, if there is one."""
    return None if milliseconds is None else instant(milliseconds)


def amount_or_none(row: dict[str, str | None] | None) -> Amount | None:
    """An amount of a ledger's record.

    None too where a shop wrote down something else than a decimal and three letters.
    """
    value, currency = (row["value"], row["currency"]) if row else (None, None)
    if value is None or currency is None:
        return None
    try:
        return Amount(Decimal(value), currency)
    except InvalidOperation:
        return None


def json_value(text: str) -> Any:  # noqa: ANN401
    """JSON that core has checked, without a float in it."""
    return json.loads(text, parse_float=Decimal)


def data_fields(of: Any) -> dict[str, Any]:  # noqa: ANN401
    """What makes ``dataclasses.replace``, ``asdict`` and ``fields`` take a native value."""
    names: tuple[str, ...] = of.__match_args__
    return {field.name: field for field in fields(make_dataclass(of.__name__, names))}


def expected(order_no: object, amount: object, currency: object) -> tuple[str, str, str]:
    """What ``expect`` was given, as texts for core.

    Raises:
        ArgumentError: An amount that may not be exact, or what is not a text.
    """
    return _text("order_no", order_no), _amount(amount), _text("currency", currency)


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    raise ArgumentError(
        Code.INVALID_ARGUMENT, f"{name} must be a str, not {type(value).__name__}", name
    )


def _amount(value: object) -> str:
    # Whole numbers beyond any amount of money could take very long to write out.
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < _MAX_DIGITS:
        return format(value, "f")
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**_MAX_DIGITS:
        return str(value)
    raise ArgumentError(
        Code.INVALID_ARGUMENT,
        f"amount must be a Decimal, an int or a decimal text, not this {type(value).__name__}: "
        "money is exact",
        "amount",
    )
