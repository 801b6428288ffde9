//! Where a request came from: published addresses, trusted proxies, forwarding headers.
//!
//! The address is a second lock beside the signature, never instead of it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::IpNet;

use crate::provider::Provider;
use crate::refusal::{Code, Reason};
use crate::request::Request;

pub(crate) mod published;

pub use published::{PublishedSources, published_sources};

/// What happens to a request whose client address is not on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceMode {
    /// It is refused with `untrusted_source`.
    Enforce,
    /// It is accepted if the signature holds; [`Notification::source`] says what was seen.
    ///
    /// [`Notification::source`]: crate::Notification::source
    Report,
}

/// The addresses that a provider's notifications may come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sources(Allowed);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Allowed {
    Any,
    Listed(Vec<IpNet>),
}

impl Sources {
    /// Every address. The signature is then the only lock; say so on purpose.
    pub(crate) const fn any() -> Sources {
        Sources(Allowed::Any)
    }

    /// Exactly these addresses and networks.
    pub(crate) fn from_networks(networks: Vec<IpNet>) -> Sources {
        Sources(Allowed::Listed(networks))
    }

    fn contains(&self, address: IpAddr) -> bool {
        match &self.0 {
            Allowed::Any => true,
            Allowed::Listed(networks) => networks.iter().any(|network| network.contains(&address)),
        }
    }
}

pub(crate) const NETWORK_EXPECTED: &str =
    "expected an IP address or a network such as \"203.0.113.0/24\" (no host bits set)";

/// Reads an address or a CIDR. A network with host bits set is most likely a mistake: refused.
pub(crate) fn parse_network(text: &str) -> Option<IpNet> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(IpNet::from(unmapped(address)));
    }
    let network: IpNet = text.parse().ok()?;
    (network.trunc() == network).then_some(network)
}

/// The proxies whose forwarding headers are believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Proxies {
    pub(crate) networks: Vec<IpNet>,
    /// A connection without an address (a Unix socket) is a proxy on this machine.
    pub(crate) unix: bool,
    pub(crate) header: Option<ForwardingHeader>,
}

/// Which header the proxies write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ForwardingHeader {
    /// `X-Forwarded-For: client, proxy1, proxy2`
    XForwardedFor,
    /// `Forwarded: for=client, for=proxy1` (RFC 7239)
    Forwarded,
}

impl ForwardingHeader {
    /// The header's name in lower case, which is also its name in a configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            ForwardingHeader::XForwardedFor => "x-forwarded-for",
            ForwardingHeader::Forwarded => "forwarded",
        }
    }
}

pub(crate) static FORWARDING_HEADERS: &[&str] = &["x-forwarded-for", "forwarded"];

/// What the source check saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The client's address; `None` where it was not looked at (any source) and could not be read.
    pub address: Option<IpAddr>,
    /// Whether the address is on the list; `None` where any source is accepted.
    pub trusted: Option<bool>,
    /// How the list is applied; `None` where any source is accepted.
    pub mode: Option<SourceMode>,
}

impl Source {
    /// `enforced`, `reported` or `any`.
    pub const fn check(&self) -> &'static str {
        match self.mode {
            None => "any",
            Some(SourceMode::Enforce) => "enforced",
            Some(SourceMode::Report) => "reported",
        }
    }
}

const NO_PEER: Reason = Reason::new(
    Code::InvalidPeer,
    "the request has no peer address; pass the connection's remote address, or list \"unix\" among \
     the trusted proxies if a proxy connects over a Unix socket",
);
const BAD_PEER: Reason = Reason::new(Code::InvalidPeer, "the peer address is not an IP address");
const BAD_FORWARDING: Reason = Reason::new(
    Code::InvalidPeer,
    "a forwarding header holds something other than IP addresses where the client address is read",
);
const DISAGREEING: Reason = Reason::new(
    Code::UntrustedSource,
    "X-Forwarded-For and Forwarded name different clients; set client_address_header to the one \
     that the proxy writes",
);
const NOT_LISTED: Reason = Reason::new(
    Code::UntrustedSource,
    "the client address is not on the list of sources; behind a reverse proxy, set trusted_proxies",
);

