//! Why LianLian's signature does not hold: the block inside it says what was signed by which key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::scheme::{LianLianScheme, read_text};
use super::{EXCHANGE_PAYMENT, PAY_TYPES, PAYMENT, SIGN_TYPE};
use crate::any_or::AnyOr;
use crate::body::Object;
use crate::canonical::Canonical;
use crate::code::Code;
use crate::explain::lenient::{self, Member, Value};
use crate::explain::rewrite::{has_lost_characters, looks_like_mojibake_of_gbk, unescape_html};
use crate::explain::search::{Blanks, Found, Known, Pair, Search, changed};
use crate::explain::{Cause, Findings, Hints};
use crate::provider::Provider;
use crate::refusal::Reason;
use crate::request::Request;
use crate::signature::block::{Opened, SignedWith};
use crate::signature::public_key::PublicKey;
use crate::signature::sign_of;
use crate::source::Source;

/// The key that LianLian's own demo programs verify with, and has signed with since 2015.
const PLATFORM_KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj\
5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI\
+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB";

/// The key of LianLian's demo merchant, whose private half every demo prints.
const DEMO_MERCHANT_KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDopTeLUex6TWL0ga2vw83m3pqAIhrR\
nmsWvqnm8fztmAHVBTyPsUyk19hE8qksxn28V6Zkmse7VznaGt7smhZ4SkRkby3atZE0k7u6ubOoE68sVR9putj8vD8NLCnLrldAsb\
cZK8VMxkDfkEsX/k8jQL+a2Iv2sr7A4FnQd3EamwIDAQAB";

/// Who made a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signer<'h> {
    Configured,
    Hinted(&'h str),
    Platform,
    Published,
}

impl LianLianScheme {
    /// Whether a configured key vouches for the body.
    pub(crate) fn signature_holds(&self, body: &Object<'_>) -> bool {
        // What is checked behind the signature does not matter here.
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
        request: &Request<'_>,
        hints: &Hints,
        findings: &mut Findings,
    ) {
        let members = &*with_sign(members);
        let other = other_scheme(members, request, findings);
        let check = |reason: Reason, findings: &mut Findings| {
            findings.check(reason, Provider::LianLian);
        };
        let Some(body) = body else {
            self.explain_signature(members, hints, findings);
            return;
        };
        if let Err(reason) = sign_of(body) {
            check(reason, findings);
        }
        match read_text(body, &mut Canonical::default()).map(|_| ()) {
            Ok(()) => {}
            Err(reason) if reason.code == Code::MissingSignature => {}
            Err(reason) => check(reason, findings),
        }
        if !other && !self.signature_holds(body) {
            self.explain_signature(members, hints, findings);
        }
        if !other {
            for reason in self.behind_the_signature(body) {
                check(reason, findings);
            }
        }
    }

    fn explain_signature(&self, members: &[Member], hints: &Hints, findings: &mut Findings) {
        let Some(sign) = lenient::text(members, "sign").filter(|sign| !sign.is_empty()) else {
            return;
        };
        let spellings = spellings(sign);
        let Some((way, opened, signer)) = self.open(&spellings, hints) else {
            self.unknown_key(&spellings, findings);
            return;
        };
        if matches!(opened.with, SignedWith::Other(_)) {
            findings
                .certain(Cause::OtherDigest)
                .namely(opened.with.name());
            return;
        }
        let pairs = pairs(members);
        let hash = opened.hash;
        let digest = opened.with;
        let holds = |text: &str| digest.hash(text.as_bytes()) == hash;
        let mut search = Search::new(Blanks::EmptyLeftOut, &holds);
        let unchanged = search.holds_for(&pairs) && !retyped(members);
        let found = if unchanged {
            None
        } else {
            Some(self.find(members, &pairs, &mut search))
        };

        if let Some(cause) = way {
            findings.certain(cause).about("sign");
        }
        if digest != SignedWith::Known(self.digest) {
            findings.certain(Cause::OtherDigest).namely(digest.name());
        }
        match signer {
            Signer::Configured => {}
            Signer::Hinted(name) => {
                findings.certain(Cause::OtherConfiguredKey).namely(name);
            }
            Signer::Platform => {
                findings.certain(Cause::PlatformKey);
            }
            Signer::Published => {
                findings.certain(Cause::PublishedKey);
            }
        }
        match found {
            None => {}
            Some(Some(Found { cause, member })) => {
                let finding = findings.certain(cause);
                if let Some(member) = member {
                    finding.about(&member);
                }
                findings.certain(Cause::ChangedText);
            }
            Some(None) => {
                suspicions(&pairs, findings);
                if let Some(missing) = missing(&pairs) {
                    findings.likely(Cause::MemberRemoved).about(missing);
                }
                findings.certain(Cause::ChangedText);
            }
        }
    }

