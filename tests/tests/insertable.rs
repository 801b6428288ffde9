//! Which members can be read out of a text that somebody else may influence (PROTOCOLS 1.4).
//!
//! A provider that signs a text with `&name=value` in it signs a second body too: the one with
//! `name` as a separate member. Ackwell refuses the first and may accept the second, if `name`
//! sorts behind the text and before the next member that is always there. None of the members for
//! which that is so may decide money or identity; `docs/security.md` lists them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ackwell::{Config, KindTable, Provider, Receiver, Request};
use ackwell_tests::json::Json;
use ackwell_tests::keys;
use ackwell_tests::oracle::{LIANLIAN_FREE_TEXT, PINGPONG_FREE_TEXT, pingpong_names};
use ackwell_tests::samples::{
    ACC_ID, CLIENT_ID, SALT, Spelling, envelope, exchange_payment, payment, transaction_bare,
};
use ackwell_tests::sign::{LianLianSigner, Members, PingPongSigner};

/// A signed text whose members are adjacent.
struct Flat {
    /// What it is called in `docs/security.md`.
    name: &'static str,
    members: Vec<Member>,
    /// The free text of its scheme.
    texts: &'static [&'static str],
}

struct Member {
    /// Its spellings; only one of them is ever there.
    names: Vec<&'static str>,
    required: bool,
    /// Whether money or identity depends on it.
    decides: bool,
}

/// Every kind of LianLian's, from its table, and PingPong's envelope. What PingPong's kinds say is
/// inside `bizContent`, which is one complete JSON object: nothing can be cut out of that.
fn every() -> Vec<Flat> {
    let mut all: Vec<Flat> = ackwell::kinds()
        .iter()
        .filter(|table| table.provider == Provider::LianLian)
        .map(|table| Flat {
            name: table.kind,
            members: members_of(table),
            texts: LIANLIAN_FREE_TEXT,
        })
        .collect();
    let required = ["accId", "bizContent", "clientId", "signType"];
    let members = pingpong_names()
        .into_iter()
        .filter(|name| *name != "sign")
        .map(|name| Member {
            names: vec![name],
            required: required.contains(&name),
            decides: required.contains(&name),
        });
    all.push(Flat {
        name: "PingPong's envelope",
        members: members.collect(),
        texts: PINGPONG_FREE_TEXT,
    });
    all
}

fn members_of(table: &KindTable) -> Vec<Member> {
    table
        .fields
        .iter()
        .map(|field| Member {
            names: field.spellings().collect(),
            required: field.required,
            decides: field.is_strict(),
        })
        .collect()
}

impl Flat {
    fn required(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.required)
    }

    fn optional(&self) -> impl Iterator<Item = (&'static str, &Member)> {
        let optional = self.members.iter().filter(|member| !member.required);
        optional.flat_map(|member| member.names.iter().map(move |name| (*name, member)))
    }

    /// Whether `name` can be a member that was text of `text` before: it sorts behind it, and no
    /// member that is always there lies between.
    fn can_follow(&self, text: &str, name: &str) -> bool {
        let lies_between = |member: &Member| {
            let mut spellings = member.names.iter();
            spellings.all(|spelling| text < *spelling && *spelling < name)
        };
        text < name && !self.required().any(lies_between)
    }

    /// The places between members that are always there, as `docs/security.md` writes them, each
    /// with the optional members in it. An unknown member can be anywhere in such a place.
    fn places(&self) -> BTreeMap<String, BTreeSet<&'static str>> {
        let mut always: Vec<&str> = self.required().map(|member| member.names[0]).collect();
        always.sort_unstable();
        let mut places = BTreeMap::<String, BTreeSet<&str>>::new();
        for (name, _) in self.optional() {
            places.entry(place(&always, name)).or_default().insert(name);
        }
        places
    }

    /// The rows of the table in `docs/security.md`: notification, text, members.
    fn rows(&self) -> BTreeSet<[String; 3]> {
        let mut rows = BTreeSet::new();
        for text in self.texts {
            let names: Vec<&str> = self
                .optional()
                .map(|(name, _)| name)
                .filter(|name| name != text && self.can_follow(text, name))
                .collect();
            if !names.is_empty() {
                rows.insert([self.name.to_owned(), format!("`{text}`"), listed(&names)]);
            }
        }
        for (place, names) in self.places() {
            let names: Vec<&str> = names.into_iter().collect();
            rows.insert([self.name.to_owned(), place, listed(&names)]);
        }
        rows
    }
}

