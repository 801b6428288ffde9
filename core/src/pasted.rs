//! What comes along when a value is copied: line ends, quotes, characters that nobody sees.
//!
//! Env files, dashboards, spreadsheets and secret stores put something around a value. With it the
//! receiver could be built, and would then refuse every genuine notification. So it is looked for
//! when the receiver is built. Every sentence names what was found, and none repeats the value.

/// The sentence about what is around a value or in it and cannot be meant; `None` if there is
/// nothing, and for an empty value, of which each option has its own sentence.
///
/// Legitimate inside a value, and only there: blanks, quotes, backslashes, letters of any script.
pub(crate) fn problem(text: &str) -> Option<String> {
    let (first, last) = (text.chars().next()?, text.chars().next_back()?);
    if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        return Some("the value is nothing but white space".to_owned());
    }
    if is_edge(first) {
        let what = name_of(first);
        return Some(format!("the value begins with {what}; remove it"));
    }
    if is_edge(last) {
        let what = name_of(last);
        return Some(format!("the value ends with {what}; remove it"));
    }
    for (end, named) in [("\\n", "`\\n`"), ("\\r", "`\\r`"), ("\\t", "`\\t`")] {
        if text.ends_with(end) {
            return Some(format!(
                "the value ends with the two characters {named}, which were meant as a line end or \
                 a tab; remove them"
            ));
        }
    }
    if let Some(quotes) = quotes(first, last).filter(|_| text.chars().nth(1).is_some()) {
        return Some(format!(
            "the value is wrapped in {quotes}; write it without them"
        ));
    }
    if let Some(form) = placeholder(text) {
        return Some(format!(
            "the value is a placeholder of the form {form} that nothing has replaced; put the text \
             itself there"
        ));
    }
    let hidden = |c: &char| c.is_control() || is_invisible(*c) || is_full_width(*c);
    let found = text.chars().find(hidden)?;
    let advice = if is_full_width(found) {
        "write it in half width"
    } else {
        "type the value or copy it again"
    };
    Some(format!("the value holds {}; {advice}", name_of(found)))
}

/// As [`problem`], for an identifier: printable ASCII without blanks, quotes, brackets and
/// separators.
pub(crate) fn problem_of_id(text: &str) -> Option<String> {
    if let Some(problem) = problem(text) {
        return Some(problem);
    }
    if is_scientific(text) {
        return Some(
            "the id is in scientific notation, as a spreadsheet writes long numbers; write all its \
             digits"
                .to_owned(),
        );
    }
    let is_usual = |c: char| c.is_ascii_alphanumeric() || "-_.:@/+#~!*".contains(c);
    let found = text.chars().find(|c| !is_usual(*c))?;
    let advice = match found {
        ',' | ';' | '|' | ' ' => "give each id as a separate entry, whole and without blanks",
        _ if found.is_ascii() => "give the id alone",
        _ => "type the id or copy it again",
    };
    Some(format!("the id holds {}; {advice}", name_of(found)))
}

/// What a character is called in a sentence.
pub(crate) fn name_of(character: char) -> String {
    let name = match character {
        '\n' | '\r' => return "a line end".to_owned(),
        ' ' => return "a blank".to_owned(),
        '\t' => return "a tab".to_owned(),
        ',' => return "a comma".to_owned(),
        printable if printable.is_ascii_graphic() => return format!("`{printable}`"),
        '\u{a0}' => "a no-break space",
        '\u{3000}' => "an ideographic space",
        '\u{200b}' => "a zero-width space",
        '\u{feff}' => "a byte order mark",
        '\u{fffd}' => "a replacement character, so it was read in the wrong encoding",
        '\u{2026}' => "an ellipsis",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "a typographic dash",
        full if is_full_width(full) => "a full-width character",
        white if white.is_whitespace() => "white space",
        hidden if is_invisible(hidden) => "an invisible character",
        control if control.is_control() => "a control character",
        _ => "the character",
    };
    match name {
        "the character" => format!("{name} U+{:04X}", u32::from(character)),
        _ => format!("{name} (U+{:04X})", u32::from(character)),
    }
}

/// The name of a pair of quotes that these two characters are.
pub(crate) fn quotes(first: char, last: char) -> Option<&'static str> {
    Some(match (first, last) {
        ('"', '"') => "double quotes",
        ('\'', '\'') => "single quotes",
        ('`', '`') => "backticks",
        ('“' | '”' | '„' | '‟', '“' | '”')
        | ('‘' | '’' | '‚' | '‛', '‘' | '’')
        | ('«', '»')
        | ('»', '«')
        | ('‹', '›')
        | ('「', '」')
        | ('『', '』')
        | ('＂', '＂')
        | ('＇', '＇') => "typographic quotes",
        _ => return None,
    })
}

/// The form of a placeholder that a template, a shell or a document left.
pub(crate) fn placeholder(text: &str) -> Option<&'static str> {
    let form = |begin: &str, end: &str| {
        let inside = text.strip_prefix(begin).and_then(|t| t.strip_suffix(end));
        inside.is_some_and(|name| !name.is_empty())
    };
    if form("${", "}") {
        return Some("`${...}`");
    }
    if form("{{", "}}") {
        return Some("`{{...}}`");
    }
    if form("$(", ")") {
        return Some("`$(...)`");
    }
    if form("<", ">") {
        return Some("`<...>`");
    }
    let variable = text.strip_prefix('%').and_then(|t| t.strip_suffix('%'));
    variable.is_some_and(is_variable_name).then_some("`%...%`")
}