    /// The first spelling of the signature that opens with a key.
    fn open<'h>(
        &self,
        spellings: &[(Option<Cause>, Vec<u8>)],
        hints: &'h Hints,
    ) -> Option<(Option<Cause>, Opened, Signer<'h>)> {
        let known = |text: &str| PublicKey::parse_any(text.as_bytes()).ok();
        let (platform, published) = (known(PLATFORM_KEY), known(DEMO_MERCHANT_KEY));
        let configured = self.keys.iter().map(|key| (key, Signer::Configured));
        let hinted = hints
            .keys
            .iter()
            .map(|(name, key)| (key, Signer::Hinted(name)));
        let platform = platform.iter().map(|key| (key, Signer::Platform));
        let published = published.iter().map(|key| (key, Signer::Published));
        let keys: Vec<(&PublicKey, Signer<'h>)> = configured
            .chain(platform)
            .chain(published)
            .chain(hinted)
            .collect();
        spellings.iter().find_map(|(way, signature)| {
            keys.iter()
                .find_map(|(key, signer)| Some((*way, key.open(signature)?, *signer)))
        })
    }

    /// What is left if no known key opens the signature.
    fn unknown_key(&self, spellings: &[(Option<Cause>, Vec<u8>)], findings: &mut Findings) {
        let lengths = || self.keys.iter().map(|key| key.bits().div_ceil(8));
        let usual = |length: usize| (128..=1024).contains(&length) && length.is_multiple_of(64);
        let fits = spellings
            .iter()
            .any(|(_, bytes)| lengths().any(|length| length == bytes.len()));
        if fits {
            findings.certain(Cause::WrongKey);
        } else if let Some((_, bytes)) = spellings.iter().find(|(_, bytes)| usual(bytes.len())) {
            let bits = format!("{} bits", bytes.len() * 8);
            findings.certain(Cause::OtherKeySize).namely(&bits);
        } else {
            findings.certain(Cause::SignCut).about("sign");
        }
    }

    fn find(&self, members: &[Member], pairs: &[Pair], search: &mut Search<'_>) -> Option<Found> {
        let retyped = retyped(members);
        if retyped && search.holds_for(pairs) {
            return Some(Found {
                cause: Cause::Retyped,
                member: None,
            });
        }
        if let Some(found) = duplicates(pairs, search) {
            return Some(found);
        }
        let mut found = changed(pairs, &self.known(pairs), search)?;
        if retyped && found.cause == Cause::NumbersRewritten {
            found.cause = Cause::Retyped;
        }
        Some(found)
    }

    fn known(&self, pairs: &[Pair]) -> Known {
        let configured = match &self.merchants {
            AnyOr::Only(ids) => ids.clone(),
            AnyOr::Any => Vec::new(),
        };
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let pay_types: Vec<&str> = PAY_TYPES.iter().map(|(word, _)| *word).collect();
        let currencies = words(&[
            "AUD", "CNY", "DKK", "EUR", "GBP", "HKD", "JPY", "NZD", "SEK", "SGD", "USD",
        ]);
        Known {
            restorable: vec![
                ("sign_type", words(&[SIGN_TYPE])),
                ("oid_partner", configured.clone()),
                ("result_pay", words(&["SUCCESS", "PROCESSING", "FAILURE"])),
                (
                    "pay_type",
                    [words(&pay_types), words(&["P", "N", "O", "X", "27"])].concat(),
                ),
                ("ret_code", words(&["0000"])),
                ("ret_msg", words(&["交易成功"])),
                ("currency_order", currencies.clone()),
                ("currency_pay", currencies),
                ("settle_date", days_after(pairs)),
            ],
            configured: configured
                .into_iter()
                .map(|id| ("oid_partner", id))
                .collect(),
        }
    }
}

