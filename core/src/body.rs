//! Strict JSON: one object, no duplicate member at any level, nothing before or behind it.
//!
//! Strings borrow from the body where they can. What real bodies look like is read by [`scan`]
//! without an allocation; everything unusual, and everything wrong, by `serde_json`.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use smallvec::SmallVec;

use crate::code::Code;
use crate::refusal::Reason;
use crate::wire::{Wire, prefix};

mod scan;
mod unreadable;

use unreadable::{not_json, unreadable};

pub(crate) use scan::Scratch;

/// Deeper nesting than this is refused; the outermost object is level 1.
const MAX_DEPTH: usize = 32;
/// More members than this in one object are refused.
const MAX_MEMBERS: usize = 256;

/// The members of one object, in the order of the text.
type Members<'b> = SmallVec<[Member<'b>; 24]>;

/// A JSON object whose members have different names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Object<'b> {
    members: Members<'b>,
    /// Bytewise ascending by name.
    sorted: SmallVec<[Place; 24]>,
}

/// Where a member is in `members`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// The beginning of its name: most comparisons end here, and need no look at the name.
    prefix: u64,
    position: u16,
}

/// Whether two names with the same prefix are the same: what is not in the prefix is most often in
/// the last eight bytes, and two numbers are compared sooner than two runs of memory.
fn is_same(a: &str, b: &str) -> bool {
    let last = |name: &str| name.as_bytes().last_chunk::<8>().copied();
    match (a.len() == b.len(), a.len()) {
        (false, _) => false,
        (true, ..=8) => true,
        (true, ..=16) => last(a) == last(b),
        (true, _) => a == b,
    }
}

/// A member as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member<'b> {
    pub(crate) name: Cow<'b, str>,
    pub(crate) value: Value<'b>,
}

/// A member's value. Only texts are taken apart here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value<'b> {
    Null,
    Text(Cow<'b, str>),
    /// A number, boolean, array or object, as it was written.
    Json(&'b str),
}

impl Value<'_> {
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Null | Value::Json(_) => None,
        }
    }
}

const TOO_DEEP: Reason = Reason::new(Code::MalformedBody, "the body is nested too deeply");
const TOO_MANY: Reason = Reason::new(Code::MalformedBody, "an object has more than 256 members");
const DUPLICATE: Reason = Reason::new(
    Code::DuplicateMember,
    "appears twice in one object, so it has two values",
);

