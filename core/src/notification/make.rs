//! From a verified envelope to a notification.

use std::sync::OnceLock;

use super::{Notification, Slot, SlotValue};
use crate::body::{Member, Object, Value};
use crate::canonical::Canonical;
use crate::code::Code;
use crate::decode::{self, Decoded};
use crate::lianlian;
use crate::money::Currency;
use crate::pingpong;
use crate::provider::Provider;
use crate::receiver::Merchants;
use crate::refusal::Reason;
use crate::signature::Verified;
use crate::source::Source;
use crate::table::{CurrencyOf, FieldSpec, Form, KindTable};
use crate::text::{Pieces, Span, TextBuilder};

/// A LianLian body and the text that was signed.
pub(crate) struct LianLianEnvelope<'a, 'b, 's> {
    pub(crate) body: &'a Object<'b>,
    pub(crate) signed: &'a Canonical<'s>,
}

/// A PingPong body, the text that was signed, and its content taken apart.
pub(crate) struct PingPongEnvelope<'a, 'b, 's, 'c> {
    pub(crate) body: &'a Object<'b>,
    pub(crate) signed: &'a Canonical<'s>,
    pub(crate) content: Option<&'a Object<'c>>,
}

const OTHER_MERCHANT: Reason = Reason::new(
    Code::WrongMerchant,
    "is not one of the merchants of this receiver",
);
const MISSING: Reason = Reason::new(Code::MissingField, "is required and missing");

impl Notification {
    pub(crate) fn of_lianlian(
        envelope: Verified<LianLianEnvelope<'_, '_, '_>>,
        merchants: &Merchants,
        source: Source,
    ) -> Result<Notification, Reason> {
        let LianLianEnvelope { body, signed } = envelope.into_inner();
        let table = lianlian::kind_of(body)?;
        check_merchant(body, "oid_partner", merchants)?;

        let (mut text, signed_span) = start_text(signed, body);
        let fields = slots(body, signed, &mut text);
        let decoded = decode_table(table, body, &fields)?;
        let mut notification =
            Notification::new(Provider::LianLian, table.kind, source, signed_span);
        notification.fields = fields;
        notification.apply(table, decoded);
        notification.text = text.finish();
        Ok(notification)
    }

    pub(crate) fn of_pingpong(
        envelope: Verified<PingPongEnvelope<'_, '_, '_, '_>>,
        client_id: &str,
        accounts: &Merchants,
        source: Source,
    ) -> Result<Notification, Reason> {
        let PingPongEnvelope {
            body,
            signed,
            content,
        } = envelope.into_inner();
        let table = pingpong::kind_of(content)?;
        let content = content.ok_or(MISSING)?;
        check_merchant(
            body,
            "clientId",
            &Merchants::These(vec![client_id.to_owned()]),
        )?;
        check_merchant(body, "accId", accounts)?;

        let (mut text, signed_span) = start_text(signed, body);
        let mut envelope = slots(body, signed, &mut text);
        let merchant_id = body
            .position("accId")
            .and_then(|at| envelope.get(at))
            .map(Slot::span);
        let outer = body.position(pingpong::CONTENT).ok_or(MISSING)?;
        let place = envelope.remove(outer).span();
        let outer = body
            .members()
            .get(outer)
            .and_then(|m| m.value.text())
            .unwrap_or_default();
        let fields = content_slots(content, &mut text, (outer, place));

        let kind = table.map_or(pingpong::OTHER, |table| table.kind);
        let mut notification = Notification::new(Provider::PingPong, kind, source, signed_span);
        if let Some(table) = table {
            let decoded = decode_table(table, content, &fields)?;
            notification.apply(table, decoded);
        } else {
            notification.operation = content
                .position(pingpong::NOTIFY_TYPE)
                .and_then(|at| fields.get(at))
                .map(Slot::span);
        }
        notification.merchant_id = merchant_id.unwrap_or(Span::EMPTY);
        notification.fields = fields;
        notification.envelope = envelope;
        notification.text = text.finish();
        Ok(notification)
    }

