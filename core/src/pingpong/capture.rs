//! The pre-authorization confirmation notification.

use crate::table::{CurrencyOf, kind};

kind! {
    /// A pre-authorization was confirmed (captured), or the confirmation failed.
    PingPongCapture as CAPTURE = "pingpong.capture",
    provider: PingPong,
    notify_type: Some("CAPTURE"),
    source: "PingPongCheckout v4, Pre-authorization Confirmation Notification",
    roles: {
        merchant: None,
        order: "merchant_transaction_id",
        transaction: "transaction_id",
        operation: "merchant_capture_id",
        status: "status",
        amount: "amount",
    },
    fields: {
        /// The kind's name on the wire, `CAPTURE`.
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
        /// The shop's own number of the confirmation, at most 64 characters.
        merchant_capture_id: "merchantCaptureId", required Identifier { max: 64 };
        /// `SUCCESS` or `FAILED`. An open set.
        status: "status", required Status;
        /// When the confirmation began.
        capture_time: "captureTime", optional Time;
        /// When the confirmation ended.
        capture_ending_time: "captureEndingTime", optional Time;
        /// The number of the shop's request that led here, at most 64 characters.
        request_id: "requestId", optional Text { max: 64 };
    },
}
