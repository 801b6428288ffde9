//! The members that every notification has, and one class per kind with the provider's fields.

// Made by `cargo xtask generate` from the tables in core. Do not edit.

use std::sync::Arc;

use ackwell::Common;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::notification::{CommonMembers, Notification};

#[pymethods]
impl CommonMembers {
    /// Who sent it.
    #[getter]
    fn provider<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::Provider)
    }
    /// The kind, for example ``lianlian.payment``. ``pingpong.other`` has no typed fields.
    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::Kind)
    }
    /// The merchant that it is for: LianLian's ``oid_partner``, PingPong's ``accId``.
    #[getter]
    fn merchant_id<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::MerchantId)
    }
    /// The shop's own order number. None only for kinds without typed fields.
    #[getter]
    fn order_no<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::OrderNo)
    }
    /// The provider's transaction number. None only for kinds without typed fields.
    #[getter]
    fn transaction_no<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::TransactionNo)
    }
    /// How the operation has ended, or that it has not: one vocabulary for both providers.
    #[getter]
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::Status)
    }
    /// The status as the provider wrote it; empty if it wrote none.
    #[getter]
    fn status_text<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::StatusText)
    }
    /// The amount of the order. None only for kinds without typed fields.
    #[getter]
    fn amount<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::Amount)
    }
    /// Which fact it reports: kind, merchant, operation, status. The ledger acts once on each.
    #[getter]
    fn delivery_key<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::DeliveryKey)
    }
    /// SHA-256 of the signed text. Equal for equal notifications, whatever the order and escapes of
    /// their bodies. 32 bytes.
    #[getter]
    fn fingerprint<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::Fingerprint)
    }
    /// The names on the wire of optional members whose text does not fit its documented form. Their
    /// typed views are absent; their text is among the ``fields``.
    #[getter]
    fn irregularities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::Irregularities)
    }
    /// What the check of the client address saw.
    #[getter]
    fn source<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::Source)
    }
    /// Every member as received, in the order of arrival. For PingPong these are the members of
    /// ``bizContent``. Texts are ``str``; where a provider writes other JSON, numbers are ``int``
    /// or ``Decimal``, objects ``dict`` and arrays ``list``.
    #[getter]
    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::Fields)
    }
    /// The members around the notification. PingPong has ``accId``, ``clientId``, ``code`` and
    /// others, LianLian has none. Texts are ``str``; where a provider writes other JSON, numbers
    /// are ``int`` or ``Decimal``, objects ``dict`` and arrays ``list``.
    #[getter]
    fn envelope<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.common(py, Common::Envelope)
    }
}

/// A payment in CNY was confirmed.
///
/// Source: LianLian, Asynchronous Notification (source document 001).
#[pyclass(frozen, extends = Notification, module = "ackwell")]
pub(crate) struct LianLianPayment;

#[pymethods]
impl LianLianPayment {
    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        let names = [
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
        ];
        PyTuple::new(py, names)
    }

    /// The merchant number that LianLian assigned, at most 18 characters.
    #[getter]
    fn oid_partner<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 0)
    }

    /// The signature scheme; always ``RSA``.
    #[getter]
    fn sign_type<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 1)
    }

    /// The shop's own order number, at most 32 characters.
    #[getter]
    fn no_order<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 2)
    }

    /// When the shop placed the order, China Standard Time.
    #[getter]
    fn dt_order<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 3)
    }

    /// LianLian's transaction number, at most 18 characters.
    #[getter]
    fn oid_paybill<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 4)
    }

    /// The amount of the order in CNY, 0.01 to 100,000,000.00, at most two decimals.
    #[getter]
    fn money_order<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 5)
    }

    /// The result of the payment, documented as ``SUCCESS``.
    #[getter]
    fn result_pay<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 6)
    }

    /// The day of settlement; given when the payment succeeded.
    #[getter]
    fn settle_date<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 7)
    }

    /// The order information that the shop sent with the order, at most 255 characters. Text that
    /// customers may have written.
    #[getter]
    fn info_order<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 8)
    }

    /// The payment method. An open set: other values occur, such as ``P``, ``N``, ``O``, ``X``,
    /// ``27``.
    ///
    /// Known values: ``0`` balance payment; ``1`` online banking payment (debit card); ``2``
    /// express payment (debit card); ``3`` express payment (credit card); ``8`` online banking
    /// payment (credit card); ``9`` business online banking payment; ``D`` verified payment; ``I``
    /// WeChat Payment; ``L`` Alipay Payment; ``M`` easypay payment (regular payments); ``F``
    /// easypay payment (authorization).
    #[getter]
    fn pay_type<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 9)
    }

    /// LianLian's short code of the bank, at most 8 characters.
    #[getter]
    fn bank_code<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 10)
    }

    /// A token for the payer's signed card, at most 16 characters.
    #[getter]
    fn no_agree<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 11)
    }
}

