//! Configuration documents: what builds a receiver, and what is refused with the member's path.

use super::{Draft, Operation, Provider, Topic, lianlian_section, pingpong_section, shop};
use crate::json::Json;
use crate::keys;
use crate::pack::Expected;
use crate::sign::Members;

mod pasted;

pub(super) fn topic() -> Topic {
    let mut topic = Topic::new(
        "configuration",
        "Configuration documents. What is wrong gets the same refusal in every language: \
         invalid_config and the path of the member.",
    );
    built(&mut topic);
    documents(&mut topic);
    lianlian(&mut topic);
    pingpong(&mut topic);
    shared(&mut topic);
    networks(&mut topic);
    pasted::cases(&mut topic);
    topic
}

fn ll() -> Members {
    lianlian_section(&keys::PLATFORM)
}

fn document(sections: &[(&str, &Members)]) -> Json {
    Json::Object(
        sections
            .iter()
            .map(|(name, section)| ((*name).to_owned(), section.json()))
            .collect(),
    )
}

fn with_receiver(section: &Members) -> Json {
    document(&[("lianlian", &ll()), ("receiver", section)])
}

fn configure(id: &str, note: &str, provider: Provider, document: Json) -> Draft {
    Draft::new(Operation::Configure, id, note)
        .provider(provider)
        .document(document)
}

fn refused(draft: Draft, member: &str) -> Draft {
    draft.expecting(Expected::Refused {
        code: "invalid_config".to_owned(),
        member: Some(member.to_owned()),
        acknowledgement: None,
        says: None,
        hides: None,
    })
}

fn built(topic: &mut Topic) {
    use Provider::{LianLian, PingPong};
    let none = Members::default;
    for (id, note, provider, document) in [
        (
            "both-providers",
            "one document for two receivers",
            LianLian,
            shop(),
        ),
        (
            "both-providers-other",
            "one document for two receivers",
            PingPong,
            shop(),
        ),
        (
            "published-by-default",
            "without `sources` the published list is enforced",
            LianLian,
            document(&[("lianlian", &ll().without("sources"))]),
        ),
        (
            "any-merchant",
            "every merchant, said on purpose",
            LianLian,
            document(&[("lianlian", &ll().with("merchant_ids", "any"))]),
        ),
        (
            "several-merchants",
            "several merchants",
            LianLian,
            document(&[(
                "lianlian",
                &ll().with(
                    "merchant_ids",
                    vec!["201103171000000000", "201103171000000001"],
                ),
            )]),
        ),
        (
            "sources-any",
            "every source, said on purpose",
            LianLian,
            document(&[("lianlian", &ll().with("sources", "any"))]),
        ),
        (
            "sources-mixed",
            "the published list and more",
            LianLian,
            document(&[(
                "lianlian",
                &ll().with(
                    "sources",
                    vec!["published", "203.0.113.7", "2001:db8::/32", "10.0.0.0/8"],
                ),
            )]),
        ),
        (
            "digest-sha256",
            "another digest",
            LianLian,
            document(&[("lianlian", &ll().with("digest", "SHA256"))]),
        ),
        (
            "report",
            "report only",
            LianLian,
            document(&[("lianlian", &ll().with("source_mode", "report"))]),
        ),
        (
            "sandbox",
            "the sandbox",
            PingPong,
            document(&[(
                "pingpong",
                &pingpong_section().with("environment", "sandbox"),
            )]),
        ),
        (
            "hashes-by-default",
            "SHA-256 alone is the default",
            PingPong,
            document(&[("pingpong", &pingpong_section().without("hashes"))]),
        ),
        (
            "environment-not-needed",
            "the environment picks the published sources, and is not needed without them",
            PingPong,
            document(&[(
                "pingpong",
                &pingpong_section()
                    .without("environment")
                    .with("sources", "any"),
            )]),
        ),
        (
            "receiver-section",
            "what both providers share",
            LianLian,
            with_receiver(
                &none()
                    .with(
                        "trusted_proxies",
                        vec!["10.0.0.0/8", "unix", "::1", "fd00::/8"],
                    )
                    .with("client_address_header", "Forwarded")
                    .with("max_body_bytes", 16_777_216),
            ),
        ),
        (
            "receiver-section-empty",
            "nothing in it",
            LianLian,
            with_receiver(&none().with("trusted_proxies", Json::Array(vec![]))),
        ),
        (
            "smallest-limit",
            "one byte",
            LianLian,
            with_receiver(&none().with("max_body_bytes", 1)),
        ),
    ] {
        topic.add(
            configure(&format!("built-{id}"), note, provider, document)
                .flag("built")
                .expecting(Expected::Configured),
        );
    }
}

