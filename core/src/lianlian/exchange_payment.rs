//! The exchange payment notification.

use crate::table::{CurrencyOf, kind};

kind! {
    /// A payment in a foreign currency was confirmed or is being processed.
    ///
    /// `PROCESSING` and then `SUCCESS` for one `oid_paybill` are two facts, not a repeat.
    LianLianExchangePayment as EXCHANGE_PAYMENT = "lianlian.exchange_payment",
    provider: LianLian,
    notify_type: None,
    source: "LianLian, Exchange Payment Asynchronous Notification (source documents 002 and 003)",
    roles: {
        merchant: Some("oid_partner"),
        order: "no_order",
        transaction: "oid_paybill",
        operation: "oid_paybill",
        status: "result_pay",
        amount: "money_order",
    },
    fields: {
        /// The merchant number that LianLian assigned, at most 18 characters.
        oid_partner: "oid_partner", required Identifier { max: 18 };
        /// The signature scheme; always `RSA`.
        sign_type: "sign_type", required Identifier { max: 3 };
        /// The shop's own transaction number, at most 32 characters.
        no_order: "no_order", required Identifier { max: 32 };
        /// When the transaction was initiated, China Standard Time.
        dt_order: "dt_order", required DateTime;
        /// LianLian's transaction number, at most 18 characters.
        oid_paybill: "oid_paybill", required Identifier { max: 18 };
        /// The result: `SUCCESS`, or `PROCESSING` where no SMS verification flow is set up.
        result_pay: "result_pay", required Status;
        /// The day of settlement.
        settle_date: "settle_date", optional Date;
        /// The order information that the shop sent with the order, at most 255 characters. Text
        /// that customers may have written.
        info_order: "info_order", optional Text { max: 255 };
        /// The payment method. An open set.
        pay_type: "pay_type", required Text { max: usize::MAX }, known super::PAY_TYPES;
        /// The short code of the bank that issued the payer's card, at most 8 characters.
        bank_code: "bank_code", optional Text { max: 8 };
        /// The currency of the order (ISO 4217).
        currency_order: "currency_order", required Currency;
        /// The amount of the order in `currency_order`, 0.01 to 100,000,000.00, at most two
        /// decimals.
        money_order: "money_order", required Money {
            currency: CurrencyOf::Field("currency_order"),
            decimals: 2,
            range: Some(super::AMOUNTS),
        };
        /// The currency of the settlement (ISO 4217). Also written `currency_sellte`.
        currency_settle: "currency_settle" | "currency_sellte", required Currency;
        /// The amount of the settlement in `currency_settle`, at most two decimals. Also written
        /// `money_sellte`.
        money_settle: "money_settle" | "money_sellte", required Money {
            currency: CurrencyOf::Field("currency_settle"),
            decimals: 2,
            range: None,
        };
        /// The currency in which the payer paid (ISO 4217).
        currency_pay: "currency_pay", required Currency;
        /// The amount that the payer paid in `currency_pay`, at most two decimals.
        money_pay: "money_pay", required Money {
            currency: CurrencyOf::Field("currency_pay"),
            decimals: 2,
            range: None,
        };
        /// The exchange rate of the transaction.
        exchange_rate: "exchange_rate", required Decimal;
        /// A token for the payer's signed card, at most 16 characters.
        no_agree: "no_agree", optional Text { max: 16 };
        /// LianLian's result code of the transaction; `0000` in the documented sample.
        ret_code: "ret_code", optional Text { max: usize::MAX };
        /// The text that goes with `ret_code`.
        ret_msg: "ret_msg", optional Text { max: usize::MAX };
    },
}
