"""The closed lists of names that core has."""

# Made by `cargo xtask generate` from the tables in core. Do not edit.

from __future__ import annotations

from . import _native
from ._compat import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["Code", "Delivery", "Kind", "Provider", "Severity", "Status"]


class Provider(StrEnum):
    """A payment provider."""

    LIANLIAN = "lianlian"
    """LianLian Pay, classic scheme: an RSA signature in the body."""
    PINGPONG = "pingpong"
    """PingPongCheckout v4: a salted hash in the body."""


class Kind(StrEnum):
    """A kind of notification."""

    LIANLIAN_PAYMENT = "lianlian.payment"
    LIANLIAN_EXCHANGE_PAYMENT = "lianlian.exchange_payment"
    PINGPONG_TRANSACTION = "pingpong.transaction"
    PINGPONG_REFUND = "pingpong.refund"
    PINGPONG_CAPTURE = "pingpong.capture"
    PINGPONG_VOID = "pingpong.void"
    PINGPONG_OTHER = "pingpong.other"


class Status(StrEnum):
    """How the operation that a notification reports has ended, or that it has not."""

    SUCCEEDED = "succeeded"
    """The money has moved."""
    PROCESSING = "processing"
    """Not decided yet: another notification will follow."""
    FAILED = "failed"
    """It failed."""
    AUTHORIZED = "authorized"
    """The money is reserved and waits for a confirmation."""
    CANCELLED = "cancelled"
    """It was cancelled."""
    CLOSED = "closed"
    """It was closed without a payment."""
    OTHER = "other"
    """Something else, which the status text has."""

    @classmethod
    def _missing_(cls, _value: object) -> Status:
        return cls.OTHER


class Delivery(StrEnum):
    """What the ledger says of a delivery."""

    FIRST = "first"
    """Nobody has fulfilled it and nobody else is about to: fulfil it, then commit; if that fails,
    release.
    """
    REPEAT = "repeat"
    """It was fulfilled and committed before: do nothing, answer success."""
    IN_PROGRESS = "in_progress"
    """Another worker holds the lease: do nothing, answer failure; the provider comes back."""
    CONFLICT = "conflict"
    """The same delivery came before with another amount, currency or order number: do nothing,
    answer failure, and let a person look.
    """


class Severity(StrEnum):
    """How urgent a failure is, for the level of a log line."""

    INFO = "info"
    """Part of normal operation, nothing needs to be done."""
    WARNING = "warning"
    """A request was refused before its signature was proven."""
    ERROR = "error"
    """Something genuine was not acted on, a person should look."""


class Code(StrEnum):
    """The stable code of an error, the same in every language."""

    INVALID_CONFIG = "invalid_config"
    """The configuration is wrong."""
    UNTRUSTED_SOURCE = "untrusted_source"
    """The client address is not on the list of sources."""
    INVALID_PEER = "invalid_peer"
    """The client address cannot be determined."""
    BODY_TOO_LARGE = "body_too_large"
    """The body is longer than the limit."""
    MALFORMED_BODY = "malformed_body"
    """The body is not one strict UTF-8 JSON object."""
    DUPLICATE_MEMBER = "duplicate_member"
    """The body has two members of one name."""
    AMBIGUOUS_BODY = "ambiguous_body"
    """The signed text of the body has more than one reading."""
    MISSING_SIGNATURE = "missing_signature"
    """The body carries no signature."""
    UNSUPPORTED_SIGN_TYPE = "unsupported_sign_type"
    """The body names a signature scheme that is not configured."""
    INVALID_SIGNATURE = "invalid_signature"
    """No configured key or salt vouches for the body."""
    NOT_A_NOTIFICATION = "not_a_notification"
    """The message is genuine but it is not a notification."""
    MISSING_FIELD = "missing_field"
    """A required member is missing."""
    INVALID_FIELD = "invalid_field"
    """A member is outside its documented form."""
    WRONG_MERCHANT = "wrong_merchant"
    """The notification is for another merchant."""
    EXPECTATION_MISMATCH = "expectation_mismatch"
    """The notification is not about the expected payment."""
    CONFLICT = "conflict"
    """The same delivery came before with a different content."""
    IN_PROGRESS = "in_progress"
    """Another worker is fulfilling this notification."""
    LEDGER_UNAVAILABLE = "ledger_unavailable"
    """The ledger cannot be reached."""
    FULFILMENT_FAILED = "fulfilment_failed"
    """The fulfilment failed."""
    INTERNAL = "internal"
    """An internal error of the library."""
    INVALID_ARGUMENT = "invalid_argument"
    """An argument is not valid."""
    LEASE_LOST = "lease_lost"
    """The lease has passed to another worker."""
    UNKNOWN = "unknown"
    """A code that this version does not know."""

    @classmethod
    def _missing_(cls, _value: object) -> Code:
        return cls.UNKNOWN

    @property
    def number(self) -> int:
        """The number in the C library; never reused. 0 for a code not known here."""
        return _FACTS[self][0]

    @property
    def http_status(self) -> int:
        """The HTTP status of the failure that is answered."""
        return _FACTS[self][1]

    @property
    def sentence(self) -> str:
        """What happened, without anything from a request."""
        return _FACTS[self][2]

    @property
    def severity(self) -> Severity:
        """How urgent it is."""
        return Severity(_FACTS[self][3])

    @property
    def remedy(self) -> str:
        """What to do about it; the one of an exception fits its configuration more closely."""
        return _FACTS[self][4]


_UNKNOWN: Final = "an error that this version does not know"
_FACTS: Final[dict[Code, tuple[int, int, str, str, str]]] = {
    Code.UNKNOWN: (0, 500, _UNKNOWN, "error", "update the package"),
    **{Code(name): tuple(facts) for name, *facts in _native.codes()},  # type: ignore[misc]
}
