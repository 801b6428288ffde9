//! Who sends.

/// A payment provider whose notifications Ackwell understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Provider {
    /// LianLian Pay, classic scheme: RSA signature in the body.
    LianLian,
    /// PingPongCheckout v4: salted hash in the body.
    PingPong,
}

impl Provider {
    /// Every provider, in a fixed order.
    pub const ALL: &'static [Provider] = &[Provider::LianLian, Provider::PingPong];

    /// The name used in configuration, JSON and delivery keys: `lianlian` or `pingpong`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Provider::LianLian => "lianlian",
            Provider::PingPong => "pingpong",
        }
    }

    /// Who it is, in a few words.
    pub const fn sentence(self) -> &'static str {
        match self {
            Provider::LianLian => "LianLian Pay, classic scheme: an RSA signature in the body",
            Provider::PingPong => "PingPongCheckout v4: a salted hash in the body",
        }
    }

    /// The provider of that name, if there is one.
    ///
    /// ```
    /// assert_eq!(ackwell::Provider::from_name("pingpong"), Some(ackwell::Provider::PingPong));
    /// assert_eq!(ackwell::Provider::from_name("PingPong"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Provider> {
        Self::ALL
            .iter()
            .copied()
            .find(|provider| provider.as_str() == name)
    }
}

impl std::fmt::Display for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
