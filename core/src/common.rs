//! The table of what all kinds share: each common member of a notification written down once.

use crate::table::{FieldSpec, KindTable, Roles, same};

/// What a common member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommonForm {
    /// A [`Provider`](crate::Provider).
    Provider,
    /// A kind's name.
    Kind,
    /// A [`Status`](crate::Status).
    Status,
    /// A text.
    Text,
    /// An exact amount with its currency.
    Amount,
    /// SHA-256: 32 bytes, in lower-case hex where it is a text.
    Fingerprint,
    /// A list of texts.
    Texts,
    /// What the check of the client address saw: [`SourceMember`].
    Source,
    /// Members as received, with their names on the wire.
    Members,
}

macro_rules! common {
    ($(
        $variant:ident = $name:literal, $presence:ident $form:ident, $doc:literal;
    )+) => {
        /// A member that the notifications of all kinds share, as their JSON has it.
        ///
        /// ```
        /// use ackwell::Common;
        ///
        /// assert_eq!(Common::OrderNo.name(), "order_no");
        /// assert!(Common::OrderNo.is_optional());
        /// assert_eq!(Common::ALL.len(), 14);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Common {
            $(#[doc = $doc] $variant,)+
        }

        impl Common {
            /// Every common member, in the order of a notification's JSON.
            pub const ALL: &'static [Common] = &[$(Common::$variant),+];

            /// The name in `snake_case`; each language writes it in its own case.
            pub const fn name(self) -> &'static str {
                match self { $(Common::$variant => $name,)+ }
            }

            /// What it is.
            pub const fn form(self) -> CommonForm {
                match self { $(Common::$variant => CommonForm::$form,)+ }
            }

            /// Whether a kind without a table of fields, `pingpong.other`, may lack it. No other
            /// does.
            pub const fn is_optional(self) -> bool {
                match self { $(Common::$variant => common!(@ $presence),)+ }
            }

            /// What it means, in sentences.
            pub const fn doc(self) -> &'static str {
                match self { $(Common::$variant => $doc,)+ }
            }
        }
    };
    (@ always) => { false };
    (@ optional) => { true };
}

common! {
    Provider = "provider", always Provider,
        "Who sent it.";
    Kind = "kind", always Kind,
        "The kind, for example `lianlian.payment`. `pingpong.other` has no typed fields.";
    MerchantId = "merchant_id", always Text,
        "The merchant that it is for: LianLian's `oid_partner`, PingPong's `accId`.";
    OrderNo = "order_no", optional Text,
        "The shop's own order number.";
    TransactionNo = "transaction_no", optional Text,
        "The provider's transaction number.";
    Status = "status", always Status,
        "How the operation has ended, or that it has not: one vocabulary for both providers.";
    StatusText = "status_text", always Text,
        "The status as the provider wrote it; empty if it wrote none.";
    Amount = "amount", optional Amount,
        "The amount of the order.";
    DeliveryKey = "delivery_key", always Text,
        "Which fact it reports: kind, merchant, operation, status. The ledger acts once on each.";
    Fingerprint = "fingerprint", always Fingerprint,
        "SHA-256 of the signed text. Equal for equal notifications, whatever the order and escapes of their bodies.";
    Irregularities = "irregularities", always Texts,
        "The names on the wire of optional members whose text does not fit its documented form. Their typed views are absent; their text is among the `fields`.";
    Source = "source", always Source,
        "What the check of the client address saw.";
    Fields = "fields", always Members,
        "Every member as received, in the order of arrival. For PingPong these are the members of `bizContent`.";
    Envelope = "envelope", always Members,
        "The members around the notification. PingPong has `accId`, `clientId`, `code` and others, LianLian has none.";
}