/// The rule a receiver applies to the address of each request.
#[derive(Clone, Debug)]
pub(crate) struct SourceCheck {
    pub(crate) sources: Sources,
    pub(crate) mode: SourceMode,
    pub(crate) proxies: Proxies,
}

impl SourceCheck {
    pub(crate) fn check(&self, request: &Request<'_>) -> Result<Source, Reason> {
        if self.sources.0 == Allowed::Any {
            let address = self.client_address(request).ok();
            return Ok(Source {
                address,
                trusted: None,
                mode: None,
            });
        }
        match (self.client_address(request), self.mode) {
            (Ok(address), mode) => {
                let trusted = self.sources.contains(address);
                if !trusted && mode == SourceMode::Enforce {
                    return Err(NOT_LISTED);
                }
                Ok(Source {
                    address: Some(address),
                    trusted: Some(trusted),
                    mode: Some(mode),
                })
            }
            (Err(_), SourceMode::Report) => Ok(Source {
                address: None,
                trusted: Some(false),
                mode: Some(SourceMode::Report),
            }),
            (Err(reason), SourceMode::Enforce) => Err(reason),
        }
    }

    /// Whether forwarding headers can matter.
    pub(crate) fn reads_headers(&self) -> bool {
        self.proxies.unix || !self.proxies.networks.is_empty()
    }

    /// The address of the last hop that is not one of our own proxies.
    fn client_address(&self, request: &Request<'_>) -> Result<IpAddr, Reason> {
        let peer = match request.peer {
            None | Some("") if self.proxies.unix => None,
            None | Some("") => return Err(NO_PEER),
            Some(text) => Some(parse_address(text).ok_or(BAD_PEER)?),
        };
        if let Some(peer) = peer
            && !self.is_proxy(peer)
        {
            return Ok(peer);
        }
        let wanted = |header| self.proxies.header.is_none_or(|only| only == header);
        let mut by_header = [None, None];
        if wanted(ForwardingHeader::XForwardedFor) {
            by_header[0] = self.walk_x_forwarded_for(request)?;
        }
        if wanted(ForwardingHeader::Forwarded) {
            by_header[1] = self.walk_forwarded(request)?;
        }
        match by_header {
            [Some(one), Some(other)] if one != other => Err(DISAGREEING),
            [Some(client), _] | [None, Some(client)] => Ok(client),
            [None, None] => peer.ok_or(NO_PEER),
        }
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies
            .networks
            .iter()
            .any(|network| network.contains(&address))
    }

    /// Walks from the nearest hop outwards and stops at the first that is not a proxy of ours.
    /// Hops further left were written by people we do not know, and are not looked at.
    fn walk<I>(&self, hops_from_the_right: I) -> Result<Option<IpAddr>, Reason>
    where
        I: Iterator<Item = Option<IpAddr>>,
    {
        let mut outermost = None;
        for hop in hops_from_the_right {
            let address = hop.ok_or(BAD_FORWARDING)?;
            outermost = Some(address);
            if !self.is_proxy(address) {
                break;
            }
        }
        Ok(outermost)
    }

    fn walk_x_forwarded_for(&self, request: &Request<'_>) -> Result<Option<IpAddr>, Reason> {
        let mut lines = request
            .header(ForwardingHeader::XForwardedFor.as_str())
            .collect::<Vec<_>>();
        lines.reverse();
        self.walk(lines.iter().flat_map(|line| {
            line.rsplit(|byte| *byte == b',').map(|entry| {
                parse_address(std::str::from_utf8(entry).ok()?.trim_matches([' ', '\t']))
            })
        }))
    }

