//! Everything, said on purpose, or a list: merchants and sources.

/// Everything, or only what is listed. Nothing is everything by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AnyOr<T> {
    Any,
    Only(Vec<T>),
}

impl<T: PartialEq<str>> AnyOr<T> {
    pub(crate) fn contains(&self, wanted: &str) -> bool {
        match self {
            AnyOr::Any => true,
            AnyOr::Only(entries) => entries.iter().any(|entry| entry == wanted),
        }
    }
}

impl<T> AnyOr<T> {
    /// Adds an entry to an option. A list replaces "any".
    pub(crate) fn push(option: &mut Option<AnyOr<T>>, entry: T) {
        match option {
            Some(AnyOr::Only(entries)) => entries.push(entry),
            _ => *option = Some(AnyOr::Only(vec![entry])),
        }
    }
}
