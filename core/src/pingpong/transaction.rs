//! The transaction notification.

use crate::table::{CurrencyOf, kind};

kind! {
    /// A payment succeeded, failed or was authorized.
    ///
    /// A failed transaction is not final: the payer may try again, and the same
    /// `merchant_transaction_id` may succeed later.
    PingPongTransaction as TRANSACTION = "pingpong.transaction",
    provider: PingPong,
    notify_type: Some("RECHARGE"),
    source: "PingPongCheckout v4, Transaction Asynchronous Notification",
    roles: {
        merchant: None,
        order: "merchant_transaction_id",
        transaction: "transaction_id",
        operation: "transaction_id",
        status: "status",
        amount: "amount",
    },
    fields: {
        /// The kind's name on the wire, `RECHARGE`.
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
        /// `SUCCESS`, `FAILED` or `AUTH_SUCCESS`. An open set.
        status: "status", required Status;
        /// The number of the shop's request that led here, at most 64 characters.
        request_id: "requestId", optional Text { max: 64 };
        /// When the transaction began.
        transaction_time: "transactionTime", optional Time;
        /// When the transaction ended.
        transaction_end_time: "transactionEndTime", optional Time;
        /// Hours until the automatic capture; 0 immediately, -1 by hand.
        capture_delay_hours: "captureDelayHours", optional Integer;
        /// Whether 3-D Secure was used.
        three_d_secure: "threeDSecure", optional Flag;
        /// A token that stands for the payer's card in later payments.
        token: "token", optional Text { max: usize::MAX };
        /// The payment method, an object with `type`.
        payment_method: "paymentMethod", optional Json;
        /// A remark, at most 255 characters.
        remark: "remark", optional Text { max: 255 };
        /// The amount after the exchange, in `exchanged_currency`, at most six decimals.
        exchanged_amount: "exchangedAmount", optional Money {
            currency: CurrencyOf::Field("exchanged_currency"),
            decimals: 6,
            range: None,
        };
        /// The currency after the exchange (ISO 4217).
        exchanged_currency: "exchangedCurrency", optional Currency;
        /// What is known of the card's issuer, an object.
        issuer_info: "issuerInfo", optional Json;
        /// The result of 3-D Secure, an object.
        three_ds_info: "threeDSInfo", optional Json;
        /// The result of the authentication, an object.
        authentication_info: "authenticationInfo", optional Json;
        /// What is known of the card, an object.
        card_info: "cardInfo", optional Json;
    },
}
