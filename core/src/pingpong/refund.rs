//! The refund notification.

use crate::table::{CurrencyOf, kind};

kind! {
    /// A refund succeeded or failed.
    PingPongRefund as REFUND = "pingpong.refund",
    provider: PingPong,
    notify_type: Some("REFUND"),
    source: "PingPongCheckout v4, Refund Asynchronous Notification",
    roles: {
        merchant: None,
        order: "merchant_transaction_id",
        transaction: "transaction_id",
        operation: "refund_id",
        status: "status",
        amount: "amount",
    },
    fields: {
        /// The kind's name on the wire, `REFUND`.
        notify_type: "notifyType", required Identifier { max: 64 };
        /// The amount in major units of `currency`, at most six decimals.
        amount: "amount", required Money {
            currency: CurrencyOf::Field("currency"),
            decimals: 6,
            range: None,
        };
        /// The currency (ISO 4217).
        currency: "currency", required Currency;
        /// The shop's own transaction number, at most 64 characters.
        merchant_transaction_id: "merchantTransactionId", required Identifier { max: 64 };
        /// PingPong's transaction number, at most 64 characters.
        transaction_id: "transactionId", required Identifier { max: 64 };
        /// The shop's own refund number, at most 64 characters.
        merchant_refund_id: "merchantRefundId", required Identifier { max: 64 };
        /// PingPong's refund number, at most 64 characters.
        refund_id: "refundId", required Identifier { max: 64 };
        /// `SUCCESS` or `FAILED`. An open set.
        status: "status", required Status;
        /// When the refund began.
        refund_time: "refundTime", optional Time;
        /// When the refund ended.
        refund_ending_time: "refundEndingTime", optional Time;
        /// A remark, at most 255 characters.
        remark: "remark", optional Text { max: 255 };
        /// The number of the shop's request that led here, at most 64 characters.
        request_id: "requestId", optional Text { max: 64 };
    },
}
