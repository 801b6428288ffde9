"""Verifies payment notifications from LianLian Pay and PingPongCheckout, and acts on each once.

>>> from ackwell import LianLian
>>> receiver = LianLian(public_keys=[pem], merchant_ids={"201103171000000000"})
>>> notification = receiver.verify(body, headers, peer)

See docs/quickstart-python.md for Flask, Django and FastAPI.
"""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING

from . import _errors, _native, _values
from ._enums import Code, Kind, Provider, Severity, Status
from ._errors import (
    AckwellError,
    ArgumentError,
    ConfigError,
    InternalError,
    LeaseLostError,
    LedgerError,
    Refusal,
)
from ._kinds import (
    LianLianExchangePayment,
    LianLianNotification,
    LianLianPayment,
    PingPongCapture,
    PingPongNotification,
    PingPongOther,
    PingPongRefund,
    PingPongTransaction,
    PingPongVoid,
)
from ._ledger import Ledger
from ._notification import Notification
from ._receipt import Delivery, Lease, Receipt
from ._receiver import Config, LianLian, PingPong, Receiver, Schedule
from ._records import (
    Conflict,
    ConflictSide,
    DeliveryState,
    EarlierPayment,
    LedgerCounts,
    LedgerStatus,
    OrderHistory,
    OrderRecord,
    Outcome,
    OutcomeKind,
    OverdueOrder,
    Pruned,
    Record,
)
from ._values import CHINA_STANDARD_TIME, Acknowledgement, Amount, Source
from .database import in_transaction

__all__ = [
    "CHINA_STANDARD_TIME",
    "Acknowledgement",
    "AckwellError",
    "Amount",
    "ArgumentError",
    "Code",
    "Config",
    "ConfigError",
    "Conflict",
    "ConflictSide",
    "Delivery",
    "DeliveryState",
    "EarlierPayment",
    "InternalError",
    "Kind",
    "Lease",
    "LeaseLostError",
    "Ledger",
    "LedgerCounts",
    "LedgerError",
    "LedgerStatus",
    "LianLian",
    "LianLianExchangePayment",
    "LianLianNotification",
    "LianLianPayment",
    "Notification",
    "OrderHistory",
    "OrderRecord",
    "Outcome",
    "OutcomeKind",
    "OverdueOrder",
    "PingPong",
    "PingPongCapture",
    "PingPongNotification",
    "PingPongOther",
    "PingPongRefund",
    "PingPongTransaction",
    "PingPongVoid",
    "Provider",
    "Pruned",
    "Receipt",
    "Receiver",
    "Record",
    "Refusal",
    "Schedule",
    "Severity",
    "Source",
    "Status",
    "in_transaction",
]

_native.register(
    {
        "error": _errors.error,
        "refusal": _errors.refusal,
        "amount": Amount,
        "decimal": _values.Decimal,
        "date": _values.date,
        "china_time": _values.china_time,
        "instant": _values.instant,
        "json": _values.json_value,
    }
)

# The ledger's threads end the futures of async code: that must be over before the interpreter ends.
atexit.register(_native.finish)

if TYPE_CHECKING:
    __version__: str


def __getattr__(name: str) -> str:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 (it takes longer than all the rest)

        return version("ackwell")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
