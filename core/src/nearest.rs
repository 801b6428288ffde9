//! "Did you mean": the known word that a person most likely had in mind.

/// The word that `given` was meant to be: the same but for case and separators, or its beginning,
/// or a few slips away.
pub(crate) fn nearest<'k>(
    given: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let given = bare(given);
    if given.is_empty() || given.len() > 64 {
        return None;
    }
    let rank = |word: &str| {
        let word = bare(word);
        let slips = slips(&given, &word);
        let begins = given.len() >= 3 && (word.starts_with(&*given) || given.starts_with(&*word));
        match slips {
            0 => Some(0),
            // A third of a word may be wrong, but not so much that it is another word.
            _ if slips <= word.len().min(given.len()) / 3 => Some(slips),
            _ if begins => Some(word.len()),
            _ => None,
        }
    };
    let ranked = known
        .into_iter()
        .filter_map(|word| Some((rank(word)?, word)));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, word)| word)
}

/// Letters and digits in lower case: `publicKeys`, `public-keys` and `PUBLIC_KEYS` are one.
pub(crate) fn bare(word: &str) -> String {
    word.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// How many characters are to be put in, taken out, replaced or swapped.
fn slips(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
            let replaced = at(&row, j) + usize::from(left != right);
            let mut least = replaced.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let is_swap =
                i > 0 && j > 0 && a.get(i - 1) == Some(right) && b.get(j - 1) == Some(left);
            if is_swap {
                least = least.min(at(&before, j - 1) + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_that_was_meant_is_found_and_a_stranger_finds_none() {
        let known = [
            "public_keys",
            "merchant_ids",
            "digest",
            "sources",
            "source_mode",
        ];
        for (given, meant) in [
            ("public_key", Some("public_keys")),
            ("publicKeys", Some("public_keys")),
            ("PUBLIC-KEYS", Some("public_keys")),
            ("pubilc_keys", Some("public_keys")),
            ("merchantId", Some("merchant_ids")),
            ("source", Some("sources")),
            ("sourceMode", Some("source_mode")),
            ("soruce", Some("sources")),
            ("salt", None),
            ("x", None),
            ("", None),
            ("公钥", None),
        ] {
            assert_eq!(nearest(given, known), meant, "{given}");
        }
        assert_eq!(
            nearest("prod", ["production", "sandbox"]),
            Some("production")
        );
        assert_eq!(
            nearest("SHA-256", ["MD5", "SHA1", "SHA256"]),
            Some("SHA256")
        );
    }

    #[test]
    fn slips_are_counted() {
        for (a, b, count) in [
            ("", "abc", 3),
            ("abc", "abc", 0),
            ("acb", "abc", 1),
            ("ab", "ba", 1),
        ] {
            assert_eq!(slips(a, b), count, "{a} {b}");
            assert_eq!(slips(b, a), count, "{b} {a}");
        }
    }
}