fn documents(topic: &mut Topic) {
    for (id, text, member, note) in [
        ("empty", "", "", "nothing"),
        ("array", "[]", "", "no object"),
        ("text", "\"lianlian\"", "", "no object"),
        ("truncated", "{\"lianlian\":{", "", "no JSON"),
        (
            "toml",
            "[lianlian]\ndigest = \"MD5\"\n",
            "",
            "TOML is read by the command, not by core",
        ),
        ("trailing-comma", "{\"lianlian\":{},}", "", "no strict JSON"),
        ("comment", "{} // none", "", "no strict JSON"),
        ("white-space", " \r\n\t", "", "nothing but white space"),
        ("null", "null", "", "no object"),
        ("number", "1", "", "no object"),
        (
            "byte-order-mark",
            "\u{feff}{\"lianlian\":{}}",
            "",
            "strict JSON has no byte order mark",
        ),
        (
            "comment-inside",
            "{\n  // the keys\n  \"lianlian\":{}}",
            "",
            "JSON has no comments",
        ),
        (
            "single-quotes",
            "{'lianlian':{}}",
            "",
            "names are in double quotes",
        ),
        (
            "two-objects",
            "{\"lianlian\":{}}{\"pingpong\":{}}",
            "",
            "one object",
        ),
        (
            "yaml",
            "lianlian:\n  digest: MD5\n",
            "",
            "YAML is read by nobody",
        ),
        (
            "file-name",
            "/etc/shop/ackwell.json",
            "",
            "the name of a file in place of what it holds",
        ),
        (
            "duplicate-section",
            "{\"lianlian\":{},\"lianlian\":{}}",
            "lianlian",
            "a section that appears twice",
        ),
        (
            "duplicate-member",
            "{\"lianlian\":{\"merchant_ids\":\"any\",\"merchant_ids\":[\"1\"]}}",
            "merchant_ids",
            "a member that appears twice",
        ),
    ] {
        let mut draft = Draft::new(Operation::Configure, &format!("document-{id}"), note)
            .flag("document")
            .provider(Provider::LianLian);
        draft.case.config_text = Some(text.to_owned());
        topic.add(if member.is_empty() {
            refused(draft, "")
        } else {
            refused(draft, member)
        });
    }
    for (id, document, member, note) in [
        (
            "no-section",
            document(&[("pingpong", &pingpong_section())]),
            "lianlian",
            "the provider has no section",
        ),
        (
            "nothing",
            Json::Object(vec![]),
            "lianlian",
            "the provider has no section",
        ),
        (
            "unknown-section",
            document(&[("lianlian", &ll()), ("lianlain", &Members::default())]),
            "lianlain",
            "a section that nobody reads is most likely a slip",
        ),
        (
            "unknown-member",
            document(&[("lianlian", &ll().with("public_key", "x"))]),
            "lianlian.public_key",
            "a member that nobody reads is most likely a slip",
        ),
        (
            "unknown-receiver-member",
            with_receiver(&Members::default().with("trusted_proxy", "10.0.0.1")),
            "receiver.trusted_proxy",
            "the same in what both share",
        ),
        (
            "section-in-case",
            Json::object([("LianLian", ll().json())]),
            "LianLian",
            "sections are spelled in lower case",
        ),
        (
            "section-camel-case",
            Json::object([
                ("lianlian", ll().json()),
                ("pingPong", Json::Object(vec![])),
            ]),
            "pingPong",
            "sections are spelled in lower case",
        ),
        (
            "section-with-separator",
            Json::object([("lian_lian", ll().json())]),
            "lian_lian",
            "as some frameworks spell LianLian",
        ),
        (
            "level-around-it",
            Json::object([("ackwell", shop())]),
            "ackwell",
            "the sections are the first level of the document",
        ),
        (
            "option-without-section",
            Json::object([("public_keys", Json::Array(vec![]))]),
            "public_keys",
            "an option outside its section",
        ),
        (
            "member-in-case",
            document(&[("lianlian", &ll().with("publicKeys", "x"))]),
            "lianlian.publicKeys",
            "options are spelled in lower case with underscores",
        ),
        (
            "shared-option-of-a-provider",
            document(&[("lianlian", &ll().with("trusted_proxies", vec!["10.0.0.1"]))]),
            "lianlian.trusted_proxies",
            "what both share belongs in the section receiver",
        ),
        (
            "option-of-the-other-provider",
            document(&[("lianlian", &ll().with("salt", "x"))]),
            "lianlian.salt",
            "an option of the other provider",
        ),
        (
            "providers-option-shared",
            with_receiver(&Members::default().with("sources", "any")),
            "receiver.sources",
            "an option of each provider",
        ),
        (
            "member-with-a-line-end",
            document(&[("lianlian", &ll().with("digest\n", "MD5"))]),
            "lianlian",
            "a name that would break a line of a log is not repeated",
        ),
        (
            "member-with-a-zero-width-space",
            document(&[("lianlian", &ll().with("\u{200b}digest", "MD5"))]),
            "lianlian",
            "nor one with characters that nobody sees",
        ),
        (
            "section-list",
            Json::object([("lianlian", Json::Array(vec![]))]),
            "lianlian",
            "a section is an object",
        ),
        (
            "section-text",
            Json::object([("lianlian", "x".into())]),
            "lianlian",
            "a section is an object",
        ),
        (
            "section-null",
            Json::object([("lianlian", Json::Null)]),
            "lianlian",
            "a section is an object",
        ),
        (
            "ledger-text",
            Json::object([("lianlian", ll().json()), ("ledger", "memory:".into())]),
            "ledger",
            "a section is an object",
        ),
    ] {
        topic.add(refused(
            configure(
                &format!("document-{id}"),
                note,
                Provider::LianLian,
                document,
            )
            .flag("document"),
            member,
        ));
    }
}

