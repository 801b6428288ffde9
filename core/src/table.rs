//! The table of fields: each kind of notification written down once.
//!
//! Parsing, validation, the field reference and the typed classes of every language come from
//! these tables. A new kind is one more `kind!`.

use crate::money::Decimal;
use crate::provider::Provider;
use crate::wire::Wire;

/// A kind of notification and its fields.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KindTable {
    /// The kind's stable name, for example `lianlian.payment`.
    pub kind: &'static str,
    /// The name of its typed class in every language, for example `LianLianPayment`.
    pub type_name: &'static str,
    /// Who sends it.
    pub provider: Provider,
    /// What it reports, in sentences.
    pub doc: &'static str,
    /// The document that the rules come from.
    pub source: &'static str,
    /// The value of `notifyType` that announces it, where the provider writes one.
    pub notify_type: Option<&'static str>,
    /// The kind's fields, in the order of the provider's documentation.
    pub fields: &'static [FieldSpec],
    /// Every spelling of the fields, bytewise ascending.
    pub(crate) wires: &'static [Wire],
    /// Which fields answer the questions that all kinds share.
    pub roles: Roles,
}

/// Which field of a kind plays which part: positions in [`KindTable::fields`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Roles {
    /// The merchant; `None` where it is outside the kind's own fields.
    pub merchant: Option<usize>,
    /// The shop's own order number.
    pub order: usize,
    /// The provider's transaction number.
    pub transaction: usize,
    /// The identity of the operation that the notification reports.
    pub operation: usize,
    /// The status.
    pub status: usize,
    /// The amount of the order.
    pub amount: usize,
}

/// One field of a kind.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldSpec {
    /// The name in `snake_case`; each language writes it in its own case.
    pub name: &'static str,
    /// The member's name on the wire.
    pub wire: &'static str,
    /// Other spellings of the name on the wire. Never more than one of them simultaneously.
    pub also: &'static [&'static str],
    /// The form.
    pub form: Form,
    /// Whether the notification is refused without it.
    pub required: bool,
    /// What it means, in sentences, with its unit.
    pub doc: &'static str,
    /// Known values and their meanings, where the set is open but partly documented.
    pub known: &'static [(&'static str, &'static str)],
}

impl FieldSpec {
    /// Whether a text that does not fit the form refuses the notification (`invalid_field`).
    /// Otherwise the text is kept, the typed view is absent and `irregularities` names the field.
    ///
    /// Strict is what is required, and whatever decides money or identity.
    pub const fn is_strict(&self) -> bool {
        self.required
            || matches!(
                self.form,
                Form::Identifier { .. } | Form::Money { .. } | Form::Currency
            )
    }

    /// All spellings of the name on the wire.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.wire).chain(self.also.iter().copied())
    }
}

/// The form of a field's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// A name that identifies something: 1 to `max` characters, no control characters.
    Identifier {
        /// The most characters allowed.
        max: usize,
    },
    /// Text of at most `max` characters.
    Text {
        /// The most characters allowed; `usize::MAX` where nothing is documented.
        max: usize,
    },
    /// A status word: an open set, presence required.
    Status,
    /// An exact amount in major units.
    Money {
        /// Where the currency comes from.
        currency: CurrencyOf,
        /// The most decimals allowed.
        decimals: u8,
        /// The range allowed, ends included.
        range: Option<(Decimal, Decimal)>,
    },
    /// Three upper-case letters.
    Currency,
    /// An exact decimal of at most 18 digits.
    Decimal,
    /// `YYYYMMDD`.
    Date,
    /// `YYYYMMDDHHMMSS`, local to the provider.
    DateTime,
    /// Milliseconds since 1970-01-01T00:00:00Z, in decimal digits.
    Time,
    /// `Y` or `N`.
    Flag,
    /// A whole number, as a JSON string or number.
    Integer,
    /// A nested JSON object or array, kept as it was written.
    Json,
}

/// Where an amount's currency comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrencyOf {
    /// Always this currency.
    Fixed(&'static str),
    /// Whatever the field of this name says.
    Field(&'static str),
}

/// The position of a field name, for the tables themselves. Fails the build if the field does not
/// exist.
#[allow(
    clippy::indexing_slicing,
    reason = "runs at build time, where `get` cannot be called"
)]
pub(crate) const fn position(fields: &[&str], name: &str) -> usize {
    let mut index = 0;
    while index < fields.len() {
        if same(fields[index].as_bytes(), name.as_bytes()) {
            return index;
        }
        index += 1;
    }
    panic!("a role or a currency names a field that the table does not have")
}

