//! How a ledger is opened.

use std::time::{Duration, SystemTime};

use ackwell::{Provider, Schedule};

use crate::error::LedgerError;
use crate::ledger::Ledger;
use crate::time::Clock;
use crate::url::StoreUrl;

/// Options of a ledger; see [`Ledger::builder`].
#[derive(Debug, Clone)]
#[must_use = "nothing is opened before `open`"]
pub struct Builder {
    pub(crate) url: String,
    pub(crate) settings: Settings,
}

/// The checked options.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) lease: Duration,
    pub(crate) retention: Duration,
    pub(crate) timeout: Duration,
    pub(crate) providers: Vec<Provider>,
    pub(crate) clock: Option<Clock>,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Default for Settings {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(60),
            retention: DAY * 90,
            timeout: Duration::from_secs(2),
            providers: Provider::ALL.to_vec(),
            clock: None,
        }
    }
}

impl Builder {
    pub(crate) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            settings: Settings::default(),
        }
    }

    /// How long a claim holds before another worker may claim the delivery again: 1 second to half
    /// the shortest horizon of the providers, 60 seconds if not set.
    ///
    /// Longer than your fulfilment takes: a lease that runs out while the work goes on lets the
    /// work be done twice. Much shorter than the provider's horizon: after a crash, only a re-send
    /// that comes after the lease has run out is fulfilled.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.settings.lease = lease;
        self
    }

    /// How long a delivery is kept, at least: not shorter than the longest horizon of the
    /// providers, 90 days if not set. Nothing is removed before [`Ledger::prune`], except that
    /// Redis removes by itself.
    pub fn retention(mut self, retention: Duration) -> Self {
        self.settings.retention = retention;
        self
    }

    /// How long one call may take, connecting included: 10 milliseconds to 60 seconds, 2 seconds
    /// if not set. A claim and a commit together must stay inside the provider's deadline of 5
    /// seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Which providers' notifications will be claimed: their horizons bound the lease and the
    /// retention. All of them if not set.
    pub fn providers(mut self, providers: &[Provider]) -> Self {
        self.settings.providers = providers.to_vec();
        self
    }

    /// The clock of a `memory:` or `sqlite:` ledger, for tests of what happens when time passes.
    /// The machine's clock if not set. Processes that share a file must share the clock; a store
    /// on a network uses its own and takes no other.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.settings.clock = Some(Clock::of(now));
        self
    }

    /// Opens the ledger.
    ///
    /// A file is opened and its tables are created now; a server is connected to when it is first
    /// needed, so that a shop starts while its database restarts. Call [`Ledger::status`] to
    /// connect at once.
    ///
    /// # Errors
    ///
    /// `invalid_config`, naming the member, if the URL or an option is not as it must be or the
    /// store is not compiled in; `ledger_unavailable` if a file cannot be opened.
    pub fn open(self) -> Result<Ledger, LedgerError> {
        if let Some(problem) = ackwell::problem_of_a_pasted_value(&self.url) {
            return Err(LedgerError::config("ledger.url", problem));
        }
        let url = StoreUrl::parse(&self.url)?;
        self.settings.check(&url)?;
        Ledger::with(url, self.settings)
    }
}

impl Settings {
    fn check(&self, url: &StoreUrl) -> Result<(), LedgerError> {
        let horizons = || {
            let all = if self.providers.is_empty() {
                Provider::ALL
            } else {
                &self.providers
            };
            all.iter()
                .map(|&provider| (Schedule::of(provider).horizon(), provider))
        };
        if let Some((horizon, provider)) = horizons().max()
            && self.retention < horizon
        {
            return Err(LedgerError::config(
                "ledger.retention_days",
                format!(
                    "{provider} sends again for up to {} minutes: keep deliveries at least that \
                     long",
                    horizon.as_secs().div_ceil(60)
                ),
            ));
        }
        let longest = horizons()
            .min()
            .map_or(Duration::MAX, |(horizon, _)| horizon / 2);
        if self.lease < Duration::from_secs(1) || self.lease > longest {
            return Err(LedgerError::config(
                "ledger.lease_seconds",
                format!(
                    "a lease is 1 to {} seconds: if it ran for most of the time in which the \
                     provider sends again, a crash could leave nothing to fulfil the notification",
                    longest.as_secs()
                ),
            ));
        }
        if !(Duration::from_millis(10)..=Duration::from_secs(60)).contains(&self.timeout) {
            return Err(LedgerError::config(
                "ledger.timeout_ms",
                "a time-out is 10 to 60000",
            ));
        }
        if self.clock.is_some() && !matches!(url, StoreUrl::Memory | StoreUrl::Sqlite(_)) {
            return Err(LedgerError::config(
                "ledger.url",
                "a store on a network uses its own clock and takes no other",
            ));
        }
        Ok(())
    }
}

/// Reads the configuration's `ledger` table, `{"url": ..., "lease_seconds": ...,
/// "retention_days": ..., "timeout_ms": ...}`.
pub(crate) fn from_json(json: &str) -> Result<Builder, LedgerError> {
    let wrong = |message: &str| LedgerError::config("ledger", message);
    let document: serde_json::Value =
        serde_json::from_str(json).map_err(|_| wrong("not a JSON object"))?;
    let members = document
        .as_object()
        .ok_or_else(|| wrong("not a JSON object"))?;
    if let Some(unknown) = members.keys().find(|name| {
        !matches!(
            name.as_str(),
            "url" | "lease_seconds" | "retention_days" | "timeout_ms"
        )
    }) {
        return Err(LedgerError::config(
            format!("ledger.{unknown}"),
            "unknown member: known are url, lease_seconds, retention_days, timeout_ms",
        ));
    }
    let url = members
        .get("url")
        .and_then(serde_json::Value::as_str)
        .ok_or_else(|| LedgerError::config("ledger.url", "a text is required"))?;
    let mut builder = Builder::new(url);
    let number = |name: &str, member: &'static str, unit: Duration| match members.get(name) {
        None | Some(serde_json::Value::Null) => Ok(None),
        Some(value) => value
            .as_f64()
            .and_then(|count| Duration::try_from_secs_f64(count * unit.as_secs_f64()).ok())
            .map(Some)
            .ok_or_else(|| LedgerError::config(member, "a number that is not negative")),
    };
    let second = Duration::from_secs(1);
    if let Some(lease) = number("lease_seconds", "ledger.lease_seconds", second)? {
        builder = builder.lease(lease);
    }
    if let Some(retention) = number("retention_days", "ledger.retention_days", DAY)? {
        builder = builder.retention(retention);
    }
    if let Some(timeout) = number("timeout_ms", "ledger.timeout_ms", second / 1000)? {
        builder = builder.timeout(timeout);
    }
    Ok(builder)
}
