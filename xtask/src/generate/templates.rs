//! The templates of `xtask/templates`: a file as its language's developers know it, with places for
//! what comes from the tables.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

/// Fills a template.
///
/// # Panics
///
/// If the template is wrong or names something that the context does not have, which only a change
/// of either can cause.
pub(crate) fn render(name: &'static str, template: &'static str, context: Value) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_syntax(
        SyntaxConfig::builder()
            .keep_trailing_newline(true)
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .expect("nothing but white space is changed"),
    );
    environment.add_filter("camel", |text: String| super::camel(&text));
    environment.add_filter("pascal", |text: String| super::pascal(&text));
    environment.add_filter("wrap", |text: String, width: usize, prefix: String| {
        wrapped(&text, width, &prefix)
    });
    environment.add_filter("xml", |text: String| xml(&text));
    environment.add_filter("javadoc", |text: String| javadoc(&text));
    let text = environment
        .add_template(name, template)
        .and_then(|()| environment.get_template(name)?.render(context));
    match text {
        Ok(text) => text,
        Err(problem) => panic!("the template {name}: {problem:#}"),
    }
}

/// The words in lines of at most `width` characters, the prefix included. It is put in front of
/// every line but the first, which follows what the template already has.
pub(crate) fn wrapped(text: &str, width: usize, prefix: &str) -> String {
    let mut lines = vec![String::new()];
    let columns = width.saturating_sub(prefix.chars().count());
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is always one");
        if last.is_empty() {
            last.push_str(word);
        } else if last.chars().count() + 1 + word.chars().count() <= columns {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join(&format!("\n{prefix}"))
}

/// Prose as XML documentation: escaped, `` `code` `` as `<c>code</c>`.
fn xml(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let mut parts = escaped.split('`');
    let mut made = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        made.push_str(if index % 2 == 0 { "<c>" } else { "</c>" });
        made.push_str(part);
    }
    made
}

/// Prose as Javadoc: `` `code` `` as `{@code code}`.
fn javadoc(text: &str) -> String {
    let mut made = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 0 {
            let escaped = part
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            made.push_str(&escaped);
        } else {
            made.push_str("{@code ");
            made.push_str(part);
            made.push('}');
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_wrapped_with_the_prefix_of_its_comment() {
        let text = "one two three four five";
        assert_eq!(wrapped(text, 14, "// "), "one two\n// three four\n// five");
        assert_eq!(wrapped("", 14, "// "), "");
    }

    #[test]
    fn code_in_prose_becomes_an_element() {
        assert_eq!(xml("a `<b>` & c"), "a <c>&lt;b&gt;</c> &amp; c");
    }

    #[test]
    fn code_in_prose_becomes_a_tag_of_javadoc() {
        assert_eq!(javadoc("a `<b>` & c"), "a {@code <b>} &amp; c");
    }

    #[test]
    #[should_panic(expected = "undefined")]
    fn a_template_that_names_what_is_not_there_is_refused() {
        render("t", "{{ nothing }}", minijinja::context! {});
    }
}