impl<'b> Object<'b> {
    /// Reads a body. `scratch` takes the strings that have escapes.
    pub(crate) fn parse(body: &'b [u8], scratch: &'b mut Scratch) -> Result<Object<'b>, Reason> {
        let mut object = Object::default();
        object.read(body, scratch)?;
        Ok(object)
    }

    /// As [`parse`](Self::parse), into this empty object: it is large, and moving it takes time.
    pub(crate) fn read(&mut self, body: &'b [u8], scratch: &'b mut Scratch) -> Result<(), Reason> {
        let text = std::str::from_utf8(body).map_err(|_| unreadable(body))?;
        self.read_text(text, scratch)
    }

    pub(crate) fn parse_text(
        text: &'b str,
        scratch: &'b mut Scratch,
    ) -> Result<Object<'b>, Reason> {
        let mut object = Object::default();
        object.read_text(text, scratch)?;
        Ok(object)
    }

    fn read_text(&mut self, text: &'b str, scratch: &'b mut Scratch) -> Result<(), Reason> {
        match self.read_usual(text, scratch) {
            Some(()) => Ok(()),
            None => self.read_any(text),
        }
    }

    /// The fast reading; `None` where the general one must decide.
    fn read_usual(&mut self, text: &'b str, scratch: &'b mut Scratch) -> Option<()> {
        let with_escapes = scan::members(text, &mut self.members)?;
        if !with_escapes.is_empty() {
            let ranges: Option<SmallVec<[_; 24]>> = with_escapes
                .iter()
                .map(|at| scratch.push(self.members.get(usize::from(*at))?.value.text()?))
                .collect();
            let scratch: &'b Scratch = scratch;
            for (at, range) in with_escapes.into_iter().zip(ranges?) {
                self.members.get_mut(usize::from(at))?.value =
                    Value::Text(Cow::Borrowed(scratch.get(range)?));
            }
        }
        self.sort().ok()
    }

    fn read_any(&mut self, text: &'b str) -> Result<(), Reason> {
        let problem = Cell::new(None);
        let mut json = serde_json::Deserializer::from_str(text);
        self.members = json
            .deserialize_map(MembersVisitor { problem: &problem })
            .and_then(|members| json.end().map(|()| members))
            .map_err(|error| {
                let cut = error.is_eof();
                problem.take().unwrap_or_else(|| not_json(text, cut))
            })?;
        self.sort()
    }

    fn sort(&mut self) -> Result<(), Reason> {
        let Self { members, sorted } = self;
        sorted.clear();
        for (position, member) in members.iter().enumerate() {
            sorted.push(Place {
                prefix: prefix(&member.name),
                position: u16::try_from(position).map_err(|_| TOO_MANY)?,
            });
        }
        let name = |place: &Place| members.get(usize::from(place.position)).map(|m| &*m.name);
        let order = |a: &Place, b: &Place| {
            let prefixes = a.prefix.cmp(&b.prefix);
            prefixes.then_with(|| name(a).cmp(&name(b)))
        };
        sorted.sort_unstable_by(order);
        for pair in sorted.windows(2) {
            if let [a, b] = pair
                && order(a, b).is_eq()
            {
                return Err(DUPLICATE.about(name(a).unwrap_or_default()));
            }
        }
        Ok(())
    }

    /// The members in the order of the body.
    pub(crate) fn members(&self) -> &[Member<'b>] {
        &self.members
    }

    /// The members in bytewise ascending order of their names.
    pub(crate) fn sorted(&self) -> impl Iterator<Item = &Member<'b>> {
        self.sorted_positions().map(|(_, member)| member)
    }

    /// The same, each with its position among [`members`](Self::members).
    pub(crate) fn sorted_positions(&self) -> impl Iterator<Item = (usize, &Member<'b>)> {
        self.sorted.iter().filter_map(|place| {
            let position = usize::from(place.position);
            self.members.get(position).map(|member| (position, member))
        })
    }

    /// The position of the member of that name among [`members`](Self::members).
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        let wanted = prefix(name);
        // Nothing but numbers is compared on the way, so that the processor need not guess it.
        let first = self.sorted.partition_point(|place| place.prefix < wanted);
        let same_prefix = self.sorted.get(first..)?.iter();
        same_prefix
            .take_while(|place| place.prefix == wanted)
            .map(|place| usize::from(place.position))
            .find(|position| {
                let member = self.members.get(*position);
                member.is_some_and(|member| is_same(&member.name, name))
            })
    }

    /// Calls `found` for each of those names that a member has, with the member's position among
    /// [`members`](Self::members). The names are bytewise ascending, and so are the calls.
    pub(crate) fn find_all<'w>(&self, names: &'w [Wire], mut found: impl FnMut(&'w Wire, usize)) {
        let mut rest = self.sorted.as_slice();
        for wire in names {
            while let [place, after @ ..] = rest {
                let position = usize::from(place.position);
                let order = place.prefix.cmp(&wire.prefix).then_with(|| {
                    let member = self.members.get(position);
                    let name = member.map_or("", |member| &*member.name);
                    if is_same(name, wire.name) {
                        Ordering::Equal
                    } else {
                        name.cmp(wire.name)
                    }
                });
                match order {
                    Ordering::Less => rest = after,
                    Ordering::Equal => {
                        found(wire, position);
                        break;
                    }
                    Ordering::Greater => break,
                }
            }
        }
    }

    /// The value of the member of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Value<'b>> {
        self.members
            .get(self.position(name)?)
            .map(|member| &member.value)
    }
}

/// Reads the members of the outermost object.
struct MembersVisitor<'p> {
    problem: &'p Cell<Option<Reason>>,
}

impl<'de> Visitor<'de> for MembersVisitor<'_> {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = SmallVec::new();
        while let Some(name) = map.next_key_seed(TextSeed)? {
            if members.len() == MAX_MEMBERS {
                return Err(stop(self.problem, TOO_MANY));
            }
            let raw = map.next_value::<&'de RawValue>()?.get();
            let value = read_value(raw, self.problem).map_err(|()| de::Error::custom("value"))?;
            members.push(Member { name, value });
        }
        Ok(members)
    }
}

