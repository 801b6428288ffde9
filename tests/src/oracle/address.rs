//! Where a request came from: the peer, or the last hop that is not one of our proxies.

use std::net::IpAddr;

use crate::json::Json;

use super::config::{Provider, strings};
use super::{Refused, Request};

/// The list of source document 000.
pub const PUBLISHED_LIANLIAN: [&str; 12] = [
    "115.236.102.36",
    "101.71.136.20",
    "112.17.38.116",
    "115.238.30.68",
    "118.184.186.141",
    "118.184.156.45",
    "218.4.207.155",
    "218.4.207.156",
    "112.80.55.210",
    "112.80.55.211",
    "223.112.79.242",
    "223.112.79.243",
];
/// The production list of source document 004.
pub const PINGPONG_PRODUCTION: [&str; 4] = [
    "3.125.243.2",
    "3.126.196.22",
    "18.195.199.34",
    "188.239.12.25",
];
/// The sandbox list of source document 004.
pub const PINGPONG_SANDBOX: [&str; 1] = ["52.76.198.228"];

/// The client's address.
pub type Client = IpAddr;

/// How a receiver finds and judges the client's address.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    /// `None`: every address is welcome.
    allowed: Option<Vec<Network>>,
    report_only: bool,
    proxies: Vec<Network>,
    unix: bool,
    header: Option<String>,
}

/// What was seen, as the notification's `source` says it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    check: &'static str,
    address: Option<IpAddr>,
    trusted: Option<bool>,
}

impl Seen {
    pub(super) fn json(&self) -> Json {
        Json::object([
            ("check", self.check.into()),
            (
                "address",
                self.address
                    .map(|address| address.to_string())
                    .as_deref()
                    .into(),
            ),
            ("trusted", self.trusted.map_or(Json::Null, Json::Bool)),
        ])
    }
}

#[derive(Debug, Clone)]
struct Network {
    base: u128,
    bits: u32,
    v4: bool,
}

impl Network {
    fn read(text: &str) -> Self {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let (v4, base) = number(address.parse().expect("an address"));
        let width = if v4 { 32 } else { 128 };
        let bits = length.map_or(width, |length| length.parse().expect("a length"));
        if !v4 && base >> 32 == 0xffff && bits >= 96 {
            // IPv4 inside IPv6, as a peer's address is IPv4 too.
            return Self {
                base: base & 0xffff_ffff,
                v4: true,
                bits: bits - 96,
            };
        }
        Self { base, bits, v4 }
    }

    fn contains(&self, address: IpAddr) -> bool {
        let (v4, number) = number(address);
        let width = if self.v4 { 32 } else { 128 };
        let shift = width - self.bits;
        let top = |value: u128| value.checked_shr(shift).unwrap_or(0);
        v4 == self.v4 && top(number) == top(self.base)
    }
}

fn number(address: IpAddr) -> (bool, u128) {
    match address {
        IpAddr::V4(v4) => (true, u128::from(u32::from(v4))),
        IpAddr::V6(v6) => (false, u128::from(v6)),
    }
}

impl Walk {
    pub(super) fn read(config: &Json, provider: Provider) -> Self {
        let own = config.get(provider.name()).expect("the provider's section");
        let published: &[&str] = match provider {
            Provider::LianLian => &PUBLISHED_LIANLIAN,
            Provider::PingPong => match own.get("environment").and_then(Json::as_str) {
                Some("production") => &PINGPONG_PRODUCTION,
                Some("sandbox") => &PINGPONG_SANDBOX,
                None => &[],
                Some(other) => panic!("environment {other}"),
            },
        };
        let names = match own
            .get("sources")
            .expect("sources are spelled out in the pack")
        {
            Json::String(word) => vec![word.clone()],
            list => strings(list),
        };
        let mut allowed = Vec::new();
        for name in &names {
            match name.as_str() {
                "any" => {}
                "published" => allowed.extend(networks(published)),
                "production" => allowed.extend(networks(&PINGPONG_PRODUCTION)),
                "sandbox" => allowed.extend(networks(&PINGPONG_SANDBOX)),
                "published-2019-09-19" => {
                    allowed.extend(networks(&PUBLISHED_LIANLIAN).enumerate().filter_map(
                        |(index, network)| (index != 4 && index != 5).then_some(network),
                    ));
                }
                other => allowed.push(Network::read(other)),
            }
        }
        let proxies = config
            .at(&["receiver", "trusted_proxies"])
            .map(strings)
            .unwrap_or_default();
        let header = config
            .at(&["receiver", "client_address_header"])
            .and_then(Json::as_str);
        Self {
            allowed: (names != ["any"]).then_some(allowed),
            report_only: own.get("source_mode").and_then(Json::as_str) == Some("report"),
            unix: proxies.iter().any(|proxy| proxy == "unix"),
            proxies: proxies
                .iter()
                .filter(|proxy| *proxy != "unix")
                .map(|proxy| Network::read(proxy))
                .collect(),
            header: header.map(str::to_owned),
        }
    }

    pub(super) fn check(&self, request: &Request) -> Result<Seen, Refused> {
        let client = self.client(request);
        let Some(allowed) = &self.allowed else {
            return Ok(Seen {
                check: "any",
                address: client.ok(),
                trusted: None,
            });
        };
        let trusted = client
            .as_ref()
            .is_ok_and(|client| allowed.iter().any(|network| network.contains(*client)));
        if self.report_only {
            return Ok(Seen {
                check: "reported",
                address: client.ok(),
                trusted: Some(trusted),
            });
        }
        let address = client?;
        if !trusted {
            return Err(Refused::new("untrusted_source"));
        }
        Ok(Seen {
            check: "enforced",
            address: Some(address),
            trusted: Some(true),
        })
    }

