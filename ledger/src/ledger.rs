//! The ledger as the shop sees it.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use ackwell::{Config, Notification, Provider, Schedule};

use crate::claim::{Claim, Claimant, InProgress, Lease, LeaseId};
use crate::earlier::{EarlierPayment, earlier_payment};
use crate::entry::{Entry, OrderKey, bounded};
use crate::error::{Code, LedgerError};
use crate::fork;
use crate::options::{LedgerBuilder, Settings, from_json};
use crate::order::{ExpectedOrder, OrderHistory, OrderRecord, OverdueOrder};
use crate::record::{Filter, LedgerStatus, Pruned, Record};
use crate::store::memory::MemoryStore;
use crate::store::{Answer, Store};
use crate::time::Clock;
use crate::url::StoreUrl;
use crate::workers::Workers;

/// The most overdue orders in one answer.
const DUE_LIMIT: u32 = 10_000;

/// The durable memory of what was received and fulfilled.
///
/// One is opened once and shared: clones are the same ledger, and every call may come from any
/// thread. Calls wait for the store; in async code use [`handle_async`](crate::handle_async).
///
/// A process that forks after opening (a pre-forking server) may use the ledger on both sides, also
/// if other threads use it while it forks: each child opens the store anew. A `memory:` ledger is
/// then copied, and each process goes on with its own copy.
///
/// ```
/// use ackwell_ledger::Ledger;
///
/// let ledger = Ledger::open("memory:")?;
/// assert_eq!(ledger.status()?.counts().committed, 0);
/// # Ok::<(), ackwell_ledger::LedgerError>(())
/// ```
#[derive(Clone)]
pub struct Ledger {
    shared: Arc<Shared>,
}

struct Shared {
    url: StoreUrl,
    settings: Settings,
    opened: Opened,
}

/// A store as one process opened it, and the same for the processes that forked off later.
struct Opened {
    process: u32,
    /// Never dropped in another process than its own: closing a SQLite connection or a socket that
    /// was inherited over a fork would disturb the parent.
    store: Arc<dyn Store>,
    /// Threads do not live on in a forked process either.
    workers: Workers,
    in_child: OnceLock<Box<Opened>>,
}

impl Opened {
    fn new(url: &StoreUrl, settings: &Settings) -> Result<Self, LedgerError> {
        Ok(Self::around(connect(url, settings)?))
    }

    fn around(store: Arc<dyn Store>) -> Self {
        let (workers, in_child) = (Workers::new(), OnceLock::new());
        Self {
            process: std::process::id(),
            store,
            workers,
            in_child,
        }
    }

    /// What the child of a fork uses in place of `self`.
    fn for_child(&self, url: &StoreUrl, settings: &Settings) -> Result<Self, LedgerError> {
        match url {
            StoreUrl::Memory => {
                fork::check("this memory: ledger")?;
                Ok(Self::around(Arc::clone(&self.store)))
            }
            #[cfg(feature = "sqlite")]
            StoreUrl::Sqlite(file) => {
                fork::check(&format!("the ledger file {}", file.path.display()))?;
                Self::new(url, settings)
            }
            #[allow(
                unreachable_patterns,
                reason = "without networked stores no other is left"
            )]
            _ => Self::new(url, settings),
        }
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            // One owner too many: the store stays as it is.
            std::mem::forget(Arc::clone(&self.store));
        }
    }
}