fn lianlian(topic: &mut Topic) {
    let no_strings = || Json::Array(vec![]);
    for (id, section, member, note) in [
        (
            "no-keys",
            ll().without("public_keys"),
            "public_keys",
            "a key is required",
        ),
        (
            "empty-keys",
            ll().with("public_keys", no_strings()),
            "public_keys",
            "an empty list vouches for nothing",
        ),
        (
            "keys-text",
            ll().with("public_keys", keys::PLATFORM.one_line()),
            "public_keys",
            "a list, even of one",
        ),
        (
            "key-number",
            ll().with("public_keys", Json::Array(vec![1.into()])),
            "public_keys[0]",
            "a key is a string",
        ),
        (
            "key-file",
            ll().with(
                "public_keys",
                Json::Array(vec![Json::object([("file", "key.pem".into())])]),
            ),
            "public_keys[0]",
            "files are read by the command or the binding, not by core",
        ),
        (
            "no-merchants",
            ll().without("merchant_ids"),
            "merchant_ids",
            "no missing merchant means everybody",
        ),
        (
            "empty-merchants",
            ll().with("merchant_ids", no_strings()),
            "merchant_ids",
            "no empty list means everybody",
        ),
        (
            "merchants-text",
            ll().with("merchant_ids", "201103171000000000"),
            "merchant_ids",
            "a list, or the word any",
        ),
        (
            "merchants-any-in-case",
            ll().with("merchant_ids", "Any"),
            "merchant_ids",
            "the word any, letter by letter",
        ),
        (
            "merchants-null",
            ll().with("merchant_ids", Json::Null),
            "merchant_ids",
            "null is not everybody",
        ),
        (
            "merchants-true",
            ll().with("merchant_ids", true),
            "merchant_ids",
            "no boolean carries trust",
        ),
        (
            "merchant-number",
            ll().with(
                "merchant_ids",
                Json::Array(vec![Json::Number("201103171000000000".to_owned())]),
            ),
            "merchant_ids[0]",
            "an id is a string",
        ),
        (
            "merchant-empty",
            ll().with("merchant_ids", vec!["201103171000000000", ""]),
            "merchant_ids[1]",
            "an id is not empty",
        ),
        (
            "merchant-space",
            ll().with("merchant_ids", vec!["201103171000000000 "]),
            "merchant_ids[0]",
            "an id has no white space around it",
        ),
        (
            "digest-unknown",
            ll().with("digest", "MD4"),
            "digest",
            "three digests are known",
        ),
        (
            "digest-lower-case",
            ll().with("digest", "md5"),
            "digest",
            "letter by letter",
        ),
        (
            "digest-none",
            ll().with("digest", "none"),
            "digest",
            "no way to switch it off",
        ),
        (
            "digest-list",
            ll().with("digest", vec!["MD5"]),
            "digest",
            "one digest, a string",
        ),
        (
            "sources-empty",
            ll().with("sources", no_strings()),
            "sources",
            "an empty list would accept nobody",
        ),
        (
            "sources-word",
            ll().with("sources", "everyone"),
            "sources",
            "published, any or a list",
        ),
        (
            "sources-address",
            ll().with("sources", "203.0.113.7"),
            "sources",
            "a list, even of one",
        ),
        (
            "sources-false",
            ll().with("sources", false),
            "sources",
            "no boolean carries trust",
        ),
        (
            "sources-null",
            ll().with("sources", Json::Null),
            "sources",
            "null is not everybody",
        ),
        (
            "source-name",
            ll().with("sources", vec!["published", "pay.example"]),
            "sources[1]",
            "a name is not an address",
        ),
        (
            "source-any-in-a-list",
            ll().with("sources", vec!["203.0.113.7", "any"]),
            "sources[1]",
            "everybody is not an entry of a list",
        ),
        (
            "source-host-bits",
            ll().with("sources", vec!["203.0.113.7/24"]),
            "sources[0]",
            "a network with host bits is most likely a slip",
        ),
        (
            "source-prefix-too-long",
            ll().with("sources", vec!["203.0.113.0/33"]),
            "sources[0]",
            "32 bits at most",
        ),
        (
            "source-range",
            ll().with("sources", vec!["203.0.113.1-203.0.113.9"]),
            "sources[0]",
            "a range is not a network",
        ),
        (
            "source-port",
            ll().with("sources", vec!["203.0.113.7:443"]),
            "sources[0]",
            "an address has no port",
        ),
        (
            "source-empty",
            ll().with("sources", vec![""]),
            "sources[0]",
            "nothing is not an address",
        ),
        (
            "source-other-providers-list",
            ll().with("sources", vec!["sandbox"]),
            "sources[0]",
            "a list of the other provider",
        ),
        (
            "source-mode-unknown",
            ll().with("source_mode", "off"),
            "source_mode",
            "enforce or report",
        ),
        (
            "source-mode-bool",
            ll().with("source_mode", true),
            "source_mode",
            "enforce or report",
        ),
    ] {
        topic.add(refused(
            configure(
                &format!("lianlian-{id}"),
                note,
                Provider::LianLian,
                document(&[("lianlian", &section)]),
            )
            .flag("lianlian"),
            &format!("lianlian.{member}"),
        ));
    }
}

