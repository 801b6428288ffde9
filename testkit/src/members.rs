//! The members of a JSON object, in their order, and the text that is signed of them.

/// A member's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// Anything else, as JSON.
    Json(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<&serde_json::Value> for Value {
    fn from(value: &serde_json::Value) -> Value {
        match value {
            serde_json::Value::String(text) => Value::Text(text.clone()),
            other => Value::Json(other.to_string()),
        }
    }
}

/// The members of a JSON object, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members(Vec<(String, Value)>);

impl Members {
    /// These members, all of them strings.
    pub fn of(members: &[(&str, &str)]) -> Members {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), Value::from(*text));
        Members(members.iter().map(own).collect())
    }

    /// With that member: replaced where it is, or added at the end.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Members {
        match self.0.iter_mut().find(|(member, _)| member == name) {
            Some((_, old)) => *old = value.into(),
            None => self.0.push((name.to_owned(), value.into())),
        }
        self
    }

    /// Without that member.
    #[must_use]
    pub fn without(mut self, name: &str) -> Members {
        self.0.retain(|(member, _)| member != name);
        self
    }

    /// In bytewise order of their names, as real bodies come.
    #[must_use]
    pub fn sorted(mut self) -> Members {
        self.0.sort_by(|(one, _), (other, _)| one.cmp(other));
        self
    }

    /// The text of a member; empty if there is none.
    pub fn text(&self, name: &str) -> &str {
        let member = self.0.iter().find(|(member, _)| member == name);
        match member {
            Some((_, Value::Text(text))) => text,
            _ => "",
        }
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The text that is signed: [`signed_text`] of the members that are strings.
    pub(crate) fn signed_text(&self, keep: impl Fn(&str) -> bool) -> String {
        signed_text(
            self.iter().filter_map(|(name, value)| match value {
                Value::Text(text) => Some((name, text.as_str())),
                Value::Json(_) => None,
            }),
            keep,
        )
    }

    /// As compact JSON.
    pub fn to_json(&self) -> String {
        let members: Vec<String> = self
            .iter()
            .map(|(name, value)| member(name, value))
            .collect();
        format!("{{{}}}", members.join(","))
    }

    /// As compact JSON, with this member once more at the front.
    pub(crate) fn to_json_with_duplicate(&self, name: &str, value: &str) -> String {
        let whole = self.to_json();
        let first = member(name, &Value::from(value));
        format!("{{{first},{}", whole.trim_start_matches('{'))
    }
}

fn member(name: &str, value: &Value) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match value {
        Value::Text(text) => format!("{}:{}", quoted(name), quoted(text)),
        Value::Json(json) => format!("{}:{json}", quoted(name)),
    }
}

/// What both providers sign: `name=value` joined by `&` in bytewise order of the names, of all
/// members but `sign` whose value `keep` holds for.
///
/// ```
/// let members = [("b", "2"), ("a", "1"), ("sign", "x"), ("c", "")];
/// let text = ackwell_testkit::signed_text(members, |value| !value.is_empty());
/// assert_eq!(text, "a=1&b=2");
/// ```
pub fn signed_text<'m>(
    members: impl IntoIterator<Item = (&'m str, &'m str)>,
    keep: impl Fn(&str) -> bool,
) -> String {
    let mut pairs: Vec<(&str, &str)> = members
        .into_iter()
        .filter(|(name, value)| *name != "sign" && keep(value))
        .collect();
    pairs.sort_unstable();
    let written: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    written.join("&")
}
