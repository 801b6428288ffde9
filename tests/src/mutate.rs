//! Bodies, headers and peers as nobody should send them, from a seed.
//!
//! The same seed gives the same inputs on every machine. Some changes are harmless on purpose
//! (white space, order, escapes, an added empty member), so that acceptance is exercised too.

use std::fmt::Write as _;

use crate::json::{Json, Limits};
use crate::oracle::{Request, lianlian_names, pingpong_names};

/// A small generator (SplitMix64): seeded, the same everywhere.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("64 bits or fewer");
        usize::try_from(self.draw() % bound).expect("smaller than a usize")
    }

    /// One of them.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// Values that have made parsers stumble.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1e999",
    "-1e-999",
    "123456789012345678901234567890",
    "0.1",
    "[]",
    "{}",
    "[[]]",
    "{\"a\":1}",
    "{\"a\":1,\"a\":2}",
    "\"\"",
    "\" \"",
    "\"\\t\"",
    "\"null\"",
    "\"&\"",
    "\"=\"",
    "\"a&b\"",
    "\"x&money_order=9999.00&mz=\"",
    "\"x&no_order=1\"",
    "\"x&accId=1\"",
    "\"x&status=SUCCESS\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"\u{3000}\"",
    "\"\u{a0}\"",
    "\"\u{feff}\"",
    "\"\u{85}\"",
    "\"\\u000b\"",
    "\"\\u001c\"",
    "\"0.01\"",
    "\"0\"",
    "\"-1\"",
    "\"1e3\"",
    "\"SUCCESS\"",
    "\"PROCESSING\"",
    "\"RSA\"",
    "\"MD5\"",
    "\"SHA256\"",
    "\"SHA512\"",
    "\"1.0\"",
    "\"20130230\"",
    "\"USD\"",
    "\"usd\"",
    "\"１\"",
    "\"201103171000000001\"",
    "'a'",
    "a",
    "NaN",
    "+1",
    "01",
    "\"\\x\"",
    "\"\\u12\"",
    "\"unterminated",
    "\"{}\"",
    "\"{\\\"a\\\":1}\"",
    "",
];

const NAMES: &[&str] = &[
    "remark",
    "mz",
    "a",
    "",
    " ",
    "a-b",
    "a b",
    "sign ",
    "Sign",
    "__proto__",
    "constructor",
    "money_settle",
    "money_sellte",
    "currency_settle",
    "currency_sellte",
    "exchange_rate",
    "no_refund",
    "version",
    "notifyType",
    "名",
    "\\u0073ign",
    "\\ud800",
    "a\\u0000",
];

const PEERS: &[&str] = &[
    "115.236.102.36",
    "::ffff:115.236.102.36",
    "115.236.102.36:443",
    "[::ffff:3.125.243.2]:1",
    "3.125.243.2",
    "10.0.0.1",
    "10.0.0.1:80",
    "203.0.113.7",
    "",
    "unix",
    "localhost",
    "1.2.3",
    "1.2.3.4.5",
    "::",
    "[::1]",
    "[::1]:80",
    "115.236.102.36 ",
    "0x73.236.102.36",
    "unknown",
];

const HOPS: &[&str] = &[
    "115.236.102.36",
    "3.125.243.2",
    "10.0.0.2",
    "203.0.113.7",
    "unknown",
    "",
    " ",
    "_hidden",
    "115.236.102.36:5",
    "::ffff:115.236.102.36",
    "[2001:db8::1]",
    "[2001:db8::1]:9",
    "\"",
    "for=115.236.102.36",
    "999.1.1.1",
    "\u{e9}",
];

/// Makes one input after the other.
#[derive(Debug, Clone)]
pub struct Mutator {
    /// Where the choices come from.
    pub random: Random,
    names: Vec<&'static str>,
}

