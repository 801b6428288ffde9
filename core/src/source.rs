//! Where a request came from: published addresses, trusted proxies, forwarding headers.
//!
//! The address is checked in addition to the signature, never instead of it.

use std::fmt::{self, Write as _};
use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

use crate::code::Code;
use crate::provider::Provider;
use crate::providers::published_sources;
use crate::refusal::{Reason, one_line};
use crate::request::Request;

mod network;
pub(crate) mod published;

pub(crate) use network::{NetworkProblem, parse_network};
pub use published::PublishedSources;

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
    Listed {
        networks: Vec<IpNet>,
        /// The list as the configuration writes it, for messages.
        shown: String,
    },
}

impl Sources {
    /// Every address. The signature is then the only lock; say so on purpose.
    pub(crate) const fn any() -> Sources {
        Sources(Allowed::Any)
    }

    /// Exactly these addresses and networks, which the configuration writes as `entries`.
    pub(crate) fn from_networks(networks: Vec<IpNet>, entries: &[String]) -> Sources {
        let mut shown = entries
            .iter()
            .take(MAX_SHOWN)
            .map(|entry| format!("`{entry}`"))
            .collect::<Vec<_>>()
            .join(", ");
        if let Some(more) = entries
            .len()
            .checked_sub(MAX_SHOWN)
            .filter(|more| *more > 0)
        {
            let _ = write!(shown, " and {more} more");
        }
        Sources(Allowed::Listed { networks, shown })
    }

    /// The list as a message shows it, if there is one that does not hold the address.
    fn refusing(&self, address: IpAddr) -> Option<&str> {
        match &self.0 {
            Allowed::Any => None,
            Allowed::Listed { networks, shown } => {
                let listed = networks.iter().any(|network| network.contains(&address));
                (!listed).then_some(shown)
            }
        }
    }
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

impl fmt::Display for ForwardingHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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
    /// Nothing is known of it.
    pub(crate) const UNKNOWN: Source = Source {
        address: None,
        trusted: None,
        mode: None,
    };

    /// `enforced`, `reported` or `any`.
    pub const fn check(&self) -> &'static str {
        match self.mode {
            None => "any",
            Some(SourceMode::Enforce) => "enforced",
            Some(SourceMode::Report) => "reported",
        }
    }
}

/// How many entries of the list of sources a message shows.
const MAX_SHOWN: usize = 4;

const NO_PEER: Reason = Reason::new(
    Code::InvalidPeer,
    "the request has no peer address, and \"unix\" is not among the trusted proxies",
);
const NO_HEADER: Reason = Reason::new(
    Code::InvalidPeer,
    "the connection has no address (a Unix socket), and no forwarding header names the client",
);
const NAME_CLIENT: &str =
    "let the reverse proxy write the client's address into X-Forwarded-For or Forwarded";
const FIX_HEADER: &str = "let the reverse proxy write IP addresses only into the forwarding header, \
                          or name the header that it writes in `client_address_header`";
const CHOOSE_HEADER: &str = "set `client_address_header` to the header that the proxy writes";
const PRIVATE_CLIENT: &str = "the address is a private one, so a reverse proxy or load balancer is \
                              in front: list it in `trusted_proxies`";
const ANOTHER_PROXY: &str = "if this is a further proxy of yours, add it to `trusted_proxies`; if \
                             the provider has new addresses, add them to `sources`";
const NOT_THROUGH_PROXY: &str = "the connection did not come from a proxy in `trusted_proxies`: if \
                                 it is one, add its address; if the provider has new addresses, \
                                 add them to `sources`";

/// A peer that is not an address. It is what the server says of the connection, not the sender.
fn bad_peer(text: &str) -> Reason {
    let shown = one_line(text, 64);
    Reason::found(
        Code::InvalidPeer,
        format!("the peer address `{shown}` is not an IP address"),
    )
}

/// A header that holds something else. Its content is the sender's, so it is not shown.
fn bad_forwarding(header: ForwardingHeader) -> Reason {
    let detail = format!(
        "the header {header} holds something other than IP addresses where the client address is read"
    );
    Reason::found(Code::InvalidPeer, detail).remedied(FIX_HEADER)
}