#[allow(
    clippy::indexing_slicing,
    reason = "runs at build time, where `get` cannot be called"
)]
pub(crate) const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// Writes down one kind: its table, and the Rust struct that shows its fields typed.
macro_rules! kind {
    (
        $(#[doc = $doc:literal])+
        $view:ident as $table:ident = $kind:literal,
        provider: $provider:ident,
        notify_type: $notify_type:expr,
        source: $source:literal,
        roles: {
            merchant: $merchant:expr,
            order: $order:literal,
            transaction: $transaction:literal,
            operation: $operation:literal,
            status: $status:literal,
            amount: $amount:literal $(,)?
        },
        fields: {
            $(
                $(#[doc = $field_doc:literal])+
                $field:ident: $wire:literal $(| $also:literal)*, $presence:ident
                    $form:ident $({ $($argument:ident: $value:expr),+ $(,)? })?
                    $(, known $known:expr)?;
            )+
        } $(,)?
    ) => {
        /// The table of this kind.
        pub(crate) const $table: &$crate::table::KindTable = {
            const NAMES: &[&str] = &[$(stringify!($field)),+];
            const SPELLINGS: &[&[&str]] = &[$(&[$wire $(, $also)*]),+];
            const TABLE: &$crate::table::KindTable = &$crate::table::KindTable {
                kind: $kind,
                type_name: stringify!($view),
                provider: $crate::provider::Provider::$provider,
                doc: concat!($($doc, "\n"),+),
                source: $source,
                notify_type: $notify_type,
                fields: &[$(
                    $crate::table::FieldSpec {
                        name: stringify!($field),
                        wire: $wire,
                        also: &[$($also),*],
                        form: $crate::table::Form::$form $({ $($argument: $value),+ })?,
                        required: $crate::table::required!($presence),
                        doc: concat!($($field_doc, "\n"),+),
                        known: $crate::table::known!($($known)?),
                    }
                ),+],
                wires: &$crate::wire::sorted::<{ $crate::wire::count(SPELLINGS) }>(SPELLINGS),
                roles: $crate::table::Roles {
                    merchant: match $merchant {
                        Some(name) => Some($crate::table::position(NAMES, name)),
                        None => None,
                    },
                    order: $crate::table::position(NAMES, $order),
                    transaction: $crate::table::position(NAMES, $transaction),
                    operation: $crate::table::position(NAMES, $operation),
                    status: $crate::table::position(NAMES, $status),
                    amount: $crate::table::position(NAMES, $amount),
                },
            };
            const { $crate::common::check_names(TABLE) };
            TABLE
        };

        $(#[doc = $doc])+
        ///
        #[doc = concat!("Source: ", $source, ".")]
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $view<'n> {
            $(
                $(#[doc = $field_doc])+
                pub $field: $crate::table::view!('n, $presence, $form),
            )+
        }

        impl<'n> $view<'n> {
            pub(crate) fn read(text: &'n str, values: &[$crate::decode::Decoded]) -> Self {
                let mut values = values.iter();
                $(let $field = $crate::table::read!($presence, $form, values.next(), text);)+
                $view { $($field),+ }
            }
        }
    };
}

macro_rules! required {
    (required) => {
        true
    };
    (optional) => {
        false
    };
}

macro_rules! known {
    () => {
        &[]
    };
    ($known:expr) => {
        $known
    };
}

/// The Rust type that shows a form.
macro_rules! view {
    ($n:lifetime, optional, $form:ident) => { Option<$crate::table::view!($n, required, $form)> };
    ($n:lifetime, required, Identifier) => { &$n str };
    ($n:lifetime, required, Text) => { &$n str };
    ($n:lifetime, required, Status) => { &$n str };
    ($n:lifetime, required, Money) => { $crate::money::Amount };
    ($n:lifetime, required, Currency) => { $crate::money::Currency };
    ($n:lifetime, required, Decimal) => { $crate::money::Decimal };
    ($n:lifetime, required, Date) => { $crate::time::Date };
    ($n:lifetime, required, DateTime) => { $crate::time::DateTime };
    ($n:lifetime, required, Time) => { $crate::time::Timestamp };
    ($n:lifetime, required, Flag) => { bool };
    ($n:lifetime, required, Integer) => { i64 };
    ($n:lifetime, required, Json) => { &$n str };
}

/// Takes a decoded value as the Rust type that shows its form.
macro_rules! read {
    (optional, $form:ident, $value:expr, $text:ident) => {
        $value.and_then(|value| $crate::table::take!($form, value, $text))
    };
    (required, $form:ident, $value:expr, $text:ident) => {
        $crate::table::read!(optional, $form, $value, $text)
            .expect("a notification without its required fields is never made")
    };
}

macro_rules! take {
    (Money, $value:ident, $text:ident) => {
        $value.amount()
    };
    (Currency, $value:ident, $text:ident) => {
        $value.currency()
    };
    (Decimal, $value:ident, $text:ident) => {
        $value.decimal()
    };
    (Date, $value:ident, $text:ident) => {
        $value.date()
    };
    (DateTime, $value:ident, $text:ident) => {
        $value.date_time()
    };
    (Time, $value:ident, $text:ident) => {
        $value.time()
    };
    (Flag, $value:ident, $text:ident) => {
        $value.flag()
    };
    (Integer, $value:ident, $text:ident) => {
        $value.integer()
    };
    ($textual:ident, $value:ident, $text:ident) => {
        $value.text($text)
    };
}

pub(crate) use {kind, known, read, required, take, view};