impl Mutator {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        let mut names = lianlian_names();
        names.extend(pingpong_names());
        Self {
            random: Random::new(seed),
            names,
        }
    }

    /// A changed copy of the request: mostly its body, at times its way here.
    pub fn mutate(&mut self, request: &Request) -> Request {
        let mut changed = request.clone();
        if self.random.once_in(8) {
            self.change_way(&mut changed);
            if self.random.once_in(2) {
                return changed;
            }
        }
        changed.body = self.body(&request.body);
        while self.random.once_in(4) {
            changed.body = self.body(&changed.body);
        }
        changed
    }

    /// A changed copy of a body: as members while it still is an object, else as bytes.
    pub fn body(&mut self, body: &[u8]) -> Vec<u8> {
        let members = std::str::from_utf8(body).ok().and_then(tokens);
        match members {
            Some(members) if !self.random.once_in(4) => self.members(members),
            _ => self.bytes(body),
        }
    }

    fn change_way(&mut self, request: &mut Request) {
        if self.random.once_in(2) {
            let peer = self.random.pick(PEERS);
            request.peer = (!self.random.once_in(6)).then(|| peer.to_owned());
        }
        for _ in 0..self.random.below(3) {
            let hops: Vec<&str> = (0..=self.random.below(3))
                .map(|_| self.random.pick(HOPS))
                .collect();
            let header = if self.random.once_in(2) {
                let name = self.random.pick(&["X-Forwarded-For", "x-forwarded-for"]);
                (
                    name.to_owned(),
                    hops.join(self.random.pick(&[",", ", ", " ,\t"])),
                )
            } else {
                let hops: Vec<String> = hops
                    .iter()
                    .map(|hop| match self.random.below(4) {
                        0 => format!("for=\"{hop}\""),
                        1 => format!("proto=https;for={hop}"),
                        2 => format!("For={hop};by=_x"),
                        _ => format!("for={hop}"),
                    })
                    .collect();
                (
                    "Forwarded".to_owned(),
                    hops.join(self.random.pick(&[",", ", ", ";"])),
                )
            };
            let mut value = header.1.into_bytes();
            if self.random.once_in(10) {
                value = self.bytes(&value);
            }
            request.headers.push((header.0, value));
        }
    }

    fn bytes(&mut self, body: &[u8]) -> Vec<u8> {
        let mut out = body.to_vec();
        if out.is_empty() {
            return vec![0];
        }
        let at = self.random.below(out.len());
        let end = at + self.random.below((out.len() - at).min(40) + 1);
        match self.random.below(10) {
            0 | 1 => out[at] ^= 1 << self.random.below(8),
            2 => out[at] = self.random.draw().to_le_bytes()[0],
            3 => out.truncate(at),
            4 => drop(out.drain(at..end)),
            5 => {
                let copy = out[at..end].to_vec();
                out.splice(at..at, copy);
            }
            6 => {
                let piece: &[u8] = self.random.pick(&[
                    b"\xEF\xBB\xBF".as_slice(),
                    b"\0",
                    b"\"",
                    b"{",
                    b"}",
                    b"[[[[",
                    b",",
                    b"\\",
                    b"\xC0\x80",
                    b"\xED\xA0\x80",
                    b"\xFF",
                    b"\xF4\x90\x80\x80",
                    b"\\ud800",
                    b"\n",
                    b"&",
                    b"=",
                    b"/**/",
                    b" ",
                ]);
                let at = if self.random.once_in(3) { 0 } else { at };
                out.splice(at..at, piece.iter().copied());
            }
            7 => out.extend_from_slice(self.random.pick(&[
                b" ".as_slice(),
                b"\n",
                b"{}",
                b"x",
                b"\0",
                b"\xEF\xBB\xBF",
            ])),
            8 => out[at..].reverse(),
            _ => {
                let depth = self.random.below(80);
                let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
                out.splice(at..at, nested.into_bytes());
            }
        }
        out
    }

    fn members(&mut self, mut members: Vec<(String, String)>) -> Vec<u8> {
        if members.is_empty() {
            members.push(("\"a\"".into(), "\"b\"".into()));
        }
        let at = self.random.below(members.len());
        let other = self.random.below(members.len());
        let mut spaced = false;
        match self.random.below(18) {
            0 => {
                let copy = members[at].clone();
                members.insert(other, copy);
            }
            1 => {
                let name = members[at].0.clone();
                members.insert(other, (name, self.random.pick(VALUES).to_owned()));
            }
            2 => {
                let name = if self.random.once_in(2) {
                    self.random.pick(NAMES).to_owned()
                } else {
                    let known = self.names.clone();
                    self.random.pick(&known).to_owned()
                };
                let value = self.random.pick(VALUES).to_owned();
                members.insert(other, (format!("\"{name}\""), value));
            }
            3 => drop(members.remove(at)),
            4 => members[at].0 = format!("\"{}\"", self.random.pick(NAMES)),
            5 | 6 => self.random.pick(VALUES).clone_into(&mut members[at].1),
            7 => {
                let value = members[at].1.clone();
                let swapped = std::mem::replace(&mut members[other].1, value);
                members[at].1 = swapped;
            }
            8 => members[at].1 = escaped(&members[at].1),
            9 => members[at].0 = escaped(&members[at].0),
            10 => members.reverse(),
            11 => spaced = true,
            12 => self.merge(&mut members),
            13 => self.split(&mut members, at),
            14 => self.signature(&mut members),
            15 => {
                let piece = self
                    .random
                    .pick(&["&", "=", "\\u0026", "\\u0000", " ", "0", "\\ud800", "é"]);
                let value = &mut members[at].1;
                if value.starts_with('"') && value.len() >= 2 {
                    value.insert_str(value.len() - 1, piece);
                }
            }
            16 => {
                let depth = self.random.below(40);
                members[at].1 = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
            }
            _ => {
                let count = self.random.below(300);
                members.extend((0..count).map(|n| (format!("\"m{n}\""), "\"\"".to_owned())));
            }
        }
        assemble(&members, spaced).into_bytes()
    }

    /// Hides a member inside the one before it: `a=1&b=2` as one value of `a`.
    fn merge(&mut self, members: &mut Vec<(String, String)>) {
        members.sort();
        if members.len() < 2 {
            return;
        }
        let at = self.random.below(members.len() - 1);
        let hidden = members.remove(at + 1);
        if let (Some(name), Some(value)) = (inside(&hidden.0), inside(&hidden.1)) {
            let addition = format!("&{name}={value}");
            let host = &mut members[at].1;
            if host.starts_with('"') && host.len() >= 2 {
                host.insert_str(host.len() - 1, &addition);
            }
        }
    }

    /// The other way round: what is behind an `&` in a value becomes a member.
    fn split(&mut self, members: &mut Vec<(String, String)>, at: usize) {
        let text = members[at].1.clone();
        let places: Vec<usize> = text.match_indices('&').map(|(place, _)| place).collect();
        if places.is_empty() {
            return;
        }
        let place = places[self.random.below(places.len())];
        let tail = &text[place + 1..];
        if let (Some((name, value)), true) = (tail.split_once('='), text.starts_with('"')) {
            members[at].1 = format!("{}\"", &text[..place]);
            members.push((format!("\"{name}\""), format!("\"{value}")));
        }
    }

    fn signature(&mut self, members: &mut [(String, String)]) {
        let choice = self.random.below(8);
        let noise = self.random.draw();
        let Some((_, value)) = members.iter_mut().find(|(name, _)| name == "\"sign\"") else {
            return;
        };
        let Some(text) = inside(value).filter(|text| text.is_ascii() && text.len() > 4) else {
            return;
        };
        let at = usize::try_from(noise % 1_000).expect("small") % text.len();
        let new = match choice {
            0 => text[..at].to_owned(),
            1 => text.to_ascii_lowercase(),
            2 => format!("{text} "),
            3 => format!("{}\\n{}", &text[..at], &text[at..]),
            4 => text.replace('+', "-").replace('/', "_"),
            5 => text.trim_end_matches('=').to_owned(),
            6 => format!("{}A{}", &text[..at], &text[at + 1..]),
            _ => format!("{text}{text}"),
        };
        *value = format!("\"{new}\"");
    }
}

