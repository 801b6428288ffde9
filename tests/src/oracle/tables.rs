//! The members of each kind, typed off the source documents and PROTOCOLS 1.5, 1.6 and 2.3.

/// The form of a member's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// An identifier of at most so many characters.
    Id(usize),
    /// Text of at most so many characters.
    Text(usize),
    /// A status word.
    Status,
    /// An amount with at most so many decimals; its currency is in the member of that name.
    Money(usize, Currency),
    /// Three capital letters.
    Currency,
    /// A decimal.
    Decimal,
    /// `YYYYMMDD`.
    Date,
    /// `YYYYMMDDHHMMSS`.
    DateTime,
    /// Epoch milliseconds.
    Time,
    /// `Y` or `N`.
    Flag,
    /// A whole number, in quotes or not.
    Integer,
    /// An object.
    Object,
}

/// Where an amount's currency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Currency {
    Cny,
    In(&'static str),
}

/// One member.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    /// Its name under `details`.
    pub(super) detail: &'static str,
    /// Its spellings on the wire.
    pub(super) names: &'static [&'static str],
    pub(super) form: Form,
    pub(super) required: bool,
}

const fn field(
    detail: &'static str,
    names: &'static [&'static str],
    form: Form,
    required: bool,
) -> Field {
    Field {
        detail,
        names,
        form,
        required,
    }
}

const YES: bool = true;
const NO: bool = false;
const UNBOUNDED: usize = usize::MAX;

/// Source document 001.
pub(super) const PAYMENT: &[Field] = &[
    field("oid_partner", &["oid_partner"], Form::Id(18), YES),
    field("sign_type", &["sign_type"], Form::Id(3), YES),
    field("no_order", &["no_order"], Form::Id(32), YES),
    field("dt_order", &["dt_order"], Form::DateTime, YES),
    field("oid_paybill", &["oid_paybill"], Form::Id(18), YES),
    field(
        "money_order",
        &["money_order"],
        Form::Money(2, Currency::Cny),
        YES,
    ),
    field("result_pay", &["result_pay"], Form::Status, YES),
    field("settle_date", &["settle_date"], Form::Date, NO),
    field("info_order", &["info_order"], Form::Text(255), NO),
    field("pay_type", &["pay_type"], Form::Text(UNBOUNDED), YES),
    field("bank_code", &["bank_code"], Form::Text(8), NO),
    field("no_agree", &["no_agree"], Form::Text(16), NO),
];

/// Source documents 002 and 003.
pub(super) const EXCHANGE_PAYMENT: &[Field] = &[
    field("oid_partner", &["oid_partner"], Form::Id(18), YES),
    field("sign_type", &["sign_type"], Form::Id(3), YES),
    field("no_order", &["no_order"], Form::Id(32), YES),
    field("dt_order", &["dt_order"], Form::DateTime, YES),
    field("oid_paybill", &["oid_paybill"], Form::Id(18), YES),
    field("result_pay", &["result_pay"], Form::Status, YES),
    // "Required" in the documents, but a payment that is still PROCESSING has no settlement day.
    field("settle_date", &["settle_date"], Form::Date, NO),
    field("info_order", &["info_order"], Form::Text(255), NO),
    field("pay_type", &["pay_type"], Form::Text(UNBOUNDED), YES),
    field("bank_code", &["bank_code"], Form::Text(8), NO),
    field("currency_order", &["currency_order"], Form::Currency, YES),
    field(
        "money_order",
        &["money_order"],
        Form::Money(2, Currency::In("currency_order")),
        YES,
    ),
    field(
        "currency_settle",
        &["currency_settle", "currency_sellte"],
        Form::Currency,
        YES,
    ),
    field(
        "money_settle",
        &["money_settle", "money_sellte"],
        Form::Money(2, Currency::In("currency_settle")),
        YES,
    ),
    field("currency_pay", &["currency_pay"], Form::Currency, YES),
    field(
        "money_pay",
        &["money_pay"],
        Form::Money(2, Currency::In("currency_pay")),
        YES,
    ),
    field("exchange_rate", &["exchange_rate"], Form::Decimal, YES),
    field("no_agree", &["no_agree"], Form::Text(16), NO),
    field("ret_code", &["ret_code"], Form::Text(UNBOUNDED), NO),
    field("ret_msg", &["ret_msg"], Form::Text(UNBOUNDED), NO),
];

/// The members that distinguish an exchange payment from a payment.
pub(super) const EXCHANGE_ONLY: &[&str] = &[
    "currency_order",
    "currency_settle",
    "currency_sellte",
    "money_settle",
    "money_sellte",
    "currency_pay",
    "money_pay",
    "exchange_rate",
];