fn pingpong(topic: &mut Topic) {
    let pp = pingpong_section;
    for (id, section, member, note) in [
        (
            "no-salt",
            pp().without("salt"),
            "salt",
            "a salt is required",
        ),
        (
            "empty-salt",
            pp().with("salt", ""),
            "salt",
            "without a salt anyone can sign",
        ),
        (
            "salt-line-end",
            pp().with("salt", "THROWAWAY0SALT0FOR0TESTS\n"),
            "salt",
            "copied with its line end",
        ),
        (
            "salt-variable",
            pp().with("salt", Json::object([("env", "PINGPONG_SALT".into())])),
            "salt",
            "the environment is read by the command or the binding, not by core",
        ),
        (
            "salt-null",
            pp().with("salt", Json::Null),
            "salt",
            "null is not a salt",
        ),
        (
            "no-client",
            pp().without("client_id"),
            "client_id",
            "a client is required",
        ),
        (
            "empty-client",
            pp().with("client_id", ""),
            "client_id",
            "a client is not empty",
        ),
        (
            "client-number",
            pp().with("client_id", Json::Number("2018092714313010016".to_owned())),
            "client_id",
            "an id is a string",
        ),
        (
            "no-accounts",
            pp().without("acc_ids"),
            "acc_ids",
            "no missing account means everybody",
        ),
        (
            "empty-accounts",
            pp().with("acc_ids", Json::Array(vec![])),
            "acc_ids",
            "no empty list means everybody",
        ),
        (
            "account-space",
            pp().with("acc_ids", vec![" 2018092714313010016291"]),
            "acc_ids[0]",
            "an id has no white space around it",
        ),
        (
            "no-environment",
            pp().without("environment"),
            "environment",
            "it picks the published sources",
        ),
        (
            "environment-unknown",
            pp().with("environment", "test"),
            "environment",
            "production or sandbox",
        ),
        (
            "environment-in-case",
            pp().with("environment", "Sandbox"),
            "environment",
            "letter by letter",
        ),
        (
            "empty-hashes",
            pp().with("hashes", Json::Array(vec![])),
            "hashes",
            "an empty list would accept nothing",
        ),
        (
            "hash-unknown",
            pp().with("hashes", vec!["SHA256", "SHA512"]),
            "hashes[1]",
            "SHA256 and MD5",
        ),
        (
            "hash-sha1",
            pp().with("hashes", vec!["SHA1"]),
            "hashes[0]",
            "SHA256 and MD5",
        ),
        (
            "hash-lower-case",
            pp().with("hashes", vec!["sha256"]),
            "hashes[0]",
            "letter by letter",
        ),
        (
            "hashes-text",
            pp().with("hashes", "SHA256"),
            "hashes",
            "a list, even of one",
        ),
        (
            "sources-empty",
            pp().with("sources", Json::Array(vec![])),
            "sources",
            "an empty list would accept nobody",
        ),
        (
            "source-stricter-lianlian",
            pp().with("sources", vec!["published-2019-09-19"]),
            "sources[0]",
            "a list of the other provider",
        ),
        (
            "unknown-member",
            pp().with("digest", "SHA256"),
            "digest",
            "that is LianLian's",
        ),
    ] {
        topic.add(refused(
            configure(
                &format!("pingpong-{id}"),
                note,
                Provider::PingPong,
                document(&[("pingpong", &section)]),
            )
            .flag("pingpong"),
            &format!("pingpong.{member}"),
        ));
    }
}

