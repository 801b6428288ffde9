//! Why PingPong's signature does not hold. A hash with a salt reveals nothing, so everything is
//! tried.

use super::scheme::PingPongScheme;
use super::{CAPTURE, CONTENT, NOTIFY_TYPE, REFUND, TRANSACTION, VOID};
use crate::any_or::AnyOr;
use crate::body::Object;
use crate::code::Code;
use crate::explain::lenient::{self, Member, Node, Value};
use crate::explain::rewrite::{
    OF_NUMBERS, OF_TEXTS, Rewrite, decode, has_lost_characters, is_number,
    looks_like_mojibake_of_gbk, unescape_html,
};
use crate::explain::search::{Blanks, Found, Known, Pair, Search, changed};
use crate::explain::{Cause, Findings, Hints};
use crate::provider::Provider;
use crate::refusal::Reason;
use crate::request::Request;
use crate::signature::digest::Digest;
use crate::signature::salted_hash::Making;
use crate::signature::sign_of;
use crate::source::Source;

/// The salt of the examples in PingPong's documentation.
const PUBLISHED_SALT: &str = "F78BC96A55548B2319EE68E0";

const DIGESTS: [Digest; 3] = [Digest::Sha256, Digest::Md5, Digest::Sha1];

impl PingPongScheme {
    /// Whether the salt vouches for the body.
    pub(crate) fn signature_holds(&self, body: &Object<'_>) -> bool {
        match self.check(body, Source::UNKNOWN) {
            Ok(_) => true,
            Err(reason) => matches!(
                reason.code,
                Code::NotANotification
                    | Code::WrongMerchant
                    | Code::MissingField
                    | Code::InvalidField
            ),
        }
    }

    /// Every check of the body, then the reason that the signature does not hold.
    pub(crate) fn explain(
        &self,
        body: Option<&Object<'_>>,
        members: &[Member],
        _request: &Request<'_>,
        hints: &Hints,
        findings: &mut Findings,
    ) {
        let check = |reason: Reason, findings: &mut Findings| {
            findings.check(reason, Provider::PingPong);
        };
        let has = |name| lenient::has(members, name);
        if !has(CONTENT) && (has("oid_partner") || has("no_order") || has("sign_type")) {
            findings
                .certain(Cause::OtherProvider)
                .namely("LianLian Pay");
        }
        let Some(body) = body else {
            self.explain_signature(members, hints, findings);
            return;
        };
        if let Err(reason) = sign_of(body) {
            check(reason, findings);
        }
        match self.read(body) {
            Ok(()) => {}
            Err(reason) if reason.code == Code::MissingSignature => {}
            Err(reason) => check(reason, findings),
        }
        if has(CONTENT) && !self.signature_holds(body) {
            self.explain_signature(members, hints, findings);
        }
        for reason in self.behind_the_signature(body) {
            check(reason, findings);
        }
    }

    fn explain_signature(&self, members: &[Member], hints: &Hints, findings: &mut Findings) {
        let Some(sign) = lenient::text(members, "sign").filter(|sign| !sign.is_empty()) else {
            return;
        };
        let Some((way, given)) = hash_of(sign) else {
            findings.certain(Cause::SignCut).about("sign");
            return;
        };
        let digest = DIGESTS
            .into_iter()
            .find(|digest| digest.length() == given.len());
        let Some(digest) = digest else {
            findings.certain(Cause::SignCut).about("sign");
            return;
        };
        if let Some(cause) = way {
            findings.certain(cause).about("sign");
        }
        let pairs = pairs(members);
        // What is named or configured may be another hash than the one that was made.
        let named = lenient::text(members, "signType").and_then(Digest::from_name);
        let configured = self.hashes.contains(&digest) && named.is_none_or(|named| named == digest);
        let explained = if configured {
            Cause::WrongSaltOrText
        } else {
            Cause::OtherHash
        };
        let other_hash = |findings: &mut Findings| {
            if !configured {
                findings.certain(Cause::OtherHash).namely(name_of(digest));
            }
        };

        let holds = |text: &str| {
            self.salt
                .makes(Making::Prefix, digest, text.as_bytes(), &given)
        };
        let mut search = Search::new(Blanks::Either, &holds);
        if search.holds_for(&pairs) && !retyped(members) {
            other_hash(findings);
            return;
        }
        if let Some((cause, name)) = self.other_salt(&pairs, digest, &given, hints) {
            other_hash(findings);
            let finding = findings.certain(cause);
            if let Some(name) = name {
                finding.namely(name);
            }
            return;
        }
        if let Some(Found { cause, member }) = self.find(members, &pairs, &mut search) {
            other_hash(findings);
            let finding = findings.certain(cause);
            if let Some(member) = member {
                finding.about(&member);
            }
            findings.certain(Cause::ChangedText);
            return;
        }
        for (name, value) in &pairs {
            if has_lost_characters(value) {
                findings.likely(Cause::CharactersLost).about(name);
            } else if looks_like_mojibake_of_gbk(value) {
                findings.likely(Cause::MojibakeGbk).about(name);
            }
        }
        if explained == Cause::OtherHash {
            findings.likely(Cause::OtherHash).namely(name_of(digest));
        }
        findings.certain(Cause::WrongSaltOrText);
    }

