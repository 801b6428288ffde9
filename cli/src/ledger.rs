//! `ackwell ledger`: what a person does with a ledger.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use ackwell_ledger::{DeliveryState, Filter, Ledger, LedgerError, Record};
use anstream::stdout;
use serde_json::json;

use crate::args::{LedgerVerb, WhichLedger};
use crate::config::Configuration;
use crate::failure::{Failure, REFUSED};

mod show;

use show::{
    delivery_for_people, expected_for_people, kept_as_json, order_for_people, record_for_people,
    shown, status_for_people,
};

/// So many records are fetched in one step.
const PAGE: u32 = 500;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Does what the verb says.
pub(crate) fn run(verb: &LedgerVerb) -> Result<ExitCode, Failure> {
    match verb {
        LedgerVerb::Migrate(which) => migrate(which),
        LedgerVerb::Status(which) => status(which),
        LedgerVerb::List {
            state,
            conflicts,
            limit,
            which,
        } => list(*state, *conflicts, *limit, which),
        LedgerVerb::Order { order_no, which } => order(order_no, which),
        LedgerVerb::Overdue(which) => overdue(which),
        LedgerVerb::Reopen { key, yes, which } => reopen(key, *yes, which),
        LedgerVerb::Prune {
            retention_days,
            which,
        } => prune(*retention_days, which),
    }
}

fn migrate(which: &WhichLedger) -> Result<ExitCode, Failure> {
    let version = which.open()?.migrate()?;
    which.say(
        || format!("the tables are there, in version {version}"),
        || json!({ "schema": version }).to_string(),
    )
}

fn status(which: &WhichLedger) -> Result<ExitCode, Failure> {
    let status = which.open_existing()?.status()?;
    which.say(|| status_for_people(&status), || status.to_readable_json())
}

