# What every notification has, and one class per kind with the provider's fields.

# Made by `cargo xtask generate` from the tables in core. Do not edit.

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias, final

from typing_extensions import disjoint_base

from ._enums import Kind, Provider, Status
from ._native import Amount, Notification
from ._values import Source

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

@disjoint_base
class CommonMembers:
    """The members that every notification has."""

    @property
    def provider(self) -> Provider:
        """Who sent it."""

    @property
    def kind(self) -> Kind:
        """The kind, for example ``lianlian.payment``.

        ``pingpong.other`` has no typed fields.
        """

    @property
    def merchant_id(self) -> str:
        """The merchant that it is for: LianLian's ``oid_partner``, PingPong's ``accId``."""

    @property
    def order_no(self) -> str | None:
        """The shop's own order number.

        None only for kinds without typed fields.
        """

    @property
    def transaction_no(self) -> str | None:
        """The provider's transaction number.

        None only for kinds without typed fields.
        """

    @property
    def status(self) -> Status:
        """How the operation has ended, or that it has not: one vocabulary for both providers."""

    @property
    def status_text(self) -> str:
        """The status as the provider wrote it; empty if it wrote none."""

    @property
    def amount(self) -> Amount | None:
        """The amount of the order.

        None only for kinds without typed fields.
        """

    @property
    def delivery_key(self) -> str:
        """Which fact it reports: kind, merchant, operation, status.

        The ledger acts once on each.
        """

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the signed text.

        Equal for equal notifications, whatever the order and escapes of their bodies. 32 bytes.
        """

    @property
    def irregularities(self) -> tuple[str, ...]:
        """The names on the wire of optional members whose text does not fit its documented form.

        Their typed views are absent; their text is among the ``fields``.
        """

    @property
    def source(self) -> Source:
        """What the check of the client address saw."""

    @property
    def fields(self) -> Mapping[str, Any]:
        """Every member as received, in the order of arrival.

        For PingPong these are the members of ``bizContent``. Texts are ``str``; where a provider
        writes other JSON, numbers are ``int`` or ``Decimal``, objects ``dict`` and arrays ``list``.
        """

    @property
    def envelope(self) -> Mapping[str, Any]:
        """The members around the notification.

        PingPong has ``accId``, ``clientId``, ``code`` and others, LianLian has none. Texts are
        ``str``; where a provider writes other JSON, numbers are ``int`` or ``Decimal``, objects
        ``dict`` and arrays ``list``.
        """

@final
class LianLianPayment(Notification):
    """A payment in CNY was confirmed.

    Source: LianLian, Asynchronous Notification (source document 001).
    """

    __match_args__: Final = (
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

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``oid_paybill``."""

    @property
    def amount(self) -> Amount:
        """The amount of the order: ``money_order``."""

    @property
    def oid_partner(self) -> str:
        """The merchant number that LianLian assigned, at most 18 characters."""

    @property
    def sign_type(self) -> str:
        """The signature scheme; always ``RSA``."""

    @property
    def no_order(self) -> str:
        """The shop's own order number, at most 32 characters."""

    @property
    def dt_order(self) -> datetime:
        """When the shop placed the order, China Standard Time."""

    @property
    def oid_paybill(self) -> str:
        """LianLian's transaction number, at most 18 characters."""

    @property
    def money_order(self) -> Amount:
        """The amount of the order in CNY, 0.01 to 100,000,000.00, at most two decimals."""

    @property
    def result_pay(self) -> str:
        """The result of the payment, documented as ``SUCCESS``."""

    @property
    def settle_date(self) -> date | None:
        """The day of settlement; given when the payment succeeded."""

    @property
    def info_order(self) -> str | None:
        """The order information that the shop sent with the order, at most 255 characters.

        Text that customers may have written.
        """

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

    @property
    def bank_code(self) -> str | None:
        """LianLian's short code of the bank, at most 8 characters."""

    @property
    def no_agree(self) -> str | None:
        """A token for the payer's signed card, at most 16 characters."""

