//! What verified members say: the kind, the merchant, the fields, the whole JSON.

use crate::json::Json;
use crate::sign::hex;

use super::Refused;
use super::config::{LianLianConfig, PingPongConfig};
use super::tables::{self, Currency, Field, Form};
use super::values;

/// A notification, member by member as its JSON shows it.
pub(super) struct Decoded {
    provider: &'static str,
    kind: &'static str,
    merchant: String,
    order_no: Option<String>,
    transaction_no: Option<String>,
    status_text: String,
    amount: Json,
    /// The operation's own id; `None` for `pingpong.other`, where the fingerprint is used.
    operation: Option<String>,
    notify_type: String,
    irregularities: Vec<String>,
    details: Json,
    fields: Vec<(String, Json)>,
    envelope: Vec<(String, Json)>,
}

type Member = (String, Json);

/// PROTOCOLS 1.5 to 1.7.
pub(super) fn lianlian(config: &LianLianConfig, body: &[Member]) -> Result<Decoded, Refused> {
    for name in ["oid_paybill", "money_order", "result_pay"] {
        if present(body, name).is_none() {
            return Err(Refused::about("not_a_notification", name));
        }
    }
    let is_exchange = tables::EXCHANGE_ONLY
        .iter()
        .any(|name| present(body, name).is_some());
    // The answer to a payment request lacks nothing else (PROTOCOLS 1.7).
    let is_answer = present(body, "ret_code").is_some() && present(body, "pay_type").is_none();
    if !is_exchange && is_answer {
        return Err(Refused::about("not_a_notification", "pay_type"));
    }
    let (kind, table) = if is_exchange {
        ("lianlian.exchange_payment", tables::EXCHANGE_PAYMENT)
    } else {
        ("lianlian.payment", tables::PAYMENT)
    };
    let merchant = present(body, "oid_partner").and_then(Json::as_str);
    let merchant = merchant.ok_or_else(|| Refused::about("missing_field", "oid_partner"))?;
    if !config.merchants.hold(merchant) {
        return Err(Refused::about("wrong_merchant", "oid_partner"));
    }
    let read = read(table, body)?;
    let text = |name: &str| text(body, name);
    Ok(Decoded {
        provider: "lianlian",
        kind,
        merchant: merchant.to_owned(),
        order_no: Some(text("no_order")),
        transaction_no: Some(text("oid_paybill")),
        status_text: text("result_pay"),
        amount: read.amount("money_order"),
        operation: Some(text("oid_paybill")),
        notify_type: String::new(),
        irregularities: read.irregularities,
        details: Json::Object(read.details),
        fields: body.to_vec(),
        envelope: Vec::new(),
    })
}

/// PROTOCOLS 2.3.
pub(super) fn pingpong(
    config: &PingPongConfig,
    envelope: &[Member],
    content: Option<&[Member]>,
) -> Result<Decoded, Refused> {
    let not_one = || Refused::about("not_a_notification", "notifyType");
    let content = content.ok_or_else(not_one)?;
    let notify_type = present(content, "notifyType")
        .and_then(Json::as_str)
        .ok_or_else(not_one)?;
    let sender = |name: &str| {
        let text = present(envelope, name).and_then(Json::as_str);
        text.ok_or_else(|| Refused::about("missing_field", name))
    };
    if sender("clientId")? != config.client_id {
        return Err(Refused::about("wrong_merchant", "clientId"));
    }
    let merchant = sender("accId")?;
    if !config.accounts.hold(merchant) {
        return Err(Refused::about("wrong_merchant", "accId"));
    }

    let (kind, table, operation) = match notify_type {
        "RECHARGE" => ("pingpong.transaction", tables::TRANSACTION, "transactionId"),
        "REFUND" => ("pingpong.refund", tables::REFUND, "refundId"),
        "CAPTURE" => ("pingpong.capture", tables::CAPTURE, "merchantCaptureId"),
        "VOID" => ("pingpong.void", tables::VOID, "merchantVoidId"),
        _ => ("pingpong.other", &[][..], ""),
    };
    let other = kind == "pingpong.other";
    let read = read(table, content)?;
    let optional = |name: &str| {
        present(content, name)
            .and_then(Json::as_str)
            .map(str::to_owned)
            .filter(|_| !other)
    };
    Ok(Decoded {
        provider: "pingpong",
        kind,
        merchant: merchant.to_owned(),
        order_no: optional("merchantTransactionId"),
        transaction_no: optional("transactionId"),
        status_text: optional("status").unwrap_or_default(),
        amount: if other {
            Json::Null
        } else {
            read.amount("amount")
        },
        operation: (!other).then(|| text(content, operation)),
        notify_type: notify_type.to_owned(),
        irregularities: read.irregularities,
        details: Json::Object(read.details),
        fields: content.to_vec(),
        envelope: envelope
            .iter()
            .filter(|(name, _)| name != "bizContent")
            .cloned()
            .collect(),
    })
}

