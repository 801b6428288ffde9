# The native half; see bindings/python/src.

# Made by `cargo xtask generate`; what is documented is documented there. Do not edit.

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from decimal import Decimal
from types import GenericAlias
from typing import Any, ClassVar, Final, Generic, TypeVar, final

from typing_extensions import Self, disjoint_base

from ._enums import Code, Provider
from ._errors import AckwellError, Refusal
from ._kinds import (
    CommonMembers,
    LianLianExchangePayment,
    LianLianPayment,
    PingPongCapture,
    PingPongOther,
    PingPongRefund,
    PingPongTransaction,
    PingPongVoid,
)
from ._request import Body, Headers

__all__ = [
    "MAX_FILE_BYTES",
    "Acknowledgement",
    "Amount",
    "CommonMembers",
    "Config",
    "Ledger",
    "Notification",
    "Operation",
    "Outcome",
    "Receipt",
    "Receiver",
    "Value",
    "LianLianExchangePayment",
    "LianLianPayment",
    "PingPongCapture",
    "PingPongOther",
    "PingPongRefund",
    "PingPongTransaction",
    "PingPongVoid",
    "codes",
    "finish",
    "kept_states",
    "ledger_values",
    "panic_inside",
    "references",
    "register",
    "schedule",
    "schema",
    "shared_options",
    "statements",
    "testing_answer",
]

_T = TypeVar("_T")
_N_co = TypeVar("_N_co", bound=Notification, covariant=True)

MAX_FILE_BYTES: Final[int]

def register(load: Callable[[str, str], object], /) -> None: ...
def finish() -> None: ...
def references(document: str, section: str, folder: str, /) -> list[tuple[str, bool, str]]: ...
def codes() -> list[tuple[str, int, int, str, str, str]]: ...
def shared_options() -> list[str]: ...
def schedule(provider: str, /) -> tuple[float, float, list[float]]: ...
def panic_inside() -> None: ...
def kept_states() -> list[tuple[int, bool, str]]: ...
def schema(dialect: str, /) -> list[str]: ...
def statements(dialect: str, style: str, /) -> str: ...
def testing_answer(question: str, /) -> str: ...
def ledger_values(notification: Notification, /) -> str: ...

@final
class Config:
    def __new__(
        cls, document: str, found: list[tuple[str, bool, str, bytes | str]], /
    ) -> Config: ...
    def ledger(self) -> Ledger: ...
    def providers(self) -> tuple[Provider, ...]: ...

@disjoint_base
class Receiver(Generic[_N_co]):
    def __new__(cls, config: Config, provider: str, /) -> Self: ...
    def __class_getitem__(cls, key: Any) -> GenericAlias: ...  # noqa: ANN401
    @property
    def provider(self) -> Provider:
        """Whose notifications it receives."""

    @property
    def header_names(self) -> frozenset[str]:
        """The names, in lower case, of the only headers that are read; empty without proxies."""

    @property
    def key_fingerprints(self) -> tuple[str, ...]:
        """SHA-256 of each public key's DER in lower-case hex; empty for PingPong."""

    @property
    def max_body_bytes(self) -> int:
        """The longest body that is looked at. Who reads one byte more need not read the rest."""

    def acknowledge(self) -> Acknowledgement:
        """What to answer to a notification that was acted on."""

    def refuse(self, code: str) -> Refusal:
        """A refusal with that code and what to answer; not raised yet."""

    def _refused(self, code: str, cause: str, /) -> Outcome: ...
    def verify(self, body: Body, headers: Headers | None = None, peer: str | None = None) -> _N_co:
        """Turns one request into a notification, or raises why it is refused.

        Pure: no input or output, no clock. Whatever the request holds, it returns a notification
        or raises an ``AckwellError``.

        Args:
            body: The body, byte for byte as it arrived.
            headers: The request's headers. Only those named by ``header_names`` are read.
            peer: The address at the other end of the connection, with or without a port; None for
                a Unix socket.

        Raises:
            Refusal: Answer its ``acknowledgement``.
            ArgumentError: The body is not bytes, the headers or the peer are not what they must be.
        """

    def _explained(self, body: Body, headers: Headers | None, peer: str | None, /) -> str: ...
    def _opened(
        self, body: Body, headers: Headers | None, peer: str | None, /
    ) -> _N_co | Outcome: ...
    def verify_batch(
        self, requests: Iterable[tuple[Body, Headers | None, str | None]]
    ) -> list[_N_co | AckwellError]:
        """As ``verify`` for each request, in their order, several side by side: for what was stored.

        Args:
            requests: The body, headers and peer of each.

        Returns:
            A notification for each, or the exception that ``verify`` raises, not raised.

        Raises:
            ArgumentError: As ``verify``, of the first request that is not one.
        """

@final
class Ledger:
    def claim(self, notification: Notification, /) -> Receipt | Outcome: ...
    def never_waits(self) -> bool: ...
    def claim_then(
        self, notification: Notification, future: Future[Receipt | Outcome], /
    ) -> None: ...
    def expect_order(
        self,
        provider: str,
        merchant_id: str,
        order_no: str,
        placed_at: int,
        amount: tuple[str, str] | None,
        /,
    ) -> None: ...
    def overdue_orders(self, now: int | None, /) -> str: ...
    def order_history(self, order_no: str, /) -> str: ...
    def resolve_order(self, provider: str, merchant_id: str, order_no: str, /) -> bool: ...
    def earlier_payment(self, notification: Notification, /) -> str | None: ...
    def list(self, asked: str, /) -> str: ...
    def reopen(self, delivery_key: str, /) -> bool: ...
    def prune(self) -> str: ...
    def migrate(self) -> int: ...
    def close(self) -> None: ...
    def status(self) -> str: ...