fn connect(url: &StoreUrl, settings: &Settings) -> Result<Arc<dyn Store>, LedgerError> {
    let clock = || settings.clock.clone().unwrap_or_else(Clock::machine);
    match url {
        StoreUrl::Memory => Ok(Arc::new(MemoryStore::new(clock()))),
        #[cfg(feature = "sqlite")]
        StoreUrl::Sqlite(file) => {
            let store = crate::store::sqlite::SqliteStore::open(file, settings.timeout, clock())?;
            Ok(Arc::new(store))
        }
        #[cfg(feature = "postgres")]
        StoreUrl::Postgres(server) => {
            let store = crate::store::postgres::PostgresStore::new(server, settings.timeout)?;
            Ok(Arc::new(store))
        }
        #[cfg(feature = "mysql")]
        StoreUrl::Mysql(server) => {
            let store = crate::store::mysql::MysqlStore::new(server, settings.timeout)?;
            Ok(Arc::new(store))
        }
        #[cfg(feature = "redis")]
        StoreUrl::Redis(server) => {
            let (timeout, retention) = (settings.timeout, settings.retention);
            let store = crate::store::redis::RedisStore::new(server, timeout, retention)?;
            Ok(Arc::new(store))
        }
        #[allow(unreachable_patterns, reason = "with every feature no other is left")]
        other => Err(LedgerError::config(
            "ledger.url",
            format!(
                "this build has no {0} store: build ackwell-ledger with its feature {0}",
                other.store()
            ),
        )),
    }
}

impl Ledger {
    /// Opens the ledger at `url` with the default options.
    ///
    /// `memory:` is for tests; `sqlite:///absolute/path.db` or `sqlite:relative.db` is a file on
    /// one machine; `postgres://`, `mysql://` (`MariaDB` too), `redis://` and `rediss://` are
    /// servers that many machines share.
    ///
    /// # Errors
    ///
    /// See [`LedgerBuilder::open`].
    ///
    /// ```
    /// use ackwell_ledger::Ledger;
    ///
    /// # let folder = std::env::temp_dir().join(format!("ackwell-doc-open-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let path = folder.join("ackwell.db");
    /// let ledger = Ledger::open(&format!("sqlite://{}", path.display()))?;
    /// assert_eq!(ledger.status()?.store(), "sqlite");
    ///
    /// let error = Ledger::open("sqllite:ackwell.db").unwrap_err();
    /// assert_eq!(error.member(), Some("ledger.url"));
    /// # drop(ledger);
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(url: &str) -> Result<Self, LedgerError> {
        Self::builder(url).open()
    }

