"""One class per kind, with the provider's fields."""

# Made by `cargo xtask generate` from the tables in core. Do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ._notification import Notification

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from ._values import Amount

__all__ = [
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


class LianLianPayment(Notification):
    """A payment in CNY was confirmed.

    Source: LianLian, Asynchronous Notification (source document 001).
    """

    __slots__ = ()
    __match_args__ = (
        "oid_partner",
        "sign_type",
        "no_order",
        "dt_order",
        "oid_paybill",
        "money_order",
        "result_pay",
        "settle_date",
        "info_order",
        "pay_type",
        "bank_code",
        "no_agree",
    )

    @property
    def order_no(self) -> str:
        """The shop's own order number: ``no_order``."""
        return self._native.typed(2)

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``oid_paybill``."""
        return self._native.typed(4)

    @property
    def amount(self) -> Amount:
        """The amount of the order: ``money_order``."""
        return self._native.typed(5)

    @property
    def oid_partner(self) -> str:
        """The merchant number that LianLian assigned, at most 18 characters."""
        return self._native.typed(0)

    @property
    def sign_type(self) -> str:
        """The signature scheme; always ``RSA``."""
        return self._native.typed(1)

    @property
    def no_order(self) -> str:
        """The shop's own order number, at most 32 characters."""
        return self._native.typed(2)

    @property
    def dt_order(self) -> datetime:
        """When the shop placed the order, China Standard Time."""
        return self._native.typed(3)

    @property
    def oid_paybill(self) -> str:
        """LianLian's transaction number, at most 18 characters."""
        return self._native.typed(4)

    @property
    def money_order(self) -> Amount:
        """The amount of the order in CNY, 0.01 to 100,000,000.00, at most two decimals."""
        return self._native.typed(5)

    @property
    def result_pay(self) -> str:
        """The result of the payment, documented as ``SUCCESS``."""
        return self._native.typed(6)

    @property
    def settle_date(self) -> date | None:
        """The day of settlement; given when the payment succeeded."""
        return self._native.typed(7)

    @property
    def info_order(self) -> str | None:
        """The order information that the shop sent with the order, at most 255 characters.

        Text that customers may have written.
        """
        return self._native.typed(8)

    @property
    def pay_type(self) -> str:
        """The payment method.

        An open set: other values occur, such as ``P``, ``N``, ``O``, ``X``, ``27``.

        Known values: ``0`` balance payment; ``1`` online banking payment (debit card); ``2``
        express payment (debit card); ``3`` express payment (credit card); ``8`` online banking
        payment (credit card); ``9`` business online banking payment; ``D`` verified payment; ``I``
        WeChat Payment; ``L`` Alipay Payment; ``M`` easypay payment (regular payments); ``F``
        easypay payment (authorization).
        """
        return self._native.typed(9)

    @property
    def bank_code(self) -> str | None:
        """LianLian's short code of the bank, at most 8 characters."""
        return self._native.typed(10)

    @property
    def no_agree(self) -> str | None:
        """A token for the payer's signed card, at most 16 characters."""
        return self._native.typed(11)


class LianLianExchangePayment(Notification):
    """A payment in a foreign currency was confirmed or is being processed.

    ``PROCESSING`` and then ``SUCCESS`` for one ``oid_paybill`` are two facts, not a repeat.

    Source: LianLian, Exchange Payment Asynchronous Notification (source documents 002 and 003).
    """

    __slots__ = ()
    __match_args__ = (
        "oid_partner",
        "sign_type",
        "no_order",
        "dt_order",
        "oid_paybill",
        "result_pay",
        "settle_date",
        "info_order",
        "pay_type",
        "bank_code",
        "currency_order",
        "money_order",
        "currency_settle",
        "money_settle",
        "currency_pay",
        "money_pay",
        "exchange_rate",
        "no_agree",
        "ret_code",
        "ret_msg",
    )

    @property
    def order_no(self) -> str:
        """The shop's own order number: ``no_order``."""
        return self._native.typed(2)

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``oid_paybill``."""
        return self._native.typed(4)

    @property
    def amount(self) -> Amount:
        """The amount of the order: ``money_order``."""
        return self._native.typed(11)

    @property
    def oid_partner(self) -> str:
        """The merchant number that LianLian assigned, at most 18 characters."""
        return self._native.typed(0)

    @property
    def sign_type(self) -> str:
        """The signature scheme; always ``RSA``."""
        return self._native.typed(1)

    @property
    def no_order(self) -> str:
        """The shop's own transaction number, at most 32 characters."""
        return self._native.typed(2)

    @property
    def dt_order(self) -> datetime:
        """When the transaction was initiated, China Standard Time."""
        return self._native.typed(3)

    @property
    def oid_paybill(self) -> str:
        """LianLian's transaction number, at most 18 characters."""
        return self._native.typed(4)

    @property
    def result_pay(self) -> str:
        """The result: ``SUCCESS``, or ``PROCESSING`` where no SMS verification flow is set up."""
        return self._native.typed(5)

    @property
    def settle_date(self) -> date | None:
        """The day of settlement."""
        return self._native.typed(6)

    @property
    def info_order(self) -> str | None:
        """The order information that the shop sent with the order, at most 255 characters.

        Text that customers may have written.
        """
        return self._native.typed(7)

    @property
    def pay_type(self) -> str:
        """The payment method.

        An open set.

        Known values: ``0`` balance payment; ``1`` online banking payment (debit card); ``2``
        express payment (debit card); ``3`` express payment (credit card); ``8`` online banking
        payment (credit card); ``9`` business online banking payment; ``D`` verified payment; ``I``
        WeChat Payment; ``L`` Alipay Payment; ``M`` easypay payment (regular payments); ``F``
        easypay payment (authorization).
        """
        return self._native.typed(8)

    @property
    def bank_code(self) -> str | None:
        """The short code of the bank that issued the payer's card, at most 8 characters."""
        return self._native.typed(9)

    @property
    def currency_order(self) -> str:
        """The currency of the order (ISO 4217)."""
        return self._native.typed(10)

    @property
    def money_order(self) -> Amount:
        """The amount of the order in ``currency_order``, 0.01 to 100,000,000.00, at most two
        decimals.
        """
        return self._native.typed(11)

    @property
    def currency_settle(self) -> str:
        """The currency of the settlement (ISO 4217).

        Also written ``currency_sellte``.
        """
        return self._native.typed(12)

    @property
    def money_settle(self) -> Amount:
        """The amount of the settlement in ``currency_settle``, at most two decimals.

        Also written ``money_sellte``.
        """
        return self._native.typed(13)

    @property
    def currency_pay(self) -> str:
        """The currency in which the payer paid (ISO 4217)."""
        return self._native.typed(14)

    @property
    def money_pay(self) -> Amount:
        """The amount that the payer paid in ``currency_pay``, at most two decimals."""
        return self._native.typed(15)

    @property
    def exchange_rate(self) -> Decimal:
        """The exchange rate of the transaction."""
        return self._native.typed(16)

    @property
    def no_agree(self) -> str | None:
        """A token for the payer's signed card, at most 16 characters."""
        return self._native.typed(17)

    @property
    def ret_code(self) -> str | None:
        """LianLian's result code of the transaction; ``0000`` in the documented sample."""
        return self._native.typed(18)

    @property
    def ret_msg(self) -> str | None:
        """The text that goes with ``ret_code``."""
        return self._native.typed(19)


class PingPongTransaction(Notification):
    """A payment succeeded, failed or was authorized.

    A failed transaction is not final: the payer may try again, and the same
    ``merchant_transaction_id`` may succeed later.

    Source: PingPongCheckout v4, Transaction Asynchronous Notification.
    """

    __slots__ = ()
    __match_args__ = (
        "notify_type",
        "amount",
        "currency",
        "merchant_transaction_id",
        "transaction_id",
        "status",
        "request_id",
        "transaction_time",
        "transaction_end_time",
        "capture_delay_hours",
        "three_d_secure",
        "token",
        "payment_method",
        "remark",
        "exchanged_amount",
        "exchanged_currency",
        "issuer_info",
        "three_ds_info",
        "authentication_info",
        "card_info",
    )

    @property
    def order_no(self) -> str:
        """The shop's own order number: ``merchant_transaction_id``."""
        return self._native.typed(3)

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``transaction_id``."""
        return self._native.typed(4)

    @property
    def notify_type(self) -> str:
        """The kind's name on the wire, ``RECHARGE``."""
        return self._native.typed(0)

    @property
    def amount(self) -> Amount:
        """The amount in major units of ``currency``, at most six decimals."""
        return self._native.typed(1)

    @property
    def currency(self) -> str:
        """The currency (ISO 4217)."""
        return self._native.typed(2)

    @property
    def merchant_transaction_id(self) -> str:
        """The shop's own transaction number, at most 64 characters."""
        return self._native.typed(3)

    @property
    def transaction_id(self) -> str:
        """PingPong's transaction number, at most 64 characters."""
        return self._native.typed(4)

    @property
    def request_id(self) -> str | None:
        """The number of the shop's request that led here, at most 64 characters."""
        return self._native.typed(6)

    @property
    def transaction_time(self) -> datetime | None:
        """When the transaction began."""
        return self._native.typed(7)

    @property
    def transaction_end_time(self) -> datetime | None:
        """When the transaction ended."""
        return self._native.typed(8)

    @property
    def capture_delay_hours(self) -> int | None:
        """Hours until the automatic capture; 0 immediately, -1 by hand."""
        return self._native.typed(9)

    @property
    def three_d_secure(self) -> bool | None:
        """Whether 3-D Secure was used."""
        return self._native.typed(10)

    @property
    def token(self) -> str | None:
        """A token that stands for the payer's card in later payments."""
        return self._native.typed(11)

    @property
    def payment_method(self) -> Any | None:
        """The payment method, an object with ``type``."""
        return self._native.typed(12)

    @property
    def remark(self) -> str | None:
        """A remark, at most 255 characters."""
        return self._native.typed(13)

    @property
    def exchanged_amount(self) -> Amount | None:
        """The amount after the exchange, in ``exchanged_currency``, at most six decimals."""
        return self._native.typed(14)

    @property
    def exchanged_currency(self) -> str | None:
        """The currency after the exchange (ISO 4217)."""
        return self._native.typed(15)

    @property
    def issuer_info(self) -> Any | None:
        """What is known of the card's issuer, an object."""
        return self._native.typed(16)

    @property
    def three_ds_info(self) -> Any | None:
        """The result of 3-D Secure, an object."""
        return self._native.typed(17)

    @property
    def authentication_info(self) -> Any | None:
        """The result of the authentication, an object."""
        return self._native.typed(18)

    @property
    def card_info(self) -> Any | None:
        """What is known of the card, an object."""
        return self._native.typed(19)


class PingPongRefund(Notification):
    """A refund succeeded or failed.

    Source: PingPongCheckout v4, Refund Asynchronous Notification.
    """

    __slots__ = ()
    __match_args__ = (
        "notify_type",
        "amount",
        "currency",
        "merchant_transaction_id",
        "transaction_id",
        "merchant_refund_id",
        "refund_id",
        "status",
        "refund_time",
        "refund_ending_time",
        "remark",
        "request_id",
    )

    @property
    def order_no(self) -> str:
        """The shop's own order number: ``merchant_transaction_id``."""
        return self._native.typed(3)

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``transaction_id``."""
        return self._native.typed(4)

    @property
    def notify_type(self) -> str:
        """The kind's name on the wire, ``REFUND``."""
        return self._native.typed(0)

    @property
    def amount(self) -> Amount:
        """The amount in major units of ``currency``, at most six decimals."""
        return self._native.typed(1)

    @property
    def currency(self) -> str:
        """The currency (ISO 4217)."""
        return self._native.typed(2)

    @property
    def merchant_transaction_id(self) -> str:
        """The shop's own transaction number, at most 64 characters."""
        return self._native.typed(3)

    @property
    def transaction_id(self) -> str:
        """PingPong's transaction number, at most 64 characters."""
        return self._native.typed(4)

    @property
    def merchant_refund_id(self) -> str:
        """The shop's own refund number, at most 64 characters."""
        return self._native.typed(5)

    @property
    def refund_id(self) -> str:
        """PingPong's refund number, at most 64 characters."""
        return self._native.typed(6)

    @property
    def refund_time(self) -> datetime | None:
        """When the refund began."""
        return self._native.typed(8)

    @property
    def refund_ending_time(self) -> datetime | None:
        """When the refund ended."""
        return self._native.typed(9)

    @property
    def remark(self) -> str | None:
        """A remark, at most 255 characters."""
        return self._native.typed(10)

    @property
    def request_id(self) -> str | None:
        """The number of the shop's request that led here, at most 64 characters."""
        return self._native.typed(11)


class PingPongCapture(Notification):
    """A pre-authorization was confirmed (captured), or the confirmation failed.

    Source: PingPongCheckout v4, Pre-authorization Confirmation Notification.
    """

    __slots__ = ()
    __match_args__ = (
        "notify_type",
        "amount",
        "currency",
        "merchant_transaction_id",
        "transaction_id",
        "merchant_capture_id",
        "status",
        "capture_time",
        "capture_ending_time",
        "request_id",
    )

    @property
    def order_no(self) -> str:
        """The shop's own order number: ``merchant_transaction_id``."""
        return self._native.typed(3)

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``transaction_id``."""
        return self._native.typed(4)

    @property
    def notify_type(self) -> str:
        """The kind's name on the wire, ``CAPTURE``."""
        return self._native.typed(0)

    @property
    def amount(self) -> Amount:
        """The amount in major units of ``currency``, at most six decimals."""
        return self._native.typed(1)

    @property
    def currency(self) -> str:
        """The currency (ISO 4217)."""
        return self._native.typed(2)

    @property
    def merchant_transaction_id(self) -> str:
        """The shop's own transaction number, at most 64 characters."""
        return self._native.typed(3)

    @property
    def transaction_id(self) -> str:
        """PingPong's transaction number, at most 64 characters."""
        return self._native.typed(4)

    @property
    def merchant_capture_id(self) -> str:
        """The shop's own number of the confirmation, at most 64 characters."""
        return self._native.typed(5)

    @property
    def capture_time(self) -> datetime | None:
        """When the confirmation began."""
        return self._native.typed(7)

    @property
    def capture_ending_time(self) -> datetime | None:
        """When the confirmation ended."""
        return self._native.typed(8)

    @property
    def request_id(self) -> str | None:
        """The number of the shop's request that led here, at most 64 characters."""
        return self._native.typed(9)


class PingPongVoid(Notification):
    """A pre-authorization was cancelled (voided), or the cancellation failed.

    Source: PingPongCheckout v4, Pre-authorization Cancellation Notification.
    """

    __slots__ = ()
    __match_args__ = (
        "notify_type",
        "amount",
        "currency",
        "merchant_transaction_id",
        "transaction_id",
        "merchant_void_id",
        "status",
        "void_time",
        "void_ending_time",
        "request_id",
    )

    @property
    def order_no(self) -> str:
        """The shop's own order number: ``merchant_transaction_id``."""
        return self._native.typed(3)

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``transaction_id``."""
        return self._native.typed(4)

    @property
    def notify_type(self) -> str:
        """The kind's name on the wire, ``VOID``."""
        return self._native.typed(0)

    @property
    def amount(self) -> Amount:
        """The amount in major units of ``currency``, at most six decimals."""
        return self._native.typed(1)

    @property
    def currency(self) -> str:
        """The currency (ISO 4217)."""
        return self._native.typed(2)

    @property
    def merchant_transaction_id(self) -> str:
        """The shop's own transaction number, at most 64 characters."""
        return self._native.typed(3)

    @property
    def transaction_id(self) -> str:
        """PingPong's transaction number, at most 64 characters."""
        return self._native.typed(4)

    @property
    def merchant_void_id(self) -> str:
        """The shop's own number of the cancellation, at most 64 characters."""
        return self._native.typed(5)

    @property
    def void_time(self) -> datetime | None:
        """When the cancellation began."""
        return self._native.typed(7)

    @property
    def void_ending_time(self) -> datetime | None:
        """When the cancellation ended."""
        return self._native.typed(8)

    @property
    def request_id(self) -> str | None:
        """The number of the shop's request that led here, at most 64 characters."""
        return self._native.typed(9)


class PingPongOther(Notification):
    """A genuine notification of a kind without a class: see ``fields``."""

    __slots__ = ()


CLASSES: Final[tuple[type[Notification], ...]] = (
    LianLianPayment,
    LianLianExchangePayment,
    PingPongTransaction,
    PingPongRefund,
    PingPongCapture,
    PingPongVoid,
    PingPongOther,
)
"""The classes in the order of core's tables; the last has no table."""

LianLianNotification: TypeAlias = (
    LianLianPayment
    | LianLianExchangePayment
)
"""Whatever a receiver for LianLian can return."""

PingPongNotification: TypeAlias = (
    PingPongTransaction
    | PingPongRefund
    | PingPongCapture
    | PingPongVoid
    | PingPongOther
)
"""Whatever a receiver for PingPong can return."""