/// Between which of the names that are always there a name lies.
fn place(always: &[&str], name: &str) -> String {
    let at = always.partition_point(|other| *other < name);
    match (
        at.checked_sub(1).and_then(|at| always.get(at)),
        always.get(at),
    ) {
        (Some(low), Some(high)) => format!("an unknown member between `{low}` and `{high}`"),
        (None, Some(high)) => format!("an unknown member before `{high}`"),
        (Some(low), None) => format!("an unknown member after `{low}`"),
        (None, None) => panic!("nothing is required"),
    }
}

fn listed(names: &[&str]) -> String {
    let mut names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.sort_unstable();
    names.join(", ")
}

#[test]
fn no_member_that_decides_money_or_identity_can_be_read_out_of_a_text() {
    for flat in every() {
        let places = flat.places();
        for (name, member) in flat.optional() {
            // An unknown member just before it is a text that nobody vouches for.
            let place = places.iter().find(|(_, names)| names.contains(name));
            assert!(
                !member.decides,
                "{}: `{name}` decides money or identity, and can be read out of {}",
                flat.name,
                place.expect("each optional member has its place").0
            );
        }
    }
    // What a notification is known by is always there.
    for table in ackwell::kinds() {
        let roles = table.roles;
        let roles = [
            roles.merchant.unwrap_or(roles.order),
            roles.order,
            roles.transaction,
            roles.operation,
            roles.status,
            roles.amount,
        ];
        for role in roles {
            let field = &table.fields[role];
            assert!(field.required, "{}: {}", table.kind, field.wire);
        }
    }
}

/// A payment becomes an exchange payment by the members that it lacks. They lie in places that
/// are apart, so no one text can bring them.
#[test]
fn no_single_text_turns_one_kind_into_another() {
    let all = every();
    let kinds: Vec<&Flat> = all
        .iter()
        .filter(|flat| flat.texts == LIANLIAN_FREE_TEXT)
        .collect();
    assert!(kinds.len() >= 2);
    for from in &kinds {
        let mut always: Vec<&str> = from.required().map(|member| member.names[0]).collect();
        always.sort_unstable();
        for to in kinds.iter().filter(|to| to.name != from.name) {
            let missing: Vec<&Member> = to
                .required()
                .filter(|member| !always.contains(&member.names[0]))
                .collect();
            let places: BTreeSet<String> = missing
                .iter()
                .map(|member| place(&always, member.names[0]))
                .collect();
            let sheds = from.required().any(|member| {
                let known = |other: &Member| other.names == member.names;
                !to.members.iter().any(known)
            });
            // Either it needs text in several places, or a member would have to vanish that the
            // scheme knows, and rule 3 lets no text hide such a one.
            assert!(
                places.len() >= 3 || (missing.is_empty() && sheds),
                "{} becomes {} by text in {places:?}",
                from.name,
                to.name
            );
        }
    }
}

#[test]
fn security_md_lists_what_can_be_read_out_of_a_text_and_nothing_else() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/security.md");
    let text = std::fs::read_to_string(place).expect("the guide");
    let table: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("| notification |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    let listed: BTreeSet<[String; 3]> = table
        .iter()
        .map(|line| {
            let cells: Vec<String> = line
                .trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect();
            cells.try_into().expect("three columns")
        })
        .collect();
    let computed: BTreeSet<[String; 3]> = every().iter().flat_map(Flat::rows).collect();
    let written: Vec<String> = computed
        .iter()
        .map(|row| format!("| {} |", row.join(" | ")))
        .collect();
    assert_eq!(listed.len(), table.len(), "a row is there twice");
    assert_eq!(
        listed,
        computed,
        "the table should be:\n{}",
        written.join("\n")
    );
}