/// A payment in a foreign currency was confirmed or is being processed.
///
/// ``PROCESSING`` and then ``SUCCESS`` for one ``oid_paybill`` are two facts, not a repeat.
///
/// Source: LianLian, Exchange Payment Asynchronous Notification (source documents 002 and 003).
#[pyclass(frozen, extends = Notification, module = "ackwell")]
pub(crate) struct LianLianExchangePayment;

#[pymethods]
impl LianLianExchangePayment {
    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        let names = [
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
        ];
        PyTuple::new(py, names)
    }

    /// The merchant number that LianLian assigned, at most 18 characters.
    #[getter]
    fn oid_partner<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 0)
    }

    /// The signature scheme; always ``RSA``.
    #[getter]
    fn sign_type<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 1)
    }

    /// The shop's own transaction number, at most 32 characters.
    #[getter]
    fn no_order<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 2)
    }

    /// When the transaction was initiated, China Standard Time.
    #[getter]
    fn dt_order<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 3)
    }

    /// LianLian's transaction number, at most 18 characters.
    #[getter]
    fn oid_paybill<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 4)
    }

    /// The result: ``SUCCESS``, or ``PROCESSING`` where no SMS verification flow is set up.
    #[getter]
    fn result_pay<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 5)
    }

    /// The day of settlement.
    #[getter]
    fn settle_date<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 6)
    }

    /// The order information that the shop sent with the order, at most 255 characters. Text that
    /// customers may have written.
    #[getter]
    fn info_order<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 7)
    }

    /// The payment method. An open set.
    ///
    /// Known values: ``0`` balance payment; ``1`` online banking payment (debit card); ``2``
    /// express payment (debit card); ``3`` express payment (credit card); ``8`` online banking
    /// payment (credit card); ``9`` business online banking payment; ``D`` verified payment; ``I``
    /// WeChat Payment; ``L`` Alipay Payment; ``M`` easypay payment (regular payments); ``F``
    /// easypay payment (authorization).
    #[getter]
    fn pay_type<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 8)
    }

    /// The short code of the bank that issued the payer's card, at most 8 characters.
    #[getter]
    fn bank_code<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 9)
    }

    /// The currency of the order (ISO 4217).
    #[getter]
    fn currency_order<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 10)
    }

    /// The amount of the order in ``currency_order``, 0.01 to 100,000,000.00, at most two decimals.
    #[getter]
    fn money_order<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 11)
    }

    /// The currency of the settlement (ISO 4217). Also written ``currency_sellte``.
    #[getter]
    fn currency_settle<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 12)
    }

    /// The amount of the settlement in ``currency_settle``, at most two decimals. Also written
    /// ``money_sellte``.
    #[getter]
    fn money_settle<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 13)
    }

    /// The currency in which the payer paid (ISO 4217).
    #[getter]
    fn currency_pay<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 14)
    }

    /// The amount that the payer paid in ``currency_pay``, at most two decimals.
    #[getter]
    fn money_pay<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 15)
    }

    /// The exchange rate of the transaction.
    #[getter]
    fn exchange_rate<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 16)
    }

    /// A token for the payer's signed card, at most 16 characters.
    #[getter]
    fn no_agree<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 17)
    }

    /// LianLian's result code of the transaction; ``0000`` in the documented sample.
    #[getter]
    fn ret_code<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 18)
    }

    /// The text that goes with ``ret_code``.
    #[getter]
    fn ret_msg<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 19)
    }
}

