//! A process that forks while its threads use a ledger.
//!
//! Only the thread that forks lives on in the child. A lock that another thread held stays locked
//! for ever, and SQLite, which keeps its locks on files in the memory of the process too, goes on
//! believing in locks that the operating system did not give to the child: a child would wait for
//! ever, or write at the same time as the parent without a lock. So nothing of SQLite is carried
//! over a fork. Calls on stores of this process are counted; a fork waits until none is under way,
//! closes the connections to files, and both sides open them again when they need them.
//!
//! Stores on a network need none of this: the child opens its own connections.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, Once, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::error::LedgerError;

/// For how long a fork waits for calls that are under way. What takes longer (the count of a large
/// ledger) goes on in the parent, and the child cannot use the ledger.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is closed before a fork.
pub(crate) trait Closable: Send + Sync {
    /// Closes; it is opened again at its next use. No call is under way.
    fn close(&self);
}

static STATE: Mutex<State> = Mutex::new(State {
    inside: 0,
    forking: false,
    closables: Vec::new(),
});
static CHANGED: Condvar = Condvar::new();
static HANDLERS: Once = Once::new();
/// The process that this module knows itself to be in.
static PROCESS: AtomicU32 = AtomicU32::new(0);
/// A call was under way when this process, or one that it descends from, was forked.
static CARRIED: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// Between the beginning and the end of a fork.
    static HELD: RefCell<Option<Forking>> = const { RefCell::new(None) };
}

struct Forking {
    /// The lock, so that it is not some other thread's in the child.
    state: MutexGuard<'static, State>,
    /// What was closed. Dropping the last of one leads back here, so it is not done under the lock.
    closed: Vec<Arc<dyn Closable>>,
}

struct State {
    /// Calls under way.
    inside: usize,
    /// A fork waits for them; no new one may begin.
    forking: bool,
    closables: Vec<Weak<dyn Closable>>,
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A call on a store of this process is under way, until this is dropped. Not to be nested: the
/// second would wait for a fork that waits for the first.
#[must_use = "the call is over when it is dropped"]
pub(crate) struct Inside(());

pub(crate) fn enter() -> Inside {
    HANDLERS.call_once(install);
    let mut state = state();
    while state.forking {
        state = CHANGED.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
    state.inside += 1;
    Inside(())
}

impl Drop for Inside {
    fn drop(&mut self) {
        let mut state = state();
        // Zero in a child whose forking thread was inside.
        state.inside = state.inside.saturating_sub(1);
        if state.forking && state.inside == 0 {
            drop(state);
            CHANGED.notify_all();
        }
    }
}

/// Has `closable` closed before each fork, for as long as it lives.
#[cfg(feature = "sqlite")]
pub(crate) fn close_before_forks(closable: Weak<dyn Closable>) {
    HANDLERS.call_once(install);
    let mut state = state();
    state.closables.retain(|known| known.strong_count() > 0);
    state.closables.push(closable);
}

/// Whether a process that was forked may use what it inherited, `what`.
pub(crate) fn check(what: &str) -> Result<(), LedgerError> {
    let known = PROCESS.load(Ordering::SeqCst) == std::process::id();
    if known && !CARRIED.load(Ordering::SeqCst) {
        return Ok(());
    }
    Err(LedgerError::unavailable(format!(
        "this process was forked while its parent was using {what}, and what was under way there \
         cannot go on here: open the ledger after the fork, or restart this process"
    )))
}

#[cfg(unix)]
fn install() {
    // SAFETY: the three functions may be called at any time from any thread and do not unwind.
    let refused = unsafe {
        libc::pthread_atfork(
            Some(before as unsafe extern "C" fn()),
            Some(after_in_parent as unsafe extern "C" fn()),
            Some(after_in_child as unsafe extern "C" fn()),
        )
    };
    // Without handlers no child is known here, and `check` refuses.
    if refused == 0 {
        PROCESS.store(std::process::id(), Ordering::SeqCst);
    }
}

/// Elsewhere no process forks.
#[cfg(not(unix))]
fn install() {
    PROCESS.store(std::process::id(), Ordering::SeqCst);
}

#[cfg_attr(not(unix), allow(dead_code, reason = "there is no fork"))]
extern "C" fn before() {
    let mut state = state();
    let deadline = Instant::now() + PATIENCE;
    while state.inside > 0 {
        // Each time: another fork that waited too may have ended meanwhile.
        state.forking = true;
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        let (woken, _) = CHANGED
            .wait_timeout(state, left)
            .unwrap_or_else(PoisonError::into_inner);
        state = woken;
    }
    let closed: Vec<_> = state.closables.iter().filter_map(Weak::upgrade).collect();
    if state.inside == 0 {
        for closable in &closed {
            closable.close();
        }
    }
    // A thread that is ending has no such place any more; then nothing is held over the fork.
    let mut held = Some(Forking { state, closed });
    let kept = HELD.try_with(|place| *place.borrow_mut() = held.take());
    if kept.is_err() {
        end_of(held, |_| {});
    }
}

#[cfg_attr(not(unix), allow(dead_code, reason = "there is no fork"))]
extern "C" fn after_in_parent() {
    end(|_| {});
}

#[cfg_attr(not(unix), allow(dead_code, reason = "there is no fork"))]
extern "C" fn after_in_child() {
    end(|state| {
        if state.inside > 0 {
            CARRIED.store(true, Ordering::SeqCst);
        }
        state.inside = 0;
        PROCESS.store(std::process::id(), Ordering::SeqCst);
    });
}

#[cfg_attr(not(unix), allow(dead_code, reason = "there is no fork"))]
fn end(change: impl FnOnce(&mut State)) {
    if let Ok(held) = HELD.try_with(|place| place.borrow_mut().take()) {
        end_of(held, change);
    }
}

#[cfg_attr(not(unix), allow(dead_code, reason = "there is no fork"))]
fn end_of(held: Option<Forking>, change: impl FnOnce(&mut State)) {
    if let Some(Forking { mut state, closed }) = held {
        change(&mut state);
        state.forking = false;
        drop(state);
        CHANGED.notify_all();
        drop(closed);
    }
}