    fn new(provider: Provider, kind: &'static str, source: Source, signed: Span) -> Notification {
        Notification {
            provider,
            kind,
            table: None,
            source,
            text: Box::default(),
            signed,
            fields: Vec::new(),
            envelope: Vec::new(),
            values: Vec::new(),
            irregularities: Vec::new(),
            merchant_id: Span::EMPTY,
            order_no: None,
            transaction_no: None,
            operation: None,
            status: None,
            amount: None,
            fingerprint: OnceLock::new(),
            delivery_key: OnceLock::new(),
        }
    }

    fn apply(&mut self, table: &'static KindTable, decoded: Table) {
        let span = |at: usize| match decoded.values.get(at) {
            Some(Decoded::Text(span)) => Some(*span),
            _ => None,
        };
        let roles = table.roles;
        self.merchant_id = roles.merchant.and_then(span).unwrap_or(Span::EMPTY);
        self.order_no = span(roles.order);
        self.transaction_no = span(roles.transaction);
        self.operation = span(roles.operation);
        self.status = span(roles.status);
        self.amount = decoded.values.get(roles.amount).and_then(Decoded::amount);
        self.table = Some(table);
        self.values = decoded.values;
        self.irregularities = decoded.irregularities;
    }
}

impl Slot {
    fn span(&self) -> Span {
        match self.value {
            SlotValue::Null => Span::EMPTY,
            SlotValue::Text(span) | SlotValue::Json(span) => span,
        }
    }
}

fn check_merchant(body: &Object<'_>, name: &str, merchants: &Merchants) -> Result<(), Reason> {
    match body.get(name).and_then(Value::text) {
        None | Some("") => Err(MISSING.about(name)),
        Some(id) if merchants.contains(id) => Ok(()),
        Some(_) => Err(OTHER_MERCHANT.about(name)),
    }
}

/// A text that begins with the signed one, and has room for the rest of the body behind it.
fn start_text(signed: &Canonical<'_>, body: &Object<'_>) -> (TextBuilder, Span) {
    let bytes = body.members().iter().map(|Member { name, value }| {
        let value = match value {
            Value::Null => 0,
            Value::Text(text) => text.len(),
            Value::Json(json) => json.len(),
        };
        name.len() + value
    });
    let separators = 2 * signed.pairs().len();
    let mut text = TextBuilder::with_capacity(bytes.sum::<usize>() + separators.saturating_sub(1));
    let signed = text.push(signed.text());
    (text, signed)
}

/// Where each member of the body lies, in the order of the body. `text` begins with the signed
/// text; what was not signed is appended.
fn slots(body: &Object<'_>, signed: &Canonical<'_>, text: &mut TextBuilder) -> Vec<Slot> {
    let unsigned = Slot {
        name: Span::EMPTY,
        value: SlotValue::Null,
    };
    let mut slots = vec![unsigned; body.members().len()];
    let mut pieces = Pieces::default();
    for pair in signed.pairs() {
        if let Some(slot) = slots.get_mut(pair.position) {
            slot.name = pieces.next(pair.name);
            slot.value = SlotValue::Text(pieces.next(pair.value));
        }
    }
    // No name is empty: such a body is refused.
    for (slot, member) in slots.iter_mut().zip(body.members()) {
        if slot.name == Span::EMPTY {
            slot.name = text.push(&member.name);
            slot.value = match &member.value {
                Value::Null => SlotValue::Null,
                Value::Text(value) => SlotValue::Text(text.push(value)),
                Value::Json(value) => SlotValue::Json(text.push(value)),
            };
        }
    }
    slots
}

/// Where each member of the content lies: inside the signed text, unless it had escapes.
fn content_slots(
    content: &Object<'_>,
    text: &mut TextBuilder,
    (outer, place): (&str, Span),
) -> Vec<Slot> {
    let mut locate = |piece: &str| text.place(piece, outer, place);
    content
        .members()
        .iter()
        .map(|member| Slot {
            name: locate(&member.name),
            value: match &member.value {
                Value::Null => SlotValue::Null,
                Value::Text(value) => SlotValue::Text(locate(value)),
                Value::Json(value) => SlotValue::Json(locate(value)),
            },
        })
        .collect()
}

/// A table's fields, decoded.
struct Table {
    values: Vec<Decoded>,
    irregularities: Vec<&'static str>,
}

