//! The address lists that the providers published, with their dates.

use crate::provider::Provider;

/// A list of addresses as a provider published it on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedSources {
    /// The name by which a configuration's `sources` picks the list.
    pub name: &'static str,
    /// The day of publication, `YYYY-MM-DD`.
    pub date: &'static str,
    /// The addresses.
    pub addresses: &'static [&'static str],
    /// What to know about the list.
    pub note: &'static str,
}

/// The lists of a provider. `published` is the one used unless a configuration says otherwise;
/// for PingPong, `published` means the list of the configured environment.
///
/// Lists age. Compare with the provider's current page when notifications are refused as
/// `untrusted_source`, and extend the list: `sources = ["published", "203.0.113.7"]`.
pub const fn published_sources(provider: Provider) -> &'static [PublishedSources] {
    match provider {
        Provider::LianLian => LIANLIAN,
        Provider::PingPong => PINGPONG,
    }
}

static LIANLIAN: &[PublishedSources] = &[
    PublishedSources {
        name: "published",
        date: "2019-09-17",
        addresses: &[
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
        ],
        note: "the list of the asynchronous notification page (source document 000)",
    },
    PublishedSources {
        name: "published-2019-09-19",
        date: "2019-09-19",
        addresses: &[
            "115.236.102.36",
            "101.71.136.20",
            "112.17.38.116",
            "115.238.30.68",
            "218.4.207.155",
            "218.4.207.156",
            "112.80.55.210",
            "112.80.55.211",
            "223.112.79.242",
            "223.112.79.243",
        ],
        note: "the same page two days later, without 118.184.186.141 and 118.184.156.45: the \
               stricter choice",
    },
];

static PINGPONG: &[PublishedSources] = &[
    PublishedSources {
        name: "production",
        date: "2025-03-07",
        addresses: &[
            "3.125.243.2",
            "3.126.196.22",
            "18.195.199.34",
            "188.239.12.25",
        ],
        note: "production (source document 004); 188.239.12.25 is absent from the 2023 list",
    },
    PublishedSources {
        name: "sandbox",
        date: "2025-03-07",
        addresses: &["52.76.198.228"],
        note: "sandbox (source document 004)",
    },
];