    /// Options for the ledger at `url`.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ackwell_ledger::Ledger;
    ///
    /// let ledger = Ledger::builder("memory:").lease(Duration::from_secs(20)).open()?;
    /// assert_eq!(ledger.status()?.lease(), Duration::from_secs(20));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn builder(url: &str) -> LedgerBuilder {
        LedgerBuilder::new(url)
    }

    /// Opens the ledger that the `ledger` table of a configuration describes:
    /// `{"url": ..., "lease_seconds": 60, "retention_days": 90, "timeout_ms": 2000}`, all but the
    /// URL optional.
    ///
    /// # Errors
    ///
    /// See [`LedgerBuilder::open`]; also `invalid_config` for an unknown member.
    ///
    /// ```
    /// use ackwell_ledger::Ledger;
    ///
    /// let ledger = Ledger::from_json(r#"{"url": "memory:", "lease_seconds": 20}"#)?;
    /// assert_eq!(ledger.status()?.lease().as_secs(), 20);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self, LedgerError> {
        from_json(json)?.open()
    }

    /// Opens the ledger of a configuration's section `ledger`.
    ///
    /// # Errors
    ///
    /// As [`Ledger::from_json`]; a missing section is read as one without members; a reference of
    /// the section that was not fetched.
    ///
    /// ```
    /// use ackwell::Config;
    /// use ackwell_ledger::Ledger;
    ///
    /// let config = Config::from_json(r#"{"ledger": {"url": "memory:"}}"#)?;
    /// let ledger = Ledger::from_config(&config)?;
    /// assert_eq!(ledger.status()?.store(), "memory");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_config(config: &Config) -> Result<Self, LedgerError> {
        let section = config
            .ledger_json()
            .map_err(|error| LedgerError::config(error.member().to_owned(), error.message()))?;
        Self::from_json(section.unwrap_or("{}")).map_err(|error| {
            match error.member().and_then(|member| config.origin(member)) {
                Some(origin) => error.read_from(origin),
                None => error,
            }
        })
    }

    pub(crate) fn with(url: StoreUrl, settings: Settings) -> Result<Self, LedgerError> {
        let opened = Opened::new(&url, &settings)?;
        Ok(Self {
            shared: Arc::new(Shared {
                url,
                settings,
                opened,
            }),
        })
    }

    /// What this process opened.
    fn opened(&self) -> Result<&Opened, LedgerError> {
        let Shared {
            url,
            settings,
            opened,
        } = &*self.shared;
        let process = std::process::id();
        let mut opened = opened;
        while opened.process != process {
            opened = if let Some(child) = opened.in_child.get() {
                child
            } else {
                let child = Box::new(opened.for_child(url, settings)?);
                // A fork in the middle of this would leave a place that is never filled.
                let inside = fork::enter();
                let late = opened.in_child.set(child).err();
                drop(inside);
                // Another thread was quicker, if there is one: its store is found now.
                drop(late);
                opened
            };
        }
        Ok(opened)
    }

    pub(crate) fn store(&self) -> Result<&dyn Store, LedgerError> {
        Ok(&*self.opened()?.store)
    }

    /// Runs `job` on one of the ledger's own threads.
    pub(crate) fn on_worker(&self, job: impl FnOnce(&Self) + Send + 'static) {
        let ledger = self.clone();
        let job = move || job(&ledger);
        match self.opened() {
            Ok(opened) => opened.workers.run(Box::new(job)),
            // The job meets the same error and reports it.
            Err(_) => job(),
        }
    }

    /// Whether no call of it waits for a disk or a network, as with `memory:`: async code may then
    /// make the blocking calls, and saves the way to a thread and back.
    ///
    /// ```
    /// let ledger = ackwell_ledger::Ledger::open("memory:")?;
    /// assert!(ledger.never_waits());
    /// # Ok::<(), ackwell_ledger::LedgerError>(())
    /// ```
    pub fn never_waits(&self) -> bool {
        self.opened().is_ok_and(|opened| !opened.store.waits())
    }

    /// How long one call may take.
    pub(crate) fn timeout(&self) -> Duration {
        self.shared.settings.timeout
    }

    /// Claims a delivery in one atomic step, even if others claim it at the same moment.
    ///
    /// [`receive`](crate::receive) and [`handle`](crate::handle) do it for you.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`: nothing may be done, and the answer to the provider is a failure.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Claim, Ledger};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let notification = receiver.verify(&request)?;
    /// match ledger.claim(&notification)? {
    ///     Claim::First(lease) => {
    ///         println!("order {:?} is paid", notification.order_no());
    ///         ledger.commit(&lease)?;
    ///     }
    ///     Claim::Repeat => println!("it was fulfilled before"),
    ///     Claim::Conflict(conflict) => println!("a person should look: {conflict}"),
    ///     _ => println!("another worker is at it: answer failure"),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn claim(&self, notification: &Notification) -> Result<Claim, LedgerError> {
        self.claim_entry(notification.into())
    }

    pub(crate) fn claim_entry(&self, entry: Entry) -> Result<Claim, LedgerError> {
        let start = Instant::now();
        let claimant = Claimant::new()?;
        let lease = self.shared.settings.lease;
        let (key, answers) = (entry.key.clone(), entry.answers());
        Ok(match self.store()?.claim(entry, claimant, lease)? {
            Answer::First { token, until } => Claim::First(Lease {
                held: LeaseId {
                    key,
                    token,
                    claimant,
                    answers,
                },
                until,
                deadline: start + lease,
            }),
            Answer::Repeat => Claim::Repeat,
            Answer::InProgress { remaining } => Claim::InProgress(InProgress { remaining }),
            Answer::Conflict(conflict) => Claim::Conflict(conflict),
        })
    }

    /// Makes a claim final, because the order is fulfilled. Every later delivery is a repeat. If
    /// the order [was expected](Self::expect_order), it is resolved.
    ///
    /// A lease that ran out may still be committed as long as nobody claimed the delivery since.
    /// Committing twice is not an error.
    ///
    /// # Errors
    ///
    /// `lease_lost` if somebody else claimed the delivery since, or it was released;
    /// `ledger_unavailable`: whether it is committed is then not known, so answer failure; the
    /// next delivery shows it.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Claim, Ledger};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let notification = receiver.verify(&request)?;
    /// if let Claim::First(lease) = ledger.claim(&notification)? {
    ///     ledger.commit(&lease)?;
    /// }
    /// assert!(matches!(ledger.claim(&notification)?, Claim::Repeat));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn commit(&self, lease: &Lease) -> Result<(), LedgerError> {
        self.store()?.commit(&lease.held)
    }

    /// Releases a claim, because the order was not fulfilled. The next delivery may try again
    /// immediately. Releasing twice is not an error.
    ///
    /// # Errors
    ///
    /// `lease_lost` if somebody else claimed the delivery since, or it was committed;
    /// `ledger_unavailable`.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Claim, Ledger};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let notification = receiver.verify(&request)?;
    /// if let Claim::First(lease) = ledger.claim(&notification)? {
    ///     ledger.release(&lease)?;
    /// }
    /// assert!(matches!(ledger.claim(&notification)?, Claim::First(_)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn release(&self, lease: &Lease) -> Result<(), LedgerError> {
        self.store()?.release(&lease.held)
    }

    /// Lets a lease run its whole time again from now: for work that takes longer than foreseen.
    /// The fencing token stays the same.
    ///
    /// # Errors
    ///
    /// `lease_lost` if somebody else claimed the delivery since, or it was settled: stop the work
    /// if that is possible; `ledger_unavailable`.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Claim, Ledger};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let notification = receiver.verify(&request)?;
    /// if let Claim::First(mut lease) = ledger.claim(&notification)? {
    ///     // Between two steps of long work.
    ///     ledger.extend(&mut lease)?;
    ///     assert!(lease.remaining().as_secs() >= 59);
    ///     ledger.commit(&lease)?;
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn extend(&self, lease: &mut Lease) -> Result<(), LedgerError> {
        let start = Instant::now();
        let duration = self.shared.settings.lease;
        lease.until = self.store()?.extend(&lease.held, duration)?;
        lease.deadline = start + duration;
        Ok(())
    }

    /// Writes down an order that waits for a notification, so that [`Self::overdue_orders`] lists
    /// it if none came. It is due when the provider's last re-send is past, counted from when the
    /// order was placed.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use ackwell::Provider;
    /// use ackwell_ledger::{ExpectedOrder, Ledger};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let (merchant, now) = ("201507021000394502", SystemTime::now());
    /// let order = ExpectedOrder::new(Provider::LianLian, merchant, "42", now).amount("12.50", "CNY");
    /// ledger.expect_order(&order)?;
    ///
    /// // LianLian sends again for an hour.
    /// assert!(ledger.overdue_orders(now)?.is_empty());
    /// assert_eq!(ledger.overdue_orders(now + Duration::from_secs(3601))?.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn expect_order(&self, order: &ExpectedOrder) -> Result<(), LedgerError> {
        let horizon = Provider::from_name(&order.order.provider)
            .map_or(Schedule::of(Provider::PingPong).horizon(), |provider| {
                Schedule::of(provider).horizon()
            });
        self.store()?.expect_order(order, horizon)
    }

    /// The orders whose notification should have come by `now` and did not, those due longest
    /// first, at most 10,000: ask the provider about each, then [`Self::resolve_order`].
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use ackwell::Provider;
    /// use ackwell_ledger::{ExpectedOrder, Ledger};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let (merchant, now) = ("201507021000394502", SystemTime::now());
    /// let order = ExpectedOrder::new(Provider::LianLian, merchant, "42", now).amount("12.50", "CNY");
    /// ledger.expect_order(&order)?;
    ///
    /// for order in ledger.overdue_orders(now + Duration::from_secs(7200))? {
    ///     println!("ask {} about the order {}", order.provider(), order.order_no());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn overdue_orders(&self, now: SystemTime) -> Result<Vec<OverdueOrder>, LedgerError> {
        self.store()?.due(now.into(), DUE_LIMIT)
    }

    /// Resolves an order without a notification, because the provider was asked. Returns whether it
    /// waited.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use ackwell::Provider;
    /// use ackwell_ledger::{ExpectedOrder, Ledger};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let (merchant, now) = ("201507021000394502", SystemTime::now());
    /// let order = ExpectedOrder::new(Provider::LianLian, merchant, "42", now).amount("12.50", "CNY");
    /// ledger.expect_order(&order)?;
    ///
    /// assert!(ledger.resolve_order(Provider::LianLian, merchant, "42")?);
    /// assert!(ledger.overdue_orders(now + Duration::from_secs(7200))?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn resolve_order(
        &self,
        provider: Provider,
        merchant_id: &str,
        order_no: &str,
    ) -> Result<bool, LedgerError> {
        self.store()?.resolve_order(&OrderKey {
            provider: provider.as_str().to_owned(),
            merchant_id: bounded(merchant_id),
            order_no: bounded(order_no),
        })
    }

    /// The payment of the same order (same provider, merchant and order number) by **another
    /// transaction** that was committed before this notification was; if there are several, the
    /// first.
    ///
    /// "Once" is once per transaction. A payer who pays one order in two tabs makes two payments,
    /// and each is fulfilled: ask here before you ship, and refund the second. The notification
    /// may say anything (a second transaction that failed or was authorized must not undo a paid
    /// order either); the earlier one succeeded. A refund, capture or void is not a payment.
    ///
    /// Asked when both are fulfilled at the very same moment, neither may see the other, because
    /// neither is committed yet; ask again after the commit where that matters, or let a lock on
    /// the shop's own order decide. What was pruned is not known.
    ///
    /// This is a separate query, by an index; claims and commits do not make it.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Claim, Ledger};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let notification = receiver.verify(&request)?;
    /// if let Claim::First(lease) = ledger.claim(&notification)? {
    ///     match ledger.earlier_payment(&notification)? {
    ///         Some(earlier) => println!("paid before by {:?}: refund", earlier.transaction_no()),
    ///         None => println!("ship"),
    ///     }
    ///     ledger.commit(&lease)?;
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn earlier_payment(
        &self,
        notification: &Notification,
    ) -> Result<Option<EarlierPayment>, LedgerError> {
        self.earlier_payment_of(&notification.into())
    }

    pub(crate) fn earlier_payment_of(
        &self,
        entry: &Entry,
    ) -> Result<Option<EarlierPayment>, LedgerError> {
        let Some(order_no) = &entry.facts.order_no else {
            return Ok(None);
        };
        let records = self.store()?.of_order(order_no, false)?;
        Ok(earlier_payment(entry, records))
    }

    /// What is kept, in the order of the delivery keys, with the conflicts of each.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{DeliveryState, Filter, Ledger};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let notification = receiver.verify(&request)?;
    /// ledger.claim(&notification)?;
    /// let records = ledger.list(&Filter::all().state(DeliveryState::InProgress))?;
    /// assert_eq!(records[0].order_no(), notification.order_no());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn list(&self, filter: &Filter) -> Result<Vec<Record>, LedgerError> {
        let Some(order_no) = &filter.order_no else {
            return self.store()?.list(filter);
        };
        // An order has few deliveries: the rest of the filter is applied here.
        let mut records = self.store()?.of_order(order_no, true)?;
        records.retain(|record| filter.takes(record));
        records.truncate(usize::try_from(filter.limit).unwrap_or(usize::MAX));
        Ok(records)
    }

    /// What was written down with [`Self::expect_order`] under this order number, at any
    /// provider and merchant, whether it waits or was resolved.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    pub fn expected_orders(&self, order_no: &str) -> Result<Vec<OrderRecord>, LedgerError> {
        let order_no = bounded(order_no);
        let mut orders = self.store()?.expected(&order_no)?;
        orders.retain(|order| order.order_no() == order_no);
        Ok(orders)
    }

    /// Everything known of an order number, of any provider and merchant: what support staff
    /// ask. At most 100,000 deliveries.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::Ledger;
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let notification = receiver.verify(&request)?;
    /// ledger.claim(&notification)?;
    /// let history = ledger.order_history("2015101911313905300004")?;
    /// assert_eq!(history.deliveries()[0].amount(), Some("0.01"));
    /// assert!(ledger.order_history("43")?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn order_history(&self, order_no: &str) -> Result<OrderHistory, LedgerError> {
        Ok(OrderHistory {
            deliveries: self.list(&Filter::all().order_no(order_no).limit(u32::MAX))?,
            expected: self.expected_orders(order_no)?,
            order_no: order_no.to_owned(),
        })
    }

    /// Reopens a delivery by a person's decision, in any state. Its next delivery is a first one
    /// again, and replaces what was kept. A worker that still holds a lease has lost it. Returns
    /// whether the key was there.
    ///
    /// A committed delivery that is reopened **will be fulfilled again** if the provider sends it
    /// again.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    ///
    /// ```
    /// # let key = std::fs::read_to_string("../core/samples/lianlian.pem")?;
    /// # let receiver = ackwell::LianLian::builder().public_key(key).merchant_id("201507021000394502").build()?;
    /// # let body = std::fs::read("../core/samples/payment.json")?;
    /// # let request = ackwell::Request::new(&body).with_peer("115.236.102.36");
    /// use ackwell_ledger::{Claim, Ledger};
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let notification = receiver.verify(&request)?;
    /// if let Claim::First(lease) = ledger.claim(&notification)? {
    ///     ledger.commit(&lease)?;
    /// }
    /// assert!(ledger.reopen(notification.delivery_key())?);
    /// assert!(matches!(ledger.claim(&notification)?, Claim::First(_)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reopen(&self, delivery_key: &str) -> Result<bool, LedgerError> {
        self.store()?.reopen(&bounded(delivery_key))
    }

    /// Removes deliveries, conflicts and orders that have not changed for longer than the
    /// retention, except deliveries in progress. Run it once a day; claims go on meanwhile.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    ///
    /// ```
    /// use ackwell_ledger::Ledger;
    ///
    /// let ledger = Ledger::open("memory:")?;
    /// let pruned = ledger.prune()?;
    /// println!("removed {} deliveries, {} conflicts", pruned.deliveries, pruned.conflicts);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn prune(&self) -> Result<Pruned, LedgerError> {
        self.store()?.prune(self.shared.settings.retention)
    }

    /// Creates the tables, or brings them to this version, and returns the version. This happens by
    /// itself at the first use; call it where the shop's own account may not create tables.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    pub fn migrate(&self) -> Result<u32, LedgerError> {
        self.store()?.migrate()
    }

    /// The state of the ledger. Connects if that has not happened yet; counts every record, so not
    /// for every request.
    ///
    /// # Errors
    ///
    /// `ledger_unavailable`.
    ///
    /// ```
    /// use ackwell_ledger::Ledger;
    ///
    /// let status = Ledger::open("memory:")?.status()?;
    /// assert_eq!(status.counts().committed, 0);
    /// println!("{} at {}: {}", status.store(), status.location(), status.durability());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn status(&self) -> Result<LedgerStatus, LedgerError> {
        let status = self.store()?.status()?;
        let Shared { url, settings, .. } = &*self.shared;
        Ok(LedgerStatus {
            store: url.store(),
            location: url.location(),
            server: status.server,
            schema: status.schema,
            counts: status.counts,
            durability: status.durability,
            lease: settings.lease,
            retention: settings.retention,
        })
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger")
            .field("store", &self.shared.url.store())
            .field("location", &self.shared.url.location())
            .finish_non_exhaustive()
    }
}

impl Claimant {
    pub(crate) fn new() -> Result<Self, LedgerError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| {
            LedgerError::new(
                Code::Internal,
                "the operating system gives no random numbers",
            )
        })?;
        Ok(Self(bytes))
    }
}
