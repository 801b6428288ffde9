//! `Receiver::explain`: generated manglings of genuine requests, and whether it names what was done.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::LazyLock;

use ackwell::{Cause, Config, Diagnosis, Hints, Provider, Receiver, Request};
use ackwell_testkit::{Digest, Hash, LianLianSigner, PingPongSigner, Sender, Variant, samples};
use ackwell_tests::json::{Json, Limits};
use ackwell_tests::mutate::{Mutator, Random};
use ackwell_tests::pack::{self, Expected};
use ackwell_tests::sign::Members;
use ackwell_tests::{beside, thorough};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

static SENDER: LazyLock<Sender> = LazyLock::new(|| Sender::new().expect("random numbers"));
static STRANGER: LazyLock<LianLianSigner> =
    LazyLock::new(|| LianLianSigner::new().expect("random numbers"));
static OWN: LazyLock<LianLianSigner> =
    LazyLock::new(|| LianLianSigner::new().expect("random numbers"));

fn config() -> Config {
    Config::from_json(&SENDER.receiver_json().expect("a document"))
        .expect("a configuration")
        .without_source_check()
}

fn receiver(provider: Provider) -> Receiver {
    config().receiver(provider).expect("a receiver")
}

/// The sender's own key and salt, from its document.
fn secret(section: &str, name: &str) -> String {
    let document = SENDER.to_json().expect("a document");
    let document = Json::parse(&document, Limits::NONE).expect("JSON");
    let value = document.at(&[section, name]).and_then(Json::as_str);
    value.expect("a text").to_owned()
}

fn lianlian_signer() -> LianLianSigner {
    LianLianSigner::from_private_pem(&secret("lianlian", "private_key")).expect("a key")
}

fn pingpong_signer() -> PingPongSigner {
    PingPongSigner::new(secret("pingpong", "salt"))
}

/// Free texts as shops and their customers write them: each is changed by one framework at least.
const TEXTS: &[&str] = &[
    "tea & cake <large> \"extra\"",
    "用户13958069593购买了3桶羽毛球",
    "1+1 lemon, 100% cotton",
    "two\r\nlines",
    "two\nlines",
    " before and after ",
    "café 50€",
    "https://shop.example/a?b=c d",
];

fn members(body: &str) -> Vec<(String, Json)> {
    let json = Json::parse(body, Limits::NONE).expect("JSON");
    json.as_object().expect("an object").to_vec()
}

fn json(members: &[(String, Json)]) -> String {
    Members(members.to_vec()).compact()
}

