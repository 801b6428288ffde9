//! The address lists that the providers published, with their dates.

/// A list of addresses as a provider published it on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedSources {
    /// The name by which a configuration's `sources` picks the list.
    pub name: &'static str,
    /// The day of publication, `YYYY-MM-DD`.
    pub date: &'static str,
    /// The addresses.
    pub addresses: &'static [&'static str],
    /// What to know about the list.
    pub note: &'static str,
}
