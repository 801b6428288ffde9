//! The names of a kind's fields on the wire, in the order in which an object's members are sorted: so
//! that one walk along both finds every field.

/// One spelling of the name of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wire {
    pub(crate) name: &'static str,
    /// [`prefix`] of the name.
    pub(crate) prefix: u64,
    /// The field's position in its table.
    pub(crate) field: usize,
}

/// How many spellings the fields have. `fields` has those of each.
#[allow(
    clippy::indexing_slicing,
    reason = "runs at build time, where `get` cannot be called"
)]
pub(crate) const fn count(fields: &[&[&str]]) -> usize {
    let (mut count, mut field) = (0, 0);
    while field < fields.len() {
        count += fields[field].len();
        field += 1;
    }
    count
}

/// All spellings, bytewise ascending. `N` is their [`count`].
#[allow(
    clippy::indexing_slicing,
    reason = "runs at build time, where `get` cannot be called"
)]
pub(crate) const fn sorted<const N: usize>(fields: &[&[&'static str]]) -> [Wire; N] {
    let mut wires = [Wire {
        name: "",
        prefix: 0,
        field: 0,
    }; N];
    let (mut count, mut field) = (0, 0);
    while field < fields.len() {
        let mut spelling = 0;
        while spelling < fields[field].len() {
            let name = fields[field][spelling];
            // Every greater one moves up by a place.
            let mut place = count;
            while place > 0 && is_less(name.as_bytes(), wires[place - 1].name.as_bytes()) {
                wires[place] = wires[place - 1];
                place -= 1;
            }
            wires[place] = Wire {
                name,
                prefix: prefix(name),
                field,
            };
            count += 1;
            spelling += 1;
        }
        field += 1;
    }
    wires
}

#[allow(
    clippy::indexing_slicing,
    reason = "runs at build time, where `get` cannot be called"
)]
const fn is_less(a: &[u8], b: &[u8]) -> bool {
    let mut index = 0;
    while index < a.len() && index < b.len() {
        if a[index] != b[index] {
            return a[index] < b[index];
        }
        index += 1;
    }
    a.len() < b.len()
}

/// The first eight bytes of a name, filled up with zeros: ordered as the names are, where they differ.
pub(crate) const fn prefix(name: &str) -> u64 {
    let bytes = name.as_bytes();
    if let Some(first) = bytes.first_chunk::<8>() {
        return u64::from_be_bytes(*first);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        // Both, which meet or overlap: the last byte belongs at the name's end.
        let last = wide(u32::from_be_bytes(*last)) << (64 - 8 * bytes.len());
        return wide(u32::from_be_bytes(*first)) << 32 | last;
    }
    match *bytes {
        [a, b, c] => wide(u32::from_be_bytes([a, b, c, 0])) << 32,
        [a, b] => wide(u32::from_be_bytes([a, b, 0, 0])) << 32,
        [a] => wide(u32::from_be_bytes([a, 0, 0, 0])) << 32,
        _ => 0,
    }
}

#[allow(clippy::cast_lossless, reason = "`u64::from` is not const")]
const fn wide(half: u32) -> u64 {
    half as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::kinds;

    #[test]
    fn every_spelling_is_there_once_and_in_order() {
        for table in kinds() {
            let mut names: Vec<(&str, usize)> = table
                .fields
                .iter()
                .enumerate()
                .flat_map(|(field, spec)| spec.spellings().map(move |name| (name, field)))
                .collect();
            names.sort_unstable();
            let wires: Vec<(&str, usize)> = table
                .wires
                .iter()
                .map(|wire| (wire.name, wire.field))
                .collect();
            assert_eq!(wires, names, "{}", table.kind);
        }
    }

    #[test]
    fn a_prefix_is_ordered_as_the_names() {
        let names = [
            "",
            "\0",
            "a",
            "a\0",
            "aa",
            "ab",
            "abc",
            "abcd",
            "abcde",
            "abcdefgh",
            "abcdefghi",
            "b",
        ];
        for pair in names.windows(2) {
            if let [a, b] = pair {
                assert!(prefix(a) <= prefix(b), "{a:?} {b:?}");
            }
        }
        assert_eq!(prefix("abcde"), 0x6162_6364_6500_0000);
        assert_eq!(prefix("abc"), 0x6162_6300_0000_0000);
    }
}
