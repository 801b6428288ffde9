//! Looks for the text that was signed, by undoing what could have been done to it.

use super::cause::Cause;
use super::rewrite::{OF_NUMBERS, OF_TEXTS, Rewrite, is_number};

/// A member of the signed text.
pub(crate) type Pair = (String, String);

/// How many bytes a search may hash: some tenths of a second.
const BUDGET: usize = 48 << 20;

/// A search for the text that a signature holds for.
pub(crate) struct Search<'s> {
    left: usize,
    /// Whether the signature holds for a text.
    holds: &'s dyn Fn(&str) -> bool,
    /// Whether an empty value is part of the text.
    blanks: Blanks,
}

/// Which values are left out of the text, with their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blanks {
    /// Those that are empty.
    EmptyLeftOut,
    /// Those that are blank, or none: either text is taken.
    Either,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) cause: Cause,
    /// The one member that it is about.
    pub(crate) member: Option<String>,
}

impl<'s> Search<'s> {
    pub(crate) fn new(blanks: Blanks, holds: &'s dyn Fn(&str) -> bool) -> Search<'s> {
        Search {
            left: BUDGET,
            holds,
            blanks,
        }
    }

    /// Whether the signature holds for these members.
    pub(crate) fn holds_for(&mut self, pairs: &[Pair]) -> bool {
        match self.blanks {
            Blanks::EmptyLeftOut => self.holds_without(pairs, str::is_empty),
            Blanks::Either => {
                let blank = |text: &str| text.bytes().all(|byte| byte <= b' ');
                self.holds_without(pairs, blank)
                    || (pairs.iter().any(|(_, value)| blank(value))
                        && self.holds_without(pairs, |_| false))
            }
        }
    }

    pub(crate) fn holds_with_empty(&mut self, pairs: &[Pair]) -> bool {
        self.holds_without(pairs, |_| false)
    }

    fn holds_without(&mut self, pairs: &[Pair], out: impl Fn(&str) -> bool) -> bool {
        let kept = pairs
            .iter()
            .filter(|(name, value)| name != "sign" && !out(value));
        let mut kept: Vec<&Pair> = kept.collect();
        kept.sort_by(|(one, _), (other, _)| one.cmp(other));
        let length: usize = kept
            .iter()
            .map(|(name, value)| name.len() + value.len() + 2)
            .sum();
        // A little for each try, so that short texts end too.
        let Some(left) = self.left.checked_sub(length + 64) else {
            return false;
        };
        self.left = left;
        let mut text = String::with_capacity(length);
        for (place, (name, value)) in kept.into_iter().enumerate() {
            if place > 0 {
                text.push('&');
            }
            text.push_str(name);
            text.push('=');
            text.push_str(value);
        }
        (self.holds)(&text)
    }
}

/// What a provider's scheme knows of its members.
pub(crate) struct Known {
    /// Members that may be missing, and the few values that they can have.
    pub(crate) restorable: Vec<(&'static str, Vec<String>)>,
    /// Values that a configuration has, for members whose digits were lost.
    pub(crate) configured: Vec<(&'static str, String)>,
}

/// Undoes one change after the other until the signature holds.
pub(crate) fn changed(pairs: &[Pair], known: &Known, search: &mut Search<'_>) -> Option<Found> {
    let found = |cause, member: Option<&str>| {
        Some(Found {
            cause,
            member: member.map(str::to_owned),
        })
    };
    // All values, as a filter changes them.
    for way in OF_TEXTS {
        if let Some(undone) = everywhere(pairs, way, |_, _| true)
            && search.holds_for(&undone)
        {
            return found(way.cause, None);
        }
    }
    for way in OF_NUMBERS {
        let amount = |name: &str, value: &str| is_amount(name) && is_number(value);
        if let Some(undone) = everywhere(pairs, way, amount)
            && search.holds_for(&undone)
        {
            return found(way.cause, only_one(pairs, &undone));
        }
    }
    // Names, and members without a value.
    for rename in [snake_case, str::to_ascii_lowercase] {
        let renamed: Vec<Pair> = pairs
            .iter()
            .map(|(name, value)| (rename(name), value.clone()))
            .collect();
        if renamed != pairs && search.holds_for(&renamed) {
            return found(Cause::MemberRenamed, None);
        }
    }
    let no_value = |value: &str| matches!(value, "null" | "None" | "undefined" | "nil");
    if pairs.iter().any(|(_, value)| no_value(value)) {
        let valued: Vec<Pair> = pairs
            .iter()
            .filter(|(_, value)| !no_value(value))
            .cloned()
            .collect();
        if search.holds_for(&valued) {
            return found(Cause::NullAsText, None);
        }
    }
    // One value.
    for (place, (name, value)) in pairs.iter().enumerate() {
        let numbers = OF_NUMBERS.iter().filter(|_| is_number(value));
        for way in OF_TEXTS.iter().chain(numbers) {
            if let Some(undone) = (way.undo)(value)
                && search.holds_for(&with(pairs, place, undone))
            {
                return found(way.cause, Some(name));
            }
        }
        for (_, configured) in known.configured.iter().filter(|(known, _)| known == name) {
            if same_as_double(value, configured)
                && search.holds_for(&with(pairs, place, configured.clone()))
            {
                return found(Cause::NumbersRewritten, Some(name));
            }
        }
    }
    // Members that came or went.
    for (place, (name, _)) in pairs.iter().enumerate() {
        if search.holds_for(&without(pairs, &[place])) {
            return found(Cause::MemberAdded, Some(name));
        }
    }
    for (name, values) in &known.restorable {
        if pairs
            .iter()
            .any(|(present, value)| present == name && !value.is_empty())
        {
            continue;
        }
        for value in values {
            let mut restored = pairs.to_vec();
            restored.retain(|(present, _)| present != name);
            restored.push(((*name).to_owned(), value.clone()));
            if search.holds_for(&restored) {
                return found(Cause::MemberRemoved, Some(name));
            }
        }
    }
    let count = pairs.len().min(64);
    for first in 0..count {
        for second in first + 1..count {
            if search.holds_for(&without(pairs, &[first, second])) {
                return found(Cause::MemberAdded, None);
            }
        }
    }
    if search.holds_with_empty(pairs) {
        return found(Cause::EmptyKept, None);
    }
    None
}

fn everywhere(
    pairs: &[Pair],
    way: &Rewrite,
    applies: impl Fn(&str, &str) -> bool,
) -> Option<Vec<Pair>> {
    let mut any = false;
    let undone = pairs
        .iter()
        .map(|(name, value)| {
            let undone = applies(name, value).then(|| (way.undo)(value)).flatten();
            any |= undone.is_some();
            (name.clone(), undone.unwrap_or_else(|| value.clone()))
        })
        .collect();
    any.then_some(undone)
}

/// The name of the only member that differs.
fn only_one<'p>(pairs: &'p [Pair], others: &[Pair]) -> Option<&'p str> {
    let mut differing = pairs.iter().zip(others).filter(|(one, other)| one != other);
    match (differing.next(), differing.next()) {
        (Some(((name, _), _)), None) => Some(name),
        _ => None,
    }
}

fn is_amount(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["money", "amount", "rate"]
        .iter()
        .any(|part| name.contains(part))
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for (place, character) in name.chars().enumerate() {
        if character.is_ascii_uppercase() && place > 0 {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

/// Whether two texts are one number to a program that has only doubles.
fn same_as_double(one: &str, other: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    matches!((number(one), number(other)), (Some(one), Some(other)) if one.to_bits() == other.to_bits())
}

fn with(pairs: &[Pair], place: usize, value: String) -> Vec<Pair> {
    let mut changed = pairs.to_vec();
    if let Some(pair) = changed.get_mut(place) {
        pair.1 = value;
    }
    changed
}

fn without(pairs: &[Pair], places: &[usize]) -> Vec<Pair> {
    let kept = pairs
        .iter()
        .enumerate()
        .filter(|(place, _)| !places.contains(place));
    kept.map(|(_, pair)| pair.clone()).collect()
}
