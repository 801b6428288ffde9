//! What comes along when a value is copied: in every option that takes a text.

use std::collections::BTreeMap;

use super::super::{Draft, Operation, Provider, Topic, lianlian_section, pingpong_section};
use super::{configure, document, refused, with_receiver};
use crate::json::Json;
use crate::keys;
use crate::pack::Expected;
use crate::sign::Members;

/// A text with something around it or in it.
type Blemish = (&'static str, fn(&str) -> String, &'static str);

/// What no option takes.
const BLEMISHES: [Blemish; 16] = [
    (
        "empty",
        |_| String::new(),
        "a variable that is set to nothing",
    ),
    ("blank", |_| " \t".to_owned(), "nothing but white space"),
    (
        "line-end",
        |text| format!("{text}\n"),
        "a line end behind it",
    ),
    (
        "crlf",
        |text| format!("{text}\r\n"),
        "a Windows line end behind it",
    ),
    (
        "line-end-before",
        |text| format!("\n{text}"),
        "a line end before it",
    ),
    ("space", |text| format!("{text} "), "a blank behind it"),
    ("tab-before", |text| format!("\t{text}"), "a tab before it"),
    (
        "no-break-space",
        |text| format!("{text}\u{a0}"),
        "a no-break space behind it, as web pages have",
    ),
    (
        "byte-order-mark",
        |text| format!("\u{feff}{text}"),
        "a byte order mark before it",
    ),
    (
        "zero-width-space",
        |text| {
            let (first, rest) = text.split_at(1);
            format!("{first}\u{200b}{rest}")
        },
        "a character inside that nobody sees",
    ),
    (
        "double-quotes",
        |text| format!("\"{text}\""),
        "quotes of an env file",
    ),
    (
        "single-quotes",
        |text| format!("'{text}'"),
        "quotes of an env file",
    ),
    (
        "typographic-quotes",
        |text| format!("“{text}”"),
        "quotes of a document",
    ),
    (
        "escaped-line-end",
        |text| format!("{text}\\n"),
        "a backslash and n behind it",
    ),
    (
        "placeholder",
        |_| "${ACKWELL_VALUE}".to_owned(),
        "a placeholder that nothing has replaced",
    ),
    (
        "full-width",
        |text| {
            let (first, rest) = text.split_at(1);
            let code = u32::from(first.as_bytes()[0]) + 0xfee0;
            format!("{}{rest}", char::from_u32(code).expect("a character"))
        },
        "a character in full width, as a Chinese keyboard types it",
    ),
];

pub(super) fn cases(topic: &mut Topic) {
    let ll = || lianlian_section(&keys::PLATFORM);
    let none = Members::default;
    for (blemish, apply, note) in BLEMISHES {
        let lianlian = |member: &str, name: &str, value: Json| {
            let section = ll().with(name, value);
            (
                format!("lianlian.{member}"),
                Provider::LianLian,
                document(&[("lianlian", &section)]),
            )
        };
        let pingpong = |member: &str, name: &str, value: Json| {
            let section = pingpong_section().with(name, value);
            (
                format!("pingpong.{member}"),
                Provider::PingPong,
                document(&[("pingpong", &section)]),
            )
        };
        let receiver = |member: &str, name: &str, value: Json| {
            (
                format!("receiver.{member}"),
                Provider::LianLian,
                with_receiver(&none().with(name, value)),
            )
        };
        let text = |text: &str| Json::text(apply(text));
        let list = |text: &str| Json::Array(vec![Json::text(apply(text))]);
        for (member, provider, document) in [
            lianlian(
                "merchant_ids[0]",
                "merchant_ids",
                list("201103171000000000"),
            ),
            lianlian("merchant_ids", "merchant_ids", text("any")),
            lianlian("digest", "digest", text("MD5")),
            lianlian("sources[0]", "sources", list("203.0.113.7")),
            lianlian("sources", "sources", text("published")),
            lianlian("source_mode", "source_mode", text("report")),
            pingpong("salt", "salt", text("THROWAWAY0SALT0FOR0TESTS")),
            pingpong("client_id", "client_id", text("2018092714313010016")),
            pingpong("acc_ids[0]", "acc_ids", list("2018092714313010016291")),
            pingpong("environment", "environment", text("production")),
            pingpong("hashes[0]", "hashes", list("SHA256")),
            receiver("trusted_proxies[0]", "trusted_proxies", list("10.0.0.0/8")),
            receiver(
                "client_address_header",
                "client_address_header",
                text("forwarded"),
            ),
        ] {
            let option = member.replace(['.', '_'], "-").replace("[0]", "-entry");
            let id = format!("pasted-{option}-{blemish}");
            topic.add(refused(
                configure(&id, note, provider, document).flag("pasted"),
                &member,
            ));
        }
        topic.add(url(blemish, note, &apply("memory:")));
    }
    ids(topic);
    salts(topic);
}