/// One of several values of a name.
fn duplicates(pairs: &[Pair], search: &mut Search<'_>) -> Option<Found> {
    let mut first: Vec<Pair> = Vec::new();
    let mut last: Vec<Pair> = Vec::new();
    let mut twice = None;
    for pair in pairs {
        if let Some(known) = last.iter_mut().find(|(name, _)| *name == pair.0) {
            *known = pair.clone();
            twice = Some(pair.0.clone());
        } else {
            first.push(pair.clone());
            last.push(pair.clone());
        }
    }
    twice
        .filter(|_| search.holds_for(&first) || search.holds_for(&last))
        .map(|name| Found {
            cause: Cause::DuplicateChosen,
            member: Some(name),
        })
}

/// The members as pairs of texts: what came as something else is taken as it was written.
fn pairs(members: &[Member]) -> Vec<Pair> {
    let text = |member: &Member| match &member.value {
        Value::Null => None,
        Value::Text(text) | Value::Json(text) => Some((member.name.clone(), text.clone())),
    };
    members.iter().filter_map(text).collect()
}

fn retyped(members: &[Member]) -> bool {
    members
        .iter()
        .any(|member| matches!(member.value, Value::Json(_)))
}

/// The members, with the names in lower case if `sign` is there in another case only.
fn with_sign(members: &[Member]) -> std::borrow::Cow<'_, [Member]> {
    let sign = |member: &&Member| member.name.eq_ignore_ascii_case("sign");
    if lenient::has(members, "sign") || !members.iter().any(|member| sign(&member)) {
        return members.into();
    }
    let mut members = members.to_vec();
    for member in &mut members {
        if sign(&&*member) {
            "sign".clone_into(&mut member.name);
        }
    }
    members.into()
}

/// Whether it is another scheme's message.
fn other_scheme(members: &[Member], request: &Request<'_>, findings: &mut Findings) -> bool {
    let has = |name| lenient::has(members, name);
    let text = |name| lenient::text(members, name).unwrap_or_default();
    let header = |name| request.header(name).next().is_some();
    let is_md5 = |sign: &str| sign.len() == 32 && sign.bytes().all(|b| b.is_ascii_hexdigit());
    if has("bizContent") || (has("accId") && has("signType")) {
        findings
            .certain(Cause::OtherProvider)
            .namely("PingPongCheckout");
    } else if text("sign_type") == "MD5" || is_md5(text("sign")) {
        let finding = if is_md5(text("sign")) {
            findings.certain(Cause::SchemeMd5)
        } else {
            findings.likely(Cause::SchemeMd5)
        };
        finding.about("sign_type");
    } else if has("sign") {
        return false;
    } else if header("signature-data") {
        findings.certain(Cause::SchemeAccp);
    } else if header("llpay-signature") {
        findings.certain(Cause::SchemeGlobal);
    } else if header("signature") {
        findings.likely(Cause::SchemeV3);
    } else if has("txn_seqno") || has("accp_txno") || has("orderInfo") || has("license") {
        findings.likely(Cause::SchemeAccp);
    } else if has("merchant_transaction_id") || has("ll_transaction_id") {
        findings.likely(Cause::SchemeGlobal);
    } else {
        return false;
    }
    true
}