/// Whether a text is what environment variables are called: `LIANLIAN_PUBLIC_KEY`.
pub(crate) fn is_variable_name(text: &str) -> bool {
    text.contains('_')
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Characters that take no space on a screen, and the replacement character for lost bytes.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffd}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// `０` to `９`, `Ａ` to `Ｚ` and their like, as Chinese and Japanese keyboards type them.
fn is_full_width(character: char) -> bool {
    matches!(character, '\u{ff01}'..='\u{ff5e}')
}

fn is_edge(character: char) -> bool {
    character.is_whitespace() || character.is_control() || is_invisible(character)
}

/// `2.01103E+17`
fn is_scientific(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let are_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    are_digits(whole)
        && whole.len() == 1
        && are_digits(fraction)
        && exponent.strip_prefix('+').is_some_and(are_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clings_to_a_value_is_named_and_the_value_is_not_repeated() {
        for (text, found) in [
            ("SECRET\n", "ends with a line end"),
            ("SECRET\r\n", "ends with a line end"),
            ("SECRET ", "ends with a blank"),
            ("\tSECRET", "begins with a tab"),
            ("\u{a0}SECRET", "begins with a no-break space (U+00A0)"),
            ("SECRET\u{3000}", "ends with an ideographic space (U+3000)"),
            ("\u{feff}SECRET", "begins with a byte order mark (U+FEFF)"),
            ("SECRET\0", "ends with a control character (U+0000)"),
            ("SECRET\\n", "the two characters `\\n`"),
            ("SECRET\\r\\n", "the two characters `\\n`"),
            ("SECRET\\r", "the two characters `\\r`"),
            ("\"SECRET\"", "wrapped in double quotes"),
            ("'SECRET'", "wrapped in single quotes"),
            ("`SECRET`", "wrapped in backticks"),
            ("“SECRET”", "wrapped in typographic quotes"),
            ("„SECRET“", "wrapped in typographic quotes"),
            ("‘SECRET’", "wrapped in typographic quotes"),
            ("«SECRET»", "wrapped in typographic quotes"),
            ("\"\"", "wrapped in double quotes"),
            ("SEC\u{200b}RET", "holds a zero-width space (U+200B)"),
            (
                "SECRET\u{200d}",
                "ends with an invisible character (U+200D)",
            ),
            ("SEC\u{ad}RET", "holds an invisible character (U+00AD)"),
            ("SEC\nRET", "holds a line end"),
            ("SEC\u{7}RET", "holds a control character (U+0007)"),
            ("SEC\u{fffd}RET", "wrong encoding"),
            ("SECRET１", "holds a full-width character (U+FF11)"),
            ("${SECRET}", "placeholder of the form `${...}`"),
            ("{{ SECRET }}", "placeholder of the form `{{...}}`"),
            ("$(SECRET)", "placeholder of the form `$(...)`"),
            ("<SECRET>", "placeholder of the form `<...>`"),
            ("%MY_SECRET%", "placeholder of the form `%...%`"),
            (" \u{feff}\n", "nothing but white space"),
        ] {
            let message = problem(text).unwrap_or_else(|| panic!("nothing found in {text:?}"));
            assert!(message.contains(found), "{text:?}: {message}");
            assert!(!message.contains("SEC"), "{message}");
            assert_eq!(problem_of_id(text), Some(message));
        }
    }

    #[test]
    fn what_may_be_meant_is_taken() {
        for text in [
            "F78BC96A55548B2319EE68E0",
            "it's \"quoted\" inside",
            "\"one-sided",
            "\"",
            "a\\nb",
            "50%",
            "${",
            "<>",
            "盐",
            "é",
        ] {
            assert_eq!(problem(text), None, "{text:?}");
        }
        for id in ["201103171000000000", "1", "shop-7_A.b", "E", "1e5"] {
            assert_eq!(problem_of_id(id), None, "{id:?}");
        }
    }

    #[test]
    fn an_id_is_one_word_of_printable_ascii() {
        for (text, found) in [
            ("2011,2012", "a comma; give each id as a separate entry"),
            ("2011 2012", "a blank; give each id as a separate entry"),
            ("[\"2011\"]", "holds `[`"),
            ("\"2011", "holds `\"`"),
            ("client_id=2011", "holds `=`"),
            ("2011\\", "holds `\\`"),
            ("2011é", "the character U+00E9"),
            ("2011—7", "a typographic dash (U+2014)"),
            ("2.01103171E+17", "scientific notation"),
            ("2E+17", "scientific notation"),
        ] {
            let message =
                problem_of_id(text).unwrap_or_else(|| panic!("nothing found in {text:?}"));
            assert!(message.contains(found), "{text:?}: {message}");
            assert!(!message.contains("2011"), "{message}");
        }
    }
}
