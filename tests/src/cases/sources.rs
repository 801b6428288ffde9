//! Where a request came from: the peer, trusted proxies, forwarding headers.

use super::{
    Draft, Topic, lianlian, lianlian_section, pingpong, pingpong_section, shop, signed, wrapped,
};
use crate::json::Json;
use crate::keys;
use crate::oracle::{PINGPONG_PRODUCTION, PUBLISHED_LIANLIAN};
use crate::samples::{
    LIANLIAN_PEER, PINGPONG_PEER, PINGPONG_SANDBOX_PEER, STRANGER_PEER, payment, transaction_bare,
};
use crate::sign::Members;

mod forwarding;

pub(super) fn topic() -> Topic {
    let proxied = |proxies: &[&str]| receiver(&section(), proxies, None);
    let mut topic = Topic::new(
        "sources",
        "The client address: the peer, or behind trusted proxies the first hop from the right \
         that is none of them. Garbage where an address is read is a refusal, not a skip.",
    )
    .config("shop", shop())
    .config("any", plain(&section().with("sources", "any")))
    .config("report", plain(&section().with("source_mode", "report")))
    .config(
        "any-proxied",
        receiver(&section().with("sources", "any"), &["10.0.0.0/8"], None),
    )
    .config(
        "report-proxied",
        receiver(
            &section().with("source_mode", "report"),
            &["10.0.0.0/8"],
            None,
        ),
    )
    .config("proxied", proxied(&["10.0.0.0/8", "2001:db8:ffff::/48"]))
    .config("unix", proxied(&["unix", "10.0.0.0/8"]))
    .config(
        "only-forwarded",
        receiver(&section(), &["10.0.0.0/8"], Some("forwarded")),
    )
    .config(
        "only-x-forwarded-for",
        receiver(&section(), &["10.0.0.0/8"], Some("x-forwarded-for")),
    )
    .config(
        "listed",
        plain(&section().with(
            "sources",
            vec![
                "203.0.113.0/24",
                "2001:db8::/32",
                "published",
                "198.51.100.9",
            ],
        )),
    )
    .config(
        "mapped",
        receiver(
            &section().with(
                "sources",
                vec![
                    "::ffff:203.0.113.0/120",
                    "::ffff:198.51.100.9",
                    "::ffff:192.0.2.1/128",
                ],
            ),
            &["::ffff:10.0.0.0/104", "::ffff:172.16.0.1"],
            None,
        ),
    )
    .config(
        "link-local",
        receiver(
            &section().with("sources", vec!["fe80::/10", LIANLIAN_PEER]),
            &["fe80::2"],
            None,
        ),
    )
    .config(
        "stricter",
        plain(&section().with("sources", vec!["published-2019-09-19"])),
    )
    .config(
        "sandbox",
        sandbox(&pingpong_section().with("environment", "sandbox")),
    )
    .config(
        "both-environments",
        sandbox(
            &pingpong_section()
                .without("environment")
                .with("sources", vec!["production", "sandbox"]),
        ),
    );
    lists(&mut topic);
    mapped(&mut topic);
    peers(&mut topic);
    zones(&mut topic);
    modes(&mut topic);
    forwarding::x_forwarded_for(&mut topic);
    forwarding::forwarded(&mut topic);
    forwarding::both_headers(&mut topic);
    forwarding::unix(&mut topic);
    topic
}

fn section() -> Members {
    lianlian_section(&keys::PLATFORM)
}

fn plain(section: &Members) -> Json {
    Json::object([("lianlian", section.json())])
}

fn sandbox(section: &Members) -> Json {
    Json::object([("pingpong", section.json())])
}

fn receiver(section: &Members, proxies: &[&str], header: Option<&str>) -> Json {
    let mut receiver = Members::default().with("trusted_proxies", proxies.to_vec());
    if let Some(header) = header {
        receiver = receiver.with("client_address_header", header);
    }
    Json::object([("lianlian", section.json()), ("receiver", receiver.json())])
}

/// A genuine notification from that peer.
fn from(id: &str, note: &str, config: &str, peer: Option<&str>) -> Draft {
    lianlian(id, note, signed(&payment()))
        .config(config)
        .peer(peer)
}