    /// The same text with another salt, or with the salt in another place.
    fn other_salt<'h>(
        &self,
        pairs: &[Pair],
        digest: Digest,
        given: &[u8],
        hints: &'h Hints,
    ) -> Option<(Cause, Option<&'h str>)> {
        let with = |making: Making<'_>| {
            let holds = |text: &str| self.salt.makes(making, digest, text.as_bytes(), given);
            Search::new(Blanks::Either, &holds).holds_for(pairs)
        };
        if Making::SUFFIXES.iter().any(|making| with(*making)) {
            return Some((Cause::SaltIsSuffix, None));
        }
        if with(Making::Hmac) {
            return Some((Cause::SaltIsHmac, None));
        }
        if Making::BLANKS.iter().any(|making| with(*making)) {
            return Some((Cause::SaltHasBlanks, None));
        }
        if with(Making::OtherSalt(PUBLISHED_SALT)) {
            return Some((Cause::PublishedSalt, None));
        }
        let hinted = hints
            .salts
            .iter()
            .find(|(_, salt)| with(Making::OtherSalt(salt)));
        hinted.map(|(name, _)| (Cause::OtherSalt, Some(name.as_str())))
    }

    fn find(&self, members: &[Member], pairs: &[Pair], search: &mut Search<'_>) -> Option<Found> {
        let found = |cause, member: Option<&str>| {
            Some(Found {
                cause,
                member: member.map(str::to_owned),
            })
        };
        let is_object = members
            .iter()
            .any(|member| member.name == CONTENT && matches!(member.value, Value::Json(_)));
        if search.holds_for(pairs) {
            let cause = if is_object {
                Cause::ContentIsObject
            } else {
                Cause::Retyped
            };
            return found(cause, None);
        }
        if let Some(name) = duplicates(pairs, search) {
            return found(Cause::DuplicateChosen, Some(&name));
        }
        if let Some(place) = pairs.iter().position(|(name, _)| name == CONTENT) {
            let text = pairs
                .get(place)
                .map(|(_, text)| text.clone())
                .unwrap_or_default();
            let mut holds = |content: String| {
                let mut pairs = pairs.to_vec();
                if let Some(pair) = pairs.get_mut(place) {
                    pair.1 = content;
                }
                search.holds_for(&pairs)
            };
            if let Some(cause) = content(&text, &mut holds) {
                let cause = if is_object {
                    Cause::ContentIsObject
                } else {
                    cause
                };
                return found(cause, Some(CONTENT));
            }
        }
        let mut found = changed(pairs, &self.known(), search)?;
        if retyped(members) && found.cause == Cause::NumbersRewritten {
            found.cause = Cause::Retyped;
        }
        Some(found)
    }

    fn known(&self) -> Known {
        let ids = |ids: &AnyOr<String>| match ids {
            AnyOr::Only(ids) => ids.clone(),
            AnyOr::Any => Vec::new(),
        };
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let (clients, accounts) = (ids(&self.client_id), ids(&self.accounts));
        let configured = clients.iter().map(|id| ("clientId", id.clone()));
        let configured = configured.chain(accounts.iter().map(|id| ("accId", id.clone())));
        Known {
            configured: configured.collect(),
            restorable: vec![
                ("signType", words(&["SHA256", "MD5"])),
                ("version", words(&["1.0"])),
                ("code", words(&["000000"])),
                (
                    "description",
                    words(&["Transaction succeeded", "Transaction Success", "SUCCESS"]),
                ),
                ("clientId", clients),
                ("accId", accounts),
            ],
        }
    }
}

