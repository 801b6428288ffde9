//! The testkit's notifications as the pack's members, unsigned and ready to sign.

use ackwell_testkit::samples::Sample;
pub use ackwell_testkit::samples::{ACC_ID, CLIENT_ID, OID_PARTNER};

use crate::sign::Members;

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

/// The sample of a kind.
fn of(kind: &str) -> Members {
    let sample = Sample::of(kind).expect("the testkit has every kind");
    Members::from(&sample.members)
}

/// The payment notification of source document 001.
pub fn payment() -> Members {
    of("lianlian.payment")
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
    let sample = of("lianlian.exchange_payment");
    match spelling {
        Spelling::Sample => sample,
        Spelling::Table => sample
            .renamed("money_sellte", "money_settle")
            .renamed("currency_sellte", "currency_settle"),
    }
}

/// What a transaction notification's `bizContent` holds, every documented member present.
pub fn transaction() -> Members {
    of("pingpong.transaction")
}

/// A transaction notification with its required members only.
pub fn transaction_bare() -> Members {
    let required = [
        "notifyType",
        "amount",
        "currency",
        "merchantTransactionId",
        "transactionId",
        "status",
    ];
    let mut members = transaction();
    members
        .0
        .retain(|(name, _)| required.contains(&name.as_str()));
    members
}

/// What a refund notification's `bizContent` holds.
pub fn refund() -> Members {
    of("pingpong.refund")
}

/// What a pre-authorization confirmation's `bizContent` holds.
pub fn capture() -> Members {
    of("pingpong.capture")
}

/// What a pre-authorization cancellation's `bizContent` holds.
pub fn void() -> Members {
    of("pingpong.void")
}

/// A `bizContent` whose `notifyType` no document names.
pub fn unknown_type() -> Members {
    of("pingpong.other")
}

/// The current envelope around a `bizContent`.
pub fn envelope(content: &Members) -> Members {
    let content = content.compact();
    Members::from(&ackwell_testkit::samples::envelope(
        &content, CLIENT_ID, ACC_ID,
    ))
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