/// A payment succeeded, failed or was authorized.
///
/// A failed transaction is not final: the payer may try again, and the same
/// ``merchant_transaction_id`` may succeed later.
///
/// Source: PingPongCheckout v4, Transaction Asynchronous Notification.
#[pyclass(frozen, extends = Notification, module = "ackwell")]
pub(crate) struct PingPongTransaction;

#[pymethods]
impl PingPongTransaction {
    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        let names = [
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
        ];
        PyTuple::new(py, names)
    }

    /// The kind's name on the wire, ``RECHARGE``.
    #[getter]
    fn notify_type<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 0)
    }

    /// The amount in major units of ``currency``, at most six decimals.
    #[getter]
    fn amount<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 1)
    }

    /// The currency (ISO 4217).
    #[getter]
    fn currency<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 2)
    }

    /// The shop's own transaction number, at most 64 characters.
    #[getter]
    fn merchant_transaction_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 3)
    }

    /// PingPong's transaction number, at most 64 characters.
    #[getter]
    fn transaction_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 4)
    }

    /// The number of the shop's request that led here, at most 64 characters.
    #[getter]
    fn request_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 6)
    }

    /// When the transaction began.
    #[getter]
    fn transaction_time<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 7)
    }

    /// When the transaction ended.
    #[getter]
    fn transaction_end_time<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 8)
    }

    /// Hours until the automatic capture; 0 immediately, -1 by hand.
    #[getter]
    fn capture_delay_hours<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 9)
    }

    /// Whether 3-D Secure was used.
    #[getter]
    fn three_d_secure<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 10)
    }

    /// A token that stands for the payer's card in later payments.
    #[getter]
    fn token<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 11)
    }

    /// The payment method, an object with ``type``.
    #[getter]
    fn payment_method<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 12)
    }

    /// A remark, at most 255 characters.
    #[getter]
    fn remark<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 13)
    }

    /// The amount after the exchange, in ``exchanged_currency``, at most six decimals.
    #[getter]
    fn exchanged_amount<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 14)
    }

    /// The currency after the exchange (ISO 4217).
    #[getter]
    fn exchanged_currency<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 15)
    }

    /// What is known of the card's issuer, an object.
    #[getter]
    fn issuer_info<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 16)
    }

    /// The result of 3-D Secure, an object.
    #[getter]
    fn three_ds_info<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 17)
    }

    /// The result of the authentication, an object.
    #[getter]
    fn authentication_info<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 18)
    }

    /// What is known of the card, an object.
    #[getter]
    fn card_info<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 19)
    }
}

/// A refund succeeded or failed.
///
/// Source: PingPongCheckout v4, Refund Asynchronous Notification.
#[pyclass(frozen, extends = Notification, module = "ackwell")]
pub(crate) struct PingPongRefund;

#[pymethods]
impl PingPongRefund {
    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        let names = [
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
        ];
        PyTuple::new(py, names)
    }

    /// The kind's name on the wire, ``REFUND``.
    #[getter]
    fn notify_type<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 0)
    }

    /// The amount in major units of ``currency``, at most six decimals.
    #[getter]
    fn amount<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 1)
    }

    /// The currency (ISO 4217).
    #[getter]
    fn currency<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 2)
    }

    /// The shop's own transaction number, at most 64 characters.
    #[getter]
    fn merchant_transaction_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 3)
    }

    /// PingPong's transaction number, at most 64 characters.
    #[getter]
    fn transaction_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 4)
    }

    /// The shop's own refund number, at most 64 characters.
    #[getter]
    fn merchant_refund_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 5)
    }

    /// PingPong's refund number, at most 64 characters.
    #[getter]
    fn refund_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 6)
    }

    /// When the refund began.
    #[getter]
    fn refund_time<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 8)
    }

    /// When the refund ended.
    #[getter]
    fn refund_ending_time<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 9)
    }

    /// A remark, at most 255 characters.
    #[getter]
    fn remark<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 10)
    }

    /// The number of the shop's request that led here, at most 64 characters.
    #[getter]
    fn request_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 11)
    }
}