/// The hash that a signature spells, and how it is spelled if not in hex.
fn hash_of(sign: &str) -> Option<(Option<Cause>, Vec<u8>)> {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let sign = sign.get(..1024).unwrap_or(sign);
    let hex = |text: &str| {
        base16ct::mixed::decode_vec(text)
            .ok()
            .filter(|bytes| bytes.len() >= 16)
    };
    if let Some(bytes) = hex(sign) {
        return Some((None, bytes));
    }
    let packed: String = sign.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(bytes) = hex(&packed) {
        return Some((Some(Cause::SignHasLineEnds), bytes));
    }
    if let Some(bytes) = decode(&packed, false).and_then(|text| hex(&text)) {
        return Some((Some(Cause::SignPercentEncoded), bytes));
    }
    if let Some(bytes) = unescape_html(&packed).and_then(|text| hex(&text)) {
        return Some((Some(Cause::SignHtmlEscaped), bytes));
    }
    let bytes = STANDARD.decode(&packed).ok()?;
    if let Some(inner) = std::str::from_utf8(&bytes).ok().and_then(hex) {
        return Some((Some(Cause::SignEncodedTwice), inner));
    }
    Some((Some(Cause::SignIsHex), bytes))
}

fn name_of(digest: Digest) -> &'static str {
    match digest {
        Digest::Md5 => "MD5",
        Digest::Sha1 => "SHA1",
        Digest::Sha256 => "SHA256",
    }
}

fn retyped(members: &[Member]) -> bool {
    members
        .iter()
        .any(|member| matches!(member.value, Value::Json(_)))
}

fn pairs(members: &[Member]) -> Vec<Pair> {
    let text = |member: &Member| match &member.value {
        Value::Null => None,
        Value::Text(text) | Value::Json(text) => Some((member.name.clone(), text.clone())),
    };
    members.iter().filter_map(text).collect()
}

/// The name that appears twice, if the signature holds for one of its values.
fn duplicates(pairs: &[Pair], search: &mut Search<'_>) -> Option<String> {
    let mut twice = None;
    for (place, (name, _)) in pairs.iter().enumerate() {
        let other = pairs
            .iter()
            .skip(place + 1)
            .position(|(other, _)| other == name);
        if let Some(other) = other {
            twice = Some((place, place + 1 + other, name.clone()));
        }
    }
    let (first, second, name) = twice?;
    [first, second].into_iter().find_map(|out| {
        let kept = pairs.iter().enumerate().filter(|(place, _)| *place != out);
        let kept: Vec<Pair> = kept.map(|(_, pair)| pair.clone()).collect();
        search.holds_for(&kept).then(|| name.clone())
    })
}

/// How a content may have been written before it was parsed.
#[derive(Clone, Copy)]
struct Style {
    order: Order,
    /// What is after a comma and after a colon.
    blanks: (&'static str, &'static str),
    /// Characters beyond ASCII as `\uXXXX`.
    ascii: bool,
    /// `/` as `\/`.
    slashes: bool,
    /// Numbers as texts.
    quoted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    AsItIs,
    Documented,
    Sorted,
    Reversed,
}

const AS_IT_IS: Style = Style {
    order: Order::AsItIs,
    blanks: ("", ""),
    ascii: false,
    slashes: false,
    quoted: false,
};

/// What was done to a content, if the signature holds for another writing of it.
fn content(text: &str, holds: &mut impl FnMut(String) -> bool) -> Option<Cause> {
    // A filter sees the text before a program parses it.
    let undone = OF_TEXTS
        .iter()
        .filter_map(|way| Some((way.cause, (way.undo)(text)?)));
    for (cause, undone) in undone {
        if lenient::node(&undone, 32).is_some() && holds(undone) {
            return Some(cause);
        }
    }
    let node = lenient::node(text, 32)?;
    for style in styles() {
        if holds(written(&node, style)) {
            return Some(Cause::ContentReserialised);
        }
    }
    for way in OF_NUMBERS {
        for quoted in [false, true] {
            let style = Style { quoted, ..AS_IT_IS };
            let all = map(&node, &|_, text| {
                is_number(text).then(|| (way.undo)(text)).flatten()
            });
            let amounts = map(&node, &|name, text| {
                let amount = name.to_ascii_lowercase().contains("amount") && is_number(text);
                amount.then(|| (way.undo)(text)).flatten()
            });
            if [amounts, all]
                .into_iter()
                .any(|node| holds(written(&node, style)))
            {
                return Some(Cause::NumbersRewritten);
            }
        }
    }
    for way in OF_TEXTS {
        let all = map(&node, &|_, text| (way.undo)(text));
        if holds(written(&all, AS_IT_IS)) {
            return Some(way.cause);
        }
    }
    let Node::Object(members) = &node else {
        return None;
    };
    for (place, (_, value)) in members.iter().enumerate() {
        let mut without = members.clone();
        without.remove(place);
        if holds(written(&Node::Object(without), AS_IT_IS)) {
            return Some(Cause::MemberAdded);
        }
        let Node::Text(value) = value else { continue };
        let ways = OF_TEXTS
            .iter()
            .chain(OF_NUMBERS.iter().filter(|_| is_number(value)));
        for Rewrite { cause, undo } in ways {
            let Some(undone) = undo(value) else { continue };
            let mut with = members.clone();
            if let Some(member) = with.get_mut(place) {
                member.1 = Node::Text(undone);
            }
            if holds(written(&Node::Object(with), AS_IT_IS)) {
                return Some(*cause);
            }
        }
    }
    None
}