/// The member, unless it is absent, `null` or empty.
fn present<'m>(members: &'m [Member], name: &str) -> Option<&'m Json> {
    let (_, value) = members.iter().find(|(member, _)| member == name)?;
    (*value != Json::Null && value.as_str() != Some("")).then_some(value)
}

fn text(members: &[Member], name: &str) -> String {
    present(members, name)
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_owned()
}

struct Read {
    details: Vec<Member>,
    irregularities: Vec<String>,
}

impl Read {
    fn amount(&self, name: &str) -> Json {
        let found = self.details.iter().find(|(detail, _)| detail == name);
        found.map_or(Json::Null, |(_, value)| value.clone())
    }
}

/// Reads every field of a table, in its order.
fn read(table: &[Field], members: &[Member]) -> Result<Read, Refused> {
    let mut read = Read {
        details: Vec::new(),
        irregularities: Vec::new(),
    };
    for field in table {
        let mut spellings = field
            .names
            .iter()
            .filter_map(|name| Some((*name, present(members, name)?)));
        let Some((name, value)) = spellings.next() else {
            if field.required {
                return Err(Refused::about("missing_field", field.names[0]));
            }
            read.details.push((field.detail.to_owned(), Json::Null));
            continue;
        };
        if spellings.next().is_some() {
            return Err(Refused::about("invalid_field", field.names[0]));
        }
        let mut lacks_currency = false;
        if let Form::Money(_, Currency::In(detail)) = field.form {
            // An amount means nothing without its currency, so that one is judged first.
            let currency = table
                .iter()
                .find(|field| field.detail == detail)
                .expect("a currency");
            let mut given = currency
                .names
                .iter()
                .filter_map(|name| Some((*name, present(members, name)?)));
            match given.next() {
                None if currency.required => {
                    return Err(Refused::about("missing_field", currency.names[0]));
                }
                None => lacks_currency = true,
                Some(_) if given.next().is_some() => {
                    return Err(Refused::about("invalid_field", currency.names[0]));
                }
                Some((name, text)) if !text.as_str().is_some_and(values::is_currency) => {
                    return Err(Refused::about("invalid_field", name));
                }
                Some(_) => {}
            }
        }
        let strict =
            field.required || matches!(field.form, Form::Id(_) | Form::Money(..) | Form::Currency);
        match shown(field, value, table, members) {
            Some(shown) => read.details.push((field.detail.to_owned(), shown)),
            None if strict && !lacks_currency => return Err(Refused::about("invalid_field", name)),
            None => {
                read.irregularities.push(name.to_owned());
                read.details.push((field.detail.to_owned(), Json::Null));
            }
        }
    }
    Ok(read)
}