fn lists(topic: &mut Topic) {
    for address in PUBLISHED_LIANLIAN {
        topic.add(
            from(
                &format!("published-{}", address.replace('.', "-")),
                "an address of LianLian's list of 2019-09-17",
                "shop",
                Some(address),
            )
            .flag("published")
            .says("source/address", address)
            .says("source/trusted", true)
            .says("source/check", "enforced")
            .accepted(),
        );
    }
    for address in PINGPONG_PRODUCTION {
        topic.add(
            pingpong(
                &format!("pingpong-{}", address.replace('.', "-")),
                "an address of PingPong's production list of 2025-03-07",
                wrapped(&transaction_bare()),
            )
            .flag("published")
            .peer(Some(address))
            .accepted(),
        );
    }
    let sent = |id: &str, note: &str, config: &str, peer: &str| {
        pingpong(id, note, wrapped(&transaction_bare()))
            .flag("published")
            .config(config)
            .peer(Some(peer))
    };
    topic.add(
        sent(
            "pingpong-sandbox",
            "the sandbox has another address",
            "sandbox",
            PINGPONG_SANDBOX_PEER,
        )
        .accepted(),
    );
    topic.add(
        sent(
            "pingpong-sandbox-in-production",
            "which production does not trust",
            "shop",
            PINGPONG_SANDBOX_PEER,
        )
        .refused("untrusted_source"),
    );
    topic.add(
        sent(
            "pingpong-production-in-sandbox",
            "nor the other way round",
            "sandbox",
            PINGPONG_PEER,
        )
        .refused("untrusted_source"),
    );
    topic.add(
        sent(
            "pingpong-both-environments",
            "lists can be named one by one",
            "both-environments",
            PINGPONG_SANDBOX_PEER,
        )
        .accepted(),
    );
    topic.add(
        sent(
            "pingpong-other-provider",
            "one provider's list is not the other's",
            "shop",
            LIANLIAN_PEER,
        )
        .refused("untrusted_source"),
    );
    topic.add(
        from(
            "lianlian-other-provider",
            "one provider's list is not the other's",
            "shop",
            Some(PINGPONG_PEER),
        )
        .flag("published")
        .refused("untrusted_source"),
    );
    topic.add(
        from(
            "stricter-list",
            "the list of two days later",
            "stricter",
            Some("218.4.207.155"),
        )
        .flag("published")
        .accepted(),
    );
    topic.add(
        from(
            "stricter-list-removed",
            "lacks two addresses",
            "stricter",
            Some("118.184.186.141"),
        )
        .flag("published")
        .refused("untrusted_source"),
    );
    for (id, address, inside) in [
        ("network-first", "203.0.113.0", true),
        ("network-last", "203.0.113.255", true),
        ("network-beyond", "203.0.114.0", false),
        ("network-before", "203.0.112.255", false),
        ("network-6", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", true),
        ("network-6-beyond", "2001:db9::", false),
        ("single", "198.51.100.9", true),
        ("single-beside", "198.51.100.10", false),
        ("published-beside-own", LIANLIAN_PEER, true),
    ] {
        let draft = from(
            &format!("listed-{id}"),
            "addresses and networks of the shop's own list",
            "listed",
            Some(address),
        )
        .flag("listed");
        topic.add(if inside {
            draft.accepted()
        } else {
            draft.refused("untrusted_source")
        });
    }
}

/// A list may spell IPv4 inside IPv6, as some servers spell every peer.
fn mapped(topic: &mut Topic) {
    for (id, peer, header, code) in [
        ("network", "203.0.113.7", None, None),
        ("network-mapped-peer", "::ffff:203.0.113.255", None, None),
        (
            "network-beyond",
            "203.0.114.0",
            None,
            Some("untrusted_source"),
        ),
        ("single", "198.51.100.9", None, None),
        ("single-mapped-peer", "::ffff:198.51.100.9", None, None),
        (
            "single-beside",
            "198.51.100.8",
            None,
            Some("untrusted_source"),
        ),
        ("single-network", "192.0.2.1", None, None),
        ("proxy", "10.1.2.3", Some("203.0.113.7"), None),
        (
            "proxy-mapped-peer",
            "::ffff:10.1.2.3",
            Some("203.0.113.7"),
            None,
        ),
        ("single-proxy", "172.16.0.1", Some("203.0.113.7"), None),
        (
            "no-proxy",
            "11.0.0.1",
            Some("203.0.113.7"),
            Some("untrusted_source"),
        ),
    ] {
        let mut draft = from(
            &format!("listed-as-mapped-{id}"),
            "addresses and networks that a list spells as IPv4 inside IPv6",
            "mapped",
            Some(peer),
        )
        .flag("listed");
        if let Some(client) = header {
            draft = draft.header("X-Forwarded-For", client);
        }
        topic.add(match code {
            Some(code) => draft.refused(code),
            None => draft.accepted(),
        });
    }
}

/// A zone names the interface of this machine that an address is reached over.
fn zones(topic: &mut Topic) {
    for (id, peer) in [
        ("name", "fe80::1%eth0"),
        ("number", "fe80::1%2"),
        ("dots", "fe80::1%br-1.100"),
        ("bracketed", "[fe80::1%eth0]"),
        ("bracketed-port", "[fe80::1%eth0]:443"),
        ("bracketed-number", "[fe80::1%2]:443"),
    ] {
        topic.add(
            from(
                &format!("peer-zone-{id}"),
                "a zone is left out",
                "link-local",
                Some(peer),
            )
            .flag("peer")
            .says("source/address", "fe80::1")
            .accepted(),
        );
    }
    for (id, peer) in [
        ("empty", "fe80::1%"),
        ("space", "fe80::1%eth 0"),
        ("two", "fe80::1%eth0%eth1"),
        ("alone", "%eth0"),
        ("v4", "115.236.102.36%eth0"),
        ("unbracketed-port", "fe80::1%eth0:443"),
        ("behind-bracket", "[fe80::1]%eth0"),
        (
            "long",
            "fe80::1%aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ),
    ] {
        topic.add(
            from(
                &format!("peer-zone-{id}"),
                "what follows the percent sign is not a zone, or has none",
                "link-local",
                Some(peer),
            )
            .flag("peer")
            .refused("invalid_peer"),
        );
    }
    topic.add(
        from(
            "peer-zone-proxy",
            "a proxy on the same link",
            "link-local",
            Some("fe80::2%eth0"),
        )
        .header("X-Forwarded-For", LIANLIAN_PEER)
        .flag("peer")
        .says("source/address", LIANLIAN_PEER)
        .accepted(),
    );
}

fn peers(topic: &mut Topic) {
    for (id, peer) in [
        ("port", "115.236.102.36:50123"),
        ("mapped", "::ffff:115.236.102.36"),
        ("mapped-hex", "::ffff:73ec:6624"),
        ("mapped-upper-case", "::FFFF:115.236.102.36"),
        ("mapped-bracketed", "[::ffff:115.236.102.36]:50123"),
        ("bracketed-without-port", "[::ffff:115.236.102.36]"),
    ] {
        topic.add(
            from(
                &format!("peer-{id}"),
                "the same address in the spellings that servers use",
                "shop",
                Some(peer),
            )
            .flag("peer")
            .says("source/address", LIANLIAN_PEER)
            .accepted(),
        );
    }
    for (id, peer, code) in [
        ("stranger", Some(STRANGER_PEER), "untrusted_source"),
        ("stranger-6", Some("2001:db8::1"), "untrusted_source"),
        ("loopback", Some("127.0.0.1"), "untrusted_source"),
        ("loopback-6", Some("::1"), "untrusted_source"),
        ("compatible", Some("::115.236.102.36"), "untrusted_source"),
        ("absent", None, "invalid_peer"),
        ("empty", Some(""), "invalid_peer"),
        ("name", Some("localhost"), "invalid_peer"),
        ("word", Some("unknown"), "invalid_peer"),
        ("three-parts", Some("115.236.102"), "invalid_peer"),
        ("five-parts", Some("115.236.102.36.1"), "invalid_peer"),
        ("leading-zeros", Some("115.236.102.036"), "invalid_peer"),
        ("hexadecimal", Some("0x73ec6624"), "invalid_peer"),
        ("decimal", Some("1944872484"), "invalid_peer"),
        ("space", Some("115.236.102.36 "), "invalid_peer"),
        ("list", Some("115.236.102.36, 10.0.0.1"), "invalid_peer"),
        ("network", Some("115.236.102.36/32"), "invalid_peer"),
        (
            "port-too-large",
            Some("115.236.102.36:65536"),
            "invalid_peer",
        ),
        ("no-port", Some("115.236.102.36:"), "invalid_peer"),
        (
            "half-bracket",
            Some("[::ffff:115.236.102.36"),
            "invalid_peer",
        ),
        ("full-width", Some("１１５.236.102.36"), "invalid_peer"),
        ("unix", Some("unix"), "invalid_peer"),
    ] {
        topic.add(
            from(
                &format!("peer-{id}"),
                "not an address of the list, or none at all",
                "shop",
                peer,
            )
            .flag("peer")
            .refused(code),
        );
    }
    topic.add(
        lianlian(
            "source-before-body",
            "the source is looked at before the body",
            "not JSON",
        )
        .peer(Some(STRANGER_PEER))
        .flag("order")
        .refused("untrusted_source"),
    );
    topic.add(
        from(
            "spoofed-header",
            "without trusted proxies no header is read",
            "shop",
            Some(STRANGER_PEER),
        )
        .header("X-Forwarded-For", LIANLIAN_PEER)
        .header("Forwarded", "for=115.236.102.36")
        .flag("spoofed")
        .refused("untrusted_source"),
    );
    topic.add(
        from(
            "garbage-header-unread",
            "nor can one do harm",
            "shop",
            Some(LIANLIAN_PEER),
        )
        .header("X-Forwarded-For", "\u{1}\"garbage")
        .flag("spoofed")
        .accepted(),
    );
}

fn modes(topic: &mut Topic) {
    topic.add(
        from(
            "any",
            "every source, said on purpose",
            "any",
            Some(STRANGER_PEER),
        )
        .flag("mode")
        .says("source/check", "any")
        .says("source/trusted", Json::Null)
        .says("source/address", STRANGER_PEER)
        .accepted(),
    );
    topic.add(
        from("any-without-peer", "even an unknown one", "any", None)
            .flag("mode")
            .says("source/address", Json::Null)
            .accepted(),
    );
    topic.add(
        from(
            "any-with-garbage",
            "or none that can be read",
            "any",
            Some("localhost"),
        )
        .flag("mode")
        .says("source/address", Json::Null)
        .accepted(),
    );
    topic.add(
        from(
            "any-still-verifies",
            "the signature is then the only lock",
            "any",
            Some(STRANGER_PEER),
        )
        .flag("mode")
        .accepted(),
    );
    topic.add(
        lianlian(
            "any-forged",
            "and it is locked",
            signed(&payment()).replace("210.97", "210.98"),
        )
        .config("any")
        .peer(None)
        .flag("mode")
        .refused("invalid_signature"),
    );
    topic.add(
        from(
            "any-behind-a-proxy",
            "the address is shown where it can be read",
            "any-proxied",
            Some("10.0.0.1"),
        )
        .header("X-Forwarded-For", "203.0.113.7")
        .flag("mode")
        .says("source/address", STRANGER_PEER)
        .accepted(),
    );
    for (id, peer, address, trusted) in [
        (
            "listed",
            Some(LIANLIAN_PEER),
            Json::from(LIANLIAN_PEER),
            true,
        ),
        (
            "stranger",
            Some(STRANGER_PEER),
            Json::from(STRANGER_PEER),
            false,
        ),
        ("absent", None, Json::Null, false),
        ("garbage", Some("localhost"), Json::Null, false),
    ] {
        topic.add(
            from(
                &format!("report-{id}"),
                "report only: accepted, and the notification says so",
                "report",
                peer,
            )
            .flag("mode")
            .says("source/check", "reported")
            .says("source/address", address)
            .says("source/trusted", trusted)
            .accepted(),
        );
    }
    topic.add(
        from(
            "report-garbage-header",
            "the same for a header that cannot be read",
            "report-proxied",
            Some("10.0.0.1"),
        )
        .header("X-Forwarded-For", "unknown")
        .flag("mode")
        .says("source/trusted", false)
        .accepted(),
    );
}
