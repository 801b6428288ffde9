//! Behind proxies: what the forwarding headers say, and which of it is believed.

use super::super::{Draft, Topic};
use super::from;
use crate::samples::{LIANLIAN_PEER, STRANGER_PEER};

/// Accepted for an address of the list, refused with a code otherwise.
fn walked(topic: &mut Topic, draft: Draft, expected: &str) {
    topic.add(if expected == "accepted" {
        draft.accepted()
    } else {
        draft.refused(expected)
    });
}

pub(super) fn x_forwarded_for(topic: &mut Topic) {
    const NAME: &str = "X-Forwarded-For";
    for (id, value, expected, note) in [
        (
            "one",
            "115.236.102.36",
            "accepted",
            "the proxy says who it serves",
        ),
        (
            "port",
            "115.236.102.36:1234",
            "accepted",
            "some proxies add a port",
        ),
        (
            "mapped",
            "::ffff:115.236.102.36",
            "accepted",
            "or write IPv4 inside IPv6",
        ),
        (
            "bracketed",
            "[::ffff:115.236.102.36]:1234",
            "accepted",
            "or both",
        ),
        (
            "spaces",
            " \t115.236.102.36\t ",
            "accepted",
            "white space around an entry",
        ),
        (
            "two-proxies",
            "115.236.102.36, 10.1.2.3",
            "accepted",
            "the second proxy is ours too",
        ),
        (
            "no-spaces",
            "115.236.102.36,10.1.2.3,10.9.9.9",
            "accepted",
            "three proxies",
        ),
        (
            "six",
            "115.236.102.36, 2001:db8:ffff::7",
            "accepted",
            "a proxy with an IPv6 address",
        ),
        (
            "garbage-left",
            "unknown, ;!\u{1f}, 115.236.102.36",
            "accepted",
            "left of the client nothing is read",
        ),
        (
            "spoofed-left",
            "10.0.0.1, 203.0.113.7, 115.236.102.36",
            "accepted",
            "nor believed",
        ),
        (
            "spoofed",
            "115.236.102.36, 203.0.113.7",
            "untrusted_source",
            "the client wrote the first entry itself",
        ),
        (
            "stranger",
            "203.0.113.7",
            "untrusted_source",
            "not on the list",
        ),
        (
            "only-proxies",
            "10.1.2.3, 10.4.5.6",
            "untrusted_source",
            "nobody but our proxies",
        ),
        (
            "garbage-right",
            "115.236.102.36, unknown",
            "invalid_peer",
            "garbage where the address is read",
        ),
        (
            "garbage-behind-a-proxy",
            "115.236.102.36, garbage, 10.1.2.3",
            "invalid_peer",
            "the same one hop further",
        ),
        ("empty", "", "invalid_peer", "an empty header"),
        (
            "empty-entry",
            "115.236.102.36,",
            "invalid_peer",
            "an empty entry",
        ),
        (
            "empty-entry-inside",
            "115.236.102.36,,10.1.2.3",
            "invalid_peer",
            "an empty entry",
        ),
        (
            "host-name",
            "pay.example",
            "invalid_peer",
            "a name is not an address",
        ),
        (
            "quoted",
            "\"115.236.102.36\"",
            "invalid_peer",
            "quotes belong to the other header",
        ),
        (
            "semicolon",
            "115.236.102.36; 10.1.2.3",
            "invalid_peer",
            "another separator",
        ),
    ] {
        let draft = from(&format!("xff-{id}"), note, "proxied", Some("10.0.0.1"))
            .header(NAME, value)
            .flag("x-forwarded-for");
        walked(topic, draft, expected);
    }
    let twice = |id: &str, note: &str, first: &str, second: &str| {
        from(&format!("xff-{id}"), note, "proxied", Some("10.0.0.1"))
            .header("x-forwarded-for", first)
            .header("X-FORWARDED-FOR", second)
            .flag("x-forwarded-for")
    };
    topic.add(
        twice(
            "two-lines",
            "several lines are one list",
            "115.236.102.36",
            "10.1.2.3",
        )
        .accepted(),
    );
    topic.add(
        twice(
            "two-lines-spoofed",
            "the last line is the nearest",
            "115.236.102.36",
            "203.0.113.7",
        )
        .refused("untrusted_source"),
    );
    topic.add(
        twice(
            "two-lines-garbage-left",
            "left of the client nothing is read",
            "\u{e9}",
            "115.236.102.36",
        )
        .accepted(),
    );
    topic.add(
        from(
            "xff-absent",
            "a proxy that says nothing is the client itself",
            "proxied",
            Some("10.0.0.1"),
        )
        .flag("x-forwarded-for")
        .refused("untrusted_source"),
    );
    topic.add(
        from(
            "xff-not-a-proxy",
            "a stranger's header is not read",
            "proxied",
            Some(STRANGER_PEER),
        )
        .header(NAME, LIANLIAN_PEER)
        .flag("x-forwarded-for")
        .refused("untrusted_source"),
    );
    topic.add(
        from(
            "xff-direct",
            "a provider may come without a proxy",
            "proxied",
            Some(LIANLIAN_PEER),
        )
        .header(NAME, "203.0.113.7")
        .flag("x-forwarded-for")
        .accepted(),
    );
    topic.add(
        from(
            "xff-mapped-proxy",
            "the proxy's own address in IPv6",
            "proxied",
            Some("::ffff:10.0.0.1"),
        )
        .header(NAME, LIANLIAN_PEER)
        .flag("x-forwarded-for")
        .accepted(),
    );
    topic.add(
        from(
            "xff-other-headers",
            "other headers are not read",
            "proxied",
            Some("10.0.0.1"),
        )
        .header("X-Real-IP", LIANLIAN_PEER)
        .header("X-Forwarded-Fo", LIANLIAN_PEER)
        .header("CF-Connecting-IP", LIANLIAN_PEER)
        .flag("x-forwarded-for")
        .refused("untrusted_source"),
    );
}