/// A value in the form that `details` shows, if it has the form that the documents say.
fn shown(field: &Field, value: &Json, table: &[Field], members: &[Member]) -> Option<Json> {
    if field.form == Form::Object {
        return matches!(value, Json::Object(_) | Json::Array(_)).then(|| value.clone());
    }
    if field.form == Form::Integer {
        let (Json::String(text) | Json::Number(text)) = value else {
            return None;
        };
        let number = text.parse::<i64>().ok().filter(|_| !text.starts_with('+'));
        return number.map(Json::from);
    }
    let text = value.as_str()?;
    let plain = || Json::text(text);
    let is_id = |max: usize| text.chars().count() <= max && !text.chars().any(char::is_control);
    match field.form {
        Form::Id(max) => is_id(max).then(plain),
        Form::Text(max) => (text.chars().count() <= max).then(plain),
        Form::Status => is_id(64).then(plain),
        Form::Currency => values::is_currency(text).then(plain),
        Form::Decimal => values::is_decimal(text, 18).then(plain),
        Form::Date => values::date(text).map(Json::String),
        Form::DateTime => values::date_time(text).map(Json::String),
        Form::Time => values::time(text).map(Json::String),
        Form::Flag => match text {
            "Y" => Some(Json::Bool(true)),
            "N" => Some(Json::Bool(false)),
            _ => None,
        },
        Form::Money(decimals, currency) => {
            let in_range = || field.detail != "money_order" || values::in_lianlian_range(text);
            let fits = values::is_decimal(text, decimals) && in_range();
            let currency = match currency {
                Currency::Cny => "CNY".to_owned(),
                Currency::In(detail) => {
                    let names = table.iter().find(|field| field.detail == detail)?.names;
                    let value = names.iter().find_map(|name| present(members, name))?;
                    value.as_str()?.to_owned()
                }
            };
            fits.then(|| Json::object([("value", plain()), ("currency", currency.into())]))
        }
        Form::Object | Form::Integer => unreachable!("dealt with above"),
    }
}

/// The common word for a provider's status.
fn status(provider: &str, text: &str) -> &'static str {
    match (provider, text) {
        (_, "SUCCESS") => "succeeded",
        (_, "PROCESSING") => "processing",
        ("lianlian", "FAILURE") | ("pingpong", "FAILED") => "failed",
        ("pingpong", "AUTH_SUCCESS") => "authorized",
        ("pingpong", "CANCEL") => "cancelled",
        ("pingpong", "CLOSED") => "closed",
        _ => "other",
    }
}

/// Percent-encoding outside `[A-Za-z0-9._-]`.
fn encoded(part: &str) -> String {
    part.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

impl Decoded {
    /// The notification's whole JSON.
    pub(super) fn json(self, canonical: &str, source: Json) -> Json {
        use sha2::Digest as _;
        let fingerprint = hex(&sha2::Sha256::digest(canonical.as_bytes()));
        // What no document describes is known by its type and its content.
        let (operation, status_text) = match &self.operation {
            Some(operation) => (operation, &self.status_text),
            None => (&self.notify_type, &fingerprint),
        };
        let delivery_key = [self.kind, &self.merchant, operation, status_text]
            .map(encoded)
            .join(":");

        let irregularities: Vec<Json> = self.irregularities.into_iter().map(Json::from).collect();
        Json::object([
            ("provider", self.provider.into()),
            ("kind", self.kind.into()),
            ("merchant_id", self.merchant.as_str().into()),
            ("order_no", self.order_no.as_deref().into()),
            ("transaction_no", self.transaction_no.as_deref().into()),
            ("status", status(self.provider, &self.status_text).into()),
            ("status_text", self.status_text.as_str().into()),
            ("amount", self.amount),
            ("delivery_key", delivery_key.into()),
            ("fingerprint", fingerprint.into()),
            ("irregularities", Json::Array(irregularities)),
            ("source", source),
            ("details", self.details),
            ("fields", Json::Object(self.fields)),
            ("envelope", Json::Object(self.envelope)),
        ])
    }
}