/// The members of an object as raw JSON tokens, if the text is one.
fn tokens(text: &str) -> Option<Vec<(String, String)>> {
    let value = Json::parse(text, Limits::NONE).ok()?;
    let members = value.as_object()?;
    let raw = |name: &String, value: &Json| (Json::text(name.as_str()).compact(), value.compact());
    Some(
        members
            .iter()
            .map(|(name, value)| raw(name, value))
            .collect(),
    )
}

fn assemble(members: &[(String, String)], spaced: bool) -> String {
    let (colon, comma) = if spaced {
        (" :\t", ",\r\n ")
    } else {
        (":", ",")
    };
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{name}{colon}{value}"))
        .collect();
    format!("{{{}}}", members.join(comma))
}

fn inside(token: &str) -> Option<&str> {
    token.strip_prefix('"')?.strip_suffix('"')
}

/// The string token with every plain character written as an escape.
fn escaped(token: &str) -> String {
    let Some(Json::String(text)) = Json::parse(token, Limits::NONE).ok() else {
        return token.to_owned();
    };
    let mut units = [0; 2];
    let mut out = String::from("\"");
    for character in text.chars() {
        for unit in character.encode_utf16(&mut units) {
            write!(out, "\\u{unit:04x}").expect("a String takes it all");
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_same_seed_gives_the_same_inputs() {
        let request = Request {
            body: samples::payment().compact().into(),
            ..Request::default()
        };
        let run = || {
            let mut mutator = Mutator::new(7);
            (0..500)
                .map(|_| mutator.mutate(&request).body)
                .collect::<Vec<_>>()
        };
        assert_eq!(run(), run());
    }

    #[test]
    fn most_mutants_differ_and_many_are_still_json() {
        let request = Request {
            body: samples::payment().compact().into(),
            ..Request::default()
        };
        let mut mutator = Mutator::new(1);
        let mutants: Vec<_> = (0..2_000).map(|_| mutator.mutate(&request)).collect();
        let different = mutants
            .iter()
            .filter(|mutant| mutant.body != request.body)
            .count();
        let json = mutants
            .iter()
            .filter_map(|mutant| std::str::from_utf8(&mutant.body).ok())
            .filter(|text| Json::parse(text, Limits::RECEIVER).is_ok())
            .count();
        assert!(different > 1_500, "{different}");
        assert!(json > 400, "{json}");
    }
}