/// The client's address, and the header that named it if the peer is a proxy.
struct Client {
    address: IpAddr,
    header: Option<ForwardingHeader>,
}

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
            let client = self.client(request).ok();
            return Ok(Source {
                address: client.map(|client| client.address),
                trusted: None,
                mode: None,
            });
        }
        match (self.client(request), self.mode) {
            (Ok(client), mode) => {
                let refusing = self.sources.refusing(client.address);
                if let Some(list) = refusing
                    && mode == SourceMode::Enforce
                {
                    return Err(self.not_listed(&client, list, request));
                }
                Ok(Source {
                    address: Some(client.address),
                    trusted: Some(refusing.is_none()),
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

    /// Why a client is refused: its address, how it was found, and what fits this configuration.
    #[cold]
    fn not_listed(&self, client: &Client, list: &str, request: &Request<'_>) -> Reason {
        let Client { address, header } = client;
        let found = match (header, request.peer) {
            (None, _) => address.to_string(),
            (Some(header), None | Some("")) => format!("{address} (from {header})"),
            (Some(header), Some(peer)) => {
                format!("{address} (from {header}, peer {})", one_line(peer, 64))
            }
        };
        let reason = Reason::found(
            Code::UntrustedSource,
            format!("{found} is not on the list {list}"),
        );
        let reason = reason.at_address(*address);
        match header {
            Some(_) => reason.remedied(ANOTHER_PROXY),
            None if self.is_proxy(*address) => reason.remedied(NAME_CLIENT),
            None if is_private(*address) => reason.remedied(PRIVATE_CLIENT),
            None if self.reads_headers() => reason.remedied(NOT_THROUGH_PROXY),
            None => reason,
        }
    }

    /// The last hop that is not one of our own proxies.
    fn client(&self, request: &Request<'_>) -> Result<Client, Reason> {
        let peer = match request.peer {
            None | Some("") if self.proxies.unix => None,
            None | Some("") => return Err(NO_PEER),
            Some(text) => Some(parse_address(text).ok_or_else(|| bad_peer(text))?),
        };
        if let Some(address) = peer
            && !self.is_proxy(address)
        {
            return Ok(Client {
                address,
                header: None,
            });
        }
        let named_by = |header, address| Client {
            address,
            header: Some(header),
        };
        let wanted = |header| self.proxies.header.is_none_or(|only| only == header);
        let (mut x_forwarded_for, mut forwarded) = (None, None);
        if wanted(ForwardingHeader::XForwardedFor) {
            x_forwarded_for = self.walk_x_forwarded_for(request)?;
        }
        if wanted(ForwardingHeader::Forwarded) {
            forwarded = self.walk_forwarded(request)?;
        }
        match (x_forwarded_for, forwarded) {
            (Some(one), Some(other)) if one != other => Err(disagreeing(one, other)),
            (Some(client), _) => Ok(named_by(ForwardingHeader::XForwardedFor, client)),
            (None, Some(client)) => Ok(named_by(ForwardingHeader::Forwarded, client)),
            (None, None) => match peer {
                Some(address) => Ok(Client {
                    address,
                    header: None,
                }),
                None => Err(NO_HEADER.remedied(NAME_CLIENT)),
            },
        }
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies
            .networks
            .iter()
            .any(|network| network.contains(&address))
    }

    /// Walks from the nearest hop outwards and stops at the first that is not one of our proxies.
    /// Hops further left were written by people we do not know, and are not looked at.
    fn walk<I>(
        &self,
        header: ForwardingHeader,
        hops_from_the_right: I,
    ) -> Result<Option<IpAddr>, Reason>
    where
        I: Iterator<Item = Option<IpAddr>>,
    {
        let mut outermost = None;
        for hop in hops_from_the_right {
            let address = hop.ok_or_else(|| bad_forwarding(header))?;
            outermost = Some(address);
            if !self.is_proxy(address) {
                break;
            }
        }
        Ok(outermost)
    }

    fn walk_x_forwarded_for(&self, request: &Request<'_>) -> Result<Option<IpAddr>, Reason> {
        const HEADER: ForwardingHeader = ForwardingHeader::XForwardedFor;
        let mut lines = request.header(HEADER.as_str()).collect::<Vec<_>>();
        lines.reverse();
        self.walk(
            HEADER,
            lines.iter().flat_map(|line| {
                line.rsplit(|byte| *byte == b',').map(|entry| {
                    parse_address(std::str::from_utf8(entry).ok()?.trim_matches([' ', '\t']))
                })
            }),
        )
    }

    fn walk_forwarded(&self, request: &Request<'_>) -> Result<Option<IpAddr>, Reason> {
        const HEADER: ForwardingHeader = ForwardingHeader::Forwarded;
        let mut hops = Vec::new();
        for line in request.header(HEADER.as_str()) {
            let line = std::str::from_utf8(line).ok();
            line.and_then(|line| parse_forwarded(line, &mut hops))
                .ok_or_else(|| bad_forwarding(HEADER))?;
        }
        self.walk(
            HEADER,
            hops.iter()
                .rev()
                .map(|node| parse_address(node.as_deref()?)),
        )
    }
}

fn disagreeing(x_forwarded_for: IpAddr, forwarded: IpAddr) -> Reason {
    let detail = format!(
        "x-forwarded-for names {x_forwarded_for} as the client, forwarded names {forwarded}"
    );
    Reason::found(Code::UntrustedSource, detail).remedied(CHOOSE_HEADER)
}

/// Whether no provider can have the address, because it is not routed in public.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            // 100.64.0.0/10 is where carriers and clouds put their own machines (RFC 6598).
            let shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64;
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || shared
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
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
            // RFC 7239 has no blanks here, and proxies write them. A pair may be missing.
            let next = after.trim_start_matches([' ', '\t']);
            rest = next.trim_start_matches([';', ' ', '\t']);
            let is_last = rest.is_empty() || rest.starts_with(',') || !next.starts_with(';');
            if is_last {
                break;
            }
        }
        nodes.push(node);
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

/// Reads an address with or without a port, brackets and all, and unmaps IPv4 inside IPv6. A zone
/// (`fe80::1%eth0`) says which of this machine's own networks the address is in, and is left out.
fn parse_address(text: &str) -> Option<IpAddr> {
    let address = if let Some(bracketed) = text.strip_prefix('[') {
        let (inside, port) = bracketed.split_once(']')?;
        let is_port = |port: &str| {
            port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
        };
        if !port.is_empty() && !port.strip_prefix(':').is_some_and(is_port) {
            return None;
        }
        parse_v6(inside)?
    } else if let Ok(address) = text.parse() {
        address
    } else if text.contains('%') {
        parse_v6(text)?
    } else {
        text.parse::<SocketAddr>().ok()?.ip()
    };
    Some(unmapped(address))
}

fn parse_v6(text: &str) -> Option<IpAddr> {
    let is_zone = |zone: &str| {
        let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        (1..=64).contains(&zone.len()) && zone.bytes().all(is_usual)
    };
    let address = match text.split_once('%') {
        Some((address, zone)) if is_zone(zone) => address,
        Some(_) => return None,
        None => text,
    };
    address.parse().ok().map(IpAddr::V6)
}

fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
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
                .filter_map(|address| parse_network(address).ok())
                .collect()
        })
}

/// Whether a text could be an entry of a list of sources, of any provider.
pub(crate) fn is_source(entry: &str) -> bool {
    parse_network(entry).is_ok()
        || Provider::ALL
            .iter()
            .any(|provider| published_by_name(*provider, entry).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(proxies: &[&str], header: Option<ForwardingHeader>) -> SourceCheck {
        SourceCheck {
            sources: Sources::from_networks(
                ["115.236.102.36", "2001:db8::/32"]
                    .iter()
                    .filter_map(|t| parse_network(t).ok())
                    .collect(),
                &["published".to_owned()],
            ),
            mode: SourceMode::Enforce,
            proxies: Proxies {
                networks: proxies
                    .iter()
                    .filter_map(|text| parse_network(text).ok())
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
    fn every_published_address_is_an_address() {
        for &provider in Provider::ALL {
            for list in published_sources(provider) {
                let networks = published_by_name(provider, list.name).unwrap();
                assert_eq!(networks.len(), list.addresses.len(), "{}", list.name);
            }
        }
    }
}