fn styles() -> impl Iterator<Item = Style> {
    let orders = [
        Order::AsItIs,
        Order::Documented,
        Order::Sorted,
        Order::Reversed,
    ];
    orders.into_iter().flat_map(|order| {
        let blanks = [("", ""), (" ", " "), ("", " ")];
        blanks.into_iter().flat_map(move |blanks| {
            (0_u8..8).map(move |bits| Style {
                order,
                blanks,
                ascii: bits & 1 != 0,
                slashes: bits & 2 != 0,
                quoted: bits & 4 != 0,
            })
        })
    })
}

/// The node with every text and number that `change` has another for. Numbers keep their form.
fn map(node: &Node, change: &dyn Fn(&str, &str) -> Option<String>) -> Node {
    fn inner(name: &str, node: &Node, change: &dyn Fn(&str, &str) -> Option<String>) -> Node {
        let changed = |text: &str| change(name, text).unwrap_or_else(|| text.to_owned());
        match node {
            Node::Object(members) => {
                let members = members.iter();
                let member =
                    |(name, value): &(String, Node)| (name.clone(), inner(name, value, change));
                Node::Object(members.map(member).collect())
            }
            Node::Array(elements) => Node::Array(
                elements
                    .iter()
                    .map(|value| inner(name, value, change))
                    .collect(),
            ),
            Node::Text(text) => Node::Text(changed(text)),
            Node::Other(text) => Node::Other(changed(text)),
        }
    }
    inner("", node, change)
}

fn written(node: &Node, style: Style) -> String {
    let mut text = String::new();
    write(node, style, true, &mut text);
    text
}

fn write(node: &Node, style: Style, outermost: bool, out: &mut String) {
    let (after_comma, after_colon) = style.blanks;
    match node {
        Node::Object(members) => {
            out.push('{');
            let mut members: Vec<&(String, Node)> = members.iter().collect();
            match style.order {
                Order::Reversed => members.reverse(),
                Order::Sorted => members.sort_by(|one, other| one.0.cmp(&other.0)),
                Order::Documented if outermost => {
                    let places = documented(&members);
                    members.sort_by_key(|(name, _)| {
                        places
                            .iter()
                            .position(|known| known == name)
                            .unwrap_or(usize::MAX)
                    });
                }
                Order::Documented | Order::AsItIs => {}
            }
            for (place, (name, value)) in members.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                    out.push_str(after_comma);
                }
                write_text(name, style, out);
                out.push(':');
                out.push_str(after_colon);
                write(value, style, false, out);
            }
            out.push('}');
        }
        Node::Array(elements) => {
            out.push('[');
            for (place, value) in elements.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                    out.push_str(after_comma);
                }
                write(value, style, false, out);
            }
            out.push(']');
        }
        Node::Text(text) => write_text(text, style, out),
        Node::Other(text) if style.quoted && is_number(text) => write_text(text, style, out),
        Node::Other(text) => out.push_str(text),
    }
}

fn write_text(text: &str, style: Style, out: &mut String) {
    use std::fmt::Write as _;
    let quoted = serde_json::Value::from(text).to_string();
    for character in quoted.chars() {
        match character {
            '/' if style.slashes => out.push_str("\\/"),
            wide if style.ascii && !wide.is_ascii() => {
                for unit in wide.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            other => out.push(other),
        }
    }
}

/// The names of a kind in the order of its document.
fn documented(members: &[&(String, Node)]) -> Vec<&'static str> {
    let notify_type = members.iter().find_map(|(name, value)| match value {
        Node::Text(text) if name == NOTIFY_TYPE => Some(text.as_str()),
        _ => None,
    });
    let tables = [TRANSACTION, REFUND, CAPTURE, VOID];
    let table = tables
        .into_iter()
        .find(|table| table.notify_type == notify_type);
    let fields = table.map_or(&[][..], |table| table.fields);
    std::iter::once(NOTIFY_TYPE)
        .chain(fields.iter().map(|field| field.wire))
        .collect()
}