fn decode_table(
    table: &'static KindTable,
    members: &Object<'_>,
    slots: &[Slot],
) -> Result<Table, Reason> {
    let mut decoded = Table {
        values: vec![Decoded::Absent; table.fields.len()],
        irregularities: Vec::new(),
    };
    for (field, place) in table.fields.iter().zip(&mut decoded.values) {
        decode_field(table, field, members, slots, place)?;
        if matches!(place, Decoded::Irregular) {
            decoded.irregularities.push(field.wire);
        }
    }
    Ok(decoded)
}

/// Writes the decoded field to its place, where `Absent` stands.
fn decode_field(
    table: &KindTable,
    field: &FieldSpec,
    members: &Object<'_>,
    slots: &[Slot],
    place: &mut Decoded,
) -> Result<(), Reason> {
    let Some((wire, position)) = find(field, members)? else {
        return if field.required {
            Err(MISSING.about(field.wire))
        } else {
            Ok(())
        };
    };
    let (Some(member), Some(slot)) = (members.members().get(position), slots.get(position)) else {
        return Ok(());
    };
    let fits = match field.form {
        Form::Money {
            currency,
            decimals,
            range,
        } => {
            let Some(currency) = currency_of(table, currency, members)? else {
                // An amount that only lacks its optional currency is information, not money.
                *place = Decoded::Irregular;
                return Ok(());
            };
            decode::money(&member.value, currency, decimals, range)
                .map(|amount| *place = Decoded::Amount(amount))
        }
        form => decode::decode(form, &member.value, slot.span(), place),
    };
    if fits.is_none() {
        if field.is_strict() {
            return Err(Reason::new(Code::InvalidField, expected(field.form)).about(wire));
        }
        *place = Decoded::Irregular;
    }
    Ok(())
}

/// The member that holds a field, under whichever of its spellings.
fn find(field: &FieldSpec, members: &Object<'_>) -> Result<Option<(&'static str, usize)>, Reason> {
    let mut found = None;
    for wire in field.spellings() {
        let Some(position) = members.position(wire) else {
            continue;
        };
        if members
            .members()
            .get(position)
            .is_some_and(|member| decode::is_absent(&member.value))
        {
            continue;
        }
        if found.replace((wire, position)).is_some() {
            const TWICE: Reason =
                Reason::new(Code::InvalidField, "stands there in both of its spellings");
            return Err(TWICE.about(field.wire));
        }
    }
    Ok(found)
}

/// The currency of an amount. What is wrong with it is said of the currency and not of the amount.
fn currency_of(
    table: &KindTable,
    currency: CurrencyOf,
    members: &Object<'_>,
) -> Result<Option<Currency>, Reason> {
    let name = match currency {
        CurrencyOf::Fixed(code) => return Ok(Currency::from_code(code)),
        CurrencyOf::Field(name) => name,
    };
    let Some(field) = table.fields.iter().find(|field| field.name == name) else {
        return Ok(None);
    };
    match find(field, members)? {
        None if field.required => Err(MISSING.about(field.wire)),
        None => Ok(None),
        Some((wire, position)) => {
            let text = members
                .members()
                .get(position)
                .and_then(|member| member.value.text());
            let invalid = || Reason::new(Code::InvalidField, expected(field.form)).about(wire);
            text.and_then(Currency::from_code)
                .ok_or_else(invalid)
                .map(Some)
        }
    }
}

/// What a form expects, for a message.
const fn expected(form: Form) -> &'static str {
    match form {
        Form::Identifier { .. } => {
            "is not an identifier of the documented length without control characters"
        }
        Form::Text { .. } => "is longer than documented",
        Form::Status => "is not a status word",
        Form::Money { .. } => "is not an exact decimal amount in the documented range",
        Form::Currency => "is not three upper-case letters",
        Form::Decimal => "is not a plain decimal of at most 18 digits",
        Form::Date => "is not a calendar day as YYYYMMDD",
        Form::DateTime => "is not a time as YYYYMMDDHHMMSS",
        Form::Time => "is not a number of milliseconds",
        Form::Flag => "is neither Y nor N",
        Form::Integer => "is not a whole number",
        Form::Json => "is not a JSON object or array",
    }
}
