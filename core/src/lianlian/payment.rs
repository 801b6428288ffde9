//! The payment notification.

use crate::table::{CurrencyOf, kind};

kind! {
    /// A payment in CNY was confirmed.
    LianLianPayment as PAYMENT = "lianlian.payment",
    provider: LianLian,
    notify_type: None,
    source: "LianLian, Asynchronous Notification (source document 001)",
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
        /// The shop's own order number, at most 32 characters.
        no_order: "no_order", required Identifier { max: 32 };
        /// When the shop placed the order, China Standard Time.
        dt_order: "dt_order", required DateTime;
        /// LianLian's transaction number, at most 18 characters.
        oid_paybill: "oid_paybill", required Identifier { max: 18 };
        /// The amount of the order in CNY, 0.01 to 100,000,000.00, at most two decimals.
        money_order: "money_order", required Money {
            currency: CurrencyOf::Fixed("CNY"),
            decimals: 2,
            range: Some(super::AMOUNTS),
        };
        /// The result of the payment, documented as `SUCCESS`.
        result_pay: "result_pay", required Status;
        /// The day of settlement; given when the payment succeeded.
        settle_date: "settle_date", optional Date;
        /// The order information that the shop sent with the order, at most 255 characters. Text
        /// that customers may have written.
        info_order: "info_order", optional Text { max: 255 };
        /// The payment method. An open set: other values occur, such as `P`, `N`, `O`, `X`, `27`.
        pay_type: "pay_type", required Text { max: usize::MAX }, known super::PAY_TYPES;
        /// LianLian's short code of the bank, at most 8 characters.
        bank_code: "bank_code", optional Text { max: 8 };
        /// A token for the payer's signed card, at most 16 characters.
        no_agree: "no_agree", optional Text { max: 16 };
    },
}
