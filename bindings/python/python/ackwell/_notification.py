"""What a verified request said: the part that all kinds share."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final, NoReturn

from ._common import CommonMembers
from ._enums import Code
from ._errors import ArgumentError, Refusal
from ._values import Acknowledgement

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Notification"]


class Notification(CommonMembers):
    """What a verified request said. It cannot exist unverified: only ``Receiver.verify`` makes one.

    Each kind has its class with the provider's fields; distinguish them with ``match``
    or ``isinstance``. Immutable; compares by what was signed and sent.
    """

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *_arguments: object, **_named: object) -> None:
        raise TypeError("a notification is made by a receiver's verify, receive or handle alone")

    @property
    def signed_text(self) -> str:
        """The text that was signed, names and values as they came."""
        return self._native.signed_text()

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
        self._native.expect(
            _text("order_no", order_no), _amount(amount), _text("currency", currency)
        )
        return self

    def acknowledge(self) -> Acknowledgement:
        """What to answer once the shop has acted on it: the provider stops sending."""
        kind = type(self)
        answer = _SUCCESSES.get(kind)
        if answer is None:
            answer = _SUCCESSES[kind] = Acknowledgement(*self._native.acknowledge())
        return answer

    def refuse(self, code: Code) -> Refusal:
        """A refusal of this notification by the shop, with what to answer; not raised yet."""
        return self._native.refuse(code)

    @property
    def resolves_order(self) -> bool:
        """Whether it is the answer that its order waited for, not just news of its making."""
        return self._native.resolves_order()

    def to_json(self) -> str:
        """The notification as one JSON object, the same in every language."""
        return self._native.to_json()

    def __repr__(self) -> str:
        about = f"delivery_key={self.delivery_key!r}, order_no={self.order_no!r}"
        return f"{type(self).__name__}({about}, status={self.status!s}, amount={self.amount!s})"

    def _identity(self) -> tuple[object, ...]:
        native = self._native
        return type(self), native.signed_text(), native.fields(), native.envelope()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Notification):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: dict[int, object]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a notification cannot be pickled, because it could come back unverified: hand on "
            "its order_no, or its to_json()"
        )

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")


_SUCCESSES: Final[dict[type[Notification], Acknowledgement]] = {}
"""The success of each kind: bytes that never change."""


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


_MAX_DIGITS: Final = 40
