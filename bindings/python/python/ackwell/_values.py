"""The Python side of core's values: money, dates and times, JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from . import _native

__all__ = [
    "CHINA_STANDARD_TIME",
    "Acknowledgement",
    "Amount",
    "Decimal",
    "Source",
    "amount_or_none",
    "china_time",
    "date",
    "instant",
    "instant_or_none",
    "json_value",
]

CHINA_STANDARD_TIME: Final = timezone(timedelta(hours=8), "CST")
"""The offset of LianLian's local times: UTC+8, without summer time."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact amount of money: never a float.

    Two amounts are equal when value and currency are; ``0.2`` equals ``0.20``.

    Attributes:
        value: The value in major units, with the digits that the provider wrote.
        currency: The currency as three upper-case letters (ISO 4217).
    """

    value: Decimal
    currency: str

    @property
    def minor_units(self) -> int | None:
        """The value in minor units (cents, fen; yen itself), if it is a whole number of them."""
        return _native.minor_units(format(self.value, "f"), self.currency)

    def __str__(self) -> str:
        return f"{self.value} {self.currency}"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What to answer to the provider, byte for byte.

    Attributes:
        status: The HTTP status.
        content_type: The value of the ``Content-Type`` header.
        body: The body.
    """

    status: int
    content_type: str
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether this answer makes the provider stop sending."""
        return 200 <= self.status < 300  # noqa: PLR2004

    @property
    def headers(self) -> dict[str, str]:
        """The headers that belong to the answer."""
        return {"Content-Type": self.content_type, "Content-Length": str(len(self.body))}


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