pub(super) fn forwarded(topic: &mut Topic) {
    for (id, value, expected, note) in [
        (
            "one",
            "for=115.236.102.36",
            "accepted",
            "RFC 7239, the shortest form",
        ),
        (
            "quoted",
            "for=\"115.236.102.36\"",
            "accepted",
            "a quoted node",
        ),
        (
            "port",
            "for=\"115.236.102.36:1234\"",
            "accepted",
            "a port must be quoted",
        ),
        (
            "six",
            "for=\"[::ffff:115.236.102.36]\"",
            "accepted",
            "brackets must be quoted",
        ),
        (
            "upper-case",
            "FOR=115.236.102.36;PROTO=https",
            "accepted",
            "names without regard to case",
        ),
        (
            "pairs",
            "proto=https;for=115.236.102.36;by=_us;host=\"a,b;c\"",
            "accepted",
            "among other pairs",
        ),
        (
            "two",
            "for=115.236.102.36, for=10.1.2.3",
            "accepted",
            "two hops",
        ),
        (
            "escaped",
            "for=\"115\\.236.102.36\"",
            "accepted",
            "a backslash in a quoted string",
        ),
        (
            "hidden-left",
            "for=_hidden, for=115.236.102.36",
            "accepted",
            "left of the client nothing is read as an address",
        ),
        (
            "spoofed",
            "for=115.236.102.36, for=203.0.113.7",
            "untrusted_source",
            "the client wrote the first hop itself",
        ),
        (
            "unknown",
            "for=unknown",
            "invalid_peer",
            "the proxy does not know",
        ),
        (
            "hidden",
            "for=_hidden",
            "invalid_peer",
            "the proxy does not say",
        ),
        (
            "hidden-behind-a-proxy",
            "for=115.236.102.36, for=_x, for=10.1.2.3",
            "invalid_peer",
            "the same one hop further",
        ),
        (
            "no-for",
            "proto=https;by=10.0.0.1",
            "invalid_peer",
            "no node at all",
        ),
        ("empty", "", "invalid_peer", "an empty header"),
        ("empty-node", "for=", "invalid_peer", "an empty node"),
        (
            "empty-element",
            "for=115.236.102.36,",
            "invalid_peer",
            "an empty element",
        ),
        (
            "twice",
            "for=203.0.113.7;for=115.236.102.36",
            "invalid_peer",
            "two nodes in one element",
        ),
        (
            "unquoted-port",
            "for=115.236.102.36:1234",
            "invalid_peer",
            "a colon outside quotes",
        ),
        (
            "unquoted-six",
            "for=[::1]",
            "invalid_peer",
            "brackets outside quotes",
        ),
        (
            "open-quote",
            "for=\"115.236.102.36",
            "invalid_peer",
            "a quote that stays open",
        ),
        (
            "swallowing-quote",
            "for=115.236.102.36;x=\", for=203.0.113.7",
            "invalid_peer",
            "a quote that would swallow what our proxy wrote",
        ),
        (
            "swallowed-quote",
            "x=\"y, for=\"203.0.113.7\";z=\"\", for=115.236.102.36",
            "invalid_peer",
            "a line that is not well formed",
        ),
        (
            "space-around-equals",
            "for = 115.236.102.36",
            "invalid_peer",
            "no space around the equals sign",
        ),
        (
            "bare-address",
            "115.236.102.36",
            "invalid_peer",
            "the other header's form",
        ),
        (
            "space-behind-semicolon",
            "for=115.236.102.36; proto=https",
            "accepted",
            "a blank behind the semicolon, as proxies write it",
        ),
        (
            "space-around-semicolon",
            "proto=https \t;\t for=115.236.102.36 ; by=_us",
            "accepted",
            "white space on both sides of it",
        ),
        (
            "last-semicolon",
            "for=115.236.102.36;",
            "accepted",
            "a semicolon behind the last pair, as the grammar has it",
        ),
        (
            "two-semicolons",
            "proto=https;; for=115.236.102.36 ;, for=10.1.2.3; ",
            "accepted",
            "a pair that is not there",
        ),
        (
            "first-semicolon",
            ";for=115.236.102.36",
            "invalid_peer",
            "an element begins with a pair",
        ),
        (
            "space-for-semicolon",
            "for=115.236.102.36 proto=https",
            "invalid_peer",
            "a blank in place of the semicolon",
        ),
        (
            "twice-with-space",
            "for=203.0.113.7; for=115.236.102.36",
            "invalid_peer",
            "two nodes in one element, a blank between",
        ),
        (
            "spoofed-with-space",
            "for=115.236.102.36; proto=https, for=203.0.113.7; proto=https",
            "untrusted_source",
            "the client wrote the first hop itself",
        ),
        (
            "escaped-digit",
            "for=\"115.236.102.3\\6\"",
            "accepted",
            "an escaped character is the character",
        ),
        (
            "escaped-digit-of-a-stranger",
            "for=\"115.236.102.36\\6\"",
            "invalid_peer",
            "and is not left out",
        ),
        (
            "escaped-quote",
            "for=115.236.102.36;x=\"a\\\";for=10.1.2.3;y=\\\"b\"",
            "accepted",
            "an escaped quote does not end the string",
        ),
        (
            "name-no-token",
            "f(r=1;for=115.236.102.36",
            "invalid_peer",
            "a name is a token",
        ),
        (
            "name-quoted",
            "\"for\"=203.0.113.7;for=115.236.102.36",
            "invalid_peer",
            "a name is not quoted",
        ),
        (
            "name-with-space",
            "for=115.236.102.36;pro to=https",
            "invalid_peer",
            "a name has no blank",
        ),
        (
            "name-empty",
            "=1;for=115.236.102.36",
            "invalid_peer",
            "a name is not empty",
        ),
        (
            "name-with-comma",
            "for=115.236.102.36;a,b=1",
            "invalid_peer",
            "a comma ends the element",
        ),
    ] {
        let draft = from(
            &format!("forwarded-{id}"),
            note,
            "proxied",
            Some("10.0.0.1"),
        )
        .header("Forwarded", value)
        .flag("forwarded");
        walked(topic, draft, expected);
    }
    topic.add(
        from(
            "forwarded-two-lines",
            "several lines are one list",
            "proxied",
            Some("10.0.0.1"),
        )
        .header("forwarded", "for=115.236.102.36")
        .header("FORWARDED", "for=10.1.2.3")
        .flag("forwarded")
        .accepted(),
    );
}