fn shared(topic: &mut Topic) {
    let none = Members::default;
    for (id, section, member, note) in [
        (
            "proxies-text",
            none().with("trusted_proxies", "10.0.0.0/8"),
            "trusted_proxies",
            "a list, even of one",
        ),
        (
            "proxies-any",
            none().with("trusted_proxies", vec!["any"]),
            "trusted_proxies[0]",
            "not every proxy can be trusted",
        ),
        (
            "proxy-host-bits",
            none().with("trusted_proxies", vec!["10.0.0.0/8", "10.0.0.1/8"]),
            "trusted_proxies[1]",
            "a network with host bits is most likely a slip",
        ),
        (
            "proxy-name",
            none().with("trusted_proxies", vec!["localhost"]),
            "trusted_proxies[0]",
            "a name is not an address",
        ),
        (
            "proxy-published",
            none().with("trusted_proxies", vec!["published"]),
            "trusted_proxies[0]",
            "a provider is not a proxy",
        ),
        (
            "proxy-unix-in-case",
            none().with("trusted_proxies", vec!["Unix"]),
            "trusted_proxies[0]",
            "letter by letter",
        ),
        (
            "header-unknown",
            none().with("client_address_header", "x-real-ip"),
            "client_address_header",
            "two headers are known",
        ),
        (
            "header-list",
            none().with("client_address_header", vec!["forwarded"]),
            "client_address_header",
            "one header, a string",
        ),
        (
            "limit-zero",
            none().with("max_body_bytes", 0),
            "max_body_bytes",
            "nothing would fit",
        ),
        (
            "limit-negative",
            none().with("max_body_bytes", -1),
            "max_body_bytes",
            "no number of bytes",
        ),
        (
            "limit-text",
            none().with("max_body_bytes", "65536"),
            "max_body_bytes",
            "a number",
        ),
        (
            "limit-huge",
            none().with("max_body_bytes", 16_777_217),
            "max_body_bytes",
            "no body is that long",
        ),
        (
            "limit-null",
            none().with("max_body_bytes", Json::Null),
            "max_body_bytes",
            "null is not a limit",
        ),
    ] {
        topic.add(refused(
            configure(
                &format!("receiver-{id}"),
                note,
                Provider::LianLian,
                with_receiver(&section),
            )
            .flag("receiver"),
            &format!("receiver.{member}"),
        ));
    }
}