@final
class Operation:
    @staticmethod
    def claim(dialect: str, style: str, notification: Notification, /) -> Operation: ...
    @staticmethod
    def confirm(dialect: str, style: str, notification: Notification, /) -> Operation: ...
    @staticmethod
    def earlier_payment(dialect: str, style: str, notification: Notification, /) -> Operation: ...
    @staticmethod
    def expect_order(
        dialect: str,
        style: str,
        provider: str,
        merchant_id: str,
        order_no: str,
        placed_at: int,
        amount: tuple[str, str] | None,
        /,
    ) -> Operation: ...
    @staticmethod
    def resolve_order(
        dialect: str, style: str, provider: str, merchant_id: str, order_no: str, /
    ) -> Operation: ...
    @staticmethod
    def overdue_orders(dialect: str, style: str, now: int | None, /) -> Operation: ...
    @staticmethod
    def prune(dialect: str, style: str, retention: float, /) -> Operation: ...
    def next(self, rows: list[tuple[Any, ...]], /) -> tuple[str, tuple[Any, ...], bool] | None: ...
    def answer(self) -> Any: ...  # noqa: ANN401

@final
class Outcome:
    def severity(self) -> str | None: ...
    def to_json(self) -> str: ...
    def acknowledgement(self) -> Acknowledgement: ...
    # None for a success. Where a call answers with an outcome in place of a receipt or a
    # notification, there is one.
    def exception(self) -> Any: ...  # noqa: ANN401

@final
class Receipt:
    def delivery(self) -> str: ...
    def other_lease(self) -> float | None: ...
    def conflict(self) -> str | None: ...
    def earlier_payment(self) -> str | None: ...
    def not_first(self) -> Outcome | None: ...
    def settle(self, cause: str | None, may_run: bool, /) -> Outcome: ...
    def submit(self, call: Callable[[], _T], future: Future[_T], /) -> None: ...
    def lease(self) -> tuple[int, int, float] | None: ...
    def acknowledgement(self) -> Acknowledgement: ...
    def commit(self) -> Acknowledgement: ...
    def release(self) -> Acknowledgement: ...
    def try_release(self) -> None: ...
    def extend(self) -> None: ...

class Notification(CommonMembers):
    """What a verified request said. It cannot exist unverified: only ``Receiver.verify`` makes one.

    Each kind has its class with the provider's fields; distinguish them with ``match``
    or ``isinstance``. Immutable; compares by what was signed and sent.
    """

    __match_args__: Any = ()
    @property
    def signed_text(self) -> str:
        """The text that was signed, names and values as they came."""

    def expect(self, order_no: str, amount: Decimal | int | str, currency: str) -> Self:
        """Answers "is this the payment that I am waiting for?" and returns the notification.

        Args:
            order_no: The shop's own order number.
            amount: The exact amount in major units: a ``Decimal``, an ``int`` or a decimal text,
                never a float. ``0.2`` is ``0.20``.
            currency: Three upper-case letters, for example ``CNY``.

        Raises:
            Refusal: ``expectation_mismatch``; ``member`` names what differs first.
            ArgumentError: The expected amount or currency is not one.
        """

    def acknowledge(self) -> Acknowledgement:
        """What to answer once the shop has acted on it: the provider stops sending."""

    def refuse(self, code: Code) -> Refusal:
        """A refusal of this notification by the shop, with what to answer; not raised yet."""

    @property
    def resolves_order(self) -> bool:
        """Whether it is the answer that its order waited for, not just news of its making."""

    def to_json(self) -> str:
        """The notification as one JSON object, the same in every language."""

    def _failed(self, claimed: bool, code: str, cause: str, /) -> Outcome: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

class Value:
    """What immutable values have in common: equal if their members are, written and copied by them."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __replace__(self, **changes: Any) -> Self: ...  # noqa: ANN401

@final
class Amount(Value):
    """An exact amount of money: never a float.

    Two amounts are equal when value and currency are; ``0.2`` equals ``0.20``.
    """

    __match_args__: Final = ("value", "currency")
    def __new__(cls, value: Decimal, currency: str) -> Self: ...
    @property
    def value(self) -> Decimal:
        """The value in major units, with the digits that the provider wrote."""

    @property
    def currency(self) -> str:
        """The currency as three upper-case letters (ISO 4217)."""

    @property
    def minor_units(self) -> int | None:
        """The value in minor units (cents, fen; yen itself), if it is a whole number of them."""

@final
class Acknowledgement(Value):
    """What to answer to the provider, byte for byte."""

    __match_args__: Final = ("status", "content_type", "body")
    def __new__(cls, status: int, content_type: str, body: bytes) -> Self: ...
    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def content_type(self) -> str:
        """The value of the ``Content-Type`` header."""

    @property
    def body(self) -> bytes:
        """The body."""

    @property
    def is_success(self) -> bool:
        """Whether this answer makes the provider stop sending."""

    @property
    def headers(self) -> dict[str, str]:
        """The headers that belong to the answer."""
