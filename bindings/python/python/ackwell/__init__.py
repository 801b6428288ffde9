"""Verifies payment notifications from LianLian Pay and PingPongCheckout, and acts on each once.

>>> from ackwell import LianLian
>>> receiver = LianLian(public_keys=[pem], merchant_ids={"201103171000000000"})
>>> notification = receiver.verify(body, headers, peer)

See docs/quickstart-python.md for Flask, Django and FastAPI.
"""

from __future__ import annotations

from importlib.metadata import version as _version

from ._enums import Code, Kind, Provider, Status
from ._errors import (
    AckwellError,
    ArgumentError,
    ConfigurationError,
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
from ._ledger import DueOrder, Ledger, LedgerStatus, Pruned, Record, State
from ._notification import Notification
from ._receipt import Conflict, Delivery, Lease, Receipt, Said
from ._receiver import Config, LianLian, PingPong, Receiver, Schedule
from ._values import CHINA_STANDARD_TIME, Acknowledgement, Amount, Source

__all__ = [
    "CHINA_STANDARD_TIME",
    "Acknowledgement",
    "AckwellError",
    "Amount",
    "ArgumentError",
    "Code",
    "Config",
    "ConfigurationError",
    "Conflict",
    "Delivery",
    "DueOrder",
    "InternalError",
    "Kind",
    "Lease",
    "LeaseLostError",
    "Ledger",
    "LedgerError",
    "LedgerStatus",
    "LianLian",
    "LianLianExchangePayment",
    "LianLianNotification",
    "LianLianPayment",
    "Notification",
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
    "Said",
    "Schedule",
    "Source",
    "State",
    "Status",
]

__version__ = _version("ackwell")