/// The bytes of a signature: as it must be written, and as it is written by mistake.
fn spellings(sign: &str) -> Vec<(Option<Cause>, Vec<u8>)> {
    let mut spellings: Vec<(Option<Cause>, Vec<u8>)> = Vec::new();
    let mut add = |cause: Option<Cause>, text: &str| {
        if let Ok(bytes) = STANDARD.decode(text) {
            spellings.push((cause, bytes));
        }
    };
    // A signature of 8192 bits in hex and percent-encoded is shorter.
    let sign = sign.get(..8192).unwrap_or(sign);
    add(None, sign);
    add(Some(Cause::SignHasSpaces), &sign.replace(' ', "+"));
    let packed: String = sign.chars().filter(|c| !c.is_whitespace()).collect();
    add(Some(Cause::SignHasLineEnds), &packed);
    let unescaped = sign
        .replace("\\n", "")
        .replace("\\r", "")
        .replace("\\/", "/");
    add(Some(Cause::SignHasLineEnds), &unescaped);
    if let Ok(decoded) = percent_decode_str(&packed).decode_utf8() {
        add(Some(Cause::SignPercentEncoded), &decoded);
        if let Ok(twice) = percent_decode_str(&decoded).decode_utf8() {
            add(Some(Cause::SignPercentEncoded), &twice);
        }
    }
    if let Some(plain) = unescape_html(&packed) {
        add(Some(Cause::SignHtmlEscaped), &plain);
    }
    let standard = packed.replace('-', "+").replace('_', "/");
    let padded = |text: &str| {
        let bare = text.trim_end_matches('=');
        format!("{bare:=<width$}", width = bare.len().div_ceil(4) * 4)
    };
    if standard != packed {
        add(Some(Cause::SignUrlAlphabet), &padded(&standard));
    }
    add(Some(Cause::SignUnpadded), &padded(&packed));
    add(Some(Cause::SignUnpadded), &padded(&sign.replace(' ', "+")));
    if let Ok(bytes) = base16ct::mixed::decode_vec(&packed) {
        spellings.push((Some(Cause::SignIsHex), bytes));
    }
    if let Ok(outer) = STANDARD.decode(&packed)
        && let Ok(inner) = STANDARD.decode(outer.trim_ascii())
    {
        spellings.push((Some(Cause::SignEncodedTwice), inner));
    }
    spellings
}

/// What the values look like, where nothing is proved.
fn suspicions(pairs: &[Pair], findings: &mut Findings) {
    for (name, value) in pairs {
        if has_lost_characters(value) {
            findings.likely(Cause::CharactersLost).about(name);
        } else if looks_like_mojibake_of_gbk(value) {
            findings.likely(Cause::MojibakeGbk).about(name);
        }
    }
}

/// The first required member that is not there.
fn missing(pairs: &[Pair]) -> Option<&'static str> {
    let has = |name: &str| {
        pairs
            .iter()
            .any(|(present, value)| present == name && !value.is_empty())
    };
    let table = if has("currency_order") || has("money_pay") {
        EXCHANGE_PAYMENT
    } else {
        PAYMENT
    };
    let required = table.fields.iter().filter(|field| field.required);
    required
        .into_iter()
        .find(|field| !field.spellings().any(has))
        .map(|field| field.wire)
}

/// The days that a settlement date may be: that of the order and those that follow.
fn days_after(pairs: &[Pair]) -> Vec<String> {
    let order = pairs.iter().find(|(name, _)| name == "dt_order");
    let date = order.and_then(|(_, text)| text.get(..8));
    let Some(date) = date.and_then(|text| jiff::civil::Date::strptime("%Y%m%d", text).ok()) else {
        return Vec::new();
    };
    let series = date.series(jiff::Span::new().days(1)).take(8);
    series
        .map(|day| day.strftime("%Y%m%d").to_string())
        .collect()
}