@final
class LianLianExchangePayment(Notification):
    """A payment in a foreign currency was confirmed or is being processed.

    ``PROCESSING`` and then ``SUCCESS`` for one ``oid_paybill`` are two facts, not a repeat.

    Source: LianLian, Exchange Payment Asynchronous Notification (source documents 002 and 003).
    """

    __match_args__: Final = (
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

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``oid_paybill``."""

    @property
    def amount(self) -> Amount:
        """The amount of the order: ``money_order``."""

    @property
    def oid_partner(self) -> str:
        """The merchant number that LianLian assigned, at most 18 characters."""

    @property
    def sign_type(self) -> str:
        """The signature scheme; always ``RSA``."""

    @property
    def no_order(self) -> str:
        """The shop's own transaction number, at most 32 characters."""

    @property
    def dt_order(self) -> datetime:
        """When the transaction was initiated, China Standard Time."""

    @property
    def oid_paybill(self) -> str:
        """LianLian's transaction number, at most 18 characters."""

    @property
    def result_pay(self) -> str:
        """The result: ``SUCCESS``, or ``PROCESSING`` where no SMS verification flow is set up."""

    @property
    def settle_date(self) -> date | None:
        """The day of settlement."""

    @property
    def info_order(self) -> str | None:
        """The order information that the shop sent with the order, at most 255 characters.

        Text that customers may have written.
        """

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

    @property
    def bank_code(self) -> str | None:
        """The short code of the bank that issued the payer's card, at most 8 characters."""

    @property
    def currency_order(self) -> str:
        """The currency of the order (ISO 4217)."""

    @property
    def money_order(self) -> Amount:
        """The amount of the order in ``currency_order``, 0.01 to 100,000,000.00, at most two
        decimals.
        """

    @property
    def currency_settle(self) -> str:
        """The currency of the settlement (ISO 4217).

        Also written ``currency_sellte``.
        """

    @property
    def money_settle(self) -> Amount:
        """The amount of the settlement in ``currency_settle``, at most two decimals.

        Also written ``money_sellte``.
        """

    @property
    def currency_pay(self) -> str:
        """The currency in which the payer paid (ISO 4217)."""

    @property
    def money_pay(self) -> Amount:
        """The amount that the payer paid in ``currency_pay``, at most two decimals."""

    @property
    def exchange_rate(self) -> Decimal:
        """The exchange rate of the transaction."""

    @property
    def no_agree(self) -> str | None:
        """A token for the payer's signed card, at most 16 characters."""

    @property
    def ret_code(self) -> str | None:
        """LianLian's result code of the transaction; ``0000`` in the documented sample."""

    @property
    def ret_msg(self) -> str | None:
        """The text that goes with ``ret_code``."""

@final
class PingPongTransaction(Notification):
    """A payment succeeded, failed or was authorized.

    A failed transaction is not final: the payer may try again, and the same
    ``merchant_transaction_id`` may succeed later.

    Source: PingPongCheckout v4, Transaction Asynchronous Notification.
    """

    __match_args__: Final = (
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

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``transaction_id``."""

    @property
    def notify_type(self) -> str:
        """The kind's name on the wire, ``RECHARGE``."""

    @property
    def amount(self) -> Amount:
        """The amount in major units of ``currency``, at most six decimals."""

    @property
    def currency(self) -> str:
        """The currency (ISO 4217)."""

    @property
    def merchant_transaction_id(self) -> str:
        """The shop's own transaction number, at most 64 characters."""

    @property
    def transaction_id(self) -> str:
        """PingPong's transaction number, at most 64 characters."""

    @property
    def request_id(self) -> str | None:
        """The number of the shop's request that led here, at most 64 characters."""

    @property
    def transaction_time(self) -> datetime | None:
        """When the transaction began."""

    @property
    def transaction_end_time(self) -> datetime | None:
        """When the transaction ended."""

    @property
    def capture_delay_hours(self) -> int | None:
        """Hours until the automatic capture; 0 immediately, -1 by hand."""

    @property
    def three_d_secure(self) -> bool | None:
        """Whether 3-D Secure was used."""

    @property
    def token(self) -> str | None:
        """A token that stands for the payer's card in later payments."""

    @property
    def payment_method(self) -> Any | None:
        """The payment method, an object with ``type``."""

    @property
    def remark(self) -> str | None:
        """A remark, at most 255 characters."""

    @property
    def exchanged_amount(self) -> Amount | None:
        """The amount after the exchange, in ``exchanged_currency``, at most six decimals."""

    @property
    def exchanged_currency(self) -> str | None:
        """The currency after the exchange (ISO 4217)."""

    @property
    def issuer_info(self) -> Any | None:
        """What is known of the card's issuer, an object."""

    @property
    def three_ds_info(self) -> Any | None:
        """The result of 3-D Secure, an object."""

    @property
    def authentication_info(self) -> Any | None:
        """The result of the authentication, an object."""

    @property
    def card_info(self) -> Any | None:
        """What is known of the card, an object."""

@final
class PingPongRefund(Notification):
    """A refund succeeded or failed.

    Source: PingPongCheckout v4, Refund Asynchronous Notification.
    """

    __match_args__: Final = (
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

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``transaction_id``."""

    @property
    def notify_type(self) -> str:
        """The kind's name on the wire, ``REFUND``."""

    @property
    def amount(self) -> Amount:
        """The amount in major units of ``currency``, at most six decimals."""

    @property
    def currency(self) -> str:
        """The currency (ISO 4217)."""

    @property
    def merchant_transaction_id(self) -> str:
        """The shop's own transaction number, at most 64 characters."""

    @property
    def transaction_id(self) -> str:
        """PingPong's transaction number, at most 64 characters."""

    @property
    def merchant_refund_id(self) -> str:
        """The shop's own refund number, at most 64 characters."""

    @property
    def refund_id(self) -> str:
        """PingPong's refund number, at most 64 characters."""

    @property
    def refund_time(self) -> datetime | None:
        """When the refund began."""

    @property
    def refund_ending_time(self) -> datetime | None:
        """When the refund ended."""

    @property
    def remark(self) -> str | None:
        """A remark, at most 255 characters."""

    @property
    def request_id(self) -> str | None:
        """The number of the shop's request that led here, at most 64 characters."""

@final
class PingPongCapture(Notification):
    """A pre-authorization was confirmed (captured), or the confirmation failed.

    Source: PingPongCheckout v4, Pre-authorization Confirmation Notification.
    """

    __match_args__: Final = (
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

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``transaction_id``."""

    @property
    def notify_type(self) -> str:
        """The kind's name on the wire, ``CAPTURE``."""

    @property
    def amount(self) -> Amount:
        """The amount in major units of ``currency``, at most six decimals."""

    @property
    def currency(self) -> str:
        """The currency (ISO 4217)."""

    @property
    def merchant_transaction_id(self) -> str:
        """The shop's own transaction number, at most 64 characters."""

    @property
    def transaction_id(self) -> str:
        """PingPong's transaction number, at most 64 characters."""

    @property
    def merchant_capture_id(self) -> str:
        """The shop's own number of the confirmation, at most 64 characters."""

    @property
    def capture_time(self) -> datetime | None:
        """When the confirmation began."""

    @property
    def capture_ending_time(self) -> datetime | None:
        """When the confirmation ended."""

    @property
    def request_id(self) -> str | None:
        """The number of the shop's request that led here, at most 64 characters."""

@final
class PingPongVoid(Notification):
    """A pre-authorization was cancelled (voided), or the cancellation failed.

    Source: PingPongCheckout v4, Pre-authorization Cancellation Notification.
    """

    __match_args__: Final = (
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

    @property
    def transaction_no(self) -> str:
        """The provider's transaction number: ``transaction_id``."""

    @property
    def notify_type(self) -> str:
        """The kind's name on the wire, ``VOID``."""

    @property
    def amount(self) -> Amount:
        """The amount in major units of ``currency``, at most six decimals."""

    @property
    def currency(self) -> str:
        """The currency (ISO 4217)."""

    @property
    def merchant_transaction_id(self) -> str:
        """The shop's own transaction number, at most 64 characters."""

    @property
    def transaction_id(self) -> str:
        """PingPong's transaction number, at most 64 characters."""

    @property
    def merchant_void_id(self) -> str:
        """The shop's own number of the cancellation, at most 64 characters."""

    @property
    def void_time(self) -> datetime | None:
        """When the cancellation began."""

    @property
    def void_ending_time(self) -> datetime | None:
        """When the cancellation ended."""

    @property
    def request_id(self) -> str | None:
        """The number of the shop's request that led here, at most 64 characters."""

@final
class PingPongOther(Notification):
    """A genuine notification of a kind without a class: see ``fields``."""

CLASSES: Final[tuple[type[Notification], ...]]
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
