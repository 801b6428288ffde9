# What the package offers. `__init__.py` loads each name when it is first asked for.

# Made by `cargo xtask generate` from the tables. Do not edit.

from . import database as database
from ._enums import (
    Code as Code,
    Delivery as Delivery,
    Kind as Kind,
    Provider as Provider,
    Severity as Severity,
    Status as Status,
)
from ._errors import (
    AckwellError as AckwellError,
    ArgumentError as ArgumentError,
    ConfigError as ConfigError,
    InternalError as InternalError,
    LeaseLostError as LeaseLostError,
    LedgerError as LedgerError,
    Refusal as Refusal,
)
from ._kinds import (
    LianLianExchangePayment as LianLianExchangePayment,
    LianLianNotification as LianLianNotification,
    LianLianPayment as LianLianPayment,
    PingPongCapture as PingPongCapture,
    PingPongNotification as PingPongNotification,
    PingPongOther as PingPongOther,
    PingPongRefund as PingPongRefund,
    PingPongTransaction as PingPongTransaction,
    PingPongVoid as PingPongVoid,
)
from ._ledger import (
    Ledger as Ledger,
)
from ._native import (
    Acknowledgement as Acknowledgement,
    Amount as Amount,
    Notification as Notification,
)
from ._receipt import (
    Lease as Lease,
    Receipt as Receipt,
)
from ._receiver import (
    Config as Config,
    LianLian as LianLian,
    PingPong as PingPong,
    Receiver as Receiver,
)
from ._records import (
    Conflict as Conflict,
    ConflictSide as ConflictSide,
    DeliveryState as DeliveryState,
    Diagnosis as Diagnosis,
    EarlierPayment as EarlierPayment,
    Finding as Finding,
    LedgerCounts as LedgerCounts,
    LedgerStatus as LedgerStatus,
    OrderHistory as OrderHistory,
    OrderRecord as OrderRecord,
    Outcome as Outcome,
    OutcomeKind as OutcomeKind,
    OverdueOrder as OverdueOrder,
    Pruned as Pruned,
    Record as Record,
)
from ._schedule import (
    Schedule as Schedule,
)
from ._values import (
    CHINA_STANDARD_TIME as CHINA_STANDARD_TIME,
    Source as Source,
)
from .database import (
    in_transaction as in_transaction,
)

__version__: str
