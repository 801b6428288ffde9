//! The durable memory of what was received and fulfilled.

use std::ffi::c_char;

use ::ackwell_ledger::{Filter, Ledger, records_to_json};
use ackwell::Config;

use crate::guard::Problem;
use crate::input::Out;
use crate::json::ackwell_json;
use crate::opaque::{self, Opaque};
use crate::reason::ackwell_refusal;
use crate::status::ackwell_status;
use crate::take::{borrow, call, free, out, text};

/// The durable memory of what was received and fulfilled, so that a shop acts on each notification
/// once. Opened once and shared by all threads; calls wait for the store. A process that forks may
/// use it on both sides (`memory:` is then a ledger of each).
pub struct ackwell_ledger {
    _opaque: [u8; 0],
}

impl Opaque for ackwell_ledger {
    type Inner = Ledger;
    const TAG: u64 = u64::from_be_bytes(*b"\0ledger\0");
    const NAME: &'static str = "ledger";
}

/// Opens the ledger at a URL, with a lease of 60 seconds and a retention of 90 days.
///
/// `memory:` is for tests; `sqlite:///absolute/path.db` or `sqlite:relative.db` is a file on one
/// machine; `postgres://`, `mysql://` (MariaDB too) and `redis://` are servers that many machines
/// share.
///
/// On `ACKWELL_OK` `*ledger` is the caller's: free it once with `ackwell_ledger_free()`.
/// `ACKWELL_INVALID_CONFIG`: the URL is wrong, or names a store that this build does not have.
/// `ACKWELL_LEDGER_UNAVAILABLE`: the store cannot be opened.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_ledger_open(
    url: *const c_char,
    url_len: usize,
    ledger: *mut *mut ackwell_ledger,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = out!(ledger);
        let url = text!(url, url_len);
        ledger.write(opaque::give(Ledger::open(url)?));
        Ok(())
    };
    call!(refusal, body)
}

/// Opens the ledger of a configuration, the same document as for `ackwell_receiver_new()`:
///
///     {"ledger": {"url": "sqlite:///var/lib/shop/ackwell.db", "lease_seconds": 60,
///                 "retention_days": 90, "timeout_ms": 2000}}
///
/// As `ackwell_ledger_open()`; `ACKWELL_INVALID_CONFIG` also for a document without `ledger`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_ledger_from_config(
    config: *const c_char,
    config_len: usize,
    ledger: *mut *mut ackwell_ledger,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = out!(ledger);
        let config = text!(config, config_len);
        let config = Config::from_json(config).map_err(|error| Problem::Config(error, None))?;
        ledger.write(opaque::give(Ledger::from_config(&config)?));
        Ok(())
    };
    call!(refusal, body)
}

/// Frees a ledger. Receipts of it stay usable; the store closes with the last of them. NULL is
/// fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_ledger_free(ledger: *mut ackwell_ledger) -> ackwell_status {
    free!(ledger)
}

/// Creates the tables, or brings them to this version, and writes that version to `*version`
/// unless it is NULL. Done by itself at the first use; call it where the shop's own account may
/// not create tables.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_ledger_migrate(
    ledger: *const ackwell_ledger,
    version: *mut u32,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = borrow!(ledger);
        // SAFETY: as above.
        let version = unsafe { Out::optional(version, "version") }?;
        version.write(ledger.migrate()?);
        Ok(())
    };
    call!(refusal, body)
}

/// What the ledger is and how much it keeps: a `LedgerStatus` of docs/records.md, with the store, its
/// server, the durability of a commit, lease, retention and counts. It reads every record, so not
/// for every request.
///
/// On `ACKWELL_OK` `*ledger_status` is the caller's: free it once with `ackwell_json_free()`.
/// `ACKWELL_LEDGER_UNAVAILABLE`: the ledger could not be asked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_ledger_status(
    ledger: *const ackwell_ledger,
    ledger_status: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = borrow!(ledger);
        let place = out!(ledger_status);
        place.write(opaque::give(ledger.status()?.to_json()));
        Ok(())
    };
    call!(refusal, body)
}

/// What is kept, in the order of the delivery keys: a JSON array of `Record`s of docs/records.md, each
/// with its conflicts.
///
/// `filter` is a JSON object, or no bytes for the first 1,000 records: `state` (`in_progress`,
/// `expired`, `committed` or `released`), `conflicts` (true: only records that a later notification
/// contradicted), `order_no`, `after` (only records whose key sorts after this one: the last of the
/// page before), `limit` (1 to 100,000).
///
/// On `ACKWELL_OK` `*records` is the caller's: free it once with `ackwell_json_free()`.
/// `ACKWELL_INVALID_ARGUMENT`: the filter has another form. `ACKWELL_LEDGER_UNAVAILABLE`: the ledger
/// could not be asked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_ledger_list(
    ledger: *const ackwell_ledger,
    filter: *const c_char,
    filter_len: usize,
    records: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = borrow!(ledger);
        let filter = text!(filter, filter_len);
        let place = out!(records);
        let filter = match filter {
            "" => Filter::all(),
            json => Filter::from_json(json)?,
        };
        place.write(opaque::give(records_to_json(&ledger.list(&filter)?)));
        Ok(())
    };
    call!(refusal, body)
}

/// Removes what has not changed for longer than the retention, except deliveries in progress. Run it
/// once a day; claims go on meanwhile.
///
/// On `ACKWELL_OK` `*pruned`, unless `pruned` is NULL, is the caller's: how much was removed, a
/// `Pruned` of docs/records.md; free it once with `ackwell_json_free()`.
/// `ACKWELL_LEDGER_UNAVAILABLE`: the ledger could not be reached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_ledger_prune(
    ledger: *const ackwell_ledger,
    pruned: *mut *mut ackwell_json,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = borrow!(ledger);
        let wanted = !pruned.is_null();
        // SAFETY: as above.
        let place = unsafe { Out::optional(pruned, "pruned") }?;
        let removed = ledger.prune()?;
        if wanted {
            place.write(opaque::give(removed.to_json()));
        }
        Ok(())
    };
    call!(refusal, body)
}

/// Reopens a delivery by a person's decision, whatever its state; whether the key was there is
/// written to `*known` unless it is NULL. A delivery that was committed **will be fulfilled again**
/// if the provider sends it again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ackwell_ledger_reopen(
    ledger: *const ackwell_ledger,
    delivery_key: *const c_char,
    delivery_key_len: usize,
    known: *mut bool,
    refusal: *mut *mut ackwell_refusal,
) -> ackwell_status {
    let body = || {
        let ledger = borrow!(ledger);
        let key = text!(delivery_key, delivery_key_len);
        // SAFETY: as above.
        let known = unsafe { Out::optional(known, "known") }?;
        known.write(ledger.reopen(key)?);
        Ok(())
    };
    call!(refusal, body)
}
