"""Verifies payment notifications from LianLian Pay and PingPongCheckout, and acts on each once.

>>> from ackwell import LianLian
>>> receiver = LianLian(public_keys=[pem], merchant_ids={"201103171000000000"})
>>> notification = receiver.verify(body, headers, peer)

See docs/quickstart-python.md for Flask, Django and FastAPI.
"""

# Made by `cargo xtask generate`. Do not edit.

# Types and editors read `__init__.pyi`. Here each name is loaded when it is first asked for,
# because a process that starts for one request does without most of them.

from __future__ import annotations

import atexit

from . import _native

_HOMES = {
    "_enums": (
        "Code",
        "Delivery",
        "Kind",
        "Provider",
        "Severity",
        "Status",
    ),
    "_errors": (
        "AckwellError",
        "ArgumentError",
        "ConfigError",
        "InternalError",
        "LeaseLostError",
        "LedgerError",
        "Refusal",
    ),
    "_kinds": (
        "LianLianExchangePayment",
        "LianLianNotification",
        "LianLianPayment",
        "PingPongCapture",
        "PingPongNotification",
        "PingPongOther",
        "PingPongRefund",
        "PingPongTransaction",
        "PingPongVoid",
    ),
    "_ledger": (
        "Ledger",
    ),
    "_native": (
        "Acknowledgement",
        "Amount",
        "Notification",
    ),
    "_receipt": (
        "Lease",
        "Receipt",
    ),
    "_receiver": (
        "Config",
        "LianLian",
        "PingPong",
        "Receiver",
    ),
    "_records": (
        "Conflict",
        "ConflictSide",
        "DeliveryState",
        "Diagnosis",
        "EarlierPayment",
        "Finding",
        "LedgerCounts",
        "LedgerStatus",
        "OrderHistory",
        "OrderRecord",
        "Outcome",
        "OutcomeKind",
        "OverdueOrder",
        "Pruned",
        "Record",
    ),
    "_schedule": (
        "Schedule",
    ),
    "_values": (
        "CHINA_STANDARD_TIME",
        "Source",
    ),
    "database": (
        "in_transaction",
    ),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [*_HOME]  # noqa: PLE0604 (they are texts)


def _load(module: str, name: str) -> object:
    return getattr(__import__(module, fromlist=(name,)), name)


def __getattr__(name: str) -> object:
    if name == "__version__":
        return _load("importlib.metadata", "version")(__name__)
    if name == "database":
        __import__(f"{__name__}.{name}")
    elif name in _HOME:
        globals()[name] = _load(f"{__name__}.{_HOME[name]}", name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


_native.register(_load)

# The ledger's threads end the futures of async code: that must be over before the interpreter ends.
atexit.register(_native.finish)