/// The same found out the other way round: texts are signed, the reading with one member more is
/// offered to the receiver, and what it accepts is compared with what was computed.
#[test]
fn what_the_receiver_accepts_is_what_was_computed() {
    for flat in every() {
        let Signed {
            receiver,
            mut bare,
            message,
            sign,
        } = signed(flat.name);
        for (name, _) in flat.optional() {
            bare.0.retain(|(member, _)| member != name);
        }
        // An unknown member just before each optional one, and each free text.
        let unknown = flat.optional().map(|(name, _)| &name[..name.len() - 1]);
        let texts: BTreeSet<&str> = flat.texts.iter().copied().chain(unknown).collect();
        let (mut accepted, mut computed) = (BTreeSet::new(), BTreeSet::new());
        for text in texts {
            for (name, _) in flat.optional().filter(|(name, _)| *name != text) {
                if flat.can_follow(text, name) {
                    computed.insert((text, name));
                }
                let value = if name == "settle_date" {
                    "20991231"
                } else {
                    "1"
                };
                let genuine = bare.clone().with(text, format!("x&{name}={value}"));
                let string = message(&genuine);
                let signature = sign(&string);
                let verify = |members: Members| {
                    let body = members.with("sign", &*signature).compact();
                    receiver.verify(&Request::new(body.as_bytes()))
                };
                let code = verify(genuine).expect_err("two readings").code();
                assert_eq!(code.as_str(), "ambiguous_body", "{text} with {name}");

                let forged = bare.clone().with(text, "x").with(name, value);
                if message(&forged) != string {
                    // Not a reading of that string: another member lies between.
                    continue;
                }
                let notification = verify(forged).expect("the other reading");
                let mut members = notification.fields().chain(notification.envelope());
                let shown = members.find(|(member, _)| *member == name);
                let shown = shown.and_then(|(_, value)| value.text());
                assert_eq!(shown, Some(value), "{text} with {name}");
                accepted.insert((text, name));
            }
        }
        assert!(!accepted.is_empty(), "{}", flat.name);
        assert_eq!(accepted, computed, "{}", flat.name);
    }
}

/// A receiver, a body for it, and how its provider signs.
struct Signed {
    receiver: Receiver,
    bare: Members,
    message: fn(&Members) -> String,
    sign: Box<dyn Fn(&str) -> String>,
}

fn signed(name: &str) -> Signed {
    let lianlian = Members::default()
        .with("public_keys", vec![keys::PLATFORM.one_line()])
        .with("merchant_ids", "any")
        .with("sources", "any");
    let pingpong = Members::default()
        .with("salt", SALT)
        .with("client_id", CLIENT_ID)
        .with("acc_ids", vec![ACC_ID])
        .with("sources", "any");
    let document = Json::object([("lianlian", lianlian.json()), ("pingpong", pingpong.json())]);
    let (provider, bare) = match name {
        "lianlian.payment" => (Provider::LianLian, payment()),
        "lianlian.exchange_payment" => (Provider::LianLian, exchange_payment(Spelling::Table)),
        "PingPong's envelope" => (Provider::PingPong, envelope(&transaction_bare())),
        other => panic!("a sample of {other} is wanted here"),
    };
    let receiver = Config::from_json(&document.compact())
        .and_then(|config| config.receiver(provider))
        .expect("a receiver");
    if provider == Provider::LianLian {
        let signer = LianLianSigner::new(&keys::PLATFORM);
        Signed {
            receiver,
            bare,
            message: LianLianSigner::message,
            sign: Box::new(move |string| signer.signature(string.as_bytes())),
        }
    } else {
        let signer = PingPongSigner::new(SALT);
        Signed {
            receiver,
            bare,
            message: PingPongSigner::message,
            sign: Box::new(move |string| signer.signature(string.as_bytes())),
        }
    }
}