const AMOUNT: Field = field(
    "amount",
    &["amount"],
    Form::Money(6, Currency::In("currency")),
    YES,
);
const CURRENCY: Field = field("currency", &["currency"], Form::Currency, YES);
const NOTIFY_TYPE: Field = field("notify_type", &["notifyType"], Form::Id(64), YES);
const ORDER: Field = field(
    "merchant_transaction_id",
    &["merchantTransactionId"],
    Form::Id(64),
    YES,
);
const TRANSACTION_ID: Field = field("transaction_id", &["transactionId"], Form::Id(64), YES);
const STATUS: Field = field("status", &["status"], Form::Status, YES);
const REQUEST_ID: Field = field("request_id", &["requestId"], Form::Text(64), NO);
const REMARK: Field = field("remark", &["remark"], Form::Text(255), NO);

/// `RECHARGE`.
pub(super) const TRANSACTION: &[Field] = &[
    NOTIFY_TYPE,
    AMOUNT,
    CURRENCY,
    ORDER,
    TRANSACTION_ID,
    STATUS,
    REQUEST_ID,
    field("transaction_time", &["transactionTime"], Form::Time, NO),
    field(
        "transaction_end_time",
        &["transactionEndTime"],
        Form::Time,
        NO,
    ),
    field(
        "capture_delay_hours",
        &["captureDelayHours"],
        Form::Integer,
        NO,
    ),
    field("three_d_secure", &["threeDSecure"], Form::Flag, NO),
    field("token", &["token"], Form::Text(UNBOUNDED), NO),
    field("payment_method", &["paymentMethod"], Form::Object, NO),
    REMARK,
    field(
        "exchanged_amount",
        &["exchangedAmount"],
        Form::Money(6, Currency::In("exchanged_currency")),
        NO,
    ),
    field(
        "exchanged_currency",
        &["exchangedCurrency"],
        Form::Currency,
        NO,
    ),
    field("issuer_info", &["issuerInfo"], Form::Object, NO),
    field("three_ds_info", &["threeDSInfo"], Form::Object, NO),
    field(
        "authentication_info",
        &["authenticationInfo"],
        Form::Object,
        NO,
    ),
    field("card_info", &["cardInfo"], Form::Object, NO),
];

/// `REFUND`.
pub(super) const REFUND: &[Field] = &[
    NOTIFY_TYPE,
    AMOUNT,
    CURRENCY,
    ORDER,
    TRANSACTION_ID,
    field(
        "merchant_refund_id",
        &["merchantRefundId"],
        Form::Id(64),
        YES,
    ),
    field("refund_id", &["refundId"], Form::Id(64), YES),
    STATUS,
    field("refund_time", &["refundTime"], Form::Time, NO),
    field("refund_ending_time", &["refundEndingTime"], Form::Time, NO),
    REMARK,
    REQUEST_ID,
];

/// `CAPTURE`.
pub(super) const CAPTURE: &[Field] = &[
    NOTIFY_TYPE,
    AMOUNT,
    CURRENCY,
    ORDER,
    TRANSACTION_ID,
    field(
        "merchant_capture_id",
        &["merchantCaptureId"],
        Form::Id(64),
        YES,
    ),
    STATUS,
    field("capture_time", &["captureTime"], Form::Time, NO),
    field(
        "capture_ending_time",
        &["captureEndingTime"],
        Form::Time,
        NO,
    ),
    REQUEST_ID,
];

/// `VOID`.
pub(super) const VOID: &[Field] = &[
    NOTIFY_TYPE,
    AMOUNT,
    CURRENCY,
    ORDER,
    TRANSACTION_ID,
    field("merchant_void_id", &["merchantVoidId"], Form::Id(64), YES),
    STATUS,
    field("void_time", &["voidTime"], Form::Time, NO),
    field("void_ending_time", &["voidEndingTime"], Form::Time, NO),
    REQUEST_ID,
];

/// Every kind with a table, and the names of its own fields.
pub fn fields_of_kinds() -> Vec<(&'static str, Vec<&'static str>)> {
    let names = |fields: &[Field]| fields.iter().map(|field| field.detail).collect();
    vec![
        ("lianlian.payment", names(PAYMENT)),
        ("lianlian.exchange_payment", names(EXCHANGE_PAYMENT)),
        ("pingpong.transaction", names(TRANSACTION)),
        ("pingpong.refund", names(REFUND)),
        ("pingpong.capture", names(CAPTURE)),
        ("pingpong.void", names(VOID)),
    ]
}