    fn walk_forwarded(&self, request: &Request<'_>) -> Result<Option<IpAddr>, Reason> {
        let mut hops = Vec::new();
        for line in request.header(ForwardingHeader::Forwarded.as_str()) {
            let line = std::str::from_utf8(line).map_err(|_| BAD_FORWARDING)?;
            parse_forwarded(line, &mut hops).ok_or(BAD_FORWARDING)?;
        }
        self.walk(
            hops.iter()
                .rev()
                .map(|node| parse_address(node.as_deref()?)),
        )
    }
}

/// Reads one `Forwarded` line (RFC 7239 section 4) into the `for` node of each element, `None`
/// where an element has none. The whole line must be well formed: a quote that somebody opened
/// further left would otherwise swallow what our proxy wrote.
fn parse_forwarded(line: &str, nodes: &mut Vec<Option<String>>) -> Option<()> {
    let mut rest = line.trim_matches([' ', '\t']);
    loop {
        let mut node = None;
        loop {
            let (name, after) = rest.split_once('=')?;
            if name.is_empty() || !name.bytes().all(is_token) {
                return None;
            }
            let (value, after) = parse_forwarded_value(after)?;
            if name.eq_ignore_ascii_case("for") && node.replace(value).is_some() {
                return None;
            }
            rest = after;
            match rest.strip_prefix(';') {
                Some(next) => rest = next,
                None => break,
            }
        }
        nodes.push(node);
        rest = rest.trim_start_matches([' ', '\t']);
        match rest.strip_prefix(',') {
            Some(next) => rest = next.trim_start_matches([' ', '\t']),
            None => return rest.is_empty().then_some(()),
        }
    }
}

fn parse_forwarded_value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text
            .bytes()
            .position(|byte| !is_token(byte))
            .unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (!value.is_empty()).then(|| (value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return Some((value, quoted.get(index + 1..)?)),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Reads an address with or without a port, brackets and all, and unmaps IPv4 inside IPv6.
fn parse_address(text: &str) -> Option<IpAddr> {
    let bracketed = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    if let Some(inside) = bracketed {
        return inside.parse().ok().map(|v6| unmapped(IpAddr::V6(v6)));
    }
    let address = match text.parse::<IpAddr>() {
        Ok(address) => address,
        Err(_) => text.parse::<SocketAddr>().ok()?.ip(),
    };
    Some(unmapped(address))
}

fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6
            .to_ipv4_mapped()
            .map_or(address, |v4: Ipv4Addr| IpAddr::V4(v4)),
        IpAddr::V4(_) => address,
    }
}

