//! What crosses between a statement and a database driver.

use crate::error::LedgerError;

/// A value that a statement takes, or one that a row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlValue {
    /// Null.
    Null,
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// The rows that a statement gave. For a statement that gives none, one row with one number: how
/// many rows it changed.
pub type Rows = Vec<Vec<SqlValue>>;

impl SqlValue {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(crate) fn optional(text: Option<&str>) -> Self {
        text.map_or(Self::Null, Self::text)
    }

    /// How a driver that knows texts, numbers and bytes takes it, as JSON: bytes are
    /// `{"hex": "..."}`.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Integer(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Bytes(bytes) => serde_json::json!({ "hex": crate::entry::hex(bytes) }),
        }
    }

    fn from_json(value: &serde_json::Value) -> Option<Self> {
        match value {
            serde_json::Value::Null => Some(Self::Null),
            serde_json::Value::Number(number) => number.as_i64().map(Self::Integer),
            serde_json::Value::String(text) => Some(Self::text(text)),
            _ => None,
        }
    }
}

/// Rows from JSON: a list of lists of texts, whole numbers and nulls.
///
/// # Errors
///
/// `ledger_unavailable` if it is anything else.
pub(crate) fn rows_from_json(json: &str) -> Result<Rows, LedgerError> {
    let rows: Vec<Vec<serde_json::Value>> = serde_json::from_str(json).map_err(|_| foreign())?;
    rows.iter()
        .map(|row| row.iter().map(SqlValue::from_json).collect())
        .collect::<Option<Rows>>()
        .ok_or_else(foreign)
}

/// The cells of one row. Drivers differ: a number may arrive as its text, a text as its bytes.
pub(super) struct Cells<'r>(pub(super) &'r [SqlValue]);

impl Cells<'_> {
    pub(super) fn text(&self, column: usize) -> Result<String, LedgerError> {
        self.optional(column)?.ok_or_else(foreign)
    }

    pub(super) fn optional(&self, column: usize) -> Result<Option<String>, LedgerError> {
        match self.0.get(column) {
            Some(SqlValue::Null) => Ok(None),
            Some(SqlValue::Text(text)) => Ok(Some(text.clone())),
            Some(SqlValue::Bytes(bytes)) => String::from_utf8(bytes.clone())
                .map(Some)
                .map_err(|_| foreign()),
            _ => Err(foreign()),
        }
    }

    pub(super) fn integer(&self, column: usize) -> Result<i64, LedgerError> {
        match self.0.get(column) {
            Some(SqlValue::Integer(number)) => Ok(*number),
            Some(SqlValue::Text(text)) => text.parse().map_err(|_| foreign()),
            _ => Err(foreign()),
        }
    }

    pub(super) fn count(&self, column: usize) -> Result<u64, LedgerError> {
        u64::try_from(self.integer(column)?).map_err(|_| foreign())
    }
}

/// What a row is that no version of the ledger wrote.
pub(super) fn foreign() -> LedgerError {
    LedgerError::unavailable("the ledger's tables hold what this version did not write")
}