/// A pre-authorization was confirmed (captured), or the confirmation failed.
///
/// Source: PingPongCheckout v4, Pre-authorization Confirmation Notification.
#[pyclass(frozen, extends = Notification, module = "ackwell")]
pub(crate) struct PingPongCapture;

#[pymethods]
impl PingPongCapture {
    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        let names = [
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
        ];
        PyTuple::new(py, names)
    }

    /// The kind's name on the wire, ``CAPTURE``.
    #[getter]
    fn notify_type<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 0)
    }

    /// The amount in major units of ``currency``, at most six decimals.
    #[getter]
    fn amount<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 1)
    }

    /// The currency (ISO 4217).
    #[getter]
    fn currency<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 2)
    }

    /// The shop's own transaction number, at most 64 characters.
    #[getter]
    fn merchant_transaction_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 3)
    }

    /// PingPong's transaction number, at most 64 characters.
    #[getter]
    fn transaction_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 4)
    }

    /// The shop's own number of the confirmation, at most 64 characters.
    #[getter]
    fn merchant_capture_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 5)
    }

    /// When the confirmation began.
    #[getter]
    fn capture_time<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 7)
    }

    /// When the confirmation ended.
    #[getter]
    fn capture_ending_time<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 8)
    }

    /// The number of the shop's request that led here, at most 64 characters.
    #[getter]
    fn request_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 9)
    }
}

/// A pre-authorization was cancelled (voided), or the cancellation failed.
///
/// Source: PingPongCheckout v4, Pre-authorization Cancellation Notification.
#[pyclass(frozen, extends = Notification, module = "ackwell")]
pub(crate) struct PingPongVoid;

#[pymethods]
impl PingPongVoid {
    #[classattr]
    fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        let names = [
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
        ];
        PyTuple::new(py, names)
    }

    /// The kind's name on the wire, ``VOID``.
    #[getter]
    fn notify_type<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 0)
    }

    /// The amount in major units of ``currency``, at most six decimals.
    #[getter]
    fn amount<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 1)
    }

    /// The currency (ISO 4217).
    #[getter]
    fn currency<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 2)
    }

    /// The shop's own transaction number, at most 64 characters.
    #[getter]
    fn merchant_transaction_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 3)
    }

    /// PingPong's transaction number, at most 64 characters.
    #[getter]
    fn transaction_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 4)
    }

    /// The shop's own number of the cancellation, at most 64 characters.
    #[getter]
    fn merchant_void_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 5)
    }

    /// When the cancellation began.
    #[getter]
    fn void_time<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 7)
    }

    /// When the cancellation ended.
    #[getter]
    fn void_ending_time<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 8)
    }

    /// The number of the shop's request that led here, at most 64 characters.
    #[getter]
    fn request_id<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().typed(slf.py(), 9)
    }
}

/// A genuine notification of a kind without a class: see ``fields``.
#[pyclass(frozen, extends = Notification, module = "ackwell")]
pub(crate) struct PingPongOther;

/// The notification as Python has it, of the class of its kind.
pub(crate) fn made(
    py: Python<'_>,
    notification: ackwell::Notification,
) -> PyResult<Bound<'_, Notification>> {
    let kind = notification.kind();
    let position = ackwell::kinds().iter().position(|table| table.kind == kind);
    let members = PyClassInitializer::from(CommonMembers(Arc::new(notification)));
    let base = members.add_subclass(Notification);
    match position {
        Some(0) => Ok(Bound::new(py, base.add_subclass(LianLianPayment))?.into_super()),
        Some(1) => Ok(Bound::new(py, base.add_subclass(LianLianExchangePayment))?.into_super()),
        Some(2) => Ok(Bound::new(py, base.add_subclass(PingPongTransaction))?.into_super()),
        Some(3) => Ok(Bound::new(py, base.add_subclass(PingPongRefund))?.into_super()),
        Some(4) => Ok(Bound::new(py, base.add_subclass(PingPongCapture))?.into_super()),
        Some(5) => Ok(Bound::new(py, base.add_subclass(PingPongVoid))?.into_super()),
        _ => Ok(Bound::new(py, base.add_subclass(PingPongOther))?.into_super()),
    }
}