fn read_value<'de>(raw: &'de str, problem: &Cell<Option<Reason>>) -> Result<Value<'de>, ()> {
    let mut json = serde_json::Deserializer::from_str(raw);
    match raw.as_bytes().first() {
        Some(b'"') => TextSeed
            .deserialize(&mut json)
            .map(Value::Text)
            .map_err(|_| ()),
        Some(b'n') => Ok(Value::Null),
        _ => {
            Checked { depth: 1, problem }
                .deserialize(&mut json)
                .map_err(|_| ())?;
            Ok(Value::Json(raw))
        }
    }
}

/// Ends the parsing with our reason in place of the parser's.
fn stop<E: de::Error>(problem: &Cell<Option<Reason>>, reason: Reason) -> E {
    problem.set(Some(reason));
    E::custom("refused")
}

/// A string, borrowed where it has no escapes.
struct TextSeed;

impl<'de> DeserializeSeed<'de> for TextSeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for TextSeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// Walks a nested value: is it within the limits and without duplicate members?
#[derive(Clone, Copy)]
struct Checked<'p> {
    depth: usize,
    problem: &'p Cell<Option<Reason>>,
}

impl Checked<'_> {
    fn inside<E: de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(stop(self.problem, TOO_DEEP));
        }
        Ok(Checked {
            depth: self.depth + 1,
            problem: self.problem,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Checked<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Checked<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inside = self.inside()?;
        while items.next_element_seed(inside)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inside = self.inside()?;
        let mut names = std::collections::BTreeSet::new();
        while let Some(name) = map.next_key_seed(TextSeed)? {
            if names.len() == MAX_MEMBERS {
                return Err(stop(self.problem, TOO_MANY));
            }
            if names.contains(&name) {
                return Err(stop(self.problem, DUPLICATE.about(&name)));
            }
            names.insert(name);
            map.next_value_seed(inside)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<Code> {
        Object::parse(text.as_bytes(), &mut Scratch::default())
            .err()
            .map(|reason| reason.code)
    }

    #[test]
    fn members_keep_their_order_and_can_be_walked_sorted() {
        let mut scratch = Scratch::default();
        let body = br#"{"b":"1","a":null,"c":[1,{"x":2}]}"#;
        let object = Object::parse(body, &mut scratch).unwrap();
        let names: Vec<_> = object.members().iter().map(|m| &*m.name).collect();
        assert_eq!(names, ["b", "a", "c"]);
        let sorted: Vec<_> = object.sorted().map(|m| &*m.name).collect();
        assert_eq!(sorted, ["a", "b", "c"]);
        assert_eq!(object.get("b").and_then(Value::text), Some("1"));
        assert_eq!(object.get("c"), Some(&Value::Json(r#"[1,{"x":2}]"#)));
        assert_eq!(object.get("d"), None);
    }

    #[test]
    fn a_prefix_is_the_first_eight_bytes_filled_up_with_zeros() {
        let name = "abcdefghij";
        for length in 0..=name.len() {
            let mut filled = [0; 8];
            let first = length.min(8);
            filled[..first].copy_from_slice(&name.as_bytes()[..first]);
            assert_eq!(prefix(&name[..length]), u64::from_be_bytes(filled));
        }
    }

    #[test]
    fn a_member_is_found_by_its_whole_name_however_long() {
        let names = [
            "a",
            "ab",
            "abcdefg",
            "abcdefgh",
            "abcdefghi",
            "abcdefghj",
            "abcdefghijklmnop",
            "abcdefghijklmnoq",
            "abcdefghijklmnopq",
            "abcdefghXjklmnopq",
            "abcdefg\0",
        ];
        let members: Vec<_> = names
            .iter()
            .map(|name| format!("{name:?}:{name:?}"))
            .collect();
        let body = format!("{{{}}}", members.join(",").replace("\\0", "\\u0000"));
        let mut scratch = Scratch::default();
        let object = Object::parse(body.as_bytes(), &mut scratch).unwrap();
        for name in names {
            assert_eq!(object.get(name).and_then(Value::text), Some(name));
        }
        for absent in [
            "",
            "abc",
            "abcdefgi",
            "abcdefghk",
            "abcdefghijklmnor",
            "abcdefgh\0",
        ] {
            assert_eq!(object.get(absent), None, "{absent}");
        }
    }

    #[test]
    fn only_one_strict_object_is_read() {
        for wrong in [
            "",
            "{",
            "[]",
            "\"a\"",
            "null",
            "{}x",
            "{} {}",
            "\u{feff}{}",
            "{a:\"b\"}",
            "{\"a\":'b'}",
            "{\"a\":\"b\",}",
            "{\"a\":1e999}",
            "{\"a\":01}",
            "{\"a\":\"\t\"}",
            "{\"a\":\"\\u12\"}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":{\"b\":\"\\udc00\"}}",
            "{\"a\":NaN}",
            "{\"a\":nul}",
        ] {
            assert_eq!(code(wrong), Some(Code::MalformedBody), "{wrong}");
        }
        let not_utf8 = Object::parse(b"{\"a\":\"\xff\"}", &mut Scratch::default()).unwrap_err();
        assert_eq!(not_utf8.detail, "the body is not UTF-8");
        assert_eq!(code(" {\"a\" : \"b\"}\r\n"), None);
    }

    #[test]
    fn duplicates_are_found_at_every_level_and_behind_escapes() {
        for wrong in [
            r#"{"a":"1","a":"1"}"#,
            r#"{"a":"1","\u0061":"2"}"#,
            r#"{"a":{"b":1,"b":2}}"#,
            r#"{"a":[[{"b":1,"\u0062":2}]]}"#,
        ] {
            assert_eq!(code(wrong), Some(Code::DuplicateMember), "{wrong}");
        }
    }

    #[test]
    fn depth_and_member_count_have_limits() {
        let nested = |levels| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(code(&nested(31)), None);
        assert_eq!(code(&nested(32)), Some(Code::MalformedBody));
        let wide = |count, value: &str| {
            let members: Vec<_> = (0..count).map(|n| format!("\"m{n}\":{value}")).collect();
            format!("{{{}}}", members.join(","))
        };
        for value in ["\"\"", "1"] {
            assert_eq!(code(&wide(256, value)), None);
            assert_eq!(code(&wide(257, value)), Some(Code::MalformedBody));
            assert_eq!(
                code(&format!("{{\"a\":{}}}", wide(257, value))),
                Some(Code::MalformedBody)
            );
        }
    }

    /// The fast reading answers only where the general one gives the same.
    fn agree(text: &str) -> bool {
        let mut scratch = Scratch::default();
        let (mut fast, mut general) = (Object::default(), Object::default());
        let answered = fast.read_usual(text, &mut scratch).is_some();
        if answered {
            assert_eq!(general.read_any(text), Ok(()), "{text}");
            assert_eq!(fast, general, "{text}");
        }
        answered
    }

    #[test]
    fn the_fast_reading_answers_for_what_real_bodies_look_like() {
        for text in [
            "{}",
            r#" { "a" : "b" , "c":"" } "#,
            r#"{"a":"用户","b":"x"}"#,
            r#"{"bizContent":"{\"amount\":\"1\",\"t\":{\"a\":[1,-0.5,true,null]}}"}"#,
            r#"{"a":{"b":["x\n",{}],"c":{}},"d":0,"e":null,"f":false,"g":"\ud83d\ude00"}"#,
        ] {
            assert!(agree(text), "{text}");
        }
    }

    #[test]
    fn the_fast_reading_leaves_faults_to_the_general_one() {
        for text in [
            r#"{"a":"b"} x"#,
            r#"{"a":"b"#,
            r#"{"a":"b",}"#,
            r#"{"a" "b"}"#,
            r#"{"a":"b";"c":"d"}"#,
            "{\"a\":\"\u{1}\"}",
            r#"{"a":"1","a":"2"}"#,
            "{\"a\":\"b\"}\u{a0}",
            r#"{"a":01}"#,
            r#"{"a":{"b":1,"b":1}}"#,
            r#"{"a":"\x"}"#,
            r#"{"a":["\ud800"]}"#,
            r#"{"a":tru}"#,
            r#"{"a":[1,]}"#,
            r#"{"a":-}"#,
            r#"{"a":1.}"#,
            r#"{"a":1e9}"#,
            r#"{"\u0061":"1"}"#,
            r#"{"a":truex}"#,
            r#"{"a":1x}"#,
            r#"{"a":"\"#,
            "",
            "[]",
        ] {
            assert!(!agree(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn both_readings_agree_on_anything(text in r#"[{}\[\]:,"\\a-c01.eE+nulltrufs\- \t\n用\x01]{0,40}"#) {
            agree(&text);
            agree(&format!("{{\"a\":{text}}}"));
            agree(&format!("{{\"a\":\"{text}\"}}"));
        }
    }
}
