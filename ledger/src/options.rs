//! How a ledger is opened.

use std::time::{Duration, SystemTime};

use ackwell::{OptionForm, OptionSpec, Provider, Schedule};

use crate::error::LedgerError;
use crate::ledger::Ledger;
use crate::time::Clock;
use crate::url::StoreUrl;

/// Options of a ledger; see [`Ledger::builder`].
#[derive(Debug, Clone)]
#[must_use = "nothing is opened before `open`"]
pub struct LedgerBuilder {
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

/// The options of a ledger: those of the section `ledger` of a configuration.
///
/// ```
/// let names: Vec<_> = ackwell_ledger::options().iter().map(|option| option.name).collect();
/// assert_eq!(names, ["url", "lease_seconds", "retention_days", "timeout_ms"]);
/// ```
pub const fn options() -> &'static [OptionSpec] {
    OPTIONS
}

const OPTIONS: &[OptionSpec] = &[
    OptionSpec::new(
        "ledger",
        "url",
        OptionForm::Text,
        "Where the ledger is: `memory:` (for tests), `sqlite:///absolute/path.db` or \
         `sqlite:relative.db` for one machine, `postgres://`, `mysql://` (MariaDB too), `redis://` \
         or `rediss://` for several.",
    )
    .required()
    .secret(),
    OptionSpec::new(
        "ledger",
        "lease_seconds",
        OptionForm::Number {
            unit: "seconds",
            least: Some(LEAST_LEASE.as_secs()),
            most: None,
        },
        "How long one worker may take to fulfil before another worker may claim the notification, \
         in seconds: 1 to half the time in which the provider sends again (LianLian: 1,800, \
         PingPong: 21,695).",
    )
    .default("60"),
    OptionSpec::new(
        "ledger",
        "retention_days",
        OptionForm::Number {
            unit: "days",
            least: None,
            most: None,
        },
        "How long deliveries are kept, in days: at least as long as the provider sends again \
         (LianLian: 60 minutes, PingPong: 724 minutes).",
    )
    .default("90"),
    OptionSpec::new(
        "ledger",
        "timeout_ms",
        OptionForm::Number {
            unit: "milliseconds",
            least: Some(LEAST_TIMEOUT_MS),
            most: Some(MOST_TIMEOUT_MS),
        },
        "How long one call of the store may take, in milliseconds: 10 to 60,000. A claim and a \
         commit together must stay inside the 5 seconds that a provider waits for an answer.",
    )
    .default("2000"),
];

const LEAST_LEASE: Duration = Duration::from_secs(1);
const LEAST_TIMEOUT_MS: u64 = 10;
const MOST_TIMEOUT_MS: u64 = 60_000;
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

