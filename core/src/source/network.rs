//! The networks of a configuration: what is taken, and what to say of the rest.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use ipnet::{IpNet, Ipv4Net};

use crate::pasted;

/// The widest networks that are taken: `10.0.0.0/8` and `fc00::/7` are the widest private ones,
/// and nobody owns a wider one.
const WIDEST: (u8, u8) = (8, 7);

/// IPv4 inside IPv6, `::ffff:0:0/96`.
const MAPPED: Ipv6Addr = Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0);
const MAPPED_PREFIX: u8 = 96;

/// Why a text is not an address or network for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NetworkProblem {
    /// A text that is neither, with what it may have been meant as.
    Form(String),
    /// Everybody, or so many that it comes to the same.
    TooWide,
    /// `0.0.0.0` or `::`
    Unspecified,
    /// An IPv6 network that reaches over the edge of IPv4 inside IPv6.
    PartlyMapped,
}

impl fmt::Display for NetworkProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const EXPECTED: &str =
            "expected an IP address or a network such as \"203.0.113.0/24\" (no host bits set)";
        match self {
            Self::Form(hint) => write!(f, "{EXPECTED}{hint}"),
            Self::TooWide => {
                let (four, six) = WIDEST;
                write!(
                    f,
                    "wider than /{four} (IPv6: /{six}), which is nearly everybody"
                )
            }
            Self::Unspecified => f.write_str(
                "this is the address that a server listens on, and no connection comes from it; \
                 give the address that connections come from",
            ),
            Self::PartlyMapped => f.write_str(
                "this IPv6 network holds IPv4 addresses (::ffff:0:0/96) and others; give the IPv4 \
                 network by itself",
            ),
        }
    }
}

/// Reads an address or a network (CIDR). IPv4 inside IPv6 is IPv4, as it is for a peer. A network
/// with host bits set is most likely a mistake, one that holds nearly everybody too: both are
/// refused.
pub(crate) fn parse_network(text: &str) -> Result<IpNet, NetworkProblem> {
    let network = if let Ok(address) = text.parse::<IpAddr>() {
        IpNet::from(super::unmapped(address))
    } else {
        let network = text.parse::<IpNet>();
        unmapped(network.map_err(|_| NetworkProblem::Form(hint(text)))?)
    };
    let (four, six) = WIDEST;
    let widest = if network.addr().is_ipv4() { four } else { six };
    if network.prefix_len() < widest {
        return Err(NetworkProblem::TooWide);
    }
    let is_partly_mapped = match network {
        IpNet::V6(six) => six.prefix_len() < MAPPED_PREFIX && six.contains(&MAPPED),
        IpNet::V4(_) => false,
    };
    if is_partly_mapped {
        return Err(NetworkProblem::PartlyMapped);
    }
    if network.trunc() != network {
        let hint = format!("; did you mean \"{}\"?", network.trunc());
        return Err(NetworkProblem::Form(hint));
    }
    if network.addr().is_unspecified() {
        return Err(NetworkProblem::Unspecified);
    }
    Ok(network)
}

/// `::ffff:203.0.113.0/120` is `203.0.113.0/24`.
fn unmapped(network: IpNet) -> IpNet {
    let IpNet::V6(six) = network else {
        return network;
    };
    let four = six.addr().to_ipv4_mapped();
    let prefix = six.prefix_len().checked_sub(MAPPED_PREFIX);
    match four.zip(prefix) {
        Some((address, prefix)) => Ipv4Net::new(address, prefix).map_or(IpNet::V6(six), IpNet::V4),
        None => IpNet::V6(six),
    }
}

