//! The notifications of the source documents and of PROTOCOLS 2.3, unsigned and ready to sign.

use crate::json::Json;
use crate::sign::Members;

/// The LianLian merchant of the documents' samples.
pub const OID_PARTNER: &str = "201103171000000000";
/// The PingPong client of the samples: the account without its last three digits.
pub const CLIENT_ID: &str = "2018092714313010016";
/// The PingPong account of the samples.
pub const ACC_ID: &str = "2018092714313010016291";
/// The PingPong salt of every test; nobody's real one.
pub const SALT: &str = "THROWAWAY0SALT0FOR0TESTS";
/// An address of LianLian's published list.
pub const LIANLIAN_PEER: &str = "115.236.102.36";
/// An address of PingPong's published production list.
pub const PINGPONG_PEER: &str = "3.125.243.2";
/// PingPong's published sandbox address.
pub const PINGPONG_SANDBOX_PEER: &str = "52.76.198.228";
/// An address that is on nobody's list (TEST-NET-3).
pub const STRANGER_PEER: &str = "203.0.113.7";

/// The payment notification of source document 001.
pub fn payment() -> Members {
    Members::of(&[
        ("oid_partner", OID_PARTNER),
        ("dt_order", "20130515094013"),
        ("no_order", "2013051500001"),
        ("oid_paybill", "2013051613121201"),
        ("money_order", "210.97"),
        ("result_pay", "SUCCESS"),
        ("settle_date", "20130516"),
        ("info_order", "用户13958069593购买了3桶羽毛球"),
        ("pay_type", "2"),
        ("bank_code", "01020000"),
        ("sign_type", "RSA"),
    ])
}

/// How the settlement members of an exchange payment are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// `money_settle`, `currency_settle`: the documents' table.
    Table,
    /// `money_sellte`, `currency_sellte`: the documents' sample.
    Sample,
}

/// The exchange payment notification of source documents 002 and 003.
pub fn exchange_payment(spelling: Spelling) -> Members {
    let sample = Members::of(&[
        ("oid_partner", OID_PARTNER),
        ("dt_order", "20130515094013"),
        ("no_order", "2013051500001"),
        ("oid_paybill", "2013051613121201"),
        ("money_order", "31.68"),
        ("currency_order", "USD"),
        ("money_pay", "210.97"),
        ("currency_pay", "CNY"),
        ("money_sellte", "31.47"),
        ("currency_sellte", "USD"),
        ("exchange_rate", "6.66"),
        ("result_pay", "SUCCESS"),
        ("settle_date", "20130516"),
        ("info_order", "用户13958069593购买了3桶羽毛球"),
        ("pay_type", "D"),
        ("bank_code", "01020000"),
        ("ret_code", "0000"),
        ("ret_msg", "交易成功"),
        ("sign_type", "RSA"),
    ]);
    match spelling {
        Spelling::Sample => sample,
        Spelling::Table => sample
            .renamed("money_sellte", "money_settle")
            .renamed("currency_sellte", "currency_settle"),
    }
}

/// What a transaction notification's `bizContent` holds, every documented member present.
pub fn transaction() -> Members {
    Members::of(&[
        ("notifyType", "RECHARGE"),
        ("amount", "200.000000"),
        ("currency", "USD"),
        ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
        ("transactionId", "2023092050004591"),
        ("status", "SUCCESS"),
        ("requestId", "REQ-1695182276082"),
        ("transactionTime", "1695182276082"),
        ("transactionEndTime", "1695182281317"),
        ("captureDelayHours", "0"),
        ("threeDSecure", "Y"),
        ("token", "tok_throwaway_0001"),
        ("remark", "3 shuttlecocks"),
        ("exchangedAmount", "1458.600000"),
        ("exchangedCurrency", "CNY"),
    ])
    .with(
        "paymentMethod",
        Json::object([("type", Json::text("VISA"))]),
    )
    .with(
        "issuerInfo",
        Json::object([("issuerCountry", Json::text("US"))]),
    )
    .with("threeDSInfo", Json::object([("eci", Json::text("05"))]))
    .with(
        "authenticationInfo",
        Json::object([("flow", Json::text("frictionless"))]),
    )
    .with(
        "cardInfo",
        Json::object([("lastFourDigits", Json::text("1111"))]),
    )
}

/// A transaction notification with its required members only.
pub fn transaction_bare() -> Members {
    Members::of(&[
        ("notifyType", "RECHARGE"),
        ("amount", "200.000000"),
        ("currency", "USD"),
        ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
        ("transactionId", "2023092050004591"),
        ("status", "SUCCESS"),
    ])
}

/// What a refund notification's `bizContent` holds.
pub fn refund() -> Members {
    Members::of(&[
        ("notifyType", "REFUND"),
        ("amount", "50.000000"),
        ("currency", "USD"),
        ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
        ("transactionId", "2023092050004591"),
        ("merchantRefundId", "RFD-1695268676000"),
        ("refundId", "2023092150000017"),
        ("status", "SUCCESS"),
        ("refundTime", "1695268676000"),
        ("refundEndingTime", "1695268679450"),
        ("remark", "one shuttlecock was broken"),
        ("requestId", "REQ-1695268676000"),
    ])
}

/// What a pre-authorization confirmation's `bizContent` holds.
pub fn capture() -> Members {
    Members::of(&[
        ("notifyType", "CAPTURE"),
        ("amount", "200.000000"),
        ("currency", "USD"),
        ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
        ("transactionId", "2023092050004591"),
        ("merchantCaptureId", "CPT-1695268676001"),
        ("status", "SUCCESS"),
        ("captureTime", "1695268676001"),
        ("captureEndingTime", "1695268679451"),
        ("requestId", "REQ-1695268676001"),
    ])
}

/// What a pre-authorization cancellation's `bizContent` holds.
pub fn void() -> Members {
    Members::of(&[
        ("notifyType", "VOID"),
        ("amount", "200.000000"),
        ("currency", "USD"),
        ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
        ("transactionId", "2023092050004591"),
        ("merchantVoidId", "VOD-1695268676002"),
        ("status", "SUCCESS"),
        ("voidTime", "1695268676002"),
        ("voidEndingTime", "1695268679452"),
        ("requestId", "REQ-1695268676002"),
    ])
}

/// A `bizContent` whose `notifyType` no document names.
pub fn unknown_type() -> Members {
    Members::of(&[
        ("notifyType", "DISPUTE_OPENED"),
        ("amount", "200.000000"),
        ("currency", "USD"),
        ("merchantTransactionId", "PMT-PR5GFUNZQP1695182276082"),
        ("transactionId", "2023092050004591"),
        ("disputeId", "DSP-0001"),
        ("status", "OPEN"),
    ])
}

/// The current envelope around a `bizContent`.
pub fn envelope(content: &Members) -> Members {
    Members::of(&[
        ("accId", ACC_ID),
        ("bizContent", &content.compact()),
        ("clientId", CLIENT_ID),
        ("code", "000000"),
        ("description", "Transaction succeeded"),
        ("signType", "SHA256"),
    ])
}

/// The envelope of the 2023 tables around a `bizContent`.
pub fn envelope_2023(content: &Members) -> Members {
    Members::of(&[
        ("accId", ACC_ID),
        ("bizContent", &content.compact()),
        ("clientId", CLIENT_ID),
        ("signType", "SHA256"),
        ("version", "1.0"),
    ])
}