fn list(
    state: Option<DeliveryState>,
    conflicts: bool,
    limit: Option<u64>,
    which: &WhichLedger,
) -> Result<ExitCode, Failure> {
    let ledger = which.open_existing()?;
    let mut filter = Filter::all();
    if let Some(state) = state {
        filter = filter.state(state);
    }
    if conflicts {
        filter = filter.with_conflicts();
    }
    let mut left = limit.unwrap_or(u64::MAX);
    while left > 0 {
        let page = u32::try_from(left).unwrap_or(PAGE).min(PAGE);
        let records = ledger.list(&filter.clone().limit(page))?;
        for record in &records {
            which.say(|| record_for_people(record), || record.to_readable_json())?;
        }
        left -= records.len() as u64;
        match records.last() {
            Some(last) if records.len() == page as usize => {
                filter = filter.after(last.delivery_key());
            }
            _ => break,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Everything known of an order number; exit code 1 if that is nothing.
fn order(order_no: &str, which: &WhichLedger) -> Result<ExitCode, Failure> {
    let ledger = which.open_existing()?;
    let history = ledger.order_history(order_no)?;
    for record in history.deliveries() {
        which.say(
            || delivery_for_people(record),
            || kept_as_json("delivery", &record.to_readable_json()),
        )?;
    }
    for order in history.expected() {
        which.say(
            || expected_for_people(order),
            || kept_as_json("expected_order", &order.to_readable_json()),
        )?;
    }
    if history.is_empty() {
        if !which.json {
            anstream::eprintln!("nothing is known of order {}", shown(order_no));
        }
        return Ok(ExitCode::from(REFUSED));
    }
    Ok(ExitCode::SUCCESS)
}

fn overdue(which: &WhichLedger) -> Result<ExitCode, Failure> {
    let orders = which.open_existing()?.overdue_orders(SystemTime::now());
    for order in orders? {
        which.say(|| order_for_people(&order), || order.to_readable_json())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn reopen(key: &str, yes: bool, which: &WhichLedger) -> Result<ExitCode, Failure> {
    let ledger = which.open_existing()?;
    if !yes {
        let record = find(&ledger, key)?;
        let shown = record.map_or_else(|| shown(key), |record| record_for_people(&record));
        anstream::eprint!(
            "{shown}\nIf the provider sends it again, it will be fulfilled again. Reopen it? [y/N] "
        );
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        read.map_err(|error| Failure::at("standard input", error))?;
        if !matches!(answer.trim(), "y" | "Y" | "yes") {
            anstream::eprintln!("nothing was reopened");
            return Ok(ExitCode::from(REFUSED));
        }
    }
    let reopened = ledger.reopen(key)?;
    which.say(
        || {
            let done = if reopened {
                "reopened"
            } else {
                "there is no such delivery"
            };
            done.to_owned()
        },
        || json!({ "reopened": reopened }).to_string(),
    )?;
    Ok(if reopened {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(REFUSED)
    })
}

/// The record of a key. The listing goes by the order of the keys, so it begins just before it.
fn find(ledger: &Ledger, key: &str) -> Result<Option<Record>, Failure> {
    let mut before = key.to_owned();
    before.pop();
    let filter = Filter::all().after(before).limit(PAGE);
    let mut records = ledger.list(&filter)?.into_iter();
    Ok(records.find(|record| record.delivery_key() == key))
}

fn prune(days: Option<u32>, which: &WhichLedger) -> Result<ExitCode, Failure> {
    which.check_exists()?;
    let ledger = match (&which.place.url, days) {
        (Some(url), Some(days)) => {
            let ledger = Ledger::builder(url).retention(DAY * days).open();
            ledger?
        }
        _ => which.open()?,
    };
    let pruned = ledger.prune()?;
    let (deliveries, conflicts, orders) = (pruned.deliveries, pruned.conflicts, pruned.orders);
    which.say(
        || format!("removed {deliveries} deliveries, {conflicts} conflicts, {orders} orders"),
        || pruned.to_readable_json(),
    )
}

impl WhichLedger {
    fn open(&self) -> Result<Ledger, Failure> {
        match (&self.place.url, &self.place.config) {
            (Some(url), _) => Ok(Ledger::open(url)?),
            (None, Some(config)) => Configuration::read(config, &["ledger"])?.ledger(),
            (None, None) => Err(Failure::new("which ledger? give its URL or --config")),
        }
    }

    /// The same for verbs that look: a mistyped path must not become a new, empty ledger.
    fn open_existing(&self) -> Result<Ledger, Failure> {
        self.check_exists()?;
        self.open()
    }

    fn check_exists(&self) -> Result<(), Failure> {
        let url = match (&self.place.url, &self.place.config) {
            (Some(url), _) => Some(url.clone()),
            (None, Some(config)) => Configuration::read(config, &["ledger"])?.ledger_url(),
            (None, None) => None,
        };
        match url.as_deref().and_then(sqlite_file) {
            Some(file) if !file.exists() => Err(Failure::at(
                file.display(),
                "there is no ledger; `ackwell ledger migrate` makes one",
            )),
            _ => Ok(()),
        }
    }

    /// Prints a line as it was asked for.
    fn say(
        &self,
        for_people: impl FnOnce() -> String,
        as_json: impl FnOnce() -> String,
    ) -> Result<ExitCode, Failure> {
        let text = if self.json { as_json() } else { for_people() };
        writeln!(stdout(), "{text}").map_err(|error| Failure::writing(&error))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Failure {
        Failure::at(error.member().unwrap_or("ledger"), error.message())
    }
}

/// The file of a SQLite URL, as the ledger reads it.
fn sqlite_file(url: &str) -> Option<PathBuf> {
    // A URL that the ledger refuses names no file.
    if ackwell::problem_of_a_pasted_value(url).is_some() {
        return None;
    }
    let rest = url
        .strip_prefix("sqlite:")
        .or_else(|| url.strip_prefix("sqlite3:"))?;
    let path = rest.split('?').next().unwrap_or_default();
    Some(match path.strip_prefix("//") {
        Some(absolute) => PathBuf::from(format!("/{}", absolute.trim_start_matches('/'))),
        None => PathBuf::from(path),
    })
}
