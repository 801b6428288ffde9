//! What is reported to other languages as JSON, as data: the classes that are generated for them, the pages
//! that describe them, and the list that each language is compared with.

/// One kind of record, as data: for `cargo xtask generate`.
#[derive(Debug)]
pub struct RecordTable {
    /// The name of its class in every language.
    pub name: &'static str,
    /// What it is: one sentence, and perhaps more. Lines are broken anywhere.
    pub doc: &'static str,
    /// Its members, in the order in which they are written.
    pub members: &'static [RecordMember],
}

/// One member of a record.
#[derive(Debug)]
pub struct RecordMember {
    /// Its name, in `snake_case`.
    pub name: &'static str,
    /// What its value is.
    pub form: RecordForm,
    /// Whether it may be absent. It is `null` then.
    pub optional: bool,
    /// What it says.
    pub doc: &'static str,
}

impl RecordMember {
    /// Its name in the JSON for other languages: with the unit, where the value is a bare number.
    pub fn json_name(&self) -> String {
        match self.form {
            RecordForm::Moment | RecordForm::Duration => format!("{}_ms", self.name),
            _ => self.name.to_owned(),
        }
    }
}

/// What the value of a member is, and how it is written in JSON.
#[derive(Debug)]
#[non_exhaustive]
pub enum RecordForm {
    /// A text.
    Text,
    /// A whole number, 0 or more.
    Count,
    /// The stable word of a [`Provider`](crate::Provider).
    Provider,
    /// The stable word of the ledger's state of a delivery.
    State,
    /// The stable word of another vocabulary, by the name of its enum.
    Word(&'static str),
    /// An object with `value` and `currency`, both texts. The value is a decimal in major units
    /// without trailing zeros, unless the shop wrote something else for an expected order.
    Amount,
    /// A moment: milliseconds since 1970-01-01 UTC.
    Moment,
    /// A length of time in milliseconds.
    Duration,
    /// A list of texts.
    Words,
    /// Another record.
    One(&'static RecordTable),
    /// A list of other records.
    Many(&'static RecordTable),
}