impl Common {
    /// The members that the packed form of a notification begins with, in its order; an amount is
    /// two parts, value and currency.
    pub const PACKED: &'static [Common] = &[
        Common::Kind,
        Common::MerchantId,
        Common::OrderNo,
        Common::TransactionNo,
        Common::Status,
        Common::StatusText,
        Common::Amount,
        Common::DeliveryKey,
    ];

    /// The position of the kind's own field that this member shows, if the kind has a field for it.
    pub const fn role(self, roles: Roles) -> Option<usize> {
        match self {
            Common::MerchantId => roles.merchant,
            Common::OrderNo => Some(roles.order),
            Common::TransactionNo => Some(roles.transaction),
            Common::Status | Common::StatusText => Some(roles.status),
            Common::Amount => Some(roles.amount),
            _ => None,
        }
    }

    /// The common member that has the name of a kind's own field, and is that field: `kind!`
    /// refuses one that only has the name.
    pub fn of_field(field: &FieldSpec) -> Option<Common> {
        let mut all = Common::ALL.iter().copied();
        all.find(|common| common.name() == field.name)
    }
}

/// A member of `source` in a notification's JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceMember {
    /// How the list of sources is applied.
    Check,
    /// The client's address.
    Address,
    /// Whether the address is on the list.
    Trusted,
}

impl SourceMember {
    /// Every member, in the order of the JSON.
    pub const ALL: &'static [SourceMember] = &[
        SourceMember::Check,
        SourceMember::Address,
        SourceMember::Trusted,
    ];

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            SourceMember::Check => "check",
            SourceMember::Address => "address",
            SourceMember::Trusted => "trusted",
        }
    }

    /// What it means, in sentences.
    pub const fn doc(self) -> &'static str {
        match self {
            SourceMember::Check => {
                "How the list of sources is applied: `enforced`, `reported`, or `any` where every \
                 source is accepted."
            }
            SourceMember::Address => {
                "The client's address; absent where it was not looked at and could not be read."
            }
            SourceMember::Trusted => {
                "Whether the address is on the list; absent where any source is accepted."
            }
        }
    }
}

/// Names that a notification has in some language besides the common members: its methods.
const TAKEN: &[&str] = &[
    "acknowledge",
    "resolves_order",
    "details",
    "expect",
    "field",
    "receiver",
    "refuse",
    "request",
    "seal",
    "signed_text",
    "to_json",
];

/// Fails the build if one of a kind's own fields has the name of what all kinds share and is not
/// the very thing.
#[allow(
    clippy::indexing_slicing,
    reason = "runs at build time, where `get` cannot be called"
)]
pub(crate) const fn check_names(table: &KindTable) {
    let mut position = 0;
    while position < table.fields.len() {
        let name = table.fields[position].name.as_bytes();
        let mut index = 0;
        while index < TAKEN.len() {
            assert!(
                !same(TAKEN[index].as_bytes(), name),
                "a field has the name of a method of all notifications"
            );
            index += 1;
        }
        index = 0;
        while index < Common::ALL.len() {
            let common = Common::ALL[index];
            if same(common.name().as_bytes(), name) {
                let shown = match common.role(table.roles) {
                    Some(role) => role == position,
                    None => false,
                };
                assert!(
                    shown,
                    "a field has the name of a member that all kinds share, and is not that member"
                );
            }
            index += 1;
        }
        position += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;

    #[test]
    fn a_field_that_shares_a_name_is_the_field_of_that_role() {
        let mut shared = 0;
        for table in kinds() {
            for (position, field) in table.fields.iter().enumerate() {
                if let Some(common) = Common::of_field(field) {
                    assert_eq!(common.role(table.roles), Some(position), "{}", field.name);
                    shared += 1;
                }
            }
        }
        assert!(shared > 0, "no kind shares a name any more");
    }

    #[test]
    fn documentation_is_sentences() {
        let docs = Common::ALL.iter().map(|common| common.doc());
        for doc in docs.chain(SourceMember::ALL.iter().map(|member| member.doc())) {
            assert!(doc.ends_with('.') && !doc.contains('\n'), "{doc}");
        }
    }
}