/// The ledger's URL, which is read when the ledger is opened.
fn url(blemish: &str, note: &str, url: &str) -> Draft {
    let section = lianlian_section(&keys::PLATFORM);
    let ledger = Members::of(&[("url", url)]);
    let mut draft = Draft::new(
        Operation::Ledger,
        &format!("pasted-ledger-url-{blemish}"),
        note,
    )
    .flag("pasted")
    .provider(Provider::LianLian)
    .document(document(&[("lianlian", &section), ("ledger", &ledger)]));
    draft.case.requests = Some(BTreeMap::new());
    draft.case.steps = Some(Vec::new());
    refused(draft, "ledger.url")
}

/// An id is one word of ASCII.
fn ids(topic: &mut Topic) {
    for (blemish, id, note) in [
        (
            "comma",
            "201103171000000000,201103171000000001",
            "two ids in one text",
        ),
        ("inner-space", "2011 0317 1000 000000", "digits in groups"),
        ("json-list", "[\"201103171000000000\"]", "a list as a text"),
        ("name", "merchant_id=201103171000000000", "a name before it"),
        (
            "open-quote",
            "\"201103171000000000",
            "half a pair of quotes",
        ),
        (
            "scientific",
            "2.01103171E+17",
            "as a spreadsheet writes long numbers",
        ),
        ("any", "any", "everybody is not an entry of a list"),
        ("star", "*", "everybody is not an entry of a list"),
        ("accent", "201103171000000000é", "no letter of an id"),
        ("dash", "201103171000000—000", "a typographic dash"),
    ] {
        let entry = Json::Array(vec![Json::text("1"), Json::text(id)]);
        let lianlian = lianlian_section(&keys::PLATFORM).with("merchant_ids", entry.clone());
        let pingpong = pingpong_section().with("acc_ids", entry);
        for (member, provider, section) in [
            ("lianlian.merchant_ids[1]", Provider::LianLian, lianlian),
            ("pingpong.acc_ids[1]", Provider::PingPong, pingpong),
        ] {
            let name = provider.name();
            let id = format!("pasted-{name}-id-{blemish}");
            topic.add(refused(
                configure(&id, note, provider, document(&[(name, &section)])).flag("pasted"),
                member,
            ));
        }
    }
    for (blemish, id, note) in [
        ("comma", "2018092714313010016,1", "two ids in one text"),
        ("inner-space", "2018 0927 1431 3010 016", "digits in groups"),
        ("any", "any", "a receiver is for one client"),
    ] {
        let client = pingpong_section().with("client_id", id);
        topic.add(refused(
            configure(
                &format!("pasted-pingpong-client-{blemish}"),
                note,
                Provider::PingPong,
                document(&[("pingpong", &client)]),
            )
            .flag("pasted"),
            "pingpong.client_id",
        ));
    }
}

/// A salt may hold whatever a generator of passwords makes.
fn salts(topic: &mut Topic) {
    let configured = |salt: &str| {
        let section = pingpong_section().with("salt", salt);
        document(&[("pingpong", &section)])
    };
    for (id, salt, note) in [
        ("inner-quotes", "F7\"8B'C9", "quotes inside"),
        ("open-quote", "\"F78BC9", "a quote that has no other end"),
        ("inner-space", "F78 BC9", "a blank inside"),
        ("backslash", "F7\\nBC9", "a backslash and n inside"),
        ("equals", "F78BC9==", "equals signs, as base64 has"),
        ("dollar", "$F78{BC9}", "what a shell would replace"),
        ("chinese", "盐F78BC9", "another script"),
    ] {
        topic.add(
            configure(
                &format!("built-salt-{id}"),
                note,
                Provider::PingPong,
                configured(salt),
            )
            .flag("built")
            .expecting(Expected::Configured),
        );
    }
    topic.add(refused(
        configure(
            "pasted-pingpong-salt-env-line",
            "a whole line of an env file",
            Provider::PingPong,
            configured("PINGPONG_SALT=F78BC9"),
        )
        .flag("pasted"),
        "pingpong.salt",
    ));
}
