"""One class per kind, with the provider's fields. The classes are native; see the stub."""

# Made by `cargo xtask generate` from the tables in core. Do not edit.

from ._native import (
    CommonMembers,
    LianLianExchangePayment,
    LianLianPayment,
    PingPongCapture,
    PingPongOther,
    PingPongRefund,
    PingPongTransaction,
    PingPongVoid,
)

__all__ = [
    "CLASSES",
    "CommonMembers",
    "LianLianExchangePayment",
    "LianLianNotification",
    "LianLianPayment",
    "PingPongCapture",
    "PingPongNotification",
    "PingPongOther",
    "PingPongRefund",
    "PingPongTransaction",
    "PingPongVoid",
]

CLASSES = (
    LianLianPayment,
    LianLianExchangePayment,
    PingPongTransaction,
    PingPongRefund,
    PingPongCapture,
    PingPongVoid,
    PingPongOther,
)
LianLianNotification = (
LianLianPayment
| LianLianExchangePayment
)
PingPongNotification = (
PingPongTransaction
| PingPongRefund
| PingPongCapture
| PingPongVoid
| PingPongOther
)