    /// The client's address: the peer, unless the peer is a trusted proxy that says more.
    pub(super) fn client(&self, request: &Request) -> Result<IpAddr, Refused> {
        let invalid = || Refused::new("invalid_peer");
        let peer = match request.peer.as_deref() {
            None | Some("") if self.unix => None,
            None | Some("") => return Err(invalid()),
            Some(text) => Some(read_address(text).ok_or_else(invalid)?),
        };
        if let Some(peer) = peer
            && !self.is_proxy(peer)
        {
            return Ok(peer);
        }
        let listens_to = |name: &str| {
            self.header
                .as_deref()
                .is_none_or(|only| only.eq_ignore_ascii_case(name))
        };
        let mut clients = Vec::new();
        if listens_to("x-forwarded-for") {
            clients.extend(self.outermost(x_forwarded_for(request))?);
        }
        if listens_to("forwarded") {
            let hops = forwarded(request).ok_or_else(invalid)?;
            clients.extend(self.outermost(hops)?);
        }
        clients.dedup();
        match clients[..] {
            [] => peer.ok_or_else(invalid),
            [client] => Ok(client),
            _ => Err(Refused::new("untrusted_source")),
        }
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.contains(address))
    }

    /// From the nearest hop outwards, the first that is not one of our proxies; if all are, the
    /// last.
    fn outermost(&self, hops: Vec<Option<IpAddr>>) -> Result<Option<IpAddr>, Refused> {
        let mut client = None;
        for hop in hops.into_iter().rev() {
            let address = hop.ok_or_else(|| Refused::new("invalid_peer"))?;
            client = Some(address);
            if !self.is_proxy(address) {
                break;
            }
        }
        Ok(client)
    }
}

fn networks<'t>(addresses: &'t [&str]) -> impl Iterator<Item = Network> + 't {
    addresses.iter().map(|address| Network::read(address))
}

fn lines<'r>(request: &'r Request, name: &str) -> Vec<&'r [u8]> {
    request
        .headers
        .iter()
        .filter(|(header, _)| header.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_slice())
        .collect()
}

/// The hops of every `X-Forwarded-For`, left to right; `None` for something that is not an address.
fn x_forwarded_for(request: &Request) -> Vec<Option<IpAddr>> {
    let mut hops = Vec::new();
    for line in lines(request, "x-forwarded-for") {
        for entry in line.split(|byte| *byte == b',') {
            let text = std::str::from_utf8(entry).ok();
            hops.push(text.and_then(|text| read_address(text.trim_matches([' ', '\t']))));
        }
    }
    hops
}

/// The `for` nodes of every `Forwarded`, left to right; `None` if one line breaks RFC 7239.
fn forwarded(request: &Request) -> Option<Vec<Option<IpAddr>>> {
    let mut hops = Vec::new();
    for line in lines(request, "forwarded") {
        let line = std::str::from_utf8(line).ok()?;
        for element in split_outside_quotes(line, ',')? {
            let mut node = None;
            let pairs = split_outside_quotes(element.trim_matches([' ', '\t']), ';')?;
            for (position, pair) in pairs.into_iter().enumerate() {
                let pair = pair.trim_matches([' ', '\t']);
                if pair.is_empty() && position > 0 {
                    continue;
                }
                let (name, value) = pair.split_once('=')?;
                let value = unquoted(value)?;
                if !is_token(name) {
                    return None;
                }
                if name.eq_ignore_ascii_case("for") && node.replace(value).is_some() {
                    return None;
                }
            }
            hops.push(node.and_then(|node| read_address(&node)));
        }
    }
    Some(hops)
}

/// The parts between separators that are outside quoted strings; `None` if a quote stays open.
fn split_outside_quotes(text: &str, separator: char) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            found if found == separator && !quoted => {
                parts.push(&text[start..at]);
                start = at + found.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    (!quoted).then_some(parts)
}

/// A token as it is, a quoted string without quotes and backslashes.
fn unquoted(value: &str) -> Option<String> {
    let Some(inside) = value.strip_prefix('"') else {
        return is_token(value).then(|| value.to_owned());
    };
    let mut out = String::new();
    let mut characters = inside.chars();
    loop {
        match characters.next()? {
            '"' => return characters.next().is_none().then_some(out),
            '\\' => out.push(characters.next()?),
            other => out.push(other),
        }
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

/// An address with or without a port; IPv4 inside IPv6 is IPv4.
fn read_address(text: &str) -> Option<IpAddr> {
    let address: IpAddr = if let Some(inside) = text.strip_prefix('[') {
        let (inside, port) = inside.split_once(']')?;
        let port_is_fine = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        port_is_fine
            .then(|| without_zone(inside)?.parse::<std::net::Ipv6Addr>().ok())
            .flatten()?
            .into()
    } else if let Ok(address) = text.parse() {
        address
    } else if text.contains('%') {
        without_zone(text)?
            .parse::<std::net::Ipv6Addr>()
            .ok()?
            .into()
    } else {
        let (address, port) = text.split_once(':')?;
        let v4 = address.parse::<std::net::Ipv4Addr>().ok()?;
        is_port(port).then_some(v4)?.into()
    };
    Some(address.to_canonical())
}

/// `fe80::1%eth0` without the name of the interface; `None` if what follows `%` is not such a name.
fn without_zone(text: &str) -> Option<&str> {
    let Some((address, zone)) = text.split_once('%') else {
        return Some(text);
    };
    let is_name = !zone.is_empty()
        && zone.len() <= 64
        && zone
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ['-', '_', '.', '~'].contains(&c));
    is_name.then_some(address)
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok() && text.bytes().all(|byte| byte.is_ascii_digit())
}