pub(super) fn both_headers(topic: &mut Topic) {
    let both = |id: &str, note: &str, config: &str, xff: &str, forwarded: &str| {
        from(&format!("both-{id}"), note, config, Some("10.0.0.1"))
            .header("X-Forwarded-For", xff)
            .header("Forwarded", forwarded)
            .flag("x-forwarded-for")
            .flag("forwarded")
    };
    let listed = "for=115.236.102.36";
    topic.add(
        both(
            "agree",
            "two headers that agree",
            "proxied",
            LIANLIAN_PEER,
            listed,
        )
        .accepted(),
    );
    topic.add(
        both(
            "agree-over-hops",
            "agreement is about the client",
            "proxied",
            "115.236.102.36, 10.1.1.1",
            listed,
        )
        .accepted(),
    );
    topic.add(
        both(
            "disagree",
            "one of them was written by the client",
            "proxied",
            STRANGER_PEER,
            listed,
        )
        .refused("untrusted_source"),
    );
    topic.add(
        both(
            "disagree-both-listed",
            "even if both are on the list",
            "proxied",
            "101.71.136.20",
            listed,
        )
        .refused("untrusted_source"),
    );
    topic.add(
        both(
            "garbage-in-one",
            "garbage in either is a refusal",
            "proxied",
            "unknown",
            listed,
        )
        .refused("invalid_peer"),
    );
    topic.add(
        both(
            "garbage-in-the-other",
            "garbage in either is a refusal",
            "proxied",
            LIANLIAN_PEER,
            "for",
        )
        .refused("invalid_peer"),
    );
    topic.add(
        both(
            "only-forwarded",
            "one header is chosen, the other is not read",
            "only-forwarded",
            "unknown",
            listed,
        )
        .accepted(),
    );
    topic.add(
        both(
            "only-forwarded-spoofed",
            "one header is chosen",
            "only-forwarded",
            LIANLIAN_PEER,
            "for=203.0.113.7",
        )
        .refused("untrusted_source"),
    );
    topic.add(
        both(
            "only-xff",
            "the other way round",
            "only-x-forwarded-for",
            LIANLIAN_PEER,
            "garbage",
        )
        .accepted(),
    );
    topic.add(
        from(
            "only-xff-absent",
            "the chosen header is absent",
            "only-x-forwarded-for",
            Some("10.0.0.1"),
        )
        .header("Forwarded", listed)
        .flag("forwarded")
        .refused("untrusted_source"),
    );
}

pub(super) fn unix(topic: &mut Topic) {
    for (id, peer) in [("absent", None), ("empty", Some(""))] {
        topic.add(
            from(
                &format!("unix-{id}"),
                "a connection without an address is a proxy on this machine, where that is listed",
                "unix",
                peer,
            )
            .header("X-Forwarded-For", LIANLIAN_PEER)
            .flag("unix")
            .says("source/address", LIANLIAN_PEER)
            .accepted(),
        );
    }
    topic.add(
        from(
            "unix-spoofed",
            "its header is walked like any other",
            "unix",
            None,
        )
        .header("X-Forwarded-For", "115.236.102.36, 203.0.113.7")
        .flag("unix")
        .refused("untrusted_source"),
    );
    topic.add(
        from(
            "unix-without-header",
            "without a header there is no address",
            "unix",
            None,
        )
        .flag("unix")
        .refused("invalid_peer"),
    );
    topic.add(
        from(
            "unix-not-listed",
            "elsewhere a missing peer is an error",
            "proxied",
            None,
        )
        .header("X-Forwarded-For", LIANLIAN_PEER)
        .flag("unix")
        .refused("invalid_peer"),
    );
}
