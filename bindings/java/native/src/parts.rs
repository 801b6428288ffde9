//! The arguments of a question: parts that each have their length in four bytes before them.

use std::str;

use ackwell::Provider;
use ackwell_binding::{Problem, provider_of};

use crate::argument;

/// In place of a length: there is no such part, which is not the same as an empty one.
const ABSENT: u32 = u32::MAX;

/// Reads one part after the other.
pub(crate) struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Parts<'a> {
        Parts(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn optional(&mut self) -> Result<Option<&'a [u8]>, Problem> {
        let (length, rest) = self.0.split_first_chunk().ok_or_else(cut)?;
        let length = u32::from_be_bytes(*length);
        self.0 = rest;
        if length == ABSENT {
            return Ok(None);
        }
        let length = usize::try_from(length).map_err(|_| cut())?;
        let (part, rest) = self.0.split_at_checked(length).ok_or_else(cut)?;
        self.0 = rest;
        Ok(Some(part))
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Problem> {
        self.optional()?.ok_or_else(cut)
    }

    pub(crate) fn optional_text(&mut self) -> Result<Option<&'a str>, Problem> {
        self.optional()?.map(text).transpose()
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Problem> {
        text(self.bytes()?)
    }

    /// All that are left.
    pub(crate) fn texts(&mut self) -> Result<Vec<&'a str>, Problem> {
        let mut texts = Vec::new();
        while !self.is_empty() {
            texts.push(self.text()?);
        }
        Ok(texts)
    }

    /// The provider of a name.
    pub(crate) fn provider(&mut self) -> Result<Provider, Problem> {
        provider_of(self.text()?)
    }

    pub(crate) fn optional_number(&mut self) -> Result<Option<i64>, Problem> {
        let text = self.optional_text()?;
        text.map(|text| text.parse().map_err(|_| cut())).transpose()
    }

    pub(crate) fn number(&mut self) -> Result<i64, Problem> {
        self.optional_number()?.ok_or_else(cut)
    }
}

fn text(bytes: &[u8]) -> Result<&str, Problem> {
    str::from_utf8(bytes).map_err(|_| cut())
}

/// Only a class of another version could cause it.
fn cut() -> Problem {
    argument("the arguments do not belong to the question")
}

/// One part more, as [`Parts`] reads it.
pub(crate) fn append(bytes: &mut Vec<u8>, part: &[u8]) {
    let length = u32::try_from(part.len()).unwrap_or(ABSENT - 1);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(part);
}
