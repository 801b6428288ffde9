//! From what a scheme has read to a notification: the pieces that every scheme needs.

use std::sync::OnceLock;

use smallvec::{SmallVec, smallvec};

use super::{Notification, Slot, SlotValue};
use crate::any_or::AnyOr;
use crate::body::{Member, Object, Value};
use crate::canonical::Canonical;
use crate::code::Code;
use crate::decode::{self, Decoded};
use crate::money::Currency;
use crate::provider::Provider;
use crate::refusal::Reason;
use crate::source::Source;
use crate::table::{CurrencyOf, FieldSpec, Form, KindTable};
use crate::text::{Pieces, Span, TextBuilder};

const OTHER_MERCHANT: Reason = Reason::new(
    Code::WrongMerchant,
    "is not one of the merchants of this receiver",
);
pub(crate) const MISSING: Reason = Reason::new(Code::MissingField, "is required and missing");

/// What a scheme has read of a verified message.
pub(crate) struct Draft {
    pub(crate) provider: Provider,
    pub(crate) kind: &'static str,
    pub(crate) source: Source,
    /// Begins with the text that was signed.
    pub(crate) text: TextBuilder,
    /// Where the signed text is.
    pub(crate) signed: Span,
    /// The members that the kind's table is about.
    pub(crate) fields: Vec<Slot>,
    /// The members around them, if there are any.
    pub(crate) envelope: Vec<Slot>,
    /// The merchant, where no field of the table names it.
    pub(crate) merchant_id: Option<Span>,
    /// The operation, where there is no table.
    pub(crate) operation: Option<Span>,
}

impl Notification {
    /// Decodes what a scheme has read of a verified message. `members` is the object that holds the
    /// table's fields; without a table there is nothing to decode.
    pub(crate) fn build(
        draft: Draft,
        table: Option<&'static KindTable>,
        members: &Object<'_>,
    ) -> Result<Notification, Reason> {
        let mut notification =
            Notification::new(draft.provider, draft.kind, draft.source, draft.signed);
        if let Some(table) = table {
            let decoded = decode_table(table, members, &draft.fields)?;
            notification.apply(table, decoded);
        }
        if let Some(merchant_id) = draft.merchant_id {
            notification.merchant_id = merchant_id;
        }
        notification.operation = notification.operation.or(draft.operation);
        notification.fields = draft.fields;
        notification.envelope = draft.envelope;
        notification.text = draft.text.finish();
        Ok(notification)
    }

    /// With the mark that its key or salt was made for tests.
    pub(crate) fn marked(mut self, for_tests: bool) -> Notification {
        self.for_tests = for_tests;
        self
    }

    fn new(provider: Provider, kind: &'static str, source: Source, signed: Span) -> Notification {
        Notification {
            provider,
            kind,
            for_tests: false,
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
    pub(crate) fn span(&self) -> Span {
        match self.value {
            SlotValue::Null => Span::EMPTY,
            SlotValue::Text(span) | SlotValue::Json(span) => span,
        }
    }
}

pub(crate) fn check_merchant(
    body: &Object<'_>,
    name: &str,
    merchants: &AnyOr<String>,
) -> Result<(), Reason> {
    match body.get(name).and_then(Value::text) {
        None | Some("") => Err(MISSING.about(name)),
        Some(id) if merchants.contains(id) => Ok(()),
        Some(_) => Err(OTHER_MERCHANT.about(name)),
    }
}

/// A text that begins with the signed one, with capacity for the rest of the body.
pub(crate) fn start_text(signed: &Canonical<'_>, body: &Object<'_>) -> (TextBuilder, Span) {
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
pub(crate) fn slots(
    body: &Object<'_>,
    signed: &Canonical<'_>,
    text: &mut TextBuilder,
) -> Vec<Slot> {
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
pub(crate) fn content_slots(
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
    let content = Content::find(table, members, slots);
    let fields = table.fields.iter().zip(&content.places);
    for ((field, found), value) in fields.zip(&mut decoded.values) {
        content.decode_field(field, *found, value)?;
        if matches!(value, Decoded::Irregular) {
            decoded.irregularities.push(field.wire);
        }
    }
    Ok(decoded)
}

/// Where a field is among the members.
#[derive(Clone, Copy)]
enum Found {
    Nowhere,
    /// The spelling, and the member's position.
    At(&'static str, usize),
    Twice,
}

impl Found {
    fn once(self, field: &FieldSpec) -> Result<Option<(&'static str, usize)>, Reason> {
        const TWICE: Reason = Reason::new(Code::InvalidField, "is there in both of its spellings");
        match self {
            Self::Nowhere if field.required => Err(MISSING.about(field.wire)),
            Self::Nowhere => Ok(None),
            Self::At(wire, position) => Ok(Some((wire, position))),
            Self::Twice => Err(TWICE.about(field.wire)),
        }
    }
}

/// The members that hold a table's fields.
struct Content<'a, 'b> {
    table: &'static KindTable,
    members: &'a Object<'b>,
    slots: &'a [Slot],
    /// Of each field.
    places: SmallVec<[Found; 24]>,
}

impl<'a, 'b> Content<'a, 'b> {
    fn find(table: &'static KindTable, members: &'a Object<'b>, slots: &'a [Slot]) -> Self {
        let mut places = smallvec![Found::Nowhere; table.fields.len()];
        members.find_all(table.wires, |wire, position| {
            let member = members.members().get(position);
            if member.is_some_and(|member| !decode::is_absent(&member.value))
                && let Some(place) = places.get_mut(wire.field)
            {
                *place = match place {
                    Found::Nowhere => Found::At(wire.name, position),
                    _ => Found::Twice,
                };
            }
        });
        Self {
            table,
            members,
            slots,
            places,
        }
    }

    /// Writes the decoded field to its place, where `Absent` is.
    fn decode_field(
        &self,
        field: &FieldSpec,
        found: Found,
        place: &mut Decoded,
    ) -> Result<(), Reason> {
        let Some((wire, position)) = found.once(field)? else {
            return Ok(());
        };
        let member = self.members.members().get(position);
        let (Some(member), Some(slot)) = (member, self.slots.get(position)) else {
            return Ok(());
        };
        let fits = match field.form {
            Form::Money {
                currency,
                decimals,
                range,
            } => {
                let Some(currency) = self.currency_of(currency)? else {
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

    /// The currency of an amount. What is wrong with it is said of the currency and not of the amount.
    fn currency_of(&self, currency: CurrencyOf) -> Result<Option<Currency>, Reason> {
        let name = match currency {
            CurrencyOf::Fixed(code) => return Ok(Currency::from_code(code)),
            CurrencyOf::Field(name) => name,
        };
        let mut fields = self.table.fields.iter().zip(&self.places);
        let Some((field, found)) = fields.find(|(field, _)| field.name == name) else {
            return Ok(None);
        };
        let Some((wire, position)) = found.once(field)? else {
            return Ok(None);
        };
        let member = self.members.members().get(position);
        let invalid = || Reason::new(Code::InvalidField, expected(field.form)).about(wire);
        member
            .and_then(|member| member.value.text())
            .and_then(Currency::from_code)
            .ok_or_else(invalid)
            .map(Some)
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