/// The published networks of that name for a provider, for a configuration's `sources`.
pub(crate) fn published_by_name(provider: Provider, name: &str) -> Option<Vec<IpNet>> {
    published_sources(provider)
        .iter()
        .find(|list| list.name == name)
        .map(|list| {
            list.addresses
                .iter()
                .filter_map(|address| parse_network(address))
                .collect()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(proxies: &[&str], header: Option<ForwardingHeader>) -> SourceCheck {
        SourceCheck {
            sources: Sources::from_networks(
                ["115.236.102.36", "2001:db8::/32"]
                    .iter()
                    .filter_map(|t| parse_network(t))
                    .collect(),
            ),
            mode: SourceMode::Enforce,
            proxies: Proxies {
                networks: proxies
                    .iter()
                    .filter_map(|text| parse_network(text))
                    .collect(),
                unix: proxies.contains(&"unix"),
                header,
            },
        }
    }

    fn code(check: &SourceCheck, peer: Option<&str>, headers: &[(&str, &str)]) -> Option<Code> {
        let headers: Vec<_> = headers.iter().map(|(n, v)| (*n, v.as_bytes())).collect();
        let request = Request {
            body: b"",
            headers: &headers,
            peer,
        };
        check.check(&request).err().map(|reason| reason.code)
    }

    #[test]
    fn the_peer_is_the_client_unless_it_is_a_trusted_proxy() {
        let direct = check(&[], None);
        assert_eq!(code(&direct, Some("115.236.102.36"), &[]), None);
        assert_eq!(code(&direct, Some("115.236.102.36:443"), &[]), None);
        assert_eq!(code(&direct, Some("::ffff:115.236.102.36"), &[]), None);
        assert_eq!(code(&direct, Some("[2001:db8::7]:443"), &[]), None);
        assert_eq!(
            code(&direct, Some("10.0.0.1"), &[]),
            Some(Code::UntrustedSource)
        );
        let spoofed = [("X-Forwarded-For", "115.236.102.36")];
        assert_eq!(
            code(&direct, Some("10.0.0.1"), &spoofed),
            Some(Code::UntrustedSource)
        );
        assert_eq!(code(&direct, None, &[]), Some(Code::InvalidPeer));
        assert_eq!(
            code(&direct, Some("localhost"), &[]),
            Some(Code::InvalidPeer)
        );
    }

    #[test]
    fn forwarding_headers_are_walked_from_the_right() {
        let proxied = check(&["10.0.0.0/8"], None);
        let from = |text| code(&proxied, Some("10.0.0.1"), &[("x-forwarded-for", text)]);
        assert_eq!(from("115.236.102.36"), None);
        assert_eq!(
            from("unknown, 115.236.102.36, 10.1.1.1"),
            None,
            "left of the client: unread"
        );
        assert_eq!(
            from("115.236.102.36, 198.51.100.7"),
            Some(Code::UntrustedSource)
        );
        assert_eq!(from("115.236.102.36, unknown"), Some(Code::InvalidPeer));
        assert_eq!(from(""), Some(Code::InvalidPeer));

        let from = |text| code(&proxied, Some("10.0.0.1"), &[("Forwarded", text)]);
        assert_eq!(from("for=115.236.102.36;proto=https, for=10.2.2.2"), None);
        assert_eq!(from("For=\"[2001:db8::1]:4711\""), None);
        assert_eq!(from("for=_hidden"), Some(Code::InvalidPeer));
        assert_eq!(from("proto=https"), Some(Code::InvalidPeer));
        let swallowing = "for=115.236.102.36;x=\", for=198.51.100.7";
        assert_eq!(from(swallowing), Some(Code::InvalidPeer));
    }

    #[test]
    fn two_headers_must_agree_unless_one_is_chosen() {
        let both = [
            ("x-forwarded-for", "198.51.100.7"),
            ("forwarded", "for=115.236.102.36"),
        ];
        let proxied = check(&["10.0.0.0/8"], None);
        assert_eq!(
            code(&proxied, Some("10.0.0.1"), &both),
            Some(Code::UntrustedSource)
        );
        let chosen = check(&["10.0.0.0/8"], Some(ForwardingHeader::Forwarded));
        assert_eq!(code(&chosen, Some("10.0.0.1"), &both), None);
    }

    #[test]
    fn a_unix_socket_is_a_proxy_only_when_listed() {
        let header = [("x-forwarded-for", "115.236.102.36")];
        assert_eq!(code(&check(&["unix"], None), None, &header), None);
        assert_eq!(code(&check(&["unix"], None), Some(""), &header), None);
        assert_eq!(
            code(&check(&["10.0.0.0/8"], None), None, &header),
            Some(Code::InvalidPeer)
        );
    }

    #[test]
    fn a_network_with_host_bits_is_taken_for_a_mistake() {
        assert!(parse_network("10.0.0.0/8").is_some());
        assert_eq!(parse_network("10.0.0.1/8"), None);
    }

    #[test]
    fn every_published_address_is_an_address() {
        for &provider in Provider::ALL {
            for list in published_sources(provider) {
                let networks = published_by_name(provider, list.name).unwrap();
                assert_eq!(networks.len(), list.addresses.len(), "{}", list.name);
            }
        }
    }
}