impl LedgerBuilder {
    pub(crate) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            settings: Settings::default(),
        }
    }

    /// How long a claim holds before another worker may claim the delivery again: 1 second to half
    /// the shortest horizon of the providers; default: 60 seconds.
    ///
    /// Longer than your fulfilment takes: a lease that runs out while the work goes on lets the
    /// work be done twice. Much shorter than the provider's horizon: after a crash, only a re-send
    /// that comes after the lease has run out is fulfilled.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ackwell_ledger::Ledger;
    ///
    /// let ledger = Ledger::builder("memory:").lease(Duration::from_secs(30)).open()?;
    /// let error = Ledger::builder("memory:").lease(Duration::ZERO).open().unwrap_err();
    /// assert_eq!(error.member(), Some("ledger.lease_seconds"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn lease(mut self, lease: Duration) -> Self {
        self.settings.lease = lease;
        self
    }

    /// How long a delivery is kept, at least: not shorter than the longest horizon of the
    /// providers; default: 90 days. Nothing is removed before [`Ledger::prune`], except that
    /// Redis removes by itself.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ackwell_ledger::Ledger;
    ///
    /// let year = Duration::from_secs(365 * 24 * 60 * 60);
    /// let ledger = Ledger::builder("memory:").retention(year).open()?;
    /// assert_eq!(ledger.status()?.retention(), year);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn retention(mut self, retention: Duration) -> Self {
        self.settings.retention = retention;
        self
    }

    /// How long one call may take, connecting included: 10 milliseconds to 60 seconds; default: 2
    /// seconds. A claim and a commit together must stay inside the provider's deadline of 5
    /// seconds.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ackwell_ledger::Ledger;
    ///
    /// let ledger = Ledger::builder("memory:").timeout(Duration::from_millis(500)).open()?;
    /// let error = Ledger::builder("memory:").timeout(Duration::from_secs(61)).open().unwrap_err();
    /// assert_eq!(error.member(), Some("ledger.timeout_ms"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Which providers' notifications will be claimed: their horizons bound the lease and the
    /// retention. Default: all of them.
    pub fn providers(mut self, providers: &[Provider]) -> Self {
        self.settings.providers = providers.to_vec();
        self
    }

    /// The clock of a `memory:` or `sqlite:` ledger, for tests of what happens when time passes.
    /// Default: the machine's clock. Processes that share a file must share the clock; a store
    /// on a network uses its own and takes no other.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use ackwell_ledger::Ledger;
    ///
    /// let tomorrow = || SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    /// let ledger = Ledger::builder("memory:").clock(tomorrow).open()?;
    /// # assert!(ledger.status().is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.settings.clock = Some(Clock::of(now));
        self
    }

    /// Opens the ledger.
    ///
    /// A file is opened and its tables are created now; a server is connected to when it is first
    /// needed, so that a shop starts while its database restarts. Call [`Ledger::status`] to
    /// connect immediately.
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
        let providers = if self.providers.is_empty() {
            Provider::ALL
        } else {
            &self.providers
        };
        check_retention(providers, self.retention)?;
        let longest = providers
            .iter()
            .map(|&provider| Schedule::of(provider).horizon() / 2)
            .min()
            .unwrap_or(Duration::MAX);
        if self.lease < LEAST_LEASE || self.lease > longest {
            return Err(LedgerError::config(
                "ledger.lease_seconds",
                format!(
                    "a lease is 1 to {} seconds: if it ran for most of the time in which the \
                     provider sends again, a crash could leave nothing to fulfil the notification",
                    longest.as_secs()
                ),
            ));
        }
        let range =
            Duration::from_millis(LEAST_TIMEOUT_MS)..=Duration::from_millis(MOST_TIMEOUT_MS);
        if !range.contains(&self.timeout) {
            return Err(LedgerError::config(
                "ledger.timeout_ms",
                format!("a time-out is {LEAST_TIMEOUT_MS} to {MOST_TIMEOUT_MS}"),
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

/// Refuses a retention in which a provider may still send again.
pub(crate) fn check_retention(
    providers: &[Provider],
    retention: Duration,
) -> Result<(), LedgerError> {
    let longest = providers
        .iter()
        .map(|&provider| (Schedule::of(provider).horizon(), provider))
        .max();
    match longest {
        Some((horizon, provider)) if retention < horizon => Err(LedgerError::config(
            "ledger.retention_days",
            format!(
                "{provider} sends again for up to {} minutes: keep deliveries at least that long",
                horizon.as_secs().div_ceil(60)
            ),
        )),
        _ => Ok(()),
    }
}

/// Reads the configuration's `ledger` table: an object with the members of [`options`].
pub(crate) fn from_json(json: &str) -> Result<LedgerBuilder, LedgerError> {
    let wrong = |message: &str| LedgerError::config("ledger", message);
    let document: serde_json::Value =
        serde_json::from_str(json).map_err(|_| wrong("not a JSON object"))?;
    let members = document
        .as_object()
        .ok_or_else(|| wrong("not a JSON object"))?;
    let is_known = |name: &str| OPTIONS.iter().any(|option| option.name == name);
    if let Some(unknown) = members.keys().find(|name| !is_known(name)) {
        return Err(LedgerError::config(
            format!("ledger.{unknown}"),
            ackwell::unknown_member(OPTIONS),
        ));
    }
    let url = members
        .get("url")
        .and_then(serde_json::Value::as_str)
        .ok_or_else(|| LedgerError::config("ledger.url", "a text is required"))?;
    let mut builder = LedgerBuilder::new(url);
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(option: &OptionSpec, value: Option<Value>) -> Result<LedgerBuilder, LedgerError> {
        let mut document = json!({"url": "memory:"});
        let members = document.as_object_mut().expect("an object");
        match value {
            Some(value) => members.insert(option.name.to_owned(), value),
            None => members.remove(option.name),
        };
        let builder = from_json(&document.to_string())?;
        builder.clone().open().map(|_| builder)
    }

    #[test]
    fn every_option_of_the_table_is_read() {
        for option in OPTIONS {
            let problem = read(option, Some(json!({"no": "form"}))).expect_err(option.name);
            let path = format!("{}.{}", option.section, option.name);
            assert_eq!(problem.member(), Some(path.as_str()));
        }
    }

    #[test]
    fn the_required_options_are_those_without_which_a_ledger_is_refused() {
        for option in OPTIONS {
            assert_eq!(
                read(option, None).is_err(),
                option.required,
                "{}",
                option.name
            );
        }
    }

    #[test]
    fn a_default_is_what_holds_without_the_option() {
        for option in OPTIONS {
            if let Some(default) = option.default {
                let default = serde_json::from_str(default).expect("a default is JSON");
                let written = read(option, Some(default)).expect(option.name);
                let left_out = read(option, None).expect(option.name);
                assert_eq!(format!("{written:?}"), format!("{left_out:?}"));
            }
        }
    }

    #[test]
    fn the_ends_of_a_range_are_accepted_and_what_is_beyond_them_is_refused() {
        for option in OPTIONS {
            let OptionForm::Number { least, most, .. } = option.form else {
                continue;
            };
            for (end, beyond) in [
                (least, least.map(|end| json!(end - 1))),
                (most, most.map(|end| json!(end + 1))),
            ] {
                let Some(end) = end else { continue };
                let _ = read(option, Some(json!(end))).expect(option.name);
                read(option, beyond).expect_err(option.name);
            }
        }
    }

    #[test]
    fn the_documentation_has_the_horizons_of_the_providers() {
        let doc = |name: &str| {
            OPTIONS
                .iter()
                .find(|o| o.name == name)
                .expect("an option")
                .doc
        };
        for &provider in Provider::ALL {
            let seconds = Schedule::of(provider).horizon().as_secs();
            let lease = thousands(seconds / 2);
            assert!(doc("lease_seconds").contains(&lease), "{lease}");
            let minutes = format!("{} minutes", seconds.div_ceil(60));
            assert!(doc("retention_days").contains(&minutes), "{minutes}");
        }
    }

    fn thousands(number: u64) -> String {
        format!("{},{:03}", number / 1000, number % 1000)
    }
}