/// One thing that is done to a genuine body. `None` if it does nothing to this one.
type Mangling = (Cause, &'static str, fn(&mut Draw) -> Option<Vec<u8>>);

/// A genuine body and what is drawn at random.
struct Draw {
    random: Random,
    kind: &'static str,
    body: String,
}

impl Draw {
    fn new(provider: Provider, seed: u64) -> Draw {
        let mut random = Random::new(seed);
        let kinds: Vec<&'static str> = samples::all()
            .iter()
            .filter(|sample| sample.provider == provider && sample.kind != "pingpong.other")
            .map(|sample| sample.kind)
            .collect();
        let kind = kinds[random.below(kinds.len())];
        let text = TEXTS[random.below(TEXTS.len())];
        let free = match provider {
            Provider::LianLian => "info_order",
            _ => "remark",
        };
        let amount = ["10.00", "0.50", "1200.10", "99.99"][random.below(4)];
        let request = SENDER.request(kind).expect("a kind");
        let request = request
            .order(format!("ORDER-{}", random.below(1_000_000)))
            .amount(amount)
            .set(free, text);
        let request = request.build().expect("a request");
        let body = request.body_text().to_owned();
        Draw { random, kind, body }
    }

    fn all(&self, change: impl Fn(&str) -> String) -> Option<Vec<u8>> {
        let mut members = members(&self.body);
        for (name, value) in &mut members {
            if let Some(text) = value.as_str()
                && name != "sign"
            {
                *value = Json::text(change(text));
            }
        }
        self.other(&members)
    }

    /// One value that the change does something to.
    fn one(&mut self, change: impl Fn(&str) -> String) -> Option<Vec<u8>> {
        let mut members = members(&self.body);
        let changed: Vec<usize> = (0..members.len())
            .filter(|place| {
                let (name, value) = &members[*place];
                let text = value.as_str().unwrap_or_default();
                name != "sign" && change(text) != text
            })
            .collect();
        if changed.is_empty() {
            return None;
        }
        let place = changed[self.random.below(changed.len())];
        let text = members[place].1.as_str().expect("a text").to_owned();
        members[place].1 = Json::text(change(&text));
        self.other(&members)
    }

    fn sign(&self, change: impl Fn(&str) -> String) -> Option<Vec<u8>> {
        let mut members = members(&self.body);
        let sign = members.iter_mut().find(|(name, _)| name == "sign")?;
        sign.1 = Json::text(change(sign.1.as_str()?));
        self.other(&members)
    }

    fn set(&self, name: &str, value: Json) -> Option<Vec<u8>> {
        let mut members = Members(members(&self.body));
        members = members.with(name, value);
        self.other(&members.0)
    }

    fn other(&self, members: &[(String, Json)]) -> Option<Vec<u8>> {
        let body = json(members);
        (body != self.body).then(|| body.into_bytes())
    }

    /// The body signed once more.
    fn signed_again(&self, sign: impl Fn(&str) -> String) -> Vec<u8> {
        let mut members = Members(members(&self.body));
        let texts: Vec<(String, String)> = members
            .0
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect();
        let texts = texts
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let text = ackwell_testkit::signed_text(texts, |value| !value.is_empty());
        members = members.with("sign", sign(&text));
        members.compact().into_bytes()
    }

    /// PingPong's content, changed as JSON.
    fn content(
        &self,
        change: impl Fn(Vec<(String, Json)>) -> Vec<(String, Json)>,
    ) -> Option<Vec<u8>> {
        let outer = Members(members(&self.body));
        let content = members(outer.text("bizContent")?);
        let changed = json(&change(content));
        self.set("bizContent", Json::text(changed))
    }

    fn content_text(&self, change: impl Fn(&str) -> String) -> Option<Vec<u8>> {
        let outer = Members(members(&self.body));
        let text = change(outer.text("bizContent")?);
        self.set("bizContent", Json::text(text))
    }
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn percent(text: &str, kept: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

fn latin1(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn is_amount(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("money") || name.contains("amount")
}

fn numbers_as_json(members: &mut [(String, Json)], only: impl Fn(&str) -> bool) {
    for (name, value) in members {
        let number = value.as_str().and_then(|text| text.parse::<f64>().ok());
        if let (Some(number), true) = (number, only(name)) {
            *value = Json::Number(format!("{number:?}"));
        }
    }
}

fn camel(name: &str) -> String {
    let mut up = false;
    name.chars().fold(String::new(), |mut out, c| {
        if c == '_' {
            up = true;
        } else {
            out.push(if up { c.to_ascii_uppercase() } else { c });
            up = false;
        }
        out
    })
}

/// What is done to both providers' bodies as a whole.
const WRAPPED: &[Mangling] = &[
    (Cause::ByteOrderMark, "byte order mark", |d| {
        Some(format!("\u{feff}{}", d.body).into())
    }),
    (Cause::BodyIsJsonText, "serialised twice", |d| {
        Some(Json::text(&*d.body).compact().into())
    }),
    (Cause::BodyIsBase64, "base64", |d| {
        Some(STANDARD.encode(&d.body).into())
    }),
    (Cause::BodyInForm, "read as a form", |d| {
        Some(format!("{}=", percent(&d.body, "")).into())
    }),
    (Cause::BodyIsForm, "a form", |d| {
        let pair = |(name, value): &(String, Json)| {
            Some(format!("{name}={}", percent(value.as_str()?, "-_.")))
        };
        let pairs: Option<Vec<String>> = members(&d.body).iter().map(pair).collect();
        Some(pairs?.join("&").into())
    }),
    (Cause::BodyIsPrinted, "Python's bytes", |d| {
        let escaped = d
            .body
            .replace('\\', "\\\\")
            .bytes()
            .fold(String::new(), |mut out, byte| {
                if byte.is_ascii() {
                    out.push(char::from(byte));
                } else {
                    let _ = write!(out, "\\x{byte:02x}");
                }
                out
            });
        (!escaped.contains('\'')).then(|| format!("b'{escaped}'").into())
    }),
    (Cause::BodyIsUtf16, "UTF-16", |d| {
        let units = [0xFEFF].into_iter().chain(d.body.encode_utf16());
        Some(units.flat_map(u16::to_le_bytes).collect())
    }),
];

const LIANLIAN: &[Mangling] = &[
    (Cause::HtmlEscaped, "all escaped for HTML", |d| d.all(html)),
    (Cause::HtmlEscaped, "one escaped for HTML", |d| d.one(html)),
    (Cause::UrlEncoded, "all percent-encoded", |d| {
        d.all(|t| percent(t, "-_.~"))
    }),
    (Cause::UrlEncoded, "one form-encoded", |d| {
        d.one(|t| percent(t, "-_.* ").replace(' ', "+"))
    }),
    (Cause::PlusBecameSpace, "plus became space", |d| {
        d.all(|t| t.replace('+', " "))
    }),
    (Cause::SpaceBecamePlus, "space became plus", |d| {
        d.all(|t| t.replace(' ', "+"))
    }),
    (Cause::LineEnds, "CRLF became LF", |d| {
        d.all(|t| t.replace("\r\n", "\n"))
    }),
    (Cause::LineEnds, "LF became CRLF", |d| {
        d.all(|t| {
            if t.contains('\r') {
                t.to_owned()
            } else {
                t.replace('\n', "\r\n")
            }
        })
    }),
    (Cause::BlanksTrimmed, "trimmed", |d| {
        d.all(|t| t.trim().to_owned())
    }),
    (Cause::BlanksAdded, "padded", |d| {
        d.one(|t| {
            if t.trim() == t && !t.is_empty() {
                format!("{t}  ")
            } else {
                t.to_owned()
            }
        })
    }),
    (Cause::Mojibake, "UTF-8 as Latin-1", |d| d.all(latin1)),
    (Cause::CharactersLost, "characters lost", |d| {
        d.all(|t| {
            t.chars()
                .map(|c| if c.is_ascii() { c } else { '\u{fffd}' })
                .collect()
        })
    }),
    (Cause::EscapedTwice, "escaped twice", |d| {
        d.all(|t| {
            t.chars().fold(String::new(), |mut out, c| {
                if c.is_ascii() {
                    out.push(c);
                } else {
                    let _ = write!(out, "\\u{:04x}", u32::from(c));
                }
                out
            })
        })
    }),
    (Cause::NumbersRewritten, "amounts without zeros", |d| {
        let mut members = members(&d.body);
        for (name, value) in &mut members {
            let Some(text) = value.as_str().filter(|_| name.starts_with("money")) else {
                continue;
            };
            *value = Json::text(text.trim_end_matches('0').trim_end_matches('.'));
        }
        d.other(&members)
    }),
    (Cause::Retyped, "amounts as numbers", |d| {
        let mut members = members(&d.body);
        numbers_as_json(&mut members, is_amount);
        d.other(&members)
    }),
    (Cause::MemberAdded, "one added", |d| {
        let name = ["_token", "timestamp", "route", "lang"][d.random.below(4)];
        d.set(name, Json::text("1a2b3c"))
    }),
    (Cause::MemberAdded, "two added", |d| {
        let members = Members(members(&d.body));
        d.other(&members.with("page", "1").with("action", "notify").0)
    }),
    (Cause::MemberRemoved, "one removed", |d| {
        let name = [
            "oid_partner",
            "no_order",
            "oid_paybill",
            "dt_order",
            "sign_type",
            "result_pay",
        ][d.random.below(6)];
        d.other(&Members(members(&d.body)).without(name).0)
    }),
    (Cause::MemberRenamed, "camelCase", |d| {
        let mut members = members(&d.body);
        for (name, _) in &mut members {
            *name = camel(name);
        }
        d.other(&members)
    }),
    (Cause::NullAsText, "null as text", |d| {
        d.set("memo", Json::text("null"))
    }),
    (Cause::EmptyKept, "signed with empty members", |d| {
        let body = d.signed_again(|text| {
            lianlian_signer()
                .signature(format!("acct_name=&{text}").as_bytes())
                .expect("a key")
        });
        let members = members(std::str::from_utf8(&body).expect("UTF-8"));
        d.other(&Members(members).with("acct_name", "").0)
    }),
    (Cause::DuplicateChosen, "a member twice", |d| {
        let other = r#"{"money_order":"9999.00","#;
        Some(d.body.replacen('{', other, 1).into())
    }),
    (Cause::ChangedText, "another amount", |d| {
        d.set("money_order", Json::text("9999.00"))
    }),
    (Cause::ChangedText, "another order", |d| {
        d.set("no_order", Json::text("ANOTHER"))
    }),
    (Cause::SignHasSpaces, "spaces in sign", |d| {
        d.sign(|s| s.replace('+', " "))
    }),
    (Cause::SignPercentEncoded, "sign percent-encoded", |d| {
        d.sign(|s| percent(s, ""))
    }),
    (Cause::SignUrlAlphabet, "sign in another alphabet", |d| {
        d.sign(|s| {
            s.replace('+', "-")
                .replace('/', "_")
                .trim_end_matches('=')
                .to_owned()
        })
        .filter(|body| body.windows(2).any(|_| body.contains(&b'-')))
    }),
    (Cause::SignHasLineEnds, "sign wrapped", |d| {
        d.sign(|s| format!("{}\n{}\n", &s[..76], &s[76..]))
    }),
    (Cause::SignUnpadded, "sign unpadded", |d| {
        d.sign(|s| s.trim_end_matches('=').to_owned())
    }),
    (Cause::SignHtmlEscaped, "sign escaped for HTML", |d| {
        d.sign(|s| s.replace('+', "&#43;").replace('=', "&#x3D;"))
    }),
    (Cause::SignIsHex, "sign in hex", |d| {
        d.sign(|s| ackwell_tests::sign::hex(&STANDARD.decode(s).expect("base64")))
    }),
    (Cause::SignEncodedTwice, "sign encoded twice", |d| {
        d.sign(|s| STANDARD.encode(s))
    }),
    (Cause::SignCut, "sign cut", |d| {
        d.sign(|s| s[..100].to_owned())
    }),
    (Cause::WrongKey, "another key", |d| {
        Some(d.signed_again(|text| STRANGER.signature(text.as_bytes()).expect("a key")))
    }),
    (Cause::OtherConfiguredKey, "the merchant's own key", |d| {
        Some(d.signed_again(|text| OWN.signature(text.as_bytes()).expect("a key")))
    }),
    (Cause::OtherKeySize, "a key of 2048 bits", |d| {
        let signer = ackwell_tests::sign::LianLianSigner::new(&ackwell_tests::keys::RSA_2048);
        Some(d.signed_again(|text| signer.signature(text.as_bytes())))
    }),
    (Cause::OtherDigest, "SHA-256", |d| {
        let signer = lianlian_signer().digest(Digest::Sha256);
        Some(d.signed_again(|text| signer.signature(text.as_bytes()).expect("a key")))
    }),
    (Cause::SchemeMd5, "the MD5 scheme", |d| {
        let body = d.signed_again(|text| {
            ackwell_tests::sign::hex(&Digest::Md5.hash(format!("{text}&key=abc").as_bytes()))
        });
        let members = members(std::str::from_utf8(&body).expect("UTF-8"));
        d.other(&Members(members).with("sign_type", "MD5").0)
    }),
    (Cause::OtherProvider, "PingPong's body", |_| {
        let request = SENDER
            .request("pingpong.transaction")
            .expect("a kind")
            .build();
        Some(request.expect("a request").body().to_vec())
    }),
];

const PINGPONG: &[Mangling] = &[
    (Cause::HtmlEscaped, "escaped for HTML", |d| d.all(html)),
    (Cause::UrlEncoded, "percent-encoded", |d| {
        d.all(|t| percent(t, "-_.~"))
    }),
    (Cause::PlusBecameSpace, "plus became space", |d| {
        d.content_text(|t| t.replace('+', " "))
    }),
    (Cause::LineEnds, "CRLF became LF", |d| {
        d.content_text(|t| t.replace("\\r\\n", "\\n"))
    }),
    (Cause::Mojibake, "UTF-8 as Latin-1", |d| d.all(latin1)),
    (Cause::CharactersLost, "characters lost", |d| {
        d.all(|t| {
            t.chars()
                .map(|c| if c.is_ascii() { c } else { '\u{fffd}' })
                .collect()
        })
    }),
    (Cause::ContentReserialised, "sorted", |d| {
        d.content(|mut members| {
            members.sort_by(|one, other| one.0.cmp(&other.0));
            members
        })
    }),
    (Cause::ContentReserialised, "with blanks", |d| {
        d.content_text(|t| t.replace("\",\"", "\", \"").replace("\":\"", "\": \""))
    }),
    (Cause::ContentReserialised, "escaped beyond ASCII", |d| {
        d.content_text(|t| {
            t.chars().fold(String::new(), |mut out, c| {
                if c.is_ascii() {
                    out.push(c);
                } else {
                    let _ = write!(out, "\\u{:04x}", u32::from(c));
                }
                out
            })
        })
    }),
    (Cause::ContentReserialised, "slashes escaped", |d| {
        d.content_text(|t| t.replace('/', "\\/"))
    }),
    (Cause::ContentIsObject, "content as an object", |d| {
        let outer = Members(members(&d.body));
        let content = Json::parse(outer.text("bizContent")?, Limits::NONE).ok()?;
        d.set("bizContent", content)
    }),
    (Cause::NumbersRewritten, "amounts as numbers", |d| {
        d.content(|mut members| {
            numbers_as_json(&mut members, is_amount);
            members
        })
    }),
    (Cause::NumbersRewritten, "amounts with two decimals", |d| {
        d.content(|mut members| {
            for (name, value) in &mut members {
                let Some(text) = value.as_str().filter(|_| is_amount(name)) else {
                    continue;
                };
                *value = Json::text(&text[..text.len() - 4]);
            }
            members
        })
    }),
    (Cause::MemberAdded, "one added to the envelope", |d| {
        d.set("_token", Json::text("1a2b"))
    }),
    (Cause::MemberAdded, "one added to the content", |d| {
        d.content(|members| Members(members).with("locale", "en").0)
    }),
    (Cause::MemberRemoved, "one removed", |d| {
        let name = ["code", "description", "clientId", "accId"][d.random.below(4)];
        d.other(&Members(members(&d.body)).without(name).0)
    }),
    (Cause::DuplicateChosen, "a member twice", |d| {
        Some(d.body.replacen('{', r#"{"code":"999999","#, 1).into())
    }),
    (Cause::WrongSaltOrText, "another amount", |d| {
        d.content(|members| Members(members).with("amount", "9999.000000").0)
    }),
    (Cause::WrongSaltOrText, "another salt", |d| {
        let signer = PingPongSigner::new("SOME-OTHER-SALT");
        Some(d.signed_again(|text| signer.signature(text.as_bytes())))
    }),
    (Cause::OtherSalt, "the sandbox's salt", |d| {
        let signer = PingPongSigner::new("THE-SANDBOX-SALT");
        Some(d.signed_again(|text| signer.signature(text.as_bytes())))
    }),
    (Cause::PublishedSalt, "the documentation's salt", |d| {
        let signer = PingPongSigner::new("F78BC96A55548B2319EE68E0");
        Some(d.signed_again(|text| signer.signature(text.as_bytes())))
    }),
    (Cause::SaltHasBlanks, "a line end after the salt", |d| {
        let signer = PingPongSigner::new(format!("{}\n", secret("pingpong", "salt")));
        Some(d.signed_again(|text| signer.signature(text.as_bytes())))
    }),
    (Cause::SaltIsSuffix, "salt behind the text", |d| {
        let signer = PingPongSigner::new("");
        let salt = secret("pingpong", "salt");
        Some(d.signed_again(|text| signer.signature(format!("{text}{salt}").as_bytes())))
    }),
    (Cause::SaltIsHmac, "HMAC", |d| {
        Some(d.signed_again(|text| hmac(secret("pingpong", "salt").as_bytes(), text.as_bytes())))
    }),
    (Cause::OtherHash, "MD5", |d| {
        let signer = pingpong_signer().hash(Hash::Md5);
        Some(d.signed_again(|text| signer.signature(text.as_bytes())))
    }),
    (Cause::SignHasLineEnds, "sign with a blank", |d| {
        d.sign(|s| format!("{s} "))
    }),
    (Cause::SignIsHex, "sign in base64", |d| {
        d.sign(|s| {
            let nibble = |c: u8| (c as char).to_digit(16).expect("hex");
            let byte = |pair: &[u8]| u8::try_from(nibble(pair[0]) * 16 + nibble(pair[1])).unwrap();
            STANDARD.encode(s.as_bytes().chunks(2).map(byte).collect::<Vec<u8>>())
        })
    }),
    (Cause::SignEncodedTwice, "sign in base64 of hex", |d| {
        d.sign(|s| STANDARD.encode(s))
    }),
    (Cause::SignCut, "sign cut", |d| {
        d.sign(|s| s[..30].to_owned())
    }),
    (Cause::OtherProvider, "LianLian's body", |_| {
        let request = SENDER.request("lianlian.payment").expect("a kind").build();
        Some(request.expect("a request").body().to_vec())
    }),
];

fn hmac(key: &[u8], text: &[u8]) -> String {
    let pad = |with: u8| -> Vec<u8> {
        (0..64)
            .map(|at| key.get(at).copied().unwrap_or_default() ^ with)
            .collect()
    };
    let inner = Digest::Sha256.hash(&[&pad(0x36), text].concat());
    ackwell_tests::sign::hex(&Digest::Sha256.hash(&[pad(0x5C), inner].concat())).to_uppercase()
}

fn hints() -> Hints {
    let own = OWN.public_pem().expect("a key");
    let hints = Hints::new()
        .public_key("your own key", &own)
        .expect("a key");
    hints.salt("sandbox", "THE-SANDBOX-SALT")
}

/// The first cause that a diagnosis names; a check that fails is none.
fn named(diagnosis: &Diagnosis) -> Option<Cause> {
    diagnosis
        .findings()
        .iter()
        .find_map(ackwell::Finding::cause)
}

/// The share of manglings whose cause is named first, in percent, and those that are not.
fn score(provider: Provider, manglings: &[Mangling]) -> (f64, BTreeMap<String, usize>) {
    let receiver = receiver(provider);
    let rounds = if thorough() { 200 } else { 24 };
    let (mut right, mut wrong, mut missed) = (0_u32, 0_u32, BTreeMap::new());
    for (cause, name, mangle) in WRAPPED.iter().chain(manglings) {
        let mut seen = 0;
        for seed in 0..rounds {
            let mut draw = Draw::new(provider, seed);
            let Some(body) = mangle(&mut draw) else {
                continue;
            };
            seen += 1;
            let diagnosis = receiver.explain_with(&Request::new(&body), &hints());
            assert!(!diagnosis.is_accepted(), "{name}: accepted");
            if named(&diagnosis) == Some(*cause) {
                right += 1;
            } else {
                wrong += 1;
                let what = format!("{name} ({}): {:?}", draw.kind, named(&diagnosis));
                *missed.entry(what).or_insert(0) += 1;
            }
        }
        assert!(seen > 0, "{name} did nothing to any body");
    }
    // Past the test harness, so that a log has the count.
    let count = format!("explain: {provider}: {right} of {} named", right + wrong);
    writeln!(std::io::stderr(), "{count}").expect("an error stream");
    (f64::from(right) * 100.0 / f64::from(right + wrong), missed)
}

#[test]
fn the_true_cause_is_named_in_95_of_100_manglings_of_lianlian() {
    let (share, missed) = score(Provider::LianLian, LIANLIAN);
    assert!(share >= 95.0, "{share:.1} percent; missed: {missed:#?}");
}

#[test]
fn the_true_cause_is_named_in_95_of_100_manglings_of_pingpong() {
    let (share, missed) = score(Provider::PingPong, PINGPONG);
    assert!(share >= 95.0, "{share:.1} percent; missed: {missed:#?}");
}

/// What cannot be known, and what is said in its place: listed in `docs/troubleshooting.md`.
#[test]
fn what_cannot_be_known_is_not_guessed() {
    let mut draw = Draw::new(Provider::LianLian, 1);
    let gone = |body: Option<Vec<u8>>| {
        let body = body.expect("a body");
        let diagnosis = receiver(Provider::LianLian).explain(&Request::new(&body));
        let words: Vec<_> = diagnosis
            .findings()
            .iter()
            .map(ackwell::Finding::word)
            .collect();
        assert!(words.contains(&"changed_text"), "{words:?}");
        assert!(!words.contains(&"member_removed"), "{words:?}");
    };
    // An optional member that anybody may have written: it is not known that it was there.
    gone(draw.other(&Members(members(&draw.body)).without("info_order").0));
    // Digits that a program rounded away.
    gone(draw.set("oid_paybill", Json::text("2013051613121200")));
    // Two things at once.
    gone(draw.all(|text| html(&text.replace('3', "4"))));

    // A signature that was changed and one of another key look the same.
    let flipped = draw.sign(|sign| {
        let first = if sign.starts_with('A') { "B" } else { "A" };
        format!("{first}{}", &sign[1..])
    });
    let diagnosis = receiver(Provider::LianLian).explain(&Request::new(&flipped.unwrap()));
    assert_eq!(named(&diagnosis), Some(Cause::WrongKey));
    draw.random.draw();
}

#[test]
fn a_genuine_request_has_nothing_wrong_and_every_variant_has_its_code() {
    for sample in samples::all() {
        let receiver = SENDER.receiver(sample.provider).unwrap();
        for variant in Variant::ALL {
            let request = SENDER
                .request(sample.kind)
                .unwrap()
                .variant(*variant)
                .build()
                .unwrap();
            let diagnosis = request.put_to(|request| receiver.explain(request));
            let code = diagnosis.refusal().map(ackwell::Refusal::code);
            assert_eq!(code, variant.code());
            assert_eq!(diagnosis.is_accepted(), diagnosis.findings().is_empty());
            let what = format!("{} {}: {diagnosis}", sample.kind, variant.as_str());
            match variant {
                Variant::Genuine => assert!(what.contains("nothing is wrong")),
                Variant::Tampered if sample.provider == Provider::LianLian => {
                    assert_eq!(named(&diagnosis), Some(Cause::ChangedText), "{what}");
                }
                Variant::Tampered => {
                    assert_eq!(named(&diagnosis), Some(Cause::WrongSaltOrText), "{what}");
                }
                Variant::Duplicate => {
                    assert_eq!(named(&diagnosis), Some(Cause::DuplicateChosen), "{what}");
                }
                _ => {
                    let code = variant.code().unwrap().as_str();
                    let words = diagnosis.findings().iter().map(ackwell::Finding::word);
                    let signature = matches!(variant, Variant::WrongKey);
                    assert!(
                        signature || words.into_iter().any(|word| word == code),
                        "{what}"
                    );
                }
            }
        }
    }
}

/// Where the address and the merchant and the signature are all wrong, all of it is said.
#[test]
fn every_check_is_gone_through() {
    let request = SENDER.request("lianlian.payment").unwrap();
    let request = request
        .set("no_order", "")
        .variant(Variant::Tampered)
        .build()
        .unwrap();
    let mut body = members(request.body_text());
    for (name, value) in &mut body {
        if name == "oid_partner" {
            *value = Json::text("201507021000394502");
        }
    }
    let body = json(&body);
    let receiver = SENDER.receiver(Provider::LianLian).unwrap();
    let diagnosis = receiver.explain(&Request::new(body.as_bytes()).with_peer("203.0.113.9"));
    let words: Vec<_> = diagnosis
        .findings()
        .iter()
        .map(ackwell::Finding::word)
        .collect();
    for word in ["untrusted_source", "changed_text", "wrong_merchant"] {
        assert!(words.contains(&word), "{words:?}");
    }
    assert_eq!(words[0], "untrusted_source");
}

/// Bytes of every length up to a few hundred, most of them no JSON: all of them random, or pieces of
/// what a body has.
fn arbitrary(random: &mut Random) -> Vec<u8> {
    const PIECES: &[&[u8]] = &[
        b"{",
        b"}",
        b"[",
        b"]",
        b"\"",
        b":",
        b",",
        b"\\",
        b"\\u",
        b"d83d",
        b"=",
        b"&",
        b"%",
        b"+",
        b" ",
        b"\r\n",
        b"b'",
        b"{'",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\0",
        b"\xb4",
        b"null",
        b"1e9",
        b"-0.",
        b"\"sign\"",
        b"\"sign_type\"",
        b"\"RSA\"",
        b"\"MD5\"",
        b"\"oid_partner\"",
        b"\"bizContent\"",
        b"\"signType\"",
        b"\"SHA256\"",
        b"\"accId\"",
        b"AAAA",
        b"eyJ",
        b"e30=",
        b"resCode",
    ];
    let length = random.below(400);
    let mut bytes = Vec::new();
    let pieces = random.once_in(2);
    while bytes.len() < length {
        if pieces {
            bytes.extend_from_slice(PIECES[random.below(PIECES.len())]);
        } else {
            bytes.push(random.draw().to_le_bytes()[0]);
        }
    }
    bytes
}

#[test]
fn arbitrary_bytes_headers_and_peers_give_a_diagnosis() {
    let count: u64 = if thorough() { 40_000 } else { 4_000 };
    let checked = Config::from_json(&SENDER.receiver_json().expect("a document"));
    let checked = checked.expect("a configuration");
    let receivers: Vec<Receiver> = Provider::ALL
        .iter()
        .flat_map(|provider| {
            let checked = checked.receiver(*provider).expect("a receiver");
            [checked, receiver(*provider)]
        })
        .collect();
    let mut random = Random::new(14);
    for seed in 0..count {
        let (body, header, peer) = (
            arbitrary(&mut random),
            arbitrary(&mut random),
            arbitrary(&mut random),
        );
        let peer = match random.below(3) {
            0 => String::from_utf8_lossy(&peer).into_owned(),
            1 => "127.0.0.1".to_owned(),
            _ => String::new(),
        };
        let headers: [(&str, &[u8]); 3] = [
            ("X-Forwarded-For", &header),
            ("Forwarded", &header),
            ("LLPAY-Signature", &header),
        ];
        let request = Request::new(&body)
            .with_headers(&headers[..random.below(4)])
            .with_peer(&peer);
        for receiver in &receivers {
            let diagnosis = receiver.explain_with(&request, &hints());
            assert!(!diagnosis.is_accepted(), "{seed}");
            assert!(!diagnosis.findings().is_empty(), "{seed}");
            let refused = receiver.verify(&request).expect_err("random bytes").code();
            assert_eq!(
                diagnosis.refusal().map(ackwell::Refusal::code),
                Some(refused),
                "{seed}"
            );
            Json::parse(&diagnosis.to_json(), Limits::NONE).expect("JSON");
        }
    }
}

#[test]
fn any_bytes_give_a_diagnosis_that_agrees_with_the_verdict_and_holds_no_secret() {
    let count: u64 = if thorough() { 20_000 } else { 1_500 };
    for provider in Provider::ALL {
        let receiver = receiver(*provider);
        let salt = secret("pingpong", "salt");
        let mut mutator = Mutator::new(7);
        for seed in 0..count {
            let draw = Draw::new(*provider, seed % 40);
            let body = mutator.body(draw.body.as_bytes());
            let request = Request::new(&body);
            let diagnosis = receiver.explain(&request);
            assert_eq!(diagnosis.is_accepted(), receiver.verify(&request).is_ok());
            assert_eq!(diagnosis.is_accepted(), diagnosis.findings().is_empty());
            let (text, json) = (diagnosis.to_string(), diagnosis.to_json());
            assert!(!text.contains(&salt) && !json.contains(&salt));
            Json::parse(&json, Limits::NONE).expect("JSON");
        }
    }
}

/// The receiver whose key LianLian signed the genuine messages with.
fn platform() -> Receiver {
    let receiver = ackwell::LianLian::builder()
        .public_key(ackwell_tests::keys::LIANLIAN_PLATFORM)
        .any_merchant();
    receiver.any_source().build().expect("a receiver")
}

/// Changes each signed value of a genuine message, one at a time: each is diagnosed as the right key
/// and a changed text. The number of them.
fn edited(receiver: &Receiver, id: &str, body: &Json) -> usize {
    let members = body.as_object().expect("an object");
    let mut edited = 0;
    for place in 0..members.len() {
        let mut body = members.to_vec();
        let (name, value) = &mut body[place];
        let Some(text) = value
            .as_str()
            .filter(|text| name != "sign" && !text.is_empty())
        else {
            continue;
        };
        *value = Json::text(format!("{text}7"));
        let body = json(&body);
        let diagnosis = receiver.explain(&Request::new(body.as_bytes()));
        let causes: Vec<_> = diagnosis
            .findings()
            .iter()
            .filter_map(ackwell::Finding::cause)
            .collect();
        assert!(
            causes.contains(&Cause::ChangedText),
            "{id} {place}: {diagnosis}"
        );
        edited += 1;
    }
    edited
}

/// Those that are in the pack, so they are tested everywhere.
#[test]
fn genuine_messages_of_the_pack_with_edited_bodies_are_the_right_key_and_a_changed_text() {
    let receiver = platform();
    let mut count = 0;
    for (_, pack) in pack::read_all(&pack::folder()) {
        for case in &pack.cases {
            if !case.id.starts_with("genuine/")
                || !matches!(case.expected, Expected::Accepted { .. })
            {
                continue;
            }
            let bytes = case.request.as_ref().expect("a request").bytes();
            let diagnosis = receiver.explain(&Request::new(&bytes));
            assert!(diagnosis.is_accepted(), "{}: {diagnosis}", case.id);
            let body = String::from_utf8(bytes).expect("UTF-8");
            let body = Json::parse(&body, Limits::NONE).expect("JSON");
            count += edited(&receiver, &case.id, &body);
        }
    }
    assert!(count >= 19, "{count}");
}

/// The others, if they are next to the repository.
#[test]
fn genuine_messages_with_edited_bodies_are_the_right_key_and_a_changed_text() {
    let (Some(first), Some(more)) = (
        beside::read("lianlian-genuine.json"),
        beside::read("genuine-2026-11.json"),
    ) else {
        return;
    };
    let receiver = platform();
    let mut count = 0;
    for document in [first, more] {
        for vector in document
            .get("vectors")
            .and_then(Json::as_array)
            .expect("vectors")
        {
            let text = |name: &str| vector.get(name).and_then(Json::as_str).unwrap_or_default();
            let id = text("id");
            if text("key") != "lianlian-published-1024"
                || vector.get("verifies") == Some(&Json::Bool(false))
            {
                continue;
            }
            let diagnosis = receiver.explain(&Request::new(text("body").as_bytes()));
            let Some(json) = Json::parse(text("body"), Limits::NONE).ok() else {
                continue;
            };
            if json.get("sign").is_none() {
                assert_eq!(
                    named(&diagnosis),
                    Some(Cause::SchemeAccp),
                    "{id}: {diagnosis}"
                );
                continue;
            }
            assert!(named(&diagnosis).is_none(), "{id}: {diagnosis}");
            count += edited(&receiver, id, &json);
        }
    }
    assert!(count > 50, "{count}");
}

/// One of LianLian's own, under somebody else's key: as if the merchant had configured its own.
#[test]
fn the_platform_s_and_a_published_key_are_recognised() {
    let body = include_str!("../../core/samples/payment.json");
    let own = OWN.public_pem().unwrap();
    let receiver = ackwell::LianLian::builder()
        .public_key(own)
        .any_merchant()
        .any_source();
    let receiver = receiver.build().unwrap();
    let diagnosis = receiver.explain(&Request::new(body.as_bytes()));
    assert_eq!(named(&diagnosis), Some(Cause::PlatformKey), "{diagnosis}");
    let changed = body.replace("0.01", "0.02");
    let diagnosis = receiver.explain(&Request::new(changed.as_bytes()));
    let causes: Vec<_> = diagnosis
        .findings()
        .iter()
        .filter_map(ackwell::Finding::cause)
        .collect();
    assert_eq!(causes, [Cause::PlatformKey, Cause::ChangedText]);
}