/// Networks of sources and of trusted proxies: the same text is right or wrong in both.
fn networks(topic: &mut Topic) {
    let document = |entry: &str| {
        [
            (
                "source",
                document(&[("lianlian", &ll().with("sources", vec![entry]))]),
                "lianlian.sources[0]",
            ),
            (
                "proxy",
                with_receiver(&Members::default().with("trusted_proxies", vec![entry])),
                "receiver.trusted_proxies[0]",
            ),
        ]
    };
    for (id, entry, note) in [
        ("everybody", "0.0.0.0/0", "everybody, said by accident"),
        ("everybody-6", "::/0", "everybody, said by accident"),
        (
            "everybody-mapped",
            "::ffff:0:0/96",
            "every IPv4 address, as IPv6 spells it",
        ),
        ("half", "0.0.0.0/1", "half of everybody"),
        ("other-half", "128.0.0.0/1", "the other half"),
        ("wide", "10.0.0.0/7", "nobody owns so much"),
        ("wide-6", "2000::/3", "every public IPv6 address"),
        ("listening", "0.0.0.0", "the address that servers listen on"),
        ("listening-6", "::", "the address that servers listen on"),
        (
            "mapped-host-bits",
            "::ffff:10.0.0.1/104",
            "host bits of IPv4 inside IPv6",
        ),
        (
            "partly-mapped",
            "::fffe:0:0/95",
            "IPv4 inside IPv6 and something else",
        ),
        (
            "all-of-mapped",
            "::/80",
            "IPv4 inside IPv6 and something else",
        ),
        ("zone", "fe80::1%eth0", "a zone is not part of an address"),
        ("netmask", "10.0.0.0/255.0.0.0", "a mask is not a prefix"),
        ("star", "*", "everybody, said by accident"),
        ("star-inside", "10.0.0.*", "a pattern is not a network"),
        ("two-in-one", "10.0.0.1, 10.0.0.2", "two entries in one"),
        ("bracketed", "[::1]", "brackets are not part of an address"),
        (
            "leading-zero",
            "010.0.0.1",
            "a zero in front may mean octal",
        ),
        (
            "unix-path",
            "unix:/run/shop.sock",
            "a path is not an address",
        ),
    ] {
        for (of, document, member) in document(entry) {
            topic.add(refused(
                configure(&format!("{of}-{id}"), note, Provider::LianLian, document)
                    .flag("network"),
                member,
            ));
        }
    }
    for (id, entry, note) in [
        ("mapped", "::ffff:203.0.113.7", "IPv4 inside IPv6"),
        (
            "mapped-network",
            "::ffff:203.0.113.0/120",
            "a network of IPv4 inside IPv6",
        ),
        (
            "mapped-whole",
            "::ffff:203.0.113.7/128",
            "one address of it",
        ),
        ("widest", "10.0.0.0/8", "the widest private network"),
        ("widest-6", "fc00::/7", "the widest private network of IPv6"),
        ("link-local", "fe80::/10", "addresses of one link"),
    ] {
        for (of, document, _) in document(entry) {
            topic.add(
                configure(
                    &format!("built-{of}-{id}"),
                    note,
                    Provider::LianLian,
                    document,
                )
                .flag("built")
                .flag("network")
                .expecting(Expected::Configured),
            );
        }
    }
}