/// What a text was most likely meant as.
fn hint(text: &str) -> String {
    if text.is_empty() {
        return ", got an empty string".to_owned();
    }
    if let Some(problem) = pasted::problem(text) {
        return format!("; {problem}");
    }
    if text.contains([',', ';', ' ']) {
        return "; give each address as a separate entry".to_owned();
    }
    if text.contains('%') {
        return "; leave out the zone behind `%`".to_owned();
    }
    if text.starts_with('[') || text.parse::<SocketAddr>().is_ok() {
        return "; leave out brackets and port".to_owned();
    }
    if text.contains('*') {
        return "; write a network with the length of its prefix in place of `*`".to_owned();
    }
    if let Some((address, mask)) = text.split_once('/') {
        if let (Ok(address), Ok(mask)) = (address.parse(), mask.parse()) {
            return match IpNet::with_netmask(address, mask) {
                Ok(network) => format!("; did you mean \"{}\"?", network.trunc()),
                Err(_) => "; the mask is not valid".to_owned(),
            };
        }
        match address.parse::<IpAddr>() {
            Ok(IpAddr::V4(_)) => return "; the prefix of IPv4 is 0 to 32 bits long".to_owned(),
            Ok(IpAddr::V6(_)) => return "; the prefix of IPv6 is 0 to 128 bits long".to_owned(),
            Err(_) => {}
        }
    }
    let is_range = |(from, to): (&str, &str)| {
        from.parse::<IpAddr>().is_ok() && (to.parse::<IpAddr>().is_ok() || to.parse::<u8>().is_ok())
    };
    if text.split_once('-').is_some_and(is_range) {
        return "; write a range as networks".to_owned();
    }
    if text.eq_ignore_ascii_case("localhost") {
        return "; this machine is 127.0.0.1 and ::1".to_owned();
    }
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return "; an IPv4 address is four numbers up to 255, without leading zeros".to_owned();
    }
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte);
    if text.contains('.') && text.bytes().all(is_name) {
        return "; host names are not looked up".to_owned();
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_a_network_are_taken_in_every_spelling() {
        for (text, network) in [
            ("203.0.113.7", "203.0.113.7/32"),
            ("203.0.113.0/24", "203.0.113.0/24"),
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("fc00::/7", "fc00::/7"),
            ("2001:db8::7", "2001:db8::7/128"),
            ("::1", "::1/128"),
            ("::ffff:203.0.113.7", "203.0.113.7/32"),
            ("::ffff:203.0.113.7/128", "203.0.113.7/32"),
            ("::ffff:203.0.113.0/120", "203.0.113.0/24"),
            ("::ffff:a00:0/104", "10.0.0.0/8"),
        ] {
            let read = parse_network(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
            assert_eq!(read.to_string(), network, "{text}");
        }
    }

    #[test]
    fn what_is_refused_is_told_why() {
        for (text, expected) in [
            ("0.0.0.0/0", "nearly everybody"),
            ("::/0", "nearly everybody"),
            ("::ffff:0:0/96", "nearly everybody"),
            ("0.0.0.0/1", "nearly everybody"),
            ("128.0.0.0/1", "nearly everybody"),
            ("8.0.0.0/7", "nearly everybody"),
            ("2000::/3", "nearly everybody"),
            ("10.0.0.1/0", "nearly everybody"),
            ("0.0.0.0", "a server listens on"),
            ("::", "a server listens on"),
            ("0.0.0.0/8", "a server listens on"),
            ("::/96", "a server listens on"),
            ("::ffff:0.0.0.0", "a server listens on"),
            ("::/8", "by itself"),
            ("::ffff:0:0/95", "by itself"),
            ("::fffe:0:0/95", "by itself"),
            ("10.0.0.1/8", "did you mean \"10.0.0.0/8\"?"),
            ("::ffff:10.0.0.1/104", "did you mean \"10.0.0.0/8\"?"),
            ("2001:db8::1/32", "did you mean \"2001:db8::/32\"?"),
            ("10.0.0.0/255.0.0.0", "did you mean \"10.0.0.0/8\"?"),
            ("10.0.0.0/255.0.255.0", "the mask is not valid"),
            ("10.0.0.0/33", "the prefix of IPv4"),
            ("10.0.0.0/", "the prefix of IPv4"),
            ("2001:db8::/129", "the prefix of IPv6"),
            ("", "got an empty string"),
            (" 10.0.0.1", "begins with a blank"),
            ("\"10.0.0.1\"", "wrapped in double quotes"),
            ("10.0.0.１", "full-width"),
            ("10.0.0.1, 10.0.0.2", "a separate entry"),
            ("fe80::1%eth0", "the zone"),
            ("10.0.0.1:443", "brackets and port"),
            ("[::1]", "brackets and port"),
            ("[::1]:443", "brackets and port"),
            ("10.*", "in place of `*`"),
            ("10.0.0.1-10.0.0.9", "a range as networks"),
            ("10.0.0.1-9", "a range as networks"),
            ("localhost", "127.0.0.1 and ::1"),
            ("10.0.1", "four numbers"),
            ("010.0.0.1", "four numbers"),
            ("pay.example", "host names"),
            ("https://pay.example/", "host names"),
        ] {
            let problem = parse_network(text).expect_err(text).to_string();
            assert!(problem.contains(expected), "{text:?}: {problem}");
        }
    }
}
