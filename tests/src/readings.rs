//! All the bodies that share one signing string.
//!
//! `a=1&b=2` can be read as two members, or as one member `a` with the value `1&b=2`. A reading
//! is a way to cut the string at some of its `&`, each piece cut at one of its `=`. This
//! enumerates every reading that a canonicaliser would turn back into the same string.

use crate::sign::Members;

/// Every reading of the string, as members in signing order.
///
/// A reading's names ascend strictly (that is the order in which they are signed, and a body names
/// a member once), no value is empty, no name is, and none is `sign`, which is never signed.
pub fn readings(signing_string: &str) -> Vec<Members> {
    all(signing_string, false)
}

/// The same and those with empty values, which PingPong's PHP signs as `name=`.
pub fn readings_with_blanks(signing_string: &str) -> Vec<Members> {
    all(signing_string, true)
}

fn all(signing_string: &str, blanks: bool) -> Vec<Members> {
    let pieces: Vec<&str> = signing_string.split('&').collect();
    let mut found = Vec::new();
    cut(&pieces, blanks, &mut Vec::new(), &mut found);
    found
}

/// How many readings there are at most: guards a test against a string with too many of them.
pub fn upper_bound(signing_string: &str) -> u128 {
    signing_string
        .split('&')
        .map(|piece| 1 + u128::try_from(piece.matches('=').count()).expect("a count"))
        .product()
}

fn cut(
    pieces: &[&str],
    blanks: bool,
    so_far: &mut Vec<(String, String)>,
    found: &mut Vec<Members>,
) {
    if pieces.is_empty() {
        if !so_far.is_empty() {
            found.push(Members(
                so_far
                    .iter()
                    .map(|(name, value)| (name.clone(), value.as_str().into()))
                    .collect(),
            ));
        }
        return;
    }
    for count in 1..=pieces.len() {
        let member = pieces[..count].join("&");
        for (at, _) in member.match_indices('=') {
            let (name, value) = (&member[..at], &member[at + 1..]);
            let ascends = so_far.last().is_none_or(|(last, _)| last.as_str() < name);
            let blank = value.is_empty() && !blanks;
            if name.is_empty() || blank || name == "sign" || !ascends {
                continue;
            }
            so_far.push((name.to_owned(), value.to_owned()));
            cut(&pieces[count..], blanks, so_far, found);
            so_far.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::LianLianSigner;

    #[test]
    fn each_reading_gives_the_string_back() {
        let string = "a=1&b=2=3&c&d=&e=5";
        let all = readings(string);
        assert!(all.len() > 4);
        for reading in &all {
            assert_eq!(LianLianSigner::message(reading), string);
        }
    }

    #[test]
    fn readings_with_blanks_are_the_others_and_more() {
        let string = "a=1&b=&c=2";
        let (few, many) = (readings(string), readings_with_blanks(string));
        assert!(few.iter().all(|reading| many.contains(reading)));
        assert!(many.contains(&Members::of(&[("a", "1"), ("b", ""), ("c", "2")])));
        assert!(!few.contains(&Members::of(&[("a", "1"), ("b", ""), ("c", "2")])));
        for reading in &many {
            let message = crate::sign::PingPongSigner::message_with_blanks(reading);
            assert_eq!(message, string);
        }
    }

    #[test]
    fn an_unambiguous_string_has_its_one_reading() {
        assert_eq!(readings("a=1"), [Members::of(&[("a", "1")])]);
        let two = readings("a=1&b=2");
        assert!(two.contains(&Members::of(&[("a", "1"), ("b", "2")])));
        assert!(two.contains(&Members::of(&[("a", "1&b=2")])));
        // `a=1&b` as a name is a reading too: a body may name a member so.
        assert!(two.contains(&Members::of(&[("a=1&b", "2")])));
        assert_eq!(two.len(), 3);
    }
}
